//! What a certificate says of itself that is of weight in a deployment.

use std::net::IpAddr;

use x509_parser::{
    certificate::X509Certificate,
    extensions::{GeneralName, ParsedExtension},
    public_key::PublicKey,
};

/// Shorter RSA keys can be broken.
const LEAST_RSA: usize = 2048;

/// Of an elliptic curve: P-224 is the smallest that is still allowed to sign.
const LEAST_CURVE: usize = 224;

/// What of a certificate can be broken.
pub fn weak(certificate: &X509Certificate) -> Option<String> {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) if key.key_size() < LEAST_RSA => {
            return Some(format!(
                "this certificate has an RSA key of only {} bits",
                key.key_size()
            ));
        }
        Ok(PublicKey::EC(key)) if key.key_size() < LEAST_CURVE => {
            let bits = key.key_size();
            return Some(format!("this certificate has a key of a curve of only {bits} bits"));
        }
        Ok(PublicKey::DSA(_)) => return Some("this certificate has a DSA key".to_owned()),
        _ => {}
    }
    // Who trusts a root does not look at its signature.
    let broken = broken_digest(certificate).filter(|_| !is_own(certificate));
    broken.map(|it| format!("this certificate is signed with {it}"))
}

fn broken_digest(certificate: &X509Certificate) -> Option<&'static str> {
    Some(match certificate.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.2" => "MD2",
        "1.2.840.113549.1.1.4" => "MD5",
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" => "SHA-1",
        _ => return None,
    })
}

/// Whether it is a server's certificate that nobody but the server vouches for.
///
/// A root signs itself and is meant to, and so does what signs tokens; but many tools make
/// a server's certificate as if it were a root, so that what tells is the name of a host.
pub fn is_self_signed(certificate: &X509Certificate) -> bool {
    is_own(certificate) && names_a_host(certificate)
}

/// Whether it is a root: one that others are signed by.
pub fn is_root(certificate: &X509Certificate) -> bool {
    is_own(certificate) && certificate.is_ca()
}

/// Whether it names itself as who signed it, and no key says otherwise.
fn is_own(certificate: &X509Certificate) -> bool {
    let (mut own, mut signer) = (None, None);
    for extension in certificate.iter_extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(it) => own = Some(it.0),
            ParsedExtension::AuthorityKeyIdentifier(it) => {
                signer = it.key_identifier.as_ref().map(|it| it.0);
            }
            _ => {}
        }
    }
    let is_other = own.zip(signer).is_some_and(|(own, signer)| own != signer);
    certificate.issuer() == certificate.subject() && !is_other
}

fn names_a_host(certificate: &X509Certificate) -> bool {
    let names = certificate.subject_alternative_name().ok().flatten();
    let is_host =
        |it: &GeneralName| matches!(it, GeneralName::DNSName(_) | GeneralName::IPAddress(_));
    let mut common = certificate.subject().iter_common_name().filter_map(|it| it.as_str().ok());
    let is_named = names.is_some_and(|it| it.value.general_names.iter().any(is_host));
    is_named || common.any(is_host_name) && !may_sign_others(certificate)
}

/// Whether its key is said to be for signing certificates: some authorities are called as
/// their site is.
fn may_sign_others(certificate: &X509Certificate) -> bool {
    let usage = certificate.key_usage().ok().flatten();
    usage.is_some_and(|it| it.value.key_cert_sign())
}

/// Whether a common name is that of a host, such as `*.example.com`.
fn is_host_name(name: &str) -> bool {
    let is_label = |it: &str| {
        let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
        it == "*" || !it.is_empty() && it.bytes().all(is_letter)
    };
    let is_dotted = name.contains('.') && name.split('.').all(is_label);
    is_dotted || name == "localhost" || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hosts_are_told_from_others() {
        for name in ["api.example.com", "*.example.com", "localhost", "10.0.0.1", "::1"] {
            assert!(is_host_name(name), "{name}");
        }
        for name in ["Example Root CA", "saml-signing", "Example Inc.", "", "."] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
