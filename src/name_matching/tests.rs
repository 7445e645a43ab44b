//! Labelled pairs of names, and the laws the comparison keeps.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::control_list::ListSource;
use crate::domain::{Identifier, Severity};
use crate::sanctions::{
    BirthDate, Effect, ListedName, ListedParty, LoadedList, NameStrength, PartyKind, SanctionsLists,
};

fn tables() -> NameTables {
    NameTables::from_source(&ListSource::embedded()).expect("the embedded tables have no fault")
}

/// Tables for the properties, read once.
pub(super) fn shared() -> &'static NameTables {
    static TABLES: std::sync::OnceLock<NameTables> = std::sync::OnceLock::new();
    TABLES.get_or_init(tables)
}

const TODAY: Date = date(2026, 3, 1);

pub(super) fn listed(id: &str, kind: PartyKind, names: &[&str]) -> ListedParty {
    let strength = |at: usize| if at == 0 { NameStrength::Primary } else { NameStrength::Alias };
    ListedParty {
        names: names.iter().enumerate().map(|(at, n)| ListedName::new(*n, strength(at))).collect(),
        ..ListedParty::new("test", id, kind, Effect::AssetFreeze)
    }
}

fn screener(parties: Vec<ListedParty>) -> PartyScreener {
    let list =
        LoadedList { name: "test".into(), version: "1".into(), date: None, digest: "0123456789abcdef".into(), parties };
    PartyScreener::new(SanctionsLists::only(vec![list]), tables())
}

fn query(name: &str) -> Query {
    Query { name: name.to_owned(), ..Query::default() }
}

fn best(screener: &PartyScreener, query: &Query) -> f64 {
    let policy = MatchPolicy { min_score: 0.0, exhaustive: true, ..MatchPolicy::default() };
    screener.screen(query, &policy, TODAY).matches.first().map_or(0.0, |m| m.score)
}

#[test]
fn names_of_one_party_score_above_the_threshold_and_others_below() {
    use NameKind::{Entity, Person};
    let cases = [
        (Person, "Ivanov, Pyotr", "Petr Ivanov", true, "comma and romanisation"),
        (Person, "Pyotr Sergeyevich Ivanov", "Pyotr Ivanov", true, "a patronymic left out"),
        (Person, "P. Kowalczyk", "Piotr Kowalczyk", true, "an initial"),
        (Person, "R. Kowalczyk", "Piotr Kowalczyk", false, "another initial"),
        (Person, "Abdurrahman Yasin Durrani", "Abd al-Rahman Yassin Durrani", true, "one word here, three there"),
        (Person, "Nasser bin Khalfan", "Khalfan bin Nasser", false, "father and son"),
        (Person, "Yuliya Morozova", "Юлия Морозова", true, "Cyrillic"),
        (Person, "Tariq Barzinji", "طارق برزنجي", true, "Arabic"),
        (Person, "Karim Haddadin Sabbagh", "Karim Haddadin Qabbani", false, "another last name"),
        (Person, "Bob Hallström", "Robert Hallstrom", true, "a short form"),
        (Person, "Mohammad Ahmadi", "Mohamed Ahmadi", true, "two spellings of one name"),
        (Person, "Ali", "Ali Reza Tavakoli", false, "one common word alone"),
        (
            Entity,
            "Nordlicht Maschinenbau GmbH",
            "Nordlicht Maschinenbau Gesellschaft mit beschränkter Haftung",
            true,
            "a legal form written out",
        ),
        (Entity, "OOO Sevtekhmash", "Sevtekhmash LLC", true, "the same legal form in two languages"),
        (Entity, "Trading Company", "Peregrine Trading Company", false, "generic words alone"),
        (Entity, "Banca Ferrata Chile", "Banca Ferrata Peru", false, "sister companies in two countries"),
        (Entity, "Ostbrigade Twenty-Seven", "Ostbrigade 27", true, "a number in words"),
        (Entity, "QZR Freight", "QLM Freight", false, "two letters of three differ"),
        (Entity, "Halvorsen Intl. Mfg.", "Halvorsen International Manufacturing", true, "abbreviations"),
        (Entity, "Helios Instrument Ltd", "Boreas Instrument Ltd", false, "another name before the same words"),
    ];
    let tables = tables();
    for (kind, asked, named, same, why) in cases {
        let found = compare_texts(asked, named, Some(kind), &tables);
        assert_eq!(found.score >= 0.70, same, "{asked} / {named} ({why}): {found:#?}");
    }
}

#[test]
fn only_identity_after_normalising_scores_one() {
    let tables = tables();
    let score = |a: &str, b: &str| compare_texts(a, b, Some(NameKind::Person), &tables).score;
    assert!(score("Željko  ŠIMIĆ", "zeljko simic") >= 1.0);
    for (a, b) in
        [("Simic Zeljko", "Zeljko Simic"), ("Dr Zeljko Simic", "Zeljko Simic"), ("Жељко Симић", "Zeljko Simic")]
    {
        assert!(score(a, b) < 1.0, "{a} / {b}: {}", score(a, b));
    }
    assert!(score("王小明", "王晓明") < 1.0, "characters of one sound are not one name");
}

#[test]
fn a_title_on_one_side_counts_the_same_both_ways() {
    let tables = tables();
    for (a, b) in [("Mr A", "M Kh"), ("Sheikh Omar", "S. Omar"), ("General Trading", "Generali Trading")] {
        for kind in [NameKind::Person, NameKind::Entity] {
            let (there, back) = (compare_texts(a, b, Some(kind), &tables), compare_texts(b, a, Some(kind), &tables));
            assert!((there.score - back.score).abs() < 1e-9, "{a} / {b}: {there:#?} {back:#?}");
        }
    }
}

#[test]
fn a_birth_date_speaks_for_or_against() {
    let mut party = listed("1", PartyKind::Person, &["Jamshid Rostami Pour"]);
    party.births = BirthDate::read("1961-04-02").into_iter().collect();
    let screener = screener(vec![party]);
    let with = |born: &str| best(&screener, &Query { born: BirthDate::read(born), ..query("Jamshed Rostami Poor") });
    let without = best(&screener, &query("Jamshed Rostami Poor"));
    assert!(with("1961-04-02") > with("1961"));
    assert!(with("1961") > without);
    assert!(with("1961-02-04") < without, "day and month exchanged is neutral, slightly against");
    assert!(with("1985-07-30") < with("1961-02-04"));
}

#[test]
fn the_same_number_finds_a_party_under_another_name() {
    let mut party = listed("1", PartyKind::Person, &["Oleksii Marchuk"]);
    party.identifiers = vec![Identifier { kind: "passport".into(), value: "EC 123456".into() }];
    let screener = screener(vec![party]);
    let asked = Query {
        identifiers: vec![Identifier { kind: String::new(), value: "ec123456".into() }],
        ..query("Totally Different")
    };
    let result = screener.screen(&asked, &MatchPolicy::default(), TODAY);
    assert!(result.matches[0].confirmed, "{result:#?}");
}

#[test]
fn a_delisted_party_does_not_match_from_that_day() {
    let mut party = listed("1", PartyKind::Entity, &["Zarya Optika"]);
    (party.listed_on, party.delisted_on) = (Some(date(2020, 1, 1)), Some(date(2024, 1, 1)));
    let screener = screener(vec![party]);
    let found = |day: Date| screener.screen(&query("Zarya Optika"), &MatchPolicy::default(), day).matches.len();
    assert_eq!(
        [found(date(2019, 12, 31)), found(date(2020, 1, 1)), found(date(2023, 12, 31)), found(date(2024, 1, 1))],
        [0, 1, 1, 0]
    );
}

#[test]
fn only_confirmed_identity_under_an_asset_freeze_is_prohibited() {
    let lists = SanctionsLists::from_source(&ListSource::embedded()).expect("no fault");
    let screener = PartyScreener::new(lists, tables());
    let worst = |asked: &Query| {
        let result = screener.screen(asked, &MatchPolicy::default(), TODAY);
        result.findings.iter().filter(|f| !f.code.starts_with("list-")).map(|f| f.severity).max()
    };
    let name = query("Igor Olegovich Kostyukov");
    assert_eq!(worst(&name), Some(Severity::Review), "a name alone is a potential match");
    let born = |text: &str| Query { born: BirthDate::read(text), ..name.clone() };
    assert_eq!(worst(&born("1961-02-21")), Some(Severity::Prohibited));
    assert_eq!(worst(&born("1991-12-03")), Some(Severity::Review), "a birth date against leaves a person to look");
    assert_eq!(worst(&query("Ingrid Sommerfeldt")), None);
}

#[test]
fn every_answer_names_its_lists_and_what_is_missing() {
    let lists = SanctionsLists::from_source(&ListSource::embedded()).expect("no fault");
    let result =
        PartyScreener::new(lists, tables()).screen(&query("Ingrid Sommerfeldt"), &MatchPolicy::default(), TODAY);
    assert_eq!(result.lists_searched.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["eu-cyber"]);
    assert_eq!(result.not_loaded, ["eu-fsf", "eu-journal", "un"]);
    assert!(result.findings.iter().any(|f| f.code == "list-not-loaded" && f.severity == Severity::NotChecked));
}

#[test]
fn names_that_cannot_be_searched_are_not_checked() {
    let screener = screener(vec![listed("1", PartyKind::Person, &["Ana Petrova"])]);
    for name in ["", "   ", "x", "🚀🚀", "\u{202e}\u{202c}", "!?", &"a".repeat(10_000)] {
        let result = screener.screen(&query(name), &MatchPolicy::default(), TODAY);
        assert_eq!(result.findings.first().map(|f| f.severity), Some(Severity::NotChecked), "{name:.20}");
    }
}

#[test]
fn marks_of_direction_do_not_hide_a_name() {
    let screener = screener(vec![listed("1", PartyKind::Person, &["Ana Petrova"])]);
    assert!(best(&screener, &query("\u{202e}Ana\u{200b} Pet\u{ad}rova\u{202c}")) >= 1.0);
}

#[test]
fn the_quick_search_finds_what_the_exhaustive_one_finds() {
    let source = ListSource::embedded();
    let mut lists = SanctionsLists::from_source(&source).expect("no fault");
    let names: Vec<String> = lists.parties().flat_map(|p| &p.names).map(|n| n.text.clone()).collect();
    let screener = PartyScreener::new(lists, tables());
    let ids = |name: &str, exhaustive: bool| {
        let policy = MatchPolicy { exhaustive, top: 100, ..MatchPolicy::default() };
        let found = screener.screen(&query(name), &policy, TODAY).matches;
        found.into_iter().map(|m| (m.listed.entry_id, m.score)).collect::<Vec<_>>()
    };
    for name in &names {
        assert_eq!(ids(name, false), ids(name, true), "{name}");
    }
}

const NAME: &str = "[A-Za-z'.,а-яم-ي -]{0,24}";

/// Names made of words that meet every rule: titles, particles, variants, legal forms, numbers, countries.
fn likely_name() -> impl Strategy<Value = String> {
    const WORDS: [&str; 32] = [
        "Mr",
        "Sheikh",
        "bin",
        "al",
        "de",
        "Muhammad",
        "Mohamed",
        "Abd",
        "Abdul",
        "Rahman",
        "Abdurrahman",
        "Ivan",
        "Ivanovich",
        "Petrov",
        "Petrova",
        "J.",
        "K",
        "Ltd",
        "GmbH",
        "Trading",
        "Group",
        "Chile",
        "Peru",
        "7",
        "VII",
        "Seven",
        "Kim",
        "Jong",
        "Un",
        "Jongun",
        "محمد",
        "Мухаммад",
    ];
    proptest::collection::vec(proptest::sample::select(&WORDS[..]), 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn the_score_is_the_same_whichever_name_comes_first(a in NAME, b in NAME) {
        for kind in [NameKind::Person, NameKind::Entity] {
            let there = compare_texts(&a, &b, Some(kind), shared()).score;
            let back = compare_texts(&b, &a, Some(kind), shared()).score;
            prop_assert!((there - back).abs() < 1e-9, "{there} {back}");
        }
    }

    #[test]
    fn the_score_of_likely_names_is_the_same_both_ways(a in likely_name(), b in likely_name()) {
        for kind in [NameKind::Person, NameKind::Entity] {
            let there = compare_texts(&a, &b, Some(kind), shared()).score;
            let back = compare_texts(&b, &a, Some(kind), shared()).score;
            prop_assert!((there - back).abs() < 1e-9, "{a} / {b}: {there} {back}");
        }
    }

    #[test]
    fn a_score_lies_between_nothing_and_one(a in "\\PC{0,30}", b in "\\PC{0,30}") {
        let score = compare_texts(&a, &b, None, shared()).score;
        prop_assert!(score.is_finite() && (0.0..=1.0).contains(&score), "{score}");
    }

    #[test]
    fn a_name_is_identical_to_itself(a in "[A-Za-z]{2,10} [A-Za-z]{2,10}") {
        prop_assert!(compare_texts(&a, &a, None, shared()).score >= 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_word_within_the_limit_is_told_apart_beforehand(a in "[a-hmnsxz]{1,9}", b in "[a-hmnsxz]{1,9}", limit in 0u32..400) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        if let Some(cost) = letters::distance(x, y, shared(), limit) {
            let (ready, held) = (letters::Ready::new(x, shared()), letters::Held::new(x, shared()));
            prop_assert!(ready.least_cost(y, shared()) <= cost, "{a} {b}: {cost}");
            prop_assert!(held.may_be_near(letters::Held::new(y, shared()), limit, shared()), "{a} {b}: {cost}");
        }
    }

    #[test]
    fn a_likeness_wanted_changes_no_likeness_of_consonants(a in "[BDFGhJKTwXy]{1,8}", b in "[BDFGhJKTwXy]{1,8}", least in 0.0..1.0f64) {
        let likeness = |least| shared().bones.likeness(a.as_bytes(), b.as_bytes(), least);
        prop_assert_eq!(likeness(least), likeness(0.0).filter(|likeness| *likeness >= least));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn another_alias_never_lowers_the_score(asked in "[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", primary in "[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", alias in NAME) {
        let alone = best(&screener(vec![listed("1", PartyKind::Person, &[&primary])]), &query(&asked));
        let both = best(&screener(vec![listed("1", PartyKind::Person, &[&primary, &alias])]), &query(&asked));
        prop_assert!(both >= alone, "{both} < {alone}");
    }

    #[test]
    fn a_stricter_threshold_never_yields_more(asked in "[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", low in 0.0..1.0f64, high in 0.0..1.0f64) {
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        let parties = ["Ana Petrova", "Anna Petrov", "Omar Haddad", "Umar Hadad Khan"];
        let screener = screener(parties.iter().map(|n| listed(n, PartyKind::Person, &[n])).collect());
        let found = |min_score| screener.screen(&query(&asked), &MatchPolicy { min_score, ..MatchPolicy::default() }, TODAY).matches.len();
        prop_assert!(found(high) <= found(low));
    }
}
