//! The same secret in several places: one finding, with the other places beside it.
//!
//! Values are compared by a sum with a key that each run makes anew and forgets, so that
//! nothing that leaves the process tells of them.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use crate::{
    rule::Finding,
    secret::{Candidate, Class},
    text::{Location, Text},
};

/// More places tell nobody more.
const MAX_PLACES: usize = 50;

/// Shorter values may be the same by chance, or by habit.
const MIN_VALUE: usize = 12;

/// What makes the sums of one run.
pub(super) type Key = RandomState;

/// Where a secret stands, and a sum of it.
pub(super) type Value = (Location, u64);

/// The sums of those candidates that are the same only if they are one secret.
pub(super) fn values(text: &Text, candidates: &[Candidate], key: &Key) -> Vec<Value> {
    let is_one = |it: &&Candidate| match it.class {
        Class::PrivateKey | Class::ProviderToken => true,
        Class::Plain => it.at.span.len() as usize >= MIN_VALUE,
        Class::Weak | Class::Placeholder => false,
    };
    let value = |it: &Candidate| {
        let text = text.as_str().get(it.at.span.range())?;
        Some((it.at, key.hash_one(text)))
    };
    candidates.iter().filter(is_one).filter_map(value).collect()
}

/// Of findings of one rule about one value, the first stays and names the others.
pub(super) fn join(findings: Vec<Finding>, values: &[Value]) -> Vec<Finding> {
    let sums: HashMap<Location, u64> = values.iter().copied().collect();
    let mut first: BTreeMap<(Arc<str>, u64), usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let Some(sum) = sums.get(&finding.at) else {
            kept.push(finding);
            continue;
        };
        let index = *first.entry((finding.rule.clone(), *sum)).or_insert(kept.len());
        match kept.get_mut(index) {
            None => kept.push(finding),
            Some(other) => {
                other.severity = other.severity.max(finding.severity);
                if other.related.len() < MAX_PLACES {
                    other.related(finding.at, "the same secret");
                }
            }
        }
    }
    kept
}
