//! Secrets that only the history of a repository holds.

use std::{fs, path::Path, process::Command};

use tidewaiter::{
    engine::{self, Files, RuleSet, WalkOptions},
    report::place,
    rule::{Rule, Scope},
    rules,
};

/// Never given out, and not whole in this file.
fn token() -> String {
    ["gl", "pat-q7Rk2vXw9LmT4bZc8NhY"].concat()
}

fn git(root: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(root).args(arguments).env_clear().env("HOME", root);
    command.env("PATH", std::env::var_os("PATH").unwrap()).env("GIT_CONFIG_NOSYSTEM", "1");
    for (name, value) in [("NAME", "a"), ("EMAIL", "a@example.org")] {
        command.env(format!("GIT_AUTHOR_{name}"), value);
        command.env(format!("GIT_COMMITTER_{name}"), value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn commit(root: &Path, path: &str, content: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", path]);
}

fn rules() -> Vec<&'static dyn Rule> {
    rules::ALL.iter().copied().filter(|it| it.meta().scope == Scope::Text).collect()
}

#[test]
fn a_secret_that_was_taken_out_again_is_found_and_each_blob_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = &fs::canonicalize(folder.path()).unwrap();
    git(root, &["init", "-q", "-b", "main"]);
    commit(root, "deploy/.env", "HOST=db\n");
    commit(root, "deploy/.env", &format!("HOST=db\nGITLAB_TOKEN={}\n", token()));
    // The same blob at another path, and one that comes back.
    commit(root, "copy/.env", &format!("HOST=db\nGITLAB_TOKEN={}\n", token()));
    commit(root, "deploy/.env", "HOST=db\n");
    commit(root, "copy/.env", "HOST=db2\n");
    let rules = rules();
    let rules = RuleSet::of(&rules);
    let files = engine::walk(std::slice::from_ref(root), &options(root));
    let past = engine::history(root, "HEAD", &files, &rules).unwrap();
    // Both blobs of the working tree are read there.
    assert_eq!((past.commits, past.blobs), (5, 1));
    let alone = Files::new(Vec::new());
    assert_eq!(engine::history(root, "HEAD", &alone, &rules).unwrap().blobs, 3);
    assert_eq!(engine::history(root, "HEAD~2..HEAD", &alone, &rules).unwrap().commits, 2);
    assert!(engine::history(root, "nowhere", &alone, &rules).is_err());
    let report = engine::run(&files.with(past.entries), &rules);
    let finding = &report.findings[0];
    let path = report.sources.path(finding.at.file);
    assert_eq!(report.findings.len(), 1);
    assert!(path.starts_with("deploy/.env@") && path.len() == 24, "{path}");
    assert_eq!(place(finding.at, &report.sources).0.line, 2);
}

fn options(root: &Path) -> WalkOptions {
    WalkOptions {
        root: root.to_owned(),
        ignores: engine::Ignores::Heed,
        exclude: Vec::new(),
        named: engine::Named::Read,
        threads: Some(1),
    }
}

#[test]
fn the_same_secret_in_several_files_is_one_finding() {
    let text = format!("GITLAB_TOKEN={}\n", token());
    let files = ["a/.env", "b/.env", "c/.env"].map(|path| (path.to_owned(), text.clone()));
    let report = engine::run(&Files::in_memory(files), &RuleSet::of(&rules()));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.sources.path(report.findings[0].at.file), "a/.env");
    let related: Vec<_> = report.findings[0].related.iter().map(|it| it.at.file.0).collect();
    assert_eq!(related, [1, 2]);
    // A password that everybody guesses is a fault of each place.
    let files =
        ["a/.env", "b/.env"].map(|path| (path.to_owned(), "DB_PASSWORD=admin\n".to_owned()));
    assert_eq!(engine::run(&Files::in_memory(files), &RuleSet::of(&rules())).findings.len(), 2);
}
