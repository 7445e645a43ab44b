//! A provision that was looked at: how well it fits, how it came out, where it ranks.

use super::judge::{KindFit, Verdict};
use super::outcome::{Status, TestResult};
use crate::control_list::ItemId;
use crate::domain::ControlCode;

/// A provision that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub id: ItemId,
    pub code: ControlCode,
    pub fit: KindFit,
    pub verdict: Verdict,
    pub because: String,
    pub suggested: Option<f64>,
}

impl Looked {
    pub fn count(&self, result: TestResult) -> usize {
        self.verdict.tests.iter().filter(|t| t.result == result).count()
    }

    /// Whether words of the description hold one of its tests.
    pub fn speaks_for_itself(&self) -> bool {
        self.verdict.tests.iter().any(|t| t.result == TestResult::Met && t.span.is_some())
    }

    /// Whether the goods serve something the provision refers to, shown by the description.
    pub fn serves_named_goods(&self) -> bool {
        serves(&self.verdict, TestResult::Met) || serves(&self.verdict, TestResult::NotStated)
    }

    /// Whether a general note takes the goods out, and nothing else does.
    pub fn released_alone(&self) -> bool {
        let fails = self.count(TestResult::NotMet) + self.count(TestResult::PresumedNotMet);
        self.verdict.released && fails == 0 && self.count(TestResult::Met) > 0
    }

    pub fn only_presumed_out(&self) -> bool {
        !self.verdict.excluded && self.count(TestResult::NotMet) == 0 && self.count(TestResult::PresumedNotMet) > 0
    }

    /// 0 to 1: the share of tests that hold, and how well the kind fits.
    pub fn score(&self) -> f64 {
        if let Some(score) = self.suggested {
            return (score * 0.2).clamp(0.0, 0.2);
        }
        let tests = self.verdict.tests.len();
        let held = self.count(TestResult::Met) as f64 + 0.5 * self.count(TestResult::PresumedMet) as f64;
        let share = if tests == 0 { 0.5 } else { held / tests as f64 };
        let fit = match self.fit {
            KindFit::Yes => 1.0,
            KindFit::PartOf => 0.6,
            _ => 0.4,
        };
        let status = match self.verdict.status() {
            Status::Met => 0.6,
            Status::Open => 0.3,
            Status::Excluded => 0.0,
        };
        let score: f64 = status + 0.3 * share + 0.1 * fit;
        (score * 1000.0).round() / 1000.0
    }

    /// Best first: status, kind, tests that hold, depth; the code decides between equals.
    pub fn rank(&self, other: &Self) -> std::cmp::Ordering {
        let key = |l: &Self| {
            (
                l.verdict.status(),
                std::cmp::Reverse(l.fit),
                std::cmp::Reverse(l.count(TestResult::Met)),
                l.verdict.asks.len(),
            )
        };
        key(self)
            .cmp(&key(other))
            .then_with(|| other.score().total_cmp(&self.score()))
            .then_with(|| other.code.depth().cmp(&self.code.depth()))
            .then_with(|| self.code.cmp(&other.code))
    }
}

/// Whether what the goods are for came out like this.
pub(super) fn serves(verdict: &Verdict, result: TestResult) -> bool {
    verdict.tests.iter().any(|t| t.test.starts_with("for:") && t.result == result)
}
