use crate::rule::{Confidence, Profile, Rule, RuleMeta, Scope, Severity, fails, passes};

/// A comment silences without saying why. The engine finds it.
pub struct SuppressionWithoutReason;

static META: RuleMeta<'static> = RuleMeta {
    id: "suppression-without-reason",
    summary: "A comment silences without saying why",
    why: "Nobody who reads it later can tell whether it is still right, so it stays forever.",
    fix: "Say why: `tidewaiter: ignore[rule-id] reason=\"why this is meant\"`.",
    severity: Severity::Medium,
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
# tidewaiter: ignore[cors-any-origin]
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this silences without saying why
A=1
"#,
        ),
        passes(
            r#"
//- .env
# tidewaiter: ignore[cors-any-origin] reason="the API is public"
A=1
"#,
        ),
    ],
};

impl Rule for SuppressionWithoutReason {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }
}
