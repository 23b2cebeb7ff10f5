//! What literals are judged to be, as a table.

use super::{
    Class, Dropped, Holder,
    judge::{Subject, judge},
    name,
};
use crate::facts::{Context, words};

type Judged = Result<Class, Dropped>;

fn judged(holder: Holder, context: Context, name: &str, value: &str) -> Judged {
    let words = words(name);
    let name = name::of(&words).ok_or(Dropped::Name)?;
    judge(&Subject { name, words: &words, value, user: Some("orchid"), holder, context })
}

fn check(holder: Holder, cases: &[(&str, &str, Judged)]) {
    let faults: Vec<_> = cases
        .iter()
        .map(|(name, value, expected)| {
            (name, value, expected, judged(holder, Context::Unstated, name, value))
        })
        .filter(|(_, _, expected, found)| *expected != found)
        .collect();
    assert!(faults.is_empty(), "name, value, expected, found:\n{faults:#?}");
}

const WEAK: Judged = Ok(Class::Weak);
const PLACEHOLDER: Judged = Ok(Class::Placeholder);
const PLAIN: Judged = Ok(Class::Plain);

#[test]
fn what_an_environment_gives_as_a_password_is_one() {
    use Dropped::{
        Address, Ciphertext, Code, Empty, Hash, Identifier, Masked, Path, Prose, PublicKey,
        Quantity, Reference, Switch, TooShort,
    };
    let name = "POSTGRES_PASSWORD";
    let cases = [
        ("postgres", WEAK),
        ("password", WEAK),
        ("Passw0rd!", WEAK),
        ("P@ssw0rd", WEAK),
        ("changeme", WEAK),
        ("changeit", WEAK),
        ("admin123", WEAK),
        ("orchid", WEAK),
        ("Orchid", WEAK),
        ("1234", WEAK),
        ("20240101", WEAK),
        ("db-78", PLAIN),
        ("hunter2", WEAK),
        ("example", PLACEHOLDER),
        ("your-password", PLACEHOLDER),
        ("YOUR_DB_PASSWORD", PLACEHOLDER),
        ("SECURE_PASSWORD", PLACEHOLDER),
        ("change_me", PLACEHOLDER),
        ("change-me...", PLACEHOLDER),
        ("xxx", Err(Masked)),
        ("super_secret_password", PLACEHOLDER),
        ("please change this", PLACEHOLDER),
        ("yourStrong(!)Password", PLACEHOLDER),
        ("wordpressdb-pw-7", PLAIN),
        ("tulip", PLAIN),
        ("tulip-garden", PLAIN),
        ("Tq7-xW2m", PLAIN),
        ("a$b#c1", PLAIN),
        ("pa$word1", PLAIN),
        ("8f3a1c7be2d84560", PLAIN),
        ("3f2b8c1e-7a54-4d0e-9b1c-2e6f8a7d5c90", PLAIN),
        ("", Err(Empty)),
        ("  ", Err(Empty)),
        ("true", Err(Switch)),
        ("none", Err(Switch)),
        ("null", Err(Switch)),
        ("%DB_PASSWORD%", Err(Reference)),
        ("$password", Err(Reference)),
        ("{password}", Err(Reference)),
        ("[password]", Err(Reference)),
        ("@@PASSWORD@@", Err(Reference)),
        ("__PASSWORD__", Err(Reference)),
        ("#{DbPassword}", Err(Reference)),
        ("vault:secret/data/shop#password", Err(Reference)),
        ("op://shop/db/password", Err(Reference)),
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db", Err(Reference)),
        ("projects/shop/secrets/db/versions/1", Err(Reference)),
        ("ref+awsssm://shop/db", Err(Reference)),
        ("env:DB_PASSWORD", Err(Reference)),
        ("ENC[AES256_GCM,data:x,type:str]", Err(Ciphertext)),
        ("$ANSIBLE_VAULT;1.1;AES256", Err(Ciphertext)),
        ("{cipher}4f1c9e0b7a63d285", Err(Ciphertext)),
        ("$2b$12$Zk9vT1xW8bRc5NdYs2Lp7u", Err(Hash)),
        ("$6$rounds=5000$salt$hash", Err(Hash)),
        ("sha256:8f3a1c7b", Err(Hash)),
        ("-----BEGIN CERTIFICATE-----", Err(PublicKey)),
        ("********", Err(Masked)),
        ("REDACTED", Err(Masked)),
        ("[hidden]", Err(Masked)),
        ("...", Err(Masked)),
        ("/run/secrets/db_password", Err(Path)),
        ("./password.txt", Err(Path)),
        ("secrets/db", Err(Path)),
        ("https://vault.example.com/v1/db", Err(Address)),
        ("db.example.com:5432", Err(Address)),
        ("getenv('DB_PASSWORD')", Err(Code)),
        ("the password of the database", Err(Prose)),
        ("contraseña", Err(Prose)),
        ("first\nsecond", Err(Prose)),
        ("30d", Err(Quantity)),
        ("pw", Err(TooShort)),
        ("DB_CREDENTIAL_REF", Err(Identifier)),
    ];
    let cases = cases.map(|(value, expected)| (name, value, expected));
    check(Holder::EnvironmentFile, &cases);
    check(Holder::ContainerEnvironment, &cases);
}

#[test]
fn a_secret_must_look_like_one() {
    use Dropped::{
        Address, Email, Identifier, Masked, NamesItself, Number, Path, Prose, Quantity, TooShort,
        Uuid,
    };
    check(
        Holder::EnvironmentFile,
        &[
            ("JWT_SECRET", "secret", WEAK),
            ("JWT_SECRET", "changeme", WEAK),
            ("JWT_SECRET", "secret123", WEAK),
            ("JWT_SECRET", "12345", WEAK),
            ("MINIO_ACCESS_KEY", "minioadmin", WEAK),
            ("JWT_SECRET", "your-64-char-secure-secret", PLACEHOLDER),
            ("JWT_SECRET", "your-secure-secret-here", PLACEHOLDER),
            ("JWT_SECRET", "change-me-in-production", PLACEHOLDER),
            ("JWT_SECRET", "my-secret-key", PLACEHOLDER),
            ("JWT_SECRET", "jwt-secret", PLACEHOLDER),
            ("CLIENT_SECRET", "your_client_secret", PLACEHOLDER),
            ("API_KEYS", "key1,key2,key3", PLACEHOLDER),
            ("API_KEYS", "strong-random-key-1,strong-random-key-2", PLACEHOLDER),
            ("API_KEYS", "[\"Zk9vT1xW8bRc5NdY\",\"key2\"]", PLAIN),
            ("API_KEYS", "Zk9vT1xW8bRc5NdY:alice", PLAIN),
            ("OPENAI_API_KEY", "sk-xxxxxxxxxxxxxxxx", Err(Masked)),
            ("JWT_SECRET", "Zk9vT1xW8bRc5NdYs2Lp7JmG", PLAIN),
            ("SESSION_TOKEN", "8f3a1c7be2d84560a1b2", PLAIN),
            ("CLIENT_SECRET", "3f2b8c1e-7a54-4d0e-9b1c-2e6f8a7d5c90", PLAIN),
            ("API_KEY", "abcdZkTvxWbRcNdYsLpJmGqh", PLAIN),
            ("APP_KEY", "base64:Zk9vT1xW8bRc5NdYs2Lp7JmGf4AeUoXiKtQw0hBz1yU=", PLAIN),
            ("TOKEN", "3f2b8c1e-7a54-4d0e-9b1c-2e6f8a7d5c90", Err(Uuid)),
            ("TOKEN", "bearer", Err(Identifier)),
            ("TOKEN", "accessToken", Err(Identifier)),
            ("SECRET", "db-credentials", Err(Identifier)),
            ("SECRET", "shop_database_2", Err(Identifier)),
            ("TOKEN", "com.example.TokenProvider", Err(Identifier)),
            ("GITHUB_TOKEN", "github", Err(TooShort)),
            ("GITHUB_TOKEN", "githubtoken", Err(Dropped::TooRegular)),
            ("APP_API_KEY", "app", Err(TooShort)),
            ("REFRESH_TOKEN", "3600", Err(TooShort)),
            ("TOKENS", "4096", Err(TooShort)),
            ("TOKEN", "900000000", Err(Number)),
            ("TOKEN", "2024-01-01", Err(Number)),
            ("TOKEN", "15m", Err(TooShort)),
            ("SECRET", "100000000MB", Err(Quantity)),
            ("ACCESS_KEY", "ops@example.com", Err(Email)),
            ("PRIVATE_KEY", "/etc/tls/tls.key", Err(Path)),
            ("PRIVATE_KEY", "tls.pem", Err(Path)),
            ("TOKEN", "https://login.example.com/token", Err(Address)),
            ("SECRET", "kept in the vault of the team", Err(Prose)),
            ("WEBHOOK_SIGNATURE_SECRET", "signature_webhook", Err(NamesItself)),
        ],
    );
}

#[test]
fn a_bare_key_must_be_random() {
    use Dropped::{Identifier, Name, Number, TooRegular, TooShort, Uuid};
    check(
        Holder::EnvironmentFile,
        &[
            ("HASH_SALT", "Zk9vT1xW8bRc5NdYs2Lp7JmG", PLAIN),
            ("COOKIE_KEY", "8f3a1c7be2d84560a1b29f4e6c5d7a8b", PLAIN),
            ("KEY", "orders", Err(TooShort)),
            ("KEY", "shop-session-key-v2", Err(Identifier)),
            ("KEY", "3f2b8c1e-7a54-4d0e-9b1c-2e6f8a7d5c90", Err(Uuid)),
            ("SEED", "12345678901234567890", Err(Number)),
            ("SEED", "42", Err(TooShort)),
            ("KEY", "aaaaaaaaaaaaaaa1", Err(TooRegular)),
            ("CACHE_KEY", "Zk9vT1xW8bRc5NdYs2Lp7JmG", Err(Name)),
            ("PUBLIC_KEY", "Zk9vT1xW8bRc5NdYs2Lp7JmG", Err(Name)),
        ],
    );
}

#[test]
fn a_file_of_a_program_also_names_things() {
    use Dropped::{Identifier, NamesItself, Prose};
    check(
        Holder::ApplicationFile,
        &[
            ("db.password", "postgres", WEAK),
            ("db.password", "changeme", WEAK),
            ("db.password", "your-password", PLACEHOLDER),
            ("db.password", "SECURE_PASSWORD", PLACEHOLDER),
            ("jwt.secret", "your-secret-here", PLACEHOLDER),
            ("jwt.secret", "super-secret-key", PLACEHOLDER),
            ("mail.apiKey", "SECRET", PLACEHOLDER),
            ("mail.apiKey", "changeme", PLACEHOLDER),
            ("job.adminTokenSecret", "admin-token", Err(Identifier)),
            ("cloudFront.privateKeySecret", "my-secret", Err(Identifier)),
            ("db.password", "Tq7-xW2m", PLAIN),
            ("db.password", "tulip", PLAIN),
            ("jwt.secret", "Zk9vT1xW8bRc5NdYs2Lp7JmG", PLAIN),
            ("form.password", "Password", Err(NamesItself)),
            ("form.password", "Enter your password", Err(Prose)),
            ("db.password", "db-password", Err(NamesItself)),
            ("db.password", "DB_PASSWORD", Err(NamesItself)),
            ("auth.password", "userPassword", Err(Identifier)),
            ("auth.password", "db-credentials", Err(Identifier)),
            ("ingress.secret", "shop-tls", Err(Identifier)),
            ("auth.token", "token", Err(NamesItself)),
        ],
    );
}

#[test]
fn an_example_is_there_to_be_replaced() {
    let judged = |name, value| judged(Holder::EnvironmentFile, Context::Example, name, value);
    assert_eq!(judged("JWT_SECRET", "your-secret-here"), Err(Dropped::InExample));
    assert_eq!(judged("DB_PASSWORD", "changeme"), Err(Dropped::InExample));
    assert_eq!(judged("DB_PASSWORD", "tulip"), Err(Dropped::InExample));
    assert_eq!(judged("DB_PASSWORD", "postgres"), WEAK);
    assert_eq!(judged("JWT_SECRET", "Zk9vT1xW8bRc5NdYs2Lp7JmG"), PLAIN);
}
