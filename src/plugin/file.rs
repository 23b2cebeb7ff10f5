//! The file of a plugin: its bytes and their digest.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use sha2::{Digest, Sha256};

use super::{Fault, fault::within, memory::Memory};
use crate::config::{Limit, Limits};

/// How much is looked at in one go: memory that is asked for in large pieces costs more
/// than what is done with it.
pub const PIECE: usize = 32 * 1024;

/// What is known of a file without keeping it.
pub struct Seen {
    /// Of its bytes, as a configuration pins them.
    pub digest: String,
    pub size: u64,
}

/// Looks at all of a file, if it is not too large; or remembers what was seen of it.
pub fn look_at(path: &Path, limits: &Limits, memory: &Memory) -> Result<Seen, Fault> {
    let mut file = open(path, limits)?;
    let digest = memory.recall(&mut file, |file| digest(file, limits))?;
    let size = file.metadata().map_err(unreadable)?.len();
    Ok(Seen { digest, size })
}

fn digest(file: &mut File, limits: &Limits) -> Result<String, Fault> {
    let mut piece = vec![0; PIECE];
    let mut hasher = Sha256::new();
    let mut size = 0;
    loop {
        let count = file.read(&mut piece).map_err(unreadable)?;
        if count == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        size += count as u64;
        within(limits, Limit::ModuleSize, size)?;
        hasher.update(&piece[..count]);
    }
}

/// The bytes of a file, if they are not too many.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let most = limits.get(Limit::ModuleSize);
    open(path, limits)?.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    within(limits, Limit::ModuleSize, bytes.len() as u64)?;
    Ok(bytes)
}

/// The bytes of a file that was looked at, if they are still the same.
pub fn read_same(path: &Path, limits: &Limits, seen: &Seen) -> Result<Vec<u8>, Fault> {
    let bytes = read(path, limits)?;
    match hex(&Sha256::digest(&bytes)) == seen.digest {
        true => Ok(bytes),
        false => Err(Fault::Unreadable("it was changed while it was read".to_owned())),
    }
}

fn open(path: &Path, limits: &Limits) -> Result<File, Fault> {
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Fault::Unreadable("it is no file".to_owned()));
    }
    within(limits, Limit::ModuleSize, about.len())?;
    File::open(path).map_err(unreadable)
}

fn unreadable(error: std::io::Error) -> Fault {
    Fault::Unreadable(error.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
