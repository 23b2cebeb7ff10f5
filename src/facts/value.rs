//! Values, as far as they can be read.

use std::borrow::Cow;

use super::Located;
use crate::{
    text::{Location, Span, Text},
    tree::{NodeId, Style, Tree},
};

/// What looks a value up in a store or a file.
const PROVIDERS: &[&str] =
    &["file", "directory", "dir", "vault", "secretsmanager", "secretManager"];

/// How many characters an expansion may have.
const MAX_EXPANSION: usize = 512;

/// Values longer than this many bytes are no settings, and not looked into.
const MAX_VALUE: usize = 16 * 1024;

/// A value, as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub at: Location,
    pub pieces: Vec<Piece>,
    pub certainty: Certainty,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(Located<String>),
    /// What an expansion such as `${NAME}` will put here.
    Unknown(Expansion),
}

/// Something that is put into a value before a process receives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    pub at: Location,
    /// The variable, if it is one by name.
    pub variable: Option<String>,
}

/// Whether what a value says is what the process will receive.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Certainty {
    Known,
    /// As far as this is so, which several files together suggest and none says.
    Supposed(String),
    /// Unless this layer, which is not in the tree, changes it.
    Assumed(String),
    /// The layer that gives it is not in the tree.
    Unknown(String),
}

/// What stands about the name of a variable where it is named as a layer.
const VARIABLE_OPENS: &str = "`";
const VARIABLE_CLOSES: &str = "` of the environment";

/// Stands for what is unknown in [`Value::pattern`]; of a private use area, so
/// that no value has it by itself.
pub const UNKNOWN: char = '\u{f8ff}';

impl Value {
    /// The value of a scalar node; none of a list or map.
    pub fn of(tree: &Tree, id: NodeId) -> Option<Self> {
        let scalar = tree.scalar(id)?;
        let at = tree.locate(id);
        if scalar.text.len() > MAX_VALUE {
            return Some(Self::unknown(at, "a text too long for a setting".to_owned()));
        }
        if !may_expand(scalar.text) {
            let written = tree.inner(id).map_or(at, |inner| tree.text().locate(inner));
            let literal = Piece::Literal(Located { it: scalar.text.to_owned(), at: written });
            return Some(Self { at, pieces: vec![literal], certainty: Certainty::Known });
        }
        if is_bracketed(scalar.text) {
            return Some(Self::unknown(at, "a placeholder".to_owned()));
        }
        let text = tree.part(id)?;
        Some(Self::expanded(&text, at, scalar.style))
    }

    /// Whether some of a scalar is not known; so of hardly any, and they are all asked.
    pub fn is_unknown(tree: &Tree, id: NodeId) -> bool {
        let may_be = |text: &str| text.len() > MAX_VALUE || may_expand(text);
        tree.str(id).is_some_and(may_be)
            && Self::of(tree, id).is_some_and(|it| it.is_partly_unknown())
    }

    /// The value of a text that stands by itself.
    pub fn of_text(text: &Text, at: Location) -> Self {
        if text.as_str().len() > MAX_VALUE {
            return Self::unknown(at, "a text too long for a setting".to_owned());
        }
        if is_bracketed(text.as_str()) {
            return Self::unknown(at, "a placeholder".to_owned());
        }
        Self::expanded(text, at, Style::Plain)
    }

    fn expanded(text: &Text, at: Location, style: Style) -> Self {
        let mut value = Self { at, pieces: Vec::new(), certainty: Certainty::Known };
        let mut start = 0;
        while let Some(found) = expansion(text.as_str(), start, style) {
            value.literal(text, Span::new(start, found.start));
            value.expansion(text, &found);
            start = found.end;
        }
        value.literal(text, Span::new(start, text.as_str().len()));
        value
    }

    /// A value that some layer would give, if it were in the tree.
    pub fn unknown(at: Location, layer: String) -> Self {
        let piece = Piece::Unknown(Expansion { at, variable: None });
        Self { at, pieces: vec![piece], certainty: Certainty::Unknown(layer) }
    }

    /// All of it, if no piece is unknown.
    pub fn text(&self) -> Option<String> {
        self.known().map(Cow::into_owned)
    }

    /// The same; a copy only where it is made of several pieces.
    pub fn known(&self) -> Option<Cow<'_, str>> {
        if let [Piece::Literal(text)] = self.pieces.as_slice() {
            return Some(Cow::Borrowed(&text.it));
        }
        let literals = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => Some(text.it.as_str()),
            Piece::Unknown(_) => None,
        });
        literals.collect::<Option<String>>().map(Cow::Owned)
    }

    /// All of it, with [`UNKNOWN`] for what is not known.
    pub fn pattern(&self) -> Cow<'_, str> {
        if let [Piece::Literal(text)] = self.pieces.as_slice() {
            return Cow::Borrowed(&text.it);
        }
        let mut letters = [0; UNKNOWN.len_utf8()];
        let unknown = &*UNKNOWN.encode_utf8(&mut letters);
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => text.it.as_str(),
            Piece::Unknown(_) => unknown,
        });
        let mut pattern = String::with_capacity(pieces.clone().map(str::len).sum());
        pattern.extend(pieces);
        Cow::Owned(pattern)
    }

    /// Where a range of [`Value::pattern`] is written: within one literal piece as
    /// tight as it can be said, else the whole value.
    pub fn locate(&self, range: std::ops::Range<usize>) -> Location {
        let mut start = 0;
        for piece in &self.pieces {
            let length = match piece {
                Piece::Literal(text) => text.it.len(),
                Piece::Unknown(_) => UNKNOWN.len_utf8(),
            };
            let end = start + length;
            if range.start >= start && range.end <= end {
                return match piece {
                    Piece::Unknown(expansion) => expansion.at,
                    Piece::Literal(text) => {
                        let from = text.at.span.start;
                        // Only where the writing is as wide as the text can it be cut.
                        if text.at.span.len() as usize != length {
                            return text.at;
                        }
                        let [from, to] =
                            [range.start, range.end].map(|it| from + (it - start) as u32);
                        Location { file: text.at.file, span: Span { start: from, end: to } }
                    }
                };
            }
            start = end;
        }
        self.at
    }

    /// The variable of which all of this is only the default.
    pub fn default_of(&self) -> Option<&str> {
        let Certainty::Assumed(layer) = &self.certainty else { return None };
        let whole = match self.pieces.as_slice() {
            [] => true,
            // Before it stands at least `${A-`, wherever the value begins.
            [Piece::Literal(it)] => it.at.span.start >= self.at.span.start + 4,
            _ => false,
        };
        let name = layer.strip_prefix(VARIABLE_OPENS)?.strip_suffix(VARIABLE_CLOSES)?;
        (whole && is_name(name)).then_some(name)
    }

    /// Whether any of it is not known.
    pub fn is_partly_unknown(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Unknown(_)))
    }

    fn literal(&mut self, text: &Text, span: Span) {
        if !span.is_empty() {
            let it = text.slice(span).to_owned();
            self.pieces.push(Piece::Literal(Located { it, at: text.locate(span) }));
        }
    }

    fn expansion(&mut self, text: &Text, found: &Found) {
        let at = text.locate(Span::new(found.start, found.end));
        let Some(default) = found.default else {
            let variable = found.variable.clone();
            self.pieces.push(Piece::Unknown(Expansion { at, variable }));
            return;
        };
        // An empty default is a value too: the variable may be left unset.
        self.literal(text, default);
        let name = found.variable.as_deref().unwrap_or("a variable");
        self.certainty = Certainty::Assumed(format!("{VARIABLE_OPENS}{name}{VARIABLE_CLOSES}"));
    }
}

/// An expansion within a text.
struct Found {
    start: usize,
    end: usize,
    variable: Option<String>,
    /// Where the literal stands that holds if the variable is not set.
    default: Option<Span>,
}

fn may_expand(text: &str) -> bool {
    text.bytes().any(|it| matches!(it, b'$' | b'{' | b'`' | b'<' | b'%'))
}

/// Whether a text is a placeholder in angle brackets and nothing else.
fn is_bracketed(text: &str) -> bool {
    let inner = text.trim().strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    inner.is_some_and(|it| !it.is_empty() && !it.contains(['<', '>', '\n']))
}

/// The first expansion at or after a place.
fn expansion(text: &str, start: usize, style: Style) -> Option<Found> {
    let mut from = start;
    while let Some(at) = text[from..].find(['$', '{', '`', '<']).map(|it| from + it) {
        let found = match text.as_bytes()[at] {
            b'$' => dollar(text, at),
            b'{' if text[at..].starts_with("{{") => closed(text, at, 2, "}}"),
            b'{' if text[at..].starts_with("{%") => closed(text, at, 2, "%}"),
            b'<' if text[at..].starts_with("<%") => closed(text, at, 2, "%>"),
            b'`' if style == Style::Plain => closed(text, at, 1, "`"),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        // Two dollars are an escaped one.
        from = at + if text[at..].starts_with("$$") { 2 } else { 1 };
    }
    None
}

/// `${NAME}`, `$(command)`, `${{ expression }}` or `$NAME`.
fn dollar(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at + 1..];
    if rest.starts_with("{{") {
        return closed(text, at, 3, "}}");
    }
    match rest.bytes().next()? {
        b'{' => braced(text, at),
        b'(' => {
            let mut found = closed(text, at, 2, ")")?;
            let name = &text[at + 2..found.end - 1];
            found.variable = is_name(name).then(|| name.to_owned());
            Some(found)
        }
        first if first == b'_' || first.is_ascii_alphabetic() => {
            let length = rest.find(|it: char| it != '_' && !it.is_ascii_alphanumeric());
            let name = &rest[..length.unwrap_or(rest.len())];
            let end = at + 1 + name.len();
            // `a$b` within a password is no reference: only whole or upper-case names are.
            let whole = at == 0 && end == text.len();
            let upper = name.len() > 1 && !name.contains(|it: char| it.is_ascii_lowercase());
            let variable = Some(name.to_owned());
            (whole || upper).then_some(Found { start: at, end, variable, default: None })
        }
        _ => None,
    }
}

fn braced(text: &str, at: usize) -> Option<Found> {
    let mut depth = 0usize;
    let near = text[at..].char_indices().take(MAX_EXPANSION);
    let mut end = None;
    for (offset, letter) in near {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => {
                end = Some(at + offset + 1);
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    let end = end?;
    let inner = &text[at + 2..end - 1];
    // OpenTelemetry names the provider first: `${env:NAME}`.
    let inner = inner.strip_prefix("env:").unwrap_or(inner);
    let name = inner.split([':', '-', '?', '+', '=']).next().unwrap_or("");
    let operator = &inner[name.len()..];
    // In properties a dash is a letter: `${root-password}` is one name.
    let is_property = operator.starts_with('-') && name.bytes().any(|it| it.is_ascii_lowercase());
    let operator = if is_property { "" } else { operator };
    let default = [":-", "-"].iter().find_map(|mark| operator.strip_prefix(mark));
    // Spring writes `${NAME:default}`.
    let default = default.or_else(|| {
        let spring = operator.strip_prefix(':')?;
        (!spring.starts_with(['?', '+', '='])).then_some(spring)
    });
    // Kafka names a provider and where it looks: `${file:/path:key}`.
    let is_provider = operator.starts_with(':') && PROVIDERS.contains(&name);
    let default = default.filter(|it| !is_provider && !it.contains(['$', '{']));
    Some(Found {
        start: at,
        end,
        variable: (is_name(name) && !is_property).then(|| name.to_owned()),
        default: default.map(|it| Span::new(end - 1 - it.len(), end - 1)),
    })
}

fn closed(text: &str, at: usize, opens: usize, mark: &str) -> Option<Found> {
    let inner = text.get(at + opens..)?;
    let limit = inner.char_indices().nth(MAX_EXPANSION).map_or(inner.len(), |it| it.0);
    let end = at + opens + inner[..limit].find(mark)? + mark.len();
    Some(Found { start: at, end, variable: None, default: None })
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|it| it == '_' || it.is_ascii_alphabetic());
    first && letters.all(|it| matches!(it, '_' | '.') || it.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn value(text: &str) -> Value {
        let text = Text::of_file(FileId(0), text);
        let at = text.locate(Span::new(0, text.as_str().len()));
        Value::of_text(&text, at)
    }

    fn pattern(text: &str) -> String {
        value(text).pattern().replace(UNKNOWN, "?")
    }

    #[test]
    fn what_is_expanded_is_unknown_and_the_rest_is_not() {
        for (text, expected) in [
            ("postgres://cca:${P}@h/db", "postgres://cca:?@h/db"),
            ("$(openssl rand -hex 32)", "?"),
            ("{{ .Values.image }}:1", "?:1"),
            ("${{ secrets.X }}", "?"),
            ("$NAME", "?"),
            ("pa$word1", "pa$word1"),
            ("a$$NAME", "a$$NAME"),
            ("`cat x`", "?"),
            ("${A:-${B}}", "?"),
            ("x-${A:-y}-${B:z}", "x-y-z"),
            ("${env:A}-${env:B:-y}", "?-y"),
            ("${never closed", "${never closed"),
        ] {
            assert_eq!(pattern(text), expected, "{text}");
        }
    }

    #[test]
    fn a_default_is_assumed_and_a_place_as_tight_as_its_writing() {
        let value = value("a-${B:-yz}");
        assert_eq!(value.certainty, Certainty::Assumed("`B` of the environment".to_owned()));
        assert_eq!(value.locate(3..4).span, Span::new(8, 9));
        assert_eq!(value.locate(0..4).span, Span::new(0, 10));
    }
}
