//! Screening a transaction: classification, parties and licensing brought into one answer. Pure: the same transaction,
//! lists and policy give the same answer; the day of decision is part of the transaction.

mod lists;
mod outcome;
mod run;

pub use lists::{AnnexI, Lists, ListsError};
pub use outcome::{RegisterUsed, Screening, Sources};
pub use run::ScreeningRun;

use std::sync::Arc;

use jiff::civil::Date;

use crate::classification::{Classification, Classifier, Context, Outcome, ParameterFault, Status};
use crate::domain::{Act, ControlCode, Finding, Item, LegalReference, Party, Severity, Territory, Transaction};
use crate::licensing::{Facts, Hint, LicensingCase, LicensingDecision, Listing, decide};
use crate::name_matching::{MatchPolicy, PartyResult, screen_party};

/// What the user wants of a screening.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// How parties are matched.
    pub matching: MatchPolicy,
}

/// Screens one transaction.
pub fn screen(transaction: &Transaction, lists: &Lists, policy: &Policy) -> Screening {
    let judge = Judge {
        lists,
        item: &|item, cwc_party| judge_item(item, cwc_party, lists).map(Arc::new),
        party: &|party, day| Arc::new(screen_party(party, lists.screener(), &policy.matching, day)),
        sources: &|first| Arc::new(lists.sources(first)),
    };
    judge.screen(transaction)
}

/// What Annex I says of an item, or what of it was not understood.
type ItemAnswer = Result<Arc<Classification>, Vec<ParameterFault>>;

/// The costly steps of a screening, asked anew or remembered; the answer is the same.
struct Judge<'a> {
    lists: &'a Lists,
    item: &'a dyn Fn(&Item, Option<bool>) -> ItemAnswer,
    party: &'a dyn Fn(&Party, Date) -> Arc<PartyResult>,
    sources: &'a dyn Fn(Option<&PartyResult>) -> Arc<Sources>,
}

/// Classifies an item; `cwc_party` says whether it goes to a party of the Chemical Weapons Convention.
fn judge_item(item: &Item, cwc_party: Option<bool>, lists: &Lists) -> Result<Classification, Vec<ParameterFault>> {
    let suggest = |description: &str, tariff: &[&str]| lists.annex_i().suggestions(description, tariff);
    let context = Context { cwc_party, suggest: Some(&suggest), answers: None };
    Classifier::new(lists.register(), lists.kinds()).classify(item, &context)
}

impl Judge<'_> {
    fn screen(&self, transaction: &Transaction) -> Screening {
        let lists = self.lists;
        let mut findings = Vec::new();
        let classification = self.classify(transaction, &mut findings);
        let mut case = licensing_case(transaction, classification.as_deref());
        let presumptions = self.facts(transaction, &mut case, &mut findings);
        let mut licensing = decide(&case, lists.rules());
        licensing.assumptions.extend(presumptions);
        findings.extend(catch_all_hints(&case, &licensing, transaction, classification.as_deref(), lists));
        findings.extend(stricter_entry(&case, &licensing, classification.as_deref(), lists));
        let parties: Vec<Arc<PartyResult>> =
            transaction.parties.iter().map(|party| (self.party)(party, transaction.date)).collect();
        if parties.is_empty() {
            findings.push(no_party());
        }
        let goods_verdict = worst(licensing.findings.iter().chain(&findings)).max(licensing.verdict);
        let party_verdict = parties.iter().map(|party| worst(party.findings.iter())).max();
        findings.extend(licensing.findings.iter().cloned());
        for party in &parties {
            for finding in &party.findings {
                if !findings.contains(finding) {
                    findings.push(finding.clone());
                }
            }
        }
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        Screening {
            id: transaction.id.clone(),
            verdict: goods_verdict.max(party_verdict.unwrap_or(Severity::NoLicenceFound)),
            goods_verdict,
            party_verdict,
            transaction: transaction.clone(),
            findings,
            classification,
            licensing,
            sources: (self.sources)(parties.first().map(Arc::as_ref)),
            parties,
        }
    }

    /// Takes over what the exporter states; what is not understood becomes a finding. Returns how doubtful names were read.
    fn facts(&self, transaction: &Transaction, case: &mut LicensingCase, findings: &mut Vec<Finding>) -> Vec<String> {
        match Facts::of(&transaction.facts, &self.lists.rules().destinations) {
            Ok((facts, presumptions)) => {
                case.facts = facts;
                presumptions
            }
            Err(faults) => {
                findings.extend(faults.iter().map(|fault| {
                    Finding::new("fact-not-understood", Severity::NotChecked, fault.to_string())
                        .settled_by("Correct the stated fact; `dualuse licence --help` lists the facts.")
                }));
                Vec::new()
            }
        }
    }

    /// Classifies the item; what makes that impossible becomes a finding.
    fn classify(&self, transaction: &Transaction, findings: &mut Vec<Finding>) -> Option<Arc<Classification>> {
        let item = &transaction.item;
        if !item.description.chars().any(char::is_alphanumeric) && item.cas.is_none() && item.claimed_code.is_none() {
            findings.push(
                Finding::new(
                    "no-description",
                    Severity::NotChecked,
                    "The item has no description, so it was not classified.",
                )
                .settled_by("Say in a few words what the goods are, with their decisive figures."),
            );
            return None;
        }
        let cwc_party = transaction.to.as_ref().and_then(|to| self.lists.is_cwc_party(to));
        match (self.item)(item, cwc_party) {
            Ok(classification) => {
                findings.extend(claim(transaction, &classification, self.lists));
                Some(classification)
            }
            Err(faults) => {
                findings.extend(faults.iter().map(|fault| {
                    Finding::new("parameter-not-understood", Severity::NotChecked, fault.to_string()).settled_by(
                        "Correct the stated parameter; `dualuse entry CODE` shows the names a provision uses.",
                    )
                }));
                None
            }
        }
    }
}

/// The most severe of several findings.
fn worst<'f>(findings: impl Iterator<Item = &'f Finding>) -> Severity {
    findings.map(|finding| finding.severity).max().unwrap_or(Severity::NoLicenceFound)
}

fn no_party() -> Finding {
    Finding::new("no-party-stated", Severity::NotChecked, "No party was stated, so none was searched on the lists.")
        .basis(LegalReference::new("the Union's acts of restrictive measures", "asset-freeze articles"))
        .settled_by("State buyer, consignee and end user (--party \"NAME@CC#role\").")
}

/// The exporter's own code against what was found.
fn claim(transaction: &Transaction, classification: &Classification, lists: &Lists) -> Option<Finding> {
    let claimed = transaction.item.claimed_code.as_ref()?;
    if lists.register().find(claimed).is_none() {
        let near: Vec<String> = lists.register().nearest_codes(claimed).iter().map(ToString::to_string).collect();
        let sentence = format!("The exporter's code {claimed} is not in Annex I of this version.");
        return Some(
            Finding::new("claimed-code-unknown", Severity::Review, sentence)
                .because("code", claimed.to_string())
                .settled_by(format!("Correct the code; near: {}.", near.join(", "))),
        );
    }
    let same = |code: &ControlCode| code.covers(claimed) || claimed.covers(code);
    let agrees = classification
        .candidates
        .iter()
        .any(|c| c.status != Status::Excluded && same(&c.code) && !c.because.starts_with("the exporter names"));
    if agrees {
        return None;
    }
    let sentence = format!("The exporter names {claimed}; the description does not lead there.");
    Some(
        Finding::new("claimed-code-differs", Severity::Review, sentence)
            .basis(LegalReference::dual_use(format!("Annex I, {claimed}")))
            .because("code", claimed.to_string())
            .settled_by("Describe the goods as the data sheet does, or correct the code."),
    )
}

fn licensing_case(transaction: &Transaction, classification: Option<&Classification>) -> LicensingCase {
    let (listing, codes) = match classification {
        None => (Listing::Undetermined, transaction.item.claimed_code.clone().into_iter().collect()),
        Some(found) => match found.outcome {
            Outcome::Listed => (Listing::Listed, codes(found, Status::Met)),
            Outcome::Undetermined => (Listing::Undetermined, codes(found, Status::Open)),
            Outcome::NotListed => (Listing::NotListed, Vec::new()),
        },
    };
    let mut case = LicensingCase::of(transaction, listing, codes);
    if case.hs_code.is_none() {
        case.hs_code = classification.and_then(|found| found.understood.tariff_numbers.first().cloned());
    }
    case
}

/// Catch-alls that the description and tariff numbers call to mind, where goods leave the customs territory.
fn catch_all_hints(
    case: &LicensingCase,
    decided: &LicensingDecision,
    transaction: &Transaction,
    classification: Option<&Classification>,
    lists: &Lists,
) -> Vec<Finding> {
    let inside = |to: &Territory| lists.rules().destinations.get(to).is_some_and(|to| to.customs_territory);
    if case.act == Act::IntraUnionTransfer || transaction.to.as_ref().is_some_and(inside) {
        return Vec::new();
    }
    let listed = case.listing == Listing::Listed;
    let quoted = classification.iter().flat_map(|found| &found.understood.tariff_numbers);
    let tariff = transaction.item.hs_code.iter().chain(quoted).map(String::as_str);
    let hints = lists.hints().of(&transaction.item.description, tariff, listed);
    let told = |finding: &Finding| decided.findings.iter().any(|known| known.code == finding.code);
    hints.iter().map(Hint::finding).filter(|finding| !told(finding)).collect()
}

/// Goods that are listed may also fall under an entry that is still open. Where that entry would be judged more
/// severely, it must be settled before the milder answer is used.
fn stricter_entry(
    case: &LicensingCase,
    decided: &LicensingDecision,
    classification: Option<&Classification>,
    lists: &Lists,
) -> Option<Finding> {
    let found = classification.filter(|found| found.outcome == Outcome::Listed)?;
    let open = codes(found, Status::Open);
    let stricter: Vec<String> = open
        .into_iter()
        .filter(|code| {
            let other = LicensingCase { codes: vec![code.clone()], ..case.clone() };
            decide(&other, lists.rules()).verdict > decided.verdict
        })
        .map(|code| code.to_string())
        .collect();
    let first = stricter.first()?;
    let sentence =
        format!("The goods may also fall under {}, which would be judged more severely.", stricter.join(", "));
    Some(
        Finding::new("stricter-entry-open", Severity::NeedsSubitem, sentence)
            .basis(LegalReference::dual_use(format!("Annex I, {first}")))
            .settled_by("Answer the questions about the item."),
    )
}

fn codes(classification: &Classification, status: Status) -> Vec<ControlCode> {
    classification.candidates.iter().filter(|c| c.status == status && !c.suggested).map(|c| c.code.clone()).collect()
}
