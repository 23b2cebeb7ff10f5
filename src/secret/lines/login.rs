//! Files that are lists of logins, which their names give away: `.pgpass`, `.htpasswd`.

use super::{Class, Found, Holder, Line, Literal};
use crate::{
    facts::words,
    secret::{
        elsewhere,
        name::{self, Strength},
        shape,
    },
    text::{Span, lines},
};

/// Whether a file is such a list, all whose lines are read.
pub(super) fn is_list(path: Option<&str>) -> bool {
    let name = file_name(path);
    is_pgpass(name)
        || matches!(
            name,
            "userlist.txt"
                | "haproxy.cfg"
                | "sasl_passwd"
                | "chap-secrets"
                | "pap-secrets"
                | "turnserver.conf"
                | "users.acl"
                | "redis.conf"
                | "valkey.conf"
                | "sentinel.conf"
        )
}

fn is_pgpass(name: &str) -> bool {
    matches!(name, ".pgpass" | "pgpass.conf" | "pgpass")
}

pub(super) fn find(path: Option<&str>, whole: &Line<'_>, found: &mut Vec<Literal>) {
    let Line { text: line, start, .. } = *whole;
    let name = file_name(path);
    if name == "userlist.txt" {
        return of_pgbouncer(line, start, found);
    }
    if line.trim_start().starts_with('#') {
        return;
    }
    if let Some(password) = password(name, line.trim()) {
        let at = line.rfind(password).unwrap_or(0);
        report(password, start + at, found);
    }
}

/// The password of a line, in a file of a name.
fn password<'a>(name: &str, line: &'a str) -> Option<&'a str> {
    if let Some(login) = line.strip_prefix("stats auth ") {
        return login.split_once(':').map(|it| it.1);
    }
    if is_pgpass(name) {
        // `host:port:database:user:password`, with `\` before a colon of its own.
        return line.splitn(5, ':').nth(4);
    }
    let mut words = line.split_whitespace();
    match name {
        // `[host]:587 user:password`.
        "sasl_passwd" => words.nth(1)?.split_once(':').map(|it| it.1),
        // `user server password address`.
        "chap-secrets" | "pap-secrets" => words.nth(2).map(|it| it.trim_matches('"')),
        // `user=name:password`; a key in hexadecimal is a hash.
        "turnserver.conf" => line
            .strip_prefix("user=")?
            .split_once(':')
            .map(|it| it.1)
            .filter(|it| !it.starts_with("0x")),
        // `user name on >password ~* +@all`.
        _ if words.next() == Some("user") => words.find_map(|it| it.strip_prefix('>')),
        _ => None,
    }
}

/// The column of a table whose head calls it a password.
pub(super) fn of_table(whole: &Line<'_>, found: &mut Vec<Literal>) {
    let Some(head) = whole.document.lines().next().filter(|it| it.len() < 1000) else { return };
    let mark = if head.contains(';') { ';' } else { ',' };
    let is_password = |it: &str| {
        let words = words(it.trim_matches(['"', ' ']));
        name::of(&words).is_some_and(|it| it.strength == Strength::Password)
    };
    let Some(column) = head.split(mark).position(is_password) else { return };
    for (span, line) in lines(whole.document).skip(1) {
        // A text in quotes may hold the mark.
        let mut cells = line.split(mark);
        let at: usize = cells.by_ref().take(column).map(|it| it.len() + 1).sum();
        let Some(cell) = cells.next() else { continue };
        let value = cell.trim_matches(['"', ' ']);
        let at = at + cell.find(value).unwrap_or(0);
        if shape::is_drawn(value) && line.matches(mark).count() == head.matches(mark).count() {
            report(value, span.start as usize + at, found);
        }
    }
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
    let is_elsewhere = elsewhere::is_reference(password)
        || elsewhere::is_masked(password)
        || elsewhere::is_hash(password);
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
