//! The lines about a place, as `miette` draws them.
//!
//! It would read a source from its start to each label, and print lines of any
//! length; so it gets a source that holds no more than what is to be seen.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{
    Letters,
    letters::{ends_command, printable, visible},
    mask::Masked,
};
use crate::{
    rule::Related,
    text::{Location, Position, Sources, Span},
};

/// Lines around a place that are shown with it.
const CONTEXT: u32 = 1;
/// Related places at most so many lines away are marked in the same excerpt.
const NEAR: u32 = 6;
/// Of a longer line only so many letters about a label are shown.
const LONGEST: usize = 120;
/// How many of them stand before the label.
const BEFORE: usize = 30;

/// Some lines of one file, with marks.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    /// The number of its first line, from zero.
    first: usize,
    /// Where each of its lines starts in the text.
    starts: Vec<usize>,
    /// Where the main label is in the file.
    start: Position,
    pub labels: Vec<LabeledSpan>,
    /// Which of the labels, by place, is the main one.
    pub main: usize,
}

/// A label: what it marks on its first line, and what it says.
struct Mark<'a> {
    span: Span,
    line: u32,
    note: Option<&'a str>,
}

impl Excerpt {
    /// A place, with those of other places that are near; returns the others too.
    /// None of a file that is not shown.
    pub fn new<'a>(
        at: Location,
        related: &'a [Related],
        file: Option<Masked<'_>>,
        (sources, letters): (&Sources, Letters),
    ) -> (Option<Self>, Vec<&'a Related>) {
        let Some(file) = file else { return (None, related.iter().collect()) };
        let start = sources.region(at).0;
        let mut marks = vec![mark(at, start.line, None, file)];
        let near = |it: &&Related| {
            let line = sources.region(it.at).0.line;
            let window = shown(marks[0].span, file.file.line_span(start.line), file).0;
            let is_seen = line != start.line || window.holds(mark(it.at, line, None, file).span);
            it.at.file == at.file && line.abs_diff(start.line) <= NEAR && is_seen && it.at != at
        };
        let (near, far): (Vec<_>, Vec<_>) = related.iter().partition(near);
        let noted = near
            .into_iter()
            .map(|it| mark(it.at, sources.region(it.at).0.line, Some(it.note.as_str()), file));
        marks.extend(noted);
        let name = printable(sources.path(at.file));
        (Some(Self::draw(name, start, marks, file, letters)), far)
    }

    fn draw(
        name: String,
        start: Position,
        marks: Vec<Mark<'_>>,
        file: Masked<'_>,
        letters: Letters,
    ) -> Self {
        let lines = marks.iter().map(|it| it.line);
        let first = lines.clone().min().unwrap_or(1).saturating_sub(CONTEXT).max(1);
        let marked = lines.max().unwrap_or(1);
        let count = file.file.line_count();
        // What follows the last line end is a line, but none to show for nothing.
        let count = if file.file.line_span(count).is_empty() { count - 1 } else { count };
        let last = marked.saturating_add(CONTEXT).min(count).max(marked);
        let mut excerpt = Self {
            name,
            text: String::new(),
            first: first as usize - 1,
            starts: Vec::new(),
            start,
            labels: Vec::new(),
            main: 0,
        };
        let mut labels: Vec<(SourceSpan, usize)> = Vec::new();
        for line in first..=last {
            let here = marks.iter().enumerate().filter(|(_, mark)| mark.line == line);
            let places = excerpt.push(line, here.clone().map(|(_, it)| it.span), file, letters);
            labels.extend(places.into_iter().zip(here.map(|(index, _)| index)));
        }
        labels.sort_by_key(|(place, index)| (place.offset(), *index));
        excerpt.main = labels.iter().position(|(_, index)| *index == 0).unwrap_or(0);
        let label = |(place, index): (SourceSpan, usize)| {
            let note = marks[index].note.map(printable);
            match index {
                0 => LabeledSpan::new_primary_with_span(note, place),
                _ => LabeledSpan::new_with_span(note, place),
            }
        };
        excerpt.labels = labels.into_iter().map(label).collect();
        excerpt
    }

    /// Appends a line, cut about the first of its marks; returns where these are now.
    fn push(
        &mut self,
        line: u32,
        marks: impl Iterator<Item = Span> + Clone,
        file: Masked<'_>,
        letters: Letters,
    ) -> Vec<SourceSpan> {
        let whole = file.file.line_span(line);
        let focus = marks.clone().next().unwrap_or(Span { start: whole.start, end: whole.start });
        let (window, [cut_before, cut_after]) = shown(focus, whole, file);
        let dots = match letters {
            Letters::Unicode => "\u{2026}",
            Letters::Ascii => "...",
        };
        if line as usize - 1 > self.first {
            self.text.push('\n');
        }
        self.starts.push(self.text.len());
        self.text += if cut_before { dots } else { "" };
        let length = window.range().len();
        let mut places = Vec::with_capacity(length);
        self.text.reserve(length + 2 * dots.len());
        for (offset, letter) in file.letters(window) {
            places.push((offset, self.text.len()));
            self.text.push(match letter {
                '\t' => letter,
                _ if ends_command(&self.text, letter) => '\u{fffd}',
                _ => visible(letter),
            });
        }
        let end = self.text.len();
        self.text += if cut_after { dots } else { "" };
        if whole.is_empty() {
            // A line without letters would not be drawn at the end.
            self.text.push(' ');
        }
        let now = |offset: u32| {
            places.get(places.partition_point(|it| it.0 < offset)).map_or(end, |it| it.1)
        };
        marks.map(|it| SourceSpan::from(now(it.start)..now(it.end))).collect()
    }
}

fn mark<'a>(at: Location, line: u32, note: Option<&'a str>, file: Masked<'_>) -> Mark<'a> {
    let end = file.file.line_span(line).end;
    let start = at.span.start.min(end);
    Mark { span: Span { start, end: at.span.end.clamp(start, end) }, line, note }
}

/// What is shown of a line about a focus, and whether it was cut on either side.
fn shown(focus: Span, line: Span, file: Masked<'_>) -> (Span, [bool; 2]) {
    let text = file.file.text.as_str();
    let content = &text[line.range()];
    if content.len() <= LONGEST {
        return (line, [false, false]);
    }
    let before = &text[line.start as usize..focus.start as usize];
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(index, _)| index);
    // All of a line but its last letters is all of it.
    let start = line.start as usize + if focus.start - line.start < 90 { 0 } else { start };
    let rest = &text[start..line.end as usize];
    let end = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(index, _)| index) + start;
    let window = Span::new(start, end);
    (window, [window.start > line.start, window.end < line.end])
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let is_heading = before + after == 0;
        let (line, column) = match is_heading {
            true => (self.start.line as usize - 1, self.start.column as usize - 1),
            false => (self.first, 0),
        };
        debug_assert!(span.offset() + span.len() <= self.text.len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            SourceSpan::from(0..self.text.len()),
            line,
            column,
            self.starts.len(),
        )))
    }
}
