//! The linter reports every fault of a folder at once, with file, line and what to do.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use dualuse::control_list::{ListSource, Register};

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// A whole small list: one entry, one kind, one parameter, one feature.
fn small(folder: &Path) {
    write(
        folder,
        "annex_i/list.toml",
        "act = \"Test act\"\ncelex = \"X\"\nversion = \"1\"\napplies_from = \"2025-11-15\"\nsource = \"https://example.org\"\n[entries]\n\"3\" = 1\n",
    );
    write(folder, "vocabulary/kinds/k.toml", "[[kind]]\nid = \"converter\"\nnames = [\"converter\"]\n");
    write(
        folder,
        "vocabulary/parameters/p.toml",
        "[[parameter]]\nid = \"sample rate\"\nunit = \"MSPS\"\nphrases = [\"rate\"]\nalone = true\n",
    );
    write(folder, "vocabulary/features/f.toml", "[[feature]]\nid = \"hardened\"\nfor = [\"hardened\"]\n");
    write(folder, "annex_i/3_electronics/3A/3A001.toml", ENTRY);
}

const ENTRY: &str = r#"code = "3A001"
title = "Converters"
depth = "full"
regimes = ["WA"]
kind = ["converter"]
checked_against = "X"

[[item]]
code = "3A001.a"
title = "Fast ones"
when = ["sample rate > 1 GSPS"]
"#;

fn faults(folder: &Path) -> Vec<String> {
    let source = ListSource::folder(folder).unwrap();
    Register::load_with_faults(&source)
        .1
        .into_iter()
        .map(|f| format!("{}: {} / {}", f.path, f.message, f.help))
        .collect()
}

#[test]
fn a_whole_small_list_has_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn each_kind_of_fault_is_found_and_says_what_to_do() {
    for (from, to, message, help) in [
        ("[[item]]", "[[item]]\nwen = []", "unknown key `wen`", "did you mean `when`"),
        ("kind = [\"converter\"]", "kind = [\"convertor\"]", "unknown kind `convertor`", "did you mean `converter`"),
        (
            "sample rate > 1 GSPS",
            "sampel rate > 1 GSPS",
            "unknown parameter `sampel rate`",
            "did you mean `sample rate`",
        ),
        ("sample rate > 1 GSPS", "sample rate > 1 GHz", "does not measure `sample rate`", "MSPS"),
        ("sample rate > 1 GSPS", "sample rate > 1 furlong", "`furlong` is not a unit", "correct the unit"),
        ("sample rate > 1 GSPS", "sample rate > fast GSPS", "`fast` is not a figure", "decimal point"),
        ("sample rate > 1 GSPS", "feature: harddened", "unknown feature `harddened`", "did you mean `hardened`"),
        ("sample rate > 1 GSPS", "meets: 3A001.z", "no item 3A001.z", "near: 3A001"),
        ("sample rate > 1 GSPS", "sample rate overlaps 5 to 2 GSPS", "runs backwards", "smaller figure first"),
        ("sample rate > 1 GSPS", "fast", "`fast` is not a test", "parameter >="),
        ("3A001.a\"", "3A001.a.1\"", "stands before its parent", "write the item above it first"),
        ("3A001.a\"", "3B001.a\"", "does not belong to 3A001", "own file"),
        ("[\"WA\"]", "[\"XX\"]", "`XX` is not a regime", "correct it"),
        ("depth = \"full\"", "", "`depth` is missing", "write depth"),
        ("title = \"Fast ones\"", "title = 5", "`title` is integer", "a quoted text"),
        ("title = \"Fast ones\"", "title = \"\"", "`title` is empty", "write it out"),
        ("[[item]]", "[[item]]\ncas = [\"111-48-7\"]", "`111-48-7` is not a CAS number", "correct the digits"),
        ("[[item]]", "[[item]]\nsilence = \"maybe\"", "`maybe` is not a silence", "presume_no"),
        ("[[item]]", "[[item]\n", "not TOML", "correct the syntax"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path());
        assert!(ENTRY.contains(from), "{from}");
        write(folder.path(), "annex_i/3_electronics/3A/3A001.toml", &ENTRY.replacen(from, to, 1));
        let found = faults(folder.path());
        assert!(found.iter().any(|f| f.contains(message) && f.contains(help)), "{message} / {help}: {found:?}");
    }
}

#[test]
fn a_short_list_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    fs::remove_file(folder.path().join("annex_i/3_electronics/3A/3A001.toml")).unwrap();
    let found = faults(folder.path());
    assert!(found.iter().any(|f| f.contains("category 3 has 0 entries, must have 1")), "{found:?}");
}

#[test]
fn the_command_shows_every_fault_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let broken = ENTRY.replace("[\"converter\"]", "[\"convertor\"]").replace("1 GSPS", "1 GHz");
    write(folder.path(), "annex_i/3_electronics/3A/3A001.toml", &broken);
    let output = Command::cargo_bin("dualuse").unwrap().arg("lint").arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    for words in ["3A001.toml:5", "3A001.toml:11", "unknown kind `convertor`", "does not measure"] {
        assert!(text.contains(words), "{words} is missing:\n{text}");
    }
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let output = Command::cargo_bin("dualuse").unwrap().args(["lint", "/no/such/folder"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("/no/such/folder"));
}
