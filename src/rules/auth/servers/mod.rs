//! Servers that ask nobody for a password unless they are told to, by their images.
//!
//! Knows what may make them ask, and refuses to know who reaches them.

use crate::{
    facts::{Container, Setting, UNKNOWN},
    program::Program,
    rules::shared::{has_any_word, truth},
};

/// A server that asks for nothing unless it is told to.
pub struct Server {
    /// The names of its images, without registry.
    pub images: &'static [&'static str],
    /// The port that its clients use.
    pub port: u16,
    /// What of a command line makes it ask.
    flags: &'static [&'static str],
}

const REDIS: &[&str] = &["requirepass", "--user", "aclfile"];

const SERVERS: &[Server] = &[
    Server { images: &["cassandra"], port: 9042, flags: &[] },
    Server { images: &["consul"], port: 8500, flags: &["acl"] },
    Server { images: &["dragonfly"], port: 6379, flags: REDIS },
    Server { images: &["elasticsearch"], port: 9200, flags: &["security"] },
    Server { images: &["etcd"], port: 2379, flags: &["client-cert-auth", "auth-token"] },
    Server { images: &["keydb"], port: 6379, flags: REDIS },
    Server { images: &["meilisearch"], port: 7700, flags: &["master-key"] },
    Server { images: &["memcached"], port: 11211, flags: &["-S", "sasl", "-Y", "auth"] },
    Server {
        images: &["mongo", "mongodb", "mongodb-community-server"],
        port: 27017,
        flags: &["--auth", "keyFile", "clusterAuthMode"],
    },
    Server {
        images: &["nats", "nats-streaming"],
        port: 4222,
        flags: &["user", "pass", "auth", "tlsverify"],
    },
    Server { images: &["qdrant"], port: 6333, flags: &["api"] },
    Server {
        images: &["redis", "redis-stack", "redis-stack-server", "redismod"],
        port: 6379,
        flags: REDIS,
    },
    Server { images: &["solr"], port: 8983, flags: &["auth"] },
    Server { images: &["valkey"], port: 6379, flags: REDIS },
    Server { images: &["zookeeper", "cp-zookeeper"], port: 2181, flags: &["sasl", "auth"] },
];

/// Words of settings that may make a server ask, or lead to what does.
#[rustfmt::skip]
const TELLING: &[&str] = &[
    "acl", "aclfile", "api", "auth", "authorization", "cert", "cfg", "conf", "config",
    "credentials", "key", "pass", "password", "requirepass", "sasl",
    "secret", "security", "token", "user", "username", "users",
];

/// Words of settings that hold more of the command line.
const OPTIONS: &[&str] = &["args", "extra", "flags", "opts"];

/// Parts of paths and flags behind which a configuration stands that is not read here.
#[rustfmt::skip]
const CONFIGURED: &[&str] = &[
    ".acl", ".cfg", ".cnf", ".conf", ".json", ".properties", ".sh", ".toml", ".yaml", ".yml",
    "conf", "/etc/", "entrypoint",
];

/// The server that an image is known to hold, in a version that asks for nothing.
pub fn server(container: &Container) -> Option<&'static Server> {
    let name = container.image_name()?;
    let server = SERVERS.iter().find(|it| it.images.contains(&name))?;
    // Elasticsearch asks since version 8.
    let image = container.image.known()?;
    let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
    let major = tag.split('.').next().and_then(|it| it.parse::<u32>().ok());
    let asks = name == "elasticsearch" && major.is_none_or(|it| it >= 8);
    (!asks).then_some(server)
}

/// Why nobody can say that the server asks for nothing, if nobody can.
pub fn doubt(server: &Server, program: &Program, container: &Container) -> Option<String> {
    if let Some(layer) = program.missing.first() {
        return Some(format!("{} may switch authentication on", layer.it));
    }
    let settings = || program.settings.iter().map(|it| &it.setting);
    // Bitnami's images refuse to start without a password, or this permission.
    let is_bitnami = container.image.known().is_some_and(|it| it.contains("bitnami"));
    let is_allowed = settings().any(allows_none);
    if is_bitnami && !is_allowed {
        return Some("the password that this image asks for".to_owned());
    }
    let tells = |it: &&Setting| {
        let is_told = has_any_word(it, TELLING) && !allows_none(it);
        is_told || has_any_word(it, OPTIONS) && may_tell(&it.value.pattern(), server)
    };
    if let Some(it) = settings().find(tells) {
        return Some(format!("`{}` may switch authentication on", it.delivered.it));
    }
    if container.command.iter().any(|it| may_tell(&it.it, server)) {
        return Some("the command line may switch authentication on".to_owned());
    }
    let mount = container.mounts.iter().find(|it| is_configured(&it.path.it));
    mount.map(|it| format!("`{}` may switch authentication on", it.path.it))
}

/// Whether a part of a command line makes the server ask, or cannot be known.
fn may_tell(text: &str, server: &Server) -> bool {
    let unknown = ["$", "{{"].iter().any(|it| text.contains(it)) || text.contains(UNKNOWN);
    let is_file = text.split_whitespace().any(|it| it == "-c");
    unknown || is_file || is_configured(text) || server.flags.iter().any(|it| text.contains(it))
}

fn is_configured(text: &str) -> bool {
    CONFIGURED.iter().any(|it| text.contains(it))
}

/// Whether a setting permits what its image would refuse.
fn allows_none(setting: &Setting) -> bool {
    let names = ["allow empty password", "allow anonymous login", "allow none authentication"];
    names.contains(&setting.configuration.as_str()) && truth(&setting.value) == Some(true)
}
