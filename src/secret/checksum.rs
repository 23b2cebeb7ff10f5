//! Checksums and encodings that tokens carry in themselves: whoever made one up
//! gets them wrong.

/// Whether the last six letters are the CRC-32 of those before them, in base 62,
/// as in tokens of GitHub and npm.
pub(super) fn base62_crc32(body: &str) -> bool {
    let Some((random, sum)) = body.split_at_checked(body.len().saturating_sub(6)) else {
        return false;
    };
    base62(crc32(random.as_bytes())) == sum.as_bytes()
}

/// Whether the last seven letters are the CRC-32 of all before them, in base 36, as in
/// routable tokens of GitLab.
pub(super) fn base36_crc32(token: &str) -> bool {
    let Some((body, sum)) = token.split_at_checked(token.len().saturating_sub(7)) else {
        return false;
    };
    u32::from_str_radix(sum, 36) == Ok(crc32(body.as_bytes()))
}

/// Whether the last part is the CRC-32 of the parts before it, in hexadecimal from the
/// lowest byte, as in tokens of Grafana.
pub(super) fn grafana(token: &str) -> bool {
    let Some((body, sum)) = token.rsplit_once('_') else { return false };
    let sum = u32::from_str_radix(sum, 16).map(u32::swap_bytes);
    sum == Ok(crc32(body.as_bytes()))
}

/// Whether a seed of NATS ends with the checksum of its bytes.
pub(super) fn nkey(seed: &str) -> bool {
    let Some(bytes) = base32(seed) else { return false };
    let Some((sum, data)) = bytes.split_last_chunk::<2>().map(|(data, sum)| (sum, data)) else {
        return false;
    };
    crc16(data) == u16::from_le_bytes(*sum)
}

/// Whether a text in Bech32, such as an identity of age, ends with its checksum.
pub(super) fn bech32(text: &str) -> bool {
    const LETTERS: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let lower = text.to_ascii_lowercase();
    let Some((human, data)) = lower.rsplit_once('1') else { return false };
    let high = human.bytes().map(|it| u32::from(it >> 5));
    let low = human.bytes().map(|it| u32::from(it & 31));
    let mut values: Vec<u32> = high.chain([0]).chain(low).collect();
    for letter in data.chars() {
        let Some(value) = LETTERS.find(letter) else { return false };
        values.push(value as u32);
    }
    bech32_sum(&values) == 1
}

fn bech32_sum(values: &[u32]) -> u32 {
    const TERMS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, value| {
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        let terms = TERMS.iter().enumerate();
        terms.fold(
            next,
            |next, (bit, term)| if sum >> (25 + bit) & 1 == 1 { next ^ term } else { next },
        )
    })
}

fn base62(mut number: u32) -> [u8; 6] {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut written = [b'0'; 6];
    for letter in written.iter_mut().rev() {
        *letter = LETTERS[(number % 62) as usize];
        number /= 62;
    }
    written
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

fn crc16(bytes: &[u8]) -> u16 {
    let step = |sum: u16| if sum & 0x8000 != 0 { sum << 1 ^ 0x1021 } else { sum << 1 };
    bytes.iter().fold(0, |sum, byte| (0..8).fold(sum ^ u16::from(*byte) << 8, |sum, _| step(sum)))
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::with_capacity(text.len()));
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums_are_found() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc16(b"123456789"), 0x31c3);
        assert_eq!(base62(61), *b"00000z");
        assert_eq!(base32("MZXW6YTB").as_deref(), Some(&b"fooba"[..]));
        // From the specification of Bech32.
        assert!(bech32("A12UEL5L") && !bech32("A12UEL5Q"));
    }
}
