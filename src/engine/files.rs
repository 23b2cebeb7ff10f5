//! The files of a run: their paths, and where their bytes come from.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    program::normal,
    syntax::Notice,
    text::{Encoding, FileId, Text, decode},
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

/// What a file holds, as far as it is read.
pub(super) enum Content {
    Text(String, Encoding),
    Binary,
    /// It has so many bytes.
    TooLarge(u64),
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
    pub fn path_below_root(&self, id: FileId) -> &str {
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

    /// What a file holds.
    pub(super) fn content(&self, id: FileId) -> io::Result<Content> {
        let bytes = match &self.entries[id.0 as usize].bytes {
            Bytes::Disk(path) => match read(path, self.max_size)? {
                Ok(bytes) => bytes,
                Err(size) => return Ok(Content::TooLarge(size)),
            },
            Bytes::Failed(why) => return Err(io::Error::other(why.as_str())),
            Bytes::Memory(bytes) | Bytes::Past(bytes) if bytes.len() as u64 > self.max_size => {
                return Ok(Content::TooLarge(bytes.len() as u64));
            }
            Bytes::Memory(bytes) | Bytes::Past(bytes) => bytes.clone(),
        };
        Ok(decode(bytes).map_or(Content::Binary, |(text, encoding)| Content::Text(text, encoding)))
    }

    /// The text of a file; none of a binary one, or of one over the limit.
    pub fn text(&self, id: FileId) -> io::Result<Option<(String, Encoding)>> {
        Ok(match self.content(id)? {
            Content::Text(text, encoding) => Some((text, encoding)),
            Content::Binary | Content::TooLarge(_) => None,
        })
    }

    /// The same as a text that has places; none if it cannot be read, either.
    pub(super) fn whole(&self, id: FileId) -> Option<Text> {
        let (content, _) = self.text(id).ok()??;
        Some(Text::of_file(id, content))
    }

    /// The files that are there now, by their paths.
    pub(super) fn by_path(&self) -> BTreeMap<String, FileId> {
        let ids = (0..self.len() as u32).map(FileId).filter(|it| !self.is_past(*it));
        ids.map(|id| (normal(self.name(id)), id)).collect()
    }
}

/// Why neither a device nor a pipe is read: the one has no size and may have no end, the
/// other can be read but once. Whoever lists files leaves them out, as only to open one
/// may wait for ever.
pub(super) fn no_file() -> io::Error {
    io::Error::other("it is no file; pipe what it says to `check -`")
}

/// The bytes of a file, or its size if that is over the limit.
fn read(path: &Path, max_size: u64) -> io::Result<Result<Vec<u8>, u64>> {
    // Asked of what is open, nothing is looked up twice.
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(no_file());
    }
    let size = about.len();
    if size > max_size {
        return Ok(Err(size));
    }
    // One more, so that the end is met without a larger buffer.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(max_size + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_size {
        return Err(io::Error::other("it goes on past the limit (`--max-size`)"));
    }
    Ok(Ok(bytes))
}
