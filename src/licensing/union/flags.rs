//! Step 10: high priority goods, red flags and words in the stated end use. They raise to a review and never clear.

use super::{Judged, Role};
use crate::domain::{Act, Finding, LegalReference, Severity};
use crate::licensing::decision::Draft;
use crate::licensing::general_authorisation::Duty;
use crate::licensing::tables::{Clause, TariffMatch};

/// Applies all three.
pub(super) fn run(judged: &Judged<'_>, draft: &mut Draft) {
    let priority = high_priority(judged, draft);
    red_flags(judged, priority, draft);
    let Some(text) = judged.case.end_use.as_deref().filter(|text| !text.is_empty()) else { return };
    for found in judged.rules.words.find(text) {
        let sentence = format!("The stated end use speaks of {}: a person has to look", found.says);
        let finding = Finding::new("end-use-words", Severity::Review, sentence)
            .of_record(found.concern)
            .basis(judged.rules.frame.basis(judged.rules.catch_alls.provision("aware")))
            .because("end_use", found.words);
        draft.find(finding.settled_by("State what is known: end_user, military, informed, aware or suspects"));
    }
}

/// Goods of the common high priority list; says whether the goods are on it.
fn high_priority(judged: &Judged<'_>, draft: &mut Draft) -> bool {
    let Some(hs) = judged.case.hs_code.as_deref() else { return false };
    if hs.len() < 4 || !hs.bytes().all(|b| b.is_ascii_digit()) {
        let sentence =
            format!("`{hs}` is no tariff number that can be compared: at least four digits, and digits only");
        let finding = Finding::new("tariff-number-unreadable", Severity::Review, sentence);
        draft.find(finding.basis(judged.rules.high_priority.clause.basis()).because("hs_code", hs));
        return false;
    }
    if judged.to.customs_territory || judged.act == Act::IntraUnionTransfer {
        return false;
    }
    let list = &judged.rules.high_priority;
    match list.meets(hs) {
        TariffMatch::Listed(goods) => {
            clauses(judged, &format!("{hs}: tier {}, {}", goods.tier, goods.name), true, draft);
            true
        }
        TariffMatch::Perhaps(goods) => {
            let sentence = format!(
                "With more digits tariff number {hs} may be on the common high priority list ({}, {})",
                goods.hs, goods.name
            );
            draft.find(
                Finding::new("high-priority-digits", Severity::Review, sentence)
                    .of_record(&goods.hs)
                    .basis(list.clause.basis())
                    .because("hs_code", hs)
                    .settled_by("State six digits or more"),
            );
            false
        }
        TariffMatch::None => {
            if let Some(goods) = list.further(hs) {
                let checked = if goods.verified { "" } else { ", unverified" };
                clauses(judged, &format!("{hs}: {} ({}{checked})", goods.name, goods.annex), false, draft);
            }
            false
        }
    }
}

/// The clauses a contract has to hold, unless the goods go to a partner country or may not go at all.
fn clauses(judged: &Judged<'_>, words: &str, priority: bool, draft: &mut Draft) {
    let list = &judged.rules.high_priority;
    let banned = |role: Role| role != Role::Route;
    let sanctioned = judged
        .places
        .iter()
        .any(|(role, place)| banned(*role) && judged.rules.annex_i_prohibited(place, judged.case.date));
    if sanctioned {
        return;
    }
    if judged.rules.clause_partner(judged.to) {
        let checked = if list.partners.verified { "" } else { ", unverified" };
        let provision = &list.partners.provision;
        draft.assume(format!(
            "{} is a partner country ({provision}{checked}): no re-export clause is asked",
            judged.to.en
        ));
        return;
    }
    if priority {
        draft.owe(judged.rules.duties.risk_assessment.clone());
    }
    clause(judged, &list.clause, "no_russia_clause", words, draft);
    clause(judged, &list.belarus_clause, "no_belarus_clause", words, draft);
}

/// The promise not to pass goods on. For Belarus silence is only a question, as the two clauses go together.
fn clause(judged: &Judged<'_>, clause: &Clause, fact: &str, words: &str, draft: &mut Draft) {
    if clause.from.is_some_and(|from| judged.case.date < from) {
        return;
    }
    let basis = clause.basis();
    match judged.case.facts.yes_no(fact) {
        Some(true) => {
            let says = format!("Declare document code {} (exceptions: {})", clause.customs, clause.exceptions);
            draft.owe(Duty::new("customs_document", says, &clause.provision));
        }
        Some(false) => {
            let sentence = format!("Sensitive goods to {}, and the promise is missing: {}", judged.to.en, clause.says);
            draft.find(
                Finding::new("re-export-clause-missing", Severity::Review, sentence)
                    .basis(basis)
                    .because("hs_code", words)
                    .settled_by("Put the clause into the contract before anything leaves"),
            );
        }
        None => {
            draft.ask(fact, clause.question.clone());
            if fact == "no_russia_clause" {
                let sentence = format!("Sensitive goods to {}: {}", judged.to.en, clause.says);
                draft.find(
                    Finding::new("re-export-clause-unknown", Severity::Review, sentence)
                        .basis(basis)
                        .because("hs_code", words)
                        .settled_by("Say whether the contract holds the clause"),
                );
            }
        }
    }
}

fn red_flags(judged: &Judged<'_>, priority: bool, draft: &mut Draft) {
    let table = &judged.rules.red_flags;
    let automatic = priority.then_some(&judged.rules.high_priority.red_flag);
    let stated = &judged.case.facts.red_flags;
    let raised = stated.iter().chain(automatic.filter(|id| !stated.contains(*id)));
    let (mut sum, mut heaviest, mut words) = (0, 0, Vec::new());
    for id in raised {
        let Some(flag) = table.flags.iter().find(|flag| flag.id == *id) else {
            draft.find(
                Finding::new("red-flag-unknown", Severity::Review, format!("`{id}` is no red flag of the list"))
                    .basis(judged.rules.frame.basis(judged.rules.catch_alls.provision("aware")))
                    .because("red_flag", id.as_str()),
            );
            continue;
        };
        sum += flag.weight;
        heaviest = heaviest.max(flag.weight);
        words.push(flag);
    }
    if words.is_empty() {
        return;
    }
    let named: Vec<String> = words.iter().map(|flag| format!("{}: {}", flag.id, flag.says)).collect();
    if heaviest < table.review_weight && sum < table.review_sum {
        draft.assume(format!(
            "Red flags seen, too light for a review ({sum} of {}): {}",
            table.review_sum,
            named.join("; ")
        ));
        return;
    }
    let sentence =
        format!("Red flags weigh {sum} (review from {}, or one of {})", table.review_sum, table.review_weight);
    let ids: Vec<&str> = words.iter().map(|flag| flag.id.as_str()).collect();
    let mut finding = Finding::new("red-flags", Severity::Review, sentence)
        .of_record(&ids.join("+"))
        .settled_by("Look closer, and write down why the flags do or do not stop the goods");
    for (flag, words) in words.iter().zip(named) {
        let basis = LegalReference { verified: flag.verified, ..LegalReference::new(&flag.source, "red flags") };
        finding = if finding.legal_basis.contains(&basis) { finding } else { finding.basis(basis) };
        finding = finding.because("red_flag", words);
    }
    draft.find(finding);
}
