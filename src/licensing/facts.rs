//! What the exporter states about a case. Every fact may be unknown; unknown is never taken for "no" in silence.
//! Facts have names, so that a command line, a spreadsheet column and a request can state them the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::destination::DestinationRegister;
use crate::domain::{StatedFact, Territory};

/// Words of a closed set, written in snake case in input, output and data.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $what:literal { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in input and output.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = FactError;

            fn from_str(text: &str) -> Result<Self, FactError> {
                match text.trim().to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(FactError::Value {
                        value: text.to_owned(),
                        expected: concat!($what, ": ", $($word, " ",)+),
                    }),
                }
            }
        }
    };
}

words! {
    /// A use of concern (`control_lists/licensing/catch_alls.toml`).
    Concern, "a use of concern" {
        /// Weapons of mass destruction or missiles (Article 4(1)(a)).
        Wmd = "wmd",
        /// Military end use under an arms embargo (Article 4(1)(b)).
        Military = "military",
        /// Parts for military goods exported unlawfully (Article 4(1)(c)).
        UnlawfulParts = "unlawful_parts",
        /// Internal repression, serious violations of human rights or humanitarian law (Article 5).
        Repression = "repression",
        /// Public security or human rights behind a national list (Article 10).
        PublicSecurity = "public_security",
    }
}

words! {
    /// Who uses the items in the end.
    EndUser, "an end user" {
        /// Civil, with no task for a government's security.
        Civil = "civil",
        /// Armed forces or acting for them.
        Military = "military",
        /// Paramilitary force.
        Paramilitary = "paramilitary",
        /// Police.
        Police = "police",
        /// Intelligence service.
        Intelligence = "intelligence",
        /// Another security service of a government.
        Security = "security",
        /// A government body of another kind.
        Government = "government",
    }
}

impl EndUser {
    /// Military, paramilitary, police, intelligence or another security service.
    pub fn serves_security(self) -> bool {
        !matches!(self, Self::Civil | Self::Government)
    }
}

words! {
    /// Why the items leave.
    Purpose, "a purpose" {
        /// Sold or delivered.
        Delivery = "delivery",
        /// Returned after repair, or replaced.
        Repair = "repair",
        /// Shown at an exhibition or fair, and brought back.
        Fair = "fair",
        /// Sent within a group of companies.
        IntraGroup = "intra_group",
    }
}

words! {
    /// Civil purposes that lift bans on Russia and Belarus (Regulation (EU) No 833/2014, Article 2(3)).
    ExemptPurpose, "an exempt purpose" {
        /// Humanitarian help, health emergencies, disasters.
        Humanitarian = "humanitarian",
        /// Medicine and pharmacy.
        Medical = "medical",
        /// Temporary, for news media.
        NewsMedia = "news_media",
        /// Software updates.
        SoftwareUpdate = "software_update",
        /// Communication devices of consumers.
        ConsumerCommunication = "consumer_communication",
        /// Cyber and information security of persons outside government.
        CyberSecurity = "cyber_security",
        /// Personal use of travellers.
        PersonalUse = "personal_use",
    }
}

words! {
    /// Economic sectors of the bans on occupied Ukrainian territory.
    Sector, "a sector" {
        /// Transport.
        Transport = "transport",
        /// Telecommunications.
        Telecommunications = "telecommunications",
        /// Energy.
        Energy = "energy",
        /// Search for and extraction of oil, gas and minerals.
        Prospecting = "prospecting",
        /// None of these.
        Other = "other",
    }
}

words! {
    /// How the recipient belongs to the exporter.
    GroupRelation, "a relation" {
        /// Wholly owned and controlled by the exporter.
        Subsidiary = "subsidiary",
        /// Directly and wholly owned by the same parent.
        Sister = "sister",
        /// Otherwise, or not at all.
        Other = "other",
    }
}

words! {
    /// What screening found about a party.
    ListedParty, "a listing" {
        /// A listed party whose assets are frozen.
        AssetFreeze = "asset_freeze",
        /// A party of Annex IV to Regulation (EU) No 833/2014.
        DualUseBan = "dual_use_ban",
        /// A potential match nobody has settled.
        PotentialMatch = "potential_match",
    }
}

/// A fact that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// No fact has this name.
    #[error("`{0}` is not a fact; `dualuse licence --help` lists them")]
    Name(String),
    /// The value does not fit the fact.
    #[error("`{value}` is not {expected}")]
    Value {
        /// What was written.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The territory code is malformed.
    #[error(transparent)]
    Territory(#[from] crate::domain::TerritoryError),
    /// No territory bears the name, or several do.
    #[error(transparent)]
    Destination(#[from] super::DestinationError),
}

/// Yes/no facts: names with what they mean. The order is the order of `--help`.
pub const YES_NO_FACTS: &[(&str, &str)] = &[
    ("free_zone", "the goods go to a customs-free zone or free warehouse at the destination"),
    ("processed_in_union", "the goods are worked on in the Member State they are transferred to"),
    ("cyber_surveillance", "specially designed for the covert surveillance of natural persons"),
    ("interception", "equipment or software to watch or intercept communications"),
    ("repression_equipment", "equipment that can serve internal repression"),
    ("no_russia_clause", "the contract forbids re-export to Russia"),
    ("no_belarus_clause", "the contract forbids re-export to Belarus"),
    ("space_programme", "moved for ESA, a national space organisation or a European launcher programme"),
    ("large_project", "for one named large project"),
    ("general_barred", "the authority has barred this exporter from general authorisations (Article 12(7))"),
    ("compliance_programme", "the exporter runs an internal compliance programme"),
    ("listed_control", "a listed party controls a party without owning half of it"),
    ("repair_original_end_user", "repair: the goods go back to the first end user and country"),
    ("repair_unchanged", "repair: no better and no new function"),
    ("first_export_authorised", "repair: the first export was authorised"),
    ("first_authorisation_stands", "repair: the first authorisation was not annulled, suspended, modified or revoked"),
    ("end_use_unchanged", "repair: the end use is the one first stated"),
    ("fair_sale", "fair: the items are sold, rented or leased"),
    ("fair_private", "fair: a private showing"),
    ("fair_control_kept", "fair: the exporter keeps the items under control"),
    ("classified", "the items bear or await a security marking or accreditation"),
    ("group_guarantee", "group: the parent guarantees compliance of the sister company"),
    ("group_own_development", "group: only to develop commercial products of the two companies"),
    ("group_control", "group: stays under control, returned and deleted in the end"),
    ("crypto_published_standards", "encryption: only published or commercial standards of international bodies"),
    ("crypto_government_standard", "encryption: a standard made for government use"),
    ("crypto_user_changeable", "encryption: the user can easily change it"),
];

/// Facts with a value: names with what they take.
pub const VALUE_FACTS: &[(&str, &str)] = &[
    ("end_user", "civil, military, paramilitary, police, intelligence, security, government"),
    ("purpose", "delivery, repair, fair, intra_group"),
    (
        "exempt_purpose",
        "humanitarian, medical, news_media, software_update, consumer_communication, cyber_security, personal_use",
    ),
    ("sector", "transport, telecommunications, energy, prospecting, other"),
    ("group_relation", "subsidiary, sister, other"),
    ("group_parent", "country of the parent and ultimate owner"),
    ("first_export_authorised_on", "date, as in 2022-03-31"),
    ("fair_return_days", "number of days"),
    ("reexport_to", "countries, or none"),
    ("purchaser", "country of the buyer"),
    ("use_in", "country of use, where it is not the destination"),
    ("final_destination", "country behind a transfer inside the Union"),
    ("route", "countries crossed"),
    ("national_list", "Member States whose national list names the item"),
    (
        "note",
        "cryptography_note, general_software_note, public_domain, basic_research, patent_minimum, installation_minimum, approved_goods_minimum, object_code_minimum",
    ),
    ("within.LIST", "yes or no to the question of annex_iv, section_i, EU004, EU005, EU007 or EU008"),
    ("registered", "general authorisations the exporter is registered for"),
    ("red_flag", "red flags seen, such as EC-07"),
    ("listed_party", "asset_freeze, dual_use_ban, potential_match"),
    ("listed_ownership_percent", "share held by listed parties together"),
];

/// Value facts that name countries or territories.
const PLACE_FACTS: [&str; 7] =
    ["group_parent", "purchaser", "use_in", "final_destination", "route", "national_list", "reexport_to"];

/// The facts of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Uses of concern the authority told the exporter of.
    pub informed: BTreeSet<Concern>,
    /// Uses of concern the exporter knows of.
    pub aware: BTreeSet<Concern>,
    /// Uses of concern there are grounds to suspect.
    pub suspects: BTreeSet<Concern>,
    /// Who uses the items in the end.
    pub end_user: Option<EndUser>,
    /// Why the items leave.
    pub purpose: Option<Purpose>,
    /// A purpose that lifts bans.
    pub exempt_purpose: Option<ExemptPurpose>,
    /// Sector the goods serve.
    pub sector: Option<Sector>,
    /// How the recipient belongs to the exporter.
    pub group_relation: Option<GroupRelation>,
    /// Where the parent and ultimate owner sit.
    pub group_parent: Option<Territory>,
    /// Day the first export was authorised.
    pub first_export_authorised_on: Option<Date>,
    /// Days until the items come back from a fair.
    pub fair_return_days: Option<u16>,
    /// Where the items are known to go on to; an empty list: nowhere.
    pub reexport_to: Option<Vec<Territory>>,
    /// Country of the buyer.
    pub purchaser: Option<Territory>,
    /// Country of use.
    pub use_in: Option<Territory>,
    /// Destination behind a transfer.
    pub final_destination: Option<Territory>,
    /// Countries crossed.
    pub route: Vec<Territory>,
    /// Member States whose national list names the item.
    pub national_list: Vec<Territory>,
    /// Note of Annex I that releases the item, in the exporter's view.
    pub note: Option<String>,
    /// Answers to the questions of limited lists, by list.
    pub within: BTreeMap<String, bool>,
    /// General authorisations the exporter is registered for.
    pub registered: BTreeSet<String>,
    /// Red flags seen.
    pub red_flags: BTreeSet<String>,
    /// What screening found about the parties.
    pub listed_party: Option<ListedParty>,
    /// Share listed parties hold together in a party, in per cent.
    pub listed_ownership_percent: Option<u8>,
    /// Yes/no facts, by the names of [`YES_NO_FACTS`].
    pub stated: BTreeMap<String, bool>,
}

impl Facts {
    /// A yes/no fact: `None` where it was not stated.
    pub fn yes_no(&self, name: &str) -> Option<bool> {
        if self.stated.is_empty() { None } else { self.stated.get(name).copied() }
    }

    /// Facts as stated, with how doubtful names were read.
    ///
    /// # Errors
    /// Every fact that cannot be read, with the reason.
    pub fn of(stated: &[StatedFact], register: &DestinationRegister) -> Result<(Self, Vec<String>), Vec<FactError>> {
        let (mut facts, mut presumptions, mut faults) = (Self::default(), Vec::new(), Vec::new());
        for StatedFact { name, value } in stated {
            match facts.state_by_names(name, value, register) {
                Ok(read) => presumptions.extend(read),
                Err(error) => faults.push(error),
            }
        }
        if faults.is_empty() { Ok((facts, presumptions)) } else { Err(faults) }
    }

    /// States a fact by name, with countries and territories under any of their names; returns how doubtful names were read.
    ///
    /// # Errors
    /// As [`Facts::state`], and names that no territory bears or several do.
    pub fn state_by_names(
        &mut self,
        name: &str,
        value: &str,
        register: &DestinationRegister,
    ) -> Result<Vec<String>, FactError> {
        let folded = name.trim().to_ascii_lowercase().replace('-', "_");
        if !PLACE_FACTS.contains(&folded.as_str()) || value.trim().eq_ignore_ascii_case("none") {
            return self.state(name, value).map(|()| Vec::new());
        }
        let whole = register.lookup(value).map(|found| vec![found]);
        let found = whole.or_else(|_| parts(value).map(|part| register.lookup(part)).collect::<Result<Vec<_>, _>>())?;
        let codes: Vec<&str> = found.iter().map(|found| found.destination.code.as_str()).collect();
        self.state(name, &codes.join(","))?;
        Ok(found.iter().filter_map(|found| found.presumption.map(str::to_owned)).collect())
    }

    /// States a fact by name.
    ///
    /// # Errors
    /// A name no fact has, or a value that does not fit.
    pub fn state(&mut self, name: &str, value: &str) -> Result<(), FactError> {
        let name = name.trim().to_ascii_lowercase().replace('-', "_");
        if let Some((known, _)) = YES_NO_FACTS.iter().find(|(known, _)| *known == name) {
            self.stated.insert((*known).to_owned(), yes_or_no(value)?);
            return Ok(());
        }
        if let Some(list) = name.strip_prefix("within.") {
            let list = if list.starts_with("eu0") { list.to_ascii_uppercase() } else { list.to_owned() };
            self.within.insert(list, yes_or_no(value)?);
            return Ok(());
        }
        self.state_value(&name, value)
    }

    fn state_value(&mut self, name: &str, value: &str) -> Result<(), FactError> {
        match name {
            "informed" => self.informed.extend(list::<Concern>(value)?),
            "aware" => self.aware.extend(list::<Concern>(value)?),
            "suspects" => self.suspects.extend(list::<Concern>(value)?),
            "end_user" => self.end_user = Some(value.parse()?),
            "purpose" => self.purpose = Some(value.parse()?),
            "exempt_purpose" => self.exempt_purpose = Some(value.parse()?),
            "sector" => self.sector = Some(value.parse()?),
            "group_relation" => self.group_relation = Some(value.parse()?),
            "listed_party" => self.listed_party = Some(value.parse()?),
            "note" => self.note = Some(value.trim().to_ascii_lowercase()),
            "registered" => self.registered.extend(parts(value).map(str::to_ascii_uppercase)),
            "red_flag" => self.red_flags.extend(parts(value).map(str::to_ascii_uppercase)),
            "fair_return_days" => self.fair_return_days = Some(number(value)?),
            "listed_ownership_percent" => self.listed_ownership_percent = Some(percent(value)?),
            "first_export_authorised_on" => self.first_export_authorised_on = Some(date(value)?),
            _ => return self.state_place(name, value),
        }
        Ok(())
    }

    fn state_place(&mut self, name: &str, value: &str) -> Result<(), FactError> {
        match name {
            "group_parent" => self.group_parent = Some(value.parse()?),
            "purchaser" => self.purchaser = Some(value.parse()?),
            "use_in" => self.use_in = Some(value.parse()?),
            "final_destination" => self.final_destination = Some(value.parse()?),
            "route" => self.route.extend(places(value)?),
            "national_list" => self.national_list.extend(places(value)?),
            "reexport_to" if value.trim().eq_ignore_ascii_case("none") => self.reexport_to = Some(Vec::new()),
            "reexport_to" => self.reexport_to.get_or_insert_default().extend(places(value)?),
            _ => return Err(FactError::Name(name.to_owned())),
        }
        Ok(())
    }
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn list<T: FromStr<Err = FactError>>(value: &str) -> Result<Vec<T>, FactError> {
    parts(value).map(str::parse).collect()
}

fn places(value: &str) -> Result<Vec<Territory>, FactError> {
    parts(value).map(|part| part.parse().map_err(FactError::from)).collect()
}

fn number<T: FromStr>(value: &str) -> Result<T, FactError> {
    let wrong = || FactError::Value { value: value.to_owned(), expected: "a whole number in range" };
    value.trim().trim_end_matches('%').trim().parse().map_err(|_| wrong())
}

fn percent(value: &str) -> Result<u8, FactError> {
    let wrong = || FactError::Value { value: value.to_owned(), expected: "a share from 0 to 100" };
    number(value).ok().filter(|share| *share <= 100).ok_or_else(wrong)
}

fn date(value: &str) -> Result<Date, FactError> {
    value.trim().parse().map_err(|_| FactError::Value { value: value.to_owned(), expected: "a date as in 2022-03-31" })
}

fn yes_or_no(value: &str) -> Result<bool, FactError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" | "1" | "ja" | "oui" => Ok(true),
        "no" | "false" | "n" | "0" | "nein" | "non" => Ok(false),
        _ => Err(FactError::Value { value: value.to_owned(), expected: "yes or no" }),
    }
}
