//! Markdown: the fenced blocks of a guide, each a text of its own.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{Format, Input, detect, format_of_name};
use crate::text::{Span, Text, TextBuilder};

/// The parts of a guide, each with its format. A guide in a fence of a guide is
/// an example of writing guides, and left out.
pub(super) fn parts(guide: &Input) -> Vec<(Input, Format)> {
    let fences = fences(&guide.text).into_iter().map(|it| {
        let format = detect::format(&it);
        (it, format)
    });
    fences.filter(|(_, format)| *format != Format::Markdown).collect()
}

/// The fences, dedented, each with the name that its first comment gives, or
/// else the heading or bold words before it.
fn fences(text: &Text) -> Vec<Input> {
    let mut fences = Vec::new();
    let mut fence: Option<(String, TextBuilder)> = None;
    let mut announced = Announced::default();
    for (event, written) in Parser::new(text.as_str()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                fence = Some((language.into_string(), text.part()));
            }
            // Each text is a run of the source; the indentation between is none's.
            Event::Text(_) if fence.is_some() => {
                let span = Span::new(written.start, written.end);
                fence = fence.map(|(language, part)| (language, part.keep(span)));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, part)) = fence.take() {
                    fences.push(input(language, part.finish(), announced.name.take()));
                }
            }
            event => announced.hear(&event),
        }
    }
    fences
}

fn input(info: String, text: Text, announced: Option<String>) -> Input {
    let name = first_comment(text.as_str()).and_then(file_name).or(announced);
    let language = info.split([' ', ',']).next().filter(|it| !it.is_empty()).map(str::to_lowercase);
    Input { name, language, headings: Vec::new(), text }
}

/// The last file that a heading or bold words named.
#[derive(Default)]
struct Announced {
    name: Option<String>,
    /// How many headings and bold runs are open.
    loud: usize,
}

impl Announced {
    fn hear(&mut self, event: &Event<'_>) {
        match event {
            // What a heading names belongs to its own section.
            Event::Start(Tag::Heading { .. }) => (self.name, self.loud) = (None, self.loud + 1),
            Event::Start(Tag::Strong) => self.loud += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Strong) => self.loud -= 1,
            Event::Text(words) | Event::Code(words) if self.loud > 0 => {
                self.name = file_name(words).or_else(|| self.name.take());
            }
            _ => {}
        }
    }
}

fn first_comment(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim();
    ["#", "//", "--", ";"].iter().find_map(|mark| line.strip_prefix(mark))
}

/// The first word that looks like the name of a file.
fn file_name(words: &str) -> Option<String> {
    let trimmed =
        words.split_whitespace().map(|word| word.trim_matches(['`', '"', '(', ')', ':', ',']));
    trimmed.into_iter().find(|word| format_of_name(word).is_some()).map(str::to_owned)
}
