//! What is left of a tree: values that no fact states as settings, such as those of kinds
//! that only an operator knows, and commands and statements within values.
//!
//! Here names prove less, so only what is beyond doubt by itself is taken. Most scalars
//! are passed by: neither a key above them nor they themselves speak of a secret.

use super::{
    Candidate, Class, Holder,
    lines::{self, Cues},
    settings::{Found, Group},
};
use crate::{
    facts::{Context, Located, MAX_SETTINGS, Setting, Value},
    syntax::{Document, Format},
    text::Span,
    tree::{NodeId, Tree},
};

/// A line that has a cue, where it begins, and which it has.
type CuedLine<'a> = (usize, &'a str, Cues);

/// A key on the way to a scalar.
struct Step {
    key: NodeId,
    above: Option<usize>,
    /// Whether it or one above it speaks of a secret.
    is_telling: bool,
    /// Whether what is below it may hold anything, as annotations do.
    is_open: bool,
}

/// Kinds of Kubernetes whose fields are known: what they hold of secrets is stated, but
/// for what annotations and commands say.
const KNOWN: &[&str] = &[
    "ClusterRole",
    "ClusterRoleBinding",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "Namespace",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "ReplicaSet",
    "Role",
    "RoleBinding",
    "Service",
    "ServiceAccount",
    "StatefulSet",
];

/// All candidates of a document in a format of data, whose text has cues on some lines.
pub(super) fn find(document: &Document, cued: &[CuedLine<'_>], context: Context) -> Vec<Candidate> {
    let is_data = matches!(
        document.format,
        Format::Yaml | Format::Json | Format::Toml | Format::Ini | Format::Properties
    );
    let Some((tree, root)) = document.root().filter(|_| is_data) else { return Vec::new() };
    if holds_secrets(tree, root) {
        return Vec::new();
    }
    let is_known = kind(tree, root).is_some_and(|it| KNOWN.contains(&it));
    if is_known && !may_hold_any(tree, root, cued) {
        return Vec::new();
    }
    let mut settings = telling(tree, root, cued, !is_known);
    settings.retain(|it| !is_sealed(&it.0));
    let open: Vec<&Setting> = settings.iter().map(|it| &it.0).collect();
    let group = Group { settings: open, holder: Holder::ApplicationFile, context };
    let mut found = Vec::new();
    group.collect(&mut found);
    found.retain(|it| {
        it.class == Class::Plain || (it.class == Class::Weak && it.what == "a password")
    });
    for (setting, node) in &settings {
        commands((setting, tree, *node), &group, &mut found);
    }
    found
}

/// A glance at an object whose fields are known, as most are: whether a value on a line
/// with a cue says more than a name, or is an annotation, which may say anything.
fn may_hold_any(tree: &Tree, root: NodeId, cued: &[CuedLine<'_>]) -> bool {
    let whole = tree.span(root);
    let lines = cued.iter().skip_while(|(at, line, _)| at + line.len() < whole.start as usize);
    let mut lines = lines.take_while(|(at, ..)| *at <= whole.end as usize).peekable();
    lines.peek().is_some()
        && (annotations(tree, whole).any(|it| may_tell(tree.span(it), cued))
            || lines.any(|(at, line, _)| {
                let line = Span::new(*at, at + line.len());
                tree.touching(line).any(|it| tree.str(it).is_some_and(says_more))
            }))
}

/// What stands after each mention of annotations.
fn annotations(tree: &Tree, whole: Span) -> impl Iterator<Item = NodeId> {
    let text = tree.text().slice(whole).as_bytes();
    let mentions = memchr::memmem::find_iter(text, "annotations");
    mentions.filter_map(move |at| {
        let at = whole.start as usize + at;
        let key = tree.touching(Span::new(at, at + 1)).last()?;
        tree.after(key)
    })
}

/// The scalars below a node that are worth a look, as settings with dotted names. Where
/// the node is not open, its keys tell nothing.
fn telling(
    tree: &Tree,
    root: NodeId,
    cued: &[CuedLine<'_>],
    is_open: bool,
) -> Vec<(Setting, NodeId)> {
    let mut steps: Vec<Step> = Vec::new();
    let mut found = Vec::new();
    let mut was_kept = false;
    let mut open: Vec<(NodeId, Option<usize>)> = vec![(root, None)];
    while let Some((node, above)) = open.pop() {
        if found.len() >= MAX_SETTINGS || open.len() > 4 * MAX_SETTINGS {
            break;
        }
        if tree.is_alias(node) && tree.str(node).is_none() && above.is_none() {
            continue;
        }
        let is_below = above.is_some_and(|it| steps[it].is_telling);
        let is_block = tree.is_map(node) || tree.is_list(node);
        if is_block && !is_below && !may_tell(tree.span(node), cued) {
            continue;
        }
        if tree.is_map(node) {
            let first = open.len();
            for (key, value) in tree.members(node) {
                let (above_tells, above_opens) =
                    above.map_or((false, is_open), |it| (steps[it].is_telling, steps[it].is_open));
                let is_open =
                    above_opens || matches!(tree.str(key), Some("annotations" | "httpHeaders"));
                let is_telling = above_tells || (is_open && may_tell(tree.span(key), cued));
                open.push((value, Some(steps.len())));
                steps.push(Step { key, above, is_telling, is_open });
            }
            open[first..].reverse();
        } else if tree.is_list(node) {
            open.extend(tree.items(node).iter().rev().map(|item| (*item, above)));
        } else if let Some(step) = above {
            // The value of a name that stands beside it: `name: X`, `value: y`.
            let is_pair =
                was_kept && tree.str(steps[step].key).is_some_and(|it| it.ends_with("value"));
            was_kept = steps[step].is_telling
                || is_pair
                || may_tell(tree.span(node), cued)
                    && (steps[step].is_open || tree.str(node).is_some_and(says_more));
            if was_kept && let Some(value) = Value::of(tree, node) {
                let name = name(tree, &steps, step);
                found.extend(name.map(|it| (Setting::new(it, value), node)));
            }
        }
    }
    found
}

/// The keys that lead to a place, with dots.
fn name(tree: &Tree, steps: &[Step], last: usize) -> Option<Located<String>> {
    let mut keys = Vec::new();
    let mut step = Some(&steps[last]);
    while let Some(it) = step {
        keys.push(tree.str(it.key)?);
        step = it.above.map(|above| &steps[above]);
    }
    keys.reverse();
    Some(Located { it: keys.join("."), at: tree.locate(steps[last].key) })
}

/// Whether a value may be a command, a URL or a pair, and not only a name.
fn says_more(value: &str) -> bool {
    value.contains([' ', '\n', '=', ':'])
}

/// Whether a place is on a line that has a cue.
pub(super) fn may_tell(place: Span, cued: &[CuedLine<'_>]) -> bool {
    let (start, end) = (place.start as usize, place.end as usize);
    let after = cued.partition_point(|(at, line, _)| at + line.len() < start);
    cued.get(after).is_some_and(|(at, ..)| *at <= end)
}

/// A value that is a line of words, or several.
fn commands(
    (setting, tree, node): (&Setting, &Tree, NodeId),
    group: &Group<'_>,
    found: &mut Vec<Candidate>,
) {
    let pattern = setting.value.pattern();
    if !pattern.contains([' ', '\n', '=']) {
        return;
    }
    let mut literals = lines::within(&pattern, group.context).into_iter().peekable();
    // A block of lines is written otherwise than it reads: line by line its places are known.
    let has_lines = literals.peek().is_some() && pattern.contains('\n');
    let text = has_lines.then(|| tree.part(node)).flatten();
    let text = text.filter(|it| it.as_str() == pattern);
    for (span, inner, name, holder) in literals {
        let place = || setting.value.locate(span.range());
        let at = text.as_ref().map_or_else(place, |text| text.locate(span));
        let Found { class, what, is_sure } = inner;
        let own = group.candidate(setting, at, Found { class, what, is_sure });
        found.push(Candidate { name: name.or(own.name.clone()), holder, ..own });
    }
}

/// Kinds that are about secrets are read for what they are, or are ciphertext.
fn holds_secrets(tree: &Tree, root: NodeId) -> bool {
    let is_sops = tree.get(root, "sops").is_some();
    is_sops
        || kind(tree, root).is_some_and(|it| it.contains("Secret") && it != "SecretProviderClass")
}

fn kind(tree: &Tree, root: NodeId) -> Option<&str> {
    tree.str(tree.get(root, "kind")?)
}

fn is_sealed(setting: &Setting) -> bool {
    setting.words().any(|it| matches!(it, "encrypted" | "sealed" | "ref" | "schema" | "openapi"))
}
