//! Control codes of Annex I: their form, their place in the list, their parents.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A control code of Annex I, such as `3A001` or `3A001.b.2`.
///
/// Codes order as the list is read: `3A001.a.9` before `3A001.a.10`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ControlCode(String);

/// Why a text is not a control code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlCodeError {
    /// The first five characters are not category, group and number.
    #[error(
        "`{0}` is not a control code: it must begin with a category 0-9, a group A-E and three digits, as in 3A001"
    )]
    Entry(String),
    /// A part behind the entry is not a letter or a number.
    #[error(
        "`{0}` is not a control code: behind the entry stand single letters and numbers joined by dots, as in 3A001.b.2"
    )]
    Part(String),
}

/// The product group of an entry, its second character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Systems, equipment and components.
    Equipment,
    /// Test, inspection and production equipment.
    Production,
    /// Materials.
    Materials,
    /// Software.
    Software,
    /// Technology.
    Technology,
}

/// The arrangement in which a control was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Regime {
    /// Wassenaar Arrangement.
    #[serde(rename = "WA")]
    Wassenaar,
    /// Nuclear Suppliers Group.
    #[serde(rename = "NSG")]
    NuclearSuppliersGroup,
    /// Missile Technology Control Regime.
    #[serde(rename = "MTCR")]
    MissileTechnology,
    /// Australia Group.
    #[serde(rename = "AG")]
    AustraliaGroup,
    /// Chemical Weapons Convention.
    #[serde(rename = "CWC")]
    ChemicalWeaponsConvention,
    /// Agreed in no regime: the 5xx block of Annex I.
    #[serde(rename = "EU")]
    EuropeanUnion,
}

impl Regime {
    /// The regime's usual abbreviation, as written in the register.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Wassenaar => "WA",
            Self::NuclearSuppliersGroup => "NSG",
            Self::MissileTechnology => "MTCR",
            Self::AustraliaGroup => "AG",
            Self::ChemicalWeaponsConvention => "CWC",
            Self::EuropeanUnion => "EU",
        }
    }

    /// The regime's full name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wassenaar => "Wassenaar Arrangement",
            Self::NuclearSuppliersGroup => "Nuclear Suppliers Group",
            Self::MissileTechnology => "Missile Technology Control Regime",
            Self::AustraliaGroup => "Australia Group",
            Self::ChemicalWeaponsConvention => "Chemical Weapons Convention",
            Self::EuropeanUnion => "European Union (agreed in no regime)",
        }
    }
}

impl FromStr for Regime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "WA" => Self::Wassenaar,
            "NSG" => Self::NuclearSuppliersGroup,
            "MTCR" => Self::MissileTechnology,
            "AG" => Self::AustraliaGroup,
            "CWC" => Self::ChemicalWeaponsConvention,
            "EU" => Self::EuropeanUnion,
            _ => {
                return Err(format!("`{text}` is not a regime; write WA, NSG, MTCR, AG, CWC or EU"));
            }
        })
    }
}

impl ControlCode {
    /// The code as written, such as `3A001.b.2`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The five-character entry, such as `3A001`.
    pub fn entry(&self) -> &str {
        &self.0[..5]
    }

    /// The entry as a code of its own.
    pub fn entry_code(&self) -> Self {
        Self(self.entry().to_owned())
    }

    /// The category, 0 to 9.
    pub fn category(&self) -> u8 {
        self.0.as_bytes()[0] - b'0'
    }

    /// The product group A to E.
    pub fn group(&self) -> Group {
        match self.0.as_bytes()[1] {
            b'A' => Group::Equipment,
            b'B' => Group::Production,
            b'C' => Group::Materials,
            b'D' => Group::Software,
            _ => Group::Technology,
        }
    }

    /// Whether this is a five-character entry without a sub-item.
    pub fn is_entry(&self) -> bool {
        self.0.len() == 5
    }

    /// The code one level up: `3A001.b` for `3A001.b.2`; nothing for an entry.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(head, _)| Self(head.to_owned()))
    }

    /// Whether `self` is `other` or stands above it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// How many levels below the entry: 0 for `3A001`, 2 for `3A001.b.2`.
    pub fn depth(&self) -> usize {
        self.0.matches('.').count()
    }

    /// The position on the Wassenaar list, such as `3.A.1.b.2`, for the entries that list numbers
    /// (categories 1 to 9, entry numbers 001 to 099).
    pub fn wassenaar_position(&self) -> Option<String> {
        if self.category() == 0 || self.0.as_bytes()[2] != b'0' {
            return None;
        }
        let number: u32 = self.0[2..5].parse().ok()?;
        Some(format!("{}.{}.{number}{}", self.category(), &self.0[1..2], &self.0[5..]))
    }

    /// Whether a text is a code exactly as this type writes it, so that it can be taken over unchanged.
    fn is_written_so(text: &str) -> bool {
        let Some((head, rest)) = text.split_at_checked(5) else { return false };
        is_head(head.as_bytes())
            && (rest.is_empty() || rest.strip_prefix('.').is_some_and(|p| p.split('.').all(is_part)))
    }
}

impl FromStr for ControlCode {
    type Err = ControlCodeError;

    /// Reads a code as people write it: any case, spaces around and a final dot allowed.
    fn from_str(text: &str) -> Result<Self, ControlCodeError> {
        let trimmed = text.trim().trim_end_matches('.');
        let (head, rest) = trimmed.split_at_checked(5).ok_or_else(|| ControlCodeError::Entry(text.to_owned()))?;
        let head = head.to_ascii_uppercase();
        if !is_head(head.as_bytes()) {
            return Err(ControlCodeError::Entry(text.to_owned()));
        }
        let rest = rest.to_ascii_lowercase();
        let Some(parts) = rest.strip_prefix('.') else {
            return if rest.is_empty() { Ok(Self(head)) } else { Err(ControlCodeError::Part(text.to_owned())) };
        };
        if parts.split('.').all(is_part) {
            Ok(Self(head + &rest))
        } else {
            Err(ControlCodeError::Part(text.to_owned()))
        }
    }
}

fn is_head(head: &[u8]) -> bool {
    head[0].is_ascii_digit() && (b'A'..=b'E').contains(&head[1]) && head[2..].iter().all(u8::is_ascii_digit)
}

fn is_part(part: &str) -> bool {
    let letter = part.len() == 1 && part.as_bytes()[0].is_ascii_lowercase();
    letter || (!part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

impl Ord for ControlCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (one, two) = (self.0.as_bytes(), other.0.as_bytes());
        let shared = one.iter().zip(two).take_while(|(a, b)| a == b).count();
        if shared < 5 {
            return one.cmp(two);
        }
        // All parts before the one in which they part are the same.
        let start = self.0[..shared].rfind('.').map_or(5, |dot| dot + 1);
        let part = |code: &Self| {
            let part = code.0[start..].split('.').next().unwrap_or_default();
            (part.parse::<u32>().unwrap_or(0), part.len())
        };
        part(self).cmp(&part(other)).then_with(|| one.cmp(two))
    }
}

impl PartialOrd for ControlCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<String> for ControlCode {
    type Error = ControlCodeError;

    fn try_from(text: String) -> Result<Self, ControlCodeError> {
        if Self::is_written_so(&text) { Ok(Self(text)) } else { text.parse() }
    }
}

impl From<ControlCode> for String {
    fn from(code: ControlCode) -> Self {
        code.0
    }
}

impl fmt::Display for ControlCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ControlCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        for (written, read) in [("3a001.B.2.", "3A001.b.2"), (" 5E002 ", "5E002"), ("1C350.12", "1C350.12")] {
            assert_eq!(code(written).as_str(), read);
        }
        for bad in ["", "3A01", "3F001", "3A001b", "3A001..b", "3A001.bb", "3A0011", "3A001.", "ÄÖÜ€µ", "500"] {
            let read = bad.parse::<ControlCode>();
            assert!(read.is_err() || bad == "3A001.", "{bad}");
        }
    }

    #[test]
    fn codes_order_as_the_list_is_read() {
        let mut codes: Vec<_> = ["3A001.a.10", "3A001.b", "3A001.a.9", "3A001", "2B001"].map(code).into();
        codes.sort();
        assert_eq!(codes, ["2B001", "3A001", "3A001.a.9", "3A001.a.10", "3A001.b"].map(code));
    }

    #[test]
    fn a_parent_covers_its_sub_items_and_no_namesake() {
        assert!(code("3A001.b").covers(&code("3A001.b.2")));
        assert!(code("1C350").covers(&code("1C350.1")));
        assert!(!code("1C350.1").covers(&code("1C350.10")));
    }

    #[test]
    fn the_wassenaar_position_follows_from_the_code() {
        assert_eq!(code("3A001.b.2").wassenaar_position().as_deref(), Some("3.A.1.b.2"));
        assert_eq!(code("5A002.a").wassenaar_position().as_deref(), Some("5.A.2.a"));
        assert_eq!(code("7A103.a").wassenaar_position(), None);
        assert_eq!(code("0B001").wassenaar_position(), None);
    }
}
