//! Many transactions screened against the same lists: the same item and the same party are judged once. What is
//! remembered is bounded and keyed by everything the answer depends on, so that it never shows in an answer.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::{ItemAnswer, Judge, Lists, Policy, Screening, judge_item};
use crate::domain::{Item, Party, Transaction};
use crate::name_matching::{PartyResult, screen_party};

/// Item answers kept at most; each may hold many provisions, some kilobytes on the average.
const ITEMS: usize = 12_000;
/// Party answers kept at most.
const PARTIES: usize = 20_000;
/// Parts with a lock each, so that threads seldom wait for one another.
const PARTS: usize = 16;

/// A run of screenings over one set of lists and one policy. Shared by all threads.
pub struct ScreeningRun<'a> {
    lists: &'a Lists,
    policy: &'a Policy,
    items: Kept<(Item, Option<bool>), ItemAnswer>,
    parties: Kept<(Party, Date), Arc<PartyResult>>,
}

impl<'a> ScreeningRun<'a> {
    /// A run that remembers nothing yet.
    pub fn new(lists: &'a Lists, policy: &'a Policy) -> Self {
        Self { lists, policy, items: Kept::new(ITEMS), parties: Kept::new(PARTIES) }
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
        Judge { lists: self.lists, item: &item, party: &party }.screen(transaction)
    }
}

/// Answers by what was asked, in two generations: when the young one is full, the old one is forgotten. What is asked
/// again while it is old becomes young, so that what comes often stays.
struct Kept<K, V> {
    hasher: RandomState,
    parts: Vec<Mutex<Generations<K, V>>>,
    most: usize,
}

struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Clone + Eq + Hash, V: Clone> Kept<K, V> {
    fn new(most: usize) -> Self {
        let part = || Mutex::new(Generations { young: HashMap::new(), old: HashMap::new() });
        let parts = std::iter::repeat_with(part).take(PARTS).collect();
        Self { hasher: RandomState::new(), parts, most: (most / PARTS / 2).max(1) }
    }

    /// The answer kept, or made now. No lock is held while it is made.
    fn get_or(&self, asked: &K, make: impl FnOnce() -> V) -> V {
        let part = &self.parts[self.hasher.hash_one(asked) as usize % PARTS];
        let kept = part.lock().unwrap_or_else(PoisonError::into_inner).get(asked, self.most);
        kept.unwrap_or_else(|| {
            let made = make();
            part.lock().unwrap_or_else(PoisonError::into_inner).put(asked.clone(), made.clone(), self.most);
            made
        })
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Generations<K, V> {
    fn get(&mut self, asked: &K, most: usize) -> Option<V> {
        if let Some(answer) = self.young.get(asked) {
            return Some(answer.clone());
        }
        let (asked, answer) = self.old.remove_entry(asked)?;
        self.put(asked, answer.clone(), most);
        Some(answer)
    }

    fn put(&mut self, asked: K, answer: V, most: usize) {
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(asked, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_before_is_not_made_again_and_memory_stays_bounded() {
        let kept: Kept<u32, u32> = Kept::new(PARTS * 4);
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
}
