//! The store keeps a whole version in use whatever is interrupted, missing or damaged.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::sanctions::importers::read_given;
use crate::sanctions::{Effect, LoadedList, SnapshotWriter, Validators};

fn list(names: &[&str]) -> LoadedList {
    let rows: String = names.iter().enumerate().map(|(n, name)| format!("{n},{name}\n")).collect();
    read_given("own", format!("id,name\n{rows}").as_bytes(), Effect::AssetFreeze, &|_| None).expect("a list")
}

fn snapshot(names: &[&str]) -> SnapshotWriter {
    SnapshotWriter::of_list(&mut list(names), Vec::new(), Timestamp::UNIX_EPOCH, Vec::new())
}

struct Data {
    folder: TempDir,
    store: Store,
}

impl Data {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { store: Store::new(folder.path()), folder }
    }

    fn install(&self, names: &[&str]) -> Installed {
        self.store.writer().expect("locked").install("own", snapshot(names)).expect("installed")
    }

    fn first_name(&self) -> Option<String> {
        let stored = self.store.open("own").expect("readable")?;
        stored.snapshot.verify().expect("whole");
        Some(stored.snapshot.party(0).expect("a record").primary_name().to_owned())
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.path().join("lists/own"))
            .expect("a folder")
            .map(|e| e.expect("an entry").path())
            .collect();
        files.sort();
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("lists/own").join(name)
    }
}

#[test]
fn a_list_is_in_use_once_it_is_installed_and_the_version_before_is_kept() {
    let data = Data::new();
    assert!(data.store.open("own").expect("an empty store is readable").is_none());
    assert!(matches!(data.install(&["Ana"]), Installed::New(_)));
    assert!(matches!(data.install(&["Bo"]), Installed::New(_)));
    assert_eq!(data.first_name().as_deref(), Some("Bo"));
    let manifest = data.store.manifest("own").expect("readable").expect("there");
    let before = manifest.previous().expect("kept");
    let party = data.store.open_version("own", before).expect("opens").party(0).expect("a record");
    assert_eq!(party.primary_name(), "Ana");
    assert_eq!(data.store.lists().expect("readable"), ["own"]);
}

#[test]
fn the_same_list_again_is_no_new_version() {
    let data = Data::new();
    data.install(&["Ana"]);
    assert!(matches!(data.install(&["Ana"]), Installed::Same(_)));
    assert_eq!(data.store.manifest("own").expect("readable").expect("there").versions.len(), 1);
    data.install(&["Bo"]);
    assert!(matches!(data.install(&["Ana"]), Installed::New(_)), "an earlier version may become current again");
    assert_eq!(data.first_name().as_deref(), Some("Ana"));
    assert_eq!(data.store.manifest("own").expect("readable").expect("there").versions.len(), 2);
}

#[test]
fn what_an_interrupted_import_leaves_changes_nothing_and_is_cleared_away() {
    let data = Data::new();
    data.install(&["Ana"]);
    let other = Data::new();
    other.install(&["Interrupted"]);
    let orphan = other.files().into_iter().find(|f| f.extension().is_some_and(|e| e == "snapshot")).expect("written");
    let orphan_here = data.path(orphan.file_name().and_then(|n| n.to_str()).expect("a name"));
    fs::copy(&orphan, &orphan_here).expect("copied");
    fs::write(data.path("new.part"), b"half a snapsh").expect("written");
    fs::write(data.path("manifest.json.part"), b"{\"layout\":1,").expect("written");
    assert_eq!(data.first_name().as_deref(), Some("Ana"));
    data.install(&["Bo"]);
    assert_eq!(data.first_name().as_deref(), Some("Bo"));
    assert!(!orphan_here.exists() && data.files().len() == 3, "{:?}", data.files());
}

#[test]
fn a_damaged_manifest_is_told_and_made_anew_by_the_next_import() {
    for text in ["", "{}", "null", "{\"layout\":9,\"list\":\"own\",\"versions\":[]}"] {
        let data = Data::new();
        data.install(&["Ana"]);
        fs::write(data.path("manifest.json"), text).expect("written");
        let error = data.store.open("own").expect_err("damaged").to_string();
        assert!(error.contains("manifest.json") && error.contains("import the list again"), "{error}");
        data.install(&["Bo"]);
        assert_eq!(data.first_name().as_deref(), Some("Bo"));
        let manifest = data.store.manifest("own").expect("readable").expect("there");
        assert_eq!(manifest.versions.len(), 2, "the whole snapshot of before is kept");
    }
}

#[test]
fn a_damaged_snapshot_is_replaced_by_the_same_list() {
    let data = Data::new();
    let Installed::New(version) = data.install(&["Ana"]) else { panic!("new") };
    let path = data.path(&version.file);
    let mut bytes = fs::read(&path).expect("read");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, &bytes).expect("written");
    assert!(matches!(data.install(&["Ana"]), Installed::New(_)));
    assert_eq!(data.first_name().as_deref(), Some("Ana"));
}

#[test]
fn a_snapshot_that_is_gone_or_swapped_is_an_error() {
    let data = Data::new();
    let Installed::New(first) = data.install(&["Ana"]) else { panic!("new") };
    let Installed::New(second) = data.install(&["Bo"]) else { panic!("new") };
    fs::copy(data.path(&first.file), data.path(&second.file)).expect("copied");
    let error = data.store.open("own").expect_err("another version").to_string();
    assert!(error.contains("another list or version"), "{error}");
    fs::remove_file(data.path(&second.file)).expect("removed");
    assert!(data.store.open("own").expect_err("gone").to_string().contains("cannot open"));
}

#[test]
fn a_manifest_that_points_out_of_its_folder_is_refused() {
    let data = Data::new();
    data.install(&["Ana"]);
    let text = fs::read_to_string(data.path("manifest.json")).expect("read");
    let file = data.store.manifest("own").expect("readable").expect("there").versions[0].file.clone();
    for elsewhere in ["../other/x.snapshot", "/etc/x.snapshot", "x.txt", ".snapshot"] {
        fs::write(data.path("manifest.json"), text.replace(&file, elsewhere)).expect("written");
        assert!(data.store.manifest("own").is_err(), "{elsewhere}");
    }
    for name in ["../own", "", "Own", "a/b", "."] {
        assert!(matches!(data.store.manifest(name), Err(StoreError::Name(_))), "{name}");
    }
}

#[test]
fn pruning_keeps_the_last_versions() {
    let data = Data::new();
    for name in ["Ana", "Bo", "Cy", "Di"] {
        data.install(&[name]);
    }
    let removed = data.store.writer().expect("locked").prune("own", 2).expect("pruned");
    assert_eq!(removed.len(), 2);
    assert_eq!(data.files().len(), 3);
    assert_eq!(data.first_name().as_deref(), Some("Di"));
    data.store.writer().expect("locked").prune("own", 0).expect("pruned");
    assert_eq!(data.first_name().as_deref(), Some("Di"), "the current version always stays");
}

#[test]
fn a_confirmed_list_is_as_young_as_its_confirmation() {
    let data = Data::new();
    let mut dated = list(&["Ana"]);
    dated.date = Some(date(2026, 8, 1));
    let known = || data.store.manifest("own").expect("readable").expect("there").known_current();
    let writer = data.store.writer().expect("locked");
    let snapshot = SnapshotWriter::of_list(&mut dated, Vec::new(), Timestamp::UNIX_EPOCH, Vec::new());
    writer.install("own", snapshot).expect("installed");
    assert_eq!(known(), Some(date(2026, 8, 1)));
    let validators = Validators { etag: Some("\"1\"".to_owned()), last_modified: None };
    let at: Timestamp = "2026-09-11T08:00:00Z".parse().expect("a time");
    writer.confirm("own", at, "https://lists.example/own.csv", Some(validators)).expect("confirmed");
    assert_eq!(known(), Some(date(2026, 9, 11)));
    drop(writer);
    data.install(&["Bo"]);
    assert_eq!(known(), Some(date(1970, 1, 1)), "an undated list counts from its import");
}

#[test]
fn a_second_writer_waits_and_is_told_when_it_waits_too_long() {
    let data = Data::new();
    let first = data.store.writer().expect("locked");
    let busy = data.store.writer_within(Duration::from_millis(50)).expect_err("locked already");
    assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
    drop(first);
    data.store.writer_within(Duration::from_millis(50)).expect("free again");
}

#[test]
fn readers_see_a_whole_version_while_others_write_and_prune() {
    let data = Data::new();
    data.install(&["Start"]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writers: Vec<_> = ["A", "B"]
            .into_iter()
            .map(|who| {
                let data = &data;
                scope.spawn(move || {
                    for n in 0..30 {
                        data.install(&[&format!("{who}{n}")]);
                        data.store.writer().expect("locked").prune("own", 1).expect("pruned");
                    }
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(data.first_name().is_some());
                seen += 1;
            }
            seen
        });
        writers.into_iter().for_each(|writer| writer.join().expect("wrote"));
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().expect("read") > 0);
    });
    assert_eq!(data.files().len(), 2, "{:?}", data.files());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told_and_can_still_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let data = Data::new();
    data.install(&["Ana"]);
    let folder = data.folder.path().join("lists/own");
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("set");
    mode(0o555);
    let installed = data.store.writer().expect("locked").install("own", snapshot(&["Bo"]));
    // Whoever may write anywhere, such as root, is not stopped by permissions.
    if let Err(error) = installed {
        assert!(error.to_string().contains("the lists in use stay as they were"), "{error}");
        assert_eq!(data.first_name().as_deref(), Some("Ana"));
    }
    mode(0o755);
    fs::write(data.folder.path().join("plain"), b"").expect("written");
    let error = Store::new(&data.folder.path().join("plain")).writer().expect_err("a file is no folder").to_string();
    assert!(error.contains("cannot write"), "{error}");
}
