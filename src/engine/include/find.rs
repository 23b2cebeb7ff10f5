//! Which files a directive means.
//!
//! A server has its files in other folders than the tree has them: `/etc/nginx/conf.d` is
//! the `conf.d` beside the `nginx.conf`.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use super::{Server, Shelf, whole};
use crate::{
    engine::files::Files,
    program::{folder, normal},
    syntax::Include,
    text::{FileId, Location, Text},
};

/// Where secrets are put when a server starts: no file of the tree is there.
const MOUNTED: &[&str] = &["/run/", "/var/run/", "/vault/", "/tmp/", "/proc/", "/dev/"];

/// How many files a directive may mean.
const MAX_FILES: usize = 200;

/// The files of a run.
pub(super) struct Tree<'a> {
    files: &'a Files,
    by_path: BTreeMap<String, FileId>,
}

/// Files that stand in one: the keys of an object, or what a guide shows.
pub(super) struct Group {
    texts: Vec<(String, Text)>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self { files, by_path: files.by_path() }
    }

    /// The files that a path means, from a folder.
    fn at(&self, path: &str, include: &Include) -> Vec<FileId> {
        let path = normal(path);
        let pattern = match include.is_folder {
            true => format!("{path}/[!.]*.conf"),
            false => path,
        };
        if !is_pattern(&pattern) {
            return self.by_path.get(&pattern).copied().into_iter().collect();
        }
        let Some(matcher) = matcher(&pattern) else { return Vec::new() };
        let fixed = pattern.find(['*', '?', '[']).map_or("", |at| &pattern[..at]);
        let near = self.by_path.range(fixed.to_owned()..);
        let near = near.take_while(|it| it.0.starts_with(fixed));
        near.filter(|it| matcher.is_match(it.0)).map(|it| *it.1).take(MAX_FILES).collect()
    }
}

impl Shelf for Tree<'_> {
    fn text(&self, server: &Server) -> Option<Text> {
        self.files.whole(server.at.file)
    }

    fn find(&self, include: &Include, server: &Server) -> Vec<Text> {
        if !is_findable(include) {
            return Vec::new();
        }
        let own = [include.at.file, server.at.file];
        let folders: BTreeSet<_> = own.iter().map(|it| folder(self.files.name(*it))).collect();
        let paths = folders.into_iter().flat_map(|folder| {
            let within = suffixes(include);
            within.into_iter().map(move |it| format!("{folder}/{it}"))
        });
        let others = paths.map(|path| {
            let mut found = self.at(&path, include);
            found.retain(|it| !own.contains(it));
            found
        });
        let mut others = others.filter(|it| !it.is_empty());
        let found = others.next().unwrap_or_default();
        // Where one of them cannot be read, nobody knows what is there.
        found.iter().map(|id| self.files.whole(*id)).collect::<Option<_>>().unwrap_or_default()
    }
}

impl Group {
    pub(super) fn new(texts: Vec<(String, Text)>) -> Self {
        Self { texts }
    }
}

impl Shelf for Group {
    fn text(&self, server: &Server) -> Option<Text> {
        self.texts.iter().find(|it| whole(&it.1) == server.at).map(|it| it.1.clone())
    }

    /// By the last part of the path: that is what keys are called.
    fn find(&self, include: &Include, server: &Server) -> Vec<Text> {
        let is_own = |text: &Text| {
            let at: Location = whole(text);
            at == server.at || at.span.holds(include.at.span)
        };
        let path = match include.is_folder {
            true => "*.conf",
            false => include.path.rsplit('/').next().unwrap_or_default(),
        };
        if !is_findable(include) || path.is_empty() {
            return Vec::new();
        }
        let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let Some(matcher) = matcher(path) else { return Vec::new() };
        let named = self.texts.iter().filter(|it| matcher.is_match(last(&it.0)) && !is_own(&it.1));
        let mut found: Vec<_> = named.take(MAX_FILES).cloned().collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        // Of two of one name, nobody can say which is meant.
        if !is_pattern(path) && found.len() > 1 {
            return Vec::new();
        }
        found.into_iter().map(|it| it.1).collect()
    }
}

fn is_findable(include: &Include) -> bool {
    include.is_known() && !MOUNTED.iter().any(|it| include.path.starts_with(it))
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?;
    Some(glob.compile_matcher())
}

/// The paths in the tree that a path of a server may be, the longest first. A name alone
/// is one; a pattern alone may mean anything.
fn suffixes(include: &Include) -> Vec<&str> {
    let path = include.path.as_str();
    let Some(rest) = path.strip_prefix('/') else { return vec![path] };
    let starts = std::iter::once(0).chain(rest.match_indices('/').map(|it| it.0 + 1));
    let suffixes = starts.map(|at| &rest[at..]);
    suffixes.filter(|it| !it.is_empty() && (it.contains('/') || !is_pattern(it))).collect()
}
