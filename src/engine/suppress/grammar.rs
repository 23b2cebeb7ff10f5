//! What a comment that silences says:
//! `tidewaiter: ignore[rule, topic] reason="..." until=2027-01-31`.

use crate::{
    config::Date,
    text::{Span, nearest},
};

/// What starts a directive.
pub(super) const MARKER: &str = "tidewaiter:";

/// A directive as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub verb: Verb,
    /// Ids, topics, or `*`.
    pub rules: Vec<String>,
    pub reason: Option<String>,
    pub until: Option<Date>,
}

/// What a directive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// The node on its line, or the next one.
    Ignore,
    Start,
    End,
    File,
}

const VERBS: [(&str, Verb); 4] = [
    ("ignore", Verb::Ignore),
    ("ignore-start", Verb::Start),
    ("ignore-end", Verb::End),
    ("ignore-file", Verb::File),
];

/// What can stand before a directive for it to be a comment's own words.
pub(super) const MARKS: [&str; 7] = ["#", "//", ";", "--", "<!--", "/*", "!"];

/// Where a text that starts with, or is, a comment holds a directive.
pub(super) fn find(comment: &str, marks: &[&str]) -> Option<usize> {
    comment.match_indices(MARKER).map(|it| it.0).find(|at| {
        let before = comment[..*at].trim_end();
        let own = marks.iter().any(|mark| before.ends_with(mark));
        own && is_meant(&comment[at + MARKER.len()..])
    })
}

/// Whether words after the marker are a directive, be it a wrong one.
fn is_meant(after: &str) -> bool {
    let word = verb(after.trim_start());
    !word.is_empty() && nearest(word, VERBS.iter().map(|it| it.0)).is_some()
}

fn verb(text: &str) -> &str {
    let end = text.find(|it: char| it != '-' && it != '_' && !it.is_alphabetic());
    &text[..end.unwrap_or(text.len())]
}

/// What stands after the marker, up to the end of the line or comment, and how
/// wide it is; or what is wrong with it.
pub(super) fn parse(comment: &str, at: usize) -> (Span, Result<Directive, String>) {
    let line = comment[at..].lines().next().unwrap_or_default();
    let ends = line.find("-->").into_iter().chain(line.find("*/")).min();
    let line = line[..ends.unwrap_or(line.len())].trim_end();
    (Span::new(at, at + line.len()), directive(line[MARKER.len()..].trim_start()))
}

fn directive(text: &str) -> Result<Directive, String> {
    let word = verb(text);
    let Some((_, verb)) = VERBS.iter().find(|it| it.0 == word) else {
        let near = nearest(word, VERBS.iter().map(|it| it.0)).unwrap_or("ignore");
        return Err(format!("`{word}` is not known; did you mean `{near}`?"));
    };
    let (rules, rest) = rules(text[word.len()..].trim_start(), *verb)?;
    let mut directive = Directive { verb: *verb, rules, reason: None, until: None };
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        rest = attribute(rest, &mut directive)?.trim_start();
    }
    Ok(directive)
}

fn rules(text: &str, verb: Verb) -> Result<(Vec<String>, &str), String> {
    let Some(list) = text.strip_prefix('[') else {
        if verb == Verb::End {
            return Ok((Vec::new(), text));
        }
        return Err("name what is silenced: `ignore[rule-id]`".to_owned());
    };
    let (list, rest) = list.split_once(']').ok_or("the `[` is not closed")?;
    let names: Vec<String> = list.split(',').map(|it| it.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err("name what is silenced: `ignore[rule-id]`".to_owned());
    }
    Ok((names, rest))
}

/// Reads one `name=value`, and returns what follows it.
fn attribute<'a>(text: &'a str, into: &mut Directive) -> Result<&'a str, String> {
    let name = verb(text);
    let value = text[name.len()..].strip_prefix('=').ok_or_else(|| unexpected(text))?;
    match name {
        "reason" => {
            let quoted = value.strip_prefix('"').ok_or("a reason is quoted: `reason=\"...\"`")?;
            let (reason, rest) = quoted.split_once('"').ok_or("the quote is not closed")?;
            into.reason = Some(reason.trim().to_owned()).filter(|it| !it.is_empty());
            Ok(rest)
        }
        "until" => {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            let date = value[..end].trim_matches('"').parse::<Date>();
            into.until = Some(date.map_err(|error| error.to_string())?);
            Ok(&value[end..])
        }
        _ => Err(unexpected(text)),
    }
}

fn unexpected(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    format!("`{word}` is neither `reason=\"...\"` nor `until=2027-01-31`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(comment: &str) -> Result<Directive, String> {
        parse(comment, find(comment, &MARKS).expect("a directive")).1
    }

    #[test]
    fn all_of_it_is_read() {
        let it = said("<!-- tidewaiter: ignore[a, *] reason=\"it is meant\" until=2027-01-31 -->");
        let it = it.expect("well formed");
        assert_eq!((it.verb, it.rules.join(" ")), (Verb::Ignore, "a *".to_owned()));
        assert_eq!(it.reason.as_deref(), Some("it is meant"));
        assert_eq!(it.until.map(|it| it.to_string()).as_deref(), Some("2027-01-31"));
        assert_eq!(said("# other: x # tidewaiter: ignore-end").map(|it| it.verb), Ok(Verb::End));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |comment| said(comment).expect_err(comment);
        assert!(wrong("# tidewaiter: ignroe[a]").contains("did you mean `ignore`"));
        assert!(wrong("# tidewaiter: ignore a").contains("name what is silenced"));
        assert!(wrong("# tidewaiter: ignore[a,]").contains("name what is silenced"));
        assert!(wrong("# tidewaiter: ignore[a").contains("not closed"));
        assert!(wrong("# tidewaiter: ignore[a] reason=x").contains("quoted"));
        assert!(wrong("# tidewaiter: ignore[a] until=soon").contains("no date"));
        assert!(wrong("# tidewaiter: ignore[a] because").contains("`because` is neither"));
    }

    #[test]
    fn words_about_it_are_no_directive() {
        assert_eq!(find("# see tidewaiter: ignore[a]", &MARKS), None);
        assert_eq!(find("# tidewaiter: the linter we use", &MARKS), None);
        assert_eq!(find("// tidewaiter: ignore[a]", &MARKS), Some(3));
    }
}
