//! Finding the listed names worth comparing with the name asked for.

use super::keys;
use super::layout::View;
use super::like_words::WordRoom;
use super::lookup::{under_gram, under_hash};
use super::packed::between;
use super::spelling::{Listed, place_of};
use crate::domain::Identifier;
use crate::name_matching::evidence::identifier_key;
use crate::name_matching::floors::Floors;
use crate::name_matching::kernel::Rows;
use crate::name_matching::prepared::{Name, NameKind};
use crate::name_matching::tables::NameTables;
use crate::name_matching::whole::consonants_alike;
use crate::name_matching::words::WordClass;

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

/// Room for finding candidates in one list, used again for the next name.
#[derive(Clone, Debug, Default)]
pub(in crate::name_matching) struct Finder {
    pub(super) rows: Rows,
    pub(super) key: Vec<u8>,
    pub(super) letters: Vec<u8>,
    pub(super) words: WordRoom,
    /// Places of whole names to look at.
    pub(super) places: Vec<u32>,
    counts: Vec<u16>,
    counted: Vec<u32>,
}

impl Finder {
    /// The candidates for one reading of the name asked for. `floors` are the least scores of interest.
    pub fn find(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        numbers: &[Identifier],
        floors: &Floors,
        tables: &NameTables,
    ) -> Candidates {
        let mut found = Candidates::default();
        self.by_number(view, asked, numbers, &mut found);
        found.names.extend(under_hash(view.exact_hash, view.exact_name, keys::exact(asked)));
        self.by_words(view, asked, floors, tables, &mut found);
        self.by_initials(view, asked, &mut found);
        self.by_spelling(view, asked, floors, tables, &mut found);
        self.by_consonants(view, asked, floors, tables, &mut found);
        if found.names.is_empty() {
            self.by_letters(view, asked, tables, &mut found);
        }
        found.names.sort_unstable();
        found.names.dedup();
        found
    }

    fn by_number(&mut self, view: &View<'_>, asked: &Name<'_>, numbers: &[Identifier], found: &mut Candidates) {
        for key in numbers.iter().filter_map(|i| identifier_key(&i.value)) {
            let parties = under_hash(view.number_hash, view.number_party, keys::hash(key.as_bytes()));
            found.numbered.extend(parties);
        }
        let same_kind =
            |name: &u32| view.name_traits.get(*name as usize).is_some_and(|t| super::kind_of(*t) == asked.traits.kind);
        let names = found.numbered.iter().flat_map(|party| view.names_of(*party)).filter(same_kind);
        found.names.extend(names);
    }

    fn by_initials(&mut self, view: &View<'_>, asked: &Name<'_>, found: &mut Candidates) {
        if asked.traits.kind != NameKind::Entity {
            return;
        }
        let mut named = asked.words.iter().filter(|w| w.class == WordClass::Name);
        if let (Some(word), None) = (named.next(), named.next()) {
            found.names.extend(under_hash(view.initials_hash, view.initials_name, keys::hash(word.letters)));
        }
        if let Some(initials) = keys::initials_text(asked) {
            let bare = keys::hash(&initials);
            found.names.extend(under_hash(
                view.exact_hash,
                view.exact_name,
                keys::exact_of_one(bare, asked.traits.kind),
            ));
        }
    }

    /// Names that share half of the runs of letters of both, the rarer ones: the last resort, where nothing else finds any.
    fn by_letters(&mut self, view: &View<'_>, asked: &Name<'_>, tables: &NameTables, found: &mut Candidates) {
        let limits = &tables.weights.candidates;
        asked.whole(&mut self.letters);
        tables.folding.fold(&self.letters, &mut self.key);
        let mut grams = Vec::new();
        keys::grams(&self.key, keys::space(&asked.traits), &mut |gram| grams.push(gram));
        let least = count((grams.len() / 2).max(2));
        let mut read = 0;
        let mut lists = lists_of(grams, view.gram_key, view.gram_at, view.gram_places);
        lists.retain(|list| {
            read += list.len();
            read <= limits.runs_read
        });
        // A run that stands twice in a name counts once.
        let places = |list: &[Listed]| list.iter().map(|listed| place_of(*listed)).collect::<Vec<u32>>();
        let mut lists: Vec<Vec<u32>> = lists.into_iter().map(places).collect();
        lists.iter_mut().for_each(Vec::dedup);
        let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
        found.bearers_read += self.count(view, &lists, least);
        let mut likely: Vec<(f64, u32)> = Vec::new();
        for place in &self.counted {
            let (shared, letters) =
                (self.counted_of(*place), between(view.spelt_keys, view.spelt_keys_at, *place as usize));
            let half = shared * 2.0 >= letters.windows(keys::RUN).len() as f64;
            likely.extend(view.spelt_names.get(*place as usize).filter(|_| half).map(|name| (shared, *name)));
        }
        self.forget(&lists);
        keep_best(&mut likely, limits.by_letters);
        found.names.extend(likely.into_iter().map(|(_, name)| name));
    }

    /// Names of other alphabets that share runs of consonants.
    fn by_consonants(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        floors: &Floors,
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let limits = &tables.weights.candidates;
        asked.skeleton(&mut self.key);
        let sounded = keys::sounded(&asked.traits);
        let (mut grams, mut own) = (Vec::new(), 0.0);
        keys::bone_grams(&self.key, &asked.traits, &mut |gram| {
            own += 1.0;
            let [_, run @ ..] = gram.to_be_bytes();
            for other in [true, false].into_iter().filter(|other| sounded || *other) {
                grams.push(u32::from_be_bytes([keys::bone_space(&asked.traits, other), run[0], run[1], run[2]]));
            }
        });
        let lists = lists_of(grams, view.bones_key, view.bones_at, view.bones_names);
        // Both a like name and a name that holds the other one in full count.
        let share =
            |shared: f64, other: f64| 0.5 * shared / (own * other).sqrt() + 0.5 * shared / own.min(other).max(4.0);
        // A name has as many runs at least as it shares.
        let enough = |shared: &u16| share((*shared).into(), (*shared).into()) >= limits.bones_share;
        let Some(least) = (1..=count(lists.len())).find(enough) else { return };
        found.bearers_read += self.count(view, &lists, least);
        let mut likely: Vec<(f64, u32)> = Vec::new();
        for name in &self.counted {
            let other = f64::from(view.name_bones.get(*name as usize).copied().unwrap_or(1).max(1));
            let share = share(self.counted_of(*name), other);
            if share >= limits.bones_share {
                likely.push((share, *name));
            }
        }
        self.forget(&lists);
        keep_best(&mut likely, limits.by_consonants);
        let key = &self.key;
        let alike = |name: &u32| {
            let skeleton = between(view.skeletons, view.skeletons_at, *name as usize);
            consonants_alike(key, skeleton, (asked.traits.kind, floors.of(view.births(*name))), tables).is_some()
        };
        found.names.extend(likely.into_iter().map(|(_, name)| name).filter(alike));
    }

    /// Counts in how many of the lists each name stands, and notes those that stand in `least` of them.
    fn count(&mut self, view: &View<'_>, lists: &[&[u32]], least: u16) -> usize {
        self.counts.resize(view.names(), 0);
        self.counted.clear();
        for name in lists.iter().copied().flatten() {
            let Some(count) = self.counts.get_mut(*name as usize) else { continue };
            *count = count.saturating_add(1);
            if *count == least {
                self.counted.push(*name);
            }
        }
        lists.iter().map(|list| list.len()).sum()
    }

    /// Forgets the counts of names in these lists.
    fn forget(&mut self, lists: &[&[u32]]) {
        if lists.iter().map(|list| list.len()).sum::<usize>() > self.counts.len() / 16 {
            self.counts.fill(0);
            return;
        }
        for name in lists.iter().copied().flatten() {
            self.counts.get_mut(*name as usize).into_iter().for_each(|count| *count = 0);
        }
    }

    /// How many of the lists a name stands in.
    fn counted_of(&self, name: u32) -> f64 {
        self.counts.get(name as usize).copied().unwrap_or(0).into()
    }
}

/// The names under each of the runs of letters, the shortest lists first; those of a run that occurs twice once.
fn lists_of<'a, V>(mut grams: Vec<u32>, keys: &[u32], at: &[u32], names: &'a [V]) -> Vec<&'a [V]> {
    grams.sort_unstable();
    grams.dedup();
    let lists = grams.into_iter().map(|gram| under_gram(keys, at, names, gram));
    let mut lists: Vec<&[V]> = lists.filter(|list| !list.is_empty()).collect();
    lists.sort_by_key(|list| list.len());
    lists
}

fn count(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Keeps the best; equal ones in order of name.
pub(super) fn keep_best(scored: &mut Vec<(f64, u32)>, most: usize) {
    if scored.len() > most {
        scored.select_nth_unstable_by(most, |x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        scored.truncate(most);
    }
}
