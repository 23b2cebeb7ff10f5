//! Reports, as readers want them: people, editors, code scanning.
//!
//! A writer gets a [`Report`] and somewhere to write to. It knows no files, and source
//! text only as `mask` lends it: with every secret blanked out.

mod escape;
mod excerpt;
mod fingerprint;
mod json;
mod letters;
mod mask;
mod plain;
mod sarif;
mod summary;
mod text;

pub use letters::{no_commands, printable};
pub use plain::plain;

use std::{io, str::FromStr};

use thiserror::Error;

use crate::{
    engine::{Report, RuleSet},
    text::{Location, Position, Sources, nearest},
};

/// What a report is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// People before a terminal.
    Text,
    /// Programs: a stable form of our own.
    Json,
    /// Code scanning: SARIF 2.1.0.
    Sarif,
}

/// How much a writer says, and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: Color,
    pub letters: Letters,
    /// Of the terminal, in columns.
    pub width: usize,
    pub detail: Detail,
    pub silenced: ShowSilenced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Never,
    Always,
}

/// What frames and marks are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    Ascii,
    Unicode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// One line for each finding, and nothing else.
    Quiet,
    /// Excerpts, advice and a summary.
    Full,
}

/// What becomes of findings that were silenced. JSON always lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowSilenced {
    /// Text counts them, and SARIF leaves them out, as code scanning would open them.
    Count,
    /// Text lists them, and SARIF holds them as suppressed results.
    List,
}

/// A name of no output format.
#[derive(Debug, Error)]
#[error("no such output format: `{name}`; {advice}")]
pub struct UnknownFormat {
    name: String,
    advice: String,
}

pub fn write(
    format: OutputFormat,
    report: &Report,
    rules: &RuleSet<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        OutputFormat::Text => text::write(report, rules, style, out),
        OutputFormat::Json => json::write(report, out),
        OutputFormat::Sarif => sarif::write(report, rules, style.silenced, out),
    }
}

/// Where a place starts, and how many characters it has on that line.
pub fn place(at: Location, sources: &Sources) -> (Position, usize) {
    let text = sources.slice(at).unwrap_or("");
    let width = text.split(['\n', '\r']).next().unwrap_or("").chars().count();
    (sources.region(at).0, width.max(1))
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: Color::Never,
            letters: Letters::Unicode,
            width: 100,
            detail: Detail::Full,
            silenced: ShowSilenced::Count,
        }
    }
}

impl OutputFormat {
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Sarif];

    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }
}

impl FromStr for OutputFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let lower = name.to_lowercase();
        if let Some(format) = Self::ALL.into_iter().find(|it| it.name() == lower) {
            return Ok(format);
        }
        let advice = match nearest(&lower, Self::ALL.map(Self::name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("there are {}", Self::ALL.map(|it| format!("`{}`", it.name())).join(", "))
            }
        };
        Err(UnknownFormat { name: name.to_owned(), advice })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_name_and_its_nearest_spelling_is_said() {
        let said = |name: &str| name.parse::<OutputFormat>().map_err(|error| error.to_string());
        assert_eq!(said("SARIF"), Ok(OutputFormat::Sarif));
        let error = said("jsn").expect_err("no format");
        assert_eq!(error, "no such output format: `jsn`; did you mean `json`?");
        assert!(said("html").expect_err("no format").ends_with("`text`, `json`, `sarif`"));
    }
}
