//! Control codes and tariff numbers quoted in a description. A quoted code is evidence to show: it makes its provision a
//! candidate and decides nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::reading::Span;
use crate::control_list::Register;
use crate::domain::ControlCode;

/// What a quoted control code is to Annex I.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Annex I bears the same number: the provision, or the nearest one above it that exists.
    AnnexI(ControlCode),
    /// A number of the United States' own, which Annex I does not have (the 9xx, 6xx and 5xx numbers, EAR99).
    UnitedStatesOnly,
    /// Announced as a control code, and no entry of Annex I bears it.
    Unknown,
}

/// A control code quoted in a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QuotedCode {
    pub written: String,
    pub span: Span,
    /// Quoted as a number of the United States' list.
    pub united_states: bool,
    pub standing: Standing,
}

impl QuotedCode {
    /// For the reader: the code, whose it is, and what Annex I makes of it.
    pub fn in_words(&self) -> String {
        let whose = if self.united_states { "ECCN " } else { "" };
        match &self.standing {
            Standing::AnnexI(code) if !self.united_states && code.as_str().eq_ignore_ascii_case(&self.written) => {
                code.to_string()
            }
            Standing::AnnexI(code) => format!("{whose}{} (Annex I has {code})", self.written),
            Standing::UnitedStatesOnly => {
                format!("{whose}{} (a United States number; Annex I has none like it)", self.written)
            }
            Standing::Unknown => format!("{whose}{} (no entry of Annex I)", self.written),
        }
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant and compiles")
}

static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:[0-9][A-Ea-e][0-9]{3}(?:\.[A-Za-z0-9]{1,3})*)|EAR\s?99"));
/// Words right before a code that say whose it is.
static UNITED_STATES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:\beccn|\bccl|\bear|\bus export[a-z ]*)\W{0,3}(?:(?:no|nr|number)\W{0,3})?$"));
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bal|ausfuhrliste[a-z]*|güterliste[a-z]*|annex i|anhang i|annexe i|dual[ -]?use(?: code)?|export control(?: code)?|control code|export code|control list|kontrollnummer|bdu)\W{0,3}(?:(?:no|nr|number|nummer|n°)\W{0,3})?$",
    )
});
static TARIFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:hs|h\.s\.|cn|kn|nc|sh|hts|htsus|taric|tariff|zolltarif(?:nummer|nr)?\.?|warennummer|warennr|wnr|stawn|ztn|commodity)(?:[ -]?(?:code|no|nr|number|nummer|nr|n°))*[ .:#=-]{0,3}([0-9]{4}(?:[ .]?[0-9]{2}){1,3})(?:[^0-9A-Za-z]|$)",
    )
});

/// The control codes a text quotes. A part number that looks like a code is none unless something announces it or
/// Annex I has such a provision.
pub(super) fn control_codes(text: &str, register: &Register) -> Vec<QuotedCode> {
    CODE.find_iter(text).filter_map(|found| quoted(text, (found.start(), found.end()), register)).collect()
}

fn quoted(text: &str, span: Span, register: &Register) -> Option<QuotedCode> {
    let (before, after) = (&text[..span.0], &text[span.1..]);
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '+');
    if before.ends_with(joins) || after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let near = tail(before, 40);
    let mut united_states = UNITED_STATES.is_match(near);
    let announced = united_states || ANNOUNCED.is_match(near);
    let written = text[span.0..span.1].to_owned();
    if written.starts_with('E') {
        return Some(QuotedCode { written, span, united_states: true, standing: Standing::UnitedStatesOnly });
    }
    // "3e005" is a number, "-3A001" a piece of a part number.
    let capital = written.as_bytes()[1].is_ascii_uppercase();
    if !announced && (!capital || after.starts_with('-')) {
        return None;
    }
    let third = written.as_bytes()[2];
    let standing = match nearest_provision(&written, register) {
        _ if third == b'9' => Standing::UnitedStatesOnly,
        // The 6xx numbers are the United States' munitions; their 5xx numbers are spacecraft, the Union's are its own.
        _ if united_states && matches!(third, b'5' | b'6') => Standing::UnitedStatesOnly,
        Some(code) => Standing::AnnexI(code),
        None if announced => Standing::Unknown,
        None => return None,
    };
    united_states |= standing == Standing::UnitedStatesOnly;
    // Unannounced, such a number is as likely a part number.
    (announced || standing != Standing::UnitedStatesOnly).then_some(QuotedCode {
        written,
        span,
        united_states,
        standing,
    })
}

/// The provision of this number, or the nearest one above it.
fn nearest_provision(written: &str, register: &Register) -> Option<ControlCode> {
    let mut code: ControlCode = written.parse().ok()?;
    while register.find(&code).is_none() {
        code = code.parent()?;
    }
    Some(code)
}

/// The last bytes of a text, from a whole character on.
fn tail(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// Tariff numbers a text announces ("HS 8542.31"), digits only.
pub(super) fn tariff_numbers(text: &str) -> Vec<(String, Span)> {
    let digits = |c: regex::Captures<'_>| {
        let number = c.get(1)?;
        let digits = number.as_str().chars().filter(char::is_ascii_digit).collect();
        Some((digits, (number.start(), number.end())))
    };
    TARIFF.captures_iter(text).filter_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control_list::ListSource;

    #[test]
    fn a_quoted_code_is_told_from_a_part_number_and_a_number_of_the_united_states() {
        let register = Register::load(&ListSource::embedded()).unwrap();
        for (text, expected) in [
            ("ADC, AL-Nr. 3A001.a.5", "3A001.a.5"),
            ("mill 2B001.b.2", "2B001.b.2"),
            ("ECCN: 3A001.b.99.z", "ECCN 3A001.b.99.z (Annex I has 3A001.b)"),
            ("ECCN 3A001", "ECCN 3A001 (Annex I has 3A001)"),
            ("eccn 5a992.c", "ECCN 5a992.c (a United States number; Annex I has none like it)"),
            ("EAR99", "ECCN EAR99 (a United States number; Annex I has none like it)"),
            ("ECCN 9A515.d", "ECCN 9A515.d (a United States number; Annex I has none like it)"),
            ("ECCN 3A611", "ECCN 3A611 (a United States number; Annex I has none like it)"),
            ("Annex I 3A777", "3A777 (no entry of Annex I)"),
            ("connector 3A777", ""),
            ("relay X-3A001-7", ""),
            ("tolerance 3e005", ""),
            ("seal 5A992", ""),
        ] {
            let read: Vec<String> = control_codes(text, &register).iter().map(QuotedCode::in_words).collect();
            assert_eq!(read.join("; "), expected, "{text}");
        }
    }

    #[test]
    fn tariff_numbers_are_read_where_they_are_announced() {
        for (text, expected) in [
            ("chip HS 8542.31", vec!["854231"]),
            ("Zolltarifnr. 8542 31 90 00", vec!["8542319000"]),
            ("HS-Code: 85423190", vec!["85423190"]),
            ("to CN 2024", vec![]),
            ("part 8542.31", vec![]),
        ] {
            let read: Vec<String> = tariff_numbers(text).into_iter().map(|(digits, _)| digits).collect();
            assert_eq!(read, expected, "{text}");
        }
    }
}
