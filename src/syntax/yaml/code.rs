//! What is read in place of a text, and what that stands for.

use std::borrow::Cow;

use crate::{
    text::{Span, Text},
    tree::Style,
};

/// A code that is read in place of a text: equal in length, line for line or not.
pub(super) struct Code<'a> {
    code: Cow<'a, str>,
    /// Which parts of the text a template was hidden in, in order.
    masks: Vec<Span>,
    /// Where line ends within quotes were hidden, in order.
    patches: Vec<usize>,
}

impl<'a> Code<'a> {
    pub(super) fn as_written(text: &'a str) -> Self {
        Self { code: Cow::Borrowed(text), masks: Vec::new(), patches: Vec::new() }
    }

    /// A code of which nothing needs to be told apart from the text.
    pub(super) fn hidden(code: String) -> Self {
        Self::masked(code, Vec::new())
    }

    /// A code without the templates that stand in some places of the text.
    pub(super) fn masked(code: String, masks: Vec<Span>) -> Self {
        Self { code: Cow::Owned(code), masks, patches: Vec::new() }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.code
    }

    /// Whether all is text, and each carriage return part of a line break.
    pub(super) fn is_printable(&self) -> bool {
        let bytes = self.code.as_bytes();
        let (mut controls, mut returns, mut ascii) = (false, false, true);
        for byte in bytes {
            controls |= (*byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r')) || *byte == 0x7f;
            returns |= *byte == b'\r';
            ascii &= byte.is_ascii();
        }
        let is_break = |at: usize| bytes.get(at + 1) == Some(&b'\n');
        let odd =
            |it: char| matches!(it, '\u{80}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        !controls
            && (!returns || memchr::memchr_iter(b'\r', bytes).all(is_break))
            && (ascii || !self.code.contains(odd))
    }

    /// Puts blanks in place of the line end before a place; false where none is near.
    pub(super) fn hide_line_end(&mut self, at: usize) -> bool {
        let before = self.code[..at].trim_end_matches([' ', '\t']);
        let kept = before.strip_suffix('\n').map(|it| it.strip_suffix('\r').unwrap_or(it));
        let Some(kept) = kept.or_else(|| before.strip_suffix('\r')) else { return false };
        let range = kept.len()..before.len();
        self.patches.push(range.start);
        self.code.to_mut().replace_range(range.clone(), &"  "[..range.len()]);
        true
    }

    pub(super) fn is_patched(&self, span: Span) -> bool {
        let first = self.patches.partition_point(|at| *at < span.start as usize);
        self.patches.get(first).is_some_and(|at| *at < span.end as usize)
    }

    /// A scalar that a template has a part in says what is written, letter by letter:
    /// where it stands with all of that template, and what it says. None of any other.
    pub(super) fn templated<'t>(
        &self,
        text: &'t Text,
        read: Span,
        style: Style,
    ) -> Option<(Span, Cow<'t, str>)> {
        let whole = self.whole(read)?;
        let written = text.slice(whole);
        let content = match style {
            Style::Literal | Style::Folded => {
                let column = column(text, read.start).filter(|_| whole.start == read.start);
                dedented(written, column).into()
            }
            Style::Quoted => written.get(1..written.len().saturating_sub(1)).unwrap_or("").into(),
            Style::Plain => written.into(),
        };
        Some((whole, content))
    }

    /// A span with all of each template that it touches; none if it touches none.
    fn whole(&self, span: Span) -> Option<Span> {
        let masks = &self.masks;
        let first = masks.partition_point(|mask| mask.end <= span.start);
        let after = first + masks[first..].partition_point(|mask| mask.start < span.end);
        let (start, end) = (masks[first..after].first()?.start, masks[after - 1].end);
        Some(Span { start: start.min(span.start), end: end.max(span.end) })
    }
}

/// How many blanks stand before a place, and nothing else on its line.
fn column(text: &Text, at: u32) -> Option<usize> {
    let before = text.as_str().get(..at as usize)?;
    let blanks = before.len() - before.trim_end_matches(' ').len();
    before[..before.len() - blanks].ends_with(['\n', '\r']).then_some(blanks)
}

/// The lines of a block whose first is without its indentation already.
fn dedented(written: &str, column: Option<usize>) -> String {
    let mut lines = written.lines();
    let first = lines.next().unwrap_or("");
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let starts = lines.clone().filter(|line| !line.trim().is_empty());
    // A template may stand further to the left than the text around it.
    let least = starts.filter(|line| !line.trim_start().starts_with("{{")).map(blanks).min();
    let indent = column.into_iter().chain(least).min().unwrap_or(0);
    let rest = lines.map(|line| &line[indent.min(blanks(line))..]);
    std::iter::once(first).chain(rest).map(|line| format!("{line}\n")).collect()
}
