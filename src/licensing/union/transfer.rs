//! Step 5: transfers inside the Union (Article 11). Annex IV items need an authorisation; every Annex I item needs
//! its sentence on the papers; a destination behind the transfer is looked at as well.

use super::bans::Ban;
use super::export::option;
use super::general::{self, answered};
use super::{Judged, Role};
use crate::domain::{Act, ControlCode, Finding, Severity};
use crate::licensing::code_list::Coverage;
use crate::licensing::decision::{Draft, Standing};
use crate::licensing::destination::Destination;
use crate::licensing::tables::ListPart;

/// A transfer between Member States, or goods that stay in one.
pub(super) fn run(judged: &Judged<'_>, ban: Ban, draft: &mut Draft) {
    if judged.codes.is_empty() {
        return;
    }
    if judged.from.is_some_and(|from| from.code == judged.to.code) {
        draft.assume("The items stay in one Member State: no transfer and no export");
    } else {
        for code in judged.codes {
            annex_iv(judged, code, draft);
        }
        papers(judged, draft);
    }
    if ban == Ban::None {
        onward(judged, draft);
    }
}

fn annex_iv(judged: &Judged<'_>, code: &ControlCode, draft: &mut Draft) {
    for part in &judged.rules.annex_iv.parts {
        let coverage = answered(&judged.case.facts, "annex_iv", part.codes.coverage(code));
        if coverage == Coverage::Outside {
            continue;
        }
        if part.space_exemption && judged.case.facts.yes_no("space_programme") == Some(true) {
            draft.assume(judged.rules.annex_iv.exemption_says.clone());
            continue;
        }
        match coverage {
            Coverage::Inside => required(judged, code, part, draft),
            Coverage::Limited(question) => {
                draft.ask("within.annex_iv", format!("{code}: {question}"));
                draft.find(undecided(judged, code, part, question));
            }
            Coverage::Split | Coverage::Outside => {
                let question = format!("Which sub-item of {code} is it?");
                draft.find(undecided(judged, code, part, &question));
                draft.ask("code", question);
            }
        }
    }
}

fn required(judged: &Judged<'_>, code: &ControlCode, part: &ListPart, draft: &mut Draft) {
    let general = if part.general_authorisation {
        "the Member State may have published a general one"
    } else {
        "no general authorisation may cover it"
    };
    let sentence = format!(
        "{code} stands in {} ({}): even a transfer to {} needs an authorisation; {general}",
        part.provision, part.group, judged.to.en
    );
    let finding = Finding::new("annex-iv-transfer", Severity::TransferLicenceRequired, sentence)
        .of_record(&format!("annex_iv.{}", part.part))
        .basis(judged.rules.frame.basis("Article 11(1)"))
        .basis(judged.rules.frame.basis(&part.provision))
        .because("code", code.as_str());
    draft.find(finding.settled_by("Apply in the Member State the items leave"));
    let general = part.general_authorisation.then_some("national_general");
    for id in ["transfer"].into_iter().chain(general) {
        let known = draft.authorisations.iter().any(|known| known.id == id);
        if let Some(terms) = judged.rules.licences.get(id).filter(|_| !known) {
            draft.authorisations.push(option(id, Standing::OnApplication, "for a transfer inside the Union", terms));
        }
    }
}

fn undecided(judged: &Judged<'_>, code: &ControlCode, part: &ListPart, question: &str) -> Finding {
    let sentence = format!("Whether {code} stands in {} ({}) is not settled", part.provision, part.group);
    Finding::new("annex-iv-undecided", Severity::NeedsSubitem, sentence)
        .of_record(&format!("annex_iv.{}", part.part))
        .basis(judged.rules.frame.basis("Article 11(1)"))
        .because("code", code.as_str())
        .settled_by(question)
}

fn papers(judged: &Judged<'_>, draft: &mut Draft) {
    let (frame, duties) = (&judged.rules.frame, &judged.rules.duties);
    draft.owe(duties.commercial_documents.clone());
    draft.owe(duties.transfer_records.clone());
    if judged.codes.iter().any(|code| frame.information_security.codes.iter().any(|rule| rule.covers(code))) {
        draft.owe(duties.information_security.clone());
    }
}

/// The general authorisations that would serve a direct export to a place (Article 11(2)(b)).
fn direct_export(judged: &Judged<'_>, place: &Destination) -> Vec<String> {
    let Judged { case, rules, from, codes, .. } = *judged;
    let barred = judged.barred.clone();
    let others = judged.places.iter().filter(|(role, _)| *role != Role::Destination);
    let places = std::iter::once((Role::Destination, place)).chain(others.copied()).collect();
    let direct = Judged { case, rules, from, to: place, act: Act::Export, places, codes, barred };
    let mut aside = Draft::default();
    general::run(&direct, &mut aside);
    let available = aside.authorisations.into_iter().filter(|option| option.standing == Standing::Available);
    available.map(|option| option.id).collect()
}

/// A known destination outside the Union: the Member State may ask for an authorisation (Article 11(2)).
fn onward(judged: &Judged<'_>, draft: &mut Draft) {
    let rule = &judged.rules.frame.onward;
    let outside = judged.places.iter().filter(|(role, place)| {
        matches!(role, Role::FinalDestination | Role::ReExport | Role::Use) && !place.customs_territory
    });
    for (role, place) in outside {
        if judged.case.facts.yes_no("processed_in_union") == Some(true) {
            draft.assume("The items are worked on in the Member State they go to, as stated");
            continue;
        }
        let served = direct_export(judged, place);
        if !served.is_empty() {
            let (ids, provision) = (served.join(" or "), &rule.provision);
            draft.assume(format!("{ids} would serve the direct export to {}: {provision} asks for nothing", place.en));
            continue;
        }
        let sentence = format!("The items are to go on to {}. {}", place.en, rule.says);
        let finding = Finding::new("onward-export", Severity::Review, sentence)
            .basis(judged.rules.frame.basis(&rule.provision))
            .because(role.words(), place.code.as_str());
        draft.find(
            finding
                .settled_by("Judge the direct export to that destination, and ask the authority of the Member State"),
        );
    }
}
