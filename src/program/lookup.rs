//! Which object or file a reference means.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    facts::{
        ConfigObject, Container, Facts, Image, Kind, Layer, Reference, Referent, SettingFile,
        Workload,
    },
    text::FileId,
};

/// What references can mean, by name.
#[derive(Debug)]
pub(super) struct Lookup {
    paths: Arc<[Arc<str>]>,
    objects: HashMap<ObjectKey, Namesakes>,
    /// By path; of those that stand in another file, by that file and their name.
    files: HashMap<FileKey, usize>,
    images: HashMap<FileKey, usize>,
    /// By the folder of their file and their name.
    workloads: HashMap<(Box<str>, Box<str>), Vec<usize>>,
}

type FileKey = (Option<FileId>, String);

type ObjectKey = (Referent, Option<String>, String);

/// The objects of one name. A monorepo has one of each name for each of its systems,
/// and each system's programs ask for it.
#[derive(Debug, Default)]
struct Namesakes {
    /// In the order of their files.
    all: Vec<usize>,
    by_folder: HashMap<Box<str>, Vec<usize>>,
}

impl Lookup {
    pub(super) fn new(facts: &Facts, paths: &[Arc<str>]) -> Self {
        let path = |file: FileId| paths.get(file.0 as usize).map_or("", |path| path);
        let mut objects = HashMap::<_, Namesakes>::new();
        for (index, it) in facts.config_objects.iter().enumerate() {
            let key = (it.kind, it.namespace.clone(), it.name.it.clone());
            let namesakes = objects.entry(key).or_default();
            namesakes.all.push(index);
            let folder = folder(path(it.name.at.file)).into();
            namesakes.by_folder.entry(folder).or_default().push(index);
        }
        let files = facts.setting_files.iter().enumerate().filter_map(|(index, it)| {
            let within = it.embedded.then_some(it.at.file);
            Some(((within, normal(it.name.as_deref()?)), index))
        });
        let images = facts.images.iter().enumerate().filter_map(|(index, it)| {
            let within = it.embedded.then_some(it.at.file);
            Some(((within, normal(it.name.as_deref()?)), index))
        });
        let mut workloads = HashMap::<_, Vec<usize>>::new();
        for (index, it) in facts.workloads.iter().enumerate() {
            let key = (folder(path(it.name.at.file)).into(), it.name.it.as_str().into());
            workloads.entry(key).or_default().push(index);
        }
        let (files, images) = (files.collect(), images.collect());
        Self { paths: paths.into(), objects, files, images, workloads }
    }

    /// The workloads of a name beside a file.
    pub(super) fn workloads(&self, name: &str, file: FileId) -> &[usize] {
        let key = (folder(self.path(file)).into(), name.into());
        self.workloads.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn path(&self, file: FileId) -> &str {
        self.paths.get(file.0 as usize).map_or("", |path| path)
    }

    /// The one object that a reference means: of several of that name, the one in
    /// the same file, or else in the same folder. Of two there, nobody can say which
    /// is applied, and neither is believed.
    pub(super) fn object<'a>(
        &self,
        facts: &'a Facts,
        of: &Reference,
        workload: &Workload,
    ) -> Option<&'a ConfigObject> {
        self.object_index(facts, of, workload).map(|index| &facts.config_objects[index])
    }

    fn object_index(&self, facts: &Facts, of: &Reference, workload: &Workload) -> Option<usize> {
        let key = (of.to, workload.namespace.clone(), of.name.it.clone());
        let namesakes = self.objects.get(&key)?;
        let file = |index: &usize| facts.config_objects[*index].name.at.file;
        let own = workload.name.at.file;
        let near = namesakes.by_folder.get(folder(self.path(own))).unwrap_or(&namesakes.all);
        let first = near.partition_point(|it| file(it) < own);
        let here = &near[first..near.partition_point(|it| file(it) <= own)];
        match if here.is_empty() { near } else { here } {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The files of settings that some workload receives.
    pub(super) fn delivered_files(&self, facts: &Facts) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for workload in &facts.workloads {
            for layer in workload.containers.iter().flat_map(|it| &it.layers) {
                if let Layer::File { path, .. } = layer {
                    found.extend(self.find(&self.files, &path.it, workload.name.at.file));
                }
            }
        }
        found
    }

    /// The objects that some workload receives.
    pub(super) fn delivered(&self, facts: &Facts) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for workload in &facts.workloads {
            for layer in workload.containers.iter().flat_map(|it| &it.layers) {
                if let Layer::All { of, .. } | Layer::Key { of, .. } = layer {
                    found.extend(self.object_index(facts, of, workload));
                }
            }
        }
        found
    }

    /// An environment file, by its path from the folder of the workload's file.
    pub(super) fn file<'a>(
        &self,
        facts: &'a Facts,
        path: &str,
        workload: &Workload,
    ) -> Option<&'a SettingFile> {
        self.find(&self.files, path, workload.name.at.file).map(|it| &facts.setting_files[it])
    }

    /// The `.env` beside a Compose file, from which Compose interpolates.
    pub(super) fn env_file<'a>(
        &self,
        facts: &'a Facts,
        workload: &Workload,
    ) -> Option<&'a SettingFile> {
        let file = || self.file(facts, ".env", workload);
        (workload.kind == Kind::Compose).then(file).flatten()
    }

    /// The image that a Compose service is built from, if its Dockerfile is in the tree.
    pub(super) fn built<'a>(
        &self,
        facts: &'a Facts,
        workload: &Workload,
        container: &Container,
    ) -> Option<&'a Image> {
        let build = container.build.as_ref()?;
        let name = build.dockerfile.as_deref().unwrap_or("Dockerfile");
        let path = format!("{}/{name}", build.context);
        let file = workload.name.at.file;
        let found = self.find(&self.images, &path, file);
        found.or_else(|| self.find(&self.images, name, file)).map(|it| &facts.images[it])
    }

    fn find(&self, among: &HashMap<FileKey, usize>, path: &str, from: FileId) -> Option<usize> {
        // In a guide, the files it shows stand in the folder that it means.
        let shown = among.get(&(Some(from), normal(path)));
        let path = normal(&format!("{}/{path}", folder(self.path(from))));
        shown.or_else(|| among.get(&(None, path))).copied()
    }
}

pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path without `.`, `..` and doubled slashes.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_compared_in_their_plain_form() {
        assert_eq!(normal("a/./b/../c//d"), "a/c/d");
        assert_eq!(normal("../x"), "../x");
        assert_eq!(folder("a/b.yaml"), "a");
    }
}
