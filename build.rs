//! Packs the rules under `rules/` into one text, which the binary holds: a line each, of
//! the path, a tab and JSON.
//!
//! YAML is read here and not at start: JSON of the same rules is read many times as
//! fast. What is wrong with a rule is found when it is loaded, by a test.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

fn main() {
    let root = PathBuf::from("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let rules: String = files.iter().map(|path| rule(&root, path)).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    fs::write(out.join("rules.txt"), rules).expect("the folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            files.push(path);
        }
    }
}

/// A rule with the path that its file has below the folder of rules.
fn rule(root: &Path, path: &Path) -> String {
    let yaml = fs::read_to_string(path).expect("a readable rule");
    // Else `no` would be a boolean here and a text in the files looked at.
    let options = serde_saphyr::options! { strict_booleans: true };
    let rule: Value = serde_saphyr::from_str_with_options(&yaml, options)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let below = path.strip_prefix(root).expect("below the folder");
    let name = below.to_string_lossy().replace('\\', "/");
    format!("{name}\t{rule}\n")
}
