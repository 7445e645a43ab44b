//! CAS registry numbers: finding them in a text and testing their check digit.

use std::sync::LazyLock;

use regex::Regex;

/// Whether this is a CAS number whose check digit is right, such as `111-48-8`.
pub fn is_cas_number(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(a), Some(b), Some(c), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|d| d.is_ascii_digit())
    };
    if !(digits(a, 2..=7) && digits(b, 2..=2) && digits(c, 1..=1)) {
        return false;
    }
    let sum: u32 =
        a.bytes().chain(b.bytes()).rev().zip(1..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    c.parse() == Ok(sum % 10)
}

/// CAS numbers in a text with their byte range; numbers of that form with a wrong check digit are left out.
pub fn find_cas_numbers(text: &str) -> Vec<((usize, usize), &str)> {
    static FORM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d{2,7}-\d{2}-\d\b").expect("the pattern is a constant and compiles"));
    FORM.find_iter(text).filter(|m| is_cas_number(m.as_str())).map(|m| ((m.start(), m.end()), m.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_tested() {
        assert!(is_cas_number("111-48-8") && is_cas_number("7664-39-3") && is_cas_number("1340437-35-5"));
        assert!(
            !is_cas_number("111-48-7")
                && !is_cas_number("1-48-8")
                && !is_cas_number("111-48-8-1")
                && !is_cas_number("")
        );
        let found = find_cas_numbers("CAS 111-48-8, order 111-48-7");
        assert_eq!(found, [((4, 12), "111-48-8")]);
    }
}
