//! `dualuse party`, `compare-names` and `lists status` as a user runs them.

use std::fs;

use assert_cmd::Command;
use tempfile::tempdir;

fn dualuse() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dualuse"));
    command.env_remove("DUALUSE_CONTROL_LISTS").env("DUALUSE_DATA_DIR", "no-lists-here").args(["--width", "100"]);
    command
}

fn out(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_listed_name_is_a_potential_match_and_needs_a_person() {
    let (code, page, _) = out(dualuse().args(["party", "Igor Kostyukow", "--as-of", "2026-03-01"]));
    assert_eq!(code, Some(1), "{page}");
    for words in ["1 POTENTIAL MATCH", "EU.5852.38", "asset freeze", "Lists searched", "eu-cyber", "Not loaded: eu-fsf"]
    {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
}

#[test]
fn a_confirmed_listed_party_is_prohibited() {
    let (code, page, _) =
        out(dualuse().args(["party", "Vitaly", "Shevchenko", "--born", "1997-09-01", "--as-of", "2026-03-01"]));
    assert_eq!(code, Some(1));
    assert!(page.contains("LISTED PARTY") && page.contains("PROHIBITED"), "{page}");
}

#[test]
fn no_match_is_never_worded_as_clearance() {
    let (code, page, _) = out(dualuse().args(["party", "Ingrid Sommerfeldt", "--as-of", "2026-03-01"]));
    assert_eq!(code, Some(2), "wanted lists are missing: {page}");
    assert!(page.contains("NOT CHECKED") && page.contains("eu-fsf"), "{page}");
    let lower = page.to_lowercase();
    assert!(!lower.contains("cleared") && !lower.contains("is clear") && !lower.contains("safe"), "{page}");
}

#[test]
fn input_that_names_nobody_is_refused_with_a_reason() {
    let long = "a".repeat(10_000);
    for (name, reason) in [
        ("", "empty"),
        ("x", "single letter"),
        ("🚀🚀", "no letter"),
        ("\u{202e}", "no letter"),
        (&long, "10000 characters"),
    ] {
        let (code, page, error) = out(dualuse().args(["party", name]));
        assert_eq!(code, Some(2), "{name:.10}: {page}");
        assert!(error.contains(reason), "{name:.10}: {error}");
    }
    for arguments in [["--born", "yesterday"], ["--country", "Atlantis"], ["--min-score", "7"]] {
        let (code, _, error) = out(dualuse().args(["party", "Ana Petrova"]).args(arguments));
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(error.contains(arguments[1]) || error.contains("between 0 and 1"), "{error}");
    }
}

#[test]
fn a_file_of_parties_is_searched_against_a_list_of_the_user() {
    let folder = tempdir().expect("a folder");
    let (list, parties) = (folder.path().join("partners.csv"), folder.path().join("parties.csv"));
    fs::write(
        &list,
        "id,schema,name,aliases,birth_date,countries\nP-1,Person,Ana Petrova,Anna Petrowa,1970,Bulgaria\n",
    )
    .expect("written");
    fs::write(
        &parties,
        "qid,name,dob,nationality\na7,\"PETROVA, Ana\",1970-05-01,bg\nb8,Ingrid Sommerfeldt,,\nc9,?,,\n",
    )
    .expect("written");
    let mut command = dualuse();
    command.arg("party").arg("-i").arg(&parties).arg("--list").arg(&list).args(["--as-of", "2026-03-01"]);
    let (code, csv, error) = out(&mut command);
    assert_eq!(code, Some(1), "{error}");
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("qid,entry_id,list,name,score"), "{csv}");
    assert!(rows[1].starts_with("a7,P-1,partners,Ana Petrova,0.9"), "{csv}");
    assert!(rows[2].starts_with("b8,,,,,") && rows[2].contains("no_match"), "{csv}");
    assert!(rows[3].starts_with("c9,,,,,") && rows[3].contains("not_checked"), "{csv}");
}

#[test]
fn the_answer_for_one_party_does_not_depend_on_the_others() {
    let folder = tempdir().expect("a folder");
    let rows = ["1,Igor Kostyukow", "2,Виталий Шевченко", "3,Tianjin Huaying Haitai", "4,Ana Petrova"];
    let answer = |rows: &[&str]| {
        let file = folder.path().join("parties.csv");
        fs::write(&file, format!("id,name\n{}\n", rows.join("\n"))).expect("written");
        out(dualuse().arg("party").arg("-i").arg(&file).args(["--as-of", "2026-03-01"])).1
    };
    let together = answer(&rows);
    for row in rows {
        let alone = answer(&[row]);
        for line in alone.lines().skip(1) {
            assert!(together.contains(line), "{line}\nis not in\n{together}");
        }
    }
}

#[test]
fn a_long_file_is_answered_in_parts_as_if_it_were_one() {
    let folder = tempdir().expect("a folder");
    let input = folder.path().join("parties.csv");
    let rows: String = (1..=2300).map(|row| format!("{row},Ingrid Sommerfeldt {row}\n")).collect();
    fs::write(&input, format!("id,name\n{rows}")).expect("written");
    let input = input.to_str().expect("UTF-8");
    let answer = |format: &str, input: &str| out(dualuse().args(["party", "-i", input, "--format", format]));

    let (code, csv, notes) = answer("csv", input);
    let ids: Vec<&str> = csv.lines().map(|line| line.split(',').next().unwrap_or_default()).collect();
    let expected: Vec<String> =
        std::iter::once("qid".to_owned()).chain((1..=2300).map(|row| row.to_string())).collect();
    assert_eq!((code, ids), (Some(2), expected.iter().map(String::as_str).collect()));
    assert_eq!(notes.lines().filter(|line| line.contains("missing: eu-fsf")).count(), 1, "{notes}");

    let (_, json, _) = answer("json", input);
    let json: Vec<serde_json::Value> = serde_json::from_str(&json).expect("an array");
    let (_, lines, _) = answer("ndjson", input);
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(json.len(), 2300);
    assert_eq!(json, lines);
    let (_, pages, _) = answer("table", input);
    assert_eq!(pages.matches("Lists searched\n").count(), 2300);

    let none = folder.path().join("none.csv");
    fs::write(&none, "id,name\n").expect("written");
    let none = none.to_str().expect("UTF-8");
    assert_eq!(answer("json", none).1, "[]\n");
    assert!(answer("csv", none).1.starts_with("qid,entry_id"));
    assert_eq!(answer("table", none).1, "");
}

#[test]
fn json_carries_the_match_its_reasons_and_the_lists() {
    let (_, json, _) = out(dualuse().args(["party", "Chosun Expo", "--format", "json", "--as-of", "2026-03-01"]));
    let answer: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(answer["matches"][0]["listed"]["entry_id"], "EU.5709.80");
    assert_eq!(answer["matches"][0]["listed"]["effect"], "asset_freeze");
    assert_eq!(answer["lists_searched"][0]["name"], "eu-cyber");
    assert_eq!(answer["not_loaded"][0], "eu-fsf");
}

#[test]
fn compare_names_keeps_all_columns_and_appends_the_score() {
    let folder = tempdir().expect("a folder");
    let (pairs, scored) = (folder.path().join("pairs.csv"), folder.path().join("scored.csv"));
    fs::write(&pairs, "row,name1,name2,schema\n1,Ana Petrova,ANA PETROVA,Person\n2,Ana Petrova,Omar Haddad,Person\n")
        .expect("written");
    let (code, _, error) = out(dualuse().arg("compare-names").arg("-i").arg(&pairs).arg("-o").arg(&scored));
    assert_eq!(code, Some(0), "{error}");
    let text = fs::read_to_string(&scored).expect("written by the program");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "row,name1,name2,schema,score");
    assert_eq!(lines[1], "1,Ana Petrova,ANA PETROVA,Person,1.0000");
    assert!(lines[2].starts_with("2,Ana Petrova,Omar Haddad,Person,0."), "{text}");
    fs::write(&pairs, "name1,schema\na,b\n").expect("written");
    let (code, _, error) = out(dualuse().arg("compare-names").arg("-i").arg(&pairs).arg("-o").arg(&scored));
    assert_eq!(code, Some(2));
    assert!(error.contains("\"name2\" is missing"), "{error}");
}

#[test]
fn lists_status_says_what_is_missing() {
    let (code, page, _) = out(dualuse().args(["lists", "status", "--as-of", "2026-03-01"]));
    assert_eq!(code, Some(2), "{page}");
    for words in ["eu-fsf", "not loaded", "eu-cyber", "17 × person, 4 × entity"] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
}
