//! What an Ingress says of TLS beside its specification: in annotations, and by the
//! controller that it chooses.

use crate::facts::{Ingress, Located, View};

/// Annotations that name a certificate, or hand the matter to the backend.
const CERTIFICATES: &[&str] = &[
    "alb.ingress.kubernetes.io/certificate-arn",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "haproxy.org/ssl-passthrough",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "ingress.kubernetes.io/ssl-passthrough",
    "networking.gke.io/certmap",
    "networking.gke.io/managed-certificates",
    "nginx.ingress.kubernetes.io/ssl-passthrough",
    "traefik.ingress.kubernetes.io/router.tls",
];

/// Controllers that bring certificates of their own, or are not reached from outside.
const CLASSES: &[&str] = &["tailscale", "ngrok", "cloudflare", "internal", "private"];

/// An annotation by its whole name.
pub fn annotation<'a>(ingress: &'a Ingress, name: &str) -> Option<&'a Located<String>> {
    ingress.annotations.iter().find(|it| it.0.it == name).map(|it| &it.1)
}

/// Whether an annotation gives it a certificate.
pub fn has_certificate(ingress: &Ingress) -> bool {
    let named = |name: &&str| annotation(ingress, name).is_some_and(|it| it.it != "false");
    CERTIFICATES.iter().any(named) || ingress.annotations.iter().any(is_tls_port)
}

/// Whether an annotation names a port or entry point for TLS.
fn is_tls_port((name, value): &(Located<String>, Located<String>)) -> bool {
    let value = value.it.to_lowercase();
    match name.it.as_str() {
        "alb.ingress.kubernetes.io/listen-ports" => value.contains("https"),
        "traefik.ingress.kubernetes.io/router.entrypoints" => {
            value.contains("secure") || value.contains("https")
        }
        name => name.starts_with("traefik.ingress.kubernetes.io/router.tls."),
    }
}

/// Whether its controller sees to TLS by itself, or serves an inner network alone.
pub fn is_kept_by_class(view: &View, ingress: &Ingress) -> bool {
    let spec = view.tree().and_then(|tree| {
        let class = tree.at(view.root, &["spec", "ingressClassName"])?;
        tree.str(class)
    });
    let annotated = annotation(ingress, "kubernetes.io/ingress.class").map(|it| it.it.as_str());
    let scheme = annotation(ingress, "alb.ingress.kubernetes.io/scheme").map(|it| it.it.as_str());
    let known = |class: &str| CLASSES.iter().any(|it| class.contains(it));
    [spec, annotated, scheme].into_iter().flatten().any(known)
}

/// Whether a template may put in what the document does not say.
pub fn may_be_templated(view: &View) -> bool {
    let text = view.document.text.as_str();
    text.contains("{{") && (text.contains("tls") || text.contains("annotations"))
}
