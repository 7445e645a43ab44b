//! Numbers in names of companies and ships: in digits, in words, Roman, ordinal.

use super::tables::NameTables;

/// Writes numbers in digits: "forty four" → "44", "1st" → "1".
pub(super) fn in_digits(words: &mut Vec<String>, tables: &NameTables) {
    for word in words.iter_mut() {
        if let Some(ordinal) = ordinal(word) {
            *word = ordinal;
        }
    }
    let mut at = 0;
    while at < words.len() {
        let value =
            |i: usize| words.get(i).and_then(|w: &String| tables.numbers.get(w).copied().or_else(|| w.parse().ok()));
        let unit = value(at + 1).filter(|u| (1..=9).contains(u));
        match (tables.numbers.get(&words[at]).copied(), unit) {
            (Some(tens), Some(unit)) if (20..100).contains(&tens) && tens % 10 == 0 => {
                words[at] = (tens + unit).to_string();
                words.remove(at + 1);
            }
            (Some(number), _) => words[at] = number.to_string(),
            _ => {}
        }
        at += 1;
    }
}

/// `1st` → `1`.
fn ordinal(word: &str) -> Option<String> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}

/// The value of a Roman number of at least two letters, up to 39, in its regular form.
pub(super) fn roman(text: &str) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    if text.len() < 2 || !text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')) {
        return None;
    }
    (0..=3).zip(["", "x", "xx", "xxx"]).find_map(|(tens, start)| {
        let rest = text.strip_prefix(start)?;
        let unit = (0..).zip(UNITS).find_map(|(value, unit)| (unit == rest).then_some(value))?;
        Some(tens * 10 + unit)
    })
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numbers_are_read_in_their_regular_form_only() {
        let cases = [
            ("ii", Some(2)),
            ("iv", Some(4)),
            ("vii", Some(7)),
            ("ix", Some(9)),
            ("xiv", Some(14)),
            ("xxi", Some(21)),
            ("i", None),
            ("iiii", None),
            ("vx", None),
            ("xi a", None),
            ("ixi", None),
        ];
        for (text, value) in cases {
            assert_eq!(roman(text), value, "{text}");
        }
    }
}
