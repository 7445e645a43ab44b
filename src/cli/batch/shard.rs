//! A run divided into parts: which part a row belongs to depends on its document alone, not on its place, the number
//! of threads or the machine.

use std::fmt;
use std::str::FromStr;

/// One part of a divided run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Its number, from 1.
    pub(super) number: u32,
    /// How many parts there are.
    pub(super) of: u32,
}

impl Shard {
    /// Whether rows with this key are checked in this part.
    pub(super) fn holds(self, key: &str) -> bool {
        let digest = blake3::hash(key.as_bytes());
        let head: [u8; 8] = digest.as_bytes()[..8].try_into().unwrap_or_default();
        u64::from_le_bytes(head) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if number >= 1 && number <= of => Ok(Self { number, of }),
            _ => Err("write the part and the number of parts, as in 2/8; parts count from 1".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_is_written_as_number_and_count() {
        assert_eq!("2/8".parse::<Shard>().unwrap().to_string(), "2/8");
        for wrong in ["0/2", "3/2", "2", "a/b", "1/0", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_row_is_in_exactly_one_part(key in ".{0,20}", of in 1u32..9) {
            let holding = (1..=of).filter(|number| Shard { number: *number, of }.holds(&key)).count();
            prop_assert_eq!(holding, 1);
        }
    }
}
