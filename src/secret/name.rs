//! What the name of a setting says about its value.

/// How much a name alone proves, and so how little a value has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// `password`: whatever it holds, it is one.
    Password,
    /// `secret`, `token`, `api key`: often, but also names and numbers of such.
    Secret,
    /// `key`, `auth`, `seed`: seldom.
    Key,
}

/// A name that speaks of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub strength: Strength,
    /// With an article: `a password`.
    pub what: &'static str,
    /// The words before those that speak of it: `postgres` of `postgres password`.
    pub owner: &'a str,
    /// Whether the name speaks of several.
    pub is_list: bool,
    /// Whether the phrase is one that nothing but a secret has, not even a UUID.
    pub is_firm: bool,
}

impl Name<'_> {
    /// Whether somebody else gives it out, so that nothing works with a made-up one.
    pub fn is_issued(&self) -> bool {
        const ISSUED: &[&str] = &[
            "an API key",
            "an API token",
            "an access token",
            "a token",
            "a client secret",
            "an access key",
            "a secret access key",
            "an account key",
            "a licence key",
            "a credential",
        ];
        !self.is_list && ISSUED.contains(&self.what)
    }
}

use Strength::{Key, Password, Secret};

/// Phrases at the end of a name; of two that fit, the longer is first.
#[rustfmt::skip]
const PHRASES: &[(&str, Strength, &str, bool)] = &[
    ("secret access key", Secret, "a secret access key", true),
    ("secret key base", Secret, "a secret key", true),
    ("client secret", Secret, "a client secret", true),
    ("consumer secret", Secret, "a client secret", true),
    ("jwt secret", Secret, "a signing secret", true),
    ("jwt secret key", Secret, "a signing secret", true),
    ("jwt key", Secret, "a signing key", true),
    ("cookie secret", Secret, "a signing secret", true),
    ("session secret", Secret, "a signing secret", true),
    ("webhook secret", Secret, "a webhook secret", true),
    ("erlang cookie", Secret, "a shared secret", true),
    ("pre shared key", Secret, "a shared key", true),
    ("shared key", Secret, "a shared key", true),
    ("secret key", Secret, "a secret key", true),
    ("private key", Secret, "a private key", true),
    ("signing key", Secret, "a signing key", true),
    ("encryption key", Secret, "an encryption key", true),
    ("decryption key", Secret, "an encryption key", true),
    ("validation key", Secret, "a signing key", true),
    ("master key", Secret, "a master key", true),
    ("access key", Secret, "an access key", true),
    ("account key", Secret, "an account key", true),
    ("storage key", Secret, "a storage key", true),
    ("session key", Secret, "a session key", true),
    ("license key", Secret, "a licence key", false),
    ("hmac key", Secret, "a signing key", true),
    ("auth key", Secret, "a key", true),
    ("app key", Secret, "an application key", true),
    ("api key", Secret, "an API key", true),
    ("apikey", Secret, "an API key", true),
    ("api token", Secret, "an API token", true),
    ("access token", Secret, "an access token", true),
    ("auth token", Secret, "a token", true),
    ("bot token", Secret, "a token", true),
    ("refresh token", Secret, "a token", true),
    ("bearer token", Secret, "a token", true),
    ("password", Password, "a password", true),
    ("passwords", Password, "a password", true),
    ("passwd", Password, "a password", true),
    ("pwd", Password, "a password", true),
    ("pass", Password, "a password", true),
    ("passwort", Password, "a password", true),
    ("kennwort", Password, "a password", true),
    ("contrasena", Password, "a password", true),
    ("senha", Password, "a password", true),
    ("wachtwoord", Password, "a password", true),
    ("mot de passe", Password, "a password", true),
    ("motdepasse", Password, "a password", true),
    ("passphrase", Password, "a pass phrase", true),
    ("pass phrase", Password, "a pass phrase", true),
    ("requirepass", Password, "a password", true),
    ("masterauth", Password, "a password", true),
    ("bindpw", Password, "a password", true),
    ("rootpw", Password, "a password", true),
    ("psk", Password, "a shared key", true),
    ("secret", Secret, "a secret", false),
    ("token", Secret, "a token", false),
    ("credential", Secret, "a credential", false),
    ("authorization", Secret, "a credential", false),
    ("key", Key, "a key", false),
    ("auth", Key, "a credential", false),
    ("seed", Key, "a seed", false),
    ("salt", Key, "a salt", false),
];

/// Ends of names that are written as one word: `pgpassword`.
const JOINED: &[(&str, Strength, &str)] = &[
    ("password", Password, "a password"),
    ("passwd", Password, "a password"),
    ("passphrase", Password, "a pass phrase"),
    ("apikey", Secret, "an API key"),
    ("secretkey", Secret, "a secret key"),
    ("accesskey", Secret, "an access key"),
    ("privatekey", Secret, "a private key"),
    ("secret", Secret, "a secret"),
    ("token", Secret, "a token"),
];

/// Words that may follow without making it something else.
const TRAILING: &[&str] = &[
    "value",
    "plain",
    "plaintext",
    "base64",
    "b64",
    "hex",
    "string",
    "prod",
    "production",
    "staging",
    "dev",
    "development",
    "test",
    "old",
    "new",
    "previous",
    "current",
    "primary",
    "secondary",
    "default",
];

/// Words before it that make it the name, the number or the habit of something.
const LEADING: &[&str] = &[
    "ask",
    "authenticate",
    "check",
    "compare",
    "decode",
    "encode",
    "encoded",
    "fetch",
    "find",
    "get",
    "lookup",
    "parse",
    "prompt",
    "read",
    "resolve",
    "hashed",
    "encrypted",
    "masked",
    "obfuscated",
    "redacted",
    "hardcoded",
    "invalid",
    "wrong",
    "expired",
    "missing",
    "unused",
    "public",
    "publishable",
    "site",
    "existing",
    "has",
    "no",
    "use",
    "uses",
    "require",
    "requires",
    "required",
    "allow",
    "allowed",
    "enable",
    "enabled",
    "disable",
    "is",
    "show",
    "hide",
    "min",
    "max",
    "minimum",
    "maximum",
    "num",
    "count",
    "forgot",
    "reset",
    "change",
    "remember",
    "verify",
    "validate",
    "generate",
    "random",
    "partition",
    "primary",
    "sort",
    "foreign",
    "cache",
    "routing",
    "idempotency",
    "shard",
    "empty",
    "label",
    "annotation",
    "proxy",
    "fastcgi",
    "uwsgi",
    "group",
    "object",
    "row",
    "pull",
    "known",
    "host",
    "anon",
    "anonymous",
    "message",
    "record",
    "dedup",
    "bucket",
    "tls",
    "translation",
    "checksum",
    "digest",
    "page",
    "continuation",
    "cursor",
    "unk",
    "bos",
    "eos",
    "pad",
    "cls",
    "sep",
    "mask",
    "stop",
    "csrf",
    "xsrf",
    "authenticity",
    "design",
];

/// None where a name does not speak of a secret. Takes its words, in lower case.
pub(super) fn of(words: &str) -> Option<Name<'_>> {
    if matches!(words, "pwd" | "oldpwd")
        || words.ends_with("ask pass")
        || words.ends_with("askpass")
    {
        return None;
    }
    let mut rest = words;
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !(TRAILING.contains(&last) || last.bytes().all(|it| it.is_ascii_digit())) {
            break;
        }
        rest = before;
    }
    let rest = without_number(rest);
    let (phrase, is_list) = match rest.strip_suffix('s') {
        Some(one) if !one.ends_with('s') && rest.len() > 4 => (one, true),
        _ => (rest, false),
    };
    let name = may_be_any(phrase).then(|| phrased(phrase).or_else(|| joined(phrase)))??;
    let before = name.owner.rsplit(' ').next().unwrap_or("");
    // What checks a signature is public, and known by its fingerprint.
    let is_fingerprint = name.strength == Key && matches!(before, "gpg" | "pgp");
    let is_public = name.owner.contains("public key");
    // What a form carries against forgery is another one for each visitor.
    let is_of_form =
        ["csrf", "xsrf", "forgery", "verification"].iter().any(|it| name.owner.contains(it));
    (!LEADING.contains(&before) && !is_fingerprint && !is_public && !is_of_form)
        .then_some(Name { is_list, ..name })
}

/// `token2` is one of several tokens, and `oauth2` no second one.
fn without_number(words: &str) -> &str {
    let stem = words.trim_end_matches(|it: char| it.is_ascii_digit());
    let letters = stem.bytes().rev().take_while(u8::is_ascii_lowercase).count();
    if letters >= 3 && words.len() - stem.len() <= 2 { stem } else { words }
}

fn phrased(words: &str) -> Option<Name<'_>> {
    let found = PHRASES.iter().filter_map(|(phrase, strength, what, is_firm)| {
        let owner = words.strip_suffix(phrase)?;
        let owner = if owner.is_empty() { owner } else { owner.strip_suffix(' ')? };
        let is_firm = *is_firm;
        Some((phrase.len(), Name { strength: *strength, what, owner, is_list: false, is_firm }))
    });
    found.max_by_key(|it| it.0).map(|it| it.1)
}

fn joined(words: &str) -> Option<Name<'_>> {
    JOINED.iter().find_map(|(end, strength, what)| {
        let owner = words.strip_suffix(end)?;
        Some(Name { strength: *strength, what, owner, is_list: false, is_firm: true })
    })
}

/// How the phrases end: for each last letter a bit for each letter before it.
static ENDS: [u32; 32] = ends();

const fn ends() -> [u32; 32] {
    let (mut all, mut at) = ([0; 32], 0);
    while at < PHRASES.len() + JOINED.len() {
        let joined = at.wrapping_sub(PHRASES.len());
        let phrase = if at < PHRASES.len() { PHRASES[at].0 } else { JOINED[joined].0 };
        if let [.., before, last] = phrase.as_bytes() {
            all[(*last & 31) as usize] |= 1 << (*before & 31);
        }
        at += 1;
    }
    all
}

/// Hardly any name ends as one of the phrases does, and every name is asked for.
fn may_be_any(words: &str) -> bool {
    let [.., before, last] = words.as_bytes() else { return false };
    ENDS[usize::from(*last & 31)] >> (*before & 31) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::words;

    fn strength(name: &str) -> Option<Strength> {
        of(&words(name)).map(|it| it.strength)
    }

    #[test]
    fn names_speak_of_secrets_at_their_end() {
        for (name, expected) in [
            ("POSTGRES_PASSWORD", Some(Password)),
            ("DB_PASSWORD2", Some(Password)),
            ("OAUTH2", None),
            ("GIT_ASKPASS", None),
            ("GitAskPass", None),
            ("PGPASSWORD", Some(Password)),
            ("db.pass", Some(Password)),
            ("requirepass", Some(Password)),
            ("MYSQL_PWD", Some(Password)),
            ("DB_PASSWORD_1", Some(Password)),
            ("keyPassphrase", Some(Password)),
            ("CRA_AUTH__JWT_SECRET", Some(Secret)),
            ("CCA__DAEMON__API_KEYS", Some(Secret)),
            ("clientSecret", Some(Secret)),
            ("AWS_SECRET_ACCESS_KEY", Some(Secret)),
            ("GITHUB_TOKEN", Some(Secret)),
            ("APP_KEY", Some(Secret)),
            ("credentials", Some(Secret)),
            ("ENCRYPTION_KEY", Some(Secret)),
            ("hash.salt", Some(Key)),
            ("some.key", Some(Key)),
        ] {
            assert_eq!(strength(name), expected, "{name}");
        }
    }

    #[test]
    fn names_of_what_belongs_to_a_secret_do_not() {
        let names = "
            PWD GPG_KEY POSTGRES_PASSWORD_FILE JWT_ACCESS_TOKEN_EXPIRE_MINUTES
            TOKEN_URL API_KEY_ENABLED API_KEY_HEADER secretName
            SECRET_KEY_ROTATION_DAYS AWS_ACCESS_KEY_ID passwordPolicy
            password.minLength tls.public_key proxy_pass MAX_TOKENS
            ALLOW_EMPTY_PASSWORD imagePullSecrets existingSecret token_ttl tokenizer
            bypass keys.ttl monkey author compass passthrough TLS_SECRET
            secrets.path";
        for name in names.split_whitespace() {
            assert_eq!(strength(name), None, "{name}");
        }
    }

    #[test]
    fn the_owner_is_what_stands_before() {
        let name = of("my db root password").expect("a secret");
        assert_eq!((name.owner, name.is_list), ("my db root", false));
        assert!(of("daemon api keys").expect("secrets").is_list);
    }
}
