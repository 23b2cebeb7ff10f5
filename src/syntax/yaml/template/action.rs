//! Where an action opens and closes: `{{ }}`, `{% %}`, `{# #}`, `<% %>`.

use crate::text::Span;

/// One action of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) span: Span,
    pub(super) effect: Effect,
}

/// Whether an action puts something in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Puts,
    /// It decides, repeats, defines or comments.
    Controls,
}

/// The words with which an action of Go's templates controls.
const CONTROL: [&str; 9] =
    ["if", "else", "end", "range", "with", "define", "block", "break", "continue"];

/// Finds actions, one after the other.
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// By opening mark, whether one did not close: then none after it will.
    unclosed: [bool; 4],
}

const MARKS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, unclosed: [false; 4] }
    }

    /// The next action that opens from `start` on and before `end`.
    pub(super) fn next(&mut self, start: usize, end: usize) -> Option<Action> {
        let bytes = self.text.as_bytes();
        let mut from = start;
        while let Some(at) = memchr::memchr2(b'{', b'<', bytes.get(from..end)?) {
            let opens = from + at;
            let mark = MARKS.iter().position(|(mark, _)| self.text[opens..].starts_with(mark));
            if let Some(mark) = mark.filter(|it| !self.unclosed[*it]) {
                match self.close(opens, mark) {
                    Some(closes) => return Some(self.action(opens, closes, mark)),
                    None => self.unclosed[mark] = true,
                }
            }
            from = opens + 1;
        }
        None
    }

    fn close(&self, opens: usize, mark: usize) -> Option<usize> {
        let (open, close) = MARKS[mark];
        let inner = opens + open.len();
        let rest = &self.text[inner..];
        if mark > 0 {
            return Some(
                inner + memchr::memmem::find(rest.as_bytes(), close.as_bytes())? + close.len(),
            );
        }
        if rest.trim_start_matches('-').trim_start().starts_with("/*") {
            let end = memchr::memmem::find(rest.as_bytes(), b"*/")? + 2;
            let close = memchr::memmem::find(&rest.as_bytes()[end..], b"}}")?;
            return Some(inner + end + close + 2);
        }
        expression_end(rest).map(|end| inner + end)
    }

    fn action(&self, opens: usize, closes: usize, mark: usize) -> Action {
        let inner = self.text[opens + 2..closes - 2].trim_start_matches(['-', '~', '+']);
        let controls = match mark {
            0 => is_control(inner.trim_start()),
            3 => !inner.starts_with('='),
            _ => true,
        };
        let effect = if controls { Effect::Controls } else { Effect::Puts };
        Action { span: Span::new(opens, closes), effect }
    }
}

/// Where `}}` ends what is not within quotes.
fn expression_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    loop {
        let next = at + bytes.get(at..)?.iter().position(|it| matches!(it, b'}' | b'"' | b'`'))?;
        at = match bytes[next] {
            b'}' if bytes.get(next + 1) == Some(&b'}') => return Some(next + 2),
            b'"' => string_end(rest, next + 1).unwrap_or(next + 1),
            b'`' => memchr::memchr(b'`', &bytes[next + 1..]).map_or(next + 1, |it| next + it + 2),
            _ => next + 1,
        };
    }
}

/// The end of a text in double quotes, which no line end can be in.
fn string_end(rest: &str, start: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, it) in rest.as_bytes()[start..].iter().enumerate() {
        match it {
            b'\n' => return None,
            b'"' if !escaped => return Some(start + at + 1),
            _ => escaped = *it == b'\\' && !escaped,
        }
    }
    None
}

fn is_control(inner: &str) -> bool {
    let word = inner.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or("");
    let assigns = inner.starts_with('$')
        && inner.split_once('=').is_some_and(|(name, _)| {
            name.trim_end_matches(':')
                .chars()
                .all(|it| matches!(it, '$' | '_' | ' ' | ',') || it.is_alphanumeric())
        });
    // Handlebars and mustache open a section by `#` and close it by `/`.
    CONTROL.contains(&word)
        || assigns
        || inner.is_empty()
        || inner.starts_with(['/', '#', '!', '^'])
}
