//! Objects as Kustomize makes them of manifests and patches, judged as they are then.
//!
//! A base that one overlay takes, or that all of them change alike, is judged with its
//! patches; of several that differ, the one for production counts, and without one what
//! they touch is not known. A patch that changes nothing here is a fragment.

mod merge;
mod node;
mod parsed;
mod target;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{
    RuleSet,
    files::Files,
    read::{Extent, Reading, look_into},
};
use crate::{
    facts::{self, Context, Kustomization, PatchSource},
    program::{Overlays, normal},
    rule::Scope,
    syntax::{self, Document, Input},
    text::{FileId, Location},
    tree::{NodeId, Tree},
};
use parsed::{Parsed, Part};
use target::{Object, is_meant};

/// A patch, by the number of its kustomization and its own there.
type PatchId = (usize, usize);

/// What becomes of one file.
struct Plan {
    file: FileId,
    patches: Vec<PatchId>,
    /// Whether overlays differ, so that nothing that they touch is known.
    is_open: bool,
    /// Where the overlay stands that is applied.
    overlay: String,
}

/// An object that is another after its patches.
struct Changed {
    region: Location,
    applied: Vec<PatchId>,
    yields: Reading,
}

pub(super) fn apply(files: &Files, rules: &RuleSet<'_>, reading: &mut Reading) {
    let all = std::mem::take(&mut reading.facts.kustomizations);
    if all.iter().any(|it| !it.patches.is_empty()) {
        Run { files, rules, all: &all, by_path: files.by_path() }.apply(reading);
    }
    reading.facts.kustomizations = all;
}

struct Run<'a> {
    files: &'a Files,
    rules: &'a RuleSet<'a>,
    all: &'a [Kustomization],
    by_path: BTreeMap<String, FileId>,
}

impl Run<'_> {
    fn apply(&self, reading: &mut Reading) {
        let patches = self.parsed();
        let plans = self.plans();
        let changed: Vec<Changed> =
            plans.par_iter().flat_map_iter(|plan| self.changed(plan, &patches)).collect();
        let applied: BTreeSet<PatchId> =
            changed.iter().flat_map(|it| it.applied.iter().copied()).collect();
        let mut regions: Vec<Location> = changed.iter().map(|it| it.region).collect();
        let bases: BTreeSet<FileId> = plans.iter().map(|it| it.file).collect();
        let mut yields: Vec<Reading> = changed.into_iter().map(|it| it.yields).collect();
        let mut seen = BTreeSet::new();
        for (id, patch) in &patches {
            let is_new = patch.file.is_none_or(|it| !bases.contains(&it) && seen.insert(it));
            if !is_new {
                continue;
            }
            // A file of which one patch is applied is no object, wherever else it stands.
            let is_applied = |(other, it): (&PatchId, &Parsed)| {
                applied.contains(other)
                    && (other == id || it.file.is_some() && it.file == patch.file)
            };
            regions.extend(patch.parts.iter().map(|it| it.region()));
            if !patches.iter().any(is_applied) {
                yields.extend(patch.parts.iter().map(|it| self.fragment(it)));
            }
        }
        self.replace(regions, yields, reading);
    }

    /// All patches, read.
    fn parsed(&self) -> BTreeMap<PatchId, Parsed> {
        let ids = self.all.iter().enumerate().flat_map(|(index, it)| {
            it.patches.iter().enumerate().map(move |(number, patch)| ((index, number), patch))
        });
        let ids: Vec<_> = ids.collect();
        let read = ids.par_iter().map(|(id, patch)| {
            let file = match &patch.source {
                PatchSource::Here(text) => return (*id, Parsed::new(None, text, "patch.yaml")),
                PatchSource::File(path) => self.by_path.get(&self.path(id.0, path)),
            };
            let text = file.and_then(|file| self.files.whole(*file));
            let parsed = file
                .zip(text)
                .map(|(file, text)| Parsed::new(Some(*file), &text, self.files.name(*file)));
            (*id, parsed.unwrap_or_default())
        });
        read.collect()
    }

    fn path(&self, kustomization: usize, path: &str) -> String {
        let own = self.all[kustomization].path.as_deref().unwrap_or_default();
        normal(&format!("{}/{path}", crate::program::folder(own)))
    }

    /// Which files are changed, and by which patches.
    fn plans(&self) -> Vec<Plan> {
        let overlays = Overlays::new(self.all);
        // What each kustomization with patches takes itself.
        let own = self.all.iter().enumerate().filter(|it| !it.1.patches.is_empty());
        let own: BTreeMap<usize, _> =
            own.map(|(index, _)| (index, overlays.taken(index).files)).collect();
        let mut by_file = BTreeMap::<String, Vec<(usize, Vec<PatchId>)>>::new();
        for outer in overlays.outer() {
            let taken = overlays.taken(outer);
            for file in &taken.files {
                let of_file = |part: &&usize| own.get(*part).is_some_and(|it| it.contains(file));
                let patches = taken.parts.iter().filter(of_file).flat_map(|part| {
                    (0..self.all[*part].patches.len()).map(|number| (*part, number))
                });
                by_file.entry(file.clone()).or_default().push((outer, patches.collect()));
            }
        }
        let plans = by_file.into_iter().filter_map(|(path, variants)| {
            let file = *self.by_path.get(&path)?;
            self.plan(file, variants)
        });
        plans.collect()
    }

    fn plan(&self, file: FileId, variants: Vec<(usize, Vec<PatchId>)>) -> Option<Plan> {
        let path = |outer: usize| self.all[outer].path.clone().unwrap_or_default();
        let (first, same) = variants.first()?;
        let (overlay, patches, is_open) = if variants.iter().all(|it| it.1 == *same) {
            let is_alone = variants.len() == 1;
            (if is_alone { path(*first) } else { String::new() }, same.clone(), false)
        } else {
            let is_production =
                |it: &&(usize, _)| Context::of_name(&path(it.0)) == Some(Context::Production);
            let production: Vec<_> = variants.iter().filter(is_production).collect();
            match production.as_slice() {
                [(outer, patches)] => (path(*outer), patches.clone(), false),
                _ => {
                    let all: BTreeSet<_> = variants.iter().flat_map(|it| it.1.clone()).collect();
                    (String::new(), all.into_iter().collect(), true)
                }
            }
        };
        (!patches.is_empty()).then_some(Plan { file, patches, is_open, overlay })
    }

    /// The objects of a file that patches change.
    fn changed(&self, plan: &Plan, patches: &BTreeMap<PatchId, Parsed>) -> Vec<Changed> {
        let Some(text) = self.files.whole(plan.file) else { return Vec::new() };
        let mut headings = vec![self.files.path_below_root(plan.file).to_owned()];
        headings.extend((!plan.overlay.is_empty()).then(|| plan.overlay.clone()));
        let input = Input { headings, ..Input::file(self.files.name(plan.file), text) };
        let (documents, _) = syntax::parse(&input);
        let objects = documents.iter().flat_map(|document| {
            let objects = facts::classify(document).into_iter();
            let objects = objects.filter(|(kind, _)| kind.is_kubernetes());
            objects.filter_map(move |(_, root)| self.object(document, root, plan, patches))
        });
        objects.collect()
    }

    fn object(
        &self,
        document: &Document,
        root: NodeId,
        plan: &Plan,
        patches: &BTreeMap<PatchId, Parsed>,
    ) -> Option<Changed> {
        let tree = document.tree.as_ref()?;
        let object = Object { tree, root };
        let mut is_unread = false;
        let mut meant: Vec<(PatchId, &Part)> = Vec::new();
        for id in &plan.patches {
            let (patch, parsed) = (&self.all[id.0].patches[id.1], patches.get(id)?);
            if parsed.parts.is_empty() {
                is_unread |=
                    patch.target.as_ref().is_none_or(|it| it.means(&object) != Some(false));
            }
            for part in &parsed.parts {
                match is_meant(patch.target.as_ref(), part, &object) {
                    Some(true) => meant.push((*id, part)),
                    Some(false) => {}
                    None => is_unread = true,
                }
            }
        }
        if meant.is_empty() && !is_unread {
            return None;
        }
        let base = Part { text: document.text.clone(), tree: tree.clone(), root };
        let (text, mut node, rest) = parsed::joined(&base, meant.iter().map(|it| it.1));
        let mut is_known = !is_unread;
        let mut is_deleted = false;
        for (part, change) in rest {
            let change = if plan.is_open { change.blurred(true) } else { change };
            match part.is_operations() {
                true => is_known &= merge::operate(&mut node, &change),
                false => match merge::deletes(&change) {
                    // Another overlay leaves it as it is.
                    true if plan.is_open => is_known = false,
                    true => is_deleted = true,
                    false => merge::merge(&mut node, parsed::without_identity(change)),
                },
            }
        }
        // What is blurred stands in patches that are looked at by themselves.
        let applied = if plan.is_open { Vec::new() } else { meant.iter().map(|it| it.0).collect() };
        let mut yields = Reading::default();
        if !is_deleted {
            let tree = node.tree(&text);
            let changed = Document { tree, text, comments: Vec::new(), ..document.clone() };
            look_into(
                &changed,
                self.rules,
                if is_known { Extent::Whole } else { Extent::Part },
                &mut yields,
            );
        }
        relate(&mut yields, plan.file, tree, root);
        Some(Changed { region: tree.locate(root), applied, yields })
    }

    /// What a patch yields whose object is not here.
    fn fragment(&self, part: &Part) -> Reading {
        let mut yields = Reading::default();
        if !part.is_operations() {
            let (text, node, _) = parsed::joined(part, std::iter::empty());
            let document = part.document(self.files, node.tree(&text), text);
            look_into(&document, self.rules, Extent::Part, &mut yields);
        }
        yields
    }

    /// Puts what objects yield after their patches in place of what they yield before.
    fn replace(&self, mut regions: Vec<Location>, yields: Vec<Reading>, reading: &mut Reading) {
        regions.sort();
        let is_within = |at: Location| {
            let start = |it: &Location| (it.file, it.span.start) <= (at.file, at.span.start);
            let before = &regions[..regions.partition_point(start)];
            let mut near = before.iter().rev().take(4);
            near.any(|it| it.file == at.file && it.span.holds(at.span))
        };
        let is_of_document = |rule: &str| {
            self.rules.get(rule).is_some_and(|it| it.rule.head().scope == Scope::Document)
        };
        reading.findings.retain(|it| !is_of_document(&it.rule) || !is_within(it.at));
        reading.silences.retain(|it| !is_of_document(&it.rule) || !is_within(it.at));
        reading.facts.forget(is_within);
        for it in yields {
            reading.findings.extend(it.findings);
            reading.silences.extend(it.silences);
            reading.facts.append(it.facts);
        }
    }
}

/// What is found in a patch is found in an object, too.
fn relate(yields: &mut Reading, file: FileId, tree: &Tree, root: NodeId) {
    let name = tree.at(root, &["metadata", "name"]).unwrap_or(root);
    for finding in yields.findings.iter_mut().filter(|it| it.at.file != file) {
        finding.related(tree.locate(name), "it is put over this");
    }
}
