//! What Compose files state.

use super::Facts;
use crate::{
    syntax::Document,
    tree::{NodeId, Tree},
};

pub(super) fn extract(_: &Document, _: &Tree, _: NodeId, _: &mut Facts) {}
