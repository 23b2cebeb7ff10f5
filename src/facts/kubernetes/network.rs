//! What opens and closes the way to pods, and what says how many there may be.

use super::Object;
use crate::{
    facts::{
        Budget, Ingress, LimitRange, Located, NetworkPolicy, PolicyPort, Quantity, Resources,
        Scaler, Selector, Service, ServicePort, located,
        stated::{stated, stated_text},
    },
    tree::NodeId,
};

impl Object<'_> {
    pub(super) fn service(&self) -> Option<Service> {
        let tree = self.tree;
        let ports = self.at(&["spec", "ports"]).map_or(&[][..], |list| tree.items(list));
        let ports = ports.iter().map(|port| ServicePort {
            at: tree.locate(*port),
            name: tree.get(*port, "name").and_then(|id| tree.str(id)).map(str::to_owned),
            port: tree.get(*port, "port").and_then(|id| tree.str(id)?.parse().ok()),
            target: tree.get(*port, "targetPort").and_then(|id| located(tree, id)),
        });
        Some(Service {
            name: self.name()?,
            namespace: self.namespace(),
            service_type: stated_text(tree, self.at(&["spec", "type"])),
            cluster_ip: stated_text(tree, self.at(&["spec", "clusterIP"])),
            selector: self.texts(self.at(&["spec", "selector"])),
            ports: ports.collect(),
        })
    }

    pub(super) fn ingress(&self) -> Option<Ingress> {
        let tree = self.tree;
        let rules = self.at(&["spec", "rules"]).map_or(&[][..], |list| tree.items(list));
        let hosts = rules.iter().filter_map(|rule| located(tree, tree.get(*rule, "host")?));
        let tls = self.at(&["spec", "tls"]).filter(|id| !tree.items(*id).is_empty());
        let entries = tls.map_or(&[][..], |tls| tree.items(tls));
        let tls_hosts = entries.iter().flat_map(|entry| self.list(tree.get(*entry, "hosts")));
        let backends = rules.iter().flat_map(|rule| {
            let paths = tree.at(*rule, &["http", "paths"]);
            paths.map_or(&[][..], |list| tree.items(list)).iter().copied()
        });
        let backends = backends.filter_map(|path| tree.get(path, "backend"));
        let default =
            self.at(&["spec", "defaultBackend"]).or_else(|| self.at(&["spec", "backend"]));
        let backends: Vec<_> = backends.chain(default).collect();
        Some(Ingress {
            name: self.name()?,
            namespace: self.namespace(),
            hosts: hosts.collect(),
            tls_hosts: tls_hosts.collect(),
            // A list that a template gives is one too.
            tls: tls.or_else(|| self.templated_tls()).map(|id| tree.locate(id)),
            backends: backends.iter().filter_map(|id| self.backend(*id)).collect(),
            backend_ports: backends.iter().filter_map(|id| self.backend_port(*id)).collect(),
            annotations: self.annotations(),
        })
    }

    fn templated_tls(&self) -> Option<NodeId> {
        let tls = self.at(&["spec", "tls"])?;
        self.tree.str(tls).is_some_and(|text| text.contains("{{")).then_some(tls)
    }

    fn backend(&self, backend: NodeId) -> Option<Located<String>> {
        let tree = self.tree;
        let name = tree.at(backend, &["service", "name"]);
        located(tree, name.or_else(|| tree.get(backend, "serviceName"))?)
    }

    fn backend_port(&self, backend: NodeId) -> Option<(String, Located<String>)> {
        let tree = self.tree;
        let port = ["number", "name"].into_iter();
        let mut port = port.filter_map(|key| tree.at(backend, &["service", "port", key]));
        let port = port.next().or_else(|| tree.get(backend, "servicePort"))?;
        Some((self.backend(backend)?.it, located(tree, port)?))
    }

    fn annotations(&self) -> Vec<(Located<String>, Located<String>)> {
        let map = self.at(&["metadata", "annotations"]);
        let members = map.map_or_else(Vec::new, |map| self.tree.members(map));
        let both = members.into_iter().filter_map(|(key, value)| {
            Some((located(self.tree, key)?, located(self.tree, value)?))
        });
        both.collect()
    }

    pub(super) fn network_policy(&self) -> Option<NetworkPolicy> {
        let types = self.list(self.at(&["spec", "policyTypes"]));
        let names = |kind: &str| types.iter().any(|it| it.it == kind);
        let has = |key| self.at(&["spec", key]).is_some();
        // Without types, ingress is always covered, egress where there are rules for it.
        let said = !types.is_empty();
        Some(NetworkPolicy {
            name: self.name()?,
            namespace: self.namespace(),
            selector: self.selector("podSelector"),
            covers_ingress: if said { names("Ingress") } else { true },
            covers_egress: if said { names("Egress") } else { has("egress") },
            ports: self.policy_ports(),
        })
    }

    /// The single ports that a policy opens between pods which labels alone choose.
    fn policy_ports(&self) -> Vec<PolicyPort> {
        let tree = self.tree;
        let items = |list: Option<NodeId>| list.map_or(&[][..], |list| tree.items(list));
        let own = self.chosen(self.at(&["spec", "podSelector"]));
        let ingress = items(self.at(&["spec", "ingress"])).iter();
        let ingress = ingress.filter_map(|rule| Some((*rule, vec![own.clone()?])));
        let egress = items(self.at(&["spec", "egress"])).iter().filter_map(|rule| {
            let peers = items(tree.get(*rule, "to")).iter().map(|peer| {
                let is_pod = tree.entries(*peer).count() == 1;
                self.chosen(tree.get(*peer, "podSelector").filter(|_| is_pod))
            });
            Some((*rule, peers.collect::<Option<Vec<_>>>()?))
        });
        let rules = ingress.chain(egress).filter(|it| !it.1.is_empty());
        let ports = rules.flat_map(|(rule, pods)| {
            let single = |it: &&NodeId| tree.get(**it, "endPort").is_none();
            let ports = items(tree.get(rule, "ports")).iter().filter(single);
            let ports = ports.filter_map(|it| located(tree, tree.get(*it, "port")?));
            ports.map(move |port| PolicyPort { port, pods: pods.clone() })
        });
        ports.collect()
    }

    /// The labels of a selector that has nothing else.
    fn chosen(&self, selector: Option<NodeId>) -> Option<Vec<(String, String)>> {
        let is_plain = self.tree.get(selector?, "matchExpressions").is_none();
        let labels = self.texts(self.tree.get(selector?, "matchLabels"));
        (is_plain && !labels.is_empty()).then_some(labels)
    }

    fn selector(&self, key: &str) -> Selector {
        let expressions = self.at(&["spec", key, "matchExpressions"]);
        Selector {
            labels: self.texts(self.at(&["spec", key, "matchLabels"])),
            has_expressions: expressions.is_some(),
        }
    }

    pub(super) fn scaler(&self) -> Option<Scaler> {
        let text = |key| self.at(&["spec", "scaleTargetRef", key]).and_then(|id| self.tree.str(id));
        let number = |key| stated(self.tree, self.at(&["spec", key]), |it| it.parse().ok());
        Some(Scaler {
            name: self.name()?,
            namespace: self.namespace(),
            target: (text("kind")?.to_owned(), text("name")?.to_owned()),
            min: number("minReplicas"),
            max: number("maxReplicas"),
        })
    }

    /// What a LimitRange gives to containers; none of another object.
    pub(super) fn limit_range(&self) -> Option<LimitRange> {
        let tree = self.tree;
        let kind = self.at(&["kind"]).and_then(|id| tree.str(id));
        let items = self.at(&["spec", "limits"]).filter(|_| kind == Some("LimitRange"))?;
        let is_own =
            |id: NodeId| tree.get(id, "type").and_then(|id| tree.str(id)) == Some("Container");
        let own = tree.items(items).iter().copied().find(|id| is_own(*id))?;
        let amount = |keys: [&str; 2], what: &str| {
            let node = keys.into_iter().find_map(|key| tree.at(own, &[key, what]));
            stated(tree, node, Quantity::kubernetes)
        };
        let amounts = |keys| Resources { memory: amount(keys, "memory"), cpu: amount(keys, "cpu") };
        Some(LimitRange {
            at: self.name()?.at,
            namespace: self.namespace(),
            // Where there is no default, the most is one.
            limits: amounts(["default", "max"]),
            requests: amounts(["defaultRequest", "defaultRequest"]),
        })
    }

    pub(super) fn budget(&self) -> Option<Budget> {
        let amount = |key| stated_text(self.tree, self.at(&["spec", key]));
        Some(Budget {
            name: self.name()?,
            namespace: self.namespace(),
            selector: self.selector("selector"),
            min_available: amount("minAvailable"),
            max_unavailable: amount("maxUnavailable"),
        })
    }
}
