//! Facts as a tree, so that one selector grammar walks over both.
//!
//! The names are those that rules in YAML select by, the same for each platform.
//! What is not said is not there; what is said and cannot be known is a scalar that
//! reads as unknown. A thing that has a name stands where its name does.

use super::{
    Container, Image, Kind, Located, Quantity, Resources, Stage, Stated, UNKNOWN, View,
    VolumeSource, Workload, command, flags,
};
use crate::{
    text::{FileId, Location, Span, Text},
    tree::{Builder, Style, Tree},
};

/// What reads as unknown, wherever values are read.
pub const UNKNOWN_TEXT: &str = "${unknown}";

/// How many nodes the outline of a workload has, or some more.
const ROOM: usize = 160;

/// The facts of an object as a tree; none where it states nothing that rules select.
pub(super) fn outline(view: &View) -> Option<Tree> {
    let facts = view.facts;
    let commands = match view.kind {
        Kind::Shell => command::commands(&view.document.text),
        _ => Vec::new(),
    };
    if facts.workloads.is_empty() && facts.images.is_empty() && commands.is_empty() {
        return None;
    }
    let files = view.document.text.files();
    let (text, files) = one_text(&files);
    let tree = Builder::with_room(&text, ROOM);
    let mut draft = Draft { tree, files, home: Span::default(), places: None };
    draft.tree.open_map(Span::default());
    draft.key("workloads");
    draft.list(&facts.workloads, Draft::workload);
    draft.key("images");
    draft.list(&facts.images, Draft::image);
    if !commands.is_empty() {
        draft.key("commands");
        draft.list(&commands, |draft, words| draft.command(words));
    }
    draft.tree.close(None);
    draft.tree.finish()
}

/// The texts of all files that facts are of as one, and where each begins in it.
fn one_text(files: &[Text]) -> (Text, Vec<(FileId, u32)>) {
    let file = |it: &Text| it.locate(Span::default()).file;
    if let [only] = files {
        return (only.clone(), vec![(file(only), 0)]);
    }
    let mut length = 0;
    let mut starts = Vec::new();
    let parts = files.iter().map(|it| {
        let whole = Span::new(0, it.as_str().len());
        starts.push((file(it), length));
        length += whole.len();
        (it.clone(), whole)
    });
    let parts = parts.collect();
    (Text::join(&files[0], parts), starts)
}

/// The facts of one workload as a tree, whose root is the workload. What another file
/// says of it, as with several of Compose, stands where its name does.
pub fn of_workload(workload: &Workload) -> Option<Tree> {
    let Location { file, span: home } = workload.name.at;
    let tree = Builder::new(&Text::of_file(file, ""));
    let mut draft = Draft { tree, files: vec![(file, 0)], home, places: None };
    draft.workload(workload);
    draft.tree.finish()
}

fn truth(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

/// Facts on their way into a tree.
pub struct Draft {
    tree: Builder,
    /// The files that the tree is of, and where each begins in its text.
    files: Vec<(FileId, u32)>,
    /// Where things of other files are shown.
    home: Span,
    /// Where each node stands, by its number, where facts of several files meet: the
    /// spans of the tree then say nothing.
    places: Option<Vec<Location>>,
}

impl Draft {
    /// A tree of facts of several files, whose root stands at a place.
    pub fn across(at: Location) -> Self {
        let tree = Builder::with_room(&Text::of_file(at.file, ""), ROOM);
        let (files, home) = (Vec::new(), Span::default());
        let mut draft = Self { tree, files, home, places: Some(vec![at]) };
        draft.tree.open_map(Span::default());
        draft
    }

    /// The tree, and where each of its nodes stands, by its number.
    pub fn finish(mut self) -> Option<(Tree, Vec<Location>)> {
        self.tree.close(None);
        Some((self.tree.finish()?, self.places?))
    }

    /// The span of the next node.
    fn span(&mut self, at: Location) -> Span {
        if let Some(places) = &mut self.places {
            places.push(at);
            return Span::default();
        }
        let start = self.files.iter().find(|it| it.0 == at.file).map(|it| it.1);
        let shift = |by| Span { start: at.span.start + by, end: at.span.end + by };
        start.map_or(self.home, shift)
    }

    /// The span of a next node that is written nowhere.
    fn nowhere(&mut self) -> Span {
        if let Some(places) = &mut self.places {
            places.push(places[0]);
        }
        Span::default()
    }

    pub fn key(&mut self, name: &str) {
        let span = self.nowhere();
        self.tree.said(span, name, Style::Quoted);
    }

    pub fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        let span = self.nowhere();
        self.tree.open_list(span);
        items.iter().for_each(|item| each(self, item));
        self.tree.close(None);
    }

    pub fn map(&mut self, at: Location, fill: impl FnOnce(&mut Self)) {
        let span = self.span(at);
        self.tree.open_map(span);
        fill(self);
        self.tree.close_at(span);
    }

    pub fn plain(&mut self, name: &str, at: Location, text: &str) {
        self.key(name);
        self.item(at, text);
    }

    /// An item of a list, or the value of the key before it.
    pub fn item(&mut self, at: Location, text: &str) {
        let span = self.span(at);
        self.tree.said(span, text, Style::Plain);
    }

    pub fn text(&mut self, name: &str, text: &Located<String>) {
        self.key(name);
        let span = self.span(text.at);
        self.tree.said(span, &text.it, Style::Quoted);
    }

    pub fn stated<T>(&mut self, name: &str, fact: &Stated<T>, say: impl Fn(&T) -> String) {
        match fact {
            Stated::Absent => {}
            Stated::Unknown(at) => self.plain(name, *at, UNKNOWN_TEXT),
            Stated::Known(known) => self.plain(name, known.at, &say(&known.it)),
        }
    }

    pub fn truth(&mut self, name: &str, fact: &Stated<bool>) {
        self.stated(name, fact, bool::to_string);
    }

    pub fn stated_text(&mut self, name: &str, fact: &Stated<String>) {
        match fact {
            Stated::Known(known) => self.text(name, known),
            other => self.stated(name, other, Clone::clone),
        }
    }

    pub fn texts(&mut self, name: &str, texts: &[Located<String>]) {
        self.key(name);
        self.list(texts, |draft, text| {
            let span = draft.span(text.at);
            draft.tree.said(span, &text.it, Style::Quoted);
        });
    }

    fn resources(&mut self, name: &str, at: Location, resources: &Resources) {
        let say = |it: &Quantity| it.0.to_string();
        self.key(name);
        self.map(at, |draft| {
            draft.stated("memory", &resources.memory, say);
            draft.stated("cpu", &resources.cpu, say);
        });
    }

    pub fn workload(&mut self, it: &Workload) {
        self.map(it.name.at, |draft| {
            draft.workload_itself(it);
            draft.key("containers");
            draft.list(&it.containers, |draft, container| draft.container(container, it));
        });
    }

    /// What a workload says of itself, into a map that is open.
    pub fn workload_itself(&mut self, it: &Workload) {
        let at = it.name.at;
        self.plain("title", at, &it.title());
        self.text("name", &it.name);
        let platform = match it.kind {
            Kind::Systemd => "systemd",
            kind if kind.is_kubernetes() => "kubernetes",
            _ => "compose",
        };
        self.plain("platform", at, platform);
        self.plain("kind", at, &format!("{:?}", it.kind));
        self.plain("is_fragment", at, truth(it.is_fragment));
        self.stated("replicas", &it.replicas, i64::to_string);
        self.truth("host_network", &it.host_network);
        self.truth("host_pid", &it.host_pid);
        self.truth("host_ipc", &it.host_ipc);
        self.stated_text("service_account", &it.service_account);
        self.stated_text("service", &it.service);
        self.truth("automount_token", &it.automount_token);
        self.key("volumes");
        self.list(&it.volumes, |draft, volume| {
            draft.map(volume.at, |draft| {
                draft.plain("name", volume.at, &volume.name);
                if let VolumeSource::Host(path) = &volume.source {
                    draft.text("host_path", path);
                }
                let read_only = it.is_read_only(volume);
                draft.plain("read_only", volume.at, &read_only.to_string());
            });
        });
    }

    /// A container, with what its workload says for it.
    pub fn container(&mut self, it: &Container, workload: &Workload) {
        let at = it.name.at;
        self.map(at, |draft| {
            draft.text("name", &it.name);
            draft.plain("is_fragment", at, &workload.is_fragment.to_string());
            draft.plain("role", at, &format!("{:?}", it.role).to_lowercase());
            // The image of what is built here is only a name for the result.
            let image = if it.build.is_some() { "built_image" } else { "image" };
            draft.stated_text(image, &it.image);
            draft.plain("is_built", at, truth(it.build.is_some()));
            draft.texts("command", &it.command);
            draft.resources("limits", at, &it.limits);
            draft.resources("requests", at, &it.requests);
            draft.security(it, workload);
            draft.key("mounts");
            draft.list(&it.mounts, |draft, mount| {
                draft.map(mount.at, |draft| {
                    draft.stated_text("image", &it.image);
                    draft.text("path", &mount.path);
                    mount.host.iter().for_each(|host| draft.text("host_path", host));
                    draft.truth("read_only", &mount.read_only);
                });
            });
            draft.key("ports");
            draft.list(&it.ports, |draft, port| {
                draft.map(port.at, |draft| {
                    if let Some(number) = port.container {
                        draft.plain("container", port.at, &number.to_string());
                    }
                    let Some(published) = &port.published else { return };
                    let number = published.port.map_or_else(String::new, |it| it.to_string());
                    draft.plain("published", port.at, &number);
                    let everywhere = port.is_published_everywhere();
                    draft.plain("on_all_interfaces", port.at, truth(everywhere));
                });
            });
            draft.plain("has_liveness", at, truth(it.has_liveness));
            draft.plain("has_readiness", at, truth(it.has_readiness));
        });
    }

    /// What a container does not say for itself holds as the pod says it.
    fn security(&mut self, it: &Container, workload: &Workload) {
        let (own, pod) = (&it.security, &workload.security);
        self.truth("privileged", &own.privileged);
        self.stated_text("user", own.user.or(&pod.user));
        self.truth("non_root", own.non_root.or(&pod.non_root));
        self.truth("privilege_escalation", &own.privilege_escalation);
        self.truth("read_only_root", &own.read_only_root);
        self.stated_text("seccomp", own.seccomp.or(&pod.seccomp));
        self.texts("added_capabilities", &own.added);
        self.texts("dropped_capabilities", &own.dropped);
    }

    fn command(&mut self, words: &[Located<String>]) {
        let [first, rest @ ..] = words else { return };
        let name = first.it.rsplit('/').next().unwrap_or_default();
        self.map(first.at, |draft| {
            draft.plain("name", first.at, name);
            draft.texts("words", rest);
            draft.key("options");
            draft.map(first.at, |draft| {
                for it in flags(rest) {
                    let value = it.value.pattern().replace(UNKNOWN, UNKNOWN_TEXT);
                    draft.plain(&it.configuration, it.value.at, &value);
                }
            });
        });
    }

    pub fn image(&mut self, it: &Image) {
        self.map(it.at, |draft| {
            draft.key("stages");
            draft.list(&it.stages, Self::stage);
            draft.key("final");
            match it.stages.last() {
                Some(stage) => draft.stage(stage),
                None => draft.map(it.at, |_| {}),
            }
        });
    }

    fn stage(&mut self, it: &Stage) {
        self.map(it.at, |draft| {
            draft.stated_text("base", &it.base);
            draft.stated_text("user", &it.user);
            draft.texts("ports", &it.ports);
            draft.plain("has_healthcheck", it.at, truth(it.has_healthcheck));
        });
    }
}
