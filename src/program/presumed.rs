//! What a program is told beside its environment: by files that it reads itself, and by
//! the defaults that a guide documents.
//!
//! Nothing says which program reads a file, so that all of this is supposed, on
//! evidence: the same guide, folder or build, and names in common.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Effective, Origin, Presumed, Program,
    system::{self, Systems},
};
use crate::facts::{
    Certainty, Container, Context, Facts, Kind, Located, Setting, SettingFile, SettingForm,
    Workload, contains_words, words,
};

/// The first part of the names of files that programs read their settings from.
const FAMILIES: &[&str] =
    &["app", "application", "appsettings", "config", "configuration", "settings"];

/// How many names a guide's tables and a program must have in common.
const ENOUGH: usize = 2;

/// Adds to a program what it is told beside its environment, as far as that can be
/// supposed, and to what its environment gives the places that it beats.
pub(super) fn presume(
    program: &mut Program,
    (workload, container): (&Workload, &Container),
    facts: &Facts,
    systems: &Systems,
) {
    if !system::is_own(workload, container) {
        return;
    }
    let prefix = prefix(program).map(str::to_owned);
    let prefix = prefix.as_deref();
    let files = systems.files(facts, workload, container).into_iter();
    let files: Vec<_> = files.map(|it| &facts.setting_files[it]).collect();
    // Files for the environment go over those of the application's own form.
    for kind in [Kind::Dotenv, Kind::AppConfig] {
        for it in files_read(&files, kind, program, systems, prefix) {
            match given(program, &it.effective.setting, prefix) {
                Some(effective) => effective.origins.extend(it.effective.origins),
                None => program.presumed.push(it),
            }
        }
    }
    // What is not in the tree may say anything that a default would.
    if let (Some(prefix), true) = (prefix, program.missing.is_empty()) {
        let tables = systems.tables(facts, workload, prefix);
        let defaults = documented(&tables, program, prefix, systems);
        let names: Vec<_> = defaults.iter().map(|it| it.effective.setting.clone()).collect();
        for it in defaults {
            if let Some(flag) = flagged(program, &it.effective.setting) {
                let words = flag.setting.configuration.clone();
                // Of several names that it could mean, none has its default for certain.
                if names.iter().filter(|it| it.ends_with_words(&words)).count() == 1 {
                    flag.origins.extend(it.effective.origins);
                }
                continue;
            }
            let is_meant = is_set(program, &it.effective.setting, prefix);
            let name = &it.effective.setting.delivered.it;
            let presumed = program.presumed.iter_mut().map(|it| &mut it.effective);
            let mut told = program.settings.iter_mut().chain(presumed);
            match told.find(|it| it.setting.delivered.it == *name) {
                Some(effective) => effective.origins.extend(it.effective.origins),
                None if is_meant => {}
                None => program.presumed.push(it),
            }
        }
    }
}

/// The names that tables near a program document, with and without defaults.
pub(super) fn documented_names<'a>(
    program: &Program,
    workload: &Workload,
    facts: &'a Facts,
    systems: &Systems,
) -> Vec<&'a Located<String>> {
    let Some(prefix) = prefix(program) else { return Vec::new() };
    let starts = |it: &&Located<String>| words(&it.it).split(' ').next() == Some(prefix);
    let tables = systems.tables(facts, workload, prefix).into_iter();
    let names =
        tables.flat_map(|it| it.settings.iter().map(|it| &it.delivered).chain(&it.undefined));
    names.filter(starts).collect()
}

/// The setting that means the same as one of a file, and beats it.
fn given<'a>(
    program: &'a mut Program,
    setting: &Setting,
    prefix: Option<&str>,
) -> Option<&'a mut Effective> {
    let presumed = program.presumed.iter_mut().map(|it| &mut it.effective);
    // Items of a list share a name and a file, and none beats the others.
    let file = setting.value.at.file;
    let other = presumed.filter(|it| it.setting.value.at.file != file);
    let mut told = program.settings.iter_mut().chain(other);
    told.find(|it| is_same(&it.setting, setting, prefix))
}

fn is_same(given: &Setting, of: &Setting, prefix: Option<&str>) -> bool {
    let name = of.configuration.as_str();
    given.configuration == name || stripped(&given.configuration, prefix) == Some(name)
}

/// Whether anything that a program is told may be meant by a name that is documented.
fn is_set(program: &Program, of: &Setting, prefix: &str) -> bool {
    let own = stripped(&of.configuration, Some(prefix)).unwrap_or(&of.configuration);
    let presumed = program.presumed.iter().filter(|it| it.form != SettingForm::Documented);
    let told = program.settings.iter().chain(presumed.map(|it| &it.effective));
    told.map(|it| &it.setting.configuration).any(|known| contains_words(known, own))
}

/// The flag of the command line that beats a default: `--host` that of `APP_HTTP__HOST`.
fn flagged<'a>(program: &'a mut Program, of: &Setting) -> Option<&'a mut Effective> {
    program.flags.iter_mut().find(|it| of.ends_with_words(&it.setting.configuration))
}

/// The first word that two names of a program have in common.
fn prefix(program: &Program) -> Option<&str> {
    let mut counts = BTreeMap::<&str, usize>::new();
    let first = program.settings.iter().filter_map(|it| system::prefix(&it.setting));
    first.for_each(|it| *counts.entry(it).or_default() += 1);
    let (best, count) = counts.into_iter().max_by_key(|it| it.1)?;
    (count >= ENOUGH).then_some(best)
}

fn stripped<'a>(name: &'a str, prefix: Option<&str>) -> Option<&'a str> {
    name.strip_prefix(prefix?)?.strip_prefix(' ')
}

/// What the files say that a program reads itself: the one for its deployment over the
/// one for all.
fn files_read(
    files: &[&SettingFile],
    kind: Kind,
    program: &Program,
    systems: &Systems,
    prefix: Option<&str>,
) -> Vec<Presumed> {
    let mut layers: Vec<(Option<Context>, &SettingFile)> = Vec::new();
    let mut is_read = false;
    for file in files.iter().filter(|it| it.kind == kind) {
        let Some(deployment) = file.name.as_deref().and_then(deployment) else { continue };
        if deployment.is_none_or(|it| it == program.context) {
            let mut given = program.settings.iter().map(|it| &it.setting);
            let shares = given.any(|it| file.settings.iter().any(|of| is_same(it, of, prefix)));
            is_read |= shares || systems.is_alone(file);
            layers.push((deployment, file));
        }
    }
    layers.sort_by_key(|it| it.0);
    // Of two for the same deployment, nobody can say which is read.
    if !is_read || layers.windows(2).any(|it| it[0].0 == it[1].0) {
        return Vec::new();
    }
    let mut found = BTreeMap::<String, Vec<Presumed>>::new();
    for (_, file) in layers {
        let name = file.name.as_deref().unwrap_or_default();
        let mut own = BTreeMap::<String, Vec<Presumed>>::new();
        for setting in &file.settings {
            let it = supposed(setting, file.form, format!("it reads `{name}`"));
            // Items of a list share a name, and none beats the others.
            own.entry(setting.configuration.clone()).or_default().push(it);
        }
        for (name, mut items) in own {
            let below = found.remove(&name).into_iter().flatten();
            let below: Vec<_> = below.flat_map(|it| it.effective.origins).collect();
            items.iter_mut().for_each(|it| it.effective.origins.extend(&below));
            found.insert(name, items);
        }
    }
    found.into_values().flatten().collect()
}

/// The deployment that a file is for, if it is called as programs call the files that
/// they read themselves: production of `config.prod.yaml`.
#[allow(clippy::option_option)] // No such file, one for all deployments, one for one.
fn deployment(path: &str) -> Option<Option<Context>> {
    let name = path.rsplit(['/', '\\']).next()?;
    if let Some(rest) = name.strip_prefix(".env") {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        return if rest.is_empty() { Some(None) } else { Some(Some(Context::of_name(rest)?)) };
    }
    let (stem, _) = name.rsplit_once('.')?;
    let (family, rest) = stem.split_once(['.', '-', '_']).unwrap_or((stem, ""));
    if !FAMILIES.contains(&family.to_lowercase().as_str()) {
        return None;
    }
    match rest {
        "" => Some(None),
        rest => Some(Some(Context::of_name(rest)?)),
    }
}

/// The defaults that the tables of the same guide document, for names that nothing sets.
fn documented(
    tables: &[&SettingFile],
    program: &Program,
    prefix: &str,
    systems: &Systems,
) -> Vec<Presumed> {
    let is_of = |it: &&Setting| system::prefix(it) == Some(prefix);
    let defaults: Vec<_> = tables.iter().flat_map(|it| it.settings.iter().filter(is_of)).collect();
    let undefined = tables.iter().flat_map(|it| &it.undefined);
    let documented = defaults.iter().map(|it| &it.delivered).chain(undefined);
    let documented: BTreeSet<_> = documented.map(|it| it.it.as_str()).collect();
    let names = program.settings.iter().map(|it| it.setting.delivered.it.as_str());
    let shared = names.filter(|name| documented.contains(name)).count();
    if shared < ENOUGH {
        return Vec::new();
    }
    // Two guides that differ are believed neither.
    let is_sure = |it: &Setting| {
        let mut same = defaults.iter().filter(|other| other.delivered.it == it.delivered.it);
        same.all(|other| other.value.text() == it.value.text())
    };
    let sure = defaults.iter().filter(|it| is_sure(it));
    let what = |it: &Setting| {
        format!("the default that `{}` documents holds", systems.path(it.value.at.file))
    };
    sure.map(|it| supposed(it, SettingForm::Documented, what(it))).collect()
}

fn supposed(setting: &Setting, form: SettingForm, what: String) -> Presumed {
    let mut setting = setting.clone();
    let origins = Origin::all(&setting, None);
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
        assert_eq!(deployment("config.prod.yaml"), Some(Some(Context::Production)));
        assert_eq!(deployment("a/application-dev.yml"), Some(Some(Context::Development)));
        assert_eq!(deployment("appsettings.json"), Some(None));
        assert_eq!(deployment("web/.env.production"), Some(Some(Context::Production)));
        assert_eq!(deployment("web/.env"), Some(None));
        assert_eq!(deployment("config.schema.json"), None);
        assert_eq!(deployment("otel-config.yaml"), None);
    }
}
