//! What a run is told beside its files and rules.

use std::path::PathBuf;

use crate::config::{Date, Exception};

/// What a run is told beside its files and rules.
#[derive(Clone, Debug)]
pub struct RunOptions<'a> {
    /// By which it is judged whether a suppression has expired.
    pub today: Date,
    pub trust: Trust,
    pub coverage: Coverage,
    pub afterwards: Afterwards,
    /// The folder that the paths of the files are relative to.
    pub root: PathBuf,
    pub exceptions: &'a [Exception],
    /// The paths of the files that exceptions stand in, as reports name them.
    pub exception_paths: &'a [String],
}

/// Whether what the tree says of itself is heeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    #[default]
    Heed,
    /// What would be silenced is reported, and that it would be, too.
    Audit,
}

/// Whether the files are all that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    #[default]
    Whole,
    /// Some files were named: what needs others may find nothing.
    Part,
}

/// What comes after the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Afterwards {
    #[default]
    MoreRuns,
    /// The end of the process, which gives memory back faster than piece by piece.
    Exit,
}

impl Default for RunOptions<'_> {
    /// On a fixed day, so that examples always say the same.
    fn default() -> Self {
        Self {
            today: Date::of_unix_seconds(1_767_225_600),
            trust: Trust::default(),
            coverage: Coverage::default(),
            afterwards: Afterwards::default(),
            root: PathBuf::new(),
            exceptions: &[],
            exception_paths: &[],
        }
    }
}
