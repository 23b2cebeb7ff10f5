//! What Kubernetes objects state.

mod kept;
mod network;
mod pod;
mod template;

use super::{
    ConfigObject, Context, Facts, Kind, Located, Rbac, RbacRule, Referent, Setting, Value, located,
    names, setting,
};
use crate::{
    syntax::Document,
    text::{self, Span},
    tree::{NodeId, Tree},
};

pub(super) fn extract(
    document: &Document,
    kind: Kind,
    tree: &Tree,
    root: NodeId,
    facts: &mut Facts,
) {
    let object = Object { document, tree, root, kind };
    match kind {
        Kind::ConfigMap | Kind::Secret => facts.config_objects.extend(object.config_object()),
        Kind::Service => facts.services.extend(object.service()),
        Kind::Ingress => facts.ingresses.extend(object.ingress()),
        Kind::NetworkPolicy => facts.network_policies.extend(object.network_policy()),
        Kind::HorizontalPodAutoscaler => facts.scalers.extend(object.scaler()),
        Kind::PodDisruptionBudget => facts.budgets.extend(object.budget()),
        Kind::SealedSecret => facts.config_objects.extend(object.kept_elsewhere()),
        Kind::Role | Kind::ClusterRole | Kind::RoleBinding | Kind::ClusterRoleBinding => {
            facts.rbac.extend(object.rbac());
        }
        Kind::KubernetesObject => {
            facts.limit_ranges.extend(object.limit_range());
            facts.config_objects.extend(object.kept_elsewhere());
        }
        _ if kind.is_workload() => facts.workloads.extend(object.workload()),
        _ => {}
    }
}

/// One object of the API and where it stands.
#[derive(Clone, Copy)]
struct Object<'a> {
    document: &'a Document,
    tree: &'a Tree,
    root: NodeId,
    kind: Kind,
}

impl Object<'_> {
    fn at(&self, keys: &[&str]) -> Option<NodeId> {
        self.tree.at(self.root, keys)
    }

    /// The name; where there is none, as in a fragment, the kind stands for it.
    fn name(&self) -> Option<Located<String>> {
        let name = ["name", "generateName"].iter().find_map(|key| {
            located(self.tree, self.at(&["metadata", key])?).filter(|it| !it.it.is_empty())
        });
        name.or_else(|| located(self.tree, self.at(&["kind"])?))
    }

    fn namespace(&self) -> Option<String> {
        let namespace = self.at(&["metadata", "namespace"])?;
        self.tree.str(namespace).map(str::to_owned)
    }

    /// Keys and values of a map of texts.
    fn texts(&self, map: Option<NodeId>) -> Vec<(String, String)> {
        let members = map.map_or_else(Vec::new, |map| self.tree.members(map));
        let texts = members.into_iter().filter_map(|(key, value)| {
            Some((self.tree.str(key)?.to_owned(), self.tree.str(value)?.to_owned()))
        });
        texts.collect()
    }

    /// The texts of a list.
    fn list(&self, list: Option<NodeId>) -> Vec<Located<String>> {
        let items = list.map_or(&[][..], |list| self.tree.items(list));
        items.iter().filter_map(|it| located(self.tree, *it)).collect()
    }

    fn config_object(&self) -> Option<ConfigObject> {
        let plain =
            |key| self.at(&[key]).map_or_else(Vec::new, |map| setting::flat(self.tree, map));
        let (kind, mut settings) = match self.kind {
            Kind::Secret => (Referent::Secret, self.encoded()),
            _ => (Referent::ConfigMap, plain("data").into_iter().chain(self.binary()).collect()),
        };
        if self.kind == Kind::Secret {
            // What both hold, `stringData` gives.
            settings.extend(plain("stringData"));
        }
        Some(ConfigObject {
            kind,
            name: self.name()?,
            namespace: self.namespace(),
            context: Context::find(&settings, names(self.document)),
            settings,
            is_part: self.document.is_elided(),
        })
    }

    /// The keys of `binaryData`, whose values are no settings.
    fn binary(&self) -> Vec<Setting> {
        let members = self.at(&["binaryData"]).map_or_else(Vec::new, |map| self.tree.members(map));
        let unknown = |key| {
            let name = located(self.tree, key)?;
            let value = Value::unknown(name.at, "content that is no text".to_owned());
            Some(Setting::new(name, value))
        };
        members.into_iter().filter_map(|(key, _)| unknown(key)).collect()
    }

    /// The entries of `data`, each from its Base64.
    fn encoded(&self) -> Vec<Setting> {
        let members = self.at(&["data"]).map_or_else(Vec::new, |map| self.tree.members(map));
        let settings = members.into_iter().filter_map(|(key, value)| {
            let at = self.tree.locate(value);
            let written = self.tree.part(value)?;
            let whole = Span::new(0, written.as_str().len());
            let value = match text::base64(&written, whole) {
                Some(text) => Value::of_text(&text, at),
                None => Value::unknown(at, "content that is no text".to_owned()),
            };
            Some(Setting::new(located(self.tree, key)?, value))
        });
        settings.collect()
    }

    fn rbac(&self) -> Option<Rbac> {
        let items = |key| self.at(&[key]).map_or(&[][..], |list| self.tree.items(list));
        let rules = items("rules").iter().map(|rule| RbacRule {
            at: self.tree.locate(*rule),
            verbs: self.list(self.tree.get(*rule, "verbs")),
            resources: self.list(self.tree.get(*rule, "resources")),
        });
        let subjects = items("subjects").iter().filter_map(|subject| {
            let kind = self.tree.str(self.tree.get(*subject, "kind")?)?.to_owned();
            Some((kind, located(self.tree, self.tree.get(*subject, "name")?)?))
        });
        Some(Rbac {
            kind: self.kind,
            name: self.name()?,
            namespace: self.namespace(),
            rules: rules.collect(),
            role: self.at(&["roleRef", "name"]).and_then(|id| located(self.tree, id)),
            subjects: subjects.collect(),
        })
    }
}
