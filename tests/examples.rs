//! Every rule's own examples, run as tests.
#![allow(clippy::unwrap_used)]

use tidewaiter::{engine, fixture, policy};

#[test]
fn rules_keep_their_word() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let faults: Vec<_> = rules.iter().flat_map(|rule| fixture::check_examples(*rule)).collect();
    assert!(faults.is_empty(), "\n\n{}", faults.join("\n"));
}
