//! Embargoes and sanctions regimes as data: which territories they hit, with which goods, since when, and whether
//! an arms embargo makes a military end use reportable (Regulation (EU) 2021/821, Article 4(1)(b)).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::destination::yes;
use super::facts::{ExemptPurpose, Sector};
use crate::domain::{LegalReference, Territory};

/// An act a regime rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActName {
    /// Its name, such as `Regulation (EU) No 833/2014`.
    pub name: String,
    /// Its CELEX number, where it has one.
    #[serde(default)]
    pub celex: Option<String>,
}

/// Whether an arms embargo counts for Article 4(1)(b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// It counts.
    Yes,
    /// It hits some persons or groups only; treated as counting.
    Partial,
    /// Whether it counts is disputed; treated as counting.
    Contested,
}

/// An arms embargo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmsEmbargo {
    /// Whom it hits.
    pub scope: String,
    /// Whether it counts for Article 4(1)(b).
    pub trigger: Trigger,
    /// First day, where known.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day, where it has ended.
    #[serde(default)]
    pub to: Option<Date>,
}

/// What a measure bears on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// Every item of Annex I.
    AnnexI,
    /// Items of Annex I that cross the territory on their way.
    AnnexITransit,
    /// Any goods.
    Any,
    /// Goods for named sectors.
    SectorList,
    /// Goods named by tariff number in a list under `licensing/goods/`.
    GoodsList,
    /// Common high priority goods.
    HighPriority,
    /// Equipment for internal repression.
    RepressionEquipment,
    /// Equipment to watch or intercept communications.
    Interception,
}

/// What a measure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It forbids.
    Prohibited,
    /// It asks for an authorisation.
    Authorisation,
    /// A person has to read the annexes.
    Check,
    /// A question is put; nothing else.
    Ask,
}

/// When a measure applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Whoever receives the goods.
    #[default]
    Always,
    /// For a military use or user.
    Military,
}

/// Customs document codes of a measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomsCodes {
    /// Goods the measure does not cover.
    #[serde(default)]
    pub not_covered: Option<String>,
    /// Goods exempted.
    #[serde(default)]
    pub exempt: Option<String>,
    /// Goods authorised.
    #[serde(default)]
    pub authorised: Option<String>,
}

/// One ban or authorisation requirement of a regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Identifier, such as `russia-dual-use`.
    pub id: String,
    /// What it bears on.
    pub goods: Goods,
    /// What it does.
    pub effect: Effect,
    /// When it applies.
    #[serde(default)]
    pub when: When,
    /// Article.
    pub provision: String,
    /// Article on services connected with the goods.
    #[serde(default)]
    pub services: Option<String>,
    /// The rule in one sentence.
    pub says: String,
    /// What has to be asked.
    #[serde(default)]
    pub question: Option<String>,
    /// Sectors of a sector list.
    #[serde(default)]
    pub sectors: Vec<Sector>,
    /// Identifier of a goods list.
    #[serde(default)]
    pub list: Option<String>,
    /// Purposes that lift the ban for civil use and users.
    #[serde(default)]
    pub exempt: Vec<ExemptPurpose>,
    /// Article of the exemption.
    #[serde(default)]
    pub exemption: Option<String>,
    /// What the exemption means.
    #[serde(default)]
    pub exemption_says: Option<String>,
    /// What the exemption asks of the exporter.
    #[serde(default)]
    pub exemption_duty: Option<String>,
    /// Customs document codes.
    #[serde(default)]
    pub customs: CustomsCodes,
    /// First day, where known.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day, where it has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// Whether it was checked against the official text.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// A regime with its acts, arms embargo and measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embargo {
    /// Identifier, such as `EU-RUS-833`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Territories it hits.
    pub destinations: Vec<Territory>,
    /// How it stands.
    pub status: String,
    /// Day of the last check.
    pub checked: Date,
    /// Whether its existence and legal nature were checked.
    #[serde(default = "yes")]
    pub verified: bool,
    /// The acts; the first is the one measures cite.
    #[serde(rename = "act")]
    pub acts: Vec<ActName>,
    /// Arms embargo, where there is one.
    #[serde(default)]
    pub arms_embargo: Option<ArmsEmbargo>,
    /// Bans and requirements.
    #[serde(default, rename = "measure")]
    pub measures: Vec<Measure>,
}

/// Whether a period holds a day; an open end holds every day.
pub(super) fn in_force(from: Option<Date>, to: Option<Date>, day: Date) -> bool {
    from.is_none_or(|first| first <= day) && to.is_none_or(|last| day <= last)
}

impl Embargo {
    /// The arms embargo in force on a day.
    pub fn arms_embargo_on(&self, day: Date) -> Option<&ArmsEmbargo> {
        self.arms_embargo.as_ref().filter(|embargo| in_force(embargo.from, embargo.to, day))
    }

    /// The measures in force on a day.
    pub fn measures_on(&self, day: Date) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(move |measure| in_force(measure.from, measure.to, day))
    }

    /// A reference to a provision of the regime's first act.
    pub fn basis(&self, provision: &str, verified: bool) -> LegalReference {
        let act = self.acts.first();
        LegalReference {
            act: act.map_or_else(|| self.name.clone(), |act| act.name.clone()),
            provision: provision.to_owned(),
            celex: act.and_then(|act| act.celex.clone()),
            verified: verified && self.verified,
        }
    }

    /// A reference to the act of the arms embargo: the last one named.
    pub fn arms_basis(&self) -> LegalReference {
        let act = self.acts.last();
        LegalReference {
            act: act.map_or_else(|| self.name.clone(), |act| act.name.clone()),
            provision: "arms embargo".to_owned(),
            celex: act.and_then(|act| act.celex.clone()),
            verified: self.verified,
        }
    }
}

/// A regime that freezes assets of listed persons and has no measure on goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetFreeze {
    /// Identifier, such as `EU-CYB`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Territories it concerns; none where it follows persons anywhere.
    pub destinations: Vec<Territory>,
    /// The act.
    pub act: String,
    /// Its CELEX number.
    pub celex: String,
}
