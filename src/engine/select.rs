//! The rules of a run, ready to be asked.

use std::{cell::OnceCell, collections::BTreeMap};

use super::words::Words;
use crate::{
    config::{Config, Level},
    facts::{Kind, View},
    policy::Policy,
    program::{Linked, Program},
    rule::{Finding, Findings, Options, Profile, Rule, RuleHead, Scope, Severity, Silence},
    rules,
    syntax::Notice,
};

/// The rules that ship, however they are written.
pub fn shipped(policies: &[Policy]) -> Vec<&dyn Rule> {
    let policies = policies.iter().map(|policy| policy as &dyn Rule);
    rules::ALL.iter().map(|rule| *rule as &dyn Rule).chain(policies).collect()
}

/// A rule that runs, with what the user says of it.
#[derive(Clone, Copy)]
pub struct Active<'a> {
    pub rule: &'a dyn Rule,
    /// Instead of the rule's own.
    pub severity: Option<Severity>,
    pub options: Option<&'a Options>,
}

/// What rules have to say.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub findings: Vec<Finding>,
    pub silences: Vec<Silence>,
    /// Of rules that could not be asked.
    pub notices: Vec<Notice>,
}

/// Rules that look at the same documents and programs.
struct Group<'a> {
    is_alone: bool,
    rules: Vec<Member<'a>>,
}

/// Rules that look at documents of one kind.
struct ForKind<'a> {
    groups: Vec<Group<'a>>,
    /// What they mention.
    words: Words,
}

struct Member<'a> {
    active: Active<'a>,
    /// The numbers of the words of which one must stand in a document.
    words: Vec<usize>,
}

/// The rules of a run, by what they look at.
pub struct RuleSet<'a> {
    all: Vec<Active<'a>>,
    text: Vec<Active<'a>>,
    /// By kind; those that name none are under each.
    document: Vec<ForKind<'a>>,
    program: Vec<Group<'a>>,
    workspace: Vec<Active<'a>>,
    /// Ids and topics of rules that were not chosen.
    others: Vec<String>,
}

/// Which rules a user wants on the command line, over what the configuration says.
#[derive(Clone, Debug)]
pub struct Wishes {
    pub profile: Profile,
    /// Ids and topics; all of the profile if there are none.
    pub select: Vec<String>,
    pub ignore: Vec<String>,
}

/// The rules that run, of all there are.
///
/// A rule that is named runs whatever its profile; of a topic, those of the profile
/// do. What the command line names beats what the configuration turns off.
pub fn choose<'a>(all: &[&'a dyn Rule], wishes: &Wishes, config: &'a Config) -> RuleSet<'a> {
    let (chosen, others): (Vec<&dyn Rule>, Vec<&dyn Rule>) =
        all.iter().partition(|it| is_wanted(&it.head(), wishes, config));
    let active = chosen.into_iter().map(|rule| {
        let entry = config.rules.get(rule.head().id);
        let severity = entry.and_then(|it| match it.level.as_ref()?.it {
            Level::At(severity) => Some(severity),
            Level::Off => None,
        });
        Active { rule, severity, options: entry.map(|it| &it.options) }
    });
    let mut set = RuleSet::new(active.collect());
    set.others =
        others.iter().flat_map(|it| [it.head().id, it.head().topic].map(str::to_owned)).collect();
    set
}

fn is_wanted(meta: &RuleHead<'_>, wishes: &Wishes, config: &Config) -> bool {
    let names = |list: &[String]| list.iter().any(|it| *it == meta.id || *it == meta.topic);
    let by_id = |list: &[String]| list.iter().any(|it| *it == meta.id);
    let in_profile = meta.profile <= wishes.profile;
    if names(&wishes.ignore) {
        return false;
    }
    if !wishes.select.is_empty() && !names(&wishes.select) || by_id(&wishes.select) {
        return by_id(&wishes.select);
    }
    let level = config.rules.get(meta.id).and_then(|it| it.level.as_ref()).map(|it| it.it);
    if level == Some(Level::Off)
        || config.ignore.iter().any(|it| it.it == meta.id || it.it == meta.topic)
    {
        return false;
    }
    let only =
        config.select.as_ref().filter(|_| wishes.select.is_empty()).map(|it| it.it.as_slice());
    match only {
        Some(only) if by_id(only) => true,
        Some(only) => in_profile && names(only),
        None => in_profile || level.is_some(),
    }
}

impl<'a> RuleSet<'a> {
    /// The order of the rules makes no difference.
    pub fn new(mut all: Vec<Active<'a>>) -> Self {
        all.sort_by(|a, b| a.rule.head().id.cmp(b.rule.head().id));
        let of = |scope| all.iter().filter(|it| it.rule.head().scope == scope).copied().collect();
        let document: Vec<Active<'_>> = of(Scope::Document);
        let kinds = 0..=Kind::Other as usize;
        let by_kind = kinds.map(|kind| {
            let wants = |it: &&Active<'_>| {
                let kinds = it.rule.head().kinds;
                kinds.is_empty() || kinds.iter().any(|it| *it as usize == kind)
            };
            let mut words = Words::default();
            let rules = document.iter().filter(wants).copied();
            let groups =
                Group::all(rules, |it| it.mentions().iter().map(|it| words.add(it)).collect());
            ForKind { groups, words }
        });
        let program: Vec<Active<'_>> = of(Scope::Program);
        Self {
            text: of(Scope::Text),
            document: by_kind.collect(),
            // In a program words are in names, for which a rule looks itself.
            program: Group::all(program.into_iter(), |_| Vec::new()),
            workspace: of(Scope::Workspace),
            others: Vec::new(),
            all,
        }
    }

    /// All of these rules, as they are.
    pub fn of(rules: &[&'a dyn Rule]) -> Self {
        let active = rules.iter().map(|rule| Active { rule: *rule, severity: None, options: None });
        Self::new(active.collect())
    }

    /// By id.
    pub fn all(&self) -> &[Active<'a>] {
        &self.all
    }

    /// The rule of an id, if it runs.
    pub fn get(&self, id: &str) -> Option<&Active<'a>> {
        let found = self.all.binary_search_by(|it| it.rule.head().id.cmp(id));
        found.ok().map(|index| &self.all[index])
    }

    /// The topic of a rule that runs.
    pub fn topic(&self, id: &str) -> Option<&str> {
        self.get(id).map(|it| it.rule.head().topic)
    }

    /// Ids and topics of rules, be they run or not; of those in YAML that do not run,
    /// where the set was chosen of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let active = self.all.iter().flat_map(|it| {
            let meta = it.rule.head();
            [meta.id, meta.topic]
        });
        let native = rules::ALL.iter().flat_map(|it| {
            let meta = it.head();
            [meta.id, meta.topic]
        });
        let others = self.others.iter().map(String::as_str);
        active.chain(native).chain(others)
    }

    /// Whether a rule or topic has this name.
    pub fn exists(&self, name: &str) -> bool {
        self.names().any(|it| it == name)
    }

    pub(super) fn text(&self) -> &[Active<'a>] {
        &self.text
    }

    /// Those that look at a document.
    pub(super) fn document<'b>(
        &'b self,
        kind: Kind,
        view: &'b View<'_>,
    ) -> impl Iterator<Item = &'b Active<'a>> {
        let ForKind { groups, words } = &self.document[kind as usize];
        let asked = groups.iter().filter(|it| it.is_open(|first| first.is_for_document(view)));
        let found = OnceCell::new();
        let is_about = move |it: &&Member<'_>| {
            let found = || found.get_or_init(|| words.found_in(view.written()));
            it.words.is_empty() || it.words.iter().any(|word| found()[*word])
        };
        asked.flat_map(|it| &it.rules).filter(is_about).map(|it| &it.active)
    }

    /// Those that look at a program.
    pub(super) fn program<'b>(
        &'b self,
        program: &'b Program,
        linked: &'b Linked,
    ) -> impl Iterator<Item = &'b Active<'a>> {
        let asked = |it: &&Group<'_>| it.is_open(|first| first.is_for_program(program, linked));
        self.program.iter().filter(asked).flat_map(|it| &it.rules).map(|it| &it.active)
    }

    pub(super) fn looks_at_programs(&self) -> bool {
        !self.program.is_empty()
    }

    pub(super) fn workspace(&self) -> &[Active<'a>] {
        &self.workspace
    }
}

impl<'a> Group<'a> {
    /// Rules by their groups, in their order; those of none are together.
    fn all(
        rules: impl Iterator<Item = Active<'a>>,
        mut words: impl FnMut(&dyn Rule) -> Vec<usize>,
    ) -> Vec<Self> {
        let mut groups: BTreeMap<Option<String>, Vec<Member<'a>>> = BTreeMap::new();
        for active in rules {
            let words = words(active.rule);
            let group = active.rule.group().map(str::to_owned);
            groups.entry(group).or_default().push(Member { active, words });
        }
        let groups = groups.into_iter();
        groups.map(|(name, rules)| Self { is_alone: name.is_none(), rules }).collect()
    }

    fn is_open(&self, looks: impl FnOnce(&dyn Rule) -> bool) -> bool {
        self.is_alone || self.rules.first().is_some_and(|it| looks(it.active.rule))
    }
}

impl<'a> Active<'a> {
    /// What the rule finds, with the severity that the user gives it.
    pub(super) fn ask(&self, into: &mut Found, check: impl FnOnce(&mut Findings<'a>)) {
        let mut findings = Findings::of(self.rule.head(), self.options);
        check(&mut findings);
        // Nearly all have nothing to say.
        if !findings.says_nothing() {
            self.collect(findings, into);
        }
    }

    fn collect(&self, mut findings: Findings<'_>, into: &mut Found) {
        into.notices.extend(findings.take_failures());
        let (found, silences) = findings.into_parts();
        into.findings.extend(found.into_iter().map(|mut finding| {
            finding.severity = self.severity.unwrap_or(finding.severity);
            finding
        }));
        into.silences.extend(silences);
    }
}
