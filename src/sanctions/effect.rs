//! What being listed means for an exporter. A record may carry several effects; each leads to a finding of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What being listed means, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Funds and economic resources may not be made available, directly or indirectly: no goods at all.
    AssetFreeze,
    /// No transaction of any kind (such as Annexes XIX, XLV and XLIX to Regulation (EU) No 833/2014).
    TransactionBan,
    /// A ship that may not be served or dealt with (Annex XLII to Regulation (EU) No 833/2014).
    VesselBan,
    /// A port, airport or lock that may not be used (Annex XLVII to Regulation (EU) No 833/2014).
    PlaceBan,
    /// Dual-use and advanced-technology items may not go to this named end user (Annex IV to Regulation (EU) No 833/2014).
    DualUseBan,
    /// An arms embargo against the party.
    ArmsEmbargo,
    /// Export privileges denied (United States, Denied Persons List).
    DeniedPerson,
    /// A licence is needed for controlled items (United States, Entity List and the like).
    EntityList,
    /// A licence is needed for many items: a named military end user (United States, Supplement No. 7 to part 744).
    MilitaryEndUser,
    /// Named for proliferation: no defence articles, often no dual-use licences (United States, Department of State).
    Nonproliferation,
    /// Debarred from defence trade.
    Debarred,
    /// Loans, securities, bank accounts or investment are limited; goods as such are not.
    FinancialRestriction,
    /// Services, broadcasting or aircraft and ship services are limited.
    ServicesRestriction,
    /// The authority warns of the end user (Unverified List, Japanese End User List).
    EndUserConcern,
    /// Entry and transit refused; goods are not.
    TravelBan,
    /// Wanted, politically exposed, or of interest for another reason: no trade measure by itself.
    Interest,
}

impl Effect {
    /// All effects, gravest first.
    pub const ALL: [Self; 16] = [
        Self::AssetFreeze,
        Self::TransactionBan,
        Self::VesselBan,
        Self::PlaceBan,
        Self::DualUseBan,
        Self::ArmsEmbargo,
        Self::DeniedPerson,
        Self::EntityList,
        Self::MilitaryEndUser,
        Self::Nonproliferation,
        Self::Debarred,
        Self::FinancialRestriction,
        Self::ServicesRestriction,
        Self::EndUserConcern,
        Self::TravelBan,
        Self::Interest,
    ];

    /// The word in input, output and finding codes.
    pub fn code(self) -> &'static str {
        match self {
            Self::AssetFreeze => "asset_freeze",
            Self::TransactionBan => "transaction_ban",
            Self::VesselBan => "vessel_ban",
            Self::PlaceBan => "place_ban",
            Self::DualUseBan => "dual_use_ban",
            Self::ArmsEmbargo => "arms_embargo",
            Self::DeniedPerson => "denied_person",
            Self::EntityList => "entity_list",
            Self::MilitaryEndUser => "military_end_user",
            Self::Nonproliferation => "nonproliferation",
            Self::Debarred => "debarred",
            Self::FinancialRestriction => "financial_restriction",
            Self::ServicesRestriction => "services_restriction",
            Self::EndUserConcern => "end_user_concern",
            Self::TravelBan => "travel_ban",
            Self::Interest => "interest",
        }
    }

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::AssetFreeze => "asset freeze",
            Self::TransactionBan => "ban on transactions",
            Self::VesselBan => "ban on a named vessel",
            Self::PlaceBan => "ban on a named port or airport",
            Self::DualUseBan => "dual-use ban on a named end user",
            Self::ArmsEmbargo => "arms embargo",
            Self::DeniedPerson => "denied person",
            Self::EntityList => "licence needed for a named entity",
            Self::MilitaryEndUser => "licence needed for a named military end user",
            Self::Nonproliferation => "non-proliferation sanctions",
            Self::Debarred => "debarred",
            Self::FinancialRestriction => "financial restriction",
            Self::ServicesRestriction => "restriction of services",
            Self::EndUserConcern => "end-user concern",
            Self::TravelBan => "travel ban",
            Self::Interest => "of interest, no trade measure stated",
        }
    }

    /// What it means for goods, in one sentence.
    pub fn consequence(self) -> &'static str {
        match self {
            Self::AssetFreeze => "Nothing may be delivered or made available to it, directly or indirectly.",
            Self::TransactionBan => "No transaction with it, directly or indirectly, is allowed.",
            Self::VesselBan => "The ship may not be loaded, served, insured or used for the carriage.",
            Self::PlaceBan => "No transaction may use this port, airport or lock.",
            Self::DualUseBan => {
                "Dual-use and advanced-technology items may not go to it; authorisations are limited to narrow cases."
            }
            Self::ArmsEmbargo => "No arms, related goods, technical assistance or financing may reach it.",
            Self::DeniedPerson => "Nobody may export, or help to export, items under United States rules to it.",
            Self::EntityList => "Items under United States rules need a licence of that country; it is mostly refused.",
            Self::MilitaryEndUser => {
                "Many items under United States rules need a licence of that country for this military end user."
            }
            Self::Nonproliferation => {
                "It is named for proliferation: ask whether a catch-all control of the Union applies."
            }
            Self::Debarred => "It may take no part in exports of United States defence articles.",
            Self::FinancialRestriction => "Payment, credit and securities are limited; goods as such are not.",
            Self::ServicesRestriction => "Certain services to it are limited; goods as such are not.",
            Self::EndUserConcern => {
                "An authority warns of it: ask for the end use and whether a catch-all control applies."
            }
            Self::TravelBan => "It may not enter; goods as such are not limited.",
            Self::Interest => "The source states no trade measure; look at why it is named.",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_stand_gravest_first_and_are_written_as_their_code() {
        assert!(Effect::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        for effect in Effect::ALL {
            let written = serde_json::to_string(&effect).expect("a word");
            assert_eq!(written, format!("\"{}\"", effect.code()));
        }
    }
}
