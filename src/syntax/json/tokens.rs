//! The tokens of JSON, and what stands between them that is none: elisions, templates.

use std::borrow::Cow;

use jsonc_parser::{Scanner, ScannerOptions, tokens::Token};

use crate::text::Span;

/// How a writer shows that he left something out.
const ELISIONS: [&str; 2] = ["...", "…"];

/// The tokens of a text, without the dots of elisions.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Where the scanner's text starts in the whole.
    base: usize,
    scanner: Scanner<'a>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, base: 0, scanner: Scanner::new(text, &ScannerOptions::default()) }
    }

    #[expect(clippy::type_complexity, reason = "a token or an error, each with its place")]
    pub(super) fn next(&mut self) -> Option<Result<(Token<'a>, Span), (Span, Cow<'static, str>)>> {
        loop {
            let scanned = self.scanner.scan();
            let start = self.base + self.scanner.token_start();
            match scanned {
                Ok(token) => {
                    let span = Span::new(start, self.base + self.scanner.token_end());
                    return Some(Ok((token?, span)));
                }
                Err(error) => {
                    let rest = &self.text[start..];
                    let Some(dots) = ELISIONS.iter().find(|it| rest.starts_with(**it)) else {
                        let why = error.kind().to_string().to_lowercase();
                        return Some(Err((Span::new(start, start), why.into())));
                    };
                    self.seek(start + dots.len());
                }
            }
        }
    }

    pub(super) fn seek(&mut self, to: usize) {
        self.base = to;
        self.scanner = Scanner::new(&self.text[to..], &ScannerOptions::default());
    }
}

/// How wide the action of a template is that a text starts with: its braces are
/// two, as those of JSON cannot be.
pub(super) fn template(text: &str) -> Option<usize> {
    let line = text.strip_prefix("{{")?.lines().next()?;
    line.find("}}").map(|at| at + 4)
}
