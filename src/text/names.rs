//! Names of persons, companies and ships, whatever the alphabet, as lower-case Latin words that can be compared.
//! Normalising twice is once: what comes out is only `a`–`z`, digits and single spaces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::romanise::Romaniser;

/// The alphabet most letters of a name belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Script {
    /// Latin, with or without accents.
    Latin,
    /// Russian, Ukrainian, Bulgarian, Kazakh and others.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic, Persian, Urdu, Pashto: vowels are mostly not written.
    Arabic,
    /// Hebrew: vowels are mostly not written.
    Hebrew,
    /// Chinese characters, also in Japanese and Korean names.
    Han,
    /// Japanese syllables.
    Kana,
    /// Korean syllables.
    Hangul,
    /// Any other alphabet.
    Other,
    /// No letter at all.
    #[default]
    None,
}

impl Script {
    /// True where vowels are mostly not written, so that only consonants can be compared with other alphabets.
    pub fn leaves_vowels_out(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }

    const ALL: [Self; 10] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Arabic,
        Self::Hebrew,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Other,
        Self::None,
    ];

    /// Its number where alphabets are stored as numbers.
    pub fn number(self) -> u8 {
        Self::ALL.iter().zip(0..).find_map(|(script, number)| (*script == self).then_some(number)).unwrap_or(9)
    }

    /// The alphabet of a stored number; [`Script::None`] where the number means nothing.
    pub fn of_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// True where one character is a syllable or a word.
    pub fn is_syllabic(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Hangul)
    }
}

/// The alphabet of one character.
pub fn script_of_char(c: char) -> Script {
    match u32::from(c) {
        _ if !c.is_alphabetic() => Script::None,
        0x41..=0x24f | 0x1e00..=0x1eff | 0x2c60..=0x2c7f | 0xa720..=0xa7ff | 0xff21..=0xff5a => Script::Latin,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => Script::Cyrillic,
        0x590..=0x5ff | 0xfb1d..=0xfb4f => Script::Hebrew,
        0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => Script::Arabic,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xa960..=0xa97f | 0xac00..=0xd7ff => Script::Hangul,
        0x3040..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f => Script::Kana,
        0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f => {
            Script::Han
        }
        _ => Script::Other,
    }
}

/// True for letters of Thai, Lao, Burmese and Khmer: their vowels are written in ways that letter by letter
/// romanising does not follow, while the consonants are plain.
pub fn vowels_lost(c: char) -> bool {
    matches!(u32::from(c), 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff)
}

/// The alphabet most letters of a text belong to; [`Script::None`] without letters.
pub fn script_of(text: &str) -> Script {
    let mut counts = [0usize; Script::ALL.len()];
    for script in text.chars().map(script_of_char).filter(|s| *s != Script::None) {
        counts[usize::from(script.number())] += 1;
    }
    // The first of the most frequent, so that the answer does not depend on chance.
    let all = Script::ALL.into_iter().zip(counts);
    all.fold((Script::None, 0), |best, this| if this.1 > best.1 { this } else { best }).0
}

/// The text without what cannot be seen: control and direction marks, joiners, vowel signs of Arabic and Hebrew;
/// compatibility forms are replaced by the ordinary letters.
pub fn visible(text: &str) -> String {
    if text.is_ascii() && !text.chars().any(is_invisible) {
        return text.to_owned();
    }
    let composed = text.nfkc().filter(|c| !is_invisible(*c) && !is_vowel_sign(*c));
    composed.collect()
}

/// The text in its own alphabet, ready to be compared within that alphabet: visible, lower case, without accents,
/// words separated by single spaces, spelling variants of Arabic letters made one.
pub fn native(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        let c = one_letter_form(c);
        if c.is_alphanumeric() {
            push_without_accents(c, &mut out);
        } else if !is_apostrophe(c) && !is_combining_mark(c) {
            out.push(' ');
        } else if script_of_char(c) == Script::Other {
            out.push(c);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_without_accents(c: char, out: &mut String) {
    let accents_matter = matches!(script_of_char(c), Script::Hangul | Script::Other | Script::Kana);
    if accents_matter {
        out.extend(c.to_lowercase());
    } else {
        // What is left of an accented letter may itself be a variant of another.
        out.extend(c.to_lowercase().nfkd().filter(|d| !is_combining_mark(*d)).map(one_letter_form));
    }
}

/// The name as lower-case Latin words: `a`–`z`, digits, single spaces. Letters joined by dots are one word
/// (`L.X.C.` → `lxc`), apostrophes vanish (`Ma'ruf` → `maruf`), `&` is `and`, hyphens separate.
/// Chinese and Korean characters become one word each.
pub fn latin(text: &str) -> String {
    let mut raw = String::new();
    let characters: Vec<char> = visible(text).chars().collect();
    let romaniser = Romaniser::new(&characters);
    (0..characters.len()).for_each(|at| push_latin(&romaniser, &characters, at, &mut raw));
    join_dotted(&raw)
}

/// Turns one character into Latin letters, a separator, or nothing.
fn push_latin(romaniser: &Romaniser<'_>, characters: &[char], at: usize, raw: &mut String) {
    let c = characters[at];
    let letter = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| c.is_alphabetic());
    let inside = || letter(at.checked_sub(1)) && letter(Some(at + 1));
    match c {
        _ if c.is_ascii_alphanumeric() => raw.push(c),
        _ if is_apostrophe(c) || (c == '?' && inside()) => {}
        '.' => raw.push('.'),
        '&' => raw.push_str(" and "),
        _ if !c.is_alphanumeric() && !is_combining_mark(c) => raw.push(' '),
        _ => {
            let letters = romaniser.letters(at);
            let letters = letters.as_deref().unwrap_or_else(|| any_ascii::any_ascii_char(c));
            match script_of_char(c) {
                Script::Hangul | Script::Han => push_syllable(letters, raw),
                _ => raw.push_str(letters),
            }
        }
    }
}

fn push_syllable(syllable: &str, raw: &mut String) {
    raw.push(' ');
    raw.push_str(syllable);
    raw.push(' ');
}

/// Lower-cases, keeps letters and digits, and makes one word of letters joined by dots.
fn join_dotted(raw: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for piece in raw.split(|c: char| c.is_whitespace()) {
        let parts: Vec<String> = piece.split('.').map(letters_and_digits).filter(|p| !p.is_empty()).collect();
        let dotted = parts.len() > 1 && parts.iter().all(|p| p.len() == 1);
        if dotted { words.push(parts.concat()) } else { words.extend(parts) }
    }
    words.join(" ")
}

fn letters_and_digits(part: &str) -> String {
    part.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʾ' | 'ʿ' | '`' | '´' | '′' | '＇' | 'ʽ' | 'ˈ')
}

fn is_invisible(c: char) -> bool {
    let kept = matches!(c, '\t' | '\n' | '\r');
    (c.is_control() && !kept)
        || matches!(u32::from(c),
            0xad | 0x34f | 0x61c | 0x640 | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe0fff)
}

/// Vowel and reading signs above and below Arabic and Hebrew letters.
fn is_vowel_sign(c: char) -> bool {
    matches!(u32::from(c), 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x5c4..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6df..=0x6e8 | 0x6ea..=0x6ed)
}

/// Arabic letters that are written in several ways, as one.
fn one_letter_form(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ے' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ؤ' => 'و',
        'ئ' => 'ي',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_many_alphabets_become_latin_words() {
        let cases = [
            ("Kim Jong-un", "kim jong un"),
            ("KO CH'O'L-CHAE", "ko chol chae"),
            ("L.X.C. Aviation", "lxc aviation"),
            ("William W. Frost", "william w frost"),
            ("Procter & Gamble Co.", "procter and gamble co"),
            ("Société Générale S.A.", "societe generale sa"),
            ("Михаил Царев", "mikhail tsarev"),
            ("Юрий Федорович", "yuriy fedorovich"),
            ("김정은", "kim jong un"),
            ("习近平", "xi jin ping"),
            ("ბარაკ ობამა", "barak obama"),
            ("Γιώργος Παπαδόπουλος", "giorgos papadopoulos"),
            ("Ευάγγελος Μπακογιάννης", "evangelos bakogiannis"),
            ("Սարգսյան Արթուր", "sargsyan artur"),
            ("Олександр Григоренко Ірина", "oleksandr hryhorenko iryna"),
            ("Георги Първанов", "georgi parvanov"),
            ("Ђорђе Живковић", "djordje zivkovic"),
            ("राजेश शर्मा", "rajesh sharma"),
            ("ไพโรจน์", "phairochn"),
            ("Mus?ab Omar", "musab omar"),
            ("\u{202e}Ivan\u{202c} Petrov", "ivan petrov"),
            ("🚀🚀", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(latin(name), expected, "{name}");
        }
    }

    #[test]
    fn the_alphabet_of_a_name_is_that_of_most_letters() {
        let cases = [
            ("Ivan", Script::Latin),
            ("Иван", Script::Cyrillic),
            ("محمد علي", Script::Arabic),
            ("金正恩", Script::Han),
            ("7 !", Script::None),
        ];
        for (name, expected) in cases {
            assert_eq!(script_of(name), expected, "{name}");
        }
    }

    #[test]
    fn every_character_is_normalised_in_one_go() {
        let again = |c: &char| {
            let (own, roman) = (native(&c.to_string()), latin(&c.to_string()));
            native(&own) != own || latin(&roman) != roman
        };
        let changed: Vec<char> = ('\0'..=char::MAX).filter(again).collect();
        assert!(changed.is_empty(), "{changed:?}");
    }

    proptest! {
        #[test]
        fn normalising_twice_is_once(name in "\\PC{0,60}") {
            let once = latin(&name);
            prop_assert_eq!(&latin(&once), &once);
            let own = native(&name);
            prop_assert_eq!(&native(&own), &own);
        }
    }
}
