//! The deployment guides that are the proving ground, where they are at hand.
//!
//! `TIDEWAITER_GUIDES` names their folder; without it this test has nothing to read.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use tidewaiter::{
    engine::{self, Active, Files, Report, RuleSet},
    policy,
    rule::{Finding, Profile, Rule},
};

#[test]
fn the_guides_are_read_as_a_reviewer_reads_them() {
    let Some(report) = report(|profile| profile == Profile::Default) else { return };
    compare(&report, "testdata/guides/expected.txt");
}

/// Each guide by the pack that is made of it, with all its rules.
#[test]
fn the_packs_find_in_the_guides_where_these_break_their_own_demands() {
    let Some(guides) = guides() else { return };
    let packs = policy::packs().unwrap();
    let rules: Vec<_> =
        packs.iter().flat_map(|it| &it.policies).map(|it| it as &dyn Rule).collect();
    compare(&engine::run(&guides, &RuleSet::of(&rules)), "testdata/guides/packs.txt");
}

fn compare(report: &Report, expected: &str) {
    let found = places(report);
    let expected = fs::read_to_string(expected).unwrap();
    let expected = expected.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let expected: BTreeSet<String> = expected.map(str::to_owned).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let more: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing {missing:#?}\nunexpected {more:#?}");
}

/// Findings of several places, and the other places that each is told with.
#[test]
fn what_several_places_say_together_is_one_finding() {
    let Some(report) = report(|_| true) else { return };
    for (guide, line, rule, related) in [
        // A documented default that two deployments receive.
        ("cra.md", 77, "cors-any-origin", &[252, 373][..]),
        // Three replicas for themselves, and the id that all of them have by default.
        ("craton.md", 261, "replication-mode-conflicts-with-replicas", &[299, 318, 64]),
        // A pool, the most replicas, and what the database admits.
        ("cqar.md", 257, "db-connection-budget-exceeded", &[744, 579]),
        // A key, who receives it, and the name that is read.
        ("cqar.md", 211, "secret-keys-do-not-match-env-names", &[342, 136]),
        ("cqar.md", 472, "secret-keys-do-not-match-env-names", &[342, 136]),
        // The URL of a production program, and the server that asks for nothing.
        ("cca.md", 259, "store-url-without-credentials", &[277]),
        // Pods that keep apart by zone, how many are wanted, and how many must be there.
        ("caracal.md", 319, "hard-zone-anti-affinity-caps-replicas", &[752, 330]),
        ("caracal.md", 514, "yaml-duplicate-key", &[510]),
    ] {
        let line_of = |at| report.sources.region(at).0.line;
        let finding = report.findings.iter().find(|it| {
            let path = report.sources.path(it.at.file);
            path == guide && line_of(it.at) == line && &*it.rule == rule
        });
        let finding = finding.unwrap_or_else(|| panic!("{guide}:{line} {rule}"));
        let told: BTreeSet<_> = finding.related.iter().map(|it| line_of(it.at)).collect();
        let missing: Vec<_> = related.iter().filter(|it| !told.contains(it)).collect();
        assert!(missing.is_empty(), "{guide}:{line} {rule}: {missing:?} of {told:?}");
    }
}

/// The guides, if they are at hand.
fn guides() -> Option<Files> {
    let folder = env::var_os("TIDEWAITER_GUIDES").map(PathBuf::from)?;
    let mut guides = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "md") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            guides.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    Some(Files::in_memory(guides))
}

/// What rules of some profiles find in the guides, if these are at hand.
fn report(is_wanted: fn(Profile) -> bool) -> Option<Report> {
    let guides = guides()?;
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter();
    let rules = rules.filter(|rule| is_wanted(rule.meta().profile));
    let active = rules.map(|rule| Active { rule, severity: None, options: None });
    Some(engine::run(&guides, &RuleSet::new(active.collect())))
}

fn places(report: &Report) -> BTreeSet<String> {
    let place = |it: &Finding| {
        let line = report.sources.region(it.at).0.line;
        format!("{}:{line} {}", report.sources.path(it.at.file), it.rule)
    };
    report.findings.iter().map(place).collect()
}
