//! What is wrong with a configuration, shown where it stands.

use crate::{
    config::ConfigError,
    report::{self, printable},
    secret::Values,
    text::{Location, Sources},
};

/// `path:line:column: message`, and the line with carets under what is meant.
pub fn render(errors: &[ConfigError], sources: &Sources) -> String {
    errors.iter().map(|it| one(it, sources)).collect()
}

fn one(error: &ConfigError, sources: &Sources) -> String {
    let place = place(error.at, sources);
    let (start, width) = report::place(error.at, sources);
    let line = sources.get(error.at.file).map_or("", |it| it.line(start.line));
    let mut shown = format!("{place}: {}\n", unsecret(&error.message));
    if !line.is_empty() {
        let before = " ".repeat(start.column as usize - 1);
        shown +=
            &format!("  | {}\n  | {before}{}\n", printable(&unsecret(line)), "^".repeat(width));
    }
    shown
}

/// A text that may say what no output shows.
pub fn unsecret(text: &str) -> String {
    Values::new([]).redact(text).unwrap_or_else(|| text.to_owned())
}

/// `path:line:column`.
pub fn place(at: Location, sources: &Sources) -> String {
    let (start, _) = sources.region(at);
    format!("{}:{start}", printable(sources.path(at.file)))
}
