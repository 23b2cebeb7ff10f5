//! The encodings and checksums that documented token formats are made of.
//! It knows no vendor.

pub const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

pub fn base64(bytes: &[u8]) -> String {
    let mut text = digits(bytes, 6, BASE64);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Without padding.
pub fn base64_url(bytes: &[u8]) -> String {
    digits(bytes, 6, BASE64_URL)
}

/// Without padding.
pub fn base32(bytes: &[u8]) -> String {
    digits(bytes, 5, BASE32)
}

pub fn hex(bytes: &[u8]) -> String {
    digits(bytes, 4, b"0123456789abcdef")
}

/// `number` to the base of the alphabet's size, with leading zeros up to `width`.
pub fn padded(mut number: u32, alphabet: &[u8], width: usize) -> String {
    let base = alphabet.len() as u32;
    let mut text = vec![alphabet[0]; width];
    for place in text.iter_mut().rev() {
        *place = alphabet[(number % base) as usize];
        number /= base;
    }
    text.into_iter().map(char::from).collect()
}

/// CRC-32 as in zip.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

/// CRC-16 as in XMODEM.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| (crc << 1) ^ (0x1021 * (crc >> 15)))
    })
}

/// Bech32 as in BIP 173, without its limit of length.
pub fn bech32(prefix: &str, bytes: &[u8]) -> String {
    let mut values = groups(bytes, 5);
    let mut checked: Vec<u8> = prefix.bytes().map(|it| it >> 5).collect();
    checked.push(0);
    checked.extend(prefix.bytes().map(|it| it & 31));
    checked.extend(&values);
    checked.extend([0; 6]);
    let sum = polymod(&checked) ^ 1;
    values.extend((0..6).map(|place| (sum >> (5 * (5 - place))) as u8 & 31));
    let data: String = values.iter().map(|&it| char::from(BECH32[usize::from(it)])).collect();
    format!("{prefix}1{data}")
}

fn polymod(values: &[u8]) -> u32 {
    const STEPS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, &value| {
        let shifted = ((sum & 0x01ff_ffff) << 5) ^ u32::from(value);
        let bits = STEPS.iter().enumerate().filter(|(bit, _)| (sum >> (25 + bit)) & 1 == 1);
        bits.fold(shifted, |sum, (_, step)| sum ^ step)
    })
}

fn digits(bytes: &[u8], bits: u32, alphabet: &[u8]) -> String {
    groups(bytes, bits).into_iter().map(|it| char::from(alphabet[usize::from(it)])).collect()
}

/// The bits of `bytes` in groups of `bits`, the last one filled with zeros.
fn groups(bytes: &[u8], bits: u32) -> Vec<u8> {
    let (mut all, mut held, mut width) = (Vec::new(), 0u32, 0);
    for &byte in bytes {
        held = ((held << 8) | u32::from(byte)) & 0xffff;
        width += 8;
        while width >= bits {
            width -= bits;
            all.push((held >> width) as u8 & mask(bits));
        }
    }
    if width > 0 {
        all.push((held << (bits - width)) as u8 & mask(bits));
    }
    all
}

fn mask(bits: u32) -> u8 {
    ((1u32 << bits) - 1) as u8
}

#[test]
fn encodings_and_checksums_agree_with_their_published_vectors() {
    assert_eq!(base64(b"fooba"), "Zm9vYmE=");
    assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    assert_eq!(hex(b"\x01\xfe"), "01fe");
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    assert_eq!(crc16(b"123456789"), 0x31c3);
    assert_eq!(bech32("a", b""), "a12uel5l");
    assert_eq!(padded(61, BASE62, 3), "00z");
}
