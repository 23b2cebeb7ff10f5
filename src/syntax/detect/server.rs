//! Which server's configuration a text looks like, by settings that only it has.

use super::content::meaningful;
use crate::syntax::{Format, directives};

/// None where a text could as well be another's.
pub(super) fn format(text: &str) -> Option<Format> {
    let is = |it: fn(&str) -> bool, format| it(text).then_some(format);
    is(is_pg_hba, Format::PgHba)
        .or_else(|| is(is_postgresql, Format::Postgresql))
        .or_else(|| is(is_redis, Format::Redis))
        .or_else(|| is(is_nats, Format::Nats))
}

/// Directives of Redis that no other program's file of bare words has.
const REDIS: [&str; 30] = [
    "aclfile",
    "activedefrag",
    "appendfilename",
    "appendfsync",
    "appendonly",
    "auto-aof-rewrite-percentage",
    "client-output-buffer-limit",
    "cluster-config-file",
    "cluster-enabled",
    "cluster-node-timeout",
    "dbfilename",
    "io-threads",
    "lazyfree-lazy-eviction",
    "masterauth",
    "maxmemory",
    "maxmemory-policy",
    "maxmemory-samples",
    "min-replicas-to-write",
    "notify-keyspace-events",
    "protected-mode",
    "rdbcompression",
    "rename-command",
    "replica-read-only",
    "replicaof",
    "requirepass",
    "slaveof",
    "stop-writes-on-bgsave-error",
    "tcp-keepalive",
    "tls-port",
    "unixsocketperm",
];

/// Settings of PostgreSQL that no other database has by that name.
const POSTGRESQL: [&str; 30] = [
    "archive_command",
    "archive_mode",
    "autovacuum_max_workers",
    "checkpoint_completion_target",
    "checkpoint_timeout",
    "effective_cache_size",
    "effective_io_concurrency",
    "hba_file",
    "hot_standby",
    "listen_addresses",
    "log_checkpoints",
    "log_connections",
    "log_line_prefix",
    "log_min_duration_statement",
    "log_statement",
    "maintenance_work_mem",
    "max_parallel_workers",
    "max_wal_senders",
    "max_wal_size",
    "max_worker_processes",
    "password_encryption",
    "random_page_cost",
    "shared_buffers",
    "shared_preload_libraries",
    "ssl_min_protocol_version",
    "synchronous_commit",
    "synchronous_standby_names",
    "wal_buffers",
    "wal_level",
    "work_mem",
];

fn is_pg_hba(text: &str) -> bool {
    let mut lines = meaningful(text, "#").peekable();
    lines.peek().is_some() && lines.all(directives::is_record)
}

/// Names of lower case with values, one of which is PostgreSQL's; no sections.
fn is_postgresql(text: &str) -> bool {
    let mut is_known = false;
    let mut lines = meaningful(text, "#").filter(|line| !line.starts_with("--"));
    let all = lines.all(|line| {
        let is_name = |it: char| matches!(it, '_' | '.') || it.is_ascii_lowercase();
        let end = line.find(|it| !is_name(it)).unwrap_or(line.len());
        let (name, value) = line.split_at(end);
        is_known |= POSTGRESQL.binary_search(&name).is_ok();
        !name.is_empty() && value.trim_start().starts_with('=')
    });
    all && is_known
}

/// Names with hyphens and words after them, one of which is Redis' at least.
fn is_redis(text: &str) -> bool {
    let mut is_known = false;
    let all = meaningful(text, "#").all(|line| {
        let (name, value) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let is_name = |it: char| it == '-' || it.is_ascii_lowercase() || it.is_ascii_digit();
        is_known |= REDIS.binary_search(&name).is_ok();
        let ends = |mark: char| line.ends_with(mark);
        name.chars().all(is_name)
            && !value.trim().is_empty()
            && !value.trim_start().starts_with('=')
            && !ends(';')
            && !ends('{')
    });
    all && is_known
}

/// A block that is NATS' own, or one that many have beside a mark of NATS.
fn is_nats(text: &str) -> bool {
    let lines = || meaningful(text, "#/");
    let opens = |line: &str| {
        let name = line.strip_suffix('{').map(str::trim_end).unwrap_or("");
        name.strip_suffix([':', '=']).map_or(name, str::trim_end).to_owned()
    };
    let has = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let blocks: Vec<_> = lines().map(opens).filter(|it| !it.is_empty()).collect();
    let is_own = |it: &String| matches!(it.as_str(), "jetstream" | "leafnodes");
    let is_common = |it: &String| {
        ["cluster", "authorization", "accounts", "gateway", "tls", "websocket", "mqtt"]
            .contains(&it.as_str())
    };
    let marked = has(&["4222", "6222", "8222", "nats-route://", "nats://", "max_payload"]);
    // nginx ends its lines, and a script writes the file that another reads.
    let is_other = text.contains("<<") || lines().any(|line| line.ends_with(';'));
    !is_other && (blocks.iter().any(is_own) || marked && blocks.iter().any(is_common))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted_for_the_search() {
        assert!(REDIS.is_sorted() && POSTGRESQL.is_sorted());
    }

    #[test]
    fn servers_are_known_by_what_is_theirs_alone() {
        for (text, expected) in [
            ("maxmemory 24gb\nsave 900 1 # c", Some(Format::Redis)),
            ("maxmemory 1;\nserver {", None),
            ("save the file", None),
            ("-- memory\nshared_buffers = 8GB\nfoo.bar = on", Some(Format::Postgresql)),
            ("[mysqld]\nmax_connections = 200", None),
            ("max_connections = 200", None),
            ("# c\nhost all all 0.0.0.0/0 md5", Some(Format::PgHba)),
            ("host all all 10.0.0.0 255.0.0.0 trust", Some(Format::PgHba)),
            ("host all", None),
            ("port: 4222\ntls {\n}", Some(Format::Nats)),
            ("jetstream: {\n}", Some(Format::Nats)),
            ("cluster {\n name: a\n}", None),
            ("jetstream {\n a b;\n}", None),
            ("cat > nats.conf <<EOF\njetstream {\n}\nEOF", None),
        ] {
            assert_eq!(format(text), expected, "{text}");
        }
    }
}
