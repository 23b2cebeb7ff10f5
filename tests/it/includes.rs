//! What a server takes in counts where it is taken in, and is found where it is written.

use std::collections::BTreeSet;

use tidewaiter::{
    engine::{self, Active, Files, Report, RuleSet},
    policy,
    program::Subject,
    rule::Finding,
};

fn review(files: &[(&str, &str)]) -> Report {
    let policies = policy::shipped().unwrap();
    let active = engine::shipped(&policies).into_iter();
    let active = active.map(|rule| Active { rule, severity: None, options: None }).collect();
    engine::run(&of(files), &RuleSet::new(active))
}

fn of(files: &[(&str, &str)]) -> Files {
    Files::in_memory(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

/// What is found, with the file in which it is found.
fn found(files: &[(&str, &str)]) -> BTreeSet<String> {
    let report = review(files);
    let path = |it: &Finding| report.sources.path(it.at.file).to_owned();
    report.findings.iter().map(|it| format!("{} {}", it.rule, path(it))).collect()
}

const OPEN: &str = "bind 0.0.0.0\nprotected-mode no\n";
const CLOSED: &str = "requirepass ${PASSWORD}\ntls-port 6380\n";

#[test]
fn what_a_file_takes_in_counts_as_if_it_stood_there() {
    let open = [("redis.conf", "include more.conf\n"), ("more.conf", OPEN)];
    assert!(found(&open).contains("redis-no-password more.conf"));
    // The password stands in one file, and what would need it in another.
    let closed = "bind 0.0.0.0\nprotected-mode no\ninclude users.conf\n";
    assert_eq!(found(&[("a/redis.conf", closed), ("a/users.conf", CLOSED)]), BTreeSet::new());
    let nested = [
        ("redis.conf", "include x/a.conf\n"),
        ("x/a.conf", "include b.conf\n"),
        ("x/b.conf", OPEN),
    ];
    assert!(found(&nested).contains("redis-no-password x/b.conf"));
}

#[test]
fn a_finding_in_a_part_names_the_file_that_takes_it_in() {
    let report = review(&[("redis.conf", "include more.conf\n"), ("more.conf", OPEN)]);
    let finding = report.findings.iter().find(|it| &*it.rule == "redis-no-password").unwrap();
    let related: Vec<_> =
        finding.related.iter().map(|it| report.sources.path(it.at.file)).collect();
    assert_eq!(related, ["redis.conf"]);
}

#[test]
fn what_is_not_in_the_tree_leaves_open_what_is_not_said() {
    for (path, text) in [
        ("redis.conf", "bind 0.0.0.0\nprotected-mode no\ninclude /run/secrets/users.conf\n"),
        ("nats.conf", "port: 4222\ninclude ./auth.conf\n"),
        ("postgresql.conf", "listen_addresses = '*'\ninclude_dir = 'conf.d'\n"),
    ] {
        let report = review(&[(path, text)]);
        let rules: BTreeSet<_> = report.findings.iter().map(|it| it.rule.to_string()).collect();
        assert_eq!(rules, BTreeSet::new(), "{path}");
        assert!(report.silences.iter().any(|it| it.by.contains("conf")), "{path}");
    }
}

#[test]
fn files_that_take_in_one_another_come_to_an_end() {
    let round = [
        ("a/redis.conf", "include b.conf\nbind 0.0.0.0\n"),
        ("a/b.conf", "include redis.conf\ninclude b.conf\nprotected-mode no\n"),
    ];
    review(&round);
    let all = "include *.conf\n".repeat(10);
    let many: Vec<_> = (0..8).map(|it| format!("{it}.conf")).collect();
    let files: Vec<_> = many.iter().map(|it| (it.as_str(), all.as_str())).collect();
    let first = [("nginx.conf", "http { include *.conf; }")];
    review(&[&files[..], &first[..]].concat());
}

#[test]
fn the_last_file_of_a_folder_wins_and_shows_what_it_beats() {
    let files = of(&[
        ("pg/postgresql.conf", "max_connections = 100\ninclude_dir = 'conf.d'\n"),
        ("pg/conf.d/20.conf", "max_connections = 300\n"),
        ("pg/conf.d/10.conf", "max_connections = 200\n"),
        ("pg/conf.d/.30.conf", "max_connections = 400\n"),
    ]);
    let linked = engine::link(&files);
    let of_postgres = |it: &&Subject| {
        let program = linked.program(**it);
        linked.path(program.at.file) == "pg/postgresql.conf"
    };
    let subject = linked.subjects().iter().find(of_postgres).unwrap();
    let program = linked.program(*subject);
    let setting = &program.settings[0];
    assert_eq!(setting.setting.value.text().as_deref(), Some("300"));
    let origins = setting.origins.iter().map(|it| linked.path(it.value.file));
    let expected = ["pg/conf.d/20.conf", "pg/conf.d/10.conf", "pg/postgresql.conf"];
    assert_eq!(origins.collect::<Vec<_>>(), expected);
}

#[test]
fn a_guide_and_an_object_hold_the_files_that_they_show() {
    let guide = "# Cache\n\n`redis.conf`:\n\n```conf\nport 6379\nbind 0.0.0.0\ninclude users.conf\n```\n\n\
                 `users.conf`:\n\n```conf\nrequirepass ${PASSWORD}\ntls-port 6380\n```\n";
    assert_eq!(found(&[("guide.md", guide)]), BTreeSet::new());
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cache}\ndata:\n  nats.conf: |\n    \
                  port: 4222\n    include auth.conf\n  auth.conf: |\n    max_payload: 1MB\n";
    assert!(found(&[("cm.yaml", object)]).contains("nats-no-authorization cm.yaml"));
}
