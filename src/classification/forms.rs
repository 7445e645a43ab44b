//! Forms of a listed chemical: hydrates, isotopically labelled forms and stereoisomers are listed with it (General
//! Note 4 to Annex I); a salt has another structural formula, and is a question unless the list names it.

use super::judge::{Judge, Tested, Verdict};
use super::outcome::TestResult;
use super::reading::Span;
use crate::control_list::Item;
use crate::text::is_cas_number;

/// What General Note 4 says, as a test.
const SAME_FORMULA: &str = "hydrates, labelled forms and stereoisomers count (General Note 4 to Annex I)";

impl Judge<'_> {
    /// Adds to the judgement of a chemical known by its name what the words around the name make of it.
    pub(super) fn chemical_form(&self, item: &Item, name: Span, verdict: &mut Verdict<'_>) {
        let by_number = self.reading.words(name).is_some_and(|words| is_cas_number(&words));
        if by_number || item.cas.is_empty() {
            return;
        }
        let beside = |feature: &str| {
            let id = self.register.vocabulary().find_feature(feature)?;
            let (stated, span) = self.reading.features.get(&id).copied()?;
            let outside = span.is_none_or(|span| span.1 <= name.0 || span.0 >= name.1);
            (stated && outside).then_some((id, span))
        };
        if let Some((salt, _)) = beside("salt of the chemical") {
            self.ask(self.register.vocabulary().feature(salt).question.clone(), verdict);
        }
        if let Some((_, span)) = beside("hydrate, labelled form or stereoisomer") {
            verdict.tests.push(Tested::new(SAME_FORMULA, TestResult::Met, span));
        }
    }
}
