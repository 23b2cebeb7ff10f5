//! The exceptions of a configuration.

use super::{ANY, Exception, globs::text_glob, reader::Reader};
use crate::tree::NodeId;

/// The keys of an exception.
pub(super) const KEYS: [&str; 5] = ["rule", "paths", "resource", "reason", "until"];

pub(super) fn read(reader: &mut Reader<'_>, node: NodeId) -> Vec<Exception> {
    reader.items(node).into_iter().filter_map(|item| exception(reader, item)).collect()
}

/// None of one that says not which rule it is about.
fn exception(reader: &mut Reader<'_>, node: NodeId) -> Option<Exception> {
    let entries = reader.map(node, &KEYS);
    let get = |name| entries.iter().find(|it| it.0 == name).map(|it| it.2);
    for (name, what) in [("rule", "a rule"), ("reason", "a reason")] {
        if get(name).is_none() && reader.tree.is_map(node) {
            // At its first key: the whole of it would be shown else.
            let place = entries.first().map_or(node, |it| it.1);
            reader.error(place, format!("an exception needs {what}: `{name}`"));
        }
    }
    let rule = get("rule").and_then(|it| reader.text(it).map(|text| (it, text.it)));
    let rule = rule.filter(|(at, name)| name == ANY || reader.known(*at, name));
    let paths = get("paths").map_or_else(Vec::new, |it| reader.globs(it));
    let resource = get("resource").and_then(|it| {
        let written = reader.text(it)?;
        let glob = text_glob(&written.it);
        glob.map_err(|error| reader.error(it, format!("no glob: {}", error.kind()))).ok()
    });
    let reason = get("reason").and_then(|it| {
        let reason = reader.text(it)?.it;
        if reason.trim().is_empty() {
            reader.error(it, "an exception needs a reason, and this one is empty");
        }
        Some(reason)
    });
    let until = get("until").and_then(|it| {
        let written = reader.text(it)?.it;
        written.parse().map_err(|error| reader.error(it, format!("{error}"))).ok()
    });
    Some(Exception {
        at: reader.at(get("rule").unwrap_or(node)),
        rule: rule?.1,
        paths: paths.into_iter().map(|it| it.it).collect(),
        resource,
        reason: reason?,
        until,
    })
}
