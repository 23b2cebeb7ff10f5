//! Certificates and keys in the tree: expired ones, weak ones, self-signed ones in
//! production, and keys that stand beside their certificate.

mod examples;
mod judge;
mod pem;

use serde::Deserialize;
use tidewaiter_plugin::{
    Date, Document, Environment, Finding, Findings, Node, NodeKind, Place, Plugin, Rule, Severity,
    export, today,
};
use x509_parser::{certificate::X509Certificate, der_parser::asn1_rs::FromDer};

/// Documents of these kinds hold certificates; programs and pipelines only speak of them.
const KINDS: [&str; 7] = [
    "other",
    "secret",
    "config-map",
    "app-config",
    "helm-values",
    "kubernetes-object",
    "sealed-secret",
];

/// How PEM starts, as it is and in Base64.
const NEEDLES: [&str; 2] = ["-----BEGIN ", BASE64];
const BASE64: &str = "LS0tLS1CRUdJTi";

/// So many roots in one document are what somebody trusts. One of them that has ended harms
/// nobody: there are others, and it is not what a server shows.
const LEAST_OF_A_STORE: usize = 2;

/// Shorter keys are words that stand for one.
const LEAST_KEY: usize = 32;

struct Certificates {
    options: Options,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// How many days before its end a certificate is reported, with low severity.
    warn_days: u32,
}

/// A PEM block and where it is shown.
struct Found {
    block: pem::Block,
    at: Place,
}

impl Found {
    fn certificate(&self) -> Option<(X509Certificate<'_>, Place)> {
        let bytes = &self.block.bytes;
        let parsed = X509Certificate::from_der(bytes).ok().filter(|_| self.block.is_certificate());
        parsed.map(|it| (it.1, self.at.clone()))
    }
}

impl Plugin for Certificates {
    const NAME: &'static str = "certificates";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn rules() -> Vec<Rule> {
        let rule = |id, summary| Rule::new(id, summary).kinds(KINDS).needles(NEEDLES);
        vec![
            rule("expired", "A certificate has expired")
                .why("Clients refuse it, or were told to accept anything.")
                .fix("Renew the certificate, and have it renewed by a machine.")
                .severity(Severity::High)
                .standards(["CWE-298"])
                .fails(examples::EXPIRED)
                .passes(examples::SOUND)
                .passes(examples::STORE),
            rule("weak-key", "A certificate has a key or a signature that can be broken")
                .why("Who breaks the key reads the traffic and speaks as the server.")
                .fix("Make a key of 3072 bits (RSA) or P-256, signed with SHA-256.")
                .severity(Severity::High)
                .standards(["CWE-326"])
                .fails(examples::WEAK)
                .passes(examples::SOUND),
            rule("self-signed", "A certificate in production is signed by itself")
                .why("Nobody can tell it from one that an attacker made.")
                .fix("Have it signed by an authority that the clients know.")
                .standards(["CWE-295"])
                .fails(examples::SELF_SIGNED)
                .fails(examples::AS_A_ROOT)
                .passes(examples::SOUND)
                .passes(examples::STORE),
            rule("key-beside-certificate", "A private key stands beside its certificate")
                .why("Who reads the repository can speak as the server.")
                .fix("Take the key out of the tree, and make a new one: this one is known.")
                .severity(Severity::High)
                .standards(["CWE-321"])
                .fails(examples::KEY)
                .passes(examples::LOCKED)
                .passes(examples::SOUND),
        ]
    }

    fn new(options: &str) -> Result<Self, String> {
        let options = serde_json::from_str(options).map_err(|error| error.to_string())?;
        Ok(Self { options })
    }

    fn check_document(&self, rule: &str, document: &Document, findings: &mut Findings) {
        // What is made to be tried with is old, weak and open on purpose.
        let harmless =
            matches!(document.environment(), Environment::Example | Environment::Development);
        let is_production = document.environment() == Environment::Production;
        if harmless || rule == "self-signed" && !is_production {
            return;
        }
        let found = blocks(document);
        if rule == "key-beside-certificate" {
            return key_beside(found, findings);
        }
        let certificates: Vec<_> = found.iter().filter_map(Found::certificate).collect();
        let roots = certificates.iter().filter(|it| judge::is_root(&it.0)).count();
        let is_store = roots >= LEAST_OF_A_STORE;
        for (certificate, at) in certificates {
            let finding = match rule {
                "expired" if is_store && judge::is_root(&certificate) => None,
                "expired" => self.expired(&certificate, at),
                "weak-key" => judge::weak(&certificate).map(|it| Finding::at(at, it)),
                _ => judge::is_self_signed(&certificate)
                    .then(|| Finding::at(at, "this certificate is signed by itself")),
            };
            finding.into_iter().for_each(|it| findings.report(it));
        }
    }
}

impl Certificates {
    fn expired(&self, certificate: &X509Certificate, at: Place) -> Option<Finding> {
        let end = certificate.validity().not_after.to_datetime().date();
        let (year, month, day) = (end.year(), u8::from(end.month()), end.day());
        let written = format!("{year:04}-{month:02}-{day:02}");
        let left = days(year, month, day) - self::today_in_days();
        if left < 0 {
            let finding = Finding::at(at, format!("this certificate expired on {written}"));
            // Of a root that lies alone it is not known whether anyone still trusts it.
            let is_root = judge::is_root(certificate);
            return Some(if is_root { finding.severity(Severity::Medium) } else { finding });
        }
        let soon = left < i64::from(self.options.warn_days);
        soon.then(|| {
            let message = format!("this certificate expires on {written}");
            Finding::at(at, message).severity(Severity::Low)
        })
    }
}

fn today_in_days() -> i64 {
    let Date { year, month, day } = today();
    days(year, month, day)
}

/// Days since a day long ago, by the calendar of today.
fn days(year: i32, month: u8, day: u8) -> i64 {
    let (year, month) = (i64::from(year), i64::from(month));
    // The year starts in March, so that the odd day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + i64::from(day)
}

fn key_beside(found: Vec<Found>, findings: &mut Findings) {
    let certificate = found.iter().find(|it| it.block.is_certificate());
    let Some(certificate) = certificate.map(|it| it.at.clone()) else { return };
    for Found { at, .. } in found.into_iter().filter(|it| it.block.is_key()) {
        let finding = Finding::at(at, "a private key stands beside its certificate");
        findings.report(finding.related(certificate.clone(), "the certificate"));
    }
}

impl pem::Block {
    fn is_certificate(&self) -> bool {
        matches!(self.label.as_str(), "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE")
    }

    /// Whether it is a key that who reads it can use: it needs no pass phrase, and is no
    /// word in place of one.
    fn is_key(&self) -> bool {
        const SEQUENCE: u8 = 0x30;
        let is_plain = self.label.ends_with("PRIVATE KEY") && !self.label.starts_with("ENCRYPTED");
        is_plain && self.bytes.len() >= LEAST_KEY && self.bytes[0] == SEQUENCE
    }
}

fn blocks(document: &Document) -> Vec<Found> {
    let Some(root) = document.root() else {
        let blocks = pem::blocks(&document.text()).into_iter();
        return blocks.map(|block| Found { at: Place::range(block.line.clone()), block }).collect();
    };
    let scalars = root.select("..*").into_iter().filter(|it| it.kind() == NodeKind::Text);
    scalars.flat_map(|node| of_text(&node)).collect()
}

fn of_text(node: &Node) -> Vec<Found> {
    let mut text = node.text();
    if text.starts_with(BASE64) {
        let decoded = pem::base64(&text).and_then(|it| String::from_utf8(it).ok());
        text = decoded.unwrap_or_default();
    }
    // The key: the value has many lines.
    let blocks = pem::blocks(&text).into_iter();
    blocks.map(|block| Found { at: Place::key(node), block }).collect()
}

export!(Certificates);

#[cfg(test)]
mod tests {
    use super::*;

    /// Without what is expected of it.
    fn plain(example: &str) -> String {
        example.lines().filter(|it| !it.starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    fn messages(rule: &str, example: &str) -> Vec<String> {
        let (path, text) = example.strip_prefix("//- ").unwrap().split_once('\n').unwrap();
        let document =
            Document::of_text(path, &plain(text)).in_environment(Environment::Production);
        let found = tidewaiter_plugin::check::<Certificates>("{}", rule, &document).unwrap();
        found.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn rules_find_what_they_are_for() {
        assert_eq!(
            messages("expired", examples::EXPIRED),
            ["this certificate expired on 2020-01-31"]
        );
        let weak = "this certificate has an RSA key of only 1024 bits";
        assert_eq!(messages("weak-key", examples::WEAK), [weak]);
        let own = "this certificate is signed by itself";
        assert_eq!(messages("self-signed", examples::SELF_SIGNED), [own]);
        let beside = "a private key stands beside its certificate";
        assert_eq!(messages("key-beside-certificate", examples::KEY), [beside]);
        for rule in Certificates::rules() {
            assert!(!format!("{rule:?}").is_empty());
        }
        assert_eq!(messages("self-signed", examples::AS_A_ROOT), [own]);
        assert_eq!(messages("key-beside-certificate", examples::LOCKED), [""; 0]);
        for rule in ["expired", "weak-key", "self-signed"] {
            assert_eq!(messages(rule, examples::SOUND), [""; 0], "{rule}");
            assert_eq!(messages(rule, examples::STORE), [""; 0], "{rule}");
        }
    }

    #[test]
    fn secrets_and_config_maps_are_looked_into() {
        let pem = plain(examples::EXPIRED);
        let json = serde_json::json!({"data": {"tls.crt": pem}}).to_string();
        let document = Document::of_json("config-map", &json);
        let found = tidewaiter_plugin::check::<Certificates>("{}", "expired", &document);
        assert_eq!(found.unwrap().len(), 1);
    }

    #[test]
    fn one_that_ends_soon_is_said_if_it_is_wished() {
        let soon = r#"{"warn-days": 99999}"#;
        let text = examples::SOUND.split_once('\n').unwrap().1;
        let document = Document::of_text("a.pem", text);
        let found = tidewaiter_plugin::check::<Certificates>(soon, "expired", &document);
        assert_eq!(found.unwrap()[0].message, "this certificate expires on 2125-01-31");
        assert!(Certificates::new(r#"{"warn-day": 1}"#).is_err());
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days(2024, 3, 1) - days(2024, 2, 28), 2);
        assert_eq!(days(2025, 3, 1) - days(2025, 2, 28), 1);
        assert_eq!(days(2026, 1, 1) - days(2025, 12, 31), 1);
        assert_eq!(days(2001, 1, 1) - days(2000, 1, 1), 366);
    }
}
