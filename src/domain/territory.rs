//! Countries and territories as export law tells them apart: ISO 3166 codes, with a suffix where a part
//! of a country is treated differently (Heligoland `DE-HEL`, Crimea `UA-43`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country or territory code such as `DE`, `XI` or `UA-43`. The form is checked here; whether the
/// territory exists is known to the destination register (`licensing`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Territory(String);

/// Why a text is not a territory code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country or territory code: write two letters as in DE, or with a region as in UA-43")]
pub struct TerritoryError(String);

impl Territory {
    /// The code as written, such as `DE` or `UA-43`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country the territory belongs to: `UA` for `UA-43`.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

impl FromStr for Territory {
    type Err = TerritoryError;

    fn from_str(text: &str) -> Result<Self, TerritoryError> {
        let code = text.trim().to_ascii_uppercase();
        let (country, region) = code.split_once('-').map_or((code.as_str(), None), |(c, r)| (c, Some(r)));
        let country_ok = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        let region_ok =
            region.is_none_or(|r| (1..=3).contains(&r.len()) && r.bytes().all(|b| b.is_ascii_alphanumeric()));
        if country_ok && region_ok { Ok(Self(code)) } else { Err(TerritoryError(text.to_owned())) }
    }
}

impl TryFrom<String> for Territory {
    type Error = TerritoryError;

    fn try_from(text: String) -> Result<Self, TerritoryError> {
        text.parse()
    }
}

impl From<Territory> for String {
    fn from(territory: Territory) -> Self {
        territory.0
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
