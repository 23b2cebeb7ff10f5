//! YAML, by way of `granit-parser`'s events.

use granit_parser::{Event, Parser, ScalarStyle, Span as Written};

use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text},
    tree::{Builder, NodeId, Style},
};

/// The documents of a stream. After an error it goes on at the next `---`.
pub(super) fn parse(text: &Text) -> Parsed {
    let options = granit_parser::options! { emit_unresolved_aliases: true };
    let mut parser = Parser::new_from_str_with_options(text.as_str(), options);
    let mut reader = Reader::new(text);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentEnd, _)) => reader.end_document(),
            Ok((event, written)) => reader.event(&event, span(&written)),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(text.as_str().len());
                reader.notice(Span::new(at, at), format!("not read from here: {}", error.info()));
                reader.end_document();
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    reader.parsed
}

struct Reader<'a> {
    text: &'a Text,
    tree: Builder,
    comments: Vec<Span>,
    /// By the parser's number of the anchor, which no other document uses again.
    anchors: Vec<Option<NodeId>>,
    parsed: Parsed,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            text,
            tree: Builder::new(text),
            comments: Vec::new(),
            anchors: Vec::new(),
            parsed: Parsed::default(),
        }
    }

    fn end_document(&mut self) {
        let tree = std::mem::replace(&mut self.tree, Builder::new(self.text));
        let comments = std::mem::take(&mut self.comments);
        if let Some(tree) = tree.finish() {
            self.parsed.documents.push((Some(tree), comments));
        }
    }

    fn event(&mut self, event: &Event<'_>, span: Span) {
        let node = match event {
            Event::Scalar(content, style, ..) => self.scalar(span, content, *style),
            Event::SequenceStart(..) => self.tree.open_list(span),
            Event::MappingStart(..) => self.tree.open_map(span),
            // Only a bracket has a width; an indented block ends with its last child.
            Event::SequenceEnd | Event::MappingEnd => {
                return self.tree.close((!span.is_empty()).then_some(span.end));
            }
            Event::Alias(anchor) => return self.alias(span, Some(*anchor)),
            Event::UnresolvedAlias(_) => return self.alias(span, None),
            Event::Comment(..) => return self.comments.push(span),
            _ => return,
        };
        if let Some(anchor) = event.anchor_id() {
            self.anchors.resize(self.anchors.len().max(anchor + 1), None);
            self.anchors[anchor] = Some(node);
        }
    }

    fn alias(&mut self, span: Span, anchor: Option<usize>) {
        let target = anchor.and_then(|anchor| *self.anchors.get(anchor)?);
        if !self.tree.alias(span, target) {
            let why = "an alias of nothing, of itself, or of too much";
            self.notice(span, format!("not followed: {why}"));
        }
    }

    fn notice(&mut self, span: Span, message: String) {
        self.parsed.notice(self.text, span, NoticeKind::Unparsed, message);
    }

    fn scalar(&mut self, span: Span, content: &str, style: ScalarStyle) -> NodeId {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        // What is left out is reported as a `~` without width.
        let content = if span.is_empty() && style == Style::Plain { "" } else { content };
        // A block is said to reach to the next token, past blank lines.
        let end = match style {
            Style::Literal | Style::Folded => {
                self.text.slice(span).trim_end().len() as u32 + span.start
            }
            _ => span.end,
        };
        self.tree.scalar(Span { end, ..span }, content, style)
    }
}

fn span(written: &Written) -> Span {
    written.byte_range().map_or(Span::default(), |range| Span::new(range.start, range.end))
}
