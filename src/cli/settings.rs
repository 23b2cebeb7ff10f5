//! The configuration of a run: found, read, and put under the command line.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, bail};

use super::{
    args::{Inputs, Selection},
    fault,
};
use crate::{
    config::{self, Catalogue, Config, Date, Exception, Loaded, Plugins},
    engine::{Trust, Wishes, shown_path},
    rule::{Profile, Rule},
    text::did_you_mean,
};

/// Where a run takes place, and what the files say of it.
pub struct Settings {
    /// What paths are relative to: the repository's root, or else the working folder.
    pub root: PathBuf,
    /// What holds; nothing if an audit does not heed the tree's own.
    pub config: Config,
    /// Where the configuration stands, with its places; none if there is none.
    pub loaded: Option<Loaded>,
    /// What an audit did not heed.
    pub unheeded: Option<String>,
    pub exceptions: Vec<Exception>,
    pub exception_paths: Vec<String>,
}

/// Finds and reads the configuration. All that is wrong with it is the error.
pub fn settings(
    inputs: &Inputs,
    trust: Trust,
    rules: &[&dyn Rule],
    plugins: Plugins,
) -> anyhow::Result<Settings> {
    let Source { root, path, is_own } = source(inputs)?;
    let Some(path) = path else { return Ok(Settings::none(root)) };
    let is_heeded = !is_own || trust == Trust::Heed;
    // Of a configuration that is not heeded, no plugin was asked for its rules.
    let plugins = if is_heeded { plugins } else { Plugins::Missing };
    let catalogue = Catalogue::of(rules).with_plugins(plugins);
    let loaded = config::load(&path, &root, &catalogue, &read);
    if is_heeded && !loaded.errors.is_empty() {
        bail!(
            "the configuration cannot be used\n{}",
            fault::render(&loaded.errors, &loaded.sources).trim_end()
        );
    }
    let mut settings = Settings::none(root);
    settings.exceptions.clone_from(&loaded.config.exceptions);
    let shown = |it: &PathBuf| shown_path(it, &settings.root);
    settings.exception_paths = loaded.paths.iter().map(shown).collect();
    if is_heeded {
        settings.config = loaded.config.clone();
    } else {
        settings.unheeded = Some(unheeded(&loaded, &shown_path(&path, &settings.root)));
    }
    settings.loaded = Some(loaded);
    Ok(settings)
}

/// What a configuration that is heeded says, for its plugins, if it may name any. What is
/// wrong with it is said when their rules are known.
pub fn plugins(
    inputs: &Inputs,
    trust: Trust,
    rules: &[&dyn Rule],
) -> anyhow::Result<Option<Loaded>> {
    let loaded = at_first(inputs, trust, rules, "plugins")?;
    Ok(loaded.map(|it| it.0).filter(|it| !it.config.plugins.is_empty()))
}

/// The same for its packs, with what paths are relative to.
pub fn packs(
    inputs: &Inputs,
    trust: Trust,
    rules: &[&dyn Rule],
) -> anyhow::Result<Option<(Loaded, PathBuf)>> {
    let loaded = at_first(inputs, trust, rules, "packs")?;
    Ok(loaded.filter(|it| !it.0.config.packs.is_empty()))
}

/// What a configuration says before all rules are known, if it may say a word.
fn at_first(
    inputs: &Inputs,
    trust: Trust,
    rules: &[&dyn Rule],
    word: &str,
) -> anyhow::Result<Option<(Loaded, PathBuf)>> {
    let Source { root, path, is_own } = source(inputs)?;
    let Some(path) = path.filter(|_| !is_own || trust == Trust::Heed) else { return Ok(None) };
    let Ok(text) = fs::read(&path) else { return Ok(None) };
    let says = |word: &str| memchr::memmem::find(&text, word.as_bytes()).is_some();
    if !says(word) && !says("extends") {
        return Ok(None);
    }
    Ok(Some((config::load(&path, &root, &Catalogue::of(rules), &read), root)))
}

/// Where the configuration stands, if there is one.
pub fn path(inputs: &Inputs) -> anyhow::Result<Option<PathBuf>> {
    Ok(source(inputs)?.path)
}

/// Where a configuration is looked for.
struct Source {
    root: PathBuf,
    path: Option<PathBuf>,
    /// Whether it is the tree's own.
    is_own: bool,
}

fn source(inputs: &Inputs) -> anyhow::Result<Source> {
    let here = std::env::current_dir().context("the working folder cannot be read")?;
    let here = fs::canonicalize(&here).unwrap_or(here);
    let repository = here.ancestors().find(|it| it.join(".git").exists());
    let root = repository.unwrap_or(&here).to_owned();
    let named = inputs.config.as_ref().filter(|_| !inputs.isolated).map(|it| here.join(it));
    let found = if inputs.isolated { None } else { find(&here, &root) };
    let is_own = named.is_none();
    Ok(Source { root, path: named.or(found), is_own })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// The configuration nearest to the working folder, up to the repository's root.
fn find(here: &Path, root: &Path) -> Option<PathBuf> {
    let folders = here.ancestors().take_while(|it| it.starts_with(root));
    folders.flat_map(|it| config::NAMES.map(|name| it.join(name))).find(|it| it.is_file())
}

/// All that the tree's own configuration would have changed.
fn unheeded(loaded: &Loaded, path: &str) -> String {
    let config = &loaded.config;
    let levels = || config.rules.values().map(|it| it.level.as_ref().map(|it| it.it));
    let off = levels().filter(|it| *it == Some(config::Level::Off)).count() + config.ignore.len();
    let changed =
        config.rules.len() - levels().filter(|it| *it == Some(config::Level::Off)).count();
    let counts = [
        (config.exclude.len(), "exclude glob"),
        (off, "rule turned off"),
        (changed, "rule changed"),
        (config.exceptions.len(), "exception"),
        (config.plugins.len(), "plugin"),
    ];
    let counted = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| {
        let (what, more) =
            what.split_once(' ').filter(|_| what.starts_with("rule")).unwrap_or((what, ""));
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {what}{plural} {more}").trim_end().to_owned()
    });
    let given = [
        config.fail_on.as_ref().map(|it| format!("`fail-on: {}`", it.it.name())),
        config.profile.as_ref().map(|_| "a profile".to_owned()),
        config.select.as_ref().map(|_| "a selection of rules".to_owned()),
        config.max_size.as_ref().map(|_| "a limit of size".to_owned()),
    ];
    let all: Vec<_> = counted.chain(given.into_iter().flatten()).collect();
    match all.as_slice() {
        [] => format!("{path} is not heeded, and changes nothing"),
        all => format!("{path} is not heeded: {}", all.join(", ")),
    }
}

impl Settings {
    fn none(root: PathBuf) -> Self {
        Self {
            root,
            config: Config::default(),
            loaded: None,
            unheeded: None,
            exceptions: Vec::new(),
            exception_paths: Vec::new(),
        }
    }

    /// Which rules the command line wants over the configuration. Names that no rule
    /// or topic has are an error.
    pub fn wishes(
        &self,
        args: &Selection,
        rules: &[&dyn Rule],
        plugins: Plugins,
    ) -> anyhow::Result<Wishes> {
        let catalogue = Catalogue::of(rules).with_plugins(plugins);
        let unknown = |(flag, name): (&str, &String)| {
            let hint = did_you_mean(name, catalogue.names());
            format!("{flag}: no rule or topic is called `{name}`{hint}")
        };
        let select = args.select.iter().map(|it| ("--select", it));
        let named = select.chain(args.ignore.iter().map(|it| ("--ignore", it)));
        let is_known = |it: &(&str, &String)| {
            catalogue.names().any(|name| name == it.1) || catalogue.may_be_missing_in_list(it.1)
        };
        let faults = named.filter(|it| !is_known(it)).map(unknown);
        let faults: Vec<_> = faults.collect();
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        let given = args.profile.map(Profile::from);
        let profile = given.or_else(|| self.config.profile.as_ref().map(|it| it.it));
        Ok(Wishes {
            profile: profile.unwrap_or(Profile::Default),
            select: args.select.clone(),
            ignore: args.ignore.clone(),
        })
    }
}

/// The day that a run takes place on.
pub fn today(args: &Selection) -> Date {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    args.today.unwrap_or_else(|| Date::of_unix_seconds(now.map_or(0, |it| it.as_secs())))
}
