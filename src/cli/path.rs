//! `check --explain-path`: whether a file would be checked, and why.

use std::{fs, path::Path};

use anyhow::Context;

use super::{args::Inputs, inputs, print, settings::Settings};
use crate::{
    engine::{Verdict, explain as verdict, shown_path},
    facts,
    report::{no_commands, printable},
    syntax::{self, Input},
    text::{FileId, Text, decode},
};

pub fn explain(path: &Path, inputs: &Inputs, settings: &Settings) -> anyhow::Result<u8> {
    let here = std::env::current_dir().context("the working folder cannot be read")?;
    let here = fs::canonicalize(&here).unwrap_or(here);
    // The file itself may be a link, and then that is what is to be said.
    let parent = here.join(path.parent().unwrap_or(Path::new("")));
    let parent = fs::canonicalize(&parent).unwrap_or(parent);
    let whole = path.file_name().map_or_else(|| parent.clone(), |name| parent.join(name));
    let options = inputs::walk_options(inputs, settings, None);
    let said = match verdict(&whole, &options) {
        Verdict::Read => read(&whole, &shown_path(&whole, &settings.root)),
        Verdict::Excluded(glob) => {
            format!("not checked: `{glob}` of the configuration excludes it")
        }
        Verdict::Ignored { line, file } => format!("not checked: `{line}` of {file} leaves it out"),
        Verdict::Git => "not checked: it is git's own".to_owned(),
        Verdict::Link(to) => format!("not checked: it is a link to {}", to.display()),
        Verdict::Missing => "not checked: there is no such file".to_owned(),
    };
    let shown = printable(&shown_path(&whole, &settings.root));
    print(no_commands(&format!("{shown}: {}\n", printable(&said))).as_bytes())?;
    Ok(0)
}

fn read(path: &Path, name: &str) -> String {
    if path.is_dir() {
        return "checked: what is in this folder".to_owned();
    }
    if !path.is_file() {
        return "not checked: it is no file".to_owned();
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return format!("not checked: {error}"),
    };
    let Some((content, _)) = decode(bytes) else {
        return "not checked: it is no text".to_owned();
    };
    let input = Input::file(name, Text::of_file(FileId(0), content));
    let format = format!("{:?}", syntax::format(&input)).to_lowercase();
    let (documents, _) = syntax::parse(&input);
    let kinds = documents.iter().flat_map(facts::classify).map(|it| format!("{:?}", it.0));
    let mut kinds: Vec<_> = kinds.collect();
    kinds.dedup();
    match kinds.is_empty() {
        true => format!("checked as {format}"),
        false => format!("checked as {format}: {}", kinds.join(", ")),
    }
}
