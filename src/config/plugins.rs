//! The plugins of a configuration: which files, and what they may use.

use std::path::{Path, PathBuf};

use super::{
    limits::{LIMITS, Limits, Unit},
    reader::Reader,
};
use crate::{
    text::{FileId, Location, Span, did_you_mean},
    tree::{NodeId, Schema},
};

/// The keys of a plugin.
pub(super) const KEYS: [&str; 4] = ["path", "sha256", "options", "limits"];

/// A plugin, as a configuration names it.
#[derive(Clone, Debug)]
pub struct PluginEntry {
    /// Its path in its file.
    pub at: Location,
    /// Absolute.
    pub path: PathBuf,
    /// As it is written.
    pub written: String,
    /// Of its bytes, in lower case.
    pub sha256: Option<String>,
    /// As JSON, for the plugin to read.
    pub options: String,
    pub limits: Limits,
}

impl PluginEntry {
    /// A plugin that no configuration names, by its absolute path.
    pub fn of_file(path: &Path) -> Self {
        Self {
            at: Location { file: FileId(0), span: Span::default() },
            path: path.to_owned(),
            written: path.to_string_lossy().into_owned(),
            sha256: None,
            options: "{}".to_owned(),
            limits: Limits::default(),
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>, node: NodeId) -> Vec<PluginEntry> {
    reader.items(node).into_iter().filter_map(|item| entry(reader, item)).collect()
}

/// None of one that says not where it is.
fn entry(reader: &mut Reader<'_>, node: NodeId) -> Option<PluginEntry> {
    let entries = reader.map(node, &KEYS);
    let get = |name| entries.iter().find(|it| it.0 == name).map(|it| it.2);
    if get("path").is_none() && reader.tree.is_map(node) {
        let place = entries.first().map_or(node, |it| it.1);
        reader.error(place, "a plugin needs a file: `path`");
    }
    let path = get("path").and_then(|it| reader.text(it));
    let sha256 = get("sha256").and_then(|it| digest(reader, it));
    let options = get("options").map_or_else(|| "{}".to_owned(), |it| options(reader, it));
    let limits = get("limits").map_or_else(Limits::default, |it| limits(reader, it));
    let path = path?;
    Some(PluginEntry {
        at: path.at,
        path: super::load::clean(&reader.folder.join(&path.it)),
        written: path.it,
        sha256,
        options,
        limits,
    })
}

fn digest(reader: &mut Reader<'_>, node: NodeId) -> Option<String> {
    // A digest of digits alone is read as a number elsewhere.
    let written = reader.tree.str(node).unwrap_or_default().to_lowercase();
    let is_digest = written.len() == 64 && written.bytes().all(|it| it.is_ascii_hexdigit());
    if !is_digest {
        reader.error(node, "a digest of 64 hexadecimal digits is expected here");
    }
    is_digest.then_some(written)
}

fn options(reader: &mut Reader<'_>, node: NodeId) -> String {
    // Only a map is taken, and nothing stands for an empty one.
    match reader.entries(node).is_empty() {
        true => "{}".to_owned(),
        false => reader.tree.json(node, Schema::Core),
    }
}

fn limits(reader: &mut Reader<'_>, node: NodeId) -> Limits {
    let names: Vec<&'static str> = LIMITS.iter().map(|it| it.name).collect();
    let mut limits = Limits::default();
    for (name, _, value) in reader.map(node, &names) {
        let Some(meta) = LIMITS.iter().find(|it| it.name == name) else { continue };
        match reader.tree.str(value).and_then(|it| meta.read(it)) {
            Some(amount) => limits = limits.with(meta.limit, amount),
            None => {
                let example = match meta.unit {
                    Unit::Time => "a time such as `500ms` or `2s`",
                    Unit::Bytes => "a size such as `64Mi`",
                    Unit::Count => "a whole number",
                };
                let most = meta.show(meta.most);
                reader.error(value, format!("{example} is expected here, of at most {most}"));
            }
        }
    }
    limits
}

/// Whether a name may be that of a plugin's rule: `certificates/expired`.
pub fn is_of_plugin(rule: &str) -> bool {
    rule.split_once('/').is_some_and(|(plugin, rule)| !plugin.is_empty() && !rule.is_empty())
}

/// What a name that no rule has is likely to be.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match did_you_mean(name, known) {
        hint if hint.is_empty() && is_of_plugin(name) => {
            "; it is the rule of a plugin that is not named under `plugins`".to_owned()
        }
        hint => hint,
    }
}
