//! A transaction as it is to be judged: what leaves, from where to where, to whom, for what.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ControlCode, Party, Territory};

/// The kind of act the law regulates (Regulation (EU) 2021/821, Article 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Goods leave the customs territory (Article 2(2)).
    #[default]
    Export,
    /// Goods that are no Union goods leave the customs territory again (Article 2(2)(b)).
    ReExport,
    /// Software or technology is sent or made available abroad by electronic means (Article 2(2)(d)).
    ElectronicTransmission,
    /// A deal between third countries is negotiated (Article 2(7)).
    Brokering,
    /// Repair, development, assembly, training and the like (Article 2(9)).
    TechnicalAssistance,
    /// Goods pass through the customs territory (Article 2(11)).
    Transit,
    /// Goods move between Member States (Article 11).
    IntraUnionTransfer,
}

impl Act {
    /// All acts, in order.
    pub const ALL: [Self; 7] = [
        Self::Export,
        Self::ReExport,
        Self::ElectronicTransmission,
        Self::Brokering,
        Self::TechnicalAssistance,
        Self::Transit,
        Self::IntraUnionTransfer,
    ];

    /// The word in input and output, such as `intra_union_transfer`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::ReExport => "re_export",
            Self::ElectronicTransmission => "electronic_transmission",
            Self::Brokering => "brokering",
            Self::TechnicalAssistance => "technical_assistance",
            Self::Transit => "transit",
            Self::IntraUnionTransfer => "intra_union_transfer",
        }
    }

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::ReExport => "re-export",
            Self::ElectronicTransmission => "electronic transmission",
            Self::Brokering => "brokering",
            Self::TechnicalAssistance => "technical assistance",
            Self::Transit => "transit",
            Self::IntraUnionTransfer => "transfer inside the Union",
        }
    }

    /// Whether items leave the customs territory as an export in the sense of the law: re-export and electronic
    /// transmission count as export (Article 2(2)).
    pub fn is_export(self) -> bool {
        matches!(self, Self::Export | Self::ReExport | Self::ElectronicTransmission)
    }
}

impl std::str::FromStr for Act {
    type Err = ActError;

    /// Reads an act's word, with blanks or hyphens for underscores, and what people write besides.
    fn from_str(text: &str) -> Result<Self, ActError> {
        let word = text.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        let known = Self::ALL.into_iter().find(|act| act.code() == word);
        known.map_or_else(|| other_word(&word).ok_or_else(|| ActError(text.to_owned())), Ok)
    }
}

fn other_word(word: &str) -> Option<Act> {
    Some(match word {
        "outward_processing" => Act::Export,
        "reexport" | "reexportation" => Act::ReExport,
        "transmission" | "electronic_transfer" | "download" => Act::ElectronicTransmission,
        "transfer" | "intra_eu_transfer" => Act::IntraUnionTransfer,
        "assistance" => Act::TechnicalAssistance,
        _ => return None,
    })
}

/// A text that names no act.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no act: write export, re_export, electronic_transmission, brokering, technical_assistance, transit or intra_union_transfer"
)]
pub struct ActError(String);

/// A property of the item stated outside the description, `name=value`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatedParameter {
    /// Parameter or feature of the register, such as `sample rate`.
    pub name: String,
    /// Its value as written, such as `1.5 GSPS`, `yes` or `no`.
    pub value: String,
}

/// Something the exporter states about the case, `name=value`; `dualuse licence --help` lists the names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatedFact {
    /// Fact of the licensing rules, such as `end_user`.
    pub name: String,
    /// Its value as written, such as `civil`.
    pub value: String,
}

/// An item of a transaction, as described by its exporter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Item {
    /// What the goods are, in the exporter's words.
    pub description: String,
    /// A control code the exporter already claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_code: Option<ControlCode>,
    /// Customs tariff number, digits only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hs_code: Option<String>,
    /// CAS number of a chemical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cas: Option<String>,
    /// Properties stated apart from the description.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<StatedParameter>,
}

/// One transaction: an item, its way, its parties and its purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The user's own reference: an order number, a row.
    pub id: String,
    /// What leaves.
    pub item: Item,
    /// Where the goods leave from.
    pub from: Territory,
    /// Where they go; `None` where it is not stated, which makes the licensing check `NotChecked`.
    pub to: Option<Territory>,
    /// Everybody involved.
    pub parties: Vec<Party>,
    /// What the goods will be used for, in the exporter's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_use: Option<String>,
    /// A military end use or end user: stated, denied or not stated.
    #[serde(default)]
    pub military: Option<bool>,
    /// The kind of act.
    #[serde(default)]
    pub act: Act,
    /// Everything else the exporter states.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<StatedFact>,
    /// The day for which the answer is wanted.
    pub date: Date,
}
