//! What follows from potential matches, and from lists that could not be searched.
//!
//! Step 2 of the decision procedure: a party under an asset freeze of the Union may get no goods at all; a hit that is
//! only like the name is for a person to look at. So a match makes the transaction `Prohibited` only where identity is
//! confirmed (see [`super::Match::confirmed`]) and Union law itself freezes the party's assets. Everything else, an
//! identical name without a confirming field included, is `Review` with the transaction stopped until it is cleared:
//! calling a namesake prohibited would teach users to wave such answers through.

use super::policy::MatchPolicy;
use super::screen::{Match, NameError, Query};
use crate::domain::{Finding, LegalReference, Severity};
use crate::sanctions::{Effect, PartyKind, SanctionsLists, SearchedList};

pub(super) fn findings(
    query: &Query,
    unusable: Option<&NameError>,
    matches: &[Match],
    policy: &MatchPolicy,
    lists: &SanctionsLists,
    searched: &[SearchedList],
    not_loaded: &[String],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(error) = unusable {
        let sentence = format!("The party could not be searched for: {error}.");
        findings.push(
            Finding::new("party-not-searchable", Severity::NotChecked, sentence)
                .settled_by("State the party's full name."),
        );
    }
    for found in matches {
        findings.extend(found.listed.effects.iter().map(|effect| of_match(query, found, *effect, policy, lists)));
    }
    findings.extend(of_lists(searched, not_loaded, lists));
    findings
}

/// What one effect of a listing means for this party: each effect is a finding of its own.
fn of_match(query: &Query, found: &Match, effect: Effect, policy: &MatchPolicy, lists: &SanctionsLists) -> Finding {
    let listed = &found.listed;
    let union_law = lists.definition(&listed.list).is_some_and(|d| d.jurisdiction == "EU");
    let severity = match effect {
        Effect::AssetFreeze | Effect::TransactionBan | Effect::VesselBan | Effect::PlaceBan
            if union_law && found.confirmed =>
        {
            Severity::Prohibited
        }
        // Article 2b of Regulation (EU) No 833/2014 leaves a narrow way open, by authorisation.
        Effect::DualUseBan if union_law && found.confirmed => Severity::LicenceRequired,
        _ => Severity::Review,
    };
    let strength = match (found.confirmed, found.score) {
        (true, _) => "is, by the evidence stated,",
        (_, score) if score >= policy.strong_score => "is a strong potential match for",
        _ => "is a potential match for",
    };
    let stop = if severity == Severity::Prohibited { "" } else { " Stop until this is settled." };
    let sentence = format!(
        "`{}` {strength} {} `{}`, listed on {} as {} ({effect}); score {:.2}. {}{stop}",
        query.name.trim(),
        listed.kind,
        listed.name,
        listed.list,
        listed.entry_id,
        found.score,
        if found.confirmed { effect.consequence().to_owned() } else { if_same(effect) },
    );
    let code = format!(
        "{}-{}",
        if found.confirmed { "listed-party" } else { "potential-match" },
        effect.code().replace('_', "-")
    );
    let code = code.as_str();
    let mut finding = Finding::new(code, severity, sentence)
        .because("party", query.name.clone())
        .settled_by(settled_by(query, found));
    finding.legal_basis = if listed.legal_basis.is_empty() {
        lists.definition(&listed.list).map_or_else(Vec::new, |d| d.legal_basis.clone())
    } else {
        listed.legal_basis.clone()
    };
    finding
}

/// The consequence, as long as identity is not settled.
fn if_same(effect: Effect) -> String {
    let mut letters = effect.consequence().chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("If it is the same: {first}{}", letters.as_str())
}

/// What would tell the party from the listed one.
fn settled_by(query: &Query, found: &Match) -> String {
    if found.confirmed {
        return "Have a second person compare the documents with the listing; a derogation is for the national authority alone.".to_owned();
    }
    let mut wanted = Vec::new();
    if found.listed.kind == PartyKind::Person && query.born.is_none() {
        wanted.push(match found.listed.births.as_slice() {
            [] => "date and place of birth".to_owned(),
            births => format!("date of birth (listed: {})", births.join(", ")),
        });
    }
    if query.country.is_none() {
        let countries: Vec<&str> = found.listed.countries.iter().map(|c| c.as_str()).collect();
        wanted.push(if countries.is_empty() {
            "country".to_owned()
        } else {
            format!("country (listed: {})", countries.join(", "))
        });
    }
    if query.identifiers.is_empty() {
        wanted.push(
            if found.listed.kind == PartyKind::Person { "passport number" } else { "registration number" }.to_owned(),
        );
    }
    let own = if wanted.is_empty() {
        "the statement of reasons and the address in the listing act".to_owned()
    } else {
        wanted.join(", ")
    };
    format!("Compare {own} with the listing; record who decided and why.")
}

fn of_lists(searched: &[SearchedList], not_loaded: &[String], lists: &SanctionsLists) -> Vec<Finding> {
    let basis = || {
        LegalReference::new(
            "Regulation (EU) 2019/796 and the other acts of restrictive measures",
            "asset-freeze articles",
        )
    };
    let mut findings = Vec::new();
    if !not_loaded.is_empty() || searched.is_empty() {
        let names = if not_loaded.is_empty() { "none is loaded".to_owned() } else { not_loaded.join(", ") };
        let sentence = format!("Not all lists the policy wants were searched; missing: {names}.");
        let how = "Run `dualuse lists update`, or `dualuse lists import NAME FILE` where there is no network; \
                   `dualuse lists status` says what is missing.";
        findings.push(Finding::new("list-not-loaded", Severity::NotChecked, sentence).basis(basis()).settled_by(how));
    }
    for list in searched.iter().filter(|l| !l.problems.is_empty()) {
        let why: Vec<String> = list.problems.iter().map(ToString::to_string).collect();
        let sentence = format!("List {} was searched but cannot be relied on: {}.", list.name, why.join("; "));
        let fuller = lists.definition(&list.name).and_then(|definition| definition.superseded_by.as_ref());
        let how = format!("Fetch a current and whole list: `dualuse lists update {}`.", fuller.unwrap_or(&list.name));
        findings.push(Finding::new("list-not-reliable", Severity::NotChecked, sentence).basis(basis()).settled_by(how));
    }
    findings
}
