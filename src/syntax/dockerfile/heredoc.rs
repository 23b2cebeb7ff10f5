//! Heredocs: the marks on an instruction's line, and the lines that they take.

use std::ops::Range;

use super::{
    statement::{Body, Statement, Statements},
    words,
};
use crate::tree::Style;

/// A heredoc, read.
pub(super) struct Heredoc {
    /// The whole word, `<<` included, as it stands in the statement.
    pub word: Range<usize>,
    /// Its name with its quotes, and what of it is within them.
    pub name: Range<usize>,
    pub inner: Vec<Range<usize>>,
    /// Quoted, if the body is to be taken as it is.
    pub style: Style,
    pub body: Body,
}

/// The heredocs that a part of a statement asks for, in order.
pub(super) fn read(
    lines: &mut Statements<'_>,
    statement: &Statement<'_>,
    args: Range<usize>,
) -> Vec<Heredoc> {
    if memchr::memmem::find(&statement.text.as_bytes()[args.clone()], b"<<").is_none() {
        return Vec::new();
    }
    // Here a backslash escapes, whatever the directive says.
    let words = words::quoted_words(&statement.text, args, b'\\');
    words.into_iter().filter_map(|word| one(lines, &statement.text, word)).collect()
}

fn one(lines: &mut Statements<'_>, text: &str, word: Range<usize>) -> Option<Heredoc> {
    let marked = text[word.clone()].trim_start_matches(|it: char| it.is_ascii_digit());
    let rest = marked.strip_prefix("<<")?;
    let name = rest.strip_prefix('-').unwrap_or(rest);
    if name.is_empty() || name.contains('<') {
        return None;
    }
    let strip: &[char] = if name.len() < rest.len() { &['\t'] } else { &[] };
    let written = word.end - name.len()..word.end;
    let (inner, style) = words::unquote(text, written.clone(), b'\\')?;
    let said: String = inner.iter().map(|run| &text[run.clone()]).collect();
    let body = lines.heredoc(&said, strip);
    Some(Heredoc { word, name: written, inner, style, body })
}
