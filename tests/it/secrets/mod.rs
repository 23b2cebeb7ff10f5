//! The labelled cases of secrets, and the values that are made for them.

pub mod cases;
pub mod codec;
mod formats;
pub mod generate;
mod keys;
mod passwords;
pub mod random;
mod tokens;
