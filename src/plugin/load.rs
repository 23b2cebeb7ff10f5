//! From an entry of a configuration to the rules of its plugin.

use std::{fs, io::Read, path::Path, sync::Arc};

use wasmtime::component::{Component, HasSelf, Linker};

use super::{
    About, Fault, LoadOptions, Plugin,
    bindings::{self, PluginPre},
    cache, compile,
    guest::Guest,
    info::{self, Info},
    rule::{PluginRule, configure},
    runtime, scan,
    state::{State, Subject},
};
use crate::config::{Limit, Limits, PluginEntry};

/// Loads a plugin: its file is read, checked, compiled or found compiled, and asked what
/// it is.
pub fn load(entry: &PluginEntry, options: &LoadOptions) -> Result<Plugin, Fault> {
    let bytes = read(&entry.path, &entry.limits)?;
    let digest = scan::digest(&bytes);
    if let Some(expected) = entry.sha256.as_ref().filter(|it| **it != digest) {
        return Err(Fault::OtherDigest { expected: expected.clone(), found: digest });
    }
    let size = bytes.len() as u64;
    let component = compiled(bytes.into(), &digest, &entry.limits, options)?;
    let guest =
        Guest::new(link(&component)?, entry.limits.clone(), options.today, entry.options.clone());
    let Info { name, version, rules } = ask(&guest)?;
    let guest = Arc::new(guest);
    let rules = rules.into_iter().map(|meta| PluginRule { guest: guest.clone(), meta });
    Ok(Plugin { name, version, digest, size, rules: rules.collect() })
}

/// The bytes of a file, if they are not too many.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| Fault::Unreadable(error.to_string());
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Fault::Unreadable("it is no file".to_owned()));
    }
    let most = limits.get(Limit::ModuleSize);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 > most {
        true => Err(Fault::Over(Limit::ModuleSize, most)),
        false => Ok(bytes),
    }
}

/// The plugin as code of this machine, from the cache if it is there.
fn compiled(
    bytes: Arc<[u8]>,
    digest: &str,
    limits: &Limits,
    options: &LoadOptions,
) -> Result<Component, Fault> {
    let engine = runtime::engine()?;
    let entry = options.cache.as_deref().and_then(|it| cache::entry(it, engine, digest, limits));
    if let Some(found) = entry.as_ref().and_then(|it| it.get(engine)) {
        return Ok(found);
    }
    let scanned = scan::scan(&bytes, limits)?;
    let component = compile::compile(engine, bytes, scanned.form, limits)?;
    if let Some(entry) = entry {
        entry.put(&component);
    }
    Ok(component)
}

fn link(component: &Component) -> Result<PluginPre<State>, Fault> {
    let no_plugin =
        |error: wasmtime::Error| Fault::NoPlugin(super::guest::reason(&format!("{error:#}")));
    let mut linker = Linker::new(component.engine());
    bindings::Plugin::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)
        .map_err(no_plugin)?;
    let pre = linker.instantiate_pre(component).map_err(no_plugin)?;
    PluginPre::new(pre).map_err(no_plugin)
}

/// Asks a plugin what it is, and whether it takes its options.
fn ask(guest: &Guest) -> Result<Info, Fault> {
    let asked = guest.call(Subject::Nothing, |(exports, store)| {
        let said = exports.call_info(&mut *store)?;
        configure(guest, (exports, store))?;
        Ok(said)
    });
    info::info(asked?.0, &guest.limits)
}

/// What can be known of a plugin's file without running it.
pub fn inspect(entry: &PluginEntry) -> Result<About, Fault> {
    let scanned = scan::scan(&read(&entry.path, &entry.limits)?, &entry.limits)?;
    let form = match scanned.form {
        scan::Form::Module => "module",
        scan::Form::Component => "component",
    };
    Ok(About { imports: scanned.imports, functions: scanned.functions, form })
}
