//! Finding the listed names worth comparing with the name asked for.

use super::keys;
use super::layout::View;
use super::lookup::{runs, under, under_gram};
use crate::domain::Identifier;
use crate::name_matching::alike::{alike, farthest};
use crate::name_matching::evidence::identifier_key;
use crate::name_matching::kernel::{Rows, scan};
use crate::name_matching::letters::{LETTER, least_cost};
use crate::name_matching::prepared::{Name, NameKind};
use crate::name_matching::sound::strong_bones;
use crate::name_matching::tables::NameTables;
use crate::name_matching::weights::{CandidateLimits, KindWeights};
use crate::name_matching::words::{Word, WordClass};

/// The listed names to compare, each once, in order; and how much was looked at to find them.
#[derive(Clone, Debug, Default)]
pub(in crate::name_matching) struct Candidates {
    pub names: Vec<u32>,
    /// Parties that bear an identifying number asked for.
    pub numbered: Vec<u32>,
    /// Words compared with words of the list.
    pub words_compared: usize,
    /// Entries of the lists of bearers read.
    pub bearers_read: usize,
}

/// What a word asked for and a listed term have in common.
#[derive(Clone, Copy, Debug)]
struct Shared {
    term: u32,
    weight: f32,
    value: f32,
}

/// A word asked for with the listed terms like it.
#[derive(Clone, Debug, Default)]
struct Asked {
    shared: Vec<Shared>,
    bearers: usize,
    most: f64,
}

/// Room for finding candidates, used again for the next name.
#[derive(Clone, Debug, Default)]
pub(in crate::name_matching) struct Finder {
    pub(super) rows: Rows,
    pub(super) key: Vec<u8>,
    folds: Vec<(u32, u8)>,
    /// What each name has in common with the words asked for: weight, and weight times likeness.
    gained: Vec<[f32; 2]>,
    touched: Vec<u32>,
    counts: Vec<u16>,
    counted: Vec<u32>,
}

impl Finder {
    /// The candidates for one reading of the name asked for. `floor` is the least score of interest.
    pub fn find(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        numbers: &[Identifier],
        floor: f64,
        tables: &NameTables,
    ) -> Candidates {
        let mut found = Candidates::default();
        self.by_number(view, asked, numbers, &mut found);
        found.names.extend(under(view.exact_hash, view.exact_name, keys::exact(asked)));
        self.by_words(view, asked, floor, tables, &mut found);
        self.by_initials(view, asked, &mut found);
        self.by_letters(view, asked, tables, &mut found);
        self.by_consonants(view, asked, tables, &mut found);
        found.names.sort_unstable();
        found.names.dedup();
        found
    }

    fn by_number(&mut self, view: &View<'_>, asked: &Name<'_>, numbers: &[Identifier], found: &mut Candidates) {
        for key in numbers.iter().filter_map(|i| identifier_key(&i.value)) {
            let parties = under(view.number_hash, view.number_party, keys::hash(key.as_bytes()));
            found.numbered.extend(parties);
        }
        let same_kind =
            |name: &u32| view.name_traits.get(*name as usize).is_some_and(|t| super::kind_of(*t) == asked.traits.kind);
        let names = found.numbered.iter().flat_map(|party| view.names_of(*party)).filter(same_kind);
        found.names.extend(names);
    }

    /// Names that bear words like those asked for, the rarest words counting most.
    fn by_words(&mut self, view: &View<'_>, asked: &Name<'_>, floor: f64, tables: &NameTables, found: &mut Candidates) {
        let limits = &tables.weights.candidates;
        let kind = match asked.traits.kind {
            NameKind::Person => &tables.weights.person,
            NameKind::Entity => &tables.weights.entity,
        };
        let mut words = self.like_words(view, asked, tables, found);
        words.retain(|word| word.bearers > 0);
        words.sort_by_key(|word| word.bearers);
        let wanted = Wanted::new(asked, floor - limits.slack, kind);
        self.gained.resize(view.names(), [0.0; 2]);
        let mut rest: f64 = words.iter().map(|w| w.most).sum();
        for word in &words {
            // A name that bears none of the rarer words cannot score enough by the rest alone.
            let may_begin = wanted.best_with(rest) >= wanted.floor;
            self.add(view, word, may_begin);
            found.bearers_read += word.bearers;
            rest -= word.most;
        }
        self.take_best(view, &wanted, limits, found);
    }

    fn add(&mut self, view: &View<'_>, word: &Asked, may_begin: bool) {
        for shared in &word.shared {
            for name in view.bearers(shared.term) {
                let Some(gained) = self.gained.get_mut(*name as usize) else { continue };
                if gained[0] == 0.0 {
                    if !may_begin {
                        continue;
                    }
                    self.touched.push(*name);
                }
                gained[0] += shared.weight;
                gained[1] += shared.value;
            }
        }
    }

    /// The names whose score may be enough, the likeliest first, not more than the limit.
    fn take_best(&mut self, view: &View<'_>, wanted: &Wanted<'_>, limits: &CandidateLimits, found: &mut Candidates) {
        let mut likely: Vec<(f64, u32)> = Vec::new();
        for name in self.touched.drain(..) {
            let at = name as usize;
            let gained = std::mem::take(&mut self.gained[at]);
            let (named, other) = (view.name_weight.get(at), view.name_other.get(at));
            let (Some(named), Some(other)) = (named, other) else { continue };
            let score = wanted.score(gained, f64::from(*named), f64::from(*other));
            if score >= wanted.floor {
                likely.push((score, name));
            }
        }
        keep_best(&mut likely, limits.by_words);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// For each word asked for, and each two that may be one on the list, the terms like it.
    fn like_words(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        tables: &NameTables,
        found: &mut Candidates,
    ) -> Vec<Asked> {
        let space = keys::space(&asked.traits);
        // A title may be a spelling of a name: "Sayeed" is one of Said.
        let spelt = |w: &Word<'_>| w.class == WordClass::Title && !w.variants.is_empty();
        let named = asked.words.iter().filter(|w| (w.class.names() && w.class != WordClass::Initial) || spelt(w));
        let mut words: Vec<Asked> = named.map(|word| self.like_word(view, word, space, tables, found)).collect();
        let likeness = tables.weights.likeness.sound * tables.weights.likeness.joined;
        keys::joined(asked, &mut |hash| {
            let mut joined = Asked::default();
            for term in under(view.bone_hash, view.bone_term, hash) {
                joined.share(view, *term, view.term(*term).weight, likeness);
            }
            words.push(joined);
        });
        words
    }

    fn like_word(
        &mut self,
        view: &View<'_>,
        word: &Word<'_>,
        space: u8,
        tables: &NameTables,
        found: &mut Candidates,
    ) -> Asked {
        let limits = &tables.weights.candidates;
        let mut terms: Vec<u32> = Vec::new();
        keys::fold(word, tables, &mut self.key);
        let edits = limits.edits(word.letters.len());
        let length = self.key.len();
        self.folds.clear();
        for run in runs(
            view.fold_runs,
            view.fold_letters,
            space,
            length.saturating_sub(edits.into()).max(1),
            length + usize::from(edits),
        ) {
            let folds = &mut self.folds;
            scan::<true>(&self.key, run.letters, run.length, edits, &mut self.rows, &mut |at, distance| {
                let at = at as u32;
                if at < run.words {
                    folds.push((run.first + at, distance));
                }
            });
        }
        // What is heard may differ by a letter less than what is written.
        let farthest = farthest(word.letters.len(), limits.likeness, tables) + LETTER;
        for (fold, distance) in &self.folds {
            // Most words of like keys have too many other letters to be alike; those of the same key sound alike.
            let near = |term: &u32| {
                let other = |mask: &u64| {
                    (mask ^ word.mask).count_ones() <= limits.other_letters
                        && least_cost(*mask, word.mask, tables) <= farthest
                };
                *distance == 0 || view.term_mask.get(*term as usize).is_some_and(other)
            };
            terms.extend(view.terms_of_fold(*fold).filter(near));
        }
        for group in keys::groups(word, space) {
            terms.extend(under(view.group_key, view.group_term, group));
        }
        strong_bones(word.skeleton, &mut self.key);
        let bones = keys::bones(&self.key, space);
        terms.extend(bones.into_iter().flat_map(|hash| under(view.bone_hash, view.bone_term, hash)));
        for run in runs(view.fold_runs, view.fold_letters, space, 1, 1) {
            terms.extend((run.first..run.first + run.words).flat_map(|fold| view.terms_of_fold(fold)));
        }
        terms.sort_unstable();
        terms.dedup();
        let mut like = Asked::default();
        found.words_compared += terms.len();
        for term in terms {
            let listed = view.term(term);
            let found = alike(word, &listed, (false, limits.likeness), tables);
            if let Some((likeness, _)) = found.filter(|(l, _)| *l >= limits.likeness) {
                like.share(view, term, (word.weight + listed.weight) / 2.0, likeness);
            }
        }
        let joined = bones.map_or(&[][..], |hash| under(view.joined_hash, view.joined_name, hash));
        found.names.extend_from_slice(&joined[..joined.len().min(limits.by_key)]);
        like
    }

    fn by_initials(&mut self, view: &View<'_>, asked: &Name<'_>, found: &mut Candidates) {
        if asked.traits.kind != NameKind::Entity {
            return;
        }
        let mut named = asked.words.iter().filter(|w| w.class == WordClass::Name);
        if let (Some(word), None) = (named.next(), named.next()) {
            found.names.extend(under(view.initials_hash, view.initials_name, keys::hash(word.letters)));
        }
        if let Some(initials) = keys::initials_text(asked) {
            let bare = keys::hash(&initials);
            found.names.extend(under(view.exact_hash, view.exact_name, keys::exact_of_one(bare, asked.traits.kind)));
        }
    }

    /// Names that share the rarer of the runs of letters.
    fn by_letters(&mut self, view: &View<'_>, asked: &Name<'_>, tables: &NameTables, found: &mut Candidates) {
        let limits = &tables.weights.candidates;
        asked.whole(&mut self.key);
        let mut lists: Vec<&[u32]> = Vec::new();
        keys::grams(&self.key, keys::space(&asked.traits), &mut |gram| {
            lists.push(under_gram(view.gram_key, view.gram_at, view.gram_names, gram));
        });
        let runs = lists.len();
        lists.retain(|list| !list.is_empty());
        lists.sort_unstable_by_key(|list| (list.len(), list.first().copied()));
        lists.dedup_by_key(|list| (list.len(), list.first().copied()));
        let mut read = 0;
        let few = lists.iter().take(runs.div_ceil(2)).take_while(|list| {
            read += list.len();
            read <= limits.runs_read
        });
        let lists: Vec<&[u32]> = few.copied().collect();
        found.bearers_read += self.count(view, &lists);
        let least = (lists.len() / 3).max(2);
        let mut likely: Vec<(f64, u32)> = Vec::new();
        for name in self.counted.drain(..) {
            let count = std::mem::take(&mut self.counts[name as usize]);
            if usize::from(count) >= least {
                likely.push((f64::from(count), name));
            }
        }
        keep_best(&mut likely, limits.by_letters);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// Names of other alphabets that share runs of consonants.
    fn by_consonants(&mut self, view: &View<'_>, asked: &Name<'_>, tables: &NameTables, found: &mut Candidates) {
        let limits = &tables.weights.candidates;
        asked.skeleton(&mut self.key);
        let sounded = keys::sounded(&asked.traits);
        let mut lists: Vec<&[u32]> = Vec::new();
        let mut own = 0.0;
        keys::bone_grams(&self.key, &asked.traits, &mut |gram| {
            own += 1.0;
            let [_, run @ ..] = gram.to_be_bytes();
            for other in [true, false].into_iter().filter(|other| sounded || *other) {
                let gram = u32::from_be_bytes([keys::bone_space(&asked.traits, other), run[0], run[1], run[2]]);
                lists.push(under_gram(view.bones_key, view.bones_at, view.bones_names, gram));
            }
        });
        lists.sort_unstable_by_key(|list| (list.len(), list.first().copied()));
        lists.dedup_by_key(|list| (list.len(), list.first().copied()));
        found.bearers_read += self.count(view, &lists);
        let mut likely: Vec<(f64, u32)> = Vec::new();
        for name in self.counted.drain(..) {
            let shared = f64::from(std::mem::take(&mut self.counts[name as usize]));
            let other = f64::from(view.name_bones.get(name as usize).copied().unwrap_or(1).max(1));
            // Both a like name and a name that holds the other one in full count.
            let share = 0.5 * shared / (own * other).sqrt() + 0.5 * shared / own.min(other).max(4.0);
            if share >= limits.bones_share {
                likely.push((share, name));
            }
        }
        keep_best(&mut likely, limits.by_consonants);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// Counts in how many of the lists each name stands.
    fn count(&mut self, view: &View<'_>, lists: &[&[u32]]) -> usize {
        self.counts.resize(view.names(), 0);
        for name in lists.iter().copied().flatten() {
            let Some(count) = self.counts.get_mut(*name as usize) else { continue };
            if *count == 0 {
                self.counted.push(*name);
            }
            *count += 1;
        }
        lists.iter().map(|list| list.len()).sum()
    }
}

impl Asked {
    fn share(&mut self, view: &View<'_>, term: u32, weight: f64, likeness: f64) {
        #[allow(clippy::cast_possible_truncation)]
        self.shared.push(Shared { term, weight: weight as f32, value: (weight * likeness) as f32 });
        self.bearers += view.bearers(term).len();
        self.most = self.most.max(weight);
    }
}

/// What a name has to share with the one asked for.
struct Wanted<'a> {
    kind: &'a KindWeights,
    floor: f64,
    named: f64,
    other: f64,
    initials: f64,
}

impl<'a> Wanted<'a> {
    fn new(asked: &Name<'_>, floor: f64, kind: &'a KindWeights) -> Self {
        let weight = |of: &dyn Fn(&Word<'_>) -> bool| asked.words.iter().filter(|w| of(w)).map(|w| w.weight).sum();
        Self {
            kind,
            floor,
            named: weight(&|w| w.class.names()),
            other: weight(&|w| !w.class.names()),
            // An initial asked for may be any word on the list.
            initials: weight(&|w| w.class == WordClass::Initial),
        }
    }

    /// The score of a name by what its words have in common, at best.
    fn score(&self, [weight, value]: [f32; 2], named: f64, other: f64) -> f64 {
        let (weight, value) = (f64::from(weight), f64::from(value));
        let most = self.named.max(named) + 0.01;
        let share = if weight > most { most / weight } else { 1.0 };
        let rest = self.initials.min((named - weight * share).max(0.0));
        let both = self.other.min(other) + rest;
        self.by_sums(weight * share + both, (weight - value) * share, weight * share + rest, named)
    }

    /// The score of a name that has words of so much weight in common and no others.
    fn best_with(&self, weight: f64) -> f64 {
        let weight = weight.min(self.named) + self.initials;
        self.by_sums(weight + self.other, 0.0, weight, weight)
    }

    fn by_sums(&self, agree: f64, loss: f64, shared: f64, named: f64) -> f64 {
        let k = self.kind;
        let (only_a, only_b) = ((self.named - shared).max(0.0), (named - shared).max(0.0));
        let poor = 1.0 - ((agree - loss) / k.enough).min(1.0);
        let extra = k.extra + (k.extra_poor - k.extra) * poor;
        let whole = agree + loss + k.conflict * (only_a * only_b).sqrt() + extra * (only_a - only_b).abs();
        if whole > 0.0 { (agree - loss) / whole } else { 0.0 }
    }
}

/// Keeps the best; equal ones in order of name.
fn keep_best(scored: &mut Vec<(f64, u32)>, most: usize) {
    if scored.len() > most {
        scored.select_nth_unstable_by(most, |x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        scored.truncate(most);
    }
}
