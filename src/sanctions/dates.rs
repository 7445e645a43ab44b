//! Birth dates as lists and customers write them: a day, a month, a year, a span of years, "circa".
//! What was written is kept; the earliest and latest day it can mean is what is compared.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A birth date as written, with the span of days it can mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BirthDate {
    /// As the source writes it.
    pub written: String,
    /// Earliest day it can mean.
    pub from: Date,
    /// Latest day it can mean.
    pub to: Date,
}

impl BirthDate {
    /// Reads a date. Understood are `1970`, `1970-02`, `1970-02-13`, `13/02/1970`, `13.02.1970`, `13 Feb 1970`, `Feb 1970`,
    /// `circa 1970` (one year either way) and spans with `to`. A day or month that does not exist widens the span
    /// to the month or year it stands in. `None` where no year of four digits is found.
    pub fn read(text: &str) -> Option<Self> {
        let written = text.trim().to_owned();
        let lower = written.to_lowercase();
        let circa = ["circa", "approx", "about", "ca."].iter().any(|word| lower.contains(word));
        let ends: Vec<(Date, Date)> = lower.split(" to ").filter_map(span).collect();
        let (from, to) = (ends.iter().map(|e| e.0).min()?, ends.iter().map(|e| e.1).max()?);
        let spare = i16::from(circa);
        Some(Self {
            written,
            from: year_start(from.year() - spare, from, circa)?,
            to: year_end(to.year() + spare, to, circa)?,
        })
    }

    /// A known day.
    pub fn day(date: Date) -> Self {
        Self { written: date.to_string(), from: date, to: date }
    }

    /// True where the day itself is known.
    pub fn is_exact(&self) -> bool {
        self.from == self.to
    }

    /// True where both can mean the same day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Full years between the two spans; 0 where they touch.
    pub fn years_apart(&self, other: &Self) -> i16 {
        (self.from.year() - other.to.year()).max(other.from.year() - self.to.year()).max(0)
    }
}

fn year_start(year: i16, date: Date, widen: bool) -> Option<Date> {
    if widen { Date::new(year, 1, 1).ok() } else { Some(date) }
}

fn year_end(year: i16, date: Date, widen: bool) -> Option<Date> {
    if widen { Date::new(year, 12, 31).ok() } else { Some(date) }
}

/// The days one side of a date can mean.
fn span(text: &str) -> Option<(Date, Date)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let year_at = words.iter().position(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i16 = words[year_at].parse().ok().filter(|y| (1800..=2200).contains(y))?;
    let month_word = words.iter().find_map(|w| month_of_word(w));
    let mut numbers: Vec<i8> =
        words.iter().enumerate().filter(|(at, _)| *at != year_at).filter_map(|(_, w)| w.parse().ok()).collect();
    if year_at > 0 && month_word.is_none() {
        numbers.reverse();
    }
    let month = month_word.or_else(|| numbers.first().copied());
    let day = if month_word.is_some() { numbers.first() } else { numbers.get(1) };
    Some(days(year, month, day.copied()))
}

fn days(year: i16, month: Option<i8>, day: Option<i8>) -> (Date, Date) {
    let whole_year = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
    let Some(first) = month.and_then(|m| Date::new(year, m, 1).ok()) else { return whole_year };
    match day.and_then(|d| Date::new(year, first.month(), d).ok()) {
        Some(date) => (date, date),
        None => (first, first.last_of_month()),
    }
}

fn month_of_word(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?;
    let at = MONTHS.iter().position(|m| *m == start)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_dates_are_read_as_the_span_they_can_mean() {
        let cases = [
            ("1970", "1970-01-01", "1970-12-31"),
            ("1970-02", "1970-02-01", "1970-02-28"),
            ("1970-02-13", "1970-02-13", "1970-02-13"),
            ("13/02/1970", "1970-02-13", "1970-02-13"),
            ("07 Oct 1952", "1952-10-07", "1952-10-07"),
            ("Oct 1952", "1952-10-01", "1952-10-31"),
            ("circa 1952", "1951-01-01", "1953-12-31"),
            ("1952 to 1955", "1952-01-01", "1955-12-31"),
            ("1974-01-32", "1974-01-01", "1974-01-31"),
            ("00/00/1958", "1958-01-01", "1958-12-31"),
        ];
        for (text, from, to) in cases {
            let read = BirthDate::read(text).expect(text);
            assert_eq!((read.from.to_string().as_str(), read.to.to_string().as_str()), (from, to), "{text}");
        }
    }

    #[test]
    fn a_text_without_a_year_is_no_birth_date() {
        for text in ["", "unknown", "13/02/70", "99999", "0000"] {
            assert_eq!(BirthDate::read(text), None, "{text}");
        }
    }
}
