//! From a case to a decision: whose law applies, then that law's procedure, then the verdict.
//! A second jurisdiction is a further module beside `union` and a further arm in [`decide`].

use super::case::{LicensingCase, Listing};
use super::decision::{Draft, LicensingDecision};
use super::destination::{Destination, DestinationRegister};
use super::rules::LicensingRules;
use super::union;
use crate::domain::{Act, Finding, LegalReference, Severity, Territory};

/// Decides a case by the rules, for the day named in the case.
///
/// Every finding is collected and the most severe one is the verdict. What is not known is asked or shown as an
/// assumption; a destination that is missing or unknown is `NotChecked`.
pub fn decide(case: &LicensingCase, rules: &LicensingRules) -> LicensingDecision {
    let mut draft = Draft::default();
    let to = destination(case, rules, &mut draft);
    let seat = seat(case, rules, &mut draft);
    let mut act = case.act;
    union::parties(case, rules, &mut draft);
    if let (Some(to), Ok(from)) = (to, &seat) {
        act = union::run(case, rules, *from, to, &mut draft);
    }
    finish(case, rules, draft, act, seat.ok().flatten(), to)
}

fn destination<'a>(case: &LicensingCase, rules: &'a LicensingRules, draft: &mut Draft) -> Option<&'a Destination> {
    let Some(code) = &case.to else {
        draft.find(
            Finding::new(
                "destination-missing",
                Severity::NotChecked,
                "No destination is stated, so nothing was decided",
            )
            .settled_by("State the destination"),
        );
        draft.ask("to", "Where do the items go?");
        return None;
    };
    let found = rules.destinations.get(code);
    if found.is_none() {
        draft.find(unknown_territory(code, &rules.destinations, "destination"));
    }
    found
}

/// A territory the register does not know.
pub(super) fn unknown_territory(code: &Territory, register: &DestinationRegister, place: &str) -> Finding {
    let sentence = match register.lookup(code.as_str()) {
        Err(error) => format!("The {place} cannot be judged: {error}"),
        Ok(_) => format!("The {place} {code} cannot be judged"),
    };
    Finding::new("territory-unknown", Severity::NotChecked, sentence)
        .because(place, code.as_str())
        .settled_by("Correct the country or territory code")
}

/// Where the exporter sits: `Ok(None)` where it is not stated, `Err` where no rules are held for it.
fn seat<'a>(case: &LicensingCase, rules: &'a LicensingRules, draft: &mut Draft) -> Result<Option<&'a Destination>, ()> {
    let Some(code) = &case.from else {
        draft.assume("The exporter is established in the European Union; which Member State was not stated");
        return Ok(None);
    };
    match rules.destinations.get(code) {
        Some(from) if from.member_state || from.customs_territory => Ok(Some(from)),
        Some(from) => {
            let sentence =
                format!("No rules are held for exporters in {}: only those of the European Union are", from.en);
            draft.find(
                Finding::new("jurisdiction-not-held", Severity::NotChecked, sentence)
                    .because("from", code.as_str())
                    .settled_by("State the Member State the items leave from, or ask the authority of that country"),
            );
            Err(())
        }
        None => {
            draft.find(unknown_territory(code, &rules.destinations, "place of the exporter"));
            Err(())
        }
    }
}

fn finish(
    case: &LicensingCase,
    rules: &LicensingRules,
    mut draft: Draft,
    act: Act,
    from: Option<&Destination>,
    to: Option<&Destination>,
) -> LicensingDecision {
    if draft.findings.is_empty() {
        draft.find(nothing_found(case, rules.version()));
    }
    draft.sort();
    let authority = from.and_then(|from| {
        let keys = [Some(&from.code), from.part_of.as_ref()];
        keys.into_iter().flatten().find_map(|code| rules.authorities.authority.get(code.as_str()).cloned())
    });
    let not_held = draft.findings.iter().any(|finding| finding.code == "jurisdiction-not-held");
    LicensingDecision {
        verdict: draft.worst(),
        jurisdiction: (!not_held).then(|| rules.frame.jurisdiction.clone()),
        act,
        destination: to.map(|to| to.code.clone()),
        findings: draft.findings,
        authorisations: draft.authorisations,
        duties: draft.duties,
        questions: draft.questions,
        assumptions: draft.assumptions,
        authority,
        rules: rules.version(),
    }
}

fn nothing_found(case: &LicensingCase, version: LegalReference) -> Finding {
    let item = match case.listing {
        Listing::NotListed => "an item no entry names",
        Listing::Listed | Listing::Undetermined => "this item and act",
    };
    let sentence = format!(
        "No authorisation requirement was found for {item}. Looked at: destination measures, Annex I and Annex IV, \
         general authorisations, uses of concern (Articles 4 to 10), high priority goods, red flags. Parties and \
         national lists are checked elsewhere"
    );
    Finding::new("nothing-found", Severity::NoLicenceFound, sentence).basis(version)
}
