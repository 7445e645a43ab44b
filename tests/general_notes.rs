//! What the general notes of Annex I do to a classification: what they release, what they ask, and what stays listed.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use dualuse::classification::{Classification, Classifier, Context, KindIndex, Outcome, Status};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::{Item, StatedParameter};

static REGISTER: LazyLock<Register> = LazyLock::new(|| Register::load(&ListSource::embedded()).unwrap());
static KINDS: LazyLock<KindIndex> = LazyLock::new(|| KindIndex::new(&REGISTER));

fn classify(text: &str, stated: &[(&str, &str)]) -> Classification {
    let parameters = stated
        .iter()
        .map(|(name, value)| StatedParameter { name: (*name).to_owned(), value: (*value).to_owned() })
        .collect();
    let item = Item { description: text.to_owned(), parameters, ..Item::default() };
    Classifier::new(&REGISTER, &KINDS).classify(&item, &Context::default()).unwrap()
}

/// Whether a provision under this code came out so.
fn has(found: &Classification, code: &str, status: Status) -> bool {
    found.candidates.iter().any(|candidate| candidate.code.as_str().starts_with(code) && candidate.status == status)
}

const TECHNOLOGY: &str =
    "technical data for the production of carbon fibre with 300 GPa tensile modulus, density 1.8 g/cm3";
const SOFTWARE: &str = "cryptographic library source code, AES-256, made to order, custom algorithm";

#[test]
fn listed_technology_shows_the_note_that_could_release_it_and_its_question() {
    let found = classify("manufacturing documentation for IP encryptor", &[]);
    assert!(has(&found, "5E002", Status::Met), "{found:#?}");
    let candidate = found.candidates.iter().find(|c| c.code.as_str().starts_with("5E002")).unwrap();
    let note = &candidate.may_be_released_by[0];
    assert!(note.starts_with("General Technology Note: in the public domain; basic scientific research"), "{note}");
    let question = found.questions.iter().find(|q| q.about == "released by the general technology note").unwrap();
    assert!(question.decides.contains(&candidate.code));
    assert!(found.assumptions.contains(&"not released by the General Technology Note".to_owned()));
}

#[test]
fn a_note_asks_once_however_many_provisions_it_reaches() {
    let found = classify(TECHNOLOGY, &[]);
    let asked = found.questions.iter().filter(|q| q.about.starts_with("released by")).count();
    assert!(asked <= 1, "{:#?}", found.questions);
}

#[test]
fn what_is_stated_to_be_in_the_public_domain_is_released_by_the_note_it_names() {
    for (text, code, note) in [
        (
            "cryptographic library, AES-256, custom algorithm, released as open source",
            "5D002",
            "General Software Note: in the public domain",
        ),
        (
            "cryptographic library source code, AES-256, custom algorithm, in the public domain",
            "5D002",
            "General Software Note: in the public domain",
        ),
        (
            "manufacturing documentation for IP encryptor, basic research",
            "5E002",
            "General Technology Note: basic scientific research",
        ),
        (
            "manufacturing documentation for IP encryptor, for a patent application",
            "5E002",
            "General Technology Note: least needed for a patent application",
        ),
    ] {
        let found = classify(text, &[]);
        let live = has(&found, code, Status::Met) || has(&found, code, Status::Open);
        assert!(!live && found.outcome == Outcome::NotListed, "{text}: {found:#?}");
        assert!(found.reason.contains(note), "{text}: {}", found.reason);
    }
}

#[test]
fn a_word_that_only_hints_at_publication_is_asked_for() {
    let found = classify("cryptographic library source code, AES-256, custom algorithm, hosted on GitHub", &[]);
    assert!(has(&found, "5D002", Status::Open), "{found:#?}");
    assert!(found.questions.iter().any(|q| q.about == "in the public domain"), "{:#?}", found.questions);
    let based = classify("cryptographic library source code, AES-256, custom algorithm, based on open source", &[]);
    assert!(has(&based, "5D002", Status::Met), "{based:#?}");
}

#[test]
fn retail_sale_never_releases_information_security_software_by_the_software_note() {
    let register = &*REGISTER;
    let note = register.general_notes().iter().find(|note| note.id == "general software note").unwrap();
    let grounds = |code: &str| -> Vec<String> {
        let code = code.parse().unwrap();
        if note.reaches(&code) { note.releases_of(&code).map(|r| r.id.clone()).collect() } else { Vec::new() }
    };
    assert_eq!(grounds("5D002.c.1"), ["public_domain"]);
    assert_eq!(grounds("5D001.a"), ["general_software_note", "public_domain", "object_code_minimum"]);
    assert_eq!(grounds("0D001"), Vec::<String>::new());
    assert_eq!(grounds("5E002"), Vec::<String>::new());
}

#[test]
fn the_technology_note_keeps_the_four_provisions_it_names() {
    let note = REGISTER.general_notes().iter().find(|note| note.id == "general technology note").unwrap();
    for code in ["1E002.e", "1E002.f", "8E002.a", "8E002.b"] {
        let code = code.parse().unwrap();
        assert!(note.reaches(&code) && note.releases_of(&code).all(|r| r.id != "installation_minimum"), "{code}");
    }
    assert!(note.releases_of(&"1E001".parse().unwrap()).any(|r| r.id == "installation_minimum"));
    assert!(!note.reaches(&"0E001".parse().unwrap()));
}

#[test]
fn object_code_to_run_authorised_goods_is_released_or_asked_for() {
    let listed = "operating software for cold isostatic press, chamber diameter 300 mm, 400 MPa";
    let plain = classify(listed, &[]);
    assert!(has(&plain, "2D201", Status::Met), "{plain:#?}");
    let part =
        classify(&format!("{listed}, object code, for installation, operation, maintenance of licensed goods"), &[]);
    assert!(!has(&part, "2D201", Status::Met), "{part:#?}");
    assert!(part.reason.contains("General Software Note: least object code"), "{}", part.reason);
    let open = classify(&format!("{listed}, for maintenance of licensed goods"), &[]);
    assert!(has(&open, "2D201", Status::Open), "{open:#?}");
}

#[test]
fn the_answer_to_the_question_of_a_note_settles_it() {
    let yes = classify(SOFTWARE, &[("released by the general software note", "yes")]);
    assert_eq!(yes.outcome, Outcome::NotListed, "{yes:#?}");
    assert!(yes.reason.contains("General Software Note, as stated"), "{}", yes.reason);
    let no = classify(SOFTWARE, &[("released by the general software note", "no")]);
    assert!(has(&no, "5D002", Status::Met) || has(&no, "5D002", Status::Open), "{no:#?}");
    assert!(no.questions.iter().all(|q| q.about != "released by the general software note"));
}

#[test]
fn nuclear_software_in_the_public_domain_stays_listed() {
    let notes = REGISTER.general_notes();
    let nuclear = notes.iter().find(|note| note.id == "nuclear software note").unwrap();
    let code = "0D001".parse().unwrap();
    assert!(nuclear.reaches(&code) && nuclear.releases_of(&code).all(|release| release.id != "public_domain"));
}

#[test]
fn a_listed_component_built_into_other_goods_is_asked_about() {
    let built_in = classify("laptop with 10-bit ADC, 3 GSPS sample rate", &[]);
    assert!(has(&built_in, "3A001.a.5.a", Status::Open), "{built_in:#?}");
    assert_eq!(built_in.outcome, Outcome::Undetermined);
    assert!(built_in.questions.iter().any(|q| q.text.contains("principal element")), "{:#?}", built_in.questions);
    let ordinary = classify("laptop with 10-bit ADC, 50 MSPS sample rate", &[]);
    assert!(!has(&ordinary, "3A001", Status::Open), "{ordinary:#?}");
}

#[test]
fn forms_with_the_same_formula_are_listed_with_the_chemical_and_salts_are_asked_about() {
    let hydrate = classify("triethanolamine, deuterated, 99 %", &[]);
    assert!(has(&hydrate, "1C350", Status::Met) || has(&hydrate, "1C450", Status::Met), "{hydrate:#?}");
    let named = classify("triethanolamine hydrochloride, 99 %", &[]);
    assert!(has(&named, "1C350", Status::Met), "{named:#?}");
    let salt = classify("thiodiglycol sodium salt, 99 %", &[]);
    assert!(has(&salt, "1C350", Status::Open) && !has(&salt, "1C350", Status::Met), "{salt:#?}");
    assert!(salt.questions.iter().any(|q| q.text.contains("Is this salt named")), "{:#?}", salt.questions);
}
