//! redis.conf and those of its kin: names, each with a list of its arguments.

use super::{Reader, bare_width};
use crate::{
    syntax::{
        Parsed,
        quotes::{self, Escapes},
    },
    text::{Span, Text},
    tree::Style,
};

/// A directive may stand several times, and is there as often as it is written.
pub(in crate::syntax) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.tree.repeats();
    reader.tree.open_map(Span::default());
    reader.each(&["#"], Reader::directive);
    reader.finish()
}

impl Reader<'_> {
    fn directive(&mut self, line: Span) {
        let name = self.text.slice(line).split(char::is_whitespace).next().unwrap_or("");
        let end = line.start as usize + name.len();
        // Names are the same in capitals.
        self.tree.scalar(Span::new(line.start as usize, end), &name.to_lowercase(), Style::Plain);
        let mut rest = self.skip_blanks(end, line);
        let start = if rest.is_empty() { end as u32 } else { rest.start };
        self.tree.open_list(Span { start, end: start });
        while !rest.is_empty() && !self.is_comment(rest) {
            let width = self.argument(rest);
            rest = self.skip_blanks(rest.start as usize + width, line);
        }
        self.tree.close(None);
        if !rest.is_empty() {
            self.comments.push(rest);
        }
    }

    fn skip_blanks(&self, from: usize, line: Span) -> Span {
        let rest = &self.text.as_str()[from..line.end as usize];
        Span::new(line.end as usize - rest.trim_start().len(), line.end as usize)
    }

    /// Redis itself knows none after arguments, but guides write them. `#` and letters
    /// without a blank is the hash of a user's password.
    fn is_comment(&self, rest: Span) -> bool {
        let after = self.text.slice(rest).strip_prefix('#');
        after.is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t', '#']))
    }

    /// Reads the argument that the rest of a line starts with; says how wide it is.
    fn argument(&mut self, rest: Span) -> usize {
        let written = self.text.slice(rest);
        let start = rest.start as usize;
        if written.starts_with(['"', '\'']) {
            if let Some(end) = quotes::closing(written, Escapes::Backslash) {
                let says = if written.starts_with('"') { stands_for } else { stands_for_quote };
                let content = quotes::unescape(&written[1..end], says);
                self.tree.scalar(Span::new(start, start + end + 1), &content, Style::Quoted);
                return end + 1;
            }
            self.notice(rest, "not understood: a quote that is not closed");
        }
        let width = bare_width(written, char::is_whitespace);
        self.tree.scalar(Span::new(start, start + width), &written[..width], Style::Plain);
        width
    }
}

fn stands_for(escaped: char) -> Option<&'static str> {
    Some(match escaped {
        '"' => "\"",
        '\\' => "\\",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        _ => return None,
    })
}

fn stands_for_quote(escaped: char) -> Option<&'static str> {
    (escaped == '\'').then_some("'")
}
