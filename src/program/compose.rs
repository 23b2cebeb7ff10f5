//! Compose files that go over one another: what a service takes over by `extends`,
//! override files, and further deployments of the same project.
//!
//! Follows the Compose specification ("Merge and override"). A file for one deployment,
//! such as `docker-compose.prod.yml`, goes over the base only where it cannot stand by
//! itself; nobody says so but the command that starts it, and so it is supposed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::lookup::{folder, normal};
use crate::{
    facts::{Certainty, Container, Facts, Kind, Layer, Resources, Security, Stated, Workload},
    text::FileId,
};

/// How often a service may take over another that takes over another.
const MAX_CHAIN: usize = 8;

/// A Compose file: of the tree by its path, or as a guide names and shows it.
type FileKey = (Option<FileId>, String);

/// The numbers of services, by file and name.
type Services = BTreeMap<FileKey, BTreeMap<String, usize>>;

/// What a file is among those of its project.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Base,
    Override,
    Deployment,
}

/// Makes of each service what its platform makes of it.
pub(super) fn merge(facts: &mut Facts, paths: &[Arc<str>]) {
    let mut services = Services::new();
    for (index, it) in facts.workloads.iter().enumerate() {
        if let Some(key) = key(it, paths) {
            services.entry(key).or_default().insert(it.name.it.clone(), index);
        }
    }
    if services.is_empty() {
        return;
    }
    let written = &facts.workloads;
    let each = services.iter().flat_map(|(key, names)| names.values().map(move |it| (*it, key)));
    let takers = each.filter(|(index, _)| written[*index].extends.is_some());
    let merged = takers.map(|(index, key)| (index, extended(index, key, &services, written)));
    for (index, merged) in merged.collect::<Vec<_>>() {
        facts.workloads[index] = merged;
    }
    let gone = layered(&mut facts.workloads, &services);
    let mut index = 0;
    facts.workloads.retain(|_| {
        index += 1;
        !gone.contains(&(index - 1))
    });
}

fn key(workload: &Workload, paths: &[Arc<str>]) -> Option<FileKey> {
    if workload.kind != Kind::Compose {
        return None;
    }
    let file = workload.name.at.file;
    match workload.embedded {
        true => Some((Some(file), normal(workload.document.as_deref()?))),
        false => Some((None, normal(paths.get(file.0 as usize)?))),
    }
}

/// A service over all that it takes over, as far as that is in the tree.
fn extended(index: usize, key: &FileKey, services: &Services, written: &[Workload]) -> Workload {
    let mut chain = vec![index];
    let mut key = key.clone();
    let mut is_open = false;
    while let Some(extends) = written.get(chain[chain.len() - 1]).and_then(|it| it.extends.as_ref())
    {
        if let Some(file) = &extends.file {
            key.1 = normal(&format!("{}/{file}", folder(&key.1)));
        }
        let base = services.get(&key).and_then(|it| it.get(&extends.service));
        match base {
            Some(base) if !chain.contains(base) && chain.len() < MAX_CHAIN => chain.push(*base),
            _ => {
                is_open = true;
                break;
            }
        }
    }
    let mut bases = chain.iter().rev();
    let Some(mut merged) = bases.next().map(|it| written[*it].clone()) else {
        return written[index].clone();
    };
    let first = merged.is_fragment;
    for it in bases {
        merged = over(&merged, &written[*it]);
    }
    merged.is_fragment = is_open || first;
    merged
}

/// Puts override files and deployments over their bases. The numbers are of those that
/// are now in another.
fn layered(workloads: &mut [Workload], services: &Services) -> BTreeSet<usize> {
    let mut gone = BTreeSet::new();
    let mut changed: Vec<(usize, Workload)> = Vec::new();
    for (key, names) in services {
        let part = part(&key.1);
        let Some(base) = (part != Part::Base).then(|| base(key, services)).flatten() else {
            continue;
        };
        let shared: Vec<_> = names
            .iter()
            .filter_map(|(name, index)| Some((*index, *services[base].get(name)?)))
            .collect();
        let is_part = shared.iter().any(|(index, _)| {
            let it = &workloads[*index];
            it.is_fragment && it.extends.is_none()
        });
        for (index, below) in shared {
            if part == Part::Override {
                changed.push((below, over_base(&workloads[below], &workloads[index])));
                gone.insert(index);
            } else if is_part {
                let what = format!("`{}` goes over `{}`", key.1, base.1);
                let base = supposed(&workloads[below], &what);
                changed.push((index, over(&base, &workloads[index])));
            }
        }
    }
    changed.into_iter().for_each(|(index, it)| workloads[index] = it);
    gone
}

/// What a file is, by its name.
fn part(path: &str) -> Part {
    match stem(path) {
        Some("") => Part::Base,
        Some("override") => Part::Override,
        Some(_) => Part::Deployment,
        None => Part::Base,
    }
}

/// What stands between the name that Compose looks for and the ending: `prod` of
/// `docker-compose.prod.yml`. None for files that are named otherwise.
fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let rest = name.strip_prefix("docker-compose").or_else(|| name.strip_prefix("compose"))?;
    match rest.strip_prefix(['.', '-', '_']) {
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(""),
    }
}

/// The file that another of the same folder goes over.
fn base<'a>(of: &FileKey, services: &'a Services) -> Option<&'a FileKey> {
    let is_base =
        |it: &&FileKey| it.0 == of.0 && folder(&it.1) == folder(&of.1) && stem(&it.1) == Some("");
    // Compose takes the first of these that there is: `compose.yaml` before the others.
    services.keys().find(is_base)
}

/// A base under its override: one service still, where the base says it.
fn over_base(base: &Workload, it: &Workload) -> Workload {
    let mut merged = over(base, it);
    merged.name.clone_from(&base.name);
    merged.containers.iter_mut().for_each(|it| it.name.clone_from(&base.name));
    merged.context = base.context;
    merged.is_fragment = base.is_fragment;
    merged.document.clone_from(&base.document);
    merged
}

/// A base of which nobody says that it is one: what it tells is supposed, and what it
/// opens may be closed.
fn supposed(base: &Workload, what: &str) -> Workload {
    let mut base = base.clone();
    for container in &mut base.containers {
        container.ports.clear();
        for layer in &mut container.layers {
            let Layer::Own(setting) = layer else { continue };
            if setting.value.certainty == Certainty::Known {
                setting.value.certainty = Certainty::Supposed(what.to_owned());
            }
        }
    }
    base
}

/// What one service says, over what another says below it.
fn over(base: &Workload, it: &Workload) -> Workload {
    let base = &without(base, &it.replaced);
    let mut merged = it.clone();
    merged.replicas = it.replicas.or(&base.replicas).clone();
    merged.host_network = it.host_network.or(&base.host_network).clone();
    merged.host_pid = it.host_pid.or(&base.host_pid).clone();
    merged.host_ipc = it.host_ipc.or(&base.host_ipc).clone();
    merged.is_fragment = it.is_fragment && base.is_fragment;
    let containers = merged.containers.iter_mut().zip(&base.containers);
    containers.for_each(|(container, base)| put_under(container, base));
    merged
}

/// A base without what the file above takes away.
fn without(base: &Workload, replaced: &[String]) -> Workload {
    let mut base = base.clone();
    for key in replaced {
        for container in &mut base.containers {
            take_away(container, key);
        }
        match key.as_str() {
            "deploy" | "scale" => base.replicas = Stated::Absent,
            "network_mode" => base.host_network = Stated::Absent,
            "pid" => base.host_pid = Stated::Absent,
            "ipc" => base.host_ipc = Stated::Absent,
            _ => {}
        }
    }
    base
}

fn take_away(container: &mut Container, key: &str) {
    let is_file = |it: &Layer| matches!(it, Layer::File { .. });
    match key {
        "image" => container.image = Stated::Absent,
        "build" => container.build = None,
        "command" | "entrypoint" => container.command.clear(),
        "environment" => container.layers.retain(is_file),
        "env_file" => container.layers.retain(|it| !is_file(it)),
        "ports" | "expose" => container.ports.clear(),
        "volumes" | "secrets" | "configs" => container.mounts.clear(),
        "deploy" => container.limits = Resources::default(),
        "security_opt" | "privileged" | "user" | "read_only" | "cap_add" | "cap_drop" => {
            container.security = Security::default();
        }
        _ => {
            let Some(name) = key.strip_prefix("environment.") else { return };
            container.layers.retain(|it| match it {
                Layer::Own(setting) => setting.delivered.it != name,
                Layer::Passed(own) => own.it != name,
                _ => true,
            });
        }
    }
}

fn put_under(it: &mut Container, base: &Container) {
    it.image = it.image.or(&base.image).clone();
    it.build = it.build.take().or_else(|| base.build.clone());
    if it.command.is_empty() {
        it.command.clone_from(&base.command);
    }
    it.layers.splice(0..0, base.layers.iter().cloned());
    // Files of either stay below what is written with either.
    it.layers.sort_by_key(|it| !matches!(it, Layer::File { .. }));
    it.limits = resources(&it.limits, &base.limits);
    it.requests = resources(&it.requests, &base.requests);
    it.ports.splice(0..0, base.ports.iter().cloned());
    let own: Vec<_> = it.mounts.iter().map(|it| it.path.it.clone()).collect();
    let below = base.mounts.iter().filter(|it| !own.contains(&it.path.it));
    it.mounts.extend(below.cloned().collect::<Vec<_>>());
    security(&mut it.security, &base.security);
    it.has_liveness |= base.has_liveness;
    it.has_readiness |= base.has_readiness;
}

fn resources(it: &Resources, base: &Resources) -> Resources {
    Resources { memory: it.memory.or(&base.memory).clone(), cpu: it.cpu.or(&base.cpu).clone() }
}

fn security(it: &mut Security, base: &Security) {
    fn fill<T: Clone>(it: &mut Stated<T>, base: &Stated<T>) {
        if it.is_absent() {
            it.clone_from(base);
        }
    }
    it.at = it.at.or(base.at);
    fill(&mut it.privileged, &base.privileged);
    fill(&mut it.user, &base.user);
    fill(&mut it.non_root, &base.non_root);
    fill(&mut it.privilege_escalation, &base.privilege_escalation);
    fill(&mut it.read_only_root, &base.read_only_root);
    fill(&mut it.seccomp, &base.seccomp);
    fill(&mut it.apparmor, &base.apparmor);
    it.added.extend(base.added.iter().cloned());
    it.dropped.extend(base.dropped.iter().cloned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_part_of_a_project_a_file_is() {
        assert_eq!(stem("a/compose.yaml"), Some(""));
        assert_eq!(stem("docker-compose.prod.yml"), Some("prod"));
        assert_eq!(stem("docker-compose-dev.yml"), Some("dev"));
        assert_eq!(stem("compose.override.yaml"), Some("override"));
        assert_eq!(stem("composer.yaml"), None);
    }
}
