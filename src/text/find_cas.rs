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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_wrong_check_digit_are_left_out() {
        let found = find_cas_numbers("CAS 111-48-8, order 111-48-7");
        assert_eq!(found, [((4, 12), "111-48-8")]);
    }
}
