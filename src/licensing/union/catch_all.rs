//! Steps 8 and 9: uses of concern. For unlisted items Articles 4, 5, 9 and 10; for brokering, transit and technical
//! assistance Articles 6, 7 and 8. What the authority told, what the exporter knows and what he suspects differ.

use super::conditions::military_end_use_counts;
use super::export::option;
use super::{Judged, Listing, Role};
use crate::domain::{Act, Finding, Severity};
use crate::licensing::decision::{Draft, Standing};
use crate::licensing::facts::Concern;

/// How the exporter came to a use of concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    Informed,
    Aware,
    Suspects,
}

impl Knowledge {
    const ALL: [Self; 3] = [Self::Informed, Self::Aware, Self::Suspects];

    fn words(self) -> &'static str {
        match self {
            Self::Informed => "The authority has told the exporter of",
            Self::Aware => "The exporter knows of",
            Self::Suspects => "There are grounds to suspect",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Informed => "informed",
            Self::Aware => "aware",
            Self::Suspects => "suspects",
        }
    }
}

/// Applies the articles on uses of concern that belong to the act.
pub(super) fn run(judged: &Judged<'_>, draft: &mut Draft) {
    for knowledge in Knowledge::ALL {
        let facts = &judged.case.facts;
        let concerns = match knowledge {
            Knowledge::Informed => &facts.informed,
            Knowledge::Aware => &facts.aware,
            Knowledge::Suspects => &facts.suspects,
        };
        for concern in concerns {
            one(judged, knowledge, *concern, draft);
        }
    }
    match judged.act {
        Act::Export | Act::ReExport | Act::ElectronicTransmission => {
            stated_military(judged, draft);
            national_lists(judged, draft);
            end_use(judged, draft);
        }
        Act::Brokering | Act::TechnicalAssistance | Act::Transit => services(judged, draft),
        Act::IntraUnionTransfer => {}
    }
}

fn one(judged: &Judged<'_>, knowledge: Knowledge, concern: Concern, draft: &mut Draft) {
    match judged.act {
        Act::Export | Act::ReExport | Act::ElectronicTransmission if judged.listed() => {
            listed_export(judged, knowledge, concern, draft)
        }
        Act::Export | Act::ReExport | Act::ElectronicTransmission => match concern {
            Concern::Repression => surveillance(judged, knowledge, draft),
            Concern::PublicSecurity => public_security(judged, knowledge, draft),
            _ => unlisted_export(judged, knowledge, concern, draft),
        },
        Act::Brokering | Act::TechnicalAssistance | Act::Transit => service_concern(judged, knowledge, concern, draft),
        Act::IntraUnionTransfer => {
            let sentence = format!(
                "{} {}: Article 4 speaks of exports, yet a person has to look before the transfer",
                knowledge.words(),
                judged.rules.catch_alls.name(concern)
            );
            draft.find(
                Finding::new("use-of-concern-transfer", Severity::Review, sentence)
                    .of_record(concern.code())
                    .basis(judged.rules.frame.basis(judged.rules.catch_alls.provision("informed")))
                    .because(knowledge.code(), concern.code()),
            );
        }
    }
}

fn finding(
    judged: &Judged<'_>,
    code: &str,
    severity: Severity,
    knowledge: Knowledge,
    concern: Concern,
    provision: &str,
    then: &str,
) -> Finding {
    let sentence = format!("{} {}: {then}", knowledge.words(), judged.rules.catch_alls.name(concern));
    Finding::new(code, severity, sentence)
        .of_record(concern.code())
        .basis(judged.rules.frame.basis(judged.rules.catch_alls.provision(provision)))
        .because(knowledge.code(), concern.code())
}

/// Article 4: not listed in Annex I.
fn unlisted_export(judged: &Judged<'_>, knowledge: Knowledge, concern: Concern, draft: &mut Draft) {
    let embargo = concern != Concern::Military || military_end_use_counts(judged);
    let found = match knowledge {
        Knowledge::Informed => {
            offer_licence(judged, draft);
            finding(judged, "catch-all-informed", Severity::LicenceRequired, knowledge, concern, "informed", "an authorisation is required")
        }
        Knowledge::Aware if embargo => {
            finding(judged, "catch-all-aware", Severity::NotifyAuthority, knowledge, concern, "aware", "tell the authority and wait for its decision")
                .settled_by("Notify the competent authority; nothing leaves before it has decided")
        }
        Knowledge::Aware => finding(judged, "military-end-use-without-embargo", Severity::Review, knowledge, concern, "aware", "no arms embargo is known for destination or purchaser, so Article 4(1)(b) does not reach it; national law may")
            .settled_by("Check national law on military end use"),
        Knowledge::Suspects => finding(judged, "catch-all-suspected", Severity::Review, knowledge, concern, "suspects", "national law may require an authorisation on suspicion alone")
            .settled_by("Clear the suspicion up, or ask the authority"),
    };
    let found = if concern == Concern::Military { embargo_bases(judged, found) } else { found };
    draft.find(found);
}

fn embargo_bases(judged: &Judged<'_>, mut finding: Finding) -> Finding {
    for (role, place) in judged.places.iter().filter(|(role, _)| *role != Role::Route) {
        for (regime, _) in judged.rules.arms_embargoes(place, judged.case.date) {
            finding = finding.basis(regime.arms_basis()).because(role.words(), place.code.as_str());
        }
    }
    finding
}

/// Article 5: cyber-surveillance items not listed in Annex I.
fn surveillance(judged: &Judged<'_>, knowledge: Knowledge, draft: &mut Draft) {
    let concern = Concern::Repression;
    let cyber = judged.case.facts.yes_no("cyber_surveillance");
    if cyber.is_none() {
        draft.ask(
            "cyber_surveillance",
            "Is the item specially designed for the covert surveillance of natural persons?",
        );
    }
    let found = match (cyber, knowledge) {
        (Some(false), _) => finding(
            judged,
            "human-rights-concern",
            Severity::Review,
            knowledge,
            concern,
            "cyber_suspects",
            "the item is stated to be no cyber-surveillance item, so Article 5 does not reach it; a person has to look all the same",
        ),
        (_, Knowledge::Informed) => {
            offer_licence(judged, draft);
            finding(
                judged,
                "cyber-surveillance-informed",
                Severity::LicenceRequired,
                knowledge,
                concern,
                "cyber_informed",
                "an authorisation is required for cyber-surveillance items",
            )
        }
        (_, Knowledge::Aware) => finding(
            judged,
            "cyber-surveillance-aware",
            Severity::NotifyAuthority,
            knowledge,
            concern,
            "cyber_aware",
            "for cyber-surveillance items tell the authority and wait for its decision",
        )
        .settled_by("Notify the competent authority; nothing leaves before it has decided"),
        (_, Knowledge::Suspects) => finding(
            judged,
            "cyber-surveillance-suspected",
            Severity::Review,
            knowledge,
            concern,
            "cyber_suspects",
            "national law may require an authorisation on suspicion alone",
        ),
    };
    draft.find(found);
}

/// Article 10: only what the authority told counts.
fn public_security(judged: &Judged<'_>, knowledge: Knowledge, draft: &mut Draft) {
    let concern = Concern::PublicSecurity;
    let found = if knowledge == Knowledge::Informed {
        offer_licence(judged, draft);
        finding(
            judged,
            "national-list-informed",
            Severity::LicenceRequired,
            knowledge,
            concern,
            "other_national_list",
            "an authorisation is required for items on the national list of a Member State",
        )
    } else {
        finding(
            judged,
            "public-security-concern",
            Severity::Review,
            knowledge,
            concern,
            "national_list",
            "national law may reach it",
        )
    };
    draft.find(found);
}

/// A listed item with a known use of concern: an authorisation is needed anyway, and a general one is out.
fn listed_export(judged: &Judged<'_>, knowledge: Knowledge, concern: Concern, draft: &mut Draft) {
    let counts = concern != Concern::Military || knowledge == Knowledge::Informed || military_end_use_counts(judged);
    let (severity, then) = match knowledge {
        Knowledge::Informed | Knowledge::Aware
            if counts && concern != Concern::PublicSecurity && concern != Concern::Repression =>
        {
            (Severity::LicenceRequired, "no general authorisation may be used; say so in the application")
        }
        _ => (Severity::Review, "a person has to look before any authorisation is used"),
    };
    let found = finding(judged, "use-of-concern", severity, knowledge, concern, knowledge.code(), then);
    draft.find(found);
}

/// The exporter states a military end use or user of an unlisted item under an arms embargo.
fn stated_military(judged: &Judged<'_>, draft: &mut Draft) {
    let counts = military_end_use_counts(judged);
    let already = judged.case.facts.aware.contains(&Concern::Military);
    if judged.military() != Some(true) || judged.listed() || already || !counts {
        if counts && !judged.listed() && judged.military().is_none() && judged.case.end_use.is_none() && !already {
            let sentence = format!("An arms embargo bears on this case ({}) and no end use is stated", judged.to.en);
            let finding = Finding::new("end-use-not-stated", Severity::Review, sentence)
                .basis(judged.rules.frame.basis(judged.rules.catch_alls.provision("informed")));
            draft.find(embargo_bases(judged, finding).settled_by("State the end use and the end user"));
        }
        return;
    }
    let finding = Finding::new(
        "military-end-use-under-embargo",
        Severity::NotifyAuthority,
        "A military end use or user is stated and an arms embargo bears on the case: tell the authority and wait for its decision. Article 4(1)(b) means use in, or to make, test or maintain, goods of the military list",
    );
    let finding = finding.basis(judged.rules.frame.basis(judged.rules.catch_alls.provision("aware")));
    draft.find(
        embargo_bases(judged, finding)
            .settled_by("Notify the competent authority; nothing leaves before it has decided"),
    );
}

fn national_lists(judged: &Judged<'_>, draft: &mut Draft) {
    let lists = &judged.case.facts.national_list;
    if lists.is_empty() || judged.listed() {
        return;
    }
    let catch_alls = &judged.rules.catch_alls;
    let home = judged.from.and_then(|from| from.part_of.as_ref().filter(|_| !from.member_state).or(Some(&from.code)));
    let named: Vec<&str> = lists.iter().map(crate::domain::Territory::as_str).collect();
    if home.is_some_and(|home| lists.contains(home)) {
        let sentence = "The national list of the exporter's Member State names the item: an authorisation is required";
        offer_licence(judged, draft);
        draft.find(
            Finding::new("national-list", Severity::LicenceRequired, sentence)
                .basis(judged.rules.frame.basis(catch_alls.provision("national_list"))),
        );
    } else if home.is_none() {
        let sentence = format!(
            "The national list of {} names the item; where the exporter sits there, an authorisation is required",
            named.join(", ")
        );
        draft.find(
            Finding::new("national-list-seat-unknown", Severity::Review, sentence)
                .basis(judged.rules.frame.basis(catch_alls.provision("national_list"))),
        );
    } else if !judged.case.facts.informed.contains(&Concern::PublicSecurity) {
        draft.assume(format!("Only the national list of {} names the item; it binds this exporter once the authority says so (Article 10), which is taken not to have happened", named.join(", ")));
        draft.ask(
            "informed",
            "Has the authority told the exporter of a use of concern for public security or human rights?",
        );
    }
}

/// What silence about the end use means, and known onward places under an arms embargo.
fn end_use(judged: &Judged<'_>, draft: &mut Draft) {
    let facts = &judged.case.facts;
    let silent = facts.informed.is_empty() && facts.aware.is_empty() && facts.suspects.is_empty();
    if silent && !judged.listed() && judged.military() != Some(true) {
        draft.assume("The authority has told the exporter of no use of concern, and he knows and suspects none (Articles 4, 5 and 10)");
    }
    let elsewhere = |role: Role| matches!(role, Role::ReExport | Role::Use | Role::FinalDestination);
    for (role, place) in judged.places.iter().filter(|(role, place)| elsewhere(*role) && place.code != judged.to.code) {
        let mut embargoes = judged.rules.arms_embargoes(place, judged.case.date).map(|(regime, _)| regime).peekable();
        if embargoes.peek().is_none() {
            continue;
        }
        let sentence = format!("The items are known to go on to {}, which is under an arms embargo", place.en);
        let mut finding = Finding::new("onward-embargoed", Severity::Review, sentence)
            .because(role.words(), place.code.as_str())
            .settled_by("Judge the case with that destination");
        for regime in embargoes {
            finding = finding.of_record(&regime.id).basis(regime.arms_basis());
        }
        draft.find(finding);
    }
}

/// The provisions of a service: informed, aware, suspects, items outside Annex I.
fn service_provisions(act: Act) -> [&'static str; 4] {
    match act {
        Act::Brokering => ["brokering_informed", "brokering_aware", "brokering_suspects", "brokering_unlisted"],
        Act::TechnicalAssistance => {
            ["assistance_informed", "assistance_aware", "assistance_suspects", "assistance_unlisted"]
        }
        _ => ["transit"; 4],
    }
}

/// Articles 6, 7 and 8 for listed items; national law for others.
fn service_concern(judged: &Judged<'_>, knowledge: Knowledge, concern: Concern, draft: &mut Draft) {
    if judged.act == Act::TechnicalAssistance && close_partners_only(judged) {
        return;
    }
    let [informed, aware, suspects, unlisted] = service_provisions(judged.act);
    let transit = judged.act == Act::Transit;
    let article_4 = matches!(concern, Concern::Wmd | Concern::Military | Concern::UnlawfulParts);
    let counts = article_4 && (concern != Concern::Military || military_end_use_counts(judged));
    let (code, severity, provision, then) = match knowledge {
        _ if !judged.listed() => (
            "service-unlisted",
            Severity::Review,
            unlisted,
            "for items outside Annex I only national law can ask for an authorisation",
        ),
        Knowledge::Informed => {
            ("service-informed", Severity::LicenceRequired, informed, "an authorisation is required")
        }
        Knowledge::Aware if counts && !transit => {
            ("service-aware", Severity::NotifyAuthority, aware, "tell the authority and wait for its decision")
        }
        Knowledge::Aware => ("service-concern", Severity::Review, aware, "the authority may step in at any time"),
        Knowledge::Suspects => (
            "service-suspected",
            Severity::Review,
            suspects,
            "national law may require an authorisation on suspicion alone",
        ),
    };
    let mut found = finding(judged, code, severity, knowledge, concern, provision, then);
    if severity == Severity::NotifyAuthority {
        found = found.settled_by("Notify the competent authority; nothing happens before it has decided");
    }
    let kind = if transit { "transit" } else { "services" };
    let licence = judged.rules.licences.get(kind).filter(|_| severity == Severity::LicenceRequired);
    if let Some(terms) = licence {
        draft.authorisations.push(option(kind, Standing::OnApplication, "asked for by the authority", terms));
    }
    draft.find(found);
}

fn close_partners_only(judged: &Judged<'_>) -> bool {
    judged
        .places
        .iter()
        .filter(|(role, _)| *role != Role::Route)
        .all(|(_, place)| judged.rules.close_partner(&place.code))
}

fn services(judged: &Judged<'_>, draft: &mut Draft) {
    if judged.act == Act::TechnicalAssistance && close_partners_only(judged) {
        let provision = judged.rules.catch_alls.provision("assistance_exempt");
        draft.assume(format!("Assistance into a country of EU001 needs no authorisation ({provision})"));
        return;
    }
    if judged.act == Act::Brokering {
        draft.assume("The items lie outside the customs territory of the Union: sold from inside, they are exported, not brokered");
    }
    if judged.military() == Some(true)
        && military_end_use_counts(judged)
        && !judged.case.facts.aware.contains(&Concern::Military)
        && judged.case.listing != Listing::NotListed
    {
        service_concern(judged, Knowledge::Aware, Concern::Military, draft);
    }
    let facts = &judged.case.facts;
    if facts.informed.is_empty() && facts.aware.is_empty() && facts.suspects.is_empty() {
        draft.assume("The authority has told of no use of Article 4(1), and none is known or suspected; otherwise Articles 6 to 8 apply");
        for concern in judged.rules.catch_alls.concerns.iter().filter(|rule| rule.provision.starts_with("Article 4")) {
            draft.ask("aware", concern.question.clone());
        }
    }
}

fn offer_licence(judged: &Judged<'_>, draft: &mut Draft) {
    let known = draft.authorisations.iter().any(|known| known.id == "individual");
    if let Some(terms) = judged.rules.licences.get("individual").filter(|_| !known) {
        draft.authorisations.push(option(
            "individual",
            Standing::OnApplication,
            "required by the authority's notice or a national list",
            terms,
        ));
    }
}
