//! Made-up secrets, planted in every format and shape, and looked for in every output.

use std::collections::{BTreeSet, HashMap};

use crate::common::{Said, Shell, shell};
use tidewaiter::{
    engine::{self, Files, RuleSet},
    facts::View,
    report::{self, Color, Detail, Letters, OutputFormat, ShowSilenced, Style},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity},
};

/// A file with `@` where its secret stands, and `~` for the same in Base64.
struct Plant {
    path: &'static str,
    content: &'static str,
}

const fn plant(path: &'static str, content: &'static str) -> Plant {
    Plant { path, content }
}

/// Finds fault beside a secret, so that the lines about it are shown.
const PLANTS: &[Plant] = &[
    plant("yaml/value.yaml", "cors_origins: '*'\ndb_password: @\ndebug: true\n"),
    plant("yaml/quoted.yaml", "db_password: \"@\"\nother: 'it''s'\napi_key: '@'\n"),
    plant("yaml/block.yaml", "jwt_secret: |\n  @\n  @\nfolded_password: >-\n  @\n"),
    plant("yaml/flow.yaml", "db: {user: shop, password: @, list: [a, @]}\n"),
    plant(
        "yaml/anchor.yaml",
        "base: &base\n  password: &pw @\nother:\n  <<: *base\n  token: *pw\n",
    ),
    plant("yaml/key.yaml", "tokens:\n  @: admin\npassword_@: x\n\"@\": {a: 1}\n"),
    plant(
        "yaml/items.yaml",
        "api_keys:\n  - @\n  - name: x\n    value: \"@\"\npasswords: [\"@\", 'b']\n",
    ),
    plant("yaml/broken.yaml", "db:\n  password: \"@\n  user: [a\n x: }\n"),
    plant("yaml/tabs.yaml", "db:\n\tpassword: @\n\tother: 1\n--- x\npassword: @ : @\n"),
    plant("yaml/twice.yaml", "db_password: @\ndb_password: @\nnote: we use @ for now\n"),
    plant("yaml/tag.yaml", "db_password: !vault @\nother: !!binary ~\nx: !<@> y\n"),
    plant(
        "yaml/comment.yaml",
        "# tidewaiter: ignore[nonsense]\n# the password is @, do not tell\na: 1 # token=@\n",
    ),
    plant("yaml/reason.yaml", "# tidewaiter: ignore[*] reason=\"password @\"\ndb_password: @\n"),
    plant(
        "yaml/silenced.yaml",
        "db_password: @ # tidewaiter: ignore[*] reason=\"known\"\nx: http://u:@@h/ # tidewaiter: ignore[*]\n",
    ),
    plant(
        "json/app.json",
        "{\"db\": {\"password\": \"@\", \"url\": \"postgres://shop:@@db/shop?sslmode=disable\"}}\n",
    ),
    plant(
        "json/escaped.json",
        "{\"password\": \"\\u0040@\\n\", \"cors\": {\"origins\": [\"*\"]}, \"list\": [\"@\"]}\n",
    ),
    plant("json/broken.json", "{\"password\": \"@\", \"b\": [1,, \"token\": @\n"),
    plant("toml/app.toml", "[db]\npassword = \"@\"\ntoken = '@'\n[auth]\nenabled = false\n"),
    plant("toml/multi.toml", "secret = \"\"\"\n@\n@\"\"\"\nx = { api_key = '''@''' }\n"),
    plant("toml/broken.toml", "password = @\n[x\ntoken = \"@\n"),
    plant("env/.env", "DB_PASSWORD=@\nexport API_TOKEN='@'\nQUOTED_SECRET=\"@\"\nCORS_ORIGINS=*\n"),
    plant("env/odd.env", "DB_PASSWORD = @ # or @\n# OLD_PASSWORD=@\n@\nPASSWORD_@=1\n"),
    plant(
        "env/url.env",
        "DATABASE_URL=postgres://shop:@@db/shop\nREDIS_URL=redis://:@@r:6379/0\nAMQP=\"amqp://a:@@mq\"\nDSN=Server=db;User Id=sa;Password=@;Encrypt=false\nHOOK=https://h.example.com/x?token=@&a=1\n",
    ),
    plant("ini/app.ini", "[database]\npassword = @\nuser=x ; password=@\n"),
    plant(
        "ini/pgbouncer.ini",
        "[databases]\nshop = host=db user=shop password=@ dbname=shop\n[pgbouncer]\nauth_type = trust\nlisten_addr = *\n",
    ),
    plant("ini/userlist.txt", "\"shop\" \"@\"\n\"admin\" \"md5@\"\n"),
    plant(
        "properties/application.properties",
        "spring.datasource.password=@\nspring.datasource.url=jdbc:postgresql://db/shop?user=a&password=@\napi.secret=\\\n  @\nmanagement.endpoints.web.exposure.include=*\n",
    ),
    plant(
        "kafka/server.properties",
        "listeners=PLAINTEXT://0.0.0.0:9092\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\\n  username=\"admin\" password=\"@\" \\\n  user_admin=\"@\";\nssl.keystore.password=@\n",
    ),
    plant(
        "docker/Dockerfile",
        "FROM node:latest\nENV DB_PASSWORD=@\nENV API_TOKEN \"@\"\nARG NPM_TOKEN=@\nRUN curl -u shop:@ https://x.example.com && \\\n    mysql -p@ -h db && echo password=@\nLABEL note=\"@\"\nCMD [\"redis-server\", \"--requirepass\", \"@\"]\nHEALTHCHECK CMD redis-cli -a @ ping\n",
    ),
    plant(
        "nginx/nginx.conf",
        "server {\n  listen 80;\n  add_header Access-Control-Allow-Origin *;\n  proxy_set_header Authorization \"Bearer @\";\n  proxy_set_header X-Api-Key @;\n  location / { proxy_pass http://u:@@up; if ($http_x_token = \"@\") { return 200; } }\n}\n",
    ),
    plant(
        "nats/nats.conf",
        "host: 0.0.0.0\nauthorization {\n  user: a\n  password: \"@\"\n  token: @\n  users = [ {user: b, password: @} ]\n}\ncluster { routes = [ nats://r:@@n:6222 ] }\n",
    ),
    plant(
        "redis/redis.conf",
        "bind 0.0.0.0\nprotected-mode no\nrequirepass @\nmasterauth \"@\"\nuser worker on >@ ~* +@all\nrename-command CONFIG @\n",
    ),
    plant(
        "postgres/postgresql.conf",
        "listen_addresses = '*'\nssl = off\nprimary_conninfo = 'host=p user=r password=@ sslmode=disable'\nssl_passphrase_command = 'echo @'\n# password = '@'\n",
    ),
    plant(
        "systemd/shop.service",
        "[Service]\nUser=root\nEnvironment=DB_PASSWORD=@ \"API_TOKEN=@\"\nExecStart=/bin/shop --password @ --token=@ --db postgres://u:@@h/d\n",
    ),
    plant(
        "compose/docker-compose.yml",
        "services:\n  api:\n    image: shop:latest\n    privileged: true\n    environment:\n      - DB_PASSWORD=@\n      - \"API_TOKEN=@\"\n    command: [\"api\", \"--password\", \"@\", \"--token=@\"]\n    healthcheck: {test: \"redis-cli -a @ ping\"}\n  db:\n    image: postgres\n    environment: {POSTGRES_PASSWORD: @, PGPASSWORD: \"@\"}\n    command: redis-server --requirepass @\n    labels: {secret.note: \"@\"}\n    ports: [\"5432:5432\"]\n",
    ),
    plant(
        "kube/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  annotations:\n    example.com/token: @\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"env\":[{\"name\":\"DB_PASSWORD\",\"value\":\"@\"}]}\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers:\n        - name: api\n          image: shop:latest\n          args: [\"--api-key=@\", \"--password\", \"@\"]\n          command: [sh, -c, \"PGPASSWORD=@ psql -h db\"]\n          env:\n            - name: DB_PASSWORD\n              value: \"@\"\n            - {name: DATABASE_URL, value: \"postgres://shop:@@db/shop\"}\n          securityContext: {privileged: true}\n",
    ),
    plant(
        "kube/configmap.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  DB_PASSWORD: @\n  app.yaml: |\n    db:\n      password: @\n  redis.conf: |\n    requirepass @\n  note: |\n    the password of it is @\n",
    ),
    plant(
        "kube/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: {old: \"~\"}}\ndata:\n  DB_PASSWORD: ~\n  username: ~\n  thing.bin: ~\n  folded: >-\n    ~\nstringData:\n  API_TOKEN: @\n  username: @\n  url: https://x:@@h\n",
    ),
    plant(
        "kube/list.yaml",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: s}\n    data: {PASSWORD: ~, other: ~}\n    stringData: {x: '@'}\n",
    ),
    plant(
        "kube/broken.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s\ndata:\n  PASSWORD: ~\n  x: [\nstringData:\n  y: @\n",
    ),
    plant(
        "guide/README.md",
        "# Setup\n\nThe password is `@`, or password: @.\n\n```bash\nexport DB_PASSWORD=@\ncurl -H \"Authorization: Bearer @\" https://u:@@h/\npsql \"postgres://shop:@@db/shop\"\n```\n\n```yaml\ndb:\n  password: @\n  x: [\n```\n\n```\nrequirepass @\n```\n\n| Name | Default |\n|---|---|\n| `DB_PASSWORD` | `@` |\n| `API_TOKEN` | @ |\n\n1. item\n\n   ```env\n   # tidewaiter: ignore[nonsense]\n   API_TOKEN=@\n   ```\n",
    ),
    plant(
        "shell/run.sh",
        "#!/bin/sh\n# tidewaiter: ignore[nonsense]\nexport DB_PASSWORD=@\nPGPASSWORD='@' psql\nmysql --password=@ -u root\ncurl -u a:@ https://x.example.com\n",
    ),
    plant(
        "plain/notes.txt",
        "# tidewaiter: ignore[nonsense]\npassword: @\nlogin shop / @\n# tidewaiter: ignore[nonsense]\nhttps://u:@@h\n",
    ),
    plant(
        "otel/otel-collector.yaml",
        "receivers:\n  otlp: {protocols: {grpc: {endpoint: 0.0.0.0:4317}}}\nexporters:\n  otlphttp:\n    endpoint: https://u:@@o\n    headers: {authorization: \"Bearer @\", x-api-key: @}\n    tls: {insecure_skip_verify: true}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [otlphttp]}}}\n",
    ),
    plant(
        "prometheus/prometheus.yml",
        "scrape_configs:\n  - job_name: x\n    basic_auth: {username: a, password: @}\n    authorization: {credentials: @}\n    tls_config: {insecure_skip_verify: true}\nremote_write: [{url: \"http://u:@@r\", bearer_token: @}]\n",
    ),
    plant(
        "helm/values.yaml",
        "image: {repository: shop, tag: latest}\npostgresql:\n  auth: {password: @, postgresPassword: \"@\"}\nextraEnv:\n  - name: X_TOKEN\n    value: @\n",
    ),
];

/// Where a word of a language would be no secret: as a key, in a list of nothing.
const NAMELESS: &[&str] = &["yaml/key.yaml", "json/escaped.json"];

/// What the secrets are like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Like {
    /// As a machine draws them.
    Random,
    /// As people make them up: only their names give them away.
    Spoken,
}

/// The secret of a plant: letters and digits that nobody ever gave out.
fn secret(index: usize, like: Like) -> String {
    if like == Like::Spoken {
        let sounds = ["vex", "ilo", "ndra", "gup", "ort", "ami", "sku", "rel"];
        return (0..5).map(|at| sounds[((index >> at) ^ (at * (index % 7 + 1))) % 8]).collect();
    }
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(index as u64 + 7);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(LETTERS[(state >> 33) as usize % LETTERS.len()])
    };
    // Each has a digit and both cases, as whatever makes passwords sees to.
    format!("k7Q{}", (0..19).map(|_| next()).collect::<String>())
}

fn encoded(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        let letter = |at: usize| match at <= group.len() {
            true => char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]),
            false => '=',
        };
        (0..4).map(letter).collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

/// All that must not be seen of a secret: any eight letters of it, plain or encoded.
fn traces(index: usize, like: Like) -> Vec<String> {
    let secret = secret(index, like);
    let parts = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(8).map(|it| it.iter().collect()).collect::<Vec<String>>()
    };
    let code = encoded(&secret);
    parts(&secret).into_iter().chain(parts(code.trim_end_matches('='))).collect()
}

fn content(index: usize, like: Like) -> String {
    let secret = secret(index, like);
    // What follows an ACL's sign is no secret.
    let text = PLANTS[index].content.replace("+@all", "+\0all").replace("@@", "@\0");
    let text = text.replace("~*", "\u{1}*").replace('~', &encoded(&secret));
    text.replace('@', &secret).replace("+\0all", "+@all").replace('\0', "@").replace('\u{1}', "~")
}

fn garden(like: Like) -> Shell {
    let shell = shell(&[(".git/HEAD", "")]);
    for (index, plant) in PLANTS.iter().enumerate() {
        shell.write(plant.path, content(index, like));
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain(content(index, like).encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        shell.write(&format!("wide/{}", plant.path), wide);
    }
    shell
}

/// Which plants can be seen in a text, and what is seen of them.
fn seen(text: &str, like: Like) -> BTreeSet<String> {
    let traces: HashMap<_, _> = (0..PLANTS.len())
        .flat_map(|it| traces(it, like).into_iter().map(move |trace| (trace, it)))
        .collect();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let windows = (0..line.len().saturating_sub(7)).filter_map(|at| line.get(at..at + 8));
        if let Some(index) = windows.filter_map(|it| traces.get(it)).next() {
            let line: String = line.trim().chars().take(300).collect();
            found.insert(format!("{}: {line}", PLANTS[*index].path));
        }
    }
    found
}

fn assert_unseen(leaks: &BTreeSet<String>) {
    let all: Vec<_> = leaks.iter().map(String::as_str).collect();
    assert!(all.is_empty(), "{} leaks\n{}", all.len(), all.join("\n"));
}

#[test]
fn no_output_shows_a_planted_secret() {
    let like = Like::Random;
    let shell = garden(like);
    let mut leaks = BTreeSet::new();
    for line in [
        "check --profile all",
        "check --profile all --color always",
        "check --profile all --quiet",
        "check --profile all --format json",
        "check --profile all --format sarif",
        "check --profile all --format sarif --sarif-include-suppressed",
        "check --profile all --audit",
        "check --profile all --audit --format json",
        "check --profile all --strict kube compose guide",
        "check --max-size 50",
        "check --show-config",
        "check --explain-path kube/secret.yaml",
        "inspect",
        "inspect kube/secret.yaml guide",
    ] {
        let Said { out, err, .. } = shell.run(line);
        assert!(!out.is_empty(), "{line}: {err}");
        leaks.extend(
            seen(&out, like).into_iter().chain(seen(&err, like)).map(|it| format!("{line}: {it}")),
        );
    }
    shell
        .run("check --profile all --format text=o.txt --format json=o.json --format sarif=o.sarif");
    for file in ["o.txt", "o.json", "o.sarif"] {
        leaks.extend(seen(&shell.read(file), like).into_iter().map(|it| format!("{file}: {it}")));
    }
    assert_unseen(&leaks);
}

/// Finds fault with everything, so that all of a text is shown.
struct Everything;

impl Rule for Everything {
    fn meta(&self) -> RuleMeta<'_> {
        RuleMeta {
            id: "everything",
            summary: "",
            why: "",
            fix: "",
            severity: Severity::Info,
            confidence: Confidence::High,
            profile: Profile::All,
            topic: "test",
            standards: &[],
            covers: &[],
            scope: Scope::Document,
            kinds: &[],
            options: &[],
            since: "0.1.0",
            references: &[],
            examples: &[],
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for node in tree.nodes() {
            let text = tree.str(node).unwrap_or("");
            let finding = findings.report(tree.locate(node), format!("here is `{text}`"));
            finding.help(format!("change {text}")).related(tree.locate(node), text);
        }
    }
}

#[test]
fn no_excerpt_or_message_shows_a_planted_secret_wherever_fault_is_found() {
    for like in [Like::Random, Like::Spoken] {
        assert_unseen(&seen_wherever_fault_is_found(like));
    }
}

fn seen_wherever_fault_is_found(like: Like) -> BTreeSet<String> {
    let mut leaks = BTreeSet::new();
    let rules = RuleSet::of(&[&Everything]);
    for (index, plant) in PLANTS.iter().enumerate() {
        if like == Like::Spoken && NAMELESS.contains(&plant.path) {
            continue;
        }
        let files = Files::in_memory([(plant.path.to_owned(), content(index, like))]);
        let found = engine::run(&files, &rules);
        for format in OutputFormat::ALL {
            let style = Style {
                color: Color::Never,
                letters: Letters::Ascii,
                width: 400,
                detail: Detail::Full,
                silenced: ShowSilenced::List,
            };
            let mut out = Vec::new();
            report::write(format, &found, &rules, &style, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            leaks.extend(seen(&out, like).into_iter().map(|it| format!("{}: {it}", format.name())));
        }
    }
    leaks
}

#[test]
fn a_configuration_shows_no_secret_that_is_in_it() {
    let planted = secret(1, Like::Random);
    let shell = shell(&[("a.yaml", "a: 1\n")]);
    let good = format!(
        "# password: {planted}\nexclude: [\"{planted}/**\"]\nexceptions:\n  - {{rule: host-network, reason: \"password {planted}\"}}\n"
    );
    let bad = format!(
        "profile: {planted}\n{planted}: 1\nrules: {{{planted}: off}}\nfail-on: {planted} # token={planted}\nexceptions:\n  - {{rule: \"{planted}\", reason: x, until: {planted}}}\nselect: [{planted}]\nextends: [{planted}.yaml]\nmax-size: {planted}\n"
    );
    let mut leaks = BTreeSet::new();
    for config in [good, bad] {
        shell.write("tidewaiter.yaml", &config);
        for line in
            ["check", "check --show-config", "check --format json", "check --audit", "inspect"]
        {
            let said = shell.run(line);
            let all = format!("{}{}", said.out, said.err);
            leaks.extend(seen(&all, Like::Random).into_iter().map(|it| format!("{line}: {it}")));
        }
    }
    assert_unseen(&leaks);
}
