//! A program as a tree, so that the one selector grammar walks over all that it is told.
//!
//! What is not known reads as unknown, and nothing is looked up here that linking has
//! not found.

use std::collections::BTreeMap;

use super::{Effective, Linked, Program, Subject};
use crate::{
    facts::{
        Draft, Ingress, Located, Selector, SettingForm, Stated, UNKNOWN, UNKNOWN_TEXT, Value,
        Workload,
    },
    text::Location,
    tree::{NodeId, Tree},
};

/// A program as a tree whose nodes stand in several files.
#[derive(Clone, Debug)]
pub struct Outline {
    pub tree: Tree,
    places: Vec<Location>,
}

impl Outline {
    pub fn locate(&self, node: NodeId) -> Location {
        self.places.get(node.index()).copied().unwrap_or_else(|| self.tree.locate(node))
    }
}

/// The settings of a program, by the words of their names.
type Settings<'a> = BTreeMap<&'a str, Vec<&'a Effective>>;

pub(super) fn outline(program: &Program, linked: &Linked) -> Option<Outline> {
    let mut draft = Draft::across(program.at);
    let at = program.at;
    let form = match program.subject {
        Subject::Container { .. } => "container",
        Subject::SettingFile(_) => "file",
        Subject::ConfigObject(_) => "object",
        Subject::Image(_) => "image",
    };
    draft.plain("form", at, form);
    draft.plain("context", at, program.context.name());
    draft.plain("path", at, linked.path(at.file));
    if let Some(file) = program.setting_file(linked) {
        draft.plain("kind", at, &format!("{:?}", file.kind));
        let name = file.name.as_deref().unwrap_or_default();
        draft.plain("name", at, name.rsplit('/').next().unwrap_or(name));
    }
    if let Some((workload, container)) = program.container(linked) {
        draft.key("workload");
        draft.map(at, |draft| draft.workload_itself(workload));
        draft.key("container");
        draft.container(container, workload);
        if is_whole(program, workload) {
            draft.plain("whole", at, "true");
        }
        around(&mut draft, workload, linked);
    }
    settings(&mut draft, program);
    let (tree, places) = draft.finish()?;
    Some(Outline { tree, places })
}

/// Whether all that gives it settings is in the tree: only of such a program can it be
/// said that something is not set.
fn is_whole(program: &Program, workload: &Workload) -> bool {
    program.missing.is_empty() && !workload.is_fragment
}

fn settings(draft: &mut Draft, program: &Program) {
    let mut by_name = Settings::new();
    let presumed = program.presumed.iter().filter(|it| it.form != SettingForm::Documented);
    let all: Vec<_> = program.settings.iter().chain(presumed.map(|it| &it.effective)).collect();
    for it in &all {
        by_name.entry(&it.setting.configuration).or_default().push(it);
    }
    draft.key("settings");
    draft.map(program.at, |draft| {
        for (name, of_name) in by_name {
            draft.key(name);
            match of_name.as_slice() {
                [only] => value(draft, &only.setting.value),
                several => draft.list(several, |draft, it| value(draft, &it.setting.value)),
            }
        }
    });
    draft.key("variables");
    draft.list(&all, |draft, it| {
        let name = &it.setting.delivered;
        draft.map(name.at, |draft| {
            draft.text("name", name);
            draft.plain("words", name.at, &it.setting.configuration);
            draft.key("value");
            value(draft, &it.setting.value);
        });
    });
}

fn value(draft: &mut Draft, value: &Value) {
    let text = value.pattern().replace(UNKNOWN, UNKNOWN_TEXT);
    draft.item(value.at, &text);
}

/// What other objects say of a workload.
fn around(draft: &mut Draft, workload: &Workload, linked: &Linked) {
    scaled(draft, workload, linked);
    reached(draft, workload, linked);
    let policies = linked.facts().network_policies.iter().filter(|it| {
        let is_all = it.selector.labels.is_empty() && !it.selector.has_expressions;
        it.namespace == workload.namespace && (is_all || selects(&it.selector, workload))
    });
    named(
        draft,
        "network_policies",
        policies,
        |it| &it.name,
        |draft, it| {
            draft.plain("ingress", it.name.at, &it.covers_ingress.to_string());
            draft.plain("egress", it.name.at, &it.covers_egress.to_string());
        },
    );
}

/// How many of it there are, and how many there must be.
fn scaled(draft: &mut Draft, workload: &Workload, linked: &Linked) {
    let facts = linked.facts();
    let target = (format!("{:?}", workload.kind), workload.name.it.clone());
    let scalers = facts.scalers.iter().filter(|it| it.target == target);
    let scalers = scalers.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    named(
        draft,
        "scalers",
        scalers,
        |it| &it.name,
        |draft, it| {
            number(draft, "min", &it.min);
            number(draft, "max", &it.max);
        },
    );
    let budgets = facts.budgets.iter().filter(|it| selects(&it.selector, workload));
    let budgets = budgets.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    named(
        draft,
        "budgets",
        budgets,
        |it| &it.name,
        |draft, it| {
            draft.stated_text("min_available", &it.min_available);
            draft.stated_text("max_unavailable", &it.max_unavailable);
        },
    );
}

/// How it is reached.
fn reached(draft: &mut Draft, workload: &Workload, linked: &Linked) {
    let facts = linked.facts();
    let services = facts.services.iter().filter(|it| are_of(&it.selector, workload));
    let services = services.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    let services: Vec<_> = services.collect();
    named(
        draft,
        "services",
        services.iter().copied(),
        |it| &it.name,
        |draft, it| {
            draft.stated_text("type", &it.service_type);
        },
    );
    let leads_here = |it: &&Ingress| {
        let is_service = |name: &str| services.iter().any(|it| it.name.it == name);
        it.namespace == workload.namespace && it.backends.iter().any(|it| is_service(&it.it))
    };
    let ingresses = facts.ingresses.iter().filter(leads_here);
    named(
        draft,
        "ingresses",
        ingresses,
        |it| &it.name,
        |draft, it| {
            draft.plain("tls", it.tls.unwrap_or(it.name.at), &it.tls.is_some().to_string());
        },
    );
}

fn is_near(namespace: &Option<String>, at: Location, workload: &Workload, linked: &Linked) -> bool {
    *namespace == workload.namespace && linked.are_together(at.file, workload.name.at.file)
}

fn selects(selector: &Selector, workload: &Workload) -> bool {
    !selector.has_expressions && are_of(&selector.labels, workload)
}

/// Whether labels choose a workload.
fn are_of(labels: &[(String, String)], workload: &Workload) -> bool {
    !labels.is_empty() && labels.iter().all(|it| workload.labels.contains(it))
}

/// A list of objects with their names, if there are any.
fn named<'a, T: 'a>(
    draft: &mut Draft,
    key: &str,
    objects: impl Iterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a Located<String>,
    each: impl Fn(&mut Draft, &'a T),
) {
    let objects: Vec<&'a T> = objects.collect();
    if objects.is_empty() {
        return;
    }
    draft.key(key);
    draft.list(&objects, |draft, it| {
        let name = name(it);
        draft.map(name.at, |draft| {
            draft.text("name", name);
            each(draft, it);
        });
    });
}

fn number(draft: &mut Draft, name: &str, fact: &Stated<i64>) {
    draft.stated(name, fact, i64::to_string);
}
