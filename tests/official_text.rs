//! The register against the official text, where the shared reference is at hand; otherwise these tests say that they
//! are skipped: every provision, every CAS number, every defined term.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use dualuse::classification::{Candidate, Classifier, Context, KindIndex, Status};
use dualuse::control_list::{Definition, ListSource, Register};
use dualuse::domain::{ControlCode, Item};
use regex::Regex;
use serde::Deserialize;

/// Terms the text sets in double quotation marks although it explains them as terms in single ones.
const QUOTED_BY_SLIP: &[&str] = &["circuit element"];

#[derive(Deserialize)]
struct Row {
    path: String,
    kind: String,
    text: String,
}

impl Row {
    fn in_use(&self) -> bool {
        let text = self.text.trim().to_lowercase();
        self.kind == "item" && !text.starts_with("not used") && !text.starts_with("see military")
    }
}

fn reference(file: &str) -> Option<PathBuf> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared", "../../shared"].map(|up| manifest.join(up).join("reference").join(file));
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: the shared reference {file} is not at hand");
    }
    found
}

fn official() -> Option<Vec<Row>> {
    let mut reader = csv::Reader::from_path(reference("annex_i/provisions.csv")?).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

fn register() -> Register {
    Register::load(&ListSource::embedded()).unwrap()
}

/// A term without case, hyphens and the plural s.
fn plain(term: &str) -> String {
    let singular = |word: &str| {
        let cut = word.strip_suffix("ies").filter(|_| word.len() > 4).map(|stem| format!("{stem}y"));
        cut.or_else(|| word.strip_suffix('s').filter(|w| w.len() > 2 && !w.ends_with('s')).map(str::to_owned))
            .unwrap_or_else(|| word.to_owned())
    };
    let words = term.to_lowercase().replace(['-', '’'], " ");
    words.trim_matches([' ', '.', ',', ';', ':']).split_whitespace().map(singular).collect::<Vec<_>>().join(" ")
}

fn by_term(register: &Register) -> BTreeMap<String, Vec<&Definition>> {
    let mut out: BTreeMap<String, Vec<&Definition>> = BTreeMap::new();
    for definition in register.definitions() {
        for term in &definition.terms {
            out.entry(plain(term)).or_default().push(definition);
        }
    }
    out
}

#[test]
fn every_provision_in_use_has_an_item() {
    let Some(rows) = official() else { return };
    let register = register();
    let missing: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.in_use() && register.find(&row.path.parse::<ControlCode>().unwrap()).is_none())
        .map(|row| row.path.as_str())
        .collect();
    assert!(rows.len() > 4000 && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_cas_number_of_the_text_resolves_to_its_provision() {
    let Some(rows) = official() else { return };
    let register = register();
    let kinds = KindIndex::new(&register);
    let classifier = Classifier::new(&register, &kinds);
    let form = Regex::new(r"\b[0-9]{2,7}-[0-9]{2}-[0-9]\b").unwrap();
    let (mut numbers, mut lost) = (0, Vec::new());
    for row in rows.iter().filter(|row| row.in_use()) {
        let path: ControlCode = row.path.parse().unwrap();
        for cas in form.find_iter(&row.text).map(|found| found.as_str()).collect::<BTreeSet<_>>() {
            numbers += 1;
            let item = Item { description: format!("chemical, CAS {cas}"), ..Item::default() };
            let found = classifier.classify(&item, &Context::default()).unwrap();
            // The goods are this chemical; or the provision only mentions it; or it leaves it to another provision.
            let item = register.item(register.find(&path).unwrap());
            let names = |numbers: &[String]| numbers.iter().any(|own| own == cas);
            let (own, mentioned) = (names(&item.cas) && !row.text.starts_with("See "), names(&item.mentions_cas));
            let resolves = |candidate: &Candidate| {
                let there = path.covers(&candidate.code) || candidate.code.covers(&path);
                let live = candidate.status != Status::Excluded;
                (live && (there || !own)) || (there && mentioned)
            };
            if !found.candidates.iter().any(resolves) {
                let got: Vec<String> = found.candidates.iter().map(|c| format!("{} {:?}", c.code, c.status)).collect();
                lost.push(format!("{path} {cas}: {got:?}"));
            }
        }
    }
    assert!(numbers >= 140, "only {numbers} CAS numbers read");
    assert!(lost.is_empty(), "{} of {numbers}:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn every_quoted_term_of_a_provision_has_a_definition_that_names_the_provision() {
    let Some(rows) = official() else { return };
    let register = register();
    let terms = by_term(&register);
    let quoted = Regex::new(r#"["“]([^"”]+)["”]"#).unwrap();
    let (mut uses, mut lost) = (0, BTreeSet::new());
    for row in &rows {
        let path: ControlCode = row.path.parse().unwrap();
        let known = |definition: &&&Definition| !row.in_use() || definition.used_in.contains(&path);
        for term in quoted.captures_iter(&row.text).map(|c| plain(&c[1])).filter(|t| !QUOTED_BY_SLIP.contains(&&**t)) {
            uses += 1;
            if terms.get(&term).is_none_or(|all| !all.iter().any(|d| known(&d))) {
                lost.insert(format!("{path} \"{term}\""));
            }
        }
    }
    assert!(uses > 1500, "only {uses} quoted terms read");
    assert!(lost.is_empty(), "{} uses:\n{}", lost.len(), lost.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_term_the_annex_defines_has_its_definition_and_its_categories() {
    let file = "annex_i/notes/definitions_annex_DEFINITIONS_OF_TERMS_USED_IN_THIS_ANNEX.txt";
    let Some(path) = reference(file) else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let register = register();
    let terms = by_term(&register);
    let heading =
        Regex::new(r#"(?m)^"([^"]+)".*?\(((?:GTN|NTN|GSN|GISN|All|def|[0-9])(?: (?:GTN|NTN|GSN|GISN|All|[0-9]))*)\)"#);
    let (mut count, mut wrong) = (0, Vec::new());
    for found in heading.unwrap().captures_iter(&text) {
        count += 1;
        let applies: BTreeSet<String> = found[2].split(' ').map(|word| word.replace("All", "all")).collect();
        let matches = |d: &&Definition| applies.is_subset(&d.applies.iter().cloned().collect());
        // "Spread spectrum" radar only refers to "Radar spread spectrum".
        let refers = found[0].starts_with("\"Spread spectrum\" radar");
        let term = if refers { "radar spread spectrum".to_owned() } else { plain(&found[1]) };
        if !terms.get(&term).is_some_and(|all| all.iter().any(matches)) {
            wrong.push(format!("\"{}\" {applies:?}", &found[1]));
        }
    }
    assert!(count >= 170, "only {count} headings read");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_category_i_mark_names_a_position_of_the_regime() {
    let Some(path) = reference("vocabulary/MTCR_Cat_1_regimes.csv") else { return };
    let known = std::fs::read_to_string(path).unwrap();
    let positions: BTreeSet<&str> = known.lines().filter_map(|line| line.split(',').next()).collect();
    let form = Regex::new(r"\b[12]\.[A-E]\.[0-9](?:\.[a-f])?(?:\.[0-9])?").unwrap();
    let register = register();
    let mut used = BTreeSet::new();
    for (_, item) in register.items() {
        let Some(mark) = &item.mtcr_category_i else { continue };
        let named: Vec<String> =
            form.find_iter(mark).map(|found| format!("M{}", found.as_str().replace('.', ""))).collect();
        let all = named.iter().all(|name| positions.iter().any(|position| position.starts_with(name.as_str())));
        assert!(!named.is_empty() && all, "{}: {mark}", item.code);
        used.extend(named);
    }
    // The regime's weapon arming and fuzing mechanisms (2.A.1.f) and their software stand on the military list.
    let unused: Vec<&&str> = positions.iter().filter(|p| !used.iter().any(|u| p.starts_with(u.as_str()))).collect();
    assert_eq!(unused, [&"M2A1f", &"M2D6"]);
}
