//! A policy: a rule in YAML, ready to run.

use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use super::{
    Fault, PolicyError,
    check::{Ground, Told},
    cut,
    expression::Expression,
    file::{
        BodyFile, Deployment, HeadFile, Level, Over, Place, PolicyFile, ProseFile, RelatedFile,
    },
    from_yaml,
    message::{self, Part},
    names,
    predicate::{Names, Predicate, Start},
    predicate_file::PredicateFile,
    shape::Shape,
    system::System,
};
use crate::{
    facts::{Context, View},
    program::{Linked, Program},
    rule::{Findings, Rule, RuleHead, RuleMeta, Scope},
    text::{FileId, did_you_mean},
    tree::{Schema, Selector, SelectorError, Tree},
};

/// A declarative rule. What a run asks of each is read at once; what it looks at, where
/// there is such a thing; and what it says to people, when somebody asks.
#[derive(Debug)]
pub struct Policy {
    pub(super) head: HeadFile,
    topic: String,
    /// That it is about, of a pack's rule.
    pub(super) system: Option<Arc<System>>,
    pub(super) body: Later<Body>,
    pub(super) prose: Later<ProseFile>,
    /// The version of its pack.
    pub(super) since: Arc<str>,
}

/// What a rule looks at, and what that must not be.
#[derive(Debug)]
pub(super) struct Body {
    pub has_setting: bool,
    pub over: Over,
    contexts: Vec<Deployment>,
    pub severities: Vec<(Deployment, Level)>,
    pub select: Vec<Selector>,
    pub when: Option<Predicate>,
    pub find: Option<Predicate>,
    pub at: Vec<(Start, Selector)>,
    pub message: Vec<Part>,
    pub related: Vec<(Start, Selector, String)>,
}

/// What is read from JSON when it is first asked; of a rule that was read from a file, it
/// is there.
#[derive(Debug)]
pub(super) struct Later<T> {
    pub json: &'static str,
    it: OnceLock<Option<T>>,
}

impl<T> Later<T> {
    fn packed(json: &'static str) -> Self {
        Self { json, it: OnceLock::new() }
    }

    fn known(it: T) -> Self {
        Self { json: "", it: OnceLock::from(Some(it)) }
    }

    /// None if it cannot be read, which a test keeps from happening to what ships.
    fn get(&self, read: impl FnOnce(&'static str) -> Option<T>) -> Option<&T> {
        self.it.get_or_init(|| read(self.json)).as_ref()
    }
}

impl Policy {
    /// `path` is `<topic>/<id>.yaml`: what the path says, the file need not repeat.
    pub fn load(path: &str, yaml: &str) -> Result<Self, PolicyError> {
        Self::load_of(path, yaml, None)
    }

    pub(super) fn load_of(
        path: &str,
        yaml: &str,
        system: Option<&Arc<System>>,
    ) -> Result<Self, PolicyError> {
        let policy = from_yaml::<PolicyFile>(yaml).and_then(|file| {
            let (head, body, prose) = file.parts();
            sound(&body, &head)?;
            let body = Body::compile(&body, head.over, system)?;
            let (body, prose) = (Later::known(body), Later::known(prose));
            Self::of(path, head, body, prose, system)
        });
        policy.map_err(|fault| PolicyError::placed(path, fault, yaml))
    }

    /// A policy as the build packed it.
    pub(super) fn packed(
        line: &'static str,
        system: Option<&Arc<System>>,
    ) -> Result<Self, PolicyError> {
        let (path, rest) = cut(line, b'\t');
        let (head, rest) = cut(rest, b'\t');
        let (body, prose) = cut(rest, b'\t');
        let head = serde_json::from_str(head).map_err(Fault::Packed);
        let (body, prose) = (Later::packed(body), Later::packed(prose));
        let policy = head.and_then(|head| Self::of(path, head, body, prose, system));
        policy.map_err(|fault| PolicyError::new(path, fault))
    }

    fn of(
        path: &str,
        head: HeadFile,
        body: Later<Body>,
        prose: Later<ProseFile>,
        system: Option<&Arc<System>>,
    ) -> Result<Self, Fault> {
        let folders = path.strip_suffix(".yaml").and_then(|it| it.strip_suffix(&*head.id));
        let folders = folders.and_then(|it| it.strip_suffix('/'));
        let Some(topic) = folders.and_then(|folders| folders.rsplit('/').next()) else {
            return Err(Fault::Name(head.id.into_owned()));
        };
        let (topic, system, since) = (topic.to_owned(), system.cloned(), "".into());
        Ok(Self { head, topic, system, body, prose, since })
    }

    pub(super) fn body(&self) -> Option<&Body> {
        self.body.get(|json| {
            let file: BodyFile = serde_json::from_str(json).ok()?;
            Body::compile(&file, self.head.over, self.system.as_ref()).ok()
        })
    }

    pub(super) fn prose(&self) -> &ProseFile {
        static NONE: ProseFile = ProseFile::none();
        self.prose.get(|json| serde_json::from_str(json).ok()).unwrap_or(&NONE)
    }

    /// The demands of a policy that it serves, by their names there.
    pub fn statements(&self) -> &[Cow<'static, str>] {
        &self.prose().statements
    }
}

impl Body {
    fn compile(file: &BodyFile, over: Over, system: Option<&Arc<System>>) -> Result<Self, Fault> {
        let prefixes = system.map(|it| it.prefixes.clone()).unwrap_or_default();
        let names = Names { prefixes };
        let mut select = selectors(&file.select)?;
        match &file.setting {
            Some(_) if over != Over::Program => return Err(Fault::NoProgram),
            Some(name) => select.extend(names.setting(name)?),
            None if select.is_empty() => return Err(Fault::NothingSelected),
            None => {}
        }
        let depends = !(file.contexts.is_empty() && file.severities.is_empty());
        if over == Over::Workspace && depends {
            return Err(Fault::NoContext);
        }
        let predicate =
            |it: &Option<_>| it.as_ref().map(|it| Predicate::compile(it, &names)).transpose();
        Ok(Self {
            has_setting: file.setting.is_some(),
            over,
            contexts: file.contexts.clone(),
            severities: file.severities.iter().map(|(of, level)| (*of, *level)).collect(),
            select,
            when: predicate(&file.when)?,
            find: predicate(&file.find)?,
            at: places(&file.at)?,
            message: message::parse(&file.message)?,
            related: related(&file.related)?,
        })
    }

    fn is_meant_in(&self, context: impl FnOnce() -> Context) -> bool {
        if self.contexts.is_empty() {
            return true;
        }
        let context = context();
        self.contexts.iter().any(|it| it.is(context))
    }
}

/// Whether the patterns, expressions and shapes of a policy can be read, and the options
/// that it names are its own. Those that ship can, and are compiled when they are first
/// asked: to read them costs as much as all the rest.
pub(super) fn sound(file: &BodyFile, head: &HeadFile) -> Result<(), Fault> {
    if let Some(fault) = names::strange(file, head.over) {
        return Err(fault);
    }
    let options: Vec<&str> = head.options.iter().map(|it| &*it.name).collect();
    let predicates = file.when.iter().chain(&file.find);
    for it in predicates.flat_map(PredicateFile::each) {
        if let Some(pattern) = &it.matches {
            let parsed = regex_syntax::parse(pattern);
            parsed.map_err(|error| Fault::Pattern(pattern.clone(), error.to_string()))?;
        }
        let named = [&it.below_option, &it.above_option, &it.one_of_option];
        let mut named = named.into_iter().flatten();
        if let Some(name) = named.find(|it| !options.contains(&it.as_str())) {
            let hint = did_you_mean(name, options.iter().copied());
            return Err(Fault::Option(name.clone(), hint));
        }
        let wrong = it.cel.as_ref().and_then(|it_is| Expression::fault(it_is, &it.values));
        let wrong = wrong.or_else(|| it.schema.as_ref().and_then(Shape::fault));
        wrong.map_or(Ok(()), Err)?;
    }
    Ok(())
}

fn related(files: &[RelatedFile]) -> Result<Vec<(Start, Selector, String)>, Fault> {
    let compile =
        |it: &RelatedFile| Ok((Start::of(&it.at), Selector::parse(&it.at)?, it.note.clone()));
    files.iter().map(compile).collect()
}

fn selectors(paths: &[String]) -> Result<Vec<Selector>, SelectorError> {
    paths.iter().map(|it| Selector::parse(it)).collect()
}

/// Where findings point: from what is selected, or after `$.` from the root.
fn places(paths: &[String]) -> Result<Vec<(Start, Selector)>, SelectorError> {
    paths.iter().map(|it| Ok((Start::of(it), Selector::parse(it)?))).collect()
}

impl Rule for Policy {
    fn meta(&self) -> RuleMeta<'_> {
        let RuleHead { id, summary, severity, confidence, profile, topic, .. } = self.head();
        let RuleHead { scope, kinds, options, .. } = self.head();
        let prose = self.prose();
        let since = if prose.since.is_empty() { &self.since } else { prose.since.as_str() };
        RuleMeta {
            id,
            summary,
            why: prose.why.trim_end(),
            fix: prose.fix.trim_end(),
            severity,
            confidence,
            profile,
            topic,
            standards: &prose.standards,
            covers: &prose.covers,
            scope,
            kinds,
            options,
            since,
            references: &prose.references,
            examples: &prose.examples,
        }
    }

    fn head(&self) -> RuleHead<'_> {
        let file = &self.head;
        RuleHead {
            id: &file.id,
            summary: &file.summary,
            severity: file.severity,
            confidence: file.confidence,
            profile: file.profile,
            topic: &self.topic,
            scope: match file.over {
                Over::Document | Over::Facts => Scope::Document,
                Over::Program => Scope::Program,
                Over::Workspace => Scope::Workspace,
            },
            kinds: &file.kinds,
            options: &file.options,
        }
    }

    fn group(&self) -> Option<&str> {
        let system = self.system.as_ref()?;
        Some(if self.head.place == Place::Own { &system.name } else { &system.around })
    }

    /// Which objects are the system's own they say themselves; of other files, those beside
    /// them tell.
    fn is_for_document(&self, view: &View) -> bool {
        let is_own = |it: &Arc<System>| {
            !view.kind.is_kubernetes()
                || self.head.place == Place::System
                || view.is_of(&it.name, || it.is_object(view))
        };
        self.system.as_ref().is_none_or(is_own)
    }

    fn is_for_program(&self, program: &Program, linked: &Linked) -> bool {
        let Some(system) = &self.system else { return true };
        if self.head.place == Place::System || program.setting_file(linked).is_some() {
            let name = &system.around;
            return program.is_of(name, || system.covers(program.at.file, linked));
        }
        program.is_of(&system.name, || system.is_own(program, linked))
    }

    fn mentions(&self) -> &[String] {
        &self.head.mentions
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        if !self.is_for_document(view) {
            return;
        }
        let Some(body) = self.body().filter(|it| it.is_meant_in(|| view.context())) else {
            return;
        };
        let context = || match body.severities.is_empty() {
            true => Context::Unstated,
            false => view.context(),
        };
        let (tree, root, schema) = match body.over {
            Over::Document => (view.tree(), view.root, view.schema()),
            Over::Facts => (view.outline(), Tree::ROOT, Schema::Core),
            Over::Program | Over::Workspace => return,
        };
        let Some(tree) = tree else { return };
        let included = match body.over {
            Over::Document => view.unknown_include(),
            _ => None,
        };
        let context = context();
        body.check(&Ground { tree, root, schema, context, included, told: None }, findings);
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        // What a guide documents is what holds if nobody decides: other rules judge it.
        let is_about = self.head.mentions.is_empty() || names_any(program, &self.head.mentions);
        if !is_about || program.is_documentation(linked) || !self.is_for_program(program, linked) {
            return;
        }
        let Some(body) = self.body().filter(|it| it.is_meant_in(|| program.context)) else {
            return;
        };
        let Some(outline) = program.outline(linked) else { return };
        let told = Some(Told { outline, program: Some(program), linked });
        let (tree, root) = (&outline.tree, Tree::ROOT);
        let (schema, context) = (Schema::Core, program.context);
        body.check(&Ground { tree, root, schema, context, included: None, told }, findings);
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let Some(body) = self.body() else { return };
        // To a pack, its system is all there is.
        let outline = match &self.system {
            None => linked.outline("", |_| true),
            Some(system) => linked.outline(&system.name, |file| system.covers(file, linked)),
        };
        let Some(outline) = &outline else { return };
        let told = Some(Told { outline, program: None, linked });
        let (tree, root, schema) = (&outline.tree, Tree::ROOT, Schema::Core);
        let context = Context::Unstated;
        body.check(&Ground { tree, root, schema, context, included: None, told }, findings);
    }

    fn is_at_home(&self, file: FileId, linked: &Linked) -> bool {
        self.system.as_ref().is_none_or(|it| self.asks_objects(it) || it.covers(file, linked))
    }
}

impl Policy {
    /// Whether each object says itself that it is of the system.
    fn asks_objects(&self, system: &System) -> bool {
        let kinds = &self.head.kinds;
        let are_objects = !kinds.is_empty() && kinds.iter().all(|it| it.is_kubernetes());
        are_objects && !system.is_held() && self.head.place == Place::Own
    }
}

/// Whether one of these words is in the name of a setting that a program may be told.
fn names_any(program: &Program, words: &[String]) -> bool {
    let presumed = program.presumed.iter().map(|it| &it.effective);
    let mut told = program.settings.iter().chain(&program.flags).chain(presumed);
    told.any(|it| words.iter().any(|word| has(&it.setting.delivered.it, word)))
}

/// Whether a name has a word in it, in whichever case. All names are asked.
fn has(name: &str, word: &str) -> bool {
    let (name, word) = (name.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else { return true };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    memchr::memchr2_iter(lower, upper, name).any(|at| {
        let here = name.get(at..at + word.len());
        here.is_some_and(|it| it.eq_ignore_ascii_case(word))
    })
}
