//! Listed components built into goods that no provision names: General Note 2 to Annex I asks whether they are the
//! principal element of the goods and could be taken out or used otherwise.

use std::collections::BTreeSet;

use super::classify::Classifier;
use super::judge::{Judge, KindFit, Verdict};
use super::looked::{Because, Looked, LookedAt};
use super::outcome::{Status, TestResult};
use super::roles::{Role, is_transparent};
use crate::control_list::{ItemId, KindId};

/// The note, by its name in the register.
const NOTE: &str = "general note 2";

impl Classifier<'_> {
    /// Listed components of goods that are not listed themselves.
    pub(super) fn add_built_in<'a>(&self, judge: &Judge<'a>, looked_at: &mut LookedAt<'a>) {
        if looked_at.values().any(|looked| looked.verdict.status() == Status::Met) {
            return;
        }
        for (id, verdict) in built_in(judge) {
            let code = &judge.register.item(id).code;
            let because = Because::BuiltIn;
            looked_at.insert(id, Looked { id, code, fit: KindFit::PartOf, verdict, because, suggested: None });
        }
    }
}

/// Provisions that something built into the goods meets in full, words of the description speaking for it, each left
/// open by the question of the note. Nothing where the register holds no such note.
fn built_in<'a>(judge: &Judge<'a>) -> Vec<(ItemId, Verdict<'a>)> {
    let register = judge.register;
    let vocabulary = register.vocabulary();
    let question = register.general_notes().iter().find(|note| note.id == NOTE).and_then(|note| note.question.clone());
    let listed = |kind: &KindId| !is_transparent(*kind, vocabulary) && vocabulary.kind(*kind).not_listed.is_none();
    let parts: BTreeSet<KindId> = judge.reading.in_role(&[Role::Included]).filter(listed).collect();
    let Some(question) = question.filter(|_| !parts.is_empty()) else { return Vec::new() };
    let part = judge.of(parts.iter().copied().collect());
    let mut out = Vec::new();
    for id in judge.index.items_of(parts.iter().copied(), vocabulary) {
        let item = register.item(id);
        let named = !item.cas.is_empty() || !item.names.is_empty();
        if named || part.kind_fit(&item.kinds, false) != KindFit::Yes {
            continue;
        }
        let mut verdict = part.path(id);
        let speaks = verdict.tests.iter().any(|test| test.result == TestResult::Met && test.span.is_some());
        if speaks && verdict.status() == Status::Met {
            part.ask(question.clone(), &mut verdict);
            out.push((id, verdict));
        }
    }
    out
}
