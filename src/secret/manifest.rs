//! The entries of a Kubernetes Secret: whatever stands there was meant to be secret,
//! unless it plainly is not.

use super::{Class, elsewhere, judge::Dropped, name::Name, scan, settings::Found, shape};
use crate::facts::Setting;

/// Names of what only accompanies a secret.
const PLAIN: &[&str] = &[
    "user",
    "username",
    "login",
    "email",
    "host",
    "hostname",
    "port",
    "database",
    "dbname",
    "db",
    "name",
    "url",
    "uri",
    "endpoint",
    "region",
    "bucket",
    "type",
    "namespace",
    "scheme",
    "address",
    "server",
    "issuer",
    "enabled",
    "id",
    "crt",
    "cert",
    "certificate",
    "ca",
    "mode",
    "path",
    "file",
    "level",
    "protocol",
    "domain",
    "env",
    "environment",
    "version",
    "expiration",
    "usages",
    "description",
    "groups",
    "project",
    "org",
    "organization",
    "account",
    "engine",
    "schema",
    "proxy",
];

/// What an entry is; its judgement by name counts before what it would be without.
pub(super) fn entry(
    setting: &Setting,
    value: &str,
    judged: Option<(Result<Class, Dropped>, Name<'_>)>,
) -> Option<Found> {
    // Base64 hides from the scan of the text what a token's form gives away.
    if let Some(hit) = scan::hits(value).into_iter().next() {
        return Some(Found { class: hit.class, what: hit.what, is_sure: hit.is_sure });
    }
    match judged {
        Some((Ok(class), name)) => Some(Found::named(class, &name)),
        Some((Err(_), _)) => None,
        None => unnamed(setting, value.trim()),
    }
}

fn unnamed(setting: &Setting, value: &str) -> Option<Found> {
    let plain = |what| Found { class: Class::Plain, what, is_sure: false };
    let name = setting.delivered.it.as_str();
    if name.starts_with(".dockerc") {
        let has_login = value.contains("\"auth\":") || value.contains("\"password\":");
        let is_filled = !value.contains("<") && !value.contains("xxxx") && !value.contains("...");
        return (has_login && is_filled).then(|| plain("a login to a registry"));
    }
    let is_public = is_public(&setting.configuration);
    let is_file = value.contains('\n') || shape::is_path(name);
    (!is_public && !is_file && is_opaque(value)).then(|| plain("a value"))
}

/// Whether the words of a name are those of what only accompanies a secret.
pub(super) fn is_public(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or("");
    PLAIN.contains(&last)
        || last.ends_with("name")
        || words.split(' ').any(|it| matches!(it, "user" | "username"))
}

/// Text that names nothing and addresses nothing.
fn is_opaque(value: &str) -> bool {
    let tests: [fn(&str) -> bool; 12] = [
        elsewhere::is_switch,
        elsewhere::is_reference,
        elsewhere::is_ciphertext,
        elsewhere::is_hash,
        elsewhere::is_public_key,
        elsewhere::is_masked,
        shape::is_path,
        shape::is_address,
        shape::is_number,
        shape::is_quantity,
        shape::is_identifier,
        super::placeholder::is_placeholder,
    ];
    value.len() >= 8
        && shape::entropy(value) >= 2.5
        && value.is_ascii()
        && !value.contains(char::is_whitespace)
        && shape::has_digit(value)
        && !tests.iter().any(|it| it(value))
}
