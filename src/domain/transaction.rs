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

/// A property of the item stated outside the description, `name=value`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatedParameter {
    /// Parameter or feature of the register, such as `sample rate`.
    pub name: String,
    /// Its value as written, such as `1.5 GSPS`, `yes` or `no`.
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
    /// The exporter states a military end use or end user.
    #[serde(default)]
    pub military: bool,
    /// The kind of act.
    #[serde(default)]
    pub act: Act,
    /// The day for which the answer is wanted.
    pub date: Date,
}
