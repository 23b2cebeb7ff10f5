use super::shared::{Weakness, is_any, lists_origins, weakness};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{has_any_word, told},
};

/// Regular expressions for origins that match more than they seem to.
pub struct CorsWeakOriginRegex;

static META: RuleMeta<'static> = RuleMeta {
    id: "cors-weak-origin-regex",
    summary: "A regular expression for origins matches strangers",
    why: "`.` stands for any character, `.*` before a name for any longer name, and an expression \
          without `$` for whatever follows: `https://.*example.com` admits \
          `https://evil-example.com`, which anybody can register.",
    fix: "Escape dots, end with `$`, and admit subdomains by `([a-z0-9-]+\\.)*`:\n\n\
          ```\nCORS_ORIGIN_REGEX=^https://([a-z0-9-]+\\.)*example\\.com$\n```",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942), Standard::Cwe(185)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://cwe.mitre.org/data/definitions/185.html")],
    examples: &[
        fails(
            r#"
//- .env
CORS_ORIGIN_REGEX='https?://.*example\.com$'
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^ any longer name matches this pattern
CORS_ALLOWED_ORIGIN_REGEXES='^https://app.example.com$'
//                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ a dot of this pattern stands for any character
B_CORS_ORIGIN_REGEX='^https://app\.example\.com'
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ whatever follows this pattern matches too
"#,
        ),
        passes(
            r#"
//- .env
CORS_ORIGIN_REGEX='^https://([a-z0-9-]+\.)*example\.com$'
A_CORS_ORIGIN_REGEX='^https://.+\.example\.com$'
B_CORS_ORIGIN_REGEX='^https?://localhost(:[0-9]+)?$'
# Globs, in which a dot is a dot.
CORS_ALLOWED_ORIGIN_PATTERNS=https://*.example.com
CORS_ORIGINS=https://app.example.com
# Said by the rule on any origin.
C_CORS_ORIGIN_REGEX=.*
D_CORS_ORIGIN_REGEX=${PATTERN}
"#,
        ),
    ],
};

impl Rule for CorsWeakOriginRegex {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let named = ["regex", "regexes", "regexp", "regexps"];
        let names = |it: &_| has_any_word(it, &named) && lists_origins(it);
        for it in told(program, linked).filter(|it| names(it.setting())) {
            let Some(pattern) = it.value().text() else {
                findings.silenced(it.value().at, "the pattern");
                continue;
            };
            let patterns = pattern.trim_matches(['[', ']']).split("\",");
            let mut patterns = patterns.map(|it| it.trim_matches([' ', '"', '\'']));
            let weakness = patterns.find_map(|it| if is_any(it) { None } else { weakness(it) });
            if let Some(weakness) = weakness {
                let finding = it.report(findings, it.value().at, weakness.message(), META.severity);
                if weakness == Weakness::Open {
                    // Some frameworks match the whole of an origin by themselves.
                    finding.confidence(Confidence::Low);
                }
            }
        }
    }
}
