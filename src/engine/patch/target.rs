//! Which objects a patch means.

use regex::Regex;

use super::parsed::Part;
use crate::{
    facts::Target,
    tree::{NodeId, Tree},
};

/// An object that a patch may mean.
pub(super) struct Object<'a> {
    pub tree: &'a Tree,
    pub root: NodeId,
}

impl Object<'_> {
    fn text(&self, keys: &[&str]) -> Option<&str> {
        self.tree.str(self.tree.at(self.root, keys)?)
    }
}

/// Whether a patch means an object; none where that cannot be told.
pub(super) fn is_meant(target: Option<&Target>, part: &Part, object: &Object) -> Option<bool> {
    if let Some(target) = target {
        return target.means(object);
    }
    // Operations do not say for themselves what they are about.
    if part.is_operations() {
        return Some(false);
    }
    let own = Object { tree: &part.tree, root: part.root };
    let same = |keys: &[&str]| own.text(keys).is_some() && own.text(keys) == object.text(keys);
    let namespace = |it: &Object| it.text(&["metadata", "namespace"]).map(str::to_owned);
    let spaces = [namespace(&own), namespace(object)];
    let is_apart = matches!(&spaces, [Some(one), Some(other)] if one != other);
    Some(same(&["kind"]) && same(&["metadata", "name"]) && !is_apart)
}

impl Target {
    pub(super) fn means(&self, object: &Object) -> Option<bool> {
        let version = object.text(&["apiVersion"]).unwrap_or_default();
        let group = version.rsplit_once('/').map_or("", |it| it.0);
        let is_group = self.group.as_deref().is_none_or(|it| it == group);
        let fits = |pattern: &Option<String>, keys: &[&str]| match pattern.as_deref() {
            None | Some("") => Some(true),
            Some(pattern) => {
                let pattern = Regex::new(&format!("^(?:{pattern})$")).ok()?;
                Some(pattern.is_match(object.text(keys).unwrap_or_default()))
            }
        };
        let named = [
            fits(&self.kind, &["kind"])?,
            fits(&self.name, &["metadata", "name"])?,
            fits(&self.namespace, &["metadata", "namespace"])?,
        ];
        if !is_group || named.contains(&false) {
            return Some(false);
        }
        let labels = self.labels.as_deref().map_or(Some(true), |it| has_labels(it, object));
        labels.filter(|it| !it || self.annotations.is_none())
    }
}

/// Whether an object has the labels `a=b,c=d`; none where they are said otherwise.
fn has_labels(selector: &str, object: &Object) -> Option<bool> {
    selector.split(',').try_fold(true, |sum, it| {
        let (key, value) = it.split_once('=')?;
        let (key, value) = (key.trim(), value.trim_start_matches('=').trim());
        if key.ends_with('!') || key.contains(' ') {
            return None;
        }
        Some(sum && object.text(&["metadata", "labels", key]) == Some(value))
    })
}
