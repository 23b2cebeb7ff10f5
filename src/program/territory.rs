//! The files that are of a system because they stand where its files do.

use std::collections::BTreeSet;

use super::{Linked, lookup::folder};
use crate::text::FileId;

/// Where a system stands: in files, and in the folders of those that are no guides.
#[derive(Debug)]
pub struct Territory {
    files: BTreeSet<FileId>,
    folders: BTreeSet<String>,
}

impl Territory {
    pub(super) fn of(evidence: Vec<FileId>, linked: &Linked) -> Self {
        // Guides of many systems stand in one folder.
        let is_guide = |it: &FileId| {
            let path = linked.path(*it).to_ascii_lowercase();
            path.ends_with(".md") || path.ends_with(".markdown")
        };
        let folders = evidence.iter().filter(|it| !is_guide(it));
        let folders = folders.map(|it| folder(linked.path(*it)).to_owned()).collect();
        Self { files: evidence.into_iter().collect(), folders }
    }

    /// A folder holds what is below it; the whole tree does not.
    pub fn covers(&self, file: FileId, linked: &Linked) -> bool {
        if self.files.is_empty() {
            return false;
        }
        if self.files.contains(&file) {
            return true;
        }
        let path = linked.path(file);
        if path.ends_with(".md") {
            return false;
        }
        let mut at = folder(path);
        loop {
            if self.folders.contains(at) {
                return true;
            }
            match folder(at) {
                "" => return false,
                above => at = above,
            }
        }
    }
}
