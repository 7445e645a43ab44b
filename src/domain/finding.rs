//! Findings: what was found, how severe it is, where it is written, what led to it, what would settle it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::LegalReference;

/// How severe an answer is, mildest first. The verdict is the most severe finding; `NotChecked` says that
/// part of the check could not be carried out: it outranks everything that would let the goods go, and
/// gives way to whatever stops them, so that a potential match is never hidden behind a missing list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing found that would need an authorisation. Not a clearance.
    NoLicenceFound,
    /// A Union general authorisation can be used, with its duties.
    GeneralAvailable,
    /// The check, or a part of it, could not be carried out. Never shown as clear.
    NotChecked,
    /// A person has to look: a potential match, an open question, a red flag.
    Review,
    /// The entry decides nothing until the sub-item is known.
    NeedsSubitem,
    /// A transfer inside the Union needs an authorisation.
    TransferLicenceRequired,
    /// An authorisation is needed before the goods leave.
    LicenceRequired,
    /// The authority must be told, and its decision awaited.
    NotifyAuthority,
    /// Forbidden.
    Prohibited,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: [Self; 9] = [
        Self::NoLicenceFound,
        Self::GeneralAvailable,
        Self::NotChecked,
        Self::Review,
        Self::NeedsSubitem,
        Self::TransferLicenceRequired,
        Self::LicenceRequired,
        Self::NotifyAuthority,
        Self::Prohibited,
    ];

    /// The word in machine-readable output, such as `licence_required`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoLicenceFound => "no_licence_found",
            Self::GeneralAvailable => "general_available",
            Self::Review => "review",
            Self::NeedsSubitem => "needs_subitem",
            Self::NotChecked => "not_checked",
            Self::TransferLicenceRequired => "transfer_licence_required",
            Self::LicenceRequired => "licence_required",
            Self::NotifyAuthority => "notify_authority",
            Self::Prohibited => "prohibited",
        }
    }

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoLicenceFound => "NOTHING FOUND",
            Self::GeneralAvailable => "GENERAL AUTHORISATION AVAILABLE",
            Self::Review => "REVIEW",
            Self::NeedsSubitem => "SUB-ITEM NEEDED",
            Self::NotChecked => "NOT CHECKED",
            Self::TransferLicenceRequired => "TRANSFER LICENCE REQUIRED",
            Self::LicenceRequired => "LICENCE REQUIRED",
            Self::NotifyAuthority => "NOTIFY THE AUTHORITY",
            Self::Prohibited => "PROHIBITED",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// The words or the cell that led to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where it stands: `description`, `party 1`, `column "Destination"`.
    pub place: String,
    /// The words themselves.
    pub words: String,
    /// Byte range in the text named by `place`, where it is a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable identifier such as `annex-iv-item`.
    pub code: String,
    /// The rule behind it: the code and, where a record of the lists led to it, that record's identifier, as in
    /// `destination-prohibited/russia-dual-use`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the finding alone would make of the transaction.
    pub severity: Severity,
    /// One sentence for the reader.
    pub sentence: String,
    /// Where it is written.
    pub legal_basis: Vec<LegalReference>,
    /// What led to it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What would settle it, or what to do now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
}

impl Finding {
    /// A finding with a code, a severity and a sentence; legal basis and evidence are added by the caller.
    pub fn new(code: &str, severity: Severity, sentence: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            rule: None,
            severity,
            sentence: sentence.into(),
            legal_basis: Vec::new(),
            evidence: Vec::new(),
            settled_by: None,
        }
    }

    /// Names the record of the lists that led to the finding.
    #[must_use]
    pub fn of_record(mut self, record: &str) -> Self {
        self.rule = Some(format!("{}/{record}", self.code));
        self
    }

    /// Adds a legal reference.
    #[must_use]
    pub fn basis(mut self, reference: LegalReference) -> Self {
        self.legal_basis.push(reference);
        self
    }

    /// Adds the words that led to the finding.
    #[must_use]
    pub fn because(mut self, place: impl Into<String>, words: impl Into<String>) -> Self {
        self.evidence.push(Evidence { place: place.into(), words: words.into(), span: None });
        self
    }

    /// Says what would settle the finding.
    #[must_use]
    pub fn settled_by(mut self, what: impl Into<String>) -> Self {
        self.settled_by = Some(what.into());
        self
    }
}
