//! A large tree on the disk: writes one, or runs the engine over one; and what copies of
//! one deployment cost.
//!
//! `cargo bench --bench tree -- write FOLDER [FILES]`, then `-- run FOLDER`; `-- grow`.
//! Without words it does nothing, so that `cargo bench` alone stays short.

#![allow(clippy::print_stdout, reason = "a program that says what it measured")]

mod common;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{Duration, Instant},
};

use tidewaiter::engine::{self, Bytes, FileEntry, Files};

/// A third of the bytes are manifests; the rest is source, prose and data.
const FILES: usize = 30_000;

/// Files of other sizes would not be like those of a repository.
const OTHER_SIZES: std::ops::Range<u64> = 1..16 * 1024;

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder] => write(Path::new(folder), FILES),
        ["write", folder, files] => write(Path::new(folder), files.parse().unwrap_or(FILES)),
        ["run", folder] => run(Path::new(folder)),
        ["grow"] => grow(),
        _ => Ok(()),
    }
}

/// Generated manifests, and twice as many bytes of the packages that Cargo has unpacked.
fn write(folder: &Path, count: usize) -> io::Result<()> {
    let mut others = Vec::new();
    collect(&registry(), &mut |path, size| {
        if OTHER_SIZES.contains(&size) {
            others.push(path);
        }
    })?;
    others.sort();
    // Evenly from all packages, whatever their order.
    let step = (others.len() / (count * 3 / 4).max(1)).max(1);
    let (mut of_manifests, mut of_others) = (0, 0);
    for n in 0..count {
        let is_manifest = 2 * of_manifests <= of_others;
        let (name, content) = match is_manifest {
            true => ("app.yaml".to_owned(), common::manifest(n).into_bytes()),
            _ if others.is_empty() => ("README.md".to_owned(), common::guide(n).into_bytes()),
            _ => {
                let other = &others[(n * step) % others.len()];
                let name = other.file_name().unwrap_or_default().to_string_lossy();
                (name.into_owned(), fs::read(other)?)
            }
        };
        *if is_manifest { &mut of_manifests } else { &mut of_others } += content.len();
        let folder = folder.join(format!("{:03}/{n:05}", n / 100));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}

fn registry() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|it| it.join(".cargo")));
    home.unwrap_or_default().join("registry/src")
}

fn run(folder: &Path) -> io::Result<()> {
    let start = Instant::now();
    let mut entries = Vec::new();
    collect(folder, &mut |path, _| {
        let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
        entries.push(FileEntry { path: below.replace('\\', "/"), bytes: Bytes::Disk(path) });
    })?;
    let files = Files::new(entries);
    let collected = start.elapsed();
    let report = common::with_rules(|rules| engine::run(&files, rules));
    let (counts, findings) = (&report.counts, report.findings.len());
    println!(
        "{} files, {} bytes, {} documents, {findings} findings",
        counts.scanned,
        counts.bytes,
        counts.parsed()
    );
    println!("{collected:.2?} to collect, {:.2?} in all", start.elapsed());
    Ok(())
}

/// How long each size is measured for, at least.
const LEAST: Duration = Duration::from_secs(2);

/// Copies of one deployment of five files, each in a folder of its own, on one thread.
fn grow() -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(io::Error::other)?;
    for count in [10, 100, 1_000, 10_000] {
        let files = Files::in_memory((0..count).flat_map(common::system));
        common::with_rules(|rules| {
            let (start, mut runs) = (processor()?, 0);
            while processor()? - start < LEAST {
                pool.install(|| engine::run(&files, rules));
                runs += 1;
            }
            let each = (processor()? - start) / runs;
            let copy = each.as_micros() / u128::from(count as u32);
            println!("{count:>6} copies, {each:>9.2?} of processor, {copy} us for each copy");
            io::Result::Ok(())
        })?;
    }
    Ok(())
}

/// How long all threads of this process have run. Where the system does not say it, how
/// much time has gone by.
fn processor() -> io::Result<Duration> {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let Ok(stat) = fs::read_to_string("/proc/self/stat") else { return Ok(start.elapsed()) };
    // The name may hold blanks; the numbers after it do not. Ticks are of ten milliseconds.
    let numbers = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = numbers.skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

fn collect(folder: &Path, found: &mut impl FnMut(PathBuf, u64)) -> io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found(entry.path(), entry.metadata()?.len());
            }
        }
    }
    Ok(())
}
