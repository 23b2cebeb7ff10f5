//! `tidewaiter inspect`: what is read, and what is made of it. The way to debug a rule.
//!
//! Prints what scanned files say, and therefore everything through the mask.

mod documents;
mod effective;
mod programs;

use super::{
    FAILED,
    args::{Inspect, Selection},
    fault::place,
    inputs,
    mask::Mask,
    plugins, print, settings,
};
use crate::{
    engine::{self, Files, Report, RunOptions, Trust},
    report::{no_commands, printable},
    rule::Rule,
    syntax::Input,
    text::{FileId, SourceFile, Sources, Text},
};

pub fn inspect(args: &Inspect, shipped: &[&dyn Rule]) -> anyhow::Result<u8> {
    let today = settings::today(&Selection::default());
    let plugins = plugins::load(&args.inputs, Trust::Heed, today, shipped)?;
    plugins.complain();
    let rules = plugins.with(shipped);
    let settings = settings::settings(&args.inputs, Trust::Heed, &rules, plugins.all())?;
    let wishes = settings.wishes(&Selection::default(), &rules, plugins.all())?;
    let chosen = engine::choose(&rules, &wishes, &settings.config);
    let (files, coverage) = inputs::files(&args.inputs, &settings, None)?;
    let options = RunOptions { coverage, root: settings.root.clone(), ..RunOptions::default() };
    let report = engine::run_with(&files, &chosen, &options);
    let mut sources = Sources::new(files.paths());
    let mut out = String::new();
    let (mut secrets, mut texts) = (report.secrets.clone(), Vec::new());
    for index in 0..files.len() {
        let id = FileId(index as u32);
        let Ok(Some((content, encoding))) = files.text(id) else { continue };
        let source = SourceFile::new(id, content, encoding);
        let text: Text = source.text.clone();
        secrets.extend(engine::hidden_places(id, &source, &report.secrets));
        sources.add(id, source);
        let mut input = Input::file(files.entries()[index].path.as_str(), text);
        input.headings = vec![files.path_below_root(id).to_owned()];
        texts.push(input);
    }
    let mask = Mask::new(secrets);
    let shown = Shown { sources: &sources, mask: &mask };
    for input in texts {
        out += &documents::show(input, &shown);
    }
    let linked = engine::link(&files);
    if args.effective {
        out = effective::show(&linked, args.program.as_deref(), args.format, &shown)?;
    } else {
        out += &programs::show(&linked, &shown);
        out += &unsaid(&report, &files, &shown);
    }
    print(no_commands(&out).as_bytes())?;
    Ok(if report.failed.is_empty() { 0 } else { FAILED })
}

/// How places and texts are shown.
pub(super) struct Shown<'a> {
    pub sources: &'a Sources,
    pub mask: &'a Mask,
}

/// What rules did not say, and what was not read.
fn unsaid(report: &Report, files: &Files, shown: &Shown<'_>) -> String {
    let mut out = String::new();
    if !report.silences.is_empty() {
        out += "\nnot said, as something is not known\n";
    }
    for it in &report.silences {
        let at = place(it.at, shown.sources);
        out += &format!("  {at}  {}: {}\n", it.rule, printable(&it.by));
    }
    if !report.notices.is_empty() {
        out += "\nnot read\n";
    }
    for it in &report.notices {
        out += &format!("  {}  {}\n", place(it.at, shown.sources), printable(&it.message));
    }
    if files.is_empty() {
        out += "nothing to inspect: no file was found\n";
    }
    out
}
