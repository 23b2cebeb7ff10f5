//! The tests of the program and of the library from outside, as one binary: it is linked once.
#![allow(clippy::unwrap_used)]

mod cli;
mod common;
mod compose;
mod determinism;
mod docs;
mod effective;
mod engine;
mod examples;
mod guides;
mod history;
mod hostile;
mod includes;
mod laws;
mod markdown;
mod packs;
mod patches;
mod planted;
mod policies;
#[cfg(feature = "plugins")]
mod plugins;
mod programs;
mod providers;
mod report;
mod repos;
mod schema;
mod secret_cases;
mod secret_figures;
mod secret_rules;
mod suppression;
mod syntax;
mod testing;
mod tidy;
mod told;
mod trees;
mod unknown;
mod yaml;
mod secrets;
