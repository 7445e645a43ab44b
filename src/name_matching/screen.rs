//! Screening a party against the loaded lists: matches with their explanation, and the findings that follow.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::evidence::{FieldEvidence, Speaks, weigh};
use super::findings::findings;
use super::index::{Entry, Index};
use super::policy::MatchPolicy;
use super::prepared::{NameKind, PreparedName};
use super::score::{NameMatch, compare};
use super::tables::NameTables;
use crate::domain::{Finding, Identifier, LegalReference, Party, Territory};
use crate::sanctions::{BirthDate, Effect, ListedParty, NameStrength, PartyKind, SanctionsLists, SearchedList};
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
}

impl From<&Party> for Query {
    fn from(party: &Party) -> Self {
        Self {
            name: party.name.clone(),
            kind: None,
            country: party.country.clone(),
            born: party.born.map(BirthDate::day),
            identifiers: party.identifiers.clone(),
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

/// The loaded lists, indexed once and searched by many threads.
pub struct PartyScreener {
    lists: SanctionsLists,
    parties: Vec<ListedParty>,
    tables: NameTables,
    index: Index,
}

/// Screens one party. Pure: the same party, lists, policy and day give the same answer, whatever else is asked.
pub fn screen_party(party: &Party, screener: &PartyScreener, policy: &MatchPolicy, as_of: Date) -> PartyResult {
    screener.screen(&Query::from(party), policy, as_of)
}

impl PartyScreener {
    /// Indexes the lists that are to be searched.
    pub fn new(mut lists: SanctionsLists, tables: NameTables) -> Self {
        let parties: Vec<ListedParty> = lists.parties().cloned().collect();
        let index = Index::new(&parties, &tables);
        Self { lists, parties, tables, index }
    }

    /// The lists behind the index.
    pub fn lists(&self) -> &SanctionsLists {
        &self.lists
    }

    /// The tables of the name comparison.
    pub fn tables(&self) -> &NameTables {
        &self.tables
    }

    /// Searches for one party. A name that cannot be compared gives a finding "not checked".
    pub fn screen(&self, query: &Query, policy: &MatchPolicy, as_of: Date) -> PartyResult {
        let usable = check_name(&query.name);
        let mut matches = if usable.is_ok() { self.matches(query, policy, as_of) } else { Vec::new() };
        let not_shown = matches.len().saturating_sub(policy.top);
        matches.truncate(policy.top);
        let lists_searched = self.lists.searched_on(as_of);
        let not_loaded = self.lists.not_loaded();
        let findings =
            findings(query, usable.err().as_ref(), &matches, policy, &self.lists, &lists_searched, &not_loaded);
        PartyResult { party: query.clone(), matches, not_shown, findings, lists_searched, not_loaded }
    }

    fn matches(&self, query: &Query, policy: &MatchPolicy, as_of: Date) -> Vec<Match> {
        let kinds = match query.kind {
            Some(kind) => vec![NameKind::from(kind)],
            None => vec![NameKind::Person, NameKind::Entity],
        };
        let names: Vec<PreparedName> =
            kinds.into_iter().map(|k| PreparedName::new(&query.name, k, &self.tables)).collect();
        let mut best: std::collections::BTreeMap<usize, Match> = std::collections::BTreeMap::new();
        let mut judge = |entry: &Entry| {
            let Some(found) = self.judge(query, &names, entry, as_of).filter(|m| m.score >= policy.min_score) else {
                return;
            };
            match best.get(&entry.party) {
                Some(known) if known.score >= found.score => {}
                _ => {
                    best.insert(entry.party, found);
                }
            }
        };
        if policy.exhaustive {
            self.index.entries.iter().for_each(&mut judge);
        } else {
            let candidates = self.index.candidates(query, &names, &self.tables);
            candidates.iter().for_each(|at| judge(&self.index.entries[*at as usize]));
        }
        let mut matches: Vec<Match> = best.into_values().collect();
        matches.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| key(x).cmp(&key(y))));
        matches
    }

    /// Compares the party with one listed name.
    fn judge(&self, query: &Query, names: &[PreparedName], entry: &Entry, as_of: Date) -> Option<Match> {
        let party = &self.parties[entry.party];
        let wanted = query.kind.is_none_or(|kind| kind == party.kind);
        let asked = names.iter().find(|n| n.kind == entry.prepared.kind)?;
        if !wanted || !party.in_force(as_of) {
            return None;
        }
        let mut name = compare(asked, &entry.prepared, &self.tables);
        let listed = &party.names[entry.name];
        let mut name_score = name.score;
        if listed.strength == NameStrength::Weak && name_score < 1.0 {
            name_score *= self.tables.weights.limits.weak_alias;
            name.remarks.push("the list calls this name weak".to_owned());
        }
        let (score, fields) = weigh(query, asked.gender, party, name_score, &self.tables);
        let confirmed = confirmed(&name, listed.strength, party.kind, &fields);
        Some(Match { listed: summary(party, entry.name), score, name, fields, confirmed })
    }
}

/// Identity is taken as confirmed by the same identifying number; or by the same full name (at most another spelling of
/// it) with the birth date of a person or the country of an entity agreeing, and no field against. A country alone does
/// not confirm a person: many bear the same name in one country.
/// A weak name confirms nothing.
fn confirmed(name: &NameMatch, strength: NameStrength, kind: PartyKind, fields: &[FieldEvidence]) -> bool {
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

fn summary(party: &ListedParty, name: usize) -> ListedSummary {
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
