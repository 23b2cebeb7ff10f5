//! The same bytes whatever the threads, the working folder and the order of files.

use std::{fs, path::Path};

use crate::common::{BAD, Shell, shell};

const FORMATS: [&str; 3] = ["text", "json", "sarif"];

/// The repositories of the tests and enough files beside them that threads are used.
fn tree(reversed: Order) -> Shell {
    let shell = shell(&[(".git/HEAD", "")]);
    let mut files = Vec::new();
    collect(Path::new("testdata/repos"), &mut files);
    files.extend((0..60).map(|it| (format!("many/{it}/bad.yaml"), BAD.as_bytes().to_vec())));
    let secret = |it| format!("DB_PASSWORD=hunter{it}x\nDATABASE_URL=postgres://a:b{it}cd@db/x\n");
    files.extend((0..30).map(|it| (format!("many/{it}/.env"), secret(it).into_bytes())));
    if reversed == Order::Backward {
        files.reverse();
    }
    files.iter().for_each(|(path, content)| shell.write(path, content));
    shell
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Forward,
    Backward,
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push((path.to_str().unwrap().to_owned(), fs::read(&path).unwrap())),
        }
    }
    files.sort();
}

#[test]
fn threads_folders_and_orders_change_no_byte() {
    let shell = tree(Order::Forward);
    let other = tree(Order::Backward);
    shell.write("elsewhere/deep/x", "");
    other.write("elsewhere/deep/x", "");
    for format in FORMATS {
        let rest = format!("--profile all --today 2027-01-01 --format {format}");
        let expected = shell.run(&format!("check {rest} --threads 1"));
        assert_eq!(expected.code, 1, "{expected:?}");
        assert!(expected.out.matches("host-network").count() >= 60);
        let same = |what: &str, out: String| assert!(out == expected.out, "{format}: {what}");
        for threads in ["2", "8"] {
            same(threads, shell.run(&format!("check {rest} --threads {threads}")).out);
        }
        same("no number of threads", shell.run(&format!("check {rest}")).out);
        same("the folder", shell.run(&format!("check . {rest}")).out);
        same("another order of writing", other.run(&format!("check {rest}")).out);
        same("another folder", shell.run_in("elsewhere/deep", &format!("check ../.. {rest}")).out);
    }
}

#[test]
fn paths_may_be_given_in_any_order() {
    let shell = tree(Order::Forward);
    for format in FORMATS {
        let said = |paths: &str, folder: &str| {
            shell.run_in(folder, &format!("check {paths} --today 2027-01-01 --format {format}")).out
        };
        let expected = said("many/1 many/2 testdata/repos/shop", ".");
        assert!(expected == said("testdata/repos/shop many/2 many/1", "."), "{format}");
        assert!(expected == said("many/2 testdata/repos/shop many/1 many/2", "."), "{format}");
        assert!(expected == said("../testdata/repos/shop 2 1", "many"), "{format}");
    }
}
