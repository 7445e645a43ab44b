//! The confusion by category over the cases of `tests/cases`: which category the first provision comes from, beside the
//! one the case names. The floors hold in every run; `DUALUSE_UPDATE=1 cargo test --test confusion` writes the table anew
//! into `benches/confusion.md`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dualuse::classification::{Classifier, Context, KindIndex, Outcome, Status};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::{ControlCode, Item};

/// Of the descriptions of listed goods: the right entry first, among the first five, and called not listed.
const FIRST: f64 = 0.97;
const FIRST_FIVE: f64 = 0.99;
const MISSED: f64 = 0.0;
/// Of a category's descriptions: the first provision is of that category.
const CATEGORY: f64 = 0.95;

/// Where the first provision of a description stands: a category, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Category(u8),
    Nothing,
}

#[derive(Default)]
struct Counts {
    all: usize,
    first: usize,
    first_five: usize,
    missed: usize,
    found: BTreeMap<Found, usize>,
}

/// Descriptions with the entry they must lead to.
fn descriptions() -> Vec<(String, ControlCode)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut out = Vec::new();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let file: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        for case in file["case"].as_array().unwrap() {
            let code = case.get("finds").or_else(|| case.get("asks")).and_then(|code| code.as_str());
            out.extend(code.map(|code| (case["text"].as_str().unwrap().to_owned(), code.parse().unwrap())));
        }
    }
    out
}

fn count() -> BTreeMap<u8, Counts> {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let kinds = KindIndex::new(&register);
    let classifier = Classifier::new(&register, &kinds);
    let mut counts: BTreeMap<u8, Counts> = BTreeMap::new();
    for (text, code) in descriptions() {
        let item = Item { description: text, ..Item::default() };
        let found = classifier.classify(&item, &Context::default()).unwrap();
        let mut entries: Vec<&str> = Vec::new();
        for candidate in found.candidates.iter().filter(|candidate| candidate.status != Status::Excluded) {
            if !entries.contains(&candidate.code.entry()) {
                entries.push(candidate.code.entry());
            }
        }
        let of = counts.entry(code.category()).or_default();
        of.all += 1;
        of.first += usize::from(entries.first() == Some(&code.entry()));
        of.first_five += usize::from(entries.iter().take(5).any(|entry| *entry == code.entry()));
        of.missed += usize::from(found.outcome == Outcome::NotListed);
        let category = entries.first().and_then(|entry| entry[..1].parse().ok());
        *of.found.entry(category.map_or(Found::Nothing, Found::Category)).or_default() += 1;
    }
    counts
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

/// The table as Markdown.
fn table(counts: &BTreeMap<u8, Counts>) -> String {
    let mut out = String::from(
        "# Confusion by category\n\nDescriptions of `tests/cases` that must find or open a provision: rows are the category of that provision, columns the category of \
         the first provision found.\n`DUALUSE_UPDATE=1 cargo test --test confusion` writes this file; the floors stand in `tests/confusion.rs`.\n\n| category | cases | right entry first | in the first five | called not listed |",
    );
    let columns: Vec<Found> = (0..=9).map(Found::Category).chain([Found::Nothing]).collect();
    for column in &columns {
        let _ = match column {
            Found::Category(category) => write!(out, " → {category} |"),
            Found::Nothing => write!(out, " → none |"),
        };
    }
    let _ = writeln!(out, "\n|{}", "---|".repeat(5 + columns.len()));
    for (category, of) in counts {
        let percent = |part: usize| format!("{:.1} %", 100.0 * share(part, of.all));
        let _ = write!(
            out,
            "| {category} | {} | {} | {} | {} |",
            of.all,
            percent(of.first),
            percent(of.first_five),
            percent(of.missed)
        );
        for column in &columns {
            let count = of.found.get(column).copied().unwrap_or(0);
            let _ = if count == 0 { write!(out, " |") } else { write!(out, " {count} |") };
        }
        out.push('\n');
    }
    out
}

#[test]
fn descriptions_lead_to_their_own_entry_and_category() {
    let counts = count();
    let table = table(&counts);
    if std::env::var_os("DUALUSE_UPDATE").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/confusion.md"), &table).unwrap();
    }
    let sum = |part: fn(&Counts) -> usize| counts.values().map(part).sum::<usize>();
    let all = sum(|of| of.all);
    assert!(all > 500, "only {all} descriptions");
    assert!(share(sum(|of| of.first), all) >= FIRST, "the right entry is too seldom first\n{table}");
    assert!(
        share(sum(|of| of.first_five), all) >= FIRST_FIVE,
        "the right entry is too seldom in the first five\n{table}"
    );
    assert!(share(sum(|of| of.missed), all) <= MISSED, "listed goods are called not listed\n{table}");
    for (category, of) in &counts {
        let own = of.found.get(&Found::Category(*category)).copied().unwrap_or(0);
        assert!(share(own, of.all) >= CATEGORY, "category {category} is taken for another\n{table}");
    }
}
