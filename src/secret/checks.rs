//! What proves a token beside its form: sums that it carries, and what it decodes to.
//!
//! Each check has a name, by which the data of a form asks for it.

use super::{checksum, shape, web_token};
use crate::text::{FileId, Span, Text, base64};

/// Whether a text is what its form says.
pub(super) type Check = fn(&str) -> bool;

/// The check of a name; none for one that is not known. Without a name, all is well.
pub(super) fn named(name: &str) -> Option<Check> {
    Some(match name {
        "" | "any" => |_| true,
        "mixed" => shape::is_mixed,
        "upper-mixed" => {
            |it| shape::has_digit(it) && it.bytes().filter(u8::is_ascii_uppercase).count() > 6
        }
        "crc32-base62" => checksum::base62_crc32,
        "grafana" => checksum::grafana,
        "gitlab" => gitlab,
        "nkey" => checksum::nkey,
        "jwt" => web_token::is_live,
        "azure-account" => is_own_account,
        "base64-login" => is_login,
        "discord" => is_discord,
        "wireguard" => is_clamped,
        "bootstrap" => is_bootstrap,
        _ => return None,
    })
}

/// A routable token ends with a sum; older ones have none.
fn gitlab(token: &str) -> bool {
    let is_routable = token.contains('.');
    !is_routable || checksum::base36_crc32(token)
}

/// The account key of the storage emulator is the same for everybody.
fn is_own_account(key: &str) -> bool {
    !super::judge::is_emulated(key)
}

/// `user:password` in Base64, neither of which asks to be replaced.
pub(super) fn is_login(written: &str) -> bool {
    let Some(said) = decoded(written) else { return false };
    let Some((user, password)) = said.split_once(':') else { return false };
    let is_open = |it: &str| {
        it.is_empty() || it.contains(['<', '$', '{']) || it.chars().any(char::is_control)
    };
    let is_asked =
        super::placeholder::is_placeholder(password) || super::elsewhere::is_masked(password);
    // The login of the standards that define the header.
    let is_shown = super::lines::is_shown(user, password)
        || password.replace(' ', "").eq_ignore_ascii_case("opensesame");
    !is_open(user) && !is_open(password) && !is_asked && !is_shown
}

/// The first part is the number of the bot's user.
fn is_discord(token: &str) -> bool {
    let first = token.split('.').next().and_then(decoded);
    first.is_some_and(|it| it.len() >= 17 && it.bytes().all(|it| it.is_ascii_digit()))
}

/// A private key of Curve25519 has five bits that are always the same.
fn is_clamped(key: &str) -> bool {
    let digits: Vec<u32> = key.bytes().filter_map(digit).collect();
    let (Some(first), [.., before, last]) = (digits.first().zip(digits.get(1)), digits.as_slice())
    else {
        return false;
    };
    let low = (first.0 << 2 | first.1 >> 4) & 7;
    let high = (before << 4 | last >> 2) & 0xff;
    low == 0 && high & 0xc0 == 0x40
}

fn digit(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// The examples of the manuals count up.
fn is_bootstrap(token: &str) -> bool {
    shape::has_digit(token) && !token.contains("abcdef") && !token.contains("0123456789")
}

pub(super) fn decoded(written: &str) -> Option<String> {
    let text = Text::of_file(FileId(0), written);
    base64(&text, Span::new(0, written.len())).map(|it| it.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_says_is_read() {
        // `ann:q7Rk2vXw9LmT` and `ann:your-password`.
        assert!(is_login("YW5uOnE3Umsydlh3OUxtVA=="));
        assert!(!is_login("YW5uOnlvdXItcGFzc3dvcmQ="));
        // The numbers one to seventeen, and text.
        assert!(is_discord("MTIzNDU2Nzg5MDEyMzQ1Njc.x.y"));
        assert!(!is_discord("aGVsbG8gdGhlcmUgd29ybGQ.x.y"));
        // The example of RFC 7748, section 6.1, clamped and not.
        assert!(is_clamped("cAdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LGo="));
        assert!(!is_clamped("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo="));
    }
}
