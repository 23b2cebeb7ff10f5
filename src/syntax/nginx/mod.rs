//! nginx's own format: a map of directives, each with a list of its arguments.
//!
//! A block is a map of its `args` and its `body`. A directive that stands twice is
//! there twice. Refuses to know what any directive means, but for those that a
//! forgotten `;` is told by.

mod lexer;
mod lua;
#[cfg(test)]
mod tests;

use self::lexer::{Lexer, Token, Word};
use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

/// How deep blocks may lie in blocks. What lies deeper is passed over.
const MAX_DEPTH: usize = 128;

/// Directives that are no argument of another when they start a line below its name.
const NAMES: &[&str] = &[
    "access_log",
    "add_header",
    "alias",
    "error_log",
    "error_page",
    "expires",
    "gzip",
    "if",
    "include",
    "index",
    "listen",
    "location",
    "proxy_pass",
    "proxy_set_header",
    "return",
    "rewrite",
    "root",
    "server_name",
    "ssl_certificate",
    "ssl_certificate_key",
    "try_files",
];

pub(super) fn parse(text: &Text) -> Parsed {
    let mut lexer = Lexer::new(text.as_str());
    let mut reader = Reader::new(text);
    reader.tree.repeats();
    reader.tree.open_map(Span::default());
    while let Some(token) = lexer.next() {
        match token {
            Token::Word(word) => reader.word(word),
            Token::Semicolon(at) => reader.end_directive(at),
            Token::Open(at) if reader.is_lua() => reader.lua(&mut lexer, at),
            Token::Open(at) => reader.open(at),
            Token::Close(at) => reader.close(at),
        }
    }
    reader.finish(lexer)
}

struct Reader<'a> {
    text: &'a Text,
    tree: Builder,
    /// Those of the directive that has not ended yet.
    words: Vec<Word>,
    blocks: Vec<Block>,
    /// How many blocks are open below the deepest one that is read.
    passed_over: usize,
    parsed: Parsed,
}

struct Block {
    name: Span,
    /// Not where a name is missing: then what it holds is its parent's.
    is_node: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        let (words, blocks) = (Vec::new(), Vec::new());
        let (tree, parsed) = (Builder::new(text), Parsed::default());
        Self { text, tree, words, blocks, passed_over: 0, parsed }
    }

    fn word(&mut self, word: Word) {
        if self.begins_anew(&word) {
            self.end_unmarked();
        }
        self.words.push(word);
    }

    /// Whether a word can only be the next directive, so that a `;` is missing.
    fn begins_anew(&self, word: &Word) -> bool {
        let Some(name) = self.words.first() else { return false };
        word.indent.is_some()
            && word.indent == name.indent
            && NAMES.binary_search(&self.text.slice(word.span)).is_ok()
    }

    fn end_directive(&mut self, at: usize) {
        if self.words.is_empty() {
            return self.notice(Span::new(at, at + 1), "not understood: a `;` that ends nothing");
        }
        self.directive();
    }

    /// Ends a directive that something else than a `;` follows.
    fn end_unmarked(&mut self) {
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else { return };
        let span = first.span.to(last.span);
        self.notice(span, "not understood: a directive without `;`; it was ended here");
        self.directive();
    }

    fn directive(&mut self) {
        let words = std::mem::take(&mut self.words);
        let Some((name, args)) = words.split_first().filter(|_| self.passed_over == 0) else {
            return;
        };
        self.scalar(name);
        self.args(args, name.span.end);
    }

    fn args(&mut self, args: &[Word], otherwise: u32) {
        let start = args.first().map_or(otherwise, |it| it.span.start);
        self.tree.open_list(Span { start, end: start });
        args.iter().for_each(|it| self.scalar(it));
        self.tree.close(None);
    }

    fn scalar(&mut self, word: &Word) {
        match &word.content {
            Some(content) => {
                self.tree.scalar_within(word.span, word.inner, content, word.style);
            }
            None => {
                self.tree.joined(word.span, &[word.inner], word.style);
            }
        }
    }

    fn open(&mut self, at: usize) {
        let brace = Span::new(at, at + 1);
        let words = std::mem::take(&mut self.words);
        if self.passed_over > 0 || self.blocks.len() >= MAX_DEPTH {
            if self.passed_over == 0 {
                self.notice(brace, "not read: blocks in more than 128 blocks");
            }
            self.passed_over += 1;
            return;
        }
        let Some(name) = words.first() else {
            self.notice(brace, "not understood: a block without a name");
            return self.blocks.push(Block { name: brace, is_node: false });
        };
        self.head(&words, at as u32);
        self.tree.open_map(brace);
        self.blocks.push(Block { name: name.span, is_node: true });
    }

    /// The name of a block and its arguments, up to its body.
    fn head(&mut self, words: &[Word], brace: u32) {
        let Some((name, args)) = words.split_first() else { return };
        self.scalar(name);
        let start = args.first().map_or(brace, |it| it.span.start);
        self.tree.open_map(Span { start, end: brace + 1 });
        self.label("args", start);
        self.args(args, brace);
        self.label("body", brace);
    }

    fn close(&mut self, at: usize) {
        self.end_unmarked();
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        let end = at as u32 + 1;
        match self.blocks.pop() {
            None => self.notice(Span::new(at, at + 1), "not understood: a `}` that closes nothing"),
            Some(Block { is_node: false, .. }) => {}
            Some(_) => {
                self.tree.close(Some(end));
                self.tree.close(Some(end));
            }
        }
    }

    fn is_lua(&self) -> bool {
        let name = self.words.first();
        name.is_some_and(|it| self.text.slice(it.span).ends_with("_by_lua_block"))
    }

    /// A block of Lua, as one scalar.
    fn lua(&mut self, lexer: &mut Lexer<'_>, at: usize) {
        let words = std::mem::take(&mut self.words);
        let source = self.text.as_str();
        let end = lua::closing(source.as_bytes(), at + 1);
        if end.is_none() {
            let what = "not understood: a block that is not closed; it was read to the end";
            self.notice(words.first().map_or(Span::new(at, at + 1), |it| it.span), what);
        }
        let code = Span::new(at + 1, end.unwrap_or(source.len()));
        lexer.go_to(end.map_or(source.len(), |end| end + 1));
        if self.passed_over == 0 {
            self.head(&words, at as u32);
            self.tree.joined(code, &[code], Style::Literal);
            self.tree.close(end.map(|end| end as u32 + 1));
        }
    }

    fn finish(mut self, lexer: Lexer<'_>) -> Parsed {
        self.end_unmarked();
        if let Some(block) = self.blocks.pop() {
            let what = "not understood: a block that is not closed; it was read to the end";
            self.notice(block.name, what);
        }
        let Lexer { comments, faults, template, .. } = lexer;
        for (span, what) in faults {
            self.notice(span, what);
        }
        if let Some(span) = template {
            let what = "the values that a template puts in are not known";
            self.parsed.notice(self.text, span, NoticeKind::Template, what);
        }
        self.parsed.documents.push((self.tree.finish(), comments));
        self.parsed
    }

    fn label(&mut self, name: &str, at: u32) {
        self.tree.scalar(Span { start: at, end: at }, name, Style::Plain);
    }

    fn notice(&mut self, span: Span, message: &str) {
        self.parsed.notice(self.text, span, NoticeKind::Partial, message);
    }
}
