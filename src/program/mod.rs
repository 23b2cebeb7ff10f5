//! Facts, linked: what each program will receive, and from where.
//!
//! Sees all files at once and therefore no text and no tree.

mod compose;
mod environment;
mod kustomize;
mod lookup;
mod namespaces;
mod near;
mod outline;
mod presumed;
mod system;
mod territory;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::{
    facts::{
        self, ConfigObject, Container, Context, Facts, Image, Kind, Located, Reference, Referent,
        Setting, SettingFile, SettingForm, Workload,
    },
    text::{FileId, Location},
};
use environment::{Environment, Interpolation};
pub(crate) use kustomize::Overlays;
use lookup::Lookup;
pub(crate) use lookup::{folder, normal};
use near::Near;
pub use outline::Outline;
use system::Systems;
pub use system::is_server;
pub use territory::Territory;

/// The facts of a run, and what they make of one another.
///
/// A program is built when it is asked for and dropped after, so that many
/// workloads of one large ConfigMap do not multiply it.
#[derive(Debug)]
pub struct Linked {
    facts: Facts,
    lookup: Lookup,
    systems: Systems,
    near: Near,
    programs: Vec<Subject>,
    /// The files of settings that a workload of the tree receives.
    delivered: BTreeSet<usize>,
    /// Where systems stand, by their names, once that was asked.
    territories: Mutex<BTreeMap<String, Arc<Territory>>>,
    /// Parts of it as trees, by their names, once that was asked.
    outlines: Mutex<BTreeMap<String, Option<Arc<Outline>>>>,
}

/// Something that runs, with all that it is told; or, where nothing in the tree
/// says what runs, the settings of one file.
#[derive(Clone, Debug)]
pub struct Program {
    pub subject: Subject,
    /// None for settings whose reader is not in the tree.
    pub name: Option<Arc<str>>,
    pub at: Location,
    pub context: Context,
    /// One for each delivered name, by name; of a list of an application's file, several.
    pub settings: Vec<Effective>,
    /// What its command line tells it, in its order.
    pub flags: Vec<Effective>,
    /// What it is told beside its environment, as far as that can be supposed, for
    /// names that its environment does not give.
    pub presumed: Vec<Presumed>,
    /// The layers that are not in the tree, where they are named: what no setting
    /// gives may be given there.
    pub missing: Vec<Located<String>>,
    /// Made when the first rule asks for it, and then for all of them.
    outline: OnceLock<Option<Outline>>,
    /// Of which systems it is, once that was asked.
    systems: OfSystems,
}

/// The names of systems, and whether something is of them.
#[derive(Debug, Default)]
struct OfSystems(Mutex<Vec<(String, bool)>>);

impl Clone for OfSystems {
    /// What is known is quickly known again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What a program is made of, by its number among the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Container { workload: usize, container: usize },
    SettingFile(usize),
    ConfigObject(usize),
    Image(usize),
}

/// A setting as the program receives it.
#[derive(Clone, Debug)]
pub struct Effective {
    pub setting: Setting,
    /// The places that gave it a value: the winning one first, then those it beat.
    pub origins: Vec<Origin>,
}

/// A setting that a program gets otherwise than by its environment.
#[derive(Clone, Debug)]
pub struct Presumed {
    pub effective: Effective,
    /// Whether it reads it from a file of its own, or knows it by itself.
    pub form: SettingForm,
}

/// A place that gives a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub value: Location,
    /// The reference that delivers it, unless it stands with the program itself.
    pub by: Option<Location>,
}

impl Linked {
    /// Links what the files of a run state. `paths` are those of the files, by number.
    pub fn new(mut facts: Facts, paths: &[Arc<str>]) -> Self {
        compose::merge(&mut facts, paths);
        kustomize::apply(&mut facts, paths);
        let lookup = Lookup::new(&facts, paths);
        let programs = subjects(&facts, &lookup);
        let delivered = lookup.delivered_files(&facts);
        let systems = Systems::new(&facts, paths);
        let (territories, outlines) = (Mutex::default(), Mutex::default());
        let path = |file: FileId| paths.get(file.0 as usize).map_or("", |it| it).to_owned();
        let near = Near::new(&facts, path);
        Self { facts, lookup, systems, near, programs, delivered, territories, outlines }
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// All programs of the run, in the order of their files.
    pub fn subjects(&self) -> &[Subject] {
        &self.programs
    }

    /// A program, built anew.
    pub fn program(&self, subject: Subject) -> Program {
        match subject {
            Subject::Container { workload, container } => {
                let workload = &self.facts.workloads[workload];
                self.container(subject, workload, &workload.containers[container])
            }
            Subject::SettingFile(index) => {
                let file = &self.facts.setting_files[index];
                let settings = match file.form {
                    // Items of a list share a name, and none beats the others.
                    SettingForm::Application => each(&file.settings),
                    _ => self.own(&file.settings),
                };
                let (at, context, missing) = (file.at, file.context, file.unknown.clone());
                Program { missing, ..Program::unread(subject, at, context, settings) }
            }
            Subject::ConfigObject(index) => {
                let object = &self.facts.config_objects[index];
                let settings = self.own(&object.settings);
                Program::unread(subject, object.name.at, object.context, settings)
            }
            Subject::Image(index) => {
                let image = &self.facts.images[index];
                let settings = image.stages.last().map_or(&[][..], |stage| &stage.settings);
                let context = Context::find(settings, image.name.as_deref());
                let (at, settings) = (image.at, self.own(settings));
                Program::unread(subject, at, context, settings)
            }
        }
    }

    fn container(&self, subject: Subject, workload: &Workload, it: &Container) -> Program {
        let mut environment = Environment::default();
        if let Some(image) = self.lookup.built(&self.facts, workload, it) {
            let settings = image.stages.last().map_or(&[][..], |stage| &stage.settings);
            settings.iter().for_each(|setting| environment.put(setting.clone(), Some(image.at)));
        }
        for layer in &it.layers {
            environment.layer(layer, workload, &self.facts, &self.lookup);
        }
        let missing = environment.missing();
        let from = match workload.kind {
            Kind::Compose => Interpolation::Compose(self.lookup.env_file(&self.facts, workload)),
            _ => Interpolation::Own,
        };
        let settings = environment.finish(from);
        let said = Context::of_settings(settings.iter().map(|it| &it.setting));
        let named = || {
            let names = [workload.namespace.as_deref(), Some(workload.name.it.as_str())];
            names.into_iter().flatten().find_map(Context::of_name)
        };
        let flags = self.flags(workload, it);
        let mut program = Program {
            subject,
            flags,
            name: Some(title(workload, it)),
            at: it.name.at,
            context: said.or_else(named).unwrap_or(workload.context),
            settings,
            presumed: Vec::new(),
            missing,
            outline: OnceLock::new(),
            systems: OfSystems::default(),
        };
        let of = (workload, it);
        presumed::presume(&mut program, of, &self.facts, &self.systems);
        program
    }

    /// What the command line says: of the container, or else of the image that it is
    /// built from.
    fn flags(&self, workload: &Workload, it: &Container) -> Vec<Effective> {
        let image = self.lookup.built(&self.facts, workload, it);
        let stage = image.and_then(|image| image.stages.last());
        let given: Vec<_> = match stage {
            Some(stage) if it.command.is_empty() => [&stage.entry[..], &stage.command].concat(),
            // Arguments alone go to the entry point.
            Some(stage) if it.command[0].it.starts_with('-') => {
                [&stage.entry[..], &it.command].concat()
            }
            _ => it.command.clone(),
        };
        let own = facts::flags(&given).into_iter();
        let flags = own.map(|setting| {
            let is_own = it.command.iter().any(|word| word.at == setting.delivered.at);
            let by = image.filter(|_| !is_own).map(|image| image.at);
            Effective { origins: Origin::all(&setting, by), setting }
        });
        flags.collect()
    }

    fn own(&self, settings: &[Setting]) -> Vec<Effective> {
        let mut environment = Environment::default();
        settings.iter().for_each(|setting| environment.put(setting.clone(), None));
        environment.finish(Interpolation::Own)
    }

    /// Whether these are settings that a program of the tree receives.
    pub fn is_delivered(&self, subject: Subject) -> bool {
        matches!(subject, Subject::SettingFile(index) if self.delivered.contains(&index))
    }

    /// The workload that a program is of, if it is one.
    pub fn workload(&self, subject: Subject) -> Option<&Workload> {
        let Subject::Container { workload, .. } = subject else { return None };
        Some(&self.facts.workloads[workload])
    }

    /// The containers of the workloads of a name that stand in the same guide or folder.
    pub fn named(&self, name: &str, file: FileId) -> Vec<Subject> {
        let all = self.lookup.workloads(name, file).iter();
        let containers = all.flat_map(|workload| {
            let (workload, count) = (*workload, self.facts.workloads[*workload].containers.len());
            (0..count).map(move |container| Subject::Container { workload, container })
        });
        containers.collect()
    }

    /// The image that a container is built from, if its Dockerfile is in the tree.
    pub fn built(&self, workload: &Workload, container: &Container) -> Option<&Image> {
        self.lookup.built(&self.facts, workload, container)
    }

    /// The object that a workload's reference means, if it is in the tree.
    pub fn object(&self, of: &Reference, workload: &Workload) -> Option<&ConfigObject> {
        self.lookup.object(&self.facts, of, workload)
    }

    /// The names that tables near a program document, of those that begin as two or more
    /// of its own do.
    pub fn documented(&self, program: &Program) -> Vec<&Located<String>> {
        let Some((workload, container)) = program.container(self) else { return Vec::new() };
        match system::is_own(workload, container) {
            true => presumed::documented_names(program, workload, &self.facts, &self.systems),
            false => Vec::new(),
        }
    }

    /// Whether two files are of one system: one guide, or one folder.
    pub fn are_together(&self, one: FileId, other: FileId) -> bool {
        self.systems.are_together(one, other)
    }

    /// Where a system stands that some files tell; they are asked for once.
    pub fn territory(&self, name: &str, evidence: impl FnOnce() -> Vec<FileId>) -> Arc<Territory> {
        // A thread that panicked has left nothing half done.
        let mut known = self.territories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(territory) = known.get(name) {
            return territory.clone();
        }
        let territory = Arc::new(Territory::of(evidence(), self));
        known.insert(name.to_owned(), territory.clone());
        territory
    }

    /// The files that state something, by number.
    pub fn path(&self, file: FileId) -> &str {
        self.lookup.path(file)
    }
}

impl Origin {
    /// The places that give a setting its value: its own, and then those that it beats in
    /// the same file.
    fn all(setting: &Setting, by: Option<Location>) -> Vec<Self> {
        let values = [setting.value.at].into_iter().chain(setting.beaten.iter().copied());
        values.map(|value| Self { value, by }).collect()
    }
}

impl Program {
    /// Settings whose reader is not in the tree.
    fn unread(subject: Subject, at: Location, context: Context, settings: Vec<Effective>) -> Self {
        let (flags, presumed, missing) = (Vec::new(), Vec::new(), Vec::new());
        let (name, outline, systems) = (None, OnceLock::new(), OfSystems::default());
        Self { subject, name, at, context, settings, flags, presumed, missing, outline, systems }
    }

    /// Whether it is of a system. All rules of a pack ask, and it is judged once.
    pub fn is_of(&self, system: &str, judge: impl FnOnce() -> bool) -> bool {
        // A thread that panicked has left nothing half done.
        let mut known = self.systems.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, verdict)) = known.iter().find(|it| it.0 == system) {
            return *verdict;
        }
        let verdict = judge();
        known.push((system.to_owned(), verdict));
        verdict
    }

    /// The workload and container that it is, if it is one.
    pub fn container<'a>(&self, linked: &'a Linked) -> Option<(&'a Workload, &'a Container)> {
        let Subject::Container { workload, container } = self.subject else { return None };
        let workload = &linked.facts.workloads[workload];
        Some((workload, &workload.containers[container]))
    }

    /// The file that it is, if it is only one.
    pub fn setting_file<'a>(&self, linked: &'a Linked) -> Option<&'a SettingFile> {
        let Subject::SettingFile(index) = self.subject else { return None };
        Some(&linked.facts.setting_files[index])
    }

    /// Whether its settings are those that a guide documents as defaults.
    pub fn is_documentation(&self, linked: &Linked) -> bool {
        self.setting_file(linked).is_some_and(|it| it.form == SettingForm::Documented)
    }
}

fn title(workload: &Workload, container: &Container) -> Arc<str> {
    let title = workload.title();
    let name = &container.name.it;
    if name.is_empty() || *name == workload.name.it {
        return title;
    }
    format!("{title}, container {name}").into()
}

fn each(settings: &[Setting]) -> Vec<Effective> {
    let effective = settings.iter();
    effective.map(|it| Effective { setting: it.clone(), origins: Origin::all(it, None) }).collect()
}

/// Containers, and whatever states settings that no container of the tree receives.
fn subjects(facts: &Facts, lookup: &Lookup) -> Vec<Subject> {
    let mut found = Vec::new();
    for (workload, it) in facts.workloads.iter().enumerate() {
        let numbers = 0..it.containers.len();
        found.extend(numbers.map(|container| Subject::Container { workload, container }));
    }
    found.extend((0..facts.setting_files.len()).map(Subject::SettingFile));
    let delivered = lookup.delivered(facts);
    let objects = (0..facts.config_objects.len()).filter(|it| !delivered.contains(it));
    found.extend(objects.map(Subject::ConfigObject));
    found.extend((0..facts.images.len()).map(Subject::Image));
    found
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.to {
            Referent::ConfigMap => "ConfigMap",
            Referent::Secret => "Secret",
        };
        write!(f, "{kind} `{}`", self.name.it)
    }
}
