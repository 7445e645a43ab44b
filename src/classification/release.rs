//! The general notes of Annex I in a judgement: what they release, what they would release if more were stated, and the
//! question that settles it. A note nobody speaks for is presumed not to apply; the candidate shows it.

use std::collections::BTreeMap;

use super::judge::{Judge, Verdict};
use super::outcome::{Question, Status, TestResult};
use crate::control_list::{GeneralNote, Register, Release};
use crate::domain::ControlCode;

impl Judge<'_> {
    /// Holds the notes that reach a provision against the description.
    pub(super) fn general_notes(&self, code: &ControlCode, verdict: &mut Verdict) {
        let strict = Judge { every_figure: true, ..self.clone() };
        for (at, note) in self.register.general_notes().iter().enumerate() {
            if !note.reaches(code) || note.releases_of(code).all(|release| release.when.is_empty()) {
                continue;
            }
            let stated = note.answered_by.and_then(|feature| self.reading.features.get(&feature));
            match stated {
                Some((true, _)) => release(verdict, format!("{}, as stated", note.name)),
                Some((false, _)) => {}
                None => {
                    verdict.may_release.push(at);
                    note.releases_of(code).for_each(|ground| strict.ground(note, ground, verdict));
                }
            }
        }
    }

    /// One ground of a note: stated in full it releases; where something speaks for it, the rest is asked.
    fn ground(&self, note: &GeneralNote, ground: &Release, verdict: &mut Verdict) {
        let inner = self.all(&ground.when, None, 0);
        let words = || format!("{}: {}", note.name, ground.name);
        let stated = !inner.tests.is_empty() && inner.tests.iter().all(|test| test.result == TestResult::Met);
        if stated {
            release(verdict, words());
        } else if inner.status() == Status::Open && self.speaks_for(ground) {
            verdict.exclusions.push(words());
            verdict.asks.extend(inner.asks);
        }
    }

    fn speaks_for(&self, ground: &Release) -> bool {
        self.all(&ground.asked_if, None, 0).tests.iter().any(|test| test.result == TestResult::Met)
    }
}

fn release(verdict: &mut Verdict, words: String) {
    verdict.excluded = true;
    verdict.released = true;
    verdict.exclusions.insert(0, words);
}

/// What each note that may still release a provision would need, in one line a note.
pub(super) fn may_release(register: &Register, code: &ControlCode, verdict: &Verdict) -> Vec<String> {
    let line = |note: &GeneralNote| {
        let mut grounds: Vec<&str> = note.releases_of(code).map(|ground| ground.name.as_str()).collect();
        grounds.dedup();
        format!("{}: {}", note.name, grounds.join("; "))
    };
    let live = verdict.status() != Status::Excluded;
    notes(register, verdict).filter(|_| live).map(line).collect()
}

/// The notes a judgement leaves open.
pub(super) fn notes<'r>(register: &'r Register, verdict: &Verdict) -> impl Iterator<Item = &'r GeneralNote> {
    verdict.may_release.iter().filter_map(|at| register.general_notes().get(*at))
}

/// One question for each note that may still release one of these provisions.
pub(super) fn note_questions<'l>(
    register: &Register,
    looked: impl Iterator<Item = (&'l ControlCode, &'l Verdict)>,
) -> Vec<Question> {
    let mut decides: BTreeMap<usize, Vec<ControlCode>> = BTreeMap::new();
    for (code, verdict) in looked {
        for at in &verdict.may_release {
            decides.entry(*at).or_default().push(code.clone());
        }
    }
    let question = |(at, mut decides): (usize, Vec<ControlCode>)| {
        let note = register.general_notes().get(at)?;
        decides.sort();
        decides.dedup();
        let about = note.answered_by.map(|feature| register.vocabulary().feature(feature).id.clone());
        Some(Question { text: note.question.clone()?, about: about.unwrap_or_default(), decides })
    };
    decides.into_iter().filter_map(question).collect()
}
