//! Which listed names are worth comparing: exact names and numbers, shared runs of three letters, words of like
//! spelling, shared consonants. Each means alone misses some; together they miss next to none. Comparing every
//! name (`--exhaustive`) is the measure of what they miss.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::align::alike;
use super::evidence::identifier_key;
use super::prepared::{NameKind, PreparedName, Word, WordClass};
use super::screen::Query;
use super::tables::NameTables;
use crate::sanctions::ListedParty;

/// How many names each means may propose.
const PROPOSED: usize = 160;

/// A listed name in the index.
pub(super) struct Entry {
    pub party: usize,
    pub name: usize,
    pub prepared: PreparedName,
}

/// A word of the listed names, with the names that bear it.
struct Term {
    word: Word,
    kind: NameKind,
    entries: Vec<u32>,
}

/// The index over all listed names.
pub(super) struct Index {
    pub entries: Vec<Entry>,
    exact: HashMap<String, Vec<u32>>,
    identifiers: HashMap<String, Vec<u32>>,
    letters: Postings,
    bones: Postings,
    terms: Vec<Term>,
}

/// Which names hold which runs of letters.
#[derive(Default)]
struct Postings {
    lists: HashMap<[char; 3], Vec<u32>>,
    sizes: Vec<u32>,
}

impl Postings {
    fn add(&mut self, entry: u32, grams: BTreeSet<[char; 3]>) {
        self.sizes.push(u32::try_from(grams.len()).unwrap_or(u32::MAX));
        for gram in grams {
            self.lists.entry(gram).or_default().push(entry);
        }
    }

    /// The names that share most with the runs given, best first; ties in order of entry.
    fn best(&self, grams: &BTreeSet<[char; 3]>) -> Vec<u32> {
        let mut counts = vec![0u32; self.sizes.len()];
        for gram in grams {
            for entry in self.lists.get(gram).into_iter().flatten() {
                counts[*entry as usize] += 1;
            }
        }
        let own = f64::from(u32::try_from(grams.len()).unwrap_or(u32::MAX));
        let share = |(at, count): (usize, &u32)| {
            let other = f64::from(self.sizes[at]);
            let shared = f64::from(*count);
            // Both a like name and a name that holds the other one in full count.
            (*count > 0).then(|| (0.5 * shared / (own * other).sqrt() + 0.5 * shared / own.min(other).max(4.0), at))
        };
        top(counts.iter().enumerate().filter_map(share).collect())
    }
}

fn top(mut scored: Vec<(f64, usize)>) -> Vec<u32> {
    let better = |x: &(f64, usize), y: &(f64, usize)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
    if scored.len() > PROPOSED {
        scored.select_nth_unstable_by(PROPOSED, better);
        scored.truncate(PROPOSED);
    }
    scored.into_iter().filter_map(|(_, at)| u32::try_from(at).ok()).collect()
}

impl Index {
    /// Prepares all names of all parties.
    pub fn new(parties: &[ListedParty], tables: &NameTables) -> Self {
        let mut entries = Vec::new();
        let mut identifiers: HashMap<String, Vec<u32>> = HashMap::new();
        for (party, listed) in parties.iter().enumerate() {
            let first = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            for (name, text) in listed.names.iter().enumerate() {
                let prepared = PreparedName::new(&text.text, listed.kind.into(), tables);
                entries.push(Entry { party, name, prepared });
            }
            let last = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            for key in listed.identifiers.iter().filter_map(|i| identifier_key(&i.value)) {
                identifiers.entry(key).or_default().extend(first..last);
            }
        }
        let mut index = Self {
            entries,
            identifiers,
            exact: HashMap::new(),
            letters: Postings::default(),
            bones: Postings::default(),
            terms: Vec::new(),
        };
        index.fill();
        index
    }

    fn fill(&mut self) {
        let mut terms: BTreeMap<(NameKind, String), Term> = BTreeMap::new();
        for (number, entry) in (0u32..).zip(&self.entries) {
            let name = &entry.prepared;
            self.exact.entry(sorted_words(name)).or_default().push(number);
            self.letters.add(number, letter_runs(name));
            self.bones.add(number, bone_runs(name));
            for word in name.words.iter().filter(|w| w.class.names()) {
                let key = (name.kind, word.text.clone());
                let new = || Term { word: word.clone(), kind: name.kind, entries: Vec::new() };
                terms.entry(key).or_insert_with(new).entries.push(number);
            }
        }
        self.terms = terms.into_values().collect();
    }

    /// The listed names worth comparing with a query, in order.
    pub fn candidates(&self, query: &Query, names: &[PreparedName], tables: &NameTables) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        for key in query.identifiers.iter().filter_map(|i| identifier_key(&i.value)) {
            found.extend(self.identifiers.get(&key).into_iter().flatten());
        }
        for name in names {
            found.extend(self.exact.get(&sorted_words(name)).into_iter().flatten());
            found.extend(self.letters.best(&letter_runs(name)));
            found.extend(self.bones.best(&bone_runs(name)));
            found.extend(self.by_words(name, tables));
        }
        found
    }

    /// Names that bear words like those of the query, the rarest words counting most.
    fn by_words(&self, name: &PreparedName, tables: &NameTables) -> Vec<u32> {
        let mut gained: HashMap<u32, f64> = HashMap::new();
        for word in name.words.iter().filter(|w| w.class.names()) {
            let mut best: HashMap<u32, f64> = HashMap::new();
            for term in self.terms.iter().filter(|t| t.kind == name.kind && worth_comparing(word, t)) {
                let Some((likeness, _)) = alike(word, &term.word, false, tables) else { continue };
                for entry in &term.entries {
                    let value = best.entry(*entry).or_default();
                    *value = value.max(likeness * term.word.weight);
                }
            }
            let mut best: Vec<(u32, f64)> = best.into_iter().collect();
            best.sort_unstable_by_key(|(entry, _)| *entry);
            for (entry, value) in best {
                *gained.entry(entry).or_default() += value;
            }
        }
        let mut gained: Vec<(f64, usize)> = gained.into_iter().map(|(entry, value)| (value, entry as usize)).collect();
        gained.sort_unstable_by_key(|(_, entry)| *entry);
        top(gained)
    }
}

/// Two words can be alike only where their letters are, or where a table says so.
fn worth_comparing(word: &Word, term: &Term) -> bool {
    let named = word.variants.iter().any(|g| term.word.variants.contains(g))
        || word.nicknames.iter().any(|g| term.word.nicknames.contains(g));
    let near =
        word.letters.len().abs_diff(term.word.letters.len()) <= 3 && (word.mask ^ term.word.mask).count_ones() <= 4;
    named || near || (word.sound == term.word.sound && !word.sound.is_empty())
}

fn sorted_words(name: &PreparedName) -> String {
    let mut words: Vec<&str> =
        name.words.iter().filter(|w| w.class != WordClass::Title).map(|w| w.text.as_str()).collect();
    words.sort_unstable();
    words.join(" ")
}

fn runs(letters: impl Iterator<Item = char>) -> BTreeSet<[char; 3]> {
    let padded: Vec<char> = std::iter::once(' ').chain(letters).chain([' ']).collect();
    padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect()
}

/// Runs of three letters of the words that say something, spaces left out at word boundaries of particles.
fn letter_runs(name: &PreparedName) -> BTreeSet<[char; 3]> {
    let said =
        name.words.iter().filter(|w| !matches!(w.class, WordClass::Particle | WordClass::Title | WordClass::Filiation));
    said.flat_map(|w| runs(w.letters.iter().copied())).collect()
}

/// Runs of consonants, letters exchanged by romanisations made one.
fn bone_runs(name: &PreparedName) -> BTreeSet<[char; 3]> {
    let folded = |c: &char| match c {
        'K' | 'G' | 'X' => Some('K'),
        'S' | 'Z' | 'C' | 'J' => Some('S'),
        'T' | 'D' => Some('T'),
        'B' | 'F' => Some('B'),
        'L' | 'R' | 'M' | 'N' => Some(*c),
        _ => None,
    };
    let bones: Vec<char> = name.skeleton.iter().filter_map(folded).collect();
    runs(bones.into_iter())
}
