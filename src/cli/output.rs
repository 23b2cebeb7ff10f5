//! Where reports go.

use std::{fs, path::PathBuf};

use anyhow::{Context, bail};

use super::{
    args::{Output, Outputs},
    print, terminal,
};
use crate::{
    engine::{Report, RuleSet},
    report::{self, Color, Detail, OutputFormat, ShowSilenced, Style},
};

/// The formats that are wanted, each with its place; none is standard output.
pub fn destinations(args: &Outputs) -> anyhow::Result<Vec<Output>> {
    let mut outputs = args.formats.clone();
    if outputs.is_empty() {
        outputs.push(Output { format: OutputFormat::Text, file: None });
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
    style: &Style,
) -> anyhow::Result<()> {
    for Output { format, file } in outputs {
        let color = if file.is_some() { Color::Never } else { style.color };
        let mut text = Vec::new();
        report::write(
            *format,
            report,
            rules,
            &styled(*format, report, Style { color, ..*style }),
            &mut text,
        )?;
        match file {
            None => print(&text)?,
            Some(path) => to_file(path, &text)?,
        }
    }
    Ok(())
}

/// An audit lists what the tree would silence to people; to machines it is reported.
fn styled(format: OutputFormat, report: &Report, style: Style) -> Style {
    let silenced = match format {
        OutputFormat::Text if report.is_audit => ShowSilenced::List,
        OutputFormat::Text => ShowSilenced::Count,
        _ if report.is_audit => ShowSilenced::Count,
        _ => style.silenced,
    };
    Style { silenced, ..style }
}

fn to_file(path: &PathBuf, text: &[u8]) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// How a report looks on standard output.
pub fn style(args: &Outputs) -> Style {
    let columns = std::env::var("COLUMNS").ok().and_then(|it| it.parse().ok());
    let default = Style::default();
    Style {
        color: terminal::color(args.color),
        letters: terminal::letters(),
        width: columns.filter(|it| (40..=400).contains(it)).unwrap_or(default.width),
        detail: if args.quiet { Detail::Quiet } else { Detail::Full },
        silenced: if args.sarif_include_suppressed {
            ShowSilenced::List
        } else {
            ShowSilenced::Count
        },
    }
}
