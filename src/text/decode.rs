//! Bytes to text.

use std::borrow::Cow;

/// How the bytes of a file say its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; `bom` counts the bytes of the mark before it, `lost` what could not be read.
    Utf8 { bom: u8, lost: Vec<Lost> },
    /// UTF-16 after its byte order mark.
    Utf16 { little_endian: bool, is_lossy: bool },
}

/// Bytes that are no UTF-8, which the text replaces by one `U+FFFD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Where the replacement stands in the text.
    pub at: u32,
    /// How many bytes of the file it stands for.
    pub bytes: u8,
}

/// The text that bytes stand for, or none where they are no text: a zero byte
/// near the start marks a binary file.
pub fn decode(bytes: Vec<u8>) -> Option<(String, Encoding)> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, u16::from_le_bytes, true)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, u16::from_be_bytes, false)),
        _ if memchr::memchr(0, &bytes[..bytes.len().min(SNIFFED)]).is_some() => None,
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(utf8(rest.to_vec(), 3)),
        _ => Some(utf8(bytes, 0)),
    }
}

/// How many bytes are looked at to tell text from binary.
const SNIFFED: usize = 8192;

fn utf8(bytes: Vec<u8>, bom: u8) -> (String, Encoding) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, Encoding::Utf8 { bom, lost: Vec::new() }),
        Err(error) => error.into_bytes(),
    };
    let (mut text, mut lost) = (String::with_capacity(bytes.len()), Vec::new());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            lost.push(Lost { at: text.len() as u32, bytes: chunk.invalid().len() as u8 });
            text.push('\u{fffd}');
        }
    }
    (text, Encoding::Utf8 { bom, lost })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, little_endian: bool) -> (String, Encoding) {
    let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
    let mut is_lossy = !bytes.len().is_multiple_of(2);
    let mut text = String::with_capacity(bytes.len());
    for letter in char::decode_utf16(units) {
        is_lossy |= letter.is_err();
        text.push(letter.unwrap_or('\u{fffd}'));
    }
    (text, Encoding::Utf16 { little_endian, is_lossy })
}

impl Encoding {
    /// Whether some of the file could not be read as text.
    pub fn is_lossy(&self) -> bool {
        match self {
            Self::Utf8 { lost, .. } => !lost.is_empty(),
            Self::Utf16 { is_lossy, .. } => *is_lossy,
        }
    }

    /// The byte of the file that an offset of its text stands for.
    pub fn byte_of(&self, text: &str, offset: u32) -> u64 {
        match self {
            Self::Utf8 { bom, lost } => {
                let before = lost.iter().take_while(|it| it.at < offset);
                let width = '\u{fffd}'.len_utf8() as i64;
                let shift: i64 = before.map(|it| i64::from(it.bytes) - width).sum();
                (i64::from(*bom) + i64::from(offset) + shift) as u64
            }
            Self::Utf16 { .. } => 2 + 2 * text[..offset as usize].encode_utf16().count() as u64,
        }
    }

    /// A name for readers.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Utf8 { .. } => "UTF-8".into(),
            Self::Utf16 { little_endian: true, .. } => "UTF-16LE".into(),
            Self::Utf16 { little_endian: false, .. } => "UTF-16BE".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        decode(bytes.to_vec()).expect("a text")
    }

    #[test]
    fn marks_are_not_text() {
        assert_eq!(read(b"\xef\xbb\xbfa").0, "a");
        assert_eq!(read(b"\xff\xfea\0\xe9\0").0, "aé");
        assert_eq!(read(b"\xfe\xff\0a\xd8\x3d\xde\x00").0, "a😀");
    }

    #[test]
    fn what_is_no_text_is_told_apart_and_what_is_broken_read() {
        assert_eq!(decode(b"\x7fELF\0".to_vec()), None);
        let (text, encoding) = read(b"a\xff\xfeb");
        assert_eq!(text, "a\u{fffd}\u{fffd}b");
        assert!(encoding.is_lossy());
        assert_eq!(encoding.byte_of(&text, 7), 3);
    }

    #[test]
    fn offsets_of_the_text_are_bytes_of_the_file() {
        let (text, encoding) = read(b"\xef\xbb\xbfab");
        assert_eq!(encoding.byte_of(&text, 1), 4);
        let (text, encoding) = read(b"\xff\xfea\0\xe9\0b\0");
        assert_eq!(encoding.byte_of(&text, 3), 6);
    }
}
