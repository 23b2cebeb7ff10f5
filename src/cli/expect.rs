//! `tidewaiter test --update`: what rules find in their examples, written into their files.

use std::{fs, path::PathBuf};

use anyhow::Context;

use super::terminal::say;
use crate::{
    fixture,
    policy::Policy,
    rule::{Example, Rule},
};

/// Writes into the files of rules what they find in the examples that must fail; returns how
/// many files are others than before. What must pass is left for its author to judge.
pub fn write(rules: &[(&Policy, PathBuf)]) -> anyhow::Result<usize> {
    let mut written = 0;
    for (rule, path) in rules {
        let meta = rule.meta();
        let blocks: Vec<_> = meta.examples.iter().map(|it| (it, expected(rule, it))).collect();
        if blocks.iter().all(|(old, new)| old.parts().1 == new) {
            continue;
        }
        let shown = path.display();
        let yaml = fs::read_to_string(path).with_context(|| format!("`{shown}` cannot be read"))?;
        let Some(changed) = replaced(&yaml, &blocks) else {
            say(format_args!("{shown} stays: each example is to be a block, as `- fails: |`"));
            continue;
        };
        fs::write(path, changed).with_context(|| format!("`{shown}` cannot be written"))?;
        say(format_args!("wrote {shown}"));
        written += 1;
    }
    Ok(written)
}

/// An example with the expectations that hold.
fn expected(rule: &Policy, example: &Example) -> String {
    let (_, text) = example.parts();
    let new = fixture::updated(rule, text);
    // An example that must fail, and in which nothing is found, is not put right by expecting
    // nothing.
    let is_sound =
        fixture::parse(&new).expected.is_empty() == matches!(example, Example::Passes(_));
    if is_sound { new } else { text.to_owned() }
}

/// A rule's file with other examples; none if they stand in it in another form than as blocks.
fn replaced(yaml: &str, examples: &[(&Example, String)]) -> Option<String> {
    let mut out = String::new();
    let mut rest = examples.iter();
    let mut rows = yaml.lines().peekable();
    let mut is_within = false;
    while let Some(row) = rows.next() {
        out += &format!("{row}\n");
        is_within = match row.starts_with([' ', '-', '#']) || row.is_empty() {
            true => is_within,
            false => row.trim_end() == "examples:",
        };
        let Some(dash) = row.find("- ").filter(|it| is_within && row[..*it].trim().is_empty())
        else {
            continue;
        };
        if !row.trim_end().ends_with(": |") {
            return None;
        }
        let is_deeper = |it: &&str| it.trim().is_empty() || it.len() - it.trim_start().len() > dash;
        let mut block = Vec::new();
        while let Some(line) = rows.next_if(is_deeper) {
            block.push(line);
        }
        let first = block.iter().find(|it| !it.trim().is_empty())?;
        let indent = first.len() - first.trim_start().len();
        let bare = block.iter().map(|it| format!("{}\n", it.get(indent..).unwrap_or_default()));
        let (old, new) = rest.next()?;
        // Blank lines at the end belong to nobody.
        let bare: String = bare.collect();
        if bare.trim_end() != old.parts().1.trim_end() {
            return None;
        }
        let lines = new.lines().map(|it| match it.is_empty() {
            true => "\n".to_owned(),
            false => format!("{}{it}\n", " ".repeat(indent)),
        });
        out.extend(lines);
        let blank = block.iter().rev().take_while(|it| it.trim().is_empty()).count();
        out += &"\n".repeat(blank);
    }
    rest.next().is_none().then_some(out)
}
