//! What stands near a workload and may be about it, found without a look at all else.
//!
//! A tree may hold the same system ten thousand times: who asks for what is beside him
//! must not be shown the rest.

use std::collections::HashMap;

use super::{Linked, lookup::folder};
use crate::{
    facts::{Budget, Facts, Ingress, Located, NetworkPolicy, Scaler, Service, Workload},
    text::FileId,
};

/// A namespace, and a label.
type Selected = (Option<String>, Option<(String, String)>);

/// Objects by their folders, or by what they name.
#[derive(Debug, Default)]
pub(super) struct Near {
    services: HashMap<Box<str>, Vec<usize>>,
    scalers: HashMap<Box<str>, Vec<usize>>,
    budgets: HashMap<Box<str>, Vec<usize>>,
    /// By namespace; by the first label that they select, where they select any.
    policies: HashMap<Selected, Vec<usize>>,
    /// By namespace and the Service that they lead to.
    ingresses: HashMap<(Option<String>, String), Vec<usize>>,
}

impl Near {
    pub(super) fn new(facts: &Facts, path: impl Fn(FileId) -> String) -> Self {
        let mut policies = HashMap::<_, Vec<usize>>::new();
        for (index, it) in facts.network_policies.iter().enumerate() {
            let key = (it.namespace.clone(), it.selector.labels.first().cloned());
            policies.entry(key).or_default().push(index);
        }
        let mut ingresses = HashMap::<_, Vec<usize>>::new();
        for (index, it) in facts.ingresses.iter().enumerate() {
            for backend in &it.backends {
                let all: &mut Vec<usize> =
                    ingresses.entry((it.namespace.clone(), backend.it.clone())).or_default();
                if all.last() != Some(&index) {
                    all.push(index);
                }
            }
        }
        Self {
            services: by_folder(facts.services.iter().map(|it| &it.name), &path),
            scalers: by_folder(facts.scalers.iter().map(|it| &it.name), &path),
            budgets: by_folder(facts.budgets.iter().map(|it| &it.name), &path),
            policies,
            ingresses,
        }
    }

    pub(super) fn services<'a>(
        &'a self,
        facts: &'a Facts,
        path: &str,
    ) -> impl Iterator<Item = &'a Service> {
        self.services.get(folder(path)).into_iter().flatten().map(|it| &facts.services[*it])
    }

    pub(super) fn scalers<'a>(
        &'a self,
        facts: &'a Facts,
        path: &str,
    ) -> impl Iterator<Item = &'a Scaler> {
        self.scalers.get(folder(path)).into_iter().flatten().map(|it| &facts.scalers[*it])
    }

    pub(super) fn budgets<'a>(
        &'a self,
        facts: &'a Facts,
        path: &str,
    ) -> impl Iterator<Item = &'a Budget> {
        self.budgets.get(folder(path)).into_iter().flatten().map(|it| &facts.budgets[*it])
    }

    /// Those of its namespace that may mean a workload: by one of its labels, or all.
    pub(super) fn policies<'a>(
        &self,
        facts: &'a Facts,
        workload: &Workload,
    ) -> Vec<&'a NetworkPolicy> {
        let labels = workload.labels.iter().map(|it| Some(it.clone())).chain([None]);
        let keys = labels.map(|it| (workload.namespace.clone(), it));
        let mut found: Vec<usize> =
            keys.filter_map(|it| self.policies.get(&it)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|it| &facts.network_policies[it]).collect()
    }

    /// The Ingresses of a namespace that lead to Services.
    pub(super) fn ingresses<'a>(
        &self,
        facts: &'a Facts,
        namespace: &Option<String>,
        services: &[&Service],
    ) -> Vec<&'a Ingress> {
        let keys = services.iter().map(|it| (namespace.clone(), it.name.it.clone()));
        let mut found: Vec<usize> =
            keys.filter_map(|it| self.ingresses.get(&it)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|it| &facts.ingresses[it]).collect()
    }
}

impl Linked {
    /// The folder that a file stands in.
    pub fn folder(&self, file: FileId) -> &str {
        folder(self.path(file))
    }

    /// The scalers in the folder of a file.
    pub fn scalers_beside(&self, file: FileId) -> impl Iterator<Item = &Scaler> {
        self.near.scalers(&self.facts, self.path(file))
    }
}

fn by_folder<'a>(
    names: impl Iterator<Item = &'a Located<String>>,
    path: &impl Fn(FileId) -> String,
) -> HashMap<Box<str>, Vec<usize>> {
    let mut found = HashMap::<Box<str>, Vec<usize>>::new();
    for (index, name) in names.enumerate() {
        found.entry(folder(&path(name.at.file)).into()).or_default().push(index);
    }
    found
}
