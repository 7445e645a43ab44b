//! Screening a party against the loaded lists: matches with their explanation, and the findings that follow.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::evidence::{FieldEvidence, Speaks, ship_number};
use super::findings::findings;
use super::index::NameIndex;
use super::policy::MatchPolicy;
use super::prepared::{NameKind, PreparedName};
use super::score::NameMatch;
use super::search::{Effort, Found, Search, SearchRoom};
use super::tables::NameTables;
use super::words::ReadyWord;
use crate::domain::{Finding, Identifier, LegalReference, Party, PartyRole, Territory};
use crate::sanctions::{
    BirthDate, Effect, Gender, ListInUse, ListedParty, NameStrength, PartyKind, SanctionsLists, SearchedList, Snapshot,
};
use crate::text::names::{latin, native, script_of};

/// Longest name that is compared, in characters. Longer texts are not names.
pub const LONGEST_NAME: usize = 400;

/// A party as it is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Name as written.
    pub name: String,
    /// Person, entity, vessel or aircraft, where known: then only these are compared.
    #[serde(default)]
    pub kind: Option<PartyKind>,
    /// Country of establishment or nationality.
    #[serde(default)]
    pub country: Option<Territory>,
    /// Birth date of a person.
    #[serde(default)]
    pub born: Option<BirthDate>,
    /// Identifying numbers.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// Gender of a person, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Place of birth as written; empty where not stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub birth_place: String,
    /// Address as written; empty where not stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// What the party does in the transaction; policies may set thresholds by it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub role: PartyRole,
}

fn is_default(role: &PartyRole) -> bool {
    *role == PartyRole::default()
}

impl From<&Party> for Query {
    fn from(party: &Party) -> Self {
        Self {
            name: party.name.clone(),
            kind: None,
            country: party.country.clone(),
            born: party.born.map(BirthDate::day),
            identifiers: party.identifiers.clone(),
            address: party.address.clone().unwrap_or_default(),
            role: party.role,
            ..Self::default()
        }
    }
}

/// Why a name cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing in it can be compared.
    #[error("the name is empty or holds no letter; state the full name")]
    NoLetters,
    /// One letter names nobody.
    #[error("the name `{0}` is a single letter; state the full name")]
    TooShort(String),
    /// A text of this length is not a name.
    #[error("the name has {0} characters; names of more than {LONGEST_NAME} are not searched, state the name alone")]
    TooLong(usize),
}

/// Whether a text can be searched for as a name.
///
/// # Errors
/// An empty text, one without letters or digits, a single letter, or a text longer than [`LONGEST_NAME`].
pub fn check_name(name: &str) -> Result<(), NameError> {
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(NameError::TooLong(length));
    }
    let readable = if script_of(name).leaves_vowels_out() { native(name) } else { latin(name) };
    match readable.chars().filter(|c| c.is_alphanumeric()).count() {
        0 => Err(NameError::NoLetters),
        1 => Err(NameError::TooShort(name.trim().to_owned())),
        _ => Ok(()),
    }
}

/// What is said of the listed party in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSummary {
    /// Name of the list.
    pub list: String,
    /// Identifier the source gives.
    pub entry_id: String,
    /// What is listed.
    pub kind: PartyKind,
    /// The name the list gives first.
    pub name: String,
    /// The name that matched, as the list writes it.
    pub matched_name: String,
    /// What that name is worth.
    pub matched_strength: NameStrength,
    /// Birth dates as written.
    pub births: Vec<String>,
    /// Nationalities and countries of address.
    pub countries: Vec<Territory>,
    /// Programme of the list.
    pub programme: String,
    /// The act that lists the party.
    pub legal_basis: Vec<LegalReference>,
    /// Day of listing.
    pub listed_on: Option<Date>,
    /// The gravest thing the listing means.
    pub effect: Effect,
    /// Everything the listing means, gravest first.
    pub effects: Vec<Effect>,
}

/// A listed party the party asked for may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The listed party.
    pub listed: ListedSummary,
    /// Score after all evidence, 0 to 1.
    pub score: f64,
    /// The score of the names by the way of another tool, where the policy asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_opinion: Option<f64>,
    /// The names compared.
    pub name: NameMatch,
    /// The other fields compared.
    pub fields: Vec<FieldEvidence>,
    /// Identity confirmed: the same identifying number, or the same name and a confirming field with nothing against.
    pub confirmed: bool,
}

impl Match {
    /// The comparison in one readable line.
    pub fn line(&self) -> String {
        super::explain::line(self)
    }
}

/// The answer for one party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyResult {
    /// The party searched for.
    pub party: Query,
    /// Potential matches, best first.
    pub matches: Vec<Match>,
    /// Further matches at or above the least score that are not shown.
    pub not_shown: usize,
    /// What follows from the matches, and what could not be checked.
    pub findings: Vec<Finding>,
    /// The lists that were searched.
    pub lists_searched: Vec<SearchedList>,
    /// Lists the policy wants that were not loaded.
    pub not_loaded: Vec<String>,
}

/// The loaded lists with their indexes, searched by many threads.
pub struct PartyScreener {
    lists: SanctionsLists,
    tables: NameTables,
    /// One for each list that is searched, in their order.
    indexes: Vec<NameIndex>,
    /// Imported lists whose index another version made.
    indexed_anew: Vec<String>,
    /// Room for searches, used again by the next one.
    rooms: Mutex<Vec<SearchRoom>>,
}

/// Screens one party. Pure: the same party, lists, policy and day give the same answer, whatever else is asked.
pub fn screen_party(party: &Party, screener: &PartyScreener, policy: &MatchPolicy, as_of: Date) -> PartyResult {
    screener.screen(&Query::from(party), policy, as_of)
}

impl PartyScreener {
    /// Opens the index of each list that is searched; a list without one, or with one that other tables made, is read
    /// and indexed now. A list that is not as it was written is not searched, and counts as missing.
    pub fn new(mut lists: SanctionsLists, tables: NameTables) -> Self {
        lists.verify_stored();
        let stored = |list: &ListInUse<'_>| {
            let section = IndexSection(list.snapshot()?.clone());
            NameIndex::open(section, &tables)
                .ok()
                .filter(|index| index.size().0 == list.snapshot().map_or(0, Snapshot::len))
        };
        let opened: BTreeMap<String, NameIndex> =
            lists.in_use().filter_map(|list| Some((list.name().to_owned(), stored(&list)?))).collect();
        let unread: Vec<String> =
            lists.in_use().map(|list| list.name().to_owned()).filter(|name| !opened.contains_key(name)).collect();
        let imported: Vec<&str> =
            lists.in_use().filter(|list| list.snapshot().is_some()).map(|list| list.name()).collect();
        let indexed_anew = unread.iter().filter(|name| imported.contains(&name.as_str())).cloned().collect();
        unread.iter().for_each(|name| lists.read_records(name));
        let mut opened = opened;
        let index = |list: ListInUse<'_>| {
            opened.remove(list.name()).unwrap_or_else(|| {
                let bytes = NameIndex::build(list.records().unwrap_or_default(), &tables);
                NameIndex::open(bytes, &tables).expect("an index just made with these tables is whole")
            })
        };
        let indexes = lists.in_use().map(index).collect();
        Self { indexed_anew, ..Self::with_indexes(lists, tables, indexes) }
    }

    /// Takes indexes that were made before, one for each list that is searched, in their order.
    pub(super) fn with_indexes(lists: SanctionsLists, tables: NameTables, indexes: Vec<NameIndex>) -> Self {
        Self { lists, tables, indexes, indexed_anew: Vec::new(), rooms: Mutex::default() }
    }

    /// Imported lists whose names had to be indexed again: another version of the program, or other name tables, made
    /// the index that lies beside them. Importing them again spares that at each start.
    pub fn indexed_anew(&self) -> &[String] {
        &self.indexed_anew
    }

    /// The lists behind the index.
    pub fn lists(&self) -> &SanctionsLists {
        &self.lists
    }

    /// The tables of the name comparison.
    pub fn tables(&self) -> &NameTables {
        &self.tables
    }

    /// Searches for one party. A name that cannot be compared, and a list whose records turn out to be damaged, give a
    /// finding "not checked".
    pub fn screen(&self, query: &Query, policy: &MatchPolicy, as_of: Date) -> PartyResult {
        let usable = check_name(&query.name);
        let found = if usable.is_ok() { self.search(query, policy, as_of) } else { Found::default() };
        let mut matches = found.matches;
        let not_shown = matches.len().saturating_sub(policy.top);
        matches.truncate(policy.top);
        let lists_searched = self.lists.searched_on(as_of);
        let mut not_loaded = self.lists.not_loaded();
        not_loaded.extend(found.damaged);
        let findings =
            findings(query, usable.err().as_ref(), &matches, policy, &self.lists, &lists_searched, &not_loaded);
        PartyResult { party: query.clone(), matches, not_shown, findings, lists_searched, not_loaded }
    }

    /// How much one search looks at; the same on every machine.
    pub fn effort(&self, query: &Query, policy: &MatchPolicy, as_of: Date) -> Effort {
        self.search(query, policy, as_of).effort
    }

    fn search(&self, query: &Query, policy: &MatchPolicy, as_of: Date) -> Found {
        let names = prepared(query, &self.tables);
        let numbers: Vec<Identifier> = query.identifiers.iter().cloned().chain(ship_number(&query.name)).collect();
        let search = Search { query, policy, as_of, tables: &self.tables, names, numbers };
        let mut room = self.rooms.lock().ok().and_then(|mut rooms| rooms.pop()).unwrap_or_default();
        let mut found = Found::default();
        search.all(self.lists.in_use().zip(&self.indexes), &mut room, &mut found);
        if let Ok(mut rooms) = self.rooms.lock() {
            rooms.push(room);
        }
        found.matches.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| key(x).cmp(&key(y))));
        found
    }
}

/// The name index of a list, where it lies in its snapshot.
struct IndexSection(Snapshot);

impl AsRef<[u8]> for IndexSection {
    fn as_ref(&self) -> &[u8] {
        self.0.section(NameIndex::SECTION).unwrap_or_default()
    }
}

/// The name asked for, read in every way it may be meant, with room for its words made ready.
fn prepared(query: &Query, tables: &NameTables) -> Vec<(PreparedName, Vec<ReadyWord>)> {
    let kinds = match query.kind {
        Some(kind) => vec![NameKind::from(kind)],
        None => vec![NameKind::Person, NameKind::Entity],
    };
    let ready = |name: PreparedName| {
        let words = vec![ReadyWord::default(); name.words.len()];
        (name, words)
    };
    kinds.into_iter().map(|kind| ready(PreparedName::new(&query.name, kind, tables))).collect()
}

/// Identity is taken as confirmed by the same identifying number; or by the same full name (at most another spelling of
/// it) with the birth date of a person or the country of an entity agreeing, and no field against. A country alone does
/// not confirm a person: many bear the same name in one country.
/// A weak name confirms nothing.
pub(super) fn confirmed(name: &NameMatch, strength: NameStrength, kind: PartyKind, fields: &[FieldEvidence]) -> bool {
    let says = |field: &str, speaks: Speaks| fields.iter().any(|f| f.field == field && f.speaks == speaks);
    let against = fields.iter().any(|f| f.speaks == Speaks::Against);
    let deciding = if kind == PartyKind::Person { "birth date" } else { "country" };
    let same_name = strength != NameStrength::Weak
        && name.score >= 0.97
        && name.only_asked.is_empty()
        && name.only_listed.is_empty();
    says("identifier", Speaks::For) || (same_name && says(deciding, Speaks::For) && !against)
}

fn key(found: &Match) -> (&str, &str) {
    (&found.listed.list, &found.listed.entry_id)
}

pub(super) fn summary(party: &ListedParty, name: usize) -> ListedSummary {
    let mut countries: Vec<Territory> = party.all_countries().cloned().collect();
    countries.sort();
    countries.dedup();
    ListedSummary {
        list: party.list.clone(),
        entry_id: party.entry_id.clone(),
        kind: party.kind,
        name: party.primary_name().to_owned(),
        matched_name: party.names[name].text.clone(),
        matched_strength: party.names[name].strength,
        births: party.births.iter().map(|b| b.written.clone()).collect(),
        countries,
        programme: party.programme.clone(),
        legal_basis: party.legal_basis.clone(),
        listed_on: party.listed_on,
        effect: party.effect(),
        effects: party.effects.clone(),
    }
}
