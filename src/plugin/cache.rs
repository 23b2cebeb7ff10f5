//! Plugins that were compiled before, in a folder of the user.
//!
//! Compiled code is run as it is read, so it is only taken from a folder that nobody but
//! the user can write to, and only if it is whole. Whatever is wrong with an entry makes
//! it one that is not there.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Read,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::SystemTime,
};

use wasmtime::{Engine, component::Component};

use super::file::PIECE;
use crate::config::Limits;

/// More plugins than these are not kept; the oldest go first.
const MOST_ENTRIES: usize = 40;

/// What the names of entries end with.
const SUFFIX: &str = ".cwasm";

/// A place for one compiled plugin: a file whose name says the plugin and then the sum of
/// what the file holds, so that it can be run where it lies.
pub struct Entry {
    folder: PathBuf,
    /// What its name starts with.
    plugin: String,
}

/// The entry of a plugin, under these limits and on this machine; none if the folder can
/// not be trusted.
pub fn entry(folder: &Path, engine: &Engine, digest: &str, limits: &Limits) -> Option<Entry> {
    let folder = folder.join("plugins");
    own_folder(&folder)?;
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    limits.hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    Some(Entry { folder, plugin: format!("{digest}-{:016x}.", hasher.finish()) })
}

/// Makes a folder that nobody else may enter, or sees that one is such.
#[cfg(unix)]
fn own_folder(folder: &Path) -> Option<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
    let about = fs::symlink_metadata(folder).ok()?;
    let is_own = about.uid() == rustix::process::geteuid().as_raw();
    (about.is_dir() && is_own && about.mode() & 0o077 == 0).then_some(())
}

/// Elsewhere a user's folder is the user's.
#[cfg(not(unix))]
fn own_folder(folder: &Path) -> Option<()> {
    fs::create_dir_all(folder).ok()
}

impl Entry {
    pub fn get(&self, engine: &Engine) -> Option<Component> {
        let is_whole = |path: &PathBuf| self.sum(path).is_some_and(|it| self.path(it) == *path);
        deserialize(engine, &self.files()?.find(is_whole)?)
    }

    /// Keeps a plugin. That it cannot be kept is no error: it is compiled again.
    pub fn put(&self, component: &Component) {
        let _ = self.try_put(component);
    }

    fn try_put(&self, component: &Component) -> Option<()> {
        static DRAFTS: AtomicU32 = AtomicU32::new(0);
        self.files()?.for_each(|it| drop(fs::remove_file(it)));
        // Whoever reads sees all of it or nothing.
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = self.folder.join(format!(".{}-{number}", std::process::id()));
        let kept = fs::write(&draft, component.serialize().ok()?).ok();
        let kept = kept.and_then(|()| fs::rename(&draft, self.path(self.sum(&draft)?)).ok());
        if kept.is_none() {
            let _ = fs::remove_file(&draft);
        }
        forget_old(&self.folder)
    }

    /// What is kept of the plugin, whole or not.
    fn files(&self) -> Option<impl Iterator<Item = PathBuf>> {
        let is_own = |it: &fs::DirEntry| {
            it.file_name().to_str().is_some_and(|it| it.starts_with(&self.plugin))
        };
        let entries = fs::read_dir(&self.folder).ok()?.flatten();
        Some(entries.filter(is_own).map(|it| it.path()))
    }

    fn path(&self, sum: u64) -> PathBuf {
        self.folder.join(format!("{}{sum:016x}{SUFFIX}", self.plugin))
    }

    /// Tells an entry that is whole, and of this plugin, from one that is not. Quick and no
    /// secret: who can write to the folder could write another sum as well.
    fn sum(&self, path: &Path) -> Option<u64> {
        let mut file = fs::File::open(path).ok()?;
        let mut piece = vec![0; PIECE];
        let mut hasher = DefaultHasher::new();
        self.plugin.hash(&mut hasher);
        loop {
            match file.read(&mut piece).ok()? {
                0 => return Some(hasher.finish()),
                count => hasher.write(&piece[..count]),
            }
        }
    }
}

fn forget_old(folder: &Path) -> Option<()> {
    let entries = fs::read_dir(folder).ok()?.flatten().filter_map(|it| {
        let about = it.metadata().ok()?;
        Some((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), it.path()))
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    let many = entries.len().saturating_sub(MOST_ENTRIES);
    entries[..many].iter().for_each(|it| drop(fs::remove_file(&it.1)));
    Some(())
}

/// The one place where bytes become code without being compiled here.
#[allow(
    unsafe_code,
    reason = "the bytes are those that this program wrote, whole, in a folder that only its \
              user can write to, and nobody writes to a file that is there"
)]
fn deserialize(engine: &Engine, path: &Path) -> Option<Component> {
    // SAFETY: see above; that they are of this engine, wasmtime checks itself.
    unsafe { Component::deserialize_file(engine, path) }.ok()
}
