//! Listed names that bear words like those asked for, the rarest words counting most.

use std::collections::HashMap;
use std::sync::Arc;

use super::candidates::{Candidates, Finder, keep_best};
use super::gains::{Gains, May, Wanted};
use super::keys::{self, Said};
use super::layout::View;
use super::lookup::{under, under_hash};
use crate::name_matching::alike::{abjad_alike, alike, may_be_alike};
use crate::name_matching::floors::Floors;
use crate::name_matching::prepared::{Name, Traits};
use crate::name_matching::tables::NameTables;
use crate::name_matching::words::{Word, WordClass};
use crate::text::names::Script;

/// Words whose like terms are remembered, at most: names of parties share most of theirs.
const REMEMBERED: usize = 8192;

/// Names up to which their words are compared one by one instead of looking up those left.
const COMPARED_AT_MOST: usize = 400;

/// The listed terms like a word, with all that they depend on.
#[derive(Clone, Debug)]
struct Remembered {
    space: u8,
    script: Script,
    class: WordClass,
    weight: f64,
    text: Box<[u8]>,
    like: Arc<Asked>,
}

/// Room for this search, used again for the next name.
#[derive(Clone, Debug, Default)]
pub(super) struct WordRoom {
    folds: Vec<u32>,
    gains: Gains,
    /// By a hash of the word; of two words with the same one the later is remembered.
    remembered: HashMap<u64, Remembered>,
}

/// A term like a word asked for: its weight, and the mean of both weights times how alike they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Like {
    pub term: u32,
    pub listed: f64,
    pub value: f64,
}

/// One word asked for, or two that may be one on the list, with the terms like it.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub weight: f64,
    pub terms: Vec<Like>,
    /// How many names bear these.
    bearers: usize,
    /// Listed words it was compared with.
    compared: usize,
}

impl Asked {
    fn share(&mut self, view: &View<'_>, term: u32, listed: f64, likeness: f64) {
        self.terms.push(Like { term, listed, value: f64::midpoint(self.weight, listed) * likeness });
        self.bearers += view.bearers(term).len();
    }

    /// Shares the terms that are alike.
    fn share_alike(&mut self, view: &View<'_>, word: &Word<'_>, terms: &[u32], tables: &NameTables) {
        self.compared += terms.len();
        for term in terms {
            let listed = view.term(*term);
            let found = alike(word, &listed, (false, &tables.found), tables);
            if let Some((likeness, _)) = found.filter(|(likeness, _)| *likeness >= tables.found.least) {
                self.share(view, *term, listed.weight, likeness);
            }
        }
    }

    /// Shares the terms of other alphabets that have the same consonants. Neighbours often have those of the term before.
    fn share_consonants(&mut self, view: &View<'_>, word: &Word<'_>, terms: &[u32], tables: &NameTables) {
        let mut before = None;
        for term in terms {
            let (skeleton, size, weight) = view.term_skeleton(*term);
            let known = before.filter(|(known, _)| *known == skeleton);
            let (_, found) = *before.insert(known.unwrap_or_else(|| {
                self.compared += 1;
                (skeleton, abjad_alike((word.skeleton, word.bones), (skeleton, size), tables))
            }));
            if let Some((likeness, _)) = found.filter(|(likeness, _)| *likeness >= tables.found.least) {
                self.share(view, *term, weight, likeness);
            }
        }
    }
}

/// The words to look for, those that tell most first.
fn sought<'n>(asked: &Name<'n>, said: &[Said<'n>]) -> Vec<Said<'n>> {
    let generic_alone = !names_something(asked);
    let wanted = |w: &Word<'_>| finds(w.class) && (generic_alone || w.class != WordClass::Generic);
    let mut words: Vec<Said<'n>> = said.iter().filter(|said| wanted(said.word)).copied().collect();
    let letters = |said: &Said<'_>| std::cmp::Reverse(said.word.letters.len());
    words.sort_by(|x, y| y.word.weight.total_cmp(&x.word.weight).then_with(|| letters(x).cmp(&letters(y))));
    words
}

/// True for words that listed names are found by: those that name, those many companies bear, and titles, which may be a
/// spelling of a name ("Sayeed" is one of Said).
pub(super) fn finds(class: WordClass) -> bool {
    class.names() || matches!(class, WordClass::Generic | WordClass::Title)
}

impl Finder {
    /// Names whose words may have enough in common with those asked for.
    ///
    /// The words that tell most are looked up, until those left could not bring a name near enough alone. These are
    /// compared with the words of the names found so far; only where these are very many they are looked up, too.
    pub(super) fn by_words(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        floors: &Floors,
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let limits = &tables.weights.candidates;
        let wanted = Wanted::new(asked, floors, tables);
        self.words.gains.begin(view.names());
        let said = keys::said(asked, tables);
        let words = sought(asked, &said);
        self.joined_words(view, keys::space(&asked.traits), (&said, &words), tables, found);
        let mut rest = words.as_slice();
        while let [next, others @ ..] = rest
            && wanted.may_begin(rest)
        {
            self.add_like(view, asked, (next, May::Begin(wanted.heaviest_name(rest))), tables, found);
            rest = others;
        }
        if !rest.is_empty() {
            self.words.gains.keep_hopeful(view, &wanted, rest);
            if self.words.gains.names() > COMPARED_AT_MOST {
                rest.iter().for_each(|next| self.add_like(view, asked, (next, May::GoOn), tables, found));
            } else {
                found.words_compared += self.words.gains.compare(view, asked, rest, tables);
            }
        }
        let mut likely = self.words.gains.likely(view, &wanted);
        keep_best(&mut likely, limits.by_words);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// Adds the names that bear words like one asked for.
    fn add_like(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        (next, may): (&Said<'_>, May),
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let like = self.remembered(view, next, &asked.traits, tables);
        found.words_compared += like.compared;
        found.bearers_read += like.bearers;
        self.words.gains.add(view, (next.place, &like), may);
    }

    /// Adds the names of which one word is two of those asked for, or the other way round.
    fn joined_words(
        &mut self,
        view: &View<'_>,
        space: u8,
        (said, words): (&[Said<'_>], &[Said<'_>]),
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let l = &tables.weights.likeness;
        let gains = &mut self.words.gains;
        keys::joined(said, space, tables, &mut |together| {
            let mut joined = Asked { weight: together.weight, ..Asked::default() };
            let mut share = |form: u64, likeness: f64| {
                for term in under_hash(view.form_hash, view.form_term, form) {
                    joined.share(view, *term, view.term(*term).weight, likeness);
                }
            };
            share(together.form, l.joined);
            if together.strong {
                share(keys::form_in_other_alphabets(together.form), l.joined * l.abjad);
            }
            found.bearers_read += joined.bearers;
            gains.add(view, (together.places, &joined), May::Begin(f64::MAX));
        });
        for sought in words {
            let [strong, letters] = sought.forms;
            for form in [strong, letters, strong.map(keys::form_in_other_alphabets)].into_iter().flatten() {
                let names = under_hash(view.joined_hash, view.joined_name, form);
                found.bearers_read += names.len();
                gains.add_joined((names, sought.place, sought.word.weight), tables);
            }
        }
    }

    /// What is like a word, looked for once.
    fn remembered(&mut self, view: &View<'_>, said: &Said<'_>, traits: &Traits, tables: &NameTables) -> Arc<Asked> {
        let (word, space) = (said.word, keys::space(traits));
        let hash = keys::hash(word.text) ^ u64::from(space) ^ word.weight.to_bits();
        let key = |of: &Remembered| {
            (of.script, of.class, of.space, of.weight) == (traits.script, word.class, space, word.weight)
                && *of.text == *word.text
        };
        if let Some(known) = self.words.remembered.get(&hash).filter(|known| key(known)) {
            return Arc::clone(&known.like);
        }
        let like = Arc::new(self.like_word(view, said, space, tables));
        if self.words.remembered.len() >= REMEMBERED {
            self.words.remembered.clear();
        }
        let known = Remembered {
            space,
            script: traits.script,
            class: word.class,
            weight: word.weight,
            text: word.text.into(),
            like: Arc::clone(&like),
        };
        self.words.remembered.insert(hash, known);
        like
    }

    fn like_word(&mut self, view: &View<'_>, said: &Said<'_>, space: u8, tables: &NameTables) -> Asked {
        let word = said.word;
        let mut terms: Vec<u32> = Vec::new();
        self.near_terms(view, word, space, tables, &mut terms);
        for group in keys::groups(word, space) {
            terms.extend(under(view.group_key, view.group_term, group));
        }
        terms
            .extend(said.forms.into_iter().flatten().flat_map(|form| under_hash(view.form_hash, view.form_term, form)));
        terms.extend(under(view.group_key, view.group_term, keys::initial(word, space)));
        terms.sort_unstable();
        terms.dedup();
        let mut like = Asked { weight: word.weight, ..Asked::default() };
        like.share_alike(view, word, &terms, tables);
        if let Some(consonants) = keys::consonants(word, keys::other_alphabets(space)) {
            like.share_consonants(view, word, under(view.group_key, view.group_term, consonants), tables);
        }
        like.terms.sort_by(|x, y| y.value.total_cmp(&x.value));
        like
    }

    /// The terms whose keys of like words differ by few letters.
    fn near_terms(&mut self, view: &View<'_>, word: &Word<'_>, space: u8, tables: &NameTables, terms: &mut Vec<u32>) {
        let limits = &tables.weights.candidates;
        keys::fold(word, tables, &mut self.key);
        let edits = limits.edits(word.letters.len());
        let folds = &mut self.words.folds;
        view.near_folds(space, &self.key, edits, folds);
        let key = &self.key;
        // With the instructions the machine has to count bits.
        pulp::Arch::new().dispatch(|| {
            for fold in folds.iter() {
                // Words of the same key sound alike.
                let same = view.fold(*fold) == key;
                let near = |term: &u32| same || may_be_alike(word, view.term_held(*term), &tables.found, tables);
                terms.extend(view.terms_of_fold(*fold).filter(near));
            }
        });
    }
}

/// True where a name has a word besides titles, small words and those many companies bear.
pub(super) fn names_something(name: &Name<'_>) -> bool {
    name.words.iter().any(|w| w.class.names())
}
