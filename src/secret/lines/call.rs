//! Secrets that programs give to functions by their place alone:
//! `basic_auth("app", "x")`.
//!
//! A table of what libraries call such functions, and at which place they take it.

use std::sync::OnceLock;

use regex::bytes::Regex;

use super::{Line, Literal, Writing, is_filled_in};
use crate::{
    secret::{
        Holder,
        judge::{Subject, judge},
        name::{Name, Strength},
        private_key::compile,
        settings::{Found, URL_PASSWORD},
        shape,
    },
    text::Span,
};

/// What a function is called, in lower case, the place of the secret, and whether it is
/// a password.
pub(super) const FUNCTIONS: &[(&str, usize, bool)] = &[
    ("networkcredential(", 1, true),
    ("usernamepasswordcredentials(", 1, true),
    ("usernamepasswordauthenticationtoken(", 1, true),
    ("passwordauthentication(", 1, true),
    ("setbasicauth(", 1, true),
    ("basic_auth(", 1, true),
    ("httpbasicauth(", 1, true),
    ("basicauth(", 1, true),
    ("auth=(", 1, true),
    (".login(", 1, true),
    ("plainauth(", 2, true),
    ("getconnection(", 2, true),
    ("new pdo(", 2, true),
    ("mysqli_connect(", 2, true),
    ("new mysqli(", 2, true),
    ("new sequelize(", 2, true),
    ("secretkeyspec(", 0, false),
    ("jwt.sign(", 1, false),
    ("jwt.verify(", 1, false),
    ("jwt.encode(", 1, false),
    ("jwt.decode(", 1, false),
    ("signedstring([]byte(", 0, false),
    ("hmac.new(", 0, false),
    ("from_secret(", 0, false),
    ("hmac256(", 0, false),
];

const KEY: Name<'static> = Name {
    strength: Strength::Secret,
    what: "a signing key",
    owner: "",
    is_list: false,
    is_firm: true,
};

pub(super) fn find(line: &Line<'_>, found: &mut Vec<Literal>) {
    if matches!(line.writing, Writing::Prose | Writing::Comment) || !line.text.contains('(') {
        return;
    }
    let lower = line.text.to_ascii_lowercase();
    for (function, place, is_password) in FUNCTIONS {
        if let Some(at) = lower.find(function) {
            let name = if *is_password { URL_PASSWORD } else { KEY };
            found.extend(argument(line, at + function.len(), *place, name));
        }
    }
}

/// The text in quotes at a place among the arguments.
fn argument(line: &Line<'_>, at: usize, place: usize, name: Name<'_>) -> Option<Literal> {
    static ARGUMENT: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r#"\A[ \t]*(?:[bBrRfFuU@]|Some\(|\[\]byte\()?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|[^,"'`()]+(?:\([^,"'`()]*\))?)[^,"'`]*"#;
    let regex = ARGUMENT.get_or_init(|| compile(pattern)).as_ref()?;
    let mut from = at;
    for index in 0..=place {
        let rest = &line.text[from..];
        let groups = regex.captures(rest.as_bytes())?;
        if index < place {
            from += groups.get(0)?.end();
            from += usize::from(line.text[from..].strip_prefix(',').map(|_| 1)? == 1);
            continue;
        }
        let text = groups.get(1).or(groups.get(2)).or(groups.get(3))?;
        let value = rest.get(text.range())?;
        let start = line.start + from + text.start();
        return literal(line, value, start, name);
    }
    None
}

fn literal(line: &Line<'_>, value: &str, start: usize, name: Name<'_>) -> Option<Literal> {
    if is_filled_in(value) || value.is_empty() {
        return None;
    }
    let (holder, context) = (Holder::ApplicationFile, line.context);
    let class = judge(&Subject { name, words: "", value, user: None, holder, context }).ok()?;
    let is_telling = name.strength == Strength::Password || shape::has_digit(value);
    is_telling.then(|| Literal {
        span: Span::new(start, start + value.len()),
        found: Found { class, what: name.what, is_sure: false },
        name: None,
        holder: Holder::Text,
    })
}
