//! The plugins that are committed: as they were built, or as they were built just now.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tidewaiter::{
    config::{Limit, PluginEntry},
    fixture,
    plugin::{LoadOptions, Plugin, load},
};

const WASM: [&str; 4] = [
    "certificates/certificates.wasm",
    "ownership/ownership.wasm",
    "namespaces/namespaces.wasm",
    "sdk/examples/namespaces.wasm",
];

/// Where a plugin is: among those that are committed, or where they were built.
pub fn path(wasm: &str) -> PathBuf {
    let folder = std::env::var_os("TIDEWAITER_PLUGINS").map(PathBuf::from);
    fs::canonicalize(folder.unwrap_or_else(|| "plugins".into()).join(wasm)).unwrap()
}

pub fn loaded(wasm: &str) -> Plugin {
    // Compiled once for each build: without optimization that takes seconds.
    let cache = Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR")));
    let options = LoadOptions { cache, ..LoadOptions::for_examples() };
    let entry = PluginEntry::of_file(&path(wasm));
    let limits = entry.limits.clone().with(Limit::CompileTime, 600_000).with(Limit::Time, 60_000);
    load(&PluginEntry { limits, ..entry }, &options).unwrap_or_else(|it| panic!("{wasm}: {it}"))
}

#[test]
fn they_keep_their_word() {
    for wasm in WASM {
        let plugin = loaded(wasm);
        let faults: Vec<_> = plugin.rules().flat_map(fixture::check_examples).collect();
        assert!(faults.is_empty(), "{wasm}\n{}", faults.join("\n"));
    }
}

#[test]
fn they_are_built_from_what_is_here() {
    if std::env::var_os("TIDEWAITER_PLUGINS").is_some() {
        return;
    }
    let lock = fs::read_to_string("plugins/lock.txt").unwrap();
    let lines: Vec<_> = lock.lines().filter(|it| !it.starts_with('#')).collect();
    assert_eq!(lines.len(), WASM.len());
    for line in lines {
        let [name, made_of, made, wasm] = *line.split(' ').collect::<Vec<_>>() else {
            panic!("{line}")
        };
        let sources: &[&str] = match name {
            "namespaces" => &["../wit", "namespaces"],
            "namespaces-in-rust" => &["../wit", "Cargo.lock", "Cargo.toml", "sdk"],
            _ => &["../wit", "Cargo.lock", "Cargo.toml", name, "sdk/Cargo.toml", "sdk/src"],
        };
        assert_eq!(digest(sources), made_of, "{name}: run plugins/rebuild.sh");
        assert_eq!(hex(&fs::read(Path::new("plugins").join(wasm)).unwrap()), made, "{wasm}");
    }
}

/// What `sha256sum | sha256sum` of all files says, but of what was built.
fn digest(sources: &[&str]) -> String {
    let mut open: Vec<PathBuf> = sources.iter().map(PathBuf::from).collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        let there = Path::new("plugins").join(&path);
        if there.is_dir() {
            let names = fs::read_dir(there).unwrap().map(|it| it.unwrap().file_name());
            open.extend(names.map(|name| path.join(name)));
        } else if path.extension().is_none_or(|it| it != "wasm") {
            files.push(path.to_str().unwrap().to_owned());
        }
    }
    files.sort();
    let sum = |path: &String| {
        let bytes = fs::read(Path::new("plugins").join(path)).unwrap();
        format!("{}  {path}\n", hex(&bytes))
    };
    hex(files.iter().map(sum).collect::<String>().as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}
