//! Guests that do what no guest should: each is reported, and the run goes on.

use std::{
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use super::{
    found,
    guest::{Found, Guest, RANGE},
    with,
};
use crate::common::{Said, Shell, has};

/// What a run may need beside the time that the guest may.
const MORE: Duration = Duration::from_secs(3);

/// How much slower than usual a machine that is busy may be, measured by a run without a
/// plugin.
const BUSY: u32 = 10;

const MOST_MEMORY: u64 = 256 * 1024;

/// Runs the check with a guest, and sees that it is reported in all formats, that what
/// others find is there, and that all of it took neither long nor much.
fn broken(wasm: &[u8], reason: &str) -> Said {
    let shell = with(wasm);
    // What is not about time must not be about it on a busy machine either.
    let is_about_time = reason.contains("`time`");
    let most = if is_about_time { "1s" } else { "60s" };
    let limits = format!("    limits: {{time: {most}, compile-time: 600s}}\n");
    shell.write("tidewaiter.yaml", super::entry(wasm) + &limits);
    let (_, usual, _) = measured(&shell, "check bad.yaml --isolated");
    let (said, took, memory) = measured(&shell, "check bad.yaml --format text");
    assert_eq!(said.code, 2, "{said:?}");
    has(&said.out, "high[host-network]");
    assert!(!said.out.contains("guest/rule]"), "{}", said.out);
    has(&said.err, "error: ");
    has(&said.err, reason);
    has(&said.out, reason);
    assert!(took < Duration::from_secs(1) + MORE + BUSY * usual, "it took {took:?}");
    assert!(memory < MOST_MEMORY, "it took {memory} KiB");
    is_said_in_sarif(&shell, "bad.yaml", reason);
    said
}

fn is_said_in_sarif(shell: &Shell, file: &str, reason: &str) {
    let sarif = shell.run(&format!("check {file} --format sarif"));
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
    let said_there = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let notices = said_there.as_array().unwrap().iter();
    let mut failed = notices.filter(|it| it["level"] == "error");
    has(failed.next().unwrap()["message"]["text"].as_str().unwrap(), reason);
}

/// What a command said, how long it took, and its peak of memory in KiB.
fn measured(shell: &Shell, line: &str) -> (Said, Duration, u64) {
    let start = Instant::now();
    let mut command = shell.command(".", line);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = thread::spawn(move || {
        let mut most = 0;
        while let Ok(status) = fs::read_to_string(&status) {
            let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
            let Some(peak) = peak else { break };
            most = most.max(peak.trim().trim_end_matches(" kB").parse().unwrap());
            thread::sleep(Duration::from_millis(5));
        }
        most
    });
    let output = child.wait_with_output().unwrap();
    let took = start.elapsed();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    let said = Said { out: text(output.stdout), err: text(output.stderr), code };
    (said, took, watch.join().unwrap())
}

const FOREVER: &str = "(loop $forever (br $forever))";

fn checking(on_check: &str) -> Guest {
    let mut guest = Guest::new();
    guest.on_check = format!("{on_check} {}", guest.on_check);
    guest
}

#[test]
fn a_loop_without_end() {
    let time = "over the limit `time`: 1s";
    broken(&checking(FOREVER).build(), &format!("plugin `guest/rule`: it goes {time}"));
    let mut guest = Guest::new();
    guest.on_info = FOREVER.to_owned();
    broken(&guest.build(), &format!("plugin `guest.wasm`: it goes {time}"));
    let mut guest = Guest::new();
    guest.on_configure = FOREVER.to_owned();
    broken(&guest.build(), time);
    let mut guest = Guest::new();
    guest.start = FOREVER.to_owned();
    broken(&guest.build(), time);
}

/// Of a guest that calls the host again and again.
fn calling(imports: &str, call: &str) -> Vec<u8> {
    let host = "tidewaiter:plugin/host@0.1.0";
    let mut guest = checking(&format!("(loop $forever {call} (br $forever))"));
    guest.imports = imports.replace("HOST", host);
    guest.build()
}

#[test]
fn a_loop_of_calls() {
    let id = r#"(import "HOST" "[method]document.id" (func $id (param i32) (result i32)))"#;
    broken(&calling(id, "(drop (call $id (local.get 2)))"), "over the limit `time`: 1s");
}

#[test]
fn handles_that_are_never_given_back() {
    let root = r#"(import "HOST" "[method]document.root" (func $root (param i32 i32)))"#;
    let call = "(call $root (local.get 2) (i32.const 64))";
    broken(&calling(root, call), "over the limit `handles`: 50000");
}

#[test]
fn too_long_a_path() {
    let select = r#"(import "HOST" "[method]document.select"
        (func $select (param i32 i32 i32 i32)))"#;
    let call = "(call $select (local.get 2) (i32.const 200000) (i32.const 500000) (i32.const 64))";
    broken(&calling(select, call), "over the limit `text`: 16Ki");
}

#[test]
fn what_is_no_path_or_too_costly() {
    has_path("a[?(@.b)]", "`a[?(@.b)]` is no path");
    has_path(&"..*".repeat(5), "a path with more than 4 `..`");
}

fn has_path(path: &str, reason: &str) {
    let select = r#"(import "HOST" "[method]document.select"
        (func $select (param i32 i32 i32 i32)))"#;
    let mut guest = Guest::new();
    let (start, length) = guest.text(path);
    guest.imports = select.replace("HOST", "tidewaiter:plugin/host@0.1.0");
    guest.on_check = format!(
        "(call $select (local.get 2) (i32.const {start}) (i32.const {length}) (i32.const 64)) {}",
        guest.on_check
    );
    broken(&guest.build(), reason);
}

#[test]
fn memory_without_end() {
    let grow = "(loop $forever (drop (memory.grow (i32.const 16))) (br $forever))";
    broken(&checking(grow).build(), "over the limit `memory`: 64Mi");
    let mut guest = Guest::new();
    guest.memory = "65536".to_owned();
    broken(&guest.build(), "over the limit `memory`: 64Mi");
    let mut guest = Guest::new();
    guest.more = "(table 4000000000 funcref)".to_owned();
    broken(&guest.build(), "over the limit `tables`: 100000");
}

#[test]
fn a_deep_recursion() {
    let mut guest = checking("(call $deep)");
    guest.more = "(func $deep (call $deep) (call $deep))".to_owned();
    broken(&guest.build(), "it broke down: wasm trap: call stack exhausted");
}

#[test]
fn a_trap() {
    let reason = "it broke down: wasm trap: wasm `unreachable` instruction executed";
    broken(&checking("unreachable").build(), reason);
    let mut guest = Guest::new();
    guest.on_info = "unreachable".to_owned();
    broken(&guest.build(), reason);
}

#[test]
fn a_failure_that_it_tells_of() {
    let guest = Guest::new().fails("no \u{1b}[31mway\n::error::x");
    let said = broken(&guest.build(), "it failed: no \u{fffd}[31mway ::error::x");
    assert!(!said.err.contains('\u{1b}') && !said.err.contains("\n::"), "{}", said.err);
}

#[test]
fn too_long_a_message() {
    let mut guest = Guest::new();
    guest.memory = "820".to_owned();
    let answer = guest.answer(&[found("x")]);
    // The length of the message, in the finding before the answer.
    let message = answer - 80 + 12;
    guest.on_check =
        format!("(i32.store (i32.const {message}) (i32.const 50000000)) (i32.const {answer})");
    broken(&guest.build(), "over the limit `data`: 8Mi");
    let long = "x".repeat(17 * 1024);
    broken(&Guest::new().finds(&[found(&long)]).build(), "over the limit `text`: 16Ki");
}

#[test]
fn too_many_findings() {
    let mut guest = Guest::new();
    guest.memory = "800".to_owned();
    let answer = guest.answer(&[]);
    guest.on_check = format!(
        "(i32.store offset=4 (i32.const {answer}) (i32.const 262144))
         (i32.store offset=8 (i32.const {answer}) (i32.const 500000)) (i32.const {answer})"
    );
    broken(&guest.build(), "over the limit `data`: 8Mi");
    let many: Vec<_> = (0..1001).map(|_| found("x")).collect();
    broken(&Guest::new().finds(&many).build(), "over the limit `findings`: 1000");
}

#[test]
fn places_that_are_none() {
    let finding = |at| Guest::new().finds(&[Found { at, ..found("x") }]).build();
    broken(&finding((RANGE, 0, 4000)), "0..4000 are no whole characters");
    broken(&finding((RANGE, 9, 5)), "9..5 are no whole characters");
    broken(&finding((RANGE, u32::MAX, u32::MAX)), "are no whole characters");
    let reason = "it answers what no plugin may: 4000 is the number of no node";
    broken(&finding((0, 4000, 0)), &format!("plugin `guest/rule`: {reason}"));
    broken(&finding((0, u32::MAX, 0)), "is the number of no node");
    broken(&finding((3, 7, 0)), "7 is the number of no place");
    let guest = Guest::new().finds(&[Found { fix: Some((8, 2)), ..found("x") }]);
    broken(&guest.build(), "8..2 are no whole characters");
}

#[test]
fn a_place_within_a_character() {
    let wasm = Guest::new().finds(&[Found { at: (RANGE, 3, 5), ..found("x") }]).build();
    let shell = with(&wasm);
    shell.write("letters.yaml", "a: é\nb: ok\n");
    let said = shell.run("check letters.yaml bad.yaml");
    assert_eq!(said.code, 1, "3..5 is all of the letter: {said:?}");
    let wasm = Guest::new().finds(&[Found { at: (RANGE, 3, 4), ..found("x") }]).build();
    let shell = with(&wasm);
    shell.write("letters.yaml", "a: é\nb: ok\n");
    let said = shell.run("check letters.yaml bad.yaml");
    assert_eq!(said.code, 2);
    has(&said.err, "error: letters.yaml: plugin `guest/rule`: it answers what no plugin may: 3..4");
    is_said_in_sarif(&shell, "letters.yaml", "3..4 are no whole characters");
    has(&said.out, "high[guest/rule]");
    has(&said.out, "high[host-network]");
}

#[test]
fn words_that_drive_a_terminal_or_a_runner() {
    let message = "a\u{1b}[2J\n::error::b\u{202e}c";
    let shell = with(&Guest::new().finds(&[found(message)]).build());
    for format in ["text", "json", "sarif"] {
        let said = shell.run(&format!("check bad.yaml --color always --format {format}"));
        assert_eq!(said.code, 1);
        has(&said.out, "error::b");
        assert!(!said.out.contains("\u{1b}[2J"), "{}", said.out);
        assert!(!said.out.lines().any(|it| it.trim_start().starts_with("::")), "{}", said.out);
    }
}

#[test]
fn findings_of_rules_that_were_not_asked() {
    let guest = Guest::new().finds(&[Found { rule: "host-network", ..found("x") }]);
    broken(&guest.build(), "a finding of `host-network`, where `rule` was asked for");
    broken(&Guest::new().finds(&[found(" ")]).build(), "a finding without a message");
}

#[test]
fn names_that_are_none() {
    let name = "`Guest ::error::` is no name";
    broken(&Guest::new().named("Guest\n::error::", "rule").build(), name);
    broken(&Guest::new().named("guest", "").build(), "`` is no name");
}

#[test]
fn imports_that_are_not_ours() {
    let mut guest = Guest::new();
    guest.imports = r#"(import "wasi:clocks/wall-clock@0.2.0" "now" (func (param i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func))
        (import "env" "abort" (func))"#
        .to_owned();
    let names = "it imports what no plugin may use: env abort, \
                 wasi:clocks/wall-clock@0.2.0 now, wasi_snapshot_preview1 fd_write";
    broken(&guest.build(), names);
}

#[test]
fn files_that_are_no_plugins() {
    let whole = Guest::new().build();
    broken(&whole[..whole.len() / 2], "its file holds no plugin");
    broken(b"", "its file holds no plugin: it is no WebAssembly");
    broken(b"#!/bin/sh\n", "its file holds no plugin: it is no WebAssembly");
    broken(&wat::parse_str("(module)").unwrap(), "its file holds no plugin");
    broken(&wat::parse_str("(component)").unwrap(), "its file holds no plugin");
}

#[test]
fn a_function_that_takes_long_to_compile() {
    let locals: String = (0..1000).map(|it| format!("(local $l{it} i32)")).collect();
    let block = |it: usize| {
        let (a, b) = (it % 1000, (it * 7 + 1) % 1000);
        format!(
            "(block (br_if 0 (local.get $l{a})) (local.set $l{b} (i32.add (local.get $l{a}) \
             (local.get $l{b}))))"
        )
    };
    let body: String = (0..5000).map(block).collect();
    let mut guest = Guest::new();
    guest.more = format!("(func $bomb (param) {locals} {body})");
    let bomb = guest.build();
    broken(&bomb, "over the limit `complexity`: 1000000");
    // Allowed to be compiled, it is given up when its time is over.
    let shell = with(&bomb);
    let allowed = "    limits: {complexity: 100000000, compile-time: 300ms}\n";
    shell.write("tidewaiter.yaml", super::entry(&bomb) + allowed);
    let (_, usual, _) = measured(&shell, "check bad.yaml --isolated");
    let (said, took, memory) = measured(&shell, "check bad.yaml");
    assert_eq!(said.code, 2);
    has(&said.err, "over the limit `compile-time`: 300ms");
    has(&said.out, "high[host-network]");
    assert!(took < MORE + BUSY * usual, "it took {took:?}");
    assert!(memory < MOST_MEMORY, "it took {memory} KiB");
}

#[test]
fn one_that_always_takes_too_long_is_asked_no_more() {
    let wasm = checking(FOREVER).build();
    let shell = with(&wasm);
    shell.write("tidewaiter.yaml", super::entry(&wasm) + "    limits: {time: 50ms}\n");
    for it in 0..40 {
        shell.write(&format!("{it}.yaml"), "a: 1\n");
    }
    let (_, usual, _) = measured(&shell, "check . --threads 1 --isolated");
    let (said, took, _) = measured(&shell, "check . --threads 1");
    assert_eq!(said.code, 2);
    has(&said.err, "it was not asked, as it took too long for 5 others");
    assert!(took < MORE + BUSY * usual, "it took {took:?}");
}
