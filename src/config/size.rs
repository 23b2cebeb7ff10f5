//! Sizes in bytes, as users write them.

use crate::facts::Quantity;

/// `10Mi`, `512k`, `1000`; none of what is no whole number of bytes, or none at all.
pub fn size(text: &str) -> Option<u64> {
    let Quantity(bytes) = Quantity::kubernetes(text)?;
    (bytes >= 1.0 && bytes <= u32::MAX as f64).then_some(bytes as u64)
}
