//! What can be known of a plugin's file without compiling it.
//!
//! A file of a megabyte may take minutes and gigabytes to compile, so whatever is too
//! large is refused before.

use wasmparser::{
    ComponentExternName, Encoding, FunctionBody, Operator, Parser, Payload, TypeSectionReader,
    Validator, WasmFeatures,
};

use super::Fault;
use crate::config::{Limit, Limits};

/// The interfaces that a plugin may import, up to their version.
const OURS: [&str; 2] = ["tidewaiter:plugin/host@", "tidewaiter:plugin/types@"];

/// The version of the contract, up to what may be added to it.
const VERSION: &str = "0.1.";

/// A function is taken to have so many variables: what it computes in between counts, too.
const LEAST_VARIABLES: u64 = 64;

/// A file that may be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    pub form: Form,
    /// What it imports, as it names it.
    pub imports: Vec<String>,
    pub functions: u64,
}

/// How a file holds its plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A module that says which component it is to become.
    Module,
    Component,
}

/// Looks at all of a file, and compiles nothing.
pub fn scan(bytes: &[u8], limits: &Limits) -> Result<Scanned, Fault> {
    let most = limits.get(Limit::ModuleSize);
    if bytes.len() as u64 > most {
        return Err(Fault::Over(Limit::ModuleSize, most));
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(Fault::NoPlugin("it is no WebAssembly".to_owned()));
    }
    let mut scanned = Scanned { form: Form::Module, imports: Vec::new(), functions: 0 };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut widest = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(no_plugin)? {
            Payload::Version { encoding: Encoding::Component, .. } if depth == 0 => {
                scanned.form = Form::Component;
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ImportSection(section) if depth == 0 => {
                for import in section.into_imports() {
                    let import = import.map_err(no_plugin)?;
                    names.push((import.module.to_owned(), import.name.to_owned()));
                }
            }
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    let ComponentExternName { name, .. } = import.map_err(no_plugin)?.name;
                    names.push((name.to_owned(), String::new()));
                }
            }
            Payload::TypeSection(section) => widest = widest.max(wide(section)?),
            Payload::CodeSectionEntry(body) => {
                scanned.functions += 1;
                function(&body, widest, limits)?;
            }
            _ => {}
        }
    }
    let most = limits.get(Limit::Functions);
    if scanned.functions > most {
        return Err(Fault::Over(Limit::Functions, most));
    }
    scanned.imports = imports(names)?;
    // Last, as it costs most; what turns modules into components relies on it.
    let mut validator = Validator::new_with_features(WasmFeatures::default());
    validator.validate_all(bytes).map_err(no_plugin)?;
    Ok(scanned)
}

/// The names of what is imported, if all of it may be.
fn imports(names: Vec<(String, String)>) -> Result<Vec<String>, Fault> {
    let is_ours = |name: &str| OURS.iter().any(|it| name.starts_with(it));
    let (ours, others): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|it| is_ours(&it.0) || it.0.starts_with("[export]"));
    let shown = |(module, name): (String, String)| match name.is_empty() {
        true => module,
        false => format!("{module} {name}"),
    };
    let mut others: Vec<_> = others.into_iter().map(shown).collect();
    if !others.is_empty() {
        others.sort();
        others.dedup();
        return Err(Fault::Imports(others));
    }
    let other_version = ours.iter().find_map(|it| {
        let version = it.0.strip_prefix(OURS[0]).or_else(|| it.0.strip_prefix(OURS[1]))?;
        (!version.starts_with(VERSION)).then(|| version.to_owned())
    });
    if let Some(version) = other_version {
        return Err(Fault::NoPlugin(format!(
            "it is made for version {version} of the contract, and this is {VERSION}x"
        )));
    }
    let mut ours: Vec<_> = ours.into_iter().map(shown).collect();
    ours.sort();
    ours.dedup();
    Ok(ours)
}

/// How many values the widest type of functions and blocks takes or gives: a branch may
/// hand over so many beside the variables.
fn wide(section: TypeSectionReader<'_>) -> Result<u64, Fault> {
    let mut widest = 0;
    for it in section.into_iter_err_on_gc_types() {
        let it = it.map_err(no_plugin)?;
        widest = widest.max(it.params().len()).max(it.results().len());
    }
    Ok(widest as u64)
}

/// Whether a function can be compiled within reason: what that takes grows with its
/// variables times its branches, and with its branches alone where variables are few.
fn function(body: &FunctionBody<'_>, widest: u64, limits: &Limits) -> Result<(), Fault> {
    let within = |limit, amount: u64| match limits.get(limit) {
        most if amount > most => Err(Fault::Over(limit, most)),
        _ => Ok(()),
    };
    within(Limit::FunctionSize, body.range().len() as u64)?;
    let mut locals = 0;
    for local in body.get_locals_reader().map_err(no_plugin)? {
        locals += u64::from(local.map_err(no_plugin)?.0);
    }
    within(Limit::Locals, locals)?;
    let mut branches = 0;
    let mut operators = body.get_operators_reader().map_err(no_plugin)?;
    while !operators.eof() {
        branches += u64::from(is_branch(&operators.read().map_err(no_plugin)?));
    }
    within(Limit::Complexity, (locals + widest).max(LEAST_VARIABLES) * branches)
}

fn is_branch(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
    )
}

fn no_plugin(error: wasmparser::BinaryReaderError) -> Fault {
    Fault::NoPlugin(format!("{} at byte {}", error.message(), error.offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(wat: &str) -> Result<Scanned, Fault> {
        scan(&wat::parse_str(wat).expect("a module"), &Limits::default())
    }

    #[test]
    fn all_that_may_not_be_imported_is_named_and_nothing_else() {
        let ours = "(import \"tidewaiter:plugin/host@0.1.0\" \"today\" (func (param i32)))";
        let others = "(import \"wasi_snapshot_preview1\" \"fd_write\" (func))
            (import \"env\" \"memory\" (memory 1))";
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            scanned(&format!("(module {ours})")).map(|it| it.imports),
            Ok(names(&["tidewaiter:plugin/host@0.1.0 today"]))
        );
        assert_eq!(
            scanned(&format!("(module {others} {ours})")),
            Err(Fault::Imports(names(&["env memory", "wasi_snapshot_preview1 fd_write"])))
        );
        let component = "(component (import \"wasi:cli/run@0.2.0\" (instance)))";
        assert_eq!(scanned(component), Err(Fault::Imports(names(&["wasi:cli/run@0.2.0"]))));
        let newer = ours.replace("0.1.0", "0.2.0");
        let fault = scanned(&format!("(module {newer})")).expect_err("a fault").to_string();
        assert!(fault.contains("version 0.2.0 of the contract"), "{fault}");
    }

    #[test]
    fn what_would_take_long_to_compile_is_refused() {
        let locals = "i32 ".repeat(4_001);
        let many = format!("(module (func (local {locals})))");
        assert_eq!(scanned(&many), Err(Fault::Over(Limit::Locals, 4_000)));
        let locals = "i32 ".repeat(2_000);
        let blocks = "(block)".repeat(600);
        let bomb = format!("(module (func (local {locals}) {blocks}))");
        assert_eq!(scanned(&bomb), Err(Fault::Over(Limit::Complexity, 1_000_000)));
        let blocks = "(block)".repeat(16_000);
        let branches = format!("(module (func {blocks}))");
        assert_eq!(scanned(&branches), Err(Fault::Over(Limit::Complexity, 1_000_000)));
        let (values, blocks) = ("i32 ".repeat(900), "(block)".repeat(1_200));
        let wide = format!("(module (func (param {values}) {blocks}))");
        assert_eq!(scanned(&wide), Err(Fault::Over(Limit::Complexity, 1_000_000)));
        let large = format!("(module (func {}))", "i32.const 1000000 drop ".repeat(120_000));
        assert_eq!(scanned(&large), Err(Fault::Over(Limit::FunctionSize, 512 * 1024)));
    }

    #[test]
    fn what_is_no_wasm_is_no_plugin() {
        for bytes in [&b""[..], b"#!/bin/sh", b"\0asm", b"\0asm\x01\0\0\0\x01\x05"] {
            let scanned = scan(bytes, &Limits::default());
            assert!(matches!(scanned, Err(Fault::NoPlugin(_))), "{scanned:?}");
        }
    }
}
