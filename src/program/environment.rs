//! The environment of a process, as layer goes over layer.

use std::collections::BTreeMap;

use super::{Effective, Lookup, Origin};
use crate::{
    facts::{
        Certainty, ConfigObject, Expansion, Facts, Layer, Located, Piece, Reference, Setting,
        SettingFile, Value, Workload,
    },
    text::Location,
};

/// How often an expansion may lead to another.
const MAX_STEPS: usize = 8;

/// What is said of a variable that whoever starts the program must give.
const PASSED: &str = " of the environment";

/// What a process receives, by delivered name, and what is missing to say it all.
#[derive(Default)]
pub(super) struct Environment {
    settings: BTreeMap<String, Effective>,
    missing: Vec<Located<String>>,
}

/// Where the variables of expansions come from.
#[derive(Clone, Copy)]
pub(super) enum Interpolation<'a> {
    /// From the settings themselves.
    Own,
    /// From the file beside a Compose file, if there is one, and from nowhere else:
    /// Compose has expanded them before any container has an environment.
    Compose(Option<&'a SettingFile>),
}

impl Environment {
    pub(super) fn put(&mut self, setting: Setting, by: Option<Location>) {
        // Turned round when all layers are known.
        let origins = Origin::all(&setting, by).into_iter().rev();
        if let Some(effective) = self.settings.get_mut(&setting.delivered.it) {
            effective.setting = setting;
            effective.origins.extend(origins);
            return;
        }
        let name = setting.delivered.it.clone();
        self.settings.insert(name, Effective { origins: origins.collect(), setting });
    }

    pub(super) fn layer(
        &mut self,
        layer: &Layer,
        workload: &Workload,
        facts: &Facts,
        lookup: &Lookup,
    ) {
        match layer {
            Layer::Own(setting) => self.put(setting.clone(), None),
            Layer::All { of, prefix } => match lookup.object(facts, of, workload) {
                Some(object) => {
                    self.put_all(object, prefix, of);
                    if object.is_part {
                        self.doubt(Located { it: of.to_string(), at: of.name.at });
                    }
                }
                None => self.doubt(Located { it: of.to_string(), at: of.name.at }),
            },
            Layer::Key { of, key, name } => self.key(of, &key.it, name, workload, (facts, lookup)),
            Layer::File { path, required } => match lookup.file(facts, &path.it, workload) {
                Some(file) => self.put_file(file, path.at),
                // Compose goes on without a file that it need not have, but it may be
                // there all the same.
                None if !required => self.missing.push(missing_file(path)),
                None => self.doubt(missing_file(path)),
            },
            Layer::Passed(name) => {
                let expansion = Expansion { at: name.at, variable: Some(name.it.clone()) };
                let certainty = Certainty::Unknown(format!("`{}`{PASSED}", name.it));
                let pieces = vec![Piece::Unknown(expansion)];
                let value = Value { at: name.at, pieces, certainty };
                self.put(Setting::new(name.clone(), value), None);
            }
        }
    }

    fn key(
        &mut self,
        of: &Reference,
        key: &str,
        name: &Located<String>,
        workload: &Workload,
        (facts, lookup): (&Facts, &Lookup),
    ) {
        let object = lookup.object(facts, of, workload);
        let found =
            object.and_then(|it| it.settings.iter().rev().find(|it| it.delivered.it == key));
        let unknown = || Value::unknown(of.name.at, of.to_string());
        let value = found.map_or_else(unknown, |setting| setting.value.clone());
        self.put(Setting::new(name.clone(), value), Some(of.name.at));
    }

    fn put_all(&mut self, object: &ConfigObject, prefix: &str, by: &Reference) {
        for setting in &object.settings {
            if prefix.is_empty() {
                self.put(setting.clone(), Some(by.name.at));
                continue;
            }
            let Setting { delivered, value, .. } = setting;
            let name = Located { it: format!("{prefix}{}", delivered.it), at: delivered.at };
            self.put(Setting::new(name, value.clone()), Some(by.name.at));
        }
    }

    fn put_file(&mut self, file: &SettingFile, by: Location) {
        file.settings.iter().for_each(|setting| self.put(setting.clone(), Some(by)));
    }

    /// A layer that is not in the tree may change all that was put before it.
    fn doubt(&mut self, layer: Located<String>) {
        for effective in self.settings.values_mut() {
            let certainty = &mut effective.setting.value.certainty;
            if *certainty == Certainty::Known {
                *certainty = Certainty::Assumed(layer.it.clone());
            }
        }
        self.missing.push(layer);
    }

    /// The layers that are not in the tree, and may hold any setting.
    pub(super) fn missing(&self) -> Vec<Located<String>> {
        self.missing.clone()
    }

    /// The settings, with expansions resolved.
    pub(super) fn finish(mut self, from: Interpolation<'_>) -> Vec<Effective> {
        // Hardly any value has an expansion, and only of a Compose file a default may be replaced.
        let is_compose = matches!(from, Interpolation::Compose(Some(_)));
        let open = self.settings.iter().filter(|(_, it)| {
            let value = &it.setting.value;
            value.is_partly_unknown() || is_compose && value.certainty != Certainty::Known
        });
        let names: Vec<_> = open.map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(effective) = self.settings.get(&name) else { continue };
            let value = &effective.setting.value;
            let given = self.replaced(value, from).or_else(|| self.expanded(&name, value, from));
            if let (Some(value), Some(effective)) = (given, self.settings.get_mut(&name)) {
                effective.setting.value = value;
            }
        }
        self.settings.values_mut().for_each(|effective| effective.origins.reverse());
        self.settings.into_values().collect()
    }

    /// What stands in the file in place of a value that is only a default.
    fn replaced(&self, value: &Value, from: Interpolation<'_>) -> Option<Value> {
        let Interpolation::Compose(Some(file)) = from else { return None };
        let given = &file.get(value.default_of()?)?.value;
        // `${NAME:-default}` holds for an empty variable, too.
        given.text().is_none_or(|it| !it.is_empty()).then(|| given.clone())
    }

    /// A value with what its variables stand for; none if none of them is known.
    fn expanded(&self, own: &str, value: &Value, from: Interpolation<'_>) -> Option<Value> {
        let mut value = value.clone();
        let mut changed = false;
        for _ in 0..MAX_STEPS {
            let at = value.pieces.iter().position(|piece| self.resolve(own, piece, from).is_some());
            let Some(at) = at else { break };
            let Some(given) = self.resolve(own, &value.pieces[at], from).cloned() else { break };
            value.pieces.splice(at..=at, given.pieces);
            if value.certainty == Certainty::Known {
                value.certainty = given.certainty;
            }
            changed = true;
        }
        if changed && !value.is_partly_unknown() && is_passed(&value.certainty) {
            value.certainty = Certainty::Known;
        }
        changed.then_some(value)
    }

    fn resolve<'a>(
        &'a self,
        own: &str,
        piece: &Piece,
        from: Interpolation<'a>,
    ) -> Option<&'a Value> {
        let Piece::Unknown(expansion) = piece else { return None };
        let name = expansion.variable.as_deref()?;
        match from {
            Interpolation::Compose(file) => file?.get(name).map(|it| &it.value),
            Interpolation::Own if name == own => None,
            Interpolation::Own => self.settings.get(name).map(|it| &it.setting.value),
        }
    }
}

/// Whether a value is unknown only for want of a variable of the environment.
fn is_passed(certainty: &Certainty) -> bool {
    matches!(certainty, Certainty::Unknown(layer) if layer.ends_with(PASSED))
}

fn missing_file(path: &Located<String>) -> Located<String> {
    Located { it: format!("`{}`", path.it), at: path.at }
}
