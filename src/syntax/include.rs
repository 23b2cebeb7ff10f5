//! Where the configuration of a server takes in other files.
//!
//! Knows how that is written, and refuses to know which files are meant.

use super::{Document, Format};
use crate::{
    text::{Location, Span},
    tree::{NodeId, Tree},
};

const SHIPPED: &[&str] = &[
    "fastcgi.conf",
    "fastcgi_params",
    "koi-utf",
    "koi-win",
    "mime.types",
    "proxy_params",
    "scgi_params",
    "uwsgi_params",
    "win-utf",
];

/// A directive that takes in a file or several.
#[derive(Clone, Debug)]
pub struct Include {
    /// Where its path is written.
    pub node: NodeId,
    /// The whole directive, in the text of the document.
    pub span: Span,
    pub at: Location,
    /// With nginx and Redis a pattern, too.
    pub path: String,
    /// Whether all of a folder is meant.
    pub is_folder: bool,
}

impl Include {
    /// Whether the path is written out.
    pub fn is_known(&self) -> bool {
        !self.path.is_empty() && !self.path.contains(['$', '{', '\0'])
    }
}

/// Whether files of a format may take in others.
pub fn may_include(format: Format) -> bool {
    matches!(format, Format::Nginx | Format::Redis | Format::Postgresql | Format::Nats)
}

/// Whether a file comes with nginx, and says nothing that anybody reviews.
pub fn is_shipped(path: &str) -> bool {
    SHIPPED.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// What a document takes in, in its order. What comes with the server is passed over.
pub fn includes(document: &Document) -> Vec<Include> {
    let Some(tree) = document.tree.as_ref().filter(|_| may_include(document.format)) else {
        return Vec::new();
    };
    let maps = tree.nodes().filter(|id| tree.is_map(*id));
    let entries = maps.flat_map(|map| tree.entries(map));
    let mut found: Vec<_> =
        entries.filter_map(|(key, value)| include(document, tree, key, value)).collect();
    found.sort_by_key(|it| it.span);
    found
}

fn include(document: &Document, tree: &Tree, key: NodeId, value: NodeId) -> Option<Include> {
    let name = tree.str(key)?;
    let is_folder = match (name, document.format) {
        ("include", _) | ("include_if_exists", Format::Postgresql) => false,
        ("include_dir", Format::Postgresql) => true,
        _ => return None,
    };
    let node = if tree.is_list(value) { *tree.items(value).first()? } else { value };
    let path = tree.str(node)?.to_owned();
    if document.format == Format::Nginx && is_shipped(&path) {
        return None;
    }
    let mut span = tree.span(key).to(tree.span(node));
    let rest = &document.text.as_str()[span.end as usize..];
    if document.format == Format::Nginx && rest.trim_start().starts_with(';') {
        span.end += (rest.len() - rest.trim_start().len()) as u32 + 1;
    }
    Some(Include { node, span, at: tree.locate(node), path, is_folder })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        syntax::{Input, parse_as},
        text::{FileId, Text},
    };

    #[test]
    fn directives_are_found_whole_wherever_they_stand() {
        for (format, text, expected) in [
            (
                Format::Nginx,
                "http { include mime.types; server { include a/*.conf ; } }",
                vec![("include a/*.conf ;", "a/*.conf")],
            ),
            (
                Format::Redis,
                "port 1\nINCLUDE /a/b.conf\n",
                vec![("INCLUDE /a/b.conf", "/a/b.conf")],
            ),
            (
                Format::Postgresql,
                "include_dir = 'conf.d'\ninclude_if_exists 'x.conf' # y\n",
                vec![
                    ("include_dir = 'conf.d'", "conf.d"),
                    ("include_if_exists 'x.conf'", "x.conf"),
                ],
            ),
            (
                Format::Nats,
                "cluster {\n include ./c.conf\n}\ninclude \"d.conf\"\n",
                vec![("include ./c.conf", "./c.conf"), ("include \"d.conf\"", "d.conf")],
            ),
        ] {
            let input = Input::file("a", Text::of_file(FileId(0), text));
            let (documents, _) = parse_as(&input, format);
            let found = includes(&documents[0]);
            let found: Vec<_> =
                found.iter().map(|it| (&text[it.span.range()], it.path.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
