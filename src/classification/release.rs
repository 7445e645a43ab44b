//! The general notes of Annex I in a judgement: what they release, what they would release if more were stated, and the
//! question that settles it. A note nobody speaks for is presumed not to apply; the candidate shows it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Ask, Judge, Verdict};
use super::outcome::{Question, Status, TestResult};
use crate::control_list::{GeneralNote, ItemId, Register, Release};
use crate::domain::ControlCode;

/// How a general note comes out for a description.
#[derive(Clone, Debug)]
pub(super) enum Grounds<'a> {
    /// A person, or the description, says whether the note releases the goods.
    Answered(bool),
    /// Its grounds, each on its own.
    Judged(Vec<(&'a Release, Ground)>),
}

/// How one ground of a note comes out.
#[derive(Clone, Debug)]
pub(super) enum Ground {
    /// Stated in full: it releases.
    Stated,
    /// Something speaks for it; the rest is asked.
    Asked(Vec<Ask>),
    /// Nothing speaks for it.
    Unsaid,
}

impl<'a> Judge<'a> {
    /// Holds the notes that reach a provision against the description.
    pub(super) fn general_notes(&self, id: ItemId, verdict: &mut Verdict<'a>) {
        let code = &self.register.item(id).code;
        for at in self.index.notes(id) {
            let note = &self.register.general_notes()[usize::from(*at)];
            match &self.grounds()[usize::from(*at)] {
                Grounds::Answered(true) => release(verdict, format!("{}, as stated", note.name)),
                Grounds::Answered(false) => {}
                Grounds::Judged(grounds) => {
                    verdict.may_release.push(*at);
                    let reaches = |release: &Release| !release.not_codes.iter().any(|barred| barred.covers(code));
                    for (ground, out) in grounds.iter().filter(|(ground, _)| reaches(ground)) {
                        ground_out(note, ground, out, verdict);
                    }
                }
            }
        }
    }

    /// How every general note comes out, whatever provision it may reach.
    fn grounds(&self) -> &[Grounds<'a>] {
        self.grounds.get_or_init(|| {
            let strict = Judge { every_figure: true, ..self.clone() };
            self.register.general_notes().iter().map(|note| strict.note(note)).collect()
        })
    }

    fn note(&self, note: &'a GeneralNote) -> Grounds<'a> {
        match note.answered_by.and_then(|feature| self.reading.features.get(&feature)) {
            Some((released, _)) => Grounds::Answered(*released),
            None => Grounds::Judged(note.releases.iter().map(|ground| (ground, self.ground(ground))).collect()),
        }
    }

    fn ground(&self, ground: &'a Release) -> Ground {
        let inner = self.all(&ground.when, None, 0);
        if !inner.tests.is_empty() && inner.tests.iter().all(|test| test.result == TestResult::Met) {
            Ground::Stated
        } else if inner.status() == Status::Open && self.speaks_for(ground) {
            Ground::Asked(inner.asks)
        } else {
            Ground::Unsaid
        }
    }

    fn speaks_for(&self, ground: &'a Release) -> bool {
        self.all(&ground.asked_if, None, 0).tests.iter().any(|test| test.result == TestResult::Met)
    }
}

/// One ground of a note: stated in full it releases; where something speaks for it, the rest is asked.
fn ground_out(note: &GeneralNote, ground: &Release, out: &Ground, verdict: &mut Verdict<'_>) {
    let words = || format!("{}: {}", note.name, ground.name);
    match out {
        Ground::Stated => release(verdict, words()),
        Ground::Asked(asks) => {
            verdict.exclusions.push(Cow::Owned(words()));
            verdict.asks.extend(asks.iter().cloned());
        }
        Ground::Unsaid => {}
    }
}

fn release(verdict: &mut Verdict<'_>, words: String) {
    verdict.excluded = true;
    verdict.released = true;
    verdict.exclusions.insert(0, Cow::Owned(words));
}

/// What each note that may still release a provision would need, in one line a note.
pub(super) fn may_release(register: &Register, code: &ControlCode, verdict: &Verdict<'_>) -> Vec<String> {
    let line = |note: &GeneralNote| {
        let mut grounds: Vec<&str> = note.releases_of(code).map(|ground| ground.name.as_str()).collect();
        grounds.dedup();
        format!("{}: {}", note.name, grounds.join("; "))
    };
    let live = verdict.status() != Status::Excluded;
    notes(register, verdict).filter(|_| live).map(line).collect()
}

/// The notes a judgement leaves open.
pub(super) fn notes<'r>(register: &'r Register, verdict: &Verdict<'_>) -> impl Iterator<Item = &'r GeneralNote> {
    verdict.may_release.iter().filter_map(|at| register.general_notes().get(usize::from(*at)))
}

/// One question for each note that may still release one of these provisions.
pub(super) fn note_questions<'l>(
    register: &Register,
    looked: impl Iterator<Item = (&'l ControlCode, &'l Verdict<'l>)>,
) -> Vec<Question> {
    let mut decides: BTreeMap<u16, BTreeSet<&ControlCode>> = BTreeMap::new();
    for (code, verdict) in looked {
        for at in &verdict.may_release {
            decides.entry(*at).or_default().insert(code);
        }
    }
    let question = |(at, decides): (u16, BTreeSet<&ControlCode>)| {
        let note = register.general_notes().get(usize::from(at))?;
        let decides = decides.into_iter().cloned().collect();
        let about = note.answered_by.map(|feature| register.vocabulary().feature(feature).id.clone());
        Some(Question { text: note.question.clone()?, about: about.unwrap_or_default(), decides })
    };
    decides.into_iter().filter_map(question).collect()
}
