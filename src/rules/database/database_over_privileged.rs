use super::shared::statements;
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
};

/// A role that may do everything with its database.
pub struct DatabaseOverPrivileged;

static META: RuleMeta<'static> = RuleMeta {
    id: "database-over-privileged",
    summary: "A role may do everything with a database",
    why: "A program that reads and writes rows needs neither to create schemas nor to drop tables. With all privileges one statement that is injected does what only a migration should.",
    fix: "Give the role of the program what it uses, and migrations a role of their own:\n\n```sql\nGRANT CONNECT ON DATABASE shop TO shop;\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shop;\n```",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Pedantic,
    topic: "database",
    standards: &[Standard::Cwe(250)],
    covers: &[text("database-over-privileged")],
    scope: Scope::Document,
    kinds: &[Kind::Sql],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.postgresql.org/docs/current/ddl-priv.html")],
    examples: &[
        fails(
            r#"
//- init.sql
CREATE USER shop;
GRANT ALL PRIVILEGES ON DATABASE shop TO shop;
//    ^^^ this role may do everything here
grant all on all tables in schema public to shop;
//    ^^^ this role may do everything here
GRANT ALL ON shop.* TO 'shop'@'%';
//    ^^^ this role may do everything here
"#,
        ),
        passes(
            r#"
//- init.sql
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO shop;
GRANT ALL ON DATABASE shop TO postgres;
-- One sequence.
GRANT ALL ON SEQUENCE orders_id TO shop;
-- GRANT ALL ON DATABASE shop TO shop;
"#,
        ),
    ],
};

impl Rule for DatabaseOverPrivileged {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for it in statements(view) {
            let Some((on, to)) = it.grants_all() else { continue };
            let is_whole = ["database", "schema", "all"].iter().any(|word| it.is(on + 1, word));
            // Of MySQL: all tables of one database, and not of each.
            let is_starred = to >= 2 && it.is(to - 1, "*") && !it.is(on + 1, "*");
            if is_whole || is_starred {
                let at = it.tree.locate(it.words[1]);
                let finding = findings.report(at, "this role may do everything here");
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}
