//! What comments silence, in every format that has them.

use tidewaiter::{
    engine::{self, Report, RuleSet, RunOptions, SilencedBy, Trust},
    facts::View,
    fixture, policy,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity},
    text::{FileId, Location, Span},
};

/// Reports each scalar that says `bad`.
struct Bad;

impl Rule for Bad {
    fn meta(&self) -> RuleMeta<'_> {
        RuleMeta {
            id: "bad",
            summary: "",
            why: "",
            fix: "",
            severity: Severity::High,
            confidence: Confidence::High,
            profile: Profile::Default,
            topic: "test",
            standards: &[],
            covers: &[],
            scope: Scope::Document,
            kinds: &[],
            options: &[],
            since: "0.1.0",
            references: &[],
            examples: &[],
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else {
            let at = view.document.text.as_str().match_indices(" bad");
            for (at, _) in at {
                findings.report(view.document.text.locate(Span::new(at + 1, at + 4)), "bad");
            }
            return;
        };
        for node in tree.nodes().filter(|it| tree.str(*it) == Some("bad")) {
            findings.report(tree.locate(node), "bad");
        }
    }
}

fn run_with(files: &str, options: &RunOptions<'_>) -> Report {
    let policies = policy::shipped().unwrap();
    let mut rules = engine::shipped(&policies);
    rules.retain(|it| it.meta().topic == "suppression");
    rules.push(&Bad);
    engine::run_with(&fixture::parse(files).files, &RuleSet::of(&rules), options)
}

/// What is left, as `line rule`, and how many findings were silenced.
fn run(files: &str) -> (Vec<String>, usize) {
    let report = run_with(files, &RunOptions::default());
    let said = report.findings.iter().map(|it| {
        let line = report.sources.region(it.at).0.line;
        format!("{line} {}", it.rule)
    });
    (said.collect(), report.silenced.len())
}

fn left(files: &str) -> Vec<String> {
    run(files).0
}

#[test]
fn a_trailing_comment_covers_the_node_that_starts_on_its_line() {
    let yaml = "
//- a.yaml
a: bad
b: # tidewaiter: ignore[bad] reason=\"x\"
  c: bad
  d: [bad]
e: bad
f: bad # tidewaiter: ignore[test] reason=\"x\"
g: bad
";
    assert_eq!(run(yaml), (vec!["1 bad".into(), "5 bad".into(), "7 bad".into()], 3));
}

#[test]
fn an_item_is_covered_as_a_whole() {
    let yaml = "
//- a.yaml
list:
  - name: bad # tidewaiter: ignore[bad] reason=\"x\"
    more: bad
  # tidewaiter: ignore[bad] reason=\"x\"
  - name: bad
    more: bad
  - bad
";
    assert_eq!(run(yaml), (vec!["7 bad".into()], 4));
}

#[test]
fn a_comment_line_covers_the_next_node_and_a_document_start_the_document() {
    let yaml = "
//- a.yaml
# tidewaiter: ignore[bad] reason=\"x\"
# more words
a:
  b: bad
c: bad
--- # tidewaiter: ignore[bad] reason=\"x\"
d: bad
e: bad
---
f: bad
";
    assert_eq!(run(yaml), (vec!["5 bad".into(), "10 bad".into()], 3));
}

#[test]
fn ranges_and_files() {
    let yaml = "
//- a.yaml
# tidewaiter: ignore-start[bad] reason=\"x\"
a: bad
---
b: bad
# tidewaiter: ignore-end
c: bad
//- b.yaml
# tidewaiter: ignore-file[bad] reason=\"x\"
a: bad
---
b: bad
//- c.yaml
# tidewaiter: ignore-start[bad] reason=\"x\"
a: bad
# tidewaiter: ignore-end
# tidewaiter: ignore-end
b: bad
# tidewaiter: ignore-start[bad] reason=\"x\"
c: bad
";
    let (said, silenced) = run(yaml);
    let malformed = "suppression-malformed";
    let expected =
        ["6 bad", &format!("4 {malformed}"), "5 bad", &format!("6 {malformed}"), "7 bad"];
    assert_eq!((said, silenced), (expected.map(str::to_owned).to_vec(), 5));
}

#[test]
fn every_format_that_has_comments_may_silence() {
    let why = "ignore[bad] reason=\"x\"";
    for (path, mark, setting) in [
        (".env", "#", "A=bad"),
        ("a.toml", "#", "a = \"bad\""),
        ("a.ini", ";", "a = bad"),
        ("a.jsonc", "//", "{\"a\": \"bad\"}"),
        ("a.properties", "#", "a=bad"),
        ("a.yaml", "#", "a: bad"),
        ("Dockerfile", "#", "LABEL a=bad"),
        ("nginx.conf", "#", "server_name bad;"),
        ("a.sh", "#", "A=bad"),
        ("notes.conf", "#", "a bad"),
    ] {
        let file = format!("//- {path}\n{mark} tidewaiter: {why}\n{setting}\n");
        assert_eq!(run(&file), (vec![], 1), "{path}");
    }
}

#[test]
fn a_comment_in_a_file_in_a_file_silences_there() {
    let yaml = "
//- a.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  a.env: |
    # tidewaiter: ignore[bad] reason=\"x\"
    A=bad
    B=bad
";
    assert_eq!(run(yaml), (vec!["8 bad".into()], 1));
}

#[test]
fn in_a_guide_a_comment_covers_the_next_fence() {
    let guide = "
//- a.md
<!-- tidewaiter: ignore[bad] reason=\"an example of what not to do\" -->

1. So not:

   ```yaml
   a: bad
   b: bad
   ```

```yaml
a: bad
b: bad # tidewaiter: ignore[bad] reason=\"x\"
```
";
    assert_eq!(run(guide), (vec!["11 bad".into()], 3));
}

#[test]
fn in_a_guide_a_comment_covers_the_next_table() {
    let guide = "
//- a.md
| Variable | Default |
|----------|---------|
| `A_HOST` | `bad` |
| `A_PORT` | `1` |

<!-- tidewaiter: ignore[bad] reason=\"x\" -->

| Variable | Default |
|----------|---------|
| `B_HOST` | `bad` |
| `B_PORT` | `1` |
";
    assert_eq!(run(guide), (vec!["3 bad".into()], 1));
}

#[test]
fn words_of_a_guide_about_comments_are_none() {
    let guide = "
//- a.md
Write `# tidewaiter: ignore[bad]` beside it, or `<!-- tidewaiter: ignore[bad] -->` before it:

```yaml
a: bad
```
";
    assert_eq!(run(guide), (vec!["4 bad".into()], 0));
}

#[test]
fn too_many_comments_are_said_and_take_no_time() {
    let line = "- bad # tidewaiter: ignore[bad] reason=\"x\"\n";
    let (said, silenced) = run(&format!("//- a.yaml\n{}", line.repeat(3_000)));
    assert_eq!((said.len(), silenced), (2_001, 1000));
    assert_eq!(said[1], "1001 suppression-malformed");
}

#[test]
fn a_text_is_no_comment() {
    let yaml = "
//- a.yaml
a: \"# tidewaiter: ignore-file[bad]\"
b: bad
";
    assert_eq!(run(yaml), (vec!["2 bad".into()], 0));
}

#[test]
fn what_has_no_reason_silences_and_is_reported_and_what_expired_does_not() {
    let yaml = "
//- a.yaml
a: bad # tidewaiter: ignore[bad]
b: bad # tidewaiter: ignore[bad] reason=\"x\" until=2025-12-31
c: bad # tidewaiter: ignore[bad] reason=\"x\" until=2026-01-01
d: good # tidewaiter: ignore[bad, *] reason=\"x\"
";
    assert_eq!(
        left(yaml),
        [
            "1 suppression-without-reason",
            "2 bad",
            "2 suppression-expired",
            "4 suppression-unused",
            "4 suppression-unused",
        ]
    );
}

#[test]
fn an_audit_reports_what_is_silenced_and_that_it_is() {
    let options = RunOptions { trust: Trust::Audit, ..RunOptions::default() };
    let report = run_with("//- a.yaml\na: bad # tidewaiter: ignore[bad] reason=\"x\"\n", &options);
    assert_eq!((report.findings.len(), report.silenced.len(), report.is_audit), (1, 1, true));
    let span = Span::new(9, 43);
    assert_eq!(report.silenced[0].by, SilencedBy::Comment(Location { file: FileId(0), span }));
    assert_eq!(report.silenced[0].reason.as_deref(), Some("x"));
}

#[test]
fn the_rules_about_suppressions_hold_their_examples() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let rules = rules.iter().filter(|it| it.meta().topic == "suppression");
    let faults: Vec<_> = rules.flat_map(|it| fixture::check_examples(*it)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
