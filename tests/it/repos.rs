//! Small whole repositories, each in the shape of a real project's, and what is said of them.
//!
//! `UPDATE=1 cargo test` writes what is said anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use tidewaiter::{
    engine::{self, Active, Bytes, FileEntry, Files, RuleSet},
    policy, report,
    rule::{Finding, Profile},
};

#[test]
fn each_repository_is_reviewed_as_expected() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter();
    let rules = rules.filter(|rule| rule.meta().profile == Profile::Default);
    let active = rules.map(|rule| Active { rule, severity: None, options: None }).collect();
    let rules = RuleSet::new(active);
    let mut stale = Vec::new();
    for entry in fs::read_dir("testdata/repos").unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files);
        let said = report::plain(&engine::run(&Files::new(files), &rules));
        let beside = folder.with_extension("expected.txt");
        if fs::read_to_string(&beside).ok().as_ref() == Some(&said) {
            continue;
        }
        match env::var_os("UPDATE") {
            Some(_) => fs::write(&beside, &said).unwrap(),
            None => stale.push(beside),
        }
    }
    assert!(stale.is_empty(), "reviewed otherwise (UPDATE=1 writes them): {stale:?}");
}

#[test]
fn a_repository_is_the_same_from_wherever_it_is_named() {
    let policies = policy::shipped().unwrap();
    let active = engine::shipped(&policies).into_iter();
    let active = active.map(|rule| Active { rule, severity: None, options: None }).collect();
    let rules = RuleSet::new(active);
    for entry in fs::read_dir("testdata/repos").unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let found = |root: &str| {
            let mut files = Vec::new();
            collect(&folder, &folder, &mut files);
            files.iter_mut().for_each(|it| it.path.insert_str(0, root));
            let files = Files::new(files).with_roots(vec![root.trim_end_matches('/').to_owned()]);
            let report = engine::run(&files, &rules);
            let place = |it: &Finding| {
                let path = report.sources.path(it.at.file).strip_prefix(root).unwrap();
                (path.to_owned(), it.at.span, it.rule.to_string(), it.severity)
            };
            report.findings.iter().map(place).collect::<Vec<_>>()
        };
        let here = found("");
        for root in ["/srv/it/", "../it/"] {
            assert_eq!(found(root), here, "{} at {root}", folder.display());
        }
    }
}

#[test]
fn nothing_is_said_of_what_is_done_well() {
    let files = fs::read_dir("testdata/repos").unwrap().map(|entry| entry.unwrap().path());
    let good: Vec<_> =
        files.filter(|it| it.to_str().unwrap().ends_with("-good.expected.txt")).collect();
    assert!(good.len() > 1);
    for path in good {
        assert_eq!(fs::read_to_string(&path).unwrap(), "", "{path:?}");
    }
}

/// What is no security reviewer's business is found in them, too.
#[test]
fn each_relation_between_files_is_found_under_other_names() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter();
    let active = rules.map(|rule| Active { rule, severity: None, options: None }).collect();
    let rules = RuleSet::new(active);
    let (mut found, mut zones) = (Vec::new(), 0);
    for name in ["fleet", "harbor", "ledger"] {
        let (mut files, folder) = (Vec::new(), Path::new("testdata/repos").join(name));
        collect(&folder, &folder, &mut files);
        let report = engine::run(&Files::new(files), &rules);
        // Of a Deployment, and of the values of a chart.
        let is_zone = |it: &&Finding| &*it.rule == "hard-zone-anti-affinity-caps-replicas";
        zones += report.findings.iter().filter(is_zone).count();
        found.extend(report.findings.into_iter().map(|it| it.rule.to_string()));
    }
    let expected = [
        "dangling-ingress",
        "dangling-service",
        "db-connection-budget-exceeded",
        "hard-zone-anti-affinity-caps-replicas",
        "network-policy-dangling",
        "pdb-blocks-eviction",
        "replication-mode-conflicts-with-replicas",
        "secret-key-undefined",
        "secret-keys-do-not-match-env-names",
        "yaml-duplicate-key",
    ];
    let missing: Vec<_> = expected.iter().filter(|it| !found.contains(&it.to_string())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(zones, 2);
}

/// What the five guides show that no single file of theirs does, in systems of other names,
/// with other words, in other files and formats: by the same rule, with the other ends.
#[test]
fn each_hazard_of_the_guides_has_a_twin_of_another_name() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter();
    let active = rules.map(|rule| Active { rule, severity: None, options: None }).collect();
    let rules = RuleSet::new(active);
    for (repository, place, rule, related) in [
        // The default of a table that a production workload overrides with nothing.
        ("fleet", "docs/operations.md:8", "cors-any-origin", &["deploy/k8s/tracker.yaml:22"][..]),
        // Replicas that each run for themselves, and the id that all of them have.
        (
            "fleet",
            "deploy/k8s/journal.yaml:32",
            "replication-mode-conflicts-with-replicas",
            &["deploy/k8s/journal.yaml:8", "deploy/k8s/journal.yaml:33"],
        ),
        // A pool, the most replicas, and what the database admits.
        (
            "ledger",
            "ops/settings.live.toml:2",
            "db-connection-budget-exceeded",
            &["ops/booker.json:36", "ops/postgresql.conf:2"],
        ),
        // A key of a Secret, and the name that is read.
        (
            "fleet",
            "deploy/k8s/bootstrap.sh:4",
            "secret-keys-do-not-match-env-names",
            &["deploy/k8s/.env.sample:1", "deploy/k8s/courier.yaml:16"],
        ),
        // The store of a production program, and the server that asks for nothing.
        ("harbor", "run/broker.json:22", "store-url-without-credentials", &["run/broker.json:33"]),
        // Pods that keep apart by zone, and how many are wanted.
        (
            "fleet",
            "deploy/k8s/tracker.yaml:18",
            "hard-zone-anti-affinity-caps-replicas",
            &["deploy/k8s/tracker.yaml:7"],
        ),
        ("harbor", "chart/values.yaml:12", "hard-zone-anti-affinity-caps-replicas", &[]),
        ("ledger", "ops/batch.yaml:5", "yaml-duplicate-key", &["ops/batch.yaml:2"]),
    ] {
        let (mut files, folder) = (Vec::new(), Path::new("testdata/repos").join(repository));
        collect(&folder, &folder, &mut files);
        let report = engine::run(&Files::new(files), &rules);
        let place_of = |at| {
            let line = report.sources.region(at).0.line;
            format!("{}:{line}", report.sources.path(at.file))
        };
        let of_rule = report.findings.iter().filter(|it| &*it.rule == rule);
        let found: Vec<_> = of_rule.map(|it| (place_of(it.at), it)).collect();
        let Some((_, finding)) = found.iter().find(|it| it.0 == place) else {
            let places: Vec<_> = found.iter().map(|it| &it.0).collect();
            panic!("{repository}: {rule} is not found at {place}, but at {places:?}");
        };
        let told: Vec<_> = finding.related.iter().map(|it| place_of(it.at)).collect();
        let missing: Vec<_> =
            related.iter().filter(|it| !told.contains(&(**it).to_owned())).collect();
        assert!(missing.is_empty(), "{repository}: {rule} tells {told:?} without {missing:?}");
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<FileEntry>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        files.push(FileEntry { path: name, bytes: Bytes::Memory(fs::read(&path).unwrap()) });
    }
}
