//! Speed of the name comparison as ratios beside a floor in the same run: the edit kernel against the batch Levenshtein of
//! the rapidfuzz crate at the same cutoff, and whole searches of a list of a hundred thousand names. Absolute times depend
//! on the machine; the ratios hold.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dualuse::control_list::ListSource;
use dualuse::name_matching::kernel::{Blocks, Rows, scan, side_by_side};
use dualuse::name_matching::{MatchPolicy, NameIndex, NameTables, PartyScreener, Query};
use dualuse::sanctions::{Effect, ListedName, ListedParty, LoadedList, NameStrength, PartyKind, SanctionsLists};
use rapidfuzz::distance::levenshtein::{Args, BatchComparator};

const NAMES: usize = 100_000;

/// Edits within which a name of the list is looked for: 15 in a hundred of a name of 21 letters.
const CUTOFF: u8 = 3;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// A word whose syllables are drawn more often from the beginning of the table, as names are.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 40] = [
            "a", "ra", "mi", "li", "na", "mo", "ha", "sa", "ko", "ri", "ta", "ma", "shi", "ya", "vo", "ni", "de", "lo",
            "ba", "ku", "zar", "in", "an", "ov", "el", "ha", "med", "jad", "gor", "sky", "chen", "wei", "dul", "kar",
            "im", "os", "fer", "nan", "lu", "ski",
        ];
        (0..2 + self.roll(3))
            .map(|_| {
                let most = 4 + self.roll(36);
                SYLLABLES[self.roll(most)]
            })
            .collect()
    }

    fn name(&mut self) -> String {
        let words: Vec<String> = (0..2 + self.roll(2)).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// The name with one letter exchanged and, now and then, its words turned.
    fn spoilt(&mut self, name: &str) -> String {
        let mut words: Vec<&str> = name.split(' ').collect();
        if self.roll(4) == 0 {
            words.rotate_left(1);
        }
        let mut letters: Vec<char> = words.join(" ").chars().collect();
        let at = self.roll(letters.len());
        letters[at] = char::from(b'a' + self.roll(26) as u8);
        letters.into_iter().collect()
    }
}

fn names() -> Vec<String> {
    let mut dice = Dice(5);
    (0..NAMES).map(|_| dice.name()).collect()
}

/// All names of one length side by side.
fn blocks(names: &[String]) -> Vec<(usize, Vec<u8>, Vec<u64>)> {
    let mut by_length: std::collections::BTreeMap<usize, Vec<&[u8]>> = std::collections::BTreeMap::new();
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    for name in sorted {
        by_length.entry(name.len()).or_default().push(name.as_bytes());
    }
    let side = |(length, words): (usize, Vec<&[u8]>)| {
        let (mut letters, mut masks) = (Vec::new(), Vec::new());
        side_by_side(words.into_iter(), length, &mut letters, &mut masks);
        (length, letters, masks)
    };
    by_length.into_iter().map(side).collect()
}

fn kernel(c: &mut Criterion) {
    let names = names();
    let mut dice = Dice(9);
    let asked: Vec<String> = (0..32)
        .map(|_| {
            let at = dice.roll(NAMES);
            dice.spoilt(&names[at])
        })
        .collect();
    let blocks = blocks(&names);
    let mut group = c.benchmark_group("one name against 100,000, edits within 3");
    group.throughput(Throughput::Elements(NAMES as u64)).sample_size(10);
    group.bench_function("floor: rapidfuzz batch Levenshtein", |b| {
        let mut asked = asked.iter().cycle();
        b.iter(|| {
            let comparator = BatchComparator::new(asked.next().expect("a cycle never ends").bytes());
            let arguments = Args::default().score_cutoff(usize::from(CUTOFF));
            let near = names.iter().filter(|name| comparator.distance_with_args(name.bytes(), &arguments).is_some());
            black_box(near.count())
        });
    });
    group.bench_function("edit kernel", |b| {
        let (mut asked, mut rows) = (asked.iter().cycle(), Rows::default());
        b.iter(|| {
            let pattern = asked.next().expect("a cycle never ends").as_bytes();
            let mut near = 0;
            let reach = usize::from(CUTOFF);
            for (length, letters, masks) in blocks.iter().filter(|(length, ..)| length.abs_diff(pattern.len()) <= reach)
            {
                let blocks = Blocks { length: *length, letters, masks };
                scan::<false>(pattern, blocks, CUTOFF, &mut rows, &mut |_, _| near += 1);
            }
            black_box(near)
        });
    });
    group.finish();
}

fn searches(c: &mut Criterion) {
    let tables = NameTables::from_source(&ListSource::embedded()).expect("the embedded tables have no fault");
    let names = names();
    let kind = |at: usize| if at.is_multiple_of(3) { PartyKind::Entity } else { PartyKind::Person };
    let party = |(at, name): (usize, &String)| ListedParty {
        names: vec![ListedName::new(name.clone(), NameStrength::Primary)],
        ..ListedParty::new("bench", at.to_string(), kind(at), Effect::AssetFreeze)
    };
    let parties: Vec<ListedParty> = names.iter().enumerate().map(party).collect();
    let mut dice = Dice(9);
    let mut query = || {
        let at = dice.roll(NAMES);
        Query { name: dice.spoilt(&names[at]), ..Query::default() }
    };
    let asked: Vec<Query> = (0..200).map(|_| query()).collect();
    let mut group = c.benchmark_group("a list of 100,000 names");
    group.sample_size(10);
    group.bench_function("index made", |b| b.iter(|| black_box(NameIndex::build(&parties, &tables).len())));
    let list = LoadedList { name: "bench".into(), version: "1".into(), date: None, digest: "0".repeat(64), parties };
    let screener = PartyScreener::new(SanctionsLists::only(vec![list]), tables);
    let day = jiff::civil::date(2026, 3, 1);
    for (label, exhaustive) in [("floor: every name compared", true), ("search", false)] {
        let policy = MatchPolicy { exhaustive, ..MatchPolicy::default() };
        group.bench_function(label, |b| {
            let mut asked = asked.iter().cycle();
            b.iter(|| {
                black_box(screener.screen(asked.next().expect("a cycle never ends"), &policy, day).matches.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, kernel, searches);
criterion_main!(benches);
