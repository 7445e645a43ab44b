//! Step 6: which general authorisations serve a listed item at a destination, which are barred and why, and which
//! depend on the sub-item or on an answer.

use super::Judged;
use super::conditions::{Answer, answer};
use crate::domain::ControlCode;
use crate::licensing::code_list::Coverage;
use crate::licensing::decision::{AuthorisationOption, Draft, SharedTerms, Standing};
use crate::licensing::facts::Facts;
use crate::licensing::general_authorisation::{ConditionTest, GeneralAuthorisation, Silence};
use crate::licensing::rules::LicensingRules;
use crate::licensing::tables::ListPart;

/// Why a general authorisation is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// One can be used.
    pub(super) available: bool,
    /// One depends on the sub-item or on the limits of a list.
    pub(super) needs_subitem: bool,
    /// One depends on an answer about its conditions.
    pub(super) needs_answer: bool,
}

/// Tests every general authorisation that serves the destination.
pub(super) fn run(judged: &Judged<'_>, draft: &mut Draft) -> Outcome {
    let mut outcome = Outcome::default();
    for general in judged.rules.serving(judged.to, judged.case.date) {
        let mut test = Test::new(judged, general);
        let standing = test.run(draft);
        outcome.available |= standing == Standing::Available;
        outcome.needs_subitem |= standing == Standing::Open && test.subitem;
        outcome.needs_answer |= standing == Standing::Open && !test.subitem;
        draft.authorisations.push(AuthorisationOption {
            id: general.id.clone(),
            standing,
            reasons: test.reasons,
            met: test.met,
            presumed: test.presumed,
            terms: SharedTerms(general.terms.clone()),
        });
    }
    outcome
}

/// How a list meets a code once the exporter has answered its question.
pub(super) fn answered<'a>(facts: &Facts, list: &str, coverage: Coverage<'a>) -> Coverage<'a> {
    match coverage {
        Coverage::Limited(_) => match facts.within.get(list) {
            Some(true) => Coverage::Inside,
            Some(false) => Coverage::Outside,
            None => coverage,
        },
        _ => coverage,
    }
}

struct Test<'a> {
    judged: &'a Judged<'a>,
    general: &'a GeneralAuthorisation,
    barred: bool,
    open: bool,
    subitem: bool,
    reasons: Vec<String>,
    met: Vec<ConditionTest>,
    presumed: Vec<ConditionTest>,
}

impl<'a> Test<'a> {
    fn new(judged: &'a Judged<'a>, general: &'a GeneralAuthorisation) -> Self {
        let (met, presumed, reasons) = (Vec::new(), Vec::new(), Vec::new());
        Self { judged, general, barred: false, open: false, subitem: false, reasons, met, presumed }
    }

    fn run(&mut self, draft: &mut Draft) -> Standing {
        for code in self.judged.codes {
            self.code(code, draft);
        }
        if self.judged.case.facts.yes_no("general_barred") == Some(true) {
            self.bar("the authority has barred this exporter from general authorisations (Article 12(7))");
        }
        if self.barred {
            return Standing::Barred;
        }
        if self.general.purpose.is_some() && self.judged.case.facts.purpose != self.general.purpose {
            let purpose = self.general.purpose.map_or("", |purpose| purpose.code());
            self.reasons = vec![format!("would serve only with purpose={purpose}")];
            return Standing::OtherPurpose;
        }
        self.conditions(draft);
        match (self.barred, self.open || self.subitem) {
            (true, _) => Standing::Barred,
            (false, true) => Standing::Open,
            (false, false) => Standing::Available,
        }
    }

    fn bar(&mut self, reason: impl Into<String>) {
        self.barred = true;
        self.reasons.push(reason.into());
    }

    /// Whether the authorisation covers a code.
    fn code(&mut self, code: &ControlCode, draft: &mut Draft) {
        let general = self.general;
        let id = general.id.as_str();
        if general.not_groups.contains(&code.group())
            || (!general.only_groups.is_empty() && !general.only_groups.contains(&code.group()))
        {
            return self.bar(format!("{code}: its product group is left out"));
        }
        if let Some(items) = &general.items {
            match answered(&self.judged.case.facts, id, items.coverage(code)) {
                Coverage::Inside => {}
                Coverage::Outside => return self.bar(format!("{code} is not among its items")),
                Coverage::Split => self.split(code, "it covers only some sub-items", draft),
                Coverage::Limited(question) => self.limited(code, id, question, draft),
            }
        }
        if let Some((_, question)) = general.limited_groups.iter().find(|(group, _)| *group == code.group()) {
            match self.judged.case.facts.within.get(id) {
                Some(true) => {}
                Some(false) => return self.bar(format!("{code}: {question} Answer: no")),
                None => self.limited(code, id, question, draft),
            }
        }
        self.left_out(
            code,
            id,
            answered(&self.judged.case.facts, id, general.excluded.coverage(code)),
            "its own list",
            draft,
        );
        if general.section_i_excluded {
            for meets in self.judged.barred.iter().filter(|meets| meets.code == code) {
                self.left_out(code, meets.list, meets.coverage, &meets.part.provision, draft);
            }
        }
    }

    fn left_out(&mut self, code: &ControlCode, list: &str, coverage: Coverage<'_>, provision: &str, draft: &mut Draft) {
        match coverage {
            Coverage::Outside => {}
            Coverage::Inside => self.bar(format!("{code} is left out ({provision})")),
            Coverage::Split => self.split(code, &format!("some sub-items are left out ({provision})"), draft),
            Coverage::Limited(question) => self.limited(code, list, question, draft),
        }
    }

    fn split(&mut self, code: &ControlCode, why: &str, draft: &mut Draft) {
        self.subitem = true;
        self.reasons.push(format!("{code}: {why}"));
        draft.ask("code", format!("Which sub-item of {code} is it?"));
    }

    fn limited(&mut self, code: &ControlCode, list: &str, question: &str, draft: &mut Draft) {
        self.subitem = true;
        self.reasons.push(format!("{code}: {question}"));
        draft.ask(&format!("within.{list}"), format!("{code}: {question}"));
    }

    fn conditions(&mut self, draft: &mut Draft) {
        let general = self.general;
        let mut questions = Vec::new();
        for condition in &general.terms.conditions {
            match (answer(self.judged, general, condition), condition.silence) {
                (Answer::Met, _) => self.met.push(condition.test),
                (Answer::NotMet, _) => self.bar(format!("does not hold: {} ({})", condition.says, condition.provision)),
                (Answer::NotStated, Silence::Presume) => self.presumed.push(condition.test),
                (Answer::NotStated, Silence::Ask) => {
                    questions.extend(condition.question.as_deref().map(|question| (condition.test.fact(), question)));
                }
            }
        }
        if self.barred {
            return;
        }
        for (fact, question) in questions {
            self.open = true;
            self.reasons.push(question.to_owned());
            draft.ask(fact, format!("{}: {question}", general.id));
        }
    }
}

/// A list that leaves a code out of general authorisations, in full, in part or on a condition.
#[derive(Clone, Copy)]
pub(super) struct Barred<'a> {
    pub(super) code: &'a ControlCode,
    /// `annex_iv` or `section_i`.
    pub(super) list: &'static str,
    pub(super) part: &'a ListPart,
    pub(super) coverage: Coverage<'a>,
}

/// How Annex IV and Section I meet the codes of a case.
pub(super) fn barred<'a>(facts: &Facts, rules: &'a LicensingRules, codes: &'a [ControlCode]) -> Vec<Barred<'a>> {
    let annex_iv = rules.annex_iv.parts.iter().map(|part| ("annex_iv", part));
    let section_i = rules.section_i.parts.iter().map(|part| ("section_i", part));
    let mut barred = Vec::new();
    for (list, part) in annex_iv.chain(section_i) {
        if part.space_exemption && facts.yes_no("space_programme") == Some(true) {
            continue;
        }
        for code in codes {
            let coverage = answered(facts, list, part.codes.coverage(code));
            if coverage != Coverage::Outside {
                barred.push(Barred { code, list, part, coverage });
            }
        }
    }
    barred
}
