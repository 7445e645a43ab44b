//! The score of two names, between 0 and 1, and what it is made of. 1 means identity after normalising and nothing else.
//! The score of two names is the same whichever comes first.

use serde::{Deserialize, Serialize};

use super::align::{Likeness, Pair, Room, align, consonants_only};
use super::letters::syllable_likeness;
use super::prepared::{Name, NameKind, PreparedName};
use super::tables::NameTables;
use super::weights::KindWeights;
use super::whole::{by_acronym, by_consonants, by_whole, other_gender};
use super::words::{Word, WordClass};

/// Words of the two names that answer to each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordMatch {
    /// Words of the name asked for.
    pub asked: String,
    /// Words of the other name.
    pub listed: String,
    /// How alike they are, 0 to 1.
    pub likeness: f64,
    /// What makes them alike.
    pub how: Likeness,
    /// How much they tell.
    pub weight: f64,
}

/// The comparison of two names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NameMatch {
    /// 0 to 1; 1 is identity after normalising.
    pub score: f64,
    /// Words that answer to each other, in the order of the name asked for.
    pub words: Vec<WordMatch>,
    /// Words of the name asked for that answer to nothing.
    pub only_asked: Vec<String>,
    /// Words of the other name that answer to nothing.
    pub only_listed: Vec<String>,
    /// What else counted, in plain words.
    pub remarks: Vec<String>,
}

impl NameMatch {
    /// The comparison in one readable line.
    pub fn line(&self) -> String {
        super::explain::line_of_names(self)
    }
}

/// What counted in a score besides the words; shown in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remark {
    Identical,
    LastNamesDiffer,
    NumberAlone,
    OtherOrder,
    TurnedSyllables,
    FatherAndChild,
    Spaces,
    FewLetters,
    Consonants,
    Acronym,
    Weak,
    Forms,
}

impl Remark {
    fn words(self) -> &'static str {
        match self {
            Self::Identical => "identical after normalising",
            Self::LastNamesDiffer => "the last names differ",
            Self::NumberAlone => "only one name has a number",
            Self::OtherOrder => "the words stand in another order",
            Self::TurnedSyllables => "the syllables of the given name stand in another order",
            Self::FatherAndChild => "father and child change places",
            Self::Spaces => "same letters, other spaces",
            Self::FewLetters => "a few letters differ in the whole name",
            Self::Consonants => "the consonants of both names compared",
            Self::Acronym => "one name is the initials of the other",
            Self::Weak => "the list calls this name weak",
            Self::Forms => "the legal forms differ",
        }
    }
}

/// A score with what counted in it; the pairs of words are left in the [`Room`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Score {
    pub value: f64,
    remarks: [Option<Remark>; 4],
}

impl Score {
    pub fn note(&mut self, remark: Remark) {
        if let Some(free) = self.remarks.iter_mut().find(|r| r.is_none()) {
            *free = Some(remark);
        }
    }
}

/// Compares two names prepared in the same way.
pub fn compare(asked: &PreparedName, listed: &PreparedName, tables: &NameTables) -> NameMatch {
    let (a, b) = (asked.views(), listed.views());
    let (a, b) = (asked.name(&a), listed.name(&b));
    let mut room = Room::default();
    let score = judge(&a, &b, tables, &mut room);
    explained(&a, &b, score, &room)
}

/// The score of two names; the pairs of words are left in the room.
pub(super) fn judge(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, room: &mut Room) -> Score {
    let mut score = Score::default();
    room.pairs.clear();
    if a.words.is_empty() || b.words.is_empty() {
        return score;
    }
    align(a, b, tables, room);
    if a.traits.script == b.traits.script && a.key == b.key {
        score.value = 1.0;
        score.note(Remark::Identical);
        return score;
    }
    score.value = by_words(a, b, tables, room, &mut score);
    for means in [by_whole, by_consonants, by_acronym] {
        if let Some((value, remark)) = means(a, b, tables, room).filter(|(value, _)| *value > score.value) {
            score.value = value;
            score.note(remark);
        }
    }
    score.value = capped(&mut score, a, b, tables);
    score
}

/// Applies what can only lower a score: other alphabets, syllables that differ, other kinds of legal form.
fn capped(score: &mut Score, a: &Name<'_>, b: &Name<'_>, tables: &NameTables) -> f64 {
    let limits = &tables.weights.limits;
    let mut value = score.value.clamp(0.0, 1.0).min(limits.other_order);
    if a.traits.script != b.traits.script {
        value = value.min(limits.other_script);
    } else if a.traits.script.is_syllabic() {
        let text = |name: &Name<'_>| String::from_utf8_lossy(name.key).into_owned();
        value = value.min(syllable_likeness(&text(a), &text(b)));
    }
    let (x, y) = (a.traits.forms, b.traits.forms);
    if x != 0 && y != 0 && x & y == 0 {
        score.note(Remark::Forms);
        return value * limits.other_form;
    }
    value
}

/// The words of a name no pair holds.
pub(super) fn unmatched<'a>(
    words: &'a [Word<'a>],
    used: &'a [bool],
) -> impl Iterator<Item = (usize, &'a Word<'a>)> + Clone {
    words.iter().enumerate().filter(|(at, _)| !used.get(*at).copied().unwrap_or(false))
}

fn by_words(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, room: &Room, score: &mut Score) -> f64 {
    let k = if a.traits.kind == NameKind::Person { &tables.weights.person } else { &tables.weights.entity };
    let only = |words, used| -> f64 { unmatched(words, used).map(|(_, w)| w.weight).sum() };
    let (only_a, only_b) = (only(a.words, &room.a_used), only(b.words, &room.b_used));
    let generic = |p: &&Pair| a.words[p.a.0].class != WordClass::Generic && b.words[p.b.0].class != WordClass::Generic;
    let agree: f64 = room.pairs.iter().map(|p| p.weight).sum();
    let likeness = |p: &Pair| if other_gender(a, b, p) { k.other_gender } else { p.likeness };
    let loss: f64 = room.pairs.iter().map(|p| p.weight * (1.0 - likeness(p))).sum();
    let tells: f64 = room.pairs.iter().filter(generic).map(|p| p.weight * likeness(p)).sum();
    let poor = 1.0 - (tells / k.enough).min(1.0);
    let extra = k.extra + (k.extra_poor - k.extra) * poor;
    let against = k.conflict * (only_a * only_b).sqrt() + extra * (only_a - only_b).abs();
    let whole = agree + loss + against;
    let value = if whole > 0.0 { (agree - loss).max(0.0) / whole } else { 0.0 };
    value * factors(a, b, room, k, score)
}

/// Factors for what the order and the place of words say.
fn factors(a: &Name<'_>, b: &Name<'_>, room: &Room, k: &KindWeights, score: &mut Score) -> f64 {
    let mut factor = 1.0;
    if a.traits.kind == NameKind::Person && last_name_differs(a, &room.a_used) && last_name_differs(b, &room.b_used) {
        factor *= k.family;
        score.note(Remark::LastNamesDiffer);
    }
    let named = |p: &&Pair| a.words[p.a.0].class.names() && b.words[p.b.0].class.names();
    let missing = |words, used| unmatched(words, used).any(|(_, w)| w.class == WordClass::Name);
    let one_alone = room.pairs.iter().filter(named).count() == 1;
    if one_alone && (missing(a.words, &room.a_used) || missing(b.words, &room.b_used)) {
        factor *= k.single;
    }
    if consonants_only(a.traits.script, b.traits.script) {
        factor *= k.bones_alone;
    }
    let numbered = |words, used| unmatched(words, used).any(|(_, w)| w.class == WordClass::Number);
    if numbered(a.words, &room.a_used) != numbered(b.words, &room.b_used) {
        factor *= k.number_alone;
        score.note(Remark::NumberAlone);
    }
    if turned_syllables(a, b, &room.pairs) {
        factor *= k.turned_syllables;
        score.note(Remark::TurnedSyllables);
    } else if crossed(&room.pairs, named) {
        let fathers = |name: &Name<'_>| name.words.iter().any(|w| w.class == WordClass::Filiation);
        let turned = fathers(a) && fathers(b) && !(a.traits.comma || b.traits.comma);
        factor *= if turned { k.filiation } else { k.order };
        score.note(if turned { Remark::FatherAndChild } else { Remark::OtherOrder });
    }
    factor
}

fn last_name_differs(name: &Name<'_>, used: &[bool]) -> bool {
    let last = name.words.iter().rposition(|w| matches!(w.class, WordClass::Name | WordClass::Patronymic));
    last.is_some_and(|last| !used.get(last).copied().unwrap_or(false))
}

/// True where words stand in another order.
fn crossed(pairs: &[Pair], counts: impl Fn(&&Pair) -> bool) -> bool {
    pairs.iter().filter(&counts).any(|p| pairs.iter().filter(&counts).any(|q| p.a.0 < q.a.0 && p.b.0 > q.b.0))
}

/// Chinese, Korean and Vietnamese names of three syllables or more: the same family name leads, and the syllables of the
/// given name stand in another order. That is another given name.
fn turned_syllables(a: &Name<'_>, b: &Name<'_>, pairs: &[Pair]) -> bool {
    let in_syllables = |name: &Name<'_>| name.words.len() > 2 && name.words.iter().all(is_syllable);
    let same_family = pairs.iter().any(|p| p.a.0 == 0 && p.b.0 == 0);
    same_family && in_syllables(a) && in_syllables(b) && crossed(pairs, |_| true)
}

/// True for a short word with one group of vowels.
fn is_syllable(word: &Word<'_>) -> bool {
    let vowel = |c: &u8| b"aeiouy".contains(c);
    let groups = word.letters.chunk_by(|x, y| vowel(x) == vowel(y)).filter(|group| group.iter().all(vowel)).count();
    groups == 1 && word.letters.len() <= 6
}

/// The comparison in words.
pub(super) fn explained(a: &Name<'_>, b: &Name<'_>, score: Score, room: &Room) -> NameMatch {
    let one = |w: &Word<'_>| String::from_utf8_lossy(w.text).into_owned();
    let text = |words: &[Word<'_>]| words.iter().map(one).collect::<Vec<_>>().join(" ");
    let mut order: Vec<&Pair> = room.pairs.iter().collect();
    order.sort_by_key(|p| p.a.0);
    let matched = |p: &&Pair| WordMatch {
        asked: text(&a.words[p.a.0..p.a.1]),
        listed: text(&b.words[p.b.0..p.b.1]),
        likeness: p.likeness,
        how: p.how,
        weight: p.weight,
    };
    let nothing = room.pairs.is_empty();
    let left = |words, used: &[bool]| -> Vec<String> {
        unmatched(words, if nothing { &[] } else { used }).map(|(_, w)| one(w)).collect()
    };
    NameMatch {
        score: score.value,
        words: order.iter().map(matched).collect(),
        only_asked: left(a.words, &room.a_used),
        only_listed: left(b.words, &room.b_used),
        remarks: score.remarks.iter().flatten().map(|r| r.words().to_owned()).collect(),
    }
}
