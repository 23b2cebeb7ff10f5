//! Strategic merges and JSON patches (RFC 6902), as Kustomize applies them.

use super::node::{Data, Node};

/// By which key the items of a list are known; a list that is not here is replaced.
const MERGE_KEYS: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("env", &["name"]),
    ("volumes", &["name"]),
    ("imagePullSecrets", &["name"]),
    ("secrets", &["name"]),
    ("ports", &["containerPort", "port"]),
    ("volumeMounts", &["mountPath"]),
    ("volumeDevices", &["devicePath"]),
    ("hostAliases", &["ip"]),
    ("topologySpreadConstraints", &["topologyKey"]),
];

const DIRECTIVE: &str = "$patch";

/// Puts a part of an object over the object.
pub(super) fn merge(base: &mut Node, patch: Node) {
    merge_at(base, patch, "");
}

fn merge_at(base: &mut Node, patch: Node, key: &str) {
    // What is said again stays where it was said first.
    if base.str().is_some() && base.str() == patch.str() {
        return;
    }
    match (&mut base.data, patch) {
        (Data::Map(_), patch @ Node { data: Data::Map(_), .. }) => maps(base, patch),
        (Data::List(_), Node { span, data: Data::List(items) }) => {
            let keys = MERGE_KEYS.iter().find(|it| it.0 == key).map(|it| it.1);
            let is_directive = |it: &Node| it.entries().len() == 1 && directive(it).is_some();
            match keys.filter(|_| !items.iter().any(is_directive)) {
                Some(keys) => items.into_iter().for_each(|it| item(base, it, keys)),
                None => {
                    let items = items.into_iter().filter(|it| !is_directive(it)).collect();
                    *base = Node { span, data: Data::List(items) };
                }
            }
        }
        (_, patch) => *base = patch,
    }
}

fn directive(node: &Node) -> Option<&str> {
    node.get(DIRECTIVE)?.str()
}

fn maps(base: &mut Node, patch: Node) {
    let is_new = directive(&patch) == Some("replace");
    let Node { span, data: Data::Map(entries) } = patch else { return };
    if is_new {
        *base = Node { span, data: Data::Map(Vec::new()) };
    }
    let Data::Map(own) = &mut base.data else { return };
    for (key, value) in entries {
        let Some(name) = key.str().map(str::to_owned) else { continue };
        if name.starts_with('$') {
            continue;
        }
        let at = own.iter().position(|it| it.0.str() == Some(&name));
        if value.is_null() || directive(&value) == Some("delete") {
            at.into_iter().for_each(|at| drop(own.remove(at)));
            continue;
        }
        match at {
            Some(at) => merge_at(&mut own[at].1, value, &name),
            None => own.push((key, value)),
        }
    }
}

fn item(base: &mut Node, patch: Node, keys: &[&str]) {
    let Data::List(own) = &mut base.data else { return };
    let key = keys.iter().find_map(|key| Some((*key, patch.get(key)?.str()?.to_owned())));
    let is_same = |it: &Node| {
        let of = |(key, value): &(&str, String)| it.get(key).and_then(Node::str) == Some(value);
        key.as_ref().is_some_and(of)
    };
    match (own.iter().position(is_same), directive(&patch) == Some("delete")) {
        (Some(at), true) => drop(own.remove(at)),
        (None, true) => {}
        (Some(at), false) => merge_at(&mut own[at], patch, ""),
        (None, false) => own.push(patch),
    }
}

/// Whether an object is taken away.
pub(super) fn deletes(patch: &Node) -> bool {
    directive(patch) == Some("delete")
}

/// Applies a list of operations. False where one of them cannot be followed: what it
/// touches is then not known.
pub(super) fn operate(base: &mut Node, operations: &Node) -> bool {
    operations.items().iter().filter(|it| operation(base, it).is_none()).count() == 0
}

fn operation(base: &mut Node, it: &Node) -> Option<()> {
    let (op, path) = (it.get("op")?.str()?, it.get("path")?.str()?);
    let steps: Vec<String> = match path.strip_prefix('/') {
        Some(path) => path.split('/').map(|it| it.replace("~1", "/").replace("~0", "~")).collect(),
        None => return None,
    };
    let (last, above) = steps.split_last()?;
    let parent = above.iter().try_fold(base, |it, step| below(it, step))?;
    let value = || it.get("value").cloned();
    match (op, &mut parent.data) {
        ("test", _) => {}
        ("add" | "replace", Data::Map(entries)) => {
            let value = value()?;
            match entries.iter_mut().find(|it| it.0.str() == Some(last)) {
                Some(entry) => entry.1 = value,
                None => {
                    let mut key = it.get("path")?.clone();
                    let Data::Scalar { text, inner, .. } = &mut key.data else { return None };
                    text.clone_from(last);
                    inner.start = inner.end.saturating_sub(last.len() as u32).max(inner.start);
                    entries.push((key, value));
                }
            }
        }
        ("remove", Data::Map(entries)) => entries.retain(|it| it.0.str() != Some(last)),
        ("add", Data::List(items)) => {
            let at = if last == "-" { items.len() } else { last.parse().ok()? };
            let value = value().filter(|_| at <= items.len())?;
            items.insert(at, value);
        }
        ("replace", Data::List(items)) => *items.get_mut(last.parse::<usize>().ok()?)? = value()?,
        ("remove", Data::List(items)) => {
            let at = last.parse().ok().filter(|at| *at < items.len())?;
            items.remove(at);
        }
        _ => return None,
    }
    Some(())
}

fn below<'a>(node: &'a mut Node, step: &str) -> Option<&'a mut Node> {
    match &mut node.data {
        Data::Map(entries) => {
            entries.iter_mut().find(|it| it.0.str() == Some(step)).map(|it| &mut it.1)
        }
        Data::List(items) => items.get_mut(step.parse::<usize>().ok()?),
        Data::Scalar { .. } => None,
    }
}
