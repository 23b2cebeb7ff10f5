//! Passwords as people and their password managers make them. The words are common ones; what is
//! made of them is nobody's password.

use super::{codec::BASE62, random::Random};

const WORDS: [&str; 48] = [
    "amber", "anchor", "badger", "basil", "candle", "canyon", "cedar", "comet", "copper", "coral",
    "dragon", "ember", "falcon", "fjord", "forest", "garnet", "ginger", "glacier", "hammer",
    "harbor", "hazel", "indigo", "island", "jasper", "jungle", "kettle", "lagoon", "lantern",
    "lemon", "magnet", "maple", "meadow", "monkey", "nickel", "orchid", "otter", "pepper",
    "pickle", "planet", "quartz", "raven", "rocket", "saddle", "salmon", "thunder", "tulip",
    "walnut", "willow",
];
const NAMES: [&str; 12] = [
    "Anna", "Bruno", "Carla", "Dieter", "Elena", "Fabio", "Greta", "Hugo", "Irina", "Jonas",
    "Katja", "Lukas",
];
const COMPANIES: [&str; 8] =
    ["Acme", "Globex", "Initech", "Umbra", "Stellar", "Northwind", "Contoso", "Hooli"];
const SEASONS: [&str; 8] =
    ["Winter", "Summer", "Spring", "Autumn", "March", "August", "October", "Friday"];

pub fn password(name: &str, parameter: &str, random: &mut Random) -> Option<String> {
    match name {
        "season" => Some(format!("{}{}{}", random.pick(&SEASONS), year(random), mark(random))),
        "company" => Some(format!("{}{}{}", random.pick(&COMPANIES), mark(random), year(random))),
        "name" => Some(format!("{}{}", random.pick(&NAMES), 10 + random.below(9990))),
        "leet" => Some(leet(random)),
        "walk" => Some(walk(random)),
        "twowords" => {
            let (one, two) = (capital(word(random)), capital(word(random)));
            Some(format!("{one}{two}{}", 10 + random.below(90)))
        }
        "lowerword" => Some(format!("{}{}", word(random), 10 + random.below(9990))),
        "xkcd" => Some(phrase(parameter.chars().next().unwrap_or('-'), random)),
        "words" => Some(phrase(' ', random)),
        // A dollar within, which refers to nothing.
        "dollar" => Some(format!("{}$${}", capital(word(random)), random.letters(BASE62, 8))),
        // As a manager makes them: letters and digits, or with marks that need no quoting.
        "random" => Some(random.letters(BASE62, parameter.parse().ok()?)),
        "marks" => Some(marks(parameter.parse().ok()?, random)),
        _ => None,
    }
}

fn word(random: &mut Random) -> &'static str {
    random.pick(&WORDS)
}

fn year(random: &mut Random) -> usize {
    2015 + random.below(11)
}

fn mark(random: &mut Random) -> &'static str {
    random.pick(&["!", "!!", "@", "?", "*", "."])
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn leet(random: &mut Random) -> String {
    let changed: String = word(random)
        .chars()
        .map(|letter| match letter {
            'a' => '4',
            'e' => '3',
            'i' => '1',
            'o' => '0',
            other => other,
        })
        .collect();
    format!("{}{}{}", capital(&changed), mark(random), 1 + random.below(999))
}

fn walk(random: &mut Random) -> String {
    let keys = random.pick(&["qwertz", "asdfgh", "yxcvbn", "qazwsx", "1q2w3e", "zaqxsw"]);
    let more = random.pick(&["QAY", "WSX", "RFV", "TGB", "UHN"]);
    format!("{keys}{more}{}{}", mark(random), 10 + random.below(90))
}

fn phrase(between: char, random: &mut Random) -> String {
    let words: Vec<&str> = (0..4).map(|_| word(random)).collect();
    words.join(&between.to_string())
}

/// Letters, digits and marks, each kind at least once, beginning with a letter.
fn marks(count: usize, random: &mut Random) -> String {
    let plenty = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!@%^*_+-=?.~";
    let body = random.letters(plenty, count.saturating_sub(4));
    let digit = random.letters(b"23456789", 1);
    let mark = random.letters(b"!@^*_+?", 1);
    let ends = random.letters(b"abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ", 2);
    format!("{}{body}{mark}{digit}{}", &ends[..1], &ends[1..])
}
