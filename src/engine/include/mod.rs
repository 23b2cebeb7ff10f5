//! Configurations of servers that take in other files: judged as the server reads them.
//!
//! What a file yields by itself is no longer said where another takes it in, and what it
//! says counts where it is taken in. Refuses to know what any directive means.

mod find;

use rayon::prelude::*;

use super::{
    RuleSet,
    files::Files,
    read::{Reading, look_at},
};
use crate::{
    facts::SettingFile,
    rule::{Finding, Silence},
    syntax::{self, Document, Format, Include, Input, NoticeKind},
    text::{Location, Span, Text},
};
use find::Tree;

/// How deep files may be taken in by files that are taken in.
const MAX_ROUNDS: usize = 8;

/// How many bytes a configuration may take in: of many, each less, as they may all take
/// in the same.
const MAX_SIZE: usize = 1 << 20;
const MIN_SIZE: usize = MAX_SIZE / 32;
const ALL_SIZES: usize = 64 * MAX_SIZE;

/// The same of files that stand in one, by the bytes of all of them.
const GROWTH: usize = 16;

/// How many files it may take in.
const MAX_TAKEN: usize = 400;

/// A configuration as one file has it, and what rules say of it alone.
#[derive(Debug)]
pub(super) struct Server {
    /// Its path, or the name of the key or fence that holds it.
    pub name: String,
    pub format: Format,
    pub headings: Vec<String>,
    pub at: Location,
    pub includes: bool,
    pub findings: Vec<Finding>,
    pub silences: Vec<Silence>,
}

/// A configuration with what it takes in.
struct Whole {
    taken: Vec<Taken>,
    yields: Reading,
}

/// A file that is taken in: all of it, and where the directive stands.
struct Taken {
    at: Location,
    by: Location,
}

/// Where files are looked for.
trait Shelf: Sync {
    /// The text of a configuration.
    fn text(&self, server: &Server) -> Option<Text>;

    /// The texts that are meant, in the order in which the server reads them.
    fn find(&self, include: &Include, server: &Server) -> Vec<Text>;
}

impl Server {
    pub(super) fn new(
        name: &str,
        document: &Document,
        findings: Vec<Finding>,
        silences: Vec<Silence>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            format: document.format,
            headings: document.headings.clone(),
            at: whole(&document.text),
            includes: !syntax::includes(document).is_empty(),
            findings,
            silences,
        }
    }
}

/// Judges the files of a tree that take in others.
pub(super) fn in_tree(
    servers: Vec<Server>,
    files: &Files,
    rules: &RuleSet<'_>,
    reading: &mut Reading,
) {
    if servers.iter().any(|it| it.includes) {
        let size = (ALL_SIZES / including(&servers)).clamp(MIN_SIZE, MAX_SIZE);
        return settle(servers, &Tree::new(files), rules, (size, reading));
    }
    servers.into_iter().for_each(|it| it.leave(reading));
}

/// The same of files that stand in one file; `texts` are all that stand there.
pub(super) fn in_file(
    servers: Vec<Server>,
    texts: Vec<(String, Text)>,
    rules: &RuleSet<'_>,
    reading: &mut Reading,
) {
    if servers.iter().any(|it| it.includes) {
        let all: usize = texts.iter().map(|it| it.1.as_str().len()).sum();
        let size = (all * GROWTH / including(&servers)).min(MAX_SIZE);
        return settle(servers, &find::Group::new(texts), rules, (size, reading));
    }
    servers.into_iter().for_each(|it| it.leave(reading));
}

fn including(servers: &[Server]) -> usize {
    servers.iter().filter(|it| it.includes).count().max(1)
}

fn settle(
    servers: Vec<Server>,
    shelf: &dyn Shelf,
    rules: &RuleSet<'_>,
    (size, reading): (usize, &mut Reading),
) {
    let judge = |it: &Server| it.includes.then(|| judged(it, shelf, rules, size)).flatten();
    let mut wholes: Vec<_> = servers.par_iter().map(judge).collect();
    let takes = |whole: &Option<Whole>, at: Location| {
        whole.as_ref().is_some_and(|it| it.taken.iter().any(|it| it.at == at))
    };
    // What another takes in is a part of that; of two that take in one another, the first
    // counts.
    let is_part = |index: usize| {
        let at = servers[index].at;
        let mut others = wholes.iter().enumerate().filter(|it| takes(it.1, at));
        others.any(|(other, _)| {
            let is_mutual = takes(&wholes[index], servers[other].at);
            other != index && (!is_mutual || other < index)
        })
    };
    let parts: Vec<usize> = match wholes.iter().any(Option::is_some) {
        true => (0..servers.len()).filter(|it| wholes[*it].is_some() && is_part(*it)).collect(),
        false => Vec::new(),
    };
    parts.into_iter().for_each(|it| wholes[it] = None);
    let roots = servers.iter().zip(&wholes).filter(|it| it.1.is_some()).map(|it| it.0.at);
    let taken = wholes.iter().flatten().flat_map(|it| &it.taken).map(|it| it.at);
    let mut judged: Vec<Location> = roots.chain(taken).collect();
    judged.sort();
    judged.dedup();
    let is_judged = |at: Location| {
        let before =
            judged.partition_point(|it| (it.file, it.span.start) <= (at.file, at.span.start));
        judged[..before].last().is_some_and(|it| it.file == at.file && it.span.holds(at.span))
    };
    reading.facts.setting_files.retain(|it: &SettingFile| !is_judged(it.at));
    // By itself a part may look like something else.
    let is_of_parser =
        |kind| matches!(kind, NoticeKind::Unparsed | NoticeKind::Partial | NoticeKind::Template);
    reading.notices.retain(|it| !is_of_parser(it.kind) || !is_judged(it.at));
    for whole in wholes.into_iter().flatten() {
        reading.notices.extend(whole.yields.notices);
        reading.findings.extend(whole.yields.findings);
        reading.silences.extend(whole.yields.silences);
        reading.facts.append(whole.yields.facts);
    }
    servers.into_iter().filter(|it| !is_judged(it.at)).for_each(|it| it.leave(reading));
}

impl Server {
    /// What is said of it by itself is said.
    fn leave(self, reading: &mut Reading) {
        reading.findings.extend(self.findings);
        reading.silences.extend(self.silences);
    }
}

/// What rules say of a configuration with what it takes in, if any of that is there.
fn judged(
    server: &Server,
    shelf: &dyn Shelf,
    rules: &RuleSet<'_>,
    max_size: usize,
) -> Option<Whole> {
    let own = shelf.text(server)?;
    let headings = server.headings.clone();
    let mut input = Input { headings, ..Input::file(server.name.as_str(), own) };
    let taken = join(&mut input, server, shelf, max_size);
    if taken.is_empty() {
        return None;
    }
    let (documents, notices) = syntax::parse_as(&input, server.format);
    let mut yields = Reading { notices, ..Reading::default() };
    for document in &documents {
        look_at(document, Some(rules), &mut yields);
    }
    for finding in &mut yields.findings {
        let of = taken.iter().filter(|it| it.at.file == finding.at.file);
        let by: Vec<_> = of.filter(|it| it.at.span.holds(finding.at.span)).collect();
        by.iter().for_each(|it| {
            finding.related(it.by, "it is taken in here");
        });
    }
    Some(Whole { taken, yields })
}

/// Puts into a text what it takes in, and into that what it takes in.
fn join(input: &mut Input, server: &Server, shelf: &dyn Shelf, max_size: usize) -> Vec<Taken> {
    let (mut taken, mut size) = (Vec::new(), 0);
    for _ in 0..MAX_ROUNDS {
        let (documents, _) = syntax::parse_as(input, server.format);
        let includes = documents.first().map(syntax::includes).unwrap_or_default();
        let text = input.text.clone();
        let (mut parts, mut at) = (Vec::new(), 0);
        for include in includes {
            let texts = shelf.find(&include, server);
            let more = texts.iter().map(|it| it.as_str().len() + 1).sum::<usize>();
            let is_more = taken.len() + texts.len() > MAX_TAKEN || size + more > max_size;
            let is_json = server.format == Format::Nats
                && texts.iter().any(|it| it.as_str().trim_start().starts_with('{'));
            if texts.is_empty() || is_more || is_json || (include.span.start as usize) < at {
                continue;
            }
            size += more;
            let line = text.part().replace(include.span, "\n").finish();
            parts.push((text.clone(), Span::new(at, include.span.start as usize)));
            parts.push((line.clone(), Span::new(0, 1)));
            for it in texts {
                taken.push(Taken { at: whole(&it), by: include.at });
                parts.push((it.clone(), Span::new(0, it.as_str().len())));
                parts.push((line.clone(), Span::new(0, 1)));
            }
            at = include.span.end as usize;
        }
        if parts.is_empty() {
            break;
        }
        parts.push((text.clone(), Span::new(at, text.as_str().len())));
        input.text = Text::join(&text, parts);
    }
    taken
}

fn whole(text: &Text) -> Location {
    text.locate(Span::new(0, text.as_str().len()))
}
