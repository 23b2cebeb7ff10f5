//! Grammars of our own: selectors, examples, the user's policies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidewaiter::{fixture, policy::Policy, tree::Selector};

fuzz_target!(|text: &str| {
    let _ = Selector::parse(text);
    let _ = fixture::parse(text);
    let _ = Policy::load("a.yaml", text);
});
