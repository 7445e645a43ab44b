//! US Treasury lists in enhanced XML: names with their scripts, features, documents and relationships, each by type.

use super::open::Input;
use super::reading::{Reading, joined};
use super::xml::{Element, Tree, XmlRecords};
use super::{ImportError, ofac};
use crate::sanctions::{BirthDate, ListedParty, NameStrength, NameUse, PartyKind};

/// Numbers of the file's own tables, parts of a name that stands whole beside them, and the exact days of a date that
/// stands in words beside them.
const NOT_KEPT: &[&str] = &[
    "identityId",
    "valueRefId",
    "versionId",
    "isPrimary",
    "nameParts",
    "id",
    "refId",
    "featureTypeId",
    "featureVersionId",
    "nameId",
    "nameTranslationId",
    "valueDate",
    "formattedFirstName",
    "script",
    "isValid",
    "isLowQuality",
    "entityId",
];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let mut tree = Tree::default();
    // Reference values hold elements named `entity` too; records stand below `entities` and carry an id.
    while records.next(&["publicationInfo", "referenceValues", "featureTypes", "entity"], &mut tree)? {
        let record = tree.root();
        match record.name() {
            "publicationInfo" => {
                let day = record.text_of("dataAsOf");
                reading.date = BirthDate::read(day).map(|d| d.from);
                reading.version = Some(format!("data as of {day}"));
            }
            "entity" => {
                let mut party = party(record, reading);
                if party.entry_id.is_empty() {
                    return Err(input.damaged(records.place(), "an entity without id".to_owned()));
                }
                tree.leftovers(NOT_KEPT).for_each(|(about, text)| party.add_fact(about, text));
                reading.finish(party);
            }
            _ => {}
        }
    }
    Ok(())
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let general = record.child("generalInfo");
    let kind = PartyKind::read(general.map_or("", |g| g.text_of("entityType")));
    let mut party = reading.party(record.attribute("id"), kind);
    if let Some(general) = general {
        party.add_fact("title", general.text_of("title"));
        party.add_fact("remark", general.text_of("remarks"));
    }
    record.each_in("names", "name").for_each(|name| add_names(name, &mut party));
    let mut effects = Vec::new();
    for list in record.each_in("sanctionsLists", "sanctionsList") {
        effects.extend(ofac::effect_of(list.text()));
        party.add_fact("list", list.text());
        let published = reading.day(&mut party, "listed on", list.attribute("datePublished"));
        party.listed_on = [party.listed_on, published].into_iter().flatten().min();
    }
    let kinds: Vec<_> =
        record.each_in("sanctionsTypes", "sanctionsType").filter_map(|kind| ofac::effect_of(kind.text())).collect();
    party.set_effects(if kinds.is_empty() { effects } else { kinds });
    for programme in record.each_in("sanctionsPrograms", "sanctionsProgram") {
        party.add_programme(programme.text());
    }
    for authority in record.each_in("legalAuthorities", "legalAuthority") {
        party.add_basis(super::reading::listing_act(authority.text(), "legal authority"));
    }
    record.each_in("addresses", "address").for_each(|at| add_address(at, &mut party, reading));
    for feature in record.each_in("features", "feature") {
        ofac::add_typed(reading, &mut party, feature.text_of("type"), feature.text_of("value"), "");
        feature.text_of("reliability");
    }
    record.each_in("identityDocuments", "identityDocument").for_each(|d| add_document(d, &mut party, reading));
    for relation in record.each_in("relationships", "relationship") {
        party.add_fact(relation.text_of("type").to_lowercase(), relation.text_of("relatedEntity"));
    }
    party
}

fn add_names(name: Element, party: &mut ListedParty) {
    let primary = name.text_of("isPrimary") == "true";
    let weak = name.text_of("isLowQuality") == "true";
    let used_as = ofac::use_of(name.text_of("aliasType"));
    let person = party.kind == PartyKind::Person;
    for translation in name.each_in("translations", "translation") {
        let latin = translation.text_of("script") == "Latin";
        let strength = match (weak, primary && latin) {
            (true, _) => NameStrength::Weak,
            (_, true) => NameStrength::Primary,
            _ => NameStrength::Alias,
        };
        let used_as = if latin { used_as } else { NameUse::OriginalScript };
        ofac::add_name(party, translation.text_of("formattedFullName"), strength, used_as, person);
        translation.text_of("formattedLastName");
    }
}

/// An address: the parts of the translation that comes first, and its country.
fn add_address(at: Element, party: &mut ListedParty, reading: &mut Reading) {
    let country = at.text_of("country");
    let mut texts: Vec<String> = Vec::new();
    for translation in at.each_in("translations", "translation") {
        let parts = translation.each_in("addressParts", "addressPart").map(|part| {
            part.text_of("type");
            part.text_of("value")
        });
        texts.push(joined(parts.collect::<Vec<_>>()));
        translation.text_of("script");
    }
    if texts.is_empty() {
        texts.push(String::new());
    }
    texts.iter().for_each(|text| reading.add_address(party, text, country));
}

fn add_document(document: Element, party: &mut ListedParty, reading: &mut Reading) {
    let (written, number) = (document.text_of("type"), document.text_of("documentNumber"));
    ofac::add_typed(reading, party, written, number, document.text_of("issuingCountry"));
    let about = format!("{written} {number}");
    for (part, words) in [("issueDate", "issued"), ("expirationDate", "expires")] {
        if let Some(date) = document.child(part) {
            party.add_fact(about.clone(), &format!("{words} {}", date.text_of("fromDateBegin")));
            date.pass_over();
        }
    }
    if document.text_of("isValid") == "false" {
        party.add_fact(about.clone(), "not valid");
    }
    document.text_of("name");
}
