//! What was found out about files before, in a folder of the user: to read all of a large
//! file costs more than all else that a run does with a plugin.
//!
//! A file is the same as long as its size and the times of its last change are, of which
//! nobody can set the second: so does Git tell what it need not read. Were it deceived, what
//! runs would still be the plugin that is pinned, as that is kept under its digest.

use std::{fs::File, path::Path};

use super::own::Own;

/// Of more files than these nothing is remembered.
const MOST_FILES: usize = 200;

/// What is remembered of files; nothing, if there is no place for it.
pub struct Memory(Option<Own>);

impl Memory {
    pub fn new(cache: Option<&Path>) -> Self {
        Self(cache.and_then(|it| Own::new(it, "seen")))
    }

    /// What was found out about a file when it was as it is now, or what is found out now.
    pub fn recall<E>(
        &self,
        file: &mut File,
        find_out: impl FnOnce(&mut File) -> Result<String, E>,
    ) -> Result<String, E> {
        let Some((own, before)) = self.0.as_ref().zip(state(file)) else { return find_out(file) };
        let kept = std::fs::read_to_string(own.path(&before.name)).unwrap_or_default();
        if let Some(found) = kept.strip_prefix(&before.stamp) {
            return Ok(found.to_owned());
        }
        let found = find_out(file)?;
        if before.is_settled && state(file).is_some_and(|it| it.stamp == before.stamp) {
            let bytes = before.stamp + &found;
            own.put(bytes.as_bytes(), MOST_FILES, |_| Some(own.path(&before.name)));
        }
        Ok(found)
    }
}

/// A file as it is now.
struct State {
    /// One for each file of a machine.
    name: String,
    /// Another after each change.
    stamp: String,
    /// Whether a change of now would be seen: the clock of a file system may be as coarse
    /// as two seconds.
    is_settled: bool,
}

#[cfg(unix)]
fn state(file: &File) -> Option<State> {
    use std::{
        os::unix::fs::MetadataExt,
        time::{Duration, SystemTime, UNIX_EPOCH},
    };
    let it = file.metadata().ok()?;
    let changed = UNIX_EPOCH.checked_add(Duration::from_secs(it.ctime().try_into().ok()?))?;
    let settled = changed.checked_add(Duration::from_secs(3))?;
    let written = (it.mtime(), it.mtime_nsec());
    let changed = (it.ctime(), it.ctime_nsec());
    Some(State {
        name: format!("{:x}-{:x}", it.dev(), it.ino()),
        stamp: format!("{} {written:?} {changed:?} ", it.len()),
        is_settled: settled < SystemTime::now(),
    })
}

/// Elsewhere the time of a change can be set by anybody.
#[cfg(not(unix))]
fn state(_: &File) -> Option<State> {
    None
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, FileTimes},
        io::Read,
        thread::sleep,
        time::Duration,
    };

    use super::*;

    /// What a memory says of a file, and whether the file was read for it.
    fn asked(cache: &Path, path: &Path) -> (String, bool) {
        let mut was_read = false;
        let mut file = File::open(path).expect("a file");
        let found = Memory::new(Some(cache)).recall(&mut file, |file| {
            was_read = true;
            let mut text = String::new();
            file.read_to_string(&mut text).map(|_| text)
        });
        (found.expect("a text"), was_read)
    }

    #[test]
    #[cfg(unix)]
    fn a_file_is_read_again_only_after_a_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let (cache, path) = (folder.path().join("cache"), folder.path().join("file"));
        fs::write(&path, "one").expect("a file");
        // It was changed a moment ago, so that a change of now might look the same.
        assert_eq!(asked(&cache, &path), ("one".to_owned(), true));
        assert_eq!(asked(&cache, &path), ("one".to_owned(), true));
        sleep(Duration::from_millis(4100));
        assert_eq!(asked(&cache, &path), ("one".to_owned(), true));
        assert_eq!(asked(&cache, &path), ("one".to_owned(), false));
        // Neither the size nor the time that can be set tells of the change.
        let written = fs::metadata(&path).and_then(|it| it.modified()).expect("a time");
        fs::write(&path, "two").expect("a file");
        let file = File::options().write(true).open(&path).expect("a file");
        file.set_times(FileTimes::new().set_modified(written)).expect("a time");
        assert_eq!(asked(&cache, &path), ("two".to_owned(), true));
    }

    #[test]
    fn without_a_place_nothing_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::write(&path, "one").expect("a file");
        let mut file = File::open(&path).expect("a file");
        for _ in 0..2 {
            let found = Memory::new(None).recall(&mut file, |_| Ok::<_, ()>("found".to_owned()));
            assert_eq!(found.expect("what was found"), "found");
        }
    }
}
