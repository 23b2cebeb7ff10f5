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

/// Two amounts in the same unit: `1m` is a minute beside `30s`, and a thousandth elsewhere.
pub(super) fn both(one: &str, other: &str) -> Option<(f64, f64)> {
    let is_time = |it| Quantity::kubernetes(it).is_none() && Quantity::duration(it).is_some();
    let read = |it| match is_time(one) || is_time(other) {
        true => Quantity::duration(it).map(|it| it.0),
        false => quantity(it),
    };
    Some((read(one)?, read(other)?))
}

/// An amount of memory or processors, or else of time.
pub(super) fn quantity(text: &str) -> Option<f64> {
    let quantity = Quantity::kubernetes(text).or_else(|| Quantity::duration(text));
    let quantity = quantity.or_else(|| Quantity::docker(text));
    quantity.map(|it| it.0)
}

#[cfg(test)]
mod tests {
    use super::both;

    #[test]
    fn a_minute_is_told_from_a_thousandth_by_what_it_is_compared_with() {
        assert_eq!(both("1m", "30s"), Some((60.0, 30.0)));
        assert_eq!(both("45", "1m30s"), Some((45.0, 90.0)));
        assert_eq!(both("250m", "0.5"), Some((0.25, 0.5)));
        assert_eq!(both("512Mi", "1Gi"), Some((536_870_912.0, 1_073_741_824.0)));
        assert_eq!(both("soon", "30s"), None);
    }
}
