use std::collections::BTreeSet;

use crate::{
    program::{Linked, Program},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::{pods::is_templated, shared::told},
    text::did_you_mean,
};

/// A variable of a name that nothing documents where all others are documented.
pub struct SettingUndocumented;

static META: RuleMeta<'static> = RuleMeta {
    id: "setting-undocumented",
    summary: "A variable has a name that the system's own tables do not know",
    why: "Most programs ignore a variable that they do not know. What was meant is then not told, the default holds instead, and nobody sees it: `APP_CORS_ORIGIN` for `APP_CORS_ORIGINS` leaves every origin admitted.",
    fix: "Write the name as it is documented, or document it.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Pedantic,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://12factor.net/config")],
    examples: &[
        fails(
            r#"
//- README.md
| Variable | Default |
|---|---|
| `APP_PORT` | `80` |
| `APP_LOG_LEVEL` | `info` |
| `APP_CORS_ORIGINS` | `*` |
| `APP_DATABASE_URL` | - |
| `APP_CACHE_URL` | - |
//- compose.yaml
services:
  api:
    image: example/api:1
    environment:
      APP_PORT: "8080"
      APP_LOG_LEVEL: debug
      APP_DATABASE_URL: ${DATABASE_URL}
      APP_CORS_ORIGIN: https://example.com
//    ^^^^^^^^^^^^^^^ no table of this system has this name; did you mean `APP_CORS_ORIGINS`?
      PATH: /bin
"#,
        ),
        passes(
            r#"
//- README.md
| Variable | Default |
|---|---|
| `APP_PORT` | `80` |
| `APP_LOG_LEVEL` | `info` |
| `APP_CACHE_URL` | - |
//- compose.yaml
services:
  # Of the names of a table that is no whole list, others are not missed.
  api:
    image: example/api:1
    environment:
      APP_PORT: "8080"
      APP_LOG_LEVEL: debug
      APP_CACHE_URL: ${CACHE_URL}
      APP_CORS_ORIGIN: https://example.com
"#,
        ),
        passes(
            r#"
//- README.md
| Variable | Default |
|---|---|
| `APP_PORT` | `80` |
| `APP_LOG_LEVEL` | `info` |
| `APP_CORS_ORIGINS` | `*` |
| `APP_DATABASE_URL` | - |
| `APP_CACHE_URL` | - |
//- compose.yaml
services:
  # Most of its names are not there: the table is about another program.
  worker:
    image: example/worker:1
    environment:
      APP_PORT: "8080"
      APP_LOG_LEVEL: debug
      APP_CACHE_URL: ${CACHE_URL}
      APP_JOBS: "3"
      APP_TRIES: "3"
  api:
    image: example/api:1
    environment: {APP_PORT: "80", APP_LOG_LEVEL: info, APP_CACHE_URL: "${CACHE_URL}"}
"#,
        ),
    ],
};

/// So many names make a table a list of them, and so many of a program's own must be
/// in it.
const LISTED: usize = 5;
const SHARED: usize = 3;

impl Rule for SettingUndocumented {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let documented = linked.documented(program);
        let names: BTreeSet<&str> = documented.iter().map(|it| it.it.as_str()).collect();
        let Some(prefix) = names.first().and_then(|it| start(it)) else { return };
        if names.len() < LISTED {
            return;
        }
        let own =
            told(program, linked).filter(|it| start(&it.setting().delivered.it) == Some(prefix));
        let (known, unknown): (Vec<_>, Vec<_>) =
            own.partition(|it| names.contains(it.setting().delivered.it.as_str()));
        if known.len() < SHARED || unknown.len() * 3 > known.len() {
            return;
        }
        for it in unknown {
            let name = &it.setting().delivered;
            if is_templated(&name.it) {
                findings.silenced(name.at, "the name of the variable");
                continue;
            }
            let hint = did_you_mean(&name.it, names.iter().copied());
            let message = format!("no table of this system has this name{hint}");
            let finding = findings.report(name.at, message);
            finding.related(documented[0].at, "names are documented here");
        }
    }
}

/// What a name begins with: `APP_` of `APP_PORT`.
fn start(name: &str) -> Option<&str> {
    name.find('_').map(|at| &name[..=at])
}
