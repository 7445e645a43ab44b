//! The licensing decision for every entry, every destination and the commonest facts, and for every provision beside the
//! one above it. No case is left to chance here; random ones are in `licensing_cases.rs`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use dualuse::control_list::{Item, ListSource, Register};
use dualuse::domain::{ControlCode, Severity};
use dualuse::licensing::{
    Coverage, Destination, LicensingCase, LicensingDecision, LicensingRules, Listing, Standing, decide,
};
use dualuse::screening::Lists;
use rayon::prelude::*;

static RULES: LazyLock<LicensingRules> =
    LazyLock::new(|| LicensingRules::load(&ListSource::embedded()).unwrap_or_else(|error| panic!("{error}")));

static REGISTER: LazyLock<Register> =
    LazyLock::new(|| Lists::register_of(&ListSource::embedded()).unwrap_or_else(|error| panic!("{error}")));

/// What exporters state most often.
const COMMON: [&[(&str, &str)]; 6] = [
    &[],
    &[("end_user", "civil"), ("reexport_to", "none")],
    &[("end_user", "military")],
    &[("purpose", "repair"), ("repair_original_end_user", "yes"), ("first_export_authorised_on", "2024-01-01")],
    &[("purpose", "fair"), ("fair_return_days", "60"), ("fair_sale", "no")],
    &[
        ("purpose", "intra_group"),
        ("group_relation", "subsidiary"),
        ("group_parent", "DE"),
        ("group_own_development", "yes"),
        ("compliance_programme", "yes"),
    ],
];

/// One destination for each set of general authorisations, measures and sides of the customs border.
const KINDS_OF_PLACES: [&str; 14] =
    ["AR", "BR", "CN", "FR", "GL", "IN", "JP", "LY", "MM", "RU", "SG", "TR", "UA", "VN"];

fn case(codes: Vec<ControlCode>, to: &Destination, facts: &[(&str, &str)]) -> LicensingCase {
    let day = "2026-11-23".parse().unwrap();
    let mut case = LicensingCase::new(Listing::Listed, codes, Some(to.code.clone()), day);
    case.from = "DE".parse().ok();
    for (name, value) in facts {
        case.facts.state(name, value).unwrap();
    }
    case
}

/// What is wrong with a decision, if anything.
fn fault(case: &LicensingCase, decision: &LicensingDecision, to: &Destination) -> Option<&'static str> {
    let worst = decision.findings.iter().map(|finding| finding.severity).max();
    let barred = |code: &ControlCode| {
        let parts = RULES.annex_iv.parts.iter().chain(&RULES.section_i.parts);
        parts.into_iter().any(|part| part.codes.coverage(code) == Coverage::Inside)
    };
    let available: Vec<&str> = decision
        .authorisations
        .iter()
        .filter(|option| option.standing == Standing::Available)
        .map(|option| option.id.as_str())
        .collect();
    // China's embargo is a political commitment: EU003 to EU005 name China.
    let political = ["CN", "HK", "MO"].contains(&to.code.as_str());
    if worst != Some(decision.verdict) {
        Some("the verdict is not the most severe finding")
    } else if decision.findings.iter().any(|finding| finding.legal_basis.is_empty() || finding.rule.is_none()) {
        Some("a finding without legal basis or rule")
    } else if decision.findings.iter().flat_map(|finding| &finding.legal_basis).any(|basis| basis.provision.is_empty())
    {
        Some("a legal basis without provision")
    } else if !available.is_empty() && case.codes.iter().any(barred) {
        Some("a general authorisation for an item of Annex IV or Section I")
    } else if !available.is_empty() && RULES.embargoed(to, case.date) && !political {
        Some("a general authorisation for an embargoed destination")
    } else if RULES.annex_i_prohibited(to, case.date) && decision.verdict != Severity::Prohibited {
        Some("a barred destination is not prohibited")
    } else if to.customs_territory == decision.act.is_export() {
        Some("an export inside the customs territory, or a transfer outside")
    } else if !to.customs_territory && decision.verdict == Severity::NoLicenceFound {
        Some("a listed item leaves without authorisation")
    } else {
        None
    }
}

#[test]
fn every_entry_to_every_destination_with_the_commonest_facts_is_decided() {
    let decided = AtomicUsize::new(0);
    let verdicts: Vec<BTreeMap<Severity, usize>> = REGISTER
        .entries()
        .par_iter()
        .map(|entry| {
            let mut verdicts = BTreeMap::new();
            for to in RULES.destinations.all() {
                for facts in COMMON {
                    let case = case(vec![entry.code.clone()], to, facts);
                    let decision = decide(&case, &RULES);
                    let wrong = fault(&case, &decision, to);
                    assert!(wrong.is_none(), "{} to {} {facts:?}: {wrong:?}\n{decision:#?}", entry.code, to.code);
                    *verdicts.entry(decision.verdict).or_insert(0) += 1;
                }
            }
            decided.fetch_add(verdicts.values().sum(), Ordering::Relaxed);
            verdicts
        })
        .collect();
    assert_eq!(decided.into_inner(), 384 * 268 * COMMON.len());
    let seen: BTreeSet<Severity> = verdicts.iter().flat_map(BTreeMap::keys).copied().collect();
    for severity in [
        Severity::NoLicenceFound,
        Severity::GeneralAvailable,
        Severity::NeedsSubitem,
        Severity::TransferLicenceRequired,
        Severity::LicenceRequired,
        Severity::Prohibited,
    ] {
        assert!(seen.contains(&severity), "{severity} never came out");
    }
}

#[test]
fn no_provision_is_judged_more_severely_than_the_one_above_it() {
    let places: Vec<&Destination> =
        KINDS_OF_PLACES.iter().map(|code| RULES.destinations.get(&code.parse().unwrap()).unwrap()).collect();
    let parents: Vec<&Item> = REGISTER.items().map(|(_, item)| item).filter(|item| !item.children.is_empty()).collect();
    assert!(parents.len() > 400, "{} parents", parents.len());
    let wrong: Vec<String> = parents
        .par_iter()
        .flat_map_iter(|above| places.iter().flat_map(|to| milder(above, to)).collect::<Vec<_>>())
        .collect();
    assert!(wrong.is_empty(), "{} pairs\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// Where a parent lets go what a child holds back; a question about the sub-item is as severe as a parent must be.
fn milder(above: &Item, to: &Destination) -> Vec<String> {
    let verdict = |code: &ControlCode, facts| decide(&case(vec![code.clone()], to, facts), &RULES).verdict;
    let mut wrong = Vec::new();
    for facts in [COMMON[0], COMMON[3], COMMON[4], COMMON[5]] {
        let parent = verdict(&above.code, facts);
        for child in above.children.iter().map(|child| &REGISTER.item(*child).code) {
            let below = verdict(child, facts);
            if parent < below.min(Severity::NeedsSubitem) {
                wrong.push(format!("{} {parent} is milder than {child} {below} to {} {facts:?}", above.code, to.code));
            }
        }
    }
    wrong
}
