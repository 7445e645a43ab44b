//! The answer of a classification: outcome, candidates with their tests, questions, assumptions.

use serde::Serialize;

use crate::domain::{ControlCode, Regime};

/// What a classification comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every provision looked at falls away, or no entry knows such goods. The catch-alls remain.
    NotListed,
    /// A provision could cover the goods, and something it asks is not stated.
    Undetermined,
    /// A provision covers the goods as described.
    Listed,
}

impl Outcome {
    /// The word in machine-readable output.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotListed => "not_listed",
            Self::Undetermined => "undetermined",
            Self::Listed => "listed",
        }
    }
}

/// What an outcome rests on: keeps "no entry knows such a thing" apart from "not understood".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// A provision is met.
    Met,
    /// A provision is open.
    Open,
    /// The description does not say what the goods are in words the register knows.
    NotUnderstood,
    /// Every provision looked at falls away.
    RuledOut,
    /// A provision covers the goods, and a general note of Annex I takes them out.
    Released,
    /// The goods are of a kind that no entry names, as the vocabulary says.
    UnlistedKind,
    /// The goods are understood, and no entry knows such a thing.
    NoEntry,
}

/// How a provision comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every test holds.
    Met,
    /// Something is not stated.
    Open,
    /// A test fails, or a note takes the goods out.
    Excluded,
}

/// How one test comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    /// The description says so.
    Met,
    /// Nothing is said, and practically all such goods have it.
    PresumedMet,
    /// Nothing is said.
    NotStated,
    /// Nothing is said, and nobody would leave it unsaid.
    PresumedNotMet,
    /// The description says otherwise.
    NotMet,
}

/// One test of a provision, as it came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JudgedTest {
    /// The test as the register writes it.
    pub test: String,
    /// How it came out.
    pub result: TestResult,
    /// The words that decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Where they stand in the description, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
}

/// A provision that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// Its code.
    pub code: ControlCode,
    /// What it covers, in our words, from just below the entry down.
    pub title: String,
    /// How it came out.
    pub status: Status,
    /// Rank among the candidates, 0 to 1; never decides.
    pub score: f64,
    /// Regimes the control was agreed in.
    pub regimes: Vec<Regime>,
    /// Position on the Wassenaar list, for items agreed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wassenaar: Option<String>,
    /// Why it was looked at.
    pub because: String,
    /// Suggested by words alone: nothing says that the goods are of this kind.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suggested: bool,
    /// Its tests.
    pub tests: Vec<JudgedTest>,
    /// The note that takes the goods out, or might.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<String>,
    /// General notes that would release it, each with its grounds; presumed not to apply while nothing speaks for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub may_be_released_by: Vec<String>,
    /// Cross references.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub see_also: Vec<String>,
}

/// A question to the exporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The parameter or feature it is about, as `--param` takes it; empty where only a person can answer.
    pub about: String,
    /// The provisions it helps to decide.
    pub decides: Vec<ControlCode>,
}

/// A figure found in the description and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadQuantity {
    /// The words.
    pub words: String,
    /// Where they stand, in bytes.
    pub span: (usize, usize),
    /// The parameters it was taken for by the words around it; empty for a bare figure.
    pub taken_for: Vec<String>,
}

/// What was understood of the description.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Understanding {
    /// What the goods are.
    pub goods: Vec<String>,
    /// What they are for, or part of.
    pub serving: Vec<String>,
    /// Figures.
    pub quantities: Vec<ReadQuantity>,
    /// Properties affirmed or denied.
    pub features: Vec<String>,
    /// Words written wrongly or cut off, each with the word of the register it was read as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_as: Vec<(String, String)>,
    /// CAS numbers, control codes and tariff numbers quoted.
    pub identifiers: Vec<String>,
    /// Tariff numbers quoted, digits only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tariff_numbers: Vec<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// What it comes to.
    pub outcome: Outcome,
    /// What that rests on.
    pub ground: Ground,
    /// Why, in one sentence.
    pub reason: String,
    /// What was understood.
    pub understood: Understanding,
    /// Provisions looked at, best first.
    pub candidates: Vec<Candidate>,
    /// Questions, most decisive first.
    pub questions: Vec<Question>,
    /// What was presumed because nothing was said.
    pub assumptions: Vec<String>,
}
