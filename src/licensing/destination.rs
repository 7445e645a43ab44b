//! The destination register: every country and territory export law tells apart, found by code, number or any of
//! its names. An unknown name is an error that names the nearest ones; it never becomes a country by guesswork.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::Reader;
use crate::control_list::ListFile;
use crate::domain::Territory;

/// A country or territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// ISO 3166 code, with a suffix where a part of a country differs.
    pub code: Territory,
    /// Three-letter code.
    #[serde(default)]
    pub iso3: Option<String>,
    /// Three-digit code.
    #[serde(default)]
    pub number: Option<String>,
    /// Name in English.
    pub en: String,
    /// Name in German.
    pub de: String,
    /// Name in French.
    pub fr: String,
    /// Name in Spanish.
    pub es: String,
    /// Name in Italian.
    pub it: String,
    /// What people write besides.
    #[serde(default)]
    pub also: Vec<String>,
    /// Names of former times.
    #[serde(default)]
    pub former: Vec<String>,
    /// The country it belongs to.
    #[serde(default)]
    pub part_of: Option<Territory>,
    /// A Member State of the Union.
    #[serde(default)]
    pub member_state: bool,
    /// Inside the customs territory of the Union (Regulation (EU) No 952/2013, Article 4).
    #[serde(default)]
    pub customs_territory: bool,
    /// `false` where no general authorisation is offered before a person has looked.
    #[serde(default = "yes")]
    pub general_authorisations: bool,
    /// What a reader must know.
    #[serde(default)]
    pub note: Option<String>,
    /// Whether the status was checked against an official text.
    #[serde(default = "yes")]
    pub verified: bool,
}

pub(super) fn yes() -> bool {
    true
}

/// A name that fits no territory, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// Nothing bears this name.
    #[error("`{text}` is no country or territory of the register{}; write an ISO code such as DE or UA-43", hint(.nearest))]
    Unknown {
        /// What was written.
        text: String,
        /// Nearest names with their codes.
        nearest: Vec<String>,
    },
    /// Several territories bear this name.
    #[error("`{text}` may mean {}; write one of these codes", .codes.join(", "))]
    Ambiguous {
        /// What was written.
        text: String,
        /// Codes with names.
        codes: Vec<String>,
    },
}

fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!(" (nearest: {})", nearest.join(", ")) }
}

/// A territory found by name.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The territory.
    pub destination: &'a Destination,
    /// How a doubtful name was read.
    pub presumption: Option<&'a str>,
}

/// All territories with their names.
#[derive(Clone, Debug, Default)]
pub struct DestinationRegister {
    territories: BTreeMap<Territory, Destination>,
    names: BTreeMap<String, Territory>,
    presumptions: BTreeMap<String, (Territory, String)>,
    ambiguous: BTreeMap<String, Vec<Territory>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TerritoryFile {
    territory: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    #[serde(default)]
    presumption: Vec<Presumption>,
    #[serde(default)]
    ambiguous: Vec<Ambiguous>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presumption {
    names: Vec<String>,
    code: Territory,
    says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ambiguous {
    names: Vec<String>,
    codes: Vec<Territory>,
}

impl DestinationRegister {
    pub(super) fn load(reader: &mut Reader<'_>) -> Self {
        let mut register = Self::default();
        for (file, content) in reader.all::<TerritoryFile>("destinations/territories/") {
            for territory in content.territory {
                register.enter(reader, file, territory);
            }
        }
        for territory in register.territories.values() {
            let known = |parent: &Territory| register.territories.contains_key(parent);
            if let Some(parent) = territory.part_of.as_ref().filter(|parent| !known(parent)) {
                reader.faults.push(super::Fault {
                    file: "destinations/territories/".into(),
                    line: 0,
                    message: format!("{} is part of {parent}, which is not in the register", territory.code),
                });
            }
        }
        if let Some((file, names)) = reader.one::<NamesFile>("destinations/names.toml") {
            register.enter_names(reader, file, names);
        }
        register
    }

    fn enter(&mut self, reader: &mut Reader<'_>, file: &ListFile, territory: Destination) {
        let quoted = format!("\"{}\"", territory.code);
        let mut names = vec![territory.code.as_str(), &territory.en, &territory.de, &territory.fr, &territory.es];
        names.extend([territory.it.as_str()].into_iter().chain(territory.iso3.as_deref()));
        names.extend(territory.number.as_deref());
        names.extend(territory.also.iter().chain(&territory.former).map(String::as_str));
        for name in names {
            let code = territory.code.clone();
            if let Some(other) = self.names.insert(fold(name), code).filter(|other| *other != territory.code) {
                let message =
                    format!("\"{name}\" names {other} and {}; keep one, or add it to names.toml", territory.code);
                reader.at(file, &quoted, message);
            }
        }
        let code = territory.code.clone();
        if self.territories.insert(code.clone(), territory).is_some() {
            reader.at(file, &quoted, format!("{code} stands in the register twice; keep one"));
        }
    }

    fn enter_names(&mut self, reader: &mut Reader<'_>, file: &ListFile, names: NamesFile) {
        for Presumption { names, code, says } in names.presumption {
            for name in names {
                if self.names.contains_key(&fold(&name)) || !self.territories.contains_key(&code) {
                    reader.at(file, &name, format!("\"{name}\" already names a territory, or {code} is unknown"));
                }
                self.presumptions.insert(fold(&name), (code.clone(), format!("\"{name}\" {says}")));
            }
        }
        for Ambiguous { names, codes } in names.ambiguous {
            let unknown = codes.iter().any(|code| !self.territories.contains_key(code));
            for name in names {
                if self.names.contains_key(&fold(&name)) || unknown {
                    let message = format!("\"{name}\" already names a territory, or one of its codes is unknown");
                    reader.at(file, &name, message);
                }
                self.ambiguous.insert(fold(&name), codes.clone());
            }
        }
    }

    /// The territory with exactly this code. Codes of other systems (`UK`, `EL`, `CN-HK`) are found too.
    pub fn get(&self, code: &Territory) -> Option<&Destination> {
        self.territories.get(code).or_else(|| self.territories.get(self.names.get(&fold(code.as_str()))?))
    }

    /// The territory that bears a name or code, in any case and spelling of accents.
    ///
    /// # Errors
    /// A name nobody bears (with the nearest ones), or one that several bear.
    pub fn lookup(&self, text: &str) -> Result<Found<'_>, DestinationError> {
        let key = fold(text);
        if let Some(destination) = self.names.get(&key).and_then(|code| self.territories.get(code)) {
            return Ok(Found { destination, presumption: None });
        }
        if let Some((code, says)) = self.presumptions.get(&key)
            && let Some(destination) = self.territories.get(code)
        {
            return Ok(Found { destination, presumption: Some(says) });
        }
        if let Some(codes) = self.ambiguous.get(&key) {
            let codes = codes.iter().filter_map(|code| self.territories.get(code)).map(named).collect();
            return Err(DestinationError::Ambiguous { text: text.trim().to_owned(), codes });
        }
        Err(DestinationError::Unknown { text: text.trim().to_owned(), nearest: self.nearest(&key) })
    }

    fn nearest(&self, key: &str) -> Vec<String> {
        let mut scored: Vec<(f64, &Territory)> = Vec::new();
        for (name, code) in &self.names {
            let score = strsim::jaro_winkler(key, name);
            match scored.iter_mut().find(|(_, known)| *known == code) {
                Some(best) => best.0 = best.0.max(score),
                None => scored.push((score, code)),
            }
        }
        scored.retain(|(score, _)| *score >= 0.8);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored.iter().take(3).filter_map(|(_, code)| self.territories.get(*code)).map(named).collect()
    }

    /// All territories, in order of their codes.
    pub fn all(&self) -> impl Iterator<Item = &Destination> {
        self.territories.values()
    }
}

fn named(destination: &Destination) -> String {
    format!("{} {}", destination.code, destination.en)
}

/// Letters and digits in lower case without accents, so that `Côte d'Ivoire` and `cote divoire` are one name.
fn fold(text: &str) -> String {
    any_ascii::any_ascii(text).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
