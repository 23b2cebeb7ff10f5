use std::net::Ipv4Addr;

use super::shared::{is_any, lists_origins, origins};
use crate::{
    facts::{Context, UNKNOWN, is_loopback},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::told,
};

/// CORS that trusts pages which come without TLS.
pub struct CorsPlaintextOrigin;

static META: RuleMeta<'static> = RuleMeta {
    id: "cors-plaintext-origin",
    summary: "CORS admits an origin without TLS",
    why: "Whoever sits on the way between a browser and a page on `http://` can change that page, \
          and with it calls this API as if he were the page. TLS of the API does not help. It \
          weighs more in production.",
    fix: "Serve the page by TLS and name it so: `https://app.example.com`.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(319)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS")],
    examples: &[
        fails(
            r#"
//- .env
CORS_ORIGINS=https://app.example.com,http://old.example.com:8080
//                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ this origin comes without TLS
"#,
        ),
        passes(
            r#"
//- .env
CORS_ORIGINS=https://app.example.com,http://localhost:3000,http://127.0.0.1:3000
OTHER_CORS_ORIGINS=http://app:3000 http://192.168.1.4 http://shop.test http://${HOST}
//- dev/.env
CORS_ORIGINS=http://app.example.com
"#,
        ),
    ],
};

impl Rule for CorsPlaintextOrigin {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        if program.context.is_harmless() {
            return;
        }
        for it in told(program, linked).filter(|it| lists_origins(it.setting())) {
            it.note_unknown(findings, "the origins");
            let pattern = it.value().pattern();
            for range in origins(&pattern) {
                if is_plaintext(&pattern[range.clone()]) {
                    let raised = program.context == Context::Production;
                    let severity = if raised { Severity::Medium } else { META.severity };
                    let at = it.value().locate(range);
                    it.report(findings, at, "this origin comes without TLS", severity);
                }
            }
        }
    }
}

/// Whether an origin is a public host by plain HTTP.
fn is_plaintext(origin: &str) -> bool {
    let Some(rest) = origin.strip_prefix("http://").filter(|it| !it.contains(UNKNOWN)) else {
        return false;
    };
    let host = rest.split([':', '/']).next().unwrap_or(rest);
    let reserved = [".test", ".local", ".localdomain", ".internal", ".lan", ".home"];
    let is_private =
        host.parse::<Ipv4Addr>().is_ok_and(|it| it.is_private() || it.is_unspecified());
    host.contains('.')
        && !is_any(origin)
        && !is_private
        && !is_loopback(host)
        && !reserved.iter().any(|it| host.ends_with(it))
}
