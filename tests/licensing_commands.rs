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
fn a_check_takes_the_facts_of_a_licence_question() {
    let check = |facts: &[&str]| {
        let all: Vec<&str> = [
            "check",
            "ball pen",
            "--to",
            "KE",
            "--party",
            "Muster GmbH@KE",
            "--format",
            "json",
            "--as-of",
            "2026-08-02",
        ]
        .iter()
        .chain(facts)
        .copied()
        .collect();
        let (_, out, error) = dualuse(&all);
        (serde_json::from_str::<serde_json::Value>(&out).unwrap_or_default(), error)
    };
    let code = |answer: &serde_json::Value| answer["licensing"]["findings"][0]["code"].clone();
    assert_eq!(code(&check(&["--informed", "wmd"]).0), code(&check(&["--fact", "informed=wmd"]).0));
    assert_ne!(code(&check(&["--informed", "wmd"]).0), code(&check(&[]).0));
    let error = check(&["--fact", "end_user=warship", "--suspects", "tea"]).1;
    assert!(error.contains("`warship`") && error.contains("--suspects suspects=tea"), "{error}");
}

#[test]
fn slips_of_the_pen_stop_the_command() {
    for (arguments, words) in [
        (&["2B001.a.9", "--to", "US"][..], "2B001.a"),
        (&["3A001.z", "--to", "US"], "the register holds no 3A001.z; near: 3A001.a"),
        (&["ML10", "--to", "US"], "not a control code"),
        (&["3A001", "--to", "FR", "--act", "export"], "write act=intra_union_transfer"),
        (&["3A001", "--to", "FR", "--act", "re-export"], "write act=intra_union_transfer"),
        (&["3A001", "--to", "US", "--act", "intra-union-transfer"], "write act=export"),
        (&["3A001", "--to", "FR", "--act", "brokering"], "a deal between third countries"),
        (&["3A001", "--to", "US", "--civil", "--fact", "end_user=military"], "correct one of the two"),
        (&["3A001", "--to", "IN", "--fact", "reexport_to=none", "--fact", "use_in=PK"], "write reexport_to=PK"),
        (&["unlisted", "--to", "IN", "--fact", "national_list=JP"], "only Member States have such lists"),
        (&["3A001", "--to", "Soviet Union"], "RU Russia"),
        (&["3A001", "--to", "YU"], "write one of these codes"),
        (&["3A001", "--to", "Tschechoslowakei"], "CZ Czechia, SK Slovakia"),
        (&["3A001", "--to", "US", "--fact", "reexport_to=Atlantis"], "no country or territory"),
        (&["3A001", "--to", "US", "--fact", "listed_ownership_percent=101"], "from 0 to 100"),
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

#[test]
fn every_slip_is_told_at_once() {
    let (status, _, error) = dualuse(&[
        "licence", "3A001.z", "3A01", "--to", "Atlantis", "--from", "Congo", "--fact", "x", "--aware", "gold",
    ]);
    assert_eq!(status, 2);
    for words in ["3A001.z", "3A01", "Atlantis", "--from: `Congo` may mean", "name=value", "--aware aware=gold"] {
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn countries_in_facts_are_found_by_name() {
    for fact in ["reexport_to=Russland", "reexport_to=IN,Fédération de Russie", "use_in=643", "final_destination=RUS"]
    {
        let (_, page, error) = dualuse(&["licence", "3A001.b.2", "--to", "Turkey", "--fact", fact, "--width", "160"]);
        assert!(page.starts_with("PROHIBITED"), "{fact}\n{page}{error}");
    }
    let (_, page, _) = dualuse(&["licence", "3A001.b.2", "--to", "Zaire", "--from", "Allemagne", "--width", "160"]);
    assert!(page.contains("CD Congo (Democratic Republic)") && page.contains("DE Germany"), "{page}");
}

#[test]
fn the_fields_of_the_json_answer_are_those_the_help_names() {
    let (_, help, _) = dualuse(&["licence", "--help"]);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, text, _) = dualuse(&["licence", "5A002.a.2", "--to", "BR", "--as-of", "2026-11-23", "--format", "json"]);
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let fields: Vec<&str> = json.keys().map(String::as_str).collect();
    let named: Vec<&str> = dualuse::cli::LICENCE_JSON_FIELDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(fields, named);
    for (name, says) in dualuse::cli::LICENCE_JSON_FIELDS {
        assert!(help.contains(&format!("{name} {says}")), "{name}\n{help}");
    }
}

#[test]
fn a_destination_page_fits_its_width_and_says_it_in_short() {
    for (code, short) in [
        ("RU", "Annex I items are barred, whoever receives them; under an arms embargo"),
        ("BY", "Annex I items are barred"),
        ("IR", "Annex I items are barred"),
        ("KP", "Annex I items are barred"),
        ("CN", "EU003, EU004, EU005 may serve; under an arms embargo"),
        ("US", "EU001 may serve; under no arms embargo held here"),
        ("CH", "EU001 may serve"),
        ("GB", "EU001 may serve"),
        ("XI", "Annex I items move freely, those of Annex IV with an authorisation"),
        ("UA", "EU003, EU004, EU005, EU006, EU008 may serve"),
        ("TR", "EU002, EU003, EU004, EU005, EU006, EU008 may serve"),
        ("AE", "EU003, EU004 may serve"),
        ("GL", "EU008 may serve"),
        ("CY-N", "need an individual, global or large project authorisation"),
    ] {
        for width in [80_usize, 160] {
            let (status, page, _) =
                dualuse(&["destination", code, "--as-of", "2026-11-23", "--width", &width.to_string()]);
            assert_eq!(status, 0);
            let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(short), "{code}: {short}\n{page}");
            for heading in ["In short", "Status", "Embargoes and measures", "What would be asked", "Rules"] {
                assert!(page.contains(heading), "{code}: {heading}");
            }
            assert!(page.lines().all(|line| line.chars().count() <= width), "{code}\n{page}");
        }
    }
}

#[test]
fn an_answer_fits_eighty_columns() {
    for arguments in [
        &["9A004", "--to", "JP"][..],
        &["5A002.a.2", "--to", "BR"],
        &["3A001.b.2", "--to", "RU", "--fact", "exempt_purpose=medical"],
        &["unlisted", "--to", "KG", "--hs", "8542.31"],
    ] {
        let all: Vec<&str> =
            ["licence"].iter().chain(arguments).chain(&["--as-of", "2026-11-23", "--width", "80"]).copied().collect();
        let (_, page, _) = dualuse(&all);
        assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
        assert!(page.contains("Rule: "), "{page}");
    }
}

#[test]
fn the_state_of_the_lists_shows_how_old_each_part_of_the_law_is() {
    let (_, fresh, _) = dualuse(&["lists", "status", "--as-of", "2026-11-23", "--width", "160"]);
    for words in ["Parts of the law", "Annex I", "2025-11-15", "Embargoes and measures on goods", "2026-08-22"] {
        assert!(fresh.contains(words), "{words}\n{fresh}");
    }
    assert!(!fresh.contains("last checked 93 days ago"), "{fresh}");
    let (_, old, _) = dualuse(&["lists", "status", "--as-of", "2028-01-01", "--width", "160"]);
    assert!(old.contains("last checked 404 days ago, more than 365"), "{old}");
}

#[test]
fn a_rule_past_its_last_check_says_so() {
    let arguments = ["licence", "3A001.b.2", "--to", "RU", "--width", "160", "--as-of"];
    let on = |day: &'static str| dualuse(&arguments.iter().copied().chain([day]).collect::<Vec<_>>()).1;
    assert!(!on("2026-11-23").contains("it may have changed since"));
    assert!(on("2027-02-01").contains("2026-08-22: it may have changed since"));
    assert!(on("2028-02-01").contains("These rules were last checked on 2026-11-23"));
    assert!(on("2022-02-01").contains("lists and conditions may have differed"));
}
