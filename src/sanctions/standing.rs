//! Where a list stands: whether it is loaded, whole and fresh, and if not, why it cannot be relied on.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ListDefinition, PartyKind};

/// Why a list cannot be relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListProblem {
    /// The policy wants it, and it is not loaded.
    NotLoaded,
    /// Fewer records than a whole list holds.
    TooShort {
        /// Kind of record.
        kind: PartyKind,
        /// Records found.
        found: usize,
        /// Fewest a whole list holds.
        minimum: usize,
    },
    /// Older than allowed.
    TooOld {
        /// Age on the day of the check, in days.
        days: i32,
        /// Greatest age allowed, in days.
        limit: i32,
    },
    /// Dated after the day of the check: what was in force then is not known.
    DatedLater,
    /// It was imported, but what was stored cannot be read.
    Unreadable {
        /// What is wrong with it, and what to do.
        why: String,
    },
}

impl fmt::Display for ListProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoaded => f.write_str("not loaded"),
            Self::TooShort { kind, found, minimum } => {
                write!(f, "short: {found} records of kind {kind}, a whole list has at least {minimum}")
            }
            Self::TooOld { days, limit } => write!(f, "{days} days old, at most {limit} allowed"),
            Self::DatedLater => f.write_str("dated after the day of the check"),
            Self::Unreadable { why } => write!(f, "not readable: {why}"),
        }
    }
}

/// A list as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedList {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its date, where stated.
    pub date: Option<Date>,
    /// The last day on which this is known to have been the publisher's current list; its age is counted from there.
    /// Nothing for lists built in or given by the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_current: Option<Date>,
    /// BLAKE3 digest.
    pub digest: String,
    /// Records of each kind.
    pub counts: BTreeMap<PartyKind, usize>,
    /// Why it cannot be relied on; empty where nothing speaks against it.
    pub problems: Vec<ListProblem>,
}

/// Where a known list stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListStatus {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Whether the policy wants it.
    pub wanted: bool,
    /// Days since it is known to have been current; nothing where it is not loaded or its age says nothing.
    pub age_days: Option<i32>,
    /// Days after which it is too old to be relied on.
    pub max_age_days: Option<i32>,
    /// Fewest records of each kind a whole list holds.
    pub minimum: BTreeMap<PartyKind, usize>,
    /// The loaded list, or nothing.
    pub loaded: Option<SearchedList>,
    /// Name of the loaded list that takes its place.
    pub superseded_by: Option<String>,
    /// Whether part of the check is missing because of it, and why.
    pub problems: Vec<ListProblem>,
}

/// Days from the day on which a list is known to have been current to the day of the check.
pub(super) fn age(date: Option<Date>, known_current: Option<Date>, day: Date) -> Option<i32> {
    let known = known_current.max(date)?;
    Some(day.since(known).map_or(i32::MAX, |span| span.get_days()))
}

/// Why a loaded list cannot be relied on.
pub(super) fn problems(definition: &ListDefinition, list: &SearchedList, day: Date) -> Vec<ListProblem> {
    let found = |kind: &PartyKind| list.counts.get(kind).copied().unwrap_or(0);
    let short = |(kind, minimum): (&PartyKind, &usize)| {
        let problem = ListProblem::TooShort { kind: *kind, found: found(kind), minimum: *minimum };
        (found(kind) < *minimum).then_some(problem)
    };
    let mut problems: Vec<ListProblem> = definition.minimum.iter().filter_map(short).collect();
    match (age(list.date, list.known_current, day), definition.max_age_days) {
        (Some(days), Some(limit)) if days > limit => problems.push(ListProblem::TooOld { days, limit }),
        _ => {}
    }
    if list.date.is_some_and(|date| date > day) {
        problems.push(ListProblem::DatedLater);
    }
    problems
}
