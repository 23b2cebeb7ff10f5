//! Files that are lists of logins, which their names give away: `.pgpass`, `.htpasswd`.

use super::{Class, Found, Holder, Line, Literal};
use crate::{secret::elsewhere, text::Span};

pub(super) fn find(path: Option<&str>, line: &Line<'_>, found: &mut Vec<Literal>) {
    let Line { text: line, start, .. } = *line;
    let name = path.unwrap_or("").rsplit(['/', '\\']).next().unwrap_or("");
    let is_comment = line.trim_start().starts_with('#');
    if is_comment || !matches!(name, ".pgpass" | "pgpass.conf" | "pgpass") {
        return;
    }
    // `host:port:database:user:password`, with `\` before a colon of its own.
    let Some(password) = line.splitn(5, ':').nth(4).map(str::trim_end) else { return };
    if password.is_empty() || elsewhere::is_reference(password) || elsewhere::is_masked(password) {
        return;
    }
    let at = start + line.len() - line.splitn(5, ':').nth(4).map_or(0, str::len);
    found.push(Literal {
        span: Span::new(at, at + password.len()),
        found: Found { class: Class::Plain, what: "a password", is_sure: true },
        name: None,
        holder: Holder::Text,
    });
}
