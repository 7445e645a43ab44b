//! CAS registry numbers: their form and their check digit.

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
    }
}
