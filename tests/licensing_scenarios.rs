//! The licensing decision against worked cases and against the table of destinations, where the shared reference is
//! at hand; otherwise these tests say that they are skipped. The cases of this project itself are in `licensing_cases.rs`.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use dualuse::control_list::ListSource;
use dualuse::domain::{Act, Severity};
use dualuse::licensing::{LicensingCase, LicensingRules, Listing, decide};
use serde_json::Value;

fn reference(file: &str) -> Option<Value> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared", "../../shared"].map(|up| manifest.join(up).join("reference/licensing").join(file));
    let Some(path) = places.iter().find(|path| path.is_file()) else {
        eprintln!("skipped: the shared reference {file} is not at hand");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn rules() -> LicensingRules {
    LicensingRules::load(&ListSource::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

/// A scenario names its item in words: a code, or an unlisted thing.
fn item(text: &str) -> (Listing, Vec<&str>) {
    let code = text.split_whitespace().find(|word| word.parse::<dualuse::domain::ControlCode>().is_ok());
    match code {
        Some(code) => (Listing::Listed, vec![code]),
        None => (Listing::NotListed, vec![]),
    }
}

/// Restates the loose facts of a scenario under the names of this program.
fn restate(id: &str, scenario: &Value, case: &mut LicensingCase) {
    let facts = scenario["facts"].as_object().unwrap();
    let text = |key: &str| facts.get(key).and_then(Value::as_str);
    let mut state =
        |name: &str, value: &str| case.facts.state(name, value).unwrap_or_else(|e| panic!("{id} {name}: {e}"));
    let yes_no = |value: &Value| if value.as_bool() == Some(true) { "yes" } else { "no" };
    for (fact, name) in [
        ("free_zone", "free_zone"),
        ("user_changeable_crypto", "crypto_user_changeable"),
        ("icp", "compliance_programme"),
        ("original_end_user", "repair_original_end_user"),
        ("sale", "fair_sale"),
        ("no_russia_clause", "no_russia_clause"),
    ] {
        if let Some(value) = facts.get(fact).filter(|value| value.is_boolean()) {
            state(name, yes_no(value));
        }
    }
    if text("standards") == Some("published commercial") {
        state("crypto_published_standards", "yes");
    }
    if let Some(goods_to) = text("goods_to").filter(|words| words.contains("free warehouse")) {
        state("free_zone", if goods_to.is_empty() { "no" } else { "yes" });
    }
    if let Some(country) = text("reexport_known") {
        state("reexport_to", country);
    }
    match text("purpose") {
        Some("return after repair") => state("purpose", "repair"),
        Some("trade fair") => state("purpose", "fair"),
        _ => {}
    }
    if let Some(years) = facts.get("original_licence_age_years").and_then(Value::as_i64) {
        state("first_export_authorised_on", &format!("{}-11-01", 2026 - years));
    }
    if let Some(days) = facts.get("return_days").and_then(Value::as_i64) {
        state("fair_return_days", &days.to_string());
    }
    match text("recipient") {
        Some("wholly owned subsidiary") => state("group_relation", "subsidiary"),
        Some("sister company") => state("group_relation", "sister"),
        _ => {}
    }
    if text("recipient").is_some() {
        state("purpose", "intra_group");
    }
    if text("use") == Some("own commercial product development") {
        state("group_own_development", "yes");
    }
    if let Some(parent) = text("ultimate_parent_country") {
        state("group_parent", parent);
    }
    match text("end_user") {
        Some("federal police") => state("end_user", "police"),
        Some("armed forces workshop") => state("end_user", "military"),
        Some("private company" | "commercial" | "commercial telecom") => state("end_user", "civil"),
        Some(other) => panic!("{id}: end user {other}"),
        None => {}
    }
    for (fact, knowledge) in [("aware", "aware"), ("informed_by_authority", "informed")] {
        let concern = match facts.get(fact) {
            Some(Value::String(words)) if words.contains("missile") || words.contains("nuclear") => "wmd",
            Some(Value::String(words)) if words.contains("repression") => "repression",
            Some(Value::Bool(true)) => "military",
            None | Some(Value::Null) => continue,
            other => panic!("{id}: {fact} {other:?}"),
        };
        state(knowledge, concern);
    }
    if text("capability").is_some_and(|words| words.contains("at least 500 kg over at least 300 km")) {
        state("within.annex_iv", "yes");
    }
    match text("end_use") {
        Some("medical device spare") => state("exempt_purpose", "medical"),
        Some("power plant") => state("sector", "energy"),
        _ => {}
    }
    if let Some(route) = facts.get("route").and_then(Value::as_array) {
        for place in route {
            state("route", place.as_str().unwrap());
        }
    }
    if text("party").is_some_and(|words| words.contains("founded 2023")) {
        state("red_flag", "EC-07");
    }
    if facts.contains_key("party_match") {
        state("listed_party", "asset_freeze");
    }
    if let Some(owners) = facts.get("ownership").and_then(Value::as_array) {
        let listed = owners.iter().filter(|owner| owner["listed"] == true);
        let share: i64 = listed.filter_map(|owner| owner["pct"].as_i64()).sum();
        state("listed_ownership_percent", &share.to_string());
    }
    if facts.contains_key("control_indicators") {
        state("listed_control", "yes");
    }
    if facts.contains_key("note3") {
        state("note", "cryptography_note");
    }
    if id == "S37" {
        state("national_list", "ES");
    }
    if let Some(place) = text("final_destination").filter(|place| *place != "FR") {
        state("final_destination", place);
    }
    case.military = facts.get("military").and_then(Value::as_bool);
    case.act = match text("kind") {
        Some("intra_eu_transfer") => Act::IntraUnionTransfer,
        Some("technical_assistance") => Act::TechnicalAssistance,
        Some("brokering") => Act::Brokering,
        _ => Act::Export,
    };
    case.end_use = text("end_use").map(str::to_owned);
}

fn expected(word: &str) -> Severity {
    *Severity::ALL.iter().find(|severity| severity.code() == word.to_lowercase()).unwrap()
}

#[test]
fn every_worked_case_comes_out_as_expected() {
    let Some(scenarios) = reference("scenarios.json") else { return };
    let rules = rules();
    let mut wrong = Vec::new();
    let all = scenarios["scenarios"].as_array().unwrap();
    assert_eq!(all.len(), 40);
    for scenario in all {
        let id = scenario["id"].as_str().unwrap();
        let text = scenario["item"].as_str().unwrap();
        let (listing, codes) = item(text);
        let codes = codes.into_iter().map(|code| code.parse().unwrap()).collect();
        let to = scenario["destination"].as_str().unwrap().parse().unwrap();
        let mut case = LicensingCase::new(listing, codes, Some(to), "2026-11-23".parse().unwrap());
        case.from = Some(scenario["exporter_member_state"].as_str().unwrap().parse().unwrap());
        case.hs_code = text.split_once("hs6 ").map(|(_, hs)| hs.to_owned());
        restate(id, scenario, &mut case);
        let decision = decide(&case, &rules);
        let outcome = expected(scenario["expected"]["outcome"].as_str().unwrap());
        let named = scenario["expected"]["authorisation"].as_str().filter(|name| name.starts_with("EU00"));
        let offered = |name: &str| {
            let available = dualuse::licensing::Standing::Available;
            decision.authorisations.iter().any(|option| option.id == name && option.standing == available)
        };
        if decision.verdict != outcome || named.is_some_and(|name| !offered(name)) {
            wrong.push(format!("{id} {text}: expected {outcome} {named:?}, got {:#?}", decision));
        }
    }
    assert!(wrong.is_empty(), "{} of 40 differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn destinations_and_general_authorisations_agree_with_the_reference_table() {
    let Some(table) = reference("destinations.json") else { return };
    let rules = rules();
    let day = "2026-11-23".parse().unwrap();
    let mut wrong = Vec::new();
    let records = table["destinations"].as_array().unwrap();
    assert_eq!(records.len(), rules.destinations.all().count());
    for record in records {
        let code = record["iso2"].as_str().unwrap();
        let to = rules.destinations.get(&code.parse().unwrap()).unwrap_or_else(|| panic!("{code} is missing"));
        assert_eq!(to.code.as_str(), code);
        for general in &rules.general_authorisations {
            if record[&general.id].as_bool() != rules.serves(general, to, day) {
                wrong.push(format!(
                    "{code} {}: table {}, rules {:?}",
                    general.id,
                    record[&general.id],
                    rules.serves(general, to, day)
                ));
            }
        }
        for (key, ours) in [
            ("eu_member", to.member_state),
            ("in_eu_customs_territory", to.customs_territory),
            ("art_4_1_b_trigger", rules.military_end_use_counts(to, day)),
            ("prohibited_for_annex_i", rules.annex_i_prohibited(to, day)),
        ] {
            if record[key].as_bool() != Some(ours) {
                wrong.push(format!("{code} {key}: table {}, rules {ours}", record[key]));
            }
        }
        for (regime, member) in record["regimes"].as_object().unwrap() {
            let ours = rules.memberships(to).any(|arrangement| arrangement.id == *regime);
            if member.as_bool() != Some(ours) {
                wrong.push(format!("{code} {regime}: table {member}, rules {ours}"));
            }
        }
        for regime in record["eu_regimes"].as_array().unwrap() {
            let id = regime.as_str().unwrap();
            let known = rules.embargoes_of(to).any(|e| e.id == id);
            let frozen = rules.asset_freezes.iter().any(|e| e.id == id && e.destinations.contains(&to.code));
            if !known && !frozen {
                wrong.push(format!("{code}: regime {id} is missing"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}
