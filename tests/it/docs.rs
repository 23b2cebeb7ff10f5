//! The pages under `docs/rules` say what the rules say.
//!
//! `UPDATE=1 cargo test` writes them anew.

use std::{collections::BTreeMap, env, fs, path::Path};

use tidewaiter::{docs, engine, policy};

#[test]
fn pages_are_up_to_date() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let pages = rules.iter().map(|rule| (format!("{}.md", rule.meta().id), docs::page(*rule)));
    let mut pages: BTreeMap<_, _> = pages.collect();
    pages.insert("README.md".to_owned(), docs::index(&rules));
    let folder = Path::new("docs/rules");
    if env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).unwrap();
        pages.iter().for_each(|(name, page)| fs::write(folder.join(name), page).unwrap());
    }
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let written = names.map(|name| {
        (name.to_str().unwrap().to_owned(), fs::read_to_string(folder.join(&name)).unwrap())
    });
    let written: BTreeMap<_, _> = written.collect();
    let both = pages.keys().chain(written.keys());
    let stale: Vec<_> = both.filter(|it| pages.get(*it) != written.get(*it)).collect();
    assert!(stale.is_empty(), "stale: {stale:?}; run `UPDATE=1 cargo test`");
}
