//! From an entry of a configuration to the rules of its plugin.

use std::{sync::Arc, thread, time::Instant};

use wasmtime::component::{Component, HasSelf, Linker};

use super::{
    About, Fault, LoadOptions, Plugin,
    bindings::{self, PluginPre},
    cache, compile,
    file::{self, Seen},
    guest::Guest,
    info::{self, Info},
    memory::Memory,
    rule::{PluginRule, configure},
    runtime, scan,
    state::{State, Subject},
};
use crate::config::PluginEntry;

/// Loads a plugin: its file is looked at, checked, compiled or found compiled, and asked
/// what it is.
pub fn load(entry: &PluginEntry, options: &LoadOptions) -> Result<Plugin, Fault> {
    let memory = Memory::new(options.cache.as_deref());
    // What is kept under the digest that is pinned is the plugin that was trusted, whatever
    // the file says now: it can be made ready while the file is looked at.
    let (seen, early) = thread::scope(|scope| {
        let seen = scope.spawn(|| file::look_at(&entry.path, &entry.limits, &memory));
        let kept = entry.sha256.as_deref().and_then(|digest| kept(entry, digest, options, &memory));
        let ready = kept.map(|component| ready(&component, entry, options));
        (seen.join(), ready)
    });
    let seen = seen.map_err(|_| Fault::Unreadable("its digest is not known".to_owned()))??;
    if let Some(expected) = entry.sha256.as_ref().filter(|it| **it != seen.digest) {
        return Err(Fault::OtherDigest { expected: expected.clone(), found: seen.digest });
    }
    let (guest, info) = match early {
        Some(ready) => ready?,
        None => ready(&compiled(entry, &seen, options, &memory)?, entry, options)?,
    };
    let (Info { name, version, rules }, guest) = (info, Arc::new(guest));
    let rules = rules.into_iter().map(|meta| PluginRule { guest: guest.clone(), meta });
    let Seen { digest, size } = seen;
    Ok(Plugin { name, version, digest, size, rules: rules.collect() })
}

/// Where a plugin of a digest is kept, if there is a place for it.
fn place(entry: &PluginEntry, digest: &str, options: &LoadOptions) -> Option<cache::Entry> {
    cache::entry(options.cache.as_deref()?, runtime::engine().ok()?, digest, &entry.limits)
}

fn kept(
    entry: &PluginEntry,
    digest: &str,
    options: &LoadOptions,
    memory: &Memory,
) -> Option<Component> {
    place(entry, digest, options)?.get(runtime::engine().ok()?, memory)
}

/// The plugin as code of this machine. One that is not pinned was not looked for before.
fn compiled(
    entry: &PluginEntry,
    seen: &Seen,
    options: &LoadOptions,
    memory: &Memory,
) -> Result<Component, Fault> {
    let is_new = entry.sha256.is_none();
    let found = is_new.then(|| kept(entry, &seen.digest, options, memory)).flatten();
    if let Some(found) = found {
        return Ok(found);
    }
    let limits = &entry.limits;
    let bytes = file::read_same(&entry.path, limits, seen)?;
    // To look at a large file takes time, too.
    let start = Instant::now();
    let scanned = scan::scan(&bytes, limits)?;
    let engine = runtime::engine()?;
    let component = compile::compile(engine, bytes.into(), scanned.form, limits, start)?;
    if let Some(place) = place(entry, &seen.digest, options) {
        place.put(&component);
    }
    Ok(component)
}

/// A plugin that can be asked, and what it says that it is.
fn ready(
    component: &Component,
    entry: &PluginEntry,
    options: &LoadOptions,
) -> Result<(Guest, Info), Fault> {
    let pre = link(component)?;
    let guest = Guest::new(pre, entry.limits.clone(), options.today, entry.options.clone());
    let info = ask(&guest)?;
    Ok((guest, info))
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
    let scanned = scan::scan(&file::read(&entry.path, &entry.limits)?, &entry.limits)?;
    let form = match scanned.form {
        scan::Form::Module => "module",
        scan::Form::Component => "component",
    };
    Ok(About { imports: scanned.imports, functions: scanned.functions, form })
}
