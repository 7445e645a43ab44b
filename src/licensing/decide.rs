//! From a case to a decision: whose law applies, then that law's procedure, then the verdict.
//! A second jurisdiction is a further module beside `union`, named in [`JURISDICTIONS`]; nothing of the first changes.

use super::case::LicensingCase;
use super::decision::{Draft, LicensingDecision};
use super::destination::{Destination, DestinationRegister};
use super::rules::LicensingRules;
use super::union::Union;
use crate::domain::{Act, Finding, LegalReference, Severity, Territory};

/// A body of export law: whom it binds and how it judges. One that is added brings its own data folder under
/// `control_lists/licensing/` and leaves the others as they are.
pub(super) trait Jurisdiction {
    /// Its name in answers, such as `EU`.
    fn name<'r>(&self, rules: &'r LicensingRules) -> &'r str;

    /// Its name in sentences.
    fn words(&self) -> &'static str;

    /// Whether it binds an exporter established there.
    fn binds(&self, from: &Destination) -> bool;

    /// Act and version its rules were written from.
    fn version(&self, rules: &LicensingRules) -> LegalReference;

    /// Findings about the parties, which hold wherever the items go.
    fn parties(&self, case: &LicensingCase, rules: &LicensingRules, draft: &mut Draft);

    /// Its procedure; returns the act as judged.
    fn run(
        &self,
        case: &LicensingCase,
        rules: &LicensingRules,
        from: Option<&Destination>,
        to: &Destination,
        draft: &mut Draft,
    ) -> Act;

    /// The finding of a case in which nothing else was found.
    fn nothing_found(&self, case: &LicensingCase, rules: &LicensingRules) -> Finding;

    /// The authority in charge of an exporter, where known.
    fn authority(&self, rules: &LicensingRules, from: &Destination) -> Option<String>;
}

/// The jurisdictions held, the one presumed first.
const JURISDICTIONS: &[&dyn Jurisdiction] = &[&Union];

/// Decides a case by the rules, for the day named in the case.
///
/// Every finding is collected and the most severe one is the verdict. What is not known is asked or shown as an
/// assumption; a destination that is missing or unknown is `NotChecked`.
pub fn decide(case: &LicensingCase, rules: &LicensingRules) -> LicensingDecision {
    decide_under(JURISDICTIONS, case, rules)
}

fn decide_under(
    jurisdictions: &[&dyn Jurisdiction],
    case: &LicensingCase,
    rules: &LicensingRules,
) -> LicensingDecision {
    let mut draft = Draft::default();
    let to = destination(case, rules, &mut draft);
    let from = case.from.as_ref().and_then(|code| rules.destinations.get(code));
    let governing = governing(jurisdictions, case, rules, from, &mut draft);
    let presumed = jurisdictions.first().copied().unwrap_or(&Union);
    governing.unwrap_or(presumed).parties(case, rules, &mut draft);
    let mut act = case.act;
    if let (Some(to), Some(law)) = (to, governing) {
        act = law.run(case, rules, from, to, &mut draft);
    }
    let law = governing.unwrap_or(presumed);
    if draft.findings.is_empty() {
        draft.find(law.nothing_found(case, rules));
    }
    draft.sort();
    LicensingDecision {
        verdict: draft.worst(),
        jurisdiction: governing.map(|law| law.name(rules).to_owned()),
        act,
        destination: to.map(|to| to.code.clone()),
        findings: draft.findings,
        authorisations: draft.authorisations,
        duties: draft.duties,
        questions: draft.questions,
        assumptions: draft.assumptions,
        authority: from.filter(|_| governing.is_some()).and_then(|from| law.authority(rules, from)),
        rules: law.version(rules),
    }
}

fn destination<'a>(case: &LicensingCase, rules: &'a LicensingRules, draft: &mut Draft) -> Option<&'a Destination> {
    let Some(code) = &case.to else {
        draft.find(
            Finding::new(
                "destination-missing",
                Severity::NotChecked,
                "No destination is stated, so nothing was decided",
            )
            .basis(rules.frame.basis("Article 3(1)"))
            .settled_by("State the destination"),
        );
        draft.ask("to", "Where do the items go?");
        return None;
    };
    let found = rules.destinations.get(code);
    if found.is_none() {
        draft.find(unknown_territory(code, rules, "destination"));
    }
    found
}

/// A territory the register does not know.
pub(super) fn unknown_territory(code: &Territory, rules: &LicensingRules, place: &str) -> Finding {
    let register: &DestinationRegister = &rules.destinations;
    let sentence = match register.lookup(code.as_str()) {
        Err(error) => format!("The {place} cannot be judged: {error}"),
        Ok(_) => format!("The {place} {code} cannot be judged"),
    };
    Finding::new("territory-unknown", Severity::NotChecked, sentence)
        .basis(rules.frame.basis("Article 3(1)"))
        .because(place, code.as_str())
        .settled_by("Correct the country or territory code")
}

/// The law that binds the exporter: the presumed one where nothing is stated, none where no rules are held.
fn governing<'j>(
    jurisdictions: &[&'j dyn Jurisdiction],
    case: &LicensingCase,
    rules: &LicensingRules,
    from: Option<&Destination>,
    draft: &mut Draft,
) -> Option<&'j dyn Jurisdiction> {
    let Some(code) = &case.from else {
        let presumed = jurisdictions.first().copied()?;
        draft.assume(format!("The exporter is established in {}; the country was not stated", presumed.words()));
        return Some(presumed);
    };
    let Some(from) = from else {
        draft.find(unknown_territory(code, rules, "place of the exporter"));
        return None;
    };
    let found = jurisdictions.iter().copied().find(|law| law.binds(from));
    if found.is_none() {
        let held: Vec<&str> = jurisdictions.iter().map(|law| law.words()).collect();
        let sentence =
            format!("No rules are held for exporters in {}: only those of {} are", from.en, held.join(" and "));
        let finding = Finding::new("jurisdiction-not-held", Severity::NotChecked, sentence)
            .basis(rules.frame.basis("Article 2(3)"))
            .because("from", code.as_str());
        draft.find(finding.settled_by("State the country the exporter is established in, or ask its authority"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control_list::ListSource;
    use crate::licensing::Listing;

    /// A law that asks a licence for everything, to show that a second one fits beside the first.
    struct Strict;

    impl Jurisdiction for Strict {
        fn name<'r>(&self, _: &'r LicensingRules) -> &'r str {
            "XX"
        }

        fn words(&self) -> &'static str {
            "Japan"
        }

        fn binds(&self, from: &Destination) -> bool {
            from.code.as_str() == "JP"
        }

        fn version(&self, _: &LicensingRules) -> LegalReference {
            LegalReference::new("An act of its own", "version 1")
        }

        fn parties(&self, _: &LicensingCase, _: &LicensingRules, _: &mut Draft) {}

        fn run(
            &self,
            case: &LicensingCase,
            _: &LicensingRules,
            _: Option<&Destination>,
            _: &Destination,
            draft: &mut Draft,
        ) -> Act {
            draft.find(Finding::new("its-own-finding", Severity::LicenceRequired, "Everything needs a licence"));
            case.act
        }

        fn nothing_found(&self, _: &LicensingCase, _: &LicensingRules) -> Finding {
            Finding::new("nothing-found", Severity::NoLicenceFound, "Nothing")
        }

        fn authority(&self, _: &LicensingRules, _: &Destination) -> Option<String> {
            Some("Its own authority".to_owned())
        }
    }

    #[test]
    fn a_second_jurisdiction_fits_and_leaves_the_first_as_it_is() {
        let rules = LicensingRules::load(&ListSource::embedded()).unwrap();
        let from = |code: &str| {
            let to = "US".parse().ok();
            let day = "2026-11-23".parse().unwrap();
            LicensingCase {
                from: code.parse().ok(),
                ..LicensingCase::new(Listing::Listed, vec!["3A001.b.2".parse().unwrap()], to, day)
            }
        };
        let both: [&dyn Jurisdiction; 2] = [&Union, &Strict];
        let japan = decide_under(&both, &from("JP"), &rules);
        assert_eq!((japan.verdict, japan.jurisdiction.as_deref()), (Severity::LicenceRequired, Some("XX")));
        assert_eq!(japan.authority.as_deref(), Some("Its own authority"));
        assert_eq!(decide_under(&both, &from("DE"), &rules), decide(&from("DE"), &rules));
        assert_eq!(decide(&from("JP"), &rules).verdict, Severity::NotChecked);
    }
}
