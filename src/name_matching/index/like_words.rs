//! Listed names that bear words like those asked for, the rarest words counting most.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::candidates::{Candidates, Finder, keep_best};
use super::keys;
use super::layout::View;
use super::lookup::{places, under};
use crate::name_matching::alike::{Held, alike};
use crate::name_matching::kernel::scan;
use crate::name_matching::prepared::{Name, NameKind, Traits};
use crate::name_matching::tables::NameTables;
use crate::name_matching::weights::KindWeights;
use crate::name_matching::words::{Word, WordClass};
use crate::text::names::Script;

/// Words whose like terms are remembered, at most: names of parties share most of theirs.
const REMEMBERED: usize = 8192;

/// What two listed words that are one word asked for weigh together, at most.
const JOINED_WEIGHT: f64 = 2.0;

/// What the listed terms like a word depend on: kind of name, alphabet, class, weight and text.
type WordKey = (NameKind, Script, WordClass, u64, Box<[u8]>);

/// Room for this search, used again for the next name.
#[derive(Clone, Debug, Default)]
pub(super) struct WordRoom {
    folds: Vec<(u32, u8)>,
    gained: Vec<Gained>,
    touched: Vec<u32>,
    remembered: HashMap<WordKey, Arc<Asked>>,
}

/// What a listed name has in common with the words asked for: the weight of these, of its own words, and the mean of both
/// times how alike they are.
#[derive(Clone, Copy, Debug, Default)]
struct Gained {
    asked: f32,
    listed: f32,
    value: f32,
    /// The words asked for that were counted, by their places: each counts once.
    words: u32,
}

/// A term like a word asked for.
#[derive(Clone, Copy, Debug)]
struct Like {
    term: u32,
    listed: f32,
    value: f32,
}

/// One word asked for, or two that may be one on the list, with what is like it.
#[derive(Clone, Debug, Default)]
struct Asked {
    weight: f64,
    terms: Vec<Like>,
    /// Names of which several words together are like it: places in `joined_name`.
    joined: [Range<usize>; 3],
    /// How many names all these are.
    bearers: usize,
    /// Most that a name can have in common with it.
    most: f64,
    /// Listed words it was compared with.
    compared: usize,
}

impl Asked {
    fn share(&mut self, view: &View<'_>, term: u32, listed: f64, likeness: f64) {
        let mean = (self.weight + listed) / 2.0;
        #[allow(clippy::cast_possible_truncation)]
        self.terms.push(Like { term, listed: listed as f32, value: (mean * likeness) as f32 });
        self.bearers += view.bearers(term).len();
        self.most = self.most.max(mean);
    }

    /// Shares the terms that are alike; `abjad` where only consonants can be compared.
    fn share_alike(&mut self, view: &View<'_>, word: &Word<'_>, terms: &[u32], abjad: bool, tables: &NameTables) {
        let least = tables.weights.candidates.likeness;
        self.compared += terms.len();
        for term in terms {
            let listed = view.term(*term);
            let found = alike(word, &listed, (abjad, least), tables);
            if let Some((likeness, _)) = found.filter(|(likeness, _)| *likeness >= least) {
                self.share(view, *term, listed.weight, likeness);
            }
        }
    }
}

/// True for words that listed names are found by: those that name, those many companies bear, and titles, which may be a
/// spelling of a name ("Sayeed" is one of Said).
pub(super) fn finds(class: WordClass) -> bool {
    class.names() || matches!(class, WordClass::Generic | WordClass::Title)
}

impl Finder {
    /// Names whose words may have enough in common with those asked for.
    pub(super) fn by_words(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        floor: f64,
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let mut words = self.like_words(view, asked, tables, found);
        words.retain(|(_, word)| word.bearers > 0);
        words.sort_by_key(|(_, word)| word.bearers);
        let limits = &tables.weights.candidates;
        let wanted = Wanted::new(asked, floor - limits.slack, tables);
        self.words.gained.resize(view.names(), Gained::default());
        let (mut weight, mut most) =
            words.iter().fold((0.0, 0.0), |(w, m), (_, word)| (w + word.weight, m + word.most));
        for (places, word) in &words {
            // A name that bears none of the rarer words cannot score enough by the rest alone.
            let may_begin = wanted.best_with(weight, most) >= wanted.floor;
            self.words.add(view, (*places, word), tables, may_begin);
            found.bearers_read += word.bearers;
            (weight, most) = (weight - word.weight, most - word.most);
        }
        let ratio = words.iter().map(|(_, word)| word.most / word.weight.max(f64::EPSILON)).fold(1.0, f64::max);
        let mut likely = self.words.likely(view, &wanted, wanted.least_shared(ratio));
        keep_best(&mut likely, limits.by_words);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// For each word asked for, and each two that may be one on the list, its places in the name and what is like it.
    fn like_words(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        tables: &NameTables,
        found: &mut Candidates,
    ) -> Vec<(u32, Arc<Asked>)> {
        let generic_alone = !names_something(asked);
        let looked_up = |(_, w): &(usize, &Word<'_>)| {
            finds(w.class) && w.class != WordClass::Initial && (generic_alone || w.class != WordClass::Generic)
        };
        let mut words = Vec::new();
        for (place, word) in asked.words.iter().enumerate().filter(looked_up) {
            let like = self.remembered(view, word, &asked.traits, tables);
            found.words_compared += like.compared;
            words.push((keys::place_bit(place), like));
        }
        keys::joined(asked, tables, &mut |together| {
            let mut joined = Asked { weight: together.weight, ..Asked::default() };
            let l = &tables.weights.likeness;
            let mut share = |form: u64, likeness: f64| {
                for term in under(view.form_hash, view.form_term, form) {
                    joined.share(view, *term, view.term(*term).weight, likeness);
                }
            };
            share(together.form, l.joined);
            if together.strong {
                share(keys::form_in_other_alphabets(together.form), l.joined * l.abjad);
            }
            words.push((together.places, Arc::new(joined)));
        });
        words
    }

    /// What is like a word, looked for once.
    fn remembered(&mut self, view: &View<'_>, word: &Word<'_>, traits: &Traits, tables: &NameTables) -> Arc<Asked> {
        let key = (traits.kind, traits.script, word.class, word.weight.to_bits(), word.text.into());
        if let Some(like) = self.words.remembered.get(&key) {
            return Arc::clone(like);
        }
        let like = Arc::new(self.like_word(view, word, keys::space(traits), tables));
        if self.words.remembered.len() >= REMEMBERED {
            self.words.remembered.clear();
        }
        self.words.remembered.insert(key, Arc::clone(&like));
        like
    }

    fn like_word(&mut self, view: &View<'_>, word: &Word<'_>, space: u8, tables: &NameTables) -> Asked {
        let mut terms: Vec<u32> = Vec::new();
        self.near_terms(view, word, space, tables, &mut terms);
        for group in keys::groups(word, space) {
            terms.extend(under(view.group_key, view.group_term, group));
        }
        let forms = keys::forms(&[word], space, tables);
        terms.extend(forms.into_iter().flatten().flat_map(|form| under(view.form_hash, view.form_term, form)));
        terms.extend(under(view.group_key, view.group_term, keys::initial(word, space)));
        terms.sort_unstable();
        terms.dedup();
        let mut like = Asked { weight: word.weight, ..Asked::default() };
        like.share_alike(view, word, &terms, false, tables);
        if let Some(consonants) = keys::consonants(word, keys::other_alphabets(space)) {
            like.share_alike(view, word, under(view.group_key, view.group_term, consonants), true, tables);
        }
        like.terms.sort_by(|x, y| y.value.total_cmp(&x.value));
        let [strong, letters] = forms;
        let forms = [strong, letters, strong.map(keys::form_in_other_alphabets)];
        like.joined = forms.map(|form| form.map_or(0..0, |hash| places(view.joined_hash, hash)));
        let joined: usize = like.joined.iter().map(Range::len).sum();
        like.bearers += joined;
        like.most = like.most.max(if joined > 0 { f64::midpoint(like.weight, JOINED_WEIGHT) } else { 0.0 });
        like
    }

    /// The terms whose keys of like words differ by few letters.
    fn near_terms(&mut self, view: &View<'_>, word: &Word<'_>, space: u8, tables: &NameTables, terms: &mut Vec<u32>) {
        let limits = &tables.weights.candidates;
        keys::fold(word, tables, &mut self.key);
        let edits = limits.edits(word.letters.len());
        let folds = &mut self.words.folds;
        folds.clear();
        let shortest = self.key.len().saturating_sub(edits.into()).max(1);
        for run in view.folds().of(space, shortest, self.key.len() + usize::from(edits)) {
            scan::<true>(&self.key, run.blocks, edits, &mut self.rows, &mut |at, distance| {
                let at = at as u32;
                if at < run.words {
                    folds.push((run.first + at, distance));
                }
            });
        }
        let held = Held::new(word, tables);
        for (fold, distance) in folds {
            // Words of the same key sound alike.
            let near =
                |term: &u32| *distance == 0 || held.may_be_alike(view.term_masks(*term), limits.likeness, tables);
            terms.extend(view.terms_of_fold(*fold).filter(near));
        }
    }
}

/// True where a name has a word besides titles, small words and those many companies bear.
fn names_something(name: &Name<'_>) -> bool {
    name.words.iter().any(|w| w.class.names())
}

impl WordRoom {
    /// Adds what the names that bear a word have in common by it; only with `may_begin` names that bore none before.
    fn add(&mut self, view: &View<'_>, (places, word): (u32, &Asked), tables: &NameTables, may_begin: bool) {
        #[allow(clippy::cast_possible_truncation)]
        let weight = word.weight as f32;
        for like in &word.terms {
            let gain = Gained { asked: weight, listed: like.listed, value: like.value, words: places };
            view.bearers(like.term).iter().for_each(|name| self.gain(*name, gain, may_begin));
        }
        let mean = f64::midpoint(word.weight, JOINED_WEIGHT);
        #[allow(clippy::cast_possible_truncation)]
        let gain = Gained {
            asked: weight,
            listed: JOINED_WEIGHT as f32,
            value: (mean * tables.weights.likeness.joined) as f32,
            words: places,
        };
        let joined = word.joined.iter().filter_map(|names| view.joined_name.get(names.clone()));
        joined.flatten().for_each(|name| self.gain(*name, gain, may_begin));
    }

    fn gain(&mut self, name: u32, gain: Gained, may_begin: bool) {
        let Some(gained) = self.gained.get_mut(name as usize) else { return };
        let first = gained.words == 0;
        if gained.words & gain.words != 0 || (first && !may_begin) {
            return;
        }
        if first {
            self.touched.push(name);
        }
        gained.words |= gain.words;
        gained.asked += gain.asked;
        gained.listed += gain.listed;
        gained.value += gain.value;
    }

    /// The names whose score may be enough, with it. `least` is the weight they share at least.
    fn likely(&mut self, view: &View<'_>, wanted: &Wanted<'_>, least: f32) -> Vec<(f64, u32)> {
        let mut likely = Vec::new();
        for name in self.touched.drain(..) {
            let gained = std::mem::take(&mut self.gained[name as usize]);
            if gained.asked < least {
                continue;
            }
            let Some([named, other]) = view.name_weights.get(name as usize) else { continue };
            let score = wanted.score(gained, f64::from(*named), f64::from(*other));
            if score >= wanted.floor {
                likely.push((score, name));
            }
        }
        likely
    }
}

/// What a name has to share with the one asked for.
struct Wanted<'a> {
    kind: &'a KindWeights,
    floor: f64,
    /// The words that name have this weight; where there are none, all words.
    named: f64,
    other: f64,
    generic_alone: bool,
    /// An initial asked for may be any word on the list: their weight, and how many they are.
    initials: (f64, f64),
}

impl<'a> Wanted<'a> {
    fn new(asked: &Name<'_>, floor: f64, tables: &'a NameTables) -> Self {
        let weight = |of: &dyn Fn(&Word<'_>) -> bool| asked.words.iter().filter(|w| of(w)).map(|w| w.weight).sum();
        let generic_alone = !names_something(asked);
        let initial = |w: &Word<'_>| w.class == WordClass::Initial;
        #[allow(clippy::cast_precision_loss)]
        let initials = asked.words.iter().filter(|w| initial(w)).count() as f64;
        Self {
            kind: match asked.traits.kind {
                NameKind::Person => &tables.weights.person,
                NameKind::Entity => &tables.weights.entity,
            },
            floor,
            named: weight(&|w| generic_alone || w.class.names()),
            other: weight(&|w| !generic_alone && !w.class.names()),
            generic_alone,
            initials: (weight(&initial), initials),
        }
    }

    /// The score of a name by what its words have in common, at best.
    fn score(&self, gained: Gained, named: f64, other: f64) -> f64 {
        let (named, other) = if self.generic_alone { (named + other, 0.0) } else { (named, other) };
        let (asked, listed) = (f64::from(gained.asked).min(self.named), f64::from(gained.listed).min(named + other));
        let value = f64::from(gained.value).min(f64::midpoint(asked, listed));
        let by_initials = self.initials.0.min((named - listed).max(0.0));
        let more = by_initials + self.other.min(other);
        let agree = f64::midpoint(asked, listed) + more;
        let only_asked = self.named - asked - by_initials;
        let only_listed = named - listed - self.initials.1;
        self.by_sums(agree, value + more, only_asked, only_listed)
    }

    /// The score of a name that has words of so much weight in common, by the mean of both so much, and no others.
    fn best_with(&self, weight: f64, mean: f64) -> f64 {
        let agree = mean + self.initials.0 + self.other;
        self.by_sums(agree, agree, self.named - weight - self.initials.0, 0.0)
    }

    /// The weight of words asked for that a name has to share at least, rounded down; the mean of both names' weights is
    /// at most `ratio` times as much.
    fn least_shared(&self, ratio: f64) -> f32 {
        let (mut too_little, mut enough) = (0.0, self.named);
        for _ in 0..16 {
            let middle = f64::midpoint(too_little, enough);
            if self.best_with(middle, middle * ratio) < self.floor { too_little = middle } else { enough = middle }
        }
        #[allow(clippy::cast_possible_truncation)]
        let least = (too_little * 0.999) as f32;
        least
    }

    fn by_sums(&self, agree: f64, value: f64, only_asked: f64, only_listed: f64) -> f64 {
        let k = self.kind;
        let (only_asked, only_listed) = (only_asked.max(0.0), only_listed.max(0.0));
        let poor = 1.0 - (value / k.enough).min(1.0);
        let extra = k.extra + (k.extra_poor - k.extra) * poor;
        let against = k.conflict * (only_asked * only_listed).sqrt() + extra * (only_asked - only_listed).abs();
        let whole = agree + against;
        if whole > 0.0 { value / whole } else { 0.0 }
    }
}
