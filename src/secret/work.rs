//! Counts the bytes that are looked at more closely than once, where tests ask for it.
//!
//! In a program it is nothing: seconds depend on the machine, bytes on the text alone.

#[cfg(test)]
thread_local! {
    static BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// So many bytes are looked at.
#[cfg(test)]
pub(super) fn count(bytes: usize) {
    BYTES.with(|it| it.set(it.get() + bytes));
}

#[cfg(not(test))]
pub(super) fn count(_: usize) {}

/// How many bytes a piece of work looks at.
#[cfg(test)]
pub(super) fn of(work: impl FnOnce()) -> usize {
    BYTES.with(|it| it.set(0));
    work();
    BYTES.with(std::cell::Cell::get)
}
