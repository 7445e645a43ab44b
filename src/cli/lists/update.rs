//! `dualuse lists update`: fetches lists from where they are published. Whatever goes wrong with one of them, the version
//! in use stays and the others are fetched.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::intake::{Intake, NamedFile, Taken};
use super::{Common, ExitStatus};
use crate::cli::terminal::print;
use crate::name_matching::NameTables;
use crate::sanctions::{FetchSettings, Fetched, Fetcher, ListDefinition, SanctionsLists, Store, Validators};

/// Fetches lists: those named, or all that the policy wants or that are in use.
#[derive(Debug, Args)]
pub struct Update {
    /// Names of lists; `dualuse lists status` names them.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Fetch from this address instead of the publisher's: a mirror. Several files of one list: several addresses.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    from: Vec<String>,
    /// Take a list although it is short, much smaller or older than the version in use.
    #[arg(long)]
    force: bool,
    /// Longest time for one try, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = FetchSettings::default().timeout.as_secs_f64(), value_parser = seconds, allow_negative_numbers = true)]
    timeout: f64,
    /// Tries for each file.
    #[arg(long, value_name = "N", default_value_t = FetchSettings::default().tries)]
    tries: u32,
    /// Pause before the second try, in seconds; doubled before each further one.
    #[arg(long, value_name = "SECONDS", default_value_t = FetchSettings::default().pause.as_secs_f64(), value_parser = seconds)]
    pause: f64,
    /// Longest file, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = FetchSettings::default().most_bytes)]
    max_bytes: u64,
    /// Proxy to fetch through; without it HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of the environment are followed.
    #[arg(long, value_name = "ADDRESS", env = "DUALUSE_PROXY")]
    proxy: Option<String>,
    /// Certificates (PEM) to trust instead of those built in, for networks that inspect encrypted traffic.
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    certificates: Option<PathBuf>,
    /// Print one JSON document instead of text.
    #[arg(long)]
    json: bool,
}

fn seconds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("`{text}` is not a number of seconds"))?;
    if (0.0..=86_400.0).contains(&value) { Ok(value) } else { Err("write 0 to 86400 seconds".to_owned()) }
}

/// What became of one list.
#[derive(Serialize)]
struct Outcome {
    list: String,
    outcome: Word,
    #[serde(flatten)]
    taken: Option<Taken>,
    /// Where it came from.
    address: Option<String>,
    /// What went wrong, address by address.
    faults: Vec<String>,
    /// The version that stays in use, where none was taken.
    kept: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    /// A new version is in use.
    Updated,
    /// The publisher offers the version in use.
    Unchanged,
    /// No address gives the list; a person has to fetch it.
    ByHand,
    /// Nothing could be taken.
    Failed,
}

/// Runs the command. Exit code 2 where a list could not be fetched.
///
/// # Errors
/// Faults in the control lists, unknown names, settings that cannot be used.
pub fn run(arguments: &Update, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let lists = common.sanctions(&source)?;
    let store = common.store()?;
    let chosen = chosen(arguments, &lists, &store)?;
    let fetcher = Fetcher::new(settings(arguments))?;
    let tables = NameTables::from_source(&source)?;
    let mut outcomes = Vec::new();
    for definition in chosen {
        let one = One { arguments, definition, store: &store, fetcher: &fetcher, tables: &tables };
        let outcome = one.update();
        if !arguments.json {
            print(&outcome.text());
        }
        outcomes.push(outcome);
    }
    if arguments.json {
        print(&(serde_json::to_string_pretty(&outcomes)? + "\n"));
    }
    let failed = outcomes.iter().any(Outcome::failed);
    Ok(if failed { ExitStatus::NotCarriedOut } else { ExitStatus::NothingFound })
}

fn settings(arguments: &Update) -> FetchSettings {
    FetchSettings {
        timeout: Duration::from_secs_f64(arguments.timeout),
        tries: arguments.tries.max(1),
        pause: Duration::from_secs_f64(arguments.pause),
        most_bytes: arguments.max_bytes,
        proxy: arguments.proxy.clone(),
        certificates: arguments.certificates.clone(),
    }
}

fn chosen<'l>(arguments: &Update, lists: &'l SanctionsLists, store: &Store) -> anyhow::Result<Vec<&'l ListDefinition>> {
    if !arguments.from.is_empty() && arguments.names.len() != 1 {
        bail!("--from: name the one list that is fetched from there");
    }
    if arguments.names.is_empty() {
        let stored = store.lists()?;
        let fetched = |d: &&ListDefinition| {
            let offered = !d.addresses.is_empty() || d.page.is_some();
            offered && (d.wanted || stored.contains(&d.name))
        };
        return Ok(lists.definitions().filter(fetched).collect());
    }
    let known = |name: &String| {
        let definition = lists.definition(name);
        definition.ok_or_else(|| anyhow::anyhow!("{name}: no such list; `dualuse lists status` names them"))
    };
    arguments.names.iter().map(known).collect()
}

/// One list to be updated.
struct One<'a> {
    arguments: &'a Update,
    definition: &'a ListDefinition,
    store: &'a Store,
    fetcher: &'a Fetcher,
    tables: &'a NameTables,
}

impl One<'_> {
    /// Tries the addresses in order until one gives a list that can be taken.
    fn update(&self) -> Outcome {
        let addresses = self.addresses();
        if addresses.is_empty() {
            return Outcome { outcome: Word::ByHand, ..self.failed(vec![self.by_hand()]) };
        }
        let mut faults = Vec::new();
        for address in addresses {
            match self.from(&address) {
                Ok(taken) => {
                    let same = taken.as_ref().is_none_or(|taken| taken.same);
                    let outcome = if same { Word::Unchanged } else { Word::Updated };
                    return Outcome { outcome, taken, address: Some(address), faults, ..self.failed(Vec::new()) };
                }
                Err(error) => faults.push(format!("{error:#}")),
            }
        }
        self.failed(faults)
    }

    fn failed(&self, faults: Vec<String>) -> Outcome {
        let manifest = self.store.manifest(&self.definition.name).ok().flatten();
        let kept = manifest.and_then(|manifest| manifest.current().map(|version| version.version.clone()));
        Outcome { list: self.definition.name.clone(), outcome: Word::Failed, taken: None, address: None, faults, kept }
    }

    /// The addresses, each of which gives the whole list; several files of one list stand in one address with blanks between.
    fn addresses(&self) -> Vec<String> {
        match self.arguments.from.as_slice() {
            [] => self.definition.addresses.clone(),
            from => vec![from.join(" ")],
        }
    }

    fn by_hand(&self) -> String {
        let name = &self.definition.name;
        match &self.definition.page {
            Some(page) => {
                format!("not offered for fetching; take the file from {page} and `dualuse lists import {name} FILE`")
            }
            None => format!("no address is known; `dualuse lists import {name} FILE` takes it from a file"),
        }
    }

    /// Fetches from one address; nothing where the publisher says that the version in use is the current one.
    fn from(&self, address: &str) -> anyhow::Result<Option<Taken>> {
        let parts: Vec<&str> = address.split_whitespace().collect();
        let known = if parts.len() == 1 { self.known(address) } else { None };
        let mut files = Vec::new();
        let mut last = None;
        for part in parts {
            match self.fetcher.fetch(part, known.as_ref())? {
                Fetched::NotModified => {
                    let writer = self.store.writer()?;
                    writer.confirm(&self.definition.name, Timestamp::now(), address, None)?;
                    return Ok(None);
                }
                Fetched::File { bytes, validators } => {
                    files.push(NamedFile { from: part.to_owned(), bytes });
                    last = Some(validators);
                }
            }
        }
        let now = Timestamp::now();
        let (store, definition, tables) = (self.store, self.definition, self.tables);
        let force = self.arguments.force;
        let taken = Intake { store, definition, tables, force, published: None, columns: &[], now }.take(&files)?;
        let validators = last.filter(|_| files.len() == 1);
        self.store.writer()?.confirm(&definition.name, now, address, validators)?;
        Ok(Some(taken))
    }

    /// What the server said of the version in use, provided that version is whole: a damaged one is fetched anew.
    fn known(&self, address: &str) -> Option<Validators> {
        let stored = self.store.open(&self.definition.name).ok().flatten()?;
        stored.snapshot.verify().ok()?;
        stored.manifest.validators.get(address).cloned()
    }
}

impl Outcome {
    /// A list that a person has to fetch is no failure as long as one is in use: its age tells when it is time.
    fn failed(&self) -> bool {
        match self.outcome {
            Word::Failed => true,
            Word::ByHand => self.kept.is_none(),
            Word::Updated | Word::Unchanged => false,
        }
    }

    fn text(&self) -> String {
        let mut text = match (&self.taken, self.outcome) {
            (Some(taken), _) => format!("{}: {}\n", self.list, taken.line()),
            (None, Word::Failed | Word::ByHand) => {
                let word = if self.outcome == Word::Failed { "FAILED" } else { "by hand" };
                match &self.kept {
                    Some(version) => format!("{}: {word}, version {version} stays in use\n", self.list),
                    None => format!("{}: {word}, none is in use\n", self.list),
                }
            }
            (None, _) => format!("{}: not changed since version {}\n", self.list, self.kept.as_deref().unwrap_or("?")),
        };
        let notes = self.taken.iter().flat_map(|taken| &taken.notes);
        notes.for_each(|note| text.push_str(&format!("  note: {note}\n")));
        self.faults.iter().for_each(|fault| text.push_str(&format!("  {fault}\n")));
        text
    }
}
