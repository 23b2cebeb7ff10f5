use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A secret that a Dockerfile builds into its image.
pub struct SecretInDockerfile;

static META: RuleMeta<'static> = RuleMeta {
    id: "secret-in-dockerfile",
    summary: "A Dockerfile builds a secret into its image",
    why: "`ENV` and `ARG` stay in the image: `docker history` and `docker inspect` show them to \
          whoever may pull it, and a later layer that unsets them takes nothing back.",
    fix: "Change the secret, as images and history keep it. Give what the build needs by a mount, \
          and what the program needs when it is started:\n\n\
          ```\nRUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(798), Standard::Cwe(522)],
    covers: &[text("docker-secret-in-build")],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://docs.docker.com/build/building/secrets/")],
    examples: &[
        fails(
            r#"
//- Dockerfile
FROM node:22
ARG REGISTRY_TOKEN=Zk9vT1xW8bRc5NdYs2Lp7JmG
//                 ^^^^^^^^^^^^^^^^^^^^^^^^ `REGISTRY_TOKEN` builds a token into the image
ENV SMTP_PASSWORD="Tq7-xW2m"
//                 ^^^^^^^^ `SMTP_PASSWORD` builds a password into the image
"#,
        ),
        passes(
            r#"
//- Dockerfile
FROM node:22
ARG REGISTRY_TOKEN
ENV POSTGRES_PASSWORD_FILE=/run/secrets/postgres TOKEN_TTL=15m
ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
ENV API_TOKEN=$REGISTRY_TOKEN
RUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci
"#,
        ),
    ],
};

impl Rule for SecretInDockerfile {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        let plain = candidates.iter().filter(|it| it.class == Class::Plain);
        for entry in plain.filter(|it| it.holder == Holder::Dockerfile) {
            let message = format!("{} builds {} into the image", entry.subject(), entry.what);
            findings.report(entry.at, message).weighed(entry);
        }
    }
}
