//! The conditions under which the templates of a chart say something.
//!
//! What a condition of the same name switches on is the choice of whoever installs the
//! chart; what any other condition encloses may not be there. Refuses to render.

use crate::{
    rule::Finding,
    text::{FileId, Location, Span},
};

/// What stands under conditions in one file, in the order of its text.
#[derive(Debug, Default)]
pub(super) struct Guards {
    lines: Vec<Guarded>,
}

/// A line, and whether a condition above it speaks of the same.
#[derive(Debug)]
struct Guarded {
    at: Location,
    is_chosen: bool,
}

/// A block that is open: the words of its condition, and whether it is one.
struct Block {
    condition: Option<Vec<Vec<String>>>,
}

/// How sure it is that a manifest holds what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Always,
    Perhaps,
    Chosen,
}

impl Guards {
    /// Looks at a template of a chart; of another file nothing is guarded.
    pub(super) fn of(file: FileId, path: &str, text: &str) -> Self {
        let mut guards = Self::default();
        let is_template = path.starts_with("templates/") || path.contains("/templates/");
        if !is_template || !path.ends_with(".yaml") && !path.ends_with(".yml") {
            return guards;
        }
        let (mut blocks, mut start, mut before) = (Vec::new(), 0, Vec::new());
        // What encloses whole manifests says nothing of what is in them.
        let mut has_begun = false;
        for line in text.split_inclusive('\n') {
            let own = names(line);
            if has_begun {
                let span = Span::new(start, start + line.len());
                guards.note(Location { file, span }, &blocks, &own, &before);
            }
            has_begun |= line.starts_with(|it: char| it.is_ascii_alphabetic());
            has_begun &= !line.starts_with("---");
            for action in actions(line) {
                step(action, &mut blocks, has_begun);
            }
            start += line.len();
            // A variable is named on one line, and has its value on the next.
            before = if own.iter().any(|it| it == "name") { own } else { Vec::new() };
        }
        guards
    }

    fn note(&mut self, at: Location, blocks: &[Block], own: &[String], before: &[String]) {
        let mut conditions = blocks.iter().filter_map(|it| it.condition.as_ref()).peekable();
        if conditions.peek().is_none() {
            return;
        }
        let mut names = conditions.flatten();
        // What is found at the name of a container is what it lacks, which nobody chose.
        let is_name = own.iter().any(|it| it == "name");
        let is_chosen =
            !is_name && names.any(|name| speaks_of(name, own) || speaks_of(name, before));
        self.lines.push(Guarded { at, is_chosen });
    }

    pub(super) fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    pub(super) fn standing(&self, finding: &Finding) -> Standing {
        let at = finding.at;
        let key = (at.file, at.span.start);
        let next = self.lines.partition_point(|it| (it.at.file, it.at.span.start) <= key);
        let line = next.checked_sub(1).map(|at| &self.lines[at]);
        match line.filter(|it| it.at.file == at.file && at.span.start < it.at.span.end) {
            Some(line) if line.is_chosen => Standing::Chosen,
            Some(_) => Standing::Perhaps,
            None => Standing::Always,
        }
    }
}

/// What the actions of a line say, without their marks.
fn actions(line: &str) -> impl Iterator<Item = &str> {
    let inner = line.split("{{").skip(1).filter_map(|it| it.split("}}").next());
    inner.map(|it| it.trim_matches(['-', ' ']))
}

/// Opens and closes blocks; a condition counts from where its manifest has begun.
fn step(action: &str, blocks: &mut Vec<Block>, has_begun: bool) {
    let (word, rest) = action.split_once(' ').unwrap_or((action, ""));
    match word {
        "if" | "with" | "range" | "define" | "block" => {
            let is_condition = has_begun && matches!(word, "if" | "with");
            blocks.push(Block { condition: is_condition.then(|| switches(rest)) });
        }
        "else" => {
            // What is there otherwise is nobody's choice.
            let block = blocks.last_mut().filter(|it| it.condition.is_some());
            let condition = rest.strip_prefix("if ").map_or_else(Vec::new, switches);
            block.into_iter().for_each(|it| it.condition = Some(condition.clone()));
        }
        "end" => {
            blocks.pop();
        }
        _ => {}
    }
}

/// The last words of each value that a condition asks for.
fn switches(condition: &str) -> Vec<Vec<String>> {
    let paths = condition.split([' ', '(', ')']).filter(|it| it.contains(".Values."));
    let last = |path: &str| {
        let parts = path.split('.').rev();
        let mut parts = parts.filter(|it| !matches!(*it, "enabled" | "enable" | "create"));
        names(parts.next().unwrap_or(""))
    };
    paths.map(last).filter(|it| !it.is_empty()).collect()
}

/// The words of a text, in lower case: `hostNetwork` has two.
fn names(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for it in text.chars() {
        let starts = !it.is_alphanumeric() || it.is_uppercase() && was_lower;
        if starts && words.last().is_some_and(|it| !it.is_empty()) {
            words.push(String::new());
        }
        was_lower = it.is_lowercase() || it.is_ascii_digit();
        if let Some(last) = words.last_mut().filter(|_| it.is_alphanumeric()) {
            last.extend(it.to_lowercase());
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// Whether a line has all words of a name, each perhaps in another form.
fn speaks_of(name: &[String], line: &[String]) -> bool {
    let is_form = |a: &str, b: &str| a == b || a.len().min(b.len()) > 3 && a.starts_with(b);
    name.iter().all(|word| line.iter().any(|it| is_form(it, word) || is_form(word, it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standings(text: &str) -> Vec<(String, bool)> {
        let guards = Guards::of(FileId(0), "chart/templates/web.yaml", text);
        let line = |it: &Guarded| text[it.at.span.range()].trim().to_owned();
        let lines = guards.lines.iter().map(|it| (line(it), it.is_chosen));
        lines.filter(|it| !it.0.starts_with("{{")).collect()
    }

    #[test]
    fn a_condition_holds_for_its_lines() {
        let text = "{{- if .Values.web.enabled }}\nkind: Pod\nspec:\n\
                    {{- if .Values.pod.hostNetworking }}\n  hostNetwork: true\n  dns: a\n\
                    {{- else }}\n  other: true\n{{- end }}\n  after: true\n{{- end }}\n";
        let expected = [("hostNetwork: true", true), ("dns: a", false), ("other: true", false)];
        assert_eq!(standings(text), expected.map(|(line, is)| (line.to_owned(), is)));
    }

    #[test]
    fn what_encloses_manifests_is_none() {
        let text = "{{- if .Values.privileged }}\nkind: Pod\nprivileged: true\n{{- end }}\n---\n\
                    {{- if .Values.other }}\nkind: Pod\nprivileged: true\n{{- end }}\n";
        assert_eq!(standings(text), []);
    }

    #[test]
    fn flags_and_variables_are_words_too() {
        let name = |it| names(it);
        assert!(speaks_of(&name("insecureSkipVerify"), &name("--tls.insecure-skip-tls-verify")));
        assert!(speaks_of(&name("skipTlsVerification"), &name("EXPORTER_SKIP_TLS_VERIFICATION")));
        assert!(!speaks_of(&name("sysctlInitContainer"), &name("privileged: true")));
    }
}
