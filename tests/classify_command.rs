//! `dualuse classify` as users call it: interview, hints, quoted codes, official wording, files of descriptions.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

struct Run {
    code: i32,
    out: String,
    error: String,
}

fn dualuse(data: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = Command::cargo_bin("dualuse").unwrap();
    command.env_remove("DUALUSE_CONTROL_LISTS").env("DUALUSE_DATA_DIR", data);
    let output = command.args(arguments).write_stdin(input.to_owned()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), error: text(output.stderr) }
}

fn classify(arguments: &[&str], input: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    dualuse(folder.path(), &[&["classify"], arguments].concat(), input)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.error))
}

#[test]
fn an_interview_asks_one_question_a_turn_until_the_answer_is_settled() {
    let run = classify(&["--interview", "analog-to-digital converter", "--format", "json"], "14 bit\n3 GSPS\n");
    let answer = json(&run);
    assert_eq!((run.code, answer["outcome"].as_str()), (1, Some("listed")), "{}", run.error);
    let turns = answer["interview"].as_array().unwrap();
    assert_eq!(turns.len(), 2, "{turns:?}");
    assert!(
        turns.iter().any(|turn| turn["about"] == "sample rate" && turn["answer"] == "3 GSPS")
            || turns.iter().any(|turn| turn["about"] == "resolution"),
        "{turns:?}"
    );
    assert!(run.error.contains("1. ") && run.error.contains("2. "), "{}", run.error);
}

#[test]
fn not_knowing_is_an_answer_and_every_answer_is_recorded() {
    let run = classify(&["--interview", "analog-to-digital converter"], "don't know\n\nweiss nicht\n?\nstop\n");
    assert_eq!(run.code, 1, "{}", run.error);
    assert!(run.out.starts_with("UNDETERMINED"), "{}", run.out);
    assert!(run.out.contains("Answers given") && run.out.contains("don't know"), "{}", run.out);
}

#[test]
fn an_answer_that_cannot_be_used_is_asked_again() {
    let run = classify(&["--interview", "analog-to-digital converter", "--format", "json"], "purple\n14 bit\n3 GSPS\n");
    let answer = json(&run);
    assert!(run.error.contains("purple") || answer["interview"].as_array().unwrap().len() >= 2, "{}", run.error);
    assert!(answer["interview"].as_array().unwrap().iter().all(|turn| turn["answer"] != "purple"), "{answer}");
}

#[test]
fn goods_that_are_not_understood_are_named_in_the_interview() {
    let run = classify(&["--interview", "XJ-9000", "--format", "json"], "steel screws\n");
    let answer = json(&run);
    assert_eq!((run.code, answer["outcome"].as_str()), (0, Some("not_listed")), "{answer}");
    assert_eq!(answer["interview"][0]["answer"], "steel screws");
}

#[test]
fn yes_is_no_name_of_goods() {
    let run = classify(&["--interview", "XJ-9000", "--format", "json"], "yes\nsteel screws\n");
    let answer = json(&run);
    assert_eq!(answer["outcome"], "not_listed", "{answer}");
    assert!(run.error.contains("Name the goods"), "{}", run.error);
}

#[test]
fn an_interview_ends_with_its_input() {
    let run = classify(&["--interview", "analog-to-digital converter", "--format", "json"], "");
    let answer = json(&run);
    assert_eq!(answer["outcome"], "undetermined");
    assert!(answer.get("interview").is_none(), "{answer}");
}

#[test]
fn catch_all_goods_raise_their_own_flags() {
    let run = classify(&["access terminal with facial recognition", "--hs", "8542.31", "--format", "json"], "");
    let kinds: Vec<Value> = json(&run)["hints"].as_array().unwrap().iter().map(|hint| hint["kind"].clone()).collect();
    assert_eq!(kinds, ["cyber_surveillance", "high_priority_goods"]);
    assert_eq!(run.code, 1);
    let page = classify(&["steel screws", "--hs", "854231"], "");
    assert!(
        page.out.contains("Catch-alls to think of") && page.out.contains("common high priority list"),
        "{}",
        page.out
    );
    assert_eq!(classify(&["steel screws", "--hs", "85"], "").code, 2);
    let quoted = classify(&["steel screws, HS code 8542.31", "--format", "json"], "");
    assert_eq!(json(&quoted)["hints"][0]["kind"], "high_priority_goods");
}

#[test]
fn check_raises_the_same_flags_outside_the_union() {
    let folder = tempfile::tempdir().unwrap();
    let check = |to: &str| {
        let text = "turnstile software with facial recognition";
        let arguments = ["check", text, "--to", to, "--hs", "854231", "--as-of", "2026-11-23", "--format", "json"];
        let answer = json(&dualuse(folder.path(), &arguments, ""));
        let findings = answer["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let outside = check("CN");
    for code in ["cyber-surveillance-interest", "common-high-priority-goods"] {
        assert!(outside.iter().any(|known| known == code), "{outside:?}");
    }
    assert!(!check("FR").iter().any(|code| code == "cyber-surveillance-interest"));
}

#[test]
fn a_code_of_another_list_is_shown_and_decides_nothing() {
    for (text, words) in [
        ("steel screws ECCN 5A992.c", "a United States number"),
        ("steel screws EAR99", "a United States number"),
        ("steel screws, Annex I 3A777", "no entry of Annex I"),
    ] {
        let answer = json(&classify(&[text, "--format", "json"], ""));
        assert_eq!(answer["outcome"], "not_listed", "{text}");
        let identifiers = answer["understood"]["identifiers"].to_string();
        assert!(identifiers.contains(words), "{identifiers}");
    }
    let answer = json(&classify(&["steel screws ECCN 3A001.b.2", "--format", "json"], ""));
    assert_eq!(answer["outcome"], "undetermined", "a code that Annex I has is never passed over");
}

#[test]
fn the_official_wording_is_shown_beside_ours_once_it_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wording.csv");
    fs::write(&file, "path,kind,text\n3A001,item,Heading of the entry\n3A001.a.5.a.3,item,Third of the kind\n")
        .unwrap();
    let data = folder.path().join("data");
    let imported = dualuse(&data, &["lists", "import", "annex-i", file.to_str().unwrap()], "");
    assert_eq!(imported.code, 0, "{}", imported.error);
    assert!(imported.out.starts_with("2 lines of 2 provisions"), "{}", imported.out);
    let page = dualuse(&data, &["classify", "12-bit ADC, 10.25 GSPS"], "");
    for words in ["Official wording", "Heading of the entry", "Third of the kind"] {
        assert!(page.out.contains(words), "{words}: {}", page.out);
    }
    let answer = json(&dualuse(&data, &["classify", "12-bit ADC, 10.25 GSPS", "--format", "json"], ""));
    assert_eq!(answer["official_text"]["3A001.a.5.a.3"][1]["text"], "Third of the kind");
    let entry = dualuse(&data, &["entry", "3A001.a.5.a.3"], "");
    assert!(entry.out.contains("official text: Third of the kind"), "{}", entry.out);
}

#[test]
fn a_file_that_is_no_wording_is_refused_with_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wording.csv");
    fs::write(&file, "path,text\nX,one\n3A001,\n").unwrap();
    let refused = dualuse(folder.path(), &["lists", "import", "annex-i", file.to_str().unwrap()], "");
    assert_eq!(refused.code, 2);
    assert!(refused.error.contains("line 2") && refused.error.contains("line 3"), "{}", refused.error);
    assert!(!folder.path().join("official_text").exists());
}

#[test]
fn the_whole_official_wording_imports_where_it_is_at_hand() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/annex_i/provisions.csv");
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let imported = dualuse(folder.path(), &["lists", "import", "annex-i", file.to_str().unwrap()], "");
    assert_eq!(imported.code, 0, "{}", imported.error);
    assert!(imported.out.starts_with("42"), "{}", imported.out);
}

#[test]
fn no_row_of_a_file_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    let long = "x".repeat(100_000);
    let rows = format!(
        "id,description\r\na,steel screws\r\nb,\r\nc,\"12-bit ADC, 10.25 GSPS\"\r\nd,{long}\r\ne,W\u{e4}rmebildkamera \u{202e}\u{0}640x512 30 Hz\r\n"
    );
    let mut latin: Vec<u8> = rows.into_bytes();
    latin.extend(b"f,K\xfchlschrank\r\ng,\"never closed\r\n");
    fs::write(&file, latin).unwrap();
    let run = dualuse(folder.path(), &["classify", "-i", file.to_str().unwrap(), "--format", "ndjson"], "");
    let ids: Vec<String> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e", "f", "g"], "{}", run.error);
    let last: Value = serde_json::from_str(run.out.lines().last().unwrap()).unwrap();
    assert!(last["fault"].as_str().unwrap().contains("quotation mark"), "{last}");
    assert_eq!(run.code, 2, "a row that could not be read well makes the check incomplete");
}

#[test]
fn json_lines_are_read_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.ndjson");
    fs::write(
        &file,
        "{\"id\":\"1\",\"description\":\"steel screws\"}\n{\"id\":\"2\",\"description\":\"ADC 12 bit 10.25 GSPS\"}\n",
    )
    .unwrap();
    let run = dualuse(folder.path(), &["classify", "-i", file.to_str().unwrap(), "--format", "ndjson"], "");
    let outcomes: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["outcome"].clone()).collect();
    assert_eq!(outcomes, ["not_listed", "listed"], "{}", run.error);
}
