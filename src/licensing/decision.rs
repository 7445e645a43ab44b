//! The licensing decision: verdict, findings, authorisations that are open or barred with their reasons, duties,
//! questions and assumptions.

use std::sync::Arc;

use serde::Serialize;

use super::general_authorisation::{ConditionTest, Duty, Terms};
use crate::domain::{Act, Finding, LegalReference, Severity, Territory};

/// How an authorisation stands in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can be used, on its conditions and with its duties.
    Available,
    /// It depends on the sub-item or on an answer.
    Open,
    /// It can be applied for.
    OnApplication,
    /// It would serve only for another purpose than the one stated.
    OtherPurpose,
    /// It cannot be used.
    Barred,
}

/// Terms shared with the rules, so that a decision copies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedTerms(pub Arc<Terms>);

impl Serialize for SharedTerms {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A duty shared with the rules, so that a decision copies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDuty(Arc<Duty>);

impl From<Duty> for SharedDuty {
    fn from(duty: Duty) -> Self {
        Self(Arc::new(duty))
    }
}

impl std::ops::Deref for SharedDuty {
    type Target = Duty;

    fn deref(&self) -> &Duty {
        &self.0
    }
}

impl Serialize for SharedDuty {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// An authorisation with its standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthorisationOption {
    /// `EU001` to `EU008`, `individual`, `global`, `large_project`, `national_general`, `transfer`, `transit`, `services`.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// Why it is barred, or what it depends on.
    pub reasons: Vec<String>,
    /// Conditions the stated facts meet.
    pub met: Vec<ConditionTest>,
    /// Conditions taken to hold because nothing was said.
    pub presumed: Vec<ConditionTest>,
    /// Name, provision, customs document, conditions, duties.
    #[serde(flatten)]
    pub terms: SharedTerms,
}

/// A question to the exporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Name of the fact that answers it ([`super::Facts::state`]); `code`, `to` and `goods` are parts of the case.
    pub fact: String,
    /// The question.
    pub text: String,
}

/// The decision on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LicensingDecision {
    /// The most severe finding.
    pub verdict: Severity,
    /// Whose law was applied; `None` where no rules are held.
    pub jurisdiction: Option<String>,
    /// The act as judged.
    pub act: Act,
    /// The destination judged.
    pub destination: Option<Territory>,
    /// Findings, most severe first.
    pub findings: Vec<Finding>,
    /// Authorisations, the best standing first.
    pub authorisations: Vec<AuthorisationOption>,
    /// Duties that hold whatever authorisation is used.
    pub duties: Vec<SharedDuty>,
    /// Open questions.
    pub questions: Vec<Question>,
    /// What was taken to hold although nothing was said.
    pub assumptions: Vec<String>,
    /// The authority in charge, where known.
    pub authority: Option<String>,
    /// Act and version the rules were written from.
    pub rules: LegalReference,
}

impl LicensingDecision {
    /// The authorisations that can be used or applied for.
    pub fn open_authorisations(&self) -> impl Iterator<Item = &AuthorisationOption> {
        let usable = |standing| matches!(standing, Standing::Available | Standing::OnApplication);
        self.authorisations.iter().filter(move |option| usable(option.standing))
    }

    /// Whether a general authorisation can be used.
    pub fn general_available(&self) -> bool {
        self.authorisations.iter().any(|option| option.standing == Standing::Available)
    }
}

/// A decision being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) findings: Vec<Finding>,
    pub(super) authorisations: Vec<AuthorisationOption>,
    pub(super) duties: Vec<SharedDuty>,
    pub(super) questions: Vec<Question>,
    pub(super) assumptions: Vec<String>,
}

impl Draft {
    /// Adds a finding; without a record of the lists its code alone is its rule.
    pub(super) fn find(&mut self, mut finding: Finding) {
        if finding.rule.is_none() {
            finding.rule = Some(finding.code.clone());
        }
        self.findings.push(finding);
    }

    /// Adds a duty.
    pub(super) fn owe(&mut self, duty: impl Into<SharedDuty>) {
        self.duties.push(duty.into());
    }

    pub(super) fn ask(&mut self, fact: &str, text: impl Into<String>) {
        let text = text.into();
        if !self.questions.iter().any(|known| known.text == text) {
            self.questions.push(Question { fact: fact.to_owned(), text });
        }
    }

    pub(super) fn assume(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.assumptions.contains(&text) {
            self.assumptions.push(text);
        }
    }

    pub(super) fn worst(&self) -> Severity {
        self.findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::NoLicenceFound)
    }

    /// Sorts findings and authorisations; equal ones keep the order of the procedure.
    pub(super) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        self.authorisations.sort_by_key(|option| option.standing);
    }
}
