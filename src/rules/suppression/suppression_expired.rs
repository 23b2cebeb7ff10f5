use crate::rule::{Confidence, Profile, Rule, RuleMeta, Scope, Severity, fails, passes};

/// A comment or exception silenced until a day that has passed. The engine finds it.
pub struct SuppressionExpired;

static META: RuleMeta<'static> = RuleMeta {
    id: "suppression-expired",
    summary: "A comment or exception silenced until a day that has passed",
    why: "It was granted for a time. What it silenced is reported again.",
    fix: "Mend what it silenced and remove it, or agree on another day.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "suppression",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[],
    examples: &[
        fails(
            r#"
//- .env
# tidewaiter: ignore[cors-any-origin] reason="until the new portal" until=2000-01-01
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this held until 2000-01-01 and silences no more
A=1
"#,
        ),
        passes(
            r#"
//- .env
# tidewaiter: ignore[cors-any-origin] reason="until the new portal" until=2999-12-31
A=1
"#,
        ),
    ],
};

impl Rule for SuppressionExpired {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }
}
