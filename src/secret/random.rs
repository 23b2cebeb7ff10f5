//! Runs of letters that nobody would write by hand, wherever they stand.

use std::ops::Range;

/// Shorter runs may be anything.
const SHORTEST: usize = 16;

/// Texts that look as if a machine drew them: keys, tokens, Base64.
///
/// Hexadecimal digits are left out, as digests and revisions are made of them.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|it| is_letter(**it)).count();
        let end = start + length;
        if length >= SHORTEST {
            found.extend(random(text, start..end));
        }
        start = end + 1;
    }
    found
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-')
}

/// The whole run, or else its parts between other signs.
fn random(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    if is_random(&text.as_bytes()[run.clone()]) {
        return vec![with_padding(text, run)];
    }
    let mut found = Vec::new();
    let mut start = run.start;
    for part in text[run].split(['+', '/', '_', '-']) {
        let end = start + part.len();
        if part.len() >= SHORTEST && is_random(part.as_bytes()) {
            found.push(with_padding(text, start..end));
        }
        start = end + 1;
    }
    found
}

fn with_padding(text: &str, run: Range<usize>) -> Range<usize> {
    let padding = text.as_bytes()[run.end..].iter().take(2).take_while(|it| **it == b'=').count();
    run.start..run.end + padding
}

/// Whether letters of all sorts follow each other as they do in no word: capitals
/// begin words, and digits stand together.
fn is_random(run: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    let (lower, upper) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    let is_hex = run.iter().all(|it| it.is_ascii_hexdigit() || *it == b'-');
    if is_hex || !has(u8::is_ascii_digit) || !(lower || upper) {
        return false;
    }
    let sort = |it: u8| match it {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let is_odd = |pair: &&[u8]| {
        let sorts = (sort(pair[0]), sort(pair[1]));
        sorts.0 != sorts.1 && sorts != (1, 0) && sorts.0 != 3 && sorts.1 != 3
    };
    let odd = run.windows(2).filter(is_odd).count();
    odd * 4 >= run.len() && run.iter().filter(|it| sort(**it) != 3).count() >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        runs(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn what_a_machine_drew_is_told_from_what_people_write() {
        let random = ["k7QFk8rUDDG", "NTTBFoWgNVo"].concat();
        assert_eq!(found(&format!("x: \"{random}\", y")), [random.as_str()]);
        assert_eq!(found(&format!("PASSWORD_{random}=1")).len(), 1);
        assert_eq!(
            found("azdRWXNucFFZcGg1UXFaeDhFTEFmVA== x"),
            ["azdRWXNucFFZcGg1UXFaeDhFTEFmVA=="]
        );
        for words in [
            "automountServiceAccountToken",
            "externalTrafficPolicyV2Local",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "123e4567-e89b-12d3-a456-426614174000",
            "/usr/share/GeoLite2/GeoLite2-City.mmdb",
            "registry.example.com/shop/api-server:v1.24.3-alpine3.19",
            "rbac.authorization.k8s.io/v1beta1",
            "docker-compose.override.2024-01-31",
        ] {
            assert_eq!(found(words), [""; 0], "{words}");
        }
    }
}
