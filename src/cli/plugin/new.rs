//! `tidewaiter plugin new`: a plugin to start from.

use std::{fs, path::Path};

use anyhow::{Context, bail};

use super::say;
use crate::cli::args::Lang;

/// A file of a project: its path and its text, with `NAME` for the plugin's name.
type File = (&'static str, &'static str);

const WIT: File = ("wit/plugin.wit", include_str!("../../../wit/plugin.wit"));

const RUST: &[File] = &[
    ("Cargo.toml", include_str!("templates/rust/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("templates/rust/lib.rs.txt")),
    ("build.sh", include_str!("templates/rust/build.sh.txt")),
    (".gitignore", "/target\n/dist\n"),
];

const C: &[File] = &[
    ("plugin.c", include_str!("templates/c/plugin.c.txt")),
    ("libc/libc.c", include_str!("templates/c/libc.c.txt")),
    ("libc/stdlib.h", include_str!("templates/c/stdlib.h.txt")),
    ("libc/string.h", include_str!("templates/c/string.h.txt")),
    ("build.sh", include_str!("templates/c/build.sh.txt")),
    (".gitignore", "/bindings\n/dist\n"),
];

const JS: &[File] = &[
    ("plugin.js", include_str!("templates/js/plugin.js.txt")),
    ("build.mjs", include_str!("templates/js/build.mjs.txt")),
    ("package.json", include_str!("templates/js/package.json.txt")),
    ("build.sh", include_str!("templates/js/build.sh.txt")),
    (".gitignore", "/node_modules\n/dist\n"),
];

const PYTHON: &[File] = &[
    ("plugin.py", include_str!("templates/python/plugin.py.txt")),
    ("build.sh", include_str!("templates/python/build.sh.txt")),
    (".gitignore", "/dist\n__pycache__\n"),
];

/// Makes a folder of the plugin's name, where there is none.
pub fn new(name: &str, lang: Lang) -> anyhow::Result<u8> {
    let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let starts = name.starts_with(|it: char| it.is_ascii_lowercase());
    if !starts || !name.bytes().all(is_letter) || name.len() > 60 {
        bail!("`{name}` is no name: lower case, digits and `-`, at most 60, a letter first");
    }
    let folder = Path::new(name);
    fs::create_dir(folder).with_context(|| format!("{name} cannot be made"))?;
    let (files, source, needs) = match lang {
        Lang::Rust => (RUST, "src/lib.rs", "what `rustup target add wasm32-unknown-unknown` adds"),
        Lang::C => (C, "plugin.c", "wit-bindgen and zig"),
        Lang::Js => (JS, "plugin.js", "Node with npm"),
        Lang::Python => (PYTHON, "plugin.py", "what `pip install componentize-py` adds"),
    };
    let readme = include_str!("templates/README.md.txt").replace("SOURCE", source);
    let all = files.iter().chain([&WIT]).map(|(path, text)| (*path, text.replace("NAME", name)));
    for (path, text) in all.chain([("README.md", readme.replace("NAME", name))]) {
        // The contract speaks of names, too, and is the same for all.
        let text = if path == WIT.0 { WIT.1 } else { &text };
        let path = folder.join(path);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&path, text)
        };
        write().with_context(|| format!("{} cannot be written", path.display()))?;
    }
    say(format_args!("made {name}; `sh {name}/build.sh` builds it, and needs {needs}"));
    Ok(0)
}
