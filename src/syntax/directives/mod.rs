//! Servers' own line formats: a directive a line, and no blocks.
//!
//! Knows how the lines are written, and refuses to know what the directives mean.

mod pg_hba;
mod postgresql;
mod redis;

pub(super) use self::{
    pg_hba::{is_record, parse as pg_hba},
    postgresql::parse as postgresql,
    redis::parse as redis,
};

use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text, lines},
    tree::Builder,
};

/// How long an expression may be, so that braces without end cost little.
const MAX_EXPRESSION: usize = 512;

/// What stands on the lines that say something.
struct Reader<'a> {
    text: &'a Text,
    tree: Builder,
    comments: Vec<Span>,
    parsed: Parsed,
    /// Where a template's first statement stands.
    template: Option<Span>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        let (tree, parsed) = (Builder::new(text), Parsed::default());
        Self { text, tree, comments: Vec::new(), parsed, template: None }
    }

    /// Calls `read` with each line that is neither empty, nor a comment, nor a
    /// template's statement.
    fn each(&mut self, comments: &[&str], read: fn(&mut Self, Span)) {
        for (line, written) in lines(self.text.as_str()) {
            let start = line.end as usize - written.trim_start().len();
            let span = Span::new(start, start + written.trim().len());
            let body = self.text.slice(span);
            if body.is_empty() {
                continue;
            }
            if comments.iter().any(|mark| body.starts_with(mark)) {
                self.comments.push(span);
            } else if body.starts_with("{{") || body.starts_with("{%") {
                self.template = self.template.or(Some(span));
            } else {
                read(self, span);
            }
        }
    }

    fn notice(&mut self, span: Span, message: &str) {
        self.parsed.notice(self.text, span, NoticeKind::Partial, message);
    }

    fn finish(mut self) -> Parsed {
        self.tree.close(None);
        if let Some(span) = self.template {
            let what = "the values that a template puts in are not known";
            self.parsed.notice(self.text, span, NoticeKind::Template, what);
        }
        self.parsed.documents.push((self.tree.finish(), self.comments));
        self.parsed
    }
}

/// How wide the expression of a template or of the environment is that a text starts with.
pub(super) fn expression(text: &[u8]) -> Option<usize> {
    let close: &[u8] = match text {
        [b'{', b'{', ..] => b"}}",
        [b'{', b'%', ..] => b"%}",
        [b'$', b'{', ..] => b"}",
        _ => return None,
    };
    let near = &text[..text.len().min(MAX_EXPRESSION)];
    memchr::memmem::find(near, close).map(|at| at + close.len())
}

/// How wide the word without quotes is that a text starts with, up to a letter that ends it.
fn bare_width(text: &str, ends: impl Fn(char) -> bool) -> usize {
    let mut width = 0;
    while let Some(letter) = text[width..].chars().next() {
        match expression(&text.as_bytes()[width..]) {
            Some(wide) => width += wide,
            None if ends(letter) => break,
            None => width += letter.len_utf8(),
        }
    }
    width
}
