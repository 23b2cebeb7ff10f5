//! Secrets that programs give to functions by their place alone:
//! `basic_auth("app", "x")`.
//!
//! A table of what libraries call such functions, and at which place they take it.

use super::{Line, Literal, Writing, is_filled_in, is_shown};
use crate::{
    secret::{
        Holder,
        judge::{Subject, judge},
        name::{Name, Strength},
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
    ("symmetricsecuritykey(", 0, false),
    ("authenticationheadervalue(", 1, false),
    ("bearer_auth(", 0, false),
    ("newcookiestore(", 0, false),
    ("newstaticcredentials(", 1, false),
    ("newstaticcredentialsprovider(", 1, false),
    ("basicawscredentials(", 1, false),
    ("awsbasiccredentials.create(", 1, false),
    ("signwith(", 1, false),
    ("username_pw_set(", 1, true),
    ("credentials(", 3, true),
    ("fernet(", 0, false),
    ("twilio(", 1, false),
    ("createcipheriv(", 1, false),
    ("createdecipheriv(", 1, false),
    ("createhmac(", 1, false),
    ("sql.newinstance(", 2, true),
    ("dbi->connect(", 2, true),
    ("pgp_sym_encrypt(", 1, true),
    ("pgp_sym_decrypt(", 1, true),
    ("aes_encrypt(", 1, false),
    ("aes_decrypt(", 1, false),
    (":auth(", 0, true),
    ("withcredentials(", 1, true),
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
    if let Some(at) = lower.find("store.load(").filter(|_| lower.contains("tochararray")) {
        found.extend(argument(line, at + "store.load(".len(), 1, URL_PASSWORD));
    }
    for (function, place, is_password) in FUNCTIONS {
        if let Some(at) = lower.find(function) {
            let name = if *is_password { URL_PASSWORD } else { KEY };
            found.extend(argument(line, at + function.len(), *place, name));
        }
    }
}

/// The text in quotes at a place among the arguments, within calls that only convert it.
fn argument(line: &Line<'_>, at: usize, place: usize, name: Name<'_>) -> Option<Literal> {
    let (start, end) = place_of(line.text, at, place)?;
    let written = line.text[start..end].trim_start();
    let start = end - written.len();
    let quote = written.find(['"', '\'', '`'])?;
    let (before, rest) = written.split_at(quote);
    // Names of calls and marks of kinds of texts: `[]byte(`, `Encoding.UTF8.GetBytes(`, `b`.
    let is_wrapped = before.is_empty() || before.ends_with('(') || before.len() <= 2;
    let is_name = |it: u8| it.is_ascii_alphanumeric() || b"_.:[]()@&".contains(&it);
    if !is_wrapped || !before.bytes().all(is_name) {
        return None;
    }
    let mark = &rest[..1];
    let value = rest[1..].split(mark).next()?;
    let after = rest[1 + value.len()..].get(1..)?.trim_start();
    let user = place.checked_sub(1).and_then(|it| place_of(line.text, at, it));
    let user = user.map_or("", |(from, to)| line.text[from..to].trim_matches([' ', '"', '\'']));
    let is_joined = after.starts_with(['+', '%']) || is_shown(user, value);
    (!is_joined).then(|| literal(line, value, line.start + start + quote + 1, name))?
}

/// Where an argument stands: between commas that no bracket and no quote encloses.
fn place_of(text: &str, at: usize, place: usize) -> Option<(usize, usize)> {
    let (mut depth, mut index, mut start) = (0_usize, 0, at);
    let mut quote = None;
    for (offset, byte) in text.bytes().enumerate().skip(at) {
        match byte {
            _ if quote == Some(byte) => quote = None,
            _ if quote.is_some() => {}
            b'"' | b'\'' | b'`' => quote = Some(byte),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b',' | b')' | b';' if depth == 0 => {
                if index == place {
                    return Some((start, offset));
                }
                (index, start) = (index + 1, offset + 1);
                if byte != b',' {
                    return None;
                }
            }
            _ => {}
        }
    }
    (index == place && quote.is_none()).then_some((start, text.len()))
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
