//! From an entry of a configuration to the rules of its plugin.

use std::{sync::Arc, thread};

use wasmtime::{
    Engine,
    component::{Component, HasSelf, Linker},
};

use super::{
    About, Fault, LoadOptions, Plugin,
    bindings::{self, PluginPre},
    cache, compile,
    file::{self, Seen},
    guest::Guest,
    info::{self, Info},
    rule::{PluginRule, configure},
    runtime, scan,
    state::{State, Subject},
};
use crate::config::PluginEntry;

/// Loads a plugin: its file is looked at, checked, compiled or found compiled, and asked
/// what it is.
pub fn load(entry: &PluginEntry, options: &LoadOptions) -> Result<Plugin, Fault> {
    let limits = &entry.limits;
    let engine = runtime::engine()?;
    let kept_of = |digest: &str| {
        let kept = options.cache.as_deref();
        kept.and_then(|folder| cache::entry(folder, engine, digest, limits))
    };
    // What is kept of a plugin that is pinned can be taken while its file is looked at.
    let (seen, early) = thread::scope(|scope| {
        let seen = scope.spawn(|| file::look_at(&entry.path, limits));
        let early = entry.sha256.as_deref().and_then(kept_of).and_then(|it| it.get(engine));
        (seen.join(), early)
    });
    let seen = seen.map_err(|_| Fault::Unreadable("its digest is not known".to_owned()))??;
    if let Some(expected) = entry.sha256.as_ref().filter(|it| **it != seen.digest) {
        return Err(Fault::OtherDigest { expected: expected.clone(), found: seen.digest });
    }
    let kept = || kept_of(&seen.digest);
    let early = early.or_else(|| entry.sha256.is_none().then(kept)??.get(engine));
    let component = match early {
        Some(component) => component,
        None => compiled(engine, entry, &seen, kept())?,
    };
    let guest = Guest::new(link(&component)?, limits.clone(), options.today, entry.options.clone());
    let Info { name, version, rules } = ask(&guest)?;
    let guest = Arc::new(guest);
    let rules = rules.into_iter().map(|meta| PluginRule { guest: guest.clone(), meta });
    let Seen { digest, size } = seen;
    Ok(Plugin { name, version, digest, size, rules: rules.collect() })
}

/// The plugin as code of this machine, which is kept if there is a place for it.
fn compiled(
    engine: &Engine,
    entry: &PluginEntry,
    seen: &Seen,
    kept: Option<cache::Entry>,
) -> Result<Component, Fault> {
    let limits = &entry.limits;
    let bytes = file::read_same(&entry.path, limits, seen)?;
    let scanned = scan::scan(&bytes, limits)?;
    let component = compile::compile(engine, bytes.into(), scanned.form, limits)?;
    if let Some(kept) = kept {
        kept.put(&component);
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
    let scanned = scan::scan(&file::read(&entry.path, &entry.limits)?, &entry.limits)?;
    let form = match scanned.form {
        scan::Form::Module => "module",
        scan::Form::Component => "component",
    };
    Ok(About { imports: scanned.imports, functions: scanned.functions, form })
}
