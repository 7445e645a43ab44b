//! The sample files are what their generator writes, hold the same lines, and are read as a reader expects.

use std::fs;
use std::path::{Path, PathBuf};

use dualuse::control_list::ListSource;
use dualuse::domain::Act;
use dualuse::licensing::LicensingRules;
use dualuse::records::{Defaults, Field, HeadingTable, Limits, Plan, RawFile, ReadOptions, Record, Table, read_table};

#[path = "../examples/make_samples.rs"]
#[allow(dead_code)]
mod make_samples;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn table(name: &str) -> Table {
    let headings = HeadingTable::load(&ListSource::embedded()).expect("the table of headings");
    let file = RawFile::open(&sample(name), &Limits::default()).expect("the sample");
    read_table(&file, &headings, &ReadOptions::default()).expect("a table")
}

fn records(table: &Table) -> Vec<Record> {
    let headings = HeadingTable::load(&ListSource::embedded()).expect("the table of headings");
    let plan = Plan::recognise(table, &headings, &[], &[Field::Description, Field::To]).expect("a plan");
    let from = "DE".parse().expect("a code");
    let date = jiff::civil::date(2026, 11, 23);
    let defaults = Defaults { from, to: None, date, act: Act::Export, military: None, facts: Vec::new() };
    let rules = LicensingRules::load(&ListSource::embedded()).expect("the rules");
    table.rows.iter().map(|row| plan.read(table, row, &headings, &defaults, &rules)).collect()
}

#[test]
fn the_sample_files_are_what_the_generator_writes() {
    let again = "run `cargo run --example make_samples`";
    assert_eq!(fs::read_to_string(sample("orders.csv")).expect("the sample"), make_samples::csv(), "{again}");
    assert_eq!(
        fs::read(sample("orders.xlsx")).expect("the sample"),
        make_samples::workbook().expect("a book"),
        "{again}"
    );
}

#[test]
fn both_samples_give_the_same_transactions_and_faults() {
    let (book, text) = (table("orders.xlsx"), table("orders.csv"));
    assert_eq!((book.heading_row, text.heading_row), (4, 4));
    let (book, text) = (records(&book), records(&text));
    assert_eq!((book.len(), text.len()), (66, 66));
    for (one, other) in book.iter().zip(&text) {
        assert_eq!((&one.id, one.address.row), (&other.id, other.address.row));
        match (&one.transaction, &other.transaction) {
            (Ok(one), Ok(other)) => assert_eq!(one, other),
            (Err(one), Err(other)) => {
                let columns =
                    |faults: &[dualuse::records::Fault]| faults.iter().map(|f| f.column.clone()).collect::<Vec<_>>();
                assert_eq!(columns(one), columns(other));
            }
            (one, other) => panic!("{one:?} and {other:?}"),
        }
    }
}

#[test]
fn the_faults_of_the_sample_are_the_ones_put_into_it() {
    let book = table("orders.xlsx");
    let faults: Vec<String> = records(&book)
        .into_iter()
        .filter_map(|record| record.transaction.err())
        .flatten()
        .map(|fault| fault.to_string())
        .collect();
    let expected = [
        "row 36, column \"Destination\" (M): `Kongo` may mean CG Congo (Republic), CD",
        "row 44, column \"AL/ECCN\" (J): the cell is the number 500; if 5E002 was meant, format the column as text",
        "row 62, column \"CAS No.\" (K): \"67-64-2\" is no CAS number; check the number",
        "row 63, column \"CAS No.\" (K): the cell is the date 1975-09-02; if CAS number 75-09-2 was meant",
        "row 69, column \"Destination\" (M): the cell holds the error #REF!; mend the formula or write the value",
        "row 70, column \"Description\" (D): the goods are not described; say what the goods are",
    ];
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    for (fault, words) in faults.iter().zip(expected) {
        assert!(fault.starts_with(&format!("orders.xlsx, sheet \"Orders\", {words}")), "{fault}");
    }
    let read_as: Vec<String> = records(&book).into_iter().flat_map(|record| record.notes).collect();
    assert_eq!(read_as, ["column \"Destination\" (M): \"Korea\" is read as South Korea; for North Korea write KP"]);
    let notes = book.notes.join("\n");
    for words in ["headings stand in row 4", "hidden rows were read", "merged over rows 5 to 6", "not read: \"Notes\""]
    {
        assert!(notes.contains(words), "{words} in\n{notes}");
    }
}
