//! The packs of a configuration: which ones, and what they are held to be about.

use std::path::PathBuf;

use super::{Given, PathGlob, reader::Reader};
use crate::{text::Location, tree::NodeId};

/// The keys of a pack.
pub(super) const KEYS: [&str; 3] = ["path", "name", "files"];

/// A pack, as a configuration names it: a folder, or one of those that ship.
#[derive(Clone, Debug)]
pub struct PackEntry {
    pub at: Location,
    /// Absolute.
    pub path: Option<PathBuf>,
    pub name: Option<String>,
    /// Files that are of its system, whether it is recognised there or not.
    pub files: Vec<Given<PathGlob>>,
}

pub(super) fn read(reader: &mut Reader<'_>, node: NodeId) -> Vec<PackEntry> {
    reader.items(node).into_iter().filter_map(|item| entry(reader, item)).collect()
}

fn entry(reader: &mut Reader<'_>, node: NodeId) -> Option<PackEntry> {
    let entries = reader.map(node, &KEYS);
    let get = |name| entries.iter().find(|it| it.0 == name).map(|it| it.2);
    let path = get("path").and_then(|it| reader.text(it));
    let name = get("name").and_then(|it| reader.text(it));
    let files = get("files").map_or_else(Vec::new, |it| reader.globs(it));
    let given = match (&path, &name) {
        (Some(_), Some(_)) => Err("a pack has a folder, `path`, or is one that ships, `name`"),
        (None, None) => Err("a pack needs a folder: `path`, or the `name` of one that ships"),
        (given, None) | (None, given) => Ok(given),
    };
    match given {
        Err(fault) => {
            let place = entries.first().map_or(node, |it| it.1);
            reader.error(place, fault);
            None
        }
        Ok(given) => Some(PackEntry {
            at: given.as_ref().map_or_else(|| reader.at(node), |it| it.at),
            path: path.as_ref().map(|it| super::load::clean(&reader.folder.join(&it.it))),
            name: name.as_ref().map(|it| it.it.clone()),
            files,
        }),
    }
}
