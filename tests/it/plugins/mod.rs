//! Plugins through the program: good ones, and all that a bad one may do.

mod authors;
mod guest;
mod hostile;
mod same;
mod shipped;
mod trust;

use sha2::{Digest, Sha256};
use tidewaiter::config::LIMITS;

use crate::common::{BAD, Shell, has, shell};
use guest::{Found, Guest, RANGE};

/// A repository with a file that is at fault and a plugin, which is pinned.
fn with(wasm: &[u8]) -> Shell {
    let shell = shell(&[(".git/HEAD", ""), ("bad.yaml", BAD)]);
    shell.write("guest.wasm", wasm);
    shell.write("tidewaiter.yaml", entry(wasm));
    shell
}

fn entry(wasm: &[u8]) -> String {
    let digest: String = Sha256::digest(wasm).iter().map(|it| format!("{it:02x}")).collect();
    format!("plugins:\n  - path: guest.wasm\n    sha256: {digest}\n")
}

fn found(message: &str) -> Found<'_> {
    Found { rule: "rule", message, at: (RANGE, 0, 10), fix: None }
}

#[test]
fn the_limits_are_those_of_their_page() {
    let page = std::fs::read_to_string("docs/plugins.md").unwrap();
    for it in LIMITS {
        has(&page, &format!("| `{}` | {} | {} |\n", it.name, it.show(it.default), it.summary));
    }
}

#[test]
fn what_a_plugin_finds_is_a_finding_like_any_other() {
    let shell = with(&Guest::new().finds(&[found("the api is old")]).build());
    let said = shell.run("check bad.yaml");
    has(&said.out, "high[guest/rule]: the api is old");
    has(&said.out, "[bad.yaml:1:1]");
    has(&said.out, "high[host-network]");
    assert_eq!((said.code, said.err.as_str()), (1, ""));
}

const COMPOSE: &str = "services:
  api:
    image: example/api:1
    env_file: api.env
    environment:
      API_MODE: fast
";

/// Finds the first setting of a name, and shows where its value stands.
fn of_a_setting() -> Guest {
    let host = "tidewaiter:plugin/host@0.1.0";
    let mut guest = Guest::new().of_programs();
    let (words, length) = guest.text("api mode");
    let nothing = guest.answer(&[]);
    let answer = guest.answer(&[Found { at: (3, 0, 0), ..found("a mode is set") }]);
    // The number of the mark, in the finding before the answer.
    let mark = answer - 80 + 20;
    guest.imports = format!(
        r#"(import "{host}" "[method]program.find" (func $find (param i32 i32 i32 i32)))
        (import "{host}" "[method]setting.at" (func $at (param i32) (result i32)))"#
    );
    guest.on_check = format!(
        "(call $find (local.get 2) (i32.const {words}) (i32.const {length}) (i32.const 64))
        (if (result i32) (i32.load (i32.const 68))
            (then (i32.store (i32.const {mark}) (call $at (i32.load (i32.load (i32.const 64)))))
                (i32.const {answer}))
            (else (i32.const {nothing})))"
    );
    guest
}

#[test]
fn a_plugin_sees_the_settings_of_programs_whichever_file_gives_them() {
    let shell = with(&of_a_setting().build());
    shell.write("compose.yaml", COMPOSE);
    shell.write("api.env", "OTHER=1\n");
    let said = shell.run("check compose.yaml api.env --select guest");
    has(&said.out, "high[guest/rule]: a mode is set");
    has(&said.out, "[compose.yaml:6:17]");
    shell.write("compose.yaml", COMPOSE.replace("API_MODE: fast", "OTHER: slow"));
    shell.write("api.env", "API_MODE=fast\n");
    let said = shell.run("check compose.yaml api.env --select guest");
    has(&said.out, "[api.env:1:10]");
    assert_eq!(said.out.matches("a mode is set").count(), 1, "{}", said.out);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
}
