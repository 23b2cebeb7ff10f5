//! Guests written by hand: a module in the text form, and the bytes of what it answers,
//! laid out as the canonical ABI wants them.

use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Where what a guest answers lies in its memory.
const BASE: u32 = 1024;

/// A guest that finds nothing, until it is told to be otherwise.
pub struct Guest {
    data: Vec<u8>,
    info: u32,
    /// What it says of its rule: kinds, needles, standards, references, examples.
    lists: [u32; 10],
    /// Where its rule says what it looks at.
    scope: u32,
    /// What it imports beside what all import.
    pub imports: String,
    /// Beside what all have.
    pub more: String,
    /// In pages of 64 KiB.
    pub memory: String,
    pub start: String,
    pub on_info: String,
    pub on_configure: String,
    /// Leaves the place of an answer on the stack.
    pub on_check: String,
}

/// A finding; a place of its own form.
pub struct Found<'a> {
    pub rule: &'a str,
    pub message: &'a str,
    pub at: (u8, u32, u32),
    pub fix: Option<(u32, u32)>,
}

pub const RANGE: u8 = 2;

/// The forms of examples.
pub const FAILS: u32 = 0;
pub const PASSES: u32 = 1;
pub const FIXED: u32 = 2;

impl Guest {
    /// A plugin called `guest` with a rule called `rule`.
    pub fn new() -> Self {
        let mut guest = Self {
            data: Vec::new(),
            info: 0,
            lists: [0; 10],
            scope: 0,
            imports: String::new(),
            more: String::new(),
            memory: "16".to_owned(),
            start: String::new(),
            on_info: String::new(),
            on_configure: String::new(),
            on_check: String::new(),
        };
        guest.info = guest.info("guest", "rule");
        let nothing = guest.answer(&[]);
        guest.on_check = format!("(i32.const {nothing})");
        guest
    }

    pub fn named(mut self, plugin: &str, rule: &str) -> Self {
        self.info = self.info(plugin, rule);
        self
    }

    /// Has examples, and looks at what holds a word.
    pub fn with_examples(mut self, needle: &str, examples: &[(u32, &str)]) -> Self {
        let (start, length) = self.text(needle);
        let needles = self.put(&words(&[start, length]));
        let mut list = Vec::new();
        for (form, text) in examples {
            let (start, length) = self.text(text);
            list.extend(words(&[*form, start, length]));
        }
        let list = self.put(&list);
        self.lists = [0, 0, needles, 1, 0, 0, 0, 0, list, examples.len() as u32];
        self.info = self.info("guest", "rule");
        self
    }

    /// Looks at programs, and not at documents.
    pub fn of_programs(mut self) -> Self {
        self.data[(self.scope - BASE) as usize] = 1;
        self
    }

    /// Answers with findings.
    pub fn finds(mut self, found: &[Found<'_>]) -> Self {
        let answer = self.answer(found);
        self.on_check = format!("(i32.const {answer})");
        self
    }

    /// Answers that it failed.
    pub fn fails(mut self, why: &str) -> Self {
        let (start, length) = self.text(why);
        let answer = self.put(&words(&[1, start, length]));
        self.on_check = format!("(i32.const {answer})");
        self
    }

    /// A text in its memory.
    pub fn text(&mut self, text: &str) -> (u32, u32) {
        (self.put(text.as_bytes()), text.len() as u32)
    }

    fn put(&mut self, bytes: &[u8]) -> u32 {
        self.data.resize(self.data.len().next_multiple_of(8), 0);
        let at = BASE + self.data.len() as u32;
        self.data.extend_from_slice(bytes);
        at
    }

    /// The bytes of what it says that it is.
    fn info(&mut self, plugin: &str, rule: &str) -> u32 {
        let mut meta = Vec::new();
        for text in [rule, "a rule of a guest", "it matters", "do not"] {
            let (start, length) = self.text(text);
            meta.extend(words(&[start, length]));
        }
        // Severity high, confidence high, profile default, scope document.
        meta.extend([3, 2, 0, 0]);
        meta.extend(words(&self.lists));
        let rules = self.put(&meta);
        self.scope = rules + 35;
        let name = self.text(plugin);
        let version = self.text("1.0.0");
        self.put(&words(&[name.0, name.1, version.0, version.1, rules, 1]))
    }

    pub fn answer(&mut self, found: &[Found<'_>]) -> u32 {
        let mut findings = Vec::new();
        for it in found {
            let (rule, message) = (self.text(it.rule), self.text(it.message));
            findings.extend(words(&[rule.0, rule.1, message.0, message.1]));
            findings.extend([it.at.0, 0, 0, 0]);
            findings.extend(words(&[it.at.1, it.at.2]));
            // No severity, no confidence, no help.
            findings.extend([0; 4]);
            findings.extend(words(&[0; 3]));
            findings.extend(words(&match it.fix {
                None => [0; 6],
                Some((start, end)) => {
                    let edit = [u32::from(RANGE), start, end, message.0, message.1];
                    let edit = self.put(&words(&edit));
                    [1, message.0, message.1, 1, edit, 1]
                }
            }));
            // Nothing related.
            findings.extend(words(&[0; 2]));
        }
        let list = self.put(&findings);
        self.put(&words(&[0, list, found.len() as u32]))
    }

    fn wat(&self) -> String {
        let data: String = self.data.iter().map(|it| format!("\\{it:02x}")).collect();
        let host = "tidewaiter:plugin/host@0.1.0";
        let rules = "tidewaiter:plugin/rules@0.1.0";
        let Self { info, imports, more, memory, start, on_info, on_configure, on_check, .. } = self;
        let start_section = if start.is_empty() { "" } else { "(start $start)" };
        format!(
            r#"(module
            (import "{host}" "[resource-drop]document" (func $drop_document (param i32)))
            (import "{host}" "[resource-drop]program" (func $drop_program (param i32)))
            {imports}
            (memory (export "memory") {memory})
            (global $heap (mut i32) (i32.const 131072))
            (data (i32.const {BASE}) "{data}")
            {more}
            (func $start {start})
            {start_section}
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (global.get $heap)
                (global.set $heap (i32.and (i32.const -8)
                    (i32.add (i32.const 7) (i32.add (global.get $heap) (local.get 3))))))
            (func (export "{rules}#info") (result i32) {on_info} (i32.const {info}))
            (func (export "{rules}#configure") (param i32 i32) (result i32)
                {on_configure} (i32.const 64))
            (func (export "{rules}#check-document") (param i32 i32 i32) (result i32)
                (local $i i32)
                {on_check} (call $drop_document (local.get 2)))
            (func (export "{rules}#check-program") (param i32 i32 i32) (result i32)
                {on_check} (call $drop_program (local.get 2)))
            )"#
        )
    }

    /// As a module that says which component it is to become.
    pub fn build(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.wat()).unwrap();
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_path("wit").unwrap();
        let world = resolve.select_world(&[package], Some("plugin")).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        module
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|it| it.to_le_bytes()).collect()
}
