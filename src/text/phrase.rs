//! Finding known phrases in a text: a book of phrases by their first word, each with what it stands for. The book is
//! made once from a list of phrases and kept in few sorted arrays, so that it can be read back in one go.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Token, tokenize};

/// Phrases in the order in which they were added, before they become a book.
#[derive(Clone, Debug)]
pub struct PhraseList<T>(Vec<(Vec<String>, T)>);

impl<T> Default for PhraseList<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> PhraseList<T> {
    /// Adds a phrase; one without a word is ignored.
    pub fn insert(&mut self, phrase: &str, value: T) {
        let stems: Vec<String> = tokenize(phrase).into_iter().map(|token| token.stem).collect();
        if !stems.is_empty() {
            self.0.push((stems, value));
        }
    }

    /// The book of these phrases; those with the same first word keep their order.
    pub fn into_book(self) -> PhraseBook<T> {
        let mut numbers: BTreeMap<&str, u32> = self.0.iter().flat_map(|(stems, _)| stems).map(|s| (&**s, 0)).collect();
        (0..).zip(numbers.values_mut()).for_each(|(next, number)| *number = next);
        let mut book = PhraseBook::default();
        for stem in numbers.keys() {
            book.letters.push_str(stem);
            book.ends.push(place(book.letters.len()));
        }
        let mut numbered: Vec<Vec<u32>> =
            self.0.iter().map(|(stems, _)| stems.iter().map(|stem| numbers[&**stem]).collect()).collect();
        let mut phrases: Vec<(Vec<u32>, T)> =
            numbered.drain(..).zip(self.0.into_iter().map(|(_, value)| value)).collect();
        phrases.sort_by_key(|(stems, _)| stems[0]);
        for (stems, value) in phrases {
            book.firsts.push(stems[0]);
            book.rests.extend(&stems[1..]);
            book.rest_ends.push(place(book.rests.len()));
            book.values.push(value);
        }
        book.backwards = (0..place(book.ends.len())).collect();
        let mut backwards = std::mem::take(&mut book.backwards);
        backwards.sort_by(|a, b| book.stem(*a).bytes().rev().cmp(book.stem(*b).bytes().rev()));
        book.backwards = backwards;
        book
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a book of phrases holds fewer than four thousand million letters")
}

/// Phrases and what they stand for.
///
/// Every stem has a number, its place in the order of the alphabet. The phrases stand in the order of their first stems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhraseBook<T> {
    /// All stems, one behind the other.
    letters: String,
    /// Where each stem ends in `letters`.
    ends: Vec<u32>,
    /// The first stem of each phrase.
    firsts: Vec<u32>,
    /// The further stems of all phrases, one phrase behind the other.
    rests: Vec<u32>,
    /// Where the further stems of each phrase end in `rests`.
    rest_ends: Vec<u32>,
    /// What each phrase stands for.
    values: Vec<T>,
    /// The stems in the order of their letters read backwards.
    backwards: Vec<u32>,
}

/// Shortest stem, as written or as meant, that may be written wrongly, and shortest that may be cut off.
const SHORTEST_MISSPELT: usize = 7;
const SHORTEST_CUT: usize = 4;

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhraseMatch<T> {
    /// First and one past the last token.
    pub tokens: (usize, usize),
    /// What the phrase stands for.
    pub value: T,
}

impl<T> Default for PhraseBook<T> {
    fn default() -> Self {
        Self {
            letters: String::new(),
            ends: Vec::new(),
            firsts: Vec::new(),
            rests: Vec::new(),
            rest_ends: Vec::new(),
            values: Vec::new(),
            backwards: Vec::new(),
        }
    }
}

impl<T> PhraseBook<T> {
    fn stem(&self, number: u32) -> &str {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start as usize..self.ends[at] as usize]
    }

    fn number(&self, stem: &str) -> Option<u32> {
        let (mut low, mut high) = (0, place(self.ends.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.stem(middle).cmp(stem) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The stems that begin with these letters, by their numbers.
    fn beginning(&self, letters: &str) -> std::ops::Range<u32> {
        let all = 0..place(self.ends.len());
        let start = first_where(all.clone(), |number| self.stem(number) >= letters);
        start..first_where(start..all.end, |number| !self.stem(number).starts_with(letters))
    }

    /// The stems that end with these letters, by their numbers.
    fn ending(&self, letters: &str) -> &[u32] {
        let behind = |number: &u32| self.stem(*number).bytes().rev().lt(letters.bytes().rev());
        let start = self.backwards.partition_point(behind);
        let end = self.backwards[start..].partition_point(|number| self.stem(*number).ends_with(letters));
        &self.backwards[start..start + end]
    }

    /// Whether a stem stands in some phrase.
    pub fn holds(&self, stem: &str) -> bool {
        self.number(stem).is_some()
    }

    /// The stems of the book that a longer word may mean which is written wrongly: one letter more, less or other, or
    /// two changed about, behind the first letter. Nothing where the word itself is known.
    pub fn misspelt(&self, stem: &str) -> Vec<&str> {
        let plain = stem.len() + 1 >= SHORTEST_MISSPELT && stem.bytes().all(|b| b.is_ascii_lowercase());
        if !plain || self.holds(stem) {
            return Vec::new();
        }
        // One edit leaves the letters before its half, or those behind it, as they are.
        let half = stem.len() / 2;
        let ahead = self.beginning(&stem[..half - 1]);
        let behind = self.ending(&stem[half + 1..]).iter().copied();
        let near = |number: &u32| {
            let known = self.stem(*number);
            let long = known.len().max(stem.len()) >= SHORTEST_MISSPELT;
            long && known.as_bytes()[0] == stem.as_bytes()[0] && one_edit(known.as_bytes(), stem.as_bytes())
        };
        let numbers: BTreeSet<u32> = ahead.chain(behind).filter(near).collect();
        numbers.into_iter().map(|number| self.stem(number)).collect()
    }

    /// The one stem of the book that begins with a word that is cut off.
    pub fn cut_off(&self, stem: &str) -> Option<&str> {
        let plain = stem.len() >= SHORTEST_CUT && stem.bytes().all(|b| b.is_ascii_lowercase());
        if !plain || self.holds(stem) {
            return None;
        }
        let mut numbers = self.beginning(stem);
        numbers.next().filter(|_| numbers.is_empty()).map(|number| self.stem(number))
    }
}

impl<T: Copy> PhraseBook<T> {
    /// All phrases of the text, in order of their first word; a phrase inside a longer one counts too.
    pub fn find(&self, tokens: &[Token]) -> Vec<PhraseMatch<T>> {
        let numbers: Vec<Option<u32>> = tokens.iter().map(|token| self.number(&token.stem)).collect();
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            let Some(first) = numbers[at] else { continue };
            for phrase in self.beginning_with(first) {
                let rest = self.rest(phrase);
                let end = at + 1 + rest.len();
                let same =
                    end <= tokens.len() && rest.iter().zip(&numbers[at + 1..end]).all(|(stem, n)| Some(*stem) == *n);
                if same {
                    found.push(PhraseMatch { tokens: (at, end), value: self.values[phrase] });
                }
            }
        }
        found
    }

    /// The phrases that stand with their last word first, as order lines do ("sensor humidity" is a humidity sensor).
    pub fn find_turned(&self, tokens: &[Token]) -> Vec<PhraseMatch<T>> {
        let numbers: Vec<Option<u32>> = tokens.iter().map(|token| self.number(&token.stem)).collect();
        let mut found = Vec::new();
        for at in 1..tokens.len() {
            let (Some(last), Some(first)) = (numbers[at - 1], numbers[at]) else { continue };
            for phrase in self.beginning_with(first) {
                let Some((end, middle)) = self.rest(phrase).split_last() else { continue };
                let behind = numbers.get(at + 1..at + 1 + middle.len()).unwrap_or_default();
                let same = *end == last
                    && behind.len() == middle.len()
                    && middle.iter().zip(behind).all(|(stem, number)| Some(*stem) == *number);
                if same {
                    found.push(PhraseMatch { tokens: (at - 1, at + 1 + middle.len()), value: self.values[phrase] });
                }
            }
        }
        found
    }

    /// Calls `visit` with every phrase, as stems joined by spaces, in the order of the alphabet.
    pub fn for_each(&self, mut visit: impl FnMut(&str, T)) {
        let mut phrase = String::new();
        for (at, value) in self.values.iter().enumerate() {
            phrase.clear();
            phrase.push_str(self.stem(self.firsts[at]));
            for stem in self.rest(at) {
                phrase.push(' ');
                phrase.push_str(self.stem(*stem));
            }
            visit(&phrase, *value);
        }
    }

    /// What those phrases of several words stand for whose words are all among these, in any order, `needed` among them.
    pub fn scattered(&self, words: &[&str], needed: &str) -> Vec<T> {
        let Some(needed) = self.number(needed) else { return Vec::new() };
        let mut numbers: Vec<u32> = words.iter().filter_map(|word| self.number(word)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let whole = |first: u32, rest: &[u32]| {
            !rest.is_empty()
                && (first == needed || rest.contains(&needed))
                && rest.iter().all(|word| numbers.binary_search(word).is_ok())
        };
        let places = numbers.iter().flat_map(|first| self.beginning_with(*first).map(move |phrase| (*first, phrase)));
        places.filter(|(first, at)| whole(*first, self.rest(*at))).map(|(_, at)| self.values[at]).collect()
    }

    /// What single-word phrases stand for that equal this stem.
    pub fn single(&self, stem: &str) -> impl Iterator<Item = T> {
        let phrases = self.number(stem).map_or(0..0, |number| self.beginning_with(number));
        phrases.filter(|phrase| self.rest(*phrase).is_empty()).map(|phrase| self.values[phrase])
    }

    /// Whether some phrase begins with this stem.
    pub fn knows(&self, stem: &str) -> bool {
        self.number(stem).is_some_and(|number| !self.beginning_with(number).is_empty())
    }

    /// The places of the phrases whose first stem has this number.
    fn beginning_with(&self, number: u32) -> std::ops::Range<usize> {
        let start = self.firsts.partition_point(|first| *first < number);
        start..start + self.firsts[start..].partition_point(|first| *first == number)
    }

    fn rest(&self, phrase: usize) -> &[u32] {
        let start = phrase.checked_sub(1).map_or(0, |before| self.rest_ends[before]);
        &self.rests[start as usize..self.rest_ends[phrase] as usize]
    }
}

/// The first number of a range for which something holds, and holds for all behind it.
fn first_where(range: std::ops::Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// Whether one letter added, left out or changed, or two neighbours changed about, make one word of the other.
fn one_edit(a: &[u8], b: &[u8]) -> bool {
    let shorter = a.len().min(b.len());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let ahead = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count().min(shorter - ahead);
    match (&a[ahead..a.len() - behind], &b[ahead..b.len() - behind]) {
        ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

/// Leaves out matches that lie inside a longer one.
pub fn longest_only<T: Copy>(found: &[PhraseMatch<T>]) -> Vec<PhraseMatch<T>> {
    let inside = |a: &PhraseMatch<T>, b: &PhraseMatch<T>| {
        b.tokens.0 <= a.tokens.0 && a.tokens.1 <= b.tokens.1 && (b.tokens.1 - b.tokens.0) > (a.tokens.1 - a.tokens.0)
    };
    found.iter().filter(|a| !found.iter().any(|b| inside(a, b))).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_with_its_words_in_any_order() {
        let mut list = PhraseList::default();
        list.insert("thermal camera", 1);
        list.insert("camera", 2);
        list.insert("thermal cycler", 3);
        let book = list.into_book();
        assert_eq!(book.scattered(&["camera", "for", "thermal"], "camera"), [1]);
        assert!(book.scattered(&["thermal", "lens"], "lens").is_empty());
    }

    #[test]
    fn a_phrase_is_found_with_its_last_word_first() {
        let mut list = PhraseList::default();
        list.insert("humidity sensor", 1);
        list.insert("fiber optic cable", 2);
        list.insert("sensor", 3);
        let book = list.into_book();
        let turned = |text: &str| book.find_turned(&tokenize(text)).iter().map(|m| m.value).collect::<Vec<_>>();
        assert_eq!(turned("SENSOR HUMIDITY I2C"), [1]);
        assert_eq!(turned("CABLE, FIBER OPTIC"), [2]);
        assert!(turned("cable fiber").is_empty() && turned("humidity sensor").is_empty() && turned("").is_empty());
    }

    #[test]
    fn a_phrase_is_found_in_any_of_its_forms() {
        let mut list = PhraseList::default();
        list.insert("thermal camera", 1);
        list.insert("camera", 2);
        let book = list.into_book();
        let found = book.find(&tokenize("two Thermal-Cameras and a camera"));
        assert_eq!(found.iter().map(|m| m.value).collect::<Vec<_>>(), [1, 2, 2]);
        assert_eq!(longest_only(&found).iter().map(|m| m.value).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn phrases_with_one_first_word_keep_the_order_in_which_they_were_added() {
        let mut list = PhraseList::default();
        for (phrase, value) in
            [("pump", 1), ("laser diode", 2), ("pump", 3), ("pump laser", 4), ("laser", 5), ("--", 6)]
        {
            list.insert(phrase, value);
        }
        let book = list.into_book();
        assert_eq!(book.single("pump").collect::<Vec<_>>(), [1, 3]);
        assert_eq!(book.find(&tokenize("pump laser")).iter().map(|m| m.value).collect::<Vec<_>>(), [1, 3, 4, 5]);
        let mut all = Vec::new();
        book.for_each(|phrase, value| all.push((phrase.to_owned(), value)));
        let all: Vec<(&str, i32)> = all.iter().map(|(phrase, value)| (phrase.as_str(), *value)).collect();
        let (diode, las) = (crate::text::stem("diode"), crate::text::stem("laser"));
        let first = format!("{las} {diode}");
        assert_eq!(
            all,
            [(first.as_str(), 2), (las.as_str(), 5), ("pump", 1), ("pump", 3), (&format!("pump {las}"), 4)]
        );
        assert!(book.knows("pump") && !book.knows(&diode) && !book.knows(""));
    }

    #[test]
    fn a_longer_word_written_wrongly_or_cut_off_is_still_known() {
        let mut list = PhraseList::default();
        for phrase in ["spectrometer", "gyroscope", "sample rate", "receiver", "deceiver", "Abtastrate"] {
            list.insert(phrase, phrase.len());
        }
        let book = list.into_book();
        let known = |word: &str| crate::text::stem(word);
        for (written, meant) in [
            ("specrometer", "spectrometer"),
            ("spectrommeter", "spectrometer"),
            ("spectrometre", "spectrometer"),
            ("gyrosocpe", "gyroscope"),
            ("gyroskope", "gyroscope"),
        ] {
            let found = book.misspelt(&known(written));
            assert!(found == [known(meant)] || book.holds(&known(written)), "{written}: {found:?}");
        }
        for word in ["gyroscope", "myroscope", "samle", "reeeiver", "xeceiver", "gyrscop1", "größe", ""] {
            assert_eq!(book.misspelt(&known(word)), Vec::<&str>::new(), "{word}");
        }
        assert_eq!(book.cut_off("abtast"), Some(known("Abtastrate").as_str()));
        assert_eq!(book.cut_off("abt"), None);
    }

    proptest::proptest! {
        #[test]
        fn one_edit_is_what_the_edit_distance_says(a in "[ab]{1,7}", b in "[ab]{1,7}") {
            let distance = strsim::osa_distance(&a, &b);
            proptest::prop_assert_eq!(one_edit(a.as_bytes(), b.as_bytes()), distance == 1);
        }
    }
}
