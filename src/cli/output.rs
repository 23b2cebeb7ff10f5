//! Where reports go.

use std::{fs, path::PathBuf};

use anyhow::{Context, bail};

use super::{
    args::{Format, Output, Outputs},
    print,
    terminal::Paint,
};
use crate::{
    engine::{Report, RuleSet},
    report,
};

/// The formats that are wanted, each with its place; none is standard output.
pub fn destinations(args: &Outputs) -> anyhow::Result<Vec<Output>> {
    let mut outputs = args.formats.clone();
    if outputs.is_empty() {
        outputs.push(Output { format: Format::Text, file: None });
    }
    let homeless = outputs.iter().filter(|it| it.file.is_none()).count();
    if homeless > 1 {
        bail!(
            "only one format goes to standard output; give the others a file: `--format sarif=out.sarif`"
        );
    }
    if homeless == 0 && args.output.is_some() {
        bail!("`--output` is of no use where every format has its file");
    }
    for output in &mut outputs {
        output.file = output.file.take().or_else(|| args.output.clone());
    }
    Ok(outputs)
}

/// Writes a report to each.
pub fn write(
    outputs: &[Output],
    report: &Report,
    rules: &RuleSet<'_>,
    paint: Paint,
) -> anyhow::Result<()> {
    for Output { format, file } in outputs {
        let paint = if file.is_some() { Paint::Plain } else { paint };
        let text = render(*format, report, rules, paint)?;
        match file {
            None => print(&text)?,
            Some(path) => to_file(path, &text)?,
        }
    }
    Ok(())
}

fn to_file(path: &PathBuf, text: &[u8]) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

fn render(format: Format, report: &Report, _: &RuleSet<'_>, _: Paint) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Text => Ok(report::plain(report).into_bytes()),
        Format::Json | Format::Sarif => bail!("this format is not written yet"),
    }
}
