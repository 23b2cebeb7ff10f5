//! Reads the files of cases: blocks headed by `=== id | file | label | note`, their text with
//! placeholders, of which one with a star is the secret of a true case; a question mark leaves
//! open whether a value is one.
//! It knows nothing of how secrets are found.

use std::{collections::BTreeMap, fs, ops::Range, path::Path};

use super::generate;

pub struct Case {
    pub id: String,
    /// The name of the file that the text stands in.
    pub file: String,
    pub label: Label,
    pub note: String,
    pub text: String,
    /// Where the secret lies in the text.
    pub secret: Option<Range<usize>>,
    /// Where a finding counts neither way, such as the id beside a secret key.
    pub neutral: Vec<Range<usize>>,
    /// Each placeholder with its value.
    pub values: BTreeMap<String, String>,
}

/// What a reviewer says of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// A credential, of a class: token, key, password, url, weak, placeholder, secret.
    True(String),
    /// No credential, and why.
    False(String),
    /// A hash of a password: no credential, but a find of its own.
    Hash,
    /// What reviewers disagree on; it counts neither way.
    Either,
}

pub const CLASSES: [&str; 7] = ["token", "key", "password", "url", "weak", "placeholder", "secret"];

/// The cases of all files in the folder, in order, or what is wrong with one.
pub fn all(folder: &Path) -> Result<Vec<(String, Case)>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "cases"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let shape = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let read = text.split("\n=== ").map(|block| block.strip_prefix("=== ").unwrap_or(block));
        for block in read.filter(|block| !block.trim().is_empty()) {
            let first = block.lines().next().unwrap_or_default();
            let one = case(block).map_err(|why| format!("{shape}: {first}: {why}"))?;
            cases.push((shape.clone(), one));
        }
    }
    Ok(cases)
}

fn case(block: &str) -> Result<Case, String> {
    let (head, body) = block.split_once('\n').ok_or("no text")?;
    let fields: Vec<&str> = head.split(" | ").map(str::trim).collect();
    let [id, file, label, note] = fields[..] else { return Err("not four fields".into()) };
    let label = self::label(label).ok_or("unknown label")?;
    let mut case = Case {
        id: id.into(),
        file: file.into(),
        label,
        note: note.into(),
        text: String::new(),
        secret: None,
        neutral: Vec::new(),
        values: BTreeMap::new(),
    };
    fill(&mut case, body.trim_end_matches('\n'))?;
    case.text.push('\n');
    let wanted = matches!(case.label, Label::True(_));
    match (wanted, &case.secret) {
        (true, None) => Err("a true case stars its secret".into()),
        (false, Some(_)) if matches!(case.label, Label::False(_)) => {
            Err("a false case has no secret".into())
        }
        _ => Ok(case),
    }
}

fn label(text: &str) -> Option<Label> {
    match text.split_once(':') {
        Some(("true", class)) if CLASSES.contains(&class) => Some(Label::True(class.into())),
        Some(("false", why)) if !why.is_empty() => Some(Label::False(why.into())),
        None if text == "hash" => Some(Label::Hash),
        None if text == "either" => Some(Label::Either),
        _ => None,
    }
}

fn fill(case: &mut Case, body: &str) -> Result<(), String> {
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('«') {
        case.text.push_str(before);
        let (inside, after) = after.split_once('»').ok_or("a placeholder without its end")?;
        let name = inside.trim_start_matches(['*', '?']);
        let value = generate::value(&case.id, name).ok_or(format!("no generator `{name}`"))?;
        let start = case.text.len();
        case.text.push_str(&value.replace('\n', &format!("\n{}", indent(&case.text))));
        let place = start..case.text.len();
        if inside.starts_with('?') {
            case.neutral.push(place);
        } else if inside.starts_with('*') && case.secret.replace(place).is_some() {
            return Err("two stars".into());
        }
        case.values.insert(name.into(), value);
        rest = after;
    }
    case.text.push_str(rest);
    Ok(())
}

/// The white space that the last line begins with: what further lines of a value begin with too.
fn indent(text: &str) -> &str {
    let line = text.rsplit('\n').next().unwrap_or_default();
    &line[..line.len() - line.trim_start().len()]
}
