//! `tidewaiter new`: a file to start from.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
};

use anyhow::{Context, bail};

use super::terminal::say;

/// Writes a rule whose examples hold, for its author to change piece by piece.
pub fn rule(id: &str, folder: &Path) -> anyhow::Result<u8> {
    let is_word = |it: &str| {
        !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    if !id.split('-').all(is_word) {
        bail!(
            "`{id}` is no id: write lower case words joined by hyphens, such as `replicas-too-few`"
        );
    }
    fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    let path = folder.join(format!("{id}.yaml"));
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.with_context(|| format!("`{}` cannot be written", path.display()))?;
    file.write_all(TEMPLATE.replace("{id}", id).as_bytes())?;
    say(format_args!("wrote {}; run its examples with `tidewaiter test {0}`", path.display()));
    Ok(0)
}

const TEMPLATE: &str = r"id: {id}
# FIXME: one line that says what is wrong, without a full stop.
summary: A workload has too few replicas
severity: medium
confidence: high
profile: default
standards: []
# FIXME: what it looks at; `tidewaiter inspect FILE` shows the kind of a document.
kinds: [deployment]
since: 0.1.0

# FIXME: the node that is looked at, and what it must not be.
select: spec.replicas
find: {below: 2}
message: this workload has only {$} replica

why: |
  FIXME: what it costs in a deployment.
fix: |
  FIXME: what to do, with text to paste.

examples:
  - fails: |
      //- web.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1
      //          ^ this workload has only 1 replica
  - passes: |
      //- web.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
";
