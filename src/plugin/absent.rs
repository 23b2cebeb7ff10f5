//! What stands for plugins in a build that runs none.

use super::{About, Fault, LoadOptions, Plugin};
use crate::{
    config::PluginEntry,
    rule::{Rule, RuleMeta},
};

/// A rule of a plugin; there is none.
pub enum PluginRule {}

impl Rule for PluginRule {
    fn meta(&self) -> RuleMeta<'_> {
        match *self {}
    }
}

pub fn load(_: &PluginEntry, _: &LoadOptions) -> Result<Plugin, Fault> {
    Err(Fault::Absent)
}

pub fn inspect(_: &PluginEntry) -> Result<About, Fault> {
    Err(Fault::Absent)
}
