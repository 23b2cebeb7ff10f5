//! JSON, and what people write for it: comments, trailing commas, JSON5, one value
//! a line, a part of an object without its braces. By way of `jsonc-parser`'s tokens.
//!
//! Reads on where the meaning is plain, and refuses to guess where it is not.

mod tokens;

use std::borrow::Cow;

use jsonc_parser::tokens::Token;

use self::tokens::{Tokens, template};
use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

/// How deep lists and maps may nest.
const MAX_DEPTH: usize = 512;

/// The documents of a text: one, or each line's.
pub(super) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    while let Some(token) = reader.tokens.next() {
        let read = token.and_then(|(token, span)| {
            reader.token(token, span).map_err(|why| (span, Cow::Borrowed(why)))
        });
        if let Err((span, why)) = read {
            reader.give_up(span, &why);
        }
    }
    reader.end_text();
    reader.parsed
}

struct Reader<'a> {
    text: &'a Text,
    tokens: Tokens<'a>,
    tree: Builder,
    /// What the next token belongs to, the innermost last.
    open: Vec<Open>,
    expects: Expects,
    /// Where the document in hand starts, once it does.
    start: Option<u32>,
    comments: Vec<Span>,
    /// Whether it was said that the document is not quite JSON.
    is_lax: bool,
    /// Whether it was said that a template is to be filled in.
    is_template: bool,
    parsed: Parsed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    List,
    Map,
    /// The inside of a map, without its braces.
    Fragment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expects {
    Key,
    Colon,
    Value,
    /// A comma, or the end: of a list or map, or where none is open, of the document.
    Comma,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            text,
            tokens: Tokens::new(text.as_str()),
            tree: Builder::new(text),
            open: Vec::new(),
            expects: Expects::Value,
            start: None,
            comments: Vec::new(),
            is_lax: false,
            is_template: false,
            parsed: Parsed::default(),
        }
    }

    fn token(&mut self, token: Token<'_>, span: Span) -> Result<(), &'static str> {
        match token {
            Token::CommentLine(_) | Token::CommentBlock(_) => self.comments.push(span),
            Token::OpenBrace => self.open(Open::Map, span)?,
            Token::OpenBracket => self.open(Open::List, span)?,
            Token::CloseBrace => self.close(Open::Map, span)?,
            Token::CloseBracket => self.close(Open::List, span)?,
            Token::Comma => self.comma(span)?,
            Token::Colon if self.expects == Expects::Colon => self.expects = Expects::Value,
            Token::Colon => return Err("unexpected colon"),
            Token::String(content) => {
                if self.text.slice(span).starts_with('\'') {
                    self.lax(span, "single quotes");
                }
                self.scalar(span, &content, Style::Quoted)?;
            }
            Token::Word(_) if self.open.is_empty() && !self.is_key(span) => {
                return Err("unexpected word");
            }
            Token::Word(word) => {
                self.lax(span, "a word without quotes");
                self.scalar(span, word, Style::Plain)?;
            }
            Token::Number(number) => {
                if number.starts_with(['+', '.', 'I', 'N']) || number.contains(['x', 'X']) {
                    self.lax(span, "a number of another language");
                }
                self.scalar(span, number, Style::Plain)?;
            }
            Token::Boolean(_) | Token::Null => {
                self.scalar(span, self.text.slice(span), Style::Plain)?;
            }
        }
        Ok(())
    }

    /// Ends what came before a value or key, where no comma did.
    fn begin(&mut self, span: Span) {
        if self.expects == Expects::Comma {
            match self.open.last() {
                None => self.end_document(),
                Some(_) => {
                    self.lax(span, "no comma between two values");
                    self.expects = self.next_item();
                }
            }
        }
        self.start.get_or_insert(span.start);
    }

    fn next_item(&self) -> Expects {
        match self.open.last() {
            Some(Open::Map | Open::Fragment) => Expects::Key,
            Some(Open::List) | None => Expects::Value,
        }
    }

    fn open(&mut self, kind: Open, span: Span) -> Result<(), &'static str> {
        if let Some(width) = template(&self.text.as_str()[span.start as usize..]) {
            self.template(Span { end: span.start + width as u32, ..span });
            return Ok(());
        }
        self.begin(span);
        if self.expects != Expects::Value {
            return Err("a key or a colon is missing");
        }
        if self.open.len() == MAX_DEPTH {
            return Err("nested too deeply");
        }
        match kind {
            Open::List => self.tree.open_list(span),
            Open::Map | Open::Fragment => self.tree.open_map(span),
        };
        self.open.push(kind);
        self.expects = self.next_item();
        Ok(())
    }

    fn close(&mut self, kind: Open, span: Span) -> Result<(), &'static str> {
        if self.open.last() != Some(&kind) {
            return Err("unexpected closing bracket");
        }
        if kind == Open::Map && matches!(self.expects, Expects::Colon | Expects::Value) {
            self.no_value(span);
        }
        self.open.pop();
        self.tree.close(Some(span.end));
        self.expects = Expects::Comma;
        Ok(())
    }

    fn comma(&mut self, span: Span) -> Result<(), &'static str> {
        match (self.expects, self.open.last()) {
            (Expects::Comma, _) => {}
            (Expects::Value, Some(Open::Map | Open::Fragment)) => self.no_value(span),
            (Expects::Colon, _) => return Err("expected colon after a key"),
            (Expects::Key | Expects::Value, _) => self.lax(span, "a comma too many"),
        }
        // Between documents a comma says nothing: the last is still the last.
        if !self.open.is_empty() {
            self.expects = self.next_item();
        }
        Ok(())
    }

    fn scalar(&mut self, span: Span, content: &str, style: Style) -> Result<(), &'static str> {
        self.begin(span);
        if self.expects == Expects::Colon {
            return Err("expected colon after a key");
        }
        if self.open.is_empty() && self.is_key(span) {
            self.tree.open_map(Span { end: span.start, ..span });
            self.open.push(Open::Fragment);
            self.expects = Expects::Key;
        }
        self.tree.scalar(span, content, style);
        self.expects = match self.expects {
            Expects::Key => Expects::Colon,
            _ => Expects::Comma,
        };
        Ok(())
    }

    /// Whether a colon follows.
    fn is_key(&self, span: Span) -> bool {
        self.text.as_str()[span.end as usize..].trim_start().starts_with(':')
    }

    /// What a template puts in: a value, or where none is due, who knows.
    fn template(&mut self, span: Span) {
        if !std::mem::replace(&mut self.is_template, true) {
            let message = "the values that a template puts in are not known";
            self.parsed.notice(self.text, span, NoticeKind::Template, message);
        }
        self.tokens.seek(span.end as usize);
        if self.expects == Expects::Value && !self.open.is_empty() {
            self.tree.scalar(span, self.text.slice(span), Style::Plain);
            self.expects = Expects::Comma;
        }
    }

    /// A key that the map ends after, or the next one follows.
    fn no_value(&mut self, span: Span) {
        self.lax(span, "a key without a value");
        self.tree.scalar(Span { end: span.start, ..span }, "", Style::Plain);
    }

    /// Says once in a document that a reader of JSON alone would refuse it.
    fn lax(&mut self, span: Span, what: &str) {
        if !std::mem::replace(&mut self.is_lax, true) {
            let message = format!("read although it is not JSON: {what}");
            self.parsed.notice(self.text, span, NoticeKind::Partial, message);
        }
    }

    /// Keeps what was read. After a value that began on the same line another may
    /// begin on the next; what stands elsewhere cannot be told from a rest.
    fn give_up(&mut self, span: Span, why: &str) {
        let message = format!("not read from here: {why}");
        self.parsed.notice(self.text, span, NoticeKind::Unparsed, message);
        let at = span.start as usize;
        let text = self.text.as_str();
        let start = self.start.map_or(at, |start| start as usize);
        let next = memchr::memchr(b'\n', &text.as_bytes()[at..]).map(|it| at + it + 1);
        let is_line = memchr::memchr(b'\n', &text.as_bytes()[start..at]).is_none();
        self.end_document();
        self.tokens.seek(next.filter(|_| is_line).unwrap_or(text.len()));
    }

    fn end_document(&mut self) {
        let tree = std::mem::replace(&mut self.tree, Builder::new(self.text));
        if let Some(tree) = tree.finish() {
            let comments = std::mem::take(&mut self.comments);
            self.parsed.documents.push((Some(tree), comments));
        }
        self.open.clear();
        self.expects = Expects::Value;
        self.start = None;
        self.is_lax = false;
    }

    fn end_text(&mut self) {
        if self.open.iter().any(|it| *it != Open::Fragment) {
            let end = self.text.as_str().len();
            let message = "the text ends before a bracket is closed";
            self.parsed.notice(self.text, Span::new(end, end), NoticeKind::Unparsed, message);
        }
        self.end_document();
        if !self.comments.is_empty() {
            self.parsed.documents.push((None, std::mem::take(&mut self.comments)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        text::FileId,
        tree::{NodeId, Tree},
    };

    fn read(text: &str) -> (Vec<Tree>, Vec<String>) {
        let parsed = parse(&Text::of_file(FileId(0), text));
        let trees = parsed.documents.into_iter().filter_map(|(tree, _)| tree).collect();
        (trees, parsed.notices.into_iter().map(|it| it.message).collect())
    }

    fn pairs(tree: &Tree, map: NodeId) -> Vec<(&str, Option<&str>)> {
        tree.entries(map)
            .map(|(key, value)| (tree.str(key).unwrap_or(""), tree.str(value)))
            .collect()
    }

    #[test]
    fn comments_and_trailing_commas_are_read_without_a_word() {
        let parsed =
            parse(&Text::of_file(FileId(0), "// a\n{\"a\": [1, 2,], /* b */ \"c\": null,}"));
        assert_eq!(parsed.documents[0].1, [Span::new(0, 4), Span::new(20, 27)]);
        assert!(parsed.notices.is_empty());
    }

    #[test]
    fn what_is_plain_though_not_json_is_read_and_said_once() {
        let (trees, notices) = read("{a: 'b' \"c\": , d: 0x1F, \"e\"}");
        let found = pairs(&trees[0], Tree::ROOT);
        assert_eq!(found[..2], [("a", Some("b")), ("c", Some(""))]);
        assert_eq!(found[2..], [("d", Some("0x1F")), ("e", Some(""))]);
        assert_eq!(notices, ["read although it is not JSON: a word without quotes"]);
    }

    #[test]
    fn a_part_of_an_object_and_an_elision_are_read_without_a_word() {
        let (trees, notices) = read("\"a\": {\"b\": 1, ...},\n\"c\": [\n  …\n]\n");
        assert_eq!(pairs(&trees[0], Tree::ROOT), [("a", None), ("c", None)]);
        assert_eq!(notices, Vec::<String>::new());
    }

    #[test]
    fn after_a_broken_line_the_next_is_read() {
        let (trees, notices) = read("{\"a\": 1}\n{\"a\": 2 %\n{\"a\": 3}\n");
        let found: Vec<_> = trees.iter().map(|tree| pairs(tree, Tree::ROOT)[0].1).collect();
        assert_eq!(found, [Some("1"), Some("2"), Some("3")]);
        assert_eq!(notices, ["not read from here: unexpected token"]);
    }

    #[test]
    fn what_breaks_off_is_kept() {
        let (trees, notices) = read("{\n\"a\": 1,\n\"b\": {\"c\": ]},\n\"d\": 2\n}\n");
        assert_eq!(trees.len(), 1);
        assert_eq!(pairs(&trees[0], Tree::ROOT), [("a", Some("1")), ("b", None)]);
        assert_eq!(notices, ["not read from here: unexpected closing bracket"]);
    }

    #[test]
    fn depth_is_a_notice() {
        let (trees, notices) = read(&"[".repeat(100_000));
        assert_eq!(trees[0].len(), MAX_DEPTH);
        assert_eq!(notices, ["not read from here: nested too deeply"]);
    }
}
