//! Whether a list that was read may take the place of the one in use. A list that is much smaller or older is refused, and
//! the one in use stays. (Whether it is whole by itself, the importers say.)

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{LoadedList, PartyKind, Version};

/// The share of its records, in percent, that a new version must still have.
const LEAST_SHARE: usize = 80;
/// A kind of record with fewer than this in the version before is not compared by itself.
const FEW: usize = 50;

/// Why a list is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Much fewer records than the version in use.
    #[error("it holds {found} {what}, the version in use {before}; a list rarely loses a fifth at once")]
    MuchSmaller {
        /// What was counted.
        what: String,
        /// Records found.
        found: usize,
        /// Records of the version in use.
        before: usize,
    },
    /// Published before the version in use.
    #[error("it is of {published}, older than the version in use of {before}")]
    Older {
        /// Its date.
        published: Date,
        /// Date of the version in use.
        before: Date,
    },
}

/// Everything that speaks against taking a list in place of the version in use.
pub fn refusals(list: &LoadedList, in_use: &Version) -> Vec<Refusal> {
    let mut refusals = smaller(&list.counts(), in_use);
    match (list.date, in_use.published) {
        (Some(published), Some(before)) if published < before => refusals.push(Refusal::Older { published, before }),
        _ => {}
    }
    refusals
}

fn smaller(counts: &BTreeMap<PartyKind, usize>, in_use: &Version) -> Vec<Refusal> {
    let compared = |what: String, found: usize, before: usize| {
        let too_few = found.saturating_mul(100) < before.saturating_mul(LEAST_SHARE);
        too_few.then_some(Refusal::MuchSmaller { what, found, before })
    };
    let whole = compared("records".to_owned(), counts.values().sum(), in_use.records());
    let kinds = in_use.counts.iter().filter(|(_, before)| **before >= FEW).filter_map(|(kind, before)| {
        compared(format!("records of kind {kind}"), counts.get(kind).copied().unwrap_or(0), *before)
    });
    match whole {
        Some(refusal) => vec![refusal],
        None => kinds.collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::sanctions::{Effect, ListedParty};

    fn list(persons: usize, entities: usize, published: Option<Date>) -> LoadedList {
        let many = |kind, count| {
            (0..count).map(move |n: usize| ListedParty::new("own", n.to_string(), kind, Effect::AssetFreeze))
        };
        let parties = many(PartyKind::Person, persons).chain(many(PartyKind::Entity, entities)).collect();
        LoadedList { name: "own".into(), version: "2".into(), date: published, digest: String::new(), parties }
    }

    fn version(persons: usize, entities: usize, published: Option<Date>) -> Version {
        Version {
            file: "x.snapshot".into(),
            version: "1".into(),
            published,
            fetched: Timestamp::UNIX_EPOCH,
            sources: Vec::new(),
            counts: [(PartyKind::Person, persons), (PartyKind::Entity, entities)].into(),
            source_digest: String::new(),
            content_digest: String::new(),
            bytes: 0,
        }
    }

    fn why(list: &LoadedList, in_use: &Version) -> String {
        refusals(list, in_use).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_list_is_refused_for_each_of_the_reasons() {
        let (july, august) = (Some(date(2026, 7, 1)), Some(date(2026, 8, 1)));
        let cases = [
            (list(79, 1, None), version(100, 1, None), "80 records, the version in use 101"),
            (list(100, 30, None), version(100, 60, None), "30 records of kind entity, the version in use 60"),
            (list(100, 1, july), version(100, 1, august), "of 2026-07-01, older than the version in use"),
        ];
        for (list, in_use, reason) in cases {
            let why = why(&list, &in_use);
            assert!(why.contains(reason), "`{reason}` is not in `{why}`");
        }
    }

    #[test]
    fn a_list_that_grows_or_loses_a_little_is_taken() {
        let august = Some(date(2026, 8, 1));
        for (persons, entities) in [(100, 60), (85, 60), (400, 50), (100, 48)] {
            let why = why(&list(persons, entities, august), &version(100, 60, august));
            assert_eq!(why, "", "{persons} persons, {entities} entities");
        }
    }
}
