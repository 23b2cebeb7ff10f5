//! The plugins of a run: which ones, from where, and whether they may.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::bail;

use super::{
    args::{Inputs, PluginArgs},
    fault, settings,
    terminal::say,
};
use crate::{
    config::{ConfigError, Date, PluginEntry, Plugins},
    engine::Trust,
    plugin::{self, Fault, LoadOptions, Plugin},
    rule::Rule,
    syntax::{Notice, NoticeKind},
    text::{FileId, Location, Span},
};

/// The plugins of a run, and what is to be said of those that could not be loaded.
#[derive(Default)]
pub struct Loaded {
    plugins: Vec<Plugin>,
    pub notices: Vec<Notice>,
}

impl Loaded {
    /// Whether all that the configuration names are there.
    pub fn all(&self) -> Plugins {
        if self.notices.is_empty() { Plugins::Loaded } else { Plugins::Missing }
    }

    /// The rules that ship, and those of the plugins.
    pub fn with<'a>(&'a self, shipped: &[&'a dyn Rule]) -> Vec<&'a dyn Rule> {
        let mut rules = shipped.to_vec();
        rules.extend(self.plugins.iter().flat_map(Plugin::rules));
        rules.sort_by(|a, b| a.head().id.cmp(b.head().id));
        rules
    }

    /// Says on standard error what could not be loaded.
    pub fn complain(&self) {
        self.notices.iter().for_each(|it| say(format_args!("error: {}", it.message)));
    }
}

/// Loads what the configuration names. One that cannot be loaded is said and the others
/// are; one that is not pinned is refused with all that is read.
pub fn load(
    inputs: &Inputs,
    trust: Trust,
    today: Date,
    shipped: &[&dyn Rule],
) -> anyhow::Result<Loaded> {
    let Some(configured) = settings::plugins(inputs, trust, shipped)? else {
        return Ok(Loaded::default());
    };
    let entries = &configured.config.plugins;
    if !inputs.plugins.allow_unpinned_plugins {
        let faults: Vec<_> = entries.iter().filter_map(unpinned).collect();
        if !faults.is_empty() {
            let shown = fault::render(&faults, &configured.sources);
            bail!("the configuration cannot be used\n{}", shown.trim_end());
        }
    }
    let options = options(&inputs.plugins, today);
    let mut loaded = Loaded::default();
    for entry in entries {
        let plugin = plugin::load(entry, &options).and_then(|it| loaded.with_own_name(it));
        match plugin {
            Ok(plugin) => loaded.plugins.push(plugin),
            Err(fault) => loaded.notices.push(notice(entry, &fault)),
        }
    }
    Ok(loaded)
}

/// What the configuration of the tree says of a plugin that the user named by its file. As
/// it is the user who did, its digest is of no account.
pub fn entry(path: &Path, rules: &[&dyn Rule]) -> anyhow::Result<Option<PluginEntry>> {
    let configured = settings::plugins(&Inputs::default(), Trust::Heed, rules)?;
    let mut entries = configured.into_iter().flat_map(|it| it.config.plugins);
    let entry = entries.find(|it| fs::canonicalize(&it.path).is_ok_and(|it| it == path));
    Ok(entry.map(|it| PluginEntry { sha256: None, ..it }))
}

/// Loads a plugin that the user named by its file.
pub fn load_one(entry: &PluginEntry, args: &PluginArgs, today: Date) -> anyhow::Result<Plugin> {
    let loaded = plugin::load(entry, &options(args, today));
    loaded.map_err(|fault| anyhow::anyhow!("plugin `{}`: {}", entry.written, fault.line()))
}

/// How plugins are loaded on this machine.
fn options(args: &PluginArgs, today: Date) -> LoadOptions {
    let cache = cache_folder(|name| std::env::var_os(name)).filter(|_| !args.no_cache);
    LoadOptions { today, cache }
}

impl Loaded {
    /// A plugin, if no other has its name.
    fn with_own_name(&self, plugin: Plugin) -> Result<Plugin, Fault> {
        match self.plugins.iter().any(|it| it.name == plugin.name) {
            true => Err(Fault::Answer(format!("the name of another plugin, `{}`", plugin.name))),
            false => Ok(plugin),
        }
    }
}

fn unpinned(entry: &PluginEntry) -> Option<ConfigError> {
    let message = "it is not pinned, and could be changed by anyone: add its `sha256`, as \
                   `tidewaiter plugin add` does, or allow it with `--allow-unpinned-plugins`";
    let error = ConfigError { at: entry.at, message: message.to_owned() };
    entry.sha256.is_none().then_some(error)
}

/// About no file of the run.
fn notice(entry: &PluginEntry, fault: &Fault) -> Notice {
    let at = Location { file: FileId(u32::MAX), span: Span::default() };
    let message = format!("plugin `{}`: {}", entry.written, fault.line());
    Notice { at, kind: NoticeKind::Failed, message }
}

/// The user's folder for what can be made again; none where nothing says where it is.
fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|it| it.is_absolute());
    let home = || {
        let home = absolute("HOME")?;
        Some(home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    };
    let folder = match cfg!(windows) {
        true => absolute("LOCALAPPDATA"),
        false => absolute("XDG_CACHE_HOME").or_else(home),
    };
    folder.map(|it| it.join("tidewaiter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_cache_is_where_the_user_has_such_things_and_never_relative() {
        let folder = |variables: &[(&str, &str)]| {
            let find = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.into());
            cache_folder(find)
        };
        assert_eq!(folder(&[("XDG_CACHE_HOME", "/c")]), Some(PathBuf::from("/c/tidewaiter")));
        assert!(folder(&[("HOME", "/home/a")]).is_some_and(|it| it.starts_with("/home/a")));
        assert_eq!(folder(&[("XDG_CACHE_HOME", "cache")]), None);
        assert_eq!(folder(&[]), None);
    }
}
