//! From the paths on the command line to the files of a run.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{args::Inputs, settings::Settings};
use crate::{
    engine::{Bytes, Coverage, FileEntry, Files, Ignores, Named, WalkOptions, shown_path, walk},
    syntax::STANDARD_INPUT,
};

/// The files, and whether they are all that there are.
pub fn files(
    inputs: &Inputs,
    settings: &Settings,
    threads: Option<u16>,
) -> anyhow::Result<(Files, Coverage)> {
    let max_size = inputs.max_size.or(settings.config.max_size.as_ref().map(|it| it.it));
    let sized = |files: Files| match max_size {
        Some(bytes) => files.with_max_size(bytes),
        None => files,
    };
    if inputs.paths.iter().any(|it| it == Path::new("-")) {
        if inputs.paths.len() > 1 {
            bail!("`-` cannot be combined with other paths");
        }
        return Ok((sized(standard_input(inputs, settings)?), Coverage::Part));
    }
    if inputs.stdin_filename.is_some() {
        bail!("`--stdin-filename` is of use with `-` alone");
    }
    let options = walk_options(inputs, settings, threads);
    let is_root = |it: &PathBuf| fs::canonicalize(it).is_ok_and(|it| it == settings.root);
    let whole = inputs.paths.iter().any(is_root);
    let coverage = if whole { Coverage::Whole } else { Coverage::Part };
    Ok((sized(walk(&inputs.paths, &options)), coverage))
}

pub fn walk_options(inputs: &Inputs, settings: &Settings, threads: Option<u16>) -> WalkOptions {
    WalkOptions {
        root: settings.root.clone(),
        ignores: if inputs.no_ignore { Ignores::Disregard } else { Ignores::Heed },
        exclude: settings.config.exclude.iter().map(|it| it.it.clone()).collect(),
        named: if inputs.force_exclude { Named::MayBeExcluded } else { Named::Read },
        threads: threads.map(usize::from),
    }
}

fn standard_input(inputs: &Inputs, settings: &Settings) -> anyhow::Result<Files> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("standard input cannot be read")?;
    let name = inputs.stdin_filename.as_deref().unwrap_or(STANDARD_INPUT);
    let path = match std::env::current_dir() {
        Ok(here) if inputs.stdin_filename.is_some() => {
            let here = fs::canonicalize(&here).unwrap_or(here);
            shown_path(&here.join(name), &settings.root)
        }
        _ => name.to_owned(),
    };
    Ok(Files::new(vec![FileEntry { path, bytes: Bytes::Memory(bytes) }]))
}
