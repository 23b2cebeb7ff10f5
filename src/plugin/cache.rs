//! Plugins that were compiled before, in a folder of the user.
//!
//! Compiled code is run as it is read, so it is only taken from a folder that nobody but
//! the user can write to, and only if it is whole. Whatever is wrong with an entry makes
//! it one that is not there.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read},
    path::{Path, PathBuf},
};

use wasmtime::{Engine, component::Component};

use super::{file::PIECE, memory::Memory, own::Own};
use crate::config::Limits;

/// More plugins than these are not kept; the oldest go first.
const MOST_ENTRIES: usize = 40;

/// What the names of entries end with.
const SUFFIX: &str = ".cwasm";

/// A place for one compiled plugin: a file whose name says the plugin and then the sum of
/// what the file holds, so that it can be run where it lies.
pub struct Entry {
    own: Own,
    /// What its name starts with.
    plugin: String,
}

/// The entry of a plugin, under these limits and on this machine; none if the folder can
/// not be trusted.
pub fn entry(folder: &Path, engine: &Engine, digest: &str, limits: &Limits) -> Option<Entry> {
    let own = Own::new(folder, "plugins")?;
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    limits.hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    Some(Entry { own, plugin: format!("{digest}-{:016x}.", hasher.finish()) })
}

impl Entry {
    pub fn get(&self, engine: &Engine, memory: &Memory) -> Option<Component> {
        let is_whole = |path: &PathBuf| self.path_of(path, memory).as_ref() == Some(path);
        deserialize(engine, &self.own.files(&self.plugin)?.find(is_whole)?)
    }

    /// Keeps a plugin. That it cannot be kept is no error: it is compiled again.
    pub fn put(&self, component: &Component) {
        self.own.files(&self.plugin).into_iter().flatten().for_each(|it| drop(fs::remove_file(it)));
        let Ok(bytes) = component.serialize() else { return };
        self.own.put(&bytes, MOST_ENTRIES, |draft| self.path_of(draft, &Memory::new(None)));
    }

    /// Where an entry is to be that holds what a file does.
    fn path_of(&self, path: &Path, memory: &Memory) -> Option<PathBuf> {
        let mut file = File::open(path).ok()?;
        let sum = memory.recall(&mut file, |file| self.sum(file)).ok()?;
        Some(self.own.path(&format!("{}{sum}{SUFFIX}", self.plugin)))
    }

    /// Tells an entry that is whole, and of this plugin, from one that is not. Quick and no
    /// secret: who can write to the folder could write another sum as well.
    fn sum(&self, file: &mut File) -> io::Result<String> {
        let mut piece = vec![0; PIECE];
        let mut hasher = DefaultHasher::new();
        self.plugin.hash(&mut hasher);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(format!("{:016x}", hasher.finish())),
                count => hasher.write(&piece[..count]),
            }
        }
    }
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
