use crate::rule::{Confidence, Profile, Rule, RuleMeta, Scope, Severity, fails, passes};

/// A comment that should silence cannot be read. The engine finds it.
pub struct SuppressionMalformed;

static META: RuleMeta<'static> = RuleMeta {
    id: "suppression-malformed",
    summary: "A comment that should silence cannot be read",
    why: "Whoever wrote it believes that something is silenced, and it is not.",
    fix: "Write it as `tidewaiter: ignore[rule-id] reason=\"why this is meant\"`, and where it should \
          end one day, add `until=2027-01-31`.",
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
# tidewaiter: ignroe[cors-any-origin] reason="a slip"
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `ignroe` is not known; did you mean `ignore`?
A=1
B=2 # tidewaiter: ignore
//    ^^^^^^^^^^^^^^^^^^ name what is silenced: `ignore[rule-id]`
"#,
        ),
        passes(
            r#"
//- .env
# tidewaiter: ignore[cors-any-origin] reason="the API is public" until=2999-12-31
A=1
# tidewaiter: the linter that reads such comments
"#,
        ),
    ],
};

impl Rule for SuppressionMalformed {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }
}
