//! What each instruction is given.
//!
//! Knows the shapes of arguments, and refuses to know what they are good for.

use std::ops::Range;

use super::{
    heredoc::{self, Heredoc},
    json,
    statement::{Statement, Statements},
    words,
    writer::Writer,
};
use crate::{text::Span, tree::Style};

/// All but `ONBUILD`, which holds one of them.
const INSTRUCTIONS: &[&str] = &[
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

/// An instruction taken apart.
struct Instruction<'a> {
    line: &'a Statement<'a>,
    name: String,
    keyword: Range<usize>,
    args: Range<usize>,
    heredocs: Vec<Heredoc>,
}

/// Writes the map of one statement, and reads the heredocs that belong to it.
pub(super) fn write(writer: &mut Writer<'_>, lines: &mut Statements<'_>, line: &Statement<'_>) {
    let (outer, args) = words::split(&line.text, line.whole());
    let is_trigger = line.text[outer.clone()].eq_ignore_ascii_case("onbuild") && !args.is_empty();
    let (keyword, args) = match is_trigger {
        true => words::split(&line.text, args),
        false => (outer.clone(), args),
    };
    let name = line.text[keyword.clone()].to_ascii_lowercase();
    let heredocs = heredocs(writer, lines, line, &name, args.clone());
    let it = Instruction { line, name, keyword, args, heredocs };
    let start = line.span(outer.clone()).start;
    writer.tree.open_map(Span { start, end: it.end() });
    if is_trigger {
        writer.keyword(line, outer);
        let start = line.span(it.keyword.clone()).start;
        writer.tree.open_map(Span { start, end: it.end() });
        it.write(writer);
        writer.tree.close(None);
    } else {
        it.write(writer);
    }
    writer.tree.close(None);
}

fn heredocs(
    writer: &mut Writer<'_>,
    lines: &mut Statements<'_>,
    line: &Statement<'_>,
    name: &str,
    args: Range<usize>,
) -> Vec<Heredoc> {
    let is_exec = || json::list(&line.text, args.clone()).is_some();
    if !matches!(name, "run" | "copy" | "add") || is_exec() {
        return Vec::new();
    }
    let heredocs = heredoc::read(lines, line, args);
    for open in heredocs.iter().filter(|it| !it.body.is_closed) {
        let what = "not understood: a heredoc that is not closed; it was read to the end";
        writer.notice(line.span(open.word.clone()), what);
    }
    heredocs
}

impl Instruction<'_> {
    /// Where it ends, its heredocs included.
    fn end(&self) -> u32 {
        let line = self.line.span(self.line.whole()).end;
        self.heredocs.last().map_or(line, |it| line.max(it.body.end as u32))
    }

    fn span(&self) -> Span {
        Span { start: self.line.span(self.args.clone()).start, end: self.end() }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.keyword(self.line, self.keyword.clone());
        if INSTRUCTIONS.binary_search(&self.name.as_str()).is_err() {
            return self.unknown(writer);
        }
        writer.is_lost = false;
        if self.args.is_empty() {
            return self.nothing(writer);
        }
        match self.name.as_str() {
            "from" => self.from(writer),
            "run" | "cmd" | "entrypoint" | "shell" => self.command(writer),
            "copy" | "add" => self.copy(writer),
            "env" | "label" => self.pairs(writer),
            "arg" => self.names(writer),
            "expose" => self.list(writer, self.args.clone()),
            "volume" => self.volume(writer),
            "user" | "workdir" | "stopsignal" => writer.word(self.line, self.args.clone()),
            "maintainer" => writer.verbatim(self.line, self.args.clone()),
            _ => self.healthcheck(writer),
        }
    }

    fn nothing(&self, writer: &mut Writer<'_>) {
        let what = format!("not understood: `{}` without arguments", self.name);
        writer.notice(self.line.span(self.keyword.clone()), &what);
        writer.verbatim(self.line, self.keyword.end..self.keyword.end);
    }

    /// A line that is no instruction's. One notice stands for all up to the next that is,
    /// and in a template that for the template.
    fn unknown(&self, writer: &mut Writer<'_>) {
        if ["{{", "{%"].iter().any(|it| self.line.text.contains(it)) {
            writer.template(self.line.span(self.keyword.clone()));
        } else if !writer.is_template && !std::mem::replace(&mut writer.is_lost, true) {
            let what = "not understood: lines from here on that begin with no instruction";
            writer.notice(self.line.span(self.keyword.clone()), what);
        }
        writer.verbatim(self.line, self.args.clone());
    }

    fn from(&self, writer: &mut Writer<'_>) {
        let (flags, rest) = words::flags(&self.line.text, self.args.clone(), writer.escape);
        writer.tree.open_map(self.span());
        flags.into_iter().for_each(|flag| self.flag(writer, flag));
        let words = words::template_words(&self.line.text, rest);
        if words.iter().any(|it| self.said(it).contains("{{")) {
            writer.template(self.line.span(self.args.clone()));
        }
        if let Some(image) = words.first() {
            self.label(writer, "image", image.start);
            writer.verbatim(self.line, image.clone());
        }
        let is_named = words.get(1).is_some_and(|it| self.said(it).eq_ignore_ascii_case("as"));
        if is_named && words.len() == 3 {
            writer.keyword(self.line, words[1].clone());
            writer.verbatim(self.line, words[2].clone());
        } else if words.len() != 1 {
            let what = "not understood: `FROM` takes an image, and a name after `AS`";
            writer.notice(self.line.span(self.args.clone()), what);
        }
        writer.tree.close(None);
    }

    fn command(&self, writer: &mut Writer<'_>) {
        writer.tree.open_map(self.span());
        let rest = match self.name.as_str() {
            "run" => self.flags(writer),
            _ => self.args.clone(),
        };
        self.exec_or_shell(writer, rest);
        self.heredocs(writer);
        writer.tree.close(None);
    }

    fn exec_or_shell(&self, writer: &mut Writer<'_>, part: Range<usize>) {
        if let Some(items) = json::list(&self.line.text, part.clone()) {
            self.label(writer, "exec", part.start);
            return writer.strings(self.line, &items, part);
        }
        self.label(writer, "shell", part.start);
        writer.verbatim(self.line, part);
    }

    fn copy(&self, writer: &mut Writer<'_>) {
        writer.tree.open_map(self.span());
        let rest = self.flags(writer);
        match json::list(&self.line.text, rest.clone()) {
            Some(items) => self.copy_strings(writer, &items, rest),
            None => self.copy_words(writer, rest),
        }
        self.heredocs(writer);
        writer.tree.close(None);
    }

    fn copy_strings(&self, writer: &mut Writer<'_>, items: &[json::Item], list: Range<usize>) {
        self.label(writer, "sources", list.start);
        let Some((target, sources)) = items.split_last() else {
            writer.strings(self.line, &[], list.clone());
            return self.no_target(writer, list);
        };
        let last = sources.last().map_or(list.start, |it| it.written.end);
        writer.strings(self.line, sources, list.start..last);
        self.label(writer, "target", target.written.start);
        writer.string(self.line, target);
    }

    fn copy_words(&self, writer: &mut Writer<'_>, part: Range<usize>) {
        let mut words = words::words(&self.line.text, part.clone());
        let marks = &self.heredocs;
        words.retain(|it| marks.binary_search_by_key(&it.start, |it| it.word.start).is_err());
        self.label(writer, "sources", part.start);
        let target = words.pop();
        let end = words.last().map_or(part.start, |it| it.end);
        writer.tree.open_list(self.line.span(part.start..end));
        if words.is_empty() && self.heredocs.is_empty() {
            self.no_target(writer, part.clone());
        }
        words.into_iter().for_each(|word| writer.word(self.line, word));
        writer.tree.close(None);
        if let Some(target) = target {
            self.label(writer, "target", target.start);
            writer.word(self.line, target);
        }
    }

    fn no_target(&self, writer: &mut Writer<'_>, part: Range<usize>) {
        let what = format!("not understood: `{}` needs a source and a target", self.name);
        writer.notice(self.line.span(part), &what);
    }

    /// `NAME=value` and more such, or one name and the rest of the line.
    fn pairs(&self, writer: &mut Writer<'_>) {
        let words = words::quoted_words(&self.line.text, self.args.clone(), writer.escape);
        writer.tree.open_map(self.span());
        if words.first().is_some_and(|it| self.said(it).contains('=')) {
            words.into_iter().for_each(|word| self.pair(writer, word));
        } else {
            let (name, value) = words::split(&self.line.text, self.args.clone());
            if value.is_empty() {
                writer.notice(self.line.span(name.clone()), "not understood: a name without value");
            }
            let value = if value.is_empty() { name.end..name.end } else { value };
            writer.word(self.line, name);
            writer.word(self.line, value);
        }
        writer.tree.close(None);
    }

    fn pair(&self, writer: &mut Writer<'_>, word: Range<usize>) {
        let Some(equals) = self.said(&word).find('=') else {
            return writer.notice(self.line.span(word), "not read: a word without `=`");
        };
        let equals = word.start + equals;
        writer.word(self.line, word.start..equals);
        writer.word(self.line, equals + 1..word.end);
    }

    /// Names, each with a default value or without.
    fn names(&self, writer: &mut Writer<'_>) {
        writer.tree.open_map(self.span());
        for word in words::quoted_words(&self.line.text, self.args.clone(), writer.escape) {
            if self.said(&word).contains('=') {
                self.pair(writer, word);
                continue;
            }
            writer.word(self.line, word.clone());
            writer.verbatim(self.line, word.end..word.end);
        }
        writer.tree.close(None);
    }

    fn volume(&self, writer: &mut Writer<'_>) {
        match json::list(&self.line.text, self.args.clone()) {
            Some(items) => writer.strings(self.line, &items, self.args.clone()),
            None => self.list(writer, self.args.clone()),
        }
    }

    fn list(&self, writer: &mut Writer<'_>, part: Range<usize>) {
        writer.tree.open_list(self.line.span(part.clone()));
        for word in words::words(&self.line.text, part) {
            writer.verbatim(self.line, word);
        }
        writer.tree.close(None);
    }

    fn healthcheck(&self, writer: &mut Writer<'_>) {
        writer.tree.open_map(self.span());
        let rest = self.flags(writer);
        let (kind, command) = words::split(&self.line.text, rest);
        match self.said(&kind).to_ascii_lowercase().as_str() {
            "none" => {
                writer.keyword(self.line, kind.clone());
                writer.tree.scalar(self.line.span(kind), "true", Style::Plain);
            }
            "cmd" => self.exec_or_shell(writer, command),
            _ => {
                let what = "not understood: `HEALTHCHECK` takes `CMD` or `NONE`";
                writer.notice(self.line.span(self.args.clone()), what);
            }
        }
        writer.tree.close(None);
    }

    /// Writes the flags, and says what follows them.
    fn flags(&self, writer: &mut Writer<'_>) -> Range<usize> {
        let (flags, rest) = words::flags(&self.line.text, self.args.clone(), writer.escape);
        let (Some(first), Some(last)) = (flags.first(), flags.last()) else { return rest };
        let all = first.start..last.end;
        self.label(writer, "flags", all.start);
        writer.tree.open_map(self.line.span(all));
        flags.into_iter().for_each(|flag| self.flag(writer, flag));
        writer.tree.close(None);
        rest
    }

    /// `--name=value`; without a value it is true.
    fn flag(&self, writer: &mut Writer<'_>, flag: Range<usize>) {
        let name = flag.start + 2;
        let Some(equals) = self.said(&flag).find('=').map(|at| flag.start + at) else {
            writer.verbatim(self.line, name..flag.end);
            let span = self.line.span(name..flag.end);
            writer.tree.scalar(span, "true", Style::Plain);
            return;
        };
        writer.verbatim(self.line, name..equals);
        writer.word(self.line, equals + 1..flag.end);
    }

    fn heredocs(&self, writer: &mut Writer<'_>) {
        let Some(first) = self.heredocs.first() else { return };
        let start = self.line.span(first.name.clone()).start;
        self.label(writer, "heredocs", first.name.start);
        writer.tree.open_list(Span { start, end: self.end() });
        for it in &self.heredocs {
            let name = self.line.span(it.name.clone());
            writer.tree.open_map(Span { start: name.start, end: it.body.end as u32 });
            self.label(writer, "name", it.name.start);
            writer.runs(self.line, it.name.clone(), &it.inner, it.style);
            writer.label("text", it.body.span.start);
            writer.tree.joined(it.body.span, &it.body.pieces, Style::Literal);
            writer.tree.close(None);
        }
        writer.tree.close(None);
    }

    fn label(&self, writer: &mut Writer<'_>, name: &str, at: usize) {
        writer.label(name, self.line.span(at..at).start);
    }

    fn said(&self, word: &Range<usize>) -> &str {
        &self.line.text[word.clone()]
    }
}
