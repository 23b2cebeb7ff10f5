//! The program as one who types its commands meets it: a folder with files, and what is said.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub const BAD: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      hostNetwork: true
";
pub const GOOD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n";

/// A folder with files, in which commands are run.
pub struct Shell(pub TempDir);

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: i32,
}

pub fn shell(files: &[(&str, &str)]) -> Shell {
    let shell = Shell(tempfile::tempdir().unwrap());
    files.iter().for_each(|(path, content)| shell.write(path, content));
    shell
}

impl Shell {
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    pub fn command(&self, folder: &str, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.args(line.split_whitespace()).current_dir(self.0.path().join(folder));
        command.env_clear().stdin(Stdio::null());
        command
    }

    pub fn run(&self, line: &str) -> Said {
        said(&mut self.command(".", line))
    }

    pub fn run_in(&self, folder: &str, line: &str) -> Said {
        said(&mut self.command(folder, line))
    }

    pub fn pipe(&self, input: &str, line: &str) -> Said {
        let mut command = self.command(".", line);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Said { out: text(output.stdout), err: text(output.stderr), code }
    }
}

pub fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Said { out: text(output.stdout), err: text(output.stderr), code }
}

pub fn has(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is not in\n{text}");
}
