use crate::rule::{Confidence, Profile, Rule, RuleMeta, Scope, Severity, fails, passes};

/// A comment or exception silences nothing. The engine finds it.
pub struct SuppressionUnused;

static META: RuleMeta<'static> = RuleMeta {
    id: "suppression-unused",
    summary: "A comment or exception silences nothing",
    why: "What it was for is mended, or moved away from it, or its rule is misspelt. It may silence \
          something else one day that nobody meant.",
    fix: "Remove it, or put it where the finding is.",
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
# tidewaiter: ignore[cors-any-origins] reason="the API is public"
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no rule or topic is called `cors-any-origins`; did you mean `cors-any-origin`?
A=1
"#,
        ),
        passes(
            r#"
//- .env
# tidewaiter: ignore[cors-any-origin] reason="its rule did not run here"
A=1
"#,
        ),
    ],
};

impl Rule for SuppressionUnused {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }
}
