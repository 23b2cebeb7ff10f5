//! The deployment guides that are the proving ground, where they are at hand.
//!
//! `TIDEWAITER_GUIDES` names their folder; without it this test has nothing to read.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use tidewaiter::{
    engine::{self, Active, Files, RuleSet},
    policy,
    rule::Profile,
};

#[test]
fn the_guides_are_read_as_a_reviewer_reads_them() {
    let Some(folder) = env::var_os("TIDEWAITER_GUIDES").map(PathBuf::from) else { return };
    let mut guides = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "md") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            guides.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter();
    let rules = rules.filter(|rule| rule.meta().profile == Profile::Default);
    let active = rules.map(|rule| Active { rule, severity: None, options: None });
    let report = engine::run(&Files::in_memory(guides), &RuleSet::new(active.collect()));
    let found: BTreeSet<String> = report
        .findings
        .iter()
        .map(|it| {
            let line = report.sources.region(it.at).0.line;
            format!("{}:{line} {}", report.sources.path(it.at.file), it.rule)
        })
        .collect();
    let expected = fs::read_to_string("testdata/guides/expected.txt").unwrap();
    let expected = expected.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let expected: BTreeSet<String> = expected.map(str::to_owned).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let more: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing {missing:#?}\nunexpected {more:#?}");
}
