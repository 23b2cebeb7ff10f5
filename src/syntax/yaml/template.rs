//! What template languages leave in YAML, hidden so that the rest can be read.
//!
//! A line of control (`{{- if .x }}`, `{% endfor %}`) becomes empty lines, a value
//! (`{{ .x }}`) letters. Knows where an action opens and closes and whether it puts
//! something in, and refuses to know what.

mod action;

use std::borrow::Cow;

use self::action::{Action, Effect, Scanner};
use crate::text::Span;

/// Whether a text holds anything that opens an action.
pub(super) fn is_possible(text: &str) -> bool {
    ["{{", "{%", "{#", "<%"]
        .iter()
        .any(|it| memchr::memmem::find(text.as_bytes(), it.as_bytes()).is_some())
}

/// A code of the same length without actions, and where they were; none if there
/// are none to hide. Those within a block's own lines are its text.
pub(super) fn mask(text: &str) -> Option<(String, Vec<Span>)> {
    let mut masker = Masker {
        text,
        code: text.as_bytes().to_vec(),
        masks: Vec::new(),
        block: None,
        key: None,
        waiting: None,
    };
    masker.lines();
    // Only whole actions were overwritten, by ASCII letters: what is left is whole too.
    let code = String::from_utf8(masker.code).ok()?;
    (!masker.masks.is_empty()).then_some((code, masker.masks))
}

struct Masker<'a> {
    text: &'a str,
    code: Vec<u8>,
    masks: Vec<Span>,
    /// The block that is open.
    block: Option<Block>,
    /// The indentation of the key that the last line left without a value.
    key: Option<usize>,
    /// An action that stands where the value of that key is expected.
    waiting: Option<(Span, usize)>,
}

/// How far in a block stands.
#[derive(Clone, Copy)]
struct Block {
    key: usize,
    /// None before its first line.
    text: Option<usize>,
}

/// A line and the actions on it; it goes on where an action does.
struct Row {
    span: Span,
    actions: Vec<Action>,
    /// Whether something else stands there too.
    mixed: bool,
}

impl Masker<'_> {
    fn lines(&mut self) {
        let mut scanner = Scanner::new(self.text);
        let mut start = 0;
        while start < self.text.len() {
            let line = line(self.text, start);
            let indent = indent(line);
            let blank = line[indent..].trim_start().is_empty();
            if blank || self.is_in_block(indent) || line[indent..].starts_with('#') {
                start += line.len();
                continue;
            }
            let row = row(self.text, start, &mut scanner);
            start = row.span.end as usize;
            match row.mixed || row.actions.is_empty() {
                true => self.structure(&row),
                false => self.alone(&row),
            }
        }
        self.settle(0);
    }

    fn is_in_block(&mut self, indent: usize) -> bool {
        let block = self.block.as_mut().filter(|it| indent > it.key);
        block.is_some_and(|it| *it.text.get_or_insert(indent) <= indent)
    }

    /// A line that says something itself: what actions put in are letters of it.
    fn structure(&mut self, row: &Row) {
        row.actions.iter().for_each(|it| self.write(it.span, 0));
        // Most lines have no actions, and are what is written.
        let line = match row.actions.is_empty() {
            true => Cow::Borrowed(&self.text[row.span.range()]),
            false => String::from_utf8_lossy(&self.code[row.span.range()]).into_owned().into(),
        };
        let indent = indent(&line);
        let dashes = dashes(&line[indent..]);
        // A list may stand as far to the left as its key.
        self.settle(indent + usize::from(dashes > 0));
        let body = without_comment(&line).trim_end();
        let column = indent + dashes;
        self.key = body.ends_with(':').then_some(column);
        let head = body.get(column..).unwrap_or("");
        let key = if head.starts_with(['|', '>']) { indent } else { column };
        self.block = opens_block(body).then_some(Block { key, text: None });
        self.hide(row, column);
    }

    /// Actions that are all of a value may still turn out to add to what is below.
    fn hide(&mut self, row: &Row, key: usize) {
        let first = value(self.text, row)
            .filter(|at| row.actions[*at..].iter().any(|it| it.effect == Effect::Puts));
        let (others, value) = row.actions.split_at(first.unwrap_or(row.actions.len()));
        others.iter().for_each(|it| self.hidden(it.span));
        if let (Some(first), Some(last)) = (value.first(), value.last()) {
            self.waiting = Some((first.span.to(last.span), key));
        }
    }

    /// A line of actions alone.
    fn alone(&mut self, row: &Row) {
        let (Some(first), Some(last)) = (row.actions.first(), row.actions.last()) else { return };
        let whole = first.span.to(last.span);
        let puts = row.actions.iter().any(|it| it.effect == Effect::Puts);
        match (self.block, self.key) {
            // What is put in a block is text of it, and has to stand further in.
            (Some(block), _) if puts => {
                let text = block.text.unwrap_or(block.key + 1);
                self.block = Some(Block { text: Some(text), ..block });
                self.put(whole, text);
            }
            (None, Some(key)) if puts && self.waiting.is_none() => {
                self.waiting = Some((whole, key));
            }
            _ => self.blank(whole),
        }
    }

    /// Now that the depth of the next line is known: below a deeper one, an action
    /// adds to what that says, and otherwise it is the value of its key.
    fn settle(&mut self, depth: usize) {
        match self.waiting.take() {
            Some((action, key)) if depth > key => self.blank(action),
            Some((action, key)) => self.put(action, key + 1),
            None => {}
        }
    }

    /// Letters in place of an action, as far in as needed, if there is room.
    fn put(&mut self, action: Span, indent: usize) {
        let before = &self.text.as_bytes()[..action.start as usize];
        let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let missing = indent.saturating_sub(before.len() - line);
        match missing < action.len() as usize {
            true => {
                self.write(action, missing);
                self.hidden(action);
            }
            false => self.blank(action),
        }
    }

    fn write(&mut self, action: Span, blanks: usize) {
        let (blank, letters) = self.code[action.range()].split_at_mut(blanks);
        blank.fill(b' ');
        letters.fill(b'x');
    }

    /// Empty lines mean nothing anywhere, while a line of blanks may open a block.
    fn blank(&mut self, action: Span) {
        self.code[action.range()].fill(b'\n');
        self.hidden(action);
    }

    /// An action that waited is hidden after those behind it.
    fn hidden(&mut self, action: Span) {
        let at = self.masks.partition_point(|mask| mask.start < action.start);
        self.masks.insert(at, action);
    }
}

fn row<'a>(text: &'a str, start: usize, scanner: &mut Scanner<'a>) -> Row {
    let (mut actions, mut mixed, mut at) = (Vec::new(), false, start);
    let mut end = start + line(text, start).len();
    // How many quotes have opened or closed, so that a `#` between them is no comment.
    let mut quotes = 0;
    loop {
        let found = scanner.next(at, end);
        let words = &text[at..found.map_or(end, |it| it.span.start as usize)];
        let comment = comment_start(words, quotes);
        quotes += count_quotes(words);
        mixed |= !words[..comment.unwrap_or(words.len())].trim().is_empty();
        let Some(action) = found.filter(|_| comment.is_none()) else { break };
        at = action.span.end as usize;
        if at > end {
            end = at + line(text, at).len();
        }
        actions.push(action);
    }
    Row { span: Span::new(start, end), actions, mixed }
}

/// The first of the actions that alone stand between a colon and the end of a row.
fn value(text: &str, row: &Row) -> Option<usize> {
    let mut end = row.span.end;
    for (at, action) in row.actions.iter().enumerate().rev() {
        let between = &text[action.span.end as usize..end as usize];
        between.trim().is_empty().then_some(())?;
        end = action.span.start;
        let before = at.checked_sub(1).map_or(row.span.start, |at| row.actions[at].span.end);
        if text[before as usize..end as usize].trim_end().ends_with(':') {
            return Some(at);
        }
    }
    None
}

/// The line at a place, with its end.
fn line(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
    &rest[..end]
}

fn indent(line: &str) -> usize {
    line.bytes().take_while(|it| *it == b' ').count()
}

/// How wide the dashes of list items are with which a line starts.
fn dashes(line: &str) -> usize {
    let mut rest = line;
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

/// Where a comment starts in words before which so many quotes stand.
fn comment_start(words: &str, quotes: usize) -> Option<usize> {
    let bytes = words.as_bytes();
    let is_comment = |at: &usize| *at > 0 && bytes[at - 1] == b' ';
    let at = memchr::memchr_iter(b'#', bytes).find(is_comment)? - 1;
    let quotes = quotes + count_quotes(&words[..at]);
    quotes.is_multiple_of(2).then_some(at)
}

fn count_quotes(words: &str) -> usize {
    memchr::memchr_iter(b'"', words.as_bytes()).count()
}

fn without_comment(line: &str) -> &str {
    comment_start(line, 0).map_or(line, |at| &line[..at])
}

/// Whether a line ends with the head of a block: `|`, `>-`, `|2` and the like.
fn opens_block(line: &str) -> bool {
    let Some((before, head)) = line.rsplit_once(' ') else { return false };
    let before = before.trim_end();
    let is_head = head.starts_with(['|', '>'])
        && head.len() <= 3
        && head[1..].chars().all(|it| matches!(it, '+' | '-' | '1'..='9'));
    is_head && before.ends_with([':', '-'])
}
