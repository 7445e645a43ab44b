//! A snapshot gives back what was written, and a damaged one is an error wherever the damage is.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use tempfile::TempDir;

use super::super::{BirthDate, Effect, ListedName, ListedParty, NameStrength, PartyKind};
use super::*;
use crate::sanctions::importers::read_given;

fn header() -> SnapshotHeader {
    SnapshotHeader {
        list: "own".to_owned(),
        version: "7".to_owned(),
        published: Some(date(2026, 8, 1)),
        fetched: Timestamp::UNIX_EPOCH,
        sources: vec![SourceFile { from: "own.csv".to_owned(), bytes: 12, digest: "ab".to_owned() }],
        source_digest: "ab".to_owned(),
        counts: BTreeMap::new(),
        content_digest: String::new(),
        program: "dualuse".to_owned(),
        record_layout: RECORD_LAYOUT,
        index_version: 0,
        notes: vec!["row 4: no name".to_owned()],
    }
}

fn parties() -> Vec<ListedParty> {
    let text = "id,schema,name,aliases,birth_date,countries,listed_on\n\
                a,Person,Ana Petrova,Аня;Anna,1970-02,BG,2020-01-01\nb,Vessel,Sea Star,,,PA,\nc,,\"Works \"\"No. 4\"\"\",,,,\n";
    read_given("own", text.as_bytes(), Effect::AssetFreeze, &|code| code.parse().ok()).expect("a list").parties
}

struct Written {
    folder: TempDir,
    bytes: Vec<u8>,
}

impl Written {
    fn new(parties: &[ListedParty]) -> Self {
        let mut writer = SnapshotWriter::new(header());
        writer.records(parties);
        writer.section("index", &[1, 2, 3]);
        writer.section("empty", &[]);
        let mut bytes = Vec::new();
        writer.finish(&mut bytes).expect("written");
        Self { folder: tempfile::tempdir().expect("a folder"), bytes }
    }

    fn path(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("list.snapshot");
        std::fs::write(&path, bytes).expect("written");
        path
    }

    fn open(&self, bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        Snapshot::open(&self.path(bytes))
    }
}

#[test]
fn a_snapshot_gives_back_what_was_written() {
    let written = Written::new(&parties());
    let snapshot = written.open(&written.bytes).expect("opens");
    snapshot.verify().expect("whole");
    let read: Vec<ListedParty> = snapshot.parties().collect::<Result<_, _>>().expect("every record");
    assert_eq!(read, parties());
    assert_eq!(
        snapshot.header().counts,
        [PartyKind::Person, PartyKind::Entity, PartyKind::Vessel].map(|k| (k, 1)).into()
    );
    assert_eq!(
        SnapshotHeader { content_digest: String::new(), counts: BTreeMap::new(), ..snapshot.header().clone() },
        header()
    );
    assert_eq!((snapshot.section("index"), snapshot.section("empty")), (Some(&[1u8, 2, 3][..]), Some(&[][..])));
    assert_eq!(snapshot.section("none"), None);
    assert!(snapshot.party(3).is_err() && snapshot.party(usize::MAX).is_err());
}

#[test]
fn sections_begin_at_multiples_of_64_bytes() {
    let written = Written::new(&parties());
    let snapshot = written.open(&written.bytes).expect("opens");
    let start = written.bytes.as_ptr_range().start as usize;
    let base = snapshot.section(RECORDS).expect("records").as_ptr() as usize;
    assert_eq!(base % ALIGNMENT, 0, "{start}");
    assert_eq!(snapshot.section("index").expect("index").as_ptr() as usize % ALIGNMENT, 0);
}

#[test]
fn a_flipped_bit_anywhere_is_noticed() {
    let written = Written::new(&parties());
    for at in 0..written.bytes.len() {
        for bit in [0x01, 0x80] {
            let mut bytes = written.bytes.clone();
            bytes[at] ^= bit;
            let Ok(snapshot) = written.open(&bytes) else { continue };
            assert!(snapshot.verify().is_err(), "byte {at} of {}", bytes.len());
        }
    }
}

#[test]
fn a_snapshot_cut_off_anywhere_does_not_open() {
    let written = Written::new(&parties());
    for length in 0..written.bytes.len() {
        assert!(written.open(&written.bytes[..length]).is_err(), "cut after {length} bytes");
    }
    let longer = [&written.bytes[..], b"\0"].concat();
    assert!(written.open(&longer).is_err());
}

#[test]
fn a_damaged_record_is_an_error_and_the_others_are_read() {
    let written = Written::new(&parties());
    let at = written.bytes.windows(8).position(|w| w == b"Sea Star").expect("the name is stored as written");
    let mut bytes = written.bytes.clone();
    bytes[at] = b'T';
    let snapshot = written.open(&bytes).expect("opens: the head is whole");
    assert!(snapshot.party(0).is_ok() && snapshot.party(2).is_ok());
    let error = snapshot.party(1).expect_err("another name").to_string();
    assert!(error.contains("record 1") && error.contains("import the list again"), "{error}");
}

#[test]
fn another_format_is_told_from_damage() {
    let written = Written::new(&parties());
    let mut bytes = written.bytes.clone();
    bytes[8] = 9;
    let error = written.open(&bytes).expect_err("format 9").to_string();
    assert!(error.contains("written in format 9, this program reads format 1"), "{error}");
    let error = written.open(b"<html></html>").expect_err("no snapshot").to_string();
    assert!(error.contains("damaged"), "{error}");
}

#[test]
fn a_tag_that_is_no_tag_or_used_twice_is_refused() {
    for tags in [&["twice", "twice"][..], &[""], &["a tag that is too long"], &["umläut"], &[RECORDS]] {
        let mut writer = SnapshotWriter::new(header());
        writer.records(&parties());
        tags.iter().for_each(|tag| writer.section(tag, b"x"));
        assert!(writer.finish(Vec::new()).is_err(), "{tags:?}");
    }
}

#[test]
fn records_of_another_layout_are_refused_with_the_program_that_wrote_them() {
    let written = Written::new(&parties());
    let mut bytes = written.bytes.clone();
    let stated = b"\"record_layout\":1";
    let at = bytes.windows(stated.len()).position(|w| w == stated).expect("the header states the layout");
    bytes[at + stated.len() - 1] = b'7';
    let end = written.open(&written.bytes).expect("opens").head_end();
    let digest = blake3::hash(&bytes[PREAMBLE..end]);
    bytes[32..64].copy_from_slice(digest.as_bytes());
    let error = written.open(&bytes).expect_err("layout 7").to_string();
    assert!(error.contains("its records were written by dualuse"), "{error}");
}

#[test]
fn the_layout_of_records_is_the_one_its_number_stands_for() {
    let digest = blake3::hash(&postcard::to_stdvec(&parties()).expect("written")).to_hex();
    assert_eq!(
        (RECORD_LAYOUT, &digest[..16]),
        (1, "c176da0e3492ac6a"),
        "the layout of a record changed: raise RECORD_LAYOUT"
    );
}

proptest! {
    #[test]
    fn any_names_and_dates_come_back(names in proptest::collection::vec(".{0,40}", 1..6), born in ".{0,12}", id in ".{0,20}") {
        let mut party = parties().remove(0);
        party.entry_id = id;
        party.names = names.into_iter().map(|name| ListedName::new(name, NameStrength::Alias)).collect();
        party.births.extend(BirthDate::read(&born));
        let written = Written::new(std::slice::from_ref(&party));
        let snapshot = written.open(&written.bytes).expect("opens");
        prop_assert_eq!(snapshot.party(0).expect("read"), party);
    }

    #[test]
    fn arbitrary_bytes_are_never_a_snapshot_that_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..2000) {
        let written = Written::new(&parties());
        prop_assert!(written.open(&bytes).is_err());
        let mut spoiled = written.bytes.clone();
        for (place, byte) in spoiled.iter_mut().skip(at).zip(&bytes) {
            *place = *byte;
        }
        if let Ok(snapshot) = written.open(&spoiled) {
            let whole = snapshot.verify().is_ok();
            prop_assert_eq!(whole, spoiled == written.bytes);
            let _ = snapshot.parties().filter(Result::is_ok).count();
        }
    }
}
