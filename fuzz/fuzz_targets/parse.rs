//! No text makes a parser panic, and each node stands in it on its characters.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use tidewaiter::{
    syntax::{self, Input},
    text::{FileId, Location, Text},
};

fuzz_target!(|data: &[u8]| {
    let Some((name, source)) = common::file(data) else { return };
    let input = Input::file(name, Text::of_file(FileId(0), source));
    let (documents, notices) = syntax::parse(&input);
    let holds = |at: Location| assert!(source.get(at.span.range()).is_some(), "{at:?}");
    notices.iter().for_each(|it| holds(it.at));
    for document in &documents {
        let Some(tree) = &document.tree else { continue };
        for id in tree.nodes() {
            holds(tree.locate(id));
            if let Some(part) = tree.part(id) {
                assert_eq!(Some(part.as_str()), tree.str(id));
            }
            for (key, value) in tree.members(id) {
                let _ = tree.get(id, tree.str(key).unwrap_or("")) == Some(value);
            }
        }
    }
});
