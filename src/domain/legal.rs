//! Where something is written: act, article or entry, version.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// A place in the law, such as Article 3(1) of Regulation (EU) 2021/821.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct LegalReference {
    /// The act, such as `Regulation (EU) 2021/821`.
    pub act: String,
    /// Article, annex, entry or point within it, such as `Article 3(1)`.
    pub provision: String,
    /// CELEX number of the version relied on, where known.
    #[serde(default)]
    pub celex: Option<String>,
    /// Whether the rule was checked against the official text. An unverified rule is shown as such.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// Texts leave an unknown CELEX number out; formats without field names, which stored lists use, need every field.
impl Serialize for LegalReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let celex = self.celex.is_some() || !serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("LegalReference", 3 + usize::from(celex))?;
        fields.serialize_field("act", &self.act)?;
        fields.serialize_field("provision", &self.provision)?;
        if celex {
            fields.serialize_field("celex", &self.celex)?;
        } else {
            fields.skip_field("celex")?;
        }
        fields.serialize_field("verified", &self.verified)?;
        fields.end()
    }
}

fn yes() -> bool {
    true
}

impl LegalReference {
    /// A verified reference to a provision of an act.
    pub fn new(act: impl Into<String>, provision: impl Into<String>) -> Self {
        Self { act: act.into(), provision: provision.into(), celex: None, verified: true }
    }

    /// A verified reference to a provision of Regulation (EU) 2021/821.
    pub fn dual_use(provision: impl Into<String>) -> Self {
        Self::new("Regulation (EU) 2021/821", provision)
    }
}

impl fmt::Display for LegalReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.act, self.provision)?;
        if self.verified { Ok(()) } else { f.write_str(" (unverified)") }
    }
}
