//! One judgement of a literal: what it is under its name, or why it is nothing.

use super::{
    Class, Holder, elsewhere,
    name::{Name, Strength},
    placeholder::{has_adjective, is_description, is_placeholder},
    said, shape,
    weak::{is_weak, is_weak_secret},
};
use crate::facts::{Context, contains_words, words};

/// A literal and what is known about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub name: Name<'a>,
    /// All words of the name.
    pub words: &'a str,
    pub value: &'a str,
    /// The user whose password it is.
    pub user: Option<&'a str>,
    pub holder: Holder,
    pub context: Context,
}

/// Why a literal is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// The name does not speak of a secret.
    Name,
    /// Nothing is written.
    Empty,
    /// A truth value or a word for nothing.
    Switch,
    /// A store, variable or template gives it.
    Reference,
    Ciphertext,
    /// A password cannot be read from its hash.
    Hash,
    PublicKey,
    Masked,
    Path,
    Address,
    Email,
    Code,
    Prose,
    /// A name of something: words with dashes, underscores, dots or capitals.
    Identifier,
    /// The value says no more than its name.
    NamesItself,
    Quantity,
    Number,
    Uuid,
    TooShort,
    /// Too regular to be random, under a name that proves little.
    TooRegular,
    /// Meant to be replaced by whoever copies the example.
    InExample,
}

/// What a literal is.
pub(super) fn judge(subject: &Subject<'_>) -> Result<Class, Dropped> {
    let value = subject.value.trim();
    if subject.name.is_list && value.contains([',', ';']) && !value.contains(['{', '\n']) {
        return judge_list(subject, value);
    }
    let class = judge_one(&Subject { value, ..*subject })?;
    in_context(class, subject, value)
}

/// The worst of a list, whose items may be `key:name`.
fn judge_list(subject: &Subject<'_>, value: &str) -> Result<Class, Dropped> {
    let items = value.trim_matches(['[', ']']).split([',', ';']);
    let mut judged = Err(Dropped::Empty);
    for item in items.map(|it| it.trim().trim_matches(['"', '\''])) {
        let key = item.split_once(':').map_or(item, |(key, _)| key);
        let class = judge_one(&Subject { value: key, ..*subject });
        let class = class.and_then(|it| in_context(it, subject, key));
        judged = match (judged, class) {
            (Ok(before), Ok(now)) => Ok(before.max(now)),
            (Ok(it), Err(_)) | (Err(_), Ok(it)) => Ok(it),
            (Err(_), Err(it)) => Err(it),
        };
    }
    judged
}

/// What an example holds is meant to be replaced, unless it is too random for that.
fn in_context(class: Class, subject: &Subject<'_>, value: &str) -> Result<Class, Dropped> {
    if subject.context != Context::Example {
        return Ok(class);
    }
    let is_random = value.len() >= 12 && shape::has_digit(value) && shape::entropy(value) >= 3.3;
    let is_keep = match class {
        Class::Placeholder => false,
        Class::Plain => is_random,
        Class::Weak => !is_weak_secret(value),
        Class::PrivateKey | Class::ProviderToken => true,
    };
    if is_keep { Ok(class) } else { Err(Dropped::InExample) }
}

fn judge_one(subject: &Subject<'_>) -> Result<Class, Dropped> {
    let value = subject.value;
    if let Some(dropped) = says_nothing(value) {
        return Err(dropped);
    }
    if names_an_object(subject) {
        return Err(Dropped::Identifier);
    }
    let is_delivered = subject.holder != Holder::ApplicationFile;
    if is_known_to_all(subject) {
        // Who issues keys issues no such ones: it is to be replaced.
        let is_issued = matches!(subject.name.what, "an API key" | "a private key");
        let is_shouted = value.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
        let asks = subject.name.strength == Strength::Secret && (is_issued || is_shouted);
        return Ok(if asks { Class::Placeholder } else { Class::Weak });
    }
    if !is_delivered && names_itself(subject, value) && !has_adjective(value) {
        return Err(Dropped::NamesItself);
    }
    let may_ask = subject.name.strength != Strength::Key && (is_delivered || !value.contains(' '));
    if may_ask && is_placeholder(value) {
        return Ok(Class::Placeholder);
    }
    let may_describe =
        is_delivered || subject.name.strength == Strength::Password || has_adjective(value);
    let is_plain_name = !is_delivered && (shape::is_constant(value) && !has_adjective(value));
    if may_describe
        && !is_plain_name
        && subject.name.strength != Strength::Key
        && is_description(value)
    {
        return Ok(Class::Placeholder);
    }
    match subject.name.strength {
        Strength::Password => password(subject),
        Strength::Secret => secret(subject),
        Strength::Key => key(subject),
    }
    .map_or(Ok(Class::Plain), Err)
}

/// What no name can make a secret.
fn says_nothing(value: &str) -> Option<Dropped> {
    Some(match value {
        "" => Dropped::Empty,
        it if elsewhere::is_switch(it) => Dropped::Switch,
        it if said::is_type(it) => Dropped::Identifier,
        it if elsewhere::is_masked(it) => Dropped::Masked,
        it if elsewhere::is_ciphertext(it) => Dropped::Ciphertext,
        it if elsewhere::is_reference(it) => Dropped::Reference,
        it if elsewhere::is_hash(it) => Dropped::Hash,
        it if elsewhere::is_public_key(it) => Dropped::PublicKey,
        it if shape::is_path(it) => Dropped::Path,
        it if shape::is_address(it) => Dropped::Address,
        it if shape::is_email(it) => Dropped::Email,
        it if shape::is_code(it) || said::is_pattern(it) => Dropped::Code,
        // A key that documentation shows, of which a machine drew the rest.
        it if it.contains("EXAMPLE") && it.len() >= 16 && shape::has_digit(it) => {
            Dropped::InExample
        }
        it if said::is_state(it) => Dropped::Identifier,
        it if shape::is_account_of_chain(it) => Dropped::Address,
        it if is_emulated(it) => Dropped::InExample,
        it if it.contains('\n') || !it.is_ascii() => Dropped::Prose,
        _ => return None,
    })
}

/// The account key of the storage emulator is the same for everybody.
pub(super) fn is_emulated(value: &str) -> bool {
    value.starts_with("Eby8vdM02xNOcqFlqUwJ")
}

/// Listed, or the user, or what the name says already.
fn is_known_to_all(subject: &Subject<'_>) -> bool {
    let value = subject.value;
    let is_user = subject.user.is_some_and(|it| it.eq_ignore_ascii_case(value));
    let is_user = is_user && !is_placeholder(value);
    match subject.name.strength {
        Strength::Password => {
            let is_number =
                value.bytes().all(|it| it.is_ascii_digit()) && (4..=8).contains(&value.len());
            // `Password` beside `password:` is a label.
            let is_label = subject.holder == Holder::ApplicationFile && shape::is_title(value);
            value.len() > 1
                && (is_user || is_number || !is_label && (is_weak(value) || is_owner(subject)))
        }
        Strength::Secret => {
            let says_little = !subject.name.is_firm && value == "default";
            is_weak_secret(value) && !says_little && !names_the_kind(subject)
                || is_user && subject.name.is_firm && value.len() > 2
        }
        Strength::Key => false,
    }
}

/// `postgres` as the `POSTGRES_PASSWORD`.
fn is_owner(subject: &Subject<'_>) -> bool {
    let owner = subject.name.owner;
    let value = words(subject.value);
    value.len() > 2 && contains_words(owner, &value)
}

/// `token: token` and the like say which kind of thing is used.
fn names_the_kind(subject: &Subject<'_>) -> bool {
    let value = words(subject.value);
    // `secretKey: password` names an entry of a Secret.
    let is_entry = subject.name.what == "a secret key" && !shape::has_digit(&value);
    let ends = subject.words.strip_suffix(value.as_str());
    matches!(subject.holder, Holder::ApplicationFile | Holder::Documentation)
        && (is_entry || ends.is_some_and(|it| it.is_empty() || it.ends_with(' ')))
}

fn password(subject: &Subject<'_>) -> Option<Dropped> {
    let value = subject.value;
    let delivered = subject.holder != Holder::ApplicationFile;
    Some(match value {
        it if subject.name.what == "a pass phrase" && said::is_spoken_phrase(it) => return None,
        it if it.contains(char::is_whitespace) => Dropped::Prose,
        it if it.len() < 3 => Dropped::TooShort,
        it if shape::is_quantity(it) => Dropped::Quantity,
        it if shape::is_number(it) && it.len() < 9 => Dropped::Number,
        it if !delivered && shape::is_title(it) => Dropped::Identifier,
        // What an environment gives as a password is one, however it is spelt.
        it if !delivered && shape::is_identifier(it) && !is_phrase(it) => Dropped::Identifier,
        it if shape::is_constant(it) => Dropped::Identifier,
        _ => return None,
    })
}

/// A pass phrase that does not speak of secrets, as names of such do.
fn is_phrase(value: &str) -> bool {
    if shape::is_dated(value) {
        return true;
    }
    let nouns = ["pass", "secret", "token", "key", "credential", "auth", "user", "db", "name"];
    shape::is_phrase(value) && !nouns.iter().any(|it| value.contains(it))
}

fn secret(subject: &Subject<'_>) -> Option<Dropped> {
    let value = subject.value;
    Some(match value {
        it if it.contains(char::is_whitespace) => Dropped::Prose,
        it if it.len() < 8 => Dropped::TooShort,
        it if shape::is_quantity(it) => Dropped::Quantity,
        it if shape::is_number(it) => Dropped::Number,
        it if names_itself(subject, it) => Dropped::NamesItself,
        it if shape::is_counted_up(it) => Dropped::TooRegular,
        it if is_example_in_base64(it) => Dropped::InExample,
        it if shape::is_constant(it) || shape::is_identifier(it) => Dropped::Identifier,
        it if shape::is_uuid(it) && !subject.name.is_firm => Dropped::Uuid,
        it if !shape::has_digit(it) && (shape::entropy(it) < 2.8 || is_word(it)) => {
            Dropped::TooRegular
        }
        _ => return None,
    })
}

/// Words that were encoded to look like a secret: `example-app-secret`.
fn is_example_in_base64(value: &str) -> bool {
    let is_long = value.len() >= 12 && value.len().is_multiple_of(4);
    is_long
        && super::checks::decoded(value).is_some_and(|it| {
            is_placeholder(&it) || is_description(&it) || shape::is_identifier(&it)
        })
}

/// Letters of one case alone, and too few of them to be random.
fn is_word(value: &str) -> bool {
    let one_case = |is: fn(&u8) -> bool| value.as_bytes().iter().all(is);
    value.len() < 20
        && (one_case(u8::is_ascii_lowercase)
            || one_case(u8::is_ascii_uppercase)
            || shape::is_title(value))
}

fn key(subject: &Subject<'_>) -> Option<Dropped> {
    let value = subject.value;
    let is_letter = |it: u8| {
        it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'=' | b'_' | b'-' | b'.')
    };
    Some(match value {
        it if it.len() < 16 => Dropped::TooShort,
        it if !it.bytes().all(is_letter) => Dropped::Prose,
        it if shape::is_number(it) => Dropped::Number,
        it if shape::is_uuid(it) => Dropped::Uuid,
        it if ends_with_digest(it) => Dropped::Identifier,
        // As `key` alone, more often what something is found by.
        it if subject.name.owner.is_empty() && shape::is_hex(it) => Dropped::TooRegular,
        it if shape::is_identifier(it) || it.split(['-', '_', '.', '/']).count() > 3 => {
            Dropped::Identifier
        }
        it if !shape::has_digit(it) || shape::is_dummy(it) || shape::entropy(it) < 3.4 => {
            Dropped::TooRegular
        }
        _ => return None,
    })
}

/// `v1-deps-8e5fd7c23bfc`: words, and the digest of what is meant.
fn ends_with_digest(value: &str) -> bool {
    value.rsplit_once(['-', '_', '.', ':', '/']).is_some_and(|(words, digest)| {
        digest.len() >= 7 && shape::is_hex(digest) && shape::is_identifier(words)
    })
}

/// `adminTokenSecret: admin-token` names the Secret in which the token is.
fn names_an_object(subject: &Subject<'_>) -> bool {
    const KINDS: [&str; 6] = ["credentials", "key", "password", "secret", "tls", "token"];
    let is_file = matches!(subject.holder, Holder::ApplicationFile | Holder::Documentation);
    let of = subject.words.strip_suffix(" secret").and_then(|it| it.rsplit(' ').next());
    let is_name = |it: &str| it.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
    let last = subject.value.rsplit_once('-').map(|it| it.1);
    is_file
        && of.is_some_and(|it| KINDS.contains(&it))
        && last.is_some_and(|it| KINDS.contains(&it))
        && is_name(subject.value)
}

/// Whether the value's words are those of its name.
fn names_itself(subject: &Subject<'_>, value: &str) -> bool {
    let value = words(value);
    !value.is_empty() && value.split(' ').all(|it| subject.words.split(' ').any(|word| word == it))
}
