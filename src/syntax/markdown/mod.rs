//! Markdown: the fenced blocks of a guide, each a text of its own, and its tables
//! of settings.

mod name;
mod outline;
mod table;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

pub(super) use self::name::in_comment;
use self::{outline::Outline, table::Table};
use super::{Format, Input, detect};
use crate::{
    text::{Span, Text, TextBuilder},
    tree::Tree,
};

/// Languages of fences that show what a program printed.
const OUTPUTS: [&str; 6] = ["text", "txt", "output", "log", "plain", "plaintext"];

/// Something in a guide that is a document of its own.
pub(super) enum Part {
    Fence(Input, Format),
    /// Names and defaults, and the headings above.
    Table(Tree, Vec<String>),
}

/// The parts of a guide in the order of its text. A guide in a fence of a guide is
/// an example of writing guides, and left out.
pub(super) fn parts(guide: &Input) -> Vec<Part> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::new(&guide.text);
    for (event, written) in Parser::new_ext(guide.text.as_str(), options).into_offset_iter() {
        reader.event(&event, Span::new(written.start, written.end));
    }
    reader.parts
}

struct Reader<'a> {
    text: &'a Text,
    parts: Vec<Part>,
    outline: Outline,
    fence: Option<(String, TextBuilder)>,
    table: Option<Table>,
    /// How many blocks are open whose words are no prose.
    silent: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        let (parts, outline) = (Vec::new(), Outline::default());
        Self { text, parts, outline, fence: None, table: None, silent: 0 }
    }

    fn event(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                self.fence = Some((info.to_string(), self.text.part()));
            }
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => self.silent += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => self.end_code(),
            Event::Start(Tag::Table(_)) => self.table = Some(Table::new(span)),
            Event::End(TagEnd::Table) => self.end_table(),
            // Each text is a run of the source; the indentation between is none's.
            Event::Text(_) if self.fence.is_some() => {
                self.fence = self.fence.take().map(|(info, part)| (info, part.keep(span)));
            }
            _ if self.silent > 0 => {}
            event => match &mut self.table {
                Some(table) => table.hear(event, span, self.text),
                None => self.outline.hear(event),
            },
        }
    }

    fn end_code(&mut self) {
        self.silent = self.silent.saturating_sub(1);
        let Some((info, part)) = self.fence.take() else { return };
        let (language, titled) = name::of_info(&info);
        let headings = self.outline.headings();
        let mut input = Input { name: None, language, headings, text: part.finish() };
        let commented = in_comment(input.text.as_str().lines().next().unwrap_or(""));
        // What a program printed is no file, whatever the words around it name.
        let is_output = input.language.as_deref().is_some_and(|it| OUTPUTS.contains(&it));
        let around = if is_output { Vec::new() } else { self.outline.names(&input) };
        let mut names = commented.into_iter().chain(titled).chain(around);
        input.name = names.find(|name| detect::agrees(name, &input));
        if let Some(name) = &input.name {
            self.outline.take(name);
        }
        self.outline.end_lead();
        match detect::format(&input) {
            Format::Markdown => {}
            format => self.parts.push(Part::Fence(input, format)),
        }
    }

    fn end_table(&mut self) {
        let headings = self.outline.headings();
        self.outline.end_lead();
        let tree = self.table.take().and_then(|table| table.finish(self.text));
        self.parts.extend(tree.map(|tree| Part::Table(tree, headings)));
    }
}
