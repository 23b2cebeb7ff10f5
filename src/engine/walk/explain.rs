//! Why a file would, or would not, be read.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ignore::gitignore::GitignoreBuilder;

use super::{Ignores, WalkOptions, shown};

/// What a walk from the root does with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Read,
    /// By this glob of the configuration.
    Excluded(String),
    /// By a line of an ignore file, and which.
    Ignored {
        line: String,
        file: String,
    },
    /// It is git's own.
    Git,
    /// It is a link, which is followed only where it is named.
    Link(PathBuf),
    Missing,
}

/// What a walk from the root does with a file, be it there or not.
pub fn explain(path: &Path, options: &WalkOptions) -> Verdict {
    if path.strip_prefix(&options.root).unwrap_or(path).iter().any(|it| it == ".git") {
        return Verdict::Git;
    }
    if let Some(glob) = options.exclude.iter().find(|it| it.matches(path)) {
        return Verdict::Excluded(glob.written().to_owned());
    }
    if let Some(verdict) = ignored(path, options) {
        return verdict;
    }
    match fs::symlink_metadata(path) {
        Err(_) => Verdict::Missing,
        Ok(it) if it.is_symlink() => Verdict::Link(fs::read_link(path).unwrap_or_default()),
        Ok(_) => Verdict::Read,
    }
}

/// The innermost ignore file that has something to say decides; `.ignore` before
/// `.gitignore` of the same folder.
fn ignored(path: &Path, options: &WalkOptions) -> Option<Verdict> {
    if options.ignores == Ignores::Disregard {
        return None;
    }
    let within = path.ancestors().take_while(|it| it.starts_with(&options.root));
    for part in within.filter(|it| *it != options.root) {
        let is_folder = part != path || path.is_dir();
        for folder in part.ancestors().skip(1) {
            for name in [".ignore", ".gitignore", ".git/info/exclude"] {
                let mut builder = GitignoreBuilder::new(folder);
                if builder.add(folder.join(name)).is_some() {
                    continue;
                }
                let Ok(matcher) = builder.build() else { continue };
                let found = matcher.matched(part, is_folder);
                if let Some(glob) = found.inner().filter(|_| found.is_ignore()) {
                    let line = glob.original().to_owned();
                    let file = shown(&folder.join(name), &options.root);
                    return Some(Verdict::Ignored { line, file });
                }
                if found.is_whitelist() {
                    return None;
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::PathGlob, engine::walk::Named};

    #[test]
    fn a_verdict_names_the_line_that_decides() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("a path");
        fs::write(root.join(".gitignore"), "out/\n").expect("written");
        fs::write(root.join("a.yaml"), "").expect("written");
        let exclude = vec![PathGlob::new("vendor/**", &root).expect("a glob")];
        let (ignores, named) = (Ignores::Heed, Named::Read);
        let options = WalkOptions { root: root.clone(), ignores, exclude, named, threads: None };
        let verdict = |path: &str| explain(&root.join(path), &options);
        assert_eq!(verdict("a.yaml"), Verdict::Read);
        assert_eq!(verdict("b.yaml"), Verdict::Missing);
        assert_eq!(verdict("vendor/x/a.yaml"), Verdict::Excluded("vendor/**".into()));
        let (line, file) = ("out/".to_owned(), ".gitignore".to_owned());
        assert_eq!(verdict("out/a/b.yaml"), Verdict::Ignored { line, file });
        assert_eq!(verdict(".git/config"), Verdict::Git);
    }
}
