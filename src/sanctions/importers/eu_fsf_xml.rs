//! EU consolidated list of financial sanctions, XML 1.1: one `sanctionEntity` a party, every detail with the act that
//! brought it. Texts stand in attributes; empty ones are there as `""`.

use jiff::civil::Date;

use super::open::Input;
use super::reading::{Reading, gender, joined};
use super::xml::{Element, Tree, XmlRecords};
use super::{ImportError, eu_fsf};
use crate::domain::LegalReference;
use crate::sanctions::{BirthDate, ListedParty, NameStrength, PartyKind};

/// What says nothing about a party: numbers of the file's own rows, the language an act was read in.
const NOT_KEPT: &[&str] = &["regulationSummary", "regulationLanguage", "logicalId", "corrigendum"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let document = records.document();
    let (generated, number) = (document.attribute("generationDate").to_owned(), document.attribute("globalFileId"));
    reading.version = (!number.is_empty() && number != "0").then(|| format!("file {number} of {}", day_of(&generated)));
    reading.date = BirthDate::read(&generated).map(|d| d.from);
    let mut tree = Tree::default();
    while records.next(&["sanctionEntity"], &mut tree)? {
        let record = tree.root();
        let mut party = party(record, reading);
        if party.entry_id.is_empty() {
            return Err(input.damaged(records.place(), "a sanctionEntity without logicalId".to_owned()));
        }
        for (about, text) in tree.leftovers(NOT_KEPT) {
            if !matches!(text, "false" | "UNKNOWN" | "00" | "?") {
                party.add_fact(about, text);
            }
        }
        reading.finish(party);
    }
    Ok(())
}

fn day_of(generated: &str) -> &str {
    generated.get(..10).unwrap_or(generated)
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let (number, reference) = (record.attribute("logicalId"), record.attribute("euReferenceNumber"));
    let kind = record.child("subjectType").map_or(PartyKind::Entity, |subject| {
        let (code, class) = (subject.attribute("code"), subject.attribute("classificationCode"));
        eu_fsf::kind(code, class)
    });
    let mut party = reading.party(if reference.is_empty() { number } else { reference }, kind);
    if !reference.is_empty() {
        party.add_fact("logical id", number);
    }
    party.add_fact("United Nations id", record.attribute("unitedNationId"));
    for remark in record.each("remark") {
        party.add_fact("remark", remark.text());
    }
    regulation(record, &mut party, reading);
    record.each("nameAlias").for_each(|alias| name(alias, &mut party));
    eu_fsf::choose_primary(&mut party);
    for citizenship in record.each("citizenship") {
        eu_fsf::country(
            reading,
            &mut party,
            citizenship.attribute("countryIso2Code"),
            citizenship.attribute("countryDescription"),
        );
        keep_remarks(citizenship, &mut party, "citizenship");
    }
    record.each("birthdate").for_each(|birth| birthdate(birth, &mut party, reading));
    record.each("address").for_each(|at| address(at, &mut party, reading));
    record.each("identification").for_each(|number| identification(number, &mut party));
    party.listed_on = first_day(record, reading, &mut party);
    party.delisted_on = reading.day(&mut party, "de-listing", record.attribute("delistingDate"));
    party
}

fn regulation(record: Element, party: &mut ListedParty, _reading: &mut Reading) {
    for act in record.each("regulation") {
        let programme = act.attribute("programme");
        party.add_programme(programme);
        let title = act.attribute("numberTitle");
        if !title.is_empty() {
            party.add_basis(LegalReference::new(format!("Regulation {title}"), format!("programme {programme}")));
        }
        let published = act.text_of("publicationUrl");
        party.add_fact("act published at", published);
        act.attribute("regulationType");
        act.attribute("organisationType");
    }
}

/// The earliest day any act of the record was published or in force: the act shown is often a later amendment.
fn first_day(record: Element, reading: &mut Reading, party: &mut ListedParty) -> Option<Date> {
    let mut first = reading.day(party, "designation date", record.attribute("designationDate"));
    let mut consider = |text: &str| {
        let day = text.parse::<Date>().ok();
        first = [first, day].into_iter().flatten().min();
    };
    for act in record.each("regulation") {
        consider(act.attribute("entryIntoForceDate"));
        consider(act.attribute("publicationDate"));
    }
    for detail in record.children() {
        detail.each("regulationSummary").for_each(|act| consider(act.attribute("publicationDate")));
    }
    first
}

fn name(alias: Element, party: &mut ListedParty) {
    let whole = alias.attribute("wholeName");
    let parts = ["firstName", "middleName", "lastName"].map(|part| alias.attribute(part));
    let text = if whole.is_empty() { parts.map(str::to_owned).join(" ") } else { whole.to_owned() };
    let remarks: Vec<&str> = alias.each("remark").map(Element::text).collect();
    let weak = alias.attribute("strong").eq_ignore_ascii_case("false") || remarks.iter().any(|r| eu_fsf::says_weak(r));
    let strength = if weak { NameStrength::Weak } else { NameStrength::Alias };
    eu_fsf::add_name(party, &text, strength, alias.attribute("nameLanguage"), parts[2]);
    party.gender = party.gender.or_else(|| gender(alias.attribute("gender")));
    party.add_fact("function", alias.attribute("function"));
    party.add_fact("title", alias.attribute("title"));
    for remark in remarks {
        party.add_fact(format!("name {text}"), remark);
    }
}

fn birthdate(birth: Element, party: &mut ListedParty, reading: &mut Reading) {
    eu_fsf::add_birth(
        reading,
        party,
        &eu_fsf::Birth {
            date: birth.attribute("birthdate"),
            day: birth.attribute("dayOfMonth"),
            month: birth.attribute("monthOfYear"),
            year: birth.attribute("year"),
            from: birth.attribute("yearRangeFrom"),
            to: birth.attribute("yearRangeTo"),
            circa: birth.attribute("circa") == "true",
            calendar: birth.attribute("calendarType"),
        },
    );
    let place = joined(["place", "city", "zipCode", "region"].map(|part| birth.attribute(part)));
    let country = eu_fsf::written_country(birth.attribute("countryIso2Code"), birth.attribute("countryDescription"));
    reading.add_birth_place(party, &place, country);
    keep_remarks(birth, party, "birth");
}

fn address(at: Element, party: &mut ListedParty, reading: &mut Reading) {
    let text = joined(["street", "poBox", "zipCode", "city", "place", "region"].map(|part| at.attribute(part)));
    let country = eu_fsf::written_country(at.attribute("countryIso2Code"), at.attribute("countryDescription"));
    reading.add_address(party, &text, country);
    if at.attribute("asAtListingTime") == "true" {
        party.add_fact(format!("address {text}"), "as it was when listed");
    }
    for contact in at.each("contactInfo") {
        let value = if contact.attribute("value").is_empty() { contact.text() } else { contact.attribute("value") };
        party.add_fact(format!("contact {}", contact.attribute("key").to_lowercase()), value);
    }
    keep_remarks(at, party, "address");
}

fn identification(number: Element, party: &mut ListedParty) {
    let code = number.attribute("identificationTypeCode");
    let value = number.attribute("number");
    party.add_identifier(code, value);
    let latin = number.attribute("latinNumber");
    if latin != value {
        party.add_identifier(code, latin);
    }
    let about = format!("{code} {value}");
    for flag in ["diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer"] {
        if number.attribute(flag) == "true" {
            party.add_fact(about.clone(), eu_fsf::flag(flag));
        }
    }
    party.add_fact(about.clone(), &eu_fsf::issued(number.attribute("issuedBy"), number.attribute("countryIso2Code")));
    for (detail, words) in [
        ("issuedDate", "issued on"),
        ("validFrom", "valid from"),
        ("validTo", "valid to"),
        ("nameOnDocument", "in the name of"),
    ] {
        let text = number.attribute(detail);
        if !text.is_empty() {
            party.add_fact(about.clone(), &format!("{words} {text}"));
        }
    }
    number.attribute("countryDescription");
    keep_remarks(number, party, &about);
}

fn keep_remarks(detail: Element, party: &mut ListedParty, about: &str) {
    for remark in detail.each("remark") {
        party.add_fact(about, remark.text());
    }
}
