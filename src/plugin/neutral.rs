//! Texts of a plugin, made such that they are only texts.

/// On one line, without what drives a terminal or a runner of jobs.
pub fn line(text: &str) -> String {
    let line: String = text.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).collect();
    lines(line.trim())
}

/// The same for a text that may have lines, such as advice or an example.
pub fn lines(text: &str) -> String {
    let shown = |it: char| if is_hostile(it) && it != '\t' { '\u{fffd}' } else { it };
    let lines = text.split('\n').map(|line| {
        let line: String = line.chars().map(shown).collect();
        // `::error::` at the start of a line is a command to GitHub's runners.
        let start = line.len() - line.trim_start().len();
        match line[start..].starts_with("::") {
            true => format!("{}\u{fffd}{}", &line[..start], &line[start + 1..]),
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a letter is not seen, or changes how others are.
fn is_hostile(letter: char) -> bool {
    let turns = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
    turns || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}') || letter.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_commands_lose_their_power() {
        assert_eq!(line("a\u{1b}[31mb\nc\r\td\u{7f}"), "a\u{fffd}[31mb c  d\u{fffd}");
        assert_eq!(line("a\u{202e}b\u{200b}"), "a\u{fffd}b\u{fffd}");
        assert_eq!(line(" ::error::x"), "\u{fffd}:error::x");
        assert_eq!(lines("a\n  ::error::x\nb::c"), "a\n  \u{fffd}:error::x\nb::c");
    }
}
