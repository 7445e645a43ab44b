//! Part numbers in a description: "P/N 4711-0815-A" is no current of 815 amperes, and says nothing of the goods.

use std::sync::LazyLock;

use regex::Regex;

use super::reading::Span;

/// Shortest part number: what is shorter is a figure ("PN 16", "S/N 50").
const SHORTEST: usize = 5;

static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:[ps]/n|pn|part[ .-]?(?:no|nr|number)|(?:art|artikel|best|bestell|mat|material|ident|sach|teile)\.?[ -]?(?:no|nr|nummer)|item[ .-]?(?:no|number)|sku|cat(?:alogu?e?)?\.?[ -]?(?:no|nr|number)|order[ .-]?(?:no|nr|code|number)|r[eé]f(?:[eé]rence)?)\b[ .:#°]{0,4}([A-Z0-9][A-Z0-9./_-]*)",
    )
    .expect("the pattern is a constant and compiles")
});
static GROUPS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[0-9]{3,}-[0-9]{3,}-[A-Za-z0-9-]+\b").expect("the pattern is a constant and compiles")
});

/// Where part numbers stand in a text, with the words that announce them.
pub(super) fn part_numbers(text: &str) -> Vec<Span> {
    let announced = ANNOUNCED.captures_iter(text).filter_map(|captures| {
        let code = captures.get(1)?;
        captures.get(0).filter(|_| is_part_number(code.as_str()))
    });
    let mut spans: Vec<Span> = announced.map(|found| (found.start(), found.end())).collect();
    let groups = GROUPS.find_iter(text).map(|found| (found.start(), found.end()));
    let further: Vec<Span> = groups.filter(|span| !within(&spans, *span)).collect();
    spans.extend(further);
    spans
}

/// A code of some length that no figure looks like.
fn is_part_number(code: &str) -> bool {
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let mixed = digits < code.len() && !code.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    code.len() >= SHORTEST && digits > 0 && (mixed || digits > SHORTEST)
}

/// Whether a place lies in one of these.
pub(super) fn within(spans: &[Span], place: Span) -> bool {
    spans.iter().any(|span| span.0 <= place.0 && place.1 <= span.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_number_is_told_from_a_figure() {
        for (text, expected) in [
            ("P/N 4711-0815-A GaN substrate", vec!["P/N 4711-0815-A"]),
            ("Art.-Nr. 100234W valve", vec!["Art.-Nr. 100234W"]),
            ("substrate 4711-0815-A", vec!["4711-0815-A"]),
            ("valve DN25 PN16", vec![]),
            ("flange PN 16", vec![]),
            ("receiver S/N 50 dB", vec![]),
            ("REF 10.000 MHZ", vec![]),
            ("CAS 7664-39-3", vec![]),
            ("supply 100-240 V", vec![]),
        ] {
            let found: Vec<&str> = part_numbers(text).iter().map(|span| &text[span.0..span.1]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
