//! What kustomizations make of the manifests that they take.
//!
//! An overlay that no other takes is what someone applies. Of several, each makes its own
//! variant of a base: only what all of them change is believed to be changed. Refuses to
//! know patches: they were applied to the objects before.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    lookup::{folder, normal},
    namespaces,
};
use crate::{
    facts::{Certainty, ConfigObject, Facts, Kustomization, Located, NewImage, Referent, Stated},
    text::FileId,
};

/// How many kustomizations one may be made of.
pub(super) const MAX_TAKEN: usize = 200;

/// What one takes in the end: files, and kustomizations with the innermost first.
pub(crate) struct Taken {
    pub files: BTreeSet<String>,
    pub parts: Vec<usize>,
}

/// The kustomizations of a tree, by their folders.
pub(crate) struct Overlays<'a> {
    pub(super) all: &'a [Kustomization],
    by_folder: BTreeMap<String, usize>,
}

impl<'a> Overlays<'a> {
    pub(crate) fn new(all: &'a [Kustomization]) -> Self {
        let mut by_folder = BTreeMap::new();
        for (index, it) in all.iter().enumerate() {
            by_folder.extend(it.path.as_deref().map(|path| (normal(folder(path)), index)));
        }
        Self { all, by_folder }
    }

    /// Those that no other takes.
    pub(crate) fn outer(&self) -> Vec<usize> {
        let resources = self.by_folder.iter().flat_map(|(folder, index)| {
            let own = self.all[*index].resources.iter();
            own.map(move |it| normal(&format!("{folder}/{it}")))
        });
        let within: BTreeSet<usize> =
            resources.filter_map(|path| self.by_folder.get(&path).copied()).collect();
        self.by_folder.values().filter(|it| !within.contains(it)).copied().collect()
    }

    /// What a resource of one is: another, or a file of this path.
    pub(super) fn resource(&self, of: usize, resource: &str) -> Result<usize, String> {
        let own = folder(self.all[of].path.as_deref().unwrap_or_default());
        let path = normal(&format!("{own}/{resource}"));
        self.by_folder.get(&path).copied().ok_or(path)
    }

    pub(crate) fn taken(&self, first: usize) -> Taken {
        let mut taken = Taken { files: BTreeSet::new(), parts: Vec::new() };
        let mut open = vec![first];
        while let Some(index) = open.pop() {
            if taken.parts.contains(&index) || taken.parts.len() >= MAX_TAKEN {
                continue;
            }
            taken.parts.push(index);
            for resource in &self.all[index].resources {
                match self.resource(index, resource) {
                    Ok(inner) => open.push(inner),
                    Err(file) => drop(taken.files.insert(file)),
                }
            }
        }
        taken.parts.reverse();
        taken
    }
}

pub(super) fn apply(facts: &mut Facts, paths: &[Arc<str>]) {
    let all = std::mem::take(&mut facts.kustomizations);
    let overlays = Overlays::new(&all);
    let outer: Vec<Taken> = overlays.outer().into_iter().map(|it| overlays.taken(it)).collect();
    put_images(facts, paths, &all, &outer);
    let generated = generated(facts, &all, &overlays.by_folder, paths);
    facts.config_objects.extend(generated);
    namespaces::put(facts, paths, &overlays);
    doubt_changed(facts, paths, &all);
    facts.kustomizations = all;
}

/// Writes the images that overlays give in place of those of their bases.
fn put_images(facts: &mut Facts, paths: &[Arc<str>], all: &[Kustomization], outer: &[Taken]) {
    if all.iter().all(|it| it.images.is_empty()) {
        return;
    }
    let mut by_file = BTreeMap::<&str, Vec<&Taken>>::new();
    for it in outer {
        it.files.iter().for_each(|file| by_file.entry(file).or_default().push(it));
    }
    for workload in facts.workloads.iter_mut().filter(|it| !it.embedded) {
        let Some(path) = paths.get(workload.name.at.file.0 as usize) else { continue };
        let Some(over) = by_file.get(normal(path).as_str()) else { continue };
        for container in &mut workload.containers {
            let Some(image) = container.image.located() else { continue };
            let changes = over.iter().map(|taken| changed(image, taken, all));
            // What one of them leaves as it is runs as it is.
            let changes: Option<Vec<_>> = changes.collect();
            if let Some(first) = changes.and_then(|it| it.into_iter().next()) {
                container.image = Stated::Known(first);
            }
        }
    }
}

/// An image as an overlay names it, if it changes it.
fn changed(
    image: &Located<String>,
    taken: &Taken,
    all: &[Kustomization],
) -> Option<Located<String>> {
    let changes = taken.parts.iter().flat_map(|it| &all[*it].images);
    let mut found: Option<Located<String>> = None;
    for change in changes {
        let own = found.as_ref().unwrap_or(image);
        if bare(&own.it) == change.name {
            found = Some(replaced(own, change));
        }
    }
    found
}

fn replaced(image: &Located<String>, change: &NewImage) -> Located<String> {
    let name = change.new_name.as_ref().map_or_else(|| bare(&image.it), |it| &it.it);
    let (mark, version) = match (&change.digest, &change.tag) {
        (Some(digest), _) => ("@", Some(digest)),
        (None, tag) => (":", tag.as_ref()),
    };
    match version.or(change.new_name.as_ref()) {
        None => image.clone(),
        Some(it) => {
            let kept = &image.it[bare(&image.it).len()..];
            let text = match version {
                Some(version) => format!("{name}{mark}{}", version.it),
                None => format!("{name}{kept}"),
            };
            Located { it: text, at: it.at }
        }
    }
}

/// An image without tag and digest.
fn bare(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    let start = name.rfind('/').map_or(0, |at| at + 1);
    let end = name[start..].find(':').map_or(name.len(), |at| start + at);
    &name[..end]
}

/// The objects that are generated, with what their files hold.
fn generated(
    facts: &Facts,
    all: &[Kustomization],
    by_folder: &BTreeMap<String, usize>,
    paths: &[Arc<str>],
) -> Vec<ConfigObject> {
    if all.iter().all(|it| it.generated.is_empty()) {
        return Vec::new();
    }
    let path = |file: FileId| paths.get(file.0 as usize).map_or("", |path| path);
    let files = facts.setting_files.iter().filter(|it| !it.embedded);
    let files: BTreeMap<String, usize> =
        files.enumerate().map(|(index, it)| (normal(path(it.at.file)), index)).collect();
    let settings: Vec<_> = facts.setting_files.iter().filter(|it| !it.embedded).collect();
    let mut found = Vec::new();
    for (folder, index) in by_folder {
        for it in all[*index].generated.iter().filter(|it| !it.is_change) {
            let mut object = it.object.clone();
            let read = it.files.iter().map(|it| files.get(&normal(&format!("{folder}/{}", it.it))));
            // A file that is not there may hold anything.
            let Some(read) = read.collect::<Option<Vec<_>>>() else { continue };
            for file in read {
                object.settings.extend(settings[*file].settings.iter().cloned());
            }
            found.push(object);
        }
    }
    found
}

/// What an overlay generates anew, or patches, holds in its base unless the overlay is
/// applied.
fn doubt_changed(facts: &mut Facts, paths: &[Arc<str>], all: &[Kustomization]) {
    if all.is_empty() {
        return;
    }
    let path = |file: FileId| paths.get(file.0 as usize).map_or("an overlay", |path| path);
    let parts = facts.config_objects.iter().filter(|it| it.is_part);
    let mut changes: Vec<Change> =
        parts.map(|it| Change::new(it, path(it.name.at.file), false)).collect();
    let generated = all.iter().flat_map(|it| &it.generated).filter(|it| it.is_change);
    changes.extend(
        generated
            .map(|it| Change::new(&it.object, path(it.object.name.at.file), !it.files.is_empty())),
    );
    for Change { kind, name, keys, is_open, by } in changes {
        let whole = facts.config_objects.iter_mut().filter(|it| !it.is_part);
        let same = whole.filter(|it| it.kind == kind && it.name.it == name);
        for setting in same.flat_map(|it| &mut it.settings) {
            let may_be = is_open || keys.contains(&setting.delivered.it);
            if may_be && setting.value.certainty == Certainty::Known {
                setting.value.certainty = Certainty::Assumed(by.clone());
            }
        }
    }
}

/// An object that others of its kind and name may be changed by.
struct Change {
    kind: Referent,
    name: String,
    keys: BTreeSet<String>,
    /// Whether it may change more than its keys say.
    is_open: bool,
    by: String,
}

impl Change {
    fn new(object: &ConfigObject, path: &str, is_open: bool) -> Self {
        Self {
            kind: object.kind,
            name: object.name.it.clone(),
            keys: object.settings.iter().map(|it| it.delivered.it.clone()).collect(),
            is_open,
            by: format!("`{path}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_what_follows_the_last_part_of_a_name() {
        for (image, expected) in [
            ("api", "api"),
            ("localhost:5000/api", "localhost:5000/api"),
            ("localhost:5000/api:1@sha256:0", "localhost:5000/api"),
        ] {
            assert_eq!(bare(image), expected);
        }
    }
}
