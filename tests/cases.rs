//! The cases under `tests/cases/`: what an exporter might write, and what the program must make of it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use dualuse::classification::{Candidate, Classification, Classifier, Context, KindIndex, Status};
use dualuse::control_list::{Depth, ListSource, Register};
use dualuse::domain::{ControlCode, Item};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    finds: Option<ControlCode>,
    asks: Option<ControlCode>,
    not: Option<ControlCode>,
    outcome: Option<String>,
    reason: String,
}

fn cases() -> Vec<(PathBuf, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut out = Vec::new();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let file: CaseFile =
            toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        out.extend(file.case.into_iter().map(|case| (path.clone(), case)));
    }
    out
}

/// The candidates at a provision or below it.
fn at<'c>(classification: &'c Classification, code: &ControlCode) -> Vec<&'c Candidate> {
    classification.candidates.iter().filter(|candidate| code.covers(&candidate.code)).collect()
}

fn fails(case: &Case, found: &Classification) -> Option<String> {
    let has = |code: &ControlCode, status: Status| at(found, code).iter().any(|c| c.status == status);
    let first: Vec<String> = found.candidates.iter().take(4).map(|c| format!("{} {:?}", c.code, c.status)).collect();
    let complain = |what: String| Some(format!("{what}; outcome {:?}; first: {}", found.outcome, first.join(", ")));
    if let (Some(outcome), None, None, None) = (&case.outcome, &case.finds, &case.asks, &case.not) {
        return if found.outcome.code() == outcome { None } else { complain(format!("not {outcome}")) };
    }
    match (&case.finds, &case.asks, &case.not) {
        (Some(code), None, None) if !has(code, Status::Met) => complain(format!("{code} is not met")),
        (None, Some(code), None) if !has(code, Status::Open) => complain(format!("{code} is not open")),
        (None, None, Some(code)) if has(code, Status::Met) || has(code, Status::Open) => {
            complain(format!("{code} is not ruled out"))
        }
        (Some(_), None, None) | (None, Some(_), None) | (None, None, Some(_)) => None,
        _ => Some("a case says one of finds, asks, not, outcome".to_owned()),
    }
}

#[test]
fn every_case_comes_out_as_written() {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let kinds = KindIndex::new(&register);
    let classifier = Classifier::new(&register, &kinds);
    let cases = cases();
    assert!(cases.len() > 100, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for (path, case) in &cases {
        let item = Item { description: case.text.clone(), ..Item::default() };
        let found = classifier.classify(&item, &Context::default()).unwrap();
        if let Some(complaint) = fails(case, &found) {
            let file = path.file_name().unwrap().to_string_lossy();
            wrong.push(format!("{file}: \"{}\"\n    {complaint}\n    ({})", case.text, case.reason));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases fail:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_case_names_a_provision_of_the_register() {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let unknown: Vec<String> = cases()
        .iter()
        .flat_map(|(_, case)| [&case.finds, &case.asks, &case.not].into_iter().flatten())
        .filter(|code| {
            register.find(code).is_none() && register.entry(code.entry()).is_none_or(|e| e.depth == Depth::Full)
        })
        .map(ToString::to_string)
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
