//! Files, places in them, and texts taken out of them.
//!
//! Knows bytes and characters, and refuses to know what any of them mean.

mod base64;
mod decode;
mod derived;
mod joined;
mod lines;
mod similar;
mod sources;
mod unescape;

pub use base64::base64;
pub use decode::{Encoding, Lost, decode};
pub use derived::{Text, TextBuilder};
pub use lines::{Lines, lines};
pub use similar::{did_you_mean, nearest};
pub use sources::{Position, SourceFile, Sources};
pub use unescape::align;

use std::ops::Range;

/// A file, by the rank of its path among those of the run.
///
/// So the order of places is the order of paths, whoever read them first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A run of bytes within one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// A place: a file, and a span of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    pub file: FileId,
    pub span: Span,
}

impl Span {
    /// Offsets fit because no file of four gigabytes is ever read.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span from the start of one to the end of another.
    pub fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end.max(self.start) }
    }

    /// Whether another lies within this one.
    pub fn holds(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    pub fn len(self) -> u32 {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}
