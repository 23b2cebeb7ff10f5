//! Source text for outputs, with every secret blanked out letter by letter.
//!
//! No writer reads a source in any other way, so none can show a secret.

use crate::{
    engine::Report,
    rule::{Edit, Fix},
    text::{Encoding, FileId, Location, SourceFile, Span},
};

/// One file, as outputs may show it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Masked<'a> {
    pub file: &'a SourceFile,
    /// Sorted; they may overlap.
    secrets: &'a [Location],
}

/// Whether a fix may be shown: it puts no secret anywhere, and its files are known.
pub(super) fn keeps_secrets(fix: &Fix, report: &Report) -> bool {
    let gives_away = |edit: &Edit| {
        Masked::new(report, edit.at.file)
            .is_none_or(|file| file.gives_away(edit.at.span, &edit.replacement))
    };
    !fix.edits.iter().any(gives_away)
}

impl<'a> Masked<'a> {
    /// None of a file that the report does not show.
    pub fn new(report: &'a Report, id: FileId) -> Option<Self> {
        let secrets = &report.secrets;
        let start = secrets.partition_point(|it| it.file < id);
        let end = secrets.partition_point(|it| it.file <= id);
        Some(Self { file: report.sources.get(id)?, secrets: &secrets[start..end] })
    }

    /// The letters of a span and where they stand; those of secrets are stars. Line
    /// ends stay, so that lines are where they were.
    pub fn letters(self, span: Span) -> impl Iterator<Item = (u32, char)> + 'a {
        let content = self.file.text.as_str().get(span.range()).unwrap_or("");
        // Of secrets that overlap an earlier one may reach further, so all before count.
        let before = self.secrets.partition_point(|it| it.span.start < span.start);
        let mut covered = self.secrets[..before].iter().map(|it| it.span.end).max().unwrap_or(0);
        let mut coming = self.secrets[before..].iter().peekable();
        content.char_indices().map(move |(index, letter)| {
            let offset = span.start + index as u32;
            while let Some(secret) = coming.next_if(|it| it.span.start <= offset) {
                covered = covered.max(secret.span.end);
            }
            let is_shown = offset >= covered || matches!(letter, '\n' | '\r');
            (offset, if is_shown { letter } else { '*' })
        })
    }

    pub fn slice(self, span: Span) -> String {
        self.letters(span).map(|(_, letter)| letter).collect()
    }

    /// A line, counted from one, without its line end.
    pub fn line(self, line: u32) -> String {
        self.slice(self.file.line_span(line))
    }

    /// All letters of the file, its byte order mark included.
    pub fn all_letters(self) -> impl Iterator<Item = char> + 'a {
        let marked = matches!(self.file.encoding, Encoding::Utf8 { bom: 1.., .. });
        let whole = Span::new(0, self.file.text.as_str().len());
        marked.then_some('\u{feff}').into_iter().chain(self.letters(whole).map(|it| it.1))
    }

    /// Whether a text that is to replace a span says a secret that stands there.
    fn gives_away(self, span: Span, text: &str) -> bool {
        let there = |it: &&Location| it.span.start < span.end && span.start < it.span.end;
        let content = self.file.text.as_str();
        let mut said =
            self.secrets.iter().filter(there).filter_map(|it| content.get(it.span.range()));
        said.any(|secret| !secret.is_empty() && text.contains(secret))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::Sources;

    fn report(content: &str, secrets: &[(usize, usize)]) -> Report {
        let id = FileId(0);
        let mut sources = Sources::new(vec![Arc::from("a")]);
        let encoding = Encoding::Utf8 { bom: 0, lost: Vec::new() };
        sources.add(id, SourceFile::new(id, content, encoding));
        let place = |it: &(usize, usize)| Location { file: id, span: Span::new(it.0, it.1) };
        Report { sources, secrets: secrets.iter().map(place).collect(), ..Report::default() }
    }

    #[test]
    fn secrets_are_stars_letter_by_letter_also_over_lines_and_each_other() {
        let report = report("k: éb\r\ncd e\n", &[(3, 10), (4, 5), (11, 12)]);
        let masked = Masked::new(&report, FileId(0)).expect("shown");
        assert_eq!(masked.slice(Span::new(0, 13)), "k: **\r\n** *\n");
        assert_eq!(masked.line(2), "** *");
        assert_eq!(masked.slice(Span::new(9, 13)), "* *\n");
    }

    #[test]
    fn a_replacement_that_says_the_secret_is_known() {
        let report = report("url: a:hunter@b\n", &[(7, 13)]);
        let masked = Masked::new(&report, FileId(0)).expect("shown");
        assert!(masked.gives_away(Span::new(5, 15), "b:hunter@c"));
        assert!(!masked.gives_away(Span::new(5, 15), "$URL"));
        assert!(!masked.gives_away(Span::new(0, 3), "hunter"));
    }
}
