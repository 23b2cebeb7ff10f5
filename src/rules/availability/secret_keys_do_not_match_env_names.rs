use std::{cell::LazyCell, collections::HashMap};

use crate::{
    facts::{ConfigObject, Layer, Reference, Referent, Workload},
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::pods::{is_same, is_templated},
    text::Location,
};

/// Keys that reach a program under other names than it reads.
pub struct SecretKeysDoNotMatchEnvNames;

static META: RuleMeta<'static> = RuleMeta {
    id: "secret-keys-do-not-match-env-names",
    summary: "The keys of an object are not the variables that the program reads",
    why: "`envFrom` gives each key as a variable of exactly that name. `database-password` is not `DATABASE_PASSWORD`: the program starts without the value, or with the default that stands in its own configuration. Before version 1.30 Kubernetes leaves out keys that are no names of variables, and says so only in an event.",
    fix: "Name the keys as the program reads them, or give each its variable:\n\n```yaml\nenv:\n  - name: DATABASE_PASSWORD\n    valueFrom:\n      secretKeyRef: {name: api-secrets, key: database-password}\n```",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/#configure-all-key-value-pairs-in-a-secret-as-container-environment-variables",
    )],
    examples: &[
        fails(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: api
          envFrom: [{secretRef: {name: api-secrets}}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: api-secrets, namespace: shop}
spec:
  data:
    - secretKey: database-password
//               ^^^^^^^^^^^^^^^^^ `envFrom` gives this as `database-password`, and not as `DATABASE_PASSWORD`
      remoteRef: {key: shop/database}
//- deploy/.env.example
DATABASE_PASSWORD=
"#,
        ),
        passes(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: api
          envFrom: [{secretRef: {name: api-secrets}}]
          env:
            - name: DATABASE_PASSWORD
              valueFrom: {secretKeyRef: {name: api-secrets, key: database-password}}
---
apiVersion: v1
kind: Secret
metadata: {name: api-secrets, namespace: shop}
stringData:
  database-password: ""
  # Nobody reads it by another name.
  feature-flags: ""
  CACHE_PASSWORD: ""
//- deploy/.env.example
DATABASE_PASSWORD=
CACHE_PASSWORD=
"#,
        ),
        passes(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          envFrom: [{secretRef: {name: "${SECRETS}"}}]
---
apiVersion: v1
kind: Secret
metadata: {name: api-secrets}
stringData: {database-password: "${PASSWORD}"}
//- deploy/.env.example
DATABASE_PASSWORD=
"#,
        ),
    ],
};

impl Rule for SecretKeysDoNotMatchEnvNames {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let (named, names) = (Named::new(linked), LazyCell::new(|| names(linked)));
        for workload in &linked.facts().workloads {
            for container in &workload.containers {
                for layer in &container.layers {
                    let Layer::All { of, prefix } = layer else { continue };
                    if is_templated(&of.name.it) {
                        findings.silenced(of.name.at, "the name of the object");
                        continue;
                    }
                    let meant = named.get(of, workload, linked);
                    for key in meant.into_iter().flat_map(|it| &it.settings) {
                        let given = format!("{prefix}{}", key.delivered.it);
                        let Some(wanted) = variable(&given) else { continue };
                        if is_given(&container.layers, &wanted) {
                            continue;
                        }
                        let folder = linked.folder(key.delivered.at.file);
                        let Some(read) = names.get(&(folder, wanted.as_str())) else { continue };
                        let message =
                            format!("`envFrom` gives this as `{given}`, and not as `{wanted}`");
                        let finding = findings.report(key.delivered.at, message);
                        let note = format!("`{}` receives it here", workload.title());
                        finding.related(of.name.at, note).related(*read, "the name that is read");
                    }
                }
            }
        }
    }
}

/// Whether the object is of the workload's system, and could be the one that it names.
/// Objects by what references name.
struct Named<'a> {
    by_name: HashMap<(Referent, &'a str), Vec<&'a ConfigObject>>,
    by_namespace: HashMap<(Referent, &'a str, Option<&'a str>), Vec<&'a ConfigObject>>,
}

impl<'a> Named<'a> {
    fn new(linked: &'a Linked) -> Self {
        let mut named = Self { by_name: HashMap::new(), by_namespace: HashMap::new() };
        for it in &linked.facts().config_objects {
            let (name, namespace) = (it.name.it.as_str(), it.namespace.as_deref());
            named.by_name.entry((it.kind, name)).or_default().push(it);
            named.by_namespace.entry((it.kind, name, namespace)).or_default().push(it);
        }
        named
    }

    /// Those that a workload may mean: who applies what says no namespace may give it one.
    fn get(&self, of: &Reference, workload: &Workload, linked: &Linked) -> Vec<&'a ConfigObject> {
        let name = of.name.it.as_str();
        let within = |namespace| self.by_namespace.get(&(of.to, name, namespace));
        let (own, bare) = match workload.namespace.as_deref() {
            None => (self.by_name.get(&(of.to, name)), None),
            own => (within(own), within(None)),
        };
        let all = own.into_iter().chain(bare).flatten().copied();
        all.filter(|it| is_meant(it, workload, linked)).collect()
    }
}

fn is_meant(object: &ConfigObject, workload: &Workload, linked: &Linked) -> bool {
    is_same(object.namespace.as_deref(), workload.namespace.as_deref())
        && linked.are_together(object.name.at.file, workload.name.at.file)
}

/// The variable that a key in kebab case would be: `DATABASE_PASSWORD`.
fn variable(key: &str) -> Option<String> {
    let is_kebab = |it: char| it == '-' || it == '_' || it.is_ascii_alphanumeric();
    let is_meant = key.contains('-') && key.chars().all(is_kebab);
    is_meant.then(|| key.replace('-', "_").to_uppercase())
}

/// Whether the container has the variable all the same.
fn is_given(layers: &[Layer], wanted: &str) -> bool {
    layers.iter().any(|layer| match layer {
        Layer::Own(setting) => setting.delivered.it == wanted,
        Layer::Key { name, .. } | Layer::Passed(name) => name.it == wanted,
        Layer::All { .. } | Layer::File { .. } => false,
    })
}

/// The names that files of settings have, by the folders of the files.
type Names<'a> = HashMap<(&'a str, &'a str), Location>;

fn names<'a>(linked: &'a Linked) -> Names<'a> {
    let mut names = Names::new();
    for file in &linked.facts().setting_files {
        let folder = linked.folder(file.at.file);
        for it in &file.settings {
            names.entry((folder, it.delivered.it.as_str())).or_insert(it.delivered.at);
        }
    }
    names
}
