//! Files that are lists of logins, which their names give away: `.pgpass`, `.htpasswd`.

use super::{Class, Found, Holder, Line, Literal};
use crate::{secret::elsewhere, text::Span};

/// Whether a file is such a list, all whose lines are read.
pub(super) fn is_list(path: Option<&str>) -> bool {
    matches!(file_name(path), "userlist.txt" | ".pgpass" | "pgpass.conf" | "pgpass")
}

pub(super) fn find(path: Option<&str>, line: &Line<'_>, found: &mut Vec<Literal>) {
    let Line { text: line, start, .. } = *line;
    let name = file_name(path);
    if name == "userlist.txt" {
        return of_pgbouncer(line, start, found);
    }
    if let Some(login) = line.trim_start().strip_prefix("stats auth ") {
        let password = login.trim_end().split_once(':').map_or("", |it| it.1);
        report(password, start + line.trim_end().len() - password.len(), found);
    }
    let is_comment = line.trim_start().starts_with('#');
    if is_comment || !is_list(path) {
        return;
    }
    // `host:port:database:user:password`, with `\` before a colon of its own.
    let Some(password) = line.splitn(5, ':').nth(4).map(str::trim_end) else { return };
    let at = start + line.len() - line.splitn(5, ':').nth(4).map_or(0, str::len);
    report(password, at, found);
}

fn file_name(path: Option<&str>) -> &str {
    path.unwrap_or("").rsplit(['/', '\\']).next().unwrap_or("")
}

/// `"user" "password"`; what begins with the name of a hash is one.
fn of_pgbouncer(line: &str, start: usize, found: &mut Vec<Literal>) {
    let mut parts = line.split('"');
    let Some(password) = parts.nth(3) else { return };
    if !elsewhere::is_hash(password) {
        let at = line.rfind(password).unwrap_or(0);
        report(password, start + at, found);
    }
}

fn report(password: &str, at: usize, found: &mut Vec<Literal>) {
    let is_elsewhere = elsewhere::is_reference(password) || elsewhere::is_masked(password);
    if password.is_empty() || is_elsewhere || password.contains('$') {
        return;
    }
    found.push(Literal {
        span: Span::new(at, at + password.len()),
        found: Found { class: Class::Plain, what: "a password", is_sure: true },
        name: None,
        holder: Holder::Text,
    });
}
