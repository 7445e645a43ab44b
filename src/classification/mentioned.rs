//! Provisions that name a CAS number for something else than the goods: what these hold, or protect against.

use std::collections::BTreeMap;

use super::classify::Classifier;
use super::judge::{Judge, KindFit};
use super::looked::Looked;
use super::outcome::{JudgedTest, TestResult};
use crate::control_list::ItemId;

impl Classifier<'_> {
    /// Provisions that name a CAS number of the description for something else than the goods themselves: looked at, and
    /// ruled out where the goods are of another kind.
    pub(super) fn add_mentioned(&self, judge: &Judge<'_>, looked_at: &mut BTreeMap<ItemId, Looked>) {
        for (id, span) in judge.reading.mentions.iter().filter(|(id, _)| !judge.reading.identities.contains_key(id)) {
            if looked_at.contains_key(id) {
                continue;
            }
            let item = self.register.item(*id);
            let fit = judge.kind_fit(&item.kinds, self.covers_components(*id));
            let mut looked = self.look(judge, *id, fit);
            looked.because = format!("{} names this CAS number", item.code);
            if fit == KindFit::No {
                let kinds: Vec<&str> =
                    item.kinds.iter().map(|kind| self.register.vocabulary().kind(*kind).id.as_str()).collect();
                let test = format!("the goods are one of: {}", kinds.join(", "));
                let words = judge.reading.words(*span);
                looked
                    .verdict
                    .tests
                    .insert(0, JudgedTest { test, result: TestResult::NotMet, words, span: Some(*span) });
            }
            looked_at.insert(*id, looked);
        }
    }
}
