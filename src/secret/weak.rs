//! Passwords that everybody knows or guesses: what products ship with, what people
//! type first, and the few ways in which they dress it up.

/// Longer ones are not looked up.
const MAX_WEAK: usize = 24;

/// In lower case. Sorted, which a test checks, so that they can be searched by halves.
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "000000", "1111", "111111", "112233", "121212", "123", "123123", "123321", "1234", "12345",
    "123456", "1234567", "12345678", "123456789", "1234567890", "123abc", "123qwe", "1q2w3e",
    "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "321", "4321", "54321", "654321", "666666", "a1b2c3",
    "abc", "abc123", "abcd", "abcd1234", "abcdef", "access", "adm", "admin", "admin1",
    "admin1234", "adminadmin", "administrator", "adminpass", "adminpassword", "airflow", "api",
    "apikey", "app", "apppass", "apppassword", "appuser", "asdf", "asdf1234", "asdfgh", "auth",
    "backup", "bar", "bitnami", "calvin", "camunda", "cassandra", "changeit", "changeme",
    "changemenow", "changepassword", "changethis", "cisco", "clickhouse", "cloud", "couchbase",
    "couchdb", "database", "db", "dbpass", "dbpassword", "dbuser", "debug", "default", "demo",
    "dev", "devpass", "devpassword", "django", "docker", "dragon", "drupal", "elastic",
    "elasticsearch", "flask", "foo", "foobar", "football", "gitea", "gitlab", "grafana",
    "guest", "hello", "hello123", "hunter2", "iloveyou", "influx", "influxdb", "insecure",
    "jboss", "jenkins", "joomla", "kafka", "key", "keyboard cat", "keycloak", "kibana", "kong", "laravel",
    "letmein", "local", "localdev", "login", "magento", "manager", "mariadb", "master",
    "metabase", "minio", "minio123", "minioadmin", "mongo", "mongoadmin", "mongodb", "monkey",
    "mosquitto", "mqtt", "my-secret-pw", "mypass", "mypassword", "mysecret", "mysecretpassword",
    "mysql", "mysqlpass", "mysqlroot", "n8n", "nagios", "nats", "neo4j", "nextcloud",
    "nopassword", "odoo", "openldap", "oracle", "p4ssw0rd", "pass", "passpass", "passw0rd",
    "passwd", "password", "password1", "passwordpassword", "pgadmin", "pgpass", "phpmyadmin",
    "postgis", "postgres", "postgrespw", "postgresql", "princess", "private", "prod",
    "prom-operator", "public", "qazwsx", "qwer1234", "qwerty", "qwerty123", "qwertyuiop",
    "rabbit", "rabbitmq", "redis", "redispass", "redispassword", "redmine", "replica",
    "replicator", "root", "rootme", "rootpass", "rootpassword", "rootpw", "rootroot", "sa",
    "sample", "scott", "secret", "secret1", "secretkey", "secretpassword", "secure", "security",
    "service", "solr", "somewordpress", "sonar", "spring", "sqlserver", "strapi", "sunshine", "super",
    "superadmin", "supersecret", "superset", "superuser", "support", "sysadmin", "system",
    "temp", "test", "test1", "test1234", "tester", "testing", "testpass", "testpassword",
    "tiger", "timescale", "token", "tomcat", "toor", "topsecret", "trustno1", "typo3", "user",
    "username", "userpass", "vagrant", "verysecret", "webadmin", "welcome", "whatever",
    "wordpress", "wp", "zabbix", "zaq12wsx", "zookeeper",
];

/// Whether everybody guesses it: by itself, or with other letters for some of its
/// own and a few digits or marks behind.
pub(super) fn is_weak(value: &str) -> bool {
    if value.len() > MAX_WEAK || !value.is_ascii() {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    if is_listed(&lower) {
        return true;
    }
    let bare = lower.trim_end_matches(['!', '.', '#', '@', '$', '*']);
    let word = bare.trim_end_matches(|it: char| it.is_ascii_digit());
    if bare.len() - word.len() > 4 {
        return false;
    }
    let word = word.trim_end_matches(['-', '_', '@', '#', '!', '.']);
    [bare, word].iter().any(|it| it.len() > 2 && (is_listed(it) || is_listed(&plain(it))))
}

/// Whether it is one of those words that stand where a secret should, whatever
/// kind of secret it is.
pub(super) fn is_weak_secret(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "secret",
        "changeme",
        "changeit",
        "changethis",
        "password",
        "supersecret",
        "mysecret",
        "mysecretkey",
        "secretkey",
        "topsecret",
        "verysecret",
        "notsecure",
        "insecure",
        "admin",
        "minioadmin",
        "minio123",
        "test",
        "testing",
        "dev",
        "token",
        "mytoken",
        "secrettoken",
        "apikey",
        "myapikey",
        "root",
        "default",
        "1234",
        "12345",
        "123456",
        "1234567",
        "12345678",
        "123456789",
        "1234567890",
        "secretpassword",
        "keyboard cat",
    ];
    let lower = value.to_ascii_lowercase();
    let word = lower.trim_end_matches('!').trim_end_matches(|it: char| it.is_ascii_digit());
    let few = lower.len() - word.len() <= 4;
    WORDS.contains(&lower.as_str()) || few && WORDS.contains(&word)
}

fn is_listed(word: &str) -> bool {
    let bare = ["my", "some", "the"].iter().find_map(|it| word.strip_prefix(it));
    let is_known = |it: &str| WORDS.binary_search(&it).is_ok();
    is_known(word) || bare.is_some_and(|it| it.len() > 3 && is_known(it))
}

/// `p@ssw0rd` as it is read.
fn plain(word: &str) -> String {
    let letter = |it| match it {
        '@' | '4' => 'a',
        '0' => 'o',
        '$' | '5' => 's',
        '1' | '!' => 'i',
        '3' => 'e',
        it => it,
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        let mut sorted = WORDS.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, WORDS);
    }

    #[test]
    fn what_everybody_guesses_is_weak() {
        for it in [
            "postgres",
            "password",
            "Passw0rd!",
            "P@ssw0rd",
            "admin123",
            "ChangeMe",
            "changeme123",
            "s3cret",
            "secret",
            "root",
            "example123",
            "123456",
            "qwerty",
            "Test_1234",
            "rabbitmq",
        ] {
            assert_eq!(is_weak(it), it != "example123", "{it}");
        }
        for it in ["kX9#mPq2", "correcthorse", "orchid", "9f86d081884c7d65", "pass-through-7Gh2"] {
            assert!(!is_weak(it), "{it}");
        }
    }
}
