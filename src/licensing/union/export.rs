//! Steps 4, 6 and 7: the export of a listed item needs an authorisation; a general one if it serves, otherwise an
//! individual, global or large project one. Then the export of an item no entry names.

use super::Judged;
use super::bans::Ban;
use super::general::{self, Barred};
use crate::domain::{Act, Finding, Severity};
use crate::licensing::code_list::Coverage;
use crate::licensing::decision::{AuthorisationOption, Draft, SharedTerms, Standing};

/// The export of a listed item. Where its destination is barred no general authorisation is looked at.
pub(super) fn run(judged: &Judged<'_>, ban: Ban, draft: &mut Draft) {
    records(judged, draft);
    if ban != Ban::None {
        apply_for(judged, draft, "needed besides any exemption from the ban or authorisation under it");
        if ban == Ban::ExemptedElsewhere {
            let sentence = "The stated purpose may lift the ban on a place behind the destination, yet no general authorisation reaches that far";
            let finding = Finding::new("licence-required", Severity::LicenceRequired, sentence);
            draft.find(finding.basis(judged.rules.frame.basis("Article 3(1)")));
        }
        return;
    }
    barred_items(judged, draft);
    let outcome = general::run(judged, draft);
    let item = judged.code_words();
    let to = &judged.to.en;
    if outcome.available {
        draft.find(available(judged, draft));
        return;
    }
    apply_for(judged, draft, "can be applied for");
    national_general(judged, draft);
    // The milder prospect counts, so that barring one authorisation can only make the answer more severe.
    let finding = if outcome.needs_answer {
        let sentence = format!(
            "{item} to {to}: a general authorisation may serve once its questions are answered; otherwise a licence is needed"
        );
        Finding::new("general-authorisation-open", Severity::Review, sentence)
            .settled_by("Answer the questions of the authorisation")
    } else if outcome.needs_subitem {
        let sentence = format!("{item} to {to}: whether a general authorisation serves depends on the sub-item");
        Finding::new("subitem-needed", Severity::NeedsSubitem, sentence)
            .settled_by("Answer the questions about the sub-item")
    } else {
        let sentence =
            format!("{item} may leave for {to} only with an individual, global or large project authorisation");
        Finding::new("licence-required", Severity::LicenceRequired, sentence)
            .settled_by("Apply to the competent authority")
    };
    draft.find(finding.basis(judged.rules.frame.basis("Article 3(1)")).basis(judged.rules.frame.basis("Article 12")));
}

fn available(judged: &Judged<'_>, draft: &Draft) -> Finding {
    let open = draft.authorisations.iter().filter(|option| option.standing == Standing::Available);
    let ids: Vec<&str> = open.map(|option| option.id.as_str()).collect();
    let sentence = format!(
        "{} can be used for {} to {}, on its conditions and with its duties",
        ids.join(" or "),
        judged.code_words(),
        judged.to.en
    );
    let frame = &judged.rules.frame;
    let mut finding = Finding::new("general-authorisation-available", Severity::GeneralAvailable, sentence)
        .of_record(&ids.join("+"))
        .basis(frame.basis("Article 12(1)(d)"));
    for general in judged.rules.general_authorisations.iter().filter(|general| ids.contains(&general.id.as_str())) {
        let mut basis = frame.basis(&general.terms.provision);
        basis.verified = general.verified;
        finding = finding.basis(basis);
    }
    finding.settled_by("Check the presumed conditions, then register, notify and declare as its duties say")
}

/// Items of Annex IV and Section I, named as such: most general authorisations leave them out.
fn barred_items(judged: &Judged<'_>, draft: &mut Draft) {
    for Barred { code, list, part, .. } in judged.barred.iter().filter(|meets| meets.coverage == Coverage::Inside) {
        let provision = &part.provision;
        let id = if *list == "annex_iv" { "annex-iv-item" } else { "section-i-item" };
        let sentence = format!(
            "{code} stands in {provision}: EU001, EU003, EU004, EU007 and national general authorisations leave it out"
        );
        draft.find(
            Finding::new(id, Severity::LicenceRequired, sentence)
                .of_record(&format!("{list}.{}", part.part))
                .basis(judged.rules.frame.basis("Article 12(1)(d)"))
                .basis(judged.rules.frame.basis(provision))
                .because("code", code.as_str()),
        );
    }
}

/// A national general authorisation, which the Member State may have published: never for Annex IV and Section I.
fn national_general(judged: &Judged<'_>, draft: &mut Draft) {
    let barred = judged.barred.iter().any(|meets| meets.coverage == Coverage::Inside);
    let exporter = judged.case.facts.yes_no("general_barred") == Some(true);
    if !barred && !exporter {
        draft.assume(judged.rules.no_national_general.as_str());
    }
}

/// The licences one can apply for, with a reason.
fn apply_for(judged: &Judged<'_>, draft: &mut Draft, why: &str) {
    draft.owe(judged.rules.duties.consultation.clone());
    let large = judged.case.facts.yes_no("large_project") == Some(true);
    for id in ["individual", "global", "large_project"] {
        if let Some(terms) = judged.rules.licences.get(id).filter(|_| id != "large_project" || large) {
            draft.authorisations.push(option(id, Standing::OnApplication, why, terms));
        }
    }
}

pub(super) fn option(
    id: &str,
    standing: Standing,
    why: &str,
    terms: &std::sync::Arc<crate::licensing::general_authorisation::Terms>,
) -> AuthorisationOption {
    AuthorisationOption {
        id: id.to_owned(),
        standing,
        reasons: vec![why.to_owned()],
        met: Vec::new(),
        presumed: Vec::new(),
        terms: SharedTerms(terms.clone()),
    }
}

fn records(judged: &Judged<'_>, draft: &mut Draft) {
    draft.owe(judged.rules.duties.export_records.clone());
    if judged.act == Act::ElectronicTransmission {
        draft.assume("Nothing is declared to customs where software or technology is sent electronically: customs documents concern goods");
    } else {
        draft.owe(judged.rules.duties.customs_proof.clone());
    }
}

/// The export of an item no entry names: nothing to authorise by itself, a negative declaration at customs.
pub(super) fn unlisted(judged: &Judged<'_>, draft: &mut Draft) {
    if judged.case.listing == super::Listing::NotListed {
        draft.owe(judged.rules.duties.not_listed.clone());
    }
}
