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
    /// `circa 1970` (one year either way) and spans with `to`, `and` or of two years. A day or month that does not exist widens the span
    /// to the month or year it stands in. `None` where no year of four digits is found.
    pub fn read(text: &str) -> Option<Self> {
        let written = text.trim().to_owned();
        let lower = written.to_lowercase();
        let circa = ["circa", "approx", "about", "ca."].iter().any(|word| lower.contains(word));
        let sides = lower.replace(" and ", " to ").replace(['–', '‑'], "-");
        let mut ends: Vec<(Date, Date)> = sides.split(" to ").filter_map(span).collect();
        if let Some((first, last)) = years_alone(&sides) {
            ends = vec![first, last];
        }
        let (from, to) = (ends.iter().map(|e| e.0).min()?, ends.iter().map(|e| e.1).max()?);
        let spare = i16::from(circa);
        Some(Self {
            written,
            from: year_start(from.year() - spare, from, circa)?,
            to: year_end(to.year() + spare, to, circa)?,
        })
    }

    /// What a year, month and day of another calendar can mean in ours; `written` says it as the source does.
    /// An "Islamic" year may be lunar or, as Iran counts, solar: both are given.
    pub fn of_calendar(
        written: &str,
        calendar: Calendar,
        year: i32,
        month: Option<i32>,
        day: Option<i32>,
    ) -> Vec<Self> {
        let readings: &[Reckoning] = match calendar {
            Calendar::Islamic => &[Reckoning::Lunar, Reckoning::Solar],
            Calendar::Buddhist => &[Reckoning::Buddhist],
            Calendar::Coptic => &[Reckoning::Coptic],
            Calendar::Ethiopic => &[Reckoning::Ethiopic],
        };
        let span = |reckoning: &Reckoning| {
            let (from, to) = reckoning.days(year, month, day)?;
            Some(Self { written: written.to_owned(), from, to })
        };
        readings.iter().filter_map(span).collect()
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

/// A calendar other than ours, as the EU list names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Islamic, lunar or solar.
    Islamic,
    /// Buddhist, 543 years ahead.
    Buddhist,
    /// Coptic.
    Coptic,
    /// Ethiopian.
    Ethiopic,
}

/// One way of counting days.
#[derive(Clone, Copy)]
enum Reckoning {
    Lunar,
    Solar,
    Buddhist,
    Coptic,
    Ethiopic,
}

impl Reckoning {
    /// The first and last day a date of this calendar can mean. Months begin by sight of the moon or with the equinox:
    /// an exact day is given two days either way.
    fn days(self, year: i32, month: Option<i32>, day: Option<i32>) -> Option<(Date, Date)> {
        let (year, month) = (Some(year).filter(|y| (1..=3000).contains(y))?, month.filter(|m| (1..=13).contains(m)));
        let day = month.and(day).filter(|d| (1..=31).contains(d));
        if let Self::Buddhist = self {
            let month = month.and_then(|m| i8::try_from(m).ok());
            let day = day.and_then(|d| i8::try_from(d).ok());
            let year = i16::try_from(year - 543).ok().filter(|y| (1800..=2200).contains(y))?;
            return Some(days(year, month, day));
        }
        let first = self.day_number(year, month.unwrap_or(1), day.unwrap_or(1));
        let last = match (month, day) {
            (Some(_), Some(_)) => first + 2,
            (Some(month), None) => self.day_number(year, month + 1, 1) + 1,
            _ => self.day_number(year + 1, 1, 1) + 1,
        };
        let date = |number: i32| {
            let span = jiff::Span::new().days(number - 2_440_588);
            Date::constant(1970, 1, 1).checked_add(span).ok().filter(|d| (1800..=2200).contains(&d.year()))
        };
        Some((date(first - 2)?, date(last)?))
    }

    /// The Julian day number of a day.
    fn day_number(self, year: i32, month: i32, day: i32) -> i32 {
        match self {
            Self::Lunar => (11 * year + 3) / 30 + 354 * year + 30 * month - (month - 1) / 2 + day + 1_948_055,
            // 1 Farvardin 1348 was 21 March 1969; the first six months have 31 days.
            Self::Solar => {
                let leap = (f64::from(year - 1348) * 0.2422).floor() as i32;
                2_440_302 + 365 * (year - 1348) + leap + 30 * (month - 1) + (month - 1).min(6) + day - 1
            }
            Self::Coptic => 1_825_030 + 365 * (year - 1) + year / 4 + 30 * (month - 1) + day - 1,
            Self::Ethiopic => 1_724_221 + 365 * (year - 1) + year / 4 + 30 * (month - 1) + day - 1,
            Self::Buddhist => 0,
        }
    }
}

/// `1958-1962`: two years and nothing else but words.
fn years_alone(text: &str) -> Option<((Date, Date), (Date, Date))> {
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.bytes().next().is_some_and(|b| b.is_ascii_digit()))
        .collect();
    let &[first, last] = numbers.as_slice() else { return None };
    if first.len() != 4 || last.len() != 4 || month_of_any(text) {
        return None;
    }
    Some((span(first)?, span(last)?))
}

fn month_of_any(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| month_of_word(word).is_some())
}

fn year_start(year: i16, date: Date, widen: bool) -> Option<Date> {
    if widen { Date::new(year, 1, 1).ok() } else { Some(date) }
}

fn year_end(year: i16, date: Date, widen: bool) -> Option<Date> {
    if widen { Date::new(year, 12, 31).ok() } else { Some(date) }
}

/// The days one side of a date can mean.
fn span(text: &str) -> Option<(Date, Date)> {
    let text = day_without_time(text);
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

/// `2014-09-12t00:00:00` → `2014-09-12`.
fn day_without_time(text: &str) -> &str {
    let text = text.trim();
    let bytes = text.as_bytes();
    let timed = bytes.len() > 10 && bytes[4] == b'-' && bytes[7] == b'-' && matches!(bytes[10], b't' | b'T' | b' ');
    if timed { text.get(..10).unwrap_or(text) } else { text }
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
            ("31/02/1958", "1958-02-01", "1958-02-28"),
            ("2014-09-12T00:00:00", "2014-09-12", "2014-09-12"),
            ("circa 1958-1962", "1957-01-01", "1963-12-31"),
            ("1958-1962", "1958-01-01", "1962-12-31"),
            ("between 1958 and 1962", "1958-01-01", "1962-12-31"),
            ("07 Oct 1952 to 1 Jan 1953", "1952-10-07", "1953-01-01"),
            ("26 Feb. 2011", "2011-02-26", "2011-02-26"),
            ("12.9.2014", "2014-09-12", "2014-09-12"),
        ];
        for (text, from, to) in cases {
            let read = BirthDate::read(text).expect(text);
            assert_eq!((read.from.to_string().as_str(), read.to.to_string().as_str()), (from, to), "{text}");
        }
    }

    #[test]
    fn dates_of_other_calendars_are_read_as_the_days_they_can_mean() {
        let cases = [
            (Calendar::Islamic, (1402, Some(6), Some(24)), "1982-04-19"),
            (Calendar::Islamic, (1343, None, None), "1964-06-01"),
            (Calendar::Islamic, (1357, Some(11), Some(22)), "1979-02-11"),
            (Calendar::Buddhist, (2500, Some(2), None), "1957-02-10"),
            (Calendar::Ethiopic, (2000, Some(1), Some(1)), "2007-09-12"),
            (Calendar::Coptic, (1684, Some(1), Some(1)), "1967-09-12"),
        ];
        for (calendar, (year, month, day), ours) in cases {
            let read = BirthDate::of_calendar("as written", calendar, year, month, day);
            let ours = BirthDate::read(ours).expect(ours);
            assert!(read.iter().any(|r| r.overlaps(&ours)), "{calendar:?} {year}: {read:?}");
            assert!(read.iter().all(|r| r.to.year() - r.from.year() <= 1), "{read:?}");
        }
        assert!(BirthDate::of_calendar("", Calendar::Islamic, i32::MAX, Some(99), Some(-1)).is_empty());
    }

    #[test]
    fn a_text_without_a_year_is_no_birth_date() {
        for text in ["", "unknown", "13/02/70", "99999", "0000"] {
            assert_eq!(BirthDate::read(text), None, "{text}");
        }
    }
}
