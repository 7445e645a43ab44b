//! What screening found about the parties, in terms of what may be delivered to them.

use crate::domain::{Finding, LegalReference, Severity};
use crate::licensing::case::LicensingCase;
use crate::licensing::decision::Draft;
use crate::licensing::facts::ListedParty;
use crate::licensing::rules::LicensingRules;

/// Findings about listed parties, owners and controllers. They hold for any goods, listed or not.
pub(in crate::licensing) fn parties(case: &LicensingCase, rules: &LicensingRules, draft: &mut Draft) {
    match case.facts.listed_party {
        Some(ListedParty::AssetFreeze) => draft.find(
            Finding::new(
                "listed-party",
                Severity::Prohibited,
                "A party is listed and its assets are frozen: no goods, software or technology may be made available to it, directly or indirectly",
            )
            .of_record("asset_freeze")
            .basis(freezing()),
        ),
        Some(ListedParty::DualUseBan) => draft.find(dual_use_ban(case, rules)),
        Some(ListedParty::PotentialMatch) => draft.find(
            Finding::new("potential-match", Severity::Review, "A party resembles a listed one and nobody has settled it yet")
                .basis(freezing())
                .settled_by("Compare the party with the listing and decide"),
        ),
        None => {}
    }
    ownership(case, draft);
}

/// The act that lists the party; which one it is only screening knows.
fn freezing() -> LegalReference {
    LegalReference::new(
        "Regulation that lists the party, such as (EU) No 269/2014 or (EU) 2019/796",
        "freezing of funds and economic resources",
    )
}

fn dual_use_ban(case: &LicensingCase, rules: &LicensingRules) -> Finding {
    let listed = !case.codes.is_empty();
    let severity = if listed { Severity::Prohibited } else { Severity::Review };
    let sentence = if listed {
        "A party stands in Annex IV to Regulation (EU) No 833/2014: dual-use items may reach it only with an authorisation for an urgent danger to health, safety or the environment"
    } else {
        "A party stands in Annex IV to Regulation (EU) No 833/2014: goods of Annex VII to that Regulation may not reach it either"
    };
    let basis = rules.embargoes.iter().find(|regime| regime.id == "EU-RUS-833");
    let basis = basis.map_or_else(
        || LegalReference::new("Regulation (EU) No 833/2014", "Article 2b"),
        |regime| regime.basis("Article 2b and Annex IV", true),
    );
    Finding::new("party-under-dual-use-ban", severity, sentence).of_record("EU-RUS-833").basis(basis)
}

/// Half or more, counted together, makes a company as listed as its owners; control is judged case by case.
fn ownership(case: &LicensingCase, draft: &mut Draft) {
    let best_practices = || LegalReference::new("Council Best Practices of 3 July 2024", "ownership and control");
    if let Some(share) = case.facts.listed_ownership_percent.filter(|share| *share > 0) {
        let (severity, words) = if share >= 50 {
            (Severity::Prohibited, "the party counts as listed; only a person can rebut this, with reasons")
        } else {
            (Severity::Review, "less than half; control has to be looked at")
        };
        let sentence = format!("Listed parties hold {share} % of a party together: {words}");
        let settled = "Look at who holds which share, directly and through others, and write down the outcome";
        let finding = Finding::new("owned-by-listed-party", severity, sentence).basis(best_practices());
        draft.find(finding.settled_by(settled));
    }
    if case.facts.yes_no("listed_control") == Some(true) {
        let sentence = "A listed party seems to control a party without owning half of it";
        let finding = Finding::new("controlled-by-listed-party", Severity::Review, sentence).basis(best_practices());
        draft.find(finding.settled_by("Look at who appoints the management, decides and draws the profit"));
    }
}
