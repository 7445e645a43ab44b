//! The score of two names, between 0 and 1, and what it is made of. 1 means identity after normalising and nothing else.
//! The score of two names is the same whichever comes first.

use serde::{Deserialize, Serialize};

use super::align::{Likeness, Pair, align, allowed, consonants_only};
use super::letters::{distance, least_cost, skeleton_likeness, skeleton_size, syllable_likeness};
use super::prepared::{NameKind, PreparedName, Word, WordClass};
use super::tables::NameTables;
use super::weights::KindWeights;
use crate::text::names::{Script, native};

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

/// Compares two names prepared in the same way.
pub fn compare(asked: &PreparedName, listed: &PreparedName, tables: &NameTables) -> NameMatch {
    if asked.is_empty() || listed.is_empty() {
        return NameMatch::default();
    }
    let pairs = align(asked, listed, tables);
    let mut found = explained(asked, listed, &pairs);
    if identical(asked, listed) {
        found.score = 1.0;
        found.remarks.push("identical after normalising".to_owned());
        return found;
    }
    let mut score = by_words(asked, listed, &pairs, tables, &mut found.remarks);
    for (other, remark) in [
        by_whole(asked, listed, &pairs, tables),
        by_consonants(asked, listed, tables),
        by_acronym(asked, listed, tables),
    ]
    .into_iter()
    .flatten()
    {
        if other > score {
            score = other;
            found.remarks.push(remark.to_owned());
        }
    }
    found.score = capped(score, asked, listed, tables);
    found
}

fn identical(a: &PreparedName, b: &PreparedName) -> bool {
    if a.script == b.script && a.script != Script::Latin {
        native(&a.shown) == native(&b.shown)
    } else {
        a.script == b.script && a.latin == b.latin
    }
}

/// Applies what can only lower a score: other alphabets, syllables that differ, other kinds of legal form.
fn capped(score: f64, a: &PreparedName, b: &PreparedName, tables: &NameTables) -> f64 {
    let limits = &tables.weights.limits;
    let mut score = score.clamp(0.0, 1.0).min(limits.other_order);
    if a.script != b.script {
        score = score.min(limits.other_script);
    } else if a.script.is_syllabic() {
        score = score.min(syllable_likeness(&a.shown, &b.shown));
    }
    let forms_differ = !a.forms.is_empty() && !b.forms.is_empty() && !a.forms.iter().any(|f| b.forms.contains(f));
    if forms_differ { score * limits.other_form } else { score }
}

/// The sums behind the score of aligned words.
struct Sums {
    agree: f64,
    loss: f64,
    only_a: f64,
    only_b: f64,
}

fn sums(a: &PreparedName, b: &PreparedName, pairs: &[Pair]) -> Sums {
    let weight = |words: &[&Word]| words.iter().map(|w| w.weight).sum();
    Sums {
        agree: pairs.iter().map(|p| p.weight).sum(),
        loss: pairs.iter().map(|p| p.weight * (1.0 - p.likeness)).sum(),
        only_a: weight(&unmatched(a, pairs, |p| p.a)),
        only_b: weight(&unmatched(b, pairs, |p| p.b)),
    }
}

fn by_words(a: &PreparedName, b: &PreparedName, pairs: &[Pair], tables: &NameTables, remarks: &mut Vec<String>) -> f64 {
    let k = if a.kind == NameKind::Person { &tables.weights.person } else { &tables.weights.entity };
    let s = sums(a, b, pairs);
    let telling = |p: &&Pair| a.words[p.a.0].class != WordClass::Generic && b.words[p.b.0].class != WordClass::Generic;
    let tells: f64 = pairs.iter().filter(telling).map(|p| p.weight * p.likeness).sum();
    let poor = 1.0 - (tells / k.enough).min(1.0);
    let extra = k.extra + (k.extra_poor - k.extra) * poor;
    let against = k.conflict * (s.only_a * s.only_b).sqrt() + extra * (s.only_a - s.only_b).abs();
    let whole = s.agree + s.loss + against;
    let score = if whole > 0.0 { (s.agree - s.loss).max(0.0) / whole } else { 0.0 };
    score * factors(a, b, pairs, k, remarks)
}

/// Factors for what the order and the place of words say.
fn factors(a: &PreparedName, b: &PreparedName, pairs: &[Pair], k: &KindWeights, remarks: &mut Vec<String>) -> f64 {
    let mut factor = 1.0;
    let (only_a, only_b) = (unmatched(a, pairs, |p| p.a), unmatched(b, pairs, |p| p.b));
    if a.kind == NameKind::Person && last_name_differs(a, &only_a) && last_name_differs(b, &only_b) {
        factor *= k.family;
        remarks.push("the last names differ".to_owned());
    }
    let names = |p: &&Pair| a.words[p.a.0].class.names() && b.words[p.b.0].class.names();
    let telling = pairs.iter().filter(names).count();
    let missing = only_a.iter().chain(&only_b).any(|w| w.class == WordClass::Name);
    if telling == 1 && missing {
        factor *= k.single;
    }
    if crossed(a, b, pairs) {
        let fathers = |name: &PreparedName| name.words.iter().any(|w| w.class == WordClass::Filiation);
        let turned = fathers(a) && fathers(b) && !(a.comma || b.comma);
        factor *= if turned { k.filiation } else { k.order };
        remarks.push(
            if turned { "father and child change places" } else { "the words stand in another order" }.to_owned(),
        );
    }
    factor
}

fn last_name_differs(name: &PreparedName, unmatched: &[&Word]) -> bool {
    let last = name.words.iter().rev().find(|w| matches!(w.class, WordClass::Name | WordClass::Patronymic));
    last.is_some_and(|last| unmatched.iter().any(|w| std::ptr::eq(*w, last)))
}

/// True where words that name stand in another order, and no comma explains it.
fn crossed(a: &PreparedName, b: &PreparedName, pairs: &[Pair]) -> bool {
    let mut order: Vec<&Pair> =
        pairs.iter().filter(|p| a.words[p.a.0].class.names() && b.words[p.b.0].class.names()).collect();
    order.sort_by_key(|p| p.a.0);
    order.windows(2).any(|w| w[0].b.0 > w[1].b.0)
}

/// The names as two strings of letters: a few errors anywhere, other spaces.
fn by_whole(a: &PreparedName, b: &PreparedName, pairs: &[Pair], tables: &NameTables) -> Option<(f64, &'static str)> {
    let w = &tables.weights.whole;
    if consonants_only(a, b) {
        return None;
    }
    let initial = |words: Vec<&Word>| words.iter().any(|w| w.class == WordClass::Initial);
    if initial(unmatched(a, pairs, |p| p.a)) && initial(unmatched(b, pairs, |p| p.b)) {
        return None;
    }
    let letters = a.telling_letters.min(b.telling_letters);
    let limit = allowed(letters, tables) * w.beyond;
    let far = least_cost(a.whole_mask, b.whole_mask, tables) > limit;
    let cost = if far { f64::INFINITY } else { distance(&a.whole, &b.whole, tables, limit) };
    if !cost.is_finite() || letters < 3 || (a.kind == NameKind::Entity && !words_near(a, b, pairs, tables)) {
        return None;
    }
    let used = cost / allowed(letters, tables);
    let score = (1.0 - (1.0 - w.at_limit) * used).min(w.spacing);
    Some((score, if cost == 0.0 { "same letters, other spaces" } else { "a few letters differ in the whole name" }))
}

/// In a company's name every word that answers to nothing needs one on the other side that is near it: a swapped
/// word of three letters is another company, not a slip.
fn words_near(a: &PreparedName, b: &PreparedName, pairs: &[Pair], tables: &NameTables) -> bool {
    let (only_a, only_b) = (unmatched(a, pairs, |p| p.a), unmatched(b, pairs, |p| p.b));
    let near = |x: &Word, y: &Word| {
        if x.class == WordClass::Place && y.class == WordClass::Place {
            return false;
        }
        let longer = x.letters.len().max(y.letters.len());
        #[allow(clippy::cast_precision_loss)]
        let limit = longer as f64 * 0.5;
        (x.number.is_some() && y.number.is_some()) || distance(&x.letters, &y.letters, tables, limit).is_finite()
    };
    let single_letters = |w: &Word| w.letters.len() < 2;
    only_a.iter().all(|x| single_letters(x) || only_b.iter().any(|y| near(x, y)) || only_b.is_empty())
        && only_b.iter().all(|y| single_letters(y) || only_a.iter().any(|x| near(x, y)) || only_a.is_empty())
}

/// Names of which one is written without vowels, or in syllables that imitate a foreign name: their consonants in a row.
/// The more consonants agree, the more it tells.
fn by_consonants(a: &PreparedName, b: &PreparedName, tables: &NameTables) -> Option<(f64, &'static str)> {
    let size = skeleton_size(&a.skeleton).min(skeleton_size(&b.skeleton));
    let imitated = a.script != b.script && (imitates(a) || imitates(b));
    if size < 4.0 || !(consonants_only(a, b) || imitated) {
        return None;
    }
    let likeness = skeleton_likeness(&a.skeleton, &b.skeleton, &tables.skeleton);
    let score = likeness * tables.weights.whole.skeleton * (1.0 - tables.weights.whole.skeleton_short / size);
    Some((score, "the consonants of both names compared"))
}

/// Chinese and Japanese write foreign names by sound, with a dot between the parts, or in Kana.
fn imitates(name: &PreparedName) -> bool {
    name.script == Script::Kana || (name.script == Script::Han && name.shown.contains(['·', '・', '•', '‧']))
}

/// One name is made of the first letters of the other's words.
fn by_acronym(a: &PreparedName, b: &PreparedName, tables: &NameTables) -> Option<(f64, &'static str)> {
    let fits = |short: &PreparedName, long: &PreparedName| {
        let mut names = short.words.iter().filter(|w| w.class == WordClass::Name);
        let (Some(word), None) = (names.next(), names.next()) else { return false };
        let others =
            short.words.iter().all(|w| matches!(w.class, WordClass::Name | WordClass::Place | WordClass::Particle));
        let initials: Vec<char> = long
            .words
            .iter()
            .filter(|w| w.class != WordClass::Particle)
            .filter_map(|w| w.letters.first().copied())
            .collect();
        // Three given names are no organisation: some word must be one that organisations bear.
        let body = long.words.iter().any(|w| matches!(w.class, WordClass::Generic | WordClass::Place));
        others && body && initials.len() >= 3 && initials == word.letters
    };
    let found = a.kind == NameKind::Entity && (fits(a, b) || fits(b, a));
    found.then_some((tables.weights.whole.acronym, "one name is the initials of the other"))
}

fn unmatched<'a>(name: &'a PreparedName, pairs: &[Pair], side: fn(&Pair) -> (usize, usize)) -> Vec<&'a Word> {
    let taken = |at: usize| pairs.iter().map(side).any(|(from, to)| (from..to).contains(&at));
    name.words.iter().enumerate().filter(|(at, _)| !taken(*at)).map(|(_, word)| word).collect()
}

fn explained(a: &PreparedName, b: &PreparedName, pairs: &[Pair]) -> NameMatch {
    let text = |words: &[Word]| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let mut order: Vec<&Pair> = pairs.iter().collect();
    order.sort_by_key(|p| p.a.0);
    let matched = |p: &&Pair| WordMatch {
        asked: text(&a.words[p.a.0..p.a.1]),
        listed: text(&b.words[p.b.0..p.b.1]),
        likeness: p.likeness,
        how: p.how,
        weight: p.weight,
    };
    let left = |words: Vec<&Word>| words.into_iter().map(|w| w.text.clone()).collect();
    NameMatch {
        score: 0.0,
        words: order.iter().map(matched).collect(),
        only_asked: left(unmatched(a, pairs, |p| p.a)),
        only_listed: left(unmatched(b, pairs, |p| p.b)),
        remarks: Vec::new(),
    }
}
