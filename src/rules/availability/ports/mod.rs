//! Ports that one object names and another should have.
//!
//! Refuses to know on which ports a program listens: only what manifests declare is
//! compared.

use crate::{
    facts::{Ingress, Located, Port, Service, Workload},
    program::Linked,
    rules::pods::{Pods, is_same, is_templated, system},
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

/// The ports that Services, and the probes of containers, mean by name or by number and
/// that no container declares; and where a template leaves that open.
pub fn undeclared(linked: &Linked, by: By) -> (Vec<Missing<'_>>, Vec<Location>) {
    let (mut missing, mut open) = (Vec::new(), Vec::new());
    let pods = Pods::new(linked);
    for service in &linked.facts().services {
        let selected = pods.selected(&service.selector, service.namespace.as_deref());
        let near = |it: &&&Workload| linked.are_together(it.name.at.file, service.name.at.file);
        let selected: Vec<_> = selected.iter().filter(near).copied().collect();
        let targets = service.ports.iter().filter_map(|it| it.target.as_ref());
        compare(&selected, targets.collect(), by, &mut missing, &mut open);
    }
    for workload in linked.facts().workloads.iter().filter(|it| it.kind.is_workload()) {
        let probed = workload.containers.iter().flat_map(|it| &it.probed);
        compare(&[workload], probed.collect(), by, &mut missing, &mut open);
    }
    (missing, open)
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
        if is_templated(&port.it) || declared.iter().any(|it| is_unknown(it)) {
            open.push(port.at);
            continue;
        }
        let is_it = |it: &&Port| match by {
            By::Name => it.name.as_ref() == Some(&port.it),
            By::Number => it.container.is_some_and(|it| it.to_string() == port.it),
        };
        if by.is(&port.it) && !declared.iter().any(|it| is_it(it)) {
            let owner = first.title().to_string();
            missing.push(Missing { at: port.at, owner, owner_at: declared[0].at, port: &port.it });
        }
    }
}

/// The ports that Ingresses mean and that the Service of that name does not have.
pub fn unserved(linked: &Linked) -> Vec<Missing<'_>> {
    let mut missing = Vec::new();
    for ingress in &linked.facts().ingresses {
        for (name, port) in &ingress.backend_ports {
            let Some(service) = meant(name, ingress, linked) else { continue };
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

/// The only Service of that name which the Ingress can mean.
fn meant<'a>(name: &str, ingress: &Ingress, linked: &'a Linked) -> Option<&'a Service> {
    let own = system(linked, ingress.name.at.file);
    let mut same = linked.facts().services.iter().filter(|it| {
        it.name.it == name
            && is_same(it.namespace.as_deref(), ingress.namespace.as_deref())
            && system(linked, it.name.at.file) == own
    });
    same.next().filter(|_| same.next().is_none())
}
