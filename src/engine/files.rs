//! The files of a run: their paths, and where their bytes come from.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    syntax::Notice,
    text::{Encoding, FileId, decode},
};

/// Files of over this many bytes are not read unless the user says so.
pub const MAX_SIZE: u64 = 10 * 1024 * 1024;

/// The files of a run, sorted by path: a file's place among them is its [`FileId`].
#[derive(Debug)]
pub struct Files {
    entries: Vec<FileEntry>,
    paths: Arc<[Arc<str>]>,
    notices: Vec<Notice>,
    /// The folders that the user named.
    roots: Vec<String>,
    /// In bytes.
    max_size: u64,
}

/// One file: how reports name it, and where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Relative to the root of the run, with slashes on every system.
    pub path: String,
    pub bytes: Bytes,
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bytes {
    Disk(PathBuf),
    Memory(Vec<u8>),
    /// What a file was at a commit, which its path says after an `@`. Such a file is
    /// looked at for secrets alone, and nothing that it says of itself is heeded.
    Past(Vec<u8>),
    /// Nowhere: a path that led to no file, and why.
    Failed(String),
}

impl Files {
    /// Takes files in any order; of two with one path, the first by place.
    pub fn new(mut entries: Vec<FileEntry>) -> Self {
        entries.sort();
        entries.dedup_by(|next, kept| next.path == kept.path);
        let paths = entries.iter().map(|it| Arc::from(it.path.as_str())).collect();
        Self { entries, paths, notices: Vec::new(), roots: Vec::new(), max_size: MAX_SIZE }
    }

    /// These and more.
    #[must_use]
    pub fn with(self, more: Vec<FileEntry>) -> Self {
        let Self { mut entries, notices, roots, max_size, .. } = self;
        entries.extend(more);
        Self { notices, roots, max_size, ..Self::new(entries) }
    }

    pub fn into_entries(self) -> Vec<FileEntry> {
        self.entries
    }

    /// Files that are not on a disk.
    pub fn in_memory(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let entries = files
            .into_iter()
            .map(|(path, content)| FileEntry { path, bytes: Bytes::Memory(content.into_bytes()) });
        Self::new(entries.collect())
    }

    #[must_use]
    pub fn with_max_size(mut self, bytes: u64) -> Self {
        self.max_size = bytes;
        self
    }

    /// The folders that the user named, as reports name them.
    #[must_use]
    pub fn with_roots(mut self, roots: Vec<String>) -> Self {
        self.roots = roots;
        self
    }

    /// The path that a file has, or had.
    pub(super) fn name(&self, id: FileId) -> &str {
        let entry = &self.entries[id.0 as usize];
        let path = entry.path.as_str();
        let is_past = matches!(entry.bytes, Bytes::Past(_));
        path.rsplit_once('@').filter(|_| is_past).map_or(path, |it| it.0)
    }

    /// Whether it is of the history.
    pub(super) fn is_past(&self, id: FileId) -> bool {
        matches!(self.entries[id.0 as usize].bytes, Bytes::Past(_))
    }

    /// A path from the folder that the user named: whoever names a folder of
    /// examples wants it reviewed, so that its own name says nothing of what is in it.
    pub(super) fn path_below_root(&self, id: FileId) -> &str {
        let path = self.name(id);
        let below = |root: &String| path.strip_prefix(root.as_str())?.strip_prefix('/');
        self.roots.iter().filter_map(below).min_by_key(|below| below.len()).unwrap_or(path)
    }

    /// What was met on the way to the files.
    #[must_use]
    pub fn with_notices(mut self, notices: Vec<Notice>) -> Self {
        self.notices = notices;
        self
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    pub fn paths(&self) -> Arc<[Arc<str>]> {
        self.paths.clone()
    }

    pub fn notices(&self) -> &Vec<Notice> {
        &self.notices
    }

    pub fn max_size(&self) -> u64 {
        self.max_size
    }

    /// How many bytes a file has, before it is read.
    pub(super) fn size(&self, id: FileId) -> io::Result<u64> {
        match &self.entries[id.0 as usize].bytes {
            Bytes::Disk(path) => fs::metadata(path).map(|it| it.len()),
            Bytes::Memory(bytes) | Bytes::Past(bytes) => Ok(bytes.len() as u64),
            Bytes::Failed(why) => Err(io::Error::other(why.as_str())),
        }
    }

    /// The text of a file; none of a binary one, or of one over the limit.
    pub fn text(&self, id: FileId) -> io::Result<Option<(String, Encoding)>> {
        let bytes = match &self.entries[id.0 as usize].bytes {
            Bytes::Disk(path) if self.size(id)? <= self.max_size => read(path, self.max_size)?,
            Bytes::Failed(why) => return Err(io::Error::other(why.as_str())),
            Bytes::Memory(bytes) | Bytes::Past(bytes) if bytes.len() as u64 <= self.max_size => {
                bytes.clone()
            }
            _ => return Ok(None),
        };
        Ok(decode(bytes))
    }
}

/// A device has no size and may have no end.
fn read(path: &Path, max_size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(max_size + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_size {
        return Err(io::Error::other("it goes on past the limit (`--max-size`)"));
    }
    Ok(bytes)
}
