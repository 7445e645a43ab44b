//! The defined terms of Annex I: what a term in double quotation marks means, and which provisions use it.

use serde::{Deserialize, Serialize};

use crate::domain::ControlCode;

/// A defined term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its name in the register.
    pub id: String,
    /// The term as the Annex writes it, with its abbreviation and other forms.
    pub terms: Vec<String>,
    /// The categories the Annex names behind the term; `all`, general notes by their abbreviation, `def` for other definitions.
    pub applies: Vec<String>,
    /// What it means, in our words.
    pub means: String,
    /// Other definitions to read with it.
    pub see: Vec<String>,
    /// The provisions whose text or notes use it.
    pub used_in: Vec<ControlCode>,
}
