//! The tests of the register in words, for a page: `not meets: 6A005.a` becomes "not to meet 6A005.a".

/// A test as it follows the word "needs"; figures with their comparison stay as they are written.
pub(super) fn test_in_words(source: &str) -> String {
    const WORDS: &[(&str, &str, bool)] = &[
        ("not feature: ", "not: ", false),
        ("feature: ", "", false),
        ("not kind: ", "the goods to be no ", false),
        ("kind: ", "the goods to be: ", false),
        ("not meets: ", "not to meet ", true),
        ("meets: ", "to meet ", true),
        ("not contains: ", "to hold nothing of ", true),
        ("contains: ", "to hold something of ", true),
        ("not for: ", "to serve nothing of ", true),
        ("for: ", "to serve something of ", true),
    ];
    let known = WORDS.iter().find_map(|(mark, words, codes)| Some((source.strip_prefix(mark)?, *words, *codes)));
    match known {
        Some((rest, words, true)) => format!("{words}{}", alternatives(rest)),
        Some((rest, words, false)) => format!("{words}{rest}"),
        None => source.replacen(" overlaps ", " to reach into ", 1).replacen(" within ", " to lie within ", 1),
    }
}

/// `6A005.a, 6A005.b, 6A005.c` as "6A005.a, 6A005.b or 6A005.c".
fn alternatives(codes: &str) -> String {
    codes.rsplit_once(", ").map_or_else(|| codes.to_owned(), |(head, last)| format!("{head} or {last}"))
}

#[cfg(test)]
mod tests {
    use super::test_in_words;

    #[test]
    fn tests_read_as_sentences() {
        for (source, words) in [
            ("feature: space-qualified", "space-qualified"),
            ("not kind: solar mirror", "the goods to be no solar mirror"),
            ("not meets: 1C002.b.3, 1C002.b.4", "not to meet 1C002.b.3 or 1C002.b.4"),
            ("for: 7A117", "to serve something of 7A117"),
            (
                "operating frequency overlaps above 2.7 GHz to 6.8 GHz",
                "operating frequency to reach into above 2.7 GHz to 6.8 GHz",
            ),
            ("sample rate > 1.3 GSPS", "sample rate > 1.3 GSPS"),
        ] {
            assert_eq!(test_in_words(source), words);
        }
    }
}
