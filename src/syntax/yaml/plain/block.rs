//! Blocks of text, which are indented by what their first line is.

use super::Reader;
use crate::{text::Span, tree::Style};

/// What becomes of the line breaks at the end of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl Reader<'_> {
    /// A block from its `|` or `>` to the start of the line behind it.
    pub(super) fn block(&mut self, style: Style) -> Option<()> {
        let outer = self.open.last()?.column;
        let chomping = self.head()?;
        let (indent, mut breaks) = self.first_line(outer)?;
        let start = self.at;
        let mut content = std::mem::take(&mut self.content);
        content.clear();
        let (mut is_first, mut was_blank) = (true, false);
        loop {
            let is_blank = matches!(self.bytes[self.at], b' ' | b'\t');
            let is_folded = style == Style::Folded && !is_first && !was_blank && !is_blank;
            match is_folded {
                true if breaks == 0 => content.push(' '),
                true => {}
                false if is_first => {}
                false => content.push('\n'),
            }
            push_breaks(&mut content, breaks);
            (is_first, was_blank) = (false, is_blank);
            let end = self.line_end(self.at);
            content.push_str(&self.source[self.at..end]);
            self.at = end;
            breaks = 0;
            if !self.pass_break() || !self.next_line(indent, &mut breaks) {
                break;
            }
        }
        if chomping != Chomping::Strip {
            content.push('\n');
        }
        if chomping == Chomping::Keep {
            push_breaks(&mut content, breaks);
        }
        let written = self.source[start..self.at].trim_end();
        self.add(Span::new(start, start + written.len()), &content, style);
        self.content = content;
        Some(())
    }

    fn head(&mut self) -> Option<Chomping> {
        self.at += 1;
        let chomping = match self.bytes.get(self.at) {
            Some(b'-') => Chomping::Strip,
            Some(b'+') => Chomping::Keep,
            _ => Chomping::Clip,
        };
        self.at += usize::from(chomping != Chomping::Clip);
        (self.ends_line() && self.pass_break()).then_some(chomping)
    }

    /// How far in the first line with letters stands, and how many are empty above it.
    fn first_line(&mut self, outer: usize) -> Option<(usize, usize)> {
        let (mut breaks, mut widest) = (0, 0);
        loop {
            let indent = self.blanks();
            if self.pass_break() {
                breaks += 1;
                widest = widest.max(indent);
                continue;
            }
            let is_text = !matches!(self.bytes.get(self.at), None | Some(b'\t'));
            return (is_text && indent > outer && widest <= indent).then_some((indent, breaks));
        }
    }

    /// Goes to the next line that is not empty, and says whether it belongs to the block;
    /// else to its start.
    fn next_line(&mut self, indent: usize, breaks: &mut usize) -> bool {
        loop {
            let start = self.at;
            while self.at < start + indent && self.bytes.get(self.at) == Some(&b' ') {
                self.at += 1;
            }
            if self.pass_break() {
                *breaks += 1;
                continue;
            }
            if self.at == start + indent && self.at < self.bytes.len() {
                return true;
            }
            self.at = start;
            return false;
        }
    }
}

/// As many line breaks as are kept.
pub(super) fn push_breaks(content: &mut String, breaks: usize) {
    content.extend(std::iter::repeat_n('\n', breaks));
}
