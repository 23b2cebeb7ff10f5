//! No text states what cannot be linked, and each setting has a place in it.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use tidewaiter::{
    facts::{self, Facts},
    program::Linked,
    syntax::{self, Input},
    text::{FileId, Location, Text},
};

fuzz_target!(|data: &[u8]| {
    let Some((name, source)) = common::file(data) else { return };
    let input = Input::file(name, Text::of_file(FileId(0), source));
    let mut all = Facts::default();
    for document in &syntax::parse(&input).0 {
        for (kind, root) in facts::classify(document) {
            all.append(facts::extract(document, kind, root).0);
            let _ = facts::embedded(document, kind, root);
        }
    }
    let linked = Linked::new(all, &[name.into()]);
    let holds = |at: Location| assert!(source.get(at.span.range()).is_some(), "{at:?}");
    for subject in linked.subjects() {
        let program = linked.program(*subject);
        holds(program.at);
        let presumed = program.presumed.iter().map(|it| &it.effective);
        for it in program.settings.iter().chain(&program.flags).chain(presumed) {
            holds(it.setting.value.at);
            it.origins.iter().for_each(|it| holds(it.value));
            let length = it.setting.value.pattern().len();
            holds(it.setting.value.locate(0..length));
        }
    }
});
