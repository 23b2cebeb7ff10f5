//! Amounts and versions, as rules and files write them.

use super::predicate_file::Amount;
use crate::facts::Quantity;

/// The numbers of the first version in a text: of `rust:1.85-slim` one and eighty-five.
pub(super) fn version(text: &str) -> Option<Vec<u64>> {
    let tag = text.rsplit_once(':').map_or(text, |it| it.1);
    let start = tag.find(|it: char| it.is_ascii_digit())?;
    let end = tag[start..].find(|it: char| !it.is_ascii_digit() && it != '.');
    let numbers = &tag[start..end.map_or(tag.len(), |it| start + it)];
    numbers.trim_end_matches('.').split('.').map(|it| it.parse().ok()).collect()
}

/// Whether a version is before another, as far as both are said.
pub(super) fn is_older(version: &[u64], than: &[u64]) -> bool {
    let differing = version.iter().zip(than).find(|it| it.0 != it.1);
    differing.is_some_and(|it| it.0 < it.1)
}

pub(super) fn number(amount: &Amount) -> Option<f64> {
    match amount {
        Amount::Number(number) => Some(*number),
        Amount::Text(text) => quantity(text),
    }
}

/// An amount of memory or processors, or else of time.
pub(super) fn quantity(text: &str) -> Option<f64> {
    let quantity = Quantity::kubernetes(text).or_else(|| Quantity::duration(text));
    let quantity = quantity.or_else(|| Quantity::docker(text));
    quantity.map(|it| it.0)
}
