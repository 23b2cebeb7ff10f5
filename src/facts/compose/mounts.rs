//! What a service sees of the host, of volumes, and of Compose's own files.

use crate::{
    facts::{Located, Mount, Stated, UNKNOWN, Value, located, stated::stated_bool},
    tree::{NodeId, Tree},
};

pub(super) fn mounts(tree: &Tree, service: NodeId) -> Vec<Mount> {
    let items = |key| {
        let list = tree.get(service, key);
        list.map_or(&[][..], |list| tree.items(list)).iter().copied()
    };
    let volumes = items("volumes").filter_map(|id| match tree.is_map(id) {
        true => long(tree, id),
        false => short(tree, id),
    });
    let secrets = items("secrets").filter_map(|id| file(tree, id, "/run/secrets/"));
    let configs = items("configs").filter_map(|id| file(tree, id, "/"));
    volumes.chain(secrets).chain(configs).collect()
}

/// `[source:]path[:options]`.
fn short(tree: &Tree, id: NodeId) -> Option<Mount> {
    let value = Value::of(tree, id)?;
    let pattern = value.pattern();
    let mut starts = vec![0];
    // The colon of a drive's letter parts nothing.
    let is_drive = pattern.as_bytes().get(1..3).is_some_and(|it| it == b":\\" || it == b":/")
        && pattern.starts_with(|it: char| it.is_ascii_alphabetic());
    let colons = pattern.match_indices(':').map(|(at, _)| at);
    let colons: Vec<_> = colons.filter(|at| !(is_drive && *at == 1)).collect();
    starts.extend(colons.iter().map(|at| at + 1));
    let ends = colons.into_iter().chain([pattern.len()]);
    let parts: Vec<_> = starts.into_iter().zip(ends).map(|(start, end)| start..end).collect();
    let part = |range: &std::ops::Range<usize>| Located {
        it: pattern[range.clone()].replace(UNKNOWN, "${}"),
        at: value.locate(range.clone()),
    };
    let (source, path, options) = match parts.as_slice() {
        [path] => (None, path, None),
        [source, path] => (Some(source), path, None),
        [source, path, options, ..] => (Some(source), path, Some(options)),
        [] => return None,
    };
    let source = source.map(part);
    let read_only = options.map(part).filter(|it| it.it.split(',').any(|it| it == "ro"));
    Some(Mount {
        at: tree.locate(id),
        volume: source.as_ref().map_or_else(String::new, |it| it.it.clone()),
        path: part(path),
        host: source.filter(|it| is_host_path(&it.it)),
        read_only: read_only
            .map_or(Stated::Absent, |it| Stated::Known(Located { it: true, at: it.at })),
    })
}

fn long(tree: &Tree, id: NodeId) -> Option<Mount> {
    let text = |key| tree.get(id, key).and_then(|id| located(tree, id));
    let source = text("source").or_else(|| text("src"));
    let is_bind = text("type").is_some_and(|it| it.it == "bind");
    Some(Mount {
        at: tree.locate(id),
        volume: source.as_ref().map_or_else(String::new, |it| it.it.clone()),
        path: text("target").or_else(|| text("dst"))?,
        host: source.filter(|it| is_bind || is_host_path(&it.it)),
        read_only: stated_bool(tree, tree.get(id, "read_only")),
    })
}

/// A secret or config: its name alone, or with the path at which it is seen.
fn file(tree: &Tree, id: NodeId, folder: &str) -> Option<Mount> {
    let source = located(tree, id).or_else(|| located(tree, tree.get(id, "source")?))?;
    let target = tree.get(id, "target").and_then(|id| located(tree, id));
    let Located { it, at } = target.unwrap_or_else(|| source.clone());
    let it = if it.starts_with('/') { it } else { format!("{folder}{it}") };
    let read_only = Stated::Known(Located { it: true, at });
    let (at, path) = (tree.locate(id), Located { it, at });
    Some(Mount { at, volume: source.it, path, host: None, read_only })
}

/// A path and not the name of a volume.
fn is_host_path(source: &str) -> bool {
    let is_drive = source.as_bytes().get(1) == Some(&b':');
    source.starts_with(['.', '/', '~', '\\']) || source.starts_with("${}/") || is_drive
}
