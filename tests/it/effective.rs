//! What the programs of small whole repositories are told, and by which file.
//!
//! `UPDATE=1 cargo test` writes it anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

#[test]
fn each_repository_tells_its_programs_as_expected() {
    let mut stale = Vec::new();
    for entry in fs::read_dir("testdata/repos").unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let said = inspect(&folder, &["--effective"]);
        let beside = folder.with_extension("effective.txt");
        if fs::read_to_string(&beside).ok().as_ref() == Some(&said) {
            continue;
        }
        match env::var_os("UPDATE") {
            Some(_) => fs::write(&beside, &said).unwrap(),
            None => stale.push(beside),
        }
    }
    assert!(stale.is_empty(), "told otherwise (UPDATE=1 writes it): {stale:?}");
}

#[test]
fn one_program_can_be_asked_for_in_json() {
    let said = inspect(
        Path::new("testdata/repos/shop"),
        &["--effective", "--program", "service api", "--format", "json"],
    );
    let log: serde_json::Value = serde_json::from_str(&said).unwrap();
    let programs = log["programs"].as_array().unwrap();
    assert_eq!(programs.len(), 1);
    let settings = programs[0]["settings"].as_array().unwrap();
    let of = |name: &str| settings.iter().find(|it| it["name"] == name).unwrap();
    let origins = &of("SHOP_HTTP__CORS_ORIGINS")["origins"];
    assert_eq!((&origins[0]["path"], &origins[0]["line"]), (&"api.env".into(), &3.into()));
    assert_eq!(origins[0]["by"]["path"], "docker-compose.prod.yml");
    let url = of("SHOP_DATABASE_URL");
    assert_eq!(url["value"], "postgres://shop:${DB_PASSWORD}@db:5432/shop");
}

/// Runs in a copy, so that nothing above the repository has a say.
fn inspect(repository: &Path, arguments: &[&str]) -> String {
    let copy = tempfile::tempdir().unwrap();
    copy_all(repository, copy.path());
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command.arg("inspect").args(arguments).current_dir(copy.path()).env_clear();
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let paths: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|it| it.unwrap().path()).collect();
    for path in paths {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
