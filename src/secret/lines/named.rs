//! Values that stand after a name: assignments of programs, arguments of calls, flags,
//! elements and attributes of XML, clauses of SQL, headers.

use std::sync::{LazyLock, OnceLock};

use regex::bytes::Regex;

use super::{Line, Literal, Writing, below::value_below, is_filled_in};
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
        settings::Found,
        shape,
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

/// A value, and how it is written.
pub(super) struct Value<'a> {
    pub text: &'a str,
    /// In bytes of the line.
    pub at: usize,
    pub is_quoted: bool,
    /// Whether a sign or a flag gives it, and not only its place after the name.
    pub is_given: bool,
}

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
    let class = judged(name, &names, value, line)?;
    let span = Span::new(start + value.at, start + value.at + value.text.len());
    let found = Found::named(class, &name);
    let name = (names != "identified").then(|| written.trim_start_matches('-').to_owned());
    let holder = Holder::Text;
    Some((value.at + value.text.len(), Literal { span, found, name, holder }))
}

fn judged(name: Name<'_>, names: &str, value: &Value<'_>, line: &Line<'_>) -> Option<Class> {
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
    if is_named_only(class, names, value, line.writing) {
        return None;
    }
    let is_random = || shape::has_digit(value.text) && shape::entropy(value.text) >= 2.5;
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
    let is_metavar = shape::is_metavar(text) && !value.is_quoted;
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

/// What follows a name.
struct After<'a> {
    line: &'a str,
    at: usize,
    /// Where the name begins.
    from: usize,
    is_quoted_name: bool,
    written: &'a str,
    writing: Writing,
}

impl<'a> After<'a> {
    fn value(&self) -> Option<Value<'a>> {
        self.quoted().or_else(|| self.element()).or_else(|| self.bare())
    }

    /// After a sign that gives something to a name, a text in quotes.
    fn quoted(&self) -> Option<Value<'a>> {
        static GIVES: OnceLock<Option<Regex>> = OnceLock::new();
        const PATTERN: &str = concat!(
            r#"\A["'`\\]{0,2}[\])]?(?:\[["'][a-z_]{1,30}["']\])?[ \t]*(?:"#,
            // With the type that some languages say.
            r#"(?::[ \t]*&?(?:'static[ \t]+)?[A-Za-z_][A-Za-z0-9_<>\[\]|.?]{0,30}[ \t]*|string[ \t]*)?(?::=|=>|\|\|=|\?\?=|\?=|\+=|=|:)"#,
            r#"|(?P<call>\()|(?P<list>,)|\|\||\?\?|\?:|(?:\]|\))[ \t]*(?:\|\||\?\?|\?:|or)"#,
            r#"|,?[ \t]*["']?[vV]alue["']?[ \t]*(?:=>|=|:)|(?P<word>[ \t])|\)?\.unwrap_or(?:_else)?\((?:\|_?\|)?|,[ \t]*default[ \t]*="#,
            r#")[ \t]*(?:\[\]byte\(|(?:String|SecretString|Secret)::(?:from|new)\(|(?:Field|SecretStr|Some|Secret)\((?:default[ \t]*=[ \t]*)?|ConvertTo-SecureString[ \t]+(?:-String[ \t]+)?)?(?:[bBrRuUfFN@$]{0,2})(\\?["'`]{1,3})"#,
        );
        let regex = GIVES.get_or_init(|| compile(PATTERN)).as_ref()?;
        let rest = &self.line[self.at..];
        let groups = regex.captures(rest.as_bytes())?;
        let is_argument =
            self.line[..self.from].trim_end_matches(['"', '\'', ' ']).ends_with(['(', '[']);
        let is_symbol = self.line[..self.from].ends_with(" :");
        if groups.name("list").is_some() && !(self.is_quoted_name && is_argument || is_symbol) {
            return None;
        }
        if groups.name("word").is_some() && !self.is_clause() {
            return None;
        }
        if groups.name("call").is_some() && is_verb(self.written) {
            return None;
        }
        let quote = groups.get(4)?;
        let mark = std::str::from_utf8(quote.as_bytes()).ok()?;
        let start = self.at + quote.end();
        // An empty text is two marks of three.
        if mark.len() == 2 && !mark.starts_with('\\') {
            return None;
        }
        let length = self.line[start..].find(mark)?;
        let text = &self.line[start..start + length];
        let rest = self.line[start + length + mark.len()..].trim_start();
        let is_joined = rest.starts_with(['+', '%'])
            || rest.strip_prefix('.').is_some_and(|it| it.starts_with([' ', '$', '"', '\'']));
        // `"$PASSWORD" = "x"` of a shell, `:'password'` of psql.
        let before = &self.line[..self.from];
        let is_compared = (before.ends_with("\"$") && self.line[self.at..].starts_with('"'))
            || before.ends_with("\"${");
        let is_bound = self.writing == Writing::Free
            && self.line[self.at..start - mark.len()].ends_with(" :")
            && !shape::has_digit(text);
        let is_given = groups.name("list").is_none();
        (!is_joined && !is_compared && !is_bound).then_some(Value {
            text,
            at: start,
            is_quoted: true,
            is_given,
        })
    }

    /// Whether a blank is enough between a name and its value: flags, SQL, directives.
    fn is_clause(&self) -> bool {
        let is_flag = self.written.starts_with('-');
        is_flag
            || self.is_alone()
            || self.is_statement()
            || (!self.writing.is_program()
                && self.writing != Writing::Comment
                && !self.is_quoted_name
                // `Pass "x"` tells a reader what to do.
                && !is_verb(&self.written.to_lowercase()))
    }

    /// `storePassword "x"`, `#define PASSWORD "x"`: nothing stands before the name.
    fn is_alone(&self) -> bool {
        let before = self.line[..self.from].trim();
        let opens = before.ends_with(['{', ';', ',']) && !before.contains(['"', '\'', '(']);
        !self.is_quoted_name && (before.is_empty() || before == "#define" || opens)
    }

    /// `<password>x</password>`, `<property name="password">x</property>`.
    fn element(&self) -> Option<Value<'a>> {
        let rest = self.line[self.at..].trim_start_matches(['"', '\'']);
        let rest = match rest.strip_prefix(' ') {
            Some(attributes) => {
                attributes.split_once('>').filter(|it| !it.0.contains(['<', '/']))?.1
            }
            None => rest.strip_prefix('>')?,
        };
        // `for="password"` is about a field.
        let opens = self.line[..self.from].trim_end_matches(['"', '\'']);
        if !opens.ends_with(['<', ':'])
            && !["name=", "key=", "id="].iter().any(|it| opens.ends_with(it))
        {
            return None;
        }
        let rest = rest.strip_prefix("<Value>").unwrap_or(rest);
        let length = rest.find("</")?;
        let text = rest[..length].trim();
        let at = self.line.len() - rest.len() + rest[..length].find(text)?;
        Some(Value { text, at, is_quoted: true, is_given: true })
    }

    /// Without quotes, where nothing but a value can follow.
    fn bare(&self) -> Option<Value<'a>> {
        static GIVES: OnceLock<Option<Regex>> = OnceLock::new();
        let pattern = r"\A(?:[ \t]*(?:=>|:=|\?=|=|:[ \t])|(?P<word>[ \t](?:is:?[ \t])?))[ \t]*([^\s,;)>\]&|]+)";
        let regex = GIVES.get_or_init(|| compile(pattern)).as_ref()?;
        let is_flag = self.written.starts_with('-');
        let is_constant = !self.written.bytes().any(|it| it.is_ascii_lowercase());
        let is_header =
            self.written.contains('-') || self.written.eq_ignore_ascii_case("authorization");
        let is_pair =
            || is_in_string(&self.line[..self.from]) && self.line[self.at..].starts_with('=');
        let may = match self.writing {
            Writing::Free => true,
            Writing::Prose => self.is_shown_pair(),
            Writing::Comment => {
                is_flag || is_header || is_pair() || is_setting(&self.line[..self.from])
            }
            Writing::Unknown => is_flag || is_constant || is_header || is_pair(),
            Writing::Program | Writing::Test | Writing::Remark => {
                is_pair() || (is_header && is_in_string(&self.line[..self.from]))
            }
        };
        if self.line[..self.from].ends_with("${") {
            return self.default_of_variable();
        }
        if !may || self.is_quoted_name {
            return None;
        }
        let rest = &self.line[self.at..];
        let groups = regex.captures(rest.as_bytes())?;
        let is_directive = self.is_directive();
        let is_told = groups.name("word").is_some_and(|it| it.len() > 1);
        if groups.name("word").is_some() && !(is_flag || self.is_sql() || is_directive || is_told) {
            return None;
        }
        let value = groups.get(2)?;
        let is_colon = rest.trim_start().starts_with(':');
        let is_given = is_flag
            || self.is_sql()
            || (is_directive && !is_told)
            || (groups.name("word").is_none() && !is_colon);
        let mut text = &rest[value.range()];
        let mut at = self.at + value.start();
        // A header goes on after its scheme.
        let goes_on =
            ["Bearer", "Basic", "bearer", "basic", "token", "Token", "ApiKey"].contains(&text);
        if goes_on {
            let next = rest[value.end()..].trim_start();
            at = self.line.len() - next.len();
            text = next.split([' ', '"', '\'', '\\', '\t']).next().unwrap_or("");
        }
        let text = text.trim_end_matches(['"', '\'', '`', '\\']);
        let is_code = text.starts_with([':', '@', '?']) && self.is_sql()
            || text.contains(['(', '"', '\'', '`', '<', '{', '$'])
            || text.starts_with(['=', '~', '-'])
            || shape::is_cmdlet(text)
            || is_in_template(&self.line[..self.from])
            || (is_told && !shape::is_mixed(text))
            || is_sentence(rest, text, &rest[value.end()..]);
        (!is_code).then_some(Value { text, at, is_quoted: false, is_given })
    }

    /// `${jwt.secret:x}` of Spring.
    fn default_of_variable(&self) -> Option<Value<'a>> {
        let rest = self.line[self.at..].strip_prefix(':')?;
        // `${NAME:?message}` has no default.
        let text = rest.strip_prefix('-').unwrap_or(rest);
        if rest.starts_with(['?', '+']) {
            return None;
        }
        let at = self.line.len() - text.len();
        let text = &text[..text.find('}')?];
        Some(Value { text, at, is_quoted: true, is_given: true })
    }

    /// `bindpw x`: nothing but a directive and its value.
    fn is_directive(&self) -> bool {
        let before = self.line[..self.from].trim_end();
        let is_two = self.line.split_whitespace().count() == 2;
        let is_set = before.ends_with(" set") || before.ends_with(" config");
        self.writing == Writing::Free
            && (before.is_empty() && is_two || is_set || self.written == "insecure-password")
    }

    /// `SECRET_KEY=x` between the marks of code, or in a link.
    fn is_shown_pair(&self) -> bool {
        let before = &self.line[..self.from];
        let is_marked = before.ends_with(['`', '?', '&', ' ']);
        // `- Password: x` among what else is needed to log in.
        let is_item = before.trim_matches([' ', '-', '*', '\t']).is_empty();
        let after = self.line[self.at..].trim_start_matches('*');
        let is_last = after.split_whitespace().count() == 2;
        (is_marked && after.starts_with('=')) || (is_item && after.starts_with(": ") && is_last)
    }

    /// `CREATE USER x WITH PASSWORD`.
    fn is_statement(&self) -> bool {
        let before = self.line[..self.from].trim_start_matches(['"', '\'', '`', ' ', '\t']);
        let begins = ["CREATE ", "ALTER "].iter().find_map(|it| before.strip_prefix(it));
        self.written == "PASSWORD"
            && begins.is_some_and(|it| STATEMENTS.iter().any(|of| it.contains(of)))
    }

    fn is_sql(&self) -> bool {
        self.written.eq_ignore_ascii_case("identified") || self.is_statement() || {
            // `machine x login y password z` of .netrc.
            let before = &self.line[..self.from];
            self.written == "password" && before.contains("login ")
        }
    }
}

/// How statements about users begin, in upper case.
const STATEMENTS: &[&str] = &["USER ", "ROLE ", "LOGIN ", "GROUP "];

/// Whether a template fills in what stands at a place.
fn is_in_template(before: &str) -> bool {
    before.rfind("{{").is_some_and(|at| !before[at..].contains("}}"))
}

/// Whether a value is the first word of several: `password = the password of the shop`.
fn is_sentence(rest: &str, value: &str, after: &str) -> bool {
    let next = after.split_whitespace().next().unwrap_or("");
    let is_word = |it: &str| it.bytes().all(|it| it.is_ascii_alphabetic());
    let is_apart = rest.starts_with([' ', '\t']) || rest[1..].starts_with([' ', '\t']);
    is_apart && is_word(value) && !next.is_empty() && is_word(next.trim_end_matches(['.', ',']))
}

/// Whether nothing but the mark of a comment stands before a name.
fn is_setting(before: &str) -> bool {
    let before = before.trim_end();
    let before = ["export", "set", "setx", "ENV", "ARG"]
        .iter()
        .find_map(|it| before.strip_suffix(it))
        .unwrap_or(before);
    before.trim_matches(['#', '/', ';', '-', ' ', '\t', '!']).is_empty()
}

/// Whether a place is within quotes that are open.
fn is_in_string(before: &str) -> bool {
    ['"', '\'', '`'].iter().any(|quote| before.matches(*quote).count() % 2 == 1)
}

/// What programs do, and not what they are given: `pass("lowering")`.
fn is_verb(name: &str) -> bool {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    matches!(last, "pass" | "token" | "secret" | "credential" | "cookie" | "tokens" | "secrets")
}
