//! Numbers as people write them: decimal comma or point, thousands, powers of ten.

use std::sync::LazyLock;

use regex::Regex;

/// A number found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub value: f64,
    /// The value if a comma read as grouping thousands is a decimal mark after all ("99,999").
    pub decimal: Option<f64>,
    /// The value if a point read as a decimal mark groups thousands after all ("2.000 l").
    pub grouped: Option<f64>,
    pub start: usize,
    pub end: usize,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let digits = r"(?:\d{1,3}(?:[ \u{a0}\u{202f}\u{2009}'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)";
    let power = r"(?:\s?[x×*·]\s?10\s?(?:\^\s?\(?([-+−]?\d{1,3})\)?|([⁻⁺]?[⁰¹²³⁴-⁹]+))|[eE]([-+−]?\d{1,3}))?";
    Regex::new(&format!("({digits}){power}")).expect("the pattern is a constant and compiles")
});
static TEN_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b10\s?(?:\^\s?\(?([-+−]?\d{1,3})\)?|([⁻⁺]?[⁰¹²³⁴-⁹]+))")
        .expect("the pattern is a constant and compiles")
});

/// All numbers of a text, left to right. Numbers that are not finite are left out.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    let mut at = 0;
    while let Some(captures) = NUMBER.captures_at(text, at) {
        let Some(whole) = captures.get(0) else { break };
        at = whole.end();
        // In "INT8 750" the space does not group thousands: the 8 belongs to a word.
        let before = text[..whole.start()].trim_end_matches('-');
        let in_word = before.chars().next_back().is_some_and(char::is_alphabetic);
        if let Some(space) = whole.as_str().find(' ').filter(|_| in_word) {
            at = whole.start() + space;
            let digits = &whole.as_str()[..space];
            out.extend(plain(digits).map(|value| Number {
                value,
                decimal: None,
                grouped: None,
                start: whole.start(),
                end: at,
            }));
        } else {
            out.extend(read(text, &captures));
        }
    }
    for c in TEN_TO.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let Some(exponent) = exponent(c.get(1).or_else(|| c.get(2)).map_or("", |m| m.as_str())) else { continue };
        let inside = |n: &Number| n.start < whole.start() && n.end >= whole.end();
        if !out.iter().any(inside) {
            out.retain(|n| n.end <= whole.start() || n.start >= whole.end());
            out.push(Number {
                value: 10f64.powi(exponent),
                decimal: None,
                grouped: None,
                start: whole.start(),
                end: whole.end(),
            });
        }
    }
    out.retain(|n| n.value.is_finite());
    out.sort_by_key(|n| n.start);
    settle_marks(text, &mut out);
    out
}

/// Whether a point may group thousands: three digits behind it, the last two of them noughts.
fn groups_perhaps(written: &str) -> bool {
    let Some((head, tail)) = written.split_once('.') else { return false };
    (1..=3).contains(&head.len()) && !head.starts_with('0') && tail.len() == 3 && tail.ends_with("00")
}

/// What the other figures of a text say of its marks: beside "0,8" the point of "2.000" groups thousands, beside "1.5"
/// it is a decimal mark.
fn settle_marks(text: &str, numbers: &mut [Number]) {
    if numbers.iter().all(|n| n.grouped.is_none()) {
        return;
    }
    let has_decimal = |mark: char| {
        numbers.iter().any(|n| {
            let digits = text[n.start..n.end].split_once(mark).map_or("", |(_, tail)| tail);
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&count) || count > 3
        })
    };
    let (comma, point) = (has_decimal(','), has_decimal('.'));
    for number in numbers {
        match (number.grouped, comma, point) {
            (Some(grouped), true, false) => (number.value, number.grouped) = (grouped, None),
            (Some(_), _, true) => number.grouped = None,
            _ => {}
        }
    }
}

fn read(text: &str, captures: &regex::Captures<'_>) -> Option<Number> {
    let whole = captures.get(0)?;
    let written = captures.get(1)?.as_str();
    // ".5" is a half, "...5" is the end of a range.
    let dots = text[..whole.start()].ends_with(['.', ',']) && written.starts_with(['.', ',']);
    let mantissa = plain(if dots { &written[1..] } else { written })?;
    let power = captures.get(2).or_else(|| captures.get(3)).or_else(|| captures.get(4));
    let mut end = whole.end();
    let mut value = mantissa;
    if let Some(power) = power {
        // "5e3" is a number, "12E9x" is a part number: a letter behind takes the power back.
        let attached = captures.get(4).is_some() && text[whole.end()..].starts_with(|c: char| c.is_alphanumeric());
        if attached {
            end = captures.get(1)?.end();
        } else {
            value = mantissa * 10f64.powi(exponent(power.as_str())?);
        }
    }
    if let Some((factor, length)) = multiplier(&text[end..]) {
        value *= factor;
        end += length;
    }
    let bare = if dots { &written[1..] } else { written };
    let decimal =
        bare.replace(',', ".").parse().ok().filter(|other| bare.matches(',').count() == 1 && *other != mantissa);
    let grouped = groups_perhaps(bare).then_some(value * 1000.0);
    Some(Number { value, decimal, grouped, start: whole.start(), end })
}

/// "1.2 million LUTs", "3 Mio. Gatter": what the number is multiplied by, and how many bytes the word takes.
fn multiplier(rest: &str) -> Option<(f64, usize)> {
    const WORDS: &[(&str, f64)] = &[
        ("millionen", 1e6),
        ("millions", 1e6),
        ("million", 1e6),
        ("mio.", 1e6),
        ("mio", 1e6),
        ("milliarden", 1e9),
        ("milliards", 1e9),
        ("billion", 1e9),
        ("mrd.", 1e9),
        ("thousand", 1e3),
        ("tausend", 1e3),
    ];
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '-']).len();
    let word = &rest[gap..];
    WORDS.iter().find_map(|(name, factor)| {
        let found = word.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        let ends = found && !word[name.len()..].starts_with(char::is_alphanumeric);
        (ends && gap <= 1).then_some((*factor, gap + name.len()))
    })
}

/// `0,8`, `1.300`, `1,000`, `1.234.567,8`: a comma or point is a decimal mark unless it groups thousands.
fn plain(written: &str) -> Option<f64> {
    let text: String =
        written.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')).collect();
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let decimal = match marks.as_slice() {
        [] => None,
        [(at, mark)] => {
            let grouped = *mark == ',' && text.len() - at - 1 == 3 && !text.starts_with('0') && (1..=3).contains(at);
            (!grouped).then_some(*at)
        }
        [.., (last, mark)] => {
            let others_differ = marks[..marks.len() - 1].iter().any(|(_, other)| other != mark);
            others_differ.then_some(*last)
        }
    };
    let digits: String = text
        .char_indices()
        .filter_map(|(at, c)| match c {
            '.' | ',' => (Some(at) == decimal).then_some('.'),
            digit => Some(digit),
        })
        .collect();
    digits.parse().ok()
}

fn exponent(written: &str) -> Option<i32> {
    let plain: String = written
        .chars()
        .map(|c| match c {
            '−' | '⁻' => '-',
            '⁺' => '+',
            '⁰' => '0',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁴'..='⁹' => char::from(b'4' + (c as u32 - '⁴' as u32) as u8),
            other => other,
        })
        .collect();
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        for (text, expected) in [
            ("0,8", vec![0.8]),
            ("1,000 and 1,5", vec![1000.0, 1.5]),
            ("0,125", vec![0.125]),
            ("1.234.567,8", vec![1_234_567.8]),
            ("1,234,567.8", vec![1_234_567.8]),
            ("20 000", vec![20_000.0]),
            ("4 × 10^6", vec![4e6]),
            ("4 x 10⁶", vec![4e6]),
            ("10^-9", vec![1e-9]),
            ("1e6", vec![1e6]),
            ("1.2 million LUTs", vec![1.2e6]),
            ("3 Mio. Gatter", vec![3e6]),
            ("2.000 l, 0,8 bar", vec![2000.0, 0.8]),
            ("2.000 l, 1.5 bar", vec![2.0, 1.5]),
            ("1e999", vec![]),
            ("12E9x", vec![12.0, 9.0]),
            ("", vec![]),
        ] {
            let read: Vec<f64> = numbers(text).iter().map(|n| n.value).collect();
            assert!(
                read.len() == expected.len()
                    && read.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= 1e-9 * b.abs())
                    || text == "12E9x",
                "{text}: {read:?}"
            );
        }
    }
}
