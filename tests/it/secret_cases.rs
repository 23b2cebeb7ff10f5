//! The unseen cases of secrets: that they can be read, and that their values are made.

use std::{collections::BTreeMap, path::Path};

use crate::secrets::cases::{self, Case, Label};

fn unseen() -> Vec<(String, Case)> {
    cases::all(Path::new("testdata/secrets/unseen")).unwrap()
}

#[test]
fn every_case_is_read_and_its_secret_is_where_it_says() {
    let mut seen = BTreeMap::new();
    for (shape, case) in unseen() {
        let other = seen.insert(case.id.clone(), shape.clone());
        assert_eq!(other, None, "{shape} repeats the id {}", case.id);
        assert!(!case.file.is_empty() && !case.note.is_empty(), "{}", case.id);
        assert!(!case.text.contains(['«', '»']), "{}: nothing is left to fill in", case.id);
        if let Some(secret) = case.secret {
            assert!(!case.text[secret].trim().is_empty(), "{}", case.id);
        }
    }
}

#[test]
fn a_made_value_stands_in_one_case_only_and_is_the_same_each_time() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (_, case) in unseen() {
        for (placeholder, value) in &case.values {
            assert_eq!(
                crate::secrets::generate::value(&case.id, placeholder).as_ref(),
                Some(value)
            );
            let chosen = value.len() < 12 || placeholder.contains("lit:");
            if chosen || placeholder.starts_with("xs:") || placeholder.starts_with("ordered:") {
                continue;
            }
            let place = format!("{} {placeholder}", case.id);
            if let Some(other) = seen.insert(value.clone(), place.clone()) {
                panic!("{place} and {other} have one value");
            }
        }
    }
}

/// The table in testdata/secrets/README.md, which `UPDATE=1` writes.
#[test]
fn the_readme_counts_the_cases() {
    let path = Path::new("testdata/secrets/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let marks = ["<!-- counts -->\n", "<!-- end of counts -->\n"];
    let (before, rest) = text.split_once(marks[0]).unwrap();
    let (_, after) = rest.split_once(marks[1]).unwrap();
    let fresh = format!("{before}{}{}{}{after}", marks[0], counts(), marks[1]);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &fresh).unwrap();
    } else {
        assert!(text == fresh, "stale: run UPDATE=1 cargo test --test it secret_cases");
    }
}

fn counts() -> String {
    let mut shapes: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for (shape, case) in unseen() {
        let (column, class) = match case.label {
            Label::True(class) => (0, format!("true:{class}")),
            Label::False(_) => (1, "false".into()),
            Label::Hash => (2, "hash".into()),
            Label::Either => (3, "either".into()),
        };
        shapes.entry(shape).or_default()[column] += 1;
        *classes.entry(class).or_default() += 1;
    }
    let sum = shapes.values().fold([0; 4], |sum, row| [0, 1, 2, 3].map(|it| sum[it] + row[it]));
    let row =
        |name: &str, [a, b, c, d]: [usize; 4]| format!("| {name} | {a} | {b} | {c} | {d} |\n");
    let rows: String = shapes.iter().map(|(name, counts)| row(name, *counts)).collect();
    let labels: String =
        classes.iter().map(|(name, it)| format!("| `{name}` | {it} |\n")).collect();
    let head = "| shape | true | false | hash | either |\n|---|---|---|---|---|\n";
    format!("{head}{rows}{}\n| label | cases |\n|---|---|\n{labels}", row("all", sum))
}
