use super::versions::is_weak;
use crate::{
    facts::Setting,
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{has_any_word, told},
};

/// Settings that admit versions of TLS which are broken.
pub struct WeakTlsVersion;

static META: RuleMeta<'static> = RuleMeta {
    id: "weak-tls-version",
    summary: "An outdated version of TLS is admitted",
    why: "SSL and TLS 1.0 and 1.1 rest on hashes and ciphers that are broken, browsers refuse \
          them, and an attacker in between can press a client down to the oldest version that \
          both sides admit.",
    fix: "Admit TLS 1.2 and 1.3 alone:\n\n```\nTLS_MIN_VERSION=1.2\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(327)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.rfc-editor.org/rfc/rfc8996")],
    examples: &[
        fails(
            r#"
//- .env
TLS_MIN_VERSION=1.0
//              ^^^ `1.0` is outdated
SSL_PROTOCOLS="TLSv1.1 TLSv1.2"
//             ^^^^^^^ `TLSv1.1` is outdated
//- app.yaml
server:
  tls:
    minVersion: VersionTLS11
//              ^^^^^^^^^^^^ `VersionTLS11` is outdated
    protocols: [TLSv1.2, SSLv3]
//                       ^^^^^ `SSLv3` is outdated
"#,
        ),
        passes(
            r#"
//- .env
TLS_MIN_VERSION=1.2
SSL_PROTOCOLS=all -SSLv3 -TLSv1 !TLSv1.1
TLS_DISABLED_PROTOCOLS=TLSv1
TLS_PROTOCOLS=${PROTOCOLS}
TLS_SCHEMA_VERSION=1.0
TLS_VERSION=1.1.1
"#,
        ),
    ],
};

impl Rule for WeakTlsVersion {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| names_versions(it.setting())) {
            it.note_unknown(findings, "the version");
            let pattern = it.value().pattern();
            if pattern.len() > 1024 {
                continue;
            }
            let is_minimum = has_any_word(it.setting(), &["min", "minimum"]);
            let mut start = 0;
            for part in pattern.split_inclusive([' ', ',', ';', ':', '|', '+', '"', '[', ']', '\n'])
            {
                let written =
                    part.trim_end_matches([' ', ',', ';', ':', '|', '+', '"', '[', ']', '\n']);
                if is_weak(written, is_minimum) {
                    let at = it.value().locate(start..start + written.len());
                    let message = format!("`{written}` is outdated");
                    it.report(findings, at, &message, META.severity);
                }
                start += part.len();
            }
        }
    }
}

/// Whether a setting says which versions of TLS are admitted.
fn names_versions(setting: &Setting) -> bool {
    let last = ["version", "versions", "protocol", "protocols", "min", "minimum"];
    has_any_word(setting, &["ssl", "tls"])
        && last.iter().any(|it| setting.ends_with_words(it))
        && !has_any_word(setting, &["max", "maximum", "disable", "disabled", "exclude", "excluded"])
}
