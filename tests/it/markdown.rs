//! What is read of a guide: its fences, their names and formats, and its tables.

use tidewaiter::{
    syntax::{self, Document, Format, Input, format_of_name},
    text::{FileId, Text},
    tree::Tree,
};

fn parse(guide: &str) -> Vec<Document> {
    syntax::parse(&Input::file("guide.md", Text::of_file(FileId(0), guide))).0
}

/// The name and format of the one fence.
fn fence(guide: &str) -> (Option<String>, Format) {
    let mut documents = parse(guide);
    let only = documents.remove(0);
    assert!(documents.is_empty(), "{guide}");
    (only.name, only.format)
}

fn entries<'a>(guide: &'a str, document: &Document) -> Vec<(String, &'a str)> {
    let tree = document.tree.as_ref().expect("a tree");
    let place = |id| &guide[tree.locate(id).span.range()];
    let name = |id| tree.str(id).expect("a name").to_owned();
    tree.entries(Tree::ROOT).map(|(key, value)| (name(key), place(value))).collect()
}

#[test]
fn words_before_a_fence_name_it() {
    for (guide, name) in [
        ("**app.yaml** (base):\n```yaml\na: 1\n```\n", Some("app.yaml")),
        ("#### compose.prod.yml\n\nIn short.\n\n```yaml\na: 1\n```\n", Some("compose.prod.yml")),
        ("Create `/etc/x/y.service`:\n\n```ini\n[Unit]\n```\n", Some("/etc/x/y.service")),
        ("Put this in conf/app.toml:\n\n```toml\na = 1\n```\n", Some("conf/app.toml")),
        ("```yaml title=\"t.yaml\"\na: 1\n```\n", Some("t.yaml")),
        ("`a.yaml`:\n\n```yaml\n# b.yaml\na: 1\n```\n", Some("b.yaml")),
        ("> 1. **a.yaml**\n>\n>    ~~~yml\n>    a: 1\n>    ~~~\n", Some("a.yaml")),
        ("## Docker Compose\n\n```yaml\nservices:\n  a: {}\n```\n", Some("docker-compose.yml")),
        ("## Dockerfile\n\n```dockerfile\nFROM a\n```\n", Some("Dockerfile")),
        ("## Dockerfile\n\n```yaml\na: 1\n```\n", None),
        ("Both `a.yaml` and `b.yaml` matter.\n\n```yaml\na: 1\n```\n", None),
        ("Apply `a.yaml`:\n\n```bash\nkubectl apply -f a.yaml\n```\n", None),
        ("Create `a.json`:\n\n```\nkubectl create -f a.json\n```\n", None),
        ("Create `a.json`:\n\n```\n{ \"a\": ... }\n```\n", Some("a.json")),
        ("See `a.yaml`.\n\n- other\n\n```yaml\na: 1\n```\n", None),
        ("# `a.yaml`\n\n# Next\n\n```yaml\na: 1\n```\n", None),
    ] {
        assert_eq!(fence(guide).0.as_deref(), name, "{guide}");
    }
}

#[test]
fn a_name_of_a_heading_is_that_of_one_fence() {
    let guide = "## `a.yaml`\n\n```yaml\na: 1\n```\n\n```yaml\nb: 1\n```\n";
    let names: Vec<_> = parse(guide).into_iter().map(|it| it.name).collect();
    assert_eq!(names, [Some("a.yaml".to_owned()), None]);
}

#[test]
fn a_fence_knows_the_headings_above_it() {
    let guide = "# One\n## Two\n### Three\n## Four\n\nText.\n\n**Production** (`x`):\n\n```yaml\na: 1\n```\n";
    assert_eq!(parse(guide)[0].headings, ["One", "Four", "Production (x)"]);
    let plain = "# One\n\nIn **production** only:\n\n```yaml\na: 1\n```\n";
    assert_eq!(parse(plain)[0].headings, ["One"]);
}

#[test]
fn each_document_of_a_fence_may_have_a_name() {
    let guide = "```yaml\n# a.yaml\na: 1\n---\n# b.yaml\nb: 1\n---\n# not a name\nc: 1\n```\n";
    let names: Vec<_> = parse(guide).into_iter().filter_map(|it| it.name).collect();
    assert_eq!(names, ["a.yaml", "b.yaml", "b.yaml"]);
}

#[test]
fn a_guide_says_once_that_templates_are_not_rendered() {
    let guide = "```yaml\na: {{ b }}\n```\n".repeat(3);
    let (documents, notices) =
        syntax::parse(&Input::file("guide.md", Text::of_file(FileId(0), guide)));
    assert_eq!((documents.len(), notices.len()), (3, 1));
}

#[test]
fn content_says_more_than_a_language() {
    for (language, text, format) in [
        ("bash", "# Required\nexport A_B=\"c\"\nD=e # f", Format::Dotenv),
        ("bash", "export A=b\nrun --it", Format::Shell),
        ("bash", "A=b run", Format::Shell),
        ("console", "$ export A=b\n$ run", Format::Shell),
        ("bash", "run --a=b", Format::Plain),
        ("bash", "apiVersion: v1\nkind: A", Format::Yaml),
        ("", "postgres://u@h/d?a=b", Format::Plain),
        ("", "Note: this is prose\nand: more of it", Format::Plain),
        ("", "a\n  b:\n   - c", Format::Plain),
        ("", "+---+\n| a |\n+---+", Format::Plain),
        ("", "m_total{a=\"b\",c=\"d\"}\n# x", Format::Plain),
        ("", "a:\n  b: 1\nc: 2", Format::Yaml),
        ("", "{\"a\": [1]}", Format::Json),
        ("", "[a]\nb = \"c\"", Format::Toml),
        ("", "[a]\nb = c d", Format::Ini),
        ("", "FROM a\nRUN b", Format::Dockerfile),
        ("conf", "server {\n  listen 80;\n}", Format::Nginx),
        ("conf", "maxmemory 24gb\nsave 900 1", Format::Redis),
        ("conf", "port: 4222\njetstream {\n  a: b\n}", Format::Nats),
        ("", "host all all 0.0.0.0/0 md5", Format::PgHba),
        ("sql", "-- c\nshared_buffers = 2GB", Format::Postgresql),
        ("ini", "# c\nmax_connections = 2\nwork_mem = 2MB", Format::Postgresql),
        ("sql", "max_connections = 2", Format::Ini),
        ("sql", "SELECT 1;", Format::Plain),
        ("ini", "[a]\nb = \"c\"", Format::Ini),
        ("toml", "a = ...", Format::Toml),
        ("properties", "a.b=c", Format::Properties),
        ("python", "DEBUG=True", Format::Plain),
        ("mermaid", "graph TB", Format::Plain),
    ] {
        let guide = format!("```{language}\n{text}\n```\n");
        assert_eq!(fence(&guide).1, format, "{guide}");
    }
}

#[test]
fn a_file_is_known_by_its_name_alone() {
    let format = |name: &str| {
        let text = Text::of_file(FileId(0), "A=1\n");
        syntax::format(&Input::file(name, text))
    };
    assert_eq!(format("notes.txt"), Format::Plain);
    assert_eq!(format("my.conf"), Format::Plain);
    assert_eq!(format("app.env"), Format::Dotenv);
}

#[test]
fn names_tell_formats() {
    for (format, names) in [
        (Format::Yaml, "a.yaml B.YML c\\d.yml a.yaml.example a.yml.j2 .env.yaml"),
        (Format::Json, "a.json a.jsonc a.json5"),
        (Format::Toml, "a.toml a.toml.example"),
        (Format::Ini, "a.ini a.cfg a.service a.socket a.service.d/b.conf pgbouncer.ini"),
        (Format::Properties, "server.properties"),
        (Format::Dotenv, ".env .env.local .env.example prod.env env.example .ENV"),
        (
            Format::Dockerfile,
            "Dockerfile Dockerfile.prod a/app.dockerfile Containerfile Dockerfile-x",
        ),
        (
            Format::Nginx,
            "nginx.conf a.nginx a.nginx.conf nginx/a.conf nginx/b/a.conf sites-enabled/a.conf",
        ),
        (Format::Shell, "a.sh .envrc .bashrc"),
        (Format::Markdown, "README.md a.markdown"),
        (Format::Redis, "redis.conf redis-master.conf sentinel.conf valkey.conf redis.conf.j2"),
        (
            Format::Postgresql,
            "postgresql.conf postgresql.auto.conf postgresql.conf.sample postgresql/15/main/conf.d/a.conf",
        ),
        (Format::PgHba, "pg_hba.conf pg_hba.conf.sample"),
        (Format::Nats, "nats.conf nats-server.conf"),
        (
            Format::Plain,
            "my.conf rediscover.conf postgresql/pg_ident.conf postgresql/15/main/start.conf",
        ),
    ] {
        for name in names.split(' ') {
            assert_eq!(format_of_name(name), Some(format), "{name}");
        }
    }
    for name in
        ["env", ".env.ts", "dockerfile.go", "Dockerfile.dockerignore", "_helpers.tpl", "e.g.", "a"]
    {
        assert_eq!(format_of_name(name), None, "{name}");
    }
}

#[test]
fn a_table_with_defaults_is_a_document() {
    let guide = "# G\n\n## Settings\n\n\
        | Variable | Required | Default Value | What |\n|---|---|---|---|\n\
        | `A_ORIGINS` | no | `[\"*\"]` | x |\n| B.c-d | no | 3 s | x |\n| `D` | yes | - | x |\n\
        | `E` | yes | *required* | x |\n| `F` | no | `none` | x |\n| `G` | no | none | x |\n\
        | `H` | no | `null` | x |\n| two words | no | `1` | x |\n| `I` | no | | x |\n| `J` | no | `a\\|b` |\n";
    let documents = parse(guide);
    assert_eq!(documents.len(), 1);
    assert_eq!((documents[0].format, documents[0].headings.len()), (Format::Table, 2));
    let expected = [("A_ORIGINS", "[\"*\"]"), ("B.c-d", "3 s"), ("F", "none"), ("J", "a\\|b")];
    let (undefined, defined): (Vec<_>, Vec<_>) =
        entries(guide, &documents[0]).into_iter().partition(|it| it.1.is_empty());
    assert_eq!(defined, expected.map(|(key, value)| (key.to_owned(), value)));
    let names: Vec<_> = undefined.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["D", "E", "G", "H", "I"]);
}

#[test]
fn other_tables_are_none() {
    assert!(parse("| Endpoint | Default |\n|---|---|\n| `/a` | `b` |\n").is_empty());
    assert!(parse("| Name | Value |\n|---|---|\n| `a` | `b` |\n").is_empty());
    assert!(parse("| Name | Default |\n|---|---|\n| `a` | - |\n").is_empty());
}

#[test]
fn documents_stand_in_the_order_of_the_text() {
    let guide = "---\ntitle: x\n---\n```yaml\na: 1\n```\n\n| Key | Default |\n|--|--|\n| `A` | `1` |\n\n```json\n{}\n```\n";
    let formats: Vec<_> = parse(guide).into_iter().map(|it| it.format).collect();
    assert_eq!(formats, [Format::Yaml, Format::Table, Format::Json]);
}

#[test]
fn a_shell_gives_what_it_assigns() {
    let guide = "1. Run\n   ```bash\n   #!/bin/sh\n   export A=\"x \\\"y\\\" $Z\" B='c d' # e\n   C=$(cut -d ')' f)/g run --h=1 <<-EOF && D=`date`\n   E=not this\n   \tEOF\n   \
                 F=$'a\\tb'\"c\"; long \\\n     G=no\n   declare -x H=1\n   I=(a b)\n   $ J=\"two\n   lines\"\n   ```\n";
    let documents = parse(guide);
    assert_eq!(documents[0].format, Format::Shell);
    let found = entries(guide, &documents[0]);
    let expected = [
        ("A", "\"x \\\"y\\\" $Z\""),
        ("B", "'c d'"),
        ("C", "$(cut -d ')' f)/g"),
        ("D", "`date`"),
        ("F", "$'a\\tb'\"c\""),
        ("H", "1"),
        ("J", "\"two\n   lines\""),
    ];
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value)));
    let tree = documents[0].tree.as_ref().expect("a tree");
    let said = |name| tree.get(Tree::ROOT, name).and_then(|id| tree.str(id));
    assert_eq!(said("A"), Some("x \"y\" $Z"));
    assert_eq!(said("F"), Some("a\tbc"));
    assert_eq!(said("J"), Some("two\nlines"));
    assert_eq!(documents[0].comments.len(), 2);
}

#[test]
fn of_every_beginning_of_a_guide_each_place_is_whole_characters() {
    let guide = "# É `é.yaml`\n| Name | Default |\n|--|--|\n| `é` | `` é` `` |\n| a_b | *é* ` é ` |\n\n\
                 > ```sh\n> export É=1 é=\"é\\é\" C=$(é \"é\") D=$'é'é\\é <<é # é\n> é\n> A='é\n> B=`é` ${é\n> ```\n";
    for (end, _) in guide.char_indices() {
        let guide = &guide[..end];
        for document in parse(guide) {
            let Some(tree) = document.tree else { continue };
            for id in tree.nodes() {
                let place = tree.locate(id).span;
                assert!(guide.get(place.range()).is_some(), "{place:?} of {guide}");
                assert!(tree.part(id).is_some() || tree.str(id).is_none());
            }
        }
    }
}
