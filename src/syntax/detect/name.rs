//! What the name of a file says of its format.

use crate::syntax::Format;

/// Endings of copies: what they are of is said before.
const COPIES: [&str; 9] =
    ["example", "sample", "dist", "template", "tmpl", "gotmpl", "j2", "default", "bak"];

/// Endings of programs, which may be called `.env.ts` or `Dockerfile.go`.
const PROGRAMS: [&str; 14] = [
    "ts",
    "tsx",
    "js",
    "jsx",
    "mjs",
    "cjs",
    "py",
    "go",
    "rs",
    "rb",
    "java",
    "php",
    "tpl",
    "dockerignore",
];

const UNITS: [&str; 7] = ["service", "socket", "timer", "mount", "path", "target", "slice"];

const SCRIPTS: [&str; 5] = [".envrc", ".bashrc", ".profile", ".bash_profile", ".zshrc"];

/// None where a name says nothing, so that a caller can tell a file's name from a word.
pub fn format_of_name(path: &str) -> Option<Format> {
    let path = path.replace('\\', "/").to_lowercase();
    let (folder, mut name) = path.rsplit_once('/').unwrap_or(("", &path));
    while let Some((stem, ending)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        if let Some(format) = by_ending(folder, stem, ending) {
            return Some(format);
        }
        if PROGRAMS.contains(&ending) {
            return None;
        }
        if let Some(format) = by_start(name) {
            return Some(format);
        }
        if !COPIES.contains(&ending) {
            return None;
        }
        name = stem;
        // `env.example` is a copy of what is never called `env`.
        if name == "env" {
            return Some(Format::Dotenv);
        }
    }
    by_start(name)
}

fn by_ending(folder: &str, stem: &str, ending: &str) -> Option<Format> {
    Some(match ending {
        "yaml" | "yml" => Format::Yaml,
        "json" | "jsonc" | "json5" => Format::Json,
        "sql" => Format::Sql,
        "toml" => Format::Toml,
        "ini" | "cfg" => Format::Ini,
        "properties" => Format::Properties,
        "env" => Format::Dotenv,
        "md" | "mdx" | "markdown" => Format::Markdown,
        "sh" | "bash" | "zsh" => Format::Shell,
        "dockerfile" | "containerfile" => Format::Dockerfile,
        "nginx" => Format::Nginx,
        "conf" => by_folder(folder, stem),
        unit if UNITS.contains(&unit) => Format::Ini,
        _ => return None,
    })
}

/// Many programs call their files `.conf`, and few of them alike.
fn by_folder(folder: &str, stem: &str) -> Format {
    let mut folders = folder.rsplit('/');
    let inner = folders.next().unwrap_or("");
    let sites = ["nginx", "sites-enabled", "sites-available", "conf.d"];
    let is_unit = inner
        .strip_suffix(".d")
        .and_then(|it| it.rsplit_once('.'))
        .is_some_and(|(_, unit)| UNITS.contains(&unit));
    match stem {
        _ if is_unit => Format::Ini,
        "nginx" => Format::Nginx,
        _ if let Some(format) = by_server(stem) => format,
        _ if is_postgresql(folder) && !stem.starts_with("pg") => Format::Postgresql,
        _ if stem.ends_with(".nginx") || sites.contains(&inner) => Format::Nginx,
        _ if folders.any(|it| it == "nginx") => Format::Nginx,
        _ => Format::Plain,
    }
}

/// The folder of its files, or the one below it for those that are dropped in.
fn is_postgresql(folder: &str) -> bool {
    let mut folders = folder.rsplit('/');
    match folders.next() {
        Some("postgresql") => true,
        Some("conf.d") => folders.any(|it| it == "postgresql"),
        _ => false,
    }
}

/// The servers whose files are named after them: `redis-master.conf`, `nats.conf`.
fn by_server(stem: &str) -> Option<Format> {
    let starts = |word: &&str| {
        let rest = stem.strip_prefix(*word);
        rest.is_some_and(|it| !it.starts_with(|it: char| it.is_ascii_alphabetic()))
    };
    Some(match stem {
        _ if ["redis", "valkey", "sentinel"].iter().any(starts) => Format::Redis,
        _ if starts(&"postgresql") => Format::Postgresql,
        _ if starts(&"pg_hba") => Format::PgHba,
        _ if ["nats", "gnatsd"].iter().any(starts) => Format::Nats,
        _ => return None,
    })
}

fn by_start(name: &str) -> Option<Format> {
    let starts = |word: &str| {
        let rest = name.strip_prefix(word);
        rest.is_some_and(|it| it.is_empty() || it.starts_with(['.', '-', '_']))
    };
    match name {
        _ if SCRIPTS.contains(&name) => Some(Format::Shell),
        _ if starts(".env") => Some(Format::Dotenv),
        _ if starts("dockerfile") || starts("containerfile") => Some(Format::Dockerfile),
        _ => None,
    }
}
