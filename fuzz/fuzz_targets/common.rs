//! What the targets share: which file a text is, by its first byte.

/// A name for each of the formats that are read.
const NAMES: [&str; 20] = [
    "a.yaml",
    "deploy/api.yaml",
    "docker-compose.yml",
    "a.json",
    "a.toml",
    ".env",
    "a.sh",
    "a.ini",
    "a.properties",
    "Dockerfile",
    "nginx.conf",
    "redis.conf",
    "postgresql.conf",
    "pg_hba.conf",
    "nats.conf",
    "guide.md",
    "a.service",
    "kustomization.yaml",
    "a.sql",
    "values.yaml",
];

/// The name that the first byte chooses, and the text after it; none of what is no text.
pub fn file(data: &[u8]) -> Option<(&'static str, &str)> {
    let (first, rest) = data.split_first()?;
    let text = std::str::from_utf8(rest).ok()?;
    Some((NAMES[usize::from(*first) % NAMES.len()], text))
}
