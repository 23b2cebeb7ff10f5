//! Plugins through the program: good ones, and all that a bad one may do.

mod guest;
mod hostile;
mod same;
mod shipped;
mod trust;

use sha2::{Digest, Sha256};

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
fn what_a_plugin_finds_is_a_finding_like_any_other() {
    let shell = with(&Guest::new().finds(&[found("the api is old")]).build());
    let said = shell.run("check bad.yaml");
    has(&said.out, "high[guest/rule]: the api is old");
    has(&said.out, "[bad.yaml:1:1]");
    has(&said.out, "high[host-network]");
    assert_eq!((said.code, said.err.as_str()), (1, ""));
}
