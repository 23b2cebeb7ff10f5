//! What connections to PostgreSQL ask of TLS, in URLs and in settings.

use crate::{
    facts::{Piece, ServiceUrl, Setting, UNKNOWN},
    rules::{
        shared::{Told, has_any_word},
        tls::shared::{
            Reach, is_about_tls, is_in, reach, reach_of_host, reach_of_section, says_tls, section,
            words_before,
        },
    },
    text::Location,
};

/// What a client asks of its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// No encryption, whatever the server offers.
    Off,
    /// Encryption if the server offers it, which an attacker can prevent.
    Optional,
    /// Encryption, with whoever answers.
    Unverified,
    /// Encryption with a server whose certificate is trusted, whatever name it has.
    NameUnverified,
    Verified,
}

/// What one setting says of a connection.
pub struct Connection {
    pub at: Location,
    pub reach: Reach,
    /// None where nothing is said, and the driver decides.
    pub mode: Option<Mode>,
    /// What is written, such as `require`.
    pub written: String,
}

/// What a setting says of how PostgreSQL is reached, if it says anything. The error
/// is what would have to be known.
pub fn connection(told: &Told) -> Option<Result<Connection, &'static str>> {
    // What a pool asks of those who connect to it, of which it verifies nobody.
    if told.setting().has_words("client tls sslmode") {
        return None;
    }
    let pattern = told.value().pattern();
    // Most values are neither URLs nor pairs.
    if memchr::memchr3(b':', b'=', b'\n', pattern.as_bytes()).is_none() {
        return (pattern.len() <= 4096).then(|| of_mode(told, &pattern))?;
    }
    if pattern.len() > 4096 || memchr::memchr(b'\n', pattern.as_bytes()).is_some() {
        return None;
    }
    if let Some(url) = ServiceUrl::of(told.value(), is_postgres) {
        return of_url(told, &url, &pattern);
    }
    of_words(told, &pattern).or_else(|| of_mode(told, &pattern))
}

fn is_postgres(scheme: &str) -> bool {
    let base = scheme.split('+').next().unwrap_or(scheme);
    let known = ["postgres", "postgresql", "pgsql", "postgis", "timescaledb"];
    known.iter().any(|it| it.eq_ignore_ascii_case(base))
}

fn of_url(
    told: &Told,
    url: &ServiceUrl,
    pattern: &str,
) -> Option<Result<Connection, &'static str>> {
    // A socket may be given as a parameter.
    if url.parameter("host").is_some_and(|it| it.starts_with(['/', '%'])) {
        return None;
    }
    let reach = reach(url, pattern);
    for name in ["sslmode", "ssl_mode", "ssl"] {
        let Some(written) = url.parameter(name) else { continue };
        if written.contains(UNKNOWN) {
            return Some(Err("the mode of TLS"));
        }
        let at = url.parameter_at(name)?;
        let mode = mode(written).or_else(|| switch(name, written))?;
        let mode = with_root(mode, url.parameter("sslrootcert").is_some());
        return Some(Ok(Connection { at, reach, mode: Some(mode), written: written.to_owned() }));
    }
    if [
        "sslrootcert",
        "sslcert",
        "sslcontext",
        "sslnegotiation",
        "socketfactory",
        "cloudsqlinstance",
    ]
    .iter()
    .any(|it| url.parameter(it).is_some())
        || told.siblings().any(|it| decides(told.setting(), it))
    {
        return None;
    }
    if url.may_hold_more() {
        return Some(Err("the end of the URL"));
    }
    let at = url.scheme_at();
    Some(Ok(Connection { at, reach, mode: None, written: url.scheme() }))
}

/// Whether another setting decides on the TLS of a URL that says nothing of it.
fn decides(url: &Setting, other: &Setting) -> bool {
    let of_databases = ["db", "database", "postgres", "postgresql", "pg", "sql", "datasource"];
    is_about_tls(other)
        && (has_any_word(other, &of_databases)
            || has_any_word(other, &["sslmode", "pgsslmode", "sslrootcert", "pgsslrootcert"])
            || !section(url).is_empty() && is_in(section(url), other))
}

/// `host=db dbname=shop sslmode=disable`.
fn of_words(told: &Told, pattern: &str) -> Option<Result<Connection, &'static str>> {
    let has_pairs = memchr::memchr(b'=', pattern.as_bytes()).is_some();
    if !has_pairs || !pattern.contains("dbname=") && !pattern.contains("host=") {
        return None;
    }
    let start = pattern.find("sslmode=")? + "sslmode=".len();
    let length = pattern[start..].find([' ', ';', '"', '\'', '&']);
    let range = start..length.map_or(pattern.len(), |it| start + it);
    let written = pattern[range.clone()].to_owned();
    if written.contains(UNKNOWN) {
        return Some(Err("the mode of TLS"));
    }
    let hosts = pattern.find("host=").map(|at| &pattern[at + "host=".len()..]);
    let host = hosts.map(|it| it.split([' ', ';']).next().unwrap_or(it));
    let reach = host.map_or(Reach::Local, reach_of_host);
    let mode = with_root(mode(&written)?, pattern.contains("sslrootcert="));
    Some(Ok(Connection { at: told.value().locate(range), reach, mode: Some(mode), written }))
}

/// A setting that gives the mode and nothing else.
fn of_mode(told: &Told, pattern: &str) -> Option<Result<Connection, &'static str>> {
    let setting = told.setting();
    let names = ["ssl mode", "sslmode", "pgsslmode"];
    let others = ["mysql", "mariadb", "redis", "mongo", "mongodb", "kafka", "smtp", "mail", "ftp"];
    if !names.iter().any(|it| setting.ends_with_words(it)) || has_any_word(setting, &others) {
        return None;
    }
    let mode = match mode(pattern.trim()) {
        Some(mode) => mode,
        None => return pattern.contains(UNKNOWN).then_some(Err("the mode of TLS")),
    };
    let section = words_before(setting, &names)?;
    let is_root = |it: &Setting| {
        let named = ["root cert", "rootcert", "sslrootcert", "ca cert", "ca", "ca file"];
        is_in(section, it) && named.iter().any(|name| it.ends_with_words(name)) && says_tls(it)
    };
    let reach = if setting.ends_with_words("pgsslmode") {
        host_of_libpq(told)
    } else {
        reach_of_section(told.program, section)
    };
    let reach = reach.or_else(|| reach_of_urls(told)).unwrap_or(Reach::Far);
    let mode = with_root(mode, told.siblings().any(is_root));
    let at = match told.value().pieces.as_slice() {
        [Piece::Literal(text)] => text.at,
        _ => told.value().at,
    };
    Some(Ok(Connection { at, reach, mode: Some(mode), written: pattern.trim().to_owned() }))
}

fn host_of_libpq(told: &Told) -> Option<Reach> {
    let host = told.siblings().find(|it| it.delivered.it == "PGHOST")?;
    Some(reach_of_host(&host.value.pattern()))
}

/// Where the databases are that URLs beside a setting name.
fn reach_of_urls(told: &Told) -> Option<Reach> {
    let reaches = told.siblings().filter_map(|it| {
        let url = ServiceUrl::of(&it.value, is_postgres)?;
        Some(reach(&url, &it.value.pattern()))
    });
    reaches.max_by_key(|it| *it as u8)
}

fn mode(written: &str) -> Option<Mode> {
    Some(match written.to_lowercase().replace('_', "-").as_str() {
        "disable" => Mode::Off,
        "allow" | "prefer" => Mode::Optional,
        "require" | "no-verify" => Mode::Unverified,
        "verify-ca" => Mode::NameUnverified,
        "verify-full" => Mode::Verified,
        _ => return None,
    })
}

/// `ssl=true` verifies with one driver and not with the next, and is believed.
fn switch(name: &str, written: &str) -> Option<Mode> {
    match (name, written) {
        ("ssl", "true" | "1" | "on" | "") => Some(Mode::Verified),
        ("ssl", "false" | "0" | "off") => Some(Mode::Off),
        _ => None,
    }
}

/// Clients that are given a root certificate check against it, whatever the mode.
fn with_root(mode: Mode, has_root: bool) -> Mode {
    if mode == Mode::Unverified && has_root { Mode::NameUnverified } else { mode }
}
