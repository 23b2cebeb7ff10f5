//! Which plugins are loaded, from where, and what of them is kept.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    entry, found,
    guest::{FAILS, Guest},
    with,
};
use crate::common::{Said, Shell, has, said, shell};

fn finding() -> Vec<u8> {
    Guest::new().finds(&[found("the api is old")]).build()
}

#[test]
fn one_that_is_not_pinned_is_refused_unless_it_is_allowed() {
    let shell = with(&finding());
    shell.write("tidewaiter.yaml", "plugins:\n  - path: guest.wasm\n");
    let said = shell.run("check bad.yaml");
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    has(&said.err, "tidewaiter.yaml:2:11: it is not pinned");
    let said = shell.run("check bad.yaml --allow-unpinned-plugins");
    assert_eq!(said.code, 1);
    has(&said.out, "high[guest/rule]");
}

#[test]
fn one_whose_bytes_changed_is_refused() {
    let mut wasm = finding();
    let shell = with(&wasm);
    let last = wasm.len() - 1;
    wasm[last] ^= 1;
    shell.write("guest.wasm", &wasm);
    let said = shell.run("check bad.yaml --allow-unpinned-plugins");
    assert_eq!(said.code, 2);
    has(&said.err, "error: plugin `guest.wasm`: its sha256 is ");
    has(&said.out, "high[host-network]");
    assert!(!said.out.contains("high[guest/rule]"));
    fs::remove_file(shell.0.path().join("guest.wasm")).unwrap();
    has(&shell.run("check bad.yaml").err, "its file cannot be read: No such file");
}

#[test]
fn a_tree_that_is_not_trusted_loads_none() {
    let mut guest = Guest::new();
    guest.on_info = "unreachable".to_owned();
    let shell = with(&guest.build());
    assert_eq!(shell.run("check bad.yaml").code, 2);
    for line in ["check bad.yaml --audit", "check bad.yaml --isolated"] {
        let said = shell.run(line);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(!said.err.contains("error"), "{}", said.err);
    }
    has(&shell.run("check bad.yaml --audit").err, "is not heeded: 1 plugin");
    // What the user himself names is his.
    assert_eq!(shell.run("check bad.yaml --audit --config tidewaiter.yaml").code, 2);
}

#[test]
fn rules_of_plugins_are_named_like_others() {
    let wasm = finding();
    let shell = with(&wasm);
    let configured = |more: &str| {
        shell.write("tidewaiter.yaml", entry(&wasm) + more);
        shell.run("check bad.yaml")
    };
    has(&configured("rules: {guest/rule: low}\n").out, "low[guest/rule]");
    assert!(!configured("rules: {guest/rule: off}\n").out.contains("guest/rule"));
    assert!(!configured("ignore: [guest]\n").out.contains("guest/rule"));
    has(&configured("rules: {guest/rul: off}\n").err, "did you mean `guest/rule`?");
    has(&configured("rules: {other/rule: off}\n").err, "a plugin that is not named");
    shell.write("tidewaiter.yaml", entry(&wasm));
    assert!(!shell.run("check bad.yaml --select cors").out.contains("guest/rule"));
    has(&shell.run("check bad.yaml --select guest/rule").out, "high[guest/rule]");
    has(&shell.run("rules").out, "guest/rule");
    has(&shell.run("explain guest/rule").out, "it matters");
    shell.write("bad.yaml", "# tidewaiter: ignore-file[guest/rule] reason=\"x\"\na: 1\nb: 2\n");
    let said = shell.run("check bad.yaml");
    assert!(!said.out.contains("guest/rule]"), "{}", said.out);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn of_one_that_is_broken_the_names_are_not_wrong() {
    let wasm = b"no wasm";
    let shell = with(wasm);
    let more = "rules: {guest/rule: off}\nexceptions: [{rule: guest/rule, reason: x}]\n";
    shell.write("tidewaiter.yaml", entry(wasm) + more);
    let said = shell.run("check bad.yaml");
    assert_eq!(said.code, 2);
    has(&said.out, "high[host-network]");
    assert!(!said.err.contains("no rule"), "{}", said.err);
    shell.write("tidewaiter.yaml", entry(wasm) + "ignore: [guest]\n");
    for line in ["check bad.yaml", "check bad.yaml --select guest", "check bad.yaml --ignore guest"]
    {
        let said = shell.run(line);
        assert_eq!(said.code, 2);
        has(&said.err, "error: plugin `guest.wasm`: its file holds no plugin");
        assert!(!said.err.contains("no rule"), "{}", said.err);
    }
    has(&shell.run("check bad.yaml --select host-networ").err, "did you mean `host-network`?");
}

#[test]
fn two_of_one_name_are_not_both_loaded() {
    let wasm = finding();
    let shell = with(&wasm);
    shell.write("tidewaiter.yaml", entry(&wasm) + entry(&wasm).strip_prefix("plugins:\n").unwrap());
    let said = shell.run("check bad.yaml");
    assert_eq!(said.code, 2);
    has(&said.err, "the name of another plugin, `guest`");
    assert_eq!(said.out.matches("high[guest/rule]").count(), 1);
}

#[test]
fn what_is_wrong_with_an_entry_is_shown_where_it_stands() {
    let shell = shell(&[("bad.yaml", "a: 1\n")]);
    for (entry, expected) in [
        ("- sha256: 12", "2:5: a plugin needs a file: `path`"),
        ("- path: a\n    sha256: 12", "3:13: a digest of 64 hexadecimal digits is expected"),
        ("- path: a\n    limits: {time: 5}", "3:20: a time such as `500ms` or `2s` is expected"),
        ("- path: a\n    limits: {memory: 8Ti}", "a size such as `64Mi` is expected here, of at"),
        ("- path: a\n    limits: {timee: 5s}", "no such key: `timee`; did you mean `time`?"),
        ("- path: a\n    options: 5", "3:14: a map is expected here"),
    ] {
        shell.write("tidewaiter.yaml", format!("plugins:\n  {entry}\n"));
        let said = shell.run("check bad.yaml --allow-unpinned-plugins");
        assert_eq!(said.code, 2);
        has(&said.err, expected);
    }
}

/// Runs with a cache in a folder of its own.
fn cached(shell: &Shell, line: &str) -> Said {
    let mut command = shell.command(".", line);
    said(command.env("XDG_CACHE_HOME", shell.0.path().join("cache")))
}

fn entries(shell: &Shell) -> Vec<PathBuf> {
    let folder = shell.0.path().join("cache/tidewaiter/plugins");
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|it| it.unwrap().path()).collect()
}

#[test]
fn a_compiled_plugin_is_kept_and_only_taken_if_it_is_whole() {
    let shell = with(&finding());
    assert_eq!(cached(&shell, "check bad.yaml --no-cache").code, 1);
    assert_eq!(entries(&shell), Vec::<PathBuf>::new());
    let first = cached(&shell, "check bad.yaml");
    let [entry] = entries(&shell).try_into().unwrap();
    let whole = fs::read(&entry).unwrap();
    let again = cached(&shell, "check bad.yaml");
    assert_eq!((again.out.as_str(), again.code), (first.out.as_str(), 1));
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let cut = whole[..whole.len() / 2].to_vec();
    for damaged in [changed, cut, Vec::new(), b"other".to_vec()] {
        fs::write(&entry, &damaged).unwrap();
        let said = cached(&shell, "check bad.yaml");
        assert_eq!((said.out.as_str(), said.code), (first.out.as_str(), 1));
        assert_eq!(fs::read(&entry).unwrap(), whole, "what was damaged is written anew");
    }
}

#[test]
fn what_is_kept_of_one_plugin_is_never_another() {
    let shell = with(&finding());
    cached(&shell, "check bad.yaml");
    let [of_one] = entries(&shell).try_into().unwrap();
    let other = Guest::new().finds(&[found("other")]).build();
    shell.write("guest.wasm", &other);
    shell.write("tidewaiter.yaml", entry(&other));
    cached(&shell, "check bad.yaml");
    let of_other = entries(&shell).into_iter().find(|it| *it != of_one).unwrap();
    let whole = fs::read(&of_other).unwrap();
    fs::copy(&of_one, &of_other).unwrap();
    let said = cached(&shell, "check bad.yaml");
    has(&said.out, "high[guest/rule]: other");
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    assert_eq!(fs::read(&of_other).unwrap(), whole);
}

#[test]
fn what_is_kept_is_taken_and_not_compiled_again() {
    let shell = with(&finding());
    cached(&shell, "check bad.yaml");
    // Without a plugin of these bytes, only a compilation that is kept can run.
    let [entry] = entries(&shell).try_into().unwrap();
    let stamp = |path: &PathBuf| fs::metadata(path).unwrap().modified().unwrap();
    let before = stamp(&entry);
    cached(&shell, "check bad.yaml");
    assert_eq!(stamp(&entry), before);
    assert_eq!(entries(&shell).len(), 1);
}

/// Changes the byte in the middle of a file such that neither its size nor its time tell.
#[cfg(unix)]
fn change_unseen(path: &Path) {
    let written = fs::metadata(path).unwrap().modified().unwrap();
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_times(fs::FileTimes::new().set_modified(written)).unwrap();
}

#[test]
#[cfg(unix)]
fn what_is_remembered_of_a_file_hides_no_change() {
    let shell = with(&finding());
    let first = cached(&shell, "check bad.yaml");
    // What was changed a moment ago is not yet remembered.
    std::thread::sleep(std::time::Duration::from_millis(4100));
    let again = cached(&shell, "check bad.yaml");
    assert_eq!((again.out.as_str(), again.code), (first.out.as_str(), 1));
    let seen = shell.0.path().join("cache/tidewaiter/seen");
    assert_eq!(fs::read_dir(&seen).unwrap().count(), 2, "the plugin and its compilation");
    let [entry] = entries(&shell).try_into().unwrap();
    let whole = fs::read(&entry).unwrap();
    change_unseen(&entry);
    let said = cached(&shell, "check bad.yaml");
    assert_eq!((said.out.as_str(), said.code), (first.out.as_str(), 1));
    assert_eq!(fs::read(&entry).unwrap(), whole, "what was damaged is written anew");
    change_unseen(&shell.0.path().join("guest.wasm"));
    let said = cached(&shell, "check bad.yaml");
    has(&said.err, "sha256");
    assert_eq!(said.code, 2);
}

#[test]
#[cfg(unix)]
fn a_folder_that_others_may_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let shell = with(&finding());
    let folder = shell.0.path().join("cache/tidewaiter/plugins");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(cached(&shell, "check bad.yaml").code, 1);
    assert_eq!(entries(&shell), Vec::<PathBuf>::new());
}

#[test]
fn a_plugin_is_added_with_its_digest_and_changed_with_its_file() {
    let shell = shell(&[(".git/HEAD", ""), ("bad.yaml", crate::common::BAD)]);
    shell.write("rules/guest.wasm", finding());
    let said = shell.run("plugin add rules/guest.wasm");
    has(&said.err, "added guest 1.0.0 with 1 rules to ");
    assert_eq!(said.code, 0);
    let before = shell.read("tidewaiter.yaml");
    has(&before, "plugins:\n  - path: rules/guest.wasm\n    sha256: ");
    has(&shell.run("check bad.yaml").out, "high[guest/rule]: the api is old");
    shell.write("rules/guest.wasm", Guest::new().finds(&[found("other")]).build());
    assert_eq!(shell.run("check bad.yaml").code, 2);
    has(&shell.run("plugin add rules/guest.wasm").err, "pinned guest 1.0.0");
    assert_eq!(shell.read("tidewaiter.yaml").lines().count(), before.lines().count());
    has(&shell.run("check bad.yaml").out, "high[guest/rule]: other");
    shell.write("rules/guest.wasm", b"no");
    let said = shell.run("plugin add rules/guest.wasm");
    assert_eq!(said.code, 2);
    has(&said.err, "its file holds no plugin");
}

#[test]
fn a_plugin_is_looked_at() {
    let wasm = finding();
    let shell = with(&wasm);
    shell.write("tidewaiter.yaml", entry(&wasm) + "    limits: {time: 3s}\n");
    let said = shell.run("plugin inspect guest.wasm");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    has(&said.out, "guest 1.0.0\n");
    has(&said.out, &format!("size     {} bytes, a module\n", wasm.len()));
    has(&said.out, "imports  tidewaiter:plugin/host@0.1.0 [resource-drop]document\n");
    has(&said.out, "  guest/rule  high      a rule of a guest\n");
    has(&said.out, "time           3s ");
    has(&said.out, "memory         64Mi ");
}

#[test]
fn examples_of_a_plugin_drive_no_terminal() {
    let bad = "//- a.yaml\nold: \u{1b}[2J\tx\n::error::x\n";
    let guest = Guest::new().with_examples("old", &[(FAILS, bad)]).finds(&[found("x")]);
    let shell = with(&guest.build());
    for line in ["explain guest/rule", "test guest.wasm"] {
        let said = shell.run(line);
        has(&said.out, "[2J\tx");
        assert!(!said.out.contains('\u{1b}') && !said.out.contains("\n::"), "{}", said.out);
    }
}
