//! What stands for a secret that is elsewhere, or that cannot be read: references to
//! stores, ciphertext, hashes, public keys, letters that hide it, words for nothing.

use super::shape::{has_digit, is_hex, is_repeated};

/// One letter over and over, or letters that hide what stood there.
pub(super) fn is_masked(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(['[', ']', '(', ')', '<', '>', '*', '_']);
    let is_mark = |it: char| matches!(it, '*' | '•' | '.' | '…' | '●' | '-' | '_' | '#' | '?');
    matches!(
        bare,
        "redacted" | "masked" | "hidden" | "removed" | "omitted" | "sanitized" | "filtered"
    ) || text.chars().all(is_mark)
        || (text.contains("...") && !text.ends_with("..."))
        || text.contains("***")
        || text.contains("•••")
        || (text.len() >= 6 && is_repeated(text) && !has_digit(text))
        || is_crossed(&lower)
}

/// `xxxx-xxxx`, `api_xxxxxxxx`, `SCWXXXXXXXXX`: whoever wrote it hid what stood there.
fn is_crossed(lower: &str) -> bool {
    let crosses = lower.bytes().filter(|it| *it == b'x').count();
    let rest = lower.bytes().filter(u8::is_ascii_alphanumeric).count() - crosses;
    lower.contains("xxx") && (rest == 0 || lower.contains("xxxx") || rest <= 6)
}

/// Nothing, or a truth value.
pub(super) fn is_switch(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "nil",
        "none",
        "undefined",
        "~",
        "n/a",
        "enabled",
        "disabled",
        "optional",
        "required",
        "auto",
        "unset",
        "empty",
    ];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// How references to stores, variables and templates begin.
const STARTS: &[&str] = &[
    "vault:",
    "op://",
    "arn:aws",
    "ref+",
    "secretref:",
    "file:",
    "env:",
    "env.",
    "ssm:",
    "awssm:",
    "gsm:",
    "gcpsm:",
    "sm://",
    "azurekeyvault",
    "keyvault",
    "kms:",
    "bws:",
    "doppler:",
    "infisical:",
    "process.env",
    "os.environ",
    "!vault",
    "!secret",
    "!env",
    "%env(",
    "#{",
    "@microsoft.keyvault",
    "secretsmanager",
    "resolve:",
    "{{",
    "{%",
    "<%",
    "$(",
    "${",
    "secret://",
    "k8s:",
    "lookup(",
];

/// What a program will look up elsewhere: a store, a variable, another file.
pub(super) fn is_reference(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let wrapped =
        |mark: &str| text.len() > 2 * mark.len() && text.starts_with(mark) && text.ends_with(mark);
    let is_secret_path = lower.starts_with("projects/") && lower.contains("/secrets/");
    // `$name`, `{name}` and `[name]` of formats that are filled in.
    let filled = matches!(text.as_bytes(), [b'$', first, ..] if first.is_ascii_alphabetic() || *first == b'_')
        && text[1..].bytes().all(|it| matches!(it, b'_' | b'.') || it.is_ascii_alphanumeric())
        && !has_digit(text);
    let braced = |open, close| {
        text.strip_prefix(open).and_then(|it| it.strip_suffix(close)).is_some_and(|inner: &str| {
            let is_name = |it: char| it.is_alphanumeric() || "_-. :/$(".contains(it);
            inner.trim_end_matches(')').chars().all(is_name)
        })
    };
    STARTS.iter().any(|it| lower.starts_with(it))
        || is_call_of_variable(text)
        || is_parameter(text)
        || wrapped("%")
        || wrapped("@")
        || wrapped("__")
        || wrapped("##")
        || is_secret_path
        || filled
        || text.starts_with("%(") && text.ends_with(")s")
        || is_path_of_store(text)
        || braced('{', '}')
        || braced('(', ')') && text.starts_with("((")
        || braced('[', ']')
        || braced('<', '>')
        || text.starts_with("<<") && text.ends_with(">>")
}

/// `$__env{NAME}`, `$(name)`, `$env:NAME`: however a format calls its variables.
fn is_call_of_variable(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('$') else { return false };
    // Two dollars are one that what reads the file leaves alone.
    if let Some(name) = rest.strip_prefix('$') {
        return name.starts_with(['{', '('])
            || name.bytes().all(|it| it.is_ascii_alphabetic() || it == b'_');
    }
    let name = rest.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
    let is_closed = [('{', '}'), ('(', ')'), ('[', ']')]
        .iter()
        .any(|(open, close)| name.starts_with(*open) && name.ends_with(*close));
    is_closed || (name.starts_with("->") || name.starts_with("::")) || rest.starts_with("env:")
}

/// `:password` and `&password` of a statement: bound when it runs.
fn is_parameter(text: &str) -> bool {
    let name = text.strip_prefix([':', '&']).unwrap_or("");
    !name.is_empty()
        && !has_digit(name)
        && name.bytes().all(|it| it.is_ascii_alphabetic() || it == b'_')
}

/// `aws-ssm:/prod/db`: what a tool finds where it says.
fn is_path_of_store(text: &str) -> bool {
    let Some((scheme, path)) = text.split_once(":/") else { return false };
    let is_word = |it: u8| it.is_ascii_lowercase() || matches!(it, b'-' | b'/' | b'_' | b'.');
    // Two slashes begin an address.
    let is_address = path.starts_with('/');
    !scheme.is_empty() && !is_address && scheme.bytes().all(is_word) && path.bytes().all(is_word)
}

/// What only its key opens: SOPS, Ansible, age, Spring, sealed.
pub(super) fn is_ciphertext(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "ENC[",
        "ENC(",
        "$ANSIBLE_VAULT;",
        "-----BEGIN AGE",
        "-----BEGIN PGP MESSAGE",
        "{cipher}",
        "age1",
        "AQICAH",
        "vault:v1:",
        "encrypted:",
    ];
    STARTS.iter().any(|it| text.starts_with(it))
}

/// What a password was turned into, and cannot be read from.
pub(super) fn is_hash(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "$2a$",
        "$2b$",
        "$2y$",
        "$argon2",
        "$1$",
        "$5$",
        "$6$",
        "$apr1$",
        "$y$",
        "$7$",
        "{SHA",
        "{SSHA",
        "SCRAM-SHA-",
        "pbkdf2",
        "{bcrypt}",
        "sha256:",
        "sha512:",
        "sha256-",
        "sha384-",
        "sha512-",
        "sha1:",
        "md5:",
        "$$2",
        "$sha",
        "$md5",
        "$scrypt$",
        "$pbkdf2",
        "$P$",
        "$H$",
        "$S$",
        "$gy$",
        "scrypt:",
        "sha1$",
        "sha256$",
        "sha512$",
        "md5$",
        "{PBKDF2",
        "{ARGON2",
        "{CRYPT}",
        "{MD5}",
        "{SMD5}",
    ];
    let md5 = text.strip_prefix("md5").is_some_and(|it| it.len() == 32 && is_hex(it));
    // `user:hash` lines of htpasswd.
    let bare = text.split_once(':').map_or(text, |(_, it)| it);
    md5 || STARTS.iter().any(|it| text.starts_with(it) || (bare.len() > 16 && bare.starts_with(it)))
}

/// What may be shown to anyone.
pub(super) fn is_public_key(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "sk-ssh-",
        "-----BEGIN CERT",
        "-----BEGIN PUBLIC",
        "-----BEGIN RSA PUBLIC",
    ];
    STARTS.iter().any(|it| text.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_elsewhere_is_told_from_secrets() {
        type Test = (&'static str, fn(&str) -> bool, &'static [&'static str]);
        let secrets =
            ["tR7x/k2Lq+9ZpW4v", "9f86d081884c7d65", "hunter2", "S3cr3t-Pw-77x", "pa$w0rd"];
        let tests: [Test; 3] = [
            (
                "reference",
                is_reference,
                &["%PW%", "vault:kv/x", "$pw", "{password}", "projects/p/secrets/s"],
            ),
            ("masked", is_masked, &["****", "REDACTED", "......", "[hidden]"]),
            ("hash", is_hash, &["$2b$12$abcdefghijklmnopqrstuv", "sha256:0a0b"]),
        ];
        for (name, test, yes) in tests {
            yes.iter().for_each(|it| assert!(test(it), "{it} is a {name}"));
            secrets.iter().for_each(|it| assert!(!test(it), "{it} is no {name}"));
        }
    }
}
