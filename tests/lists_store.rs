//! `dualuse lists import`, `status`, `diff`, `verify`, `prune`, and the answers that rest on imported lists, as a user
//! runs them.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dualuse::sanctions::{Effect, ListedName, ListedParty, LoadedList, NameStrength, PartyKind, SnapshotWriter, Store};
use tempfile::{TempDir, tempdir};

fn dualuse(data: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dualuse"));
    for name in ["DUALUSE_CONTROL_LISTS", "DUALUSE_WANT"] {
        command.env_remove(name);
    }
    command.env("DUALUSE_DATA_DIR", data).args(["--width", "80"]);
    command
}

/// Exit code, and everything that was printed.
fn out(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

struct Site {
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        Self { folder: tempdir().expect("a folder") }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("partners.csv");
        fs::write(&path, text).expect("written");
        path
    }

    fn import(&self, text: &str, more: &[&str]) -> (Option<i32>, String) {
        let file = self.file(text);
        out(dualuse(&self.data()).args(["lists", "import", "own"]).arg(file).args(more))
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        out(dualuse(&self.data()).args(arguments))
    }

    fn snapshots(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.data().join("lists/own")).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.filter(|path| path.extension().is_some_and(|e| e == "snapshot")).collect()
    }
}

const FIRST: &str = "id,schema,name,aliases\n1,Person,Wilhelmina Ostrander,\n2,Company,Harbour Works,HW\n";
const EU: &str = r#"<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-01T10:00:00.000+02:00"><sanctionEntity logicalId="1" euReferenceNumber="EU.1.1"><regulation publicationDate="2024-05-02" numberTitle="2024/1" programme="CYB"/><subjectType code="person" classificationCode="P"/><nameAlias wholeName="Wilhelmina Ostrander" nameLanguage="EN" strong="true"/></sanctionEntity></export>"#;
const SECOND: &str = "id,schema,name,aliases\n1,Person,Wilhelmina Ostrander,Mina O.\n2,Company,Harbour Works,HW\n3,Company,Canal Works,\n";

#[test]
fn an_imported_list_is_searched_by_every_command_that_screens() {
    let site = Site::new();
    let (code, text) = site.import(FIRST, &["--published", "2026-08-01"]);
    assert_eq!((code, text.contains("of 2026-08-01, 2 records (new)")), (Some(0), true), "{text}");
    let orders = site.folder.path().join("orders.csv");
    fs::write(&orders, "Description,Destination,Consignee\ncarton box,CH,Wilhelmina Ostrander\n").expect("written");
    for arguments in [
        &["party", "Wilhelmina Ostrander", "--format", "json"][..],
        &["check", "carton box", "--to", "CH", "--party", "Wilhelmina Ostrander@CH", "--format", "json"],
        &["batch", orders.to_str().expect("a path"), "--format", "ndjson"],
    ] {
        let (code, text) = site.run(&[arguments, &["--as-of", "2026-08-02"]].concat());
        assert_eq!(code, Some(1), "{arguments:?}: {text}");
        assert!(text.contains("Wilhelmina Ostrander") && text.contains("potential"), "{arguments:?}: {text}");
    }
    let (_, json) = site.run(&["party", "Wilhelmina Ostrander", "--format", "json", "--as-of", "2026-08-02"]);
    let answer: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let names: Vec<&str> =
        answer["lists_searched"].as_array().expect("lists").iter().filter_map(|l| l["name"].as_str()).collect();
    assert_eq!(names, ["eu-cyber", "own"]);
    assert!(answer["not_loaded"].as_array().expect("lists").iter().any(|l| l == "eu-fsf"));
}

#[test]
fn a_list_the_policy_wants_and_has_makes_the_check_complete_until_it_is_too_old() {
    let site = Site::new();
    site.import(FIRST, &["--published", "2026-08-01"]);
    let ask = |day: &str| site.run(&["--want", "own", "party", "Nobody Atall", "--as-of", day]);
    let (code, text) = ask("2026-08-02");
    assert!(code == Some(2) && text.contains("eu-cyber"), "the starter list is searched too, and too old: {text}");
    let (_, text) = site.run(&["--want", "own", "lists", "status", "--as-of", "2026-08-02", "--json"]);
    let states: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let own = states.as_array().expect("lists").iter().find(|s| s["name"] == "own").expect("known");
    assert_eq!((own["wanted"].as_bool(), own["age_days"].as_i64()), (Some(true), Some(1)));
    assert_eq!(own["problems"].as_array().map(Vec::len), Some(0));
    let (code, text) = site.run(&["--want", "own,eu-fsv", "lists", "status"]);
    assert!(code == Some(2) && text.contains("eu-fsv: no such list"), "{text}");
}

#[test]
fn an_imported_list_past_its_age_limit_is_searched_but_not_relied_on() {
    let site = Site::new();
    let entity = r#"{"id":"a","schema":"Person","properties":{"name":["Wilhelmina Ostrander"]},"target":true}"#;
    let file = site.file(entity);
    let import = ["lists", "import", "ftm", file.to_str().expect("a path"), "--published", "2026-08-01"];
    let (code, text) = site.run(&import);
    assert_eq!(code, Some(0), "{text}");
    let ask = |day: &str| site.run(&["party", "Nobody Atall", "--as-of", day, "--format", "json"]).1;
    assert!(!ask("2026-08-15").contains("List ftm was searched but cannot be relied on"));
    assert!(ask("2026-08-16").contains("List ftm was searched but cannot be relied on: 15 days old"));
    assert!(ask("2026-07-31").contains("ftm was searched but cannot be relied on: dated after the day of the check"));
}

#[test]
fn the_full_list_replaces_the_starter_list_once_it_is_imported() {
    let site = Site::new();
    let file = site.file(EU);
    let import = ["lists", "import", "eu-fsf", file.to_str().expect("a path"), "--published", "2026-08-01"];
    let (code, text) = site.run(&import);
    assert_eq!(code, Some(2), "a list of two is not the whole list: {text}");
    assert!(
        text.contains("1 records of kind person, a whole list has at least 4000") && text.contains("--force"),
        "{text}"
    );
    assert_eq!(site.run(&[&import[..], &["--force"]].concat()).0, Some(0));
    let (code, text) = site.run(&["party", "Nobody Atall", "--as-of", "2026-08-02"]);
    assert!(code == Some(2) && text.contains("eu-fsf") && !text.contains("eu-cyber"), "{text}");
    assert!(text.contains("short: 1 records of kind person"), "a short list is never relied on: {text}");
    let (_, page) = site.run(&["lists", "status", "--as-of", "2026-08-02"]);
    assert!(page.contains("replaced by eu-fsf"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

#[test]
fn what_changed_is_told_as_a_page_and_as_lines() {
    let site = Site::new();
    assert_eq!(site.run(&["lists", "diff", "own"]).0, Some(2), "never imported");
    site.import(FIRST, &[]);
    let (code, text) = site.run(&["lists", "diff", "own"]);
    assert!(code == Some(2) && text.contains("only one version is kept"), "{text}");
    site.import(SECOND, &[]);
    let (code, page) = site.run(&["lists", "diff", "own"]);
    assert_eq!(code, Some(0), "{page}");
    for words in ["own: 1 added, 0 removed, 1 changed", "Canal Works", "names: + Mina O. (alias"] {
        assert!(page.contains(words), "`{words}` is not in\n{page}");
    }
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    let (_, lines) = site.run(&["lists", "diff", "own", "--format", "ndjson"]);
    let changes: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!((changes.len(), changes[0]["change"].as_str()), (2, Some("added")));
    assert_eq!(changes[1]["fields"][0]["field"], "names");
    let (code, text) = site.run(&["lists", "diff", "own", "--old", "1999"]);
    assert!(code == Some(2) && text.contains("has no version 1999; kept are"), "{text}");
}

#[test]
fn a_refused_file_leaves_the_list_in_use() {
    let site = Site::new();
    site.import(SECOND, &["--published", "2026-08-01"]);
    let cases = [
        ("", &[][..], "is empty"),
        ("<!doctype html><p>Login", &[], "web page"),
        ("id,name\n", &[], "empty file is not taken"),
        ("id,name\n1,Ana\n2,\n", &[], "row 3: the name is empty"),
        (FIRST, &["--published", "2026-08-02"], "2 records, the version in use 3"),
        (SECOND, &["--published", "2026-07-01"], "older than the version in use"),
    ];
    for (text, options, reason) in cases {
        let (code, told) = site.import(text, options);
        assert!(code == Some(2) && told.contains(reason), "{reason}: {told}");
        let (code, told) = site.run(&["lists", "verify"]);
        assert!(code == Some(0) && told.contains("1 stored versions, every one as it was written"), "{told}");
    }
    for (arguments, reason) in [
        (["lists", "import", "owned", "x.csv"], "owned: no list or format of that name"),
        (["lists", "import", "own", "missing.csv"], "cannot read missing.csv"),
    ] {
        let (code, told) = site.run(&arguments);
        assert!(code == Some(2) && told.contains(reason), "{told}");
    }
}

#[test]
fn a_damaged_list_is_never_passed_over_in_silence() {
    let site = Site::new();
    site.import(SECOND, &["--published", "2026-08-01"]);
    let snapshot = site.snapshots().remove(0);
    let whole = fs::read(&snapshot).expect("read");
    let name = whole.windows(6).position(|w| w == b"Wilhel").expect("the name is in the file");
    for damage in ["head", "record", "cut", "gone", "manifest"] {
        let mut bytes = whole.clone();
        match damage {
            "head" => bytes[70] ^= 1,
            "record" => bytes[name] ^= 1,
            _ => bytes.truncate(whole.len() / 2),
        }
        fs::write(&snapshot, &bytes).expect("written");
        if damage == "gone" {
            fs::remove_file(&snapshot).expect("removed");
        }
        let manifest = site.data().join("lists/own/manifest.json");
        let kept = fs::read(&manifest).expect("read");
        if damage == "manifest" {
            fs::write(&manifest, "{}").expect("written");
        }
        let (code, text) = site.run(&["party", "Nobody Atall", "--format", "json", "--as-of", "2026-08-02"]);
        let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let missing = answer["not_loaded"].as_array().expect("lists").iter().any(|l| l == "own");
        assert!(code == Some(2) && missing, "{damage}: {text}");
        let (code, text) = site.run(&["lists", "verify"]);
        assert!(code == Some(2) && text.contains("DAMAGED"), "{damage}: {text}");
        let (code, text) = site.run(&["lists", "status"]);
        assert!(code == Some(2), "{damage}: {text}");
        fs::write(&manifest, kept).expect("written");
        fs::write(&snapshot, &whole).expect("written");
    }
    assert_eq!(site.run(&["lists", "verify"]).0, Some(0));
}

#[test]
fn old_versions_are_kept_until_they_are_pruned() {
    let site = Site::new();
    for n in 0..4 {
        site.import(&format!("{FIRST}x{n},,Extra {n},\n"), &[]);
    }
    assert_eq!(site.snapshots().len(), 4);
    let (code, text) = site.run(&["lists", "prune", "--keep", "2"]);
    assert!(code == Some(0) && text.contains("own: removed"), "{text}");
    assert_eq!(site.snapshots().len(), 2);
    assert_eq!(site.run(&["lists", "prune", "--keep", "1"]).0, Some(2), "the version before stays for comparison");
    assert_eq!(site.run(&["lists", "prune", "nothing"]).0, Some(2));
}

#[test]
fn two_imports_at_once_leave_a_whole_list() {
    let site = Site::new();
    let file = site.file(FIRST);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let (code, text) = out(dualuse(&site.data()).args(["lists", "import", "own"]).arg(&file));
                assert_eq!(code, Some(0), "{text}");
            });
        }
    });
    let (code, text) = site.run(&["lists", "verify"]);
    assert!(code == Some(0) && text.contains("1 stored versions"), "{text}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_told() {
    let site = Site::new();
    let plain = site.file(FIRST);
    let (code, text) = out(dualuse(&plain).args(["lists", "import", "own"]).arg(&plain));
    assert!(code == Some(2) && text.contains("cannot write"), "{text}");
    let (code, text) = out(dualuse(&plain).args(["party", "Nobody Atall"]));
    assert!(code == Some(2) && text.contains("cannot read"), "{text}");
}

#[test]
fn a_list_another_version_indexed_is_searched_and_the_user_told() {
    let site = Site::new();
    let party = ListedParty {
        names: vec![ListedName::new("Zarya Optika", NameStrength::Primary)],
        ..ListedParty::new("own", "1", PartyKind::Entity, Effect::AssetFreeze)
    };
    let mut list = LoadedList {
        name: "own".into(),
        version: "1".into(),
        date: None,
        digest: "0".repeat(64),
        parties: vec![party],
    };
    let snapshot = SnapshotWriter::of_list(&mut list, Vec::new(), jiff::Timestamp::UNIX_EPOCH, Vec::new());
    let store = Store::new(&site.data());
    store.writer().expect("a store").install("own", snapshot).expect("installed");
    let ask = || out(dualuse(&site.data()).args(["party", "Zarya Optika", "--want", "own"])).1;
    let page = ask();
    assert!(page.contains("1 POTENTIAL MATCH") && page.contains("indexed again at every start"), "{page}");
    let file = site.file("name\nZarya Optika\n");
    let (_, imported) = out(dualuse(&site.data()).args(["lists", "import", "own"]).arg(file));
    let page = ask();
    assert!(page.contains("1 POTENTIAL MATCH") && !page.contains("indexed again"), "{imported}\n{page}");
}
