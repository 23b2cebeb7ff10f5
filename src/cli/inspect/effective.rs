//! What each program will be told, and by which file: a table, or JSON for programs.

use std::collections::BTreeSet;

use anyhow::bail;
use serde::Serialize;

use super::{
    Shown,
    documents::{at, short},
    printable,
    programs::value,
};
use crate::{
    cli::args::ListFormat,
    facts::{Certainty, Value},
    program::{Effective, Linked, Origin, Program},
    text::Location,
};

/// Raised when a key goes or changes its meaning; new keys may come at any time.
const VERSION: u32 = 1;

/// What settings are called that no container of the tree receives.
const UNREAD: &str = "settings that no program of the tree reads";

#[derive(Serialize)]
struct Log<'a> {
    version: u32,
    programs: Vec<ProgramEntry<'a>>,
}

#[derive(Serialize)]
struct ProgramEntry<'a> {
    /// None for settings whose reader is not in the tree.
    name: Option<&'a str>,
    #[serde(flatten)]
    at: Place<'a>,
    context: &'static str,
    settings: Vec<SettingEntry<'a>>,
    missing: Vec<LayerEntry<'a>>,
}

#[derive(Serialize)]
struct SettingEntry<'a> {
    name: &'a str,
    value: String,
    certainty: &'static str,
    layer: Option<&'a str>,
    /// The winning one first.
    origins: Vec<OriginEntry<'a>>,
}

#[derive(Serialize)]
struct OriginEntry<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    by: Option<Place<'a>>,
}

/// A layer that is not in the tree, where it is named.
#[derive(Serialize)]
struct LayerEntry<'a> {
    layer: &'a str,
    #[serde(flatten)]
    at: Place<'a>,
}

/// Lines and columns count from one.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
}

pub fn show(
    linked: &Linked,
    wanted: Option<&str>,
    format: ListFormat,
    shown: &Shown<'_>,
) -> anyhow::Result<String> {
    let programs = linked.subjects().iter().map(|it| linked.program(*it));
    let is_told = |it: &Program| !settings(it).is_empty() && !linked.is_delivered(it.subject);
    let mut programs: Vec<_> = programs.filter(is_told).collect();
    // What is shown of a program need not be shown of its file alone.
    let named = programs.iter().filter(|it| it.name.is_some());
    let origins = named.flat_map(settings).flat_map(|it| &it.origins).map(|it| it.value);
    let shown_before: BTreeSet<_> = origins.collect();
    let is_new = |it: &&Effective| !shown_before.contains(&it.setting.value.at);
    programs.retain(|it| it.name.is_some() || settings(it).iter().any(is_new));
    let is_wanted = |it: &&Program| match (wanted, &it.name) {
        (None, _) => true,
        (Some(wanted), Some(name)) => name.to_lowercase().contains(&wanted.to_lowercase()),
        (Some(_), None) => false,
    };
    let chosen: Vec<_> = programs.iter().filter(is_wanted).collect();
    if let (Some(wanted), true) = (wanted, chosen.is_empty()) {
        let mut names: Vec<_> = programs.iter().filter_map(|it| it.name.as_deref()).collect();
        names.dedup();
        bail!("no program is called `{wanted}`; there are: {}", names.join(", "));
    }
    match format {
        ListFormat::Text => Ok(chosen.into_iter().map(|it| table(it, shown)).collect()),
        ListFormat::Json => {
            let programs = chosen.into_iter().map(|it| entry(it, shown)).collect();
            Ok(serde_json::to_string_pretty(&Log { version: VERSION, programs })? + "\n")
        }
    }
}

/// All that is known or supposed of what a program is told.
fn settings(program: &Program) -> Vec<&Effective> {
    let presumed = program.presumed.iter().map(|it| &it.effective);
    let told = program.flags.iter().chain(&program.settings);
    told.chain(presumed).collect()
}

fn table(program: &Program, shown: &Shown<'_>) -> String {
    let name = printable(program.name.as_deref().unwrap_or(UNREAD));
    let context = program.context.name();
    let mut out = format!("{name}  {}  (context: {context})\n", at(program.at, shown));
    let title = ["setting", "value", "certainty", "origin"].map(str::to_owned);
    let mut rows = vec![title];
    for it in settings(program) {
        let (word, layer) = certainty(&it.setting.value);
        let sure = layer.map_or_else(|| word.to_owned(), |it| format!("{word}: {it}"));
        let mut origins = it.origins.iter().map(|it| origin(it, shown));
        let first = origins.next().unwrap_or_default();
        let name = printable(&it.setting.delivered.it);
        rows.push([name, short(&value(&it.setting.value, shown)), printable(&sure), first]);
        let beaten = origins.map(|it| format!("beaten: {it}"));
        rows.extend(beaten.map(|it| [String::new(), String::new(), String::new(), it]));
    }
    let width = |column: usize| rows.iter().map(|it| it[column].chars().count()).max();
    let widths = [0, 1, 2].map(|column| width(column).unwrap_or(0));
    for [name, value, sure, origin] in &rows {
        let [one, two, three] = widths;
        out += &format!("  {name:one$}  {value:two$}  {sure:three$}  {origin}\n");
    }
    for it in &program.missing {
        out +=
            &format!("  not in the tree: {}, named at {}\n", printable(&it.it), line(it.at, shown));
    }
    out + "\n"
}

/// `path:line`, and the reference that delivers it.
fn origin(origin: &Origin, shown: &Shown<'_>) -> String {
    let by = origin.by.map_or_else(String::new, |by| format!(" by {}", line(by, shown)));
    format!("{}{by}", line(origin.value, shown))
}

fn line(at: Location, shown: &Shown<'_>) -> String {
    let (start, _) = shown.sources.region(at);
    format!("{}:{}", printable(shown.sources.path(at.file)), start.line)
}

/// How sure a value is, and what makes it so.
fn certainty(value: &Value) -> (&'static str, Option<&str>) {
    match &value.certainty {
        Certainty::Supposed(what) => ("assumed", Some(what)),
        Certainty::Assumed(layer) => ("assumed", Some(layer)),
        Certainty::Unknown(layer) => ("unknown", Some(layer)),
        // What nobody knows is no layer, but a variable or a template.
        Certainty::Known if value.is_partly_unknown() => ("unknown", None),
        Certainty::Known => ("known", None),
    }
}

fn entry<'a>(program: &'a Program, shown: &Shown<'a>) -> ProgramEntry<'a> {
    let setting = |it: &'a Effective| {
        let (word, layer) = certainty(&it.setting.value);
        let origin = |it: &Origin| OriginEntry {
            at: place(it.value, shown),
            by: it.by.map(|by| place(by, shown)),
        };
        SettingEntry {
            name: &it.setting.delivered.it,
            value: value(&it.setting.value, shown),
            certainty: word,
            layer,
            origins: it.origins.iter().map(origin).collect(),
        }
    };
    let missing = program.missing.iter();
    ProgramEntry {
        name: program.name.as_deref(),
        at: place(program.at, shown),
        context: program.context.name(),
        settings: settings(program).into_iter().map(setting).collect(),
        missing: missing.map(|it| LayerEntry { layer: &it.it, at: place(it.at, shown) }).collect(),
    }
}

fn place<'a>(at: Location, shown: &Shown<'a>) -> Place<'a> {
    let (start, _) = shown.sources.region(at);
    Place { path: shown.sources.path(at.file), line: start.line, column: start.column }
}
