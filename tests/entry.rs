//! `dualuse entry`: what it shows of a provision besides its tests, as a page and as data.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use serde_json::Value;

fn entry(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("dualuse").unwrap().arg("entry").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(code: &str) -> Value {
    serde_json::from_str(&entry(&[code, "--format", "json"])).unwrap()
}

fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_page_is_no_wider_than_asked() {
    for code in ["2E003.f", "5A002", "3A001.a.5.a", "9A116", "1C351"] {
        let page = entry(&[code, "--width", "80"]);
        let widest = page.lines().max_by_key(|line| line.chars().count()).unwrap();
        assert!(widest.chars().count() <= 80, "{code}: {widest}");
    }
}

#[test]
fn a_page_shows_regime_position_terms_notes_and_the_official_text() {
    let page = entry(&["3A001.a.5.a.1", "--width", "100"]);
    for words in [
        "Regime: Wassenaar Arrangement",
        "Wassenaar list: category 3, 3.A.1.a.5.a.1",
        "terms ",
        "Defined terms",
        "Sample rate: Of an analogue-to-digital converter",
        "General notes that apply",
        "General Note 3 to Annex I",
        "Official text: https://eur-lex.europa.eu/",
    ] {
        assert!(page.contains(words), "{words} is missing:\n{page}");
    }
}

#[test]
fn a_sub_item_shows_what_the_provisions_above_it_say_of_it() {
    let page = entry(&["3A001.b.2.a.4", "--width", "100"]);
    for words in ["needs fractional bandwidth > 15 %", "not specially designed for another application"] {
        assert!(page.contains(words), "{words} is missing:\n{page}");
    }
    let page = entry(&["6A003.a.5.b", "--width", "100"]);
    assert!(page.contains("needs all of its sub-items together"), "{page}");
    let page = entry(&["2B006.b.3", "--width", "100"]);
    assert!(!page.contains("fall only under 2B006.b.3"), "a note on other sub-items is shown:\n{page}");
}

#[test]
fn tests_are_shown_in_words() {
    let page = entry(&["7D104", "--width", "100"]);
    assert!(page.contains("needs to serve something of 7A117") && !page.contains("for: "), "{page}");
}

#[test]
fn technology_shows_the_general_technology_note_and_its_question() {
    let shown = json("3E001");
    let notes = names(&shown["general_notes"], "name");
    assert!(notes.contains(&"General Technology Note".to_owned()), "{notes:?}");
    assert!(!notes.iter().any(|name| name.contains("Software Note") || name.contains("Nuclear")), "{notes:?}");
    let note = shown["general_notes"].as_array().unwrap().iter().find(|n| n["name"] == "General Technology Note");
    assert!(note.unwrap()["question"].as_str().unwrap().contains("public domain"));
    assert!(names(&shown["definitions"], "id").contains(&"technology".to_owned()));
}

#[test]
fn each_provision_shows_the_notes_that_reach_it_and_no_others() {
    for (code, has, has_not) in [
        ("0E001", "Nuclear Technology Note", "General Technology Note"),
        ("0D001", "Nuclear Software Note", "General Software Note"),
        ("5D002.c.1", "Cryptography Note", "General Technology Note"),
        ("5D002.c.3.a", "General Software Note", "Cryptography Note"),
        ("1C350", "General Note 4 to Annex I", "General Software Note"),
        ("1C002", "Note on metals and alloys of 1C001 to 1C012", "Technical Notes to 2B"),
        ("9E003.a.1", "Note to 9E", "Note to 9B"),
    ] {
        let notes = names(&json(code)["general_notes"], "name");
        assert!(notes.iter().any(|name| name == has), "{code}: {has} is missing from {notes:?}");
        assert!(!notes.iter().any(|name| name == has_not), "{code}: {has_not} in {notes:?}");
    }
}

#[test]
fn marks_of_the_regimes_are_shown() {
    assert_eq!(json("9A119")["mtcr_category_i"].as_str().unwrap().split(',').next(), Some("2.A.1.a"));
    assert!(entry(&["9A119"]).contains("MTCR Category I: 2.A.1.a"));
    assert!(json("9A120")["mtcr_category_i"].is_null());
    let mut marks: Vec<String> = Vec::new();
    for line in entry(&["6A001", "--width", "160"]).lines().filter(|line| line.contains("Wassenaar: ")) {
        marks.push(line.trim().to_owned());
    }
    assert!(marks.iter().any(|mark| mark == "Wassenaar: on the sensitive list"), "{marks:?}");
    assert!(marks.iter().any(|mark| mark == "Wassenaar: on the very sensitive list"), "{marks:?}");
}

#[test]
fn the_deposition_table_is_shown_line_by_line_with_its_notes() {
    let shown = json("2E003.f");
    let table = &shown["table"];
    assert_eq!(table["rows"].as_array().unwrap().len(), 53);
    assert_eq!(table["columns"], serde_json::json!(["coating process", "coating substrate", "resultant coating"]));
    let page = entry(&["2E003.f", "--width", "120"]);
    for words in ["needs a line of the table: Deposition techniques", "plasma spraying", "titanium alloy: ", "900 MPa"]
    {
        assert!(page.contains(words), "{words} is missing:\n{page}");
    }
    assert!(!page.contains("needs one of"), "{page}");
}

#[test]
fn the_data_hold_everything_the_page_shows() {
    let shown = json("5A002.a.1");
    for key in ["code", "title", "regimes", "kinds", "when", "any_of", "exclusions", "defined_terms", "items", "above"]
    {
        assert!(!shown[key].is_null(), "{key} is missing: {shown:#}");
    }
    assert_eq!(names(&shown["above"], "code"), ["5A002", "5A002.a"]);
    assert!(shown["official_source"].as_str().unwrap().starts_with("https://"));
}
