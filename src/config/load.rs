//! A configuration with the files that it extends.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Catalogue, Config, ConfigError, Given, reader};
use crate::text::{Encoding, FileId, Location, SourceFile, Sources, Span, decode};

/// How many files may extend one another.
const MAX_FILES: usize = 32;

/// A configuration, all that is wrong with it, and the files that it stands in.
#[derive(Debug, Default)]
pub struct Loaded {
    pub config: Config,
    pub errors: Vec<ConfigError>,
    /// Shown when an error or an origin is.
    pub sources: Sources,
    /// By the numbers that places in the configuration have.
    pub paths: Vec<PathBuf>,
}

/// Reads a file's bytes.
pub type ReadFile<'a> = dyn Fn(&Path) -> io::Result<Vec<u8>> + 'a;

/// What `path`, which is absolute, says, over what it extends. `root` is the folder
/// that paths are shown relative to.
pub fn load(path: &Path, root: &Path, rules: &Catalogue<'_>, read: &ReadFile<'_>) -> Loaded {
    let mut loader =
        Loader { rules, read, files: Vec::new(), paths: Vec::new(), errors: Vec::new() };
    let config = match loader.file(path) {
        Ok(id) => loader.merged(id, &mut vec![id]),
        Err(error) => {
            loader.files.push(SourceFile::new(
                FileId(0),
                "",
                Encoding::Utf8 { bom: 0, lost: Vec::new() },
            ));
            loader.paths.push(path.to_owned());
            loader.error(Location { file: FileId(0), span: Span::default() }, error);
            Config::default()
        }
    };
    loader.finish(config, root)
}

struct Loader<'a> {
    rules: &'a Catalogue<'a>,
    read: &'a ReadFile<'a>,
    files: Vec<SourceFile>,
    paths: Vec<PathBuf>,
    errors: Vec<ConfigError>,
}

impl Loader<'_> {
    /// Reads a file and gives it a number.
    fn file(&mut self, path: &Path) -> Result<FileId, String> {
        let bytes = (self.read)(path).map_err(|error| format!("cannot be read: {error}"))?;
        let (text, encoding) = decode(bytes).ok_or("cannot be read: it is no text")?;
        if encoding.is_lossy() {
            return Err("cannot be read: it is no UTF-8".to_owned());
        }
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile::new(id, text, encoding));
        self.paths.push(path.to_owned());
        Ok(id)
    }

    /// What a file says over what it extends. `chain` are the files on the way here;
    /// their number is limited, and with it the depth of this.
    fn merged(&mut self, id: FileId, chain: &mut Vec<FileId>) -> Config {
        let index = id.0 as usize;
        let folder = self.paths[index].parent().unwrap_or(Path::new("/")).to_owned();
        let read = reader::read(&self.files[index].text, &folder, self.rules);
        self.errors.extend(read.errors);
        let mut below = Config::default();
        for extended in read.extends {
            if let Some(id) = self.extended(&extended, &folder, chain) {
                chain.push(id);
                below = self.merged(id, chain).over(below);
                chain.pop();
            }
        }
        read.config.over(below)
    }

    fn extended(&mut self, it: &Given<String>, folder: &Path, chain: &[FileId]) -> Option<FileId> {
        let path = clean(&folder.join(&it.it));
        if chain.iter().any(|id| self.paths[id.0 as usize] == path) {
            self.error(it.at, format!("`{}` extends itself", it.it));
            return None;
        }
        if self.files.len() >= MAX_FILES {
            self.error(it.at, format!("more than {MAX_FILES} files extend one another"));
            return None;
        }
        let read = self.file(&path);
        read.map_err(|error| self.error(it.at, format!("`{}` {error}", it.it))).ok()
    }

    fn error(&mut self, at: Location, message: impl Into<String>) {
        self.errors.push(ConfigError { at, message: message.into() });
    }

    fn finish(mut self, config: Config, root: &Path) -> Loaded {
        let shown = self.paths.iter().map(|path| {
            let path = path.strip_prefix(root).unwrap_or(path);
            Arc::from(path.to_string_lossy().replace('\\', "/"))
        });
        let mut sources = Sources::new(shown.collect::<Vec<Arc<str>>>());
        for (index, file) in self.files.into_iter().enumerate() {
            sources.add(FileId(index as u32), file);
        }
        self.errors.sort();
        self.errors.dedup();
        Loaded { config, errors: self.errors, sources, paths: self.paths }
    }
}

/// Without `.` and `..`, so that two ways to write a path are one.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}
