//! Every published file under `../shared/reference/sanctions` is imported and counted. Without that folder the tests say
//! that they were skipped.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dualuse::control_list::ListSource;
use dualuse::name_matching::NameTables;
use dualuse::sanctions::importers::{
    Context, Format, ImportError, Imported, NoteKind, Source, import, read, recognise,
};
use dualuse::sanctions::{Effect, ListDefinition, PartyKind, SanctionsLists};

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/sanctions");
    if !path.is_dir() {
        eprintln!("skipped: ../shared/reference/sanctions is not there");
        return None;
    }
    Some(path)
}

struct World {
    folder: PathBuf,
    lists: SanctionsLists,
    tables: NameTables,
}

impl World {
    fn new() -> Option<Self> {
        let source = ListSource::embedded();
        Some(Self {
            folder: folder()?,
            lists: SanctionsLists::from_source(&source).unwrap(),
            tables: NameTables::from_source(&source).unwrap(),
        })
    }

    fn definition(&self, list: &str) -> &ListDefinition {
        self.lists.definition(list).unwrap()
    }

    fn with<T>(&self, files: &[&str], run: impl FnOnce(&[Source], &Context) -> T) -> T {
        let bytes: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(self.folder.join(file)).unwrap()).collect();
        let sources: Vec<Source> = files.iter().zip(&bytes).map(|(name, bytes)| Source { name, bytes }).collect();
        let country = |text: &str| self.tables.country(text);
        run(&sources, &Context { country: &country, columns: &[] })
    }

    fn read(&self, list: &str, files: &[&str]) -> Imported {
        self.with(files, |sources, context| read(self.definition(list), sources, context))
            .unwrap_or_else(|e| panic!("{files:?}: {e}"))
    }

    fn import(&self, list: &str, files: &[&str]) -> Result<Imported, ImportError> {
        self.with(files, |sources, context| import(self.definition(list), sources, context))
    }
}

fn counts(imported: &Imported) -> (usize, usize, usize, usize) {
    let counts: BTreeMap<PartyKind, usize> = imported.list.counts();
    let of = |kind: PartyKind| counts.get(&kind).copied().unwrap_or(0);
    (of(PartyKind::Person), of(PartyKind::Entity), of(PartyKind::Vessel), of(PartyKind::Aircraft))
}

fn names(imported: &Imported) -> usize {
    imported.list.parties.iter().map(|party| party.names.len()).sum()
}

fn of_effect(imported: &Imported, effect: Effect) -> usize {
    imported.list.parties.iter().filter(|party| party.effects.contains(&effect)).count()
}

#[test]
fn the_eu_list_holds_what_was_counted_in_xml_and_csv() {
    let Some(world) = World::new() else { return };
    for file in ["eu_fsf_1_1_reconstructed_2026-02-23.xml.gz", "eu_fsf_1_1_reconstructed_2026-02-23.csv.gz"] {
        let imported = world.import("eu-fsf", &[&format!("eu_fsf/{file}")]).unwrap();
        assert_eq!(counts(&imported), (4341, 1519, 0, 0), "{file}");
        assert_eq!(names(&imported), 29_809, "{file}");
        assert_eq!(imported.list.date.unwrap().to_string(), "2026-02-23");
        let without_birth = imported.list.parties.iter().filter(|p| p.kind == PartyKind::Person && p.births.is_empty());
        // 551 have no birth entry; 123 more have one that gives a place alone.
        assert_eq!(without_birth.count(), 551 + 123, "{file}");
        let passports = imported.list.parties.iter().flat_map(|p| &p.identifiers).filter(|i| i.kind == "passport");
        assert!(passports.count() >= 590, "{file}");
        let cyber = imported.list.parties.iter().filter(|p| p.programme.split("; ").any(|one| one == "CYB"));
        assert_eq!(cyber.count(), 21, "{file}");
    }
    let excerpt = world.read("eu-fsf", &["eu_fsf/eu_fsf_1_1_authentic_excerpt_2018-12-21.xml"]);
    assert_eq!(counts(&excerpt), (1, 0, 0, 0));
}

#[test]
fn annexes_of_eu_acts_hold_what_was_counted() {
    let Some(world) = World::new() else { return };
    let imported = world
        .import("eu-journal", &["eu_journal/consolidated/32014R0833.csv", "eu_journal/consolidated/32006R0765.csv"])
        .unwrap();
    assert_eq!(imported.list.parties.len(), 1746 + 408);
    assert_eq!(of_effect(&imported, Effect::DualUseBan), 921 + 26);
    assert_eq!(of_effect(&imported, Effect::VesselBan), 633);
    let all = std::fs::read_dir(world.folder.join("eu_journal/consolidated")).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<String> =
        all.map(|p| format!("eu_journal/consolidated/{}", p.file_name().unwrap().to_string_lossy())).collect();
    all.sort();
    assert_eq!(all.len(), 45);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(world.read("eu-journal", &all).list.parties.len(), 8017);
    let amendments = std::fs::read_dir(world.folder.join("eu_journal/amendments")).unwrap().map(|e| e.unwrap().path());
    let mut amendments: Vec<String> =
        amendments.map(|p| format!("eu_journal/amendments/{}", p.file_name().unwrap().to_string_lossy())).collect();
    amendments.sort();
    let amendments: Vec<&str> = amendments.iter().map(String::as_str).collect();
    let amended = world.read("eu-journal", &amendments);
    assert_eq!(amended.list.parties.len(), 417);
    assert_eq!(of_effect(&amended, Effect::DualUseBan), 52 + 4);
}

#[test]
fn the_united_nations_list_holds_what_was_counted() {
    let Some(world) = World::new() else { return };
    for (file, persons, entities) in
        [("un_consolidated_2026-08-01.xml.gz", 736, 275), ("un_consolidated_2026-02-27.xml.gz", 730, 273)]
    {
        let imported = world.import("un", &[&format!("un/{file}")]).unwrap();
        assert_eq!(counts(&imported), (persons, entities, 0, 0), "{file}");
        assert_eq!(imported.list.date.unwrap().to_string(), file["un_consolidated_".len()..][..10].to_owned());
    }
    let imported = world.read("un", &["un/un_consolidated_2026-08-01.xml.gz"]);
    let programme = |code: &str| imported.list.parties.iter().filter(|p| p.programme == code).count();
    assert_eq!((programme("Al-Qaida"), programme("DPRK"), programme("GB")), (336, 155, 10));
}

#[test]
fn a_corrupt_united_nations_file_is_refused_with_its_place() {
    let Some(world) = World::new() else { return };
    let error = world.import("un", &["un/un_consolidated_2025-08-16_CORRUPT_bytes.xml.gz"]).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, ImportError::Damaged { .. }), "{text}");
    assert!(text.contains("line ") && text.contains("byte 0x"), "{text}");
}

#[test]
fn the_files_of_the_us_treasury_hold_what_was_counted() {
    let Some(world) = World::new() else { return };
    let alone = world.read("us-ofac-sdn", &["us_ofac/sdn_2024-05-03.csv.gz"]);
    assert_eq!(alone.list.parties.len(), 14_965);
    assert!(alone.notes.iter().any(|note| note.kind == NoteKind::Incomplete), "aliases are missing and nobody says so");
    let set = ["us_ofac/set_2022-01/sdn.csv.gz", "us_ofac/set_2022-01/add.csv", "us_ofac/set_2022-01/alt.csv"];
    let set = world.read("us-ofac-sdn", &set);
    assert_eq!(set.list.parties.len(), 9_044);
    let consolidated =
        ["us_ofac/cons_prim.csv", "us_ofac/cons_add.csv", "us_ofac/cons_alt.csv", "us_ofac/cons_comments.csv"];
    let consolidated = world.import("us-ofac-cons", &consolidated).unwrap();
    assert_eq!(consolidated.list.parties.len(), 442);
    assert!(names(&consolidated) >= 442 + 1_073 - 20, "{}", names(&consolidated));
    assert_eq!(world.read("us-ofac-cons", &["us_ofac/cons_prim_2025-03.csv"]).list.parties.len(), 443);
    for (file, records) in [
        ("consolidated_2025-03-28.xml", 443),
        ("consolidated_2020-12-14_oldns.xml", 376),
        ("CONS_ENHANCED_2025-01.XML.gz", 443),
    ] {
        let imported = world.import("us-ofac-cons", &[&format!("us_ofac/{file}")]).unwrap();
        assert_eq!(imported.list.parties.len(), records, "{file}");
    }
    let guards = world.read("us-ofac-sdn", &["us_ofac/sdn_enhanced_IRGC_subset_2024-08-28.xml.gz"]);
    assert_eq!(guards.list.parties.len(), 293);
    assert_eq!(of_effect(&guards, Effect::AssetFreeze), 293);
}

#[test]
fn the_us_consolidated_screening_list_keeps_its_lists_apart() {
    let Some(world) = World::new() else { return };
    let imported = world.import("us-csl", &["us_csl/consolidated_watchman.csv.gz"]).unwrap();
    assert_eq!(imported.list.parties.len(), 14_160);
    let expected = [
        (Effect::AssetFreeze, 10_026),
        (Effect::EntityList, 2_001),
        (Effect::Debarred, 727),
        (Effect::DeniedPerson, 462),
        (Effect::EndUserConcern, 201),
        (Effect::Nonproliferation, 163),
        (Effect::MilitaryEndUser, 71),
        (Effect::FinancialRestriction, 290 + 78 + 68 + 53 + 17),
        (Effect::TransactionBan, 3),
    ];
    for (effect, records) in expected {
        assert_eq!(of_effect(&imported, effect), records, "{effect}");
    }
    for (file, records) in [("dpl_a.txt", 665), ("dpl_c.txt", 581)] {
        let imported = world.import("us-dpl", &[&format!("us_bis_dpl/{file}")]).unwrap();
        assert_eq!(imported.list.parties.len(), records, "{file}");
    }
}

#[test]
fn the_lists_of_the_united_kingdom_hold_what_was_counted() {
    let Some(world) = World::new() else { return };
    let imported = world.import("uk", &["uk/uk_sanctions_list_reconstructed_2026-08-22.xml.gz"]).unwrap();
    assert_eq!(counts(&imported), (4_036, 1_647, 666, 0));
    assert_eq!(of_effect(&imported, Effect::AssetFreeze), 5_689);
    let archive = world.read("uk-ofsi", &["uk/ofsi_ConList_2018-04-13.csv.gz"]);
    assert_eq!(archive.list.parties.len(), 2_106);
    assert_eq!(archive.list.date.unwrap().to_string(), "2018-04-13");
}

#[test]
fn the_lists_of_other_countries_hold_what_was_counted() {
    let Some(world) = World::new() else { return };
    assert_eq!(world.import("ca-sema", &["ca_sema/sema_2025-05.xml"]).unwrap().list.parties.len(), 4_759);
    assert_eq!(
        world.import("ca-sema", &["ca_sema/sema_reconstructed_2026-08-22.xml"]).unwrap().list.parties.len(),
        5_690
    );
    let australia = world.import("au-dfat", &["au_dfat/dfat_2026-08.xlsx"]).unwrap();
    assert_eq!(australia.list.parties.len(), 3_846);
    assert!(of_effect(&australia, Effect::ArmsEmbargo) > 500);
    let japan = world.import("jp-meti", &["jp_meti/20250929.yml"]).unwrap();
    assert_eq!(japan.list.parties.len(), 835);
}

#[test]
fn data_sets_of_opensanctions_hold_what_was_counted() {
    let Some(world) = World::new() else { return };
    for (file, records) in [("targets.simple_a.csv.gz", 5_600), ("targets.simple_b.csv.gz", 6_561)] {
        let imported = world.import("opensanctions-simple", &[&format!("opensanctions/{file}")]).unwrap();
        assert_eq!(imported.list.parties.len(), records, "{file}");
    }
    let entities = world.read("ftm", &["opensanctions/entities.ftm_a.json"]);
    assert!(entities.list.parties.len() > 100, "{}", entities.list.parties.len());
}

#[test]
fn every_file_is_recognised_by_its_content() {
    let Some(world) = World::new() else { return };
    let cases = [
        ("eu_fsf/eu_fsf_1_1_reconstructed_2026-02-23.csv.gz", Format::EuFsfCsv),
        ("us_ofac/alt_2026-08.csv", Format::OfacCsv),
        ("us_ofac/sdn_comments_2026-08.csv", Format::OfacCsv),
        ("us_ofac/add_2026-08.csv.gz", Format::OfacCsv),
        ("volume/combined_names_2022-05-05.csv.gz", Format::Own),
    ];
    for (file, format) in cases {
        let found = world.with(&[file], |sources, _| recognise(sources)).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(found, format, "{file}");
    }
}
