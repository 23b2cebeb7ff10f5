use super::shared::{lists_origins, origins};
use crate::{
    facts::{Piece, Value},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::told,
};

/// CORS that admits the origin `null`.
pub struct CorsNullOrigin;

static META: RuleMeta<'static> = RuleMeta {
    id: "cors-null-origin",
    summary: "CORS admits the origin `null`",
    why: "Browsers send `Origin: null` for sandboxed frames, local files and some redirects. \
          Anybody can make such a frame on a page of his own, so to admit `null` is to admit all.",
    fix: "Take `null` out of the list of origins; serve local pages from `http://localhost` \
          while you develop.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Access-Control-Allow-Origin",
    )],
    examples: &[
        fails(
            r#"
//- .env
CORS_ORIGINS=https://app.example.com,null
//                                   ^^^^ the origin `null` is anybody's
//- app.yaml
cors:
  allowed-origins: ["https://app.example.com", "null"]
//                                              ^^^^ the origin `null` is anybody's
"#,
        ),
        passes(
            r#"
//- app.yaml
# No value at all.
cors: {allowed-origins: null, origins: [null]}
//- .env
CORS_ORIGIN=null
CORS_ORIGINS=https://nullable.example.com
"#,
        ),
    ],
};

impl Rule for CorsNullOrigin {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| lists_origins(it.setting())) {
            it.note_unknown(findings, "the origins");
            let pattern = it.value().pattern();
            if pattern == "null" && !is_quoted(it.value()) {
                continue;
            }
            if let Some(at) =
                origins(&pattern).into_iter().find(|it| pattern[it.clone()] == *"null")
            {
                let message = "the origin `null` is anybody's";
                it.report(findings, it.value().locate(at), message, META.severity);
            }
        }
    }
}

/// Whether a value is written in quotes: a plain `null` is no text.
fn is_quoted(value: &Value) -> bool {
    let [Piece::Literal(text)] = value.pieces.as_slice() else { return false };
    text.at != value.at
}
