//! Opening a store of 100,000 names beside bare floors in the same run: opening the file and reading its first page, and
//! reading the whole file. Then the same with every record decoded.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use dualuse::sanctions::importers::read_given;
use dualuse::sanctions::{Effect, SnapshotWriter, Store};

/// Parties; each has two names.
const PARTIES: usize = 50_000;

fn store(folder: &Path) -> Store {
    let syllables = ["ka", "ri", "mo", "ten", "dal", "ves", "nu", "shi", "bor", "el"];
    let word = |mut n: usize| {
        let mut word = String::new();
        for _ in 0..4 {
            word.push_str(syllables[n % syllables.len()]);
            n /= syllables.len();
        }
        word
    };
    let mut text = String::from("id,schema,name,aliases,birth_date,countries,addresses\n");
    for n in 0..PARTIES {
        let (first, last) = (word(n), word(n.wrapping_mul(7919)));
        text.push_str(&format!("P{n},Person,{first} {last},{last} {first},1970-02-13,DE,{n} {last} street\n"));
    }
    let mut list = read_given("own", text.as_bytes(), Effect::AssetFreeze, &|code| code.parse().ok()).expect("a list");
    let store = Store::new(folder);
    let snapshot = SnapshotWriter::of_list(&mut list, Vec::new(), jiff::Timestamp::UNIX_EPOCH, Vec::new());
    store.writer().expect("locked").install("own", snapshot).expect("installed");
    store
}

fn open(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store(folder.path());
    let path = store.open("own").expect("opens").expect("in use").snapshot.path().to_owned();
    let mut group = c.benchmark_group("store of 100000 names");
    group.bench_function("floor: open the file, read one page", |b| {
        b.iter(|| {
            let mut page = [0; 4096];
            File::open(&path).and_then(|mut file| file.read_exact(&mut page)).expect("read");
            black_box(page);
        })
    });
    group.bench_function("floor: read the whole file", |b| b.iter(|| black_box(fs::read(&path).expect("read"))));
    group.bench_function("open", |b| b.iter(|| black_box(store.open("own").expect("opens"))));
    group.bench_function("open and read one record", |b| {
        b.iter(|| {
            let stored = store.open("own").expect("opens").expect("in use");
            black_box(stored.snapshot.party(PARTIES / 2).expect("a record"))
        })
    });
    group.sample_size(10);
    group.bench_function("open and read every record", |b| {
        b.iter(|| {
            let stored = store.open("own").expect("opens").expect("in use");
            stored.snapshot.parties().for_each(|party| drop(black_box(party.expect("a record"))));
        })
    });
    group.bench_function("verify", |b| {
        b.iter(|| store.open("own").expect("opens").expect("in use").snapshot.verify().expect("whole"))
    });
    group.finish();
}

criterion_group!(benches, open);
criterion_main!(benches);
