//! Parsers: text in, documents out.
//!
//! Parsing never fails: what could be read comes back beside the notices of what
//! could not. Knows how texts are written, and refuses to know what they are about.

mod detect;
mod directives;
mod dockerfile;
mod dotenv;
mod include;
mod ini;
mod json;
#[cfg(test)]
mod laws;
mod markdown;
mod nats;
mod nginx;
mod properties;
mod quotes;
mod toml;
mod shell;
mod sql;
mod yaml;

pub use detect::{STANDARD_INPUT, format, format_of_name};
pub use include::{Include, includes, is_shipped, may_include};

use crate::{
    text::{Location, Span, Text, lines},
    tree::{NodeId, Tree},
};

/// How many notices of one text a parser gives: more tell nobody more.
const MAX_NOTICES: usize = 50;

/// How a text is written, whatever it may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Yaml,
    Json,
    Toml,
    Dotenv,
    /// Commands, of which only what they assign is read.
    Shell,
    Ini,
    Properties,
    Dockerfile,
    Nginx,
    /// A directive a line: of Redis, Valkey and their sentinels.
    Redis,
    Postgresql,
    PgHba,
    Nats,
    /// Statements, of which only those about roles and grants are read.
    Sql,
    Markdown,
    /// A table of settings in Markdown, with the defaults that it documents.
    Table,
    /// Lines that no parser reads.
    Plain,
}

/// A text to be parsed, and what is known of it from outside.
#[derive(Clone, Debug)]
pub struct Input {
    /// A path or file name: of the file, of the key that holds the text, or the
    /// one that the words about a fence give.
    pub name: Option<String>,
    /// What a fence says it is written in, which is often wrong.
    pub language: Option<String>,
    /// The headings that a fence stands under, the outermost first.
    pub headings: Vec<String>,
    pub text: Text,
}

/// One parsed text, or one of several in a YAML stream.
#[derive(Clone, Debug)]
pub struct Document {
    pub name: Option<String>,
    pub format: Format,
    pub headings: Vec<String>,
    pub text: Text,
    /// None for a format without structure, and for an empty document.
    pub tree: Option<Tree>,
    /// Comments as they are written, their marks included.
    pub comments: Vec<Span>,
}

/// What a parser makes of a text.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// A tree and the comments beside it, for each document.
    documents: Vec<(Option<Tree>, Vec<Span>)>,
    notices: Vec<Notice>,
}

/// Something that was not looked at, and why. Nothing is skipped without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    pub at: Location,
    pub kind: NoticeKind,
    /// Lower case, no full stop: what was not read, and what to do.
    pub message: String,
}

/// How much was lost, from all of a file to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A plugin broke down, so that something was not checked.
    Failed,
    /// A file or folder was not read at all.
    Unread,
    /// A document could not be parsed, or only up to a place.
    Unparsed,
    /// Some of a document was cut short, not followed or not understood.
    Partial,
    /// Values that a template will put in are not known.
    Template,
    /// Nothing was lost but bytes that are no text.
    Lossy,
}

impl Input {
    /// A file, by its path.
    pub fn file(name: impl Into<String>, text: Text) -> Self {
        Self { name: Some(name.into()), language: None, headings: Vec::new(), text }
    }
}

impl Document {
    /// The root of the tree, if there is one, beside the tree.
    pub fn root(&self) -> Option<(&Tree, NodeId)> {
        self.tree.as_ref().map(|tree| (tree, Tree::ROOT))
    }

    /// Whether it stands in another text and says that it leaves something out.
    pub fn is_elided(&self) -> bool {
        let is_elision = |line: &str| {
            let line = line.trim().trim_start_matches(['#', '/', '-']).trim();
            matches!(line, "..." | "…" | "[...]" | "<...>")
        };
        self.text.depth() > 0 && lines(self.text.as_str()).any(|(_, line)| is_elision(line))
    }

    /// The last part of the path, in lower case.
    pub fn file_name(&self) -> Option<String> {
        let path = self.name.as_deref()?;
        path.rsplit(['/', '\\']).next().map(str::to_lowercase)
    }
}

impl Parsed {
    fn notice(&mut self, text: &Text, span: Span, kind: NoticeKind, message: impl Into<String>) {
        let message = match self.notices.len() {
            MAX_NOTICES => "more could not be read, for reasons like those above".to_owned(),
            0..MAX_NOTICES => message.into(),
            _ => return,
        };
        self.notices.push(Notice { at: text.locate(span), kind, message });
    }
}

/// The documents of a text: of a guide, those in its fences and tables.
pub fn parse(input: &Input) -> (Vec<Document>, Vec<Notice>) {
    let format = format(input);
    if format != Format::Markdown {
        return parse_as(input, format);
    }
    let (mut documents, mut notices) = (Vec::new(), Vec::new());
    for part in markdown::parts(input) {
        match part {
            markdown::Part::Fence(mut fence, format) => {
                fence.headings.splice(0..0, input.headings.iter().cloned());
                let (mut parsed, unread) = parse_as(&fence, format);
                name_by_comments(&mut parsed);
                documents.extend(parsed);
                notices.extend(unread);
            }
            markdown::Part::Table(tree, headings) => documents.push(Document {
                name: None,
                format: Format::Table,
                headings: input.headings.iter().cloned().chain(headings).collect(),
                text: input.text.clone(),
                tree: Some(tree),
                comments: Vec::new(),
            }),
        }
    }
    // A guide of many templates need not say so of each.
    let mut is_said = false;
    notices.retain(|it| it.kind != NoticeKind::Template || !std::mem::replace(&mut is_said, true));
    (documents, notices)
}

/// In a fence that shows several files, each says its own name, and what follows
/// without one belongs to it.
fn name_by_comments(documents: &mut [Document]) {
    let mut last = None;
    for document in documents {
        let root = document.tree.as_ref().map_or(0, |tree| tree.span(Tree::ROOT).start);
        let mut above = document.comments.iter().take_while(|comment| comment.end <= root);
        let own = above.find_map(|comment| markdown::in_comment(document.text.slice(*comment)));
        last = own.filter(|name| format_of_name(name) == Some(document.format)).or(last);
        if last.is_some() {
            document.name.clone_from(&last);
        }
    }
}

/// The documents of a text whose format is known.
pub fn parse_as(input: &Input, format: Format) -> (Vec<Document>, Vec<Notice>) {
    let text = &input.text;
    let parsed = match format {
        Format::Yaml => yaml::parse(text),
        Format::Json => json::parse(text),
        Format::Toml => toml::parse(text),
        Format::Dotenv => dotenv::parse(text),
        Format::Ini => ini::parse(text),
        Format::Properties => properties::parse(text),
        Format::Dockerfile => dockerfile::parse(text),
        Format::Nginx => nginx::parse(text),
        Format::Redis => directives::redis(text),
        Format::Postgresql => directives::postgresql(text),
        Format::PgHba => directives::pg_hba(text),
        Format::Nats => nats::parse(text),
        Format::Shell => shell::parse(text),
        Format::Sql => sql::parse(text),
        _ => Parsed { documents: vec![(None, Vec::new())], notices: Vec::new() },
    };
    let document = |(tree, comments)| Document {
        name: input.name.clone(),
        format,
        headings: input.headings.clone(),
        text: text.clone(),
        tree,
        comments,
    };
    (parsed.documents.into_iter().map(document).collect(), parsed.notices)
}
