//! Packs the rules under `rules/` into texts, which the binary holds: of each policy a
//! line of the path and of its parts as JSON, between tabs; of each form of token a line of fields. The packs
//! under `rules/systems/` are texts of their own.
//!
//! YAML is read here and not at start: JSON of the same rules is read many times as
//! fast, and fields between tabs faster still. What is wrong with a rule is found when
//! it is loaded, by a test.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The folder of forms of tokens, which are no policies.
const PROVIDERS: &str = "rules/secrets/providers";

/// The folder of packs, each for one system.
const SYSTEMS: &str = "rules/systems";

fn main() {
    let root = PathBuf::from("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let (forms, policies): (Vec<_>, Vec<_>) =
        files.iter().partition(|path| path.starts_with(PROVIDERS));
    let (packs, policies): (Vec<&PathBuf>, Vec<&PathBuf>) =
        policies.into_iter().partition(|path| path.starts_with(SYSTEMS));
    let rules: String = policies.into_iter().map(|path| policy(&root, path)).collect();
    let providers: String = forms.into_iter().map(|path| providers(path)).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    fs::write(out.join("rules.txt"), rules).expect("the folder is writable");
    let (statements, packs) = of_packs(packs);
    fs::write(out.join("packs.txt"), packs).expect("the folder is writable");
    fs::write(out.join("statements.txt"), statements).expect("the folder is writable");
    fs::write(out.join("providers.txt"), providers).expect("the folder is writable");
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

/// What packs serve, by their folders; and the packs, each led by what it says of itself.
fn of_packs(mut files: Vec<&PathBuf>) -> (String, String) {
    let is_named = |path: &Path, name: &str| path.file_name().is_some_and(|it| it == name);
    files.sort_by_key(|it| (it.parent(), !is_named(it, "pack.yaml"), *it));
    let (statements, rules): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|it| is_named(it, "statements.yaml"));
    let root = Path::new(SYSTEMS);
    let statements =
        statements.into_iter().map(|it| rule(root, it).replacen("statements.yaml", "", 1));
    let packed = |it: &PathBuf| match is_named(it, "pack.yaml") {
        true => rule(root, it),
        false => policy(root, it),
    };
    (statements.collect(), rules.into_iter().map(packed).collect())
}

/// What each run asks of a rule, and what a rule says to people: the first is read at
/// start, the second when somebody asks, and what is neither where there is something
/// that the rule looks at.
const HEAD: [&str; 10] = [
    "id",
    "summary",
    "severity",
    "confidence",
    "profile",
    "kinds",
    "mentions",
    "options",
    "over",
    "where",
];
const PROSE: [&str; 8] =
    ["why", "fix", "standards", "covers", "statements", "since", "references", "examples"];

/// A rule in its three parts.
fn policy(root: &Path, path: &Path) -> String {
    let Value::Object(all) = read(path) else { panic!("{}: no rule", path.display()) };
    let part = |is_of: &dyn Fn(&str) -> bool| {
        let own = all.iter().filter(|it| is_of(it.0));
        Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    let head = part(&|it| HEAD.contains(&it));
    let prose = part(&|it| PROSE.contains(&it));
    let body = part(&|it| !HEAD.contains(&it) && !PROSE.contains(&it));
    format!("{}\t{head}\t{body}\t{prose}\n", below(root, path))
}

fn below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).expect("below the folder");
    below.to_string_lossy().replace('\\', "/")
}

/// A file with the path that it has below the folder of rules.
fn rule(root: &Path, path: &Path) -> String {
    format!("{}\t{}\n", below(root, path), read(path))
}

fn read(path: &Path) -> Value {
    let yaml = fs::read_to_string(path).expect("a readable rule");
    // Else `no` would be a boolean here and a text in the files looked at.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&yaml, options)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A line for each form of token; its examples and sources are for readers and tests.
fn providers(path: &Path) -> String {
    const FIELDS: [&str; 9] =
        ["what", "needles", "names", "pattern", "place", "check", "beside", "entropy", "sure"];
    let forms = read(path);
    let forms = forms.as_array().expect("a list of forms");
    let line = |form: &Value| {
        let fields = FIELDS.map(|name| match &form[name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let texts = items.iter().map(|it| it.as_str().expect("a text"));
                texts.flat_map(spelled_out).collect::<Vec<_>>().join(" ")
            }
            other => other.to_string(),
        });
        assert!(fields.iter().all(|it| !it.contains(['\t', '\n'])), "{form}");
        fields.join("\t") + "\n"
    };
    forms.iter().map(line).collect()
}

/// `a[bc]` is `ab` and `ac`; ranges such as `[0-9]` are spelled out, too.
fn spelled_out(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('[') else { return vec![text.to_owned()] };
    let (class, after) = rest.split_once(']').expect("a class closes");
    let letters: Vec<char> = class.chars().collect();
    let mut chosen = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if letters.get(at + 1) == Some(&'-') {
            chosen.extend(letters[at]..=letters[at + 2]);
            at += 3;
        } else {
            chosen.push(letters[at]);
            at += 1;
        }
    }
    let tails = spelled_out(after);
    let heads = chosen.iter().map(|letter| format!("{before}{letter}"));
    heads.flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect()
}
