//! A cell as its file holds it. Nothing is interpreted yet: a number stays a number, a text a text,
//! so that the user's own columns can be written back as they came.

use jiff::civil::DateTime;
use serde_json::Value;

/// The errors of spreadsheet programs.
const ERRORS: [&str; 13] = [
    "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#NV", "#BEZUG!",
    "#WERT!", "#FIELD!",
];

/// The value of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, as written.
    Text(String),
    /// A number, without its format.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date, with midnight where no time of day is given.
    Date(DateTime),
    /// An error such as `#REF!`.
    Error(String),
    /// A JSON value that fits nothing above: an array, a null, a number beyond 2^53.
    Nested(Box<Value>),
}

impl Cell {
    /// A text cell; an empty one for an empty text, an error for the word of a spreadsheet error such as `#REF!`,
    /// which text exports hold in place of the error.
    pub fn text_of(text: impl Into<String>) -> Self {
        let text = text.into();
        match text.as_bytes().first() {
            None => Self::Empty,
            Some(b'#') if ERRORS.contains(&text.trim()) => Self::Error(text.trim().to_owned()),
            Some(_) => Self::Text(text),
        }
    }

    /// Bytes of text the cell holds.
    pub fn text_bytes(&self) -> usize {
        match self {
            Self::Text(text) | Self::Error(text) => text.len(),
            _ => 0,
        }
    }

    /// Whether there is nothing to read: no value, or only spaces.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{feff}'),
            Self::Nested(value) => value.is_null(),
            _ => false,
        }
    }

    /// The value as a text, trimmed: numbers without trailing zeros, dates as `2026-11-23`.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number_text(*number),
            Self::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Date(moment) => date_text(*moment),
            Self::Error(error) => error.clone(),
            Self::Nested(value) => {
                if value.is_null() {
                    String::new()
                } else {
                    value.to_string()
                }
            }
        }
    }

    /// What the cell is, in words: `the number 500`, `the date 2026-05-02`, `the text "AB"`.
    pub fn in_words(&self) -> String {
        let text = self.text();
        match self {
            Self::Empty => "empty".to_owned(),
            Self::Text(_) => format!("the text \"{}\"", shortened(&text, 60)),
            Self::Number(_) => format!("the number {text}"),
            Self::Bool(_) => format!("the truth value {text}"),
            Self::Date(_) => format!("the date {text}"),
            Self::Error(_) => format!("the error {text}"),
            Self::Nested(_) => format!("the JSON value {}", shortened(&text, 60)),
        }
    }
}

/// A number as a spreadsheet shows it without a format: up to 15 significant digits.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if (1e-5..1e15).contains(&rounded.abs()) { format!("{rounded}") } else { format!("{rounded:E}") }
}

fn date_text(moment: DateTime) -> String {
    let midnight = moment.time() == jiff::civil::Time::midnight();
    if midnight { moment.date().to_string() } else { format!("{} {}", moment.date(), moment.time()) }
}

/// At most `room` characters of a text, with `…` where something was left out.
pub(crate) fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let head: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// The letters of a column: 0 is `A`, 25 `Z`, 26 `AA`.
pub fn column_letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = ((rest - 1) % 26) as u8;
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column of its letters (`A` is 0), for one to three letters.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let digits = letters.bytes().map(|b| u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some(digits.fold(0, |sum, digit| sum * 26 + digit) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_reads_as_a_spreadsheet_shows_it() {
        for (number, text) in
            [(500.0, "500"), (-3.0, "-3"), (0.1 + 0.2, "0.3"), (8542.39, "8542.39"), (1e20, "1E20"), (0.0, "0")]
        {
            assert_eq!(Cell::Number(number).text(), text);
        }
    }

    #[test]
    fn a_cell_of_spaces_is_empty() {
        assert!(Cell::Text(" \u{a0}\t".into()).is_empty());
        assert!(!Cell::Text(" x ".into()).is_empty());
    }

    proptest! {
        #[test]
        fn column_letters_read_back(column in 0u32..17_000) {
            prop_assert_eq!(column_number(&column_letters(column)), Some(column));
        }
    }
}
