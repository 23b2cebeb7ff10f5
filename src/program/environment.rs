//! The environment of a process, as layer goes over layer.

use std::collections::BTreeMap;

use super::{Effective, Lookup, Origin};
use crate::{
    facts::{
        Certainty, ConfigObject, Facts, Layer, Located, Piece, Reference, Setting, SettingFile,
        Value, Workload,
    },
    text::Location,
};

/// How often an expansion may lead to another.
const MAX_STEPS: usize = 8;

/// What a process receives, by delivered name.
#[derive(Default)]
pub(super) struct Environment(BTreeMap<String, Effective>);

impl Environment {
    pub(super) fn put(&mut self, setting: Setting, by: Option<Location>) {
        let origin = Origin { value: setting.value.at, by };
        if let Some(effective) = self.0.get_mut(&setting.delivered.it) {
            effective.setting = setting;
            effective.origins.push(origin);
            return;
        }
        let name = setting.delivered.it.clone();
        self.0.insert(name, Effective { setting, origins: vec![origin] });
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
                Some(object) => self.put_all(object, prefix, of),
                None => self.doubt(&of.to_string()),
            },
            Layer::Key { of, key, name } => self.key(of, &key.it, name, workload, (facts, lookup)),
            Layer::File { path, required } => match lookup.file(facts, &path.it, workload) {
                Some(file) => self.put_file(file, path.at),
                // Compose goes on without a file that it need not have.
                None if !required => {}
                None => self.doubt(&format!("`{}`", path.it)),
            },
            Layer::Passed(name) => {
                let layer = format!("`{}` of the environment", name.it);
                self.put(Setting::new(name.clone(), Value::unknown(name.at, layer)), None);
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
    fn doubt(&mut self, layer: &str) {
        for effective in self.0.values_mut() {
            let certainty = &mut effective.setting.value.certainty;
            if *certainty == Certainty::Known {
                *certainty = Certainty::Assumed(layer.to_owned());
            }
        }
    }

    /// The settings, with expansions resolved from the file that the platform
    /// interpolates from, if there is one, and from one another.
    pub(super) fn finish(mut self, interpolation: Option<&SettingFile>) -> Vec<Effective> {
        let unknown = self.0.iter().filter(|(_, it)| it.setting.value.is_partly_unknown());
        let names: Vec<_> = unknown.map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(effective) = self.0.get(&name) else { continue };
            let value = self.expanded(&name, &effective.setting.value, interpolation);
            if let (Some(value), Some(effective)) = (value, self.0.get_mut(&name)) {
                effective.setting.value = value;
            }
        }
        self.0.values_mut().for_each(|effective| effective.origins.reverse());
        self.0.into_values().collect()
    }

    /// A value with what its variables stand for; none if none of them is known.
    fn expanded(&self, own: &str, value: &Value, file: Option<&SettingFile>) -> Option<Value> {
        let mut value = value.clone();
        let mut changed = false;
        for _ in 0..MAX_STEPS {
            let at = value.pieces.iter().position(|piece| self.resolve(own, piece, file).is_some());
            let Some(at) = at else { break };
            let Some(given) = self.resolve(own, &value.pieces[at], file).cloned() else { break };
            value.pieces.splice(at..=at, given.pieces);
            if value.certainty == Certainty::Known {
                value.certainty = given.certainty;
            }
            changed = true;
        }
        changed.then_some(value)
    }

    fn resolve<'a>(
        &'a self,
        own: &str,
        piece: &Piece,
        file: Option<&'a SettingFile>,
    ) -> Option<&'a Value> {
        let Piece::Unknown(expansion) = piece else { return None };
        let name = expansion.variable.as_deref()?;
        match file {
            Some(file) => file.get(name).map(|it| &it.value),
            None if name == own => None,
            None => self.0.get(name).map(|it| &it.setting.value),
        }
    }
}
