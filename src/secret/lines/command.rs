//! Passwords that commands take where no name says so: `curl -u user:password`.
//!
//! A table of programs and their flags; each row is in the manual of its program.

use super::{Line, Literal, is_filled_in, is_shown};
use crate::{
    secret::{
        Holder,
        judge::{Subject, judge},
        manifest::is_public,
        name::{self, Name, Strength},
        said,
        settings::{Found, URL_PASSWORD},
        shape,
    },
    text::Span,
};

/// How a program is given its password.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// The next word, or what stands after `=`.
    Next(&'static str),
    /// The rest of the word.
    Attached(&'static str),
    /// `user:password` in the next word.
    Pair(&'static str),
    /// `pass:` and a password in the next word.
    Source(&'static str),
    /// The last word.
    Last(&'static str),
    /// `user/password@database` in the first word that is no flag.
    Login,
}

use Way::{Attached, Last, Login, Next, Pair, Source};

pub(super) const PROGRAMS: &[(&str, &[Way])] = &[
    ("curl", &[Pair("-u"), Pair("--user"), Pair("--proxy-user"), Attached("-u")]),
    ("http", &[Pair("-a"), Pair("--auth")]),
    ("https", &[Pair("-a"), Pair("--auth")]),
    ("mysql", &[Attached("-p")]),
    ("mysqldump", &[Attached("-p")]),
    ("mysqladmin", &[Attached("-p")]),
    ("mysqlimport", &[Attached("-p")]),
    ("mariadb", &[Attached("-p")]),
    ("mariadb-dump", &[Attached("-p")]),
    ("mariadb-admin", &[Attached("-p")]),
    ("sshpass", &[Attached("-p"), Next("-p")]),
    ("redis-cli", &[Next("-a"), Next("--pass")]),
    ("valkey-cli", &[Next("-a"), Next("--pass")]),
    ("mongo", &[Next("-p")]),
    ("mongosh", &[Next("-p")]),
    ("mongodump", &[Next("-p")]),
    ("mongorestore", &[Next("-p")]),
    ("docker login", &[Next("-p")]),
    ("podman login", &[Next("-p")]),
    ("helm registry", &[Next("-p")]),
    ("skopeo login", &[Next("-p")]),
    ("az login", &[Next("-p")]),
    ("oc login", &[Next("-p")]),
    ("nats", &[Next("--password")]),
    ("sqlcmd", &[Next("-P"), Attached("-P")]),
    ("bcp", &[Next("-P")]),
    ("ldapsearch", &[Next("-w")]),
    ("ldapadd", &[Next("-w")]),
    ("ldapmodify", &[Next("-w")]),
    ("snmpget", &[Next("-A"), Next("-X")]),
    ("zip", &[Next("-P")]),
    ("unzip", &[Next("-P")]),
    ("7z", &[Attached("-p")]),
    ("keytool", &[Next("-storepass"), Next("-keypass")]),
    ("openssl", &[Source("-passin"), Source("-passout"), Source("-pass"), Next("-k")]),
    ("rabbitmqctl add_user", &[Last("")]),
    ("rabbitmqctl change_password", &[Last("")]),
    ("htpasswd", &[Last("b")]),
    ("ssh-keygen", &[Next("-N")]),
    ("mosquitto_pub", &[Next("-P")]),
    ("mosquitto_sub", &[Next("-P")]),
    ("cqlsh", &[Next("-p")]),
    ("lftp", &[Pair("-u")]),
    ("sqlplus", &[Login]),
    ("expdp", &[Login]),
    ("impdp", &[Login]),
    ("sqlldr", &[Login]),
    ("rootpw", &[Next("--plaintext")]),
    ("ipmitool", &[Next("-P")]),
    ("smbclient", &[Pair("-U")]),
    ("cypher-shell", &[Next("-p")]),
    ("neo4j-admin", &[Last("")]),
    ("mc alias", &[Last("")]),
];

/// A word of a line without its quotes.
struct Word<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn find(whole: &Line<'_>, found: &mut Vec<Literal>) {
    let words = words(whole.text);
    of_programs(whole, &words, found);
    // A command for another shell: `ssh web "mysql -p…"`.
    for word in words.iter().filter(|it| it.text.contains(' ')) {
        let (text, start) = (word.text, whole.start + word.at);
        let inner = self::words(text);
        let line = Line { text, start, ..*whole };
        of_programs(&line, &inner, found);
        chpasswd(&line, &inner, found);
    }
    chpasswd(whole, &words, found);
    piped(whole, &words, found);
    literals(whole, &words, found);
}

/// The same of words that are given one by one, and stand in the line with one letter
/// between them.
pub(super) fn of_words(whole: &Line<'_>, words: &[&str], found: &mut Vec<Literal>) {
    let mut at = 0;
    let place = |text: &&'_ str| {
        let start = at;
        at += text.len() + 1;
        start
    };
    let places: Vec<usize> = words.iter().map(place).collect();
    let words: Vec<Word<'_>> =
        words.iter().zip(places).map(|(text, at)| Word { text, at }).collect();
    of_programs(whole, &words, found);
}

fn of_programs(whole: &Line<'_>, words: &[Word<'_>], found: &mut Vec<Literal>) {
    let called: Vec<&str> =
        words.iter().map(|it| it.text.rsplit('/').next().unwrap_or(it.text)).collect();
    let is_called =
        |(name, _): &&(&str, &[Way])| called.contains(&name.split(' ').next().unwrap_or(name));
    for (name, ways) in PROGRAMS.iter().filter(is_called) {
        let Some(at) = program(words, name) else { continue };
        for way in *ways {
            arguments(&words[at..], *way).into_iter().for_each(|it| report(&it, whole, found));
        }
    }
}

/// `echo x | docker login --password-stdin`, `echo x | sudo -S`.
fn piped(line: &Line<'_>, words: &[Word<'_>], found: &mut Vec<Literal>) {
    let takes = ["--password-stdin", "sudo -S", "--with-token", "--passphrase-fd"];
    if !takes.iter().any(|it| line.text.contains(it)) {
        return;
    }
    let said = words.iter().position(|it| matches!(it.text, "echo" | "printf"));
    let rest = said.map_or(&words[..0], |at| &words[at + 1..]);
    let value = rest.iter().find(|it| !it.text.starts_with('-'));
    let is_piped = rest.get(1).is_some_and(|it| it.text == "|");
    value.filter(|_| is_piped).into_iter().for_each(|it| report(it, line, found));
}

/// Where the arguments of a program begin.
fn program(words: &[Word<'_>], name: &str) -> Option<usize> {
    let (first, second) = name.split_once(' ').unwrap_or((name, ""));
    let is_first = |it: &Word<'_>| it.text.rsplit('/').next() == Some(first);
    let at = words.iter().position(is_first)?;
    let is_second = second.is_empty()
        || words[at + 1..]
            .iter()
            .find(|it| !it.text.starts_with('-'))
            .is_some_and(|it| it.text == second);
    is_second.then_some(at + 1)
}

/// The passwords that a way says, with a user before a colon cut off.
fn arguments<'a>(words: &[Word<'a>], way: Way) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    let end = words.iter().position(|it| matches!(it.text, "|" | "&&" | ";" | "||" | ">"));
    let words = &words[..end.unwrap_or(words.len())];
    for (index, word) in words.iter().enumerate() {
        let next = |flag: &str| {
            let joined = word.text.strip_prefix(flag).and_then(|it| it.strip_prefix('='));
            let joined = joined.map(|it| part(word, it));
            let after = (word.text == flag).then(|| words.get(index + 1)).flatten();
            joined.or(after.map(|it| part(it, it.text)))
        };
        found.extend(match way {
            Next(flag) => next(flag),
            Attached(flag) => {
                let rest =
                    word.text.strip_prefix(flag).filter(|it| it.len() > 2 && !it.starts_with('='));
                rest.and_then(|it| {
                    if flag == "-u" { password(part(word, it)) } else { Some(part(word, it)) }
                })
            }
            Pair(flag) => next(flag).and_then(password),
            Source(flag) => next(flag).and_then(|it| {
                let rest = it.text.strip_prefix("pass:")?;
                Some(part(&it, rest))
            }),
            Login if words[..index].iter().all(|it| it.text.starts_with('-')) => login(word),
            Last(_) | Login => None,
        });
    }
    if let Last(flag) = way
        && let [first, .., last] = words
        && words.len() > 1
        && (flag.is_empty() && words.len() > 2
            || first.text.starts_with('-') && first.text.contains(flag) && words.len() > 3)
    {
        found.push(part(last, last.text));
    }
    found
}

/// The password of `user/password@database`.
fn login<'a>(word: &Word<'a>) -> Option<Word<'a>> {
    let login = word.text.split('@').next()?;
    let (user, password) = login.split_once('/')?;
    let is_login = !user.is_empty() && !user.starts_with('-');
    is_login.then(|| Word { text: password, at: word.at + user.len() + 1 })
}

/// The end of a word, where it stands in the line.
fn part<'a>(word: &Word<'a>, end: &'a str) -> Word<'a> {
    Word { text: end, at: word.at + word.text.len() - end.len() }
}

fn password(word: Word<'_>) -> Option<Word<'_>> {
    let (user, password) = word.text.split_once([':', '%', ','])?;
    let is_read = !is_shown(user, password) && !password.is_empty();
    is_read.then(|| part(&word, password))
}

/// `echo root:password | chpasswd`.
fn chpasswd(line: &Line<'_>, words: &[Word<'_>], found: &mut Vec<Literal>) {
    if !line.text.contains("chpasswd") {
        return;
    }
    for word in words.iter().take_while(|it| it.text != "|") {
        if let Some((user, value)) = word.text.split_once(':')
            && !user.is_empty()
            && user.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'))
        {
            report(&part(word, value), line, found);
        }
    }
}

/// `kubectl create secret generic db --from-literal=password=x`.
fn literals(line: &Line<'_>, words: &[Word<'_>], found: &mut Vec<Literal>) {
    for (index, word) in words.iter().enumerate() {
        let Some(rest) = word.text.strip_prefix("--from-literal") else { continue };
        let joined = rest.strip_prefix('=').map(|it| part(word, it));
        let Some(pair) = joined.or(words.get(index + 1).map(|it| part(it, it.text))) else {
            continue;
        };
        let Some((key, value)) = pair.text.split_once('=') else { continue };
        let value = value.trim_matches(['"', '\'']);
        let key_words = crate::facts::words(key);
        let is_drawn = value.len() >= 16 && shape::has_digit(value) && shape::entropy(value) > 3.3;
        let other = Some(Name { what: "a value", strength: Strength::Secret, ..URL_PASSWORD });
        let other = other.filter(|_| is_drawn && !is_public(&key_words));
        let named = name::of(&key_words).or(other).filter(|_| value.len() > 2);
        if let Some(named) = named {
            // What goes into a Secret is one, however little its key says.
            let is_weak = named.strength == Strength::Key;
            let strength = if is_weak { Strength::Secret } else { named.strength };
            let named = Name { strength, ..named };
            let at = pair.at + pair.text.find(value).unwrap_or(0);
            report_as(named, Some(key), &Word { text: value, at }, line, found);
        }
    }
}

fn report(word: &Word<'_>, line: &Line<'_>, found: &mut Vec<Literal>) {
    report_as(URL_PASSWORD, None, word, line, found);
}

/// Reports a value under a name, whose letters are the `key` if it has one.
fn report_as(
    name: Name<'_>,
    key: Option<&str>,
    word: &Word<'_>,
    line: &Line<'_>,
    found: &mut Vec<Literal>,
) {
    let value = word.text;
    let is_open = value.is_empty() || value.starts_with('-') || said::is_metavar(value);
    if is_open || is_filled_in(value) || value.contains('$') {
        return;
    }
    let (context, start) = (line.context, line.start);
    let subject = Subject { name, words: "", value, user: None, holder: Holder::Url, context };
    let Ok(class) = judge(&subject) else { return };
    found.push(Literal {
        span: Span::new(start + word.at, start + word.at + value.len()),
        found: Found { class, what: name.what, is_sure: true },
        name: key.map(str::to_owned),
        holder: Holder::Text,
    });
}

/// The words of a line; quotes about a word, or about its end, are none of it.
fn words(line: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skip) = line[at..].find(|it: char| !it.is_whitespace()) {
        at += skip;
        let rest = &line[at..];
        let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''));
        let (inner, length) = match quote.and_then(|it| rest[1..].find(it)) {
            Some(end) => (1, end),
            None => (0, rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        let text = &rest[inner..inner + length];
        found.push(Word {
            text: text.trim_end_matches([';', ')', '"', '\'', '`', ',']),
            at: at + inner,
        });
        at += length + 2 * inner;
    }
    found
}
