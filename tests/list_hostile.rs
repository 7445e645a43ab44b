//! Files made to harm: bombs, entities, endless lines, broken letters, archives that lead out of themselves. Each is refused
//! with the place it goes wrong at, or read as written; none of them takes much memory or stops the program.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use dualuse::control_list::ListSource;
use dualuse::sanctions::SanctionsLists;
use dualuse::sanctions::importers::{Context, ImportError, Imported, Source, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;

fn try_read(list: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    let lists = SanctionsLists::from_source(&ListSource::embedded()).unwrap();
    let context = Context { country: &|text| text.parse().ok(), columns: &[] };
    read(lists.definition(list).unwrap(), &[Source { name: "given", bytes }], &context)
}

#[track_caller]
fn refused(list: &str, bytes: &[u8], words: &[&str]) {
    let error = match try_read(list, bytes) {
        Ok(imported) => panic!("taken, with {} records", imported.list.parties.len()),
        Err(error) => error.to_string(),
    };
    for word in words {
        assert!(error.contains(word), "\"{word}\" is not in: {error}");
    }
}

const UN: &str = r#"<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-08-01T23:00:03Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ANA</FIRST_NAME><REFERENCE_NUMBER>A.1</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"#;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn the_same_list_is_read_plain_gzipped_and_zipped() {
    for bytes in
        [UN.as_bytes().to_vec(), gz(UN.as_bytes()), zipped(&[("un/list.bin", UN.as_bytes()), ("__MACOSX/x", b"x")])]
    {
        assert_eq!(try_read("un", &bytes).unwrap().list.parties[0].primary_name(), "ANA");
    }
    let zstd = ruzstd::encoding::compress_to_vec(UN.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(try_read("un", &zstd).unwrap().list.parties[0].primary_name(), "ANA");
}

#[test]
fn entities_and_document_types_of_xml_are_not_followed() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>&b;</FIRST_NAME></INDIVIDUAL></CONSOLIDATED_LIST>"#;
    refused("un", bomb.as_bytes(), &["document type", "line 1"]);
    let external = r#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><CONSOLIDATED_LIST/>"#;
    refused("un", external.as_bytes(), &["document type"]);
    refused("un", UN.replace("ANA", "&secret;").as_bytes(), &["&secret;"]);
    refused("un", UN.replace("ANA", "A&#x1;NA").as_bytes(), &["#x1"]);
    assert_eq!(
        try_read("un", UN.replace("ANA", "A&amp;N&#x416;").as_bytes()).unwrap().list.parties[0].primary_name(),
        "A&NЖ"
    );
}

#[test]
fn a_file_that_breaks_off_is_refused_wherever_it_does() {
    for length in [30, 80, 150, UN.len() - 25, UN.len() - 3] {
        let error = try_read("un", &UN.as_bytes()[..length]).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("given"), "{length}: {error}");
    }
    refused("un", &UN.as_bytes()[..UN.len() - 25], &["breaks off", "line 1"]);
    let packed = gz(UN.as_bytes());
    refused("un", &packed[..packed.len() - 12], &["breaks off"]);
    let mut archive = zipped(&[("a", UN.as_bytes())]);
    archive.truncate(archive.len() - 30);
    refused("un", &archive, &["zip"]);
}

#[test]
fn nothing_and_web_pages_are_no_lists() {
    for empty in [&b""[..], b"   \n\r\n ", &gz(b"")] {
        refused("un", empty, &["empty"]);
    }
    refused("un", b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>", &["web page", "Sign in"]);
    refused("un", b"<html><body>502 Bad Gateway</body></html>", &["web page"]);
    refused("un", UN.replace("<INDIVIDUAL>", "<!--").replace("</INDIVIDUAL>", "-->").as_bytes(), &["empty"]);
    refused("un", &gz(b"<html><title>Proxy</title></html>"), &["web page", "Proxy"]);
}

#[test]
fn letters_that_are_no_utf8_are_refused_with_their_line() {
    let mut latin = UN.replace("><INDIVIDUALS", ">\n\n<INDIVIDUALS").into_bytes();
    let at = latin.windows(3).position(|w| w == b"ANA").unwrap();
    latin[at] = 0xC9;
    refused("un", &latin, &["line 3", "0xC9", "UTF-8"]);
    latin[at] = 0x18;
    refused("un", &latin, &["line 3", "0x18", "control character"]);
    let declared = UN.replace("UTF-8", "ISO-8859-1");
    refused("un", declared.as_bytes(), &["another encoding"]);
    let utf16: Vec<u8> = UN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = try_read("un", &[&[0xFF, 0xFE], utf16.as_slice()].concat()).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("given"), "{error}");
}

#[test]
fn bombs_in_gzip_and_zip_are_refused_before_they_fill_memory() {
    let zeros = gz(&vec![b' '; 300 << 20]);
    assert!(zeros.len() < 1 << 20);
    let mut bomb = gz(UN.as_bytes());
    bomb.extend(zeros);
    refused("un", &bomb, &["more than", "refused"]);
    refused("un", &zipped(&[("a.xml", &vec![b' '; 300 << 20])]), &["unpacks to more than"]);
    let many: Vec<(String, &[u8])> = (0..100).map(|n| (format!("{n}.xml"), UN.as_bytes())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    refused("un", &zipped(&many), &["100 members"]);
}

#[test]
fn names_in_an_archive_lead_nowhere() {
    for name in ["../../etc/cron.d/x", "/etc/passwd", "a/../../b"] {
        refused("un", &zipped(&[(name, UN.as_bytes())]), &["leads out of the archive"]);
    }
}

#[test]
fn one_endless_line_text_or_attribute_is_refused() {
    let long = "x".repeat(100 << 20);
    refused("un", UN.replace("ANA", &long).as_bytes(), &["more than", "line 1"]);
    refused("un", UN.replace("<DATAID>", &format!("<DATAID a=\"{long}\">")).as_bytes(), &["more than"]);
    refused("own", format!("name,country\nAna,{long}\n").as_bytes(), &["row 2", "more than"]);
    refused(
        "ftm",
        format!("{{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{{\"name\":[\"{long}\"]}}}}").as_bytes(),
        &["line 1", "more than"],
    );
    let csl = format!("{{\"results\":[{{\"name\":\"{long}\"}}]}}");
    refused("us-csl", csl.as_bytes(), &["more than"]);
    refused("eu-fsf", format!("<{long}").as_bytes(), &["given"]);
}

#[test]
fn elements_without_end_and_without_number_are_refused() {
    let deep = UN.replace("<DATAID>", &"<a>".repeat(100_000));
    refused("un", deep.as_bytes(), &["too deep"]);
    let wide = UN.replace("<DATAID>", &("<a b=\"\"/>".repeat(200_001) + "<DATAID>"));
    refused("un", wide.as_bytes(), &["more than"]);
    let nested = "[".repeat(200_000);
    refused("us-csl", format!("{{\"results\":{nested}").as_bytes(), &["given"]);
    let line = format!("{{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{nested}\n");
    refused("ftm", line.as_bytes(), &["line 1"]);
    refused("own", format!("name{}\nAna\n", ",x".repeat(10_000)).as_bytes(), &["cells in one row"]);
}

#[test]
fn workbooks_made_to_harm_are_refused() {
    let sheet = |rows: &str| {
        zipped(&[
            ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#),
            ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
            ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
            ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
            ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#).as_bytes()),
        ])
    };
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let good = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", cell("A1", "name"), cell("A2", "Ana"));
    assert_eq!(try_read("own", &sheet(&good)).unwrap().list.parties[0].primary_name(), "Ana");
    let far = format!("{good}<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
    refused("own", &sheet(&far), &["beyond"]);
    refused("own", &sheet(&(good.clone() + "<row r=\"3\">")), &["sheet1.xml"]);
    let mut cut = sheet(&good);
    cut.truncate(cut.len() / 2);
    refused("own", &cut, &["given"]);
}

#[test]
fn impossible_dates_are_kept_as_written() {
    for (born, facts) in
        [("00/00/1958", 0), ("31/02/1958", 0), ("1958-13-45", 0), ("99999", 1), ("unknown", 1), ("-1", 1)]
    {
        let file = format!("name,dob,listed_on\nAna,{born},{born}\n");
        let imported = try_read("own", file.as_bytes()).unwrap();
        let kept = imported.list.parties[0].facts.iter().filter(|fact| fact.about == "birth date").count();
        assert_eq!((kept, imported.list.parties[0].births.len()), (facts, 1 - facts), "{born}");
    }
}

/// No bytes whatever may stop the program: every file below is changed in many places, and each result is an answer.
#[test]
fn damaged_files_of_every_format_are_answered() {
    let files: [(&str, &str); 6] = [
        ("un", UN),
        (
            "us-ofac-sdn",
            "36,\"CARIBE, Ana\",\"individual\",\"SDGT] [CUBA\",\"D\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB circa 1942; Passport A (Cuba); a.k.a. 'X'; alt. POB\"\r\n\u{1a}",
        ),
        (
            "ftm",
            "{\"id\":\"p1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Ана\"],\"birthDate\":[\"1970\"]},\"target\":true}\n",
        ),
        ("own", "name;dob;land\nЖанна «А»;1970-02-31;IR\n"),
        (
            "us-csl",
            "{\"results\":[{\"source\":\"(EL)\",\"name\":\"Wörks\",\"ids\":[{\"type\":\"Passport\",\"number\":\"1\"}],\"source_list_url\":\"u\"}]}",
        ),
        (
            "uk-ofsi",
            "Last Updated,13/04/2018\nName 6,Name 1,DOB,Nationality,Town of Birth,Passport Details,Group Type,Alias Type,Regime,Group ID\nA,B,00/00/1980,(1) É (2) Q,(1) Ж (2) -,(1) é) 2) x,Individual,AKA,R,1\n",
        ),
    ];
    for (list, text) in files {
        for at in 0..text.len() {
            for with in [0x00, b'"', b'<', b'(', 0x80, 0xC3, b'9', b'\n'] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = with;
                let _ = try_read_with(list, &bytes);
            }
            let _ = try_read_with(list, &text.as_bytes()[..at]);
        }
    }
}

fn try_read_with(list: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    thread_local! {
        static LISTS: SanctionsLists = SanctionsLists::from_source(&ListSource::embedded()).unwrap();
    }
    let context = Context { country: &|text| text.parse().ok(), columns: &[] };
    LISTS.with(|lists| read(lists.definition(list).unwrap(), &[Source { name: "given", bytes }], &context))
}
