//! Speed as ratios beside a bare floor in the same run: process start against `/bin/true`, a classification against a
//! plain search of the same words, a checked workbook against a bare copy of its cells. Absolute times depend on the machine; the ratios hold.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use dualuse::classification::{Classifier, Context, KindIndex};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::Item;
use dualuse::search::SearchIndex;

const DESCRIPTIONS: &[&str] = &[
    "12-bit analog-to-digital converter, 10.25 GSPS, JESD204B",
    "5-axis milling machine, unidirectional positioning repeatability 0.8 µm, travel 600 mm",
    "uncooled thermal imaging camera, 640x512, 12 µm pitch, 30 Hz",
    "WÄRMETAUSCHER TANTAL 4 M2 DN100",
    "centrifugal pump, stainless steel 316L, 12 m3/h",
    "GaN power amplifier MMIC 6-18 GHz, Psat 40 dBm",
    "carton box 400 x 300 x 200 mm",
    "caméra rapide 1 280 x 800, 25 000 images/s",
];

fn start(c: &mut Criterion) {
    let mut group = c.benchmark_group("process start");
    let run = |program: &str, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        black_box(status.expect("the program starts"));
    };
    group.sample_size(20);
    group.bench_function("floor: /bin/true", |b| b.iter(|| run("/bin/true", &[])));
    group.bench_function("dualuse --version", |b| b.iter(|| run(env!("CARGO_BIN_EXE_dualuse"), &["--version"])));
    group.bench_function("dualuse classify, first answer", |b| {
        b.iter(|| run(env!("CARGO_BIN_EXE_dualuse"), &["classify", DESCRIPTIONS[0]]))
    });
    group.finish();
}

fn classify(c: &mut Criterion) {
    let register = Register::load(&ListSource::embedded()).expect("the embedded lists have no faults");
    let kinds = KindIndex::new(&register);
    let index = SearchIndex::of_provisions(&register).expect("the index builds");
    let classifier = Classifier::new(&register, &kinds);
    let mut group = c.benchmark_group("one description");
    group.bench_function("floor: plain search of its words", |b| {
        let mut texts = DESCRIPTIONS.iter().cycle();
        b.iter(|| black_box(index.find(texts.next().expect("a cycle never ends"), 20)));
    });
    group.bench_function("classify", |b| {
        let mut items = DESCRIPTIONS
            .iter()
            .map(|text| Item { description: (*text).to_owned(), ..Item::default() })
            .collect::<Vec<_>>()
            .into_iter()
            .cycle();
        b.iter(|| black_box(classifier.classify(&items.next().expect("a cycle never ends"), &Context::default())));
    });
    group.finish();
}

/// Rows of the workbook that is checked.
const ROWS: u32 = 100_000;
/// Lines of an order, which go to one consignee.
const LINES: u32 = 3;
/// Distinct descriptions, and distinct consignees, among them: a maker has thousands of articles and of customers.
const ARTICLES: u32 = 5_000;
const CUSTOMERS: u32 = 3_000;
const DESTINATIONS: [&str; 12] = ["CN", "TR", "IN", "US", "CH", "BR", "NO", "KR", "AE", "FR", "PL", "JP"];
/// Articles of which only the figures differ.
const ARTICLE_TEXTS: [&str; 16] = [
    "centrifugal pump stainless steel {} m3/h",
    "12-bit ADC {} MSPS, JESD204B",
    "ball valve DN{} PN40 PTFE seat",
    "5-axis milling machine, positioning repeatability 0.{} µm, travel 600 mm",
    "Servomotor {} W 48 V mit Bremse",
    "Kugellager {} 2RS",
    "capteur de pression {} mbar inox",
    "uncooled thermal camera {}x512, 30 Hz",
    "carton box {} x 300 x 200 mm",
    "WÄRMETAUSCHER TANTAL 4 M2 DN{}",
    "fibre laser 1064 nm, {} W cw",
    "Frequenzumrichter {} kW 400 V",
    "bomba de vacío {} l/s",
    "oscilloscope {} MHz, 4 channels",
    "Ersatzteilsatz Dichtung DN{}",
    "hydraulic hose DN12 {} bar",
];

/// An order line; the same number gives the same line.
fn order_line(row: u32) -> [String; 4] {
    // A large odd factor scatters the rows over articles and customers.
    let article = row.wrapping_mul(2_654_435_761) % ARTICLES;
    let order = row / LINES;
    let customer = order.wrapping_mul(2_246_822_519) % CUSTOMERS;
    let text = ARTICLE_TEXTS[article as usize % ARTICLE_TEXTS.len()].replace("{}", &(article + 1).to_string());
    let destination = DESTINATIONS[customer as usize % DESTINATIONS.len()];
    [order.to_string(), text, destination.to_owned(), format!("Muster {customer} Handels GmbH")]
}

fn write_orders(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["Order", "Description", "Destination", "Consignee"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).expect("the heading fits");
    }
    for row in 1..=ROWS {
        for (column, cell) in order_line(row).iter().enumerate() {
            sheet.write_string(row, column as u16, cell).expect("the cell fits");
        }
    }
    book.save(path).expect("the folder can be written");
}

/// A cell of a text.
type TextCell = (u32, u16, String);

/// Every cell of the first sheet, read with calamine's streaming reader.
fn cells(path: &Path) -> Vec<TextCell> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("the workbook opens");
    let mut reader = book.worksheet_cells_reader("Sheet1").expect("the sheet is there");
    let mut cells = Vec::new();
    while let Ok(Some(cell)) = reader.next_cell() {
        let (row, column) = cell.get_position();
        if let calamine::DataRef::SharedString(text) = cell.get_value() {
            cells.push((row, column as u16, (*text).to_owned()));
        }
    }
    cells
}

/// A floor: the orders read with calamine and `rows` written with rust_xlsxwriter, nothing checked.
fn copy(orders: &Path, rows: &[TextCell], written: &Path) {
    black_box(cells(orders));
    let mut out = rust_xlsxwriter::Workbook::new();
    let sheet = out.add_worksheet();
    for (row, column, text) in rows {
        sheet.write_string(*row, *column, text).expect("the cell fits");
    }
    out.save(written).expect("the folder can be written");
}

fn check(orders: &Path, checked: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dualuse"));
    command.arg("batch").arg(orders).arg("-o").arg(checked).arg("--force").args(["--as-of", "2026-11-23"]);
    command.env("DUALUSE_DATA_DIR", checked.with_file_name("no-lists"));
    black_box(command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program starts"));
}

/// Two floors: the orders read and written as they are, four columns; and the orders read and the answered rows written,
/// 22 columns, most of them sentences.
fn batch(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let (orders, checked) = (at("orders.xlsx"), at("checked.xlsx"));
    write_orders(&orders);
    check(&orders, &checked);
    let mut group = c.benchmark_group("workbook of 100,000 rows");
    group.sample_size(10);
    let own = cells(&orders);
    group.bench_function("floor: orders read, orders written", |b| b.iter(|| copy(&orders, &own, &at("copy.xlsx"))));
    drop(own);
    let answered = cells(&checked);
    group.bench_function("floor: orders read, answers written", |b| {
        b.iter(|| copy(&orders, &answered, &at("copy.xlsx")));
    });
    drop(answered);
    group.bench_function("dualuse batch, whole process", |b| b.iter(|| check(&orders, &at("again.xlsx"))));
    group.finish();
}

criterion_group!(benches, start, classify, batch);
criterion_main!(benches);
