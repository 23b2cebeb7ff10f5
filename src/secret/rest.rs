//! What is left of a tree: values that no fact states as settings, such as those of kinds
//! that only an operator knows, and commands and statements within values.
//!
//! Here names prove less, so only what is beyond doubt by itself is taken.

use super::{
    Candidate, Class, Holder, lines,
    settings::{Found, Group},
};
use crate::{
    facts::{Context, Setting, nested},
    syntax::{Document, Format},
    tree::{NodeId, Tree},
};

/// All candidates of a document in a format of data.
pub(super) fn find(document: &Document, context: Context) -> Vec<Candidate> {
    let is_data = matches!(
        document.format,
        Format::Yaml | Format::Json | Format::Toml | Format::Ini | Format::Properties
    );
    let Some((tree, root)) = document.root().filter(|_| is_data) else { return Vec::new() };
    if holds_secrets(tree, root) {
        return Vec::new();
    }
    let (settings, _) = nested(tree, root);
    let open: Vec<&Setting> = settings.iter().filter(|it| !is_sealed(it)).collect();
    let group = Group { settings: open, holder: Holder::ApplicationFile, context };
    let mut found = Vec::new();
    group.collect(&mut found);
    found.retain(|it| it.class == Class::Plain);
    for setting in &group.settings {
        commands(setting, &group, &mut found);
    }
    found
}

/// A value that is a line of words, or several.
fn commands(setting: &Setting, group: &Group<'_>, found: &mut Vec<Candidate>) {
    let pattern = setting.value.pattern();
    if !pattern.contains([' ', '\n', '=']) {
        return;
    }
    for (span, inner, name, holder) in lines::within(&pattern, group.context) {
        let at = setting.value.locate(span.range());
        let Found { class, what, is_sure } = inner;
        let own = group.candidate(setting, at, Found { class, what, is_sure });
        found.push(Candidate { name: name.or(own.name.clone()), holder, ..own });
    }
}

/// Kinds that are about secrets are read for what they are, or are ciphertext.
fn holds_secrets(tree: &Tree, root: NodeId) -> bool {
    let kind = tree.get(root, "kind").and_then(|it| tree.str(it).map(str::to_owned));
    let is_sops = tree.get(root, "sops").is_some();
    is_sops || kind.is_some_and(|it| it.contains("Secret") && it != "SecretProviderClass")
}

fn is_sealed(setting: &Setting) -> bool {
    setting.words().any(|it| matches!(it, "encrypted" | "sealed" | "ref" | "schema" | "openapi"))
}
