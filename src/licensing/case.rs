//! The case to be decided: what leaves, from where to where, in which act, on which day, and what is known of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::domain::{Act, ControlCode, Territory, Transaction};

/// What classification found about the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// The item falls under the named codes.
    Listed,
    /// No entry names the item.
    NotListed,
    /// Not settled; the named codes are candidates.
    Undetermined,
}

/// A case for the licensing decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicensingCase {
    /// What classification found.
    pub listing: Listing,
    /// Control codes: all that apply where listed, candidates where undetermined.
    #[serde(default)]
    pub codes: Vec<ControlCode>,
    /// Customs tariff number, digits only.
    #[serde(default)]
    pub hs_code: Option<String>,
    /// Where the exporter, broker or provider sits; `None` where not stated.
    #[serde(default)]
    pub from: Option<Territory>,
    /// Where the items go; `None` makes the decision `NotChecked`.
    #[serde(default)]
    pub to: Option<Territory>,
    /// The kind of act.
    #[serde(default)]
    pub act: Act,
    /// The day for which the answer is wanted.
    pub date: Date,
    /// A military end use or end user: stated, denied or not stated.
    #[serde(default)]
    pub military: Option<bool>,
    /// End use in the exporter's words.
    #[serde(default)]
    pub end_use: Option<String>,
    /// Everything else that is known.
    #[serde(default)]
    pub facts: Facts,
}

impl LicensingCase {
    /// A case about goods no classification has settled, with nothing stated but the day.
    pub fn new(listing: Listing, codes: Vec<ControlCode>, to: Option<Territory>, date: Date) -> Self {
        Self {
            listing,
            codes,
            hs_code: None,
            from: None,
            to,
            act: Act::default(),
            date,
            military: None,
            end_use: None,
            facts: Facts::default(),
        }
    }

    /// The licensing side of a transaction, with what classification found about its item.
    ///
    /// Its stated facts are not taken over: reading them can fail ([`Facts::of`]).
    pub fn of(transaction: &Transaction, listing: Listing, codes: Vec<ControlCode>) -> Self {
        Self {
            hs_code: transaction.item.hs_code.clone(),
            from: Some(transaction.from.clone()),
            act: transaction.act,
            military: transaction.military,
            end_use: transaction.end_use.clone(),
            ..Self::new(listing, codes, transaction.to.clone(), transaction.date)
        }
    }

    /// The codes a register of control codes does not know.
    pub fn unknown_codes<'a>(&'a self, register: &'a impl KnownCodes) -> impl Iterator<Item = &'a ControlCode> {
        self.codes.iter().filter(|code| !register.knows(code))
    }
}

/// Whatever knows which control codes exist, such as the register of control entries.
pub trait KnownCodes {
    /// Whether the code exists in the list.
    fn knows(&self, code: &ControlCode) -> bool;
}

impl<F: Fn(&ControlCode) -> bool> KnownCodes for F {
    fn knows(&self, code: &ControlCode) -> bool {
        self(code)
    }
}
