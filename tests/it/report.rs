//! One report in every format, and what no format may show.

use std::{borrow::Cow, env, fs, io::Write};

use serde_json::Value;
use tidewaiter::{
    engine::{self, Files, Report, RuleSet, Silenced, SilencedBy},
    facts::View,
    fixture,
    report::{self, Color, Detail, Letters, OutputFormat, ShowSilenced, Style, printable},
    rule::{
        Confidence, Edit, Findings, Fix, Profile, Rule, RuleMeta, Scope, Severity, Standard, text,
    },
    syntax::{Notice, NoticeKind},
    text::{FileId, Location, SourceFile, Sources, Span, decode},
};

/// Finds a word wherever it stands, and points at another.
struct Finds {
    id: &'static str,
    severity: Severity,
    word: &'static str,
    message: &'static str,
    other: Option<(&'static str, &'static str)>,
}

impl Finds {
    const fn new(
        id: &'static str,
        severity: Severity,
        word: &'static str,
        message: &'static str,
    ) -> Self {
        Self { id, severity, word, message, other: None }
    }
}

impl Rule for Finds {
    fn meta(&self) -> RuleMeta<'_> {
        static REFERENCES: [Cow<'static, str>; 1] = [text("https://example.com/why")];
        static STANDARDS: [Standard; 2] = [Standard::Cwe(798), Standard::PssBaseline];
        RuleMeta {
            id: self.id,
            summary: "Something stands where it should not",
            why: "Whoever reads the tree reads it too.\n\nMore on that.",
            fix: "Take it out, and name\nits place instead:\n\n```\nA=$B\n```",
            severity: self.severity,
            confidence: Confidence::High,
            profile: Profile::Default,
            topic: "test",
            standards: &STANDARDS,
            covers: &[],
            scope: Scope::Document,
            kinds: &[],
            options: &[],
            since: "0.1.0",
            references: &REFERENCES,
            examples: &[],
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let document = &view.document.text;
        let find = |word: &'static str| {
            let found = document.as_str().match_indices(word);
            found.map(move |(at, _)| document.locate(Span::new(at, at + word.len())))
        };
        for at in find(self.word) {
            let finding = findings.report(at, self.message);
            finding.resource(&"Deployment shop/api".into());
            if let Some((word, note)) = self.other {
                for at in find(word) {
                    finding.related(at, note);
                }
            }
        }
    }
}

static RULES: [Finds; 4] = [
    Finds {
        other: Some(("replicas", "so many of them")),
        ..Finds::new("any-image", Severity::High, "latest", "the image `web:latest` may change")
    },
    Finds::new("bad-word", Severity::Medium, "wörd", "a word with an umlaut: see [it](1)"),
    Finds::new("known-secret", Severity::Critical, "hunter2", "a password that everybody knows"),
    Finds::new("small-talk", Severity::Info, "hello", "somebody greets"),
];

const FILES: &str = "
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: web:latest
          args: [hello, \"hello\"]
//- deploy/50% of it #1/é.env
A=1
\tB=😀 wörd
PASSWORD=hunter2
";

fn rules() -> RuleSet<'static> {
    RuleSet::of(&RULES.each_ref().map(|it| it as &dyn Rule))
}

fn find(report: &Report, file: u32, word: &str) -> Location {
    let content = report.sources.get(FileId(file)).unwrap().text.as_str();
    let start = content.find(word).unwrap();
    Location { file: FileId(file), span: Span::new(start, start + word.len()) }
}

/// With one of everything that a report can hold.
fn report() -> Report {
    let mut report = engine::run(&fixture::parse(FILES).files, &rules());
    let (image, secret) = (find(&report, 0, "latest"), find(&report, 1, "hunter2"));
    report.secrets = vec![secret];
    let at = find(&report, 0, "image");
    report.notices = vec![
        Notice { at, kind: NoticeKind::Template, message: "`{{ tag }}` is not known".into() },
        Notice {
            at: Location { file: FileId(1), span: Span::default() },
            kind: NoticeKind::Lossy,
            message: "some bytes are no UTF-8".into(),
        },
    ];
    for finding in &mut report.findings {
        match &*finding.rule {
            "any-image" => {
                finding.related(find_word(secret), "another file has to do with it");
                let edit = Edit { at: image, replacement: "1.27".into() };
                finding.fix(Fix { title: "name a version".into(), edits: vec![edit] });
            }
            "known-secret" => {
                finding.help("take [it](x) out of the tree");
                let edit = Edit { at: secret, replacement: "x hunter2".into() };
                finding.fix(Fix { title: "say it again".into(), edits: vec![edit] });
            }
            _ => {}
        }
    }
    let greets = report.findings.iter().position(|it| &*it.rule == "small-talk").unwrap();
    let finding = report.findings.remove(greets);
    let by = SilencedBy::Comment(find(&report, 0, "replicas"));
    report.silenced = vec![Silenced { finding, by, reason: Some("it is polite".into()) }];
    report
}

fn find_word(near: Location) -> Location {
    Location { span: Span { start: 0, end: 1 }, ..near }
}

fn written(report: &Report, format: OutputFormat, style: &Style) -> String {
    let mut out = Vec::new();
    report::write(format, report, &rules(), style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn audit() -> Style {
    Style { silenced: ShowSilenced::List, ..Style::default() }
}

fn everything(report: &Report) -> Vec<String> {
    let quiet = Style { detail: Detail::Quiet, ..audit() };
    let ascii = Style { letters: Letters::Ascii, ..audit() };
    let coloured = Style { color: Color::Always, ..audit() };
    let texts =
        [audit(), quiet, ascii, coloured].map(|it| written(report, OutputFormat::Text, &it));
    let others = [OutputFormat::Json, OutputFormat::Sarif].map(|it| written(report, it, &audit()));
    texts.into_iter().chain(others).chain([report::plain(report)]).collect()
}

#[test]
fn every_format_is_as_expected() {
    let report = report();
    let style = Style::default();
    let quiet = Style { detail: Detail::Quiet, ..style };
    let ascii = Style { letters: Letters::Ascii, ..audit() };
    let mut stale = Vec::new();
    for (name, said) in [
        ("unicode.txt", written(&report, OutputFormat::Text, &style)),
        ("audit.txt", written(&report, OutputFormat::Text, &ascii)),
        ("quiet.txt", written(&report, OutputFormat::Text, &quiet)),
        ("plain.txt", report::plain(&report)),
        ("report.json", written(&report, OutputFormat::Json, &style)),
        ("report.sarif", written(&report, OutputFormat::Sarif, &style)),
        ("suppressed.sarif", written(&report, OutputFormat::Sarif, &audit())),
    ] {
        let path = format!("testdata/report/{name}");
        let said = said.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
        if env::var_os("UPDATE").is_some() {
            fs::File::create(&path).unwrap().write_all(said.as_bytes()).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != said {
            stale.push((path, said));
        }
    }
    assert!(stale.is_empty(), "stale, `UPDATE=1 cargo test` writes them: {stale:#?}");
}

#[test]
fn sarif_holds_to_its_schema() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string("testdata/sarif-2.1.0.json").unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let empty = engine::run(&Files::in_memory([]), &rules());
    for (report, style) in [(report(), audit()), (report(), Style::default()), (empty, audit())] {
        let log: Value =
            serde_json::from_str(&written(&report, OutputFormat::Sarif, &style)).unwrap();
        let faults: Vec<_> = schema.iter_errors(&log).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(log["runs"][0]["results"].is_array());
    }
}

#[test]
fn no_format_shows_a_secret() {
    for said in everything(&report()) {
        assert!(!said.contains("hunter2"), "{said}");
    }
    let text = written(&report(), OutputFormat::Text, &Style::default());
    assert!(text.contains("PASSWORD=*******"), "{text}");
}

#[test]
fn no_format_shows_a_secret_of_several_lines() {
    let file = "//- a.env\nKEY=\"-----begin\nfirst wörd\nsecond\n\"\nB=wörd\n";
    let mut report = engine::run(&fixture::parse(file).files, &rules());
    let (start, end) = (find(&report, 0, "-----"), find(&report, 0, "second"));
    let span = start.span.to(end.span);
    report.secrets = vec![Location { span, ..start }];
    assert_eq!(report.findings.len(), 2);
    report.findings[1].related(Location { span, ..start }, "the key");
    for said in everything(&report) {
        assert!(!["begin", "first", "second"].iter().any(|it| said.contains(it)), "{said}");
    }
    assert!(report::plain(&report).contains("  | **********\n"));
}

#[test]
fn hostile_text_is_tamed_in_every_format() {
    let file = "//- a\u{1b}[2J.env\nA=\u{1b}]8;;x\u{7}\u{202e}wörd <b>\n# ::error::x ##vso[a]x\n";
    let mut report = engine::run(&fixture::parse(file).files, &rules());
    let evil = "\u{1b}[31m\n::error::x ##[y] <script> \u{202e}[a](b)";
    report.findings[0].message = evil.into();
    report.findings[0].help = Some(evil.into());
    let at = report.findings[0].at;
    report.findings[0].related(at, evil);
    report.notices.push(Notice { at, kind: NoticeKind::Partial, message: evil.into() });
    for said in everything(&report) {
        let plain = uncoloured(&said);
        assert!(plain.chars().all(|it| it == '\n' || printable(&it.to_string()).starts_with(it)));
        assert!(!plain.lines().any(|line| line.trim_start().starts_with("::")), "{plain}");
        assert!(plain.starts_with('{') || !plain.contains("##vso[") && !plain.contains("##["));
    }
    let log: Value =
        serde_json::from_str(&written(&report, OutputFormat::Sarif, &audit())).unwrap();
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(message.contains("\\[a\\](b)."), "{message}");
}

/// Without the escapes that colour a text, which are the writer's own.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |said, part| {
        let end = part.find(|it: char| !it.is_ascii_digit() && it != ';').unwrap();
        assert!(part[end..].starts_with('m'), "no colour: {part}");
        said + &part[end + 1..]
    })
}

#[test]
fn of_a_long_line_only_what_is_about_the_place_is_shown() {
    let blob = "x".repeat(500_000);
    let files = format!("//- a.yaml\na: [{blob}, wörd, {blob}]\n");
    let report = engine::run(&fixture::parse(&files).files, &rules());
    let text = written(&report, OutputFormat::Text, &Style::default());
    assert!(text.len() < 2_000, "{}", text.len());
    assert!(text.contains("a.yaml:1:500007"), "{text}");
    assert!(text.contains("\u{2026}xxx"), "{text}");
    let lines: Vec<_> = text.lines().collect();
    let row = lines.iter().position(|it| it.contains("wörd,")).unwrap();
    let column = |row: &str, of: char| row.chars().position(|it| it == of);
    assert_eq!(column(lines[row], 'w'), column(lines[row + 1], '─'), "{text}");
}

#[test]
fn a_run_that_finds_nothing_says_what_it_looked_at() {
    let report = engine::run(&fixture::parse("//- a.yaml\na: 1\n").files, &rules());
    let text = written(&report, OutputFormat::Text, &Style::default());
    assert_eq!(text, "no findings; 1 file scanned, 1 document parsed\n");
    let quiet = Style { detail: Detail::Quiet, ..Style::default() };
    assert_eq!(written(&report, OutputFormat::Text, &quiet), "");
}

#[test]
fn places_at_the_ends_of_files_are_drawn() {
    for content in ["", "a", "a\n", "a\r\nb\r", "\u{feff}é\n\n"] {
        let mut report =
            Report { sources: Sources::new(vec!["x.yaml".into()]), ..Report::default() };
        let (text, encoding) = decode(content.as_bytes().to_vec()).unwrap();
        report.sources.add(FileId(0), SourceFile::new(FileId(0), text, encoding));
        let mut findings = Findings::of(RULES[0].meta(), None);
        let text_len = content.trim_start_matches('\u{feff}').len();
        for (start, end) in [(0, 0), (0, text_len), (text_len, text_len), (90, 91)] {
            findings.report(Location { file: FileId(0), span: Span::new(start, end) }, "here");
        }
        report.findings = findings.into_parts().0;
        everything(&report);
    }
}
