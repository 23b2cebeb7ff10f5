use crate::{
    facts::{Located, Stated},
    program::Linked,
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    text::Location,
};

/// An image that is another one tomorrow.
pub struct ImageTagLatest;

static META: RuleMeta<'static> = RuleMeta {
    id: "image-tag-latest",
    summary: "An image has no version",
    why: "A tag that moves brings other software at the next start, on one node and not on the next, and nobody can say what ran yesterday.",
    fix: "Name a version, or better a digest: `image: example/web:4.1@sha256:...`.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "container",
    standards: &[
        Standard::Cwe(1104),
        Standard::CisDocker(text("4.2")),
        Standard::CisDocker(text("5.27")),
    ],
    covers: &[text("image-tag-latest"), text("docker-image-untagged"), text("docker-image-latest")],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/concepts/containers/images/")],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: batch/v1
kind: CronJob
metadata: {name: api}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: web
              image: registry.example.com:5000/shop/web
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not pinned to a version: another image may run tomorrow
"#,
        ),
        fails(
            r#"
//- compose.yaml
services:
  web:
    image: example/web:latest
//         ^^^^^^^^^^^^^^^^^^ not pinned to a version: another image may run tomorrow
"#,
        ),
        fails(
            r#"
//- Dockerfile
ARG RUST=rust
FROM ${RUST} AS build
//   ^^^^^^^ not pinned to a version: another image may run tomorrow
FROM build AS test
FROM scratch
"#,
        ),
        passes(
            r#"
//- Dockerfile
ARG VERSION
FROM rust:${VERSION} AS build
FROM debian:bookworm-slim
//- api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - {name: a, image: "registry.example.com:5000/shop/web:4.1"}
    - {name: b, image: "example/web@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
    - {name: c, image: "{{ .Values.image }}"}
    - {name: d, image: "example/web:latest-stable"}
    - {name: e, image: YOUR_WEB_IMAGE}
    - {name: f, image: "%%IMAGE%%"}
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  web:
    build: .
    image: shop/web # the name of what is built here
  worker:
    image: shop/web
  db:
    image: postgres:${PG_VERSION}
"#,
        ),
        fails(
            r#"
//- base/kustomization.yaml
resources: [api.yaml]
//- base/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          image: example/api:latest
//               ^^^^^^^^^^^^^^^^^^ not pinned to a version: another image may run tomorrow
        - name: proxy
          image: example/proxy:1.2
//- production/kustomization.yaml
resources: [../base]
images: [{name: example/api, newTag: "2.4"}]
//- staging/kustomization.yaml
resources: [../base]
images: [{name: example/proxy, newTag: latest}]
"#,
        ),
        passes(
            r#"
//- base/kustomization.yaml
resources: [api.yaml]
//- base/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers: [{name: api, image: registry.example.com/shop/api}]
//- production/kustomization.yaml
resources: [../base]
images: [{name: registry.example.com/shop/api, newTag: 2.4.1}]
//- staging/kustomization.yaml
resources: [../base]
images:
  - name: registry.example.com/shop/api
    newName: mirror.example.com/api
    digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"#,
        ),
    ],
};

impl Rule for ImageTagLatest {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        for workload in &linked.facts().workloads {
            // The image of what is built here is only a name for the result.
            for container in workload.containers.iter().filter(|it| it.build.is_none()) {
                if let Some(at) = check(&container.image, findings) {
                    findings.report(at, MESSAGE).resource(&workload.title());
                }
            }
        }
        let stages = linked.facts().images.iter().flat_map(|it| &it.stages);
        for stage in stages {
            if let Some(at) = check(&stage.base, findings) {
                findings.report(at, MESSAGE);
            }
        }
    }
}

const MESSAGE: &str = "not pinned to a version: another image may run tomorrow";

/// Where an image is named that has no version.
fn check(image: &Stated<String>, findings: &mut Findings) -> Option<Location> {
    match image {
        Stated::Absent => None,
        Stated::Unknown(at) => {
            findings.silenced(*at, "the image");
            None
        }
        Stated::Known(Located { it, at }) => is_unpinned(it).then_some(*at),
    }
}

/// Whether a name has neither tag nor digest. What has capitals or marks in it is to be
/// replaced.
fn is_unpinned(image: &str) -> bool {
    let image = image.strip_suffix(":latest").unwrap_or(image);
    let name = image.split_once('/').map_or(image, |(first, rest)| match first.split_once(':') {
        Some((_, port)) if port.chars().all(|it| it.is_ascii_digit()) => rest,
        _ => image,
    });
    let is_open =
        |it: char| it.is_uppercase() || matches!(it, ':' | '@' | '%' | '<' | '>' | '$' | '{');
    !name.is_empty() && name != "scratch" && !name.contains(is_open)
}
