//! A name made ready to be compared: its words, what each of them is and how much it tells, its consonants, its letters
//! as one string. A name is prepared once and compared often.

use super::letters::{letter_mask, skeleton, sound};
use super::tables::NameTables;
use crate::domain::Territory;
use crate::sanctions::{Gender, PartyKind};
use crate::text::names::{Script, latin, native, script_of};

/// What a word of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// A word that names.
    Name,
    /// A father's name by its ending (`Ivanovich`).
    Patronymic,
    /// A single letter.
    Initial,
    /// A number, in digits, words or Roman.
    Number,
    /// A country in a company's name.
    Place,
    /// A word many companies bear (`Trading`).
    Generic,
    /// A title, rank or form of address.
    Title,
    /// A small word (`al`, `de`, `of`).
    Particle,
    /// A word between a name and the father's name (`bin`).
    Filiation,
}

impl WordClass {
    /// True for words that can make two names different persons or companies.
    pub fn names(self) -> bool {
        matches!(self, Self::Name | Self::Patronymic | Self::Place | Self::Number | Self::Initial)
    }
}

/// A word of a name.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub text: String,
    pub letters: Vec<char>,
    pub mask: u64,
    pub class: WordClass,
    pub weight: f64,
    pub sound: Vec<char>,
    pub skeleton: Vec<char>,
    pub variants: Vec<u16>,
    pub nicknames: Vec<u16>,
    pub place: Option<Territory>,
    pub number: Option<u32>,
}

/// How the words of a name are to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// A person's name.
    Person,
    /// The name of a company, body, ship or aircraft.
    Entity,
}

impl From<PartyKind> for NameKind {
    fn from(kind: PartyKind) -> Self {
        if kind == PartyKind::Person { Self::Person } else { Self::Entity }
    }
}

/// A name made ready to be compared.
#[derive(Clone, Debug)]
pub struct PreparedName {
    pub(super) shown: String,
    pub(super) kind: NameKind,
    pub(super) script: Script,
    pub(super) latin: String,
    pub(super) words: Vec<Word>,
    /// All letters but those of legal forms and titles, as one string.
    pub(super) whole: Vec<char>,
    pub(super) whole_mask: u64,
    /// Letters of the words that are not generic.
    pub(super) telling_letters: usize,
    pub(super) skeleton: Vec<char>,
    pub(super) forms: Vec<String>,
    pub(super) comma: bool,
    pub(super) gender: Option<Gender>,
}

impl PreparedName {
    /// Prepares a name.
    pub fn new(text: &str, kind: NameKind, tables: &NameTables) -> Self {
        let script = script_of(text);
        let (ordered, comma) = match kind {
            NameKind::Person => given_name_first(text),
            NameKind::Entity => (form_apart(text), false),
        };
        let mut raw: Vec<String> = split(&ordered, script);
        let forms = match kind {
            NameKind::Entity => take_forms(&mut raw, tables, 1),
            NameKind::Person => Vec::new(),
        };
        if kind == NameKind::Entity {
            write_out(&mut raw, tables);
        }
        let words: Vec<Word> = match kind {
            NameKind::Person => person_words(&raw, script, comma, tables),
            NameKind::Entity => entity_words(&raw, script, tables),
        };
        Self::assemble(text, kind, script, words, forms, comma, tables)
    }

    fn assemble(
        text: &str,
        kind: NameKind,
        script: Script,
        words: Vec<Word>,
        forms: Vec<String>,
        comma: bool,
        tables: &NameTables,
    ) -> Self {
        let words = never_without_name(words);
        let kept = |w: &&Word| w.class != WordClass::Title;
        let whole: Vec<char> = words.iter().filter(kept).flat_map(|w| w.letters.iter().copied()).collect();
        let telling = words.iter().filter(|w| w.class.names() || w.class == WordClass::Filiation);
        let gender = words.iter().find_map(|w| tables.titles.get(&w.text).copied().flatten());
        let said = words.iter().filter(|w| !matches!(w.class, WordClass::Title | WordClass::Particle));
        Self {
            shown: text.trim().to_owned(),
            kind,
            script,
            latin: latin(text),
            telling_letters: telling.map(|w| w.letters.len()).sum(),
            skeleton: said.flat_map(|w| w.skeleton.iter().copied()).collect(),
            whole_mask: letter_mask(&whole),
            whole,
            words,
            forms,
            comma,
            gender,
        }
    }

    /// True where nothing is left that could be compared.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
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

/// Takes the legal forms out, longest first, but leaves at least `keep` words. Returns their groups.
fn take_forms(words: &mut Vec<String>, tables: &NameTables, keep: usize) -> Vec<String> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let fits = |form: &&super::tables::Form| {
            words[at..].starts_with(&form.words) && words.len() - form.words.len() >= keep
        };
        let longest = tables.forms.get(&words[at]).into_iter().flatten().filter(fits).max_by_key(|f| f.words.len());
        match longest {
            Some(form) => {
                words.drain(at..at + form.words.len());
                groups.push(form.group.clone());
            }
            None => at += 1,
        }
    }
    groups.retain(|group| group != "any");
    groups.sort();
    groups.dedup();
    groups
}

/// A person's name may trail a legal form ("… LLC"); it says as little of the person as a title.
fn trailing_form(words: &[String], tables: &NameTables) -> bool {
    const TELLING: [&str; 3] = ["limited", "shares", "partnership"];
    let Some(last) = words.last().filter(|last| words.len() > 2 && last.len() > 1) else { return false };
    let mut forms = tables.forms.get(last).into_iter().flatten();
    forms.any(|f| f.words.len() == 1 && TELLING.contains(&f.group.as_str()))
}

fn person_words(raw: &[String], script: Script, comma: bool, tables: &NameTables) -> Vec<Word> {
    let mut words: Vec<Word> = raw.iter().map(|w| person_word(w, script, tables)).collect();
    if let Some(last) = words.last_mut().filter(|_| !comma && trailing_form(raw, tables)) {
        (last.class, last.weight) = (WordClass::Title, tables.weights.words.title);
    }
    words
}

/// Writes abbreviations out, and numbers in digits ("forty four" → "44").
fn write_out(words: &mut Vec<String>, tables: &NameTables) {
    for word in words.iter_mut() {
        if let Some(full) = tables.abbreviations.get(word) {
            word.clone_from(full);
        }
        if let Some(ordinal) = ordinal(word) {
            *word = ordinal;
        }
    }
    let mut at = 0;
    while at < words.len() {
        let value =
            |i: usize| words.get(i).and_then(|w: &String| tables.numbers.get(w).copied().or_else(|| w.parse().ok()));
        let unit = value(at + 1).filter(|u| (1..=9).contains(u));
        match (tables.numbers.get(&words[at]).copied(), unit) {
            (Some(tens), Some(unit)) if tens >= 20 && tens % 10 == 0 => {
                words[at] = (tens + unit).to_string();
                words.remove(at + 1);
            }
            (Some(number), _) => words[at] = number.to_string(),
            _ => {}
        }
        at += 1;
    }
}

/// `1st` → `1`.
fn ordinal(word: &str) -> Option<String> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}

fn person_word(text: &str, script: Script, tables: &NameTables) -> Word {
    let w = &tables.weights.words;
    let rarity = tables.person_weight.get(text).copied().unwrap_or(1.0);
    let abjad = script.leaves_vowels_out();
    let is_patronymic = text.len() > 6 && tables.patronymic_endings.iter().any(|end| text.ends_with(end.as_str()));
    let (class, weight) = if abjad {
        abjad_class(text, tables)
    } else if tables.filiation.contains_key(text) {
        (WordClass::Filiation, w.filiation)
    } else if tables.particles.contains_key(text) {
        (WordClass::Particle, w.particle)
    } else if tables.titles.contains_key(text) {
        (WordClass::Title, w.title)
    } else if text.len() == 1 {
        (WordClass::Initial, w.initial)
    } else if is_patronymic {
        (WordClass::Patronymic, rarity.min(w.patronymic))
    } else {
        (WordClass::Name, if text.len() < 3 { rarity * w.short } else { rarity })
    };
    // One syllable of a name in syllables tells less than a word.
    let weight = if script.is_syllabic() && class == WordClass::Name { weight * w.syllable } else { weight };
    word(text, class, weight, script, tables)
}

/// Words of names in Arabic or Hebrew letters; how rare they are is not known.
fn abjad_class(text: &str, tables: &NameTables) -> (WordClass, f64) {
    let w = &tables.weights.words;
    match text {
        "بن" | "ابن" | "بنت" | "בן" | "בת" => (WordClass::Filiation, w.filiation),
        "ال" | "دي" | "دو" => (WordClass::Particle, w.particle),
        "الشيخ" | "شيخ" | "الحاج" | "حاجي" | "ملا" | "مولوي" | "سيد" | "السيد" | "دكتور" | "قاري" => {
            (WordClass::Title, w.title)
        }
        _ => (WordClass::Name, 0.7),
    }
}

fn entity_words(raw: &[String], script: Script, tables: &NameTables) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let (taken, place) = place(&raw[at..], tables);
        let text = raw[at..at + taken].concat();
        let mut made = entity_word(&text, place.is_some(), script, tables);
        made.place = place;
        words.push(made);
        at += taken;
    }
    words
}

/// A country's name at the beginning of the words: how many words it takes.
fn place(words: &[String], tables: &NameTables) -> (usize, Option<Territory>) {
    for taken in (1..=words.len().min(3)).rev() {
        let name = words[..taken].join(" ");
        if let Some(code) = tables.countries.get(&name).filter(|_| name.len() > 3) {
            return (taken, Some(code.clone()));
        }
    }
    (1, None)
}

fn entity_word(text: &str, is_place: bool, script: Script, tables: &NameTables) -> Word {
    let w = &tables.weights.words;
    let rarity = tables.entity_weight.get(text).copied().unwrap_or(1.0);
    let number = text.bytes().all(|b| b.is_ascii_digit()) || roman(text).is_some();
    let (class, weight) = if is_place {
        (WordClass::Place, w.place)
    } else if let Some(weight) = tables.generic.get(text) {
        let class = if *weight < 0.2 { WordClass::Particle } else { WordClass::Generic };
        (class, *weight)
    } else if number {
        (WordClass::Number, w.number)
    } else if text.len() == 1 {
        (WordClass::Name, w.initial * 0.5)
    } else {
        (WordClass::Name, rarity)
    };
    word(text, class, weight, script, tables)
}

fn word(text: &str, class: WordClass, weight: f64, script: Script, tables: &NameTables) -> Word {
    let heard = if script.leaves_vowels_out() { String::new() } else { sound(text, tables) };
    let letters: Vec<char> = text.chars().collect();
    Word {
        mask: letter_mask(&letters),
        letters,
        class,
        weight,
        sound: heard.chars().collect(),
        skeleton: skeleton(text, script, tables),
        variants: tables.variants.get(text).cloned().unwrap_or_default(),
        nicknames: tables.nicknames.get(text).cloned().unwrap_or_default(),
        place: None,
        number: text.parse().ok().or_else(|| roman(text)),
        text: text.to_owned(),
    }
}

/// Where only titles and particles are left, they are the name.
fn never_without_name(mut words: Vec<Word>) -> Vec<Word> {
    let telling = |w: &Word| !matches!(w.class, WordClass::Title | WordClass::Particle | WordClass::Filiation);
    if !words.iter().any(telling) {
        for word in &mut words {
            (word.class, word.weight) = (WordClass::Name, 0.5);
        }
    }
    words
}

/// The value of a Roman number of at least two letters.
fn roman(text: &str) -> Option<u32> {
    const ROMAN: [(&str, u32); 19] = [
        ("ii", 2),
        ("iii", 3),
        ("iv", 4),
        ("vi", 6),
        ("vii", 7),
        ("viii", 8),
        ("ix", 9),
        ("xi", 11),
        ("xii", 12),
        ("xiii", 13),
        ("xiv", 14),
        ("xv", 15),
        ("xvi", 16),
        ("xvii", 17),
        ("xviii", 18),
        ("xix", 19),
        ("xx", 20),
        ("xxi", 21),
        ("xxx", 30),
    ];
    ROMAN.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}
