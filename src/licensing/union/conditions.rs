//! The conditions of general authorisations, each answered from the stated facts: met, not met, or not stated.

use super::Judged;
use crate::domain::Territory;
use crate::licensing::facts::{Concern, GroupRelation};
use crate::licensing::general_authorisation::{Condition, ConditionTest, GeneralAuthorisation, Onward};

/// How a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Met,
    NotMet,
    NotStated,
}

impl Answer {
    fn holds(fact: Option<bool>) -> Self {
        fact.map_or(Self::NotStated, |holds| if holds { Self::Met } else { Self::NotMet })
    }

    fn absent(fact: Option<bool>) -> Self {
        Self::holds(fact.map(|present| !present))
    }
}

/// Answers one condition of one authorisation.
pub(super) fn answer(judged: &Judged<'_>, general: &GeneralAuthorisation, condition: &Condition) -> Answer {
    use ConditionTest as Test;
    let facts = &judged.case.facts;
    match condition.test {
        Test::NoUseOfConcern => use_of_concern(judged, false),
        Test::NoUseOfConcernOrSecurityUse => use_of_concern(judged, true),
        Test::NoHumanRightsViolation => known(judged, &[Concern::Repression]),
        Test::NoSecurityEndUser => security_end_user(judged),
        Test::NoFreeZone => Answer::absent(facts.yes_no("free_zone")),
        Test::NoOnwardExport => onward(judged, general, condition.onward.unwrap_or(Onward::Eu001)),
        Test::NotClassified => Answer::absent(facts.yes_no("classified")),
        Test::RepairWithinFiveYears => within_five_years(judged),
        Test::RepairOriginalEndUser => Answer::holds(facts.yes_no("repair_original_end_user")),
        Test::RepairUnchanged => Answer::holds(facts.yes_no("repair_unchanged")),
        Test::FirstExportAuthorised => Answer::holds(facts.yes_no("first_export_authorised")),
        Test::FirstAuthorisationStands => Answer::holds(facts.yes_no("first_authorisation_stands")),
        Test::EndUseUnchanged => Answer::holds(facts.yes_no("end_use_unchanged")),
        Test::FairReturnWithin120Days => Answer::holds(facts.fair_return_days.map(|days| days <= 120)),
        Test::FairNoSale => Answer::absent(facts.yes_no("fair_sale")),
        Test::FairPublic => Answer::absent(facts.yes_no("fair_private")),
        Test::FairControlKept => Answer::holds(facts.yes_no("fair_control_kept")),
        Test::GroupRelation => Answer::holds(facts.group_relation.map(|relation| relation != GroupRelation::Other)),
        Test::GroupParent => {
            Answer::holds(facts.group_parent.as_ref().map(|seat| union_or_close_partner(judged, seat)))
        }
        Test::GroupGuarantee => Answer::holds(facts.yes_no("group_guarantee")),
        Test::GroupOwnDevelopment => Answer::holds(facts.yes_no("group_own_development")),
        Test::GroupControl => Answer::holds(facts.yes_no("group_control")),
        Test::ComplianceProgramme => Answer::holds(facts.yes_no("compliance_programme")),
        Test::CryptoPublishedStandards => Answer::holds(facts.yes_no("crypto_published_standards")),
        Test::CryptoNoGovernmentStandard => Answer::absent(facts.yes_no("crypto_government_standard")),
        Test::CryptoNotUserChangeable => Answer::absent(facts.yes_no("crypto_user_changeable")),
    }
}

/// Whether one of the concerns is known or was notified; nothing said is not an answer.
fn known(judged: &Judged<'_>, concerns: &[Concern]) -> Answer {
    let facts = &judged.case.facts;
    let known = concerns.iter().any(|concern| facts.informed.contains(concern) || facts.aware.contains(concern));
    if known { Answer::NotMet } else { Answer::NotStated }
}

fn use_of_concern(judged: &Judged<'_>, any_security_use: bool) -> Answer {
    let facts = &judged.case.facts;
    let told = facts.informed.contains(&Concern::Military);
    let military = told || facts.aware.contains(&Concern::Military) || judged.military() == Some(true);
    let counts = any_security_use || told || military_end_use_counts(judged);
    let security = any_security_use && facts.end_user.is_some_and(|user| user.serves_security());
    if (military && counts) || security {
        return Answer::NotMet;
    }
    known(judged, &[Concern::Wmd, Concern::UnlawfulParts])
}

/// Whether the destination or the purchasing country is under an arms embargo.
pub(super) fn military_end_use_counts(judged: &Judged<'_>) -> bool {
    let day = judged.case.date;
    let crossed = |role| role == super::Role::Route;
    judged.places.iter().any(|(role, place)| !crossed(*role) && judged.rules.military_end_use_counts(place, day))
}

fn security_end_user(judged: &Judged<'_>) -> Answer {
    if judged.military() == Some(true) {
        return Answer::NotMet;
    }
    Answer::absent(judged.case.facts.end_user.map(|user| user.serves_security()))
}

fn within_five_years(judged: &Judged<'_>) -> Answer {
    let five_years = jiff::Span::new().years(5);
    let last = judged.case.facts.first_export_authorised_on.map(|day| day.saturating_add(five_years));
    Answer::holds(last.map(|last| judged.case.date <= last))
}

fn union_or_close_partner(judged: &Judged<'_>, place: &Territory) -> bool {
    let found = judged.rules.destinations.get(place);
    found.is_some_and(|found| found.customs_territory || judged.rules.close_partner(&found.code))
}

fn onward(judged: &Judged<'_>, general: &GeneralAuthorisation, reach: Onward) -> Answer {
    let facts = &judged.case.facts;
    let stated = facts.reexport_to.as_ref().map(|places| places.iter());
    let elsewhere = facts.use_in.iter().chain(&facts.final_destination).filter(|place| **place != judged.to.code);
    let mut places = stated.clone().into_iter().flatten().chain(elsewhere).peekable();
    if places.peek().is_none() {
        return if stated.is_some() { Answer::Met } else { Answer::NotStated };
    }
    Answer::holds(Some(places.all(|place| may_reach(judged, general, reach, place))))
}

fn may_reach(judged: &Judged<'_>, general: &GeneralAuthorisation, reach: Onward, place: &Territory) -> bool {
    let Some(found) = judged.rules.destinations.get(place) else { return false };
    let near = union_or_close_partner(judged, place);
    match reach {
        Onward::Eu001 => near,
        Onward::OwnAndEu001 => near || general.destinations.contains(&found.code),
        Onward::NotExcluded => near || judged.rules.serves(general, found, judged.case.date) == Some(true),
    }
}
