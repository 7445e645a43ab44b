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

const NOTES: &str = r#"[[note]]
id = "software note"
name = "Software Note"
provision = "Test act"
groups = ["D"]
says = "Frees published software."
question = "Is it published?"
answered_by = "hardened"

[[note.releases]]
id = "published"
name = "published"
says = "published"
when = ["feature: hardened"]
not_codes = ["3A001.a"]
"#;

const DEFINITIONS: &str = r#"[[definition]]
id = "rate"
terms = ["Rate"]
applies = ["3"]
means = "How fast."
used_in = ["3A001.a"]
"#;

/// The small list with a note and a definition beside its entry.
fn with_notes(folder: &Path) {
    small(folder);
    let list = fs::read_to_string(folder.join("annex_i/list.toml")).unwrap();
    write(folder, "annex_i/list.toml", &format!("{list}[beside]\ndefinitions = 1\ngeneral_notes = 1\n"));
    write(folder, "annex_i/general_notes.toml", NOTES);
    write(folder, "vocabulary/definitions.toml", DEFINITIONS);
}

#[test]
fn notes_and_definitions_without_faults_are_read() {
    let folder = tempfile::tempdir().unwrap();
    with_notes(folder.path());
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    let (register, _) = Register::load_with_faults(&ListSource::folder(folder.path()).unwrap());
    let item = register.find(&"3A001.a".parse().unwrap()).unwrap();
    assert_eq!(register.defined_terms(item).map(|term| term.id.as_str()).collect::<Vec<_>>(), ["rate"]);
    assert!(register.general_notes()[0].reaches(&"3D001".parse().unwrap()));
}

#[test]
fn each_fault_of_a_note_or_definition_is_found_and_says_what_to_do() {
    let (notes, definitions) = ("annex_i/general_notes.toml", "vocabulary/definitions.toml");
    for (file, from, to, message, help) in [
        (notes, "groups = [\"D\"]", "groups = [\"F\"]", "`F` is not a group", "\"A\" to \"E\""),
        (notes, "groups = [\"D\"]", "categories = [\"10\"]", "`10` is not a category", "\"0\" to \"9\""),
        (notes, "answered_by = \"hardened\"", "answered_by = \"harden\"", "unknown feature `harden`", "`hardened`"),
        (notes, "question = \"Is it published?\"\n", "", "releases items and asks nothing", "add `question`"),
        (notes, "[\"3A001.a\"]", "[\"3A001.b\"]", "no item 3A001.b", "near: 3A001"),
        (notes, "feature: hardened", "feature: soft", "unknown feature `soft`", "vocabulary/features/"),
        (notes, "says = \"published\"", "say = \"published\"", "`says` is missing", "add says"),
        (definitions, "used_in = [\"3A001.a\"]", "used_in = [\"3A001.q\"]", "no item 3A001.q", "near: 3A001"),
        (
            definitions,
            "used_in = [\"3A001.a\"]",
            "used_in = [\"3A001.a\", \"3A001.a\"]",
            "stands here twice",
            "keep one",
        ),
        (definitions, "applies = [\"3\"]", "applies = [\"GTM\"]", "`GTM` is no category or note", "GTN"),
        (
            definitions,
            "means = \"How fast.\"",
            "means = \"How fast.\"\nsee = [\"rat\"]",
            "no definition `rat`",
            "`rate`",
        ),
        (definitions, "terms = [\"Rate\"]", "terms = []", "names no term", "as the Annex writes them"),
        (definitions, "means = \"How fast.\"\n", "", "`means` is missing", "add means"),
        (
            "annex_i/list.toml",
            "definitions = 1",
            "definitions = 2",
            "holds 1 definitions, must have 2",
            "correct the count",
        ),
        ("annex_i/list.toml", "general_notes = 1", "notes = 1", "`notes` is not counted", "general_notes"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        with_notes(folder.path());
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains(from), "{from}");
        write(folder.path(), file, &text.replacen(from, to, 1));
        let found = faults(folder.path());
        assert!(found.iter().any(|f| f.contains(message) && f.contains(help)), "{message} / {help}: {found:?}");
    }
}

#[test]
fn each_fault_of_a_table_is_found_and_says_what_to_do() {
    let kind = "[[parameter]]\nid = \"colour\"\nvalues = [\"red\", \"blue\"]\n";
    let table = "[item.table]\ntitle = \"Colours\"\ncolumns = [\"colour\"]\nrows = [[\"red, blue\"]]\n\n[[item.table.note]]\nabout = [\"red\"]\nsays = \"like fire\"\n";
    for (from, to, message, help) in [
        ("Colours", "Colours", "", ""),
        (
            "[[\"red, blue\"]]",
            "[[\"red\", \"blue\"]]",
            "the row has 2 cells, the table 1 columns",
            "one cell for each column",
        ),
        ("red, blue", "red, green", "`green` is no value of `colour`", "its values are red, blue"),
        ("[\"colour\"]", "[\"color\"]", "unknown parameter `color`", "did you mean `colour`"),
        ("about = [\"red\"]", "about = [\"green\"]", "`green` stands in no column", "one of its columns"),
        ("title = \"Colours\"\n", "", "`title` is missing", "add title"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path());
        write(folder.path(), "vocabulary/parameters/q.toml", kind);
        let entry = format!("{ENTRY}\n{}", table.replacen(from, to, 1));
        write(folder.path(), "annex_i/3_electronics/3A/3A001.toml", &entry);
        let found = faults(folder.path());
        let named = found.iter().any(|f| f.contains(message) && f.contains(help));
        assert!(if message.is_empty() { found.is_empty() } else { named }, "{message} / {help}: {found:?}");
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
