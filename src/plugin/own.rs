//! A folder that is the user's own: nobody else can write to what is kept in it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::SystemTime,
};

/// A folder that only the user can enter.
pub struct Own(PathBuf);

impl Own {
    /// A folder of a name, made if it is not there; none if others may enter it.
    pub fn new(cache: &Path, name: &str) -> Option<Self> {
        let folder = cache.join(name);
        make(&folder)?;
        Some(Self(folder))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The files whose names start so.
    pub fn files(&self, start: &str) -> Option<impl Iterator<Item = PathBuf>> {
        let is_meant = move |it: &fs::DirEntry| {
            it.file_name().to_str().is_some_and(|name| name.starts_with(start))
        };
        let entries = fs::read_dir(&self.0).ok()?.flatten();
        Some(entries.filter(is_meant).map(|it| it.path()))
    }

    /// Keeps a file, under a name that may depend on what is written, and forgets the
    /// oldest beyond so many. Whoever reads it sees all of it or nothing.
    pub fn put(
        &self,
        bytes: &[u8],
        most: usize,
        name: impl FnOnce(&Path) -> Option<PathBuf>,
    ) -> Option<()> {
        static DRAFTS: AtomicU32 = AtomicU32::new(0);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = self.0.join(format!(".{}-{number}", std::process::id()));
        let written = fs::write(&draft, bytes).ok();
        if written.and_then(|()| fs::rename(&draft, name(&draft)?).ok()).is_none() {
            let _ = fs::remove_file(&draft);
        }
        self.forget_old(most)
    }

    fn forget_old(&self, most: usize) -> Option<()> {
        let entries = fs::read_dir(&self.0).ok()?.flatten().filter_map(|it| {
            let about = it.metadata().ok()?;
            Some((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), it.path()))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        let many = entries.len().saturating_sub(most);
        entries[..many].iter().for_each(|it| drop(fs::remove_file(&it.1)));
        Some(())
    }
}

/// Makes a folder that nobody else may enter, or sees that one is such.
#[cfg(unix)]
fn make(folder: &Path) -> Option<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
    let about = fs::symlink_metadata(folder).ok()?;
    let is_own = about.uid() == rustix::process::geteuid().as_raw();
    (about.is_dir() && is_own && about.mode() & 0o077 == 0).then_some(())
}

/// Elsewhere a user's folder is the user's.
#[cfg(not(unix))]
fn make(folder: &Path) -> Option<()> {
    fs::create_dir_all(folder).ok()
}
