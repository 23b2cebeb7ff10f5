//! How versions of TLS are written.

/// Whether this is a version older than TLS 1.2. A number alone is one only where a
/// minimum is asked for: elsewhere it may be the version of anything.
pub fn is_weak(written: &str, is_minimum: bool) -> bool {
    let name: String = written.to_lowercase().chars().filter(|it| !"_-.".contains(*it)).collect();
    // With a sign before it, it is taken away.
    if written.starts_with(['-', '!']) {
        return false;
    }
    let name = name.strip_prefix("version").unwrap_or(&name);
    match name {
        "10" | "11" => is_minimum && written.contains('.'),
        "ssl2" | "ssl3" | "sslv2" | "sslv3" | "ssl30" | "ssl20" => true,
        "tls1" | "tlsv1" | "tls10" | "tlsv10" | "tls11" | "tlsv11" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_known_however_they_are_written() {
        for weak in ["TLSv1", "TLS1.0", "tls_1_1", "VersionTLS10", "SSLv3", "TLSv1.1"] {
            assert!(is_weak(weak, false), "{weak}");
        }
        for good in ["TLSv1.2", "TLS1_3", "-TLSv1", "!SSLv3", "1.0", "VersionTLS12", ""] {
            assert!(!is_weak(good, false), "{good}");
        }
        assert!(is_weak("1.0", true) && !is_weak("1.2", true) && !is_weak("10", true));
    }
}
