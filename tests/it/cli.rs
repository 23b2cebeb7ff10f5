//! The command line, as one who types it sees it.

use std::{path::Path, process::Stdio};

use crate::common::{BAD, GOOD, has, said, shell};

#[test]
fn exit_codes() {
    let shell = shell(&[("bad.yaml", BAD), ("good.yaml", GOOD), ("cut.yaml", "a: [1\n")]);
    for (line, code) in [
        ("check good.yaml", 0),
        ("check bad.yaml", 1),
        ("check bad.yaml --fail-on critical", 0),
        ("check bad.yaml --exit-zero", 0),
        ("check bad.yaml --min-severity critical", 0),
        ("check bad.yaml --ignore host-network", 0),
        ("check bad.yaml --ignore container", 0),
        ("check bad.yaml --select cors", 0),
        ("check bad.yaml --select host-network", 1),
        ("check bad.yaml none.yaml", 2),
        ("check none.yaml --exit-zero", 2),
        ("check cut.yaml", 0),
        ("check cut.yaml --strict", 2),
        ("check bad.yaml --strict", 1),
        ("check bad.yaml --max-size 10", 0),
        ("check bad.yaml --max-size 10 --strict", 2),
        ("check bad.yaml --threads 1", 1),
        ("check --nonsense", 2),
        ("check --select no-such-rule", 2),
        ("check --today tomorrow", 2),
        ("check - good.yaml", 2),
        ("check --stdin-filename a.yaml good.yaml", 2),
        ("check --format text --format text", 2),
        ("check --format html", 2),
        ("--help", 0),
        ("", 2),
    ] {
        let said = shell.run(line);
        assert_eq!(said.code, code, "{line}\n{said:?}");
    }
}

#[test]
fn what_is_not_there_is_said_and_the_others_are_checked() {
    let said = shell(&[("bad.yaml", BAD)]).run("check none.yaml bad.yaml");
    has(&said.err, "error: none.yaml: No such file");
    has(&said.out, "high[host-network]");
}

#[test]
fn nothing_to_check_is_said() {
    let shell = shell(&[("image.png", "\0\0")]);
    let said = shell.run("check");
    assert_eq!((said.code, said.err.as_str()), (0, "nothing to check: no text file was found\n"));
    assert_eq!(shell.run("check --error-on-no-input").code, 3);
    assert_eq!(shell.run("check --quiet").err, "");
}

#[test]
fn paths_are_relative_to_the_repository() {
    let shell = shell(&[(".git/HEAD", ""), ("deploy/prod/bad.yaml", BAD)]);
    has(&shell.run_in("deploy/prod", "check").out, "[deploy/prod/bad.yaml:7:20]");
    has(&shell.run_in("deploy/prod", "check bad.yaml").out, "[deploy/prod/bad.yaml:7:20]");
    has(&shell.run("check deploy").out, "[deploy/prod/bad.yaml:7:20]");
}

#[test]
fn standard_input_is_checked_under_the_name_it_is_given() {
    let shell = shell(&[(".git/HEAD", ""), ("sub/x", "")]);
    let said = shell.pipe(BAD, "check - --stdin-filename deploy/bad.yaml");
    assert_eq!(said.code, 1);
    has(&said.out, "[deploy/bad.yaml:7:20]");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let files: Vec<_> = (0..300).map(|it| (format!("{it}.yaml"), BAD)).collect();
    let files: Vec<_> = files.iter().map(|it| (it.0.as_str(), it.1)).collect();
    let shell = shell(&files);
    let mut command = shell.command(".", "check");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), &b""[..]));
}

#[test]
fn formats_go_where_they_are_sent() {
    let shell = shell(&[("bad.yaml", BAD)]);
    let said = shell.run("check --format text=out/report.txt");
    assert_eq!(said.code, 2);
    has(&said.err, "cannot be written");
    let said = shell.run("check --output report.txt");
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    has(&shell.read("report.txt"), "high[host-network]");
    assert_eq!(said.err, "1 findings, 0 silenced, 0 notices\n");
    assert_eq!(shell.run("check --output report.txt --quiet").err, "");
}

#[test]
fn machines_get_their_format_alone_and_people_the_rest() {
    let shell = shell(&[("bad.yaml", BAD)]);
    for format in ["json", "sarif"] {
        let said = shell.run(&format!("check --format {format} bad.yaml none.yaml"));
        let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert!(json["version"].is_number() || json["version"] == "2.1.0");
        has(&said.err, "error: none.yaml");
        assert_eq!(said.code, 2);
    }
    let said = shell.run("check --format text --format json=out.json --format sarif=out.sarif");
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    has(&shell.read("out.json"), "\"host-network\"");
    has(&shell.read("out.sarif"), "\"host-network\"");
    let mut command = shell.command(".", "check bad.yaml");
    has(&self::said(command.env("TIDEWAITER_FORMAT", "json")).out, "{\n");
}

#[test]
fn what_is_silenced_is_left_out_of_sarif_unless_it_is_wanted() {
    let silenced = BAD.replace("true\n", "true # tidewaiter: ignore[*] reason=\"x\"\n");
    let shell = shell(&[("bad.yaml", &silenced)]);
    let results = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(&shell.run(line).out).unwrap();
        json["runs"][0]["results"].clone()
    };
    assert_eq!(results("check --format sarif"), serde_json::json!([]));
    let kept = results("check --format sarif --sarif-include-suppressed");
    assert_eq!(kept[0]["suppressions"][0]["kind"], "inSource");
}

#[cfg(target_os = "linux")]
#[test]
fn what_has_no_end_is_not_read_to_it() {
    let said = shell(&[]).run("check /dev/zero");
    assert_eq!(said.code, 2);
}

#[test]
fn colour_is_used_where_it_is_wanted() {
    let shell = shell(&[("bad.yaml", BAD)]);
    let is_coloured = |line: &str, variable: (&str, &str)| {
        let mut command = shell.command(".", line);
        said(command.env(variable.0, variable.1)).out.contains("\u{1b}[")
    };
    assert!(!is_coloured("check", ("A", "")));
    assert!(is_coloured("check --color always", ("NO_COLOR", "1")));
    assert!(is_coloured("check", ("FORCE_COLOR", "1")));
    assert!(!is_coloured("check --color never", ("FORCE_COLOR", "1")));
}

#[test]
fn the_configuration_of_the_nearest_folder_holds() {
    let shell = shell(&[
        (".git/HEAD", ""),
        ("tidewaiter.yaml", "rules: {host-network: off}\n"),
        ("deploy/bad.yaml", BAD),
    ]);
    assert_eq!(shell.run_in("deploy", "check").code, 0);
    assert_eq!(shell.run_in("deploy", "check --isolated").code, 1);
    assert_eq!(shell.run_in("deploy", "check --select host-network").code, 1);
    shell.write("deploy/tidewaiter.yaml", "rules: {host-network: critical}\n");
    has(&shell.run_in("deploy", "check").out, "critical[host-network]");
    shell.write("deploy/tidewaiter.yaml", "extends: [../tidewaiter.yaml]\n");
    assert_eq!(shell.run_in("deploy", "check").code, 0);
    assert_eq!(shell.run_in("deploy", "check --config ../none.yaml").code, 2);
    let mut command = shell.command(".", "check");
    assert_eq!(said(command.env("TIDEWAITER_CONFIG", "deploy/bad.yaml")).code, 2);
}

#[test]
fn all_that_is_wrong_with_a_configuration_is_shown_before_anything_is_checked() {
    let config = "\
profle: default
fail-on: hihg
rules: {host-netwrok: off}
exceptions:
  - {rule: host-network, until: soon}
";
    let said = shell(&[("tidewaiter.yaml", config), ("bad.yaml", BAD)]).run("check");
    let expected = "\
error: the configuration cannot be used
tidewaiter.yaml:1:1: no such key: `profle`; did you mean `profile`?
  | profle: default
  | ^^^^^^
tidewaiter.yaml:2:10: one of `info`, `low`, `medium`, `high`, `critical` is expected here; did you mean `high`?
  | fail-on: hihg
  |          ^^^^
tidewaiter.yaml:3:9: no rule is called `host-netwrok`; did you mean `host-network`?
  | rules: {host-netwrok: off}
  |         ^^^^^^^^^^^^
tidewaiter.yaml:5:6: an exception needs a reason: `reason`
  |   - {rule: host-network, until: soon}
  |      ^^^^
tidewaiter.yaml:5:33: `soon` is no date of the form 2027-01-31
  |   - {rule: host-network, until: soon}
  |                                 ^^^^
";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", expected));
}

#[test]
fn exceptions_silence_by_path_until_a_day() {
    let config = |more: &str| {
        format!("exceptions:\n  - rule: host-network\n    reason: it is the CNI\n{more}")
    };
    let shell = shell(&[("infra/bad.yaml", BAD)]);
    for (more, day, code) in [
        ("", "2027-01-31", 0),
        ("    paths: [infra/**]\n", "2027-01-31", 0),
        ("    paths: [deploy/**]\n", "2027-01-31", 1),
        ("    resource: Deployment other\n", "2027-01-31", 1),
        ("    until: 2027-01-31\n", "2027-01-31", 0),
        ("    until: 2027-01-31\n", "2027-02-01", 1),
    ] {
        shell.write("tidewaiter.yaml", config(more));
        let said = shell.run(&format!("check --today {day}"));
        assert_eq!(said.code, code, "{more}\n{said:?}");
    }
    shell.write("tidewaiter.yaml", config("    paths: [deploy/**]\n"));
    let unused = "tidewaiter.yaml:2:11: low[suppression-unused]: exception 1 silences nothing\n";
    has(&shell.run("check --quiet").out, unused);
    // Where only some files are given, nobody can tell.
    assert!(!shell.run("check infra").out.contains("exception 1"));
}

#[test]
fn an_audit_does_not_heed_the_tree() {
    let silenced = BAD.replace("true\n", "true # tidewaiter: ignore[*] reason=\"x\"\n");
    let shell = shell(&[
        ("bad.yaml", &silenced),
        ("vendor/bad.yaml", BAD),
        ("tidewaiter.yaml", "exclude: [vendor]\nrules: {host-network: off}\nfail-on: critical\n"),
    ]);
    assert_eq!(shell.run("check").code, 0);
    let said = shell.run("check --audit");
    assert_eq!((said.code, said.out.matches("× high[host-network]").count()), (1, 2));
    has(&said.out, "1 finding would be silenced (1 by comments)");
    let unheeded = "tidewaiter.yaml is not heeded: 1 exclude glob, 1 rule turned off";
    has(&said.err, unheeded);
    shell.write("tidewaiter.yaml", "nonsense: [\n");
    assert_eq!(shell.run("check --audit").code, 1);
}

#[test]
fn what_holds_is_shown_with_its_origin() {
    let shell = shell(&[("tidewaiter.yaml", "profile: all\nexclude: [vendor]\n")]);
    let said = shell.run("check --show-config --fail-on low").out;
    let rows: Vec<_> = said.lines().filter(|it| !it.starts_with('#')).collect();
    assert_eq!(
        rows,
        [
            "profile: all        # tidewaiter.yaml:1:10",
            "fail-on: low        # --fail-on",
            "max-size: 10485760  # default",
            "exclude: vendor     # tidewaiter.yaml:2:11",
        ]
    );
}

#[test]
fn why_a_file_is_or_is_not_checked() {
    let shell = shell(&[
        ("bad.yaml", BAD),
        ("out/a.yaml", BAD),
        ("image.png", "\0"),
        (".gitignore", "out/\n"),
        ("tidewaiter.yaml", "exclude: [\"vendor/**\"]\n"),
    ]);
    for (path, said) in [
        ("bad.yaml", "checked as yaml: Deployment"),
        ("vendor/a.yaml", "not checked: `vendor/**` of the configuration excludes it"),
        ("out/a.yaml", "not checked: `out/` of .gitignore leaves it out"),
        ("image.png", "not checked: it is no text"),
        ("none.yaml", "not checked: there is no such file"),
    ] {
        let line = format!("check --explain-path {path}");
        assert_eq!(shell.run(&line).out, format!("{path}: {said}\n"));
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let shell = shell(&[]);
    let list = shell.run("rules").out;
    let row = list.lines().find(|it| it.starts_with("host-network ")).unwrap();
    assert!(
        row.ends_with("  high      default   A workload shares the network of its host"),
        "{row}"
    );
    let cors = shell.run("rules --topic cors").out;
    assert!(cors.lines().all(|it| it.contains("rigin")) && list.len() > cors.len(), "{cors}");
    let json: serde_json::Value =
        serde_json::from_str(&shell.run("rules --format json --topic cors").out).unwrap();
    assert_eq!(json["rules"][0]["topic"], "cors");
    has(&shell.run("explain host-network").out, "# host-network\n");
    let said = shell.run("explain host-netwrok");
    assert_eq!(said.code, 2);
    assert_eq!(said.err, "error: no rule is called `host-netwrok`; did you mean `host-network`?\n");
}

#[test]
fn a_configuration_to_start_from_is_not_written_over_another() {
    let shell = shell(&[("bad.yaml", BAD)]);
    assert_eq!(shell.run("init").code, 0);
    let written = shell.read("tidewaiter.yaml");
    let schema = shell.run("init --schema");
    assert_eq!(schema.code, 0);
    assert_eq!(schema.out, std::fs::read_to_string("docs/tidewaiter.schema.json").unwrap());
    assert_eq!(shell.run("check").code, 1);
    assert_eq!(shell.run("init").code, 2);
    assert_eq!(shell.read("tidewaiter.yaml"), written);
    assert!(Path::new(&shell.0.path().join("tidewaiter.yaml")).exists());
}

#[test]
fn what_is_inspected_shows_no_secret() {
    let secret = ["Tq7", "vR2", "mK9", "xW4"].concat();
    let encoded = "VHE3dlIybUs5eFc0";
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata: {{DB_PASSWORD: {encoded}}}\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n  a.env: |\n    DB_PASSWORD={secret}\n"
    );
    let env = format!("DB_PASSWORD={secret}\nDATABASE_URL=postgres://shop:{secret}@db/shop\n");
    let shell = shell(&[("a.env", &env), ("b.yaml", &manifest)]);
    let said = shell.run("inspect").out;
    assert!(!said.contains(&secret) && !said.contains(encoded), "{said}");
    has(&said, "DB_PASSWORD = ***");
}

#[test]
fn what_is_read_can_be_inspected() {
    let shell = shell(&[("a.env", "DATABASE_NAME=shop\nHOST=${WHO}\n")]);
    let said = shell.run("inspect");
    assert_eq!(
        said.out,
        "\
a.env:1:1  dotenv: Dotenv
  {}  1:1-2:12
    DATABASE_NAME: shop  1:15-1:19
    HOST: ${WHO}  2:6-2:12
  states 1 setting files, 2 settings

settings that no program of the tree reads  a.env:1:1  (context: unstated)
  DATABASE_NAME = shop
    a.env:1:15
  HOST = ${WHO}
    a.env:2:6
"
    );
}
