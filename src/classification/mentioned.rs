//! Provisions that name a CAS number for something else than the goods: what these hold, or protect against.

use super::classify::Classifier;
use super::judge::{Judge, KindFit, Tested};
use super::looked::{Because, LookedAt};
use super::outcome::TestResult;

impl Classifier<'_> {
    /// Provisions that name a CAS number of the description for something else than the goods themselves: looked at, and
    /// ruled out where the goods are of another kind.
    pub(super) fn add_mentioned<'a>(&self, judge: &Judge<'a>, looked_at: &mut LookedAt<'a>) {
        for (id, span) in judge.reading.mentions.iter().filter(|(id, _)| !judge.reading.identities.contains_key(id)) {
            if looked_at.contains_key(id) {
                continue;
            }
            let item = self.register.item(*id);
            let fit = judge.kind_fit(&item.kinds, self.covers_components(*id));
            let mut looked = self.look(judge, *id, fit);
            looked.because = Because::NamesCas;
            if fit == KindFit::No {
                let kinds: Vec<&str> =
                    item.kinds.iter().map(|kind| self.register.vocabulary().kind(*kind).id.as_str()).collect();
                let test = format!("the goods are one of: {}", kinds.join(", "));
                looked.verdict.tests.insert(0, Tested::new(test, TestResult::NotMet, Some(*span)));
            }
            looked_at.insert(*id, looked);
        }
    }
}
