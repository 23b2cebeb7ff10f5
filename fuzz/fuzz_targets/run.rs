//! Whole runs, with all rules that ship and each kind of report.
#![no_main]

mod common;

use std::{collections::BTreeSet, sync::OnceLock};

use libfuzzer_sys::fuzz_target;
use tidewaiter::{
    engine::{self, Active, Files, RuleSet},
    policy::{self, Policy},
    report::{self, OutputFormat, Style},
};

fuzz_target!(|data: &[u8]| {
    static POLICIES: OnceLock<Vec<Policy>> = OnceLock::new();
    static RULES: OnceLock<RuleSet<'static>> = OnceLock::new();
    let rules = RULES.get_or_init(|| {
        let policies = POLICIES.get_or_init(|| policy::shipped().expect("they ship"));
        let all = engine::shipped(policies).into_iter();
        RuleSet::new(all.map(|rule| Active { rule, severity: None, options: None }).collect())
    });
    // Several files, each begun by a byte that chooses what it is.
    let parts = data.split(|it| *it == 0).filter_map(common::file).enumerate();
    // The first of a name beside the others, so that files take in one another.
    let mut names = BTreeSet::new();
    let files = parts.map(|(number, (name, text))| match names.insert(name) {
        true => (name.to_owned(), text.to_owned()),
        false => (format!("{number}/{name}"), text.to_owned()),
    });
    let files = Files::in_memory(files.collect::<Vec<_>>());
    engine::link(&files);
    let report = engine::run(&files, rules);
    for it in &report.findings {
        assert!(report.sources.slice(it.at).is_some(), "{it:?}");
    }
    for format in OutputFormat::ALL {
        report::write(format, &report, rules, &Style::default(), &mut Vec::new()).expect("written");
    }
});
