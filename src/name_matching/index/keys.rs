//! The keys under which names and words are found: the same for listed names and for the name asked for.

use super::build::kind_number;
use crate::name_matching::alike::SCRAMBLED;
use crate::name_matching::prepared::{Name, NameKind, Traits};
use crate::name_matching::sound::strong_bones;
use crate::name_matching::tables::NameTables;
use crate::name_matching::whole;
use crate::name_matching::words::{Word, WordClass};

/// The space of words that are not looked up by likeness.
pub(super) const NO_SPACE: u8 = 0xff;

/// Fewest letters or strong consonants under which words are looked up.
const FEWEST: usize = 3;

/// Words and names are looked up within one space: persons or entities, alphabets with or without vowels.
pub(super) fn space(traits: &Traits) -> u8 {
    kind_number(traits.kind) * 2 + u8::from(traits.script.leaves_vowels_out())
}

/// A hash of eight bytes; two names of one hash are compared, so that an accident costs time only.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    // FNV-1a.
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The key of a name whose words may stand in any order: a sum over its words but titles and small ones.
pub(super) fn exact(name: &Name<'_>) -> u64 {
    let said = name.words.iter().filter(|w| !matches!(w.class, WordClass::Title | WordClass::Particle));
    let sum = said.fold(0u64, |sum, word| sum.wrapping_add(hash(word.text)));
    sum ^ u64::from(kind_number(name.traits.kind))
}

/// The key of a name of one word.
pub(super) fn exact_of_one(word: u64, kind: NameKind) -> u64 {
    word ^ u64::from(kind_number(kind))
}

/// The key of like words.
pub(super) fn fold(word: &Word<'_>, tables: &NameTables, out: &mut Vec<u8>) {
    let heard = if word.sound.is_empty() { word.letters } else { word.sound };
    tables.folding.fold(heard, out);
}

/// Letters of a run by which whole names are found.
pub(super) const RUN: usize = 3;

/// Runs of three letters of a whole name.
pub(super) fn grams(letters: &[u8], space: u8, found: &mut dyn FnMut(u32)) {
    for run in letters.windows(RUN) {
        found(u32::from_be_bytes([space, run[0], run[1], run[2]]));
    }
}

/// Runs of three consonants of a name, letters exchanged by romanisations made one. Names without vowels or that
/// imitate a foreign name are apart.
pub(super) fn bone_grams(skeleton: &[u8], traits: &Traits, found: &mut dyn FnMut(u32)) {
    let space = bone_space(traits, sounded(traits));
    let mut last = [b' '; 3];
    let folded = skeleton.iter().filter_map(|c| coarse(*c));
    for c in folded.chain([b' ']) {
        last = [last[1], last[2], c];
        if last[1] != b' ' {
            found(u32::from_be_bytes([space, last[0], last[1], last[2]]));
        }
    }
}

/// The space of consonants of a kind of names: `sounded` ones are only heard, the others written with their vowels.
pub(super) fn bone_space(traits: &Traits, sounded: bool) -> u8 {
    kind_number(traits.kind) * 2 + u8::from(sounded)
}

/// True for names of which only the sound, not the spelling, can be compared with other alphabets.
pub(super) fn sounded(traits: &Traits) -> bool {
    traits.script.leaves_vowels_out() || traits.imitates
}

fn coarse(bone: u8) -> Option<u8> {
    match bone {
        b'K' | b'G' | b'X' => Some(b'K'),
        b'S' | b'Z' | b'C' | b'J' => Some(b'S'),
        b'T' | b'D' => Some(b'T'),
        b'B' | b'F' => Some(b'B'),
        b'L' | b'R' | b'M' | b'N' => Some(bone),
        _ => None,
    }
}

/// The keys of the form of a word, or of several as one: its strong consonants, and its letters with like ones made one;
/// each where there are enough of them.
pub(super) fn forms(words: &[&Word<'_>], space: u8, tables: &NameTables) -> [Option<u64>; 2] {
    forms_of(&words.iter().map(|word| (word.skeleton, word.letters)).collect::<Vec<_>>(), space, tables)
}

/// The same of words by their skeletons and letters.
fn forms_of(words: &[(&[u8], &[u8])], space: u8, tables: &NameTables) -> [Option<u64>; 2] {
    let (mut strong, mut like) = (Vec::new(), Vec::new());
    strong_bones(&words.iter().flat_map(|(skeleton, _)| *skeleton).copied().collect::<Vec<u8>>(), &mut strong);
    tables.folding.fold(&words.iter().flat_map(|(_, letters)| *letters).copied().collect::<Vec<u8>>(), &mut like);
    // Forms of both kinds lie in one table.
    let key = |form: &[u8], kind: u64| (form.len() >= FEWEST).then(|| hash(form) ^ u64::from(space) ^ kind << 8);
    [key(&strong, 0), key(&like, 1)]
}

/// The key that a form of strong consonants has in the other alphabets of its space.
pub(super) fn form_in_other_alphabets(strong: u64) -> u64 {
    strong ^ u64::from(other_alphabets(0))
}

/// Neighbouring words that may be one elsewhere.
pub(super) struct Together {
    /// Form of all of them as one word.
    pub form: u64,
    /// Whether it is made of their strong consonants.
    pub strong: bool,
    /// Their weight.
    pub weight: f64,
    /// Which words of the name they are, see [`place_bit`].
    pub places: u32,
}

/// The place of a word in its name as a bit; words beyond the last bit share it.
pub(super) fn place_bit(place: usize) -> u32 {
    1 << place.min(31)
}

/// A word of a name that may be joined with its neighbours.
#[derive(Clone, Copy)]
pub(super) struct Said<'n> {
    /// Its place in the name, see [`place_bit`].
    pub place: u32,
    pub word: &'n Word<'n>,
    /// Its own forms.
    pub forms: [Option<u64>; 2],
}

/// The words of a name but initials.
pub(super) fn said<'n>(name: &Name<'n>, tables: &NameTables) -> Vec<Said<'n>> {
    let space = space(&name.traits);
    let said = name.words.iter().enumerate().filter(|(_, word)| word.class != WordClass::Initial);
    said.map(|(at, word)| Said { place: place_bit(at), word, forms: forms(&[word], space, tables) }).collect()
}

/// The forms of two neighbouring words, with and without an article between them.
pub(super) fn joined(said: &[Said<'_>], space: u8, tables: &NameTables, found: &mut dyn FnMut(Together)) {
    let mut join = |words: &[&Said<'_>]| {
        let weight = words.iter().map(|said| said.word.weight).sum();
        let places = words.iter().fold(0, |places, said| places | said.place);
        let all: Vec<&Word<'_>> = words.iter().map(|said| said.word).collect();
        for together in [Some(forms(&all, space, tables)), assimilated(&all, space, tables)].into_iter().flatten() {
            for (kind, form) in together.into_iter().enumerate() {
                // What has the form of one of them alone needs no second one.
                let form = form.filter(|_| words.iter().all(|said| said.forms[kind] != form));
                form.into_iter().for_each(|form| found(Together { form, strong: kind == 0, weight, places }));
            }
        }
    };
    for (at, first) in said.iter().enumerate() {
        let rest = &said[at + 1..];
        rest.first().into_iter().for_each(|second| join(&[first, second]));
        if let [article, last, ..] = rest
            && article.word.class == WordClass::Particle
        {
            join(&[first, last]);
            join(&[first, article, last]);
        }
    }
}

/// The forms of two words of which the first ends in an article that is said as the letter after it: "Abdul Rahman" is
/// "Abdurrahman".
fn assimilated(words: &[&Word<'_>], space: u8, tables: &NameTables) -> Option<[Option<u64>; 2]> {
    let [first, second] = words else { return None };
    let said_as_next = matches!(second.letters.first(), Some(b't' | b'd' | b'r' | b'z' | b's' | b'n'));
    let letters = first.letters.strip_suffix(b"l").filter(|letters| said_as_next && letters.len() > 1)?;
    let skeleton = first.skeleton.strip_suffix(b"L").unwrap_or(first.skeleton);
    Some(forms_of(&[(skeleton, letters), (second.skeleton, second.letters)], space, tables))
}

/// The group of the initials that may stand for a word.
pub(super) fn initial(word: &Word<'_>, space: u8) -> u32 {
    group(space, 5, word.letters.first().copied().unwrap_or_default().into())
}

/// The group of words of the same consonants, those exchanged by any romanisation made one; words with vowels and words
/// without are apart, and found by each other. Nothing of words with fewer than two.
pub(super) fn consonants(word: &Word<'_>, space: u8) -> Option<u32> {
    let dental = |c: u8| if c == b'T' { b'S' } else { c };
    let mut key: Vec<u8> = word.skeleton.iter().filter_map(|c| coarse(*c)).map(dental).collect();
    key.dedup();
    (key.len() >= 2).then(|| group(space, 6, (hash(&key) >> 20) as u32))
}

/// The space of names of the same kind with vowels for that without, and the other way round.
pub(super) fn other_alphabets(space: u8) -> u8 {
    space ^ 1
}

fn group(space: u8, kind: u32, value: u32) -> u32 {
    u32::from(space) << 24 | kind << 20 | value & 0xf_ffff
}

/// The groups a word belongs to besides its sound: spellings, short forms, value as a number, country, the letters in
/// alphabetical order.
pub(super) fn groups(word: &Word<'_>, space: u8) -> Vec<u32> {
    let key = |kind: u32, value: u32| group(space, kind, value);
    let variants = word.variants.iter().map(|group| key(0, u32::from(*group)));
    let nicknames = word.nicknames.iter().map(|group| key(1, u32::from(*group)));
    let number = word.number.map(|number| key(2, number));
    let place = (word.place > 0).then(|| key(3, u32::from(word.place)));
    let scrambled = word.letters.len() >= SCRAMBLED && !word.sound.is_empty();
    let letters = scrambled.then(|| {
        let mut letters = word.letters.to_vec();
        letters.sort_unstable();
        key(4, (hash(&letters) >> 20) as u32)
    });
    variants.chain(nicknames).chain(number).chain(place).chain(letters).collect()
}

/// The initials of an organisation's name, where there are enough.
pub(super) fn initials_text(name: &Name<'_>) -> Option<Vec<u8>> {
    let initials: Vec<u8> = whole::initials(name.words)?.collect();
    (name.traits.kind == NameKind::Entity && initials.len() >= 3).then_some(initials)
}

/// The key of the initials of an organisation's name.
pub(super) fn initials(name: &Name<'_>) -> Option<u64> {
    initials_text(name).map(|initials| hash(&initials))
}
