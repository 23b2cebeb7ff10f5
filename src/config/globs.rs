//! Globs over paths, relative to the file that writes them.

use std::path::{Path, PathBuf};

use globset::{Error, Glob, GlobBuilder, GlobMatcher};

/// A glob, and the folder it is relative to.
#[derive(Clone, Debug)]
pub struct PathGlob {
    written: String,
    base: PathBuf,
    matcher: GlobMatcher,
}

impl PathGlob {
    /// One without a slash holds at any depth, as in a `.gitignore`. `base` is absolute.
    pub fn new(written: &str, base: &Path) -> Result<Self, Error> {
        // What is all below a folder is that folder: whoever walks need not enter it.
        let path = written.strip_suffix("/**").unwrap_or(written).trim_end_matches('/');
        let anywhere = format!("**/{path}");
        let is_anchored = written.trim_end_matches('/').contains('/');
        let path = if is_anchored { path.trim_start_matches("./") } else { &anywhere };
        let matcher = glob(path)?.compile_matcher();
        Ok(Self { written: written.to_owned(), base: base.to_owned(), matcher })
    }

    /// Whether an absolute path, or a folder that it lies in, is meant.
    pub fn matches(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.base) else { return false };
        let mut within = relative.ancestors().filter(|it| !it.as_os_str().is_empty());
        within.any(|it| self.matcher.is_match(it))
    }

    pub fn written(&self) -> &str {
        &self.written
    }
}

/// A glob over a text that is no path: a `*` reaches past slashes too.
pub fn text_glob(written: &str) -> Result<GlobMatcher, Error> {
    Ok(Glob::new(written)?.compile_matcher())
}

fn glob(path: &str) -> Result<Glob, Error> {
    GlobBuilder::new(path).literal_separator(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_relative_to_their_file_and_folders_hold_what_is_in_them() {
        let matches = |glob: &str, path: &str| {
            PathGlob::new(glob, Path::new("/repo/infra")).expect("a glob").matches(Path::new(path))
        };
        assert!(matches("vendor/**", "/repo/infra/vendor/a/b.yaml"));
        assert!(matches("vendor/**", "/repo/infra/vendor"));
        assert!(!matches("vendor/**", "/repo/infra/x/vendor/b.yaml"));
        assert!(matches("**", "/repo/infra/x/b.yaml"));
        assert!(matches("vendor", "/repo/infra/x/vendor/b.yaml"));
        assert!(matches("cni/", "/repo/infra/cni/b.yaml"));
        assert!(matches("./cni/*.yaml", "/repo/infra/cni/b.yaml"));
        assert!(matches("*.md", "/repo/infra/docs/a.md"));
        assert!(!matches("docs/*.md", "/repo/infra/docs/deep/a.md"));
        assert!(!matches("vendor/**", "/repo/vendor/a.yaml"));
    }
}
