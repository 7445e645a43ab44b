//! Listed names and their words as the index keeps them, and back as they are compared.

use std::num::NonZeroU32;

use super::build::count;
use super::layout::View;
use crate::name_matching::alike::may_be_alike;
use crate::name_matching::letters::Held;
use crate::name_matching::prepared::{Name, NameKind, Traits};
use crate::name_matching::sound::{size_of, skeleton_hundredths};
use crate::name_matching::tables::NameTables;
use crate::name_matching::words::{OwnedWord, Word, WordClass};
use crate::sanctions::Gender;
use crate::text::names::Script;

/// No number.
pub(super) const NONE: u32 = u32::MAX;

/// The traits of a name as one number; `weak` where the list calls the name weak.
pub(super) fn pack_traits(traits: &Traits, weak: bool) -> u32 {
    let gender = match traits.gender {
        None => 0,
        Some(Gender::Female) => 1,
        Some(Gender::Male) => 2,
    };
    u32::from(traits.kind == NameKind::Entity)
        | u32::from(traits.comma) << 1
        | u32::from(traits.imitates) << 2
        | u32::from(weak) << 3
        | gender << 4
        | u32::from(traits.script.number()) << 8
}

/// True where the list calls the name weak.
pub(in crate::name_matching) fn is_weak(packed: u32) -> bool {
    packed & 1 << 3 != 0
}

/// The kind of name of packed traits.
pub(in crate::name_matching) fn kind_of(packed: u32) -> NameKind {
    if packed & 1 == 0 { NameKind::Person } else { NameKind::Entity }
}

fn traits(packed: u32, forms: u32) -> Traits {
    Traits {
        kind: kind_of(packed),
        comma: packed & 1 << 1 != 0,
        imitates: packed & 1 << 2 != 0,
        gender: match packed >> 4 & 3 {
            1 => Some(Gender::Female),
            2 => Some(Gender::Male),
            _ => None,
        },
        script: Script::of_number((packed >> 8 & 0xff) as u8),
        forms,
    }
}

/// A term as the index keeps it.
pub(super) type TermRecord = [u32; 18];

/// A term as numbers: where its letters begin in `term_letters`; lengths of text and letters, of sound and
/// skeleton; where its groups begin in `term_groups`; how many of spellings and of short forms, and its class; number of
/// the country, and size of the skeleton; value as a number; weight; in two halves each what its letters are and what
/// they are like, and the same of its sound; where the names that bear it begin in `term_names`, and how many they are.
pub(super) fn pack_term(word: &OwnedWord, letters_at: usize, groups_at: usize, names: (usize, usize)) -> TermRecord {
    let pair = |low: usize, high: usize| count(low) & 0xffff | count(high) << 16;
    let groups = count(word.variants.len()) & 0xff | (count(word.nicknames.len()) & 0xff) << 8;
    #[allow(clippy::cast_possible_truncation)]
    let halves = |mask: u64| [mask as u32, (mask >> 32) as u32];
    let ([letters, letters_high], [like, like_high]) = (halves(word.written.letters), halves(word.written.like));
    let ([sound, sound_high], [sound_like, sound_like_high]) = (halves(word.heard.letters), halves(word.heard.like));
    [
        count(letters_at),
        pair(word.text.len(), word.letters.len()),
        pair(word.sound.len(), word.skeleton.len()),
        count(groups_at),
        groups | u32::from(word.class.number()) << 16,
        pair(word.place.into(), skeleton_hundredths(&word.skeleton).min(0xffff) as usize),
        word.number.unwrap_or(NONE),
        word.weight.to_bits(),
        letters,
        letters_high,
        like,
        like_high,
        sound,
        sound_high,
        sound_like,
        sound_like_high,
        count(names.0),
        count(names.1),
    ]
}

/// What the letters of a term are, or those of its sound, from the first of its four numbers.
fn held(record: &TermRecord, at: usize) -> Held {
    let mask = |at: usize| u64::from(record[at]) | u64::from(record[at + 1]) << 32;
    Held { letters: mask(at), like: mask(at + 2) }
}

/// Where these numbers stand in a record.
const WRITTEN: usize = 8;
const HEARD: usize = 12;

/// The part of a column between two neighbouring entries of another; empty where the numbers make no sense.
pub(super) fn between<'a, T>(column: &'a [T], at: &[u32], place: usize) -> &'a [T] {
    let part = || {
        let (from, to) = (*at.get(place)?, *at.get(place + 1)?);
        column.get(from as usize..to as usize)
    };
    part().unwrap_or_default()
}

fn item<T: Copy + Default>(column: &[T], place: usize) -> T {
    column.get(place).copied().unwrap_or_default()
}

impl<'a> View<'a> {
    /// How many listed names there are.
    pub fn names(&self) -> usize {
        self.name_party.len()
    }

    /// How many parties there are.
    pub fn parties(&self) -> usize {
        self.party_names.len().saturating_sub(1)
    }

    /// A term as a word.
    pub fn term(&self, term: u32) -> Word<'a> {
        let record = item(self.terms, term as usize);
        let [at, text_letters, sound_skeleton, groups_at, classes, place_bones, number, weight, ..] = record;
        let mut at = at as usize;
        let mut next = |length: u32| {
            let part = self.term_letters.get(at..at + (length & 0xffff) as usize).unwrap_or_default();
            at += part.len();
            part
        };
        let (text, letters) = (next(text_letters), next(text_letters >> 16));
        let (sound, skeleton) = (next(sound_skeleton), next(sound_skeleton >> 16));
        let groups = self.term_groups.get(groups_at as usize..).unwrap_or_default();
        let (variants, groups) = groups.split_at_checked((classes & 0xff) as usize).unwrap_or_default();
        Word {
            text,
            letters,
            sound,
            skeleton,
            variants,
            nicknames: groups.get(..(classes >> 8 & 0xff) as usize).unwrap_or_default(),
            written: held(&record, WRITTEN),
            heard: held(&record, HEARD),
            class: WordClass::of_number((classes >> 16) as u8),
            weight: f64::from(f32::from_bits(weight)),
            place: place_bones as u16,
            number: (number != NONE).then_some(number),
            bones: size_of(place_bones >> 16),
            term: NonZeroU32::new(term.wrapping_add(1)),
            ready: None,
        }
    }

    /// How many letters a term has, and what they and those of its sound are.
    #[inline(always)]
    pub fn term_held(&self, term: u32) -> (usize, Held, Held) {
        let record = item(self.terms, term as usize);
        ((record[1] >> 16) as usize, held(&record, WRITTEN), held(&record, HEARD))
    }

    /// Whether a term may be like a word, its letters not yet looked at: by letters or sound, by a group both may belong
    /// to, as a number, a country or an initial, or by the same consonants.
    pub fn may_be_alike(&self, term: u32, word: &Word<'_>, tables: &NameTables) -> bool {
        let record = item(self.terms, term as usize);
        let [_, text_letters, sound_skeleton, _, classes, place_bones, number, ..] = record;
        let (letters, skeleton) = ((text_letters >> 16) as usize, (sound_skeleton >> 16) as usize);
        let grouped = classes & 0xff > 0 && !word.variants.is_empty()
            || classes & 0xff00 > 0 && !word.nicknames.is_empty()
            || number != NONE && word.number.is_some()
            || place_bones as u16 > 0 && word.place > 0;
        grouped
            || letters == 1
            || word.letters.len() == 1
            || skeleton == word.skeleton.len() && skeleton > 2
            || may_be_alike(word, self.term_held(term), &tables.found, tables)
    }

    /// The alphabet of a listed name.
    pub fn script(&self, name: u32) -> Script {
        traits(item(self.name_traits, name as usize), 0).script
    }

    /// The terms of a listed name.
    pub fn terms(&self, name: u32) -> &'a [u32] {
        between(self.name_words, self.name_words_at, name as usize)
    }

    /// A listed name as it is compared; its words are put into `words`.
    pub fn name<'w>(&self, name: u32, words: &'w mut Vec<Word<'a>>) -> Name<'w>
    where
        'a: 'w,
    {
        words.clear();
        words.extend(self.terms(name).iter().map(|term| self.term(*term)));
        let at = name as usize;
        let key = between(self.keys, self.name_key_at, at);
        Name { traits: traits(item(self.name_traits, at), item(self.name_forms, at)), key, words }
    }

    /// The skeleton of a term, its size, and the weight of the term.
    pub fn term_skeleton(&self, term: u32) -> (&'a [u8], f64, f64) {
        let [at, text_letters, sound_skeleton, _, _, place_bones, _, weight, ..] = item(self.terms, term as usize);
        let before = [text_letters & 0xffff, text_letters >> 16, sound_skeleton & 0xffff];
        let at = before.iter().fold(at as usize, |at, length| at.saturating_add(*length as usize));
        let skeleton = self.term_letters.get(at..at.saturating_add((sound_skeleton >> 16) as usize));
        (skeleton.unwrap_or_default(), size_of(place_bones >> 16), f32::from_bits(weight).into())
    }

    /// The names that bear a term.
    pub fn bearers(&self, term: u32) -> &'a [u32] {
        let [.., from, bearers] = item(self.terms, term as usize);
        let to = from.saturating_add(bearers);
        self.term_names.get(from as usize..to as usize).unwrap_or_default()
    }
}
