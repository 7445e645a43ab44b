//! Quirks of the published formats, each with a small file made by hand.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use dualuse::control_list::ListSource;
use dualuse::domain::Territory;
use dualuse::sanctions::importers::{
    Context, Format, ImportError, Imported, NoteKind, Source, import, read, recognise,
};
use dualuse::sanctions::{Effect, Gender, ListedParty, NameStrength, NameUse, PartyKind, SanctionsLists};
use jiff::civil::date;

/// A few countries by code and name.
fn country(text: &str) -> Option<Territory> {
    let known: BTreeMap<&str, &str> = [
        ("iran", "IR"),
        ("russia", "RU"),
        ("russian federation", "RU"),
        ("afghanistan", "AF"),
        ("saudi arabia", "SA"),
        ("qatar", "QA"),
        ("guinea-bissau", "GW"),
        ("cuba", "CU"),
        ("panama", "PA"),
        ("cameroon", "CM"),
    ]
    .into();
    let code = known.get(text.to_lowercase().as_str()).map_or(text.to_uppercase(), |code| (*code).to_owned());
    (code.len() == 2).then(|| code.parse().ok())?
}

fn sources<'a>(files: &[&'a [u8]]) -> Vec<Source<'a>> {
    files.iter().map(|bytes| Source { name: "file", bytes }).collect()
}

fn try_read(list: &str, files: &[&[u8]]) -> Result<Imported, ImportError> {
    let lists = SanctionsLists::from_source(&ListSource::embedded()).unwrap();
    let context = Context { country: &country, columns: &[] };
    read(lists.definition(list).unwrap(), &sources(files), &context)
}

fn parties(list: &str, files: &[&[u8]]) -> Vec<ListedParty> {
    try_read(list, files).unwrap_or_else(|error| panic!("{error}")).list.parties
}

fn only(list: &str, file: &str) -> ListedParty {
    let mut parties = parties(list, &[file.as_bytes()]);
    assert_eq!(parties.len(), 1);
    parties.remove(0)
}

fn facts<'p>(party: &'p ListedParty, about: &str) -> Vec<&'p str> {
    party.facts.iter().filter(|fact| fact.about == about).map(|fact| fact.text.as_str()).collect()
}

fn numbers(party: &ListedParty) -> Vec<(&str, &str)> {
    party.identifiers.iter().map(|i| (i.kind.as_str(), i.value.as_str())).collect()
}

fn births(party: &ListedParty) -> Vec<String> {
    party.births.iter().map(|b| format!("{}..{}", b.from, b.to)).collect()
}

fn eu(entities: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-02-23T10:00:00.000+01:00" globalFileId="77">{entities}</export>"#
    )
}

const EU_ENTITY: &str = r#"
<sanctionEntity logicalId="13" designationDetails="by decision" unitedNationId="" euReferenceNumber="" designationDate="">
  <remark>UNSC resolution</remark>
  <regulation regulationType="amendment" organisationType="commission" publicationDate="2024-05-02" entryIntoForceDate="2024-05-03" numberTitle="2024/1 (OJ L1)" programme="TAQA"><publicationUrl>http://x.test/?a=1&amp;b=2</publicationUrl></regulation>
  <subjectType code="person" classificationCode="P"/>
  <nameAlias firstName="" middleName="" lastName="" wholeName="Абу Али" function="(a) commander (b) treasurer" gender="M" title="Mullah" nameLanguage="RU" strong="true" regulationLanguage="en" logicalId="1">
    <regulationSummary publicationDate="2001-03-09" numberTitle="467/2001"/>
  </nameAlias>
  <nameAlias firstName="Abu" middleName="" lastName="Ali" wholeName="Abu  &quot;The One&quot; Ali" function="" gender="" title="" nameLanguage="EN" strong="true" regulationLanguage="en" logicalId="2"/>
  <nameAlias wholeName="Weak One" nameLanguage="" strong="false" logicalId="3"/>
  <nameAlias wholeName="Misspelt One" nameLanguage="" strong="true" logicalId="4"><remark>lo quality alias</remark></nameAlias>
  <nameAlias wholeName="Good One" nameLanguage="" strong="true" logicalId="5"><remark>god quality a.k.a.</remark></nameAlias>
  <citizenship region="" countryIso2Code="CS" countryDescription="SERBIA" logicalId="1"/>
  <citizenship region="" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="2"/>
  <birthdate circa="true" calendarType="GREGORIAN" city="Kabul" year="1960" countryIso2Code="AF" countryDescription="AFGHANISTAN" logicalId="1"/>
  <birthdate circa="false" calendarType="GREGORIAN" yearRangeFrom="1970" yearRangeTo="1973" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="2"/>
  <birthdate circa="false" calendarType="ISLAMIC" year="1343" countryIso2Code="IR" countryDescription="IRAN" logicalId="3"/>
  <birthdate circa="false" calendarType="GREGORIAN" birthdate="1958-02-31" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="4"/>
  <address city="Kabul" street="Road 1" poBox="" zipCode="12" asAtListingTime="true" countryIso2Code="AF" countryDescription="AFGHANISTAN" logicalId="1">
    <contactInfo key="EMAIL" value="x@y.testPHONE+7 1WEBhttps://x.test"/>
  </address>
  <identification number="A1" latinNumber="B2" diplomatic="false" knownFalse="true" issuedBy="Kabul" countryIso2Code="AF" countryDescription="AFGHANISTAN" identificationTypeCode="passport" identificationTypeDescription="National passport" logicalId="1"><remark>(seen once)</remark></identification>
  <additionalInformation>something new</additionalInformation>
</sanctionEntity>"#;

#[test]
fn an_eu_record_without_reference_is_known_by_its_logical_id_and_nothing_of_it_is_lost() {
    let party = only("eu-fsf", &eu(EU_ENTITY));
    assert_eq!(party.entry_id, "13");
    assert_eq!(party.primary_name(), "Abu \"The One\" Ali", "the first strong Latin name in English is shown");
    let strengths: Vec<NameStrength> = party.names.iter().map(|name| name.strength).collect();
    use NameStrength::{Alias, Primary, Weak};
    assert_eq!(strengths, [Primary, Alias, Weak, Weak, Alias]);
    assert_eq!(party.names[0].family_name.as_deref(), Some("Ali"));
    assert_eq!(party.gender, Some(Gender::Male));
    assert_eq!(party.countries.iter().map(|c| c.as_str()).collect::<Vec<_>>(), ["RS"], "CS is Serbia, 00 is nothing");
    assert_eq!(numbers(&party), [("passport", "A1"), ("passport", "B2")]);
    assert!(facts(&party, "passport A1").contains(&"known to be false"));
    assert_eq!(party.listed_on, Some(date(2001, 3, 9)), "the act shown is an amendment; the first act counts");
    for (about, text) in [
        ("remark", "UNSC resolution"),
        ("designationDetails", "by decision"),
        ("function", "(a) commander (b) treasurer"),
        ("additionalInformation", "something new"),
        ("contact email", "x@y.testPHONE+7 1WEBhttps://x.test"),
        ("act published at", "http://x.test/?a=1&b=2"),
        ("identification identificationTypeDescription", "National passport"),
    ] {
        assert!(facts(&party, about).contains(&text), "{about}: {:?}", party.facts);
    }
}

#[test]
fn eu_birth_dates_of_every_form_are_spans() {
    let party = only("eu-fsf", &eu(EU_ENTITY));
    let births = births(&party);
    assert_eq!(births[0], "1959-01-01..1961-12-31", "circa");
    assert_eq!(births[1], "1970-01-01..1973-12-31", "a range of years");
    assert!(births.iter().any(|span| span.starts_with("1964-03")), "a solar year of Iran: {births:?}");
    assert_eq!(births.last().unwrap(), "1958-02-01..1958-02-28", "31 February is some day of February");
}

#[test]
fn eu_csv_rows_of_one_party_are_brought_together() {
    let heading = "\u{feff}fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;Entity_Regulation_NumberTitle;Entity_Regulation_PublicationDate;NameAlias_WholeName;NameAlias_NameLanguage;NameAlias_Remark;Identification_Number;Identification_TypeCode\r\n";
    let rows = "23/02/2026;13;EU.1.1;person;P;IRQ;1210/2003;2003-07-08;Abu \"The\" Ali;EN;;;\r\n23/02/2026;14;EU.1.2;E;enterprise;IRQ;1210/2003;2003-07-08;Works;;;;\r\n23/02/2026;13;EU.1.1;P;person;IRQ;1210/2003;2003-07-08;Abu;;ood quality;\r\n23/02/2026;13;EU.1.1;P;person;IRQ;1210/2003;2003-07-08;;;;A1;passport\r\n";
    let imported = try_read("eu-fsf", &[(heading.to_owned() + rows).as_bytes()]).unwrap();
    let [person, works] = imported.list.parties.as_slice() else { panic!("two parties") };
    assert_eq!(
        (person.kind, works.kind),
        (PartyKind::Person, PartyKind::Entity),
        "the letter and the word may be exchanged"
    );
    assert_eq!(person.names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), ["Abu \"The\" Ali", "Abu"]);
    assert_eq!(numbers(person), [("passport", "A1")]);
    assert_eq!(imported.list.date, Some(date(2026, 2, 23)));
    assert!(imported.notes.iter().any(|note| note.what.contains("fewer cells")), "{:?}", imported.notes);
}

#[test]
fn an_open_quotation_mark_in_the_eu_csv_does_not_swallow_records_silently() {
    let heading = "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n";
    let rows = "23/02/2026;13;P;\"Abu\n23/02/2026;14;P;Ben\n23/02/2026;15;P;\"Can\"\n23/02/2026;16;P;Dan\n";
    let error = try_read("eu-fsf", &[(heading.to_owned() + rows).as_bytes()]);
    let kept = error.as_ref().map(|imported| imported.list.parties.len()).unwrap_or(0);
    assert!(error.is_err() || kept == 4, "{kept} records of 4 and no complaint");
}

#[test]
fn united_nations_records_are_read_with_what_is_new_and_what_is_empty() {
    let file = r#"<CONSOLIDATED_LIST dateGenerated="2026-08-01T23:00:03.110Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>1</DATAID><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADE</SECOND_NAME><UN_LIST_TYPE>GB</UN_LIST_TYPE><REFERENCE_NUMBER>GBi.001</REFERENCE_NUMBER>
<LISTED_ON>2012-12-31</LISTED_ON><NAME_ORIGINAL_SCRIPT>صدام حسين</NAME_ORIGINAL_SCRIPT><HAS_INTERPOL_LINK>YES</HAS_INTERPOL_LINK><INTERPOL_LINK>https://i.test</INTERPOL_LINK>
<NATIONALITY><VALUE>Guinea-Bissau</VALUE></NATIONALITY><LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Eric; Erik ; </ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Eric</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Bissau</CITY><ZIP_CODE>North Region</ZIP_CODE><COUNTRY>Guinea-Bissau</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1973</FROM_YEAR><TO_YEAR>1974</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>P 1</NUMBER><ISSUING_COUNTRY>Guinea-Bissau</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT><INDIVIDUAL_DOCUMENT/>
<SOMETHING_NEW>kept</SOMETHING_NEW></INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"#;
    let party = only("un", file);
    assert_eq!(
        party.names.iter().map(|n| (n.text.as_str(), n.strength)).collect::<Vec<_>>(),
        [
            ("ERIC BADE", NameStrength::Primary),
            ("صدام حسين", NameStrength::Alias),
            ("Eric", NameStrength::Weak),
            ("Erik", NameStrength::Weak),
            ("Old Eric", NameStrength::Alias),
        ]
    );
    assert_eq!((party.names[1].used_as, party.names[4].used_as), (NameUse::OriginalScript, NameUse::Former));
    assert_eq!(
        (party.programme.as_str(), party.countries[0].as_str()),
        ("GB", "GW"),
        "the programme GB is Guinea-Bissau"
    );
    assert_eq!(births(&party), ["1970-01-01..1972-12-31", "1973-01-01..1974-12-31"]);
    assert_eq!(party.addresses[0].text, "Bissau, North Region");
    assert_eq!(facts(&party, "something new"), ["kept"]);
    assert_eq!(numbers(&party), [("passport", "P 1")]);
}

const SDN: &str = "36,\"CARIBE, Ana\",\"individual\",\"SDGT] [CUBA\",\"Director\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,";

#[test]
fn treasury_files_end_with_a_mark_and_their_remarks_go_on_in_another_file() {
    let long = format!("DOB circa 1942; Passport A1234 (Cuba) issued 01 Jan 2000; Gender Female; {}", "x".repeat(927));
    let main = format!(
        "{SDN}\"{}\"\r\n40,\"MAR\",\"vessel\",\"CUBA\",-0- ,\"CL2192\",\"Tug\",-0- ,\"212\",\"Panama\",\"Owner S.A.\",\"Vessel Registration Identification IMO 7406784; a.k.a. 'WEAK ONE'; Linked To: OTHER.\"\r\n\u{1a}",
        &long[..1000]
    );
    let alt = "36,12,\"aka\",\"CARIBE, Anna\",-0- \r\n36,13,\"fka\",\"OLD, Ana\",-0- \r\n\u{1a}";
    let add = "36,25,\"Street 1\",\"Havana\",\"Cuba\",-0- \r\n\u{1a}";
    let comments = "36,\"yz; Tax ID No. 77 (Russia); Digital Currency Address - XBT 1abc2\"\r\n\u{1a}";
    let files = [comments.as_bytes(), alt.as_bytes(), main.as_bytes(), add.as_bytes()];
    let imported = try_read("us-ofac-sdn", &files).unwrap();
    let [ana, ship] = imported.list.parties.as_slice() else { panic!("two parties") };
    assert_eq!(ana.programme, "SDGT; CUBA");
    assert_eq!(
        ana.names.iter().map(|n| (n.text.as_str(), n.used_as)).collect::<Vec<_>>(),
        [("CARIBE, Ana", NameUse::Current), ("CARIBE, Anna", NameUse::Current), ("OLD, Ana", NameUse::Former),]
    );
    assert_eq!(ana.names[0].family_name.as_deref(), Some("CARIBE"));
    assert_eq!((births(ana)[0].as_str(), ana.gender), ("1941-01-01..1943-12-31", Some(Gender::Female)));
    assert_eq!(numbers(ana), [("passport", "A1234"), ("tax", "77"), ("wallet", "1abc2")]);
    assert!(facts(ana, "remark")[0].ends_with("xyz"), "the end goes on in the middle of a word");
    assert_eq!((ship.kind, ship.countries[0].as_str()), (PartyKind::Vessel, "PA"));
    assert_eq!(numbers(ship), [("call_sign", "CL2192"), ("imo", "7406784")]);
    assert_eq!(ship.names[1].strength, NameStrength::Weak);
    assert_eq!(facts(ship, "Linked To"), ["OTHER"]);
    assert!(imported.notes.iter().all(|note| note.kind != NoteKind::Incomplete), "{:?}", imported.notes);
}

#[test]
fn a_treasury_file_without_its_companions_says_what_is_missing() {
    let cut = format!("{SDN}\"{}\"\r\n", "x".repeat(1000));
    let imported = try_read("us-ofac-sdn", &[cut.as_bytes()]).unwrap();
    let missing: Vec<&str> =
        imported.notes.iter().filter(|n| n.kind == NoteKind::Incomplete).map(|n| n.what.as_str()).collect();
    assert_eq!(missing.len(), 3, "{missing:?}");
    let alone = try_read("us-ofac-sdn", &[b"36,12,\"aka\",\"CARIBE\",-0- \r\n"]).unwrap_err().to_string();
    assert!(alone.contains("main file"), "{alone}");
    let twice = try_read("us-ofac-sdn", &[cut.as_bytes(), cut.as_bytes()]).unwrap_err().to_string();
    assert!(twice.contains("both"), "{twice}");
    let stray = try_read("us-ofac-sdn", &[cut.as_bytes(), b"99,12,\"aka\",\"STRAY\",-0- \r\n"]).unwrap();
    assert!(stray.notes.iter().any(|note| note.what.contains("of the same day")), "{:?}", stray.notes);
}

#[test]
fn the_sdn_schema_is_read_in_both_namespaces() {
    for namespace in [
        "http://tempuri.org/sdnList.xsd",
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
    ] {
        let file = format!(
            r#"<sdnList xmlns="{namespace}"><publshInformation><Publish_Date>03/28/2025</Publish_Date><Record_Count>2</Record_Count></publshInformation>
<sdnEntry><uid>9</uid><firstName>Ana</firstName><lastName>CARIBE</lastName><sdnType>Individual</sdnType><programList><program>CUBA</program></programList>
<idList><id><uid>1</uid><idType>Gender</idType><idNumber>Female</idNumber></id><id><uid>2</uid><idType>Secondary sanctions risk:</idType><idNumber>section 1</idNumber></id>
<id><uid>3</uid><idType>Passport</idType><idNumber>A1</idNumber><idCountry>Cuba</idCountry></id></idList>
<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>ANITA</lastName></aka></akaList>
<dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>07 Oct 1952</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList></sdnEntry></sdnList>"#
        );
        let imported = try_read("us-ofac-cons", &[file.as_bytes()]).unwrap();
        let party = &imported.list.parties[0];
        assert_eq!(imported.list.date, Some(date(2025, 3, 28)));
        assert_eq!((party.gender, births(party)[0].as_str()), (Some(Gender::Female), "1952-10-07..1952-10-07"));
        assert_eq!(party.names[1].strength, NameStrength::Weak);
        assert_eq!(facts(party, "Secondary sanctions risk"), ["section 1"]);
        assert!(
            imported.notes.iter().any(|note| note.what.contains("says it holds 2 records, 1")),
            "{:?}",
            imported.notes
        );
    }
}

const CSL_HEADING: &str = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids\n";

#[test]
fn records_of_the_us_screening_list_mean_what_their_list_means_and_expire() {
    let rows = "a1,Denied Persons List (DPL) - Bureau of Industry and Security,,,, I. ASH,,\"UPON THE DATE OF THE ORDER, SEAGOVILLE, TX, 75159, US\",68 F.R. 38290 71 F.R. 38843,2003-06-19,2026-06-29,Y,,,,,,,,,,u,,,,,,u,\na2,Entity List (EL) - Bureau of Industry and Security,,,,140 Repair Plant JSC,,\"Borisov, BY; Minsk, BY\",87 FR 20299,2022-04-07,,,For all items,Policy of denial,,,,,,,,u,Open Plant 140; and JSC 140; f.k.a. Old 140,,,,,u,\n21,Specially Designated Nationals (SDN) - Treasury Department,21944,Individual,SYRIA; IRAN,\"ABBAS, Rim\",,SY,,,,,,,,,,,,,,u,,SY,circa 1942,,,u,\"QA, 2014-08-30, 289, National ID No.; Female, Gender\"\na4,Entity List (EL) - Bureau of Industry and Security,,,,Address 04,,HK,,2024-01-01,,,,,,,,,,,,u,,,,,,u,\n";
    let parties = parties("us-csl", &[(CSL_HEADING.to_owned() + rows).as_bytes()]);
    let effects: Vec<Effect> = parties.iter().map(ListedParty::effect).collect();
    assert_eq!(effects, [Effect::DeniedPerson, Effect::EntityList, Effect::AssetFreeze, Effect::EntityList]);
    assert_eq!(parties[0].primary_name(), "I. ASH");
    assert!(
        parties[0].in_force(date(2026, 6, 29)) && !parties[0].in_force(date(2026, 6, 30)),
        "the last day is in force"
    );
    assert_eq!(
        parties[1].names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(),
        ["140 Repair Plant JSC", "Open Plant 140", "JSC 140", "Old 140"]
    );
    assert_eq!((parties[1].addresses.len(), facts(&parties[1], "license policy")), (2, vec!["Policy of denial"]));
    assert_eq!((parties[2].entry_id.as_str(), parties[2].programme.as_str()), ("21944", "SYRIA; IRAN"));
    assert_eq!((numbers(&parties[2]), parties[2].gender), (vec![("national_id", "289")], Some(Gender::Female)));
    assert_eq!(parties[3].names[0].strength, NameStrength::Weak, "a number of an address is no good name");
}

#[test]
fn the_us_screening_list_in_json_says_the_same_and_may_end_with_an_empty_record() {
    let file = r#"{"total": 2, "results": [{"id":"x","source":"Entity List (EL) - Bureau of Industry and Security","entity_number":null,"type":null,"programs":["A"],"name":"Works","addresses":[{"address":"Road 1","city":"Borisov","state":null,"postal_code":"2","country":"BY"}],"alt_names":["Works 2"],"start_date":"2022-04-07","end_date":null,"license_policy":"Denial","ids":[{"type":"Registration Number","number":"R1","country":"BY","issue_date":null,"expiration_date":"2030-01-01"}],"source_list_url":"u"},
{"source":"","name":"","addresses":[],"alt_names":[]}]}"#;
    let imported = try_read("us-csl", &[file.as_bytes()]).unwrap();
    assert_eq!(imported.format, Format::UsCslJson);
    let [party] = imported.list.parties.as_slice() else { panic!("one party") };
    assert_eq!(
        (party.addresses[0].text.as_str(), party.addresses[0].country.as_ref().unwrap().as_str()),
        ("Road 1, Borisov, 2", "BY")
    );
    assert_eq!((numbers(party), party.effect()), (vec![("registration", "R1")], Effect::EntityList));
    assert_eq!(facts(party, "license policy"), ["Denial"]);
    assert!(imported.notes.iter().any(|note| note.kind == NoteKind::Skipped), "{:?}", imported.notes);
}

#[test]
fn denied_persons_match_until_their_order_expires() {
    let file = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\" I. ASH\"\t\"ROAD\"\t\"TOWN\"\t\"TX\"\t\"US\"\t\"75159\"\t\"06/19/2003\"\t\"06/29/2020\"\t\"Y\"\t\"3017-01-31\"\t\"UPDATED\"\t\"68 F.R. 38290\"\n\" I. ASH\"\t\"OTHER ROAD\"\t\"TOWN\"\t\"TX\"\t\"US\"\t\"75159\"\t\"06/19/2003\"\t\"06/29/2020\"\t\"Y\"\t\"3017-01-31\"\t\"UPDATED\"\t\"68 F.R. 38290\"\n";
    let parties = parties("us-dpl", &[file.as_bytes()]);
    assert_eq!((parties[0].primary_name(), parties[0].effect()), ("I. ASH", Effect::DeniedPerson));
    assert_ne!(parties[0].entry_id, parties[1].entry_id);
    let in_force = |day| parties[0].in_force(day);
    assert_eq!(
        [date(2003, 6, 18), date(2003, 6, 19), date(2020, 6, 29), date(2020, 6, 30)].map(in_force),
        [false, true, true, false]
    );
    assert_eq!(facts(&parties[0], "last update"), ["3017-01-31"], "an impossible year is kept as written");
}

#[test]
fn uk_names_measures_and_dates_are_read_in_every_spelling() {
    let file = r#"<Designations><DateGenerated>22/08/2026</DateGenerated><Designation><UniqueID>RUS1</UniqueID><DateDesignated>29/06/2012</DateDesignated>
<Names><Name><Name1>Anna</Name1><Name2>B.</Name2><Name6>PETROVA</Name6><NameType>Primary name</NameType></Name>
<Name><Name1>Hanna</Name1><Name6>PETROVA</Name6><NameType>Primary Name Variation</NameType></Name>
<Name><Name6>Anya</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Анна Петрова</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>Russia</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<SanctionsImposed>Asset freeze| Targeted arms embargo&#x202C;|Travel Ban|Something new</SanctionsImposed>
<UKStatementofReasons>because &amp;amp; so</UKStatementofReasons>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB><DOB>00/00/1958</DOB></DOBs></Individual></IndividualDetails></Designation></Designations>"#;
    let party = only("uk", file);
    assert_eq!(
        party.names.iter().map(|n| (n.text.as_str(), n.strength, n.used_as)).collect::<Vec<_>>(),
        [
            ("Anna B. PETROVA", NameStrength::Primary, NameUse::Current),
            ("Hanna PETROVA", NameStrength::Alias, NameUse::Spelling),
            ("Anya", NameStrength::Weak, NameUse::Current),
            ("Анна Петрова", NameStrength::Alias, NameUse::OriginalScript),
        ]
    );
    assert_eq!(party.effects, [Effect::AssetFreeze, Effect::ArmsEmbargo, Effect::TravelBan]);
    assert_eq!(births(&party), ["1945-01-01..1945-12-31", "1958-01-01..1958-12-31"]);
    assert!(facts(&party, "sanctions imposed").contains(&"Something new"));
    assert_eq!(facts(&party, "UKStatementofReasons"), ["because &amp; so"]);
}

#[test]
fn uk_csv_rows_are_cross_products_of_one_party() {
    let heading = "Report Date: 29-Apr-2026\nLast Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Sanctions Imposed,Other Information,D.O.B,Nationality(/ies),Passport number,IMO number,Date Designated\n";
    let row = |name: &str, kind: &str, dob: &str| {
        format!(
            "01/01/2026,RUS1,7,,{name},Anna,,,,,{kind},,,Анна,Russia,Individual,Asset freeze|Travel Ban,note,{dob},(1) Russia (2) Iran,P1,,01/02/2022\n"
        )
    };
    let file = heading.to_owned()
        + &row("PETROVA", "Primary Name", "13/02/1970")
        + &row("PETROVA", "Primary Name", "00/00/1971")
        + &row("PETROV", "Alias", "13/02/1970")
        + &row("PETROV", "Alias", "13/02/1970");
    let imported = try_read("uk", &[file.as_bytes()]).unwrap();
    assert_eq!(imported.list.date, Some(date(2026, 4, 29)));
    let [party] = imported.list.parties.as_slice() else { panic!("one party") };
    assert_eq!((party.names.len(), party.births.len(), party.countries.len(), party.identifiers.len()), (3, 2, 2, 1));
    assert_eq!(party.listed_on, Some(date(2022, 2, 1)));
}

#[test]
fn the_retired_uk_list_is_not_utf8_and_enumerates_its_values() {
    let mut file = b"Last Updated,13/04/2018,,\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\n".to_vec();
    file.extend(b" AL-QAHTANI,Sheikh,Jos\xe9,,,,,00/00/1980,(1) Town (2) -,1) Iran 2) Russia,1) Saudi Arabia 2) Qatar,Passport No: 592667 (Qatari),\x91quoted\x92,Individual,Prime Alias,Al-Qaida,01/04/2016,01/04/2016,13349\n");
    file.extend(b" AL-QAHTANI,Sheikh,Jose,,,,,00/00/1981,,,,,,Individual,FKA,Al-Qaida,01/04/2016,01/04/2016,13349\n");
    let imported = try_read("uk-ofsi", &[&file]).unwrap();
    let [party] = imported.list.parties.as_slice() else { panic!("one party") };
    assert_eq!(party.primary_name(), "Sheikh José AL-QAHTANI");
    assert_eq!(party.names[1].used_as, NameUse::Former);
    assert_eq!(party.countries.iter().map(|c| c.as_str()).collect::<Vec<_>>(), ["SA", "QA"]);
    assert_eq!((births(party).len(), party.birth_places.len()), (2, 2));
    assert_eq!(facts(party, "Other Information"), ["‘quoted’"]);
    assert!(imported.notes.iter().any(|note| note.what.contains("Windows-1252")), "{:?}", imported.notes);
}

#[test]
fn canadian_records_are_told_apart_without_numbers() {
    let record = |body: &str| {
        format!(
            "<record><Country>Belarus / Bélarus </Country>{body}<Schedule>1, Part 1</Schedule><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record>"
        )
    };
    let file = "<data-set>".to_owned()
        + &record(
            "<LastName>Ata</LastName><GivenName>\tBo</GivenName><DateOfBirthOrShipBuildDate>25569</DateOfBirthOrShipBuildDate><Aliases>Ата, Бо; Bo Atta</Aliases>",
        )
        + &record(
            "<EntityOrShip>Skif V</EntityOrShip><TitleOrShip>General Cargo</TitleOrShip><ShipIMONumber>8858087</ShipIMONumber><DateOfBirthOrShipBuildDate>1984</DateOfBirthOrShipBuildDate>",
        )
        + "</data-set>";
    let parties = parties("ca-sema", &[file.as_bytes()]);
    assert_eq!(parties[0].entry_id, "1, Part 1 | 1 | Belarus | Ata, Bo");
    assert_eq!(parties[0].names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), ["Ata, Bo", "Ата, Бо", "Bo Atta"]);
    assert_eq!(births(&parties[0]), ["1970-01-01..1970-01-01"], "a number of days as a spreadsheet counts");
    assert_eq!((parties[1].kind, numbers(&parties[1])), (PartyKind::Vessel, vec![("imo", "8858087")]));
    assert!(parties[1].births.is_empty(), "a ship is built, not born");
}

#[test]
fn annexes_of_eu_acts_mean_different_things() {
    let file = "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,birthDate,registrationNumber,imoNumber,flag,address,notes\n32014R0833,1,EU-RUS,IV,Export control,12.9.2014,,LegalEntity,JSC Works,\"АО Завод; \"\"Works; One\"\"\",W,Old Works,,,7704730655 (Tax ID/INN),,,\"Road 1, Moscow, Russian Federation\",says more\n32014R0833,1,EU-RUS,XLII,Transportation restrictions,25.6.2024,Article 3s,Vessel,Angara,,,,,,,9179842,Cameroon,,\n32014R0833,,EU-RUS,XV,Services ban,,,LegalEntity,TV One,,,,,,,,,,\n";
    let parties = parties("eu-journal", &[file.as_bytes()]);
    assert_eq!(
        parties.iter().map(ListedParty::effect).collect::<Vec<_>>(),
        [Effect::DualUseBan, Effect::VesselBan, Effect::ServicesRestriction]
    );
    assert_eq!(
        parties[0].names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(),
        ["JSC Works", "АО Завод", "Works; One", "W", "Old Works"]
    );
    assert_eq!(
        (numbers(&parties[0]), parties[0].addresses[0].country.as_ref().unwrap().as_str()),
        (vec![("registration", "7704730655")], "RU")
    );
    assert_eq!(
        (parties[1].entry_id.as_str(), parties[1].countries[0].as_str(), parties[1].listed_on),
        ("32014R0833/XLII/1", "CM", Some(date(2024, 6, 25)))
    );
    assert_eq!(parties[2].entry_id, "32014R0833/XV/TV One");
}

#[test]
fn a_companys_own_list_is_understood_by_its_headings_or_as_the_user_says() {
    let german = "Nr.;Firma;Land;Grund;Maßnahme\n1;Müller GmbH;Iran;Zahlungsverzug;end_user_concern\n2;\"Works; Sons\";Cuba;;asset freeze\n";
    let imported = try_read("own", &[german.as_bytes()]).unwrap();
    assert_eq!(imported.format, Format::Own);
    assert_eq!(imported.list.parties[1].effect(), Effect::AssetFreeze);
    assert_eq!(imported.list.parties[0].countries[0].as_str(), "IR");
    let lists = SanctionsLists::from_source(&ListSource::embedded()).unwrap();
    let columns = [("name".to_owned(), "Wer".to_owned()), ("birth_date".to_owned(), "Wann".to_owned())];
    let context = Context { country: &country, columns: &columns };
    let own =
        import(lists.definition("own").unwrap(), &sources(&[b"Wer,Wann,Warum\nAna,1970,weil\n"]), &context).unwrap();
    assert_eq!((births(&own.list.parties[0]).len(), facts(&own.list.parties[0], "Warum")), (1, vec!["weil"]));
    let wrong = [("name".to_owned(), "Wo".to_owned()), ("colour".to_owned(), "Wer".to_owned())];
    let context = Context { country: &country, columns: &wrong };
    let error = import(lists.definition("own").unwrap(), &sources(&[b"Wer,Wann\nAna,1970\n"]), &context)
        .unwrap_err()
        .to_string();
    assert!(error.contains("no column \"Wo\"") && error.contains("colour is no field"), "{error}");
}

#[test]
fn targets_simple_holds_joined_values_and_line_ends_within_cells() {
    let file = "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\",\"phones\",\"emails\",\"program_ids\",\"dataset\",\"first_seen\",\"last_seen\",\"last_change\"\n\"NK-1\",\"Vessel\",\"ROSALIN\",\"Ceram Sea;Gold Sun\",\"\",\"ru;ir\",\"\",\"IMO9253325\",\"\"\"listed\nonce\"\"\",\"\",\"\",\"UA-WS-MARE\",\"Set\",\"2025-10-06T14:15:21\",\"2026-03-13T05:41:01\",\"2026-02-24T05:42:24\"\n";
    let imported = try_read("opensanctions-simple", &[file.as_bytes()]).unwrap();
    assert_eq!(imported.format, Format::OpensanctionsSimple);
    let party = &imported.list.parties[0];
    assert_eq!((party.names.len(), party.countries.len(), numbers(party)), (3, 2, vec![("imo", "9253325")]));
    assert_eq!(facts(party, "dataset"), ["Set"]);
}

#[test]
fn entities_are_linked_to_their_sanctions_addresses_and_documents() {
    let file = r#"{"id":"s1","schema":"Sanction","properties":{"entity":["p1"],"program":["Asset freeze list"],"authority":["Authority"],"startDate":["2020-01-01"],"endDate":["2024-01-01"]}}
{"id":"p1","caption":"Ana","schema":"Person","properties":{"name":["Ana Petrova"],"alias":["Anna"],"weakAlias":["A."],"birthDate":["1970"],"nationality":["ru"],"addressEntity":["a1"],"topics":["sanction"],"position":["Director"]},"target":true}
{"id":"a1","schema":"Address","properties":{"full":["Road 1, Moscow"],"country":["ru"]}}
{"id":"d1","schema":"Passport","properties":{"holder":["p1"],"number":["A1"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["p1"],"asset":["c1"]}}
{"id":"c1","schema":"Company","properties":{"name":["Ana Works"]},"target":false}
"#;
    let imported = try_read("ftm", &[file.as_bytes()]).unwrap();
    let [party] = imported.list.parties.as_slice() else { panic!("one target") };
    assert_eq!((numbers(party), party.addresses[0].text.as_str()), (vec![("passport", "A1")], "Road 1, Moscow"));
    assert_eq!((party.listed_on, party.delisted_on), (Some(date(2020, 1, 1)), Some(date(2024, 1, 1))));
    assert_eq!((party.effect(), facts(party, "ownership")), (Effect::AssetFreeze, vec!["Ana Works"]));
    assert_eq!(facts(party, "position"), ["Director"]);
    assert!(imported.notes.iter().any(|note| note.what.contains("no target itself")), "{:?}", imported.notes);
}

#[test]
fn formats_that_are_not_read_name_the_one_to_take() {
    let cases: [(&str, &str); 6] = [
        ("<WHOLE Date=\"11/02/2016\"><ENTITY/></WHOLE>", "1.1"),
        ("<Sanctions xmlns=\"x\"/>", "enhanced"),
        ("Naal_wholename;Entity_logical_id\nx;1\n", "CSV 1.1"),
        ("<!DOCTYPE html><html><head><title>Service unavailable</title></head></html>", "Service unavailable"),
        ("<other/>", "<other>"),
        ("%PDF-1.7 x", "PDF"),
    ];
    for (text, words) in cases {
        let error = recognise(&sources(&[text.as_bytes()])).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
    let other = try_read("un", &[eu(EU_ENTITY).as_bytes()]).unwrap_err().to_string();
    assert!(other.contains("eu-fsf-xml") && other.contains("un-xml"), "{other}");
    let mixed = try_read("eu-fsf", &[eu(EU_ENTITY).as_bytes(), b"<CONSOLIDATED_LIST/>"]).unwrap_err().to_string();
    assert!(mixed.contains("do not belong together"), "{mixed}");
}

#[test]
fn a_list_with_too_few_records_or_empty_fields_is_read_but_not_taken() {
    let lists = SanctionsLists::from_source(&ListSource::embedded()).unwrap();
    let context = Context { country: &country, columns: &[] };
    let without_programme = EU_ENTITY.replace("programme=\"TAQA\"", "programme=\"\"");
    let file = eu(&without_programme);
    let error = import(lists.definition("eu-fsf").unwrap(), &sources(&[file.as_bytes()]), &context).unwrap_err();
    let ImportError::NotWhole { failures, .. } = &error else { panic!("{error}") };
    assert!(failures.len() >= 3, "{failures:?}");
    assert!(error.to_string().contains("at least 4000") && error.to_string().contains("programme"), "{error}");
}
