//! Reviews everything a deployment is made of; see the library.

use std::process::ExitCode;

/// Many small trees are made and dropped by several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    keep_memory();
    #[cfg(target_os = "linux")]
    take_small_pages();
    ExitCode::from(tidewaiter::cli::run(std::env::args_os()))
}

/// Memory that is free for a while is not given back to the system: a run is short, and
/// asks for as much again. Giving it back and clearing what comes instead took a twentieth
/// of the time of a large tree, and the run needed no less memory for it.
#[allow(unsafe_code, reason = "the allocator has no other way to be told")]
fn keep_memory() {
    // SAFETY: sets a number, before there is a second thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, -1) };
}

/// `mi_option_purge_delay` of `mimalloc.h`, the same in its versions 2 and 3.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Of pages of two megabytes a short run clears many and uses little: one manifest took a
/// fifth less time without them, and a third less memory. A large tree takes the same time.
#[cfg(target_os = "linux")]
fn take_small_pages() {
    // A system that has no such pages needs not be told.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
