//! Which objects of a cluster mean one another, and how many pods there will be.
//!
//! What a template names is not known, and neither meant nor not.

use std::collections::HashMap;

use crate::{
    facts::{Kind, Located, Scaler, Workload},
    program::Linked,
    text::FileId,
};

/// What names of objects end with that stand before the same program.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "-api", "-app", "-clusterip", "-deploy", "-deployment", "-external", "-grpc", "-headless",
    "-http", "-internal", "-lb", "-loadbalancer", "-metrics", "-netpol", "-network-policy",
    "-policy", "-server", "-service", "-svc",
];

/// The workloads of Kubernetes, by what selects them.
pub struct Pods<'a> {
    linked: &'a Linked,
    by_label: HashMap<(&'a str, &'a str), Vec<&'a Workload>>,
    /// By system and by the stem of the name.
    by_name: HashMap<(&'a str, &'a str), Vec<&'a Workload>>,
}

impl<'a> Pods<'a> {
    pub fn new(linked: &'a Linked) -> Self {
        let (mut by_label, mut by_name) = (HashMap::new(), HashMap::new());
        for it in linked.facts().workloads.iter().filter(|it| it.kind.is_workload()) {
            for (key, value) in &it.labels {
                let all: &mut Vec<_> = by_label.entry((key.as_str(), value.as_str())).or_default();
                all.push(it);
            }
            let all: &mut Vec<_> =
                by_name.entry((system(linked, it.name.at.file), stem(&it.name.it))).or_default();
            all.push(it);
        }
        Self { linked, by_label, by_name }
    }

    /// The workloads of a namespace that have all of some labels.
    pub fn selected(
        &self,
        labels: &[(String, String)],
        namespace: Option<&str>,
    ) -> Vec<&'a Workload> {
        let found = labels.iter().map(|(key, value)| {
            self.by_label.get(&(key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice)
        });
        let Some(fewest) = found.min_by_key(|it| it.len()) else { return Vec::new() };
        let fits = |it: &&&Workload| {
            is_same(it.namespace.as_deref(), namespace)
                && labels.iter().all(|label| it.labels.contains(label))
        };
        fewest.iter().filter(fits).copied().collect()
    }

    /// The workload of the same system that an object is named after, where no pod of
    /// the tree has the labels that it selects, and nothing is left open.
    pub fn missed(
        &self,
        name: &Located<String>,
        namespace: Option<&str>,
        labels: &[(String, String)],
    ) -> Option<&'a Workload> {
        let is_open = |it: &(String, String)| is_templated(&it.0) || is_templated(&it.1);
        if labels.is_empty() || labels.iter().any(is_open) || is_templated(&name.it) {
            return None;
        }
        let near = self.by_name.get(&(system(self.linked, name.at.file), stem(&name.it)))?;
        let whole = |it: &&&Workload| {
            !it.is_fragment && !it.labels.is_empty() && !it.labels.iter().any(is_open)
        };
        let meant =
            near.iter().filter(whole).find(|it| is_same(it.namespace.as_deref(), namespace));
        meant.copied().filter(|_| self.selected(labels, namespace).is_empty())
    }
}

/// What a file belongs to: a guide to itself, a manifest to its folder.
pub fn system(linked: &Linked, file: FileId) -> &str {
    let path = linked.path(file);
    if path.ends_with(".md") {
        return path;
    }
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether two namespaces can be the same: who applies a manifest may give it one.
pub fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    one == other || one.is_none() || other.is_none()
}

pub fn is_templated(text: &str) -> bool {
    ["{{", "${", "$("].iter().any(|it| text.contains(it))
}

/// A name without what only says which of a program's objects it is.
fn stem(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = ENDINGS.iter().find_map(|it| name.strip_suffix(it)) {
        name = rest;
    }
    name
}

/// What scales a workload, if it is in the tree.
pub fn scaler<'a>(linked: &'a Linked, workload: &Workload) -> Option<&'a Scaler> {
    if !workload.kind.is_workload() {
        return None;
    }
    let kind = format!("{:?}", workload.kind);
    linked.scalers_beside(workload.name.at.file).find(|it| {
        it.target.1 == workload.name.it
            && it.target.0 == kind
            && is_same(it.namespace.as_deref(), workload.namespace.as_deref())
    })
}

/// How many pods a workload may have at most, and where that is said.
pub fn most<'a>(linked: &'a Linked, workload: &'a Workload) -> Option<&'a Located<i64>> {
    match scaler(linked, workload) {
        Some(scaler) => scaler.max.located(),
        None => workload.replicas.located(),
    }
}

/// How many pods a workload has at least, and where that is said.
pub fn least<'a>(linked: &'a Linked, workload: &'a Workload) -> Option<&'a Located<i64>> {
    match scaler(linked, workload) {
        Some(scaler) => scaler.min.located(),
        None => workload.replicas.located(),
    }
}

/// Whether each of its pods keeps data of its own.
pub fn is_stateful(workload: &Workload) -> bool {
    let keeps = |workload: &Workload| {
        let mut mounts = workload.containers.iter().flat_map(|it| &it.mounts);
        mounts.any(|it| it.host.is_none() && !it.volume.is_empty())
    };
    match workload.kind {
        Kind::StatefulSet => true,
        Kind::Compose => keeps(workload),
        _ => false,
    }
}
