//! The schema of a configuration is fresh, and agrees with who reads it.

use std::{fs, path::Path};

use tidewaiter::{
    config::{self, Catalogue, schema},
    engine, policy,
    rule::Rule,
};

const PATH: &str = "docs/tidewaiter.schema.json";

fn made() -> serde_json::Value {
    let policies = policy::shipped().unwrap();
    let packs = policy::packs().unwrap();
    let mut rules = engine::shipped(&policies);
    rules.extend(packs.iter().flat_map(|it| &it.policies).map(|it| it as &dyn Rule));
    schema::schema(&Catalogue::of(&rules))
}

#[test]
fn the_schema_is_fresh() {
    let made = serde_json::to_string_pretty(&made()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(PATH, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(PATH).unwrap(), made, "run `UPDATE=1 cargo test`");
}

/// Whether the reader takes a configuration.
fn is_read(yaml: &str) -> bool {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let read = |_: &Path| Ok(yaml.as_bytes().to_vec());
    let path = Path::new("/repo/tidewaiter.yaml");
    config::load(path, Path::new("/repo"), &Catalogue::of(&rules), &read).errors.is_empty()
}

#[test]
fn the_schema_and_the_reader_agree() {
    let validator = jsonschema::validator_for(&made()).unwrap();
    for (yaml, good) in [
        ("", true),
        ("profile: pedantic\nfail-on: high\nmax-size: 10Mi\n", true),
        ("max-size: 1000\n", true),
        ("exclude: [\"vendor/**\"]\nselect: [cors, host-network]\nignore: []\n", true),
        ("rules: {host-network: off, cors-any-origin: {severity: low, options: {}}}\n", true),
        (
            "exceptions: [{rule: '*', reason: x, paths: [a], resource: b, until: 2027-01-31}]\n",
            true,
        ),
        ("exceptions:\n", true),
        ("profile: defualt\n", false),
        ("profile: null\n", false),
        ("profiles: default\n", false),
        ("fail-on: 3\n", false),
        ("max-size: [1]\n", false),
        ("exclude: vendor\n", false),
        ("exclude: [1]\n", false),
        ("select: [no-such-rule]\n", false),
        ("ignore: ['*']\n", false),
        ("rules: [host-network]\n", false),
        ("rules: {no-such-rule: off}\n", false),
        ("rules: {host-network: {severty: low}}\n", false),
        ("rules: {host-network: {options: {a: 1}}}\n", false),
        ("rules: {host-network: true}\n", false),
        ("exceptions: [{rule: host-network}]\n", false),
        ("exceptions: [{reason: x}]\n", false),
        ("exceptions: [{rule: host-network, reason: ' '}]\n", false),
        ("exceptions: [{rule: host-network, reason: x, until: soon}]\n", false),
        ("[]\n", false),
    ] {
        let options = serde_saphyr::options! { strict_booleans: true };
        let value: serde_json::Value = serde_saphyr::from_str_with_options(yaml, options).unwrap();
        assert_eq!(is_read(yaml), good, "read: {yaml}");
        assert_eq!(validator.is_valid(&value), good, "schema: {yaml}");
    }
}
