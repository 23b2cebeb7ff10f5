//! What the units of systemd state: a service is something that runs.

use super::{
    Container, Context, Kind, Layer, Located, Quantity, Resources, Role, Security, Setting, Stated,
    Value, Workload, names,
    stated::{stated, stated_bool, stated_text},
};
use crate::{
    syntax::Document,
    text::{Span, Text},
    tree::{NodeId, Style, Tree},
};

/// The service that a unit starts; none where it starts nothing, as a timer does.
pub(super) fn workload(document: &Document, tree: &Tree, root: NodeId) -> Option<Workload> {
    let service = Service { tree, root };
    let heading = service.heading()?;
    let starts = service.last("ExecStart");
    let at = starts.map_or(tree.locate(heading), |id| tree.locate(id));
    let name = Located { it: name(document, tree, starts), at: tree.locate(heading) };
    let container = Container {
        name: name.clone(),
        role: Role::Main,
        image: Stated::Absent,
        build: None,
        command: starts.map_or_else(Vec::new, |id| located(words(tree, id))),
        layers: service.layers(),
        limits: service.limits(),
        requests: Resources::default(),
        ports: Vec::new(),
        security: Security {
            at: Some(at),
            user: stated_text(tree, service.last("User")),
            privilege_escalation: service.negated("NoNewPrivileges"),
            ..Security::default()
        },
        mounts: Vec::new(),
        has_liveness: false,
        has_readiness: false,
        probed: Vec::new(),
    };
    Some(Workload {
        document: document.name.clone(),
        embedded: document.text.depth() > 0,
        extends: None,
        replaced: Vec::new(),
        zone_bound: None,
        kind: Kind::Systemd,
        name,
        namespace: None,
        context: Context::find([], names(document)),
        labels: Vec::new(),
        replicas: Stated::Absent,
        host_network: Stated::Absent,
        host_pid: Stated::Absent,
        host_ipc: Stated::Absent,
        service_account: Stated::Absent,
        service: Stated::Absent,
        automount_token: Stated::Absent,
        security: Security::default(),
        volumes: Vec::new(),
        containers: vec![container],
        // What a part that is dropped in leaves out, the unit says.
        is_fragment: starts.is_none(),
    })
}

/// What the unit is called: by its file, or by the folder that parts of it are dropped
/// into, or else by the program that it starts.
fn name(document: &Document, tree: &Tree, starts: Option<NodeId>) -> String {
    let path = document.name.as_deref().unwrap_or_default();
    let parts = path.rsplit(['/', '\\']);
    let mut stems = parts.map(|it| it.strip_suffix(".d").unwrap_or(it));
    if let Some(stem) = stems.find_map(|it| it.strip_suffix(".service")) {
        return stem.to_owned();
    }
    let command = starts.and_then(|id| tree.str(id)).unwrap_or_default();
    let program = command.split_whitespace().next().unwrap_or("unit");
    // Before the path may stand how the command is run.
    let program = program.trim_start_matches(['-', '@', '+', '!', ':', '|']);
    program.rsplit('/').next().unwrap_or(program).to_owned()
}

/// What all sections of that name say.
struct Service<'a> {
    tree: &'a Tree,
    root: NodeId,
}

impl Service<'_> {
    /// Where the first section is named.
    fn heading(&self) -> Option<NodeId> {
        let mut sections = self.tree.entries(self.root);
        sections.find(|(key, _)| self.tree.str(*key) == Some("Service")).map(|it| it.0)
    }

    /// All that is assigned, in order; an empty one takes back what was before it.
    fn entries(&self) -> impl Iterator<Item = (&str, NodeId)> {
        let tree = self.tree;
        let sections = tree.entries(self.root);
        let own = sections.filter(move |(key, _)| tree.str(*key) == Some("Service"));
        own.flat_map(move |(_, section)| tree.entries(section))
            .filter_map(move |(key, value)| Some((tree.str(key)?, value)))
    }

    fn last(&self, name: &str) -> Option<NodeId> {
        let found = self.entries().filter(|(key, _)| *key == name).last();
        found.map(|it| it.1).filter(|id| self.tree.str(*id).is_some_and(|it| !it.is_empty()))
    }

    fn negated(&self, name: &str) -> Stated<bool> {
        match stated_bool(self.tree, self.last(name)) {
            Stated::Known(it) => Stated::Known(Located { it: !it.it, at: it.at }),
            other => other,
        }
    }

    fn limits(&self) -> Resources {
        let memory = self.last("MemoryMax").or_else(|| self.last("MemoryLimit"));
        let memory = stated(self.tree, memory, Quantity::docker);
        let cpu = stated(self.tree, self.last("CPUQuota"), |text| {
            let percent: f64 = text.strip_suffix('%')?.parse().ok()?;
            Some(Quantity(percent / 100.0))
        });
        Resources { memory, cpu }
    }

    fn layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        for (name, value) in self.entries() {
            let is_reset = self.tree.str(value) == Some("");
            match name {
                "Environment" if is_reset => layers.retain(|it| !matches!(it, Layer::Own(_))),
                "EnvironmentFile" if is_reset => {
                    layers.retain(|it| !matches!(it, Layer::File { .. }));
                }
                "Environment" => {
                    layers.extend(words(self.tree, value).into_iter().filter_map(assignment));
                }
                "EnvironmentFile" => layers.extend(self.file(value)),
                _ => {}
            }
        }
        // A file beats what the unit itself says, wherever the two stand.
        layers.sort_by_key(|it| matches!(it, Layer::File { .. }));
        layers
    }

    fn file(&self, value: NodeId) -> Option<Layer> {
        let written = self.tree.str(value)?;
        let path = written.strip_prefix('-').unwrap_or(written);
        let path = Located { it: path.to_owned(), at: self.tree.locate(value) };
        Some(Layer::File { path, required: !written.starts_with('-') })
    }
}

/// `NAME=value`, whose value no one expands.
fn assignment(word: Text) -> Option<Layer> {
    let written = word.as_str();
    let at = written.find('=').filter(|at| *at > 0)?;
    let name = Located { it: written[..at].to_owned(), at: word.locate(Span::new(0, at)) };
    let value = Span::new(at + 1, written.len());
    let part = word.part().keep(value).finish();
    Some(Layer::Own(Setting::new(name, Value::of_text(&part, word.locate(value)))))
}

fn located(words: Vec<Text>) -> Vec<Located<String>> {
    let place = |it: &Text| it.locate(Span::new(0, it.as_str().len()));
    words.iter().map(|it| Located { it: it.as_str().to_owned(), at: place(it) }).collect()
}

/// The words of a value: blanks part them, but for those in quotes.
fn words(tree: &Tree, value: NodeId) -> Vec<Text> {
    let Some(text) = tree.part(value) else { return Vec::new() };
    // Quotes around the whole were taken off when the file was read.
    if tree.scalar(value).is_some_and(|it| it.style == Style::Quoted) {
        return vec![text];
    }
    let (mut found, mut pieces) = (Vec::new(), Vec::new());
    let (mut start, mut quote) = (0, None);
    for (at, letter) in text.as_str().char_indices() {
        let is_mark = quote == Some(letter) || quote.is_none() && matches!(letter, '"' | '\'');
        let is_end = quote.is_none() && letter.is_whitespace();
        if !(is_mark || is_end) {
            continue;
        }
        pieces.push(Span::new(start, at));
        start = at + letter.len_utf8();
        match (is_end, quote) {
            (true, _) => found.extend(word(&text, std::mem::take(&mut pieces))),
            (false, None) => quote = Some(letter),
            (false, Some(_)) => quote = None,
        }
    }
    pieces.push(Span::new(start, text.as_str().len()));
    found.extend(word(&text, pieces));
    found
}

fn word(text: &Text, pieces: Vec<Span>) -> Option<Text> {
    let pieces = pieces.into_iter().filter(|it| !it.is_empty());
    let word = pieces.fold(text.part(), |part, piece| part.keep(piece)).finish();
    (!word.as_str().is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts,
        syntax::{self, Input},
        text::FileId,
    };

    fn unit(content: &str) -> Workload {
        let text = Text::of_file(FileId(0), content);
        let (documents, _) = syntax::parse(&Input::file("api.service", text));
        let (kind, root) = facts::classify(&documents[0])[0];
        let (mut facts, _) = facts::extract(&documents[0], kind, root);
        facts.workloads.pop().expect("a workload")
    }

    #[test]
    fn a_service_runs_its_command_with_its_environment() {
        let unit = unit(
            "[Service]\nUser=api\nExecStart=/bin/api --port 80\nEnvironment=\"A=b c\" D=e\n\
             EnvironmentFile=-/etc/api.env\nEnvironment=\"F=g h\"\nMemoryMax=2G\nNoNewPrivileges=yes\n",
        );
        let container = &unit.containers[0];
        let command: Vec<_> = container.command.iter().map(|it| it.it.as_str()).collect();
        assert_eq!(command, ["/bin/api", "--port", "80"]);
        assert_eq!(container.security.user.known().map(String::as_str), Some("api"));
        assert!(container.security.privilege_escalation.is_false());
        assert_eq!(container.limits.memory.known(), Some(&Quantity(2.0 * 1024.0f64.powi(3))));
        let said: Vec<_> = container.layers.iter().map(said).collect();
        assert_eq!(said, ["A=b c", "D=e", "F=g h", "/etc/api.env false"]);
        assert_eq!((unit.name.it.as_str(), unit.is_fragment), ("api", false));
    }

    #[test]
    fn an_empty_assignment_takes_back_those_before_it() {
        let unit = unit("[Service]\nEnvironment=A=b\nEnvironment=\nEnvironment=C=d\n");
        assert_eq!(unit.containers[0].layers.iter().map(said).collect::<Vec<_>>(), ["C=d"]);
        assert!(unit.is_fragment);
    }

    fn said(layer: &Layer) -> String {
        match layer {
            Layer::Own(it) => {
                format!("{}={}", it.delivered.it, it.value.text().unwrap_or_default())
            }
            Layer::File { path, required } => format!("{} {required}", path.it),
            _ => String::new(),
        }
    }
}
