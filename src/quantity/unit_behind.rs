//! The unit behind a number: the longest words that are one, with what misleads left out.

use super::number::Number;
use super::units::Unit;

/// Most bytes of space between a number and its unit; a hidden character becomes as many spaces as it had bytes.
const MOST_SPACES: usize = 8;

/// The unit right behind a number: the longest run of up to four words that is one.
pub(super) fn unit_behind(text: &str, number: Number) -> (Option<Unit>, String, usize) {
    let none = (None, String::new(), number.end);
    let rest = &text[number.end..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}', '-', '‑']).len();
    if gap > MOST_SPACES || (rest.starts_with('-') && rest[gap..].starts_with(|c: char| c.is_ascii_digit())) {
        return none;
    }
    let start = number.end + gap;
    let ends = word_ends(&text[start..]);
    for &end in ends.iter().rev() {
        let written = text[start..start + end].trim_end_matches([',', ';', ':', '.', ')', '!', '?']);
        if let Some(unit) = celsius(written).or_else(|| Unit::read(written)) {
            if misleading(text, number, gap, written, start + written.len()) {
                continue;
            }
            return (Some(unit), written.to_owned(), start + written.len());
        }
    }
    shorter_unit(text, start, ends.first().copied().unwrap_or(0)).unwrap_or(none)
}

/// A bare C behind a figure is degrees, not coulombs.
fn celsius(written: &str) -> Option<Unit> {
    (written == "C").then(|| Unit::parse("degC").ok()).flatten()
}

/// `GHz-band`, `MHz/20dBm`, `mm(H)`: the first word holds more than the unit.
fn shorter_unit(text: &str, start: usize, first: usize) -> Option<(Option<Unit>, String, usize)> {
    let word = &text[start..start + first];
    let cuts = word.char_indices().filter(|(_, c)| !c.is_alphanumeric() && !matches!(c, '°' | '"')).map(|(at, _)| at);
    cuts.collect::<Vec<_>>().into_iter().rev().filter(|at| *at > 0).find_map(|at| {
        let unit = Unit::read(&word[..at])?;
        Some((Some(unit), word[..at].to_owned(), start + at))
    })
}

/// Where each of the first four words ends, no word longer than 24 characters.
fn word_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::with_capacity(4);
    let mut in_word = false;
    for (at, c) in text.char_indices().take(64) {
        if c.is_whitespace() {
            if in_word {
                ends.push(at);
            }
            in_word = false;
        } else {
            in_word = true;
        }
        if ends.len() == 4 {
            return ends;
        }
    }
    if in_word && text.chars().nth(64).is_none() {
        ends.push(text.len());
    }
    ends
}

/// Words that look like units and are not: "2 in stock", "4K video", "3 a piece".
fn misleading(text: &str, number: Number, gap: usize, written: &str, end: usize) -> bool {
    let after = text[end..].trim_start().to_lowercase();
    match written {
        "in" | "IN" => {
            gap > 0
                && !after.is_empty()
                && !["dia", "wafer", "bore", "disc", "x ", ",", ";", ")"].iter().any(|w| after.starts_with(w))
        }
        "K" | "k" => gap == 0 && number.value <= 8.0 && number.value.fract() == 0.0,
        "a" | "A" if written == "a" => gap > 0,
        // "1200 user I/O": the users are pins.
        "user" | "users" | "USER" => ["i/o", "io", "pin"].iter().any(|w| after.starts_with(w)),
        "to" | "mi" | "day" => false,
        _ => false,
    }
}
