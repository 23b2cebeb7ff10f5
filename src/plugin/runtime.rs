//! The engine that runs plugins, and the clock by which they are stopped.

use std::{sync::OnceLock, thread, time::Duration};

use wasmtime::{Config, Engine, EngineWeak};

use super::Fault;

/// How long a tick of the engine's clock is, in milliseconds.
pub const TICK: u64 = 10;

static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();

/// The engine of this process; made when the first plugin is loaded.
pub fn engine() -> Result<&'static Engine, Fault> {
    let engine = ENGINE.get_or_init(|| start().map_err(|error| error.to_string()));
    engine.as_ref().map_err(|error| Fault::Broken(error.clone()))
}

fn start() -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    // The same input gives the same findings, on every processor.
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    config.wasm_memory64(false);
    config.epoch_interruption(true);
    config.wasm_backtrace_max_frames(None);
    config.generate_address_map(false);
    config.native_unwind_info(false);
    let engine = Engine::new(&config)?;
    let weak = engine.weak();
    thread::Builder::new().name("plugin clock".to_owned()).spawn(move || tick(&weak))?;
    Ok(engine)
}

fn tick(engine: &EngineWeak) {
    while let Some(engine) = engine.upgrade() {
        engine.increment_epoch();
        drop(engine);
        thread::sleep(Duration::from_millis(TICK));
    }
}
