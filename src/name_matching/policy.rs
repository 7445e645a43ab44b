//! What the user wants of a search: from which score on a match is shown, how many, and how thoroughly to look.

use serde::{Deserialize, Serialize};

/// How parties are matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchPolicy {
    /// Least score of a potential match, 0 to 1.
    pub min_score: f64,
    /// Score from which a match is called strong, 0 to 1.
    pub strong_score: f64,
    /// Most matches shown for one party; all that follow are counted, not shown.
    pub top: usize,
    /// Compare with every listed name instead of the likely ones.
    pub exhaustive: bool,
}

impl Default for MatchPolicy {
    fn default() -> Self {
        Self { min_score: 0.70, strong_score: 0.85, top: 10, exhaustive: false }
    }
}
