//! The procedure of the European Union: Regulation (EU) 2021/821 with the restrictive measures that go before it.
//! Prohibitions come first, then authorisation requirements, then general authorisations; nothing stops at the first.

mod bans;
mod catch_all;
mod conditions;
mod export;
mod flags;
mod general;
mod parties;
mod transfer;

use super::case::{LicensingCase, Listing};
use super::contradiction::Contradiction;
use super::decide::{Jurisdiction, unknown_territory};
use super::decision::Draft;
use super::destination::Destination;
use super::facts::EndUser;
use super::general_authorisation::Duty;
use super::rules::LicensingRules;
use super::tables::Note;
use crate::domain::{Act, ControlCode, Finding, LegalReference, Severity, Territory};

/// How a territory comes into the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Destination,
    FinalDestination,
    Use,
    ReExport,
    Purchaser,
    Route,
}

impl Role {
    fn words(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::FinalDestination => "final destination",
            Self::Use => "place of use",
            Self::ReExport => "known re-export",
            Self::Purchaser => "purchaser",
            Self::Route => "route",
        }
    }
}

/// A case with everything the steps need.
struct Judged<'a> {
    case: &'a LicensingCase,
    rules: &'a LicensingRules,
    from: Option<&'a Destination>,
    to: &'a Destination,
    act: Act,
    places: Vec<(Role, &'a Destination)>,
    /// Codes that count: none where a note releases the item.
    codes: &'a [ControlCode],
    /// How Annex IV and Section I meet them.
    barred: Vec<general::Barred<'a>>,
}

impl Judged<'_> {
    /// Whether a military use or user is stated, denied or unknown.
    fn military(&self) -> Option<bool> {
        let user = match self.case.facts.end_user {
            Some(EndUser::Military | EndUser::Paramilitary) => Some(true),
            Some(EndUser::Civil) => Some(false),
            _ => None,
        };
        match (self.case.military, user) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), _) => Some(false),
            (None, user) => user,
        }
    }

    fn listed(&self) -> bool {
        !self.codes.is_empty() && self.case.listing == Listing::Listed
    }

    fn code_words(&self) -> String {
        self.codes.iter().map(ControlCode::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// The export law of the European Union.
pub(super) struct Union;

impl Jurisdiction for Union {
    fn name<'r>(&self, rules: &'r LicensingRules) -> &'r str {
        &rules.frame.jurisdiction
    }

    fn words(&self) -> &'static str {
        "the European Union"
    }

    fn binds(&self, from: &Destination) -> bool {
        from.member_state || from.customs_territory
    }

    fn version(&self, rules: &LicensingRules) -> LegalReference {
        rules.version()
    }

    fn parties(&self, case: &LicensingCase, rules: &LicensingRules, draft: &mut Draft) {
        parties::parties(case, rules, draft);
    }

    fn run(
        &self,
        case: &LicensingCase,
        rules: &LicensingRules,
        from: Option<&Destination>,
        to: &Destination,
        draft: &mut Draft,
    ) -> Act {
        day(case, rules, draft);
        contradictions(case, rules, draft);
        if let Some(parts) = rules.parts_apart(to) {
            draft.assume(format!("{} is taken without the parts the law treats apart: {parts}", to.en));
        }
        let act = act(case, to, draft);
        let codes = released(case, rules, draft);
        let barred = general::barred(&case.facts, rules, codes);
        let judged = Judged { case, rules, from, to, act, places: places(case, rules, to, draft), codes, barred };
        if case.listing == Listing::Undetermined || (case.listing == Listing::Listed && case.codes.is_empty()) {
            undetermined(&judged, draft);
        } else {
            act_by_act(&judged, draft);
        }
        catch_all::run(&judged, draft);
        flags::run(&judged, draft);
        act
    }

    fn nothing_found(&self, case: &LicensingCase, rules: &LicensingRules) -> Finding {
        let item = match case.listing {
            Listing::NotListed => "an item no entry names",
            Listing::Listed | Listing::Undetermined => "this item and act",
        };
        let sentence = format!(
            "No authorisation requirement was found for {item}. Looked at: destination measures, Annex I and Annex IV, \
             general authorisations, uses of concern (Articles 4 to 10), high priority goods, red flags. Not looked at: \
             parties, national lists, military and torture goods, firearms, drug precursors, cultural goods"
        );
        Finding::new("nothing-found", Severity::NoLicenceFound, sentence).basis(rules.version())
    }

    fn authority(&self, rules: &LicensingRules, from: &Destination) -> Option<String> {
        let keys = [Some(&from.code), from.part_of.as_ref()];
        let known = keys.into_iter().flatten().find_map(|code| rules.authorities.authority.get(code.as_str()))?;
        Some(if rules.authorities.verified { known.clone() } else { format!("{known} (unverified)") })
    }
}

/// Facts that exclude each other: a person has to correct them before the answer counts.
fn contradictions(case: &LicensingCase, rules: &LicensingRules, draft: &mut Draft) {
    for Contradiction { facts, sentence, instead } in Contradiction::all(case, rules) {
        let mut finding =
            Finding::new("facts-contradict", Severity::Review, format!("The facts contradict each other: {sentence}"))
                .basis(rules.frame.basis("Article 12(4)"));
        for fact in facts {
            finding = finding.because("fact", fact);
        }
        draft.find(finding.settled_by(instead));
    }
}

/// The steps that depend on the codes.
fn act_by_act(judged: &Judged<'_>, draft: &mut Draft) {
    let banned = bans::run(judged, draft);
    match judged.act {
        Act::Export | Act::ReExport | Act::ElectronicTransmission if !judged.codes.is_empty() => {
            export::run(judged, banned, draft)
        }
        Act::Export | Act::ReExport | Act::ElectronicTransmission => export::unlisted(judged, draft),
        Act::IntraUnionTransfer => transfer::run(judged, banned, draft),
        Act::Brokering | Act::TechnicalAssistance => {
            draft.owe(judged.rules.duties.service_records.clone());
        }
        Act::Transit => {}
    }
}

/// Findings that hold whether Annex I lists the item or not.
const WHATEVER_THE_CODE: [&str; 8] = [
    "destination-prohibits-any-goods",
    "destination-goods-lists",
    "tariff-number-prohibited",
    "tariff-number-perhaps-prohibited",
    "sector-prohibited",
    "sector-unknown",
    "repression-equipment-prohibited",
    "destination-authorisation",
];

/// Candidates are judged as if they applied; what comes out is at most a review, and at least one.
fn undetermined(judged: &Judged<'_>, draft: &mut Draft) {
    let finding = Finding::new(
        "classification-open",
        Severity::Review,
        "Whether Annex I lists the item is not settled, so no authorisation can be ruled out",
    );
    draft.find(
        finding
            .settled_by("Answer the questions of the classification")
            .basis(judged.rules.frame.basis("Article 3(1)")),
    );
    let mut as_if = Draft::default();
    act_by_act(judged, &mut as_if);
    for mut finding in as_if.findings.into_iter().filter(|finding| finding.severity > Severity::NoLicenceFound) {
        if !judged.codes.is_empty() && !WHATEVER_THE_CODE.contains(&finding.code.as_str()) {
            finding.sentence = format!("If the item falls under {}: {}", judged.code_words(), finding.sentence);
            finding.severity = finding.severity.min(Severity::Review);
        }
        draft.find(finding);
    }
    draft.authorisations = as_if.authorisations;
    draft.duties.extend(as_if.duties);
    draft.questions.extend(as_if.questions);
    draft.assumptions.extend(as_if.assumptions);
}

/// Days the rules do not hold for, and rules nobody has checked for long.
fn day(case: &LicensingCase, rules: &LicensingRules, draft: &mut Draft) {
    let frame = &rules.frame;
    let (severity, code, sentence) = if case.date < frame.applies_from {
        let sentence =
            format!("{} applies from {}; the rules of {} are not held here", frame.act, frame.applies_from, case.date);
        (Severity::NotChecked, "rules-not-held", sentence)
    } else if case.date < frame.held_from {
        let sentence = format!(
            "Judged by the text of {}; on {} lists and conditions may have differed",
            frame.held_from, case.date
        );
        (Severity::Review, "rules-newer-than-day", sentence)
    } else if case.date.since(frame.checked).is_ok_and(|span| span.get_days() > frame.stale_after_days) {
        let sentence =
            format!("These rules were last checked on {}; on {} they may have changed", frame.checked, case.date);
        (Severity::Review, "rules-not-rechecked", sentence)
    } else {
        return;
    };
    draft.find(
        Finding::new(code, severity, sentence)
            .basis(rules.version())
            .settled_by("Read the act as it stood on that day"),
    );
}

/// The act as the law sees it: goods that stay inside the customs territory are transferred, others exported.
fn act(case: &LicensingCase, to: &Destination, draft: &mut Draft) -> Act {
    match (case.act, to.customs_territory) {
        (Act::Export | Act::ReExport | Act::ElectronicTransmission, true) => {
            draft.assume(format!(
                "{} counts as inside the customs territory of the Union here: judged as a transfer, not an export",
                to.en
            ));
            Act::IntraUnionTransfer
        }
        (Act::IntraUnionTransfer, false) => {
            draft.assume(format!(
                "{} lies outside the customs territory of the Union: judged as an export, not a transfer",
                to.en
            ));
            Act::Export
        }
        (act, _) => act,
    }
}

/// Every territory that plays a part, the destination first.
fn places<'a>(
    case: &'a LicensingCase,
    rules: &'a LicensingRules,
    to: &'a Destination,
    draft: &mut Draft,
) -> Vec<(Role, &'a Destination)> {
    let facts = &case.facts;
    let single = [
        (Role::FinalDestination, &facts.final_destination),
        (Role::Use, &facts.use_in),
        (Role::Purchaser, &facts.purchaser),
    ];
    let single = single.into_iter().filter_map(|(role, place)| place.as_ref().map(|place| (role, place)));
    let onward = facts.reexport_to.iter().flatten().map(|place| (Role::ReExport, place));
    let route = facts.route.iter().map(|place| (Role::Route, place));
    let mut places = vec![(Role::Destination, to)];
    let named: Vec<(Role, &Territory)> = single.chain(onward).chain(route).collect();
    for (role, code) in named {
        match rules.destinations.get(code) {
            Some(found) => places.push((role, found)),
            None => draft.find(unknown_territory(code, rules, role.words())),
        }
    }
    places
}

/// The codes that are left once a note of Annex I releases the item, as the exporter states.
fn released<'a>(case: &'a LicensingCase, rules: &LicensingRules, draft: &mut Draft) -> &'a [ControlCode] {
    let codes = if case.listing == Listing::NotListed { &[] } else { case.codes.as_slice() };
    let Some(stated) = case.facts.note.as_deref().filter(|_| !codes.is_empty()) else { return codes };
    let grounds: Vec<&Note> = rules.notes.iter().filter(|note| note.id == stated).collect();
    let Some(note) = grounds.iter().find(|note| note.reaches(&codes[0])).or(grounds.first()) else {
        let sentence = format!("`{stated}` is no note of Annex I this program knows");
        let finding = Finding::new("note-unknown", Severity::Review, sentence).because("note", stated);
        draft.find(finding.basis(rules.frame.basis("Annex I, notes")));
        return codes;
    };
    match codes.iter().find(|code| !grounds.iter().any(|ground| ground.reaches(code))) {
        None => {
            accept(note, rules, draft);
            &[]
        }
        Some(code) => {
            let sentence = format!("The {} does not release {code}; the item is judged as listed", note.name);
            let finding = Finding::new("note-does-not-release", Severity::Review, sentence);
            let finding = finding.of_record(&note.id).basis(rules.frame.basis(&note.provision));
            draft.find(finding.because("note", stated));
            codes
        }
    }
}

fn accept(note: &Note, rules: &LicensingRules, draft: &mut Draft) {
    draft.assume(format!("The {} releases the item, as stated: {}", note.name, note.says));
    let says = format!("Keep on file why the {} applies, point by point", note.name);
    draft.owe(Duty::new("self_assessment", says, &note.provision));
    draft.owe(rules.duties.not_listed.clone());
}
