//! What belongs together though no reference says so: one guide, one folder, one build.
//!
//! Refuses to know what any of it means.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

use super::lookup::{folder, normal};
use crate::{
    facts::{Container, Facts, Kind, Role, Setting, SettingFile, SettingForm, Workload},
    text::FileId,
};

/// Images of servers that read none of the settings of the programs beside them.
#[rustfmt::skip]
const SERVERS: &[&str] = &[
    "caddy", "cassandra", "clickhouse-server", "elasticsearch", "envoy", "etcd", "grafana",
    "haproxy", "jaeger", "kafka", "keycloak", "loki", "mariadb", "memcached", "minio", "mongo",
    "mysql", "nats", "nginx", "opentelemetry-collector", "opentelemetry-collector-contrib",
    "pgbouncer", "postgres", "postgresql", "prometheus", "rabbitmq", "redis", "traefik", "valkey",
    "vault", "zookeeper",
];

/// How many tables may be about one program.
const MAX_TABLES: usize = 100;

/// Files of settings and workloads, by where they stand.
#[derive(Debug)]
pub(super) struct Systems {
    paths: Arc<[Arc<str>]>,
    /// Files that programs read themselves.
    files: BTreeMap<Place, Vec<usize>>,
    /// Tables of defaults, by the first words of the names in them, and by the folders
    /// whose programs they may be about: their own, and the one above it.
    tables: BTreeMap<(String, String), Vec<usize>>,
    /// Workloads that could read them: by the place of their manifest, and by the folder
    /// that their image is built from.
    workloads: BTreeMap<Place, BTreeSet<Arc<str>>>,
}

/// A guide with all that it shows, or a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Guide(FileId),
    Folder(String),
    /// A folder and all below it.
    Build(String),
}

impl Systems {
    pub(super) fn new(facts: &Facts, paths: &[Arc<str>]) -> Self {
        let (files, tables, workloads) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut systems = Self { paths: paths.into(), files, tables, workloads };
        for (index, it) in facts.setting_files.iter().enumerate() {
            // Beside a Compose file `.env` is for Compose, and in a guide for anybody.
            let is_env = it.kind == Kind::Dotenv && !it.embedded;
            if it.kind == Kind::AppConfig || is_env {
                systems.files.entry(systems.place_of_file(it)).or_default().push(index);
            }
            if it.form == SettingForm::Documented {
                let prefixes: BTreeSet<_> = it.settings.iter().filter_map(prefix).collect();
                // `docs` beside `deploy`, whatever both are called.
                let own = folder(systems.path(it.at.file)).to_owned();
                let folders = BTreeSet::from([folder(&own).to_owned(), own]);
                let keys = prefixes.iter().flat_map(|prefix| {
                    folders.iter().map(|folder| ((*prefix).to_owned(), folder.clone()))
                });
                keys.for_each(|key| systems.tables.entry(key).or_default().push(index));
            }
        }
        for it in &facts.workloads {
            for container in it.containers.iter().filter(|of| is_own(it, of)) {
                let places = [Some(systems.place(it)), systems.build(it, container)];
                for place in places.into_iter().flatten() {
                    systems.workloads.entry(place).or_default().insert(it.title());
                }
            }
        }
        systems
    }

    pub(super) fn path(&self, file: FileId) -> &str {
        self.paths.get(file.0 as usize).map_or("", |path| path)
    }

    fn place_of_file(&self, it: &SettingFile) -> Place {
        match it.embedded {
            true => Place::Guide(it.at.file),
            false => Place::Folder(normal(folder(self.path(it.at.file)))),
        }
    }

    fn place(&self, it: &Workload) -> Place {
        match it.embedded {
            true => Place::Guide(it.name.at.file),
            false => Place::Folder(normal(folder(self.path(it.name.at.file)))),
        }
    }

    /// The folder that an image is built from, unless it is the whole tree.
    fn build(&self, workload: &Workload, container: &Container) -> Option<Place> {
        let context = &container.build.as_ref()?.context;
        let path = normal(&format!("{}/{context}", folder(self.path(workload.name.at.file))));
        (!workload.embedded && !path.is_empty()).then_some(Place::Build(path))
    }

    /// The files that a program may read: in the same guide or folder, or in the folder
    /// that its image is built from.
    pub(super) fn files(
        &self,
        facts: &Facts,
        workload: &Workload,
        container: &Container,
    ) -> Vec<usize> {
        let own_place = self.place(workload);
        let own = self.files.get(&own_place).into_iter().flatten().copied();
        let is_read = |it: &usize| facts.setting_files[*it].kind != Kind::Dotenv;
        let mut found: Vec<usize> = own.filter(is_read).collect();
        if let Some(Place::Build(path)) = self.build(workload, container) {
            // All folders below sort after it, and before what follows its last slash.
            let (from, to) = (Place::Folder(path.clone()), Place::Folder(format!("{path}0")));
            let below = self.files.range((Bound::Included(from), Bound::Excluded(to)));
            let is_below = |it: &Place| match it {
                Place::Folder(it) => {
                    it.strip_prefix(&path).is_some_and(|it| it.is_empty() || it.starts_with('/'))
                }
                _ => false,
            };
            let below = below.filter(|it| is_below(it.0) && *it.0 != own_place);
            found.extend(below.flat_map(|it| it.1));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The tables that document names with a prefix: of the guide that a workload stands
    /// in, or of the nearest guides beside or above its folder.
    pub(super) fn tables<'a>(
        &self,
        facts: &'a Facts,
        workload: &Workload,
        prefix: &str,
    ) -> Vec<&'a SettingFile> {
        let own = workload.name.at.file;
        let mut at = folder(self.path(own));
        loop {
            let tables = self.tables.get(&(prefix.to_owned(), at.to_owned()));
            let tables = tables.into_iter().flatten().map(|it| &facts.setting_files[*it]);
            let near: Vec<_> =
                tables.filter(|it| !workload.embedded || it.at.file == own).collect();
            // Of very many, nobody can say which is meant.
            if workload.embedded || near.len() > MAX_TABLES {
                return if near.len() > MAX_TABLES { Vec::new() } else { near };
            }
            if !near.is_empty() || at.is_empty() {
                return near;
            }
            at = folder(at);
        }
    }

    /// Whether a file has one workload alone near it that could read it.
    pub(super) fn is_alone(&self, file: &SettingFile) -> bool {
        let place = self.place_of_file(file);
        let mut readers = self.workloads.get(&place).cloned().unwrap_or_default();
        if let Place::Folder(mut path) = place {
            loop {
                let built = self.workloads.get(&Place::Build(path.clone()));
                readers.extend(built.into_iter().flatten().cloned());
                if path.is_empty() {
                    break;
                }
                path = folder(&path).to_owned();
            }
        }
        readers.len() == 1
    }

    /// Whether two files are of one guide or one folder.
    pub(super) fn are_together(&self, one: FileId, other: FileId) -> bool {
        one == other || folder(self.path(one)) == folder(self.path(other))
    }
}

/// The first word of a name of several.
pub(super) fn prefix(setting: &Setting) -> Option<&str> {
    setting.configuration.split_once(' ').map(|it| it.0)
}

/// Whether the container is one that does the work of its system: neither a job nor a
/// server that others made.
pub(super) fn is_own(workload: &Workload, container: &Container) -> bool {
    let is_job = matches!(workload.kind, Kind::Job | Kind::CronJob);
    container.role == Role::Main && !is_job && !is_server(container)
}

/// Whether a container runs a server that others made.
pub fn is_server(container: &Container) -> bool {
    container.image_name().is_some_and(|it| SERVERS.contains(&it))
}
