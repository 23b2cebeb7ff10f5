//! Rules for tidewaiter, in Rust that becomes WebAssembly.
//!
//! A plugin is a type with rules and a function that looks at a document:
//!
//! ```
//! use tidewaiter_plugin::{Document, Example, Finding, Findings, Plugin, Rule, Severity};
//!
//! struct Replicas;
//!
//! impl Plugin for Replicas {
//!     const NAME: &'static str = "replicas";
//!     const VERSION: &'static str = "1.0.0";
//!
//!     fn rules() -> Vec<Rule> {
//!         vec![
//!             Rule::new("single-replica", "A Deployment has one replica")
//!                 .why("When its node goes, so does the service.")
//!                 .fix("Set `replicas: 2`.")
//!                 .severity(Severity::Low)
//!                 .kinds(["deployment"])
//!                 .example(Example::Fails("//- a.yaml\n...".into())),
//!         ]
//!     }
//!
//!     fn new(_options: &str) -> Result<Self, String> {
//!         Ok(Self)
//!     }
//!
//!     fn check_document(&self, _rule: &str, document: &Document, findings: &mut Findings) {
//!         for node in document.select("spec.replicas") {
//!             if node.integer() == Some(1) {
//!                 findings.report(Finding::at(&node, "one replica is none when its node goes"));
//!             }
//!         }
//!     }
//! }
//!
//! tidewaiter_plugin::export!(Replicas);
//!
//! // Without WebAssembly, a document is made of JSON.
//! let document = Document::of_json("deployment", r#"{"spec": {"replicas": 1}}"#);
//! let found = tidewaiter_plugin::check::<Replicas>("{}", "single-replica", &document);
//! assert_eq!(found.unwrap()[0].message, "one replica is none when its node goes");
//! ```
//!
//! It is built with `cargo build --release --target wasm32-unknown-unknown` as a `cdylib`.
//! What the host gives and takes is written in `wit/plugin.wit`; this crate only gives it
//! plain types, and stands in for the host where a plugin is tried on its own.

#[doc(hidden)]
#[allow(missing_docs, clippy::all, unsafe_op_in_unsafe_fn)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "plugin",
        pub_export_macro: true,
        default_bindings_module: "tidewaiter_plugin::bindings",
    });
}

mod document;
mod finding;
mod glue;
#[cfg(not(target_family = "wasm"))]
mod native;
mod node;
mod program;
mod rule;

pub use bindings::tidewaiter::plugin::types::{
    Certainty, Confidence, Date, Environment, Example, NodeKind, Profile, Scope, Severity,
};
pub use document::Document;
pub use finding::{Finding, Findings, Place};
#[doc(hidden)]
pub use glue::Glue;
pub use glue::{Plugin, check};
pub use node::Node;
pub use program::{Mark, Program, Setting};
pub use rule::Rule;

/// The day by which is judged what has expired. Without a host it is the first of 2026,
/// as it is for the examples of rules.
pub fn today() -> Date {
    #[cfg(target_family = "wasm")]
    return bindings::tidewaiter::plugin::host::today();
    #[cfg(not(target_family = "wasm"))]
    Date { year: 2026, month: 1, day: 1 }
}

/// Makes a plugin of a type.
#[macro_export]
macro_rules! export {
    ($plugin:ty) => {
        #[doc(hidden)]
        struct __TidewaiterPlugin;
        $crate::__glue!(__TidewaiterPlugin, $plugin);
        // Without WebAssembly nobody calls it, and all of it would seem unused.
        const _: fn(&str) -> Result<(), String> = $crate::Glue::<$plugin>::configure;
        #[cfg(target_family = "wasm")]
        $crate::bindings::export!(__TidewaiterPlugin with_types_in $crate::bindings);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __glue {
    ($glue:ident, $plugin:ty) => {
        impl $crate::bindings::exports::tidewaiter::plugin::rules::Guest for $glue {
            fn info() -> $crate::bindings::tidewaiter::plugin::types::PluginInfo {
                $crate::Glue::<$plugin>::info()
            }

            fn configure(options: String) -> Result<(), String> {
                $crate::Glue::<$plugin>::configure(&options)
            }

            fn check_document(
                rules: Vec<String>,
                of: &$crate::bindings::tidewaiter::plugin::host::Document,
            ) -> Result<Vec<$crate::bindings::tidewaiter::plugin::types::Finding>, String> {
                $crate::Glue::<$plugin>::check_document(&rules, of)
            }

            fn check_program(
                rules: Vec<String>,
                of: &$crate::bindings::tidewaiter::plugin::host::Program,
            ) -> Result<Vec<$crate::bindings::tidewaiter::plugin::types::Finding>, String> {
                $crate::Glue::<$plugin>::check_program(&rules, of)
            }
        }
    };
}
