//! Reading a name as words: which are titles, particles, patronymics, legal forms, generic words, numbers, countries.

use super::letters::{LETTER, distance};
use super::numbers::{in_digits, roman};
use super::tables::{Form, NameTables};
use super::words::{OwnedWord, WordClass};
use crate::text::names::{Script, latin, native};

/// Letters from which a legal form is known again with one letter wrong.
const LONG_FORM: usize = 9;

/// The words of a person's name, given names first; true where a comma said which part is the family name.
pub(super) fn read_person(text: &str, script: Script) -> (Vec<String>, bool) {
    let (ordered, comma) = given_name_first(text);
    (split(&initials_apart(&ordered), script), comma)
}

/// `J.P. Smith` as `J. P. Smith`: before the last word of a person's name letters with dots are initials.
fn initials_apart(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let initials = |word: &str| {
        let letters = word.split('.').filter(|part| !part.is_empty());
        word.contains('.') && letters.clone().count() > 1 && letters.clone().all(|part| part.chars().count() == 1)
    };
    let apart = |(at, word): (usize, &&str)| {
        if at + 1 < words.len() && initials(word) { word.replace('.', ". ") } else { (*word).to_owned() }
    };
    words.iter().enumerate().map(apart).collect::<Vec<_>>().join(" ")
}

/// The words of a company's name without its legal forms, and the groups of these forms as bits.
pub(super) fn read_entity(text: &str, script: Script, tables: &NameTables) -> (Vec<String>, u32) {
    let mut words = split(&form_apart(text), script);
    let forms = take_forms(&mut words, tables, 1);
    for word in &mut words {
        if let Some(full) = tables.abbreviations.get(word) {
            word.clone_from(full);
        }
    }
    in_digits(&mut words, tables);
    (words, forms)
}

/// Splits into words: native ones where vowels are not written, Latin ones elsewhere.
fn split(text: &str, script: Script) -> Vec<String> {
    let normal = if script.leaves_vowels_out() { native(text) } else { latin(text) };
    normal.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// `LAST, First` as `First LAST`; true where a comma said so.
fn given_name_first(text: &str) -> (String, bool) {
    match text.split_once(',') {
        Some((last, first)) if !first.contains(',') && latin(first).len() > 3 => (format!("{first} {last}"), true),
        _ => (text.to_owned(), false),
    }
}

/// `SiemensAG` as `Siemens AG`: capitals at the end of a word in small letters stand apart.
fn form_apart(text: &str) -> String {
    let apart = |word: &str| {
        let capitals = word.chars().rev().take_while(char::is_ascii_uppercase).count();
        let at = word.len() - capitals;
        let small = word[..at].chars().next_back().is_some_and(char::is_lowercase);
        if capitals > 1 && small { format!("{} {}", &word[..at], &word[at..]) } else { word.to_owned() }
    };
    text.split_whitespace().map(apart).collect::<Vec<_>>().join(" ")
}

/// Takes the legal forms out, longest first, but leaves at least `keep` words. Returns their groups as bits.
fn take_forms(words: &mut Vec<String>, tables: &NameTables, keep: usize) -> u32 {
    let (mut groups, mut at) = (0, 0);
    while at < words.len() {
        let fits = |form: &&Form| words[at..].starts_with(&form.words) && words.len() - form.words.len() >= keep;
        let longest = tables.forms.get(&words[at]).into_iter().flatten().filter(fits).max_by_key(|f| f.words.len());
        let longest = longest.or_else(|| misspelt_form(&words[at], tables).filter(|_| words.len() > keep));
        match longest {
            Some(form) => {
                words.drain(at..at + form.words.len());
                groups |= form.group;
            }
            None => at += 1,
        }
    }
    groups
}

/// A long legal form written with one letter too many, too few or another.
fn misspelt_form<'a>(word: &str, tables: &'a NameTables) -> Option<&'a Form> {
    if word.len() < LONG_FORM || tables.entity_weight.contains_key(word) || tables.generic.contains_key(word) {
        return None;
    }
    let near = |form: &&String| {
        form.len() >= LONG_FORM && distance(word.as_bytes(), form.as_bytes(), tables, LETTER).is_some()
    };
    let form = tables.forms.keys().filter(near).min()?;
    tables.forms.get(form)?.iter().find(|form| form.words.len() == 1)
}

/// A person's name may trail a legal form ("… LLC"); it says as little of the person as a title.
fn trailing_form(words: &[String], tables: &NameTables) -> bool {
    let Some(last) = words.last().filter(|last| words.len() > 2 && last.len() > 1) else { return false };
    tables.forms.get(last).into_iter().flatten().any(|f| f.words.len() == 1 && f.trails_persons)
}

/// The words of a person's name as they are compared.
pub(super) fn person_words(raw: &[String], script: Script, comma: bool, tables: &NameTables) -> Vec<OwnedWord> {
    let mut words: Vec<OwnedWord> = raw.iter().map(|w| person_word(w, script, tables)).collect();
    if !comma && trailing_form(raw, tables) {
        let last = words.len() - 1;
        words[last] = OwnedWord::new(&raw[last], WordClass::Title, tables.weights.words.title, script, tables);
    }
    words
}

fn person_word(text: &str, script: Script, tables: &NameTables) -> OwnedWord {
    let w = &tables.weights.words;
    let (class, weight) = if tables.filiation.contains(text) {
        (WordClass::Filiation, w.filiation)
    } else if tables.particles.contains(text) {
        (WordClass::Particle, w.particle)
    } else if tables.titles.contains_key(text) {
        (WordClass::Title, w.title)
    } else if script.leaves_vowels_out() {
        (WordClass::Name, w.abjad)
    } else if text.len() == 1 {
        (WordClass::Initial, w.initial)
    } else {
        named(text, script, tables)
    };
    OwnedWord::new(text, class, weight, script, tables)
}

/// A word of a person's name that names: the more often it is borne, the less it tells.
fn named(text: &str, script: Script, tables: &NameTables) -> (WordClass, f64) {
    let w = &tables.weights.words;
    let rarity = tables.person_weight.get(text).copied().unwrap_or(1.0);
    let is_patronymic = text.len() > 6 && tables.patronymic_endings.iter().any(|end| text.ends_with(end.as_str()));
    if is_patronymic {
        return (WordClass::Patronymic, rarity.min(w.patronymic));
    }
    let short = if text.len() < 3 { w.short } else { 1.0 };
    // One syllable of a name in syllables tells less than a word.
    let syllable = if script.is_syllabic() { w.syllable } else { 1.0 };
    (WordClass::Name, rarity * short * syllable)
}

/// The words of a company's name as they are compared; the words of a country's name are one, and tell less where they
/// stand in brackets.
pub(super) fn entity_words(text: &str, raw: &[String], script: Script, tables: &NameTables) -> Vec<OwnedWord> {
    let aside = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let aside: Vec<String> = aside.flat_map(|part| split(part, script)).collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let (taken, place) = place(&raw[at..], tables);
        // "Fund I": the first of several.
        let first = at > 0 && at + 1 == raw.len() && raw[at] == "i";
        let mut word = entity_word(&raw[at..at + taken].concat(), place, script, tables);
        if word.class == WordClass::Place && aside.contains(&raw[at]) {
            word = OwnedWord::new(&word.text, WordClass::Place, tables.weights.words.place_in_brackets, script, tables);
            word.place = place;
        }
        if first {
            word = OwnedWord::new("1", WordClass::Number, tables.weights.words.number, script, tables);
        }
        words.push(word);
        at += taken;
    }
    words
}

/// A country's name at the beginning of the words: how many words it takes, and the number of the country.
fn place(words: &[String], tables: &NameTables) -> (usize, u16) {
    let most = words.len().min(tables.longest_place.get(&words[0]).copied().unwrap_or(0));
    for taken in (1..=most).rev() {
        let name = words[..taken].join(" ");
        if let Some(number) = tables.place_numbers.get(&name).filter(|_| name.len() > 3) {
            return (taken, *number);
        }
    }
    (1, 0)
}

fn entity_word(text: &str, place: u16, script: Script, tables: &NameTables) -> OwnedWord {
    let w = &tables.weights.words;
    let roman = roman(text);
    let (class, weight) = if place > 0 {
        (WordClass::Place, w.place)
    } else if let Some((class, weight)) = tables.generic.get(text) {
        (*class, *weight)
    } else if roman.is_some() || text.bytes().all(|b| b.is_ascii_digit()) {
        (WordClass::Number, w.number)
    } else if text.len() == 1 {
        (WordClass::Name, w.letter)
    } else {
        (WordClass::Name, tables.entity_weight.get(text).copied().unwrap_or(1.0))
    };
    let mut word = OwnedWord::new(text, class, weight, script, tables);
    word.place = place;
    word.number = word.number.or(roman);
    word
}
