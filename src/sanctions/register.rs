//! The register of lists: which are known, which the policy wants, which are loaded, and whether each loaded list is
//! whole and fresh. A list that is missing, short or too old makes the answer "not checked", never "nothing found".

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use super::definition::read_definitions;
use super::standing::{age, problems};
use super::{
    Faults, ListDefinition, ListProblem, ListStatus, ListedParty, PartyKind, SearchedList, Snapshot, Store, StoreError,
    starter,
};
use crate::control_list::ListSource;

/// Name of the starter list built into the program.
const STARTER: &str = "eu-cyber";

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

/// A list in use: in memory, or in a snapshot whose records have not been read yet.
#[derive(Clone, Debug)]
struct InUse {
    list: LoadedList,
    /// Records of each kind, counted once.
    counts: BTreeMap<PartyKind, usize>,
    known_current: Option<Date>,
    snapshot: Option<Snapshot>,
    /// Whether `list` holds the records.
    read: bool,
}

/// A list that is searched, with access to its records.
#[derive(Clone, Copy)]
pub struct ListInUse<'a>(&'a InUse);

impl<'a> ListInUse<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.0.list.name
    }

    /// The snapshot it lies in; none for a list held in memory.
    pub fn snapshot(&self) -> Option<&'a Snapshot> {
        self.0.snapshot.as_ref()
    }

    /// The records, where they are held in memory.
    pub fn records(&self) -> Option<&'a [ListedParty]> {
        self.0.read.then_some(self.0.list.parties.as_slice())
    }

    /// Record `i`, counted from 0: as it is held in memory, or decoded from the snapshot. `None` where there is none,
    /// or it is damaged.
    pub fn party(&self, i: usize) -> Option<Cow<'a, ListedParty>> {
        match (self.records(), self.snapshot()) {
            (Some(records), _) => records.get(i).map(Cow::Borrowed),
            (None, Some(snapshot)) => snapshot.party(i).ok().map(Cow::Owned),
            (None, None) => None,
        }
    }
}

/// All lists: what is known of them and what is loaded.
#[derive(Clone, Debug, Default)]
pub struct SanctionsLists {
    definitions: BTreeMap<String, ListDefinition>,
    loaded: BTreeMap<String, InUse>,
    /// Lists that were imported and cannot be read, with the reason.
    unreadable: BTreeMap<String, String>,
}

impl SanctionsLists {
    /// The known lists, with the starter list loaded.
    ///
    /// # Errors
    /// Everything that is wrong with the files under `sanctions/`.
    pub fn from_source(source: &ListSource) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut lists = Self { definitions: read_definitions(source, STARTER, &mut faults), ..Self::default() };
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
        self.unreadable.remove(&list.name);
        let counts = list.counts();
        self.loaded.insert(list.name.clone(), InUse { list, counts, known_current: None, snapshot: None, read: true });
    }

    /// Adds the current version of every list of the store. Their records are read when they are needed. A list that
    /// cannot be read is noted, and counts as wanted and missing.
    ///
    /// # Errors
    /// A store that cannot be read at all.
    pub fn add_stored(&mut self, store: &Store) -> Result<(), StoreError> {
        for name in store.lists()? {
            match store.open(&name) {
                Ok(None) => {}
                Ok(Some(stored)) => {
                    let header = stored.snapshot.header();
                    let list = LoadedList {
                        name: name.clone(),
                        version: header.version.clone(),
                        date: header.published,
                        digest: header.source_digest.clone(),
                        parties: Vec::new(),
                    };
                    let (counts, known_current) = (header.counts.clone(), stored.manifest.known_current());
                    let in_use = InUse { list, counts, known_current, snapshot: Some(stored.snapshot), read: false };
                    self.loaded.insert(name, in_use);
                }
                Err(error) => self.not_readable(&name, error.to_string()),
            }
        }
        Ok(())
    }

    fn not_readable(&mut self, name: &str, why: String) {
        self.loaded.remove(name);
        self.unreadable.insert(name.to_owned(), why);
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

    /// Proves that the lists of the store are as they were written; one that is not is noted, and counts as wanted and
    /// missing.
    pub fn verify_stored(&mut self) {
        let damaged = |(name, used): (&String, &InUse)| {
            let error = used.snapshot.as_ref()?.verify_sections().err()?;
            Some((name.clone(), error.to_string()))
        };
        let damaged: Vec<(String, String)> = self.loaded.iter().filter_map(damaged).collect();
        damaged.into_iter().for_each(|(name, why)| self.not_readable(&name, why));
    }

    /// What is known of a list.
    pub fn definition(&self, name: &str) -> Option<&ListDefinition> {
        self.definitions.get(name)
    }

    /// Everything that is known of lists, in order of name.
    pub fn definitions(&self) -> impl Iterator<Item = &ListDefinition> {
        self.definitions.values()
    }

    /// The loaded lists that are searched, in order of name; those a loaded list replaces are left out.
    fn searched(&self) -> impl Iterator<Item = &InUse> {
        self.loaded.values().filter(|used| self.replacement(&used.list.name).is_none())
    }

    /// The lists that are searched, in order of name, with access to their records.
    pub fn in_use(&self) -> impl Iterator<Item = ListInUse<'_>> {
        self.searched().map(ListInUse)
    }

    /// All records that are searched. Reads those of the store; a list that turns out not to be readable is noted.
    pub fn parties(&mut self) -> impl Iterator<Item = &ListedParty> {
        let unread: Vec<String> =
            self.loaded.iter().filter(|(_, used)| !used.read).map(|(name, _)| name.clone()).collect();
        unread.iter().for_each(|name| self.read_records(name));
        self.searched().flat_map(|used| &used.list.parties)
    }

    /// Reads the records of a list of the store into memory; a list that turns out not to be readable is noted.
    pub fn read_records(&mut self, name: &str) {
        let Some(used) = self.loaded.get_mut(name).filter(|used| !used.read) else { return };
        let Some(snapshot) = &used.snapshot else { return };
        match snapshot.parties().collect() {
            Ok(parties) => (used.list.parties, used.read) = (parties, true),
            Err(error) => self.not_readable(name, error.to_string()),
        }
    }

    /// The lists that are searched, as an answer names them.
    pub fn searched_on(&self, day: Date) -> Vec<SearchedList> {
        self.searched().map(|used| self.describe(used, day)).collect()
    }

    /// Lists that ought to be searched and are not: wanted and not loaded, or imported and not readable.
    pub fn not_loaded(&self) -> Vec<String> {
        let missing =
            |d: &&ListDefinition| d.wanted && !self.loaded.contains_key(&d.name) && self.replacement(&d.name).is_none();
        let wanted = self.definitions.values().filter(missing).map(|d| d.name.clone());
        let unreadable = self.unreadable.keys().filter(|name| self.replacement(name).is_none()).cloned();
        wanted.chain(unreadable).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Every known list and where it stands on that day.
    pub fn status(&self, day: Date) -> Vec<ListStatus> {
        let names: BTreeSet<&String> =
            self.definitions.keys().chain(self.loaded.keys()).chain(self.unreadable.keys()).collect();
        names.into_iter().map(|name| self.status_of(name, day)).collect()
    }

    fn status_of(&self, name: &str, day: Date) -> ListStatus {
        let definition = self.definitions.get(name);
        let loaded = self.loaded.get(name).map(|used| self.describe(used, day));
        let superseded_by = self.replacement(name).map(str::to_owned);
        let wanted = definition.is_none_or(|d| d.wanted);
        let problems = match (&loaded, self.unreadable.get(name)) {
            _ if superseded_by.is_some() => Vec::new(),
            (_, Some(why)) => vec![ListProblem::Unreadable { why: why.clone() }],
            (Some(list), None) => list.problems.clone(),
            (None, None) if wanted => vec![ListProblem::NotLoaded],
            (None, None) => Vec::new(),
        };
        ListStatus {
            name: name.to_owned(),
            title: self.title(name),
            wanted,
            age_days: loaded.as_ref().and_then(|list| age(list.date, list.known_current, day)),
            max_age_days: definition.and_then(|d| d.max_age_days),
            minimum: definition.map(|d| d.minimum.clone()).unwrap_or_default(),
            loaded,
            superseded_by,
            problems,
        }
    }

    fn title(&self, name: &str) -> String {
        self.definitions.get(name).map_or_else(|| "list given by the user".to_owned(), |d| d.title.clone())
    }

    fn replacement(&self, name: &str) -> Option<&str> {
        let by = self.definitions.get(name)?.superseded_by.as_deref()?;
        self.loaded.contains_key(by).then_some(by)
    }

    fn describe(&self, used: &InUse, day: Date) -> SearchedList {
        let list = &used.list;
        let mut described = SearchedList {
            name: list.name.clone(),
            title: self.title(&list.name),
            version: list.version.clone(),
            date: list.date,
            known_current: used.known_current,
            digest: list.digest.clone(),
            counts: used.counts.clone(),
            problems: Vec::new(),
        };
        if let Some(definition) = self.definitions.get(&list.name) {
            described.problems = problems(definition, &described, day);
        }
        described
    }
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
        let starter: Vec<&LoadedList> = lists.searched().map(|used| &used.list).collect();
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
        let mut short = lists.loaded[STARTER].list.clone();
        short.parties.retain(|p| p.kind == PartyKind::Person);
        lists.add(short);
        let missing = ListProblem::TooShort { kind: PartyKind::Entity, found: 0, minimum: 4 };
        assert_eq!(problems_of(&lists, STARTER, date(2026, 3, 1)), [missing]);
    }

    #[test]
    fn the_full_list_replaces_the_starter_list() {
        let mut lists = lists();
        let full = LoadedList { name: "eu-fsf".into(), ..lists.loaded[STARTER].list.clone() };
        lists.add(full);
        assert_eq!(lists.searched().map(|used| used.list.name.as_str()).collect::<Vec<_>>(), ["eu-fsf"]);
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
