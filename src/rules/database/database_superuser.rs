use super::shared::{Statement, statements};
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
    text::Location,
};

/// A role that may do everything with the server.
pub struct DatabaseSuperuser;

static META: RuleMeta<'static> = RuleMeta {
    id: "database-superuser",
    summary: "A role may do everything with the database server",
    why: "A superuser reads every database, changes every role, and on most servers reads files and runs programs on the host. Whoever gets the program's password, or one statement into its queries, has the server. What is granted to `PUBLIC` everybody has who may connect.",
    fix: "Take `SUPERUSER` away, and grant on one database what the program uses:\n\n```sql\nALTER ROLE shop NOSUPERUSER;\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shop;\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "database",
    standards: &[Standard::Cwe(250)],
    covers: &[text("database-over-privileged")],
    scope: Scope::Document,
    kinds: &[Kind::Sql],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://www.postgresql.org/docs/current/role-attributes.html"),
        text("https://dev.mysql.com/doc/refman/8.4/en/grant.html"),
    ],
    examples: &[
        fails(
            r#"
//- init.sql
CREATE ROLE shop LOGIN SUPERUSER;
//                     ^^^^^^^^^ this role may do everything with the server
ALTER USER shop WITH superuser;
//                   ^^^^^^^^^ this role may do everything with the server
GRANT ALL PRIVILEGES ON *.* TO 'shop'@'%' WITH GRANT OPTION;
//    ^^^ this role may do everything with the server
GRANT ALL ON SCHEMA public TO PUBLIC;
//                            ^^^^^^ everybody gets all of this
"#,
        ),
        fails(
            r#"
//- guide.md
```sql
CREATE USER shop WITH PASSWORD 'x' SUPERUSER;
//                                 ^^^^^^^^^ this role may do everything with the server
```
"#,
        ),
        passes(
            r#"
//- init.sql
CREATE ROLE shop LOGIN NOSUPERUSER;
CREATE ROLE "superuser" LOGIN;
-- The administrator that the server comes with.
ALTER ROLE postgres SUPERUSER;
GRANT ALL ON *.* TO 'root'@'localhost';
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT SELECT ON *.* TO 'backup'@'10.0.0.1';
INSERT INTO hints VALUES ('ALTER ROLE a SUPERUSER;');
"#,
        ),
    ],
};

impl Rule for DatabaseSuperuser {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for it in statements(view) {
            let Some((at, message)) = superuser(&it).or_else(|| everything(&it)) else { continue };
            let finding = findings.report(at, message);
            finding.severity(weighed(META.severity, view.context()));
        }
    }
}

const SERVER: &str = "this role may do everything with the server";

/// Where a role is made a superuser.
fn superuser(it: &Statement<'_>) -> Option<(Location, &'static str)> {
    let is_role = it.is(0, "create") || it.is(0, "alter");
    let is_own = it.is(2, "postgres");
    let at = it.find("superuser").filter(|at| is_role && !is_own && *at > 2)?;
    Some((it.tree.locate(it.words[at]), SERVER))
}

/// Where all databases are granted, or all of something to all.
fn everything(it: &Statement<'_>) -> Option<(Location, &'static str)> {
    let (on, to) = it.grants_all()?;
    if it.is(on + 1, "*") && it.is(on + 3, "*") {
        return Some((it.tree.locate(it.words[1]), SERVER));
    }
    let at = it.words.get(to + 1).filter(|_| it.is(to + 1, "public"))?;
    Some((it.tree.locate(*at), "everybody gets all of this"))
}
