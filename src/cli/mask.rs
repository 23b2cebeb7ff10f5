//! What may be shown of a scanned text.

use crate::text::Location;

/// Stands for what is not shown.
pub const MASKED: &str = "***";

/// Knows where secrets stand, and lets nothing out that overlaps one.
pub struct Mask {
    /// Sorted.
    secrets: Vec<Location>,
}

impl Mask {
    pub fn new(mut secrets: Vec<Location>) -> Self {
        secrets.sort_unstable();
        Self { secrets }
    }

    /// What is written at a place, as far as it may be shown.
    pub fn show<'a>(&self, at: Location, text: &'a str) -> &'a str {
        let of_file = self.secrets.partition_point(|it| it.file < at.file);
        let secrets = self.secrets[of_file..].iter().take_while(|it| it.file == at.file);
        let mut touching =
            secrets.filter(|it| it.span.start < at.span.end && at.span.start < it.span.end);
        if touching.next().is_some() { MASKED } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    #[test]
    fn what_touches_a_secret_is_not_shown() {
        let at = |file, start, end| Location { file: FileId(file), span: Span::new(start, end) };
        let mask = Mask::new(vec![at(1, 10, 20), at(0, 3, 5)]);
        assert_eq!(mask.show(at(1, 0, 11), "a"), MASKED);
        assert_eq!(mask.show(at(1, 12, 13), "a"), MASKED);
        assert_eq!(mask.show(at(1, 0, 10), "a"), "a");
        assert_eq!(mask.show(at(2, 12, 13), "a"), "a");
    }
}
