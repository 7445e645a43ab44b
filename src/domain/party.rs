//! The parties of a transaction: who they are and what they do in it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Territory;

/// What a party does in the transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum PartyRole {
    Buyer,
    Consignee,
    EndUser,
    Broker,
    Forwarder,
    Bank,
    Owner,
    Vessel,
    /// Not stated.
    #[default]
    Other,
}

impl PartyRole {
    /// The word in input and output, such as `end_user`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Consignee => "consignee",
            Self::EndUser => "end_user",
            Self::Broker => "broker",
            Self::Forwarder => "forwarder",
            Self::Bank => "bank",
            Self::Owner => "owner",
            Self::Vessel => "vessel",
            Self::Other => "other",
        }
    }
}

impl FromStr for PartyRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.trim().to_ascii_lowercase().replace(['-', ' '], "_").as_str() {
            "buyer" | "customer" | "purchaser" => Self::Buyer,
            "consignee" | "ship_to" | "recipient" => Self::Consignee,
            "end_user" | "enduser" => Self::EndUser,
            "broker" | "agent" => Self::Broker,
            "forwarder" | "carrier" => Self::Forwarder,
            "bank" => Self::Bank,
            "owner" => Self::Owner,
            "vessel" | "ship" => Self::Vessel,
            "" | "other" | "party" => Self::Other,
            _ => {
                return Err(format!(
                    "`{text}` is not a role; write buyer, consignee, end_user, broker, forwarder, bank, owner, vessel or other"
                ));
            }
        })
    }
}

impl fmt::Display for PartyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code().replace('_', " "))
    }
}

/// A number that identifies a party, such as a passport or a registration number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// The kind of number as written by the source, such as `passport`, `imo`, `lei`.
    pub kind: String,
    /// The number as written.
    pub value: String,
}

/// A party of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// Name as written.
    pub name: String,
    /// Country of establishment or nationality, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Territory>,
    /// What the party does in the transaction.
    #[serde(default)]
    pub role: PartyRole,
    /// Birth date of a person, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// Identifying numbers, where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Address as written, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}
