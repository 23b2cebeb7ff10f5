//! What the trees are made of that no file is: one that writes a rule is told of a name
//! that none of them has, as such a path leads nowhere and the rule would find nothing.

use super::{
    Fault,
    file::{BodyFile, Over},
    predicate_file::{PredicateFile, ValueFile},
};
use crate::{text::did_you_mean, tree::Selector};

/// What stands below a name, or at the root where that is empty.
type Below = (&'static str, &'static [&'static str]);

const PROGRAM: &[Below] = &[
    (
        "",
        &[
            "budgets",
            "container",
            "context",
            "form",
            "ingresses",
            "kind",
            "name",
            "network_policies",
            "path",
            "scalers",
            "services",
            "settings",
            "variables",
            "whole",
            "workload",
        ],
    ),
    ("workload", WORKLOAD),
    ("container", CONTAINER),
];

const FACTS: &[Below] = &[("", &["commands", "images", "workloads"])];

const WORKSPACE: &[Below] = &[(
    "",
    &[
        "budgets",
        "images",
        "ingresses",
        "network_policies",
        "objects",
        "programs",
        "scalers",
        "services",
        "workloads",
    ],
)];

const WORKLOAD: &[&str] = &[
    "automount_token",
    "host_ipc",
    "host_network",
    "host_pid",
    "is_fragment",
    "kind",
    "name",
    "platform",
    "replicas",
    "service",
    "service_account",
    "title",
    "volumes",
];

const CONTAINER: &[&str] = &[
    "added_capabilities",
    "built_image",
    "command",
    "dropped_capabilities",
    "has_liveness",
    "has_readiness",
    "image",
    "is_built",
    "is_fragment",
    "limits",
    "mounts",
    "name",
    "non_root",
    "ports",
    "privilege_escalation",
    "privileged",
    "read_only_root",
    "requests",
    "role",
    "seccomp",
    "user",
];

/// A path from the root that leads nowhere in any such tree.
pub(super) fn strange(file: &BodyFile, over: Over) -> Option<Fault> {
    let known = match over {
        Over::Document => return None,
        Over::Facts => FACTS,
        Over::Program => PROGRAM,
        Over::Workspace => WORKSPACE,
    };
    let predicates = file.when.iter().chain(&file.find).flat_map(PredicateFile::each);
    let asked = predicates.flat_map(paths).filter(|it| it.starts_with("$."));
    let told = file.related.iter().map(|it| &it.at).chain(&file.at);
    let told = told.filter(|it| it.starts_with("$."));
    let mut all = file.select.iter().chain(asked).chain(told);
    all.find_map(|path| fault(path, known))
}

fn paths(it: &PredicateFile) -> Vec<&String> {
    let own = [&it.path, &it.same_as, &it.below_path, &it.above_path].into_iter().flatten();
    let values = it.values.values().filter_map(|it| match it {
        ValueFile::Path(path) => Some(path),
        ValueFile::Setting { .. } => None,
    });
    own.chain(values).collect()
}

fn fault(path: &str, known: &[Below]) -> Option<Fault> {
    let selector = Selector::parse(path).ok()?;
    let mut above = "";
    for name in selector.names() {
        let (_, below) = known.iter().find(|it| it.0 == above)?;
        if !below.contains(&name) {
            let hint = did_you_mean(name, below.iter().copied());
            return Some(Fault::Strange(path.to_owned(), format!("`{name}`{hint}")));
        }
        above = name;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_for_authors_has_all_names() {
        let page = include_str!("../../docs/writing-rules.md");
        let all = [PROGRAM, FACTS, WORKSPACE].into_iter().flatten().flat_map(|it| it.1);
        let missing = all.filter(|it| !page.contains(&format!("`{it}")));
        assert_eq!(missing.collect::<Vec<_>>(), [&""; 0]);
    }

    #[test]
    fn a_name_that_no_program_has_is_told_with_the_nearest() {
        let said = |path: &str, known| fault(path, known).map(|it| it.to_string());
        let told = said("$.ingreses[*].name", PROGRAM).expect("a fault");
        assert!(told.contains("no `ingreses`; did you mean `ingresses`?"), "{told}");
        assert!(said("container.live", PROGRAM).is_some());
        assert!(said("container.limits.memory", PROGRAM).is_none());
        assert!(said("settings['any name']", PROGRAM).is_none());
        assert!(said("$", PROGRAM).is_none() && said("..image", FACTS).is_none());
    }
}
