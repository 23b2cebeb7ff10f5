use crate::{
    facts::Kind,
    facts::{View, words},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    syntax::Format,
};

/// A list of keys that is written and says nothing.
pub struct NullClearsApiKeys;

static META: RuleMeta<'static> = RuleMeta {
    id: "null-clears-api-keys",
    summary: "A key for API keys is written with nothing under it",
    why: "In YAML a key without a value is `null`, and most loaders let a null of a later layer \
          replace what an earlier one gave. The API keys that come from elsewhere are then \
          gone: depending on the program nobody is let in, or everybody.",
    fix: "Take the key out of the file, so that the layer that has the keys is the one that \
          speaks:\n\n```yaml\nauth: {}\n```",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(1188)],
    covers: &[text("null-override-clears-api-keys")],
    scope: Scope::Document,
    kinds: &[Kind::AppConfig],
    options: &[],
    since: "0.1.0",
    references: &[text("https://yaml.org/spec/1.2.2/#10211-null")],
    examples: &[
        fails(
            r#"
//- config.production.yaml
auth:
  api_keys:
//^^^^^^^^ this key is null and may clear the API keys of other layers
    # API keys come from the secret store
"#,
        ),
        fails(
            r#"
//- config.yaml
server:
  apiKeys: null
//^^^^^^^ this key is null and may clear the API keys of other layers
  port: 80
"#,
        ),
        passes(
            r#"
//- config.yaml
auth:
  api_keys: []
  apiKeys: ["${API_KEY}"]
  api_key_header:
other:
  api_key:
"#,
        ),
        // The values of a chart list what may be set.
        passes(
            r#"
//- chart/values.yaml
auth:
  apiKeys:
"#,
        ),
    ],
};

impl Rule for NullClearsApiKeys {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree().filter(|_| view.document.format == Format::Yaml) else {
            return;
        };
        if view.document.file_name().is_some_and(|it| it.starts_with("values")) {
            return;
        }
        for (key, value) in tree.nodes().flat_map(|node| tree.entries(node)) {
            let is_null = tree.scalar(value).is_some_and(|it| it.is_null());
            let is_list = tree.str(key).is_some_and(|it| words(it) == "api keys");
            if is_null && is_list {
                let message = "this key is null and may clear the API keys of other layers";
                findings.report(tree.locate(key), message);
            }
        }
    }
}
