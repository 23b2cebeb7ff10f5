//! Configuration that an object holds for somebody else: the values of charts that a
//! controller installs, and what a collector of an operator reads.

use super::Kind;
use crate::tree::{NodeId, Tree};

/// What an object holds, as a node of its own or as the text of a file.
pub(super) struct Held {
    pub(super) kind: Kind,
    pub(super) node: NodeId,
    /// What the file would be called.
    pub(super) name: &'static str,
}

/// What an object of the Kubernetes API, or a kustomization, holds.
pub(super) fn held(tree: &Tree, root: NodeId) -> Vec<Held> {
    let text = |key| tree.get(root, key).and_then(|id| tree.str(id));
    let group = text("apiVersion").and_then(|it| it.split_once('/')).map_or("", |it| it.0);
    let values = |node| Held { kind: Kind::HelmValues, node, name: "values.yaml" };
    let at = |path: &[&str]| tree.at(root, path).map(values);
    match (group, text("kind").unwrap_or_default()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease") => at(&["spec", "values"]).into_iter().collect(),
        ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => {
            at(&["spec", "valuesContent"]).into_iter().collect()
        }
        ("argoproj.io", "Application") => {
            sources(tree, tree.get(root, "spec")).map(values).collect()
        }
        ("argoproj.io", "ApplicationSet") => {
            let spec = tree.at(root, &["spec", "template", "spec"]);
            sources(tree, spec).map(values).collect()
        }
        ("opentelemetry.io", "OpenTelemetryCollector") => {
            let node = tree.at(root, &["spec", "config"]).into_iter();
            let collector = |node| Held { kind: Kind::OtelCollector, node, name: "collector.yaml" };
            node.map(collector).collect()
        }
        (_, "" | "Kustomization" | "Component") => {
            let charts = tree.get(root, "helmCharts").map_or(&[][..], |list| tree.items(list));
            let inline = charts.iter().filter_map(|it| tree.get(*it, "valuesInline"));
            inline.map(values).collect()
        }
        _ => Vec::new(),
    }
}

/// The values that an application's sources give to their charts.
fn sources(tree: &Tree, spec: Option<NodeId>) -> impl Iterator<Item = NodeId> {
    let several = spec.and_then(|it| tree.get(it, "sources"));
    let several = several.map_or(&[][..], |list| tree.items(list)).iter().copied();
    let all = spec.and_then(|it| tree.get(it, "source")).into_iter().chain(several);
    let helm = all.filter_map(|it| tree.get(it, "helm"));
    helm.flat_map(|it| [tree.get(it, "valuesObject"), tree.get(it, "values")]).flatten()
}
