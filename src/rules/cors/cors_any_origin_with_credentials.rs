use super::shared::{admits_any, credentials, is_unknown, lists_origins};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::told,
};

/// CORS that admits any origin and its cookies.
pub struct CorsAnyOriginWithCredentials;

static META: RuleMeta<'static> = RuleMeta {
    id: "cors-any-origin-with-credentials",
    summary: "CORS admits any origin, with credentials",
    why: "Browsers refuse a bare `*` together with credentials, so most frameworks that are told \
          both answer with the origin of whoever asks. Any page that a signed-in user visits then \
          acts in his name and reads the answers.",
    fix: "Name the origins that need the API:\n\n\
          ```\nCORS_ORIGINS='[\"https://app.example.com\"]'\n```\n\n\
          or, if it is open to all, take `CORS_ALLOW_CREDENTIALS` away.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942), Standard::Cwe(346)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://fetch.spec.whatwg.org/#cors-protocol-and-credentials")],
    examples: &[
        fails(
            r#"
//- .env
APP_CORS_ORIGINS=*
//               ^ any origin may call this API in its user's name
APP_CORS_ALLOW_CREDENTIALS=true
"#,
        ),
        fails(
            r#"
//- config.yaml
http:
  cors:
    credentials: true
    origins: ["*"]
//            ^^^ any origin may call this API in its user's name
"#,
        ),
        passes(
            r#"
//- .env
APP_CORS_ORIGINS=https://app.example.com
APP_CORS_ALLOW_CREDENTIALS=true
//- config.yaml
# The one that admits anybody takes no credentials.
public: {cors: {origins: "*", credentials: false}}
private: {cors: {origins: "https://app.example.com", credentials: true}}
"#,
        ),
    ],
};

impl Rule for CorsAnyOriginWithCredentials {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            let may_be = lists_origins(it.setting()) && is_unknown(it.value());
            if !may_be && !admits_any(it.setting()) {
                continue;
            }
            let Some(credentials) = credentials(program, it.setting()) else { continue };
            if !admits_any(it.setting()) {
                findings.silenced(it.value().at, "the origins");
                continue;
            }
            let message = "any origin may call this API in its user's name";
            let finding = it.report(findings, it.value().at, message, META.severity);
            finding.related(credentials.value.at, "credentials are sent along");
        }
    }
}
