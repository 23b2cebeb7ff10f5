use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class},
};

/// A token that its provider's form gives away.
pub struct ProviderToken;

static META: RuleMeta<'static> = RuleMeta {
    id: "provider-token",
    summary: "A provider's token is written out",
    why: "A token is its owner, wherever it is used from. Those of public repositories are found \
          within minutes, by programs that look for nothing else. The form of the text, and its \
          checksum where it has one, say that this is one.",
    fix: "Revoke the token with its provider first, as it stays in the history of the repository. \
          Then make another with no more rights than it needs, and let the platform give it to \
          the program at run time.",
    severity: Severity::Critical,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(798)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
    )],
    examples: &[
        fails(concat!(
            "//- deploy.sh\ncurl -H \"Authorization: token gh",
            "p_StZsxnTSWsbCBpWUedoB6SJ95Ypuie0AKxrk\" \"$URL\"\n",
            "//                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
            " a GitHub personal access token\n",
        )),
        // Of a pair, the secret half is the one to hide.
        fails(concat!(
            "//- .env\nAWS_ACCESS_KEY_ID=AK",
            "IAQ3EGRX7BTLM2WKZP\nAWS_SECRET_ACCESS_KEY=h8Tq2Zx/Lm4Vb9+Rw1",
            "Kp7Yd3Nf6Gs0Jc5XaE2uQo\n",
            "//                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an AWS secret access key\n",
        )),
        passes(concat!(
            "//- README.md\nTokens begin with `ghp_` or `xoxb-`; set `GITHUB_TOKEN=gh",
            "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`,\n",
            "and for AWS `AWS_ACCESS_KEY_ID=AK",
            "IAIOSFODNN7EXAMPLE`. A header reads `Bearer eyJ...`.\n",
            // One letter is wrong, so it was never given out.
            "//- .env\nNOTE=gh",
            "p_StZsxnTSWsbCBpWUedoB6SJ95Ypuie0AKxrl\nGITHUB_TOKEN=${GITHUB_TOKEN}\n",
        )),
        passes(
            r#"
//- Cargo.lock
checksum = "8f3a1c7be2d84560a1b29f4e6c5d7a8b3e2f1a0c9d8e7f6a5b4c3d2e1f0a9b8c"
//- web.yaml
image: app@sha256:8f3a1c7be2d84560a1b29f4e6c5d7a8b3e2f1a0c9d8e7f6a5b4c3d2e1f0a9b8c
disk_live_migration: task-sk-proj-board
"#,
        ),
    ],
};

impl Rule for ProviderToken {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        for token in candidates.iter().filter(|it| it.class == Class::ProviderToken) {
            let finding = findings.report(token.at, token.what.clone()).weighed(token);
            if !token.is_sure {
                finding.severity(finding.severity.lowered());
            }
        }
    }
}
