//! Values that stand after a name: assignments of programs, arguments of calls, flags,
//! elements and attributes of XML, clauses of SQL, headers.

use std::sync::{LazyLock, OnceLock};

use regex::bytes::Regex;

use super::{
    Line, Literal, Writing,
    after::{After, Value},
    below::value_below,
    is_filled_in,
};
use crate::{
    facts::words,
    secret::{
        Class, Holder,
        checks::is_login,
        judge::{Subject, judge},
        name::{self, Name, Strength},
        needles::Needles,
        placeholder::is_noun,
        private_key::compile,
        said,
        settings::Found,
        shape, work,
    },
    text::Span,
};

/// What names of secrets have inside.
pub(super) const STEMS: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "decryptionkey",
    "validationkey",
    "masterkey",
    "accountkey",
    "sharedkey",
    "storagekey",
    "hmackey",
    "authkey",
    "appkey",
    "jwtkey",
    "sessionkey",
    "licensekey",
    "credential",
    "authorization",
    "identified",
    "cookie",
    "psk",
    "masterauth",
    "bindpw",
    "rootpw",
];

static NAMES: LazyLock<Needles<'static, ()>> = LazyLock::new(|| {
    let mut needles = Needles::default();
    STEMS.iter().for_each(|it| needles.add_name(it, ()));
    needles.ready()
});

pub(super) fn find(line: &Line<'_>, found: &mut Vec<Literal>) {
    let mut done = 0;
    NAMES.each(line.text, &mut |at, width, ()| {
        if at < done {
            return;
        }
        let (from, to) = name_about(line.text, at, at + width);
        let literal = of_name(line, from, to);
        if let Some((end, literal)) = literal {
            done = end;
            found.push(literal);
        }
    });
}

/// The whole of a name: what stands about it, without signs that languages put before it.
fn name_about(line: &str, at: usize, end: usize) -> (usize, usize) {
    let is_part = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
    let before = line.as_bytes()[..at].iter().rev().take_while(|it| is_part(it)).count();
    let after = line.as_bytes()[end..].iter().take_while(|it| is_part(it)).count();
    (at - before, end + after)
}

fn of_name(line: &Line<'_>, from: usize, to: usize) -> Option<(usize, Literal)> {
    let Line { text, start, writing, .. } = *line;
    work::count(text.len());
    let written = &text[from..to];
    let names = words(written);
    let name = match names.as_str() {
        "identified" if matches!(writing, Writing::Comment | Writing::Remark) => return None,
        "identified" => clause(text, to)?,
        _ => name::of(&names)?,
    };
    let after = if names == "identified" { by(text, to)? } else { to };
    let quote = text[..from].chars().next_back().filter(|it| matches!(it, '"' | '\'' | '`'));
    let is_quoted_name = quote.is_some_and(|it| text[to..].starts_with(it));
    let context = After { line: text, at: after, from, is_quoted_name, written, writing };
    let value = context.value().or_else(|| value_below(line, from, to))?;
    let subject = header(&names, &value);
    let value = subject.as_ref().unwrap_or(&value);
    if is_filled_in(value.text) || value.text.is_empty() {
        return None;
    }
    let class = judged(name, (&names, quote), value, line)?;
    let span = Span::new(start + value.at, start + value.at + value.text.len());
    let found = Found::named(class, &name);
    let name = (names != "identified").then(|| written.trim_start_matches('-').to_owned());
    let holder = Holder::Text;
    Some((value.at + value.text.len(), Literal { span, found, name, holder }))
}

/// `quote` is that of the name.
fn judged(
    name: Name<'_>,
    (names, quote): (&str, Option<char>),
    value: &Value<'_>,
    line: &Line<'_>,
) -> Option<Class> {
    // `Basic` and a login in Base64 is proof enough.
    if names.ends_with("authorization") && is_login(value.text) {
        return Some(Class::Plain);
    }
    // Programs name things where files of settings give values.
    let holder = match line.writing {
        Writing::Free => Holder::Text,
        _ => Holder::ApplicationFile,
    };
    let context = line.context;
    let subject = Subject { name, words: names, value: value.text, user: None, holder, context };
    let class = judge(&subject).ok()?;
    // What a guide sends, `{"password": "x"}`, is sent as it stands.
    let is_sent = line.writing == Writing::Unknown && quote.is_some();
    if !is_sent && is_named_only(class, names, value, line.writing) {
        return None;
    }
    let is_random = || {
        let has_digit = shape::has_digit(value.text) && shape::entropy(value.text) >= 2.5;
        has_digit || shape::is_scrambled(value.text)
    };
    let is_kept = match (class, name.strength) {
        _ if line.writing == Writing::Prose => {
            let is_drawn = value.text.len() >= 32 && shape::has_digit(value.text);
            (shape::is_mixed(value.text) || is_drawn)
                && value.text.len() >= 8
                && !value.text.contains(' ')
        }
        (_, Strength::Key) => is_random() && value.text.len() >= 20,
        // `password: 'lock'` is an icon.
        (Class::Plain, _) if line.writing.is_program() && is_short_word(value.text) => false,
        (Class::Placeholder, _) => {
            value.is_quoted
                && !matches!(line.writing, Writing::Unknown | Writing::Comment | Writing::Prose)
                // Who issues keys issues no such ones: nothing works before it is replaced.
                && !(line.writing.is_program()
                    && (name.is_issued() || shape::is_constant(value.text)))
        }
        // `'passwords' => 'users'` is a table of them.
        (Class::Plain, _) if name.is_list || (value.is_quoted && !value.is_given) => {
            shape::has_digit(value.text) || value.text.len() >= 20
        }
        (Class::Plain, Strength::Password) if value.is_given => true,
        (Class::Weak, _) if line.writing == Writing::Comment => false,
        // A word alone is more often the name of something.
        (Class::Plain, _) if !value.is_quoted => is_random(),
        _ => true,
    };
    is_kept.then_some(class)
}

/// Whether a text only says what something is called: a label beside its field, the key
/// under which a program finds a password, what stands where in a command.
fn is_named_only(class: Class, names: &str, value: &Value<'_>, writing: Writing) -> bool {
    let text = value.text;
    let said = words(text);
    if class == Class::Plain {
        // `new_password = 'the password'`; nobody has a label as a password.
        let is_title = shape::is_title(text) && value.is_quoted;
        return is_title || (text.ends_with(':') && !shape::has_digit(text));
    }
    let is_label = shape::is_title(text) && names.ends_with(&said);
    let is_metavar = said::is_metavar(text) && !value.is_quoted;
    let owner = names.strip_suffix(&said).map(str::trim_end);
    let is_key = owner.is_some_and(|it| !OWNERS.contains(&it.rsplit(' ').next().unwrap_or("")));
    let is_issued = matches!(said.as_str(), "secret" | "token" | "api key");
    let is_itself = said == names && (writing != Writing::Free || is_issued && value.is_quoted);
    // In code of a guide, and beside other names, a word of the kind is a name as well.
    let bare = ["my", "your"].iter().find_map(|it| said.strip_prefix(it)).unwrap_or(&said);
    let is_beside = is_noun(bare.trim_start()) && (!value.is_given || writing == Writing::Unknown);
    is_label
        || is_metavar
        || is_itself
        || (is_beside && value.is_quoted)
        || (writing.is_program() && is_key)
}

fn is_short_word(text: &str) -> bool {
    text.len() < 5 && text.bytes().all(|it| it.is_ascii_lowercase())
}

/// Who has passwords, at the end of a name that is left of one.
const OWNERS: &[&str] = &[
    "admin",
    "administrator",
    "app",
    "cache",
    "db",
    "database",
    "default",
    "ldap",
    "mail",
    "mongo",
    "mongodb",
    "mq",
    "mysql",
    "pg",
    "postgres",
    "postgresql",
    "rabbitmq",
    "redis",
    "root",
    "smtp",
    "superuser",
    "user",
    "username",
];

/// `IDENTIFIED BY` of SQL gives a password.
fn clause(line: &str, to: usize) -> Option<Name<'static>> {
    by(line, to).map(|_| crate::secret::settings::URL_PASSWORD)
}

fn by(line: &str, to: usize) -> Option<usize> {
    static BY: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r"\A(?i)(?: with [a-z0-9_']+)? by\b";
    let regex = BY.get_or_init(|| compile(pattern)).as_ref()?;
    regex.find(&line.as_bytes()[to..]).map(|it| to + it.end())
}

/// `Bearer x` without its first word.
fn header<'a>(names: &str, value: &Value<'a>) -> Option<Value<'a>> {
    const SCHEMES: &[&str] = &["bearer", "basic", "token", "apikey", "digest", "key"];
    let (scheme, rest) = value.text.split_once(' ')?;
    let is_scheme = SCHEMES.iter().any(|it| scheme.eq_ignore_ascii_case(it));
    let is_header = names.ends_with("authorization") || scheme.eq_ignore_ascii_case("bearer");
    let (text, at) = (rest, value.at + scheme.len() + 1);
    (is_scheme && is_header).then_some(Value {
        text,
        at,
        is_quoted: value.is_quoted,
        is_given: value.is_given,
    })
}
