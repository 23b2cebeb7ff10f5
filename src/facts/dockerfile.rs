//! What Dockerfiles state.

use super::Image;
use crate::{
    syntax::Document,
    tree::{NodeId, Tree},
};

pub(super) fn image(_: &Document, _: &Tree, _: NodeId) -> Option<Image> {
    None
}
