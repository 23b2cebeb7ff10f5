//! A report for people before a terminal.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
};

use anstyle::{AnsiColor, Style as Paint};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::{
    Color, Detail, Letters, Style,
    excerpt::Excerpt,
    letters::{no_commands, printable},
    mask::{Masked, keeps_secrets},
    summary,
};
use crate::{
    engine::{Report, RuleSet},
    rule::{Finding, Related, Severity},
    text::Location,
};

/// The columns that may stand before a title.
const TITLE_INDENT: usize = 8;

/// More related places than these are counted.
const MOST_RELATED: usize = 8;

pub(super) fn write(
    report: &Report,
    rules: &RuleSet<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if style.detail == Detail::Quiet {
        return quiet(report, style, out);
    }
    let found: BTreeSet<&str> = report.findings.iter().map(|it| &*it.rule).collect();
    let found = found.into_iter().filter_map(|id| rules.get(id));
    let fixes = found.map(|it| (it.rule.head().id, advice(it.rule.meta().fix)));
    let writer = Writer { report, style, fixes: fixes.collect() };
    for finding in &report.findings {
        let text = writer.finding(finding).map_err(io::Error::other)?;
        writeln!(out, "{}", no_commands(&text))?;
    }
    out.write_all(no_commands(&summary::of(report, style)).as_bytes())
}

fn quiet(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        let start = report.sources.region(finding.at).0;
        let path = printable(report.sources.path(finding.at.file));
        let line = format!("{path}:{start}: {}\n", title(finding, style));
        out.write_all(no_commands(&line).as_bytes())?;
    }
    Ok(())
}

/// `high[cors-any-origin]: any origin may call this API`.
pub(super) fn title(finding: &Finding, style: &Style) -> String {
    let head = format!("{}[{}]", finding.severity.name(), finding.rule);
    let colour = match finding.severity {
        Severity::Critical | Severity::High => AnsiColor::Red,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low | Severity::Info => AnsiColor::Cyan,
    };
    let head = painted(&head, colour.on_default().bold(), style);
    format!("{head}: {}", printable(&finding.message))
}

pub(super) fn painted(text: &str, paint: Paint, style: &Style) -> String {
    match style.color {
        Color::Never => text.to_owned(),
        Color::Always => format!("{paint}{text}{paint:#}"),
    }
}

/// The first paragraph of what a rule says to do, which may go on with a code block.
fn advice(fix: &str) -> String {
    let paragraph = fix.split("\n\n").next().unwrap_or("");
    let words: Vec<_> = paragraph.split_whitespace().collect();
    let text = words.join(" ");
    text.strip_suffix(':').map_or(text.clone(), |text| format!("{text}."))
}

struct Writer<'a> {
    report: &'a Report,
    style: &'a Style,
    fixes: BTreeMap<&'a str, String>,
}

impl Writer<'_> {
    fn finding(&self, finding: &Finding) -> Result<String, fmt::Error> {
        let (main, elsewhere) = self.excerpt(finding.at, &finding.related);
        let mut out =
            self.draw(Some(finding.severity), title(finding, self.style), main, finding.at)?;
        for related in elsewhere.iter().take(MOST_RELATED) {
            let (excerpt, _) = self.excerpt(related.at, &[]);
            out += &self.draw(None, printable(&related.note), excerpt, related.at)?;
        }
        if let Some(more) = elsewhere.len().checked_sub(MOST_RELATED).filter(|more| *more > 0) {
            out += &format!("  and {more} more places like these\n");
        }
        out += &self.remedy(finding);
        Ok(out)
    }

    fn excerpt<'r>(
        &self,
        at: Location,
        related: &'r [Related],
    ) -> (Option<Excerpt>, Vec<&'r Related>) {
        let sources = &self.report.sources;
        let file = Masked::new(self.report, at.file)
            .filter(|it| it.file.text.as_str().get(at.span.range()).is_some());
        Excerpt::new(at, related, file, (sources, self.style.letters))
    }

    /// A title above an excerpt; above a path alone, if the file is not shown.
    fn draw(
        &self,
        severity: Option<Severity>,
        title: String,
        excerpt: Option<Excerpt>,
        at: Location,
    ) -> Result<String, fmt::Error> {
        let drawn = Drawn { title, severity, excerpt };
        let mut out = String::new();
        self.handler(&drawn).render_report(&mut out, &drawn)?;
        if drawn.excerpt.is_none() {
            let sources = &self.report.sources;
            let path = printable(sources.path(at.file));
            out += &format!("   {path}:{}\n", sources.region(at).0);
        }
        Ok(out)
    }

    /// What to do, and where to read more.
    fn remedy(&self, finding: &Finding) -> String {
        let fallback = || self.fixes.get(&*finding.rule).cloned().unwrap_or_default();
        let help = finding.help.clone().unwrap_or_else(fallback);
        let green = |word| painted(word, AnsiColor::Green.on_default().bold(), self.style);
        let mut rows = Vec::new();
        if !help.is_empty() {
            rows.push((green("help"), "help", printable(&help)));
        }
        if let Some(caveat) = &finding.caveat {
            let note = painted("note", AnsiColor::Yellow.on_default().bold(), self.style);
            rows.push((note, "note", printable(caveat)));
        }
        if let Some(fix) = finding.fix.as_ref().filter(|it| keeps_secrets(it, self.report)) {
            rows.push((green("fix"), "fix", printable(&fix.title)));
        }
        rows.push((green("more"), "more", format!("tidewaiter explain {}", finding.rule)));
        rows.iter().map(|(painted, name, text)| self.row(painted, name, text)).collect()
    }

    fn row(&self, painted: &str, name: &str, text: &str) -> String {
        let indent = " ".repeat(2 + 4 - name.len());
        let mut row = format!("{indent}{painted}:");
        let mut column = 7;
        for word in text.split(' ') {
            let width = word.chars().count() + 1;
            if column + width > self.style.width && column > 7 {
                row += "\n       ";
                column = 7;
            }
            row.push(' ');
            row += word;
            column += width;
        }
        row + "\n"
    }

    fn handler(&self, drawn: &Drawn) -> GraphicalReportHandler {
        let mut theme = match (self.style.color, self.style.letters) {
            (Color::Always, Letters::Unicode) => GraphicalTheme::unicode(),
            (Color::Always, Letters::Ascii) => GraphicalTheme::ascii(),
            (Color::Never, Letters::Unicode) => GraphicalTheme::unicode_nocolor(),
            (Color::Never, Letters::Ascii) => GraphicalTheme::none(),
        };
        let styles = &mut theme.styles;
        if drawn.severity.is_none() {
            // Where a low finding would have its sign, in its colour.
            styles.advice = styles.linum;
            theme.characters.advice = match self.style.letters {
                Letters::Unicode => "↳".to_owned(),
                Letters::Ascii => "->".to_owned(),
            };
        }
        let main = match drawn.severity() {
            Some(miette::Severity::Error) => styles.error,
            Some(miette::Severity::Warning) => styles.warning,
            _ => styles.advice,
        };
        if let Some(excerpt) = &drawn.excerpt {
            styles.highlights = vec![styles.linum; excerpt.labels.len().max(1)];
            styles.highlights[excerpt.main] = main;
        }
        let width = self.style.width.max(40);
        // No letter is wider than it has bytes; the sign before a title takes some columns.
        let fits = drawn.title.len() + TITLE_INDENT <= width && !drawn.title.ends_with(' ');
        GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_wrap_lines(!fits)
            .without_syntax_highlighting()
            .with_links(false)
    }
}

/// What `miette` draws: a title above an excerpt.
#[derive(Debug)]
struct Drawn {
    title: String,
    /// Another place of a finding has none.
    severity: Option<Severity>,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Some(Severity::Critical | Severity::High) => miette::Severity::Error,
            Some(Severity::Medium) => miette::Severity::Warning,
            Some(Severity::Low | Severity::Info) | None => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|it| it as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        Some(Box::new(excerpt.labels.iter().cloned()))
    }
}
