//! Dockerfiles: a list of instructions, each a map with one key.
//!
//! Says what each instruction is given, as BuildKit would take it apart. Refuses to
//! know what variables hold: references to them are left as they are written.

mod heredoc;
mod instruction;
mod json;
mod statement;
mod words;
mod writer;
#[cfg(test)]
mod tests;

use super::Parsed;
use crate::text::{Span, Text};

pub(super) fn parse(text: &Text) -> Parsed {
    let mut lines = statement::Statements::new(text.as_str());
    let mut writer = writer::Writer::new(text, lines.escape);
    writer.tree.open_list(Span::default());
    while let Some(statement) = lines.next() {
        instruction::write(&mut writer, &mut lines, &statement);
    }
    writer.tree.close(None);
    let mut parsed = writer.parsed;
    parsed.documents.push((writer.tree.finish(), lines.comments));
    parsed
}
