//! `dualuse batch` from end to end: the samples, standard input, refusals and exit codes.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dualuse::control_list::ListSource;
use dualuse::records::{Cell, HeadingTable, Limits, RawFile, ReadOptions, Table, read_table};
use dualuse::report::columns::result_columns;
use serde_json::Value;

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn dualuse() -> Command {
    let mut command = Command::cargo_bin("dualuse").expect("the program");
    command.env_remove("DUALUSE_CONTROL_LISTS").env("DUALUSE_DATA_DIR", "no-lists-here");
    command
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn table(path: &Path) -> Table {
    let headings = HeadingTable::load(&ListSource::embedded()).expect("the table of headings");
    let file = RawFile::open(path, &Limits::default()).expect("a file");
    read_table(&file, &headings, &ReadOptions::default()).expect("a table")
}

fn ran(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_sample_workbook_comes_back_with_answers_behind_its_own_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("checked.xlsx");
    let (code, _, words) = ran(dualuse().arg("batch").arg(sample("orders.xlsx")).arg("-o").arg(&out).args(DAY));
    assert_eq!(code, 2, "some rows could not be read: {words}");
    assert!(words.contains("row 44, column \"AL/ECCN\" (J): the cell is the number 500"), "{words}");
    let (before, after) = (table(&sample("orders.xlsx")), table(&out));
    assert_eq!(after.rows.len(), before.rows.len());
    let own = before.columns.len();
    for (row, again) in before.rows.iter().zip(&after.rows) {
        // An error cannot be written back as an error; its word can.
        let values: Vec<Cell> = row.cells.clone();
        assert_eq!(values, again.cells[..own], "row {}", row.number);
        let last = own + result_columns().count() - 1;
        assert_eq!(again.cells.get(last), Some(&Cell::Text(row.number.to_string())));
    }
    let verdicts: Vec<String> = after.rows.iter().map(|row| row.cells[own].text()).collect();
    assert!(verdicts.iter().all(|verdict| !verdict.is_empty()));
    assert_eq!(verdicts[65], "NOT CHECKED");
}

#[test]
fn the_sample_text_gives_the_verdicts_of_the_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut verdicts = Vec::new();
    for (input, output) in [("orders.xlsx", "a.csv"), ("orders.csv", "b.csv")] {
        let out = folder.path().join(output);
        ran(dualuse().arg("batch").arg(sample(input)).arg("-o").arg(&out).args(DAY));
        let table = table(&out);
        let column = table.column("dualuse verdict").expect("the verdicts");
        verdicts.push(table.rows.iter().map(|row| row.cells[column].text()).collect::<Vec<_>>());
    }
    assert_eq!(verdicts[0], verdicts[1]);
    let csv = fs::read_to_string(folder.path().join("b.csv")).expect("the answer");
    assert!(csv.starts_with("\u{feff}Order;Pos.;"), "mark and delimiter of the input are kept");
}

#[test]
fn json_lines_flow_through_with_their_own_fields_whatever_the_number_of_threads() {
    let input = "{\"id\": \"A1\", \"description\": \"ball pen\", \"to\": \"CH\", \"plant\": {\"no\": 7}, \"consignee\": {\"name\": \"Muster AG\", \"country\": \"CH\"}}\n\
                 {\"id\": \"A2\", \"description\": \"\", \"to\": \"Atlantis\"}\n\
                 not json\n";
    let run = |threads: &str| {
        let mut command = dualuse();
        command.args(["batch", "-", "--format", "ndjson"]).args(DAY).env("RAYON_NUM_THREADS", threads);
        ran(command.write_stdin(input))
    };
    let (code, out, words) = run("1");
    assert_eq!(code, 2, "{words}");
    assert_eq!(out, run("4").1);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["plant"]["no"], 7);
    assert_eq!(lines[0]["dualuse"]["id"], "A1");
    assert!(lines[0]["dualuse"]["findings"].is_array());
    let faults = lines[1]["dualuse"]["faults"].as_array().expect("faults");
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(lines[1]["dualuse"]["verdict"], "not_checked");
    assert_eq!(lines[2]["dualuse"]["address"]["row"], 3);
}

#[test]
fn facts_are_stated_for_all_rows_or_row_by_row() {
    let input = "description;destination;consignee;fact: informed\nball pen;KE;Muster AG;wmd\nball pen;KE;Muster AG;\n";
    let run = |facts: &[&str]| {
        let mut command = dualuse();
        command.args(["batch", "-", "--format", "ndjson"]).args(DAY).args(facts);
        let (code, out, words) = ran(command.write_stdin(input));
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let informed = |line: &Value| {
            let findings = line["dualuse"]["findings"].as_array().expect("findings");
            findings.iter().any(|finding| finding["code"] == "catch-all-informed")
        };
        (code, lines.iter().map(informed).collect::<Vec<_>>(), words)
    };
    assert_eq!(run(&[]).1, [true, false]);
    assert_eq!(run(&["--informed", "wmd"]).1, [true, true]);
    let (code, _, words) = run(&["--fact", "end_user=warship", "--fact", "colour=red", "--aware"]);
    assert!(code == 2 && words.contains("--aware"), "{words}");
    let (code, _, words) = run(&["--fact", "end_user=warship", "--fact", "colour=red"]);
    assert!(code == 2 && words.contains("`warship`") && words.contains("`colour`"), "{words}");
}

#[test]
fn an_answer_overwrites_nothing_by_accident_and_never_its_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("o.csv");
    fs::write(&input, "description;destination;consignee\nball pen;CH;Muster AG\n").expect("a file");
    let out = folder.path().join("answer.csv");
    let run = |out: &Path, force: bool| {
        let mut command = dualuse();
        command.arg("batch").arg(&input).arg("-o").arg(out).args(DAY);
        if force { ran(command.arg("--force")) } else { ran(&mut command) }
    };
    run(&out, false);
    let first = fs::read(&out).expect("an answer");
    let (code, _, words) = run(&out, false);
    assert!(code == 2 && words.contains("--force"), "{words}");
    run(&out, true);
    assert_eq!(fs::read(&out).expect("an answer"), first, "the same input gives the same bytes");
    let (code, _, words) = run(&input, true);
    assert!(code == 2 && words.contains("the file being read"), "{words}");
    let (_, _, words) = run(&folder.path().join("answer.doc"), false);
    assert!(words.contains("write .xlsx, .csv or .ndjson"), "{words}");
    let (_, _, words) = run(&folder.path().join("missing/answer.csv"), false);
    assert!(words.contains("folder does not exist"), "{words}");
}

#[test]
fn what_stops_a_batch_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    };
    let cases = [
        (write("a.csv", b"Order;Qty\n1;2\n"), "no column says what the goods are"),
        (write("b.csv", b"description\npump\n"), "no column says the country the goods go to"),
        (write("c.csv", b""), "is empty"),
        (write("d.pdf", b"%PDF-1.7"), "a PDF document"),
        (write("e.xlsx", b"PK\x03\x04broken"), "is damaged"),
        (folder.path().join("none.csv"), "cannot read"),
    ];
    for (path, expected) in cases {
        let (code, out, words) = ran(dualuse().arg("batch").arg(&path).args(DAY));
        assert!(code == 2 && out.is_empty() && words.contains(expected), "{}: {words}", path.display());
        assert!(!words.contains("panicked"), "{words}");
    }
    let only = write("f.csv", b"description\nball pen\n");
    let (_, out, words) = ran(dualuse().arg("batch").arg(&only).args(["--to", "CH"]).args(DAY));
    assert!(out.contains("1 row of f.csv"), "{out}{words}");
    let (code, _, words) = ran(dualuse().arg("batch").arg(&only).args(["--to", "Atlantis"]).args(DAY));
    assert!(code == 2 && words.contains("--to Atlantis"), "{words}");
}
