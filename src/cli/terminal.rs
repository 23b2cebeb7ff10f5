//! What is said to people, and whether in colour.

use std::{
    ffi::OsString,
    fmt,
    io::{IsTerminal, Write},
};

use super::args::ColorChoice;
use crate::report::{Color, Letters};

/// Says a line on standard error. If nobody hears it, nobody can be told.
pub fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// What holds for standard output.
pub fn color(choice: ColorChoice) -> Color {
    decide(choice, |name| std::env::var_os(name), std::io::stdout().is_terminal())
}

/// The option beats the environment, and that beats what the output is.
fn decide(
    choice: ColorChoice,
    variable: impl Fn(&str) -> Option<OsString>,
    is_terminal: bool,
) -> Color {
    let is_set = |name| variable(name).is_some_and(|it| !it.is_empty() && it != "0");
    let coloured = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if variable("NO_COLOR").is_some_and(|it| !it.is_empty()) => false,
        ColorChoice::Auto if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") => true,
        ColorChoice::Auto => is_terminal && variable("TERM").is_none_or(|it| it != "dumb"),
    };
    if coloured { Color::Always } else { Color::Never }
}

/// Where the locale says that it knows no letters but the oldest, frames are of those.
pub fn letters() -> Letters {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let said = locale.filter_map(|it| std::env::var(it).ok()).find(|it| !it.is_empty());
    match said.as_deref() {
        Some("C" | "POSIX") => Letters::Ascii,
        _ => Letters::Unicode,
    }
}

/// A line that says what goes on, and is gone when it is dropped.
pub struct Progress {
    is_shown: bool,
}

impl Progress {
    /// Shown where somebody looks at it and there is time to read it.
    pub fn start(wanted: Wanted, files: usize) -> Self {
        let watched = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let is_shown = wanted == Wanted::IfWatched && watched && files > 1000;
        if is_shown {
            let _ = write!(std::io::stderr().lock(), "checking {files} files");
        }
        Self { is_shown }
    }
}

/// Whether progress is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    IfWatched,
    Never,
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_beats_the_environment_and_that_the_terminal() {
        let with = |choice, variables: &[(&str, &str)], is_terminal| {
            let find = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.into());
            decide(choice, find, is_terminal) == Color::Always
        };
        let auto = ColorChoice::Auto;
        assert!(with(ColorChoice::Always, &[("NO_COLOR", "1")], false));
        assert!(!with(ColorChoice::Never, &[("FORCE_COLOR", "1")], true));
        assert!(!with(auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(with(auto, &[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], false));
        assert!(with(auto, &[("FORCE_COLOR", "1")], false));
        assert!(with(auto, &[("FORCE_COLOR", "0")], true));
        assert!(!with(auto, &[("TERM", "dumb")], true));
        assert!(!with(auto, &[], false));
    }
}
