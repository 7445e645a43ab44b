//! What the user wants of a search: from which score on a match is shown, by list and by the party's role, what weak
//! names are worth, how many matches to show, and how thoroughly to look.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::PartyRole;

/// How parties are matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchPolicy {
    /// Least score of a potential match, 0 to 1.
    pub min_score: f64,
    /// Least score on a list, by its name, in place of `min_score`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub min_score_of_list: BTreeMap<String, f64>,
    /// Least score for a role, in place of `min_score`. Where list and role both have one, the lower counts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub min_score_of_role: BTreeMap<PartyRole, f64>,
    /// Least score of a match by a name its list calls weak; never below the one that counts otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_score_of_weak: Option<f64>,
    /// Score from which a match is called strong, 0 to 1.
    pub strong_score: f64,
    /// Most matches shown for one party; all that follow are counted, not shown.
    pub top: usize,
    /// Compare with every listed name instead of the likely ones.
    pub exhaustive: bool,
    /// Show beside ours the score by the published way of the search tool of the United States' sanctions office.
    pub second_opinion: bool,
}

impl MatchPolicy {
    /// Least score of a match with a party of this list, for a party in this role.
    pub fn least(&self, list: &str, role: PartyRole) -> f64 {
        let (of_list, of_role) = (self.min_score_of_list.get(list), self.min_score_of_role.get(&role));
        let lower = of_list.into_iter().chain(of_role).copied().min_by(f64::total_cmp);
        lower.unwrap_or(self.min_score)
    }

    /// Least score of a match by a name its list calls weak.
    pub fn least_of_weak(&self, least: f64) -> f64 {
        self.min_score_of_weak.map_or(least, |weak| weak.max(least))
    }
}

impl Default for MatchPolicy {
    fn default() -> Self {
        Self {
            min_score: 0.70,
            min_score_of_list: BTreeMap::new(),
            min_score_of_role: BTreeMap::new(),
            min_score_of_weak: None,
            strong_score: 0.85,
            top: 10,
            exhaustive: false,
            second_opinion: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_of_the_thresholds_of_list_and_role_counts() {
        let policy = MatchPolicy {
            min_score_of_list: [("own".to_owned(), 0.9)].into(),
            min_score_of_role: [(PartyRole::EndUser, 0.6)].into(),
            min_score_of_weak: Some(0.8),
            ..MatchPolicy::default()
        };
        let least = |list: &str, role| policy.least(list, role);
        assert_eq!(least("un", PartyRole::Buyer), 0.70);
        assert_eq!(least("own", PartyRole::Buyer), 0.9);
        assert_eq!(least("un", PartyRole::EndUser), 0.6);
        assert_eq!(least("own", PartyRole::EndUser), 0.6);
        assert_eq!([policy.least_of_weak(0.7), policy.least_of_weak(0.9)], [0.8, 0.9]);
    }
}
