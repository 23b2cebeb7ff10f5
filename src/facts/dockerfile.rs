//! What Dockerfiles state.

use super::{
    Image, Located, Piece, Setting, Stage, Stated, Value, command::command, located, setting,
};
use crate::{
    syntax::Document,
    text::Location,
    tree::{NodeId, Tree},
};

/// How many paths of one instruction are kept.
const MAX_PATHS: usize = 100;

/// The image that a Dockerfile makes; none where nothing is made.
pub(super) fn image(document: &Document, tree: &Tree, root: NodeId) -> Option<Image> {
    let mut reader = Reader { tree, arguments: Vec::new(), stages: Vec::new() };
    for item in tree.items(root) {
        // Each instruction is a map of one key.
        if let Some((key, value)) = tree.entries(*item).next() {
            reader.instruction(tree.str(key).unwrap_or(""), value);
        }
    }
    let last = reader.stages.last()?;
    Some(Image {
        name: document.name.clone(),
        embedded: document.text.depth() > 0,
        at: last.at,
        stages: reader.stages,
    })
}

struct Reader<'a> {
    tree: &'a Tree,
    /// Those before the first stage, which `FROM` may use.
    arguments: Vec<Setting>,
    stages: Vec<Stage>,
}

impl Reader<'_> {
    fn instruction(&mut self, keyword: &str, value: NodeId) {
        if matches!(keyword, "run" | "copy" | "add" | "volume" | "workdir") {
            let paths = self.paths(value);
            self.stages.last_mut().into_iter().for_each(|it| it.paths.extend(paths.clone()));
        }
        match keyword {
            "from" => self.from(value),
            "arg" => {
                let given = setting::flat(self.tree, value).into_iter();
                // Without a default it is whatever the build is given.
                let given = given.filter(|it| it.value.text().is_none_or(|text| !text.is_empty()));
                match self.stages.last_mut() {
                    Some(stage) => stage.arguments.extend(given),
                    None => self.arguments.extend(given),
                }
            }
            "env" => {
                let given = setting::flat(self.tree, value);
                if let Some(stage) = self.stages.last_mut() {
                    stage.settings.extend(given);
                }
            }
            "user" => {
                let user = self.known(value);
                if let Some(stage) = self.stages.last_mut() {
                    stage.user = user;
                }
            }
            "expose" => {
                let ports = self.tree.items(value).iter();
                let ports = ports.filter_map(|id| located(self.tree, *id));
                if let Some(stage) = self.stages.last_mut() {
                    stage.ports.extend(ports);
                }
            }
            "entrypoint" | "cmd" => {
                let words = self.words(value);
                if let Some(stage) = self.stages.last_mut() {
                    let of = if keyword == "cmd" { &mut stage.command } else { &mut stage.entry };
                    *of = words;
                }
            }
            "healthcheck" => {
                let is_none = self.tree.get(value, "none").is_some();
                if let Some(stage) = self.stages.last_mut() {
                    stage.has_healthcheck = !is_none;
                }
            }
            _ => {}
        }
    }

    /// The absolute paths among what an instruction says.
    fn paths(&self, value: NodeId) -> Vec<String> {
        let text = self.tree.text().slice(self.tree.span(value));
        let ends = |it: char| {
            it.is_whitespace() || matches!(it, '"' | '\'' | ',' | '[' | ']' | '=' | ':' | ';')
        };
        let paths = text.split(ends).filter(|it| it.starts_with('/') && it.len() > 1);
        paths.take(MAX_PATHS).map(str::to_owned).collect()
    }

    /// The words of a command, unless it is a script.
    fn words(&self, value: NodeId) -> Vec<Located<String>> {
        let line = self.tree.get(value, "shell");
        let is_script = |id| self.tree.str(id).is_none_or(|it| it.contains(['&', '|', ';', '>']));
        match line {
            Some(line) if is_script(line) => Vec::new(),
            line => command(self.tree, [line.or_else(|| self.tree.get(value, "exec")), None]),
        }
    }

    fn from(&mut self, value: NodeId) {
        let get = |key| self.tree.get(value, key);
        let Some(image) = get("image") else { return };
        let base = self.known(image);
        let at = self.tree.locate(image);
        let name = get("as").and_then(|id| self.tree.str(id)).map(str::to_lowercase);
        let parent = base.known().and_then(|base| self.stage(base)).cloned();
        let stage = match parent {
            // What an earlier stage says holds here too, and so does where it starts from.
            Some(parent) => Stage { at, name, arguments: Vec::new(), ..parent },
            None => Stage { base, ..Stage::new(at, name) },
        };
        self.stages.push(stage);
    }

    /// A stage by its name or number.
    fn stage(&self, name: &str) -> Option<&Stage> {
        let lower = name.to_lowercase();
        let named = self.stages.iter().rev().find(|it| it.name.as_ref() == Some(&lower));
        named.or_else(|| self.stages.get(name.parse::<usize>().ok()?))
    }

    /// A text with the arguments and variables that are known put in.
    fn known(&self, id: NodeId) -> Stated<String> {
        let at = self.tree.locate(id);
        let Some(value) = Value::of(self.tree, id) else { return Stated::Unknown(at) };
        let mut text = String::new();
        for piece in &value.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(&literal.it),
                Piece::Unknown(expansion) => {
                    let name = expansion.variable.as_deref();
                    let given = name.and_then(|name| self.given(name)).and_then(Value::text);
                    let Some(given) = given else { return Stated::Unknown(at) };
                    text.push_str(&given);
                }
            }
        }
        Stated::Known(Located { it: text, at })
    }

    fn given(&self, name: &str) -> Option<&Value> {
        let stage = self.stages.last();
        let own = stage.into_iter().flat_map(|it| it.settings.iter().chain(&it.arguments));
        let all = self.arguments.iter().chain(own);
        all.rev().find(|it| it.delivered.it == name).map(|it| &it.value)
    }
}

impl Stage {
    fn new(at: Location, name: Option<String>) -> Self {
        Self {
            at,
            name,
            base: Stated::Absent,
            settings: Vec::new(),
            arguments: Vec::new(),
            user: Stated::Absent,
            ports: Vec::new(),
            entry: Vec::new(),
            command: Vec::new(),
            paths: Vec::new(),
            has_healthcheck: false,
        }
    }
}
