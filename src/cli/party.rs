//! `dualuse party`: is this person or company on a list? One name, or a file of them.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use rayon::prelude::*;

use super::data_folder::note_indexes;
use super::party_answer::{page, write_csv};
use super::{Common, ExitStatus};
use crate::domain::{Identifier, PartyRole, Severity};
use crate::name_matching::{MatchPolicy, NameTables, PartyResult, PartyScreener, Query, check_name};
use crate::sanctions::importers::{self, Source};
use crate::sanctions::{BirthDate, Effect, Gender, ListDefinition, LoadedList, PartyKind, SanctionsLists};

/// Searches the lists for a person, company, ship or aircraft. Finding nothing is no clearance.
#[derive(Debug, Args)]
pub struct PartySearch {
    /// Name as the documents state it.
    #[arg(value_name = "NAME", required_unless_present = "input", conflicts_with = "input")]
    name: Vec<String>,
    /// CSV file of parties: name, and where known id or qid, dob, nationality or country, schema, identifier. `-` reads the input stream.
    #[arg(short, long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Country of establishment or nationality: a code (DE) or a name.
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// Birth date: 1970, 1970-02 or 1970-02-13.
    #[arg(long, value_name = "DATE")]
    born: Option<String>,
    /// Identifying number: passport, registration, IMO; `kind:number` or the number alone. May be repeated.
    #[arg(long = "id", value_name = "NUMBER")]
    identifiers: Vec<String>,
    /// Gender of a person: female or male.
    #[arg(long, value_name = "GENDER", value_parser = gender)]
    gender: Option<Gender>,
    /// Place of birth, town and country.
    #[arg(long, value_name = "PLACE")]
    born_in: Option<String>,
    /// Address as the documents state it.
    #[arg(long, value_name = "TEXT")]
    address: Option<String>,
    /// What the party does in the transaction: buyer, consignee, end_user, …
    #[arg(long, value_name = "ROLE")]
    role: Option<PartyRole>,
    /// What the party is; without it all are searched.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<PartyKind>,
    /// Least score of a match to show, 0 to 1.
    #[arg(long, value_name = "S", default_value_t = MatchPolicy::default().min_score, value_parser = score)]
    min_score: f64,
    /// Least score on one list or for one role: `eu-fsf=0.6`, `end_user=0.65`. May be repeated.
    #[arg(long = "min-score-for", value_name = "LIST|ROLE=S", value_parser = score_for)]
    min_scores: Vec<(String, f64)>,
    /// Least score of a match by a name its list calls weak.
    #[arg(long, value_name = "S", value_parser = score)]
    min_score_weak: Option<f64>,
    /// Show beside ours the score by the published way of the search tool of the United States' sanctions office.
    #[arg(long)]
    second_opinion: bool,
    /// Most matches to show for one party.
    #[arg(long, value_name = "N", default_value_t = MatchPolicy::default().top)]
    top: usize,
    /// Compare with every listed name: slow, and the measure of the quick search.
    #[arg(long)]
    exhaustive: bool,
    /// Search this list alone: any published list, or a table with a column `name` (and id, schema, aliases, birth_date, countries, …). May be repeated.
    #[arg(long = "list", value_name = "FILE")]
    lists: Vec<PathBuf>,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to print the answer (default: table; csv with --input).
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Ndjson,
    Csv,
}

/// A party with the row it came from.
pub(super) struct Asked {
    pub id: String,
    pub query: Query,
}

/// Rows searched before their answers are printed: a long file is never held with all its answers.
const ROWS: usize = 1000;

fn score(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("a score lies between 0 and 1".to_owned()) }
}

fn score_for(text: &str) -> Result<(String, f64), String> {
    let (whose, value) = text.rsplit_once('=').ok_or("write LIST=S or ROLE=S, as in eu-fsf=0.6")?;
    Ok((whose.trim().to_owned(), score(value.trim())?))
}

fn gender(text: &str) -> Result<Gender, String> {
    match text.to_lowercase().as_str() {
        "female" | "f" | "woman" => Ok(Gender::Female),
        "male" | "m" | "man" => Ok(Gender::Male),
        _ => Err("write female or male".to_owned()),
    }
}

fn kind(text: &str) -> Result<PartyKind, String> {
    const KINDS: [PartyKind; 4] = [PartyKind::Person, PartyKind::Entity, PartyKind::Vessel, PartyKind::Aircraft];
    let named = KINDS.into_iter().find(|k| k.code() == text);
    named.ok_or_else(|| "write person, entity, vessel or aircraft".to_owned())
}

/// What a cell says of the party's kind; nothing where it may be either, or is not understood.
fn kind_of_row(cell: &str) -> Option<PartyKind> {
    match cell.to_lowercase().as_str() {
        "company" | "organization" | "organisation" | "publicbody" | "entity" => Some(PartyKind::Entity),
        _ => Some(PartyKind::read(cell)).filter(|kind| *kind != PartyKind::Entity),
    }
}

/// Runs the command.
///
/// # Errors
/// Input that cannot be read, a name that cannot be searched for, lists with faults.
pub fn run(arguments: &PartySearch, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let tables = NameTables::from_source(&source)?;
    let asked = match &arguments.input {
        Some(path) => read_parties(path, &tables)?,
        None => vec![Asked { id: "1".to_owned(), query: one_party(arguments, &tables)? }],
    };
    let lists = if arguments.lists.is_empty() {
        common.sanctions(&source)?
    } else {
        SanctionsLists::only(user_lists(&arguments.lists, &tables)?)
    };
    let policy = policy(arguments);
    let as_of = arguments.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let screener = PartyScreener::new(lists, tables);
    note_indexes(&screener);
    let format = arguments.format.unwrap_or(if arguments.input.is_some() { Format::Csv } else { Format::Table });
    let (mut severities, mut first) = (BTreeSet::new(), None);
    for number in 0..asked.len().div_ceil(ROWS).max(1) {
        let part = &asked[number * ROWS..asked.len().min((number + 1) * ROWS)];
        let results: Vec<PartyResult> = part.par_iter().map(|a| screener.screen(&a.query, &policy, as_of)).collect();
        severities.extend(results.iter().flat_map(|r| &r.findings).map(|f| f.severity));
        let place = Place { before: number * ROWS, all: asked.len() };
        super::terminal::print(&answer(format, (part, &results), place, common, as_of)?);
        first = first.or(results.into_iter().next());
    }
    if format == Format::Csv {
        first.iter().for_each(note_lists);
    }
    Ok(status(&severities))
}

/// What the arguments ask of the search. A threshold whose name is a role counts for that role, any other for a list.
fn policy(arguments: &PartySearch) -> MatchPolicy {
    let mut policy = MatchPolicy {
        min_score: arguments.min_score,
        min_score_of_weak: arguments.min_score_weak,
        top: arguments.top,
        exhaustive: arguments.exhaustive,
        second_opinion: arguments.second_opinion,
        ..MatchPolicy::default()
    };
    for (whose, least) in &arguments.min_scores {
        match whose.parse::<PartyRole>() {
            Ok(role) => policy.min_score_of_role.insert(role, *least),
            Err(_) => policy.min_score_of_list.insert(whose.clone(), *least),
        };
    }
    policy
}

/// A match needs a person whatever else was not checked; without one, a part not checked decides.
fn status(severities: &BTreeSet<Severity>) -> ExitStatus {
    let worst = severities.iter().rfind(|s| **s != Severity::NotChecked).or(severities.last());
    worst.map_or(ExitStatus::NothingFound, |severity| ExitStatus::from(*severity))
}

/// Says on the error stream which lists were not searched, or cannot be relied on.
fn note_lists(result: &PartyResult) {
    let lists = result.findings.iter().filter(|f| f.code.starts_with("list-"));
    lists.for_each(|f| eprintln!("note: {}", f.sentence));
}

/// Which part of all answers is printed.
#[derive(Clone, Copy)]
struct Place {
    /// Answers printed before.
    before: usize,
    /// All answers there are.
    all: usize,
}

/// The answers of one part.
fn answer(
    format: Format,
    (asked, results): (&[Asked], &[PartyResult]),
    place: Place,
    common: &Common,
    as_of: Date,
) -> anyhow::Result<String> {
    Ok(match format {
        Format::Table => {
            let pages: Vec<String> = results.iter().map(|r| page(r, common.page_style(), as_of)).collect();
            let between = if place.before == 0 { "" } else { "\n" };
            between.to_owned() + &pages.join("\n")
        }
        Format::Csv => write_csv(asked, results, place.before == 0)?,
        Format::Json => json(results, place)?,
        Format::Ndjson => {
            let lines: Result<Vec<String>, _> = results.iter().map(serde_json::to_string).collect();
            lines?.into_iter().map(|line| line + "\n").collect()
        }
    })
}

/// One answer alone, several as an array of which this is a part.
fn json(results: &[PartyResult], place: Place) -> anyhow::Result<String> {
    if let ([one], 1) = (results, place.all) {
        return Ok(serde_json::to_string_pretty(one)? + "\n");
    }
    let mut text = String::new();
    for (number, result) in (place.before..).zip(results) {
        text += if number == 0 { "[\n  " } else { ",\n  " };
        text += &serde_json::to_string_pretty(result)?.replace('\n', "\n  ");
    }
    if place.all == 0 {
        text += "[]\n";
    } else if place.before + results.len() == place.all {
        text += "\n]\n";
    }
    Ok(text)
}

fn one_party(arguments: &PartySearch, tables: &NameTables) -> anyhow::Result<Query> {
    let name = arguments.name.join(" ");
    check_name(&name)?;
    let country = match &arguments.country {
        Some(text) => Some(
            tables
                .country(text)
                .with_context(|| format!("--country {text}: not a country known here; write its code, as in DE"))?,
        ),
        None => None,
    };
    let born = match &arguments.born {
        Some(text) => Some(
            BirthDate::read(text)
                .with_context(|| format!("--born {text}: write the date as 1970, 1970-02 or 1970-02-13"))?,
        ),
        None => None,
    };
    let identifiers = arguments.identifiers.iter().map(|text| identifier(text)).collect();
    Ok(Query {
        name,
        kind: arguments.kind,
        country,
        born,
        identifiers,
        gender: arguments.gender,
        birth_place: arguments.born_in.clone().unwrap_or_default(),
        address: arguments.address.clone().unwrap_or_default(),
        role: arguments.role.unwrap_or_default(),
    })
}

fn identifier(text: &str) -> Identifier {
    let (kind, value) = text.split_once(':').unwrap_or(("", text));
    Identifier { kind: kind.trim().to_owned(), value: value.trim().to_owned() }
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read the input stream")?;
        return Ok(bytes);
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_parties(path: &Path, tables: &NameTables) -> anyhow::Result<Vec<Asked>> {
    let shown = path.display();
    let bytes = bytes_of(path)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let heading = reader.headers().with_context(|| format!("{shown}: no heading row"))?.clone();
    let column =
        |names: &[&str]| names.iter().find_map(|name| heading.iter().position(|h| h.trim().eq_ignore_ascii_case(name)));
    let Some(name) = column(&["name"]) else { bail!("{shown}: column \"name\" is missing") };
    let (id, born) = (column(&["qid", "id"]), column(&["dob", "born", "birth_date"]));
    let (country, number) = (column(&["nationality", "country"]), column(&["identifier", "identifiers"]));
    let (sex, birth_place) = (column(&["gender", "sex"]), column(&["birth_place", "place_of_birth"]));
    let (address, role) = (column(&["address", "addresses"]), column(&["role"]));
    let schema = column(&["schema", "kind"]);
    let mut parties = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("{shown}, row {}: not CSV", row + 2))?;
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or("").trim();
        let identifiers = cell(number).split(';').filter(|v| !v.trim().is_empty()).map(identifier).collect();
        let query = Query {
            name: cell(Some(name)).to_owned(),
            kind: kind_of_row(cell(schema)),
            country: tables.country(cell(country)),
            born: BirthDate::read(cell(born)),
            identifiers,
            gender: gender(cell(sex)).ok(),
            birth_place: cell(birth_place).to_owned(),
            address: cell(address).to_owned(),
            role: cell(role).parse().unwrap_or_default(),
        };
        let own = cell(id);
        parties.push(Asked { id: if own.is_empty() { (row + 1).to_string() } else { own.to_owned() }, query });
    }
    Ok(parties)
}

fn user_lists(paths: &[PathBuf], tables: &NameTables) -> anyhow::Result<Vec<LoadedList>> {
    let country = |text: &str| tables.country(text);
    let context = importers::Context { country: &country, columns: &[] };
    let read = |path: &PathBuf| {
        let name = path.file_stem().map_or_else(|| "own".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let bytes = bytes_of(path)?;
        let shown = path.display().to_string();
        let definition = ListDefinition::of_user(name, Effect::EndUserConcern);
        let imported = importers::read(&definition, &[Source { name: &shown, bytes: &bytes }], &context)?;
        imported.notes.iter().for_each(|note| eprintln!("note: {shown}: {note}"));
        Ok(imported.list)
    };
    paths.iter().map(read).collect()
}
