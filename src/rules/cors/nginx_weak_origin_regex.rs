use super::shared::{Weakness, weakness};
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::{
        nginx::{self, Config},
        shared::weighed,
    },
    text::Location,
};

/// nginx that compares origins with a pattern which matches strangers.
pub struct NginxWeakOriginRegex;

static META: RuleMeta<'static> = RuleMeta {
    id: "nginx-weak-origin-regex",
    summary: "A pattern for origins matches strangers",
    why: "`.` stands for any character, `.*` before a name for any longer name, and a pattern \
          without `^` and `$` for whatever stands around: `example.com` admits \
          `https://example.com.evil.org`, which anybody can have.",
    fix: "Escape dots, and say where the origin begins and ends:\n\n\
          ```nginx\nif ($http_origin ~ ^https://([a-z0-9-]+\\.)*example\\.com$) { ... }\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942), Standard::Cwe(185)],
    covers: &[text("nginx-origin-regex")],
    scope: Scope::Document,
    kinds: &[Kind::Nginx],
    options: &[],
    since: "0.1.0",
    references: &[text("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if")],
    examples: &[
        fails(
            r#"
//- nginx.conf
map $http_origin $cors {
  default "";
  ~^https://.*example\.com$ $http_origin;
//@3+25 any longer name matches this pattern
  "~*^https://app.example.com$" 1;
//@3+29 a dot of this pattern stands for any character
}
server {
  if ($http_origin ~* (app|www)\.example\.com$) { set $cors 1; }
//                    ^^^^^^^^^^^^^^^^^^^^^^^^^ any longer name matches this pattern
  if ($http_origin ~ "^https://app\.example\.com") { set $cors 1; }
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ whatever follows this pattern matches too
}
"#,
        ),
        passes(
            r#"
//- nginx.conf
map $http_origin $cors {
  default "";
  ~^https://([a-z0-9-]+\.)*example\.com$ $http_origin;
  https://app.example.com $http_origin;
}
map $uri $other { ~.*example 1; }
server {
  if ($http_origin ~* "^https?://(localhost|127\.0\.0\.1)(:[0-9]+)?$") { set $cors 1; }
  if ($http_origin = https://app.example.com) { set $cors 1; }
  if ($http_referer ~ example.com) { set $x 1; }
}
"#,
        ),
    ],
};

impl Rule for NginxWeakOriginRegex {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(config) = nginx::config(view) else { return };
        for (pattern, at) in patterns(&config) {
            if let Some(weakness) = judged(&pattern) {
                let finding = findings.report(at, weakness.message());
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}

/// The patterns that origins are compared with, by `if` or `map`.
fn patterns(config: &Config) -> Vec<(String, Location)> {
    let mut found = Vec::new();
    for block in config.blocks("if") {
        let args: Vec<_> = config.args(block).collect();
        let [(variable, _), (operator, _), (pattern, at), ..] = args.as_slice() else { continue };
        let is_match = matches!(*operator, "~" | "~*");
        if is_match && variable.trim_start_matches('(') == "$http_origin" {
            found.push(((*pattern).to_owned(), *at));
        }
    }
    for block in config.blocks("map") {
        if config.arg(block, 0) != Some("$http_origin") {
            continue;
        }
        for line in config.body(block) {
            let given = config.arg(line, 0).unwrap_or("");
            let name = config.name(line);
            if let Some(pattern) = name.strip_prefix('~').filter(|_| !given.is_empty()) {
                let pattern = pattern.strip_prefix('*').unwrap_or(pattern).trim();
                found.push((pattern.to_owned(), config.at(line)));
            }
        }
    }
    found
}

/// The weakness of a pattern; one that begins anywhere matches longer names too.
fn judged(pattern: &str) -> Option<Weakness> {
    let start = pattern.trim_start_matches(['(', '?', ':']);
    let is_anchored =
        start.starts_with('^') || start.starts_with("http") || start.starts_with("\\.");
    if is_anchored { weakness(pattern) } else { Some(Weakness::Longer) }
}
