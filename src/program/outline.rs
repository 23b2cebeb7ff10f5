//! A program as a tree, so that the one selector grammar walks over all that it is told;
//! and all programs together.
//!
//! What is not known reads as unknown, and nothing is looked up here that linking has
//! not found.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use super::{Effective, Linked, Program, Subject};
use crate::{
    facts::{
        Budget, Draft, Facts, Located, NetworkPolicy, Referent, Scaler, Selector, SettingForm,
        Stated, UNKNOWN, UNKNOWN_TEXT, Value, Workload,
    },
    text::{FileId, Location, Span},
    tree::{NodeId, Tree},
};

/// A program, or all of them, as a tree whose nodes stand in several files.
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

impl Program {
    /// The program as a tree, for rules that select in it.
    pub fn outline(&self, linked: &Linked) -> Option<&Outline> {
        self.outline.get_or_init(|| of_one(self, linked)).as_ref()
    }
}

impl Linked {
    /// What the files of a part of the tree state together, for rules that select in it; a
    /// part is asked for by its name, and worked out once.
    pub fn outline(&self, part: &str, holds: impl Fn(FileId) -> bool) -> Option<Arc<Outline>> {
        // A thread that panicked has left nothing half done.
        let mut known = self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outline) = known.get(part) {
            return outline.clone();
        }
        let outline = of_workspace(self, &holds).map(Arc::new);
        known.insert(part.to_owned(), outline.clone());
        outline
    }
}

/// The settings of a program, by the words of their names.
type Settings<'a> = BTreeMap<&'a str, Vec<&'a Effective>>;

fn of_one(program: &Program, linked: &Linked) -> Option<Outline> {
    let mut draft = Draft::across(program.at);
    of_program(&mut draft, program, linked);
    let (tree, places) = draft.finish()?;
    Some(Outline { tree, places })
}

/// What some files state, as one tree. What nothing states is an empty list.
fn of_workspace(linked: &Linked, holds: &dyn Fn(FileId) -> bool) -> Option<Outline> {
    let nowhere = Location { file: FileId(0), span: Span::default() };
    let mut draft = Draft::across(nowhere);
    let programs = linked.subjects().iter().map(|it| linked.program(*it));
    let programs: Vec<_> = programs.filter(|it| holds(it.at.file)).collect();
    draft.key("programs");
    draft.list(&programs, |draft, it| draft.map(it.at, |draft| of_program(draft, it, linked)));
    let facts = linked.facts();
    let kept = Kept { holds };
    draft.key("workloads");
    draft.list(&kept.of(&facts.workloads, |it| it.name.at), |draft, it| draft.workload(it));
    draft.key("images");
    draft.list(&kept.of(&facts.images, |it| it.at), |draft, it| draft.image(it));
    objects(&mut draft, facts, &kept);
    let (tree, places) = draft.finish()?;
    Some(Outline { tree, places })
}

/// Chooses what stands in some files.
struct Kept<'a> {
    holds: &'a dyn Fn(FileId) -> bool,
}

impl Kept<'_> {
    fn of<'b, T>(&self, all: &'b [T], at: impl Fn(&T) -> Location) -> Vec<&'b T> {
        all.iter().filter(|it| (self.holds)(at(it).file)).collect()
    }
}

/// A program, into a map that is open.
fn of_program(draft: &mut Draft, program: &Program, linked: &Linked) {
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
        around(draft, workload, linked);
    }
    settings(draft, program);
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
    let policies = linked.near.policies(&linked.facts, workload).into_iter().filter(|it| {
        let is_all = it.selector.labels.is_empty() && !it.selector.has_expressions;
        is_all || selects(&it.selector, workload)
    });
    named(draft, "network_policies", policies, |it| &it.name, ways);
}

/// How many of it there are, and how many there must be.
fn scaled(draft: &mut Draft, workload: &Workload, linked: &Linked) {
    let (facts, path) = (linked.facts(), linked.path(workload.name.at.file));
    let target = (format!("{:?}", workload.kind), workload.name.it.clone());
    let scalers = linked.near.scalers(facts, path).filter(|it| it.target == target);
    let scalers = scalers.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    named(draft, "scalers", scalers, |it| &it.name, amounts);
    let budgets = linked.near.budgets(facts, path).filter(|it| selects(&it.selector, workload));
    let budgets = budgets.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    named(draft, "budgets", budgets, |it| &it.name, spared);
}

/// How it is reached.
fn reached(draft: &mut Draft, workload: &Workload, linked: &Linked) {
    let (facts, path) = (linked.facts(), linked.path(workload.name.at.file));
    let services = linked.near.services(facts, path).filter(|it| are_of(&it.selector, workload));
    let services = services.filter(|it| is_near(&it.namespace, it.name.at, workload, linked));
    let services: Vec<_> = services.collect();
    named(
        draft,
        "services",
        services.iter().copied(),
        |it| &it.name,
        |draft, it| {
            draft.stated_text("type", &it.service_type);
            draft.stated_text("cluster_ip", &it.cluster_ip);
        },
    );
    let ingresses = linked.near.ingresses(facts, &workload.namespace, &services);
    let ingresses = ingresses.into_iter();
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

/// What other objects say, by themselves.
fn objects(draft: &mut Draft, facts: &Facts, kept: &Kept<'_>) {
    draft.key("objects");
    draft.list(&kept.of(&facts.config_objects, |it| it.name.at), |draft, it| {
        let kind = if it.kind == Referent::Secret { "Secret" } else { "ConfigMap" };
        object(draft, &it.name, &it.namespace, |draft| draft.plain("kind", it.name.at, kind));
    });
    draft.key("services");
    draft.list(&kept.of(&facts.services, |it| it.name.at), |draft, it| {
        object(draft, &it.name, &it.namespace, |draft| {
            draft.stated_text("type", &it.service_type);
            draft.stated_text("cluster_ip", &it.cluster_ip);
            draft.key("ports");
            draft.list(&it.ports, |draft, it| {
                let number = it.port.map_or_else(String::new, |it| it.to_string());
                draft.item(it.at, &number);
            });
        });
    });
    draft.key("ingresses");
    draft.list(&kept.of(&facts.ingresses, |it| it.name.at), |draft, it| {
        object(draft, &it.name, &it.namespace, |draft| {
            draft.plain("tls", it.tls.unwrap_or(it.name.at), &it.tls.is_some().to_string());
            draft.texts("hosts", &it.hosts);
            draft.texts("backends", &it.backends);
        });
    });
    draft.key("network_policies");
    draft.list(&kept.of(&facts.network_policies, |it| it.name.at), |draft, it| {
        object(draft, &it.name, &it.namespace, |draft| ways(draft, it));
    });
    draft.key("scalers");
    draft.list(&kept.of(&facts.scalers, |it| it.name.at), |draft, it| {
        object(draft, &it.name, &it.namespace, |draft| {
            draft.plain("target", it.name.at, &it.target.1);
            amounts(draft, it);
        });
    });
    draft.key("budgets");
    draft.list(&kept.of(&facts.budgets, |it| it.name.at), |draft, it| {
        object(draft, &it.name, &it.namespace, |draft| spared(draft, it));
    });
}

fn object(
    draft: &mut Draft,
    name: &Located<String>,
    namespace: &Option<String>,
    fill: impl FnOnce(&mut Draft),
) {
    draft.map(name.at, |draft| {
        draft.text("name", name);
        if let Some(namespace) = namespace {
            draft.plain("namespace", name.at, namespace);
        }
        fill(draft);
    });
}

fn ways(draft: &mut Draft, it: &NetworkPolicy) {
    draft.plain("ingress", it.name.at, &it.covers_ingress.to_string());
    draft.plain("egress", it.name.at, &it.covers_egress.to_string());
}

fn amounts(draft: &mut Draft, it: &Scaler) {
    number(draft, "min", &it.min);
    number(draft, "max", &it.max);
}

fn spared(draft: &mut Draft, it: &Budget) {
    draft.stated_text("min_available", &it.min_available);
    draft.stated_text("max_unavailable", &it.max_unavailable);
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
