//! Everything a screening rests on, loaded once: register, search index, licensing rules, listed parties.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::outcome::{RegisterUsed, Sources};
use crate::classification::KindIndex;
use crate::control_list::{Fault, ListSource, Register};
use crate::domain::{ControlCode, Territory};
use crate::licensing::{CatchAllHints, Destination, DestinationError, LicensingRules, RulesError};
use crate::name_matching::{NameTables, PartyResult, PartyScreener};
use crate::sanctions::SanctionsLists;
use crate::search::{Found, SearchIndex};

/// How many entries the text search may suggest where no kind of goods is understood.
const SUGGESTIONS: usize = 8;

/// What a classification uses: Annex I and the way from kinds of goods and words to its provisions.
pub struct AnnexI {
    register: Register,
    kinds: KindIndex,
    /// What goods of a tariff heading are called.
    headings: BTreeMap<String, String>,
    /// Built when the first description is not understood.
    index: OnceLock<Option<SearchIndex>>,
}

/// The lists a screening uses.
pub struct Lists {
    annex_i: AnnexI,
    rules: LicensingRules,
    hints: CatchAllHints,
    screener: PartyScreener,
}

/// Why the lists cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ListsError {
    /// Faults of the register; `dualuse lint` shows them all.
    #[error("the control lists have {} faults and cannot be used; `dualuse lint` shows them all. First: {}", .0.len(), first(.0))]
    Register(Vec<Fault>),
    /// Faults of the licensing rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// Faults of the tariff headings.
    #[error("{0}")]
    Headings(String),
    /// Faults of the name tables or the starter list.
    #[error("{0}")]
    Parties(String),
}

fn first(faults: &[Fault]) -> String {
    faults.iter().take(3).map(|f| format!("{}: {}", f.path, f.message)).collect::<Vec<_>>().join("; ")
}

const HEADINGS: &str = "vocabulary/tariff_headings.toml";

/// The words of the tariff headings.
fn tariff_headings(source: &ListSource) -> Result<BTreeMap<String, String>, ListsError> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Headings {
        words: BTreeMap<String, String>,
    }
    let wrong = |what: String| ListsError::Headings(format!("{HEADINGS}: {what}"));
    let Some(file) = source.file(HEADINGS) else { return Err(wrong("the file is missing; restore it".to_owned())) };
    let read: Headings = toml::from_str(&file.text).map_err(|error| wrong(error.to_string()))?;
    let heading = |number: &String| number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit());
    match read.words.keys().find(|number| !heading(number)) {
        Some(number) => Err(wrong(format!("`{number}` is no tariff heading; write four digits"))),
        None => Ok(read.words),
    }
}

impl AnnexI {
    /// Loads Annex I alone from the control lists.
    ///
    /// # Errors
    /// Faults of the register.
    pub fn load(source: &ListSource) -> Result<Self, ListsError> {
        let register = Lists::register_of(source)?;
        let headings = tariff_headings(source)?;
        Ok(Self { kinds: KindIndex::load(source, &register), headings, index: OnceLock::new(), register })
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// From kinds of goods to provisions.
    pub fn kinds(&self) -> &KindIndex {
        &self.kinds
    }

    /// Entries whose words the description holds, or the headings of its tariff numbers, best first, with a score of 0
    /// to 1. A failing index suggests nothing.
    pub fn suggestions(&self, description: &str, tariff: &[&str]) -> Vec<(ControlCode, f64)> {
        let index = self.index.get_or_init(|| SearchIndex::of_entries(&self.register).ok());
        let headings = tariff.iter().filter_map(|number| self.headings.get(number.get(..4)?));
        let words = headings.fold(description.to_owned(), |words, heading| format!("{words} {heading}"));
        let found = index.as_ref().and_then(|index| index.find(&words, SUGGESTIONS).ok()).unwrap_or_default();
        let best = found.first().map_or(1.0, |f| f.score);
        let entry = |one: &Found| Some((self.register.get(one.item)?.code.entry_code(), one.score / best));
        found.iter().filter_map(entry).collect()
    }
}

impl Lists {
    /// Loads everything from the control lists; of parties only the starter list.
    ///
    /// # Errors
    /// Faults of any part.
    pub fn load(source: &ListSource) -> Result<Self, ListsError> {
        let sanctions = SanctionsLists::from_source(source).map_err(|e| ListsError::Parties(e.to_string()))?;
        Self::with_parties(source, sanctions)
    }

    /// Loads everything from the control lists but the lists of parties, which the caller has loaded.
    ///
    /// # Errors
    /// Faults of any part.
    pub fn with_parties(source: &ListSource, sanctions: SanctionsLists) -> Result<Self, ListsError> {
        let annex_i = AnnexI::load(source)?;
        let tables = NameTables::from_source(source).map_err(|e| ListsError::Parties(e.to_string()))?;
        Ok(Self {
            rules: LicensingRules::load(source)?,
            hints: CatchAllHints::load(source)?,
            screener: PartyScreener::new(sanctions, tables),
            annex_i,
        })
    }

    /// Annex I alone.
    ///
    /// # Errors
    /// Faults of the register.
    pub fn register_of(source: &ListSource) -> Result<Register, ListsError> {
        Register::load(source).map_err(ListsError::Register)
    }

    /// Annex I.
    pub fn register(&self) -> &Register {
        self.annex_i.register()
    }

    /// From kinds of goods to provisions.
    pub fn kinds(&self) -> &KindIndex {
        self.annex_i.kinds()
    }

    /// The licensing rules.
    pub fn rules(&self) -> &LicensingRules {
        &self.rules
    }

    /// What calls a catch-all to mind.
    pub fn hints(&self) -> &CatchAllHints {
        &self.hints
    }

    /// The listed parties.
    pub fn screener(&self) -> &PartyScreener {
        &self.screener
    }

    /// The territory of a code or name.
    ///
    /// # Errors
    /// A name no territory bears, with the nearest ones.
    pub fn destination(&self, text: &str) -> Result<&Destination, DestinationError> {
        self.rules.destinations.lookup(text).map(|found| found.destination)
    }

    /// Whether a destination is a party to the Chemical Weapons Convention.
    pub(super) fn is_cwc_party(&self, to: &Territory) -> Option<bool> {
        let destination = self.rules.destinations.get(to)?;
        Some(self.rules.memberships(destination).any(|arrangement| arrangement.id == "CWC"))
    }

    /// Annex I with the ways to its provisions.
    pub fn annex_i(&self) -> &AnnexI {
        &self.annex_i
    }

    /// What answers of this day rest on, parties included.
    pub fn basis(&self, day: Date) -> Sources {
        let lists = self.screener.lists();
        Sources { lists_searched: lists.searched_on(day), lists_not_loaded: lists.not_loaded(), ..self.sources(None) }
    }

    /// What an answer rests on.
    pub(super) fn sources(&self, first: Option<&PartyResult>) -> Sources {
        let version = self.register().version();
        Sources {
            program: concat!("dualuse ", env!("CARGO_PKG_VERSION")).to_owned(),
            register: RegisterUsed {
                act: version.act.clone(),
                version: version.version.clone(),
                celex: version.celex.clone(),
                link: version.source.clone(),
                digest: self.register().digest().to_owned(),
            },
            licensing: self.rules.version(),
            lists_searched: first.map(|p| p.lists_searched.clone()).unwrap_or_default(),
            lists_not_loaded: first.map(|p| p.not_loaded.clone()).unwrap_or_default(),
        }
    }
}
