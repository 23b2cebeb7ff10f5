//! Texts of the size and shape that deployments have, made and not found: the same on
//! every machine. `n` varies names, so that no map holds one key many times.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::fmt::Write;

use tidewaiter::{
    engine::{Active, RuleSet, shipped},
    policy::{self, Pack, Policy},
    syntax::Format,
};

/// How many bytes a text has that a parser is measured with.
pub const CORPUS: usize = 1 << 20;

/// The formats with a parser, and the name of a file that is written in each.
pub const FORMATS: [(Format, &str); 15] = [
    (Format::Yaml, "app.yaml"),
    (Format::Json, "app.json"),
    (Format::Toml, "app.toml"),
    (Format::Dotenv, ".env"),
    (Format::Shell, "app.sh"),
    (Format::Ini, "app.ini"),
    (Format::Properties, "app.properties"),
    (Format::Dockerfile, "Dockerfile"),
    (Format::Nginx, "nginx.conf"),
    (Format::Redis, "redis.conf"),
    (Format::Postgresql, "postgresql.conf"),
    (Format::PgHba, "pg_hba.conf"),
    (Format::Nats, "nats.conf"),
    (Format::Sql, "roles.sql"),
    (Format::Markdown, "README.md"),
];

/// About a mebibyte of one format.
pub fn corpus(format: Format) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= CORPUS {
            break;
        }
        match format {
            Format::Yaml => text += &manifest(n),
            Format::Json => {
                text.push(if n == 0 { '{' } else { ',' });
                write!(text, "\n  \"service-{n}\": {}", json(n)).expect("memory");
            }
            Format::Toml => text += &toml(n),
            Format::Dotenv => text += &env(n),
            Format::Shell => text += &shell(n),
            Format::Ini => text += &ini(n),
            Format::Properties => text += &properties(n),
            Format::Dockerfile => text += &dockerfile(n),
            Format::Nginx => text += &nginx(n),
            Format::Redis => text += &format!(include_str!("redis.txt"), n = n),
            Format::Postgresql => text += &format!(include_str!("postgresql.txt"), n = n),
            Format::PgHba => text += &format!(include_str!("pg_hba.txt"), n = n),
            Format::Sql => text += &format!(include_str!("sql.txt"), n = n),
            Format::Nats => text += &format!(include_str!("nats.txt"), n = n),
            _ => text += &guide(n),
        }
    }
    if format == Format::Json {
        text += "\n}\n";
    }
    text
}

/// About a mebibyte of what a template of a chart is made of.
pub fn chart() -> String {
    let document = |n: usize| include_str!("chart.txt").replace('@', &n.to_string());
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= CORPUS {
            break;
        }
        text += &document(n);
    }
    text
}

/// A small system: a manifest of some five KiB, and what stands beside it.
pub fn system(n: usize) -> [(String, String); 5] {
    let file = |name: &str, text: String| (format!("systems/{n:05}/{name}"), text);
    [
        file(".env", env(n)),
        file("Dockerfile", dockerfile(n)),
        file("README.md", guide(n)),
        file("docker-compose.yml", compose(n)),
        file("k8s/app.yaml", manifest(n)),
    ]
}

/// Runs something with all rules that ship.
pub fn with_rules<T>(run: impl FnOnce(&RuleSet<'_>) -> T) -> T {
    let policies: Vec<Policy> = policy::shipped().expect("sound policies");
    let rules = shipped(&policies);
    let active = rules.iter().map(|rule| Active { rule: *rule, severity: None, options: None });
    run(&RuleSet::new(active.collect()))
}

/// One Deployment.
pub fn deployment(n: usize) -> String {
    let env: String = (0..10)
        .map(|of| format!("            - {{name: APP_SETTING_{of}, value: \"{n}\"}}\n"))
        .collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app-{n}}}\nspec:\n  replicas: 2\n  \
         template:\n    metadata: {{labels: {{app: app-{n}}}}}\n    spec:\n      containers:\n        - \
         name: app\n          image: example/app:{n}\n          env:\n{env}"
    )
}

/// Rules that look at each such Deployment, and find nothing.
pub fn few_rules(count: usize) -> Vec<Policy> {
    let rule = |n: usize| {
        let looks = match n % 2 {
            0 => "kinds: [deployment]\nselect: spec.replicas\nfind: {below: 1}".to_owned(),
            _ => format!("over: program\nsetting: APP_SETTING_{}\nfind: {{equals: no}}", n % 10),
        };
        let (id, yaml) = policy(n, &looks);
        Policy::load(&format!("bench/{id}.yaml"), &yaml).expect("a rule")
    };
    (0..count).map(rule).collect()
}

/// Packs of systems that are not there, with rules of all sorts.
pub fn packs(count: usize, of_each: usize) -> Vec<Pack> {
    let pack = |pack: usize| {
        let about = format!(
            "name: sys{pack}\nversion: 1.0.0\ndescription: D\napplies-to: {{prefix: [SYS{pack}_], \
             images: [sys{pack}], names: [sys{pack}]}}\n"
        );
        let rules = (0..of_each).map(|n| {
            let looks = match n % 4 {
                0 => "kinds: [deployment]\nselect: spec.replicas\nfind: {below: 9}".to_owned(),
                1 => "kinds: [ingress]\nselect: spec.tls\nfind: {empty: true}".to_owned(),
                2 => format!("select: section.key{n}\nfind: {{equals: no}}"),
                _ => format!("over: program\nsetting: SYS{pack}_KEY_{n}\nfind: {{equals: no}}"),
            };
            let (id, yaml) = policy(1_000 + 1_000 * pack + n, &looks);
            (format!("{id}.yaml"), yaml)
        });
        let files: Vec<_> = [("pack.yaml".to_owned(), about)].into_iter().chain(rules).collect();
        Pack::load(&files, None).expect("a pack")
    };
    (0..count).map(pack).collect()
}

/// A rule's id, and its file.
fn policy(n: usize, looks: &str) -> (String, String) {
    let id = format!("rule-{n}");
    let said = "summary: S\nseverity: low\nwhy: W\nfix: F\nmessage: m\nexamples: []";
    let yaml = format!("id: {id}\n{said}\n{looks}\n");
    (id, yaml)
}

pub fn manifest(n: usize) -> String {
    let mut text = format!(include_str!("manifest.yaml"), n = n);
    for pod in ["worker", "scheduler"] {
        write!(text, include_str!("workload.yaml"), n = n, pod = pod).expect("memory");
    }
    text
}

pub fn compose(n: usize) -> String {
    format!(include_str!("compose.yaml"), n = n)
}

pub fn env(n: usize) -> String {
    format!(include_str!("env.txt"), n = n)
}

pub fn dockerfile(n: usize) -> String {
    format!(include_str!("dockerfile.txt"), n = n)
}

pub fn guide(n: usize) -> String {
    format!(include_str!("guide.txt"), n = n, env = env(n), compose = compose(n))
}

fn json(n: usize) -> String {
    format!(include_str!("app.json"), n = n)
}

fn toml(n: usize) -> String {
    format!(include_str!("app.toml"), n = n)
}

fn ini(n: usize) -> String {
    format!(include_str!("app.ini"), n = n)
}

fn properties(n: usize) -> String {
    format!(include_str!("app.properties"), n = n)
}

fn nginx(n: usize) -> String {
    format!(include_str!("nginx.txt"), n = n)
}

fn shell(n: usize) -> String {
    format!(include_str!("shell.txt"), n = n)
}
