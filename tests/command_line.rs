//! The commands as users call them: what is printed, and the exit code.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use serde_json::Value;

fn dualuse(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("dualuse")
        .unwrap()
        .args(arguments)
        .env("DUALUSE_DATA_DIR", "no-lists-here")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (_, out, error) = dualuse(arguments);
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{error}"))
}

const MILL: &str = "5-axis milling machine, unidirectional positioning repeatability 0.8 µm, travel 600 mm";

#[test]
fn a_listed_machine_to_china_needs_a_licence() {
    let (code, out, _) = dualuse(&[
        "check",
        MILL,
        "--from",
        "DE",
        "--to",
        "CN",
        "--party",
        "Example GmbH@CN#consignee",
        "--as-of",
        "2026-11-23",
    ]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("LICENCE REQUIRED"), "{out}");
    for words in ["2B001.b.2.a", "Article 3(1)", "Not checked", "eu-cyber", "no match on the lists searched"] {
        assert!(out.contains(words), "{words} is missing:\n{out}");
    }
    for word in ["clear", "safe"] {
        assert!(!out.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == word), "{word}");
    }
}

#[test]
fn a_check_fits_80_columns_and_160() {
    for width in ["80", "160"] {
        let (_, out, _) = dualuse(&["check", MILL, "--to", "CN", "--party", "Example GmbH@CN", "--width", width]);
        let most: usize = width.parse().unwrap();
        let wide: Vec<&str> = out.lines().filter(|line| line.chars().count() > most).collect();
        assert!(wide.is_empty(), "{wide:?}");
        assert!(!out.contains('\u{1b}'), "colour codes outside a terminal");
    }
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let ask = || {
        dualuse(&[
            "check",
            MILL,
            "--to",
            "CN",
            "--party",
            "Example GmbH@CN",
            "--as-of",
            "2026-11-23",
            "--format",
            "json",
        ])
    };
    assert_eq!(ask(), ask());
}

#[test]
fn any_annex_i_item_to_russia_is_prohibited() {
    let answer =
        json(&["check", MILL, "--to", "RU", "--party", "Example OOO@RU", "--as-of", "2026-11-23", "--format", "json"]);
    assert_eq!(answer["verdict"], "prohibited");
}

#[test]
fn a_listed_party_is_found_and_never_called_anything_milder_than_review() {
    let answer = json(&[
        "check",
        "steel screws M8",
        "--to",
        "CH",
        "--party",
        "Main Centre for Special Technologies@CH",
        "--as-of",
        "2026-11-23",
        "--format",
        "json",
    ]);
    let matches = answer["parties"][0]["matches"].as_array().unwrap();
    assert!(!matches.is_empty(), "{answer}");
    assert!(
        ["review", "prohibited"].contains(&answer["party_verdict"].as_str().unwrap()),
        "{}",
        answer["party_verdict"]
    );
}

#[test]
fn lists_that_are_not_loaded_are_named_and_never_pass() {
    let answer = json(&[
        "check",
        "steel screws M8",
        "--to",
        "CH",
        "--party",
        "Example GmbH@CH",
        "--as-of",
        "2026-11-23",
        "--format",
        "json",
    ]);
    assert_eq!(answer["party_verdict"], "not_checked");
    assert!(answer["sources"]["lists_not_loaded"].as_array().unwrap().iter().any(|l| l == "eu-fsf"));
}

#[test]
fn every_wrong_argument_is_named_at_once() {
    let (code, _, error) = dualuse(&[
        "check",
        "ADC",
        "--to",
        "Germny",
        "--from",
        "Frnace",
        "--party",
        "@CN",
        "--param",
        "x",
        "--code",
        "3A001.zz.9",
    ]);
    assert_eq!(code, 2);
    assert!(error.contains("3A001.zz.9"), "{error}");
    let (code, _, error) = dualuse(&[
        "check", "ADC", "--to", "Germny", "--from", "Frnace", "--party", "@CN", "--param", "x", "--code", "3A999",
    ]);
    assert_eq!(code, 2);
    for words in ["Germny", "DE Germany", "Frnace", "the name is empty", "name=value", "3A999"] {
        assert!(error.contains(words), "{words} is missing: {error}");
    }
}

#[test]
fn an_empty_description_is_refused() {
    for command in [vec!["check", " ", "--to", "CN"], vec!["classify", ""]] {
        let (code, _, error) = dualuse(&command);
        assert_eq!(code, 2, "{command:?}");
        assert!(error.contains("description is empty"), "{error}");
    }
}

#[test]
fn an_unknown_parameter_names_the_nearest_ones() {
    let (code, _, error) = dualuse(&["classify", "12-bit ADC", "--param", "sampel rate=1 GSPS"]);
    assert_eq!(code, 2);
    assert!(error.contains("sample rate"), "{error}");
    let (code, _, error) = dualuse(&["classify", "12-bit ADC", "--param", "sample rate=fast"]);
    assert_eq!(code, 2);
    assert!(error.contains("write a figure with a unit"), "{error}");
}

#[test]
fn an_answer_given_apart_settles_the_question() {
    let open = json(&["classify", "12-bit ADC", "--format", "json"]);
    assert_eq!(open["outcome"], "undetermined");
    assert!(open["questions"].as_array().unwrap().iter().any(|q| q["about"] == "sample rate"), "{open}");
    let listed = json(&["classify", "12-bit ADC", "--param", "sample rate=10 GSPS", "--format", "json"]);
    assert_eq!(listed["outcome"], "listed");
    let not_listed = json(&["classify", "12-bit ADC", "--param", "sample rate=1 MSPS", "--format", "json"]);
    assert_eq!(not_listed["outcome"], "not_listed");
}

#[test]
fn a_candidate_shows_the_words_that_decided_it() {
    let text = "analog-to-digital converter, 12 bit, 10.25 GSPS";
    let answer = json(&["classify", text, "--format", "json"]);
    let first = &answer["candidates"][0];
    assert_eq!(first["status"], "met");
    assert_eq!(first["wassenaar"], "3.A.1.a.5.a.3");
    let tests = first["tests"].as_array().unwrap();
    let rate = tests.iter().find(|t| t["test"].as_str().unwrap().starts_with("sample rate")).unwrap();
    assert_eq!(rate["words"], "10.25 GSPS");
    let span = (rate["span"][0].as_u64().unwrap() as usize, rate["span"][1].as_u64().unwrap() as usize);
    assert_eq!(&text[span.0..span.1], "10.25 GSPS");
}

#[test]
fn a_cas_number_decides_identity() {
    let answer = json(&["classify", "solvent, CAS 111-48-8, 99 %", "--format", "json"]);
    assert_eq!(answer["outcome"], "listed");
    assert_eq!(answer["candidates"][0]["code"], "1C350.1");
    let wrong = json(&["classify", "solvent, CAS 111-48-7", "--format", "json"]);
    assert_ne!(wrong["outcome"], "listed");
}

#[test]
fn hostile_descriptions_get_an_answer() {
    let long = "ADC 12 bit 10 GSPS ".repeat(6000);
    for text in [
        long.as_str(),
        "\u{202e}ADC 12 bit\u{202c}",
        "1e999 bit ADC",
        "0x1F bit",
        "-5 m -5 m",
        "🛰🛰🛰",
        "((((((((((",
        "8 bit 12 bit ADC 1e308 GSPS",
        "\u{0}\u{1}ADC",
    ] {
        if text.contains('\u{0}') {
            continue; // cannot be passed as an argument
        }
        let (code, _, error) = dualuse(&["classify", "--format", "json", "--", text]);
        assert!(code <= 1, "{}: {error}", &text[..text.len().min(40)]);
    }
}

#[test]
fn an_entry_shows_its_tests_and_an_unknown_code_its_neighbours() {
    let (code, out, _) = dualuse(&["entry", "3a001.a.5.a", "--width", "100"]);
    assert_eq!(code, 0);
    for words in ["3A001.a.5.a.1", "sample rate > 1.3 GSPS", "Wassenaar", "3.A.1.a.5.a"] {
        assert!(out.contains(words), "{words} is missing:\n{out}");
    }
    let (code, _, error) = dualuse(&["entry", "3A001.a.55"]);
    assert_eq!(code, 2);
    assert!(error.contains("3A001.a.5"), "{error}");
    let (code, _, error) = dualuse(&["entry", "500"]);
    assert_eq!(code, 2);
    assert!(error.contains("category 0-9"), "{error}");
}

#[test]
fn search_finds_provisions_in_three_languages() {
    for (words, entry) in [
        ("thermal imaging camera", "6A003"),
        ("Wärmebildkamera", "6A003"),
        ("caméra thermique", "6A003"),
        ("Fräsmaschine", "2B001"),
    ] {
        let answer = json(&["search", words, "--format", "json"]);
        let codes: Vec<&str> = answer.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
        assert!(codes.iter().any(|code| code.starts_with(entry)), "{words}: {codes:?}");
    }
    assert_eq!(dualuse(&["search", "…"]).0, 2);
}

#[test]
fn the_embedded_lists_have_no_faults() {
    let (code, out, error) = dualuse(&["lint"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("384 entries") && out.contains("no faults"), "{out}");
}

#[test]
fn every_command_prints_help() {
    for command in [
        "check",
        "classify",
        "search",
        "entry",
        "destination",
        "licence",
        "party",
        "compare-names",
        "batch",
        "lists",
        "lint",
    ] {
        let (code, out, _) = dualuse(&[command, "--help"]);
        assert_eq!(code, 0, "{command}");
        assert!(out.contains("Usage"), "{command}");
    }
    assert_eq!(dualuse(&["no-such-command"]).0, 2);
}
