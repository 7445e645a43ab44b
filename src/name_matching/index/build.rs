//! Making the index of a list: every name prepared once, every word kept once, and the tables that find names by them.

use std::collections::HashMap;

use super::keys::{self, hash};
use super::layout::Columns;
use super::like_words::finds;
use super::packed::{Bearer, NONE, pack_bearer, pack_name_word, pack_term, pack_traits};
use super::runs::in_order;
use super::shelves::{MOST, shelve};
use super::spelling::{SHORT, listed};
use crate::name_matching::evidence::identifier_key;
use crate::name_matching::floors::{BirthYears, birth_years};
use crate::name_matching::kernel::mask;
use crate::name_matching::letters::letter_mask;
use crate::name_matching::prepared::{NameKind, PreparedName};
use crate::name_matching::tables::NameTables;
use crate::name_matching::words::{OwnedWord, WordClass};
use crate::sanctions::{ListedParty, NameStrength};

/// What makes two words one term: all that the comparison sees of them.
type TermKey = (u8, u8, u32, u16, u32, String);

/// A term while the index is made.
struct Term {
    word: OwnedWord,
    space: u8,
    fold: Vec<u8>,
    bearers: Vec<Bearer>,
}

/// The index while it is made.
pub(super) struct Builder<'a> {
    tables: &'a NameTables,
    columns: Columns,
    terms: Vec<Term>,
    known: HashMap<TermKey, u32>,
    wholes: Vec<(u8, Vec<u8>)>,
    spelt: Vec<(u8, Vec<u8>)>,
    exact: Vec<(u64, u32)>,
    joined: Vec<(u64, Bearer)>,
    initials: Vec<(u64, u32)>,
    numbers: Vec<(u64, u32)>,
    bones: Vec<(u32, u32)>,
}

/// A number of things as the index writes it. A list has far fewer names than this type holds.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The bytes of the index of a list.
pub(super) fn build(parties: &mut dyn Iterator<Item = &ListedParty>, tables: &NameTables) -> Vec<u8> {
    let mut builder = Builder {
        tables,
        columns: Columns::default(),
        terms: Vec::new(),
        known: HashMap::new(),
        wholes: Vec::new(),
        spelt: Vec::new(),
        exact: Vec::new(),
        joined: Vec::new(),
        initials: Vec::new(),
        numbers: Vec::new(),
        bones: Vec::new(),
    };
    for (number, party) in parties.enumerate() {
        builder.party(count(number), party);
    }
    builder.finish()
}

impl Builder<'_> {
    fn party(&mut self, number: u32, party: &ListedParty) {
        self.columns.party_names.push(count(self.columns.name_party.len()));
        let births = birth_years(&party.births);
        for (place, name) in party.names.iter().enumerate() {
            let prepared = PreparedName::new(&name.text, party.kind.into(), self.tables);
            self.columns.name_party.push(number);
            self.columns.name_place.push(count(place));
            self.name(&prepared, births, name.strength == NameStrength::Weak);
        }
        let keys = party.identifiers.iter().filter_map(|i| identifier_key(&i.value));
        self.numbers.extend(keys.map(|key| (hash(key.as_bytes()), number)));
    }

    fn name(&mut self, prepared: &PreparedName, births: BirthYears, weak: bool) {
        let number = count(self.columns.name_traits.len());
        let c = &mut self.columns;
        c.name_traits.push(pack_traits(&prepared.traits, weak));
        c.name_forms.push(prepared.traits.forms);
        c.name_births.push(births);
        let weight = |naming: bool| prepared.words.iter().filter(|w| w.class.names() == naming).map(|w| w.weight).sum();
        let bearer = pack_bearer(number, (weight(true), weight(false)), count(c.name_words.len()));
        c.name_words_at.push(count(c.name_words.len()));
        c.name_key_at.push(count(c.keys.len()));
        c.keys.extend_from_slice(prepared.key.as_bytes());
        let space = keys::space(&prepared.traits);
        for (place, word) in prepared.words.iter().enumerate() {
            let term = self.term(word, space);
            let last = place + 1 == prepared.words.len();
            self.columns.name_words.push(pack_name_word(term, word, prepared.traits.script, last));
            let bearers = &mut self.terms[term as usize].bearers;
            if bearers.last() != Some(&bearer) {
                bearers.push(bearer);
            }
        }
        let views = prepared.views();
        let name = prepared.name(&views);
        self.exact.push((keys::exact(&name), number));
        let mut letters = Vec::new();
        name.whole(&mut letters);
        let mut spelt = Vec::new();
        self.tables.folding.fold(&letters, &mut spelt);
        self.spelt.push((space, spelt));
        self.wholes.push((space, letters));
        let mut skeleton = Vec::new();
        name.skeleton(&mut skeleton);
        let before = self.bones.len();
        keys::bone_grams(&skeleton, &prepared.traits, &mut |gram| self.bones.push((gram, number)));
        self.columns.name_bones.push(count(self.bones.len() - before));
        self.columns.skeletons_at.push(count(self.columns.skeletons.len()));
        self.columns.skeletons.extend(skeleton);
        keys::joined(&keys::said(&name, self.tables), space, self.tables, &mut |together| {
            self.joined.push((together.form, bearer))
        });
        if let Some(hash) = keys::initials(&name) {
            self.initials.push((hash, number));
        }
    }

    /// The number of a word, new or known.
    fn term(&mut self, word: &OwnedWord, space: u8) -> u32 {
        let number = word.number.unwrap_or(NONE);
        let key = (space, word.class.number(), word.weight.to_bits(), word.place, number, word.text.clone());
        let next = count(self.terms.len());
        let known = *self.known.entry(key).or_insert(next);
        if known == next {
            let mut fold = Vec::new();
            keys::fold(&word.view(), self.tables, &mut fold);
            let space = if finds(word.class) { space } else { keys::NO_SPACE };
            self.terms.push(Term { word: word.clone(), space, fold, bearers: Vec::new() });
        }
        known
    }

    fn finish(mut self) -> Vec<u8> {
        let end = count(self.columns.name_party.len());
        self.columns.party_names.push(end);
        self.columns.name_words_at.push(count(self.columns.name_words.len()));
        self.columns.name_key_at.push(count(self.columns.keys.len()));
        self.columns.skeletons_at.push(count(self.columns.skeletons.len()));
        self.number_terms();
        self.write_folds();
        self.write_terms();
        self.write_wholes();
        self.write_spelt();
        let c = &mut self.columns;
        (c.exact_hash, c.exact_name) = sorted(self.exact);
        (c.joined_hash, c.joined_name) = sorted(self.joined);
        (c.initials_hash, c.initials_name) = sorted(self.initials);
        (c.number_hash, c.number_party) = sorted(self.numbers);
        (c.bones_key, c.bones_at, c.bones_names) = grouped(self.bones);
        self.columns.into_bytes(&self.tables.digest)
    }

    /// Numbers the terms in order of space, key and text: words of one key are neighbours.
    fn number_terms(&mut self) {
        let order_of = |t: &Term| (t.space, t.fold.clone(), t.word.text.clone(), t.word.class, t.word.weight.to_bits());
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        order.sort_by_cached_key(|at| order_of(&self.terms[*at]));
        let mut place = vec![0; order.len()];
        (0u32..).zip(&order).for_each(|(new, old)| place[*old] = new);
        for word in &mut self.columns.name_words {
            word[0] = place[word[0] as usize];
        }
        let mut terms: Vec<Option<Term>> = std::mem::take(&mut self.terms).into_iter().map(Some).collect();
        self.terms = order.iter().filter_map(|old| terms[*old].take()).collect();
    }

    /// The keys of like words.
    fn write_folds(&mut self) {
        let mut folds: Vec<(u8, &[u8])> = Vec::new();
        for (number, term) in (0u32..).zip(&self.terms) {
            let this = (term.space, term.fold.as_slice());
            if folds.last() != Some(&this) {
                self.columns.fold_terms.push(number);
                folds.push(this);
            }
        }
        self.columns.fold_terms.push(count(self.terms.len()));
        self.columns.write_folds(&folds);
    }

    fn write_terms(&mut self) {
        let c = &mut self.columns;
        let (mut forms, mut groups) = (Vec::new(), Vec::new());
        for (number, term) in (0u32..).zip(&self.terms) {
            let word = &term.word;
            let names = (c.term_names.len(), term.bearers.len());
            c.terms.push(pack_term(word, c.term_letters.len(), c.term_groups.len(), names));
            for part in [word.text.as_bytes(), &word.letters, &word.sound, &word.skeleton] {
                c.term_letters.extend_from_slice(part);
            }
            c.term_groups.extend(word.variants.iter().chain(&word.nicknames));
            c.term_names.extend_from_slice(&term.bearers);
            if term.space != keys::NO_SPACE {
                let view = word.view();
                let own = keys::forms(&[&view], term.space, self.tables);
                forms.extend(own.into_iter().flatten().map(|form| (form, number)));
                let initial = (word.class == WordClass::Initial).then(|| keys::initial(&view, term.space));
                let own = keys::groups(&view, term.space);
                let own = own.into_iter().chain(initial).chain(keys::consonants(&view, term.space));
                groups.extend(own.map(|group| (group, number)));
            }
        }
        (c.form_hash, c.form_term) = sorted(forms);
        (c.group_key, c.group_term) = sorted(groups);
    }

    /// Whole names side by side by length, for the search of all of them.
    fn write_wholes(&mut self) {
        let places = in_order(&self.wholes);
        self.columns.write_wholes(&self.wholes, &places);
        self.columns.whole_names = places;
    }

    /// Whole names by their keys of like letters, in order of space and length.
    fn write_spelt(&mut self) {
        let c = &mut self.columns;
        let mut names: Vec<u32> = (0..count(self.spelt.len())).collect();
        let key = |name: u32| &self.spelt[name as usize];
        names.sort_by_key(|name| (key(*name).0, key(*name).1.len()));
        let mut grams = Vec::new();
        for (place, name) in (0..).zip(&names) {
            let ((space, key), (_, letters)) = (key(*name), &self.wholes[*name as usize]);
            let mut at = 0..;
            let mut listed = || listed(place, at.next().unwrap_or(usize::MAX), letter_mask(letters));
            keys::grams(key, *space, &mut |gram| grams.push((gram, listed())));
            c.spelt_masks.push([mask(key), letter_mask(letters).into()]);
            c.spelt_spaces.push(*space);
            c.spelt_keys_at.push(count(c.spelt_keys.len()));
            c.spelt_keys.extend_from_slice(key);
            c.spelt_at.push(count(c.spelt_letters.len()));
            c.spelt_letters.extend_from_slice(letters);
        }
        c.spelt_keys_at.push(count(c.spelt_keys.len()));
        c.spelt_at.push(count(c.spelt_letters.len()));
        (c.gram_key, c.gram_at, c.gram_places) = grouped(grams);
        let short = (0..).zip(&names).map(|(place, name)| (place, key(*name)));
        let short = short.filter(|(_, (_, key))| key.len() <= SHORT + usize::from(MOST));
        (c.spelt_rest_at, c.spelt_rests) = shelve(short.map(|(place, (space, key))| (place, (*space, key.as_slice()))));
        let births = |(place, name): (u32, &u32)| {
            let [from, to] = c.name_births[*name as usize];
            (from..=to).map(move |year| (year.into(), place))
        };
        let born = (0..).zip(&names).flat_map(births).collect();
        (c.born_year, c.born_at, c.born_places) = grouped(born);
        c.spelt_names = names;
    }
}

/// Pairs in order, each once, as two columns.
fn sorted<K: Ord + Copy, V: Ord>(mut pairs: Vec<(K, V)>) -> (Vec<K>, Vec<V>) {
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().unzip()
}

/// Pairs by key: the keys, where each one's names begin, the names.
fn grouped<V: Ord>(mut pairs: Vec<(u32, V)>) -> (Vec<u32>, Vec<u32>, Vec<V>) {
    pairs.sort_unstable();
    pairs.dedup();
    let (mut keys, mut at, mut names) = (Vec::new(), Vec::new(), Vec::with_capacity(pairs.len()));
    for (key, name) in pairs {
        if keys.last() != Some(&key) {
            keys.push(key);
            at.push(count(names.len()));
        }
        names.push(name);
    }
    at.push(count(names.len()));
    (keys, at, names)
}

/// The kind of a name as a number.
pub(super) fn kind_number(kind: NameKind) -> u8 {
    u8::from(kind == NameKind::Entity)
}
