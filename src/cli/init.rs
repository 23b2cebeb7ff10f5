//! `tidewaiter init`.

use std::{fs::OpenOptions, io::Write};

use anyhow::Context;

use super::{args::Init, print, terminal::say};
use crate::{
    config::{Catalogue, NAMES, schema::schema},
    rule::Rule,
};

/// Writes a configuration to start from, where there is none.
pub fn init(args: &Init, rules: &[&dyn Rule]) -> anyhow::Result<u8> {
    if args.schema {
        let schema = serde_json::to_string_pretty(&schema(&Catalogue::of(rules)))?;
        print(format!("{schema}\n").as_bytes())?;
        return Ok(0);
    }
    let path = NAMES[0];
    if let Some(there) = NAMES.iter().find(|it| std::path::Path::new(it).exists()) {
        anyhow::bail!("{there} is already there, and is not overwritten");
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.with_context(|| format!("{path} cannot be written"))?;
    file.write_all(TEMPLATE.as_bytes()).with_context(|| format!("{path} cannot be written"))?;
    say(format_args!("wrote {path}"));
    Ok(0)
}

/// What it says is what holds without it.
const TEMPLATE: &str = r#"# What tidewaiter checks. Editors complete it with its schema: write that with
# `tidewaiter init --schema > tidewaiter.schema.json` and name it here:
# yaml-language-server: $schema=tidewaiter.schema.json

# Which rules run: default, pedantic or all.
profile: default

# The least severity of a finding that makes the exit code 1.
fail-on: medium

# Files that are not read, relative to this file.
exclude: []
#  - "vendor/**"

# Severities and options of single rules; `tidewaiter rules` lists them.
rules: {}
#  cors-any-origin: low
#  host-network: off

# Findings that are known and meant. An exception needs a reason, and may end.
exceptions: []
#  - rule: host-network
#    paths: ["infra/cni/**"]
#    resource: "DaemonSet kube-system/cni"
#    reason: "the network plugin needs it"
#    until: 2027-01-31
"#;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        config::{Catalogue, load},
        engine, policy,
    };

    fn errors(text: &str) -> Vec<String> {
        let policies = policy::shipped().expect("rules");
        let rules = engine::shipped(&policies);
        let read = |_: &Path| Ok(text.as_bytes().to_vec());
        let path = Path::new("/repo/tidewaiter.yaml");
        let loaded = load(path, Path::new("/repo"), &Catalogue::of(&rules), &read);
        loaded.errors.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn the_template_can_be_read_with_and_without_its_comments() {
        assert_eq!(errors(TEMPLATE), [""; 0]);
        let on = TEMPLATE.replace("[]\n#", "\n ").replace("{}\n#", "\n ").replace("\n#  ", "\n   ");
        assert!(on.contains("until: 2027-01-31"));
        assert_eq!(errors(&on), [""; 0], "{on}");
    }
}
