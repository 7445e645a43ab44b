//! The register of lists: which are known, which the policy wants, which are loaded, and whether each loaded list is
//! whole and fresh. A list that is missing, short or too old makes the answer "not checked", never "nothing found".

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Effect, Faults, FillRate, ListedParty, PartyKind, starter};
use crate::control_list::ListSource;
use crate::domain::LegalReference;

/// Name of the starter list built into the program.
const STARTER: &str = "eu-cyber";

/// What is known of a list before it is loaded: one file under `control_lists/sanctions/sources/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDefinition {
    /// Name used on the command line, such as `eu-fsf`.
    pub name: String,
    /// What it is, in a few words.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Whose law it is: `EU`, `UN`, `US`, `GB`, …, or `own`.
    pub jurisdiction: String,
    /// What being on it means, unless the record says otherwise.
    pub effect: Effect,
    /// The acts behind it.
    pub legal_basis: Vec<LegalReference>,
    /// Where the file is published.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Its format, such as `eu-fsf-xml`.
    pub format: String,
    /// Fewest records of each kind a whole list holds.
    #[serde(default)]
    pub minimum: BTreeMap<PartyKind, usize>,
    /// How well the records of a whole list are filled.
    #[serde(default)]
    pub fill: Vec<FillRate>,
    /// Days after which the list is too old to be relied on; none where its age says nothing.
    #[serde(default)]
    pub max_age_days: Option<i32>,
    /// Whether the policy wants it searched unless the user decides otherwise.
    pub wanted: bool,
    /// A list that holds all of this one: once that is loaded, this one is not searched.
    #[serde(default)]
    pub superseded_by: Option<String>,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

/// A list that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedList {
    /// Its name, such as `eu-fsf`.
    pub name: String,
    /// Version as the publisher states it, or the beginning of the digest.
    pub version: String,
    /// Date of the list, where stated.
    pub date: Option<Date>,
    /// BLAKE3 digest of the file or files.
    pub digest: String,
    /// Its records.
    pub parties: Vec<ListedParty>,
}

impl LoadedList {
    /// Records of each kind.
    pub fn counts(&self) -> BTreeMap<PartyKind, usize> {
        let mut counts = BTreeMap::new();
        for party in &self.parties {
            *counts.entry(party.kind).or_insert(0) += 1;
        }
        counts
    }
}

/// Why a list cannot be relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListProblem {
    /// The policy wants it, and it is not loaded.
    NotLoaded,
    /// Fewer records than a whole list holds.
    TooShort {
        /// Kind of record.
        kind: PartyKind,
        /// Records found.
        found: usize,
        /// Fewest a whole list holds.
        minimum: usize,
    },
    /// Older than allowed.
    TooOld {
        /// Age on the day of the check, in days.
        days: i32,
        /// Greatest age allowed, in days.
        limit: i32,
    },
    /// Dated after the day of the check: what was in force then is not known.
    DatedLater,
}

impl std::fmt::Display for ListProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLoaded => f.write_str("not loaded"),
            Self::TooShort { kind, found, minimum } => {
                write!(f, "short: {found} records of kind {kind}, a whole list has at least {minimum}")
            }
            Self::TooOld { days, limit } => write!(f, "{days} days old, at most {limit} allowed"),
            Self::DatedLater => f.write_str("dated after the day of the check"),
        }
    }
}

/// A list as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedList {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its date, where stated.
    pub date: Option<Date>,
    /// BLAKE3 digest.
    pub digest: String,
    /// Records of each kind.
    pub counts: BTreeMap<PartyKind, usize>,
    /// Why it cannot be relied on; empty where nothing speaks against it.
    pub problems: Vec<ListProblem>,
}

/// Where a known list stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListStatus {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Whether the policy wants it.
    pub wanted: bool,
    /// The loaded list, or nothing.
    pub loaded: Option<SearchedList>,
    /// Name of the loaded list that takes its place.
    pub superseded_by: Option<String>,
    /// Whether part of the check is missing because of it, and why.
    pub problems: Vec<ListProblem>,
}

/// All lists: what is known of them and what is loaded.
#[derive(Clone, Debug, Default)]
pub struct SanctionsLists {
    definitions: BTreeMap<String, ListDefinition>,
    loaded: BTreeMap<String, LoadedList>,
    /// Records of each kind in each loaded list, counted once.
    counts: BTreeMap<String, BTreeMap<PartyKind, usize>>,
}

impl SanctionsLists {
    /// The known lists, with the starter list loaded.
    ///
    /// # Errors
    /// Everything that is wrong with the files under `sanctions/`.
    pub fn from_source(source: &ListSource) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut lists = Self { definitions: read_definitions(source, &mut faults), ..Self::default() };
        let parties = starter::read(source, STARTER, &mut faults);
        match read_issue(source, &mut faults) {
            Some(issue) if !parties.is_empty() => {
                let version = issue.version.clone();
                let digest = starter_digest(source);
                lists.add(LoadedList { name: STARTER.to_owned(), version, date: Some(issue.date), digest, parties });
            }
            _ => {}
        }
        faults.or(lists)
    }

    /// Lists the user names for one search alone: the policy wants these and no others.
    pub fn only(loaded: Vec<LoadedList>) -> Self {
        let mut lists = Self::default();
        loaded.into_iter().for_each(|list| lists.add(list));
        lists
    }

    /// Adds a loaded list, or replaces it.
    pub fn add(&mut self, mut list: LoadedList) {
        list.parties.iter_mut().for_each(ListedParty::add_short_names);
        self.counts.insert(list.name.clone(), list.counts());
        self.loaded.insert(list.name.clone(), list);
    }

    /// Lets the policy want exactly these lists. Names that are not known are returned.
    #[must_use]
    pub fn want(&mut self, names: &[String]) -> Vec<String> {
        for definition in self.definitions.values_mut() {
            definition.wanted = names.contains(&definition.name);
        }
        let known = |name: &&String| self.definitions.contains_key(*name) || self.loaded.contains_key(*name);
        names.iter().filter(|name| !known(name)).cloned().collect()
    }

    /// What is known of a list.
    pub fn definition(&self, name: &str) -> Option<&ListDefinition> {
        self.definitions.get(name)
    }

    /// The loaded lists that are searched, in order of name; those a loaded list replaces are left out.
    pub fn searched(&self) -> impl Iterator<Item = &LoadedList> {
        self.loaded.values().filter(|list| self.replacement(&list.name).is_none())
    }

    /// All records that are searched.
    pub fn parties(&self) -> impl Iterator<Item = &ListedParty> {
        self.searched().flat_map(|list| &list.parties)
    }

    /// The lists that are searched, as an answer names them.
    pub fn searched_on(&self, day: Date) -> Vec<SearchedList> {
        self.searched().map(|list| self.describe(list, day)).collect()
    }

    /// Wanted lists that are not loaded.
    pub fn not_loaded(&self) -> Vec<String> {
        let missing =
            |d: &&ListDefinition| d.wanted && !self.loaded.contains_key(&d.name) && self.replacement(&d.name).is_none();
        self.definitions.values().filter(missing).map(|d| d.name.clone()).collect()
    }

    /// Every known list and where it stands on that day.
    pub fn status(&self, day: Date) -> Vec<ListStatus> {
        let names: std::collections::BTreeSet<&String> = self.definitions.keys().chain(self.loaded.keys()).collect();
        names.into_iter().map(|name| self.status_of(name, day)).collect()
    }

    fn status_of(&self, name: &str, day: Date) -> ListStatus {
        let definition = self.definitions.get(name);
        let loaded = self.loaded.get(name).map(|list| self.describe(list, day));
        let superseded_by = self.replacement(name).map(str::to_owned);
        let wanted = definition.is_none_or(|d| d.wanted);
        let problems = match &loaded {
            _ if superseded_by.is_some() => Vec::new(),
            Some(list) => list.problems.clone(),
            None if wanted => vec![ListProblem::NotLoaded],
            None => Vec::new(),
        };
        let title = definition.map_or_else(|| "list given by the user".to_owned(), |d| d.title.clone());
        ListStatus { name: name.to_owned(), title, wanted, loaded, superseded_by, problems }
    }

    fn replacement(&self, name: &str) -> Option<&str> {
        let by = self.definitions.get(name)?.superseded_by.as_deref()?;
        self.loaded.contains_key(by).then_some(by)
    }

    fn describe(&self, list: &LoadedList, day: Date) -> SearchedList {
        let definition = self.definitions.get(&list.name);
        let counts = self.counts.get(&list.name).cloned().unwrap_or_default();
        SearchedList {
            name: list.name.clone(),
            title: definition.map_or_else(|| "list given by the user".to_owned(), |d| d.title.clone()),
            version: list.version.clone(),
            date: list.date,
            digest: list.digest.clone(),
            problems: definition.map_or_else(Vec::new, |d| problems(d, list, &counts, day)),
            counts,
        }
    }
}

/// Why a loaded list cannot be relied on.
fn problems(
    definition: &ListDefinition,
    list: &LoadedList,
    counts: &BTreeMap<PartyKind, usize>,
    day: Date,
) -> Vec<ListProblem> {
    let found = |kind: &PartyKind| counts.get(kind).copied().unwrap_or(0);
    let short = |(kind, minimum): (&PartyKind, &usize)| {
        let problem = ListProblem::TooShort { kind: *kind, found: found(kind), minimum: *minimum };
        (found(kind) < *minimum).then_some(problem)
    };
    let mut problems: Vec<ListProblem> = definition.minimum.iter().filter_map(short).collect();
    let (Some(limit), Some(date)) = (definition.max_age_days, list.date) else { return problems };
    let days = day.since(date).map_or(0, |span| span.get_days());
    if days > limit {
        problems.push(ListProblem::TooOld { days, limit });
    }
    if days < 0 {
        problems.push(ListProblem::DatedLater);
    }
    problems
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    version: String,
    date: Date,
}

fn read_issue(source: &ListSource, faults: &mut Faults) -> Option<Issue> {
    match source.file("sanctions/eu_cyber_issue.toml") {
        Some(file) => faults.read(file),
        None => {
            faults.note("sanctions/eu_cyber_issue.toml", "missing: state version and date of the starter list");
            None
        }
    }
}

fn read_definitions(source: &ListSource, faults: &mut Faults) -> BTreeMap<String, ListDefinition> {
    let mut definitions = BTreeMap::new();
    for file in source.under("sanctions/sources/") {
        let Some(definition) = faults.read::<ListDefinition>(file) else { continue };
        if file.path != format!("sanctions/sources/{}.toml", definition.name) {
            faults.note_at(file, "name", format!("the file must be named {}.toml, after its list", definition.name));
        }
        for (words, text) in definition.faults() {
            faults.note_at(file, words, text);
        }
        definitions.insert(definition.name.clone(), definition);
    }
    if !definitions.contains_key(STARTER) {
        faults.note(&format!("sanctions/sources/{STARTER}.toml"), "missing: the starter list needs its definition");
    }
    definitions
}

fn starter_digest(source: &ListSource) -> String {
    let mut digest = blake3::Hasher::new();
    for file in source.under(starter::FOLDER) {
        digest.update(file.path.as_bytes()).update(&[0]).update(file.text.as_bytes()).update(&[0]);
    }
    digest.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn lists() -> SanctionsLists {
        SanctionsLists::from_source(&ListSource::embedded()).expect("the embedded lists have no fault")
    }

    fn problems_of(lists: &SanctionsLists, name: &str, day: Date) -> Vec<ListProblem> {
        lists.status(day).into_iter().find(|s| s.name == name).map_or_else(Vec::new, |s| s.problems)
    }

    #[test]
    fn the_starter_list_is_whole() {
        let lists = lists();
        let starter: Vec<&LoadedList> = lists.searched().collect();
        assert_eq!(starter.len(), 1);
        let counts = starter[0].counts();
        assert_eq!((counts[&PartyKind::Person], counts[&PartyKind::Entity]), (17, 4));
        assert!(starter[0].parties.iter().all(|p| p.kind != PartyKind::Person || p.births.len() == 1));
        assert_eq!(problems_of(&lists, STARTER, date(2026, 3, 1)), []);
    }

    #[test]
    fn an_old_list_cannot_be_relied_on() {
        let too_old = problems_of(&lists(), STARTER, date(2026, 4, 1));
        assert_eq!(too_old, [ListProblem::TooOld { days: 37, limit: 30 }]);
        assert_eq!(problems_of(&lists(), STARTER, date(2026, 2, 1)), [ListProblem::DatedLater]);
    }

    #[test]
    fn a_short_list_cannot_be_relied_on() {
        let mut lists = lists();
        let mut short = lists.loaded[STARTER].clone();
        short.parties.retain(|p| p.kind == PartyKind::Person);
        lists.add(short);
        let missing = ListProblem::TooShort { kind: PartyKind::Entity, found: 0, minimum: 4 };
        assert_eq!(problems_of(&lists, STARTER, date(2026, 3, 1)), [missing]);
    }

    #[test]
    fn the_full_list_replaces_the_starter_list() {
        let mut lists = lists();
        let full = LoadedList { name: "eu-fsf".into(), ..lists.loaded[STARTER].clone() };
        lists.add(full);
        assert_eq!(lists.searched().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["eu-fsf"]);
        assert_eq!(lists.not_loaded(), ["eu-journal", "un"]);
    }

    #[test]
    fn every_list_of_the_command_line_is_known() {
        let names = [
            "eu-fsf",
            "eu-journal",
            "un",
            "us-ofac-sdn",
            "us-ofac-cons",
            "us-csl",
            "us-dpl",
            "uk",
            "uk-ofsi",
            "ca-sema",
            "au-dfat",
            "jp-meti",
            "opensanctions-simple",
            "ftm",
            "own",
        ];
        let lists = lists();
        for name in names {
            assert!(lists.definition(name).is_some(), "{name}");
        }
        assert_eq!(lists.clone().want(&["eu-fsf".to_owned(), "eu-fsv".to_owned()]), ["eu-fsv"]);
    }
}
