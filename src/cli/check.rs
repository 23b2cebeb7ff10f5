//! `tidewaiter check`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::bail;

use super::{
    FAILED,
    args::{Check, Judgement, Output},
    inputs, output, path, plugins,
    settings::{self, Settings},
    shown_config,
    terminal::{Progress, Wanted, say},
};
use crate::{
    engine::{self, Afterwards, Files, Report, RuleSet, RunOptions, Trust},
    report::{OutputFormat, no_commands, printable},
    rule::{Rule, Severity},
    syntax::{Notice, NoticeKind},
};

pub fn check(args: &Check, shipped: &[&dyn Rule]) -> anyhow::Result<u8> {
    let trust = if args.selection.audit { Trust::Audit } else { Trust::Heed };
    let today = settings::today(&args.selection);
    let plugins = plugins::load(&args.inputs, trust, today, shipped)?;
    let rules = plugins.with(shipped);
    let settings = settings::settings(&args.inputs, trust, &rules, plugins.all())?;
    let wishes = settings.wishes(&args.selection, &rules, plugins.all())?;
    let outputs = output::destinations(&args.outputs)?;
    let chosen = engine::choose(&rules, &wishes, &settings.config);
    if args.show_config {
        return shown_config::show(args, &settings, &wishes, &chosen);
    }
    if let Some(file) = &args.explain_path {
        return path::explain(file, &args.inputs, &settings);
    }
    let (files, coverage) = inputs::files(&args.inputs, &settings, args.threads)?;
    let files = match &args.inputs.history {
        None => files,
        Some(range) => {
            let root = repository(&args.inputs.paths, &settings.root)?;
            let past = engine::history(&root, range, &files, &chosen)?;
            if !args.outputs.quiet {
                let engine::History { commits, blobs, .. } = past;
                say(format_args!("history: {commits} commits, {blobs} versions of files read"));
            }
            files.with(past.entries)
        }
    };
    let options = RunOptions {
        today,
        trust,
        coverage,
        afterwards: Afterwards::Exit,
        root: settings.root.clone(),
        exceptions: &settings.exceptions,
        exception_paths: &settings.exception_paths,
    };
    let wanted = if args.outputs.quiet || args.outputs.no_progress {
        Wanted::Never
    } else {
        Wanted::IfWatched
    };
    let progress = Progress::start(wanted, files.len());
    let mut report = run(args, &files, &chosen, &options)?;
    report.notices.splice(0..0, plugins.notices.iter().cloned());
    drop(progress);
    if let Some(least) = args.judgement.min_severity.map(Severity::from) {
        report.findings.retain(|it| it.severity >= least);
    }
    output::write(&outputs, &report, &chosen, &output::style(&args.outputs))?;
    errors(&report);
    if !args.outputs.quiet {
        remarks(&report, &settings, &outputs);
    }
    Ok(exit_code(&report, &args.judgement, fail_on(args, &settings)))
}

/// The folder of the repository that the paths are in, whose history is looked through.
fn repository(paths: &[PathBuf], root: &Path) -> anyhow::Result<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let path = fs::canonicalize(path)?;
        let holder = path.ancestors().find(|it| it.join(".git").exists());
        let Some(holder) = holder else {
            bail!("{} is in no Git repository, so that it has no history", path.display())
        };
        found.push(holder.to_owned());
    }
    found.dedup();
    match found.as_slice() {
        [] => Ok(root.to_owned()),
        [one] => Ok(one.clone()),
        [one, other, ..] => bail!(
            "the paths are in several repositories, {} and {}: look through the history of one at a time",
            one.display(),
            other.display()
        ),
    }
}

fn run(
    args: &Check,
    files: &Files,
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
) -> anyhow::Result<Report> {
    let Some(threads) = args.threads else { return Ok(engine::run_with(files, rules, options)) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build()?;
    Ok(pool.install(|| engine::run_with(files, rules, options)))
}

/// The least severity that makes the exit code 1.
pub fn fail_on(args: &Check, settings: &Settings) -> Severity {
    let given = args.judgement.fail_on.map(Severity::from);
    let configured = settings.config.fail_on.as_ref().map(|it| it.it);
    given.or(configured).unwrap_or(Severity::Medium)
}

fn exit_code(report: &Report, args: &Judgement, fail_on: Severity) -> u8 {
    let is_broken = report.notices.iter().any(|it| it.kind == NoticeKind::Failed);
    let is_unchecked = report.notices.iter().any(|it| it.kind != NoticeKind::Lossy);
    let fails = report.findings.iter().any(|it| it.severity >= fail_on);
    match () {
        () if !report.failed.is_empty() || is_broken => FAILED,
        () if args.strict && is_unchecked => FAILED,
        () if is_empty(report) && args.error_on_no_input => 3,
        () if fails && !args.exit_zero => 1,
        () => 0,
    }
}

fn is_empty(report: &Report) -> bool {
    report.counts.scanned == 0
}

/// More failures of plugins than these tell nobody more.
const MOST_FAILURES: usize = 20;

/// What could not be opened, and which plugins broke down, said in every format.
fn errors(report: &Report) {
    let failures: Vec<_> =
        report.notices.iter().filter(|it| it.kind == NoticeKind::Failed).collect();
    for it in failures.iter().take(MOST_FAILURES) {
        let path = printable(report.sources.path(it.at.file));
        let place = if path.is_empty() { path } else { format!("{path}: ") };
        say(format_args!("error: {place}{}", no_commands(&printable(&it.message))));
    }
    if let Some(more) = failures.len().checked_sub(MOST_FAILURES).filter(|it| *it > 0) {
        say(format_args!("error: plugins broke down {more} times more"));
    }
    let is_failure = |it: &&Notice| {
        it.kind == NoticeKind::Unread && report.failed.binary_search(&it.at.file).is_ok()
    };
    for it in report.notices.iter().filter(is_failure) {
        let why = it.message.trim_start_matches("not read: ");
        say(format_args!("error: {}: {why}", printable(report.sources.path(it.at.file))));
    }
}

fn remarks(report: &Report, settings: &Settings, outputs: &[Output]) {
    if let Some(unheeded) = &settings.unheeded {
        say(format_args!("audit: {unheeded}"));
    }
    if is_empty(report) && report.failed.is_empty() {
        say(format_args!("nothing to check: no text file was found"));
    }
    let is_read = |it: &Output| it.format == OutputFormat::Text && it.file.is_none();
    if !outputs.iter().any(is_read) {
        let (findings, silenced) = (report.findings.len(), report.silenced.len());
        let notices = report.notices.len();
        say(format_args!("{findings} findings, {silenced} silenced, {notices} notices"));
    }
}
