use crate::{
    facts::{Located, Quantity, Setting, Stated, UNKNOWN},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told},
    text::Location,
};

/// A server that is told to use more memory than its container may have.
pub struct MemorySettingOverLimit;

static META: RuleMeta<'static> = RuleMeta {
    id: "memory-setting-over-limit",
    summary: "A program is told to use as much memory as its container may have, or more",
    why: "The kernel kills what goes over the limit, without a word in the program's own log. A heap or a cache that may grow up to the limit gets there under load, as threads, buffers and code need memory too: then each replica is killed in its turn.",
    fix: "Leave a quarter of the limit or more to all else: `-Xmx` and `maxmemory` at about 70 % of the limit, `shared_buffers` at a quarter.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "resources",
    standards: &[Standard::Cwe(770)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        text("https://redis.io/docs/latest/operate/oss_and_stack/management/config/"),
    ],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  cache:
    image: redis:7
    command: redis-server --maxmemory 4gb
//                                    ^^^ this is as much as the container may have, or more
    mem_limit: 2g
  db:
    image: postgres:17
    command: ["postgres", "-c", "shared_buffers=2GB"]
//                                              ^^^ this is as much as the container may have, or more
    deploy: {resources: {limits: {memory: 2G}}}
"#,
        ),
        fails(
            r#"
//- search.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec:
  template:
    spec:
      containers:
        - name: search
          image: example/search:1
          env:
            - {name: ES_JAVA_OPTS, value: -Xms2g -Xmx2g -XX:+UseG1GC}
//                                               ^^^^^^ this is as much as the container may have, or more
            - {name: NODE_OPTIONS, value: --max-old-space-size=4096}
//                                        ^^^^^^^^^^^^^^^^^^^^^^^^^ this is as much as the container may have, or more
            - {name: GOMEMLIMIT, value: 3GiB}
//                                      ^^^^ this is as much as the container may have, or more
          resources: {limits: {memory: 2Gi}}
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  cache:
    image: redis:7
    command: redis-server --maxmemory 1500mb --maxmemory-policy allkeys-lru
    mem_limit: 2g
  unlimited:
    image: redis:7
    command: redis-server --maxmemory 0
    mem_limit: 2g
  free:
    image: redis:7
    command: redis-server --maxmemory 64gb
  java:
    image: example/api:1
    environment: {JAVA_OPTS: "-Xmx512m", MAX_MEMORY: 64g, XMX: -Xmx64g is the most}
    mem_limit: 1g
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  cache:
    image: redis:7
    command: redis-server --maxmemory ${CACHE_MEMORY}
    mem_limit: 2g
  java:
    image: example/api:1
    environment: {JAVA_OPTS: "-Xmx64g"}
    mem_limit: ${LIMIT}
"#,
        ),
    ],
};

/// Names of variables that hold options of a runtime.
const OPTIONS: &[&str] = &["opts", "options", "flags", "args"];

impl Rule for MemorySettingOverLimit {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let Some((_, container)) = program.container(linked) else { return };
        let limit = &container.limits.memory;
        if limit.is_absent() {
            return;
        }
        for it in told(program, linked) {
            if is_amount(it.setting()) {
                it.note_unknown(findings, "the amount");
            }
            let Some((at, amount)) = amount(it.setting()) else { continue };
            match limit {
                Stated::Known(limit) if amount >= limit.it.0 => report(&it, at, limit, findings),
                Stated::Unknown(limit) => findings.silenced(*limit, "the limit"),
                Stated::Known(_) | Stated::Absent => {}
            }
        }
    }
}

fn report(it: &Told<'_>, at: Location, limit: &Located<Quantity>, findings: &mut Findings<'_>) {
    let message = "this is as much as the container may have, or more";
    it.report(findings, at, message, META.severity).related(limit.at, "the limit");
}

/// Whether the whole value of a setting is an amount of memory.
fn is_amount(setting: &Setting) -> bool {
    let name = setting.delivered.it.trim_start_matches('-');
    matches!(name, "maxmemory" | "shared_buffers" | "GOMEMLIMIT")
}

/// How much memory a setting gives to the program, in bytes, and where that is said.
fn amount(setting: &Setting) -> Option<(Location, f64)> {
    if is_amount(setting) {
        let text = setting.value.text()?;
        return Some((setting.value.at, bytes(text.trim())?));
    }
    if !OPTIONS.iter().any(|it| setting.ends_with_words(it)) {
        return None;
    }
    let pattern = setting.value.pattern();
    let mut start = 0;
    let mut found = None;
    for word in pattern.split(' ') {
        let heap = word.strip_prefix("-Xmx").and_then(bytes);
        let space = word.strip_prefix("--max-old-space-size=").and_then(|it| it.parse().ok());
        let space = space.map(|it: f64| it * f64::from(1 << 20));
        if let Some(amount) = heap.or(space).filter(|_| !word.contains(UNKNOWN)) {
            found = Some((setting.value.locate(start..start + word.len()), amount));
        }
        start += word.len() + 1;
    }
    found
}

/// An amount as these programs write it: `512m`, `4gb`, `2GiB`. Without a unit `shared_buffers`
/// counts pages and others bytes: such a number is not read.
fn bytes(text: &str) -> Option<f64> {
    let end = text.find(|it: char| !it.is_ascii_digit())?;
    let number: f64 = text[..end].parse().ok()?;
    let power = match text[end..].to_ascii_lowercase().as_str() {
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return None,
    };
    Some(number * 2f64.powi(power))
}
