//! Names that were nearly written.

/// The known name that differs least from what was written, if it differs little.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (written.chars().count() / 3).clamp(1, 3);
    let distances = known.into_iter().map(|it| (distance(written, it), it));
    distances.filter(|(distance, _)| *distance <= most).min().map(|(_, it)| it)
}

/// Where a nearly written name was meant, a question for the end of a message.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, known).map_or_else(String::new, |it| format!("; did you mean `{it}`?"))
}

/// How many letters must be put in, left out, replaced or swapped with the next.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 3 {
        return usize::MAX;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let kept = rows[i][j] + usize::from(letter != other);
            let mut least = kept.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_and_another_word_is_not() {
        let known = ["profile", "fail-on", "exclude", "rules"];
        assert_eq!(nearest("exlcude", known), Some("exclude"));
        assert_eq!(nearest("fail_on", known), Some("fail-on"));
        assert_eq!(nearest("rule", known), Some("rules"));
        assert_eq!(nearest("plugins", known), None);
        assert_eq!(did_you_mean("profil", known), "; did you mean `profile`?");
    }
}
