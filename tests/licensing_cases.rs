//! The licensing decision on cases of this project's own, and the laws that hold for every case.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use dualuse::control_list::ListSource;
use dualuse::domain::{Act, ControlCode, Severity};
use dualuse::licensing::{Coverage, LicensingCase, LicensingDecision, LicensingRules, Listing, Standing, decide};
use proptest::prelude::*;

static RULES: LazyLock<LicensingRules> =
    LazyLock::new(|| LicensingRules::load(&ListSource::embedded()).unwrap_or_else(|error| panic!("{error}")));

fn case(codes: &[&str], to: &str, facts: &[(&str, &str)]) -> LicensingCase {
    let listing = if codes.is_empty() { Listing::NotListed } else { Listing::Listed };
    let codes = codes.iter().map(|code| code.parse().unwrap()).collect();
    let mut case = LicensingCase::new(listing, codes, to.parse().ok(), "2026-11-23".parse().unwrap());
    case.from = "DE".parse().ok();
    for (name, value) in facts {
        match *name {
            "hs" => case.hs_code = Some((*value).to_owned()),
            "end_use" => case.end_use = Some((*value).to_owned()),
            "from" => case.from = value.parse().ok(),
            "military" => case.military = Some(*value == "yes"),
            "date" => case.date = value.parse().unwrap(),
            "act" => case.act = serde_json::from_value((*value).into()).unwrap(),
            _ => case.facts.state(name, value).unwrap_or_else(|error| panic!("{name}: {error}")),
        }
    }
    case
}

fn decided(codes: &[&str], to: &str, facts: &[(&str, &str)]) -> LicensingDecision {
    decide(&case(codes, to, facts), &RULES)
}

fn has(decision: &LicensingDecision, code: &str) -> bool {
    decision.findings.iter().any(|finding| finding.code == code)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Worked {
    shows: String,
    codes: Vec<String>,
    to: String,
    #[serde(default)]
    facts: std::collections::BTreeMap<String, String>,
    verdict: Severity,
    finding: String,
    /// Words that have to stand somewhere in the answer.
    #[serde(default)]
    needs: Vec<String>,
}

#[derive(serde::Deserialize)]
struct WorkedCases {
    case: Vec<Worked>,
}

impl Worked {
    fn all() -> Vec<Self> {
        [include_str!("licensing/cases.toml"), include_str!("licensing/scenarios.toml")]
            .iter()
            .flat_map(|text| toml::from_str::<WorkedCases>(text).unwrap().case)
            .collect()
    }

    fn case(&self) -> LicensingCase {
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let facts: Vec<_> = self.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        case(&codes, &self.to, &facts)
    }
}

#[test]
fn every_case_gets_its_verdict_and_its_finding() {
    let mut wrong = Vec::new();
    for worked in Worked::all() {
        let decision = decide(&worked.case(), &RULES);
        let said = serde_json::to_string(&decision).unwrap();
        let missing: Vec<&String> = worked.needs.iter().filter(|words| !said.contains(*words)).collect();
        if decision.verdict != worked.verdict || !has(&decision, &worked.finding) || !missing.is_empty() {
            let Worked { shows, verdict, finding, .. } = worked;
            let found: Vec<_> = decision.findings.iter().map(|found| (&found.code, &found.sentence)).collect();
            let got = decision.verdict;
            wrong.push(format!("{shows}: expected {verdict} with {finding}, got {got} {found:?}; missing {missing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_missing_or_unknown_destination_is_not_checked() {
    for to in ["", "ZZ", "DE-XX", "UA-99", "XX"] {
        let decision = decided(&["3A001.b.2"], to, &[]);
        assert_eq!(decision.verdict, Severity::NotChecked, "{to}");
        assert!(decision.authorisations.is_empty(), "{to}");
    }
}

#[test]
fn candidates_are_at_least_and_at_most_a_review() {
    for (to, code) in [("US", "3A001.b.2"), ("RU", "3A001.b.2"), ("FR", "1C001"), ("BR", "9A009.a")] {
        let mut case = case(&[code], to, &[]);
        case.listing = Listing::Undetermined;
        let decision = decide(&case, &RULES);
        assert_eq!(decision.verdict, Severity::Review, "{to} {code}");
        assert!(has(&decision, "classification-open"));
    }
    let mut nothing_known = case(&[], "BR", &[]);
    nothing_known.listing = Listing::Undetermined;
    assert_eq!(decide(&nothing_known, &RULES).verdict, Severity::Review);
}

#[test]
fn territories_are_found_by_any_of_their_names() {
    for (name, code) in [
        ("USA", "US"),
        ("uk", "GB"),
        ("UAE", "AE"),
        ("DEU", "DE"),
        ("276", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Alemania", "DE"),
        ("Germania", "DE"),
        ("cote d'ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Türkei", "TR"),
        ("Turkey", "TR"),
        ("Burma", "MM"),
        ("Zaire", "CD"),
        ("Krim", "UA-43"),
        ("north korea", "KP"),
        ("Korea", "KR"),
        ("Россия", "RU"),
        ("Northern Ireland", "XI"),
        ("Hong Kong", "HK"),
        ("EL", "GR"),
        ("CN-HK", "HK"),
        ("FR-NC", "NC"),
        ("South-Sudan", "SS"),
    ] {
        let found = RULES.destinations.lookup(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.destination.code.as_str(), code, "{name}");
    }
    let korea = RULES.destinations.lookup("Korea").unwrap();
    assert!(korea.presumption.is_some_and(|says| says.contains("KP")));
    for (name, hint) in
        [("Congo", "CD"), ("Kora", "KR"), ("Germny", "DE"), ("Soviet Union", "RU"), ("Saint Martin", "SX")]
    {
        let error = RULES.destinations.lookup(name).unwrap_err().to_string();
        assert!(error.contains(hint), "{name}: {error}");
    }
}

#[test]
fn a_fault_in_the_data_is_named_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let source = ListSource::embedded();
    for file in source.under("destinations/").chain(source.under("licensing/")) {
        let path = folder.path().join(file.path.as_ref());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = match file.path.as_ref() {
            "licensing/section_i.toml" => file.text.replace("\"9A117\"", "\"9A117x\""),
            "licensing/eu_general_authorisations/eu002.toml" => {
                file.text.replace("\"AR\"", "\"QQ\"").replace("customs_document =", "customs_docs =")
            }
            _ => file.text.to_string(),
        };
        std::fs::write(path, text).unwrap();
    }
    let error = LicensingRules::load(&ListSource::folder(folder.path()).unwrap()).unwrap_err().to_string();
    assert!(error.contains("licensing/section_i.toml, line") && error.contains("9A117x"), "{error}");
    assert!(error.contains("eu002.toml, line 6") && error.contains("customs_docs"), "{error}");
}

const CODES: &[&str] = &[
    "0A001",
    "0C001",
    "0C002",
    "0D001",
    "1A007",
    "1A007.a",
    "1C001",
    "1C012",
    "1C012.b",
    "1C350",
    "1C350.24",
    "1C350.23",
    "1C351.d.4",
    "1C450",
    "1C450.a.1",
    "1E001",
    "1E201",
    "2B001.a.1",
    "2B350.a",
    "3A001",
    "3A001.a",
    "3A001.a.3",
    "3A001.b.2",
    "3A228",
    "3A228.c",
    "3A231",
    "3C001",
    "3E001",
    "4D001",
    "4D004",
    "4E001",
    "4E001.c",
    "5A001",
    "5A001.b.5",
    "5A001.c",
    "5A002",
    "5A002.a",
    "5A002.a.2",
    "5A004.a",
    "5D001",
    "5D002",
    "5D002.c.1",
    "5E001.a",
    "6A001",
    "6A002.a.1",
    "6A003.b.4",
    "6A203",
    "7A117",
    "7E104",
    "8A001.c.1",
    "9A004",
    "9A009",
    "9A009.a",
    "9A012.a.1",
    "9A116",
    "9E001",
];

const ADVERSE: &[(&str, &str)] = &[
    ("military", "yes"),
    ("end_user", "military"),
    ("end_user", "police"),
    ("informed", "wmd"),
    ("informed", "military"),
    ("informed", "repression"),
    ("aware", "wmd"),
    ("aware", "military"),
    ("aware", "unlawful_parts"),
    ("aware", "repression"),
    ("suspects", "wmd"),
    ("free_zone", "yes"),
    ("reexport_to", "RU"),
    ("reexport_to", "PK"),
    ("use_in", "KP"),
    ("final_destination", "IR"),
    ("route", "RU"),
    ("purchaser", "SY"),
    ("general_barred", "yes"),
    ("cyber_surveillance", "yes"),
    ("interception", "yes"),
    ("repression_equipment", "yes"),
    ("fair_sale", "yes"),
    ("classified", "yes"),
    ("crypto_user_changeable", "yes"),
    ("crypto_government_standard", "yes"),
    ("listed_party", "asset_freeze"),
    ("listed_party", "potential_match"),
    ("listed_ownership_percent", "60"),
    ("listed_control", "yes"),
    ("red_flag", "EC-10"),
    ("no_russia_clause", "no"),
    ("within.annex_iv", "yes"),
    ("within.section_i", "yes"),
    ("within.EU007", "yes"),
    ("hs", "854231"),
    ("national_list", "DE"),
    ("first_authorisation_stands", "no"),
    ("end_use_unchanged", "no"),
    ("sector", "energy"),
];

const BENIGN: &[(&str, &str)] = &[
    ("purpose", "repair"),
    ("purpose", "fair"),
    ("purpose", "intra_group"),
    ("exempt_purpose", "medical"),
    ("military", "no"),
    ("end_use", "hospital"),
    ("repair_original_end_user", "yes"),
    ("first_export_authorised_on", "2024-01-01"),
    ("fair_return_days", "30"),
    ("group_relation", "subsidiary"),
    ("group_parent", "DE"),
    ("group_own_development", "yes"),
    ("compliance_programme", "yes"),
    ("crypto_published_standards", "yes"),
    ("act", "brokering"),
    ("act", "technical_assistance"),
    ("act", "transit"),
];

/// So many random cases, or as many as PROPTEST_CASES says. A failure is shown with its facts and becomes a named case;
/// no file of seeds is kept.
fn random_cases(usual: u32) -> ProptestConfig {
    let stated = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default().cases);
    let cases = stated.unwrap_or(usual);
    ProptestConfig { cases, max_global_rejects: cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn code() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![Just(vec![]), proptest::sample::select(CODES).prop_map(|code| vec![code])]
}

fn place() -> impl Strategy<Value = String> {
    let all: Vec<String> = RULES.destinations.all().map(|d| d.code.to_string()).collect();
    proptest::sample::select(all)
}

fn known() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let facts: Vec<_> = ADVERSE.iter().chain(BENIGN).copied().collect();
    proptest::collection::vec(proptest::sample::select(facts), 0..4)
}

/// Two facts of the same name would replace each other; only new names add.
fn adds(facts: &[(&str, &str)], fact: (&str, &str)) -> bool {
    let sets = ["informed", "aware", "suspects", "red_flag", "route", "national_list"];
    sets.contains(&fact.0) || !facts.iter().any(|(name, _)| *name == fact.0)
}

proptest! {
    #![proptest_config(random_cases(5000))]

    #[test]
    fn an_adverse_fact_never_makes_the_answer_milder(codes in code(), to in place(), facts in known(), fact in proptest::sample::select(ADVERSE)) {
        prop_assume!(adds(&facts, fact));
        let before = decided(&codes, &to, &facts);
        let with: Vec<_> = facts.iter().copied().chain([fact]).collect();
        let after = decided(&codes, &to, &with);
        prop_assert!(after.verdict >= before.verdict, "{codes:?} {to} {facts:?} + {fact:?}: {} -> {}", before.verdict, after.verdict);
    }

    #[test]
    fn no_general_authorisation_for_embargoed_destinations_or_barred_items(codes in code(), to in place(), facts in known()) {
        let decision = decided(&codes, &to, &facts);
        let destination = RULES.destinations.get(&to.parse().unwrap()).unwrap();
        let day = "2026-11-23".parse().unwrap();
        let political = ["CN", "HK", "MO"].contains(&to.as_str());
        let embargoed = RULES.embargoed(destination, day) && !political;
        let codes: Vec<ControlCode> = codes.iter().map(|code| code.parse().unwrap()).collect();
        let parts = || RULES.annex_iv.parts.iter().chain(&RULES.section_i.parts);
        let barred = codes.iter().any(|code| parts().any(|part| part.codes.coverage(code) == Coverage::Inside));
        if (embargoed || barred) && destination.code.as_str() != "XI" {
            prop_assert!(!decision.general_available(), "{codes:?} {to} {facts:?}");
        }
        for option in decision.authorisations.iter().filter(|option| option.standing == Standing::Available) {
            let general = RULES.general_authorisations.iter().find(|general| general.id == option.id).unwrap();
            prop_assert_eq!(RULES.serves(general, destination, day), Some(true));
            prop_assert!(!option.met.is_empty() || !option.presumed.is_empty());
        }
    }

    #[test]
    fn a_parent_code_never_passes_where_a_child_does_not(to in place(), facts in known(), pair in proptest::sample::select(vec![
        ("9A009", "9A009.a"), ("1C450", "1C450.a.1"), ("1C450.a", "1C450.a.2"), ("3A228", "3A228.a"), ("1C350", "1C350.23"), ("5A002", "5A002.a.1"), ("5A002.a", "5A002.a.4"),
        ("3A001", "3A001.a.3"), ("3A001.a", "3A001.a.1"), ("1C012", "1C012.b"), ("1C351", "1C351.d.4"), ("6A001", "6A001.a.2.b"), ("5D002", "5D002.a.3.a"), ("4E001", "4E001.c"),
        ("6A203", "6A203.a.1"), ("8A002.o", "8A002.o.3.b"), ("1A007", "1A007.b.1"), ("5A001", "5A001.j"), ("3A231", "3A231.b.1"),
    ])) {
        let (parent, child) = pair;
        let above = decided(&[parent], &to, &facts).verdict;
        let below = decided(&[child], &to, &facts).verdict;
        prop_assert!(above >= below.min(Severity::NeedsSubitem), "{parent} {above} milder than {child} {below} to {to} {facts:?}");
    }

    #[test]
    fn the_same_case_gives_the_same_answer_and_its_verdict_is_its_worst_finding(codes in code(), to in place(), facts in known()) {
        let (one, two) = (decided(&codes, &to, &facts), decided(&codes, &to, &facts));
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
        prop_assert_eq!(Some(one.verdict), one.findings.iter().map(|finding| finding.severity).max());
        let said = |finding: &dualuse::domain::Finding, word: &str| finding.sentence.split(|c: char| !c.is_alphanumeric()).any(|w| w.eq_ignore_ascii_case(word));
        prop_assert!(one.findings.iter().all(|finding| !said(finding, "clear") && !said(finding, "safe")));
    }

}

proptest! {
    #![proptest_config(random_cases(200))]

    #[test]
    fn no_text_makes_the_facts_or_the_register_panic(name in ".{0,20}", value in ".{0,20}") {
        let mut case = case(&["3A001"], "US", &[]);
        let _ = case.facts.state(&name, &value);
        case.hs_code = Some(value.clone());
        case.end_use = Some(name.clone());
        case.facts.note = Some(value.clone());
        let _ = RULES.destinations.lookup(&value);
        let _ = decide(&case, &RULES);
    }
}

#[test]
fn an_act_inside_the_customs_territory_is_a_transfer_and_says_so() {
    let decision = decided(&["3A001.b.2"], "FR", &[]);
    assert_eq!(decision.act, Act::IntraUnionTransfer);
    assert!(decision.assumptions.iter().any(|text| text.contains("judged as a transfer")));
    assert!(decision.duties.iter().any(|duty| duty.kind == "commercial_documents"));
}

#[test]
#[ignore = "a measurement, run by hand"]
fn decisions_a_second() {
    let cases: Vec<_> = Worked::all().iter().map(Worked::case).collect();
    let start = std::time::Instant::now();
    let rounds = 3000;
    let mut findings = 0;
    for _ in 0..rounds {
        findings += cases.iter().map(|case| decide(case, &RULES).findings.len()).sum::<usize>();
    }
    let each = start.elapsed() / u32::try_from(rounds * cases.len()).unwrap();
    println!("{each:?} a decision, {findings} findings");
}
