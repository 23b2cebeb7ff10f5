//! Values that stand on a line below their name, where one file says both: the default of
//! a variable, the `value` beside a `name`, the text after a key of a property list.

use std::sync::OnceLock;

use regex::bytes::Regex;

use super::{Line, after::Value};
use crate::secret::private_key::{compile, window};

/// How far a value is looked for.
const MAX_BLOCK: usize = 600;

/// How many lines are between the two.
const MAX_LINES: usize = 4;

pub(super) fn value_below<'a>(line: &Line<'a>, from: usize, to: usize) -> Option<Value<'a>> {
    if ["variable ", "output "].iter().any(|it| line.text.trim_start().starts_with(it)) {
        return default_of(line, to);
    }
    let before = line.text[..from].trim_end_matches(['"', '\'', '/', '.', '-', '_', ' ']);
    let is_key = line.text[to..].starts_with("</") && before.ends_with('>');
    if is_key || (before.ends_with("name=") && line.text.trim_end().ends_with('>')) {
        return after_key(line, to);
    }
    let is_name = before
        .trim_end_matches(|it: char| it != '=' && it != ':')
        .trim_end_matches(['=', ':', ' ', '"', '\'']);
    let is_named = ["name", "Name", "key"]
        .iter()
        .any(|it| is_name.trim_start_matches([' ', '\t', '"', '\'', '{', '-']) == *it);
    if is_named { beside(line) } else { None }
}

/// `variable "db_password" {` of Terraform, whose default stands below; an output has a value.
fn default_of<'a>(line: &Line<'a>, to: usize) -> Option<Value<'a>> {
    static DEFAULT: OnceLock<Option<Regex>> = OnceLock::new();
    if !line.text[to..].trim_start_matches('"').trim_start().starts_with('{') {
        return None;
    }
    let regex =
        DEFAULT.get_or_init(|| compile(r#"(?:default|value)[ \t]*=[ \t]*"([^"\n]*)""#)).as_ref()?;
    let block = window(line.document, line.start, MAX_BLOCK);
    found(regex, block.split("\n}").next()?)
}

/// `<key>ApiSecret</key>` of a property list and `<name>x</name>` of Hadoop, and the text of
/// the element after it.
fn after_key<'a>(line: &Line<'a>, to: usize) -> Option<Value<'a>> {
    static TEXT: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r"\A(?:</[a-z-]{3,12}>|[^<>\n]{0,40}>)\s*<(?:string|value|param-value|[vV]alue)>([^<\n]*)</";
    let regex = TEXT.get_or_init(|| compile(pattern)).as_ref()?;
    let value = found(regex, window(line.document, line.start + to, MAX_BLOCK))?;
    Some(Value { at: value.at + to, ..value })
}

/// `name = "/shop/jwt-secret"`, and a `value` a few lines below.
fn beside<'a>(line: &Line<'a>) -> Option<Value<'a>> {
    static VALUE: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r#"(?m)^[ \t]*["']?[vV]alue["']?[ \t]*[=:][ \t]*["']([^"'\n]*)["']"#;
    let regex = VALUE.get_or_init(|| compile(pattern)).as_ref()?;
    let block = window(line.document, line.start, MAX_BLOCK);
    let block = block.split("\n}").next()?;
    let mut ends = block.match_indices('\n').map(|it| it.0);
    // Another item of a list begins another thing.
    let is_item = |at: &usize| block[at + 1..].trim_start_matches([' ', '\t']).starts_with("- ");
    let end = ends.clone().take(MAX_LINES).find(is_item).or_else(|| ends.nth(MAX_LINES));
    found(regex, &block[..end.unwrap_or(block.len())])
}

fn found<'a>(regex: &Regex, block: &'a str) -> Option<Value<'a>> {
    let value = regex.captures(block.as_bytes())?.get(1)?;
    let text = block.get(value.range())?;
    Some(Value { text, at: value.start(), is_quoted: true, is_given: true })
}
