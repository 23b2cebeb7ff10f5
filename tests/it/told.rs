//! What the guides' workloads are told, compared with tables that were written by hand
//! from the guides alone: `testdata/effective`.
//!
//! `TIDEWAITER_GUIDES` names the guides' folder; without it this test has nothing to read.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// A workload's settings, a line for each, by its name and its place where two share it.
type Told = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_guides_workloads_are_told_what_a_reader_finds() {
    let Some(folder) = env::var_os("TIDEWAITER_GUIDES").map(PathBuf::from) else { return };
    let mut differences = Vec::new();
    for entry in fs::read_dir("testdata/effective").unwrap() {
        let path = entry.unwrap().path();
        let guide = folder.join(path.with_extension("md").file_name().unwrap());
        let programs = inspected(&guide);
        for (name, by_hand) in written(&fs::read_to_string(&path).unwrap()) {
            let mut shown = find(&programs, &name).map(lines).unwrap_or_default();
            // A reader notes where a program runs only where he is sure of it.
            let is_sure = by_hand.iter().any(|it| it.starts_with("context"));
            shown.retain(|it| is_sure || !it.starts_with("context"));
            let which = |kind: &str, it: &String| format!("{kind} {guide:?} [{name}] {it}");
            differences.extend(by_hand.difference(&shown).map(|it| which("missing", it)));
            differences.extend(shown.difference(&by_hand).map(|it| which("more", it)));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The tables as written by hand.
fn written(text: &str) -> Told {
    let mut told = Told::new();
    let mut name = String::new();
    for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        if let Some(rest) = line.strip_prefix('[') {
            let (title, rest) = rest.split_once(']').unwrap();
            let (words, number): (Vec<_>, Vec<_>) =
                rest.split_whitespace().partition(|it| it.parse::<u32>().is_err());
            name = [&[title], &number[..]].concat().join(" @");
            let context = words.into_iter().map(|it| format!("context {it}"));
            told.insert(name.clone(), context.collect());
            continue;
        }
        told.get_mut(&name).unwrap().insert(line.to_owned());
    }
    told
}

fn inspected(guide: &Path) -> Vec<Value> {
    let copy = tempfile::tempdir().unwrap();
    fs::copy(guide, copy.path().join(guide.file_name().unwrap())).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command.args(["inspect", "--effective", "--format", "json"]).current_dir(copy.path());
    let output = command.env_clear().output().unwrap();
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    log["programs"].as_array().unwrap().clone()
}

/// By name, by name and line of two, and by line alone what has no name.
fn find<'a>(programs: &'a [Value], name: &str) -> Option<&'a Value> {
    let (title, line) = name.split_once(" @").map_or((name, None), |it| (it.0, Some(it.1)));
    let (title, line) = match title.strip_prefix("settings ") {
        Some(line) => (None, Some(line)),
        None => (Some(title), line),
    };
    let line: Option<u64> = line.map(|it| it.parse().unwrap());
    let is_at = |it: &Value| line.is_none_or(|line| it["line"].as_u64() == Some(line));
    programs.iter().find(|it| it["name"].as_str() == title && is_at(it))
}

fn lines(program: &Value) -> BTreeSet<String> {
    let settings = program["settings"].as_array().unwrap().iter().map(|it| {
        let text = |key: &str| it[key].as_str().unwrap();
        let origins = it["origins"].as_array().unwrap().iter().map(|it| match &it["by"] {
            Value::Null => it["line"].to_string(),
            by => format!("{} by {}", it["line"], by["line"]),
        });
        let origins: Vec<_> = origins.collect();
        let (name, value) = (text("name"), text("value"));
        format!("{name} = {value} | {} | {}", text("certainty"), origins.join(" < "))
    });
    let missing = program["missing"].as_array().unwrap().iter();
    let missing =
        missing.map(|it| format!("missing {} | {}", it["layer"].as_str().unwrap(), it["line"]));
    let context = program["context"].as_str().unwrap();
    let context = (!matches!(context, "unstated")).then(|| format!("context {context}"));
    settings.chain(missing).chain(context).collect()
}
