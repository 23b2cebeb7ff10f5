//! `tidewaiter test`: the examples of rules, run.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{
    args::{PluginArgs, Test},
    expect, packs, plugins, print,
};
use crate::{
    config::PluginEntry,
    engine, fixture,
    plugin::{LoadOptions, Plugin},
    policy::{self, Pack, Policy},
    rule::Rule,
};

/// Folders in folders that are looked into.
const MAX_DEPTH: usize = 8;

/// Folders of tools, full of what others made.
const NOT_OURS: [&str; 3] = [".git", "node_modules", "target"];

/// Runs the examples of all rules below some paths, and those of what packs demand; says
/// how those differ that do not hold, and of each rule how many examples it has.
pub fn test(args: &Test, shipped: &[&dyn Rule]) -> anyhow::Result<u8> {
    let found = Found::below(&args.paths)?;
    if args.update && expect::write(&found.files())? > 0 {
        // What was written is what is run.
        return run(&Found::below(&args.paths)?, shipped);
    }
    run(&found, shipped)
}

fn run(found: &Found, shipped: &[&dyn Rule]) -> anyhow::Result<u8> {
    let plugins = found.plugins.iter().map(|path| load(path, shipped));
    let plugins = plugins.collect::<anyhow::Result<Vec<_>>>()?;
    let policies = found.files().into_iter().map(|it| it.0 as &dyn Rule);
    let rules: Vec<&dyn Rule> = policies.chain(plugins.iter().flat_map(Plugin::rules)).collect();
    if rules.is_empty() {
        bail!(
            "no rule was found; a file of a rule is called `<topic>/<id>.yaml`, one of a \
             plugin `<name>.wasm`"
        );
    }
    let (mut said, mut broken) = (String::new(), 0);
    for rule in &rules {
        let faults = fixture::check_examples(*rule);
        let (id, count) = (rule.head().id, rule.meta().examples.len());
        said += &match faults.len() {
            0 => format!("{id}: {count} examples ok\n"),
            wrong => format!("{id}: {count} examples, {wrong} FAILED\n"),
        };
        broken += usize::from(!faults.is_empty());
        faults.iter().for_each(|fault| said += &format!("\n{fault}\n"));
    }
    said += &format!("{} rules, {broken} failed\n", rules.len());
    for (pack, _) in found.packs.iter().filter(|_| found.only.is_empty()) {
        let (count, faults) = demands(pack)?;
        faults.iter().for_each(|fault| said += &format!("\n{fault}\n"));
        if count > 0 {
            said += &format!("{}: {count} demands, {} failed\n", pack.name, faults.len());
        }
        broken += faults.len();
    }
    print(said.as_bytes())?;
    Ok(u8::from(broken > 0))
}

/// How many demands a pack has that rules serve, and what is wrong with their examples.
fn demands(pack: &Pack) -> anyhow::Result<(usize, Vec<String>)> {
    let mut served = pack.statements();
    served.retain(|it| !it.by.is_empty());
    let policies = policy::shipped()?;
    let mut rules = engine::shipped(&policies);
    rules.extend(pack.policies.iter().map(|it| it as &dyn Rule));
    let faults = served.iter().flat_map(|it| fixture::check_statement(pack, it, &rules));
    Ok((served.len(), faults.collect()))
}

/// A plugin, with the limits that the configuration gives it. Who names a file here means
/// that file, so it need not be pinned; its examples know nothing of the user's options.
fn load(path: &Path, rules: &[&dyn Rule]) -> anyhow::Result<Plugin> {
    let entry = plugins::entry(path, rules)?.unwrap_or_else(|| PluginEntry::of_file(path));
    let entry = PluginEntry { options: "{}".to_owned(), ..entry };
    plugins::load_one(&entry, &PluginArgs::default(), LoadOptions::for_examples().today)
}

/// Rules that were found.
#[derive(Default)]
struct Found {
    packs: Vec<(Pack, PathBuf)>,
    policies: Vec<(Policy, PathBuf)>,
    plugins: Vec<PathBuf>,
    /// Of packs, only these; all if there are none.
    only: Vec<String>,
}

impl Found {
    fn below(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let mut found = Self::default();
        for path in paths {
            let path = fs::canonicalize(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?;
            found.look_at(&path, MAX_DEPTH)?;
        }
        Ok(found)
    }

    /// The rules that are written in YAML, with their files.
    fn files(&self) -> Vec<(&Policy, PathBuf)> {
        let packs = self.packs.iter().flat_map(|(pack, folder)| self.of_pack(pack, folder));
        packs.chain(self.policies.iter().map(|(it, path)| (it, path.clone()))).collect()
    }

    fn of_pack<'a>(&self, pack: &'a Pack, folder: &Path) -> Vec<(&'a Policy, PathBuf)> {
        let files = packs::files(folder).unwrap_or_default();
        let file = |id: &str| {
            let name = format!("{id}.yaml");
            let is_its = |it: &&(String, String)| it.0.rsplit('/').next() == Some(&name);
            files.iter().find(is_its).map(|it| folder.join(&it.0)).unwrap_or_default()
        };
        let own = pack.policies.iter().filter(|it| self.wants(it.head().id));
        own.map(|it| (it, file(it.head().id))).collect()
    }

    fn wants(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|it| it == id)
    }

    fn look_at(&mut self, path: &Path, depth: usize) -> anyhow::Result<()> {
        let is_pack = |it: &&Path| it.join("pack.yaml").is_file();
        if path.is_file() && path.extension().is_some_and(|it| it == "wasm") {
            self.plugins.push(path.to_owned());
            return Ok(());
        }
        if path.is_file() {
            // A rule of a pack is nothing without what the pack says it is about.
            return match path.ancestors().skip(1).take(MAX_DEPTH).find(is_pack) {
                Some(folder) => {
                    self.only.extend(path.file_stem().map(|it| it.to_string_lossy().into_owned()));
                    self.pack(folder)
                }
                None => self.policy(path),
            };
        }
        if is_pack(&path) {
            return self.pack(path);
        }
        let mut entries: Vec<_> = fs::read_dir(path)?.flatten().map(|it| it.path()).collect();
        entries.sort();
        for entry in entries {
            let is_ours = |it: &OsStr| NOT_OURS.iter().all(|name| it != *name);
            if entry.is_dir() && depth > 0 && entry.file_name().is_some_and(is_ours) {
                self.look_at(&entry, depth - 1)?;
            } else if is_rule(&entry) {
                self.policy(&entry)?;
            } else if is_plugin(&entry) {
                self.plugins.push(entry);
            }
        }
        Ok(())
    }

    fn pack(&mut self, folder: &Path) -> anyhow::Result<()> {
        if !self.packs.iter().any(|it| it.1 == folder) {
            self.packs.push((packs::folder(folder, None)?, folder.to_owned()));
        }
        Ok(())
    }

    fn policy(&mut self, path: &Path) -> anyhow::Result<()> {
        let yaml = fs::read_to_string(path)
            .with_context(|| format!("`{}` cannot be read", path.display()))?;
        let policy = Policy::load(&path.to_string_lossy().replace('\\', "/"), &yaml)?;
        self.policies.push((policy, path.to_owned()));
        Ok(())
    }
}

/// Whether a file of a folder looks like a rule's.
fn is_rule(path: &Path) -> bool {
    let is_yaml = path.extension().is_some_and(|it| it == "yaml");
    is_yaml && fs::read_to_string(path).is_ok_and(|it| it.starts_with("id: "))
}

/// Whether a file of a folder looks like a plugin, and not like any other WebAssembly.
fn is_plugin(path: &Path) -> bool {
    let speaks = |it: Vec<u8>| memchr::memmem::find(&it, b"tidewaiter:plugin/").is_some();
    path.extension().is_some_and(|it| it == "wasm") && fs::read(path).is_ok_and(speaks)
}
