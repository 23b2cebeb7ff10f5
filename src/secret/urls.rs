//! Secrets within longer values: the userinfo and query of URLs, and connection
//! strings of `name=value` pairs.

use std::ops::Range;

use super::work;
use crate::facts::UNKNOWN;

/// A user and a password, as ranges of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UserInfo {
    pub user: Range<usize>,
    pub password: Range<usize>,
}

/// Each password of a URL of a text that is written there.
pub(super) fn passwords(text: &str) -> Vec<UserInfo> {
    work::count(text.len());
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|it| from + it) {
        let start = at + 3;
        let is_part = |it: char| {
            it.is_whitespace()
                || matches!(it, '"' | '\'' | '`' | '<' | '>' | '/' | '?' | '#' | '\\')
        };
        let end = text[start..].find(is_part).map_or(text.len(), |it| start + it);
        found.extend(user_info(text, start..end));
        from = end.max(start);
    }
    found.extend(without_scheme(text));
    found
}

/// Data sources that two drivers have forms of their own for: `user:password@tcp(host)` and
/// `jdbc:oracle:thin:user/password@host`.
fn without_scheme(text: &str) -> Option<UserInfo> {
    let ends = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '`' | '@' | '=');
    let (start, end, mark) = if let Some(end) = text.find("@tcp(") {
        (text[..end].rfind(ends).map_or(0, |it| it + 1), end, ':')
    } else {
        let at = text.find("jdbc:oracle:")?;
        let end = at + text[at..].find('@')?;
        (text[..end].rfind(':')? + 1, end, '/')
    };
    let mark = start + text.get(start..end)?.find(mark)?;
    let (user, password) = (start..mark, mark + 1..end);
    let is_known = !password.is_empty() && !text[password.clone()].contains(UNKNOWN);
    (is_known && !user.is_empty()).then_some(UserInfo { user, password })
}

/// What hosts of code have clients say where a token is the user.
const INSTEAD: &[&str] = &["x-oauth-basic", "x-token-auth", "x-access-token", "oauth2"];

/// Whether a text may hold a password of a URL.
pub(super) fn may_hold(text: &str) -> bool {
    text.contains("://") || text.contains("@tcp(") || text.contains("jdbc:oracle:")
}

/// A list of servers repeats users, or gives each its own: the first is read.
fn user_info(text: &str, authority: Range<usize>) -> Option<UserInfo> {
    let first = text[authority.clone()].split(',').next()?;
    let at = match first.rfind('@') {
        Some(at) => at,
        // A comma of the password.
        None => text[authority.clone()].rfind('@')?,
    };
    let colon = text[authority.start..authority.start + at].find(':')?;
    let user = authority.start..authority.start + colon;
    let password = authority.start + colon + 1..authority.start + at;
    // `[user:password@]host` says what may stand there.
    let is_optional = text[authority.clone()].starts_with('[');
    let is_known = !password.is_empty() && !text[password.clone()].contains(UNKNOWN);
    let is_said = is_optional || INSTEAD.contains(&&text[password.clone()]);
    (is_known && !is_said).then_some(UserInfo { user, password })
}

/// Names and values of the pairs of a connection string or of a URL's query.
pub(super) fn pairs(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let is_separator = |it: char| matches!(it, ';' | '&' | '?' | ' ');
    let mut found = Vec::new();
    let mut start = 0;
    for part in text.split(is_separator) {
        if let Some(equals) = part.find('=') {
            found.push((start..start + equals, start + equals + 1..start + part.len()));
        }
        start += part.len() + 1;
    }
    // One pair alone is a value that has a sign of equality in it, unless it is a query.
    if found.len() < 2 && !text.contains("://") { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, &str)> {
        passwords(text).into_iter().map(|it| (&text[it.user], &text[it.password])).collect()
    }

    #[test]
    fn each_password_is_found_wherever_its_url_stands() {
        assert_eq!(read("postgres://cca:pw@h:5432/cca?x=1"), [("cca", "pw")]);
        assert_eq!(read("redis://:pw@h"), [("", "pw")]);
        assert_eq!(read("a http://u:1@x, b http://v:2@y/z@w"), [("u", "1"), ("v", "2")]);
        assert_eq!(read("amqp://u:p@ss@h"), [("u", "p@ss")]);
        assert_eq!(read("dsn=u:1@tcp(h:3306)/d"), [("u", "1")]);
        assert_eq!(read("jdbc:oracle:thin:u/1@h:1521/d"), [("u", "1")]);
        for none in [
            "http://h:80/a:b@c",
            "http://u@h",
            "postgres://u:\u{f8ff}@h",
            "git@h:a/b",
            "http://u:@h",
            "http[s]://[u:p@]h[:port]",
            "jdbc:oracle:thin:@h:1521/d",
            "https://ghp_x:x-oauth-basic@h",
        ] {
            assert_eq!(read(none), [], "{none}");
        }
    }

    #[test]
    fn pairs_are_read_where_there_are_several() {
        let text = "Server=db;User Id=sa;Password=x1";
        let names: Vec<_> =
            pairs(text).into_iter().map(|(name, value)| (&text[name], &text[value])).collect();
        assert!(names.contains(&("Password", "x1")));
        assert!(pairs("abc=").is_empty());
    }
}
