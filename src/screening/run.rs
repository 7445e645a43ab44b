//! Many transactions screened against the same lists: the same item and the same party are judged once. What is
//! remembered is bounded and keyed by everything the answer depends on, so that it never shows in an answer.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::{ItemAnswer, Judge, Lists, Policy, Screening, Sources, judge_item};
use crate::domain::{Item, Party, Transaction};
use crate::name_matching::{PartyResult, screen_party};

/// Bytes of item answers kept at most, as [`item_size`] counts them: those of more than ten thousand articles.
const ITEMS: usize = 48 << 20;
/// Bytes of party answers kept at most, as [`party_size`] counts them: those of as many parties without matches.
const PARTIES: usize = 64 << 20;
/// What an answer about an item takes without its provisions, and what a provision takes.
const ITEM: usize = 1_000;
const PROVISION: usize = 500;
/// What an answer about a party takes without its matches, and what a match, a finding and a list searched take.
const PARTY: usize = 2_500;
const MATCH: usize = 2_000;
const FINDING: usize = 500;
const LIST: usize = 300;
/// Parts with a lock each, so that threads seldom wait for one another.
const PARTS: usize = 16;

/// A run of screenings over one set of lists and one policy. Shared by all threads.
pub struct ScreeningRun<'a> {
    lists: &'a Lists,
    policy: &'a Policy,
    items: Kept<(Item, Option<bool>), ItemAnswer>,
    parties: Kept<(Party, Date), Arc<PartyResult>>,
    /// What the last answer rests on: as a rule all of them rest on the same.
    sources: Mutex<Option<Arc<Sources>>>,
}

/// About the bytes an answer takes.
fn item_size(answer: &ItemAnswer) -> usize {
    ITEM + answer.as_ref().map_or(0, |found| found.candidates.len() * PROVISION)
}

/// About the bytes an answer takes.
fn party_size(answer: &Arc<PartyResult>) -> usize {
    let (matches, findings) = (answer.matches.len() * MATCH, answer.findings.len() * FINDING);
    PARTY + matches + findings + answer.lists_searched.len() * LIST
}

impl<'a> ScreeningRun<'a> {
    /// A run that remembers nothing yet.
    pub fn new(lists: &'a Lists, policy: &'a Policy) -> Self {
        let (items, parties) = (Kept::new(ITEMS, item_size), Kept::new(PARTIES, party_size));
        Self { lists, policy, items, parties, sources: Mutex::default() }
    }

    /// Screens one transaction; the answer is that of [`super::screen`].
    pub fn screen(&self, transaction: &Transaction) -> Screening {
        let item = |item: &Item, cwc_party: Option<bool>| {
            let judge = || judge_item(item, cwc_party, self.lists).map(Arc::new);
            self.items.get_or(&(item.clone(), cwc_party), judge)
        };
        let party = |party: &Party, day: Date| {
            let judge = || Arc::new(screen_party(party, self.lists.screener(), &self.policy.matching, day));
            self.parties.get_or(&(party.clone(), day), judge)
        };
        let sources = |first: Option<&PartyResult>| self.sources(first);
        Judge { lists: self.lists, item: &item, party: &party, sources: &sources }.screen(transaction)
    }

    fn sources(&self, first: Option<&PartyResult>) -> Arc<Sources> {
        let mut last = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = last.as_ref().filter(|last| last.are_of(first)) {
            return Arc::clone(same);
        }
        Arc::clone(last.insert(Arc::new(self.lists.sources(first))))
    }
}

impl Sources {
    /// Whether these lists, and no others, were searched for the party.
    fn are_of(&self, first: Option<&PartyResult>) -> bool {
        match first {
            Some(party) => self.lists_searched == party.lists_searched && self.lists_not_loaded == party.not_loaded,
            None => self.lists_searched.is_empty() && self.lists_not_loaded.is_empty(),
        }
    }
}

/// Answers by what was asked, in two generations: when the young one is full, the old one is forgotten. What is asked
/// again while it is old becomes young, so that what comes often stays.
struct Kept<K, V> {
    hasher: RandomState,
    parts: Vec<Mutex<Generations<K, V>>>,
    /// What the young generation of a part may take.
    most: usize,
    size: fn(&V) -> usize,
}

struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    /// What the young generation takes.
    taken: usize,
}

impl<K: Clone + Eq + Hash, V: Clone> Kept<K, V> {
    fn new(most: usize, size: fn(&V) -> usize) -> Self {
        let part = || Mutex::new(Generations { young: HashMap::new(), old: HashMap::new(), taken: 0 });
        let parts = std::iter::repeat_with(part).take(PARTS).collect();
        Self { hasher: RandomState::new(), parts, most: most / PARTS / 2, size }
    }

    /// The answer kept, or made now. No lock is held while it is made.
    fn get_or(&self, asked: &K, make: impl FnOnce() -> V) -> V {
        let part = &self.parts[self.hasher.hash_one(asked) as usize % PARTS];
        let kept = part.lock().unwrap_or_else(PoisonError::into_inner).get(asked, self.most, self.size);
        kept.unwrap_or_else(|| {
            let made = make();
            let size = (self.size)(&made);
            part.lock().unwrap_or_else(PoisonError::into_inner).put(asked.clone(), made.clone(), self.most, size);
            made
        })
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Generations<K, V> {
    fn get(&mut self, asked: &K, most: usize, size: fn(&V) -> usize) -> Option<V> {
        if let Some(answer) = self.young.get(asked) {
            return Some(answer.clone());
        }
        let (asked, answer) = self.old.remove_entry(asked)?;
        let size = size(&answer);
        self.put(asked, answer.clone(), most, size);
        Some(answer)
    }

    fn put(&mut self, asked: K, answer: V, most: usize, size: usize) {
        if self.taken + size > most {
            self.old = std::mem::take(&mut self.young);
            self.taken = 0;
        }
        if self.young.insert(asked, answer).is_none() {
            self.taken += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_before_is_not_made_again_and_memory_stays_bounded() {
        let kept: Kept<u32, u32> = Kept::new(PARTS * 4, |_| 1);
        let mut made = 0;
        for asked in [7, 7, 7] {
            assert_eq!(
                kept.get_or(&asked, || 100 + {
                    made += 1;
                    asked
                }),
                107
            );
        }
        assert_eq!(made, 1);
        // One is asked again and again between others that come once: it stays, however many they are.
        (0..1_000).for_each(|other| {
            kept.get_or(&(100 + other), || 0);
            kept.get_or(&7, || panic!("7 was forgotten after {other} others"));
        });
        (0..10_000)
            .for_each(|asked| assert_eq!(kept.get_or(&asked, || asked * 2), if asked == 7 { 107 } else { asked * 2 }));
        let held = |part: &Mutex<Generations<u32, u32>>| {
            let part = part.lock().expect("no thread failed");
            part.young.len() + part.old.len()
        };
        let held: usize = kept.parts.iter().map(held).sum();
        assert!(held <= PARTS * 4, "{held} answers are kept");
    }

    #[test]
    fn large_answers_are_kept_in_smaller_number() {
        let held = |size: fn(&u32) -> usize| {
            let kept: Kept<u32, u32> = Kept::new(PARTS * 400, size);
            (0..10_000).for_each(|asked| assert_eq!(kept.get_or(&asked, || asked), asked));
            let part = |part: &Mutex<Generations<u32, u32>>| {
                let part = part.lock().expect("no thread failed");
                part.young.len() + part.old.len()
            };
            kept.parts.iter().map(part).sum::<usize>()
        };
        assert!(held(|_| 100) <= PARTS * 4);
        assert!(held(|_| 1) > PARTS * 200, "small ones are kept in number");
    }
}
