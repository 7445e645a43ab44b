//! Why the answer is what it is: the ground, the sentence, and what was presumed.

use std::collections::BTreeSet;

use super::looked::Looked;
use super::outcome::{Ground, Outcome, Status, TestResult};
use super::reading::Reading;
use super::release::notes;
use crate::control_list::Register;

/// Provisions and assumptions named at most.
const MOST_LOOKED_AT: usize = 30;
const MOST_ASSUMPTIONS: usize = 12;
const MOST_NAMED: usize = 6;

/// What the outcome rests on.
pub(super) fn ground(
    outcome: Outcome,
    looked: &[Looked<'_>],
    reading: &Reading,
    understood: bool,
    register: &Register,
) -> Ground {
    let unlisted = || reading.heads().any(|kind| register.vocabulary().kind(kind).not_listed.is_some());
    match outcome {
        Outcome::Listed => Ground::Met,
        Outcome::Undetermined if !understood => Ground::NotUnderstood,
        Outcome::Undetermined => Ground::Open,
        Outcome::NotListed if looked.iter().any(Looked::released_alone) => Ground::Released,
        Outcome::NotListed if unlisted() => Ground::UnlistedKind,
        Outcome::NotListed if looked.is_empty() => Ground::NoEntry,
        Outcome::NotListed => Ground::RuledOut,
    }
}

/// The ground in one sentence.
pub(super) fn reason(ground: Ground, looked: &[Looked<'_>], reading: &Reading, register: &Register) -> String {
    let vocabulary = register.vocabulary();
    match (ground, looked.first()) {
        (Ground::Met, Some(first)) => {
            format!("As described, the goods meet every test of {}: {}.", first.code, register.heading(first.id))
        }
        (Ground::Open, Some(first)) => {
            format!("{} could cover the goods; not everything it asks is stated.", first.code)
        }
        (Ground::NotUnderstood, _) if reading.cut => {
            "The description is longer than what is read; the part left out may decide.".to_owned()
        }
        (Ground::NotUnderstood, _) => {
            "The description does not say what the goods are in words the register knows.".to_owned()
        }
        (Ground::Released, _) => {
            let released = looked.iter().filter(|l| l.released_alone());
            let mut notes = released.filter_map(|l| l.verdict.exclusions.first().map(|note| (l.code, note)));
            notes
                .next()
                .map_or_else(String::new, |(code, note)| format!("A note takes the goods out of {code}: {note}."))
        }
        (Ground::UnlistedKind, _) => {
            let reason = reading.heads().find_map(|kind| vocabulary.kind(kind).not_listed.clone());
            reason.unwrap_or_default()
        }
        (Ground::RuledOut, _) => {
            let entries: BTreeSet<&str> = looked.iter().map(|l| l.code.entry()).collect();
            let list: Vec<&str> = entries.iter().copied().take(MOST_NAMED).collect();
            let more = entries.len().saturating_sub(MOST_NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("Every provision looked at ({}{more}) falls away.", list.join(", "))
        }
        _ => {
            let goods: Vec<&str> = reading.heads().map(|kind| vocabulary.kind(kind).id.as_str()).take(2).collect();
            let goods = if goods.is_empty() { "such goods".to_owned() } else { goods.join(", ") };
            format!("No entry names goods of this kind ({goods}).")
        }
    }
}

/// What the answer rests on without its being said.
pub(super) fn assumptions(register: &Register, looked: &[Looked<'_>], outcome: Outcome) -> Vec<String> {
    let listed = outcome == Outcome::Listed;
    let wanted = if listed { TestResult::PresumedMet } else { TestResult::PresumedNotMet };
    let relevant = |l: &&Looked<'_>| match outcome {
        Outcome::Listed => l.verdict.status() == Status::Met,
        _ => l.verdict.status() == Status::Excluded && l.only_presumed_out(),
    };
    let mut out: Vec<String> = Vec::new();
    let met = looked.iter().filter(|l| l.verdict.status() == Status::Met);
    for note in met.flat_map(|l| notes(register, &l.verdict)) {
        let line = format!("not released by the {}", note.name);
        if !out.contains(&line) {
            out.push(line);
        }
    }
    for looked in looked.iter().filter(relevant).take(MOST_LOOKED_AT) {
        for test in looked.verdict.tests.iter().filter(|t| t.result == wanted) {
            let line = if listed { test.test.to_string() } else { format!("not: {}", test.test) };
            if !out.contains(&line) && out.len() < MOST_ASSUMPTIONS {
                out.push(line);
            }
        }
    }
    out
}
