//! Reviews everything a deployment is made of; see the library.

use std::process::ExitCode;

/// Many small trees are made and dropped by several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(tidewaiter::cli::run(std::env::args_os()))
}
