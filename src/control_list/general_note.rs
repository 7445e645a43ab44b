//! The notes of Annex I that stand above its entries, such as the General Technology Note: whom they reach, what they
//! say, and the grounds on which they release an item that its entry describes.

use serde::{Deserialize, Serialize};

use super::test_line::Test;
use super::vocabulary::FeatureId;
use crate::domain::{ControlCode, Group};

/// A note above the entries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GeneralNote {
    /// Its name in the register.
    pub id: String,
    /// Its name in the Annex.
    pub name: String,
    /// Where it stands.
    pub provision: String,
    /// What it says, in our words.
    pub says: String,
    /// The question that settles whether it matters.
    pub question: Option<String>,
    /// The feature that answers the question.
    pub answered_by: Option<FeatureId>,
    /// The provisions it reaches.
    pub scope: Scope,
    /// Grounds on which it releases an item.
    pub releases: Vec<Release>,
}

/// A ground on which a note releases an item.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Release {
    /// Its name where an exporter states it.
    pub id: String,
    /// Its name, to follow the name of the note.
    pub name: String,
    /// What has to hold, in our words.
    pub says: String,
    /// Tests that must all hold; none where the entries carry them as exclusions.
    pub when: Vec<Test>,
    /// Tests any of which makes what `when` leaves open a question.
    pub asked_if: Vec<Test>,
    /// Provisions it does not reach although the note does.
    pub not_codes: Vec<ControlCode>,
}

/// The provisions a note reaches: in one of the categories, of one of the groups, under one of the codes. Each of the
/// three left empty sets no limit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scope {
    /// Categories, 0 to 9.
    pub categories: Vec<u8>,
    /// Groups A to E.
    pub groups: Vec<Group>,
    /// Codes, everything below them included.
    pub codes: Vec<ControlCode>,
}

impl GeneralNote {
    /// Whether the note concerns a provision.
    pub fn reaches(&self, code: &ControlCode) -> bool {
        let scope = &self.scope;
        (scope.categories.is_empty() || scope.categories.contains(&code.category()))
            && (scope.groups.is_empty() || scope.groups.contains(&code.group()))
            && (scope.codes.is_empty() || scope.codes.iter().any(|above| above.covers(code)))
    }

    /// The grounds on which it may release something under this code.
    pub fn releases_of<'n>(&'n self, code: &'n ControlCode) -> impl Iterator<Item = &'n Release> {
        self.releases.iter().filter(|release| !release.not_codes.iter().any(|barred| barred.covers(code)))
    }
}
