//! How alike two words are, and why: the same, two spellings of one name, like sound, a short form, an initial, a few
//! letters, the same consonants.

use std::cell::OnceCell;

use super::align::Likeness;
use super::letters::{Held, Ready, distance, hundredths};
use super::screen::LONGEST_NAME;
use super::tables::NameTables;
use super::weights::Likeness as LikenessWeights;
use super::words::{Word, WordClass};

/// What hearing a difference costs more than reading it, in hundredths.
const HEARD: u32 = 30;

/// Letters up to which two words that sound the same are easily two names.
const SHORT: usize = 4;

/// Fewest letters of a word that is known again when they are shuffled.
pub(super) const SCRAMBLED: usize = 5;

/// How alike two words are, and why; `None` where they are different words: where by letters or sound they are farther
/// apart than within `reach`.
pub(super) fn alike(
    x: &Word<'_>,
    y: &Word<'_>,
    (abjad, reach): (bool, &Reach),
    tables: &NameTables,
) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.class == WordClass::Filiation && y.class == WordClass::Filiation {
        return Some((1.0, Likeness::Same));
    }
    if abjad {
        return abjad_alike((x.skeleton, x.bones), (y.skeleton, y.bones), tables);
    }
    let same_place = x.place > 0 && x.place == y.place;
    if x.text == y.text || (x.number.is_some() && x.number == y.number) || same_place {
        return Some((1.0, Likeness::Same));
    }
    if x.number.is_some() || y.number.is_some() || (x.place > 0 && y.place > 0) {
        return None;
    }
    if x.letters.len() == 1 || y.letters.len() == 1 {
        let initial = x.class == WordClass::Initial || y.class == WordClass::Initial;
        let particle = x.class == WordClass::Particle || y.class == WordClass::Particle;
        let fits = initial && !particle && x.letters.first() == y.letters.first();
        return fits.then_some((l.initial, Likeness::Initial));
    }
    if share(x.variants, y.variants) {
        return Some((l.variant, Likeness::Variant));
    }
    let nickname = share(x.nicknames, y.nicknames).then_some((l.nickname, Likeness::Nickname));
    match (spelling_alike(x, y, reach, tables), nickname) {
        (Some(spelling), Some(nickname)) => Some(if nickname.0 > spelling.0 { nickname } else { spelling }),
        (spelling, nickname) => spelling.or(nickname),
    }
}

fn share(a: &[u16], b: &[u16]) -> bool {
    a.iter().any(|group| b.contains(group))
}

/// Letters, sound and consonants of two words with vowels.
fn spelling_alike(x: &Word<'_>, y: &Word<'_>, reach: &Reach, tables: &NameTables) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.sound.len() >= 3 && x.sound == y.sound {
        let short = x.letters.len().min(y.letters.len()) <= SHORT;
        return Some((if short { l.sound_short } else { l.sound }, Likeness::Sound));
    }
    let shorter = x.letters.len().min(y.letters.len());
    let limit = reach.farthest(shorter);
    let written = Spelling { held: x.written, letters: x.letters, ready: x.ready.map(|ready| &ready.written) };
    let others = Spelling { held: y.written, letters: y.letters, ready: y.ready.map(|ready| &ready.written) };
    let letters = written.cost(&others, limit, tables);
    let heard = heard(x, y, letters.map_or(limit, |cost| cost.min(limit)), tables);
    let cost = [letters, heard.map(|cost| cost + HEARD)].into_iter().flatten().min();
    let scrambled = scrambled(x, y);
    let by_letters = cost.map_or(0.0, |cost| by_cost(cost, shorter, tables));
    let same_bones = x.bones >= 3.0 && x.skeleton == y.skeleton;
    let best = if same_bones && by_letters < l.skeleton {
        (l.skeleton, Likeness::Consonants)
    } else {
        (by_letters, Likeness::Letters)
    };
    let best = if scrambled && best.0 < l.scrambled { (l.scrambled, Likeness::Scrambled) } else { best };
    (best.0 >= reach.least).then_some(best)
}

/// The difference heard, without what hearing costs; only words of some length are told apart by their sound.
fn heard(x: &Word<'_>, y: &Word<'_>, limit: u32, tables: &NameTables) -> Option<u32> {
    let limit = limit.checked_sub(HEARD)?;
    let heard = Spelling { held: x.heard, letters: x.sound, ready: x.ready.map(|ready| &ready.heard) };
    let others = Spelling { held: y.heard, letters: y.sound, ready: y.ready.map(|ready| &ready.heard) };
    let enough = x.sound.len().min(y.sound.len()) >= 3;
    enough.then(|| heard.cost(&others, limit, tables)).flatten()
}

/// The letters of a word or of its sound.
struct Spelling<'w> {
    held: Held,
    letters: &'w [u8],
    ready: Option<&'w OnceCell<Ready>>,
}

impl Spelling<'_> {
    /// The cost of turning one into the other, looked for only where it may be within the limit.
    fn cost(&self, other: &Self, limit: u32, tables: &NameTables) -> Option<u32> {
        let least = |one: &Self, other: &Self| {
            let ready = one.ready.map(|ready| ready.get_or_init(|| Ready::new(one.letters, tables)));
            ready.map_or(0, |ready| ready.least_cost(other.letters, tables))
        };
        let possible = self.held.may_be_near(other.held, limit, tables)
            && least(self, other) <= limit
            && least(other, self) <= limit;
        possible.then(|| distance(self.letters, other.letters, tables, limit)).flatten()
    }
}

/// Whether a word of so many letters, which it and its sound hold, may be within reach by letters or sound.
#[inline(always)]
pub(super) fn may_be_alike(
    word: &Word<'_>,
    (letters, written, heard): (usize, Held, Held),
    reach: &Reach,
    tables: &NameTables,
) -> bool {
    let limit = reach.farthest(word.letters.len().min(letters));
    let by_sound = || limit >= HEARD && word.heard.may_be_near(heard, limit - HEARD, tables);
    word.written.may_be_near(written, limit, tables) || by_sound()
}

/// The same letters in another order: a word written backwards or shuffled to hide it.
fn scrambled(x: &Word<'_>, y: &Word<'_>) -> bool {
    let sorted = |letters: &[u8]| {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters
    };
    x.written == y.written
        && x.letters.len() == y.letters.len()
        && x.letters.len() >= SCRAMBLED
        && sorted(x.letters) == sorted(y.letters)
}

/// How far apart two words may be that are as alike as wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// The likeness wanted.
    pub least: f64,
    /// The cost up to which they are, in hundredths, by the letters of the shorter one; the last holds for longer ones.
    farthest: Vec<u32>,
}

impl Reach {
    /// Works out how far apart words may be that are as alike as `least`.
    pub fn new(least: f64, likeness: &LikenessWeights) -> Self {
        let beyond = 2.0 - least.min(likeness.at_limit) / likeness.at_limit;
        let farthest = (0..LONGEST_NAME).map(|letters| allowed(letters, likeness));
        let farthest: Vec<u32> = farthest.map(|errors| hundredths(errors * beyond)).collect();
        Self { least, farthest }
    }

    #[inline(always)]
    fn farthest(&self, letters: usize) -> u32 {
        self.farthest.get(letters).or(self.farthest.last()).copied().unwrap_or(0)
    }
}

/// How alike two words are of which one is written without vowels, by their skeletons and the sizes of these.
pub(super) fn abjad_alike(x: (&[u8], f64), y: (&[u8], f64), tables: &NameTables) -> Option<(f64, Likeness)> {
    let (l, size) = (&tables.weights.likeness, x.1.min(y.1));
    if size < 1.0 {
        return None;
    }
    let likeness = tables.bones.likeness(x.0, y.0, l.abjad_least)?;
    Some((likeness * l.abjad * few_bones(size, tables), Likeness::Consonants))
}

/// The fewer consonants agree, the less it tells.
pub(super) fn few_bones(size: f64, tables: &NameTables) -> f64 {
    1.0 - tables.weights.likeness.abjad_short / size.max(1.0)
}

/// Errors allowed in a word or name of so many letters.
pub(super) fn allowed(letters: usize, l: &LikenessWeights) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let share = letters as f64 / l.letters_per_error;
    share.min(l.errors)
}

/// Likeness of two words by the cost of turning one into the other, in hundredths.
pub(super) fn by_cost(cost: u32, letters: usize, tables: &NameTables) -> f64 {
    let at_limit = tables.weights.likeness.at_limit;
    let used = f64::from(cost) / 100.0 / allowed(letters, &tables.weights.likeness);
    if !used.is_finite() {
        0.0
    } else if used <= 1.0 {
        1.0 - (1.0 - at_limit) * used
    } else {
        (at_limit * (2.0 - used)).max(0.0)
    }
}
