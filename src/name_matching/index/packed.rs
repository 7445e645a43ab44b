//! Listed names and their words as the index keeps them, and back as they are compared.

use super::layout::View;
use crate::name_matching::prepared::{Name, NameKind, Traits};
use crate::name_matching::sound::skeleton_size;
use crate::name_matching::words::{Word, WordClass};
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
        let at = term as usize;
        let class = item(self.term_class, at);
        let number = item(self.term_number, at);
        let skeleton = between(self.term_letters, self.term_at, at * 4 + 3);
        Word {
            text: between(self.term_letters, self.term_at, at * 4),
            letters: between(self.term_letters, self.term_at, at * 4 + 1),
            sound: between(self.term_letters, self.term_at, at * 4 + 2),
            skeleton,
            variants: between(self.term_groups, self.term_groups_at, at * 2),
            nicknames: between(self.term_groups, self.term_groups_at, at * 2 + 1),
            mask: item(self.term_mask, at),
            class: WordClass::of_number((class & 0xff) as u8),
            weight: f64::from(item(self.term_weight, at)),
            place: (class >> 8 & 0xffff) as u16,
            number: (number != NONE).then_some(number),
            bones: skeleton_size(skeleton),
        }
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
        let key = std::str::from_utf8(between(self.keys, self.name_key_at, at)).unwrap_or_default();
        Name { traits: traits(item(self.name_traits, at), item(self.name_forms, at)), key, words }
    }

    /// The names that bear a term.
    pub fn bearers(&self, term: u32) -> &'a [u32] {
        between(self.term_names, self.term_names_at, term as usize)
    }
}
