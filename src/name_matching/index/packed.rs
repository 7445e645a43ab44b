//! Listed names and their words as the index keeps them, and back as they are compared.

use std::num::NonZeroU32;

use super::build::count;
use super::layout::View;
use super::like_words::finds;
use crate::name_matching::alike::may_be_alike;
use crate::name_matching::floors::BirthYears;
use crate::name_matching::letters::Held;
use crate::name_matching::prepared::{Name, NameKind, Traits};
use crate::name_matching::screen::LONGEST_NAME;
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
pub(super) type TermRecord = [u32; 14];

/// A term as numbers: where its letters begin in `term_letters`; lengths of text and letters, of sound and
/// skeleton; where its groups begin in `term_groups`; how many of spellings and of short forms, and its class; number of
/// the country, and size of the skeleton; value as a number; weight; what its letters are and what they are like, and the
/// same of its sound; where the names that bear it begin in `term_names`, and how many they are.
pub(super) fn pack_term(word: &OwnedWord, letters_at: usize, groups_at: usize, names: (usize, usize)) -> TermRecord {
    let pair = |low: usize, high: usize| count(low) & 0xffff | count(high) << 16;
    let groups = count(word.variants.len()) & 0xff | (count(word.nicknames.len()) & 0xff) << 8;
    [
        count(letters_at),
        pair(word.text.len(), word.letters.len()),
        pair(word.sound.len(), word.skeleton.len()),
        count(groups_at),
        groups | u32::from(word.class.number()) << 16,
        pair(word.place.into(), skeleton_hundredths(&word.skeleton).min(0xffff) as usize),
        word.number.unwrap_or(NONE),
        word.weight.to_bits(),
        word.written.letters,
        word.written.like,
        word.heard.letters,
        word.heard.like,
        count(names.0),
        count(names.1),
    ]
}

/// What the letters of a term are, and those of its sound.
fn held(record: &TermRecord) -> (Held, Held) {
    let [.., letters, like, sound, sound_like, _, _] = *record;
    (Held { letters, like }, Held { letters: sound, like: sound_like })
}

/// A word of a listed name as the index keeps it beside its neighbours: its term, and what tells most words apart from it
/// before the term is looked up.
pub(super) type NameWord = [u32; 6];

/// Bits of the second number of a [`NameWord`] above the lengths of letters and skeleton: what it may have in common with
/// a word besides its letters, and whether names are found by it.
const VARIANTS: u32 = 1 << 16;
const NICKNAMES: u32 = 1 << 17;
const NUMBER: u32 = 1 << 18;
const PLACE: u32 = 1 << 19;
const FINDS: u32 = 1 << 20;
/// The last word of its name. Above it stands the number of the name's alphabet.
const LAST: u32 = 1 << 21;
const SCRIPT: u32 = 24;

/// A word of a name as numbers: its term; lengths of letters and skeleton, and bits; what its letters are and what they
/// are like, and the same of its sound.
pub(super) fn pack_name_word(term: u32, word: &OwnedWord, script: Script, last: bool) -> NameWord {
    let length = |part: &[u8]| count(part.len()).min(0xff);
    let bits = [
        (VARIANTS, !word.variants.is_empty()),
        (NICKNAMES, !word.nicknames.is_empty()),
        (NUMBER, word.number.is_some()),
        (PLACE, word.place > 0),
        (FINDS, finds(word.class)),
        (LAST, last),
    ];
    let bits =
        bits.iter().filter(|(_, set)| *set).fold(0, |bits, (bit, _)| bits | bit) | u32::from(script.number()) << SCRIPT;
    let Held { letters, like } = word.written;
    let Held { letters: sound, like: sound_like } = word.heard;
    [term, length(&word.letters) | length(&word.skeleton) << 8 | bits, letters, like, sound, sound_like]
}

/// A name that bears a word, with what is asked of it first, so that it need not be looked up elsewhere: the name; the
/// weights of its words in 1024ths, see [`weights_of`]; and where its words begin in `name_words`.
pub(super) type Bearer = [u32; 3];

/// A name that bears a word, with the sums of the weights of its words that name and of its others.
pub(super) fn pack_bearer(name: u32, (named, other): (f32, f32), words_at: u32) -> Bearer {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let part = |weight: f32| (weight * 1024.0).round().clamp(0.0, 65535.0) as u32;
    [name, part(named) | part(other) << 16, words_at]
}

/// The weights of the words of a name that name, and of its others.
pub(super) fn weights_of([_, weights, _]: Bearer) -> (f64, f64) {
    (f64::from(weights & 0xffff) / 1024.0, f64::from(weights >> 16) / 1024.0)
}

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

/// Whether a word of a listed name may be like another, its letters not yet looked at: by letters or sound, by a group
/// both may belong to, as a number, a country or an initial, or by the same consonants.
#[inline(always)]
pub(super) fn word_may_be_alike(listed: &NameWord, word: &Word<'_>, tables: &NameTables) -> bool {
    let [_, told, letters, like, sound, sound_like] = *listed;
    let (length, skeleton) = ((told & 0xff) as usize, (told >> 8 & 0xff) as usize);
    let grouped = told & VARIANTS > 0 && !word.variants.is_empty()
        || told & NICKNAMES > 0 && !word.nicknames.is_empty()
        || told & NUMBER > 0 && word.number.is_some()
        || told & PLACE > 0 && word.place > 0;
    let (written, heard) = (Held { letters, like }, Held { letters: sound, like: sound_like });
    told & FINDS > 0
        && (grouped
            || length == 1
            || word.letters.len() == 1
            || skeleton == word.skeleton.len().min(0xff) && skeleton > 2
            || may_be_alike(word, (length, written, heard), &tables.found, tables))
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
        let (written, heard) = held(&record);
        let (variants, groups) = groups.split_at_checked((classes & 0xff) as usize).unwrap_or_default();
        Word {
            text,
            letters,
            sound,
            skeleton,
            variants,
            nicknames: groups.get(..(classes >> 8 & 0xff) as usize).unwrap_or_default(),
            written,
            heard,
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
        let (written, heard) = held(&record);
        ((record[1] >> 16) as usize, written, heard)
    }

    /// The years of birth of the party a name belongs to.
    pub fn births(&self, name: u32) -> BirthYears {
        item(self.name_births, name as usize)
    }

    /// The words of a listed name.
    fn words(&self, name: u32) -> &'a [NameWord] {
        between(self.name_words, self.name_words_at, name as usize)
    }

    /// The same of a name that bears a word, and their alphabet.
    pub fn words_of(&self, [_, _, words_at]: Bearer) -> (&'a [NameWord], Script) {
        let words = self.name_words.get(words_at as usize..).unwrap_or_default();
        // No name has more words than characters.
        let last = words.iter().take(LONGEST_NAME).position(|[_, told, ..]| told & LAST > 0);
        let words = last.map_or(&[][..], |last| &words[..=last]);
        (words, Script::of_number(words.first().map_or(0, |[_, told, ..]| (told >> SCRIPT) as u8)))
    }

    /// A listed name as it is compared; its words are put into `words`.
    pub fn name<'w>(&self, name: u32, words: &'w mut Vec<Word<'a>>) -> Name<'w>
    where
        'a: 'w,
    {
        words.clear();
        words.extend(self.words(name).iter().map(|[term, ..]| self.term(*term)));
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
    pub fn bearers(&self, term: u32) -> &'a [Bearer] {
        let [.., from, bearers] = item(self.terms, term as usize);
        let to = from.saturating_add(bearers);
        self.term_names.get(from as usize..to as usize).unwrap_or_default()
    }
}
