//! Errors that grow with length, as makers of measuring machines state them: "1.7 + L/1000 µm", "(0.9 + 3L/1000) µm",
//! "1.5 µm + 2.5 µm/m". Such an error is two figures: what it is at no length, and what each length adds to it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::units::Unit;

/// What stands behind the constant part A. L is in millimetres; where no unit is written A is in micrometres (ISO 10360-2).
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let (figure, unit) = (r"(\d+(?:[.,]\d+)?)", r"([µμu]m|nm)");
    let divided = format!(r"(?:{figure}\s*[·*x×]?\s*)?L\s*(?:[\[(]\s*mm\s*[\])])?\s*/\s*{figure}\s*[\])]?\s*{unit}?");
    Regex::new(&format!(r"^\s*{unit}?\s*\+\s*(?:{divided}|{figure}\s*{unit}\s*/\s*(m|mm)\b)"))
        .expect("the pattern is a constant and compiles")
});

/// Most bytes between the constant part and the plus sign.
const FARTHEST_PLUS: usize = 8;
/// In metres.
const MILLIMETRE: f64 = 1e-3;

/// An error that grows with length.
pub(super) struct LengthTerm {
    /// The unit of the constant part.
    pub unit: Unit,
    /// What each length adds, as a fraction of that length.
    pub per_length: f64,
    /// Where the growing part begins and ends in the text.
    pub plus: usize,
    pub end: usize,
}

/// What stands behind the number that ends at `at`, where that is the growing part of an error.
pub(super) fn length_term(text: &str, at: usize) -> Option<LengthTerm> {
    let behind = &text[at..];
    let plus = at + behind.find('+').filter(|plus| *plus <= FARTHEST_PLUS)?;
    let found = BEHIND.captures(behind)?;
    let unit = unit_of(&found, 4).or_else(|| unit_of(&found, 1)).or_else(|| unit_of(&found, 6)).or_else(micrometres)?;
    let per_length = if let Some(divisor) = figure(&found, 3) {
        unit.to_base(figure(&found, 2).unwrap_or(1.0)) / (divisor * MILLIMETRE)
    } else {
        let length = if found.get(7)?.as_str() == "m" { 1.0 } else { MILLIMETRE };
        unit_of(&found, 6)?.to_base(figure(&found, 5)?) / length
    };
    per_length.is_finite().then(|| LengthTerm { unit, per_length, plus, end: at + found[0].trim_end().len() })
}

fn micrometres() -> Option<Unit> {
    Unit::parse("um").ok()
}

fn unit_of(found: &Captures, group: usize) -> Option<Unit> {
    Unit::read(found.get(group)?.as_str())
}

fn figure(found: &Captures, group: usize) -> Option<f64> {
    found.get(group)?.as_str().replace(',', ".").parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::quantity::{Unit, read_quantities, same};

    #[test]
    fn an_error_that_grows_with_length_is_two_figures() {
        let (um, ppm) = (Unit::parse("um").unwrap(), Unit::parse("ppm").unwrap());
        for (text, constant, parts_per_million) in [
            ("MPE E0 1.7 + L/1000 µm", 1.7, 1.0),
            ("E0,MPE = (1,9 + L/400) µm", 1.9, 2.5),
            ("2.0+3L/1000 um", 2.0, 3.0),
            ("1.5 µm + L/333 µm", 1.5, 1000.0 / 333.0),
            ("MPE 0,9 + 2,5·L/1000", 0.9, 2.5),
            ("1.7 um + 3.0 um/m", 1.7, 3.0),
            ("uncertainty (1.6 + L/2000) nm", 0.0016, 0.0005),
        ] {
            let read = read_quantities(text);
            let [a, b] = &read[read.len() - 2..] else { panic!("{text}: {read:?}") };
            assert!(a.dimension == um.dimension && same(a.low, um.to_base(constant)), "{text}: {read:?}");
            assert!(b.dimension == ppm.dimension && same(b.low, ppm.to_base(parts_per_million)), "{text}: {read:?}");
        }
    }

    #[test]
    fn a_sum_without_a_length_is_left_alone() {
        for text in ["5 V + 12 V supply", "1 + 1 spare, 20 L/min", "4 + 2 bays", "24+ L/XL sizes"] {
            let fraction = Unit::parse("ppm").unwrap().dimension;
            assert!(read_quantities(text).iter().all(|q| q.dimension != fraction), "{text}");
        }
    }
}
