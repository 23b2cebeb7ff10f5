//! How programs reach the services they use, as far as encryption goes.
//!
//! Refuses to know which of it is a fault.

use crate::{
    facts::{ServiceUrl, Setting, UNKNOWN, is_loopback},
    program::Program,
    rules::shared::{Told, has_any_word, truth},
};

/// Words that make a setting one about encryption.
const WORDS: &[&str] =
    &["ssl", "tls", "sslmode", "pgsslmode", "sslrootcert", "pgsslrootcert", "starttls", "mtls"];

/// Where a service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On this machine, or by a socket of its file system.
    Local,
    /// By a name without dots: beside the program, in its own network.
    Near,
    Far,
    Unknown,
}

/// Where the hosts of a URL are.
pub fn reach(url: &ServiceUrl, written: &str) -> Reach {
    let hosts = url.hosts();
    if hosts.is_empty() {
        let parts = |it: char| matches!(it, '/' | '?' | '#');
        let authority = written.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split(parts).next().unwrap_or("");
        return if authority.contains(UNKNOWN) { Reach::Unknown } else { Reach::Local };
    }
    hosts.into_iter().map(reach_of_host).max_by_key(|it| *it as u8).unwrap_or(Reach::Unknown)
}

/// Where one host is.
pub fn reach_of_host(host: &str) -> Reach {
    let host = host.trim();
    // An empty one is to be filled in.
    if host.contains(UNKNOWN) || host.is_empty() {
        return Reach::Unknown;
    }
    let is_socket = host.starts_with(['/', '@']);
    let is_bound = matches!(host, "0.0.0.0" | "::" | "*");
    // The machine that runs Docker, as its containers call it.
    if is_socket || is_bound || is_loopback(host) || host == "host.docker.internal" {
        return Reach::Local;
    }
    if host.contains(['.', ':']) { Reach::Far } else { Reach::Near }
}

/// Whether a setting is about encryption.
pub fn is_about_tls(setting: &Setting) -> bool {
    has_any_word(setting, WORDS)
}

/// Whether a setting says that something is encrypted: a switch that is on, a file
/// of certificates, a mode other than off.
pub fn says_tls(setting: &Setting) -> bool {
    if !is_about_tls(setting) || setting.value.text().is_some_and(|it| it.trim().is_empty()) {
        return false;
    }
    let negated = has_any_word(setting, &["disable", "disabled", "no", "skip", "insecure"]);
    match truth(&setting.value) {
        Some(truth) => truth != negated,
        None => !negated,
    }
}

/// The words of a name before its last one that any of these phrases begins with.
pub fn words_before<'a>(setting: &'a Setting, phrases: &[&str]) -> Option<&'a str> {
    let name = &setting.configuration;
    let starts = phrases.iter().filter_map(|phrase| {
        let at = name.rfind(phrase)?;
        (at == 0 || name.as_bytes()[at - 1] == b' ').then_some(at)
    });
    starts.min().map(|at| name[..at].trim_end())
}

/// The words of a name without its last one: what settings of one thing share.
pub fn section(setting: &Setting) -> &str {
    setting.configuration.rsplit_once(' ').map_or("", |(section, _)| section)
}

/// Whether another setting belongs to a section.
pub fn is_in(section: &str, setting: &Setting) -> bool {
    let rest = setting.configuration.strip_prefix(section);
    rest.is_some_and(|rest| section.is_empty() || rest.is_empty() || rest.starts_with(' '))
}

/// Where the host is that settings of a section name, if they do.
pub fn reach_of_section(program: &Program, section: &str) -> Option<Reach> {
    let names = ["host", "hostname", "hostaddr", "server", "address", "addr", "endpoint"];
    let settings = program.settings.iter().map(|it| &it.setting);
    let hosts = settings.filter(|it| {
        let last = it.configuration.rsplit(' ').next().unwrap_or("");
        names.contains(&last) && self::section(it) == section
    });
    hosts.map(|it| reach_of_host(&host_of(&it.value.pattern()))).max_by_key(|it| *it as u8)
}

/// Whether a section, or one that it lies in, is switched off as a whole.
pub fn is_switched_off(told: &Told, section: &str) -> bool {
    told.siblings().any(|it| {
        let above = it.configuration.strip_suffix(" enabled");
        let holds = |above: &str| {
            section.strip_prefix(above).is_some_and(|it| it.is_empty() || it.starts_with(' '))
        };
        above.is_some_and(holds) && truth(&it.value) == Some(false)
    })
}

/// A host without a port or a scheme.
pub fn host_of(address: &str) -> String {
    let address = address.trim();
    let address = address.split_once("://").map_or(address, |(_, it)| it);
    let address = if address.starts_with('/') {
        address
    } else {
        address.split('/').next().unwrap_or(address)
    };
    match address.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((host, _)) => host.to_owned(),
        None if address.matches(':').count() > 1 => address.to_owned(),
        None => address.split(':').next().unwrap_or(address).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_near_far_or_here() {
        for (address, expected) in [
            ("localhost:5432", Reach::Local),
            ("/var/run/postgresql", Reach::Local),
            ("[::1]:80", Reach::Local),
            ("0.0.0.0:4222", Reach::Local),
            ("", Reach::Unknown),
            ("http://db:80/x", Reach::Near),
            ("db.example.com", Reach::Far),
            ("fd00::1", Reach::Far),
        ] {
            assert_eq!(reach_of_host(&host_of(address)), expected, "{address}");
        }
    }
}
