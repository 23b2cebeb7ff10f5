//! What makes a finding the same one in the next run.

use std::collections::HashMap;

use super::mask::Masked;
use crate::{engine::Report, rule::Finding};

/// A hash of the rule, the path, the resource and the message, and how many before
/// it have the same: lines may move, and it stays. Those of silenced findings count
/// too, so that a comment does not rename another finding.
pub(super) struct Fingerprints {
    pub findings: Vec<String>,
    pub silenced: Vec<String>,
}

impl Fingerprints {
    pub fn new(report: &Report) -> Self {
        let silenced = report.silenced.iter().map(|it| &it.finding);
        let mut all: Vec<_> = report.findings.iter().chain(silenced).enumerate().collect();
        all.sort_by(|a, b| a.1.cmp(b.1));
        let mut seen: HashMap<u64, usize> = HashMap::new();
        let mut given = vec![String::new(); all.len()];
        let mut last: Option<(usize, &Finding)> = None;
        for (index, finding) in all {
            // An audit reports what is silenced, and that it is: one finding all the same.
            if let Some((same, _)) = last.filter(|it| it.1 == finding) {
                given[index] = given[same].clone();
                continue;
            }
            last = Some((index, finding));
            let hash = identity(finding, report.sources.path(finding.at.file));
            let count = seen.entry(hash).or_default();
            *count += 1;
            given[index] = format!("{hash:016x}:{count}");
        }
        let silenced = given.split_off(report.findings.len());
        Self { findings: given, silenced }
    }
}

fn identity(finding: &Finding, path: &str) -> u64 {
    let resource = finding.resource.as_deref().unwrap_or("");
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in [&*finding.rule, path, resource, &finding.message] {
        // FNV-1a; the zero keeps parts apart.
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// `primaryLocationLineHash` of lines of a file, as code scanning computes it, over
/// the text without its secrets.
pub(super) fn line_hashes(file: Masked<'_>, wanted: &[u32]) -> HashMap<u32, String> {
    let mut found = HashMap::new();
    each_line(file.all_letters(), |line, hash, count| {
        if wanted.binary_search(&line).is_ok() {
            found.insert(line, format!("{hash:x}:{count}"));
        }
    });
    found
}

/// How many UTF-16 units a hash looks at.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
const END: u16 = u16::MAX;
const LINE_END: u16 = b'\n' as u16;

/// Calls with each line's number, its hash, and which of that hash it is.
fn each_line(letters: impl Iterator<Item = char>, report: impl FnMut(u32, u64, u32)) {
    let mut hasher = Hasher::new(report);
    let mut buffer = [0; 2];
    let mut after_return = false;
    for letter in letters {
        let follows = after_return && letter == '\n';
        after_return = letter == '\r';
        match letter {
            ' ' | '\t' => {}
            _ if follows => {}
            '\r' | '\n' => hasher.take(LINE_END),
            _ => letter.encode_utf16(&mut buffer).iter().for_each(|unit| hasher.take(*unit)),
        }
    }
    hasher.take(END);
    for _ in 0..WINDOW {
        hasher.push(0);
    }
}

/// A rolling hash over a window; the hash of a line is known once the window has
/// moved to its start.
struct Hasher<F> {
    window: [u16; WINDOW],
    /// The line that starts at a unit of the window.
    lines: [Option<u32>; WINDOW],
    at: usize,
    hash: u64,
    /// What the unit that leaves the window weighs.
    weight: u64,
    line: u32,
    is_start: bool,
    seen: HashMap<u64, u32>,
    report: F,
}

impl<F: FnMut(u32, u64, u32)> Hasher<F> {
    fn new(report: F) -> Self {
        Self {
            window: [0; WINDOW],
            lines: [None; WINDOW],
            at: 0,
            hash: 0,
            weight: (0..WINDOW).fold(1, |weight: u64, _| weight.wrapping_mul(FACTOR)),
            line: 0,
            is_start: true,
            seen: HashMap::new(),
            report,
        }
    }

    fn take(&mut self, unit: u16) {
        self.flush();
        if self.is_start {
            self.line += 1;
            self.lines[self.at] = Some(self.line);
        }
        self.is_start = unit == LINE_END;
        self.roll(unit);
    }

    fn push(&mut self, unit: u16) {
        self.flush();
        self.roll(unit);
    }

    fn flush(&mut self) {
        if let Some(line) = self.lines[self.at].take() {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            (self.report)(line, self.hash, *count);
        }
    }

    fn roll(&mut self, unit: u16) {
        let leaving = self.weight.wrapping_mul(u64::from(self.window[self.at]));
        let hash = self.hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit));
        self.hash = hash.wrapping_sub(leaving);
        self.window[self.at] = unit;
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::each_line;

    #[derive(Deserialize)]
    struct Vector {
        text: String,
        lines: Vec<(u32, String)>,
    }

    #[test]
    fn lines_hash_as_code_scanning_hashes_them() {
        let vectors = include_str!("../../testdata/fingerprint_vectors.json");
        let vectors: BTreeMap<String, Vector> = serde_json::from_str(vectors).expect("vectors");
        assert!(!vectors.is_empty());
        for (name, vector) in vectors {
            let mut found = Vec::new();
            each_line(vector.text.chars(), |line, hash, count| {
                found.push((line, format!("{hash:x}:{count}")));
            });
            assert_eq!(found, vector.lines, "{name}");
        }
    }
}
