//! Ports that one object names and another should have.
//!
//! Refuses to know on which ports a program listens: only what manifests declare is
//! compared.

use std::collections::HashMap;

use crate::{
    facts::{Ingress, Located, Port, Service, Workload},
    program::Linked,
    rules::pods::{is_same, is_templated, system},
    text::Location,
};

/// A port that is named at one place and not declared at another.
pub struct Missing<'a> {
    pub at: Location,
    /// What should have it, and where that stands.
    pub owner: String,
    pub owner_at: Location,
    pub port: &'a str,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Name,
    Number,
}

impl By {
    fn is(self, port: &str) -> bool {
        let is_number = port.chars().all(|it| it.is_ascii_digit());
        (self == Self::Number) == is_number
    }
}

/// The ports that Services, NetworkPolicies and the probes of containers mean by name or by
/// number and that no container declares; and where a template leaves that open.
pub fn undeclared(linked: &Linked, by: By) -> (Vec<Missing<'_>>, Vec<Location>) {
    let (mut missing, mut open) = (Vec::new(), Vec::new());
    let mut near = HashMap::<&str, Vec<&Workload>>::new();
    for it in linked.facts().workloads.iter().filter(|it| it.kind.is_workload()) {
        near.entry(system(linked, it.name.at.file)).or_default().push(it);
    }
    let selected = |labels: &[(String, String)], namespace: Option<&str>, file| {
        let beside = near.get(system(linked, file)).into_iter().flatten();
        let is_selected = |it: &&&Workload| {
            is_same(it.namespace.as_deref(), namespace)
                && labels.iter().all(|label| it.labels.contains(label))
        };
        beside.filter(is_selected).copied().collect::<Vec<_>>()
    };
    for it in linked.facts().services.iter().filter(|it| !it.selector.is_empty()) {
        let selected = selected(&it.selector, it.namespace.as_deref(), it.name.at.file);
        let targets = it.ports.iter().filter_map(|it| it.target.as_ref());
        compare(&selected, targets.collect(), by, &mut missing, &mut open);
    }
    for it in &linked.facts().network_policies {
        let namespace = it.namespace.as_deref();
        for port in &it.ports {
            let pods = port.pods.iter().map(|it_is| selected(it_is, namespace, it.name.at.file));
            let pods: Vec<_> = pods.collect();
            // Who is not here may listen where he likes, and so may who declares nothing.
            if pods.iter().all(|it| it.iter().any(|it| declares(it))) {
                compare(&pods.concat(), vec![&port.port], by, &mut missing, &mut open);
            }
        }
    }
    for workload in linked.facts().workloads.iter().filter(|it| it.kind.is_workload()) {
        // One that declares nothing may be asked at any port.
        let declaring = workload.containers.iter().filter(|it| !it.ports.is_empty());
        let probed = declaring.flat_map(|it| &it.probed);
        compare(&[workload], probed.collect(), by, &mut missing, &mut open);
    }
    (missing, open)
}

fn declares(workload: &Workload) -> bool {
    workload.containers.iter().any(|it| !it.ports.is_empty())
}

fn compare<'a>(
    workloads: &[&'a Workload],
    wanted: Vec<&'a Located<String>>,
    by: By,
    missing: &mut Vec<Missing<'a>>,
    open: &mut Vec<Location>,
) {
    let declared: Vec<&Port> =
        workloads.iter().flat_map(|it| &it.containers).flat_map(|it| &it.ports).collect();
    let Some(first) = workloads.first().filter(|_| !declared.is_empty()) else { return };
    if workloads.iter().any(|it| it.is_fragment) {
        return;
    }
    for port in wanted {
        let is_unknown =
            |it: &&Port| it.container.is_none() || it.name.as_deref().is_some_and(is_templated);
        if is_templated(&port.it) || declared.iter().any(is_unknown) {
            open.push(port.at);
            continue;
        }
        let is_it = |it: &&Port| match by {
            By::Name => it.name.as_ref() == Some(&port.it),
            By::Number => it.container.is_some_and(|it| it.to_string() == port.it),
        };
        if by.is(&port.it) && !declared.iter().any(is_it) {
            let owner = first.title().to_string();
            missing.push(Missing { at: port.at, owner, owner_at: declared[0].at, port: &port.it });
        }
    }
}

/// The ports that Ingresses mean and that the Service of that name does not have.
pub fn unserved(linked: &Linked) -> Vec<Missing<'_>> {
    let mut missing = Vec::new();
    let mut named = HashMap::<(&str, &str), Vec<&Service>>::new();
    for it in &linked.facts().services {
        let key = (system(linked, it.name.at.file), it.name.it.as_str());
        named.entry(key).or_default().push(it);
    }
    for ingress in &linked.facts().ingresses {
        for (name, port) in &ingress.backend_ports {
            let same = named.get(&(system(linked, ingress.name.at.file), name.as_str()));
            let Some(service) = same.and_then(|it| meant(it, ingress)) else { continue };
            let has = service.ports.iter().any(|it| {
                it.port.is_none_or(|it| it.to_string() == port.it)
                    || it.name.as_ref() == Some(&port.it)
                    || it.name.as_deref().is_some_and(is_templated)
            });
            if !has && !service.ports.is_empty() && !is_templated(&port.it) {
                let owner = name.clone();
                let owner_at = service.name.at;
                missing.push(Missing { at: port.at, owner, owner_at, port: &port.it });
            }
        }
    }
    missing
}

/// The only Service of a name which the Ingress can mean.
fn meant<'a>(named: &[&'a Service], ingress: &Ingress) -> Option<&'a Service> {
    let mut same =
        named.iter().filter(|it| is_same(it.namespace.as_deref(), ingress.namespace.as_deref()));
    same.next().filter(|_| same.next().is_none()).copied()
}
