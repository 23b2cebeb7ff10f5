//! Lines, whichever way they end.

use super::Span;

/// The lines of a text without their ends: `\n`, `\r\n`, or a lone `\r`.
///
/// A text that ends with a line end has no empty last line.
pub fn lines(text: &str) -> Lines<'_> {
    Lines { text, start: 0 }
}

/// What [`lines`] returns: a span of the text and what stands there.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (Span, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.start..];
        if rest.is_empty() {
            return None;
        }
        let (length, ends) = match memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
            Some(at) if rest[at..].starts_with("\r\n") => (at, 2),
            Some(at) => (at, 1),
            None => (rest.len(), 0),
        };
        let span = Span::new(self.start, self.start + length);
        self.start += length + ends;
        Some((span, &rest[..length]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_ending_a_line_ends_one() {
        let found: Vec<_> = lines("a\nb\r\nc\r\re").map(|it| (it.0.start, it.1)).collect();
        assert_eq!(found, [(0, "a"), (2, "b"), (5, "c"), (7, ""), (8, "e")]);
        assert_eq!(lines("a\n").count(), 1);
    }
}
