//! Tokens of vendors. The format of each is named with the page that documents it.

use super::{
    codec::{self, BASE62},
    formats::PLAIN,
    random::Random,
};

/// The formats with a checksum, each of which has a `-broken` variant.
pub const CHECKED: [&str; 11] = [
    "github-classic",
    "github-oauth",
    "github-user",
    "github-server",
    "github-refresh",
    "gitlab-routable",
    "npm",
    "grafana",
    "age",
    "nats-user",
    "nats-account",
];

pub fn checked(name: &str, random: &mut Random) -> Option<String> {
    match name {
        // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
        "github-classic" => Some(crc_base62("ghp_", random)),
        "github-oauth" => Some(crc_base62("gho_", random)),
        "github-user" => Some(crc_base62("ghu_", random)),
        "github-server" => Some(crc_base62("ghs_", random)),
        "github-refresh" => Some(crc_base62("ghr_", random)),
        // https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
        "npm" => Some(crc_base62("npm_", random)),
        "gitlab-routable" => Some(gitlab_routable(random)),
        "grafana" => Some(grafana(random)),
        // https://github.com/C2SP/C2SP/blob/main/age.md: Bech32 in upper case.
        "age" => Some(codec::bech32("age-secret-key-", &random.bytes(32)).to_uppercase()),
        "nats-user" => Some(nats(20, random)),
        "nats-account" => Some(nats(0, random)),
        _ => None,
    }
}

fn crc_base62(prefix: &str, random: &mut Random) -> String {
    let body = random.letters(BASE62, 30);
    let sum = codec::padded(codec::crc32(body.as_bytes()), BASE62, 6);
    format!("{prefix}{body}{sum}")
}

/// https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/:
/// payload, version, length of the payload and CRC-32 of all before it, in base 36.
fn gitlab_routable(random: &mut Random) -> String {
    const BASE36: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let routing = format!("o:{}\nu:{}", 1 + random.below(9), 100 + random.below(90_000));
    let mut bytes = random.bytes(16);
    bytes.extend(routing.bytes());
    bytes.push(16);
    let payload = codec::base64_url(&bytes);
    let length = codec::padded(payload.len() as u32, BASE36, 2);
    let before = format!("glpat-{payload}.01.{length}");
    let sum = codec::padded(codec::crc32(before.as_bytes()), BASE36, 7);
    format!("{before}{sum}")
}

/// https://grafana.com/docs/grafana/latest/administration/service-accounts/ and
/// `pkg/components/satokengen`: CRC-32 of all before it, in hex from the lowest byte.
fn grafana(random: &mut Random) -> String {
    let key = format!("glsa_{}", random.letters(BASE62, 32));
    let sum = codec::hex(&codec::crc32(key.as_bytes()).to_le_bytes());
    format!("{key}_{sum}")
}

/// https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth and
/// the README of nats-io/nkeys: two bytes of prefix, the seed and its CRC-16 in base 32.
fn nats(role: u8, random: &mut Random) -> String {
    const SEED: u8 = 18;
    let mut bytes = vec![(SEED << 3) | (role >> 2), (role & 3) << 6];
    bytes.extend(random.bytes(32));
    bytes.extend(codec::crc16(&bytes).to_le_bytes());
    codec::base32(&bytes)
}

pub fn plain(name: &str, random: &mut Random) -> Option<String> {
    if let Some(value) = built(name, random) {
        return Some(value);
    }
    let (_, form, _) = PLAIN.iter().find(|(it, ..)| *it == name)?;
    Some(filled(form, random))
}

/// Formats that more than random letters make.
fn built(name: &str, random: &mut Random) -> Option<String> {
    match name {
        "aws-id" => Some(aws_id("AKIA", random)),
        "aws-id-session" => Some(aws_id("ASIA", random)),
        "pypi" => Some(pypi(random)),
        // learn.microsoft.com/azure/storage/common/storage-account-keys-manage: 64 bytes in base64
        "azure-storage" => Some(codec::base64(&random.bytes(64))),
        "azure-short" => Some(codec::base64(&random.bytes(32))),
        "jwt" => Some(jwt(random)),
        // discord.com/developers/docs/reference#authentication: the bot's id in base 64 comes first
        "discord-bot" => {
            let id = filled("1{nz:18}", random);
            let more = filled("G{url:5}.{url:38}", random);
            Some(format!("{}.{more}", codec::base64_url(id.as_bytes())))
        }
        // docs.sentry.io/account/auth-tokens
        "sentry-org" => {
            let at = 1_700_000_000 + random.below(90_000_000);
            let urls = r#""url":"https://sentry.io","region_url":"https://de.sentry.io""#;
            let payload = format!(r#"{{"iat":{at}.25,{urls},"org":"acme"}}"#);
            let secret = random.letters(alphabet("b64")?, 43);
            Some(format!("sntrys_{}_{secret}", codec::base64(payload.as_bytes())))
        }
        // grafana.com/docs/grafana-cloud/security-and-account-management
        "grafana-cloud" => {
            let (org, key) = (filled("{nz:6}", random), filled("{an:24}", random));
            let payload = format!(r#"{{"o":"{org}","n":"push","k":"{key}","m":{{"r":"eu"}}}}"#);
            Some(format!("glc_{}", codec::base64(payload.as_bytes())))
        }
        _ => None,
    }
}

/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: the 16 letters are
/// base 32, and name the account in the bits from the second on.
fn aws_id(prefix: &str, random: &mut Random) -> String {
    let account = 100_000_000_000 + random.next() % 900_000_000_000;
    let head = (1 << 47) | (account << 7) | (random.next() & 0x7f);
    let mut bytes = head.to_be_bytes()[2..].to_vec();
    bytes.extend(random.bytes(4));
    format!("{prefix}{}", codec::base32(&bytes))
}

/// https://docs.pypi.org/api/secrets/ and libmacaroons' version 2: location, identifier, a caveat,
/// signature.
fn pypi(random: &mut Random) -> String {
    let uuid = filled("{uuid}", random);
    let mut bytes = b"\x02\x01\x08pypi.org\x02\x24".to_vec();
    bytes.extend(uuid.bytes());
    bytes.extend(b"\x00\x02\x2a[3,\"");
    bytes.extend(filled("{uuid}", random).bytes());
    bytes.extend(b"\"]\x00\x00\x06\x20");
    bytes.extend(random.bytes(32));
    format!("pypi-{}", codec::base64_url(&bytes))
}

/// RFC 7519 with HS256 and a random signature.
fn jwt(random: &mut Random) -> String {
    let subject = filled("{uuid}", random);
    let header = r#"{"alg":"HS256","typ":"JWT"}"#;
    let payload = format!(
        r#"{{"sub":"{subject}","iat":{},"role":"service"}}"#,
        1_700_000_000 + random.below(90_000_000)
    );
    let parts = [header.as_bytes(), payload.as_bytes(), &random.bytes(32)];
    parts.map(codec::base64_url).join(".")
}

/// Random letters under a name alone: `hex:64`, `base62:40`, `base64:32` (bytes), `xs:ghp_,36`.
pub fn opaque(name: &str, parameter: &str, random: &mut Random) -> Option<String> {
    match name {
        "base64" => Some(codec::base64(&random.bytes(parameter.parse().ok()?))),
        "base64url" => Some(codec::base64_url(&random.bytes(parameter.parse().ok()?))),
        "hex" | "base62" | "digits" | "up" | "low" | "low32" | "alpha" | "HEX" | "b64" => {
            Some(random.letters(alphabet(name)?, parameter.parse().ok()?))
        }
        // A masked value behind a prefix, and one of letters in order.
        "xs" => {
            let (prefix, count) = parameter.split_once(',')?;
            Some(format!("{prefix}{}", "x".repeat(count.parse().ok()?)))
        }
        "ordered" => {
            let (prefix, count) = parameter.split_once(',')?;
            let letters = "abcdefghijklmnopqrstuvwxyz0123456789".chars().cycle();
            Some(letters.take(count.parse().ok()?).fold(prefix.to_owned(), |mut text, it| {
                text.push(it);
                text
            }))
        }
        _ => None,
    }
}

fn filled(form: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (inside, after) = after.split_once('}').expect("a form closes what it opens");
        match inside.split_once(':') {
            Some((kind, count)) => {
                let alphabet = alphabet(kind).expect("a form names known alphabets");
                text.push_str(&random.letters(alphabet, count.parse().expect("a count")));
            }
            None => text.push_str(&uuid(random)),
        }
        rest = after;
    }
    text + rest
}

/// RFC 9562, version 4.
fn uuid(random: &mut Random) -> String {
    let mut bytes = random.bytes(16);
    bytes[6] = 0x40 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex = codec::hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn alphabet(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "an" | "base62" => BASE62,
        "id" => &BASE62[..61],
        "hex" => b"0123456789abcdef",
        "HEX" => b"0123456789ABCDEF",
        "digits" => b"0123456789",
        "nz" => b"123456789",
        "up" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "low" => b"abcdefghijklmnopqrstuvwxyz0123456789",
        "low32" => b"abcdefghijklmnopqrstuvwxyz234567",
        "b32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "bech" => b"qpzry9x8gf2tvdw0s3jn54khce6mua7l",
        "alpha" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "url" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        "aad" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~",
        "b64" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "bcrypt" => b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        _ => return None,
    })
}

#[test]
fn tokens_begin_as_documented_and_have_the_documented_length() {
    let known = [
        ("github-classic", "ghp_", 40),
        ("github-fine", "github_pat_11", 93),
        ("grafana", "glsa_", 46),
        ("age", "AGE-SECRET-KEY-1", 74),
        ("nats-user", "SU", 58),
        ("nats-account", "SA", 58),
        ("pypi", "pypi-AgEIcHlwaS5vcmcCJ", 179),
        ("aws-id", "AKIA", 20),
        ("gcp-api-key", "AIza", 39),
        ("azure-client-secret", "", 40),
        ("azure-storage", "", 88),
        ("anthropic", "sk-ant-api03-", 108),
        ("discord-bot", "M", 72),
    ];
    for (name, prefix, length) in known {
        let mut random = Random::of(&["length"]);
        let value = checked(name, &mut random).or_else(|| plain(name, &mut random)).expect(name);
        assert!(value.starts_with(prefix), "{name}: {value}");
        assert_eq!(value.len(), length, "{name}: {value}");
    }
}

#[test]
fn the_checksum_of_github_agrees_with_a_token_that_its_tools_publish() {
    let body = ["zQWBuTSOoRi4A9s", "pHcVY5ncnsDkxkJ"].concat();
    assert_eq!(codec::padded(codec::crc32(body.as_bytes()), BASE62, 6), ["0mL", "q17"].concat());
}
