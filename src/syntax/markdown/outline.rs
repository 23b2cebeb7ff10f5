//! What the words around a fence say of it: headings, and the paragraph before it.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::name::{file_name, file_names};
use crate::syntax::Input;

/// How many characters a line of bold words may have to be a heading.
const MAX_TITLE: usize = 120;

/// The headings that hold here, and the words last read.
#[derive(Default)]
pub(super) struct Outline {
    /// Level and words, the outermost first.
    headings: Vec<(u8, String)>,
    /// The files that the innermost heading names.
    titled: Vec<String>,
    lead: Lead,
    /// The level of the heading that is open.
    open: Option<u8>,
    loud: usize,
}

/// A paragraph, and what in it stands out.
#[derive(Default)]
struct Lead {
    words: String,
    is_bold: bool,
    /// The files in bold words, and in code.
    bold: Vec<String>,
    code: Vec<String>,
    /// Whether the next words begin another one.
    ended: bool,
}

impl Outline {
    pub(super) fn hear(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.lead = Lead::default();
                self.open = Some(*level as u8);
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Strong) => {
                self.lead.begin();
                self.lead.is_bold |= self.lead.words.is_empty();
                self.loud += 1;
            }
            Event::End(TagEnd::Strong) => self.loud = self.loud.saturating_sub(1),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_)) => self.lead.ended = true,
            Event::End(TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_)) | Event::Rule => {
                self.end_lead();
            }
            Event::SoftBreak | Event::HardBreak => self.lead.words.push(' '),
            Event::Text(words) => self.lead.hear(words, self.loud),
            Event::Code(words) => {
                self.lead.hear(words, self.loud);
                self.lead.code.extend(file_name(words));
            }
            _ => {}
        }
    }

    /// The headings above, and the bold words just before as the innermost.
    pub(super) fn headings(&self) -> Vec<String> {
        let headings = self.headings.iter().map(|(_, words)| words.clone());
        let title = self.lead.words.trim().trim_end_matches(':').to_owned();
        let is_title = self.lead.is_bold && title.chars().count() <= MAX_TITLE;
        headings.chain(is_title.then_some(title)).collect()
    }

    /// The names that the words before a fence may give it, the nearest first.
    pub(super) fn names(&self, fence: &Input) -> Vec<String> {
        let lead = self.lead.name();
        let compose = self.headings.last().filter(|(_, words)| {
            let is_compose = |line: &str| line.trim_end() == "services:";
            words.to_lowercase().contains("docker compose")
                && fence.text.as_str().lines().any(is_compose)
        });
        let compose = compose.map(|_| "docker-compose.yml".to_owned());
        lead.into_iter().chain(self.titled.iter().cloned()).chain(compose).collect()
    }

    /// What a heading names is one fence, not all below it.
    pub(super) fn take(&mut self, name: &str) {
        self.titled.retain(|it| it != name);
    }

    pub(super) fn end_lead(&mut self) {
        self.lead = Lead::default();
    }

    fn end_heading(&mut self) {
        let Some(level) = self.open.take() else { return };
        let lead = std::mem::take(&mut self.lead);
        self.headings.retain(|(above, _)| *above < level);
        // What a heading names belongs to its own section.
        self.titled = file_names(&lead.words);
        self.headings.push((level, lead.words.trim().to_owned()));
    }
}

impl Lead {
    fn begin(&mut self) {
        if self.ended {
            *self = Self::default();
        }
    }

    fn hear(&mut self, words: &str, loud: usize) {
        self.begin();
        self.words.push_str(words);
        if loud > 0 {
            self.bold.extend(file_names(words));
        }
    }

    /// The one file that the words are about.
    fn name(&self) -> Option<String> {
        let mut all = file_names(&self.words);
        all.dedup();
        let announces = self.words.trim_end().ends_with(':');
        match (self.bold.as_slice(), self.code.as_slice(), all.as_slice()) {
            ([bold, ..], ..) => Some(bold.clone()),
            (_, [code], _) if announces => Some(code.clone()),
            (_, [], [only]) if announces => Some(only.clone()),
            _ => None,
        }
    }
}
