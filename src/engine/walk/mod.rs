//! From the paths that a user names to the files of a run.
//!
//! Knows `.gitignore` and the configuration's globs, and reads no file.

mod explain;

pub use explain::{Verdict, explain};

use std::{
    borrow::Cow,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc,
};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{Bytes, FileEntry, Files, files::no_file};
use crate::config::PathGlob;

/// How folders are walked.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// What the paths of a report are relative to; absolute, and without links on the way.
    pub root: PathBuf,
    pub ignores: Ignores,
    pub exclude: Vec<PathGlob>,
    /// Whether the globs hold for files that are named too.
    pub named: Named,
    /// None lets the machine decide.
    pub threads: Option<usize>,
}

/// Whether files that git would not keep are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ignores {
    #[default]
    Heed,
    Disregard,
}

/// What holds for a file that is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Named {
    /// It is read.
    #[default]
    Read,
    /// It is left out if a glob of the configuration says so.
    MayBeExcluded,
}

/// Walks with more threads than this wait for the disk, or for one another.
const MAX_THREADS: usize = 8;

/// The files that paths lead to, sorted. What leads nowhere, or cannot be opened, is
/// among them, and its reading fails.
pub fn walk(paths: &[PathBuf], options: &WalkOptions) -> Files {
    let mut entries = Vec::new();
    let mut folders = Vec::new();
    for path in paths {
        match resolve(path) {
            // A pipe that the shell made has no path of its own.
            Err(_) if path.exists() => entries.push(failed(path, &no_file(), options)),
            Err(error) => entries.push(failed(path, &error, options)),
            Ok(path) if options.named == Named::MayBeExcluded && options.excludes(&path) => {}
            Ok(path) if path.is_dir() => folders.push(path),
            Ok(path) if path.is_file() => entries.push(on_disk(&path, options)),
            Ok(path) => entries.push(failed(&path, &no_file(), options)),
        }
    }
    if !folders.is_empty() {
        entries.extend(files_below(&folders, options));
    }
    let roots = folders.iter().map(|folder| shown(folder, &options.root)).collect();
    Files::new(entries).with_roots(roots)
}

/// Where a path leads once links are followed: a report cannot show what is behind one.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

fn files_below(folders: &[PathBuf], options: &WalkOptions) -> Vec<FileEntry> {
    let Some((first, others)) = folders.split_first() else { return Vec::new() };
    let mut builder = WalkBuilder::new(first);
    for other in others {
        builder.add(other);
    }
    let heed = options.ignores == Ignores::Heed;
    let machine = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = options.threads.unwrap_or(machine).clamp(1, MAX_THREADS);
    let (filter, named) = (options.clone(), folders.to_vec());
    builder
        .standard_filters(heed)
        .hidden(false)
        // What a user's own machine ignores must not change what is found.
        .git_global(false)
        .require_git(false)
        .threads(threads)
        .filter_entry(move |it| is_wanted(it, &named, &filter));
    let (sender, receiver) = mpsc::channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if let Some(entry) = file(entry, options) {
                // The receiver lives as long as the walk.
                let _ = sender.send(entry);
            }
            WalkState::Continue
        })
    });
    drop(sender);
    receiver.into_iter().collect()
}

/// A glob that leaves out a folder does not hold in it where it is named.
fn is_wanted(entry: &DirEntry, named: &[PathBuf], options: &WalkOptions) -> bool {
    let path = entry.path();
    let is_named = |glob: &PathGlob| {
        named.iter().any(|folder| path.starts_with(folder) && glob.matches(folder))
    };
    let is_excluded = || options.exclude.iter().any(|it| it.matches(path) && !is_named(it));
    entry.depth() == 0 || (entry.file_name() != ".git" && !is_excluded())
}

fn file(entry: Result<DirEntry, ignore::Error>, options: &WalkOptions) -> Option<FileEntry> {
    match entry {
        Ok(entry) if entry.file_type()?.is_file() => Some(on_disk(entry.path(), options)),
        Ok(_) => None,
        Err(error) => {
            let path = path_of(&error).unwrap_or(&options.root).to_owned();
            let error = error.into_io_error()?;
            Some(failed(&path, &error, options))
        }
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                error = err;
            }
            _ => return None,
        }
    }
}

fn on_disk(path: &Path, options: &WalkOptions) -> FileEntry {
    FileEntry { path: shown(path, &options.root), bytes: Bytes::Disk(path.to_owned()) }
}

fn failed(path: &Path, error: &io::Error, options: &WalkOptions) -> FileEntry {
    FileEntry { path: shown(path, &options.root), bytes: Bytes::Failed(error.to_string()) }
}

/// A path as reports name it: relative to the root of the run, with slashes.
pub fn shown(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|it| readable(it.as_os_str())).collect();
    let joined = parts.join("/").replace("//", "/");
    if joined.is_empty() { ".".to_owned() } else { joined }
}

/// Bytes that are no text are written as `\xff`, so that no two names become one.
fn readable(name: &OsStr) -> Cow<'_, str> {
    if let Some(name) = name.to_str() {
        return Cow::Borrowed(name);
    }
    let mut readable = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        readable += chunk.valid();
        chunk.invalid().iter().for_each(|byte| readable += &format!("\\x{byte:02x}"));
    }
    Cow::Owned(readable)
}

impl WalkOptions {
    fn excludes(&self, path: &Path) -> bool {
        self.exclude.iter().any(|glob| glob.matches(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, WalkOptions) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("a path");
        for (path, content) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            fs::write(path, content).expect("written");
        }
        let (ignores, named) = (Ignores::Heed, Named::Read);
        (folder, WalkOptions { root, ignores, exclude: Vec::new(), named, threads: Some(2) })
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_of_the_shell_is_told_to_be_no_file() {
        use std::os::fd::AsRawFd;
        let (reader, _writer) = io::pipe().expect("a pipe");
        let (_folder, options) = tree(&[]);
        let path = PathBuf::from(format!("/proc/self/fd/{}", reader.as_raw_fd()));
        let files = walk(&[path], &options);
        let Bytes::Failed(why) = &files.entries()[0].bytes else { panic!("read") };
        assert!(why.contains("pipe what it says"), "{why}");
    }

    fn found(paths: &[&str], options: &WalkOptions) -> Vec<String> {
        let paths: Vec<_> = paths.iter().map(|it| options.root.join(it)).collect();
        walk(&paths, options).entries().iter().map(|it| it.path.clone()).collect()
    }

    const FILES: [(&str, &str); 6] = [
        (".gitignore", "built/\n*.log\n"),
        (".git/config", ""),
        (".env", ""),
        ("a.yaml", ""),
        ("b/x.log", ""),
        ("built/out.yaml", ""),
    ];

    #[test]
    fn hidden_files_are_read_and_ignored_ones_are_not() {
        let (_folder, mut options) = tree(&FILES);
        assert_eq!(found(&["."], &options), [".env", ".gitignore", "a.yaml"]);
        options.ignores = Ignores::Disregard;
        let all = [".env", ".gitignore", "a.yaml", "b/x.log", "built/out.yaml"];
        assert_eq!(found(&["."], &options), all);
    }

    #[test]
    fn what_is_named_is_read_unless_it_is_excluded_by_force() {
        let (_folder, mut options) = tree(&FILES);
        assert_eq!(
            found(&["built", "b/x.log", "a.yaml", "a.yaml"], &options),
            ["a.yaml", "b/x.log", "built/out.yaml"]
        );
        options.exclude = vec![PathGlob::new("a.*", &options.root).expect("a glob")];
        assert_eq!(found(&["a.yaml"], &options), ["a.yaml"]);
        assert_eq!(found(&["."], &options), [".env", ".gitignore"]);
        options.exclude = vec![PathGlob::new("b/**", &options.root).expect("a glob")];
        options.ignores = Ignores::Disregard;
        assert_eq!(found(&["b"], &options), ["b/x.log"]);
        assert!(!found(&["."], &options).contains(&"b/x.log".to_owned()));
        options.exclude = vec![PathGlob::new("a.*", &options.root).expect("a glob")];
        options.named = Named::MayBeExcluded;
        assert_eq!(found(&["a.yaml", ".env"], &options), [".env"]);
    }

    #[test]
    fn what_is_not_there_is_among_the_files_and_fails() {
        let (_folder, options) = tree(&FILES);
        let files = walk(&[options.root.join("none.yaml"), options.root.join(".env")], &options);
        let failed: Vec<_> =
            files.entries().iter().filter(|it| matches!(it.bytes, Bytes::Failed(_))).collect();
        assert_eq!((files.len(), failed.len(), failed[0].path.as_str()), (2, 1, "none.yaml"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_unless_they_are_named() {
        use std::os::unix::fs::symlink;
        let (_folder, options) = tree(&[("real/a.yaml", "")]);
        symlink(&options.root, options.root.join("real/loop")).expect("linked");
        symlink("real/a.yaml", options.root.join("link.yaml")).expect("linked");
        assert_eq!(found(&["."], &options), ["real/a.yaml"]);
        assert_eq!(found(&["link.yaml"], &options), ["real/a.yaml"]);
        assert_eq!(found(&["real/loop"], &options), ["real/a.yaml"]);
    }
}
