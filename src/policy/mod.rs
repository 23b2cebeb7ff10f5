//! Rules written in YAML, as the files under `rules/` are, and packs of them.

mod amount;
mod check;
mod compare;
mod expression;
mod fault;
mod file;
mod message;
mod names;
mod pack;
mod place;
mod predicate;
mod predicate_file;
mod rule;
pub mod schema;
mod shape;
mod system;

use fault::Fault;
pub use fault::PolicyError;
pub use pack::{Pack, Statement, packs};
pub use rule::Policy;
pub use system::{Held, Marks};

/// The policies that ship, as the build packed them: a line each, of a path and of what
/// the rule is, looks at and says, between tabs.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// The policies that ship for every deployment, loaded.
pub fn shipped() -> Result<Vec<Policy>, PolicyError> {
    lines(SHIPPED).map(|line| Policy::packed(line, None)).collect()
}

/// The lines of what the build packed. Most of it is prose, and is passed over fast.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (line, after) = cut(rest, b'\n');
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// What stands before and after the first of a byte, which is one of ASCII.
fn cut(text: &'static str, at: u8) -> (&'static str, &'static str) {
    let end = memchr::memchr(at, text.as_bytes()).unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

/// Reads YAML whose texts are those that the files looked at have.
fn from_yaml<T: serde::de::DeserializeOwned>(yaml: &str) -> Result<T, Fault> {
    // Else `no` would be a boolean here and a text in the files looked at.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(yaml, options).map_err(Fault::File)
}

#[cfg(test)]
mod tests;
