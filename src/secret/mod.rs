//! The secret scan: one look at each text and at what its documents state, and
//! one judgement of each literal. Many rules are views of its candidates.
//!
//! Knows values, and therefore never lets one out: a candidate says where a secret
//! stands and what it is, not what it says.

use crate::{
    facts::{Context, Facts},
    text::{Location, Text},
};

/// A literal that is, or stands for, a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The literal itself, as tight as it can be said.
    pub at: Location,
    pub class: Class,
    /// What it is, for readers: `a GitHub personal access token`, `a password`.
    pub what: String,
    /// The name of the setting that holds it.
    pub name: Option<String>,
    pub holder: Holder,
    pub context: Context,
    /// Whether it stands in a comment: still a secret, but one that nothing reads.
    pub in_comment: bool,
}

/// What a literal was judged to be. In this order the first that holds counts, so
/// that each literal is one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A private key, known by its own form.
    PrivateKey,
    /// A token of a provider, known by its own form.
    ProviderToken,
    /// A password that everybody knows or guesses: `admin`, or the user's name.
    Weak,
    /// A text that asks to be replaced, where a program would read it.
    Placeholder,
    /// Anything else that a setting calls a secret.
    Plain,
}

/// What holds a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The userinfo of a URL.
    Url,
    /// `data` or `stringData` of a Kubernetes Secret.
    SecretManifest,
    ConfigMap,
    /// The environment of a container, written with it.
    ContainerEnvironment,
    /// `ENV` or `ARG` of a Dockerfile.
    Dockerfile,
    /// A file of environment variables.
    EnvironmentFile,
    /// A file that a program reads.
    ApplicationFile,
    /// A table of defaults in a guide.
    Documentation,
    /// Anything else.
    Text,
}

/// All candidates of one file, in the order of its text, none over another.
pub fn find(_text: &Text, _facts: &Facts, _context: Context) -> Vec<Candidate> {
    Vec::new()
}
