//! The versions of files that the history of a repository holds.
//!
//! Each blob is read once, whichever commits and paths it has, and under the oldest
//! commit that has it. Only those that hold a secret are kept, so that memory does not
//! grow with the history. Knows git's objects, and refuses to know what makes a secret.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::Path,
};

use gix::{
    ObjectId, Repository, object::tree::EntryKind, revision::walk::Sorting,
    traverse::commit::simple::CommitTimeOrder,
};
use thiserror::Error;

use super::{Bytes, FileEntry, Files, RuleSet, run};

/// So many bytes of blobs are looked at together.
const BATCH: usize = 32 * 1024 * 1024;

/// What was found in a history, beside how much of it was read.
#[derive(Debug, Default)]
pub struct History {
    /// Versions of files in which a rule found something, each under its path and the
    /// commit that brought it: `.env@1a2b3c4d5e6f`.
    pub entries: Vec<FileEntry>,
    pub commits: usize,
    /// How many blobs were read, each once.
    pub blobs: usize,
}

/// Why a history cannot be read.
#[derive(Debug, Error)]
#[error("the history cannot be read: {0}")]
pub struct HistoryError(String);

/// Looks through the commits of a range such as `main..HEAD`, or through all that lead to
/// one, for what rules about text find. `files` are those of the working tree: what is in
/// one of them as it is, is left to it.
pub fn history(
    root: &Path,
    range: &str,
    files: &Files,
    rules: &RuleSet<'_>,
) -> Result<History, HistoryError> {
    let mut repository = gix::open_opts(root, gix::open::Options::isolated()).map_err(of)?;
    repository.object_cache_size_if_unset(16 * 1024 * 1024);
    let commits = commits(&repository, range)?;
    let mut reader = Reader {
        repository: &repository,
        seen: present(&repository, files),
        batch: Vec::new(),
        size: 0,
        max_size: files.max_size(),
        history: History { commits: commits.len(), ..History::default() },
    };
    for commit in commits {
        reader.commit(commit, rules)?;
    }
    reader.flush(rules);
    Ok(reader.history)
}

fn of(error: impl std::fmt::Display) -> HistoryError {
    HistoryError(error.to_string())
}

/// The commits of a range, the oldest first.
fn commits(repository: &Repository, range: &str) -> Result<Vec<ObjectId>, HistoryError> {
    use gix::revision::plumbing::Spec;
    let commit = |id: ObjectId| -> Result<ObjectId, HistoryError> {
        let object = repository.find_object(id).map_err(of)?;
        Ok(object.peel_to_commit().map_err(of)?.id)
    };
    let (tips, hidden) = match repository.rev_parse(range).map_err(of)?.detach() {
        Spec::Include(id) => (vec![commit(id)?], None),
        Spec::Range { from, to } => (vec![commit(to)?], Some(commit(from)?)),
        _ => return Err(HistoryError(format!("`{range}` is no commit and no range `A..B`"))),
    };
    let order = Sorting::ByCommitTime(CommitTimeOrder::NewestFirst);
    let walk = repository.rev_walk(tips).with_hidden(hidden).sorting(order).all().map_err(of)?;
    let mut found = Vec::new();
    for info in walk {
        found.push(info.map_err(of)?.id);
    }
    found.reverse();
    Ok(found)
}

/// The blobs that files of the working tree are.
fn present(repository: &Repository, files: &Files) -> HashSet<ObjectId> {
    let blob = |entry: &FileEntry| {
        let Bytes::Disk(path) = &entry.bytes else { return None };
        let size = fs::metadata(path).ok()?.len();
        let bytes = (size <= files.max_size()).then(|| fs::read(path).ok()).flatten()?;
        gix::objs::compute_hash(repository.object_hash(), gix::objs::Kind::Blob, &bytes).ok()
    };
    files.entries().iter().filter_map(blob).collect()
}

struct Reader<'a> {
    repository: &'a Repository,
    /// Trees and blobs that need not be read again.
    seen: HashSet<ObjectId>,
    batch: Vec<FileEntry>,
    size: usize,
    max_size: u64,
    history: History,
}

impl Reader<'_> {
    fn commit(&mut self, id: ObjectId, rules: &RuleSet<'_>) -> Result<(), HistoryError> {
        let commit = self.repository.find_commit(id).map_err(of)?;
        let tree = commit.tree_id().map_err(of)?.detach();
        let mark = id.to_hex_with_len(12).to_string();
        let mut open = vec![(tree, String::new())];
        while let Some((tree, folder)) = open.pop() {
            if !self.seen.insert(tree) {
                continue;
            }
            let tree = self.repository.find_tree(tree).map_err(of)?;
            for entry in tree.iter() {
                let entry = entry.map_err(of)?;
                let path = format!("{folder}{}", entry.filename());
                match entry.mode().kind() {
                    EntryKind::Tree => open.push((entry.object_id(), path + "/")),
                    EntryKind::Blob | EntryKind::BlobExecutable => {
                        self.blob(entry.object_id(), format!("{path}@{mark}"), rules)?;
                    }
                    // What they lead to is not here.
                    EntryKind::Link | EntryKind::Commit => {}
                }
            }
        }
        Ok(())
    }

    fn blob(
        &mut self,
        id: ObjectId,
        path: String,
        rules: &RuleSet<'_>,
    ) -> Result<(), HistoryError> {
        if !self.seen.insert(id) {
            return Ok(());
        }
        let header = self.repository.find_header(id).map_err(of)?;
        if header.size() > self.max_size {
            return Ok(());
        }
        let blob = self.repository.find_blob(id).map_err(of)?.take_data();
        self.history.blobs += 1;
        self.size += blob.len();
        self.batch.push(FileEntry { path, bytes: Bytes::Past(blob) });
        if self.size > BATCH {
            self.flush(rules);
        }
        Ok(())
    }

    /// Keeps those blobs of the batch in which something is found.
    fn flush(&mut self, rules: &RuleSet<'_>) {
        let files = Files::new(std::mem::take(&mut self.batch)).with_max_size(self.max_size);
        let report = run(&files, rules);
        let found: BTreeSet<_> = report.findings.iter().map(|it| it.at.file.0 as usize).collect();
        let mut index = 0;
        let entries = files.into_entries().into_iter().filter(|_| {
            index += 1;
            found.contains(&(index - 1))
        });
        self.history.entries.extend(entries);
        self.size = 0;
    }
}
