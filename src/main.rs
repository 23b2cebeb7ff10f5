//! Reviews everything a deployment is made of; see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tidewaiter::cli::run(std::env::args_os()))
}
