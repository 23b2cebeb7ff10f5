//! The examples of the rules that ship, run as the tests that they are.

#![allow(clippy::unwrap_used)]

use tidewaiter::{engine, fixture, policy};

#[test]
fn every_example_holds() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let faults: Vec<_> = rules.into_iter().flat_map(fixture::check_examples).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
