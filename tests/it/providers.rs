//! The forms of providers' tokens: each finds its true examples under its own name and
//! none of its false ones, and says where its form is documented.
//!
//! Examples are templates, so that no token lies in the repository: `{base62:30}` is
//! thirty letters, and what stands between is made anew, always the same, by the id.

use std::{collections::BTreeSet, fs};

use crate::secrets::{codec, random::Random};
use serde::Deserialize;
use tidewaiter::{
    facts::Context,
    secret::{self, Class},
    text::{FileId, Text},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Form {
    id: String,
    what: String,
    #[serde(default)]
    needles: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    pattern: String,
    place: Option<String>,
    check: Option<String>,
    beside: Option<String>,
    entropy: Option<f64>,
    sure: Option<bool>,
    source: String,
    r#true: Vec<String>,
    r#false: Vec<String>,
}

fn forms() -> Vec<Form> {
    let mut paths: Vec<_> = fs::read_dir("rules/secrets/providers").unwrap().collect();
    paths.sort_by_key(|it| it.as_ref().unwrap().path());
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let forms: Vec<Form> = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        forms
    };
    paths.into_iter().flat_map(read).collect()
}

#[test]
fn each_form_has_an_id_a_source_and_examples() {
    let mut ids = BTreeSet::new();
    for form in forms() {
        assert!(ids.insert(form.id.clone()), "{} twice", form.id);
        assert!(form.source.starts_with("https://"), "{}", form.id);
        assert!(form.r#true.len() > 1 && form.r#false.len() > 1, "{}: two examples", form.id);
    }
}

#[test]
fn true_examples_are_found_under_their_own_name() {
    let mut faults = Vec::new();
    for form in forms() {
        for (index, template) in form.r#true.iter().enumerate() {
            let text = filled(template, &mut Random::of(&[&form.id, &index.to_string()]));
            let found = tokens(&text);
            if found.len() != 1 || !found[0].starts_with(&form.what) {
                faults.push(format!("{}: {template}: {found:?}", form.id));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn false_examples_are_not_found() {
    let mut faults = Vec::new();
    for form in forms() {
        for (index, template) in form.r#false.iter().enumerate() {
            let text = filled(template, &mut Random::of(&[&form.id, "false", &index.to_string()]));
            let found = tokens(&text);
            if found.contains(&form.what) {
                faults.push(format!("{}: {template}: {text}", form.id));
            }
        }
        // Within a word, nothing begins.
        let inside = format!("x{}", form.r#true[0]);
        let text = filled(&inside, &mut Random::of(&[&form.id, "inside"]));
        let is_start = form.needles.iter().any(|it| form.r#true[0].starts_with(&it[..3]));
        if is_start && form.place.is_none() && tokens(&text).contains(&form.what) {
            faults.push(format!("{}: {inside}: within a word", form.id));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn tokens(text: &str) -> Vec<String> {
    let text = Text::of_file(FileId(0), format!("{text}\n"));
    let found = secret::in_text(&text, &secret::scan(text.as_str()), Context::default());
    found.into_iter().filter(|it| it.class == Class::ProviderToken).map(|it| it.what).collect()
}

/// A template with what its braces ask for.
fn filled(template: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let mut last = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (call, after) = after.split_once('}').unwrap();
        last = match call.split_once(':') {
            Some((name, count)) => letters(name, count.parse().unwrap(), random),
            None => made(call, &last, random),
        };
        text.push_str(&last);
        rest = after;
    }
    text + rest
}

fn letters(name: &str, count: usize, random: &mut Random) -> String {
    let alphabet: &[u8] = match name {
        "base62" => codec::BASE62,
        "alpha" => &codec::BASE62[10..],
        "hex" => b"0123456789abcdef",
        "HEX" => b"0123456789ABCDEF",
        "digits" => b"123456789",
        "up" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "low" => b"abcdefghijklmnopqrstuvwxyz0123456789",
        "low32" => b"abcdefghijklmnopqrstuvwxyz234567",
        "b32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "url" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        "b64" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "x" => b"x",
        other => panic!("no letters are called `{other}`"),
    };
    random.letters(alphabet, count)
}

fn made(name: &str, last: &str, random: &mut Random) -> String {
    match name {
        // The sum of what was made just before.
        "crc" => codec::padded(codec::crc32(last.as_bytes()), codec::BASE62, 6),
        "uuid" | "uuid4" => {
            let hex = |count, random: &mut Random| letters("hex", count, random);
            let (a, b, c) = (hex(8, random), hex(4, random), hex(3, random));
            format!("{a}-{b}-4{c}-a{}-{}", hex(3, random), hex(12, random))
        }
        "grafana" => {
            let body = format!("glsa_{}", letters("base62", 32, random));
            let sum = codec::crc32(body.as_bytes()).to_le_bytes();
            format!("{body}_{}", codec::hex(&sum))
        }
        "nkey" => {
            let mut bytes = vec![18 << 3 | 20 << 3 >> 5, (20 << 3 & 31) << 3];
            bytes.extend(random.bytes(32));
            bytes.extend(codec::crc16(&bytes).to_le_bytes());
            codec::base32(&bytes)
        }
        "jwt" => {
            let head = codec::base64_url(br#"{"alg":"HS256","typ":"JWT"}"#);
            let claims = codec::base64_url(br#"{"iss":"shop","sub":"8817"}"#);
            format!("{head}.{claims}.{}", codec::base64_url(&random.bytes(32)))
        }
        "wireguard" => {
            let mut bytes = random.bytes(32);
            bytes[0] &= 248;
            bytes[31] = bytes[31] & 127 | 64;
            codec::base64(&bytes)
        }
        "userpass" => codec::base64(format!("ann:{}", letters("base62", 14, random)).as_bytes()),
        "snowflake" => codec::base64_url(letters("digits", 18, random).as_bytes()),
        other => panic!("nothing is called `{other}`"),
    }
}
