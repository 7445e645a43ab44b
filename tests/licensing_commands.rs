//! The commands `destination` and `licence`, run as a user runs them.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;

fn dualuse(arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::cargo_bin("dualuse").unwrap().args(arguments).env_remove("DUALUSE_CONTROL_LISTS").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_destination_is_shown_on_one_page_at_any_width() {
    for width in ["80", "160"] {
        let (code, page, _) = dualuse(&["destination", "russland", "--as-of", "2026-11-23", "--width", width]);
        assert_eq!(code, 0);
        for words in [
            "RU  Russia",
            "EU-RUS-833",
            "Arms embargo",
            "EU001",
            "Wassenaar Arrangement",
            "What would be asked",
            "no clearance",
        ] {
            assert!(page.contains(words), "{words} at {width}\n{page}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= width.parse().unwrap()), "{page}");
    }
}

#[test]
fn a_destination_as_json_says_what_serves_it() {
    let (_, text, _) = dualuse(&["destination", "KOR", "--as-of", "2026-11-23", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["destination"]["code"], "KR");
    assert_eq!(json["general_authorisations"]["EU002"], true);
    assert_eq!(json["general_authorisations"]["EU001"], false);
    let (_, text, _) = dualuse(&["destination", "FR", "--format", "ndjson"]);
    let json: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!(json["general_authorisations"]["EU001"], serde_json::Value::Null);
}

#[test]
fn an_unknown_destination_names_the_nearest_ones() {
    let (code, _, error) = dualuse(&["destination", "Germny"]);
    assert_eq!(code, 2);
    assert!(error.contains("DE Germany"), "{error}");
    let (code, _, error) = dualuse(&["licence", "3A001.b.2", "--to", "Congo"]);
    assert_eq!(code, 2);
    assert!(error.contains("CG") && error.contains("CD"), "{error}");
}

#[test]
fn a_licence_answer_has_its_verdict_reasons_and_exit_code() {
    for (arguments, code, words) in [
        (
            &["6A003.b.4", "--to", "US", "--from", "DE"][..],
            1,
            &["GENERAL AUTHORISATION AVAILABLE", "X061", "Section A", "presumed", "BAFA", "at least 5 years"][..],
        ),
        (&["3A001.b.2", "--to", "RU"], 1, &["PROHIBITED", "Regulation (EU) No 833/2014, Article 2(1)", "X060"]),
        (&["9A009", "--to", "JP"], 1, &["SUB-ITEM NEEDED", "Which sub-item of 9A009 is it?"]),
        (&["1C001", "--to", "FR"], 1, &["TRANSFER LICENCE REQUIRED", "Article 11(1)", "Article 11(9)"]),
        (&["unlisted", "--to", "BR"], 0, &["NOTHING FOUND", "Looked at", "Y901", "Taken to hold"]),
        (&["5A002.a.2", "--to", "BR"], 1, &["REVIEW", "--fact crypto_published_standards="]),
        (
            &["unlisted", "--to", "IN", "--hs", "8542.31", "--fact", "no-russia-clause=no"],
            1,
            &["REVIEW", "Article 12g"],
        ),
        (&["unlisted", "--to", "PK", "--aware", "wmd"], 1, &["NOTIFY THE AUTHORITY", "Article 4(2)"]),
        (&["3A001.b.2"], 2, &["NOT CHECKED", "No destination is stated"]),
        (&["3A001.b.2", "--to", "US", "--from", "JP"], 2, &["NOT CHECKED", "Japan"]),
    ] {
        let all: Vec<&str> =
            ["licence"].iter().chain(arguments).chain(&["--as-of", "2026-11-23", "--width", "160"]).copied().collect();
        let (status, page, error) = dualuse(&all);
        assert_eq!(status, code, "{arguments:?}\n{page}{error}");
        for expected in words {
            assert!(page.contains(expected), "{arguments:?}: {expected}\n{page}");
        }
    }
}

#[test]
fn a_licence_answer_as_json_is_snake_case_and_whole() {
    let (_, text, _) = dualuse(&["licence", "6A003.b.4", "--to", "US", "--as-of", "2026-11-23", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["verdict"], "general_available");
    assert_eq!(json["authorisations"][0]["id"], "EU001");
    assert_eq!(json["authorisations"][0]["standing"], "available");
    assert_eq!(json["authorisations"][0]["customs_document"], "X061");
    assert_eq!(json["authorisations"][0]["presumed"][0], "no_use_of_concern");
    assert_eq!(json["findings"][0]["legal_basis"][0]["act"], "Regulation (EU) 2021/821");
}

#[test]
fn slips_of_the_pen_stop_the_command() {
    for (arguments, words) in [
        (&["2B001.a.9", "--to", "US"][..], "2B001.a"),
        (&["3A01", "--to", "US"], "not a control code"),
        (&["3A001", "--to", "US", "--fact", "free_zon=yes"], "not a fact"),
        (&["3A001", "--to", "US", "--fact", "free_zone=perhaps"], "yes or no"),
        (&["3A001", "--to", "US", "--act", "gift"], "is no act"),
        (&["unlisted", "3A001", "--to", "US"], "stands alone"),
    ] {
        let all: Vec<&str> = ["licence"].iter().chain(arguments).copied().collect();
        let (status, _, error) = dualuse(&all);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(error.contains(words), "{arguments:?}: {error}");
    }
}
