//! Files made for the tests, by code: workbooks whole and broken, archives by hand, containers of old Excel.

use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use rust_xlsxwriter::{Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{HeadingTable, RawFile, ReadOptions, RecordsError, Resolved, Resolver, Table, read_table};
use crate::control_list::ListSource;
use crate::domain::{StatedFact, Territory};

pub(super) fn headings() -> HeadingTable {
    static TABLE: OnceLock<HeadingTable> = OnceLock::new();
    TABLE.get_or_init(|| HeadingTable::load(&ListSource::embedded()).unwrap()).clone()
}

pub(super) fn file(name: &str, bytes: impl Into<Vec<u8>>) -> RawFile {
    RawFile { name: name.into(), bytes: bytes.into() }
}

pub(super) fn read(file: &RawFile) -> Result<Table, RecordsError> {
    read_table(file, &headings(), &ReadOptions::default())
}

/// An `.xlsx` with one sheet "Orders", filled by `fill`.
pub(super) fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> RawFile {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Orders").unwrap();
    fill(sheet);
    file("orders.xlsx", book.save_to_buffer().unwrap())
}

/// Writes a row of texts from the first column on.
pub(super) fn line(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in (0..).zip(texts) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

/// An archive of parts.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of an archive.
pub(super) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().to_string(), content));
    }
    parts
}

/// The same archive with another content of one part.
pub(super) fn with_part(bytes: &[u8], number: usize, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut parts = parts(bytes);
    let number = number % parts.len();
    change(&mut parts[number].1);
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    archive(&parts)
}

/// An `.xlsx` by hand whose one sheet holds this `sheetData` and what follows it.
pub(super) fn raw_xlsx(sheet_data: &str) -> RawFile {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let rels = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let book_rels = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet_data}</worksheet>"#
    );
    let parts: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", rels),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book_rels),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    file("orders.xlsx", archive(&parts))
}

/// An `.ods` whose one table "Orders" holds these rows.
pub(super) fn ods(rows: &str) -> RawFile {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Orders">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", br#"<manifest:manifest xmlns:manifest="m"/>"#),
        ("content.xml", content.as_bytes()),
    ];
    file("orders.ods", archive(&parts))
}

/// A row of text cells of an `.ods`.
pub(super) fn ods_row(texts: &[&str]) -> String {
    let cell = |text: &&str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    format!("<table:table-row>{}</table:table-row>", texts.iter().map(cell).collect::<String>())
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

pub(super) fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The stream of an Excel 97 workbook whose one sheet "Orders" holds these texts and `more` records.
pub(super) fn biff(cells: &[(u16, u16, &str)], more: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let label = |(row, column, text): &(u16, u16, &str)| {
        let mut label = words(&[*row, *column, 0, text.len() as u16]);
        label.push(0);
        label.extend(text.as_bytes());
        (0x0204, label)
    };
    let sheet: Vec<(u16, Vec<u8>)> = cells.iter().map(label).chain(more.iter().cloned()).collect();
    biff_records(&[], &sheet, 1)
}

/// The stream of an Excel 97 workbook of these records: those of the workbook, those of its sheet. The sheet is named
/// `times` times, "Orders" each time.
pub(super) fn biff_records(book: &[(u16, Vec<u8>)], sheet: &[(u16, Vec<u8>)], times: usize) -> Vec<u8> {
    let bof = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let all = |records: &[(u16, Vec<u8>)]| records.iter().flat_map(|(kind, body)| record(*kind, body)).collect();
    let (book, sheet): (Vec<u8>, Vec<u8>) = (all(book), all(sheet));
    let name = b"Orders";
    let globals = 20 + (4 + 8 + name.len()) * times + book.len() + 4;
    let bound = [&(globals as u32).to_le_bytes()[..], &[0, 0, name.len() as u8, 0], name].concat();
    let bounds = record(0x0085, &bound).repeat(times);
    [bof(5), bounds, book, record(0x000A, &[]), bof(0x10), sheet, record(0x000A, &[])].concat()
}

/// The stream as a file.
pub(super) fn xls_of(stream: &[u8]) -> RawFile {
    file("orders.xls", super::workbook::container("Workbook", stream))
}

/// The same as a file.
pub(super) fn xls(cells: &[(u16, u16, &str)], more: &[(u16, Vec<u8>)]) -> RawFile {
    xls_of(&biff(cells, more))
}

/// A resolver that knows a few countries.
/// A few countries, and one fact.
pub(super) struct Fixed;

impl Resolver for Fixed {
    fn territory(&self, word: &str) -> Result<Resolved, String> {
        resolve(word)
    }

    fn fact(&self, fact: &StatedFact) -> Result<Vec<String>, String> {
        match (fact.name.as_str(), fact.value.as_str()) {
            ("end_user", "civil" | "military") => Ok(Vec::new()),
            ("end_user", other) => Err(format!("`{other}` is not an end user: civil military")),
            (other, _) => Err(format!("`{other}` is not a fact; `dualuse licence --help` lists them")),
        }
    }
}

fn resolve(text: &str) -> Result<Resolved, String> {
    let code = match text.to_lowercase().as_str() {
        "deutschland" | "germany" => "DE",
        "schweiz" | "switzerland" => "CH",
        "china" => "CN",
        "korea" => return Err("\"Korea\" may be North or South Korea; write KP or KR".into()),
        _ => text,
    };
    let territory = code.parse::<Territory>();
    territory
        .map(Resolved::from)
        .map_err(|_| format!("\"{text}\" is no country; write its name or two letters, as in DE"))
}

fn binary_record(kind: u16, body: &[u8]) -> Vec<u8> {
    let varying = |mut number: usize| {
        let mut bytes = Vec::new();
        while number > 127 {
            bytes.push((number & 0x7F) as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    };
    [varying(kind.into()), varying(body.len()), body.to_vec()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &units].concat()
}

/// An `.xlsb` whose one sheet "Orders" holds these texts; a text that begins with `=` is a formula that gives the rest,
/// `!` one that gives an error.
pub(super) fn xlsb(rows: &[&[&str]]) -> RawFile {
    let bundle = [&[0; 8][..], &wide("rId1"), &wide("Orders")].concat();
    let book = [binary_record(0x009C, &bundle), binary_record(0x0090, &[]), binary_record(0x0084, &[])].concat();
    let mut sheet = [binary_record(0x0081, &[]), binary_record(0x0094, &[0; 16]), binary_record(0x0091, &[])].concat();
    for (number, row) in (0_u32..).zip(rows) {
        sheet.extend(binary_record(0x0000, &[&number.to_le_bytes()[..], &[0; 13]].concat()));
        for (column, text) in (0_u32..).zip(*row) {
            let head = [column.to_le_bytes(), [0; 4]].concat();
            let record = match (text.strip_prefix('='), *text) {
                (Some(value), _) => binary_record(0x0008, &[head, wide(value), vec![0; 6]].concat()),
                (_, "!") => binary_record(0x000B, &[&head[..], &[0x17, 0, 0, 0, 0, 0, 0]].concat()),
                (_, plain) => binary_record(0x0006, &[head, wide(plain)].concat()),
            };
            sheet.extend(record);
        }
    }
    sheet.extend(binary_record(0x0092, &[]));
    let rels = br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let parts: [(&str, &[u8]); 3] =
        [("xl/workbook.bin", &book), ("xl/_rels/workbook.bin.rels", rels), ("xl/worksheets/sheet1.bin", &sheet)];
    file("orders.xlsb", archive(&parts))
}
