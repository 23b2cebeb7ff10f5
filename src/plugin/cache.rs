//! Plugins that were compiled before, in a folder of the user.
//!
//! Compiled code is run as it is read, so it is only taken from a folder that nobody but
//! the user can write to, and only if it is whole. Whatever is wrong with an entry makes
//! it one that is not there.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    time::SystemTime,
};

use wasmtime::{Engine, component::Component};

use crate::config::Limits;

/// What an entry starts with; then comes its sum.
const MAGIC: &[u8] = b"tidewaiter-plugin-2\n";

/// More plugins than these are not kept; the oldest go first.
const MOST_ENTRIES: usize = 40;

/// A place for one compiled plugin.
pub struct Entry {
    path: PathBuf,
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
    Some(Entry { path: folder.join(format!("{digest}-{:016x}.cwasm", hasher.finish())) })
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
        let bytes = fs::read(&self.path).ok()?;
        let (sum, code) = bytes.strip_prefix(MAGIC)?.split_first_chunk()?;
        (*sum == self.sum(code)).then_some(())?;
        deserialize(engine, code)
    }

    /// Keeps a plugin. That it cannot be kept is no error: it is compiled again.
    pub fn put(&self, component: &Component) {
        let _ = self.try_put(component);
    }

    fn try_put(&self, component: &Component) -> Option<()> {
        let code = component.serialize().ok()?;
        let sum = self.sum(&code);
        let folder = self.path.parent()?;
        // Whoever reads sees all of it or nothing.
        let name = format!(".{}-{:016x}", std::process::id(), u64::from_ne_bytes(sum));
        let draft = folder.join(name);
        let mut file = fs::File::create(&draft).ok()?;
        let parts = [MAGIC, &sum, &code];
        let written = parts.iter().try_for_each(|part| file.write_all(part));
        if written.and_then(|()| fs::rename(&draft, &self.path)).is_err() {
            let _ = fs::remove_file(&draft);
        }
        forget_old(folder)
    }

    /// Tells an entry that is whole, and of this plugin, from one that is not. Quick and no
    /// secret: who can write to the folder could write another sum as well.
    fn sum(&self, code: &[u8]) -> [u8; 8] {
        let mut hasher = DefaultHasher::new();
        self.path.file_name().hash(&mut hasher);
        hasher.write(code);
        hasher.finish().to_ne_bytes()
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
    reason = "the bytes are those that this program wrote, whole, in a folder \
                               that only its user can write to"
)]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: see above; that they are of this engine, wasmtime checks itself.
    unsafe { Component::deserialize(engine, code) }.ok()
}
