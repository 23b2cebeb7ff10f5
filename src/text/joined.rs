//! A text that others are put into, as a server reads what its configuration includes.

use super::{Span, Text};

/// Pieces of several texts, one after the other.
#[derive(Debug)]
pub(super) struct Joined {
    /// The text that the others are put into.
    pub outer: Text,
    /// In order, without gaps, none empty.
    pieces: Vec<Piece>,
}

/// What stands `here` is written `there` in a text of its own.
#[derive(Debug)]
struct Piece {
    here: Span,
    text: Text,
    there: Span,
}

impl Joined {
    /// The content, and where each byte of it is written.
    pub(super) fn new(outer: Text, parts: Vec<(Text, Span)>) -> (String, Self) {
        let (mut content, mut pieces) = (String::new(), Vec::new());
        for (text, there) in parts.into_iter().filter(|it| !it.1.is_empty()) {
            let start = content.len();
            content += text.slice(there);
            pieces.push(Piece { here: Span::new(start, content.len()), text, there });
        }
        (content, Self { outer, pieces })
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.pieces.iter().map(|it| &it.text)
    }

    /// The text that a span starts in, and its place there. One that goes on in another
    /// text ends with the piece that it starts in, unless it comes back.
    pub(super) fn lower(&self, span: Span) -> (&Text, Span) {
        let after = self.pieces.partition_point(|it| it.here.end <= span.start);
        let Some(first) = self.pieces.get(after).or(self.pieces.last()) else {
            return (&self.outer, Span::default());
        };
        let start = first.there.start + (span.start - first.here.start).min(first.there.len());
        if span.is_empty() {
            return (&first.text, Span { start, end: start });
        }
        let last = self.pieces.partition_point(|it| it.here.end < span.end);
        let last = self.pieces.get(last).filter(|it| it.text.is(&first.text));
        let end = last.map(|it| it.there.start + (span.end - it.here.start));
        let end = end.filter(|end| *end >= start).unwrap_or(first.there.end);
        (&first.text, Span { start, end })
    }
}

#[cfg(test)]
mod tests {
    use crate::text::{FileId, Span, Text};

    #[test]
    fn each_byte_is_found_in_the_file_that_it_is_of() {
        let outer = Text::of_file(FileId(0), "a {include b} c");
        let inner = Text::of_file(FileId(1), "inner");
        let parts = vec![
            (outer.clone(), Span::new(0, 3)),
            (inner, Span::new(0, 5)),
            (outer.clone(), Span::new(12, 15)),
        ];
        let text = Text::join(&outer, parts);
        assert_eq!(text.as_str(), "a {inner} c");
        let at = |start, end| {
            let at = text.locate(Span::new(start, end));
            (at.file.0, at.span)
        };
        assert_eq!(at(0, 1), (0, Span::new(0, 1)));
        assert_eq!(at(3, 8), (1, Span::new(0, 5)));
        assert_eq!(at(10, 11), (0, Span::new(14, 15)));
        // A block around it is whole, and what ends elsewhere ends with its piece.
        assert_eq!(at(2, 9), (0, Span::new(2, 13)));
        assert_eq!(at(4, 11), (1, Span::new(1, 5)));
        assert_eq!(at(2, 5), (0, Span::new(2, 3)));
        assert_eq!(at(11, 11), (0, Span::new(15, 15)));
        assert_eq!((text.depth(), text.file().as_str()), (0, outer.as_str()));
    }
}
