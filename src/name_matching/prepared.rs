//! A name made ready to be compared: its words, what each of them is and how much it tells. The name asked for is
//! prepared once and compared often; listed names are prepared when their list is imported.

use super::letters::Held;
use super::reading::{entity_words, person_words, read_entity, read_person};
use super::screen::LONGEST_NAME;
use super::tables::NameTables;
use super::words::{OwnedWord, ReadyWord, Word, WordClass};
use crate::sanctions::{Gender, PartyKind};
use crate::text::names::{Script, latin, native, script_of, vowels_lost};

/// How the words of a name are to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What is known of a name besides its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub kind: NameKind,
    pub script: Script,
    /// Groups of legal forms taken out of it, as bits.
    pub forms: u32,
    /// A comma said which part is the family name.
    pub comma: bool,
    /// Syllables that imitate a foreign name.
    pub imitates: bool,
    pub gender: Option<Gender>,
}

/// A name made ready to be compared.
#[derive(Clone, Debug)]
pub struct PreparedName {
    pub(super) traits: Traits,
    /// The whole text normalised in its own alphabet: equal keys are identical names.
    pub(super) key: String,
    pub(super) words: Vec<OwnedWord>,
}

/// A name as it is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub traits: Traits,
    pub key: &'a [u8],
    pub words: &'a [Word<'a>],
}

impl<'a> Name<'a> {
    /// All letters but those of titles, as one string.
    pub fn whole(&self, out: &mut Vec<u8>) {
        out.clear();
        self.kept().for_each(|w| out.extend_from_slice(w.letters));
    }

    /// What the letters of [`Self::whole`] are.
    pub fn whole_held(&self) -> Held {
        self.kept().fold(Held::default(), |held, w| held.and(w.written))
    }

    /// How many letters [`Self::whole`] holds.
    pub fn whole_length(&self) -> usize {
        self.kept().map(|w| w.letters.len()).sum()
    }

    fn kept(&self) -> impl Iterator<Item = &'a Word<'a>> {
        self.words.iter().filter(|w| w.class != WordClass::Title)
    }

    /// How many letters the words hold that are not generic.
    pub fn telling_letters(&self) -> usize {
        let telling = self.words.iter().filter(|w| w.class.names() || w.class == WordClass::Filiation);
        telling.map(|w| w.letters.len()).sum()
    }

    /// The consonants of the words that say something, in a row.
    pub fn skeleton(&self, out: &mut Vec<u8>) {
        out.clear();
        self.words.iter().filter(|w| w.has_bones()).for_each(|w| out.extend_from_slice(w.skeleton));
    }
}

impl PreparedName {
    /// Prepares a name. Of a text longer than a name can be the beginning is read; only identity counts all of it.
    pub fn new(whole: &str, kind: NameKind, tables: &NameTables) -> Self {
        let text = beginning(whole);
        let script = script_of(text);
        let (words, forms, comma) = match kind {
            NameKind::Person => {
                let (raw, comma) = read_person(text, script);
                (person_words(&raw, script, comma, tables), 0, comma)
            }
            NameKind::Entity => {
                let (raw, forms) = read_entity(text, script, tables);
                (entity_words(text, &raw, script, tables), forms, false)
            }
        };
        let words = never_without_name(words);
        let gender = words.iter().find_map(|w| told_gender(w, tables));
        let key = if script == Script::Latin || script == Script::None { latin(whole) } else { native(whole) };
        let traits = Traits { kind, script, forms, comma, imitates: imitates(text, script), gender };
        Self { traits, key, words }
    }

    /// True where nothing is left that could be compared.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words as they are compared.
    pub(super) fn views(&self) -> Vec<Word<'_>> {
        self.words.iter().map(OwnedWord::view).collect()
    }

    /// The words as they are compared with many.
    pub(super) fn ready_views<'a>(&'a self, ready: &'a [ReadyWord]) -> Vec<Word<'a>> {
        self.words.iter().zip(ready).map(|(word, ready)| Word { ready: Some(ready), ..word.view() }).collect()
    }

    /// The name as it is compared, over [`Self::views`].
    pub(super) fn name<'a>(&'a self, words: &'a [Word<'a>]) -> Name<'a> {
        Name { traits: self.traits, key: self.key.as_bytes(), words }
    }
}

/// The text up to the length a name can have.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(LONGEST_NAME).map_or(text, |(end, _)| &text[..end])
}

/// The gender a title or a patronymic tells.
fn told_gender(word: &OwnedWord, tables: &NameTables) -> Option<Gender> {
    match word.class {
        WordClass::Title => tables.titles.get(&word.text).copied().flatten(),
        WordClass::Patronymic => {
            let daughter = tables.daughter_endings.iter().any(|end| word.text.ends_with(end.as_str()));
            Some(if daughter { Gender::Female } else { Gender::Male })
        }
        _ => None,
    }
}

/// Chinese and Japanese write foreign names by sound, with a dot between the parts, or in Kana; of Thai and its
/// neighbours only the consonants can be relied on.
fn imitates(text: &str, script: Script) -> bool {
    match script {
        Script::Kana => true,
        Script::Han => text.contains(['·', '・', '•', '‧']),
        Script::Other => text.chars().any(vowels_lost),
        _ => false,
    }
}

/// Where only titles and particles are left, they are the name.
fn never_without_name(mut words: Vec<OwnedWord>) -> Vec<OwnedWord> {
    let telling = |w: &OwnedWord| !matches!(w.class, WordClass::Title | WordClass::Particle | WordClass::Filiation);
    if !words.iter().any(telling) {
        for word in &mut words {
            (word.class, word.weight) = (WordClass::Name, 0.5);
        }
    }
    words
}
