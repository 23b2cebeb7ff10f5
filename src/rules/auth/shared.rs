//! When authentication is off, and when strangers can reach what it should guard.
//!
//! Several rules look at the same settings; that each place is found by one of them
//! alone is seen to here. Refuses to know what any of it weighs.

use crate::{
    facts::{
        Container, Layer, Located, Phrases, Piece, Service, Setting, SettingForm, Value, Workload,
        is_all_interfaces,
    },
    program::{Effective, Linked, Origin, Program, Subject},
    rules::shared::{has_any_word, truth},
    text::Location,
};

/// Words of names that speak of one way of several to sign in, of signing in
/// elsewhere, or of one part of what a program offers.
#[rustfmt::skip]
const PARTIAL: &[&str] = &[
    // One way of several.
    "forms", "iis", "negotiate", "windows",
    "anonymous", "api", "apikey", "basic", "bearer", "biometric", "cert", "certificate", "digest",
    "factor", "form", "guest", "header", "jwt", "kerberos", "key", "ldap", "local", "mfa", "mtls",
    "mutual", "ntlm", "o", "oauth", "oauth2", "oidc", "otp", "passkey", "password", "passwordless", "pat",
    "saml", "sms", "social", "sso", "token", "totp", "two", "2fa", "web", "webauthn", "x509",
    // Providers.
    "apple", "auth0", "azure", "cognito", "discord", "facebook", "github", "gitlab", "google",
    "keycloak", "linkedin", "microsoft", "okta", "slack", "twitter",
    // Elsewhere.
    "client", "email", "git", "imap", "mail", "mailer", "outbound", "proxy", "registry", "remote",
    "smtp", "snmp", "surrogate", "upstream", "vault",
    // Parts.
    "cache", "callback", "docs", "endpoint", "endpoints", "health", "healthcheck", "healthz",
    "log", "logging", "login", "metrics", "path", "paths", "probe", "public", "route", "routes",
    "session", "static", "status", "swagger", "test", "tests", "webhook", "webhooks",
];

/// Names of switches that are on where authentication is asked for.
#[rustfmt::skip]
const SWITCHES_ON: Phrases = Phrases::new(&[
    "auth enable", "auth enabled", "auth enforced", "auth required", "authentication enable",
    "authentication enabled", "authentication required", "enable auth", "enable authentication",
    "require auth", "require authentication", "requires auth", "security authorization",
    "use auth", "use authentication", "xpack security enabled",
]);

/// Names of switches that are on where it is not.
#[rustfmt::skip]
const SWITCHES_OFF: Phrases = Phrases::new(&[
    "auth bypass", "auth disable", "auth disabled", "authentication disabled", "bypass auth",
    "bypass authentication", "disable auth", "disable authentication", "disable security plugin",
    "no auth", "no authentication", "noauth", "omit auth", "plugins security disabled",
    "skip auth", "skip authentication", "skip grant tables", "without auth",
    "without authentication",
]);

/// Names of settings that choose how to sign in.
#[rustfmt::skip]
const MODES: Phrases = Phrases::new(&[
    "auth backend", "auth method", "auth mode", "auth provider", "auth scheme", "auth strategy",
    "auth type", "authentication backend", "authentication method", "authentication mode",
    "authentication provider", "authentication strategy", "authentication type",
]);

/// Each of those names has one of these words, and hardly any other name has.
const GLANCE: Phrases = Phrases::new(&["auth", "authentication", "grant", "noauth", "security"]);

/// Names of settings that say on which address to listen.
#[rustfmt::skip]
const ADDRESSES: Phrases = Phrases::new(&[
    "bind", "bind addr", "bind address", "bind host", "bind ip", "host", "http addr",
    "http address", "http host", "listen", "listen addr", "listen address", "listen host",
    "listener", "server address", "server host", "bind to",
]);

/// Words of addresses that are not the one where the program does its work.
const SIDE: &[&str] = &[
    "admin",
    "debug",
    "health",
    "metrics",
    "monitor",
    "monitoring",
    "pprof",
    "probe",
    "prometheus",
];

/// How strangers reach a program.
pub struct Exposure {
    /// The address that it listens on, where it is stated.
    pub bind: Option<Location>,
    /// What makes it reachable from outside, where that is in the tree.
    pub way: Option<(Location, &'static str)>,
}

/// What switches authentication off, on the way that `is_off` knows.
pub fn switches(
    program: &Program,
    linked: &Linked,
    is_off: fn(&Setting) -> bool,
) -> Vec<Effective> {
    let flags = program.container(linked).map_or_else(Vec::new, |(_, it)| flags(it));
    let settings = program.settings.iter().filter(|it| is_off(&it.setting)).cloned();
    let flags = flags.into_iter().filter(|it| is_off(&it.setting));
    let found: Vec<_> = settings.chain(flags).collect();
    if found.is_empty() || is_loki(program) {
        return Vec::new();
    }
    found.into_iter().filter(|it| !is_received(program, linked, it.setting.value.at)).collect()
}

/// Whether these are settings of Loki, whose `auth_enabled` asks for the name of a
/// tenant and for no proof of it.
fn is_loki(program: &Program) -> bool {
    program.settings.iter().any(|it| it.setting.configuration.starts_with("schema config"))
}

/// Whether a setting says that nobody has to sign in.
pub fn is_switched_off(setting: &Setting) -> bool {
    if !setting.has_any(&GLANCE) {
        return false;
    }
    // `SECURITY` in longer names may mean anything.
    let security = ["security enabled", "management security enabled"];
    if security.contains(&setting.configuration.as_str()) {
        return truth(&setting.value) == Some(false);
    }
    // `DISABLE_AUTH` ends as a switch that is on does, too.
    let turns_off = setting.ends_with_any(&SWITCHES_OFF);
    let is_named = turns_off || turns_on(setting);
    is_named && truth(&setting.value) == Some(turns_off) && !has_any_word(setting, PARTIAL)
}

/// Whether a setting is a switch that is on where authentication is asked for.
fn turns_on(setting: &Setting) -> bool {
    // In a longer name the word alone speaks of some part.
    const BARE: Phrases = Phrases::new(&["auth", "authentication"]);
    let is_bare = || setting.ends_with_any(&BARE);
    let parts = || setting.delivered.it.split(|it: char| !it.is_alphanumeric());
    setting.ends_with_any(&SWITCHES_ON) || is_bare() && parts().count() <= 2
}

/// Whether a setting chooses no way to sign in.
pub fn is_mode_none(setting: &Setting) -> bool {
    let is_named = setting.has_any(&GLANCE) && setting.ends_with_any(&MODES);
    if !is_named || has_any_word(setting, PARTIAL) {
        return false;
    }
    let mode = setting.value.text().unwrap_or_default().trim().to_lowercase();
    let modes = ["none", "off", "disabled", "disable", "noauth", "no_auth", "no-auth", "anonymous"];
    modes.contains(&mode.as_str())
}

/// Whether a setting would say that nobody has to sign in, if its value were known.
pub fn may_be_off(setting: &Setting) -> bool {
    setting.value.is_partly_unknown()
        && (turns_on(setting) || setting.ends_with_any(&SWITCHES_OFF))
        && !has_any_word(setting, PARTIAL)
}

/// Whether a setting would choose no way to sign in, if its value were known.
pub fn may_be_mode_none(setting: &Setting) -> bool {
    setting.value.is_partly_unknown()
        && setting.ends_with_any(&MODES)
        && !has_any_word(setting, PARTIAL)
}

/// How strangers reach a program whose authentication is off; none where nothing says
/// that they do, or where nobody depends on it.
pub fn exposure(program: &Program, linked: &Linked) -> Option<Exposure> {
    if program.context.is_harmless() {
        return None;
    }
    let addresses: Vec<_> = program.settings.iter().map(|it| &it.setting).collect();
    let addresses = addresses.into_iter().filter(|it| is_address(it));
    let addresses: Vec<_> = addresses.collect();
    let open = addresses.iter().find(|it| it.value.text().is_some_and(|it| is_open(&it)));
    let bind = open.map(|it| it.value.at);
    match program.container(linked) {
        Some((workload, container)) => {
            // Told to listen elsewhere, it cannot be reached whatever is published.
            if bind.is_none() && !addresses.is_empty() {
                return None;
            }
            let way = published(workload, container).or_else(|| routed(workload, linked))?;
            Some(Exposure { bind, way: Some(way) })
        }
        None => Some(Exposure { bind: Some(bind?), way: None }),
    }
}

/// The port of the host on which everyone reaches a container.
pub fn published(workload: &Workload, container: &Container) -> Option<(Location, &'static str)> {
    if let Some(port) = container.ports.iter().find(|it| it.is_published_everywhere()) {
        return Some((port.at, "the host publishes it here"));
    }
    let at = workload.host_network.truth_at()?;
    Some((at, "it listens on the host's own network"))
}

/// Whether a setting of a file is one that a container receives. It is judged there,
/// where all else that the container receives is known.
pub fn is_received(program: &Program, linked: &Linked, at: Location) -> bool {
    let may_be = match program.subject {
        Subject::Image(_) => true,
        Subject::SettingFile(_) => {
            let file = program.setting_file(linked);
            file.is_some_and(|it| it.form == SettingForm::Environment)
        }
        Subject::Container { .. } | Subject::ConfigObject(_) => false,
    };
    may_be && linked.subjects().iter().any(|it| takes_files(*it, linked) && has(*it, linked, at))
}

/// Whether a container receives settings of files or of an image that is built.
fn takes_files(subject: Subject, linked: &Linked) -> bool {
    let Subject::Container { workload, container } = subject else { return false };
    let container = &linked.facts().workloads[workload].containers[container];
    let mut layers = container.layers.iter();
    container.build.is_some() || layers.any(|it| matches!(it, Layer::File { .. }))
}

fn has(subject: Subject, linked: &Linked, at: Location) -> bool {
    let settings = linked.program(subject).settings;
    settings.iter().any(|it| it.setting.value.at == at)
}

/// The Service or Ingress by which a workload of Kubernetes is reached from outside.
fn routed(workload: &Workload, linked: &Linked) -> Option<(Location, &'static str)> {
    let selects = |it: &&Service| {
        it.namespace == workload.namespace
            && !it.selector.is_empty()
            && it.selector.iter().all(|label| workload.labels.contains(label))
    };
    let facts = linked.facts();
    facts.services.iter().filter(selects).find_map(|service| {
        let open = service
            .service_type
            .located()
            .filter(|it| matches!(it.it.as_str(), "NodePort" | "LoadBalancer"));
        if let Some(open) = open {
            return Some((open.at, "this Service publishes it"));
        }
        let ingresses = facts.ingresses.iter().filter(|it| it.namespace == service.namespace);
        let mut backends = ingresses.flat_map(|it| &it.backends);
        let backend = backends.find(|it| it.it == service.name.it)?;
        Some((backend.at, "this Ingress leads to it"))
    })
}

fn is_address(setting: &Setting) -> bool {
    if !setting.ends_with_any(&ADDRESSES) || has_any_word(setting, SIDE) {
        return false;
    }
    // `DB_HOST` is where another program is; only a program's own name may stand before.
    let names_server = ["bind", "listen", "server", "http"];
    let is_own = has_any_word(setting, &names_server) || setting.words().count() <= 3;
    let is_host = setting.ends_with_words("host");
    let is_loose = is_host && !has_any_word(setting, &names_server);
    let is_known = setting.value.text().is_some_and(|it| is_open(&it) || is_loopback(&it));
    is_own && (!is_loose || is_known)
}

fn is_loopback(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    crate::facts::is_loopback(host)
}

fn is_open(address: &str) -> bool {
    is_all_interfaces(address.trim())
}

/// A glance: each name of a switch or of a mode has one of these.
fn speaks_of_auth(name: &str) -> bool {
    ["auth", "security", "grant"].iter().any(|it| name.contains(it))
}

/// The flags of a command line as settings: `--auth-mode=none`, `--auth none`, `--no-auth`.
fn flags(container: &Container) -> Vec<Effective> {
    // A script for a shell is one word with blanks; its words share its place.
    let words: Vec<(&str, Location)> = container
        .command
        .iter()
        .flat_map(|word| word.it.split_whitespace().map(|it| (it, word.at)))
        .collect();
    let mut found = Vec::new();
    for (index, (word, at)) in words.iter().enumerate() {
        let name = word.trim_start_matches('-');
        if name.len() == word.len() || !speaks_of_auth(&name.to_ascii_lowercase()) {
            continue;
        }
        if let Some((name, value)) = name.split_once('=') {
            found.push(flag(name, value, *at));
            continue;
        }
        let next = words.get(index + 1).filter(|(it, _)| !it.starts_with('-'));
        if let Some((value, at)) = next {
            found.push(flag(name, value, *at));
        }
        if !next.is_some_and(|(it, _)| matches!(*it, "true" | "false" | "on" | "off")) {
            found.push(flag(name, "true", *at));
        }
    }
    found
}

fn flag(name: &str, value: &str, at: Location) -> Effective {
    let text = value.trim_matches(['"', '\'']);
    let value = if text.contains('$') || text.contains("{{") {
        Value::unknown(at, "an expansion".to_owned())
    } else {
        let literal = Piece::Literal(Located { it: text.to_owned(), at });
        Value { at, pieces: vec![literal], certainty: crate::facts::Certainty::Known }
    };
    let setting = Setting::new(Located { it: name.to_owned(), at }, value);
    Effective { setting, origins: vec![Origin { value: at, by: None }] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    fn setting(name: &str, value: &str) -> Setting {
        let at = Location { file: FileId(0), span: Span::default() };
        flag(name, value, at).setting
    }

    #[test]
    fn a_glance_passes_by_no_name() {
        for name in SWITCHES_ON.all().iter().chain(SWITCHES_OFF.all()).chain(MODES.all()) {
            assert!(name.split(' ').any(|word| GLANCE.all().contains(&word)), "{name}");
        }
    }

    #[test]
    fn only_all_of_authentication_is_a_switch() {
        for (name, value) in [
            ("CRA_AUTH__ENABLED", "false"),
            ("auth.enabled", "False"),
            ("REQUIRE_AUTH", "0"),
            ("DISABLE_AUTH", "true"),
            ("authentication", "disabled"),
            ("xpack.security.enabled", "false"),
            ("SECURITY_ENABLED", "false"),
            ("NO_AUTH", "1"),
            ("NEO4J_AUTH", "none"),
            ("redis.auth.enabled", "false"),
            ("security.authorization", "disabled"),
        ] {
            assert!(is_switched_off(&setting(name, value)), "{name}");
        }
        for (name, value) in [
            ("AUTH_CACHE_ENABLED", "false"),
            ("REQUIRE_AUTH_FOR_HEALTH", "false"),
            ("API_KEY_ENABLED", "false"),
            ("AUTH_API_KEY_ENABLED", "false"),
            ("auth.basic.enabled", "false"),
            ("basicAuth.enabled", "false"),
            ("mfa.auth.enabled", "false"),
            ("auth.anonymous.enabled", "false"),
            ("oAuth.enabled", "false"),
            ("OAUTH_ENABLED", "false"),
            ("SMTP_AUTH", "false"),
            ("spring.mail.properties.mail.smtp.auth", "false"),
            ("pod.security.enabled", "false"),
            ("windowsAuthentication", "false"),
            ("HOST_USER_AUTH", "false"),
            ("metrics.auth.enabled", "false"),
            ("AUTH_ENABLED", "true"),
            ("DISABLE_AUTH", "false"),
            ("AUTH_ENABLED", "$X"),
        ] {
            assert!(!is_switched_off(&setting(name, value)), "{name}");
        }
    }

    #[test]
    fn an_address_is_the_program_s_own() {
        for name in ["HOST", "VDB_BIND_ADDR", "server.host", "LISTEN", "api.http.addr"] {
            assert!(is_address(&setting(name, "0.0.0.0")), "{name}");
        }
        for (name, value) in [("DB_HOST", "db"), ("METRICS_BIND", "0.0.0.0"), ("HOST", "a.com")] {
            assert!(!is_address(&setting(name, value)), "{name}");
        }
    }
}
