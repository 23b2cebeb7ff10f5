//! Addresses of services within values.

use std::{borrow::Cow, ops::Range};

use super::{Piece, UNKNOWN, Value};
use crate::text::Location;

/// A value that is a URL of the form `scheme://user:password@host:port/path?query`.
///
/// Read from the pattern of the value, so that a part that is unknown leaves the
/// others known.
#[derive(Clone, Debug)]
pub struct ServiceUrl<'a> {
    value: &'a Value,
    pattern: Cow<'a, str>,
    scheme: Range<usize>,
    user: Option<Range<usize>>,
    password: Option<Range<usize>>,
    authority: Range<usize>,
    query: Option<Range<usize>>,
    end: usize,
}

impl<'a> ServiceUrl<'a> {
    /// The URL that a value is, or begins with. None where the scheme is not known.
    pub fn parse(value: &'a Value) -> Option<Self> {
        Self::of(value, |_| true)
    }

    /// The URL that a value is, if its scheme, as it is written, is one that is looked for.
    pub fn of(value: &'a Value, is_sought: impl FnOnce(&str) -> bool) -> Option<Self> {
        if !value.pieces.iter().any(may_be_url) {
            return None;
        }
        let pattern = value.pattern();
        let mut colons = memchr::memchr_iter(b':', pattern.as_bytes());
        let colon = colons.find(|at| pattern.as_bytes()[*at..].starts_with(b"://"))?;
        let start = pattern[..colon]
            .rfind(|it: char| !is_scheme(it))
            .map_or(0, |at| at + pattern[at..].chars().next().map_or(1, char::len_utf8));
        // What comes before is a quote, a blank or `jdbc:`; anything else is no URL.
        let before = pattern[..start].trim_matches([' ', '"', '\'', '[']);
        let is_prefix = before.ends_with(':') && before.len() < 12;
        let is_placed = start < colon && (before.is_empty() || is_prefix);
        if !is_placed || !is_sought(&pattern[start..colon]) {
            return None;
        }
        let from = colon + 3;
        let ends = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '`' | '<' | '>');
        let end = pattern[from..].find(ends).map_or(pattern.len(), |at| from + at);
        let authority_end = authority_end(&pattern[from..end]) + from;
        // A password may hold a slash that nobody escaped.
        let at = pattern[from..authority_end].rfind('@').map(|at| from + at);
        let (user, password) =
            at.map_or((None, None), |at| match pattern[from..at].find(':').map(|it| from + it) {
                Some(colon) => (Some(from..colon), Some(colon + 1..at)),
                None => (Some(from..at), None),
            });
        let query = pattern[authority_end..end].find('?').map(|it| authority_end + it + 1..end);
        Some(Self {
            value,
            scheme: start..colon,
            user,
            password,
            authority: at.map_or(from, |at| at + 1)..authority_end,
            query,
            end,
            pattern,
        })
    }

    /// In lower case, such as `postgresql` or `redis+sentinel`.
    pub fn scheme(&self) -> String {
        self.pattern[self.scheme.clone()].to_lowercase()
    }

    /// None where there is none or it is not known.
    pub fn user(&self) -> Option<&str> {
        self.user.clone().map(|it| &self.pattern[it]).filter(|it| !it.contains(UNKNOWN))
    }

    /// None where there is none or it is not known.
    pub fn password(&self) -> Option<&str> {
        self.password.clone().map(|it| &self.pattern[it]).filter(|it| !it.contains(UNKNOWN))
    }

    /// Whether anything stands before the `@`, known or not.
    pub fn has_userinfo(&self) -> bool {
        self.user.is_some()
    }

    /// The hosts, without ports: several where commas part them, none that are not known.
    pub fn hosts(&self) -> Vec<&str> {
        let authority = &self.pattern[self.authority.clone()];
        let hosts = authority.split(',').map(|it| {
            let it = it.rsplit_once("://").map_or(it, |(_, it)| it);
            let it = it.rsplit_once('@').map_or(it, |(_, it)| it);
            match it.strip_prefix('[').and_then(|it| it.split_once(']')) {
                Some((address, _)) => address,
                None => it.split(':').next().unwrap_or(it),
            }
        });
        hosts.filter(|it| !it.is_empty() && !it.contains(UNKNOWN)).collect()
    }

    /// Whether every host is known to be this machine.
    pub fn is_loopback(&self) -> bool {
        let hosts = self.hosts();
        !hosts.is_empty() && hosts.iter().all(|host| is_loopback(host))
    }

    /// The value of a query parameter, its name compared without case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameter_range(name).map(|it| &self.pattern[it])
    }

    /// Where a query parameter's value stands.
    pub fn parameter_at(&self, name: &str) -> Option<Location> {
        self.parameter_range(name).map(|it| self.value.locate(it))
    }

    /// Whether something that is not known could hold more parameters.
    pub fn may_hold_more(&self) -> bool {
        // An unknown path or query may bring any; an unknown host, user or password may not.
        self.pattern[self.authority.end..self.end].contains(UNKNOWN)
            || self.pattern[self.authority.clone()].ends_with(UNKNOWN)
    }

    /// Where the scheme stands.
    pub fn scheme_at(&self) -> Location {
        self.value.locate(self.scheme.clone())
    }

    /// Where the password stands, if it is known.
    pub fn password_at(&self) -> Option<Location> {
        self.password()?;
        self.password.clone().map(|it| self.value.locate(it))
    }

    /// Where the URL stands.
    pub fn at(&self) -> Location {
        self.value.locate(self.scheme.start..self.end)
    }

    fn parameter_range(&self, name: &str) -> Option<Range<usize>> {
        let query = self.query.clone()?;
        let mut start = query.start;
        for part in self.pattern[query].split('&') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            if key.eq_ignore_ascii_case(name) {
                let from = start + part.len() - value.len();
                return Some(from..from + value.len());
            }
            start += part.len() + 1;
        }
        None
    }
}

/// A glance: most values have no colon.
fn may_be_url(piece: &Piece) -> bool {
    let Piece::Literal(text) = piece else { return false };
    let bytes = text.it.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| bytes[at..].starts_with(b"://"))
}

/// Whether a host is this machine: a loopback address or `localhost`.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host == "::1"
        || (host.starts_with("127.") && host.split('.').count() == 4)
        || host.ends_with(".localhost")
}

/// Whether a bind address means every interface of the machine.
pub fn is_all_interfaces(address: &str) -> bool {
    let host = match address.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((host, _)) => host,
        None if address.matches(':').count() > 1 => address,
        None => address.rsplit_once(':').map_or(address, |(host, _)| host),
    };
    !address.is_empty() && matches!(host, "0.0.0.0" | "::" | "*" | "")
}

/// Where the hosts end: at a path, query or fragment, but not within the `://` of a
/// further URL in a list of them.
fn authority_end(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find(['/', '?', '#']).map(|at| from + at) {
        if !(text[..at].ends_with(':') && text[at..].starts_with("//")) {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

fn is_scheme(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span, Text};

    fn value(text: &str) -> Value {
        let text = Text::of_file(FileId(0), text);
        let at = text.locate(Span::new(0, text.as_str().len()));
        Value::of_text(&text, at)
    }

    #[test]
    fn each_part_is_read_and_placed() {
        let value = value("postgres://cca:pw@pg-host:5432/cca?sslmode=require&x=1");
        let url = ServiceUrl::parse(&value).expect("a URL");
        assert_eq!((url.user(), url.password()), (Some("cca"), Some("pw")));
        assert_eq!(url.hosts(), ["pg-host"]);
        assert_eq!(url.parameter("SSLMODE"), Some("require"));
        assert_eq!(url.password_at().map(|it| it.span), Some(Span::new(15, 17)));
        assert_eq!(url.parameter_at("sslmode").map(|it| it.span), Some(Span::new(43, 50)));
    }

    #[test]
    fn what_is_unknown_leaves_the_rest_known() {
        let value = value("postgres://cca:${P}@postgres:5432/cca");
        let url = ServiceUrl::parse(&value).expect("a URL");
        assert_eq!((url.user(), url.password(), url.has_userinfo()), (Some("cca"), None, true));
        assert!(!url.may_hold_more());
        let value = self::value("postgres://h/${DATABASE}");
        assert!(ServiceUrl::parse(&value).expect("a URL").may_hold_more());
        assert!(ServiceUrl::parse(&self::value("${URL}")).is_none());
    }

    #[test]
    fn a_list_of_servers_and_a_jdbc_prefix_are_understood() {
        let servers = value("nats://n1:4222,nats://n2:4222");
        assert_eq!(ServiceUrl::parse(&servers).expect("a URL").hosts(), ["n1", "n2"]);
        let jdbc = value("jdbc:postgresql://db/x");
        assert_eq!(ServiceUrl::parse(&jdbc).expect("a URL").scheme(), "postgresql");
        assert!(ServiceUrl::parse(&value("see https://example.com")).is_none());
    }

    #[test]
    fn addresses_are_told_apart() {
        assert!(is_loopback("127.0.0.1") && is_loopback("localhost") && !is_loopback("db"));
        for all in ["0.0.0.0:5432", "0.0.0.0", "[::]:80", "::", ":8080", "*"] {
            assert!(is_all_interfaces(all), "{all}");
        }
        for one in ["127.0.0.1:80", "10.0.0.1", "localhost:80", "::1", "[::1]:80"] {
            assert!(!is_all_interfaces(one), "{one}");
        }
    }
}
