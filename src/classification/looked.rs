//! A provision that was looked at: how well it fits, how it came out, where it ranks.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::judge::{KindFit, Verdict};
use super::outcome::{Status, TestResult};
use crate::control_list::{Item, ItemId, KindId, Register};
use crate::domain::ControlCode;

/// Kinds of a provision named to the reader.
const MOST_KINDS: usize = 3;

/// Provisions that were looked at, by their places in the register.
pub(super) type LookedAt<'a> = BTreeMap<ItemId, Looked<'a>>;

/// Why a provision was looked at.
#[derive(Clone, Debug)]
pub(super) enum Because {
    /// The goods are, may be, or are a part for goods of its kinds.
    Kind,
    /// It names a CAS number of the description for something else.
    NamesCas,
    /// The exporter names this code.
    Claimed(ControlCode),
    /// Words of the description alone.
    Words,
    /// Something it specifies is built in.
    BuiltIn,
}

/// A provision that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Looked<'a> {
    pub id: ItemId,
    pub code: &'a ControlCode,
    pub fit: KindFit,
    pub verdict: Verdict<'a>,
    pub because: Because,
    pub suggested: Option<f64>,
}

impl Looked<'_> {
    /// Why it was looked at, for the reader.
    pub fn because(&self, register: &Register) -> String {
        let names = || kind_names(register, register.item(self.id));
        match (&self.because, self.fit) {
            (Because::Kind, KindFit::Yes) => format!("the goods are: {}", names()),
            (Because::Kind, KindFit::PartOf) => format!("a part for: {}", names()),
            (Because::Kind, _) => format!("the goods may be: {}", names()),
            (Because::NamesCas, _) => format!("{} names this CAS number", self.code),
            (Because::Claimed(code), _) => format!("the exporter names {code}"),
            (Because::Words, _) => "words of the description".to_owned(),
            (Because::BuiltIn, _) => {
                format!("something of {} is built in (General Note 2 to Annex I)", self.code)
            }
        }
    }

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

    /// Best first: status, kind, tests that hold, questions, score, depth; the place in the list decides between equals.
    pub fn rank(&self) -> impl Ord + use<> {
        let score = (self.score() * 1e12) as u64;
        let held = self.count(TestResult::Met);
        let status = self.verdict.status();
        let asks = self.verdict.asks.len();
        // Words alone give way to what the goods are called and to a code the exporter names.
        let led = self.suggested.is_some();
        (status, led, Reverse(self.fit), Reverse(held), asks, Reverse(score), Reverse(self.code.depth()), self.id)
    }
}

/// The kinds a provision names, for the reader.
pub(super) fn kind_names(register: &Register, item: &Item) -> String {
    let names = item.kinds.iter().take(MOST_KINDS).map(|kind: &KindId| register.vocabulary().kind(*kind).id.as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// Whether what the goods are for came out like this.
pub(super) fn serves(verdict: &Verdict<'_>, result: TestResult) -> bool {
    verdict.tests.iter().any(|t| t.test.starts_with("for:") && t.result == result)
}
