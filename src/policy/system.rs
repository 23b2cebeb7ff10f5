//! How a system is recognised by what stands in the files.
//!
//! Knows none by name: what tells one is said by its pack.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

use crate::{
    facts::{Container, Facts, Layer, Setting, Starts, View, Workload, words},
    program::{Linked, Program, is_server},
    text::FileId,
    tree::{NodeId, Selector, Tree},
};

/// What tells a system, as its pack says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Marks {
    /// What the names of its settings start with, such as `SHOP_`.
    #[serde(default)]
    pub prefix: Vec<String>,
    /// Names of settings, of which two together tell it.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Settings that tell it by what they say: `SERVICE_NAME: shop`.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Names of images, without registry and tag.
    #[serde(default)]
    pub images: Vec<String>,
    /// The first word of names of objects: `shop` of `shop-api`.
    #[serde(default)]
    pub names: Vec<String>,
}

/// Where objects say whose they are.
static NAMES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    let places = [
        "metadata.name",
        "metadata.namespace",
        "metadata.labels.*",
        "spec.selector.*",
        "spec.selector.matchLabels.*",
        "spec.podSelector.matchLabels.*",
        "spec.scaleTargetRef.name",
    ];
    places.iter().filter_map(|it| Selector::parse(it).ok()).collect()
});

/// Says whether the configuration holds a file, by its path, to be of a system.
pub type Held = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// A system, and how it is recognised.
#[derive(Clone)]
pub struct System {
    pub(super) name: String,
    /// How what stands beside it is called.
    pub(super) around: String,
    /// In words.
    pub(super) prefixes: Vec<String>,
    keys: Vec<String>,
    settings: Vec<(String, String)>,
    /// How the names of its settings start.
    starts: Starts,
    images: Vec<String>,
    names: Vec<String>,
    held: Option<Held>,
}

impl System {
    pub(super) fn new(name: &str, marks: &Marks) -> Self {
        let in_words = |list: &[String]| list.iter().map(|it| words(it)).collect::<Vec<_>>();
        let settings = marks.settings.iter().map(|(name, value)| (words(name), value.clone()));
        let settings: Vec<_> = settings.collect();
        let (prefixes, keys) = (in_words(&marks.prefix), in_words(&marks.keys));
        let names = prefixes.iter().chain(&keys).chain(settings.iter().map(|it| &it.0));
        Self {
            name: name.to_owned(),
            around: format!("around {name}"),
            starts: Starts::of_phrases(names),
            prefixes,
            keys,
            settings,
            images: marks.images.clone(),
            names: in_words(&marks.names),
            held: None,
        }
    }

    pub(super) fn hold(&mut self, held: Held) {
        self.held = Some(held);
    }

    pub(super) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Whether an object is of the system by its own names, labels, images or settings.
    pub(super) fn is_object(&self, view: &View) -> bool {
        self.held.is_some()
            || self.is_stated(view.facts)
            || view
                .tree()
                .is_some_and(|tree| self.is_any(tree, view.names(|| names(tree, view.root))))
    }

    fn is_any(&self, tree: &Tree, names: &[NodeId]) -> bool {
        names.iter().any(|it| tree.str(*it).is_some_and(|name| self.is_name(name)))
    }

    fn is_stated(&self, facts: &Facts) -> bool {
        let mut containers = facts.workloads.iter().flat_map(|it| &it.containers);
        containers.any(|it| self.is_container(it))
            || facts.config_objects.iter().any(|it| self.are_settings(&it.settings))
    }

    fn is_container(&self, it: &Container) -> bool {
        let own = it.layers.iter().filter_map(|layer| match layer {
            Layer::Own(setting) => Some(setting),
            _ => None,
        });
        self.is_image(it) || self.are_settings(own)
    }

    /// Whether an image is one of its, or of an organisation of its name.
    fn is_image(&self, it: &Container) -> bool {
        let path = it.image.known().map_or("", |it| it.as_str());
        let mut folders = path.as_bytes().rsplit(|it| *it == b'/').skip(1);
        it.image_name().is_some_and(|name| self.images.iter().any(|image| image == name))
            || folders.any(|it| self.names.iter().any(|name| name.as_bytes() == it))
    }

    /// Whether a container is of the system, and not only beside it.
    pub(super) fn is_own(&self, program: &Program, linked: &Linked) -> bool {
        let settings = program.settings.iter().map(|it| &it.setting);
        if self.are_settings(settings) {
            return true;
        }
        program.container(linked).is_some_and(|(workload, it)| {
            let is_named = self.is_workload(workload) || self.is_name(&it.name.it);
            self.is_container(it) || is_named && !is_server(it)
        })
    }

    fn is_workload(&self, it: &Workload) -> bool {
        self.is_name(&it.name.it) || it.labels.iter().any(|(_, value)| self.is_name(value))
    }

    fn is_name(&self, name: &str) -> bool {
        // Most names begin with another letter, which tells before they are parted.
        let mut letters = name.bytes().filter(|it| it.is_ascii_alphanumeric() || !it.is_ascii());
        let first = letters.next().unwrap_or(b' ').to_ascii_lowercase();
        let begins = |it: &String| it.as_bytes().first() == Some(&first);
        if first.is_ascii() && !self.names.iter().any(begins) {
            return false;
        }
        let words = words(name);
        self.names.iter().any(|it| {
            words
                .strip_prefix(it.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    fn are_settings<'a>(&self, settings: impl IntoIterator<Item = &'a Setting>) -> bool {
        let mut known = Vec::new();
        settings.into_iter().filter(|it| it.may_have_any(self.starts)).any(|it| {
            let name = it.configuration.as_str();
            let is_prefixed = |prefix: &String| {
                name.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with(' '))
            };
            if self.keys.iter().any(|key| key == name) && !known.contains(&name) {
                known.push(name);
            }
            let says = |(of, value): &(String, String)| {
                of == name && it.value.known().is_some_and(|it| it == value.as_str())
            };
            known.len() > 1
                || self.prefixes.iter().any(is_prefixed)
                || self.settings.iter().any(says)
        })
    }

    /// Whether a file is one of the system's, or stands beside one.
    pub(super) fn covers(&self, file: FileId, linked: &Linked) -> bool {
        let is_held = self.held.as_ref().is_some_and(|held| held(linked.path(file)));
        is_held || linked.territory(&self.name, || self.evidence(linked)).covers(file, linked)
    }

    /// The files that tell the system.
    fn evidence(&self, linked: &Linked) -> Vec<FileId> {
        let facts = linked.facts();
        let workloads = facts.workloads.iter().filter(|it| {
            self.is_workload(it) || it.containers.iter().any(|it| self.is_container(it))
        });
        let objects = facts.config_objects.iter();
        let objects =
            objects.filter(|it| self.are_settings(&it.settings) || self.is_name(&it.name.it));
        let files = facts.setting_files.iter().filter(|it| self.are_settings(&it.settings));
        let images = facts
            .images
            .iter()
            .filter(|it| it.stages.iter().any(|it| self.are_settings(&it.settings)));
        let named = facts.services.iter().map(|it| &it.name);
        let named = named.chain(facts.ingresses.iter().map(|it| &it.name));
        let named = named.chain(facts.scalers.iter().map(|it| &it.name));
        let named = named.chain(facts.budgets.iter().map(|it| &it.name));
        let named = named.chain(facts.network_policies.iter().map(|it| &it.name));
        let named = named.filter(|it| self.is_name(&it.it)).map(|it| it.at.file);
        let found = workloads.map(|it| it.name.at.file);
        let found = found.chain(objects.map(|it| it.name.at.file));
        let found = found.chain(files.map(|it| it.at.file)).chain(images.map(|it| it.at.file));
        found.chain(named).collect()
    }
}

/// Where an object says whose it is.
fn names(tree: &Tree, root: NodeId) -> Vec<NodeId> {
    NAMES.iter().flat_map(|place| tree.select_from(root, place)).collect()
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("System").field("name", &self.name).finish_non_exhaustive()
    }
}
