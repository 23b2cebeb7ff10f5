//! JSON in which no letter drives a terminal or a runner of jobs: what is hostile is written as an
//! escape, so that a reader of the JSON gets it as it was.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::letters::{ends_command, is_hostile};

/// Indented, with a line end after it.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let formatter = Escaping(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    writeln!(out)?;
    out.flush()
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        w: &mut W,
        text: &str,
    ) -> io::Result<()> {
        if text.bytes().all(|it| matches!(it, b' '..=b'~')) && !text.contains("##") {
            return w.write_all(text.as_bytes());
        }
        let is_escaped = |it: &(usize, char)| is_hostile(it.1) || ends_command(&text[..it.0], it.1);
        let mut from = 0;
        for (at, letter) in text.char_indices().filter(is_escaped) {
            w.write_all(&text.as_bytes()[from..at])?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(w, "\\u{unit:04x}")?;
            }
            from = at + letter.len_utf8();
        }
        w.write_all(&text.as_bytes()[from..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.begin_array(w)
    }

    fn end_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.end_array(w)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(w, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.end_array_value(w)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.begin_object(w)
    }

    fn end_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.end_object(w)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(w, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.begin_object_value(w)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.0.end_object_value(w)
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn what_is_hostile_is_escaped_and_reads_back_as_it_was() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}\u{e9}\n\"##vso[x]";
        let mut out = Vec::new();
        write(&text, &mut out).expect("memory");
        let json = String::from_utf8(out).expect("UTF-8");
        assert_eq!(json, "\"a\\u001b\\u009b\\u202e\\udb40\\udc41\u{e9}\\n\\\"##vso\\u005bx]\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }
}
