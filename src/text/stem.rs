//! Word forms brought together: case, accents, British spelling, plurals. Light on purpose: the same word written
//! two ways must meet, two different words must not.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form under which a word is compared: `Wandler` and `wandlern`, `fibre` and `fibers`, `Détecteurs` and `détecteur`.
pub fn stem(word: &str) -> String {
    let folded = if word.is_ascii() { word.to_ascii_lowercase() } else { fold(word) };
    ending(spelling(folded))
}

fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'μ' | 'µ' => out.push('u'),
            _ => out.push(c),
        }
    }
    out
}

/// British to American, the newer names of chemical groups to the older, and the German transcriptions of umlauts an ERP
/// system writes.
fn spelling(mut word: String) -> String {
    const WHOLE: &[(&str, &str)] = &[
        ("analogue", "analog"),
        ("analogues", "analog"),
        ("fibre", "fiber"),
        ("fibres", "fiber"),
        ("metre", "meter"),
        ("litre", "liter"),
        ("centre", "center"),
        ("colour", "color"),
        ("grey", "gray"),
        ("programme", "program"),
        ("mould", "mold"),
        ("vapour", "vapor"),
        ("armour", "armor"),
        ("defence", "defense"),
        ("licence", "license"),
        ("plough", "plow"),
        ("vulcanise", "vulcanize"),
    ];
    if let Some((_, american)) = WHOLE.iter().find(|(british, _)| *british == word) {
        return (*american).to_owned();
    }
    const PARTS: &[(&str, &str)] = &[
        ("alumini", "alumin"),
        ("sulph", "sulf"),
        ("caesi", "cesi"),
        ("isation", "ization"),
        ("iser", "izer"),
        ("ised", "ized"),
        ("ising", "izing"),
        ("lysing", "lyzing"),
        ("lyser", "lyzer"),
        ("metre", "meter"),
        ("fibre", "fiber"),
        ("chloranyl", "chloro"),
        ("fluoranyl", "fluoro"),
        ("bromanyl", "bromo"),
        ("azanyl", "amino"),
        ("oxidanyl", "hydroxy"),
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
    ];
    for (british, american) in PARTS {
        if word.len() > 4 && word.contains(british) {
            word = word.replace(british, american);
        }
    }
    word
}

fn ending(mut word: String) -> String {
    if !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return word;
    }
    let n = word.len();
    if n > 4 && word.ends_with("ies") {
        word.truncate(n - 3);
        word.push('y');
    } else if n > 4 && ["sses", "xes", "ches", "shes", "zes"].iter().any(|e| word.ends_with(e)) {
        word.truncate(n - 2);
    } else if n > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|e| word.ends_with(e)) {
        word.truncate(n - 1);
    } else if n > 5 && word.ends_with("aux") {
        word.truncate(n - 2);
        word.push('l');
    }
    for suffix in ["ern", "en", "er", "e", "n"] {
        let long_enough = word.len() > 5 || (suffix == "e" && word.len() == 5);
        if long_enough && word.ends_with(suffix) && word.len() - suffix.len() >= 4 {
            word.truncate(word.len() - suffix.len());
            break;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        for (a, b) in [
            ("converter", "converters"),
            ("Wandler", "Wandlern"),
            ("Pumpe", "Pumpen"),
            ("Ventil", "Ventile"),
            ("fibre", "fibers"),
            ("analogue", "analog"),
            ("détecteur", "Detecteurs"),
            ("sulphide", "sulfide"),
            ("aluminium", "aluminum"),
            ("Öfen", "ofen"),
            ("Fräsmaschine", "FRAESMASCHINEN"),
            ("battery", "batteries"),
            ("analyser", "analyzer"),
            ("vibrational", "Vibrational"),
            ("signal", "signaux"),
            ("chloroethanol", "chloranylethanol"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (a, b) in [("laser", "lase"), ("motor", "motet"), ("radar", "radio"), ("glass", "gas"), ("lens", "lense")] {
            assert_ne!(stem(a), stem(b), "{a} {b}");
        }
    }

    proptest::proptest! {
        #[test]
        fn stemming_case_does_not_matter(word in "[a-zA-ZäöüéèßÄÖÜ]{1,20}") {
            proptest::prop_assert_eq!(stem(&word.to_lowercase()), stem(&word.to_uppercase().to_lowercase()));
        }
    }
}
