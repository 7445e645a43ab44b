//! The answer of a screening, with everything it rests on.

use std::sync::Arc;

use serde::Serialize;

use crate::classification::Classification;
use crate::domain::{Finding, LegalReference, Severity, Transaction};
use crate::licensing::LicensingDecision;
use crate::name_matching::PartyResult;
use crate::sanctions::SearchedList;

/// The answer for one transaction.
#[derive(Clone, Debug, Serialize)]
pub struct Screening {
    /// The user's reference.
    pub id: String,
    /// The most severe finding of all.
    pub verdict: Severity,
    /// The verdict on goods, destination and end use alone.
    pub goods_verdict: Severity,
    /// The verdict on the parties alone; nothing where none was stated.
    pub party_verdict: Option<Severity>,
    /// What was screened.
    pub transaction: Transaction,
    /// Everything found, most severe first.
    pub findings: Vec<Finding>,
    /// What Annex I says of the item; nothing where it could not be classified.
    pub classification: Option<Arc<Classification>>,
    /// The licensing decision.
    pub licensing: LicensingDecision,
    /// Each party against the lists, in the order stated.
    pub parties: Vec<Arc<PartyResult>>,
    /// What the answer rests on.
    pub sources: Arc<Sources>,
}

impl Screening {
    /// What could not be checked, in sentences.
    pub fn not_checked(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().filter(|f| f.severity == Severity::NotChecked).map(|f| f.sentence.as_str())
    }
}

/// What an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sources {
    /// Program and version.
    pub program: String,
    /// The control list.
    pub register: RegisterUsed,
    /// The licensing rules.
    pub licensing: LegalReference,
    /// Party lists that were searched.
    pub lists_searched: Vec<SearchedList>,
    /// Party lists the policy wants that were not loaded.
    pub lists_not_loaded: Vec<String>,
}

/// The control list an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterUsed {
    /// Act and annex.
    pub act: String,
    /// Consolidated version.
    pub version: String,
    /// CELEX number.
    pub celex: String,
    /// Link to the official text.
    pub link: String,
    /// BLAKE3 digest over the register's files.
    pub digest: String,
}
