//! The kinds of servers' configurations that are written in a format of many, by the
//! sections and keys that only they have.

use super::Kind;
use crate::{
    syntax::{Document, Format},
    tree::{NodeId, Tree},
};

/// The server that reads a document; none where any program may.
pub(super) fn kind(document: &Document, tree: &Tree, root: NodeId) -> Option<Kind> {
    let has = |key: &str| tree.get(root, key).is_some();
    match document.format {
        Format::Ini if has("pgbouncer") || is_databases(tree, root) => Some(Kind::Pgbouncer),
        Format::Ini if is_unit(document, tree, root) => Some(Kind::Systemd),
        Format::Properties if is_kafka(tree, root) => Some(Kind::Kafka),
        Format::Yaml | Format::Json => structured(document, tree, root),
        _ => None,
    }
}

fn structured(document: &Document, tree: &Tree, root: NodeId) -> Option<Kind> {
    let map = |key| tree.get(root, key).is_some_and(|id| tree.is_map(id));
    let list = |key| tree.get(root, key).is_some_and(|id| tree.is_list(id));
    let pipelines = tree.at(root, &["service", "pipelines"]).is_some();
    if pipelines || map("receivers") && map("exporters") {
        return Some(Kind::OtelCollector);
    }
    if list("scrape_configs") || map("global") && (list("rule_files") || map("alerting")) {
        return Some(Kind::Prometheus);
    }
    if list("groups") && is_rules(tree, root) {
        return Some(Kind::PrometheusRules);
    }
    let name = document.file_name()?;
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let starts = |it: &str| it.is_empty() || it.starts_with(['-', '.', '_']);
    let is_values = stem.strip_prefix("values").is_some_and(starts)
        || stem.strip_suffix("values").is_some_and(|it| it.ends_with(['-', '.', '_']));
    (is_values && tree.is_map(root)).then_some(Kind::HelmValues)
}

/// Groups of rules, at least one of which alerts or records.
fn is_rules(tree: &Tree, root: NodeId) -> bool {
    let groups = tree.get(root, "groups").map_or(&[][..], |id| tree.items(id));
    let rules = groups.iter().filter_map(|group| tree.get(*group, "rules"));
    rules.flat_map(|it| tree.items(it)).any(|rule| {
        let has = |key| tree.get(*rule, key).is_some();
        has("expr") && (has("alert") || has("record"))
    })
}

/// Databases as pgbouncer names them, in a part of its file.
fn is_databases(tree: &Tree, root: NodeId) -> bool {
    let Some(databases) = tree.get(root, "databases") else { return false };
    let addresses = ["host=", "dbname="];
    let is_address = |value: &str| addresses.iter().any(|it| value.contains(it));
    tree.entries(databases).any(|(_, value)| tree.str(value).is_some_and(is_address))
}

/// By its sections, or in a drop-in or unit file by its name.
fn is_unit(document: &Document, tree: &Tree, root: NodeId) -> bool {
    let sections: Vec<_> = tree.entries(root).filter_map(|(key, _)| tree.str(key)).collect();
    let is_own = |it: &&str| matches!(*it, "Unit" | "Service" | "Install" | "Timer" | "Socket");
    let is_named = document.name.as_deref().is_some_and(|name| {
        name.ends_with(".service") || name.contains(".service.d/") || name.ends_with(".timer")
    });
    let is_sectioned = sections.iter().any(is_own) && tree.get(root, "Unit").is_some()
        || sections.contains(&"Service") && sections.iter().all(is_own);
    is_named || is_sectioned
}

/// By a key that Kafka alone has.
fn is_kafka(tree: &Tree, root: NodeId) -> bool {
    const KEYS: [&str; 30] = [
        "acks",
        "advertised.listeners",
        "auto.create.topics.enable",
        "auto.offset.reset",
        "bootstrap.servers",
        "broker.id",
        "controller.quorum.voters",
        "default.replication.factor",
        "enable.auto.commit",
        "enable.idempotence",
        "fetch.max.wait.ms",
        "fetch.min.bytes",
        "inter.broker.listener.name",
        "isolation.level",
        "listener.security.protocol.map",
        "log.dirs",
        "log.retention.bytes",
        "log.retention.hours",
        "log.segment.bytes",
        "max.poll.records",
        "min.insync.replicas",
        "num.io.threads",
        "num.network.threads",
        "offsets.topic.replication.factor",
        "process.roles",
        "sasl.jaas.config",
        "sasl.mechanism.inter.broker.protocol",
        "security.inter.broker.protocol",
        "unclean.leader.election.enable",
        "zookeeper.connect",
    ];
    let known = |key| tree.str(key).is_some_and(|key| KEYS.binary_search(&key).is_ok());
    tree.entries(root).any(|(key, _)| known(key))
}

#[cfg(test)]
mod tests {
    use crate::{
        facts::{self, Kind},
        syntax::{self, Input},
        text::{FileId, Text},
    };

    fn kind(name: &str, text: &str) -> Kind {
        let input = Input::file(name, Text::of_file(FileId(0), text));
        facts::classify(&syntax::parse(&input).0[0])[0].0
    }

    #[test]
    fn a_server_is_known_by_what_its_configuration_alone_has() {
        for (name, text, expected) in [
            ("a.ini", "[databases]\nshop = host=db", Kind::Pgbouncer),
            ("a.ini", "[databases]\nshop = sqlite", Kind::AppConfig),
            ("a.service", "[Service]\nUser=a", Kind::Systemd),
            ("a.ini", "[Unit]\n[Service]\nUser=a", Kind::Systemd),
            ("a.ini", "[Service]\nport=1\n[Log]\nlevel=info", Kind::AppConfig),
            ("server.properties", "log.retention.hours=1", Kind::Kafka),
            ("server.properties", "difficulty=easy", Kind::AppConfig),
            ("a.yaml", "receivers: {otlp: {}}\nexporters: {debug: {}}", Kind::OtelCollector),
            ("a.yaml", "receivers: [{name: a}]\nroute: {}", Kind::AppConfig),
            ("a.yaml", "scrape_configs: []", Kind::Prometheus),
            ("a.yaml", "groups: [{rules: [{alert: A, expr: up}]}]", Kind::PrometheusRules),
            ("a.yaml", "groups: [{name: a}]", Kind::AppConfig),
            ("values-prod.yaml", "replicas: 1", Kind::HelmValues),
            ("prod.values.yaml", "replicas: 1", Kind::HelmValues),
            ("valuesets.yaml", "replicas: 1", Kind::AppConfig),
            ("kustomization.yaml", "resources: [a.yaml]", Kind::Kustomization),
            (
                "a.yaml",
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization",
                Kind::KubernetesObject,
            ),
        ] {
            assert_eq!(kind(name, text), expected, "{name}: {text}");
        }
    }

    #[test]
    fn what_a_server_is_told_are_settings() {
        let input =
            Input::file("redis.conf", Text::of_file(FileId(0), "requirepass a\nsave 900 1"));
        let (documents, _) = syntax::parse(&input);
        let (kind, root) = facts::classify(&documents[0])[0];
        let (facts, _) = facts::extract(&documents[0], kind, root);
        let settings = facts.setting_files.iter().flat_map(|it| &it.settings);
        let said: Vec<_> = settings
            .map(|it| format!("{}={}", it.delivered.it, it.value.text().unwrap_or_default()))
            .collect();
        assert_eq!(said, ["requirepass=a", "save=900", "save=1"]);
    }
}
