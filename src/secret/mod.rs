//! The secret scan: one look at each text and at what its documents state, and
//! one judgement of each literal. Many rules are views of its candidates.
//!
//! Knows values, and therefore never lets one out: a candidate says where a secret
//! stands and what it is, not what it says.

mod argv;
mod checks;
mod checksum;
mod commands;
mod elsewhere;
#[cfg(test)]
mod growth_tests;
mod judge;
#[cfg(test)]
mod judge_tests;
mod lines;
mod manifest;
mod name;
mod needles;
mod placeholder;
mod private_key;
mod providers;
mod random;
mod rest;
mod said;
mod scan;
mod settings;
mod shape;
mod spoken;
mod urls;
mod veil;
mod weak;
mod web_token;
mod work;

pub use judge::Dropped;
pub use lines::{in_lines, in_prose};
pub use scan::{Scan, scan};
pub use veil::{Values, stated, veiled};

use std::collections::BTreeMap;

use crate::{
    facts::{Context, Facts, words},
    syntax::Format,
    text::{Location, Span, Text},
};

/// A literal that is, or stands for, a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The literal itself, as tight as it can be said.
    pub at: Location,
    pub class: Class,
    /// What it is, for readers: `a GitHub personal access token`, `a password`.
    pub what: String,
    /// The name of the setting that holds it.
    pub name: Option<String>,
    pub holder: Holder,
    pub context: Context,
    /// Whether it stands in a comment: still a secret, but one that nothing reads.
    pub in_comment: bool,
    /// Whether its form alone proves it.
    pub is_sure: bool,
}

impl Candidate {
    /// Whether a reader has to put something else there before anything works: what others
    /// give out, as keys of an API and logins of mail.
    fn is_to_be_filled_in(&self, written: &str) -> bool {
        let words = self.name.as_deref().map(words).unwrap_or_default();
        let is_of_others = || {
            const OTHERS: &[&str] = &[
                "anthropic",
                "aws",
                "azure",
                "cloudflare",
                "datadog",
                "discord",
                "email",
                "gcp",
                "github",
                "gitlab",
                "google",
                "imap",
                "license",
                "mail",
                "mailgun",
                "openai",
                "paypal",
                "s3",
                "sendgrid",
                "sentry",
                "slack",
                "smtp",
                "stripe",
                "telegram",
                "twilio",
            ];
            words.split(' ').any(|it| OTHERS.binary_search(&it).is_ok())
        };
        let is_begun =
            || ["sk_", "pk_", "sk-", "xox", "gh", "glpat"].iter().any(|it| written.starts_with(it));
        let is_issued = || name::of(&words).is_some_and(|it| it.is_issued());
        // A program that has one of its own takes whatever it is given.
        let is_own = self.what == "a client secret";
        !is_own && self.class == Class::Placeholder && (is_issued() || is_of_others() || is_begun())
    }

    /// How a message begins that speaks of it: the setting, or what stands for it.
    pub fn subject(&self) -> String {
        match &self.name {
            _ if self.holder == Holder::Url => "the password of this URL".to_owned(),
            Some(name) => format!("`{name}`"),
            None => "this".to_owned(),
        }
    }
}

/// What a literal was judged to be. In this order the first that holds counts, so
/// that each literal is one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A private key, known by its own form.
    PrivateKey,
    /// A token of a provider, known by its own form.
    ProviderToken,
    /// A password that everybody knows or guesses: `admin`, or the user's name.
    Weak,
    /// A text that asks to be replaced, where a program would read it.
    Placeholder,
    /// Anything else that a setting calls a secret.
    Plain,
}

/// What holds a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The userinfo of a URL.
    Url,
    /// `data` or `stringData` of a Kubernetes Secret.
    SecretManifest,
    ConfigMap,
    /// The environment of a container, written with it.
    ContainerEnvironment,
    /// `ENV` or `ARG` of a Dockerfile.
    Dockerfile,
    /// A file of environment variables.
    EnvironmentFile,
    /// A file that a program reads.
    ApplicationFile,
    /// A table of defaults in a guide.
    Documentation,
    /// Anything else.
    Text,
}

/// What the form of a text alone gives away, parsed or not.
pub fn in_text(text: &Text, scan: &Scan<'_>, context: Context) -> Vec<Candidate> {
    let candidate = |hit: &scan::Hit| Candidate {
        at: text.locate(Span::new(hit.range.start, hit.range.end)),
        class: hit.class,
        what: hit.what.to_owned(),
        name: None,
        holder: Holder::Text,
        context: context_of_line(text.as_str(), hit.range.start).unwrap_or(context),
        in_comment: is_comment(text.as_str(), hit.range.start),
        is_sure: hit.is_sure,
    };
    scan.hits.iter().map(candidate).collect()
}

/// All candidates of one file, in the order of its text, none over another: what its
/// documents state, and what was found in its text (`forms`) and in its lines.
pub fn find(
    text: &Text,
    facts: &Facts,
    (format, context): (Format, Context),
    forms: Vec<Candidate>,
    lines: Vec<Candidate>,
) -> Vec<Candidate> {
    let mut found = forms;
    let first = found.len();
    settings::find(facts, context, &mut found);
    let encoded = found[first..].iter_mut().filter(|it| it.holder == Holder::SecretManifest);
    for candidate in encoded {
        with_padding(text.as_str(), &mut candidate.at.span);
    }
    found.extend(lines);
    // A place that could not be said exactly must not cut a character.
    found.retain(|it| text.as_str().get(it.at.span.range()).is_some());
    found.retain(|it| !is_tagged(text.as_str(), it.at.span.start as usize));
    if format == Format::Markdown {
        let written = |it: &Candidate| &text.as_str()[it.at.span.range()];
        found.retain(|it| !it.is_to_be_filled_in(written(it)));
        found.retain(|it| it.class != Class::Plain || !is_answer(text.as_str(), it));
    }
    apart(found)
}

/// What Base64 decodes to does not know of the signs that fill it up.
fn with_padding(text: &str, span: &mut Span) {
    let written = text.get(span.range()).unwrap_or("");
    let rest = text.get(span.end as usize..).unwrap_or("");
    let padding = rest.len() - rest.trim_start_matches('=').len();
    if padding <= 2 && (written.len() + padding).is_multiple_of(4) {
        span.end += padding as u32;
    }
}

/// Whether a token is one that a guide shows in the answer of an API: `token_type` and when
/// it expires stand beside it.
fn is_answer(text: &str, token: &Candidate) -> bool {
    const NEAR: usize = 400;
    let name = token.name.as_deref().unwrap_or("");
    let (start, end) = (token.at.span.start as usize, token.at.span.end as usize);
    let from = text.floor_char_boundary(start.saturating_sub(NEAR));
    let near = &text[from..text.floor_char_boundary(end + NEAR)];
    name.ends_with("token") && near.contains("token_type\"") && near.contains("expires_in\"")
}

/// Whether a tag of YAML says that a value is the name of another, or a ciphertext:
/// `!Ref Password`, `!vault`, and the items of a list below one.
fn is_tagged(text: &str, at: usize) -> bool {
    let blank = |it: char| matches!(it, ' ' | '\t' | '"' | '\'' | '-');
    let mut before = text[..at].trim_end_matches(blank);
    if before.ends_with('\n') {
        before = before.trim_end();
    }
    let line = before.rsplit('\n').next().unwrap_or("");
    let Some((name, tag)) = line.rsplit_once([' ', '\t']) else { return false };
    tag.len() > 2
        && tag.starts_with('!')
        && !tag.starts_with("!!")
        && tag != "!unsafe"
        && name.trim_end().ends_with([':', '-'])
        && tag[1..].bytes().all(|it| it.is_ascii_alphanumeric() || b"/_-.:".contains(&it))
}

/// Each literal once: the first class counts, and of one class the tightest.
fn apart(mut found: Vec<Candidate>) -> Vec<Candidate> {
    if found.len() < 2 {
        return found;
    }
    found.sort_by_key(|it| (it.class, it.at.span.len(), it.at));
    let mut kept = BTreeMap::<u32, Candidate>::new();
    for candidate in found {
        let Span { start, end } = candidate.at.span;
        let before = kept.range(..end.max(start + 1)).next_back();
        if before.is_none_or(|(_, it)| it.at.span.end <= start) {
            kept.insert(start, candidate);
        }
    }
    kept.into_values().collect()
}

/// What the name before a key says, such as `TEST_KEY` or `fakeKey`.
fn context_of_line(text: &str, at: usize) -> Option<Context> {
    const NAMES: [&str; 5] = ["dummy", "fake", "fixture", "mock", "test"];
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let line = words(text[start..at].trim_end_matches(|it: char| !it.is_alphanumeric()));
    let is_made_up = line.split(' ').any(|word| NAMES.contains(&word));
    (at - start < 200 && is_made_up).then_some(Context::Development)
}

/// Whether a line before a place says that nothing reads it.
fn is_comment(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let line = text[start..at].trim_start();
    ["#", "//", "--", ";"].iter().any(|mark| line.starts_with(mark)) && !line.starts_with("-----")
}
