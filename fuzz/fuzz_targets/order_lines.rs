//! Any bytes as a file of order lines: a table whose rows can be told by their place, or an error.
#![no_main]

use std::sync::LazyLock;

use dualuse::control_list::ListSource;
use dualuse::records::{HeadingTable, RawFile, ReadOptions, read_table};
use libfuzzer_sys::fuzz_target;

static HEADINGS: LazyLock<HeadingTable> =
    LazyLock::new(|| HeadingTable::load(&ListSource::embedded()).expect("the embedded lists have no faults"));

fuzz_target!(|bytes: &[u8]| {
    let file = RawFile { name: "orders.csv".to_owned(), bytes: bytes.to_vec() };
    match read_table(&file, &HEADINGS, &ReadOptions::default()) {
        Ok(table) => {
            for row in &table.rows {
                assert!(!table.address(row).to_string().is_empty());
                assert!(row.cells.len() <= table.columns.len());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
