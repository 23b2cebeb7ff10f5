//! Pods that may not share a zone, where only a part of their manifest is shown: in the
//! values of a chart, and in the fragments of guides.
//!
//! Refuses to know whose pods they are.

use super::{Located, Selector, Stated, stated::stated};
use crate::{
    syntax::Document,
    text::Location,
    tree::{NodeId, Tree},
};

/// How deep in its document such a section is looked for, and among how many maps.
const MAX_DEPTH: usize = 4;
const MAX_MAPS: usize = 1000;

const ZONES: &[&str] = &["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// That no two of some pods may run in one zone.
#[derive(Clone, Debug)]
pub struct Spread {
    /// Where the zone is named.
    pub at: Location,
    /// Which pods keep apart, by label; of several values, each.
    pub labels: Vec<(String, String)>,
    /// How many pods are wanted beside it.
    pub replicas: Stated<i64>,
}

/// Which pods an object means: with expressions, those whose key is one of some values.
fn labels(tree: &Tree, selector: NodeId) -> Vec<(String, String)> {
    let text = |id: NodeId| tree.str(id).map(str::to_owned);
    let map = tree.get(selector, "matchLabels").map_or_else(Vec::new, |map| tree.members(map));
    let mut found: Vec<_> =
        map.into_iter().filter_map(|(key, value)| Some((text(key)?, text(value)?))).collect();
    let expressions = tree.get(selector, "matchExpressions");
    for it in expressions.map_or(&[][..], |list| tree.items(list)) {
        let is_in = tree.get(*it, "operator").and_then(|id| tree.str(id)) == Some("In");
        let key = tree.get(*it, "key").filter(|_| is_in).and_then(text);
        let values = tree.get(*it, "values").map_or(&[][..], |list| tree.items(list));
        let values = values.iter().filter_map(|id| text(*id));
        found.extend(
            key.into_iter().flat_map(|key| values.clone().map(move |it| (key.clone(), it))),
        );
    }
    found
}

/// Where a section on affinity requires a zone for each pod, and which pods it means.
pub(super) fn zone_bound(
    tree: &Tree,
    affinity: NodeId,
) -> Option<(Location, Vec<(String, String)>)> {
    let terms = tree.at(affinity, &["podAntiAffinity", REQUIRED])?;
    tree.items(terms).iter().find_map(|term| {
        let key = tree.get(*term, "topologyKey")?;
        let is_zone = tree.str(key).is_some_and(|it| ZONES.contains(&it));
        let selector = tree.get(*term, "labelSelector");
        let labels = selector.map_or_else(Vec::new, |id| labels(tree, id));
        is_zone.then(|| (tree.locate(key), labels))
    })
}

/// What the maps of a document require of zones.
pub(super) fn spreads(document: &Document, tree: &Tree, root: NodeId) -> Vec<Spread> {
    if !document.text.as_str().contains(REQUIRED) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open = vec![(root, 0)];
    let mut seen = 0;
    while let Some((map, depth)) = open.pop() {
        seen += 1;
        if seen > MAX_MAPS {
            break;
        }
        let bound = tree.get(map, "affinity").and_then(|id| zone_bound(tree, id));
        found.extend(bound.map(|(at, labels)| Spread { at, labels, replicas: wanted(tree, map) }));
        if depth < MAX_DEPTH {
            let below = tree.members(map).into_iter().filter(|(_, it)| tree.is_map(*it));
            open.extend(below.map(|(_, it)| (it, depth + 1)));
        }
    }
    found
}

/// How many pods the values of a chart want at most.
fn wanted(tree: &Tree, map: NodeId) -> Stated<i64> {
    let number = |node: Option<NodeId>| stated(tree, node, |it| it.trim().parse().ok());
    let scaling = ["autoscaling", "hpa"].iter().find_map(|key| tree.get(map, key));
    let is_off = scaling
        .and_then(|it| tree.get(it, "enabled"))
        .and_then(|id| tree.scalar(id)?.truth())
        .is_some_and(|it| !it);
    let most = scaling.filter(|_| !is_off).and_then(|it| tree.get(it, "maxReplicas"));
    let all = [most, tree.get(map, "replicaCount"), tree.get(map, "replicas")];
    number(all.into_iter().flatten().next())
}

/// A command that says how many pods a workload shall have.
#[derive(Clone, Debug)]
pub struct Scaling {
    /// The workload's name.
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub replicas: Located<i64>,
}

impl Spread {
    /// Whether a budget is about the same pods.
    pub fn is_of(&self, selector: &Selector) -> bool {
        !selector.has_expressions
            && !selector.labels.is_empty()
            && selector.labels.iter().all(|it| self.labels.contains(it))
    }
}
