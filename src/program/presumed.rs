//! What a program is told beside its environment: by files that it reads itself, and by
//! the defaults that a guide documents.
//!
//! Nothing says which program reads a file, so that all of this is supposed, on
//! evidence: the same guide, folder or build, and names in common.

use std::collections::BTreeMap;

use super::{
    Effective, Origin, Presumed, Program,
    system::{self, Systems},
};
use crate::facts::{
    Certainty, Container, Context, Facts, Kind, Setting, SettingFile, SettingForm, Workload,
    contains_words,
};

/// The first part of the names of files that programs read their settings from.
const FAMILIES: &[&str] =
    &["app", "application", "appsettings", "config", "configuration", "settings"];

/// How many names a guide's tables and a program must have in common.
const ENOUGH: usize = 2;

/// What a program is told beside its environment, as far as that can be supposed.
pub(super) fn presumed(
    program: &Program,
    (workload, container): (&Workload, &Container),
    facts: &Facts,
    systems: &Systems,
) -> Vec<Presumed> {
    if !system::is_own(workload, container) {
        return Vec::new();
    }
    let prefix = prefix(program);
    let mut known: Vec<String> = Vec::new();
    for it in &program.settings {
        let name = &it.setting.configuration;
        known.push(name.clone());
        known.extend(stripped(name, prefix).map(str::to_owned));
    }
    let files = systems.files(workload, container).into_iter();
    let files: Vec<_> = files.map(|it| &facts.setting_files[it]).collect();
    let read = application(&files, program, systems, &known);
    let mut found = Vec::new();
    for it in read {
        if !known.contains(&it.effective.setting.configuration) {
            found.push(it);
        }
    }
    known.extend(found.iter().map(|it: &Presumed| it.effective.setting.configuration.clone()));
    // What is not in the tree may say anything that a default would.
    if program.missing.is_empty() {
        let tables = prefix.map(|it| systems.tables(facts, workload, it)).unwrap_or_default();
        found.extend(documented(&tables, program, (prefix, systems), &known));
    }
    found
}

/// The first word that two names of a program have in common.
fn prefix(program: &Program) -> Option<&str> {
    let first = |it: &Effective| system::prefix(&it.setting).map(str::to_owned);
    let mut counts = BTreeMap::<String, usize>::new();
    program.settings.iter().filter_map(first).for_each(|it| *counts.entry(it).or_default() += 1);
    let (best, count) = counts.into_iter().max_by_key(|it| it.1)?;
    let mut named = program.settings.iter().filter_map(|it| system::prefix(&it.setting));
    (count >= ENOUGH).then(|| named.find(|it| *it == best)).flatten()
}

fn stripped<'a>(name: &'a str, prefix: Option<&str>) -> Option<&'a str> {
    name.strip_prefix(prefix?)?.strip_prefix(' ')
}

/// What the files say that a program reads itself: the one for its deployment over the
/// one for all.
fn application(
    files: &[&SettingFile],
    program: &Program,
    systems: &Systems,
    known: &[String],
) -> Vec<Presumed> {
    let mut layers: Vec<(Option<Context>, &SettingFile)> = Vec::new();
    for file in files.iter().filter(|it| it.kind == Kind::AppConfig) {
        let Some((_, deployment)) = file.name.as_deref().and_then(family) else { continue };
        let shares = file.settings.iter().any(|it| known.contains(&it.configuration));
        let is_meant = deployment.is_none_or(|it| it == program.context);
        if is_meant && (shares || systems.is_alone(file)) {
            layers.push((deployment, file));
        }
    }
    layers.sort_by_key(|it| it.0);
    // Of two for the same deployment, nobody can say which is read.
    if layers.windows(2).any(|it| it[0].0 == it[1].0) {
        return Vec::new();
    }
    let mut found = BTreeMap::<String, Presumed>::new();
    for (_, file) in layers {
        let name = file.name.as_deref().unwrap_or_default();
        for setting in &file.settings {
            let below = found.remove(&setting.configuration);
            let mut it = supposed(setting, SettingForm::Application, format!("it reads `{name}`"));
            it.effective.origins.extend(below.into_iter().flat_map(|it| it.effective.origins));
            found.insert(setting.configuration.clone(), it);
        }
    }
    found.into_values().collect()
}

/// The family of a file by its name, and the deployment that it is for: `config` and
/// production of `config.prod.yaml`.
fn family(path: &str) -> Option<(&str, Option<Context>)> {
    let name = path.rsplit(['/', '\\']).next()?;
    let (stem, _) = name.rsplit_once('.')?;
    let (family, rest) = stem.split_once(['.', '-', '_']).unwrap_or((stem, ""));
    if !FAMILIES.contains(&family.to_lowercase().as_str()) {
        return None;
    }
    match rest {
        "" => Some((family, None)),
        rest => Some((family, Some(Context::of_name(rest)?))),
    }
}

/// The defaults that the tables of the same guide document, for names that nothing sets.
fn documented(
    tables: &[&SettingFile],
    program: &Program,
    (prefix, systems): (Option<&str>, &Systems),
    known: &[String],
) -> Vec<Presumed> {
    let Some(prefix) = prefix else { return Vec::new() };
    let is_of = |it: &&Setting| system::prefix(it) == Some(prefix);
    let defaults: Vec<_> = tables.iter().flat_map(|it| it.settings.iter().filter(is_of)).collect();
    let names = program.settings.iter().map(|it| it.setting.delivered.it.as_str());
    let shared = names.filter(|name| defaults.iter().any(|it| it.delivered.it == *name)).count();
    if shared < ENOUGH {
        return Vec::new();
    }
    let is_set = |it: &Setting| {
        let own = stripped(&it.configuration, Some(prefix)).unwrap_or(&it.configuration);
        known.iter().any(|known| *known == it.configuration || contains_words(known, own))
    };
    // Two guides that differ are believed neither.
    let is_sure = |it: &Setting| {
        let mut same = defaults.iter().filter(|other| other.delivered.it == it.delivered.it);
        same.all(|other| other.value.text() == it.value.text())
    };
    let unset = defaults.iter().filter(|it| !is_set(it) && is_sure(it));
    let what = |it: &Setting| {
        format!("the default that `{}` documents holds", systems.path(it.value.at.file))
    };
    unset.map(|it| supposed(it, SettingForm::Documented, what(it))).collect()
}

fn supposed(setting: &Setting, form: SettingForm, what: String) -> Presumed {
    let mut setting = setting.clone();
    let origins = vec![Origin { value: setting.value.at, by: None }];
    if setting.value.certainty == Certainty::Known {
        setting.value.certainty = Certainty::Supposed(what);
    }
    Presumed { effective: Effective { setting, origins }, form }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_deployment_a_file_is_for() {
        assert_eq!(family("config.prod.yaml"), Some(("config", Some(Context::Production))));
        assert_eq!(
            family("a/application-dev.yml"),
            Some(("application", Some(Context::Development)))
        );
        assert_eq!(family("appsettings.json"), Some(("appsettings", None)));
        assert_eq!(family("config.schema.json"), None);
        assert_eq!(family("otel-config.yaml"), None);
    }
}
