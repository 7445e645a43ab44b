//! What the words of a row mean under the licensing rules.

use super::{Resolved, Resolver};
use crate::domain::StatedFact;
use crate::licensing::{Facts, LicensingRules};

impl Resolver for LicensingRules {
    fn territory(&self, word: &str) -> Result<Resolved, String> {
        let found = self.destinations.lookup(word).map_err(|error| error.to_string())?;
        Ok(Resolved { territory: found.destination.code.clone(), note: found.presumption.map(str::to_owned) })
    }

    fn fact(&self, fact: &StatedFact) -> Result<Vec<String>, String> {
        Facts::default().state_by_names(&fact.name, &fact.value, &self.destinations).map_err(|error| error.to_string())
    }
}
