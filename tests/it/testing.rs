//! `tidewaiter test`: examples are run, told as a diff, and written.

use crate::common::{has, shell};

const RULE: &str = "id: too-few
summary: A workload has too few replicas
severity: medium
kinds: [deployment]
select: spec.replicas
find: {below: 2}
message: only {$}
why: W
fix: F

examples:
  # Runs alone.
  - fails: |
      //- web.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 1}
      //               ^ it used to say this

  - passes: |
      //- web.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 2}
since: '1'
";

#[test]
fn what_an_example_lacks_is_told_as_a_diff_and_written_if_asked() {
    let shell = shell(&[("policy/too-few.yaml", RULE)]);
    let said = shell.run("test policy");
    assert_eq!(said.code, 1);
    let diff = "      spec: {replicas: 1}\n  - //               ^ it used to say this\n  + \
                //               ^ only 1\n";
    has(&said.out, &diff.replacen("  ", "", 1));
    has(&said.out, "too-few: 2 examples, 1 FAILED\n");
    let said = shell.run("test policy --update");
    assert_eq!((said.code, said.out.as_str()), (0, "too-few: 2 examples ok\n1 rules, 0 failed\n"));
    has(&said.err, "wrote ");
    assert_eq!(shell.read("policy/too-few.yaml"), RULE.replace("it used to say this", "only 1"));
    assert_eq!(shell.run("test policy --update").err, "");
}

/// To expect what a rule should not find, or nothing where it should, mends no rule.
#[test]
fn an_example_is_not_made_to_say_the_opposite() {
    for wrong in [RULE.replace("below: 2", "below: 3"), RULE.replace("below: 2", "below: 1")] {
        let shell = shell(&[("policy/too-few.yaml", &wrong)]);
        let said = shell.run("test policy --update");
        assert_eq!(said.code, 1, "{said:?}");
        assert!(!shell.read("policy/too-few.yaml").contains("only 2"));
        has(&shell.read("policy/too-few.yaml"), "spec: {replicas: 1}\n      //               ^ ");
    }
}

#[test]
fn an_example_that_is_no_block_is_left_and_said() {
    let inline = "examples: [{fails: \"//- .env\\nA=1\\n\"}, {passes: \"\"}]\n";
    let rule = RULE.split("\nexamples:").next().unwrap();
    let rule =
        rule.replace("kinds: [deployment]\nselect: spec.replicas\nfind: {below: 2}", "select: A");
    let shell = shell(&[("too-few.yaml", &format!("{rule}\n{inline}"))]);
    let said = shell.run("test . --update");
    assert_eq!(said.code, 1);
    has(&said.err, "stays: each example is to be a block");
}

#[test]
fn demands_of_a_pack_are_run_with_the_rules_that_serve_them() {
    let shell = shell(&[
        ("pack/pack.yaml", "name: ours\nversion: 1.0.0\ndescription: D\n"),
        ("pack/too-few.yaml", &RULE.replace("it used to say this", "only 1")),
    ]);
    let demand = |by: &str, replicas: u8| {
        let object = |replicas| {
            let kind = "apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}";
            format!("//- a.yaml\n    {kind}\n    spec: {{replicas: {replicas}}}")
        };
        let (fails, passes) = (object(1), object(replicas));
        format!(
            "- id: O-1\n  says: two run\n  by: [{by}]\n  fails: |\n    {fails}\n  passes: |\n    \
             {passes}\n"
        )
    };
    shell.write("pack/statements.yaml", demand("too-few", 2));
    let said = shell.run("test pack");
    assert_eq!(said.code, 0, "{said:?}");
    has(&said.out, "ours: 1 demands, 0 failed\n");
    shell.write("pack/statements.yaml", demand("too-few", 1));
    has(&shell.run("test pack").out, "O-1: what keeps it is found fault with");
    shell.write("pack/statements.yaml", demand("gone", 2));
    let said = shell.run("test pack");
    has(&said.out, "O-1: nothing is found in what breaks it");
    assert_eq!(said.code, 1);
}

#[cfg(feature = "plugins")]
#[test]
fn examples_of_a_plugin_are_run() {
    let wasm = std::fs::read("plugins/namespaces/namespaces.wasm").unwrap();
    let shell = shell(&[]);
    shell.write("a/namespaces.wasm", wasm);
    let said = shell.run("test a/namespaces.wasm");
    assert_eq!(said.code, 0, "{said:?}");
    has(&said.out, "examples ok\n");
    has(&said.out, " rules, 0 failed\n");
    has(&shell.run("test a").out, " rules, 0 failed\n");
    shell.write("a/b.wasm", "no wasm");
    has(&shell.run("test a/b.wasm").err, "b.wasm`: ");
}
