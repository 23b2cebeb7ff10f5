//! The names of switches that weaken TLS, whichever way round they are put.

use crate::{
    facts::{Phrases, Setting, words},
    rules::shared::{has_any_word, truth},
};

/// What a switch does to the verification of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    Unverified,
    /// `insecure` of a section on TLS: off with some programs, unverified with others.
    Insecure,
    /// It is one, and nothing says which way it stands.
    Unknown,
}

/// Ends of names that stop verification when they are true.
const SKIPS: Phrases = Phrases::new(&[
    "accept invalid certs",
    "allow invalid certificates",
    "disable ssl verification",
    "disable tls verification",
    "insecure skip tls verify",
    "insecure ssl",
    "insecure skip verify",
    "insecure skip tls verification",
    "kubelet insecure tls",
    "skip cert verify",
    "skip ssl validation",
    "skip ssl verification",
    "skip ssl verify",
    "skip tls verification",
    "skip tls verify",
    "ssl insecure",
    "ssl no verify",
    "ssl skip verify",
    "tls no verify",
    "tls insecure skip verify",
    "tls skip verify",
    "trust all certificates",
    "trust all certs",
    "trust server certificate",
    "vault skip verify",
]);

/// Ends of names that stop it when they are false.
const VERIFIES: Phrases = Phrases::new(&[
    "pythonhttpsverify",
    "reject unauthorized",
    "ssl verification",
    "ssl verify",
    "ssl verify peer",
    "strict ssl",
    "strict tls",
    "tls verification",
    "tls verify",
    "tls verify peer",
    "validate certs",
    "verify certificate",
    "verify certificates",
    "verify certs",
    "verify peer cert",
    "verify server certificate",
    "verify ssl",
    "verify ssl cert",
    "verify tls",
]);

const VERIFICATION_MODES: Phrases =
    Phrases::new(&["ssl verification mode", "tls verification mode"]);

/// Each name of a switch or mode here has one of these words.
#[rustfmt::skip]
const GLANCE: Phrases = Phrases::new(&[
    "cert", "certificate", "certificates", "certs", "pythonhttpsverify", "ssl", "tls",
    "unauthorized", "verify",
]);

/// What a setting does to verification, unless it leaves it alone.
pub fn verification(setting: &Setting) -> Option<Switch> {
    if !setting.has_any(&GLANCE) {
        return None;
    }
    if setting.ends_with_any(&VERIFICATION_MODES) {
        let mode = setting.value.text();
        return mode.is_some_and(|it| it.trim() == "none").then_some(Switch::Unverified);
    }
    if setting.ends_with_words("ssl endpoint identification algorithm") {
        let algorithm = setting.value.text();
        return algorithm.is_some_and(|it| it.trim().is_empty()).then_some(Switch::Unverified);
    }
    let (bad, switch) = if setting.ends_with_any(&SKIPS) {
        (true, Switch::Unverified)
    } else if setting.ends_with_any(&VERIFIES) {
        (false, Switch::Unverified)
    } else if setting.ends_with_words("tls insecure") {
        (true, Switch::Insecure)
    } else {
        return None;
    };
    match truth(&setting.value) {
        Some(truth) => (truth == bad).then_some(switch),
        None => setting.value.is_partly_unknown().then_some(Switch::Unknown),
    }
}

/// Whether a word of a command line stops verification, such as `--kubelet-insecure-tls`.
pub fn flag_skips(word: &str) -> bool {
    let Some(flag) = word.strip_prefix("--") else { return false };
    let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
    let name = words(name);
    let is_name =
        |it: &&&str| name.strip_suffix(**it).is_some_and(|it| it.is_empty() || it.ends_with(' '));
    value == "true" && SKIPS.all().iter().any(|it| is_name(&it))
}

/// Whether a setting switches TLS off.
pub fn turns_off(setting: &Setting) -> bool {
    let off = off(setting);
    off.is_some() && truth(&setting.value) == off
}

/// The value with which a setting switches TLS off, if it is a switch.
pub fn off(setting: &Setting) -> Option<bool> {
    const OFF: Phrases = Phrases::new(&[
        "disable ssl",
        "disable tls",
        "ssl disabled",
        "tls disabled",
        "no tls",
        "no ssl",
    ]);
    const ON: Phrases = Phrases::new(&[
        "enable ssl",
        "enable tls",
        "require ssl",
        "require tls",
        "ssl enable",
        "ssl enabled",
        "ssl required",
        "tls enable",
        "tls enabled",
        "tls required",
        "use ssl",
        "use tls",
        "ssl",
        "tls",
    ]);
    let is_off = setting.ends_with_any(&OFF);
    if !is_off && !setting.ends_with_any(&ON) {
        return None;
    }
    // These ask clients for certificates, choose among the ports of a proxy, or are put
    // the other way round.
    if has_any_word(
        setting,
        &[
            "redirect",
            "client",
            "verify",
            "passthrough",
            "offload",
            "insecure",
            "skip",
            "ignore",
            "strict",
            "only",
        ],
    ) {
        return None;
    }
    Some(is_off)
}

/// The section whose TLS a switch is about: its name without the words of the switch.
pub fn subject(setting: &Setting) -> &str {
    let words = [
        "ssl", "tls", "enable", "enabled", "disable", "disabled", "use", "require", "required",
        "no",
    ];
    let mut name = setting.configuration.as_str();
    while let Some(rest) = words.iter().find_map(|it| name.strip_suffix(it)) {
        if !(rest.is_empty() || rest.ends_with(' ')) {
            break;
        }
        name = rest.trim_end();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_passes_by_no_name() {
        let modes = &["ssl verification mode", "ssl endpoint identification algorithm"];
        for name in SKIPS.all().iter().chain(VERIFIES.all()).chain(modes).chain(&["tls insecure"]) {
            assert!(name.split(' ').any(|word| GLANCE.all().contains(&word)), "{name}");
        }
    }
}
