//! What no tree should hold, and what is said of it: clearly, at its place, and with
//! everything else checked all the same.

use std::{
    fs,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use crate::common::{BAD, Said, Shell, has, shell};

/// Far more than any of it takes where tests are built without optimisation.
const PATIENCE: Duration = Duration::from_secs(300);

/// Runs a command that must end by itself.
fn run(shell: &Shell, line: &str) -> Said {
    let mut command = shell.command(".", line);
    let (out, err) = (shell.0.path().join("../out"), shell.0.path().join("../err"));
    let name = shell.0.path().file_name().unwrap().to_string_lossy().into_owned();
    let out = out.with_file_name(format!("{name}.out"));
    let err = err.with_file_name(format!("{name}.err"));
    command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap());
    let code = wait(command.stdin(Stdio::null()).spawn().unwrap(), line);
    let read = |path| {
        let text = String::from_utf8(fs::read(&path).unwrap()).unwrap();
        fs::remove_file(path).unwrap();
        text
    };
    let said = Said { out: read(out), err: read(err), code };
    assert!([0, 1, 2].contains(&said.code), "{line}: {}\n{}", said.code, said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

fn wait(mut child: Child, line: &str) -> i32 {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap_or(-1);
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{line} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Checks a file beside a bad one, whose finding must be there; says what is said.
fn beside(path: &str, content: impl AsRef<[u8]>) -> Said {
    let shell = shell(&[("good/bad.yaml", BAD)]);
    shell.write(path, content);
    let said = run(&shell, "check");
    assert_eq!(said.code, 1, "{said:?}");
    has(&said.out, "[good/bad.yaml:7:20]");
    said
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_named_and_the_others_are_checked() {
    use std::os::unix::fs::symlink;
    let shell = shell(&[("bad.yaml", BAD), ("folder.yaml/a.txt", "x")]);
    let root = shell.0.path();
    symlink("nowhere", root.join("broken.yaml")).unwrap();
    symlink(".", root.join("loop")).unwrap();
    symlink("self.yaml", root.join("self.yaml")).unwrap();
    let pipe = root.join("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let long = format!("{}.yaml", "x".repeat(300));
    for (name, why) in [
        ("broken.yaml", "No such file"),
        ("self.yaml", "symbolic links"),
        ("pipe.yaml", "no file"),
        (long.as_str(), "too long"),
    ] {
        let said = run(&shell, &format!("check {name} bad.yaml"));
        assert_eq!(said.code, 2, "{name}: {said:?}");
        has(&said.err, &format!("error: {name}: "));
        has(&said.err, why);
        has(&said.out, "[bad.yaml:7:20]");
    }
    // What is only met on the way is no error: links lead to what is read anyway.
    let said = run(&shell, "check");
    assert_eq!((said.code, said.err.as_str()), (1, ""), "{said:?}");
    assert_eq!(run(&shell, "check loop").code, 1);
    assert_eq!(run(&shell, "check folder.yaml").code, 0);
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_said_or_read_for_what_it_is() {
    beside("a.yaml", [0, 159, 146, 150, 0, 1, 2]);
    beside("image.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    let json =
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"hostNetwork":true}}"#;
    has(&beside("json.yaml", json).out, "[json.yaml:1:79]");
    has(&beside("yaml.json", BAD).out, "yaml.json:");
    has(
        &beside("page.toml", "<!DOCTYPE html>\n<html><body>x</body></html>\n").out,
        "page.toml:1: ",
    );
    has(&beside("shop.env", "<html>\n").out, "shop.env:1: ");
}

#[test]
fn a_broken_document_leaves_the_others_of_its_stream() {
    let said = beside("a.yaml", format!("a: 1\n---\nb: [1\nc: }}\n---\n{BAD}"));
    has(&said.out, "[a.yaml:12:20]");
    has(&said.out, "a.yaml:4: not read from here");
    let said = beside("b.yaml", format!("{BAD}---\ntoken: \"it ends in the midd"));
    has(&said.out, "[b.yaml:7:20]");
    has(&said.out, "b.yaml:9:");
    for (path, content) in [
        ("c.json", "{\"a\": \"it ends"),
        ("d.toml", "a = \"it ends"),
        ("Dockerfile", "FROM a\nRUN \"it ends \\"),
        ("nginx.conf", "http { server { add_header X \"it ends"),
    ] {
        has(&beside(path, content).out, &format!("{path}:"));
    }
}

#[test]
fn places_are_right_in_every_encoding() {
    let text = format!("# é 😀\n{BAD}");
    let wide = |unit: fn(u16) -> [u8; 2]| {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    has(&beside("le.yaml", wide(u16::to_le_bytes)).out, "[le.yaml:8:20]");
    has(&beside("be.yaml", wide(u16::to_be_bytes)).out, "[be.yaml:8:20]");
    has(&beside("cr.yaml", text.replace('\n', "\r")).out, "[cr.yaml:8:20]");
    has(&beside("crlf.yaml", text.replace('\n', "\r\n")).out, "[crlf.yaml:8:20]");
    has(&beside("bom.yaml", format!("\u{feff}{text}")).out, "[bom.yaml:8:20]");
    let invalid = [b"# \xff\xfe\xff\n".as_slice(), BAD.as_bytes()].concat();
    let said = beside("invalid.yaml", invalid);
    has(&said.out, "[invalid.yaml:8:20]");
    has(&said.out, "no UTF-8");
}

#[test]
fn bombs_do_not_go_off() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for depth in 1..40 {
        let before = format!("*a{}", depth - 1);
        bomb += &format!("a{depth}: &a{depth} [{}]\n", [before.as_str(); 9].join(", "));
    }
    has(&beside("bomb.yaml", &bomb).out, "bomb.yaml:");
    has(&beside("self.yaml", "a: &a\n  b: *a\n").out, "self.yaml:2: not followed");
    let mut merges = String::from("m0: &m0 {k: 1}\n");
    for depth in 1..2000 {
        merges += &format!("m{depth}: &m{depth} {{<<: [*m{0}, *m{0}]}}\n", depth - 1);
    }
    beside("merges.yaml", &merges);
}

#[test]
fn nesting_of_any_depth_is_borne() {
    const DEPTH: usize = 100_000;
    let times = |text: &str| text.repeat(DEPTH);
    for (path, content) in [
        ("flow.yaml", times("[")),
        ("map.yaml", times("{a: ")),
        ("items.yaml", times("- ")),
        ("a.json", times("[")),
        ("b.json", times("{\"a\":")),
        ("closed.json", times("[") + &times("]")),
        ("a.toml", format!("a = {}", times("["))),
        ("b.toml", format!("a = {}", times("{b = "))),
        ("c.toml", format!("{}a = 1", times("a."))),
        ("nginx.conf", times("a { ")),
        ("nats.conf", format!("port: 4222\n{}", times("a { "))),
        ("list.nats.conf", format!("port: 4222\na: {}", times("["))),
        ("Dockerfile", format!("FROM a\nRUN {}", times("$("))),
        ("expand.Dockerfile", format!("FROM {}", times("${a:-"))),
        ("a.ini", times("[a]\n")),
        ("quote.md", times(">")),
        ("list.md", times("- ")),
        ("fence.md", times("> ```\n")),
        ("run.sh", times("$(")),
        ("a.env", format!("A={}", times("${A:-"))),
        ("a.properties", format!("{}=1", times("a."))),
    ] {
        beside(path, content);
    }
}

#[test]
fn a_file_over_the_limit_is_said_and_read_if_it_is_wanted() {
    const MIB: usize = 1 << 20;
    let part = "password: x https://u@h token=";
    let line = |size: usize| format!("a: \"{}\"\n", part.repeat(size / part.len()));
    let shell = shell(&[("bad.yaml", BAD), ("huge.yaml", &line(100 * MIB))]);
    let said = run(&shell, "check");
    assert_eq!(said.code, 1);
    has(&said.out, "huge.yaml");
    has(&said.out, "`--max-size`");
    fs::remove_file(shell.0.path().join("huge.yaml")).unwrap();
    shell.write("large.yaml", line(20 * MIB));
    let said = run(&shell, "check");
    assert_eq!(said.code, 1);
    has(&said.out, "large.yaml");
    has(&said.out, "`--max-size`");
    assert_eq!(run(&shell, "check --strict").code, 2);
    let said = run(&shell, "check --max-size 64Mi");
    assert_eq!(said.code, 1);
    has(&said.out, "[bad.yaml:7:20]");
}

#[test]
fn a_file_of_a_million_lines_is_read_to_its_last() {
    let lines = "A=/t\n".repeat(1_000_000);
    let last = ["export SHOP_PASSWORD=", "kX9v2LqPz71mR8aa\n"].concat();
    let shell = shell(&[("many.sh", &(lines + &last))]);
    let said = run(&shell, "check --quiet --max-size 64Mi");
    assert_eq!(said.code, 1, "{said:?}");
    has(&said.out, "many.sh:1000001:22: medium[hardcoded-secret]");
}

#[test]
fn a_report_of_very_many_findings_is_made_in_time() {
    let line =
        |it: i32| format!("# tidewaiter: ignore[r{it}] reason=\"x\"\nK{it}_PASSWORD=hunter{it}x\n");
    let shell = shell(&[("many.env", (0..50_000).map(line).collect::<String>().as_str())]);
    for format in ["text", "json", "sarif"] {
        let said = run(&shell, &format!("check --format {format}"));
        assert_eq!(said.code, 1);
        has(&format!("{}{}", said.out, said.err), "more settings than a program has");
        assert!(said.out.len() < 400_000_000 && !said.out.contains("hunter99999x"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_give_no_commands() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let shell = shell(&[]);
    let names: [&[u8]; 7] = [
        b"new\nline.yaml",
        b"\x1b[31mred\x1b]0;x\x07.yaml",
        b"::error::x.yaml",
        b"\xff\xfe.yaml",
        b"\xff\xfd.yaml",
        "\u{202e}lmay\u{200b}.yaml".as_bytes(),
        b"##vso[task.x]y.yaml",
    ];
    for name in names {
        fs::write(shell.0.path().join(OsStr::from_bytes(name)), BAD).unwrap();
    }
    for line in ["check", "check --quiet", "check --format sarif", "check --format json", "inspect"]
    {
        let said = run(&shell, line);
        let all = format!("{}{}", said.out, said.err);
        assert!(!all.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{line}: {all}");
        assert!(!all.lines().any(|it| it.trim_start().starts_with("::")), "{line}");
        assert!(!all.contains("##vso[") && !all.contains("##["), "{line}");
        assert!(!all.lines().any(|it| it.starts_with("line.yaml")), "{line}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&run(&shell, "check --format json --select host-network").out)
            .unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), names.len());
}

#[test]
fn letters_that_cannot_be_seen_are_shown() {
    let text = BAD.replace("api}", "\"a\u{202e}p\u{200b}i\"}");
    let said = beside("odd.yaml", &text);
    has(&said.out, "[odd.yaml:7:20]");
    for letter in ['\u{202e}', '\u{200b}', '\u{1b}'] {
        assert!(!said.out.contains(letter), "{letter:?}");
    }
    let env = "PASS\u{200b}WORD=a\u{202e}b\n\u{feff}X=::error::y\n";
    has(
        &beside("escape.yaml", format!("{BAD}\u{1b}[2J\n")).out,
        "escape.yaml:8: not read from here",
    );
    assert!(!beside("odd.env", env).out.contains(['\u{202e}', '\u{200b}']));
}

#[test]
fn very_long_paths_and_empty_files_are_borne() {
    let folder = "d".repeat(200);
    let deep = [folder.as_str(); 15].join("/");
    let shell = shell(&[("empty.yaml", ""), ("empty.json", ""), (".env", ""), ("Dockerfile", "")]);
    shell.write(&format!("{deep}/bad.yaml"), BAD);
    let said = run(&shell, "check");
    assert_eq!(said.code, 1);
    has(&said.out, "bad.yaml:7:20]");
    assert!(!said.out.contains("empty"), "{}", said.out);
}

#[test]
fn a_broken_configuration_stops_all_before_anything_is_read() {
    let config = "profile: x\nfail-on: y\nnonsense: 1\nrules: {none: off}\nexclude: [\"[\"]\n";
    let shell = shell(&[("bad.yaml", BAD), ("tidewaiter.yaml", config)]);
    let said = run(&shell, "check");
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    for place in ["yaml:1:10", "yaml:2:10", "yaml:3:1", "yaml:4:9", "yaml:5:11"] {
        has(&said.err, place);
    }
    for config in [&b"\xff\xfe\x00"[..], b"[", b"{\"a\": ", b"- a\n- b\n", b"a: &a [*a]\n"] {
        shell.write("tidewaiter.yaml", config);
        let said = run(&shell, "check");
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
        has(&said.err, "tidewaiter.yaml");
    }
}
