//! What may be wrong with the file of a policy, and how it is said.

use std::fmt;

use thiserror::Error;

use super::place;
use crate::tree::SelectorError;

/// Why a file holds no policy.
#[derive(Debug)]
pub struct PolicyError {
    pub(super) path: String,
    pub(super) fault: Box<Fault>,
    pub(super) place: Option<place::Place>,
}

#[derive(Debug, Error)]
pub(super) enum Fault {
    #[error("{}", place::explained(.0))]
    File(#[from] serde_saphyr::Error),
    #[error(transparent)]
    Packed(serde_json::Error),
    #[error(transparent)]
    Path(#[from] SelectorError),
    #[error("a file is named after its rule, so this one should be `<topic>/{0}.yaml`")]
    Name(String),
    #[error("`{{` in the message is never closed")]
    Placeholder,
    #[error("no amount: {0}")]
    Amount(String),
    #[error("no version: {0}")]
    Version(String),
    #[error("no pattern: {1}")]
    Pattern(String, String),
    #[error("a condition that asks nothing; write for example `equals: true`")]
    Empty,
    #[error("`path` and `setting` both say where to look; write one of them")]
    PathAndSetting,
    #[error("nothing is selected; write for example `select: spec.replicas`")]
    NothingSelected,
    #[error("only a program has settings; write `over: program`")]
    NoProgram,
    #[error(
        "all files together have no context; ask that of a program: \
         `when: {{path: context, equals: production}}`"
    )]
    NoContext,
    #[error("`{0}` leads nowhere, as there is no {1}")]
    Strange(String, String),
    #[error("no expression: {1}")]
    Expression(String, String),
    #[error("no JSON Schema: {0}")]
    Schema(String),
    #[error("the rule has no option `{0}`{1}")]
    Option(String, String),
    #[error("two rules of one id: `{0}`")]
    Twice(String),
    #[error("a pack needs at least one rule beside its `pack.yaml`")]
    NoRules,
    #[error("a pack says what it is in `pack.yaml`, which is not there")]
    NoPack,
}

impl Fault {
    /// The text in the file that it is about.
    pub(super) fn about(&self) -> Option<&str> {
        match self {
            Self::Path(error) => Some(error.path()),
            Self::Pattern(text, _)
            | Self::Expression(text, _)
            | Self::Strange(text, _)
            | Self::Option(text, _)
            | Self::Version(text)
            | Self::Name(text) => Some(text),
            Self::Amount(text) => text.split('"').nth(1),
            Self::Placeholder => Some("{"),
            Self::NoContext => Some("workspace"),
            _ => None,
        }
    }
}

impl PolicyError {
    pub(super) fn new(path: &str, fault: Fault) -> Self {
        Self { path: path.to_owned(), fault: Box::new(fault), place: None }
    }

    /// With the place in the file that it is about, as far as that can be told.
    pub(super) fn placed(path: &str, fault: Fault, yaml: &str) -> Self {
        let place = place::Place::of(&fault, yaml);
        Self { place, ..Self::new(path, fault) }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, fault, place } = self;
        match place {
            None => write!(f, "{path}: {fault}"),
            Some(place) => {
                let (line, column) = place.line();
                write!(f, "{path}:{line}:{column}: {fault}\n{place}")
            }
        }
    }
}

impl std::error::Error for PolicyError {}
