//! What a literal looks like, whatever it is called: paths, addresses, identifiers,
//! numbers. Each test is one common shape of false alarm.

/// In bits for each letter.
pub(super) fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 256];
    text.bytes().for_each(|it| counts[usize::from(it)] += 1);
    let length = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|it| **it > 0).map(|it| -share(it) * share(it).log2()).sum()
}

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|it| it.is_ascii_digit())
}

/// Whether it is no word: a digit among six letters or more, without a blank.
pub(super) fn is_drawn(text: &str) -> bool {
    has_digit(text) && text.len() >= 6 && !text.contains(char::is_whitespace) && !is_number(text)
}

/// Letters of both cases, and digits.
pub(super) fn is_mixed(text: &str) -> bool {
    has_digit(text)
        && text.bytes().any(|it| it.is_ascii_uppercase())
        && text.bytes().any(|it| it.is_ascii_lowercase())
}

/// Whether it is made up to look like a token: the alphabet, counting, one letter
/// over and over, or a word that says so.
pub(super) fn is_dummy(text: &str) -> bool {
    const RUNS: &[&str] = &[
        "example",
        "xxxx",
        "placeholder",
        "redacted",
        "00000000",
        "12345678",
        "abcdefgh",
        "deadbeef",
        "........",
        "insert",
        "your",
    ];
    let lower = text.to_ascii_lowercase();
    RUNS.iter().any(|it| lower.contains(it)) || is_repeated(text)
}

pub(super) fn is_repeated(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| text.len() > 3 && bytes.all(|it| it == first))
}

pub(super) fn is_path(text: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        ".pem",
        ".key",
        ".crt",
        ".cer",
        ".txt",
        ".json",
        ".yaml",
        ".yml",
        ".env",
        ".jks",
        ".p12",
        ".pfx",
        ".conf",
        ".toml",
        ".ini",
        ".properties",
        ".sh",
        ".py",
        ".gpg",
        ".asc",
        ".kdbx",
        ".secret",
    ];
    let lower = text.to_ascii_lowercase();
    if EXTENSIONS.iter().any(|it| lower.ends_with(it)) {
        return true;
    }
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let from_here = ["./", "../", "~/"].iter().any(|it| text.starts_with(it));
    // Base64 may begin with a slash too; it does not look like words.
    let is_name = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'/' | b'.' | b'-' | b'_');
    let rooted = text.starts_with('/') && text.bytes().all(is_name) && !is_mixed(text);
    let parts = text.split('/').count();
    let relative = parts > 1 && text.split('/').all(is_word_like) && !is_mixed(text);
    drive || from_here || rooted || relative
}

/// Letters with few digits, as in names that people give to things.
fn is_word_like(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_name =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_' | b'*' | b'#');
    !text.is_empty() && digits * 4 <= text.len() && text.bytes().all(is_name)
}

/// A URL, or a host with its port.
pub(super) fn is_address(text: &str) -> bool {
    let scheme = text.find("://").is_some_and(|at| {
        at > 0
            && text[..at]
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.' | b':'))
    });
    let port = text.rsplit_once(':').is_some_and(|(host, port)| {
        let is_host = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_');
        (2..6).contains(&port.len())
            && port.bytes().all(|it| it.is_ascii_digit())
            && !host.is_empty()
            && host.bytes().all(is_host)
            && (host.contains('.') || host == "localhost")
    });
    let ip =
        text.split('.').count() == 4 && text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    scheme || port || ip || is_host(text)
}

/// `db.example.com`, `cache.svc.cluster.local`.
fn is_host(text: &str) -> bool {
    const ENDS: &[&str] =
        &[".com", ".org", ".net", ".io", ".local", ".internal", ".svc", ".dev", ".test"];
    let is_name =
        |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'.' | b'-');
    ENDS.iter().any(|it| text.ends_with(it)) && text.bytes().all(is_name)
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let is_name = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_' | b'+');
    let top = host
        .rsplit_once('.')
        .is_some_and(|(_, it)| it.len() >= 2 && it.bytes().all(|it| it.is_ascii_lowercase()));
    top && !user.is_empty() && user.bytes().all(is_name) && host.bytes().all(is_name)
}

/// Code, such as `config.get("x")` or `a => b`.
pub(super) fn is_code(text: &str) -> bool {
    let call = text.find('(').is_some_and(|at| {
        let name = &text[..at];
        name.len() > 1
            && text.ends_with(')')
            && !has_digit(name)
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.' | b':'))
    });
    // `user[password]`, as forms name their fields.
    let field = text.strip_suffix(']').and_then(|it| it.split_once('['));
    let is_name = |it: &str| it.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let field = field.is_some_and(|(name, inner)| is_name(name) && is_name(inner));
    call || field
        || ["=>", "->", "&&", "||", "::"].iter().any(|it| text.contains(it)) && !has_digit(text)
}

/// `0x` and the forty digits of an account.
pub(super) fn is_account_of_chain(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|it| it.len() == 40 && is_hex(it))
}

/// Names of things: words with dashes, underscores or dots, or in camel case, none of
/// which mixes letters and digits as random text does.
pub(super) fn is_identifier(text: &str) -> bool {
    let separators = ['-', '_', '.', '/', ':'];
    let text = text.trim_matches('_');
    let parts = text.split(separators).count();
    let is_part = |part: &str| {
        let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
        let is_number = letters == 0 && part.len() <= if parts > 3 { 6 } else { 4 };
        let counted = part.trim_end_matches(|it: char| it.is_ascii_digit());
        let is_word =
            counted.bytes().all(|it| it.is_ascii_alphabetic()) && part.len() - counted.len() <= 2;
        !part.is_empty() && (is_number || is_word && !counted.is_empty())
    };
    if text.contains(separators) {
        return text.split(separators).all(is_part);
    }
    text.len() < 48 && is_camel(text)
}

/// `someName`: words of letters alone, each with one capital.
fn is_camel(text: &str) -> bool {
    let bytes = text.as_bytes();
    let capitals =
        bytes.windows(2).filter(|it| it[0].is_ascii_lowercase() && it[1].is_ascii_uppercase());
    let doubled =
        bytes.windows(2).any(|it| it[0].is_ascii_uppercase() && it[1].is_ascii_uppercase());
    let jumps = capitals.count();
    bytes.iter().all(u8::is_ascii_alphabetic)
        && !doubled
        && jumps > 0
        && text.len() / (jumps + 1) >= 3
}

/// Letters of both cases that follow each other as in no name.
pub(super) fn is_scrambled(text: &str) -> bool {
    let is_mixed = text.bytes().any(|it| it.is_ascii_uppercase())
        && text.bytes().any(|it| it.is_ascii_lowercase());
    text.len() >= 12
        && is_mixed
        && text.bytes().all(|it| it.is_ascii_alphanumeric())
        && !is_camel(text)
        && entropy(text) >= 3.2
}

/// `Word`.
pub(super) fn is_title(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_uppercase())
        && bytes.all(|it| it.is_ascii_lowercase())
}

/// Four words or more, as people choose them for a pass phrase.
pub(super) fn is_phrase(text: &str) -> bool {
    let is_word = |it: &str| it.len() > 2 && it.bytes().all(|it| it.is_ascii_lowercase());
    ['-', '_', '.']
        .iter()
        .any(|mark| text.split(*mark).count() == 4 && text.split(*mark).all(is_word))
}

/// `Northwind.2016`, as people make a password of a name.
pub(super) fn is_dated(text: &str) -> bool {
    let word = text.trim_end_matches(|it: char| it.is_ascii_digit());
    let is_year = (2..=4).contains(&(text.len() - word.len()));
    is_year && word.ends_with(['.', '-', '_']) && is_title(word.trim_end_matches(['.', '-', '_']))
}

/// Whether most letters are the next ones of those before them: `abc123xyz`.
pub(super) fn is_counted_up(text: &str) -> bool {
    let steps = text.as_bytes().windows(2).filter(|it| it[1] == it[0].wrapping_add(1)).count();
    steps * 5 >= text.len().saturating_sub(1) * 3
}

/// `SOME_NAME`, which a program takes for the name of a variable.
pub(super) fn is_constant(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
    text.contains('_') && text.bytes().all(is_letter) && is_identifier(text)
}

/// `15m`, `1h30m`, `100MB`, `3.5`.
pub(super) fn is_quantity(text: &str) -> bool {
    let unit = text.trim_start_matches(|it: char| it.is_ascii_digit() || it == '.');
    unit.len() < text.len()
        && matches!(
            unit.to_ascii_lowercase().as_str(),
            "s" | "m" | "h" | "d" | "ms" | "k" | "mb" | "gb" | "kb" | "mi" | "gi" | "ki" | "%"
        )
}

/// A number, a version or a time.
pub(super) fn is_number(text: &str) -> bool {
    let is_time = |it: u8| matches!(it, b'T' | b'Z' | b':' | b'+');
    let is_figure = |it: u8| it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'_');
    text.bytes().all(|it| is_figure(it) || is_time(it))
        && text.starts_with(|it: char| it.is_ascii_digit())
}

pub(super) fn is_uuid(text: &str) -> bool {
    let widths = [8, 4, 4, 4, 12];
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == 5
        && parts.iter().zip(widths).all(|(part, width)| part.len() == width && is_hex(part))
}

pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_from_secrets() {
        let secrets =
            ["tR7x/k2Lq+9ZpW4v", "9f86d081884c7d65", "hunter2", "S3cr3t-Pw-77x", "Kx9mPq2LwZ"];
        type Test = (&'static str, fn(&str) -> bool, &'static [&'static str]);
        let tests: [Test; 6] = [
            (
                "path",
                is_path,
                &["/run/secrets/db", "./x", "tls.key", "C:\\keys", "secret/data/app"],
            ),
            (
                "address",
                is_address,
                &["https://a.b/c", "db.example.com", "localhost:80", "10.0.0.1"],
            ),
            (
                "identifier",
                is_identifier,
                &["db-credentials", "app_secret", "com.acme.Auth", "userPassword"],
            ),
            ("constant", is_constant, &["DB_PASSWORD"]),
            ("code", is_code, &["config.get('x')", "getenv(\"X\")"]),
            ("quantity", is_quantity, &["15m", "100MB"]),
        ];
        for (name, test, yes) in tests {
            yes.iter().for_each(|it| assert!(test(it), "{it} is a {name}"));
            secrets.iter().for_each(|it| assert!(!test(it), "{it} is no {name}"));
        }
    }

    #[test]
    fn entropy_is_in_bits() {
        assert!((entropy("abcd") - 2.0).abs() < 1e-9);
        assert!(entropy("aaaa").abs() < 1e-9);
    }
}
