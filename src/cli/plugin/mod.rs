//! `tidewaiter plugin`: to look at a plugin, to trust it, to write one.

mod entry;
mod new;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{
    args::{Inputs, PluginArgs, PluginCommand, Selection},
    plugins, print, settings,
    terminal::say,
};
use crate::{
    config::{self, Catalogue, LIMITS, PluginEntry},
    engine::shown_path,
    plugin::{self, Plugin},
    rule::Rule,
};

pub fn plugin(command: &PluginCommand, rules: &[&dyn Rule]) -> anyhow::Result<u8> {
    match command {
        PluginCommand::Add { path } => add(path, rules),
        PluginCommand::Inspect { path, args } => inspect(path, args, rules),
        PluginCommand::New { name, lang } => new::new(name, *lang),
    }
}

/// Looks at a plugin, and writes it into the configuration with its digest.
fn add(path: &Path, rules: &[&dyn Rule]) -> anyhow::Result<u8> {
    let path = fs::canonicalize(path).with_context(|| path.display().to_string())?;
    let config = configuration()?;
    let entry = plugins::entry(&path, rules)?;
    let known = entry.is_some();
    let entry = entry.unwrap_or_else(|| PluginEntry::of_file(&path));
    let plugin = load(&entry, &PluginArgs::default())?;
    let text = match fs::read_to_string(&config) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => bail!("{} cannot be read: {error}", config.display()),
    };
    let folder = config.parent().unwrap_or(Path::new("/"));
    let written = shown_path(&path, folder);
    let changed = entry::pinned(&text, &written, &plugin.digest);
    let changed = changed.filter(|text| is_pinned(text, &config, &path, &plugin.digest, rules));
    let Some(changed) = changed else {
        bail!(
            "{} is written such that nothing can be added to it; add to its `plugins`:\n  \
             - path: {written}\n    sha256: {}",
            config.display(),
            plugin.digest
        );
    };
    fs::write(&config, changed)
        .with_context(|| format!("{} cannot be written", config.display()))?;
    let (name, version, count) = (&plugin.name, &plugin.version, plugin.rules.len());
    let done = if known { "pinned" } else { "added" };
    say(format_args!("{done} {name} {version} with {count} rules to {}", config.display()));
    Ok(0)
}

/// The configuration of the tree: where it is, or is to be.
fn configuration() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir().context("the working folder cannot be read")?;
    Ok(settings::path(&Inputs::default())?.unwrap_or_else(|| here.join(config::NAMES[0])))
}

/// Whether a configuration names a plugin with its digest.
fn is_pinned(text: &str, config: &Path, path: &Path, digest: &str, rules: &[&dyn Rule]) -> bool {
    let read = |_: &Path| Ok(text.as_bytes().to_vec());
    let root = config.parent().unwrap_or(Path::new("/"));
    let loaded = config::load(config, root, &Catalogue::of(rules), &read);
    let plugins = loaded.config.plugins.iter();
    let mut same = plugins.filter(|it| fs::canonicalize(&it.path).is_ok_and(|it| it == path));
    same.any(|it| it.sha256.as_deref() == Some(digest))
}

fn load(entry: &PluginEntry, args: &PluginArgs) -> anyhow::Result<Plugin> {
    plugins::load_one(entry, args, settings::today(&Selection::default()))
}

/// Prints what is known of a plugin, with the limits that the configuration gives it.
fn inspect(path: &Path, args: &PluginArgs, rules: &[&dyn Rule]) -> anyhow::Result<u8> {
    let whole = fs::canonicalize(path).with_context(|| path.display().to_string())?;
    let entry = plugins::entry(&whole, rules)?;
    let entry = entry.unwrap_or_else(|| PluginEntry::of_file(&whole));
    let about = plugin::inspect(&entry);
    let about = about.map_err(|fault| anyhow::anyhow!("{}: {}", path.display(), fault.line()))?;
    let plugin = load(&entry, args)?;
    let mut out = format!("{} {}\n\n", plugin.name, plugin.version);
    out += &format!("file     {}\n", path.display());
    out += &format!("size     {} bytes, a {}\n", plugin.size, about.form);
    out += &format!("sha256   {}\n", plugin.digest);
    out += &format!("imports  {}\n\nrules\n", imports(&about.imports));
    let width = plugin.rules().map(|it| it.meta().id.len()).max().unwrap_or(0);
    for rule in plugin.rules() {
        let meta = rule.meta();
        let severity = meta.severity.name();
        out += &format!("  {:width$}  {severity:8}  {}\n", meta.id, meta.summary);
    }
    out += "\nlimits\n";
    let width = LIMITS.iter().map(|it| it.name.len()).max().unwrap_or(0);
    for (meta, amount) in entry.limits.iter() {
        out += &format!("  {:width$}  {:8}  {}\n", meta.name, meta.show(amount), meta.summary);
    }
    print(out.as_bytes())?;
    Ok(0)
}

fn imports(imports: &[String]) -> String {
    match imports {
        [] => "nothing".to_owned(),
        imports => imports.join("\n         "),
    }
}
