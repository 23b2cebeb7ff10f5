//! What can be wrong with a plugin.

use thiserror::Error;

use super::neutral;
use crate::config::Limit;

/// What is wrong with a plugin: with its file, or with what it does.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    #[error("its file cannot be read: {0}")]
    Unreadable(String),
    #[error("its sha256 is {found} and not {expected}, which the configuration says")]
    OtherDigest { expected: String, found: String },
    #[error("its file holds no plugin: {0}")]
    NoPlugin(String),
    #[error("it imports what no plugin may use: {}", .0.join(", "))]
    Imports(Vec<String>),
    #[error("it goes over the limit `{}`: {} ({})", .0.meta().name, .0.meta().show(*.1), .0.meta().summary)]
    Over(Limit, u64),
    #[error("it cannot be compiled: {0}")]
    Uncompiled(String),
    #[error("it broke down: {0}")]
    Broken(String),
    /// It says so itself.
    #[error("it failed: {0}")]
    Said(String),
    #[error("it refuses its options: {0}")]
    Options(String),
    #[error("it answers what no plugin may: {0}")]
    Answer(String),
    #[error("it was not asked, as it took too long for {0} others")]
    TooOften(u32),
    #[error("this build of tidewaiter runs no plugins")]
    Absent,
}

/// Refuses an amount that is over a limit.
#[cfg(feature = "plugins")]
pub fn within(limits: &crate::config::Limits, limit: Limit, amount: u64) -> Result<(), Fault> {
    let most = limits.get(limit);
    if amount > most { Err(Fault::Over(limit, most)) } else { Ok(()) }
}

impl Fault {
    /// As a line to be shown: what a plugin says is never shown as it is.
    pub fn line(&self) -> String {
        neutral::line(&self.to_string())
    }
}
