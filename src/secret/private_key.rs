//! Private keys, known by the lines about them and by what stands between.

use std::{ops::Range, sync::OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use super::{checksum, work};
use crate::text::{FileId, Span, Text, base64};

/// No key is longer than this many bytes as text.
const MAX_KEY: usize = 16 * 1024;

/// The shortest key, of Ed25519 in PKCS #8, has this many letters of Base64.
const MIN_BODY: usize = 64;

/// PuTTY writes an Ed25519 key without anything about it.
const MIN_PUTTY: usize = 44;

/// Lines of a key are long, words of prose are not.
const MIN_LINE: usize = 24;

/// A text that keys begin with, and what looks for the rest of one there.
pub(super) type Find = fn(&str, usize) -> Option<Range<usize>>;

pub(super) const NEEDLES: &[(&str, Find)] = &[
    // RFC 7468, and the forms that OpenSSL, OpenSSH and GnuPG write.
    ("-----BEGIN ", pem),
    // The same within Base64, as in a kubeconfig or a Secret.
    ("LS0tLS1CRUdJTiB", encoded),
    // https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
    ("PuTTY-User-Key-File-", putty),
    // https://github.com/C2SP/C2SP/blob/main/age.md
    ("AGE-SECRET-KEY-1", age),
];

fn pem(text: &str, at: usize) -> Option<Range<usize>> {
    static MARK: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r"\A-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH) )?PRIVATE KEY(?: BLOCK)?-----|\A-----BEGIN PGP PRIVATE KEY BLOCK-----|\A-----BEGIN OpenVPN Static key V1-----";
    let mark = MARK.get_or_init(|| compile(pattern)).as_ref()?;
    let rest = piece(text, at, "-----BEGIN ");
    let head = mark.find(rest.as_bytes())?.end();
    let body_end = head + end_of_body(&rest[head..]);
    let body = &rest[head..body_end];
    // A key that needs a pass phrase is not leaked with its file.
    if body.contains("ENCRYPTED") || is_locked_openssh(body) || !has_key(body, MIN_BODY) {
        return None;
    }
    let line = rest[body_end..].strip_prefix("-----END ").and_then(|it| it.find("-----"));
    let end = line.map_or(head + body.trim_end().len(), |it| body_end + 9 + it + 5);
    Some(at..at + end)
}

/// A key ends with its last mark, its fence, or the string that holds it.
fn end_of_body(rest: &str) -> usize {
    let ends = ["-----", "```", "</"].iter().filter_map(|it| rest.find(it));
    let string = rest.match_indices("\"\n").map(|it| it.0);
    // Strings that follow one another without a word are one.
    let string = string.filter(|at| !rest[at + 2..].trim_start().starts_with('"'));
    ends.chain(string).min().unwrap_or(rest.len())
}

/// Whether there are enough letters of Base64 to be a key, whatever parts them.
fn has_key(body: &str, least: usize) -> bool {
    let escapes = body.replace("\\n", "\n").replace("\\r", "\n");
    let mut letters = 0;
    let mut seen = [false; 128];
    for line in
        escapes.split(['\n', ' ']).map(|it| it.trim_matches(['"', '\'', '+', ',', '|', '\r', '\t']))
    {
        // `Version:` and `Comment:` of PGP, and whatever else is no Base64.
        if line.len() >= MIN_LINE
            && line.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'='))
        {
            letters += line.len();
            line.bytes().for_each(|it| seen[usize::from(it)] = true);
        }
    }
    letters >= least && seen.iter().filter(|it| **it).count() >= 16
}

/// OpenSSH says the cipher first; without one it says `none`.
fn is_locked_openssh(body: &str) -> bool {
    let letters = body.trim_start_matches(|it: char| !it.is_ascii_alphanumeric());
    let letters = letters.strip_prefix("n").filter(|it| it.starts_with("b3Bl")).unwrap_or(letters);
    letters.starts_with("b3BlbnNzaC1rZXktdjE")
        && !letters.starts_with("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU")
}

fn encoded(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = piece(text, at, "LS0tLS1CRUdJTiB");
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'=');
    let end = rest.bytes().position(|it| !is_letter(it)).unwrap_or(rest.len());
    let written = Text::of_file(FileId(0), &rest[..end]);
    let decoded = base64(&written, Span::new(0, end))?;
    let start = decoded.as_str().find("-----BEGIN ")?;
    pem(decoded.as_str(), start)?;
    Some(at..at + end)
}

fn putty(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = piece(text, at, "PuTTY-User-Key-File-");
    let (unlocked, lines) = (rest.find("Encryption: none")?, rest.find("Private-Lines:")?);
    let end = rest[lines..].find("Private-MAC:").map_or(rest.len(), |it| lines + it);
    (unlocked < lines && has_key(&rest[lines..end], MIN_PUTTY))
        .then(|| at..at + rest[..end].trim_end().len())
}

fn age(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = window(text, at, 128);
    let is_letter = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'-';
    let end = rest.bytes().position(|it| !is_letter(it)).unwrap_or(rest.len());
    (end == 74 && checksum::bech32(&rest[..end])).then_some(at..at + end)
}

/// What may belong to the key that begins with a mark: all before the next one does, so that
/// a text of nothing but marks is looked at once.
fn piece<'a>(text: &'a str, at: usize, mark: &str) -> &'a str {
    let rest = &text[at..text.floor_char_boundary(at + MAX_KEY)];
    let next = rest[mark.len()..].find(mark).map(|it| it + mark.len());
    let piece = &rest[..next.unwrap_or(rest.len())];
    work::count(piece.len());
    piece
}

/// At most so many bytes of a text from a place on.
pub(super) fn window(text: &str, at: usize, length: usize) -> &str {
    let window = &text[at..text.floor_char_boundary(at + length)];
    work::count(window.len());
    window
}

/// In ASCII and bytes: a hundred times quicker to build than with Unicode.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}

#[cfg(test)]
mod tests {
    use super::super::scan::hits;

    const BODY: &str = "MC4CAQAwBQYDK2VwBCIEIHq3Zk9vT1xW8bRc5NdYs2Lp7JmGf4AeUoXiKtQw0hBz";

    fn key(kind: &str, body: &str) -> String {
        format!("-----{} {kind}-----\n{body}\n-----END {kind}-----\n", "BEGIN")
    }

    fn count(text: &str) -> usize {
        hits(text).len()
    }

    #[test]
    fn keys_with_a_body_are_found_to_their_last_line() {
        let text = format!("a: |\n{}b", key("PRIVATE KEY", BODY));
        let found = hits(&text);
        assert_eq!(found.len(), 1);
        assert!(text[found[0].range.clone()].ends_with("-----END PRIVATE KEY-----"));
        assert_eq!(count(&key("RSA PRIVATE KEY", &format!("  {BODY}\n  {BODY}"))), 1);
        assert_eq!(count(&key("EC PRIVATE KEY", BODY).replace('\n', "\\n")), 1);
        assert_eq!(count(&key("PGP PRIVATE KEY BLOCK", &format!("Version: 1\n\n{BODY}"))), 1);
    }

    #[test]
    fn marks_certificates_and_locked_keys_are_not() {
        let locked = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n{BODY}");
        let openssh = format!("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI{BODY}");
        for text in [
            key("PRIVATE KEY", "..."),
            key("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEF...\n<the rest of the key>"),
            key("PRIVATE KEY", &"A".repeat(64)),
            key(
                "PRIVATE KEY",
                "name of each line should be aligned with that of the others below here",
            ),
            key("CERTIFICATE", BODY),
            key("PUBLIC KEY", BODY),
            key("ENCRYPTED PRIVATE KEY", BODY),
            key("RSA PRIVATE KEY", &locked),
            key("OPENSSH PRIVATE KEY", &openssh),
            format!("grep -q '-----{} PRIVATE KEY-----' file", "BEGIN"),
        ] {
            assert_eq!(count(&text), 0, "{text}");
        }
    }

    #[test]
    fn a_key_within_base64_is_decoded() {
        // `key("PRIVATE KEY", BODY)` and `key("CERTIFICATE", BODY)`.
        for (kind, expected) in [("PRIVATE KEY", 1), ("CERTIFICATE", 0)] {
            assert_eq!(
                count(&format!("tls.key: {}", encode(&key(kind, BODY)))),
                expected,
                "{kind}"
            );
        }
    }

    fn encode(text: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |it: &[u8]| {
            let bits = it.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
            let bits = bits << (8 * (3 - it.len()));
            let digits =
                (0..=it.len()).map(move |at| LETTERS[(bits >> (18 - 6 * at) & 63) as usize]);
            digits.map(char::from).collect::<String>()
        };
        text.as_bytes().chunks(3).map(group).collect()
    }
}
