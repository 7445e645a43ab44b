//! CAS registry numbers in a text: where they stand, those with a wrong check digit left out.

use std::sync::LazyLock;

use regex::Regex;

use super::cas::is_cas_number;

/// CAS numbers in a text with their byte range; numbers of that form with a wrong check digit are left out.
pub fn find_cas_numbers(text: &str) -> Vec<((usize, usize), &str)> {
    static FORM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d{2,7}-\d{2}-\d\b").expect("the pattern is a constant and compiles"));
    FORM.find_iter(text).filter(|m| is_cas_number(m.as_str())).map(|m| ((m.start(), m.end()), m.as_str())).collect()
}

/// Numbers a text calls CAS numbers whose check digit is wrong: written wrongly, or meant for something else.
pub fn mistaken_cas_numbers(text: &str) -> Vec<&str> {
    static CALLED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bcas(?:[ -]?(?:no|nr|number|nummer|rn))?[ .:#]{0,3}(\d{2,7}-\d{2}-\d)\b")
            .expect("the pattern is a constant and compiles")
    });
    let numbers = CALLED.captures_iter(text).filter_map(|captures| captures.get(1));
    numbers.map(|number| number.as_str()).filter(|number| !is_cas_number(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_called_a_cas_number_is_told_to_be_wrong() {
        assert_eq!(mistaken_cas_numbers("CAS-Nr. 7664-39-4, CAS 7664-39-3, order 111-48-7"), ["7664-39-4"]);
    }

    #[test]
    fn numbers_with_a_wrong_check_digit_are_left_out() {
        let found = find_cas_numbers("CAS 111-48-8, order 111-48-7");
        assert_eq!(found, [((4, 12), "111-48-8")]);
    }
}
