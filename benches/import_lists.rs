//! Importing the EU list (23 MB of XML, 5,860 parties, 29,809 names) beside a bare reading of the same bytes, and the most
//! memory it takes. Without `../shared` nothing is measured, and the benchmark says so.

use std::hint::black_box;
use std::io::Read;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use dualuse::control_list::ListSource;
use dualuse::name_matching::NameTables;
use dualuse::sanctions::SanctionsLists;
use dualuse::sanctions::importers::{Context, Source, import};
use quick_xml::Reader;
use quick_xml::events::Event;

const FILE: &str = "../shared/reference/sanctions/eu_fsf/eu_fsf_1_1_reconstructed_2026-02-23.xml.gz";

fn xml() -> Option<Vec<u8>> {
    let packed = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)).ok()?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The floor: every event of the file and every attribute, looked at and forgotten.
fn bare(bytes: &[u8]) -> usize {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    let mut seen = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).expect("the file is well-formed") {
            Event::Start(start) | Event::Empty(start) => seen += start.attributes().count(),
            Event::Eof => return seen,
            _ => seen += 1,
        }
    }
}

/// The most memory the process has held, in MB, as Linux counts it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn lists(c: &mut Criterion) {
    let Some(bytes) = xml() else {
        eprintln!("skipped: {FILE} is not there");
        return;
    };
    let source = ListSource::embedded();
    let lists = SanctionsLists::from_source(&source).expect("the embedded lists have no fault");
    let tables = NameTables::from_source(&source).expect("the embedded tables have no fault");
    let definition = lists.definition("eu-fsf").expect("the list is known");
    let country = |text: &str| tables.country(text);
    let context = Context { country: &country, columns: &[] };
    let once = || import(definition, &[Source { name: "eu.xml", bytes: &bytes }], &context).expect("the list is whole");
    let before = peak();
    let names: usize = once().list.parties.iter().map(|party| party.names.len()).sum();
    println!(
        "{} bytes, {names} names; most memory before {before:?} MB, after one import {:?} MB",
        bytes.len(),
        peak()
    );
    let mut group = c.benchmark_group("the EU list");
    group.sample_size(10);
    group.bench_function("floor: bare reading of the XML", |b| b.iter(|| black_box(bare(&bytes))));
    group.bench_function("import", |b| b.iter(|| black_box(once())));
    group.finish();
}

criterion_group!(benches, lists);
criterion_main!(benches);
