//! From a plugin's file to something that runs.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use wasmtime::{Engine, component::Component};
use wit_component::ComponentEncoder;

use super::{Fault, guest::reason, scan::Form};
use crate::config::{Limit, Limits};

/// Compiles a file that was scanned, within a time that has started.
///
/// On a thread of its own that is left alone when its time is over: nothing can stop a
/// compiler, and the process ends soon. Its workers are its own, too, or they would keep
/// those of the run.
pub fn compile(
    engine: &Engine,
    bytes: Arc<[u8]>,
    form: Form,
    limits: &Limits,
    start: Instant,
) -> Result<Component, Fault> {
    let (sender, receiver) = mpsc::channel();
    let engine = engine.clone();
    let work = move || {
        // Nobody may be waiting any more.
        let _ = sender.send(on_own_threads(&engine, &bytes, form));
    };
    let thread = thread::Builder::new().name("plugin compiler".to_owned());
    thread.spawn(work).map_err(|error| Fault::Uncompiled(error.to_string()))?;
    let most = limits.get(Limit::CompileTime);
    let left = Duration::from_millis(most).saturating_sub(start.elapsed());
    match receiver.recv_timeout(left) {
        Ok(compiled) => compiled,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Fault::Over(Limit::CompileTime, most)),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(Fault::Uncompiled("the compiler gave up".to_owned()))
        }
    }
}

fn on_own_threads(engine: &Engine, bytes: &[u8], form: Form) -> Result<Component, Fault> {
    let uncompiled = |error: String| Fault::Uncompiled(reason(&error));
    let component = match form {
        Form::Component => None,
        Form::Module => Some(component(bytes)?),
    };
    let component = component.as_deref().unwrap_or(bytes);
    let pool = rayon::ThreadPoolBuilder::new().build();
    let pool = pool.map_err(|error| uncompiled(error.to_string()))?;
    let compiled = pool.install(|| Component::new(engine, component));
    compiled.map_err(|error| uncompiled(format!("{error:#}")))
}

/// The component that a module says it is to become.
fn component(module: &[u8]) -> Result<Vec<u8>, Fault> {
    let encoder = ComponentEncoder::default().validate(true).module(module);
    let encoded = encoder.and_then(|mut it| it.encode());
    encoded.map_err(|error| Fault::NoPlugin(reason(&format!("{error:#}"))))
}
