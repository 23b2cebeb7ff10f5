//! YAML, by way of `granit-parser`'s events, or without it where it is plain.
//!
//! Where the parser would stumble over what Kubernetes and Helm take, it is given
//! a code of the same length in which those bytes are hidden; places and contents
//! are always those of the text.

mod code;
mod plain;
mod reader;
mod template;

use granit_parser::{ErrorKind, Event, Parser};

use self::{code::Code, plain::Unread, reader::Reader};
use super::{NoticeKind, Parsed};
use crate::text::{Text, lines};

/// How often a text is read again after a line break was hidden, at most.
const MAX_PATCHES: usize = 64;

/// How many bytes may be read again for that, so that a large file is no trap.
const MAX_REREAD: usize = 64 << 20;

/// The documents of a stream. After an error it goes on at the next `---`. What a
/// template will put in is hidden only where the text cannot be read as it is: in
/// quotes and blocks it is text like any other.
pub(super) fn parse(text: &Text) -> Parsed {
    let elided = (text.depth() > 0).then(|| without_elisions(text.as_str())).flatten();
    let code = elided.map_or_else(|| Code::as_written(text.as_str()), Code::hidden);
    match plain::parse(text, &code) {
        Ok(parsed) => parsed,
        // As it is, it would be read as maps in maps.
        Err(Unread::Template) => parse_around(text).unwrap_or_else(|| parse_any(text, code)),
        Err(Unread::Other) => parse_any(text, code),
    }
}

/// The same of what is not plain.
fn parse_any(text: &Text, code: Code<'_>) -> Parsed {
    let (written, stumbled) = read(text, code);
    if !stumbled || !template::is_possible(text.as_str()) {
        return written;
    }
    parse_around(text).unwrap_or(written)
}

/// What there is around templates; none if there are none.
fn parse_around(text: &Text) -> Option<Parsed> {
    let (code, masks) = template::mask(text.as_str())?;
    let first = masks.first().copied().unwrap_or_default();
    let code = Code::masked(code, masks);
    let mut parsed = plain::parse(text, &code).unwrap_or_else(|_| read(text, code).0);
    let message = "what this template puts in is not known";
    parsed.notice(text, first, NoticeKind::Template, message);
    Some(parsed)
}

/// A fence with blanks where a line of dots says that something is left out: the end
/// of a document is followed by another or by nothing. None where there is none.
fn without_elisions(text: &str) -> Option<String> {
    let mut code = None;
    for (span, line) in lines(text) {
        let dots = line.trim();
        if !matches!(dots, "..." | "…") {
            continue;
        }
        let rest = text[span.end as usize..].trim_start();
        let ends = line.starts_with("...") && (rest.is_empty() || rest.starts_with("---"));
        if !ends {
            let code = code.get_or_insert_with(|| text.to_owned());
            code.replace_range(span.range(), &" ".repeat(line.len()));
        }
    }
    code
}

/// What a code says of a text, and whether that is not all.
fn read(text: &Text, mut code: Code<'_>) -> (Parsed, bool) {
    let rereads = MAX_REREAD / text.as_str().len().max(1);
    for _ in 0..rereads.min(MAX_PATCHES) {
        match attempt(text, &code, Lenience::Patch) {
            Ok(read) => return read,
            // Kubernetes lets quoted lines stand further left than YAML does.
            Err(at) if code.hide_line_end(at) => {}
            Err(_) => break,
        }
    }
    attempt(text, &code, Lenience::None).unwrap_or_default()
}

/// Whether a quoted line too far to the left ends the attempt or the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lenience {
    Patch,
    None,
}

fn attempt(text: &Text, code: &Code<'_>, lenience: Lenience) -> Result<(Parsed, bool), usize> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        // Found by hand below: events for them cost a third of the parsing.
        emit_comments: false,
    };
    let mut parser = Parser::new_from_str_with_options(code.as_str(), options);
    let mut reader = Reader::new(text, code);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentEnd, written)) => {
                reader.end_document(reader::span(&written).start as usize);
            }
            Ok((event, written)) => reader.event(&event, reader::span(&written)),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(text.as_str().len());
                let indent = matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent);
                if indent && lenience == Lenience::Patch {
                    return Err(at);
                }
                reader.error(at, &error.info());
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    Ok(reader.finish())
}
