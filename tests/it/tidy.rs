//! Rules about the source itself.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use tidewaiter::{policy, rule::Rule, rules};

#[test]
fn modules_use_only_those_before_them() {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let order = order(&lib);
    let faults: Vec<_> = files("src", "rs")
        .into_iter()
        .filter(|path| {
            ![Path::new("src/lib.rs"), Path::new("src/main.rs")].contains(&path.as_path())
        })
        .flat_map(|path| looks_ahead(&path, &fs::read_to_string(&path).unwrap(), &order))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_module_that_looks_ahead_is_named_with_its_file() {
    let order = ["text", "tree", "rules", "policy"];
    let said = |path, code| looks_ahead(Path::new(path), code, &order).join("; ");
    let deep = "src/tree/deep/leaf.rs";
    assert_eq!(
        said(deep, "use crate::{\n  text::{a, policy},\n  tree,\n};\nlet _ = crate::text::x;"),
        ""
    );
    let expected = "src/tree/deep/leaf.rs uses `policy`, which lib.rs lists after `tree`";
    assert_eq!(said(deep, "use crate::{text, policy::Policy};"), expected);
    assert_eq!(said(deep, "let x = crate::policy::load();"), expected);
    assert!(said("src/policy/mod.rs", "use crate::rules::ALL;").contains("meet the engine only"));
    assert!(said(deep, "use super::super::policy;").contains("write `crate::`"));
    assert!(said(deep, "use super::{\n  super::policy};").contains("write `crate::`"));
    assert!(said("src/tree.rs", "use super::policy;").contains("write `crate::`"));
    assert!(said("src/lost.rs", "").contains("lib.rs does not list"));
}

/// At least half of those that need no logic of their own; it is said how many.
#[test]
fn most_rules_are_yaml() {
    let general = policy::shipped().unwrap().len();
    let packed: usize = policy::packs().unwrap().iter().map(|it| it.policies.len()).sum();
    let native = rules::ALL.len();
    let (yaml, all) = (general + packed, general + packed + native);
    let said = format!(
        "Of the {all} that ship, {yaml} are: {general} of those for every deployment and all {packed} \
         of the packs. The {native} in Rust"
    );
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    assert!(page.contains(&said), "docs/architecture.md should say: {said}");
}

#[test]
fn every_rule_is_listed_and_lies_where_its_id_says() {
    let policies = policy::shipped().unwrap();
    let metas = rules::ALL.iter().map(|rule| rule.meta());
    let native = metas.map(|it| format!("src/rules/{}/{}.rs", it.topic, it.id.replace('-', "_")));
    let written =
        policies.iter().map(|it| format!("rules/{}/{}.yaml", it.meta().topic, it.meta().id));
    let packs = policy::packs().unwrap();
    let packed = packs.iter().flat_map(|pack| {
        pack.policies.iter().map(|it| format!("rules/systems/{}/{}.yaml", pack.name, it.meta().id))
    });
    let listed: Vec<_> = native.chain(written).chain(packed).map(PathBuf::from).collect();
    let mut found = files("src/rules", "rs");
    found.retain(|path| !path.ends_with("mod.rs") && !path.ends_with("shared.rs"));
    found.extend(files("rules", "yaml"));
    // Forms of tokens, which rules only look at.
    found.retain(|path| !path.starts_with("rules/secrets/providers"));
    // What packs say of themselves, which is no rule.
    found.retain(|path| !path.ends_with("pack.yaml") && !path.ends_with("statements.yaml"));
    let packed: usize = packs.iter().map(|it| it.policies.len()).sum();
    assert_eq!(listed.len(), rules::ALL.len() + policies.len() + packed);
    assert_eq!(BTreeSet::from_iter(listed), BTreeSet::from_iter(found), "listed and found differ");
}

#[test]
fn files_are_short() {
    let lines = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count();
    let long: Vec<_> = files("src", "rs").into_iter().filter(|path| lines(path) >= 400).collect();
    assert!(
        long.is_empty(),
        "these have 400 lines or more; split them by what they know: {long:?}"
    );
}

#[test]
fn functions_are_short() {
    let long: Vec<_> = files("src", "rs")
        .into_iter()
        .flat_map(|path| {
            let code = fs::read_to_string(&path).unwrap();
            let own = code.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
            let said = |name: &&str| format!("{}: {name}", path.display());
            long_functions(&own).iter().map(said).collect::<Vec<_>>()
        })
        .filter(|it| !it.contains("tests.rs"))
        .collect();
    assert!(long.is_empty(), "these have more than 60 lines; ask what they try to be: {long:#?}");
    let body = "    let _ = 1;\n".repeat(59);
    assert!(long_functions(&format!("fn a() {{\n{body}}}\n")).is_empty());
    assert_eq!(long_functions(&format!("pub fn a() {{\n{body}{body}}}\n")), ["pub fn a() {"]);
}

/// The first lines of functions with more than 60, as they are after formatting.
fn long_functions(code: &str) -> Vec<&str> {
    let lines: Vec<&str> = code.lines().collect();
    let is_function = |line: &str| {
        let words = line.trim_start().trim_start_matches("pub(super) ").trim_start_matches("pub ");
        words.starts_with("fn ") || words.starts_with("const fn ")
    };
    let starts = (0..lines.len()).filter(|at| is_function(lines[*at]));
    let long = starts.filter(|at| {
        let indent = lines[*at].len() - lines[*at].trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[*at..].iter().position(|line| **line == end);
        !lines[*at].ends_with('}') && length.is_some_and(|it| it >= 61)
    });
    long.map(|at| lines[at].trim()).collect()
}

/// The modules of the crate, as lib.rs lists them.
fn order(lib: &str) -> Vec<&str> {
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect()
}

/// What a file uses and should not, each as a sentence.
fn looks_ahead(path: &Path, text: &str, order: &[&str]) -> Vec<String> {
    let inside = path.strip_prefix("src").unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    let module = first.trim_end_matches(".rs");
    let path = path.display();
    let Some(rank) = order.iter().position(|it| *it == module) else {
        return vec![format!("{path} is of a module that lib.rs does not list")];
    };
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
    let mut faults = Vec::new();
    for used in code.split("crate::").skip(1).flat_map(heads) {
        if order[rank + 1..].contains(&used) {
            faults.push(format!("{path} uses `{used}`, which lib.rs lists after `{module}`"));
        } else if module == "policy" && used == "rules" {
            faults.push(format!("{path} uses `{used}`; both meet the engine only through `rule`"));
        }
    }
    let own = code.split("#[cfg(test)]").next().unwrap();
    let top = inside.components().count() == 1 || inside.ends_with(format!("{module}/mod.rs"));
    let flat = own.replace(|it: char| it == '{' || it.is_whitespace(), "");
    if flat.contains("super::super::") || (top && own.contains("super::")) {
        faults.push(format!("{path} climbs out of its module by `super`; write `crate::`"));
    }
    faults
}

/// The first words of what follows a `crate::`: one, or each of a `{...}`.
fn heads(path: &str) -> Vec<&str> {
    if !path.starts_with('{') {
        return vec![word(path)];
    }
    let (mut depth, mut heads) = (0, Vec::new());
    for (at, it) in path.char_indices() {
        match it {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (depth, it) {
            (0, _) => break,
            (1, '{' | ',') => heads.push(word(path[at + 1..].trim_start())),
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> &str {
    text.split(|it: char| it != '_' && !it.is_alphanumeric()).next().unwrap()
}

/// All files below a folder that have an extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![PathBuf::from(folder)], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
