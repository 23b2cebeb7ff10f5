//! Makes the values that stand in the unseen cases as `«name»` or `«name:parameter»`: the same
//! value for the same case on every machine, and no value in the repository.
//! It knows nothing of how secrets are found.

use super::{codec, keys, passwords, random::Random, tokens};

/// The value of a placeholder's inside (`name`, `name:parameter`, each with an optional `#n` at its
/// end that tells several of a case apart); nothing if no generator has that name.
pub fn value(case: &str, placeholder: &str) -> Option<String> {
    let (call, _) = placeholder.rsplit_once('#').unwrap_or((placeholder, ""));
    made(call, &mut Random::of(&[case, placeholder]))
}

fn made(call: &str, random: &mut Random) -> Option<String> {
    let (name, parameter) = call.split_once(':').unwrap_or((call, ""));
    if let Some(whole) = name.strip_suffix("-broken") {
        return tokens::checked(whole, random).map(|value| broken(&value, random));
    }
    wrapped(name, parameter, random)
        .or_else(|| tokens::checked(name, random))
        .or_else(|| tokens::plain(name, random))
        .or_else(|| keys::key(name, random))
        .or_else(|| passwords::password(name, parameter, random))
        .or_else(|| tokens::opaque(name, parameter, random))
}

/// Generators around another one, which the parameter names.
fn wrapped(name: &str, parameter: &str, random: &mut Random) -> Option<String> {
    match name {
        "base64-of" => Some(codec::base64(made(parameter, random)?.as_bytes())),
        "escaped" => Some(made(parameter, random)?.replace('\n', "\\n")),
        "url-escaped" => Some(made(parameter, random)?.bytes().map(url_escaped).collect()),
        // `user:password` in base64, as in `auths` of ~/.docker/config.json and in HTTP Basic.
        "basic-auth" => {
            let (user, inner) = parameter.split_once(',')?;
            Some(codec::base64(format!("{user}:{}", made(inner, random)?).as_bytes()))
        }
        // What stands in the data word for word: defaults that everybody knows.
        "lit" => Some(parameter.to_owned()),
        _ => None,
    }
}

fn url_escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}

/// The value with exactly one letter or digit changed to its neighbour, in the last third so that
/// its prefix stays.
fn broken(value: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    let third = letters.len() / 3;
    let places: Vec<usize> = (letters.len() - third..letters.len())
        .filter(|&place| letters[place].is_ascii_alphanumeric())
        .collect();
    let place = places[random.below(places.len())];
    letters[place] = match letters[place] {
        '2'..='6' | 'a'..='e' | 'p'..='y' | 'A'..='Y' => (letters[place] as u8 + 1).into(),
        'z' => 'y',
        'Z' => 'Y',
        '0' => '4',
        '1' => '5',
        '7' => '6',
        '8' => '9',
        '9' => '8',
        'f' => 'c',
        _ => 'q',
    };
    letters.into_iter().collect()
}

#[test]
fn a_broken_value_differs_from_its_whole_one_in_one_character() {
    for name in tokens::CHECKED {
        let whole = tokens::checked(name, &mut Random::of(&["same"])).expect(name);
        let other = made(&format!("{name}-broken"), &mut Random::of(&["same"])).expect(name);
        let differing = whole.chars().zip(other.chars()).filter(|(a, b)| a != b).count();
        assert_eq!((differing, whole.len()), (1, other.len()), "{name}");
    }
}
