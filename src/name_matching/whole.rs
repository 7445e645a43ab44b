//! Names compared as a whole instead of word by word: as one string of letters, as a row of consonants, as an acronym.

use super::align::{Likeness, Pair, Room, consonants_only};
use super::alike::allowed;
use super::letters::{distance, hundredths};
use super::prepared::{Name, NameKind};
use super::score::{Remark, unmatched};
use super::sound::skeleton_size;
use super::tables::NameTables;
use super::words::{Word, WordClass};

/// The names as two strings of letters: a few errors anywhere, other spaces.
pub(super) fn by_whole(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, room: &mut Room) -> Option<(f64, Remark)> {
    let w = &tables.weights.whole;
    let letters = a.telling_letters().min(b.telling_letters());
    let limit = farthest_whole(letters, tables);
    let (x, y) = (a.whole_length(), b.whole_length());
    let apart = u32::try_from(x.abs_diff(y)).unwrap_or(u32::MAX);
    if room.no_whole
        || letters < 3
        || consonants_only(a.traits.script, b.traits.script)
        || apart.saturating_mul(tables.letter_costs.double()) > limit
    {
        return None;
    }
    let Room { left, right, a_used, b_used, pairs, whole, .. } = room;
    let initial = |words, used| unmatched(words, used).any(|(_, w)| w.class == WordClass::Initial);
    if initial(a.words, a_used) && initial(b.words, b_used) {
        return None;
    }
    if !a.whole_held().may_be_near(b.whole_held(), limit, tables) {
        return None;
    }
    a.whole(left);
    b.whole(right);
    if whole.as_ref().is_some_and(|whole| whole.least_cost(right, tables) > limit) {
        return None;
    }
    let cost = distance(left, right, tables, limit)?;
    let exact = cost == 0;
    if !exact && (letters < w.fewest || !words_near(a, b, a_used, b_used, tables)) {
        return None;
    }
    if pairs.iter().any(|p| other_gender(a, b, p)) {
        return None;
    }
    let used = f64::from(cost) / 100.0 / allowed(letters, &tables.weights.likeness);
    let score = (1.0 - (1.0 - w.at_limit) * used).min(w.spacing);
    Some((score, if cost == 0 { Remark::Spaces } else { Remark::FewLetters }))
}

/// The cost up to which two names of so many telling letters count as a whole, in hundredths.
pub(super) fn farthest_whole(letters: usize, tables: &NameTables) -> u32 {
    hundredths(allowed(letters, &tables.weights.likeness) * tables.weights.whole.beyond)
}

/// The cost up to which two names of so many telling letters score at least `floor` as a whole, in hundredths.
pub(super) fn farthest_scoring(letters: usize, floor: f64, tables: &NameTables) -> u32 {
    let w = &tables.weights.whole;
    if letters < w.fewest {
        return 0;
    }
    let used = (1.0 - floor) / (1.0 - w.at_limit).max(f64::EPSILON);
    farthest_whole(letters, tables).min(hundredths(allowed(letters, &tables.weights.likeness) * used))
}

/// Every word that answers to nothing needs one on the other side that is near it: a swapped word of three letters, or
/// another number in digits, is another party, not a slip. Roman numbers count the members of one family. Where a person
/// has more words on one side, it is the spaces that differ.
fn words_near(a: &Name<'_>, b: &Name<'_>, a_used: &[bool], b_used: &[bool], tables: &NameTables) -> bool {
    let person = a.traits.kind == NameKind::Person;
    let share = if person { tables.weights.whole.near_person } else { tables.weights.whole.near };
    let near = |x: &Word<'_>, y: &Word<'_>| {
        let digits = |w: &Word<'_>| w.letters.iter().all(u8::is_ascii_digit);
        if digits(x) || digits(y) || (x.class == WordClass::Place && y.class == WordClass::Place) {
            return false;
        }
        let longer = x.letters.len().max(y.letters.len());
        // One syllable of a person's name is easily another; the score of the whole name says how much that is.
        if person && longer < tables.weights.whole.long_word {
            return true;
        }
        #[allow(clippy::cast_precision_loss)]
        let limit = hundredths(longer as f64 * share);
        distance(x.letters, y.letters, tables, limit).is_some()
    };
    let (only_a, only_b) = (|| unmatched(a.words, a_used), || unmatched(b.words, b_used));
    if person && only_a().count() != only_b().count() {
        return true;
    }
    let single_letter = |w: &Word<'_>| w.letters.len() < 2 && w.number.is_none();
    let (none_a, none_b) = (only_a().next().is_none(), only_b().next().is_none());
    only_a().all(|(_, x)| single_letter(x) || none_b || only_b().any(|(_, y)| near(x, y)))
        && only_b().all(|(_, y)| single_letter(y) || none_a || only_a().any(|(_, x)| near(x, y)))
}

/// True for two given names of which one is the other with an `a` at the end: a man and a woman.
pub(super) fn other_gender(a: &Name<'_>, b: &Name<'_>, pair: &Pair) -> bool {
    let (Some(x), Some(y)) = (a.words.get(pair.a.0), b.words.get(pair.b.0)) else { return false };
    let daughter = |x: &Word<'_>, y: &Word<'_>| match x.letters.strip_prefix(y.letters) {
        Some(b"a") => true,
        // Michel and Michelle, Julien and Julienne.
        Some([double, b'e']) => y.letters.last() == Some(double),
        _ => false,
    };
    let given = |at: usize, words: &[Word<'_>]| at + 1 < words.len();
    a.traits.kind == NameKind::Person
        && matches!(pair.how, Likeness::Letters | Likeness::Consonants)
        && x.letters.len().min(y.letters.len()) >= 4
        && given(pair.a.0, a.words)
        && given(pair.b.0, b.words)
        && (daughter(x, y) || daughter(y, x))
}

/// Names of which one is written without vowels, or in syllables that imitate a foreign name: their consonants in a row.
/// The more consonants agree, the more it tells.
pub(super) fn by_consonants(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, room: &mut Room) -> Option<(f64, Remark)> {
    let imitated = a.traits.script != b.traits.script && (a.traits.imitates || b.traits.imitates);
    if !(consonants_only(a.traits.script, b.traits.script) || imitated) {
        return None;
    }
    let Room { left, right, .. } = room;
    a.skeleton(left);
    b.skeleton(right);
    Some((consonants_alike(left, right, (a.traits.kind, 0.0), tables)?, Remark::Consonants))
}

/// The score of two rows of consonants, where it is `floor` or more.
pub(super) fn consonants_alike(a: &[u8], b: &[u8], (kind, floor): (NameKind, f64), tables: &NameTables) -> Option<f64> {
    let w = &tables.weights.whole;
    let size = skeleton_size(a).min(skeleton_size(b));
    if size < w.skeleton_least {
        return None;
    }
    let k = if kind == NameKind::Entity { &tables.weights.entity } else { &tables.weights.person };
    let best = w.skeleton * (1.0 - w.skeleton_short / size) * k.bones_alone;
    let likeness = tables.bones.likeness(a, b, floor / best.max(f64::EPSILON))?;
    Some(likeness * best)
}

/// One name is made of the first letters of the other's words.
pub(super) fn by_acronym(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, _: &mut Room) -> Option<(f64, Remark)> {
    let found = a.traits.kind == NameKind::Entity && (abbreviates(a.words, b.words) || abbreviates(b.words, a.words));
    found.then_some((tables.weights.whole.acronym, Remark::Acronym))
}

/// True where `short` is one word made of the first letters of the words of `long`.
fn abbreviates(short: &[Word<'_>], long: &[Word<'_>]) -> bool {
    let mut names = short.iter().filter(|w| w.class == WordClass::Name);
    let (Some(word), None) = (names.next(), names.next()) else { return false };
    let others = short.iter().all(|w| matches!(w.class, WordClass::Name | WordClass::Place | WordClass::Particle));
    others
        && word.letters.len() >= 3
        && initials(long).is_some_and(|initials| initials.eq(word.letters.iter().copied()))
}

/// The first letters of the words of an organisation's name. Three given names are no organisation: some word must be
/// one that organisations bear.
pub(super) fn initials<'a>(words: &'a [Word<'a>]) -> Option<impl Iterator<Item = u8> + 'a> {
    let body = words.iter().any(|w| matches!(w.class, WordClass::Generic | WordClass::Place));
    let said = words.iter().filter(|w| w.class != WordClass::Particle);
    body.then(|| said.filter_map(|w| w.letters.first().copied()))
}
