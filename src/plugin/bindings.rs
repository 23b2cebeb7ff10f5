//! What `wasmtime` makes of the contract in `wit/`.
#![allow(unsafe_code, reason = "generated: how values are read out of a guest's memory")]

wasmtime::component::bindgen!({
    path: "wit",
    world: "plugin",
    imports: { default: trappable },
    with: {
        "tidewaiter:plugin/host.node": crate::plugin::host::NodeHandle,
        "tidewaiter:plugin/host.document": crate::plugin::host::DocumentHandle,
        "tidewaiter:plugin/host.program": crate::plugin::host::ProgramHandle,
        "tidewaiter:plugin/host.setting": crate::plugin::host::SettingHandle,
    },
});

pub use self::tidewaiter::plugin::{host, types};
pub use exports::tidewaiter::plugin::rules::Guest;
