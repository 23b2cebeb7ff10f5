//! Days, as a suppression's end is written.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// What was written is no day.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no date of the form 2027-01-31")]
pub struct NoDate(String);

impl Date {
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let valid = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// Year, month and day.
    pub fn parts(self) -> (i32, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The day of a number of seconds after the start of 1970 in UTC.
    pub fn of_unix_seconds(seconds: u64) -> Self {
        let (mut days, mut year) = (seconds / 86_400, 1970);
        while days >= length_of(year) {
            days -= length_of(year);
            year += 1;
        }
        let mut month = 1;
        while days >= u64::from(days_of(year, month)) {
            days -= u64::from(days_of(year, month));
            month += 1;
        }
        Self { year, month, day: days as u8 + 1 }
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of(year: i32) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let parsed = || {
            let digits = text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
            let mut parts = text.split('-').filter(|_| digits && text.len() == 10);
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let whole = parts.next().is_none() && (year.len(), month.len()) == (4, 2);
            whole.then_some(())?;
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        parsed().ok_or_else(|| NoDate(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_are_dates() {
        for text in ["2027-01-31", "2024-02-29", "2000-02-29"] {
            assert_eq!(text.parse::<Date>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for text in ["2027-02-29", "1900-02-29", "2027-13-01", "2027-1-1", "27-01-01", "soon", ""] {
            assert_eq!(text.parse::<Date>(), Err(NoDate(text.to_owned())));
        }
    }

    #[test]
    fn the_clock_gives_a_day() {
        let day = |seconds| Date::of_unix_seconds(seconds).to_string();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_399), "2000-02-28");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_798_761_600), "2027-01-01");
    }
}
