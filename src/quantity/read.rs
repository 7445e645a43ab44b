//! Reading quantities out of a description: a number, or a range of numbers, with its unit and where it stands.

use super::ambiguous::{is_mega_or_milli, second_unit};
use super::dimension::{Base, Dimension};
use super::length_term::length_term;
use super::number::{Number, numbers};
use super::unit_behind::unit_behind;
use super::units::Unit;

/// What the words around a figure say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The figure itself.
    Exact,
    /// From one figure to another.
    Range,
    /// "up to", "≤", "max".
    AtMost,
    /// "at least", "≥", "min".
    AtLeast,
}

/// A quantity found in a text, in base units of its dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The lower end, or the figure itself.
    pub low: f64,
    /// The upper end, or the figure itself.
    pub high: f64,
    /// Its dimension.
    pub dimension: Dimension,
    /// What the words around it say.
    pub bound: Bound,
    /// Byte range in the text, from the first digit to the end of the unit.
    pub span: (usize, usize),
    /// A second reading of the same words ("50 g" as acceleration, "9 Hz" as frames a second):
    /// counts only for a property the text names.
    pub second_reading: bool,
    /// The condition under which another figure holds ("-110 dBc/Hz at 10 kHz", "0.1 % bei 20 °C"):
    /// counts only where nothing else of its dimension is stated.
    pub condition: bool,
    /// The figure if its point groups thousands after all ("2.000 l"), or its capital M stands for milli ("20 MJ" in an
    /// order line in capitals), where the text leaves that open.
    pub otherwise: Option<(f64, f64)>,
    /// Which product of figures it is a factor of ("600 x 400 x 500 mm"), counted from 1; 0 for none.
    pub product: u16,
}

/// Most quantities a description may hold; what follows is not read.
const MOST_QUANTITIES: usize = 400;

/// All quantities of a text, left to right; numbers without a unit have the dimension of a number.
pub fn read_quantities(text: &str) -> Vec<Quantity> {
    let mut found: Vec<Written> = Vec::new();
    for number in numbers(text).into_iter().take(MOST_QUANTITIES) {
        // The figure in "m3" belongs to the unit before it.
        if found.last().is_none_or(|last| last.end <= number.start) {
            found.push(Written::read(text, number));
        }
    }
    let mut out: Vec<Quantity> = Vec::with_capacity(found.len());
    let (mut at, mut products) = (0, 0);
    let capitals = !text.contains(char::is_lowercase);
    while at < found.len() {
        if found[at].inside_word {
            at += 1;
            continue;
        }
        let (start, before) = (found[at].number.start, out.len());
        let used = take(text, &found[at..], &mut out);
        let condition = out[..before].last().is_some_and(|last| is_condition(text, last, start, &out[before..]));
        products += u16::from(used > 2);
        for new in &mut out[before..] {
            new.condition = condition;
            new.product = if used > 2 { products } else { 0 };
            if found[at..at + used].iter().any(|one| one.number.grouped.is_some()) && may_be_grouped(new.dimension) {
                new.otherwise = Some((new.low * 1000.0, new.high * 1000.0));
            }
            if capitals && !new.second_reading && is_mega_or_milli(&found[at + used - 1].unit_text) {
                new.otherwise = Some((new.low * 1e-9, new.high * 1e-9));
            }
        }
        at += used;
    }
    out
}

/// Frequencies are written with noughts behind a decimal point ("10.000 MHz"); temperatures and levels have no thousands.
fn may_be_grouped(dimension: Dimension) -> bool {
    let none = [Dimension::of(Base::Temperature), Dimension::of(Base::Level), Dimension::NUMBER.with(Base::Time, -1)];
    !none.contains(&dimension)
}

/// Farthest a condition stands behind the figure it belongs to, in bytes.
const FARTHEST_CONDITION: usize = 24;

/// Whether a temperature or a frequency is the condition under which the figure before it holds.
fn is_condition(text: &str, last: &Quantity, start: usize, new: &[Quantity]) -> bool {
    let Some(between) = text.get(last.span.1..start).filter(|b| b.len() <= FARTHEST_CONDITION) else { return false };
    let between = between.trim_end().to_lowercase();
    let joined = ["at", "bei"].iter().any(|word| between.strip_suffix(word).is_some_and(|head| head.ends_with(' ')));
    let per_second = Dimension::NUMBER.with(Base::Time, -1);
    let fits = |q: &Quantity| {
        q.dimension == Dimension::of(Base::Temperature)
            || (q.dimension == per_second && !last.dimension.is_power() && last.dimension != per_second)
    };
    (joined || between.ends_with('@'))
        && !between.contains([',', ';'])
        && new.iter().filter(|q| !q.second_reading).all(fits)
}

/// A number with what stands right behind it.
struct Written {
    number: Number,
    unit: Option<Unit>,
    /// The unit as written, for second readings.
    unit_text: String,
    end: usize,
    /// Part of a word such as a part number.
    inside_word: bool,
    negative: bool,
}

impl Written {
    fn read(text: &str, number: Number) -> Self {
        let before = text[..number.start].chars().next_back();
        let letter_before = before.is_some_and(|c| c.is_alphanumeric() && c != 'Ø') || before == Some('_');
        let size_mark = |marks: &[&str]| marks.iter().any(|m| text[..number.start].to_lowercase().ends_with(m));
        let times = before.is_some_and(|c| matches!(c, 'x' | 'X' | '×'))
            && text[..number.start].chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit() || c == ' ');
        let inside_word = letter_before && !times && !size_mark(&["dn", "nps"]);
        let (unit, unit_text, end) = unit_behind(text, number);
        let fraction = unit.is_some_and(|unit| unit.dimension == Dimension::of(Base::Fraction));
        let number =
            Number { value: number.decimal.filter(|_| fraction && unit_text == "%").unwrap_or(number.value), ..number };
        Self { number, unit, unit_text, end, inside_word, negative: is_negative(text, number.start) }
    }

    /// The figure where it stands alone: before a length or the like a minus sign is a dash.
    fn alone(&self) -> f64 {
        let never_negative = self.unit.is_some_and(|unit| unit.dimension.is_never_negative());
        if never_negative { self.number.value } else { self.signed() }
    }

    fn signed(&self) -> f64 {
        if self.negative { -self.number.value } else { self.number.value }
    }
}

fn is_negative(text: &str, start: usize) -> bool {
    let before = &text[..start];
    if ["+/-", "+-", "-/+", "±-"].iter().any(|sign| before.ends_with(sign)) {
        return false;
    }
    let mut back = before.chars().rev();
    let free = |c: char| c.is_whitespace() || matches!(c, '(' | '/' | ':' | ',');
    matches!(back.next(), Some('-' | '−' | '–')) && back.next().is_none_or(free)
}

/// Takes the quantity that begins here; returns how many numbers it used.
fn take(text: &str, found: &[Written], out: &mut Vec<Quantity>) -> usize {
    let product = product_length(text, found);
    if product > 1 {
        return take_product(&found[..product], out);
    }
    if let Some(second) = found.get(1).filter(|second| is_range(text, &found[0], second)) {
        push_range(&found[0], second, out);
        return 2;
    }
    let one = &found[0];
    if let Some(term) = length_term(text, one.number.end) {
        let last = |unit, end| Written { number: one.number, unit: Some(unit), unit_text: String::new(), end, ..*one };
        let (value, bound) = (one.number.value, bound_before(&text[..one.number.start]));
        push(value, value, &last(term.unit, one.end), one.number.start, bound, out);
        push(term.per_length, term.per_length, &last(Unit::FRACTION, term.end), term.plus, bound, out);
        return found.iter().take_while(|next| next.number.start < term.end).count();
    }
    // "24/48 V", "85/15 %": the unit stands once.
    if let Some(second) = found
        .get(1)
        .filter(|second| one.unit.is_none() && second.unit.is_some() && &text[one.end..second.number.start] == "/")
    {
        let mut first = vec![];
        push(one.signed(), one.signed(), second, one.number.start, Bound::Exact, &mut first);
        let end = one.end;
        out.extend(first.into_iter().map(|quantity| Quantity { span: (quantity.span.0, end), ..quantity }));
        return 1;
    }
    let before = &text[..one.number.start];
    if starts_at_zero(before) && one.unit.is_some_and(|unit| unit.dimension == Dimension::NUMBER.with(Base::Time, -1)) {
        push(0.0, one.signed(), one, one.number.start, Bound::Range, out);
    } else {
        push(one.alone(), one.alone(), one, one.number.start, bound_before(before), out);
    }
    1
}

/// "DC to 40 GHz", "DC-40 GHz": direct current is zero hertz.
fn starts_at_zero(before: &str) -> bool {
    let trimmed = before.trim_end();
    let head = ["to", "-", "–", "—", "...", "…", "bis", "à"].iter().find_map(|word| trimmed.strip_suffix(word));
    head.is_some_and(|head| head.trim_end().ends_with("DC"))
}

fn push(low: f64, high: f64, last: &Written, start: usize, bound: Bound, out: &mut Vec<Quantity>) {
    let unit = last.unit.unwrap_or(Unit::NUMBER);
    let (a, b) = (unit.to_base(low), unit.to_base(high));
    if !(a.is_finite() && b.is_finite()) {
        return;
    }
    let quantity = Quantity {
        low: a.min(b),
        high: a.max(b),
        dimension: unit.dimension,
        bound,
        span: (start, last.end),
        second_reading: false,
        condition: false,
        otherwise: None,
        product: 0,
    };
    let second = second_unit(&last.unit_text).map(|unit| {
        let (a, b) = (unit.to_base(low), unit.to_base(high));
        Quantity { low: a.min(b), high: a.max(b), dimension: unit.dimension, second_reading: true, ..quantity.clone() }
    });
    out.push(quantity);
    out.extend(second);
}

fn push_range(first: &Written, second: &Written, out: &mut Vec<Quantity>) {
    let unit = second.unit.unwrap_or(Unit::NUMBER);
    let low = first.unit.map_or_else(|| first.signed(), |own| unit.in_unit(own.to_base(first.signed())));
    push(low, second.signed(), second, first.number.start, Bound::Range, out);
}

/// `600 x 400 x 500 mm`, `640x512`: how many numbers belong to one product.
fn product_length(text: &str, found: &[Written]) -> usize {
    let mut count = 1;
    while let Some(next) = found.get(count) {
        let between = text[found[count - 1].end..next.number.start].trim();
        if !matches!(between, "x" | "X" | "×" | "*" | "by" | "/ x") || (next.inside_word && between.is_empty()) {
            break;
        }
        count += 1;
    }
    count
}

fn take_product(found: &[Written], out: &mut Vec<Quantity>) -> usize {
    let last = &found[found.len() - 1];
    let pixels = Unit::parse("pixels").ok();
    let unit = found.iter().rev().find_map(|w| w.unit).filter(|u| Some(u.dimension) != pixels.map(|p| p.dimension));
    match (unit, found) {
        (Some(unit), _) => {
            for one in found {
                let value = unit.to_base(one.number.value);
                let span = (one.number.start, one.end);
                out.push(Quantity {
                    low: value,
                    high: value,
                    dimension: unit.dimension,
                    bound: Bound::Exact,
                    span,
                    second_reading: false,
                    condition: false,
                    otherwise: None,
                    product: 0,
                });
            }
        }
        (None, [a, b]) if a.number.value >= 2.0 && b.number.value * a.number.value >= 16.0 => {
            let (product, span) = (a.number.value * b.number.value, (a.number.start, last.end));
            for (base, second_reading) in [(Base::Pixel, false), (Base::Element, true)] {
                let dimension = Dimension::of(base);
                out.push(Quantity {
                    low: product,
                    high: product,
                    dimension,
                    bound: Bound::Exact,
                    span,
                    second_reading,
                    condition: false,
                    otherwise: None,
                    product: 0,
                });
            }
        }
        _ => {
            for one in found {
                push(one.signed(), one.signed(), one, one.number.start, Bound::Exact, out);
            }
        }
    }
    found.len()
}

/// Whether two neighbouring numbers are the ends of a range.
fn is_range(text: &str, first: &Written, second: &Written) -> bool {
    let raw = &text[first.end..second.number.start];
    let between = raw.trim();
    // "-5 -186 dB" are two figures: a sign stands before the second, not a dash between them.
    if second.negative && raw.ends_with(between) && !raw.starts_with(between) && between.chars().count() == 1 {
        return false;
    }
    let joined = matches!(
        between,
        "-" | "–"
            | "—"
            | ".."
            | "..."
            | "…"
            | "~"
            | "to"
            | "bis"
            | "à"
            | "a"
            | "through"
            | "up to"
            | "- +"
            | "to +"
            | "bis +"
            | "…+"
            | "/+"
            | "to -"
            | "bis -"
            | "à +"
            | "–+"
    );
    let listed = matches!(between, "and" | "und" | "et") && {
        let before = text[..first.number.start].trim_end().to_lowercase();
        ["between", "zwischen", "entre"].iter().any(|word| before.ends_with(word))
    };
    if !(joined || listed) || (second.inside_word && !between.is_empty() && !between.starts_with(['-', '–'])) {
        return false;
    }
    match (first.unit, second.unit) {
        (Some(a), Some(b)) => a.dimension == b.dimension,
        (None, Some(_)) => true,
        (None, None) => joined && first.number.value < second.number.value && between != "-",
        (Some(_), None) => false,
    }
}

fn bound_before(before: &str) -> Bound {
    const AT_MOST: &[&str] = &[
        "≤",
        "<=",
        "<",
        "up to",
        "upto",
        "max",
        "max.",
        "maximum",
        "maximal",
        "bis zu",
        "bis",
        "jusqu'à",
        "jusqu’à",
        "less than",
        "below",
        "under",
        "unter",
        "weniger als",
        "moins de",
        "not more than",
        "höchstens",
        "better than",
        "besser als",
    ];
    const AT_LEAST: &[&str] = &[
        "≥",
        ">=",
        ">",
        "at least",
        "min",
        "min.",
        "minimum",
        "minimal",
        "more than",
        "over",
        "above",
        "exceeding",
        "greater than",
        "mindestens",
        "über",
        "mehr als",
        "plus de",
        "au moins",
        "ab",
        "from",
        "starting at",
    ];
    let tail: String = before.trim_end().trim_end_matches([':', '=', '(']).trim_end().to_lowercase();
    let ends = |words: &[&str]| {
        words.iter().any(|word| {
            tail.strip_suffix(word).is_some_and(|head| {
                !word.starts_with(|c: char| c.is_alphabetic()) || !head.ends_with(|c: char| c.is_alphanumeric())
            })
        })
    };
    if ends(AT_MOST) {
        Bound::AtMost
    } else if ends(AT_LEAST) {
        Bound::AtLeast
    } else {
        Bound::Exact
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::same;

    fn first(text: &str) -> Quantity {
        read_quantities(text).into_iter().next().unwrap_or_else(|| panic!("{text}"))
    }

    fn is(text: &str, low: f64, high: f64, unit: &str) {
        let (read, unit) = (first(text), Unit::parse(unit).unwrap());
        assert_eq!(read.dimension, unit.dimension, "{text}: {read:?}");
        assert!(same(read.low, unit.to_base(low)) && same(read.high, unit.to_base(high)), "{text}: {read:?}");
    }

    #[test]
    fn figures_are_read_as_data_sheets_write_them() {
        for (text, low, high, unit) in [
            ("repeatability 0,8 µm", 0.8, 0.8, "um"),
            ("5–10 GHz", 5.0, 10.0, "GHz"),
            ("2 to 18 GHz receiver", 2.0, 18.0, "GHz"),
            ("500 MHz - 6 GHz", 0.5, 6.0, "GHz"),
            ("DC to 40 GHz", 0.0, 40.0, "GHz"),
            ("DC-40GHz", 0.0, 40.0, "GHz"),
            ("≥ 30 MPa", 30.0, 30.0, "MPa"),
            ("12-bit", 12.0, 12.0, "bit"),
            ("14bit ADC", 14.0, 14.0, "bit"),
            ("1.5 GSPS", 1.5, 1.5, "GSPS"),
            ("1500 MS/s", 1500.0, 1500.0, "MSPS"),
            ("5-axis milling", 5.0, 5.0, "axes"),
            ("5-Achs-Fräsmaschine", 5.0, 5.0, "axes"),
            ("-40 to +85 °C", -40.0, 85.0, "degC"),
            ("-55...125°C", -55.0, 125.0, "degC"),
            ("640x512 VOx", 327_680.0, 327_680.0, "pixels"),
            ("9 Hz", 9.0, 9.0, "Hz"),
            ("bias 0.005 °/h", 0.005, 0.005, "deg/h"),
            ("ARW 0.0035 deg/√h", 0.0035, 0.0035, "deg/rt-h"),
            ("8-14 µm", 8.0, 14.0, "um"),
            ("1 000 000 frames/s", 1e6, 1e6, "fps"),
            ("0.8 nautical miles per hour", 0.8, 0.8, "nmi/h"),
            ("2 × 10^6 Gy", 2e6, 2e6, "Gy"),
            ("volume 300 L", 0.3, 0.3, "m3"),
            ("debit 6 m³/h", 6.0, 6.0, "m3/h"),
            ("30 % Ni", 30.0, 30.0, "%"),
            ("motor 4 MW", 4.0, 4.0, "MW"),
            ("magnet 1.6 T", 1.6, 1.6, "T"),
            ("pump 12 M3/H", 12.0, 12.0, "m3/h"),
            ("depth 2000 M", 2000.0, 2000.0, "m"),
            ("500 l C-22 vessel", 500.0, 500.0, "l"),
            ("99,999 % pure", 99.999, 99.999, "%"),
            ("14B 250MSPS", 14.0, 14.0, "bit"),
            ("INT8 750 TOPS", 750.0, 750.0, "TOPS"),
            ("14-bit 3 GSPS", 14.0, 14.0, "bit"),
            ("5 kV 2 µF", 5.0, 5.0, "kV"),
            ("8.5-11 GHz 4 W", 8.5, 11.0, "GHz"),
            ("5e13 n/cm2", 5e13, 5e13, "1/cm2"),
            ("-165 dBm/Hz", -165.0, -165.0, "dBm/Hz"),
            ("tolerance +/-5 um", 5.0, 5.0, "um"),
            ("DAC 12BIT", 12.0, 12.0, "bit"),
            ("600MM", 600.0, 600.0, "mm"),
            ("DN50 valve", 50.0, 50.0, "1"),
            ("COOLER 20 MK", 0.02, 0.02, "K"),
            ("POWER 1000 UW", 1.0, 1.0, "mW"),
            ("MEMORY 1 MGY", 1.0, 1.0, "MGy"),
            ("GRATING 10 NM", 10.0, 10.0, "nm"),
            ("LASER 5 W/CM2", 5.0, 5.0, "W/cm2"),
            ("FURNACE 150  C", 150.0, 150.0, "degC"),
        ] {
            is(text, low, high, unit);
        }
    }

    #[test]
    fn the_words_before_a_figure_bound_it() {
        assert_eq!(first("up to 40 GHz").bound, Bound::AtMost);
        assert_eq!(first("bis zu 40 GHz").bound, Bound::AtMost);
        assert_eq!(first(">= 5 kW").bound, Bound::AtLeast);
        assert_eq!(first("clamp 5 kW").bound, Bound::Exact);
    }

    #[test]
    fn a_number_of_a_name_does_not_join_the_figure_behind_it() {
        let read = read_quantities("alloy C-22 500 l");
        assert!(read.iter().any(|q| same(q.low, 0.5)), "{read:?}");
        let read = read_quantities("-5 -186 dB");
        assert!(read.iter().all(|q| q.bound != Bound::Range), "{read:?}");
    }

    #[test]
    fn a_capital_m_in_an_order_line_in_capitals_may_be_a_thousandth() {
        let read = first("LASER 20 MJ");
        assert!(read.otherwise.is_some_and(|(low, _)| same(low, 0.02)), "{read:?}");
        assert_eq!(first("Laser 20 MJ").otherwise, None);
        assert_eq!(first("FILTER 20 MHZ").otherwise, None);
    }

    #[test]
    fn part_numbers_hold_no_quantities() {
        assert!(read_quantities("AD9213BBPZ XC7K325T").is_empty());
        assert_eq!(
            read_quantities("4K video wall").iter().filter(|q| q.dimension == Dimension::of(Base::Temperature)).count(),
            0
        );
    }

    #[test]
    fn a_unit_may_stand_once_for_two_figures() {
        let read: Vec<f64> = read_quantities("supply 24/48 V").iter().map(|q| q.low).collect();
        assert!(read.len() == 2 && same(read[0], 24.0) && same(read[1], 48.0), "{read:?}");
    }

    #[test]
    fn a_box_has_three_lengths() {
        let read = read_quantities("travel 600 x 400 x 500 mm");
        let lengths: Vec<f64> = read.iter().map(|q| q.low * 1000.0).collect();
        assert_eq!(lengths.len(), 3);
        assert!(same(lengths[0], 600.0) && same(lengths[1], 400.0) && same(lengths[2], 500.0), "{lengths:?}");
    }

    #[test]
    fn a_dash_before_a_length_is_no_minus() {
        is("repeatability -0.8 µm", 0.8, 0.8, "um");
        is("offset -5 mV", -5.0, -5.0, "mV");
        is("storage -40 °C", -40.0, -40.0, "degC");
    }

    #[test]
    fn the_condition_of_another_figure_is_told_apart() {
        for (text, conditions) in [
            ("phase noise -110 dBc/Hz at 10 kHz", vec![false, true]),
            ("accuracy 0.1 % bei 20 °C", vec![false, true]),
            ("loss 0.2 dB @ 1 kHz", vec![false, true]),
            ("40 W at 10 GHz", vec![false, false]),
            ("12 bit at 10 GSPS", vec![false, false]),
            ("operates at 77 K", vec![false]),
            ("10 GHz, noise 1 dB", vec![false, false]),
        ] {
            let read = read_quantities(text);
            let first: Vec<bool> = read.iter().filter(|q| !q.second_reading).map(|q| q.condition).collect();
            assert_eq!(first, conditions, "{text}: {read:?}");
        }
    }

    #[test]
    fn a_second_reading_is_kept_apart() {
        let read = read_quantities("shock 50 g");
        assert_eq!(read.len(), 2);
        assert!(!read[0].second_reading && read[1].second_reading);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
            for quantity in read_quantities(&text) {
                proptest::prop_assert!(quantity.low <= quantity.high && quantity.low.is_finite() && quantity.high.is_finite());
                proptest::prop_assert!(text.get(quantity.span.0..quantity.span.1).is_some());
            }
        }

        #[test]
        fn figures_between_units_never_panic(text in "[0-9.,eE^x×µ°/√a-zA-Z³² ≤≥±–-]{0,60}") {
            let _ = read_quantities(&text);
        }
    }
}
