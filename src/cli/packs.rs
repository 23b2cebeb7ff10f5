//! The packs of a run: those that ship, and those of the configuration.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};

use super::{args::Inputs, settings};
use crate::{
    config::PackEntry,
    engine::Trust,
    policy::{self, Held, Pack},
    rule::Rule,
    text::did_you_mean,
};

/// Folders in folders that a pack may have.
const MAX_DEPTH: usize = 8;

/// The packs of a run.
pub struct Packs {
    pub all: Vec<Pack>,
}

impl Packs {
    /// The rules that ship for all, and those of the packs.
    pub fn with<'a>(&'a self, shipped: &[&'a dyn Rule]) -> Vec<&'a dyn Rule> {
        let mut rules = shipped.to_vec();
        let policies = self.all.iter().flat_map(|it| &it.policies);
        rules.extend(policies.map(|it| it as &dyn Rule));
        rules.sort_by(|a, b| a.head().id.cmp(b.head().id));
        rules
    }
}

/// Loads the packs that ship and what the configuration names. All that is wrong with
/// one is the error: rules that are not there find nothing, and nobody would notice.
pub fn load(inputs: &Inputs, trust: Trust, shipped: &[&dyn Rule]) -> anyhow::Result<Packs> {
    let mut packs = Packs { all: policy::packs()? };
    let Some((configured, root)) = settings::packs(inputs, trust, shipped)? else {
        return Ok(packs);
    };
    for entry in &configured.config.packs {
        let held = held(entry, &root);
        if let Some(path) = &entry.path {
            let pack = folder(path, held)?;
            let ids = pack.policies.iter().map(|it| it.head().id);
            let all = packs.with(shipped);
            let mut twice = ids.filter(|id| all.iter().any(|it| it.head().id == *id));
            if let Some(id) = twice.next() {
                bail!("pack `{}`: there is already a rule of the id `{id}`", pack.name);
            }
            packs.all.push(pack);
        } else if let Some(name) = &entry.name {
            let names: Vec<_> = packs.all.iter().map(|it| it.name.clone()).collect();
            let Some(pack) = packs.all.iter_mut().find(|it| it.name == *name) else {
                let hint = did_you_mean(name, names.iter().map(String::as_str));
                bail!("no pack that ships is called `{name}`{hint}");
            };
            held.into_iter().for_each(|held| pack.hold(held));
        }
    }
    Ok(packs)
}

/// A pack that lies in a folder.
pub fn folder(path: &Path, held: Option<Held>) -> anyhow::Result<Pack> {
    Pack::load(&files(path)?, held).map_err(|faults| {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the pack `{}` cannot be used\n{}", path.display(), faults.join("\n"))
    })
}

/// The files of a pack: the path of each from there, and its text.
pub fn files(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    collect(path, path, MAX_DEPTH, &mut files)
        .with_context(|| format!("the pack `{}` cannot be read", path.display()))?;
    files.sort();
    Ok(files)
}

fn collect(
    root: &Path,
    folder: &Path,
    depth: usize,
    files: &mut Vec<(String, String)>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.is_dir() && depth > 0 {
            collect(root, &path, depth - 1, files)?;
        } else if path.extension().is_some_and(|it| it == "yaml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            files.push((name.replace('\\', "/"), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The files that an entry holds to be of the pack's system.
fn held(entry: &PackEntry, root: &Path) -> Option<Held> {
    if entry.files.is_empty() {
        return None;
    }
    let globs: Vec<_> = entry.files.iter().map(|it| it.it.clone()).collect();
    let root = root.to_owned();
    Some(Arc::new(move |path: &str| {
        let path = root.join(path);
        globs.iter().any(|it| it.matches(&path))
    }))
}
