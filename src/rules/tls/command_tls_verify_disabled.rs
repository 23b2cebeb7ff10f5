use std::ops::Range;

use crate::{
    facts::{Kind, View, is_loopback},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
    text::Span,
};

/// A command that takes any certificate.
pub struct CommandTlsVerifyDisabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "command-tls-verify-disabled",
    summary: "A command does not verify certificates",
    why: "What is fetched this way may come from anybody, and what is sent, such as a password with `-u`, may go to anybody. In a build or a start script it is most often a program that is fetched, and then run.",
    fix: "Take the flag away and give the command the authority that signed the certificate: `curl --cacert`, `wget --ca-certificate`, `git config http.sslCAInfo`, `npm config set cafile`, `pip --cert`.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(295)],
    covers: &[text("docker-tls-verify-disabled")],
    scope: Scope::Document,
    kinds: &[Kind::Shell, Kind::Dockerfile],
    options: &[],
    since: "0.1.0",
    references: &[text("https://curl.se/docs/sslcerts.html")],
    examples: &[
        fails(
            r#"
//- deploy.sh
#!/bin/sh
set -e
curl -fsSLk https://example.com/install.sh | sh
//   ^^^^^^ certificates are not verified
curl -X POST -k -u deploy:"$TOKEN" \
//           ^^ certificates are not verified
  https://api.example.com
wget -q --no-check-certificate https://example.com/a.tgz && tar xf a.tgz
//      ^^^^^^^^^^^^^^^^^^^^^^ certificates are not verified
git -c http.sslVerify=false clone https://git.example.com/a
//     ^^^^^^^^^^^^^^^^^^^^ certificates are not verified
bash -c "kubectl --insecure-skip-tls-verify=true apply -f a.yaml"
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificates are not verified
"#,
        ),
        fails(
            r#"
//- Dockerfile
FROM debian:bookworm-slim
RUN npm config set strict-ssl false && npm ci
//                 ^^^^^^^^^^ certificates are not verified
RUN pip install --no-cache-dir --trusted-host pypi.org app==1.0
//                             ^^^^^^^^^^^^^^ certificates are not verified
USER app
"#,
        ),
        passes(
            r#"
//- deploy.sh
#!/bin/sh
# curl -k https://example.com
curl -fsSL https://example.com -o k
curl --cacert ca.pem https://example.com
curl -k https://localhost:8443/health
curl -sk "https://127.0.0.1/"
curl -H "X-K: -kept" https://example.com
grep -k a; tar -xk; ssh -k host
git config http.sslVerify true
npm config set strict-ssl true
echo "use curl with -k never"
docker run --insecure-registry=false
"#,
        ),
        passes(
            r#"
//- Dockerfile
FROM debian:bookworm-slim
RUN curl -fsSL https://example.com/k -o /k
LABEL hint="curl -k"
USER app
"#,
        ),
    ],
};

impl Rule for CommandTlsVerifyDisabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let all = view.document.text.as_str();
        for part in scripts(view) {
            for command in commands(&all[part.clone()]) {
                if let Some(word) = unverified(&command) {
                    let start = part.start + word.start;
                    let span = Span::new(start, start + word.text.len());
                    let at = view.document.text.locate(span);
                    let finding = findings.report(at, "certificates are not verified");
                    finding.severity(weighed(META.severity, view.context()));
                }
            }
        }
    }
}

/// Where a document holds commands: all of a script, and what a Dockerfile runs.
fn scripts(view: &View<'_>) -> Vec<Range<usize>> {
    let all = view.document.text.as_str();
    let Some(tree) = view.tree().filter(|_| view.kind == Kind::Dockerfile) else {
        return std::iter::once(0..all.len()).collect();
    };
    let is_run = |it: &str| matches!(it, "run" | "cmd" | "entrypoint");
    let instructions = tree.items(view.root).iter().filter_map(|id| tree.entries(*id).next());
    let runs = instructions.filter(|(key, _)| tree.str(*key).is_some_and(is_run));
    runs.map(|(_, value)| tree.span(value).range())
        .filter(|it| all.get(it.clone()).is_some())
        .collect()
}

/// A word of a command, without quotes about it.
#[derive(Clone, Copy)]
struct Word<'a> {
    start: usize,
    text: &'a str,
}

/// The commands of a script: lines, and what operators part on one.
fn commands(script: &str) -> Vec<Vec<Word<'_>>> {
    let mut found = vec![Vec::new()];
    let mut start = 0;
    let mut continues = false;
    for line in script.split_inclusive('\n') {
        let body = line.trim();
        let is_comment = body.starts_with('#');
        if !continues {
            found.push(Vec::new());
        }
        continues = body.ends_with('\\') || is_comment && continues;
        let mut at = start;
        let parts =
            |it: char| it.is_whitespace() || matches!(it, ';' | '|' | '&' | '(' | ')' | '`');
        for part in line.split_inclusive(parts).filter(|_| !is_comment) {
            let bare = part.trim_end_matches(parts);
            let text = bare.trim_matches(['"', '\'', ',', '[', ']']);
            let from = at + bare.find(text).unwrap_or(0);
            if let (false, Some(last)) = (text.is_empty() || text == "\\", found.last_mut()) {
                last.push(Word { start: from, text });
            }
            let ends = part.ends_with([';', '|', '&', '(', ')', '`']);
            at += part.len();
            if ends {
                found.push(Vec::new());
            }
        }
        start += line.len();
    }
    found
}

/// The words of a command that stop the verification of certificates.
fn unverified<'a>(command: &[Word<'a>]) -> Option<Word<'a>> {
    // What runs another command stands before it.
    const BEFORE: &[&str] =
        &["sudo", "exec", "time", "then", "do", "else", "if", "!", "bash", "sh", "-c", "env"];
    let is_before = |it: &&Word| {
        BEFORE.contains(&it.text) || it.text.contains('=') && !it.text.starts_with('-')
    };
    let skipped = command.iter().take_while(is_before).count();
    let (program, words) = command.get(skipped..)?.split_first()?;
    if words.iter().any(|it| is_local(it.text)) {
        return None;
    }
    let find = |is: &dyn Fn(&str) -> bool| words.iter().copied().find(|it| is(it.text));
    let follows = |name: &str| {
        let at = words.iter().position(|it| it.text.eq_ignore_ascii_case(name))?;
        let value = words.get(at + 1)?.text;
        matches!(value, "false" | "0" | "off").then_some(words[at])
    };
    match program.text.rsplit('/').next().unwrap_or(program.text) {
        "curl" => find(&|it| it == "--insecure" || is_short_k(it)),
        "wget" => find(&|it| it == "--no-check-certificate"),
        "git" => find(&|it| it.eq_ignore_ascii_case("http.sslVerify=false"))
            .or_else(|| follows("http.sslVerify")),
        "npm" | "yarn" | "pnpm" => {
            find(&|it| matches!(it, "--strict-ssl=false" | "strict-ssl=false"))
                .or_else(|| follows("strict-ssl"))
        }
        "pip" | "pip3" => find(&|it| it.starts_with("--trusted-host")),
        "kubectl" | "oc" | "helm" | "argocd" => find(&|it| {
            let names = ["--insecure-skip-tls-verify", "--kube-insecure-skip-tls-verify"];
            names.iter().any(|name| it == *name || it.strip_prefix(*name) == Some("=true"))
        }),
        "yum" | "dnf" => {
            find(&|it| matches!(it, "--setopt=sslverify=false" | "--setopt=sslverify=0"))
        }
        _ => None,
    }
}

/// `-k` among flags that take no value: `-sSLk`.
fn is_short_k(word: &str) -> bool {
    let Some(flags) = word.strip_prefix('-') else { return false };
    flags.contains('k') && flags.chars().all(|it| "#0123456789fgiIjJklLnNOqsSv".contains(it))
}

/// Whether a word is an address of this machine.
fn is_local(word: &str) -> bool {
    let Some((_, rest)) = word.split_once("://") else { return false };
    let host = rest.split(['/', '?', '"', '\'']).next().unwrap_or(rest);
    is_loopback(host.rsplit_once(':').map_or(host, |(host, _)| host))
}
