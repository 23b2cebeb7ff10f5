//! What who writes a plugin has: a project to start from, and its examples run.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    found,
    guest::{FAILS, FIXED, Found, Guest, PASSES},
    with,
};
use crate::common::{Shell, has, shell};

#[test]
fn a_project_to_start_from_has_its_own_name_and_is_not_written_over_another() {
    let shell = shell(&[]);
    for (lang, source) in
        [("rust", "src/lib.rs"), ("c", "plugin.c"), ("js", "plugin.js"), ("python", "plugin.py")]
    {
        let said = shell.run(&format!("plugin new my-{lang} --lang {lang}"));
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{said:?}");
        let source = shell.read(&format!("my-{lang}/{source}"));
        has(&source, &format!("\"my-{lang}\""));
        assert!(!source.contains("NAME"), "{source}");
        has(&shell.read(&format!("my-{lang}/build.sh")), "#!/usr/bin/env sh");
        let wit = std::fs::read_to_string("wit/plugin.wit").unwrap();
        assert_eq!(shell.read(&format!("my-{lang}/wit/plugin.wit")), wit);
        has(&shell.run(&format!("plugin new my-{lang}")).err, "cannot be made");
    }
    has(&shell.run("plugin new My_Rules").err, "`My_Rules` is no name");
    has(&shell.run("plugin new ../up").err, "is no name");
}

/// Builds a project by its own script, with the tools that `plugins/rebuild.sh` has.
fn build(shell: &Shell, lang: &str, tools: &Path) {
    let mut line = format!("sh my-{lang}/build.sh");
    // A compiler without the library of the target builds that, too.
    let compiler = tools.join("rust/env");
    if lang == "rust" && compiler.exists() {
        let library = "CARGO_UNSTABLE_BUILD_STD=std,panic_abort";
        line = format!(". {} && {library} {line}", compiler.display());
    }
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(shell.0.path());
    command.env("CARGO_TARGET_DIR", tools.join("projects"));
    command.env("WIT_BINDGEN", tools.join("bin/wit-bindgen"));
    command.env("ZIG", "python3 -m ziglang").env("PYTHONPATH", tools.join("zig"));
    assert!(command.status().unwrap().success(), "{line}");
}

#[test]
fn a_project_to_start_from_builds_and_passes_as_it_is() {
    // Elsewhere nothing is there to build it with.
    let Some(tools) = env::var_os("TIDEWAITER_WASM_TOOLS").map(PathBuf::from) else { return };
    let shell = shell(&[]);
    for lang in ["rust", "c"] {
        shell.run(&format!("plugin new my-{lang} --lang {lang}"));
        build(&shell, lang, &tools);
        let said = shell.run(&format!("test my-{lang}"));
        let expected = format!("my-{lang}/single-replica: 2 examples ok\n1 rules, 0 failed\n");
        assert_eq!((said.code, said.out), (0, expected), "{}", said.err);
    }
}

const BAD: &str = "//- a.yaml\nold: 12345\n//@1+10 the api is old\n";
const GOOD: &str = "//- a.yaml\nnew: 12345\n";
const MENDED: &str = "//- a.yaml\nthe api is old: 12345\n";

fn with_examples(examples: &[(u32, &str)]) -> Vec<u8> {
    let found = Found { fix: Some((0, 3)), ..found("the api is old") };
    Guest::new().with_examples("old", examples).finds(&[found]).build()
}

#[test]
fn the_examples_of_a_plugin_are_run() {
    let shell = with(&with_examples(&[(FAILS, BAD), (FIXED, MENDED), (PASSES, GOOD)]));
    for line in ["test guest.wasm", "test", "test ."] {
        let said = shell.run(line);
        let expected = "guest/rule: 3 examples ok\n1 rules, 0 failed\n";
        assert_eq!((said.code, said.out.as_str()), (0, expected), "{said:?}");
    }
    for examples in [
        &[(FAILS, BAD)][..],
        &[(FAILS, GOOD), (PASSES, GOOD)],
        &[(FAILS, BAD), (PASSES, BAD)],
        &[(FAILS, BAD), (FIXED, GOOD), (PASSES, GOOD)],
        &[(PASSES, GOOD), (FIXED, GOOD), (FAILS, BAD)],
    ] {
        shell.write("guest.wasm", with_examples(examples));
        let said = shell.run("test guest.wasm");
        assert_eq!(said.code, 1, "{said:?}");
        has(&said.out, "FAILED");
    }
}

#[test]
fn a_plugin_that_breaks_down_passes_no_example() {
    let mut guest = Guest::new().with_examples("old", &[(FAILS, BAD), (PASSES, BAD)]);
    guest.on_check = format!("unreachable {}", guest.on_check);
    let shell = with(&guest.build());
    let said = shell.run("test guest.wasm");
    assert_eq!(said.code, 1);
    has(&said.out, "it broke down: wasm trap");
    shell.write("guest.wasm", "no");
    let said = shell.run("test guest.wasm");
    assert_eq!(said.code, 2);
    has(&said.err, "its file holds no plugin");
}

#[test]
fn webassembly_that_is_no_plugin_is_no_rule() {
    let shell = shell(&[]);
    shell.write("other.wasm", b"\0asm\x01\0\0\0");
    shell.write("target/a/guest.wasm", with_examples(&[(FAILS, BAD)]));
    has(&shell.run("test").err, "no rule was found");
}
