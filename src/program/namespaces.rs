//! The namespaces that kustomizations put what they take in.
//!
//! The outermost that names one has the say. What two put in different ones is left as it
//! is written, and so is all else that either of them takes: it belongs together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    kustomize::{MAX_TAKEN, Overlays},
    lookup::normal,
};
use crate::facts::Facts;

/// Files by their paths, each with the namespace that it is put in, if in any.
type Placed<'a> = BTreeMap<String, Option<&'a str>>;

pub(super) fn put(facts: &mut Facts, paths: &[Arc<str>], overlays: &Overlays<'_>) {
    if overlays.all.iter().all(|it| it.namespace.is_none()) {
        return;
    }
    let placed = agreed(overlays);
    for (at, namespace) in facts.namespaces() {
        let path = paths.get(at.file.0 as usize).map(|path| normal(path));
        if let Some(Some(said)) = path.and_then(|it| placed.get(&it)) {
            *namespace = Some((*said).to_owned());
        }
    }
}

/// What those say together that do not gainsay one another.
fn agreed<'a>(overlays: &Overlays<'a>) -> Placed<'a> {
    let all: Vec<Placed<'_>> = overlays.outer().iter().map(|it| placed(overlays, *it)).collect();
    let mut said = BTreeMap::<&str, BTreeSet<Option<&str>>>::new();
    for (file, namespace) in all.iter().flatten() {
        said.entry(file).or_default().insert(*namespace);
    }
    let is_agreed = |it: &&Placed<'_>| it.keys().all(|file| said[file.as_str()].len() == 1);
    all.iter().filter(is_agreed).flatten().map(|(file, it)| (file.clone(), *it)).collect()
}

/// What one puts in which namespace, itself among them for what it generates.
fn placed<'a>(overlays: &Overlays<'a>, outer: usize) -> Placed<'a> {
    let mut placed = Placed::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(outer, None)];
    while let Some((index, said)) = open.pop() {
        if seen.len() >= MAX_TAKEN || !seen.insert(index) {
            continue;
        }
        let it = &overlays.all[index];
        let said = said.or(it.namespace.as_deref());
        placed.extend(it.path.as_deref().map(|path| (normal(path), said)));
        for resource in &it.resources {
            match overlays.resource(index, resource) {
                Ok(inner) => open.push((inner, said)),
                Err(file) => drop(placed.insert(file, said)),
            }
        }
    }
    placed
}
