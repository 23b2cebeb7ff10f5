//! What follows a name of a secret on its line: a text in quotes, an element, a word.
//!
//! Knows how languages give something to a name, and not what is given.

use std::sync::OnceLock;

use regex::bytes::Regex;

use super::Writing;
use crate::secret::{private_key::compile, said, shape};

/// A value, and how it is written.
pub(super) struct Value<'a> {
    pub text: &'a str,
    /// In bytes of the line.
    pub at: usize,
    pub is_quoted: bool,
    /// Whether a sign or a flag gives it, and not only its place after the name.
    pub is_given: bool,
}

/// What follows a name.
pub(super) struct After<'a> {
    pub line: &'a str,
    pub at: usize,
    /// Where the name begins.
    pub from: usize,
    pub is_quoted_name: bool,
    pub written: &'a str,
    pub writing: Writing,
}

impl<'a> After<'a> {
    pub fn value(&self) -> Option<Value<'a>> {
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
        // `buildConfigField "String", "API_SECRET", "x"` of Gradle.
        let is_argument = is_argument || self.line[..self.from].contains("uildConfigField ");
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
        // What a shell runs and takes the output of.
        if mark == "`" && self.writing == Writing::Free && self.line[..start].ends_with("=`") {
            return None;
        }
        let length = self.line[start..].find(mark)?;
        let text = &self.line[start..start + length];
        let is_bound = self.writing == Writing::Free
            && self.line[self.at..start - mark.len()].ends_with(" :")
            && !shape::has_digit(text);
        if is_bound || self.is_compared() || is_joined(&self.line[start + length + mark.len()..]) {
            return None;
        }
        let is_given = groups.name("list").is_none();
        Some(Value { text, at: start, is_quoted: true, is_given })
    }

    /// `"$PASSWORD" = "x"` of a shell.
    fn is_compared(&self) -> bool {
        let before = &self.line[..self.from];
        before.ends_with("\"${")
            || (before.ends_with("\"$") && self.line[self.at..].starts_with('"'))
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
        if self.line[..self.from].ends_with("${") {
            return self.default_of_variable();
        }
        if self.is_quoted_name || !self.may_be_bare() {
            return None;
        }
        let is_flag = self.written.starts_with('-');
        let rest = &self.line[self.at..];
        let groups = regex.captures(rest.as_bytes())?;
        let is_directive = self.is_directive();
        let is_told = groups.name("word").is_some_and(|it| it.len() > 1);
        if groups.name("word").is_some() && !(is_flag || self.is_sql() || is_directive || is_told) {
            return None;
        }
        let value = groups.get(2)?;
        let is_colon = rest.trim_start().starts_with(':');
        let is_word = groups.name("word").is_some();
        // In the texts of a program, a flag is more often spoken of than given a value.
        let is_flagged = is_flag && (self.writing == Writing::Free || !is_word);
        let is_given =
            is_flagged || self.is_sql() || (is_directive && !is_told) || !is_word && !is_colon;
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
        let is_other = self.is_code(text)
            || (is_told && !shape::is_mixed(text))
            || (self.is_statement() && !shape::has_digit(text))
            || is_sentence(rest, text, &rest[value.end()..]);
        (!is_other).then_some(Value { text, at, is_quoted: false, is_given })
    }

    /// Whether what follows without quotes may be a value, as the text is written.
    fn may_be_bare(&self) -> bool {
        let before = &self.line[..self.from];
        let is_flag = self.written.starts_with('-');
        let is_constant = !self.written.bytes().any(|it| it.is_ascii_lowercase());
        let is_header =
            self.written.contains('-') || self.written.eq_ignore_ascii_case("authorization");
        let is_pair = || is_in_string(before) && self.line[self.at..].starts_with('=');
        match self.writing {
            Writing::Free => true,
            Writing::Prose => self.is_shown_pair(),
            Writing::Comment => is_flag || is_header || is_pair() || is_setting(before),
            Writing::Unknown => is_flag || is_constant || is_header || is_pair(),
            Writing::Program | Writing::Test | Writing::Remark => {
                is_pair() || (is_header && is_in_string(before))
            }
        }
    }

    fn is_code(&self, text: &str) -> bool {
        text.starts_with([':', '@', '?']) && self.is_sql()
            || text.contains(['(', '"', '\'', '`', '<', '{', '$'])
            || text.starts_with(['=', '~', '-'])
            || said::is_cmdlet(text)
            || is_in_template(&self.line[..self.from])
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
        // Codecov's images have a token that reads the figure and nothing else.
        let url = before.rsplit(['(', '"', ' ']).next().unwrap_or("");
        let is_badge = url.contains("codecov");
        (is_marked && !is_badge && after.starts_with('='))
            || (is_item && after.starts_with(": ") && is_last)
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
            let after = before.rsplit_once("login ").map_or("", |it| it.1);
            self.written == "password" && !after.trim().is_empty()
        }
    }
}

/// How statements about users begin, in upper case.
const STATEMENTS: &[&str] = &["USER ", "ROLE ", "LOGIN ", "GROUP "];

/// Whether a text goes on with another one.
fn is_joined(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(['+', '%'])
        || rest.strip_prefix('.').is_some_and(|it| it.starts_with([' ', '$', '"', '\'']))
}

/// Whether a template fills in what stands at a place.
fn is_in_template(before: &str) -> bool {
    before.rfind("{{").is_some_and(|at| !before[at..].contains("}}"))
}

/// Whether a value is the first word of several: `password = the password of the shop`.
fn is_sentence(rest: &str, value: &str, after: &str) -> bool {
    let next = after.split_whitespace().next().unwrap_or("");
    let is_word = |it: &str| it.bytes().all(|it| it.is_ascii_alphabetic());
    let is_apart = rest.starts_with([' ', '\t'])
        || rest.get(1..).is_some_and(|it| it.starts_with([' ', '\t']));
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

/// What programs do, and not what they are given: `pass("lowering")`; also what they do with
/// a password that shows how: `hash_password("x")`.
fn is_verb(name: &str) -> bool {
    const BEGINNINGS: &[&str] = &["hash", "verify", "check", "validate", "compare"];
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    let does = |it: &str| last.strip_prefix(it).is_some_and(|it| it.starts_with(['_', 'P']));
    BEGINNINGS.iter().any(|it| does(it))
        || matches!(
            last,
            "pass" | "token" | "secret" | "credential" | "cookie" | "tokens" | "secrets"
        )
}
