use crate::{
    facts::{Kind, View, is_loopback},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::{
        nginx::{self, Config, Line},
        shared::weighed,
    },
    syntax::is_shipped,
};

/// Hosts that nginx serves by TLS, and without it too.
pub struct NginxServerWithoutTls;

static META: RuleMeta<'static> = RuleMeta {
    id: "nginx-server-without-tls",
    summary: "nginx serves a host with TLS and without it",
    why: "Who types the name or follows an old link comes by plain HTTP and stays there: cookies \
          and passwords go over the wire as they are. A server that knows no TLS at all is \
          passed over: something before it may end TLS.",
    fix: "Redirect what comes by plain HTTP:\n\n\
          ```nginx\nserver {\n    listen 80;\n    server_name app.example.com;\n    \
          return 301 https://$host$request_uri;\n}\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("nginx-server-without-tls")],
    scope: Scope::Document,
    kinds: &[Kind::Nginx],
    options: &[],
    since: "0.1.0",
    references: &[text("https://nginx.org/en/docs/http/configuring_https_servers.html")],
    examples: &[
        fails(
            r#"
//- nginx.conf
server {
  listen 80;
//       ^^ this host is served by plain HTTP too
  listen 443 ssl;
  server_name app.example.com;
  location / { proxy_pass http://app:8080; }
}
"#,
        ),
        fails(
            r#"
//- nginx.conf
server {
  listen [::]:80;
//       ^^^^^^^ this host is served by plain HTTP too
  server_name app.example.com www.example.com;
  location / { proxy_pass http://app:8080; }
}
server {
  listen 443 ssl;
  server_name app.example.com;
  location / { proxy_pass http://app:8080; }
}
"#,
        ),
        passes(
            r#"
//- nginx.conf
server {
  listen 80;
  server_name app.example.com;
  location /.well-known/ { root /var/www; }
  location / { return 301 https://$host$request_uri; }
}
server {
  listen 443 ssl;
  server_name app.example.com;
  root /srv;
}
server { listen 127.0.0.1:8080; server_name app.example.com; root /srv; }
server { listen 80; listen 444 ssl; if ($scheme = http) { return 308 https://$host$uri; } root /a; }
//- behind/nginx.conf
# Whatever stands before it ends TLS.
server { listen 80; server_name app.example.com; root /srv; }
//- taken/nginx.conf
# What the file says is not known.
server { listen 80; listen 443 ssl; include /etc/nginx/redirects.conf; root /srv; }
"#,
        ),
    ],
};

/// Directives that answer with content.
const SERVES: &[&str] =
    &["alias", "fastcgi_pass", "grpc_pass", "proxy_pass", "root", "try_files", "uwsgi_pass"];

impl Rule for NginxServerWithoutTls {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(config) = nginx::config(view) else { return };
        for server in config.blocks("server") {
            let Some(listen) = plain_port(&config, server) else { continue };
            if !serves(&config, server) || redirects(&config, server) {
                continue;
            }
            let Some(secured) = twin(&config, server) else { continue };
            let at = config.arg_at(listen, 0).unwrap_or_else(|| config.at(listen));
            if let Some(path) = included(&config, server) {
                findings.silenced(at, format!("what `{path}` says"));
                continue;
            }
            let finding = findings.report(at, "this host is served by plain HTTP too");
            finding.severity(weighed(META.severity, view.context()));
            finding.related(config.at(secured), "TLS is spoken here");
        }
    }
}

/// The line by which a server listens for plain HTTP from outside.
fn plain_port<'a>(config: &'a Config, server: &'a Line) -> Option<&'a Line> {
    let mut listens = config.body(server).filter(|it| config.name(it) == "listen");
    listens.find(|it| {
        let address = config.arg(it, 0).unwrap_or("");
        let host = address.rsplit_once(':').map_or("", |(host, _)| host);
        let is_local = address.starts_with("unix:") || is_loopback(host);
        !is_local && !is_tls(config, it) && !address.contains(['{', '$'])
    })
}

fn is_tls(config: &Config, listen: &Line) -> bool {
    let mut args = config.args(listen).map(|(arg, _)| arg);
    args.any(|it| matches!(it, "ssl" | "quic" | "443") || it.ends_with(":443"))
}

fn tls_port<'a>(config: &'a Config, server: &'a Line) -> Option<&'a Line> {
    let mut listens = config.body(server).filter(|it| config.name(it) == "listen");
    listens.find(|it| is_tls(config, it))
}

/// Where the same host is served by TLS: by this server or by another of its names.
fn twin<'a>(config: &'a Config, server: &'a Line) -> Option<&'a Line> {
    if let Some(own) = tls_port(config, server) {
        return Some(own);
    }
    let names = names(config, server);
    let others = config.blocks("server").filter(|it| {
        self::names(config, it).iter().any(|name| name.contains('.') && names.contains(name))
    });
    others.filter_map(|it| tls_port(config, it)).next()
}

/// What a server takes in, and nobody knows: it may redirect.
fn included<'a>(config: &'a Config, server: &'a Line) -> Option<&'a str> {
    let mut includes = config.within(server).filter(|it| config.name(it) == "include");
    includes.find_map(|it| config.arg(it, 0).filter(|path| !is_shipped(path)))
}

fn names<'a>(config: &'a Config, server: &'a Line) -> Vec<&'a str> {
    let lines = config.body(server).filter(|it| config.name(it) == "server_name");
    lines.flat_map(|it| config.args(it).map(|(arg, _)| arg)).collect()
}

fn serves(config: &Config, server: &Line) -> bool {
    let is_challenge = |it: &Line| {
        config.around(it).any(|block| config.args(block).any(|it| it.0.contains("well-known")))
    };
    config.within(server).any(|it| SERVES.contains(&config.name(it)) && !is_challenge(it))
}

/// Whether it sends anybody on to TLS.
fn redirects(config: &Config, server: &Line) -> bool {
    config.within(server).any(|it| {
        let is_redirect = matches!(config.name(it), "return" | "rewrite");
        is_redirect
            && config.args(it).any(|(arg, _)| arg.starts_with("https") || arg.contains("://"))
    })
}
