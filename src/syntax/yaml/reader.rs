//! The parser's events become trees.

use granit_parser::{Event, ScalarStyle, Span as Written};

use super::code::Code;
use crate::{
    syntax::{NoticeKind, Parsed},
    text::{Span, Text},
    tree::{Builder, NodeId, Style},
};

/// Builds one tree a document, with the places and contents of the text, whatever
/// was hidden from the parser.
pub(super) struct Reader<'a> {
    text: &'a Text,
    code: &'a Code<'a>,
    tree: Builder,
    /// Where the comments may stand that belong to no document yet.
    unread: usize,
    /// The scalars of the document, in order: a `#` within is no comment.
    scalars: Vec<Span>,
    /// By the parser's number of the anchor, which no other document uses again.
    anchors: Vec<Option<NodeId>>,
    parsed: Parsed,
    /// Whether something was not read, or read as what it does not look like.
    stumbled: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a Text, code: &'a Code<'a>) -> Self {
        Self {
            text,
            code,
            tree: Builder::new(text),
            unread: 0,
            scalars: Vec::new(),
            anchors: Vec::new(),
            parsed: Parsed::default(),
            stumbled: false,
        }
    }

    pub(super) fn finish(self) -> (Parsed, bool) {
        (self.parsed, self.stumbled)
    }

    pub(super) fn error(&mut self, at: usize, why: &str) {
        self.notice(Span::new(at, at), format!("not read from here: {why}"));
        self.stumbled = true;
        self.end_document(at);
    }

    /// Ends a document that reaches to a place; a comment behind it on its line is its own.
    pub(super) fn end_document(&mut self, at: usize) {
        let tree = std::mem::replace(&mut self.tree, Builder::new(self.text));
        let comments = self.comments_before(at);
        if let Some(tree) = tree.finish() {
            self.parsed.documents.push((Some(tree), comments));
        }
    }

    pub(super) fn event(&mut self, event: &Event<'_>, span: Span) {
        let node = match event {
            Event::Scalar(content, style, ..) => self.scalar(span, content, *style),
            Event::SequenceStart(..) => self.tree.open_list(span),
            Event::MappingStart(..) => self.open_map(span),
            // Only a bracket has a width; an indented block ends with its last child.
            Event::SequenceEnd | Event::MappingEnd => {
                return self.tree.close((!span.is_empty()).then_some(span.end));
            }
            Event::Alias(anchor) => return self.alias(span, Some(*anchor)),
            Event::UnresolvedAlias(_) => return self.alias(span, None),
            _ => return,
        };
        if let Some(anchor) = event.anchor_id() {
            self.anchors.resize(self.anchors.len().max(anchor + 1), None);
            self.anchors[anchor] = Some(node);
        }
    }

    /// `a: {{ .b }}` can be read as a map in a map, and never means that.
    fn open_map(&mut self, span: Span) -> NodeId {
        let start = self.code.as_str().as_bytes().get(span.start as usize..);
        let opens = start.and_then(|it| it.first_chunk());
        self.stumbled |= matches!(opens, Some(b"{{" | b"{%" | b"{#"));
        self.tree.open_map(span)
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
        // A block is said to reach to the next token, past blank lines.
        let end = match style {
            Style::Literal | Style::Folded => {
                let written = self.code.as_str().get(span.range()).unwrap_or("");
                written.trim_end().len() as u32 + span.start
            }
            _ => span.end,
        };
        let span = Span { end, ..span };
        if !span.is_empty() {
            self.scalars.push(span);
        }
        if let Some((span, content)) = self.code.templated(self.text, span, style) {
            return self.tree.scalar(span, &content, style);
        }
        // What is left out is reported as a `~` without width.
        let content = if span.is_empty() && style == Style::Plain { "" } else { content };
        if style == Style::Quoted && self.code.is_patched(span) {
            return self.tree.scalar(span, &one_blank_each(content), style);
        }
        self.tree.scalar(span, content, style)
    }

    /// The comments of the text up to the line of a place, which no document has yet.
    fn comments_before(&mut self, at: usize) -> Vec<Span> {
        let code = self.code.as_str();
        let at = at.min(code.len());
        let line = memchr::memchr2(b'\n', b'\r', &code.as_bytes()[at..]);
        let next = code[at..].starts_with("---");
        let end = if next { at } else { line.map_or(code.len(), |line| at + line) };
        let start = std::mem::replace(&mut self.unread, end).min(end);
        let scalars = std::mem::take(&mut self.scalars);
        let mut scalars = scalars.iter().peekable();
        let mut comments = Vec::new();
        let mut from = start;
        while let Some(mark) = memchr::memchr(b'#', &code.as_bytes()[from..end]) {
            let mark = from + mark;
            from = mark + 1;
            while scalars.next_if(|it| it.end as usize <= mark).is_some() {}
            let quoted = scalars.peek().is_some_and(|it| it.start as usize <= mark);
            let starts =
                mark == 0 || matches!(code.as_bytes()[mark - 1], b' ' | b'\t' | b'\n' | b'\r');
            if quoted || !starts {
                continue;
            }
            let length = memchr::memchr2(b'\n', b'\r', &code.as_bytes()[mark..end]);
            from = length.map_or(end, |length| mark + length);
            comments.push(Span::new(mark, from));
        }
        comments
    }
}

/// A hidden line end and the indentation after it fold to one blank, as if read.
fn one_blank_each(content: &str) -> String {
    content.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn span(written: &Written) -> Span {
    written.byte_range().map_or(Span::default(), |range| Span::new(range.start, range.end))
}
