//! How well secrets are found: precision and recall on labelled cases, of which one half
//! was written by another author and stays unseen: of it, figures alone are told.
//! `SHOW=grown` (or `seen`) prints each case of a half that went wrong, with what was found.
// The figures are printed, for whoever runs the test to read.
#![allow(clippy::print_stdout)]

use std::{collections::BTreeMap, fs, path::Path};

use crate::secrets::cases::{self, Case, Label};
use tidewaiter::{
    engine::{self, Files, RuleSet},
    rule::{Rule, Scope},
    rules,
};

/// What came of the cases of a half, or of a class or shape of it.
#[derive(Clone, Copy, Default)]
struct Figures {
    found: usize,
    missed: usize,
    false_alarms: usize,
    silent: usize,
}

/// What came of one half.
struct Half {
    whole: Figures,
    groups: BTreeMap<String, Figures>,
    /// The ids of cases that went wrong, by group.
    wrong: BTreeMap<String, Vec<String>>,
    /// How many false alarms each rule gave.
    alarms: BTreeMap<String, usize>,
    /// The texts of cases that went wrong, and what was found in them.
    shown: Vec<String>,
}

#[test]
fn secrets_are_found_as_well_as_the_page_says() {
    let halves = ["seen", "grown", "unseen"].map(|name| (name, half(name)));
    let unseen = &halves[2].1;
    let page = page(&halves);
    let path = Path::new("docs/secrets.md");
    let text = fs::read_to_string(path).unwrap();
    let marks = ["<!-- figures -->\n", "<!-- end of figures -->\n"];
    let (before, rest) = text.split_once(marks[0]).unwrap();
    let (_, after) = rest.split_once(marks[1]).unwrap();
    let fresh = format!("{before}{}{page}{}{after}", marks[0], marks[1]);
    print!("{page}");
    for (name, half) in halves.iter().filter(|it| std::env::var("SHOW").is_ok_and(|of| of == it.0))
    {
        half.shown.iter().for_each(|it| println!("{name}: {it}"));
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, &fresh).unwrap();
    } else {
        assert!(text == fresh, "stale: run UPDATE=1 cargo test --test it secret_figures");
    }
    assert!(unseen.whole.precision() >= PRECISION, "precision {}", unseen.whole.precision());
    assert!(unseen.whole.recall() >= RECALL, "recall {}", unseen.whole.recall());
}

/// The floor of the unseen half.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.92;

fn half(name: &str) -> Half {
    let rules: Vec<_> = rules::ALL.iter().filter(|it| it.meta().scope == Scope::Text).collect();
    let rules: Vec<&dyn Rule> = rules.into_iter().copied().collect();
    let mut half = Half {
        whole: Figures::default(),
        groups: BTreeMap::new(),
        wrong: BTreeMap::new(),
        alarms: BTreeMap::new(),
        shown: Vec::new(),
    };
    let folder = format!("testdata/secrets/{name}");
    for (shape, case) in cases::all(Path::new(&folder)).unwrap() {
        let (figures, alarms, shown) = judge(&case, &rules);
        for rule in alarms {
            *half.alarms.entry(rule).or_default() += 1;
        }
        let class = match &case.label {
            Label::True(class) => format!("true: {class}"),
            _ => format!("false: {shape}"),
        };
        half.whole.add(figures);
        half.groups.entry(class.clone()).or_default().add(figures);
        half.groups.entry(format!("shape: {shape}")).or_default().add(figures);
        if figures.missed + figures.false_alarms > 0 {
            half.shown.push(format!("{} {:?} {}\n{shown}", case.id, case.label, case.note));
            half.wrong.entry(class).or_default().push(case.id);
        }
    }
    half
}

/// And the rules that gave false alarms, and what was found.
fn judge(case: &Case, rules: &[&dyn Rule]) -> (Figures, Vec<String>, String) {
    let mut figures = Figures::default();
    if matches!(case.label, Label::Either | Label::Hash) {
        return (figures, Vec::new(), String::new());
    }
    let files = Files::in_memory([(case.file.clone(), case.text.clone())]);
    let report = engine::run(&files, &RuleSet::of(rules));
    let spans: Vec<_> = report.findings.iter().map(|it| it.at.span.range()).collect();
    let over =
        |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| a.start < b.end && b.start < a.end;
    let secret = case.secret.as_ref();
    let is_found = secret.is_some_and(|secret| spans.iter().any(|it| over(it, secret)));
    let counts = |it: &&std::ops::Range<usize>| {
        !secret.is_some_and(|secret| over(it, secret))
            && !case.neutral.iter().any(|open| over(it, open))
    };
    figures.false_alarms = spans.iter().filter(counts).count();
    match secret {
        Some(_) if is_found => figures.found = 1,
        Some(_) => figures.missed = 1,
        None => figures.silent = usize::from(figures.false_alarms == 0),
    }
    let found = report.findings.iter();
    let shown = found.map(|it| {
        let text = &case.text[it.at.span.range()];
        format!(
            "  {} {}: {text}\n",
            if counts(&&it.at.span.range()) { "FALSE" } else { "found" },
            it.rule
        )
    });
    let shown = case.text.clone() + &shown.collect::<String>();
    let alarms = report.findings.iter().filter(|it| counts(&&it.at.span.range()));
    (figures, alarms.map(|it| it.rule.to_string()).collect(), shown)
}

fn page(halves: &[(&str, Half)]) -> String {
    let mut page = String::from(
        "| cases | found | missed | false alarms | silent | precision | recall |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, half) in halves {
        page += &half.whole.row(name);
    }
    for (name, half) in halves {
        page += &format!("\n### The {name} cases, by class and by shape\n\n");
        page += "| group | found | missed | false alarms | silent | precision | recall |\n|---|---|---|---|---|---|---|\n";
        half.groups.iter().for_each(|(group, figures)| page += &figures.row(group));
        let alarms: Vec<_> =
            half.alarms.iter().map(|(rule, it)| format!("`{rule}` {it}")).collect();
        page += &format!("\nFalse alarms by rule: {}.\n", alarms.join(", "));
        // Whoever reads which cases go wrong has seen them.
        if *name == "unseen" {
            continue;
        }
        page += "\nCases that went wrong:\n\n";
        for (group, ids) in &half.wrong {
            page += &format!("- {group}: {}\n", ids.join(", "));
        }
    }
    page
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.false_alarms += other.false_alarms;
        self.silent += other.silent;
    }

    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.false_alarms).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed).max(1) as f64
    }

    fn row(&self, name: &str) -> String {
        let Self { found, missed, false_alarms, silent } = self;
        let share =
            |of: usize, it: f64| if of == 0 { "–".to_owned() } else { format!("{it:.3}") };
        let precision = share(found + false_alarms, self.precision());
        let recall = share(found + missed, self.recall());
        format!(
            "| {name} | {found} | {missed} | {false_alarms} | {silent} | {precision} | {recall} |\n"
        )
    }
}
