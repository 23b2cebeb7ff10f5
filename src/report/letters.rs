//! Letters that may be shown. What was scanned may be hostile: escapes drive a
//! terminal, changes of direction swap what is read, and a runner of jobs takes
//! some lines for commands.

use std::borrow::Cow;

/// One visible character for each, on one line.
pub fn printable(text: &str) -> String {
    if text.bytes().all(|it| matches!(it, b' '..=b'~' if it != b'#')) {
        return text.to_owned();
    }
    let shown = text.chars().map(|it| if it == '\t' { ' ' } else { visible(it) });
    tame(shown.collect())
}

/// The same, but tabs and line ends stay: for excerpts.
pub(super) fn printable_lines(text: &str) -> String {
    let keep = |it: char| matches!(it, '\t' | '\n' | '\r');
    tame(text.chars().map(|it| if keep(it) { it } else { visible(it) }).collect())
}

/// What stands for a letter where that one is not shown.
pub(super) fn visible(letter: char) -> char {
    if is_hostile(letter) { '\u{fffd}' } else { letter }
}

/// Whether a letter is not seen, or changes how others are.
pub(super) fn is_hostile(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_control();
    }
    let unseen = matches!(
        letter,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    unseen || letter.is_control()
}

fn tame(text: String) -> String {
    match COMMANDS.iter().any(|it| text.contains(it)) {
        true => text.chars().fold(String::with_capacity(text.len()), |mut tamed, letter| {
            tamed.push(if ends_command(&tamed, letter) { '\u{fffd}' } else { letter });
            tamed
        }),
        false => text,
    }
}

/// These, and a bracket after them, are commands to Azure's runners wherever they
/// stand in a line.
const COMMANDS: [&str; 2] = ["##", "##vso"];

/// Whether a letter after a text would complete a command.
pub(super) fn ends_command(text: &str, letter: char) -> bool {
    letter == '[' && COMMANDS.iter().any(|it| text.ends_with(it))
}

/// `::` at the start of a line is a command to GitHub's runners.
pub fn no_commands(text: &str) -> Cow<'_, str> {
    let mut colons = memchr::memchr_iter(b':', text.as_bytes());
    if !colons.any(|at| text.as_bytes()[at..].starts_with(b"::")) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        if body.starts_with("::") {
            out += &line[..line.len() - body.len()];
            out.push('\\');
            out += body;
        } else {
            out += line;
        }
    }
    Cow::Owned(out)
}

/// `1 file`, `2 files`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_changes_of_direction_are_not_printed() {
        assert_eq!(printable("a\u{1b}[31m\tb\u{202e}"), "a\u{fffd}[31m b\u{fffd}");
        assert_eq!(printable_lines("a\n\tb\u{85}"), "a\n\tb\u{fffd}");
    }

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        assert_eq!(no_commands("a ::b\n  ::error::x\n"), "a ::b\n  \\::error::x\n");
        assert_eq!(printable("##vso[x] ##[y]"), "##vso\u{fffd}x] ##\u{fffd}y]");
    }
}
