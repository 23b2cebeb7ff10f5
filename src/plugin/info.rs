//! What a plugin says it is, checked and kept.

use std::borrow::Cow;

use memchr::memmem::Finder;
use serde::{Deserialize, de::value::StrDeserializer};

use super::{
    Fault,
    answer::{confidence, severity},
    bindings::types,
    neutral,
};
use crate::{
    config::{Limit, Limits},
    facts::{Kind, WORKLOADS},
    rule::{Confidence, Example, Profile, RuleMeta, Scope, Severity, Standard},
};

/// More rules in one plugin are no rules.
const MOST_RULES: usize = 200;

/// Names are short: they stand in every line of a report.
const LONGEST_NAME: usize = 60;

/// What a plugin says it is.
#[derive(Clone, Debug)]
pub struct Info {
    pub name: String,
    pub version: String,
    pub rules: Vec<Meta>,
}

/// What a plugin says of one of its rules.
#[derive(Clone, Debug)]
pub struct Meta {
    /// As the plugin calls it.
    pub own_id: String,
    /// With the plugin's name before it.
    id: String,
    topic: String,
    since: String,
    summary: String,
    why: String,
    fix: String,
    severity: Severity,
    confidence: Confidence,
    profile: Profile,
    pub scope: Scope,
    kinds: Vec<Kind>,
    needles: Vec<Finder<'static>>,
    standards: Vec<Standard>,
    references: Vec<Cow<'static, str>>,
    examples: Vec<Example>,
}

impl Meta {
    /// Whether a text may be of interest to the rule.
    pub fn wants(&self, text: &str) -> bool {
        let is_there = |it: &Finder<'_>| it.find(text.as_bytes()).is_some();
        self.needles.is_empty() || self.needles.iter().any(is_there)
    }

    pub fn view(&self) -> RuleMeta<'_> {
        RuleMeta {
            id: &self.id,
            summary: &self.summary,
            why: &self.why,
            fix: &self.fix,
            severity: self.severity,
            confidence: self.confidence,
            profile: self.profile,
            topic: &self.topic,
            standards: &self.standards,
            covers: &[],
            scope: self.scope,
            kinds: &self.kinds,
            options: &[],
            since: &self.since,
            references: &self.references,
            examples: &self.examples,
        }
    }
}

/// Takes what a plugin says of itself, or says what is wrong with it.
pub fn info(said: types::PluginInfo, limits: &Limits) -> Result<Info, Fault> {
    let reader = Reader { limits };
    let name = reader.name(&said.name)?;
    let version = reader.line(&said.version)?;
    if said.rules.is_empty() || said.rules.len() > MOST_RULES {
        let count = said.rules.len();
        return Err(Fault::Answer(format!("it has {count} rules, and not 1 to {MOST_RULES}")));
    }
    let mut rules: Vec<Meta> = Vec::new();
    for it in said.rules {
        let meta = reader.rule(&name, &version, it)?;
        if rules.iter().any(|other| other.id == meta.id) {
            return Err(Fault::Answer(format!("it has two rules called `{}`", meta.id)));
        }
        rules.push(meta);
    }
    Ok(Info { name, version, rules })
}

struct Reader<'a> {
    limits: &'a Limits,
}

impl Reader<'_> {
    fn rule(&self, plugin: &str, version: &str, it: types::RuleInfo) -> Result<Meta, Fault> {
        let own_id = self.name(&it.id)?;
        let id = format!("{plugin}/{own_id}");
        let kinds = it.kinds.iter().map(|kind| kinds(kind)).collect::<Result<Vec<_>, _>>()?;
        let standards = it.standards.into_iter().map(|name| {
            let unknown = |_| Fault::Answer(format!("`{id}` names a standard that is not known"));
            Standard::try_from(name).map_err(unknown)
        });
        let standards = standards.collect::<Result<_, _>>()?;
        let references = it.references.iter().map(|it| self.line(it).map(Cow::Owned));
        let examples = it.examples.into_iter().map(|it| self.example(it));
        Ok(Meta {
            topic: plugin.to_owned(),
            since: version.to_owned(),
            summary: self.line(&it.summary)?,
            why: self.lines(&it.why)?,
            fix: self.lines(&it.fix)?,
            severity: severity(it.severity),
            confidence: confidence(it.confidence),
            profile: match it.profile {
                types::Profile::Default => Profile::Default,
                types::Profile::Pedantic => Profile::Pedantic,
                types::Profile::All => Profile::All,
            },
            scope: match it.scope {
                types::Scope::Document => Scope::Document,
                types::Scope::Program => Scope::Program,
            },
            kinds: kinds.concat(),
            needles: it.needles.iter().map(|it| Finder::new(it).into_owned()).collect(),
            standards,
            references: references.collect::<Result<_, _>>()?,
            examples: examples.collect::<Result<_, _>>()?,
            own_id,
            id,
        })
    }

    fn example(&self, it: types::Example) -> Result<Example, Fault> {
        let text = |text| self.short(text).map(|it| Cow::Owned(neutral::lines(&it)));
        Ok(match it {
            types::Example::Fails(it) => Example::Fails(text(it)?),
            types::Example::Passes(it) => Example::Passes(text(it)?),
            types::Example::Fixed(it) => Example::Fixed(text(it)?),
        })
    }

    fn name(&self, name: &str) -> Result<String, Fault> {
        let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let is_name = name.bytes().all(is_letter) && !name.is_empty();
        if !is_name || name.len() > LONGEST_NAME || name.starts_with('-') {
            let mut shown: String = neutral::line(name);
            shown.truncate(shown.floor_char_boundary(LONGEST_NAME));
            return Err(Fault::Answer(format!(
                "`{shown}` is no name: lower case, digits and `-`, at most {LONGEST_NAME}"
            )));
        }
        Ok(name.to_owned())
    }

    fn line(&self, text: &str) -> Result<String, Fault> {
        self.short(text.to_owned()).map(|it| neutral::line(&it))
    }

    fn lines(&self, text: &str) -> Result<String, Fault> {
        self.short(text.to_owned()).map(|it| neutral::lines(it.trim_end()))
    }

    fn short(&self, text: String) -> Result<String, Fault> {
        let most = self.limits.get(Limit::Text);
        if text.len() as u64 > most { Err(Fault::Over(Limit::Text, most)) } else { Ok(text) }
    }
}

/// The kinds of a name; `workload` stands for all kinds that run pods.
fn kinds(name: &str) -> Result<Vec<Kind>, Fault> {
    if name == "workload" {
        return Ok(WORKLOADS.to_vec());
    }
    let kind = Kind::deserialize(StrDeserializer::<serde::de::value::Error>::new(name));
    let unknown = |_| Fault::Answer(format!("`{}` is no kind of documents", neutral::line(name)));
    kind.map(|it| vec![it]).map_err(unknown)
}
