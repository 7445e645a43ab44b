//! A word of a name: what it is, how much it tells, what it sounds like. The words of the name asked for are owned; the
//! words of listed names lie in the index and are only looked at, so both are compared as the same view.

use std::cell::OnceCell;
use std::num::NonZeroU32;

use super::letters::{Held, Ready, code};
use super::sound::skeleton_size;
use super::tables::NameTables;
use crate::text::names::Script;

/// What a word of a name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// A word that names.
    #[default]
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
    const ALL: [Self; 9] = [
        Self::Name,
        Self::Patronymic,
        Self::Initial,
        Self::Number,
        Self::Place,
        Self::Generic,
        Self::Title,
        Self::Particle,
        Self::Filiation,
    ];

    /// True for words that can make two names different persons or companies.
    pub fn names(self) -> bool {
        matches!(self, Self::Name | Self::Patronymic | Self::Place | Self::Number | Self::Initial)
    }

    /// Its number in the index.
    pub(super) fn number(self) -> u8 {
        Self::ALL.iter().zip(0..).find_map(|(class, number)| (*class == self).then_some(number)).unwrap_or(0)
    }

    /// The class of a number in the index; a name where the number means nothing.
    pub(super) fn of_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }
}

/// A word as it is compared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word<'a> {
    /// As normalised, UTF-8.
    pub text: &'a [u8],
    /// One byte a letter.
    pub letters: &'a [u8],
    pub sound: &'a [u8],
    pub skeleton: &'a [u8],
    /// Groups of spellings it belongs to.
    pub variants: &'a [u16],
    /// Groups of short and foreign forms it belongs to.
    pub nicknames: &'a [u16],
    /// What its letters are, and what those of its sound are.
    pub written: Held,
    pub heard: Held,
    pub class: WordClass,
    pub weight: f64,
    /// Number of the country it names; 0 for none.
    pub place: u16,
    /// Its value as a number.
    pub number: Option<u32>,
    /// Size of the skeleton.
    pub bones: f64,
    /// Its number in the list, from 1, where it is one of a listed name.
    pub term: Option<NonZeroU32>,
    /// Its letters and those of its sound made ready, where it is compared with many words.
    pub ready: Option<&'a ReadyWord>,
}

/// The letters of a word and those of its sound, made ready when they are first needed.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadyWord {
    pub written: OnceCell<Ready>,
    pub heard: OnceCell<Ready>,
}

impl Word<'_> {
    /// True for words whose consonants count in those of the whole name.
    pub fn has_bones(&self) -> bool {
        !matches!(self.class, WordClass::Title | WordClass::Particle)
    }
}

/// A word with its letters.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnedWord {
    pub text: String,
    pub letters: Vec<u8>,
    pub sound: Vec<u8>,
    pub skeleton: Vec<u8>,
    pub variants: Vec<u16>,
    pub nicknames: Vec<u16>,
    pub written: Held,
    pub heard: Held,
    pub class: WordClass,
    /// As the index keeps it, so that a name asked for weighs the same as a listed one.
    pub weight: f32,
    pub place: u16,
    pub number: Option<u32>,
}

impl OwnedWord {
    /// A word of a class and weight.
    pub fn new(text: &str, class: WordClass, weight: f64, script: Script, tables: &NameTables) -> Self {
        let letters: Vec<u8> = text.chars().map(code).collect();
        let sound = if script.leaves_vowels_out() { Vec::new() } else { tables.sounds.sound(text.as_bytes()) };
        #[allow(clippy::cast_possible_truncation)]
        Self {
            written: Held::new(&letters, tables),
            heard: Held::new(&sound, tables),
            letters,
            class,
            weight: weight as f32,
            sound,
            skeleton: tables.bones.of(text, script),
            variants: tables.variants.get(text).cloned().unwrap_or_default(),
            nicknames: tables.nicknames.get(text).cloned().unwrap_or_default(),
            place: 0,
            number: text.parse().ok(),
            text: text.to_owned(),
        }
    }

    /// The word as it is compared.
    pub fn view(&self) -> Word<'_> {
        Word {
            text: self.text.as_bytes(),
            letters: &self.letters,
            sound: &self.sound,
            skeleton: &self.skeleton,
            variants: &self.variants,
            nicknames: &self.nicknames,
            written: self.written,
            heard: self.heard,
            class: self.class,
            weight: f64::from(self.weight),
            place: self.place,
            number: self.number,
            bones: skeleton_size(&self.skeleton),
            term: None,
            ready: None,
        }
    }
}
