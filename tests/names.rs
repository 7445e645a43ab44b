//! Labelled pairs of names: what one party may be called, and what must stay apart. The figures may rise, never fall.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::tempdir;

/// Score from which two names are a potential match.
const THRESHOLD: f64 = 0.70;

struct Scored {
    names: String,
    why: String,
    same: bool,
    score: f64,
}

fn scored(file: &Path, same: &str, schema: &str) -> Vec<Scored> {
    let folder = tempdir().expect("a folder");
    let out = folder.path().join("scored.csv");
    let mut command = Command::cargo_bin("dualuse").expect("the program is built");
    command.arg("compare-names").arg("-i").arg(file).arg("-o").arg(&out).assert().success();
    let mut reader = csv::Reader::from_path(&out).expect("written by the program");
    let heading = reader.headers().expect("a heading").clone();
    let column = |name: &str| heading.iter().position(|h| h == name).expect(name);
    let (first, second, label, kind, score) =
        (column("name1"), column("name2"), column(same), column(schema), column("score"));
    let why = heading.iter().position(|h| h == "why");
    let row = |row: csv::StringRecord| Scored {
        names: format!("{}: {} / {}", &row[kind], &row[first], &row[second]),
        why: why.map_or_else(String::new, |at| row[at].to_owned()),
        same: row[label].eq_ignore_ascii_case("true"),
        score: row[score].parse().expect("a number"),
    };
    reader.records().map(|r| row(r.expect("CSV"))).collect()
}

/// The harmonic mean of how many found pairs are right and how many right pairs are found.
fn f1(pairs: &[Scored]) -> f64 {
    let count = |found: bool, same: bool| {
        pairs.iter().filter(|p| (p.score >= THRESHOLD) == found && p.same == same).count() as f64
    };
    2.0 * count(true, true) / (2.0 * count(true, true) + count(true, false) + count(false, true))
}

fn failures(pairs: &[Scored]) -> Vec<String> {
    let wrong = pairs.iter().filter(|p| (p.score >= THRESHOLD) != p.same);
    wrong.map(|p| format!("{:.3} {} ({})", p.score, p.names, p.why)).collect()
}

#[test]
fn our_labelled_pairs_are_told_apart() {
    let pairs = scored(Path::new("tests/names/pairs.csv"), "same", "schema");
    assert!(pairs.len() > 130);
    let f1 = f1(&pairs);
    assert!(f1 >= 0.95, "F1 {f1:.3}; {:#?}", failures(&pairs));
}

#[test]
fn every_score_lies_between_nothing_and_one() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("pairs.csv");
    let long = "a b ".repeat(2500);
    let odd =
        ["", "x", &long, "🚀🚀", "\u{202e}Ivan\u{202c} Petrov", "Иван Petrov محمد", "........", "0", "\u{0}\u{1}"];
    let rows: Vec<String> = odd
        .iter()
        .flat_map(|a| {
            odd.iter().flat_map(move |b| ["Person", "Company", ""].map(|s| format!("\"{a}\",\"{b}\",{s},true")))
        })
        .collect();
    fs::write(&file, format!("name1,name2,schema,same\n{}\n", rows.join("\n"))).expect("written");
    let pairs = scored(&file, "same", "schema");
    assert_eq!(pairs.len(), odd.len() * odd.len() * 3);
    let outside: Vec<&str> =
        pairs.iter().filter(|p| !(0.0..=1.0).contains(&p.score)).map(|p| p.names.as_str()).collect();
    assert!(outside.is_empty(), "{outside:?}");
}

/// Development pairs that lie beside the project, where they do.
#[test]
fn the_development_pairs_keep_their_figures() {
    let file = Path::new("../shared/bench/names/pairs.csv");
    if !file.exists() {
        println!("skipped: {} is not there", file.display());
        return;
    }
    let pairs = scored(file, "is_match", "schema");
    let f1 = f1(&pairs);
    assert!(f1 >= 0.92, "F1 {f1:.3}; {:#?}", failures(&pairs));
}
