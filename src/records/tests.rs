//! The room as a whole: files in, transactions and faults out.

use jiff::civil::date;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula};

use super::fixtures::*;
use super::*;
use crate::domain::{Act, StatedFact, Transaction};

fn defaults() -> Defaults {
    let from = "DE".parse().unwrap();
    Defaults { from, to: None, date: date(2026, 11, 23), act: Act::Export, military: None, facts: Vec::new() }
}

pub(super) fn records(table: &Table) -> Vec<Record> {
    let headings = headings();
    let plan = Plan::recognise(table, &headings, &[], &[Field::Description]).unwrap();
    table.rows.iter().map(|row| plan.read(table, row, &headings, &defaults(), &Fixed)).collect()
}

fn one(table: &Table) -> Result<Transaction, Vec<Fault>> {
    records(table).remove(0).transaction
}

fn fault_of(csv: &str) -> String {
    let table = read(&file("orders.csv", csv)).unwrap();
    let faults = one(&table).unwrap_err();
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_code_that_became_a_number_is_named_with_its_cell() {
    let book = xlsx(|sheet| {
        line(sheet, 0, &["Order", "Pos", "Item", "Country", "Description", "Code"]);
        line(sheet, 16, &["4711", "10", "x", "CH", "Technology for network switches"]);
        sheet.write_number(16, 5, 500).unwrap();
    });
    let faults = one(&read(&book).unwrap()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "orders.xlsx, sheet \"Orders\", row 17, column \"Code\" (F): the cell is the number 500; \
         if 5E002 was meant, format the column as text"
    );
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    let text = fault_of(
        "description;code;hs;cas;to;military;consignee;consignee country\n;500;85x;67-64-2;Korea;maybe;Acme;Atlantis\n",
    );
    for words in
        ["not described", "5E002", "tariff number", "no CAS number", "North or South", "neither yes nor no", "Atlantis"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert_eq!(text.lines().count(), 7, "{text}");
}

#[test]
fn codes_are_read_as_exporters_write_them() {
    let cases = [
        ("3A001.b.2", Ok("3A001.b.2")),
        ("3a001b2", Ok("3A001.b.2")),
        ("6A003b4b", Ok("6A003.b.4.b")),
        ("AL 5A002.a", Ok("5A002.a")),
        ("Annex I: 2B350.g", Ok("2B350.g")),
        ("5E002", Ok("5E002")),
        ("-", Ok("")),
        ("EAR99", Ok("")),
        ("nein", Ok("")),
        ("500", Err("5E002")),
        ("5,00E+02", Err("5E002")),
        ("9000", Err("9E003")),
        ("10", Err("1E001")),
        ("12345", Err("a code such as 3A001")),
        ("ML10", Err("military list")),
        ("0016", Err("military list")),
        ("3A001, 5A002", Err("several")),
        ("tbd", Err("no control code")),
        ("siehe 3A001", Err("more than a control code")),
    ];
    for (written, expected) in cases {
        let table = read(&file("o.csv", format!("description;code\npump;{written}\n"))).unwrap();
        match (one(&table), expected) {
            (Ok(read), Ok(code)) => {
                assert_eq!(read.item.claimed_code.map(|c| c.to_string()).unwrap_or_default(), code, "{written}");
            }
            (Err(faults), Err(words)) => assert!(faults[0].to_string().contains(words), "{written}: {}", faults[0]),
            (read, _) => panic!("{written}: {read:?}"),
        }
    }
}

#[test]
fn a_row_states_its_act_and_its_facts() {
    let csv =
        "description;kind of act;fact: end_user;military\npump;re-export;civil;-\npump;gift;warship;\npump;;;yes\n";
    let read = records(&read(&file("orders.csv", csv)).unwrap());
    let first = read[0].transaction.as_ref().unwrap();
    assert_eq!((first.act, first.military), (Act::ReExport, None));
    assert_eq!(first.facts, [StatedFact { name: "end_user".into(), value: "civil".into() }]);
    let faults: Vec<String> = read[1].transaction.as_ref().unwrap_err().iter().map(Fault::to_string).collect();
    assert!(faults.len() == 2 && faults[0].contains("`gift` is no act"), "{faults:?}");
    assert!(faults[1].contains("column \"fact: end_user\"") && faults[1].contains("`warship`"), "{faults:?}");
    let last = read[2].transaction.as_ref().unwrap();
    assert_eq!((last.act, last.military, last.facts.len()), (Act::Export, Some(true), 0));
}

#[test]
fn what_is_stated_of_all_rows_is_never_made_milder_by_one() {
    let table = read(&file("orders.csv", "description;fact: end_user;military\npump;civil;no\n")).unwrap();
    let fact = |name: &str, value: &str| StatedFact { name: name.into(), value: value.into() };
    let read = |military| {
        let stated = Defaults { military, facts: vec![fact("informed", "wmd")], ..defaults() };
        let plan = Plan::recognise(&table, &headings(), &[], &[Field::Description]).unwrap();
        plan.read(&table, &table.rows[0], &headings(), &stated, &Fixed).transaction.unwrap()
    };
    assert_eq!(read(None).facts, [fact("informed", "wmd"), fact("end_user", "civil")]);
    assert_eq!([read(None).military, read(Some(true)).military], [Some(false), Some(true)]);
}

#[test]
fn a_whole_line_becomes_a_transaction() {
    let csv = "Auftrag;Pos;Bezeichnung;Bezeichnung 2;AL-Nr.;Zolltarifnummer;Bestimmungsland;Kunde;Kundenland;Endverwender;Verwendungszweck;Militärisch;param: resolution\n\
               4711;10;ADC 12 BIT;1,5 GSPS;3A001a5;8542.39;Schweiz;Muster AG;Schweiz;siehe Empfänger;Messgeräte;nein;12 bit\n";
    let read = one(&read(&file("orders.csv", csv)).unwrap()).unwrap();
    assert_eq!(read.id, "4711/10");
    assert_eq!(read.item.description, "ADC 12 BIT; 1,5 GSPS");
    assert_eq!(read.item.claimed_code.unwrap().as_str(), "3A001.a.5");
    assert_eq!(read.item.hs_code.as_deref(), Some("854239"));
    assert_eq!(read.to.unwrap().as_str(), "CH");
    assert_eq!(read.from.as_str(), "DE");
    assert_eq!(read.parties.len(), 1);
    assert_eq!(
        (read.parties[0].name.as_str(), read.parties[0].country.as_ref().unwrap().as_str()),
        ("Muster AG", "CH")
    );
    assert_eq!(read.end_use.as_deref(), Some("Messgeräte"));
    assert_eq!(read.military, Some(false));
    assert_eq!(read.item.parameters[0].value, "12 bit");
}

#[test]
fn the_origin_of_goods_is_not_where_they_leave_from() {
    let read =
        one(&read(&file("o.csv", "description;country of origin;dispatch country\nlens;China;Schweiz\n")).unwrap());
    assert_eq!(read.unwrap().from.as_str(), "CH");
}

#[test]
fn without_a_destination_column_goods_go_to_the_consignee_and_it_is_said() {
    let csv = "description;country;consignee;consignee country\nlens;DE;Acme;Schweiz\nlens;DE;Acme;Atlantis\n";
    let table = read(&file("o.csv", csv)).unwrap();
    let plan = Plan::recognise(&table, &headings(), &[], &[Field::To]).unwrap();
    assert!(
        plan.notes.iter().any(|note| note.contains("\"consignee country\" (D) is taken for it")),
        "{:?}",
        plan.notes
    );
    let read = records(&table);
    assert_eq!(read[0].transaction.as_ref().unwrap().to.as_ref().unwrap().as_str(), "CH");
    assert_eq!(read[1].transaction.as_ref().unwrap_err().len(), 1, "one cell, one fault");
    let chosen = Plan::recognise(&table, &headings(), &["to=B".parse().unwrap()], &[]).unwrap();
    let read = chosen.read(&table, &table.rows[0], &headings(), &defaults(), &Fixed).transaction.unwrap();
    assert_eq!(read.to.unwrap().as_str(), "DE");
}

#[test]
fn numbers_dates_and_truth_values_where_words_belong_are_faults_or_read_with_a_note() {
    let book = xlsx(|sheet| {
        line(sheet, 0, &["Description", "CAS", "Destination", "HS code"]);
        line(sheet, 1, &["dichloromethane"]);
        let style = Style::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(1975, 9, 2).unwrap(), &style).unwrap();
        sheet.write_boolean(1, 2, false).unwrap();
        sheet.write_number(1, 3, 1_012_100).unwrap();
    });
    let record = records(&read(&book).unwrap()).remove(0);
    let faults = record.transaction.unwrap_err();
    assert!(faults[0].what.contains("date 1975-09-02") && faults[0].remedy.contains("75-09-2"), "{faults:?}");
    assert!(faults[1].what.contains("truth value"), "{faults:?}");
    assert!(record.notes[0].contains("01012100"), "{:?}", record.notes);
}

#[test]
fn formulas_use_their_stored_value_and_one_without_is_a_fault() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Description</t></is></c><c r="B1" t="inlineStr"><is><t>Destination</t></is></c></row>
        <row r="2"><c r="A2" t="str"><f>"pu"&amp;"mp"</f><v>pump</v></c><c r="B2" t="str"><f>C2</f><v>CH</v></c></row>
        <row r="3"><c r="A3"><f>D2</f></c><c r="B3" t="inlineStr"><is><t>CH</t></is></c></row>
        <row r="4"><c r="A4" t="e"><f>SPILL()</f><v>#SPILL!</v></c><c r="B4" t="e"><v>#REF!</v></c></row>
        <row r="6"><c r="A6"><f>D9</f><v></v></c></row></sheetData>"#;
    let table = read(&raw_xlsx(sheet)).unwrap();
    assert!(table.notes.iter().any(|note| note.starts_with("formula cells: 5")), "{:?}", table.notes);
    let read = records(&table);
    assert_eq!(read.len(), 4);
    assert_eq!(read[0].transaction.as_ref().unwrap().item.description, "pump");
    let faults = |n: usize| {
        let faults = read[n].transaction.as_ref().unwrap_err();
        faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(
        faults(1).contains("row 3, column \"Description\" (A): the cell holds a formula whose value is not stored")
    );
    assert!(faults(2).contains("#SPILL!") && faults(2).contains("#REF!"), "{}", faults(2));
    assert!(faults(3).contains("row 6"), "{}", faults(3));
}

#[test]
fn merged_cells_hold_for_every_row_and_hidden_ones_are_read_and_said() {
    let book = xlsx(|sheet| {
        line(sheet, 0, &["Description", "Destination", "Consignee"]);
        for (row, text) in [(1, "pump"), (2, "valve"), (3, "seal")] {
            line(sheet, row, &[text, "CN"]);
        }
        sheet.merge_range(1, 2, 3, 2, "Acme Trading", &Style::new()).unwrap();
        sheet.set_row_hidden(2).unwrap();
        sheet.set_column_hidden(1).unwrap();
    });
    let table = read(&book).unwrap();
    let parties: Vec<String> =
        records(&table).into_iter().map(|record| record.transaction.unwrap().parties[0].name.clone()).collect();
    assert_eq!(parties, ["Acme Trading"; 3]);
    let notes = table.notes.join("\n");
    for words in ["hidden rows were read like the others: 1 (row 3)", "hidden columns", "merged over rows 2 to 4"] {
        assert!(notes.contains(words), "{words} in\n{notes}");
    }
}

#[test]
fn titles_above_the_headings_and_empty_rows_are_passed_over_and_said() {
    let csv = "Open orders of plant 1000;;\n;;\nMaterial-Kurztext;Land;Kunde\npump;CH;A\n;;\nvalve;CH;B\n";
    let table = read(&file("o.csv", csv)).unwrap();
    assert_eq!((table.heading_row, table.rows.len(), table.empty_rows), (3, 2, 1));
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 6]);
    assert!(table.notes.iter().any(|note| note.contains("headings stand in row 3")), "{:?}", table.notes);
}

#[test]
fn headings_in_two_rows_are_read_together() {
    let book = xlsx(|sheet| {
        let style = Style::new();
        line(sheet, 1, &["Description", "Destination"]);
        sheet.merge_range(1, 2, 1, 3, "Consignee", &style).unwrap();
        sheet.merge_range(1, 4, 1, 5, "End user", &style).unwrap();
        line(sheet, 2, &["", "", "Name", "Country", "Name", "Country"]);
        line(sheet, 3, &["pump", "CN", "Acme", "CN", "Bolt", "DE"]);
    });
    let table = read(&book).unwrap();
    assert_eq!((table.heading_row, table.rows.len()), (3, 1));
    assert_eq!(table.columns[5].name.heading, "End user Country");
    let read = one(&table).unwrap();
    assert_eq!((read.parties.len(), read.parties[1].country.as_ref().unwrap().as_str()), (2, "DE"));
    assert!(
        table.notes.iter().any(|note| note == "the headings stand in row 3, together with row 2"),
        "{:?}",
        table.notes
    );
}

#[test]
fn missing_columns_name_what_is_there_and_what_would_do() {
    let table = read(&file("o.csv", "Order;Qty;Land\n1;2;CH\n")).unwrap();
    let error = Plan::recognise(&table, &headings(), &[], &[Field::Description, Field::Code]).unwrap_err().to_string();
    for words in ["what the goods are", "\"Qty\"", "--map description=COLUMN", "--map code=COLUMN"] {
        assert!(error.contains(words), "{words} in {error}");
    }
    let nothing = read(&file("o.csv", "aaa;bbb\n1;2\n")).unwrap_err().to_string();
    assert!(nothing.contains("no heading row") && nothing.contains("\"aaa\""), "{nothing}");
}

#[test]
fn a_column_can_be_chosen_by_heading_or_by_letter() {
    let table = read(&file("o.csv", "Land;Ware A;Ware B;Ziel\nDE;pump;steel;CH\n")).unwrap();
    let choices: Vec<ColumnChoice> =
        ["to=Ziel", "description=ware b", "description=B"].map(|c| c.parse().unwrap()).into();
    let plan = Plan::recognise(&table, &headings(), &choices, &[Field::To]).unwrap();
    let read = plan.read(&table, &table.rows[0], &headings(), &defaults(), &Fixed).transaction.unwrap();
    assert_eq!((read.item.description.as_str(), read.to.unwrap().as_str()), ("steel; pump", "CH"));
    let wrong = Plan::recognise(&table, &headings(), &["to=Q".parse().unwrap()], &[]).unwrap_err().to_string();
    assert!(wrong.contains("no such column") && wrong.contains("\"Ziel\""), "{wrong}");
    assert!("to".parse::<ColumnChoice>().is_err());
}

#[test]
fn two_columns_with_one_heading_for_one_thing_have_to_be_chosen_between() {
    let table = read(&file("o.csv", "description;destination;destination\npump;CH;CN\n")).unwrap();
    let error = Plan::recognise(&table, &headings(), &[], &[]).unwrap_err().to_string();
    assert!(error.contains("(B)") && error.contains("(C)") && error.contains("--map to=B"), "{error}");
}

#[test]
fn ragged_rows_and_open_quotes_are_faults_of_their_own_row() {
    let csv = "id;description;to\n1;pump;CH\n2;valve, 3;4 inch;CH\n3;seal\n4;\"disc;CH\n5;ring;CH\n";
    let read = records(&read(&file("o.csv", csv)).unwrap());
    let good: Vec<bool> = read.iter().map(|record| record.transaction.is_ok()).collect();
    assert_eq!(good, [true, false, false, false, true]);
    assert!(read[1].transaction.as_ref().unwrap_err()[0].what.contains("4 fields"));
    assert!(read[3].transaction.as_ref().unwrap_err()[0].what.contains("quotation mark"));
}

#[test]
fn json_lines_keep_their_objects_and_name_a_bad_line() {
    let text = "{\"id\": 7, \"description\": \"pump\", \"to\": \"China\", \"consignee\": {\"name\": \"Acme\", \"country\": \"CN\"}, \"params\": {\"flow\": \"3 m3/h\"}}\n\
                \n{\"id\": 8, \"description\": \"valve\", \"parties\": [{\"name\": \"Bolt\", \"country\": \"China\", \"role\": \"end_user\"}, {\"name\": \"Nut\", \"role\": \"king\"}]}\n\
                {oops\n";
    let table = read(&file("o.ndjson", text)).unwrap();
    let read = records(&table);
    let first = read[0].transaction.as_ref().unwrap();
    assert_eq!(
        (first.id.as_str(), first.parties[0].name.as_str(), first.item.parameters[0].value.as_str()),
        ("7", "Acme", "3 m3/h")
    );
    assert_eq!(table.rows[0].original.as_ref().unwrap()["id"], 7);
    assert!(read[1].transaction.as_ref().unwrap_err()[0].to_string().contains("king"));
    let bad = read[2].transaction.as_ref().unwrap_err()[0].to_string();
    assert!(bad.starts_with("o.ndjson, row 4: the line is not valid JSON"), "{bad}");
}

#[test]
fn an_opendocument_sheet_is_read_with_repeats_and_hidden_rows() {
    let rows = format!(
        "{}{}<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>{}<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>",
        ods_row(&["Description", "Destination"]),
        ods_row(&["pump", "CH"]),
        ods_row(&["valve", "CN"]).replace("<table:table-row>", "<table:table-row table:visibility=\"collapse\">"),
    );
    let table = read(&ods(&rows)).unwrap();
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 6]);
    assert!(table.notes.iter().any(|note| note.contains("hidden rows")), "{:?}", table.notes);
}

#[test]
fn an_old_workbook_is_read_with_hidden_rows() {
    let hidden = [3_u16, 0, 3, 0, 0, 0, 0x20, 0].iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    let cells =
        [(0, 0, "Description"), (0, 1, "Destination"), (1, 0, "pump"), (1, 1, "CH"), (3, 0, "valve"), (3, 1, "CN")];
    let table = read(&xls(&cells, &[(0x0208, hidden)])).unwrap();
    assert_eq!((table.format, table.rows.len(), table.sheet.as_deref()), (Format::Xls, 2, Some("Orders")));
    assert!(table.notes.iter().any(|note| note.contains("row 4")), "{:?}", table.notes);
}

#[test]
fn a_binary_workbook_is_read_and_a_formula_without_value_told() {
    let book = xlsb(&[&["Description", "Destination"], &["=pump", "CH"], &["valve", "!"]]);
    let table = read(&book).unwrap();
    let read = records(&table);
    assert_eq!(read[0].transaction.as_ref().unwrap().item.description, "pump");
    let fault = read[1].transaction.as_ref().unwrap_err()[0].to_string();
    assert!(fault.contains("row 3, column \"Destination\" (B): the cell holds a formula"), "{fault}");
}

#[test]
fn files_that_are_no_tables_say_what_they_are() {
    let container = |stream: &str| super::workbook::container(stream, b"x");
    let cases: Vec<(RawFile, &str)> = vec![
        (file("a.xlsx", container("EncryptedPackage")), "protected by a password"),
        (xls(&[(0, 0, "Description")], &[]), "is empty"),
        (
            file("a.xls", super::workbook::container("Workbook", &[0x2F, 0, 6, 0, 1, 0, 0, 0, 0, 0])),
            "protected by a password",
        ),
        (file("a.doc", container("WordDocument")), "a Word document"),
        (file("a.xls", container("Other")), "without a workbook"),
        (file("a.docx", archive(&[("word/document.xml", b"<w/>")])), "a Word document"),
        (file("a.zip", archive(&[("a.txt", b"x")])), "without a workbook"),
        (file("a.xlsx", &b"PK\x03\x04 and then nothing"[..]), "is damaged"),
        (file("a.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]), "is damaged"),
        (file("a.pdf", &b"%PDF-1.7"[..]), "a PDF document"),
        (file("a.xls", &b"<html><table>"[..]), "a web page"),
        (
            file("a.xls", &b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>"[..]),
            "an XML spreadsheet of 2003",
        ),
        (file("a.csv", &b""[..]), "is empty"),
        (file("a.csv", &b" \r\n\r\n"[..]), "is empty"),
        (file("a.csv", &b"description;to\n"[..]), "is empty"),
        (xlsx(|_| {}), "is empty"),
        (xlsx(|sheet| line(sheet, 0, &["Description", "Destination"])), "is empty"),
    ];
    for (file, words) in cases {
        let error = read(&file).unwrap_err().to_string();
        assert!(error.contains(words), "{}: {error}", file.name);
    }
}

#[test]
fn a_file_named_otherwise_is_read_by_what_it_holds_and_said() {
    let table = read(&file("export.xls", "Description\tDestination\npump\tCH\n")).unwrap();
    assert_eq!(table.format, Format::Delimited);
    assert!(table.notes[0].contains("named .xls"), "{:?}", table.notes);
}

#[test]
fn stray_cells_at_the_far_corner_cost_nothing_and_never_stop_the_program() {
    let book = xlsx(|sheet| {
        line(sheet, 0, &["Description", "Destination"]);
        line(sheet, 1, &["pump", "CH"]);
        sheet.write_string(1_048_575, 16_383, "stray").unwrap();
    });
    let table = read(&book).unwrap();
    assert_eq!((table.rows.len(), table.columns.len()), (2, 3));
    assert_eq!(table.columns[2].name.to_string(), "column XFD");
    // Old workbooks are read into a rectangle, which is refused beforehand.
    let old = xls(&[(0, 0, "Description"), (65_535, 60_000, "stray")], &[]);
    assert!(read(&old).unwrap_err().to_string().contains("stray cells"), "xls");
    let declared = [&0_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[0, 0, 0xFF, 0xFF, 0, 0]].concat();
    let old = xls(&[(0, 0, "Description")], &[(0x0200, declared)]);
    assert!(read(&old).unwrap_err().to_string().contains("stray cells"), "xls declared");
    let wide = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row>";
    assert!(read(&ods(wide)).unwrap_err().to_string().contains("stray cells"), "ods");
    let spaces = format!(
        "{}<table:table-row><table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"99999999999\"/></text:p></table:table-cell></table:table-row>",
        ods_row(&["Description"])
    );
    assert!(read(&ods(&spaces)).unwrap_err().to_string().contains("stray cells"), "ods spaces");
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let bomb = vec![b' '; 40 << 20];
    let book = archive(&[("xl/workbook.xml", &bomb), ("[Content_Types].xml", b"")]);
    let limits = Limits { unpacked: 10 << 20, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let error = read_table(&file("a.xlsx", book), &headings(), &options).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than"), "{error}");
    let few = ReadOptions { limits: Limits { cells: 3, ..Limits::default() }, ..ReadOptions::default() };
    let book = xlsx(|sheet| {
        line(sheet, 0, &["description", "to"]);
        line(sheet, 1, &["pump", "CH"]);
    });
    let error = read_table(&book, &headings(), &few).unwrap_err().to_string();
    assert!(error.contains("--max-cells"), "{error}");
}

#[test]
fn a_cell_of_the_greatest_length_is_read_whole() {
    let long = "x".repeat(32_767);
    let book = xlsx(|sheet| {
        line(sheet, 0, &["Description", "Destination"]);
        line(sheet, 1, &[&long, "CH"]);
    });
    assert_eq!(one(&read(&book).unwrap()).unwrap().item.description.len(), 32_767);
}

#[test]
fn a_sheet_is_chosen_by_name_number_or_by_its_headings() {
    let mut book = rust_xlsxwriter::Workbook::new();
    line(book.add_worksheet().set_name("Notes").unwrap(), 0, &["ask sales"]);
    let hidden = book.add_worksheet().set_name("Old").unwrap();
    line(hidden, 0, &["Description", "Destination"]);
    line(hidden, 1, &["old pump", "CH"]);
    hidden.set_hidden(true);
    let sheet = book.add_worksheet().set_name("Orders").unwrap();
    line(sheet, 0, &["Description", "Destination"]);
    line(sheet, 1, &["pump", "CH"]);
    let book = file("o.xlsx", book.save_to_buffer().unwrap());
    let table = read(&book).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Orders"));
    assert!(table.notes.iter().any(|note| note.contains("not read: \"Notes\", \"Old\"")), "{:?}", table.notes);
    for (asked, expected) in [("old", "old pump"), ("3", "pump")] {
        let options = ReadOptions { sheet: Some(asked.into()), ..ReadOptions::default() };
        let table = read_table(&book, &headings(), &options).unwrap();
        assert_eq!(table.rows[0].cells[0].text(), expected);
    }
    let options = ReadOptions { sheet: Some("May".into()), ..ReadOptions::default() };
    let error = read_table(&book, &headings(), &options).unwrap_err().to_string();
    assert!(error.contains("no sheet \"May\"") && error.contains("\"Orders\""), "{error}");
}

#[test]
fn number_formats_are_kept_and_leading_zeros_of_a_reference_shown() {
    let book = xlsx(|sheet| {
        line(sheet, 0, &["ID", "Description", "Price"]);
        sheet.write_number_with_format(1, 0, 42, &Style::new().set_num_format("000000")).unwrap();
        line(sheet, 2, &["43", "valve"]);
        sheet.write_string(1, 1, "pump").unwrap();
        sheet.write_number_with_format(1, 2, 9.5, &Style::new().set_num_format("#,##0.00")).unwrap();
        sheet.write_formula(2, 2, Formula::new("=C2*2").set_result("19")).unwrap();
    });
    let table = read(&book).unwrap();
    assert_eq!(table.columns[2].format.as_deref(), Some("#,##0.00"));
    assert_eq!(table.rows[1].cells[2], Cell::Number(19.0));
    assert_eq!(records(&table)[0].id, "000042");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_read_or_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), kind in 0..6) {
        let file = match kind {
            0 => file("x.csv", bytes),
            1 => file("x.xlsx", [&b"PK\x03\x04"[..], &bytes].concat()),
            2 => file("x.xls", [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &bytes].concat()),
            3 => file("x.xls", super::workbook::container("Workbook", &bytes)),
            4 => file("x.ndjson", [&b"{"[..], &bytes].concat()),
            _ => file("x.ods", archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", b"<m/>"), ("content.xml", &bytes)])),
        };
        let _ = read(&file);
    }

    #[test]
    fn a_workbook_with_damaged_bytes_is_read_or_refused_without_panic(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), kind in 0..3
    ) {
        let mut book = match kind {
            0 => xlsx(|sheet| { line(sheet, 0, &["Description", "Destination"]); line(sheet, 1, &["pump", "CH"]); }),
            1 => xls(&[(0, 0, "Description"), (0, 1, "Destination"), (1, 0, "pump"), (1, 1, "CH")], &[]),
            _ => ods(&(ods_row(&["Description", "Destination"]) + &ods_row(&["pump", "CH"]))),
        };
        for (index, byte) in at {
            let index = index.index(book.bytes.len());
            book.bytes[index] = byte;
        }
        let _ = read(&book);
    }

    #[test]
    fn a_workbook_with_a_damaged_part_is_read_or_refused_and_never_hangs(
        part in 0_usize..20, cut in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0..3, kind in 0..4
    ) {
        let book = match kind {
            0 => xlsx(|sheet| { line(sheet, 0, &["Description", "Destination"]); line(sheet, 1, &["pump", "CH"]); }),
            2 => xlsb(&[&["Description", "Destination"], &["=pump", "CH"], &["valve", "!"]]),
            1 => raw_xlsx("<cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Description</t></is></c></row><row r=\"2\"><c r=\"A2\"><f>A1</f><v>5</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>"),
            _ => ods(&(ods_row(&["Description", "Destination"]) + &ods_row(&["pump", "CH"]))),
        };
        let bytes = with_part(&book.bytes, part, |content| {
            if content.is_empty() { return }
            let at = cut.index(content.len());
            match how {
                0 => content.truncate(at),
                1 => content[at] = byte,
                _ => { content.remove(at); }
            }
        });
        let _ = read(&file(&book.name, bytes));
    }

    #[test]
    fn an_old_workbook_with_a_damaged_stream_is_read_or_refused_and_never_hangs(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let mut stream = biff(&[(0, 0, "Description"), (0, 1, "Destination"), (1, 0, "pump"), (1, 1, "CH")], &[]);
        for (index, byte) in at {
            let index = index.index(stream.len());
            stream[index] = byte;
        }
        let _ = read(&xls_of(&stream));
    }

    #[test]
    fn every_row_that_holds_something_comes_out_once(
        rows in prop::collection::vec(prop::collection::vec("[a-zA-Z0-9 =+@äß-]{0,6}", 3), 1..25)
    ) {
        let expected: Vec<u32> = (2..)
            .zip(&rows)
            .filter(|(_, row)| row.iter().any(|text| !text.trim().is_empty()))
            .map(|(number, _)| number)
            .collect();
        prop_assume!(!expected.is_empty());
        let csv = rows.iter().fold("Description;Destination;ID\n".to_owned(), |csv, row| csv + &row.join(";") + "\n");
        let book = xlsx(|sheet| {
            line(sheet, 0, &["Description", "Destination", "ID"]);
            for (number, row) in (1..).zip(&rows) {
                line(sheet, number, &row.iter().map(String::as_str).collect::<Vec<_>>());
            }
        });
        for file in [file("o.csv", csv), book] {
            let table = read(&file).unwrap();
            let numbers: Vec<u32> = records(&table).iter().map(|record| record.address.row).collect();
            prop_assert_eq!(&numbers, &expected);
        }
    }
}
