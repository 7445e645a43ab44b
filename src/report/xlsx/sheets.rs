//! The sheets beside the rows: a summary with a chart, each distinct finding with its rows, the documents, and what
//! the answers rest on.

use std::collections::HashMap;

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLine, ChartPoint, ChartSolidFill, ChartType, Color, FormatAlign, Workbook,
    Worksheet, XlsxError,
};

use super::styles::{answer_heading, base, colours, label, legend, remark, title, verdict_style, wrapped};
use super::{LINE, MOST_CHARACTERS, MOST_ROWS, lines_of};
use crate::domain::Severity;
use crate::report::columns::{Counts, FindingLine, ResultRow};
use crate::report::sink::Closing;

pub(super) const SUMMARY: &str = "Summary";
pub(super) const FINDINGS: &str = "Findings";
pub(super) const DOCUMENTS: &str = "Documents";
pub(super) const ABOUT: &str = "About this check";

/// Width of the sentences about the check, in characters.
const ABOUT_WIDTH: f64 = 110.0;
/// Distinct findings listed; further ones are counted.
const MOST_FINDINGS: usize = 20_000;
/// Lines of a finding that are shown at first.
const MOST_FINDING_LINES: usize = 12;
/// Rows named with a finding; further ones are counted.
const MOST_NAMED: usize = 40;

/// Each distinct finding with the rows it was found in.
#[derive(Default)]
pub(super) struct Findings {
    places: HashMap<FindingLine, usize>,
    found: Vec<(FindingLine, u32, Vec<u32>)>,
    beyond: u64,
}

impl Findings {
    /// Counts the findings of a row in.
    pub(super) fn count(&mut self, row: u32, answer: &ResultRow) {
        for finding in answer.findings.iter().filter(|finding| finding.severity != Severity::NoLicenceFound) {
            match self.places.get(finding) {
                Some(place) => {
                    let (_, count, rows) = &mut self.found[*place];
                    *count += 1;
                    if rows.len() < MOST_NAMED {
                        rows.push(row);
                    }
                }
                None if self.found.len() >= MOST_FINDINGS => self.beyond += 1,
                None => {
                    self.places.insert(finding.clone(), self.found.len());
                    self.found.push((finding.clone(), 1, vec![row]));
                }
            }
        }
    }

    /// Writes the sheet, the most severe findings first, then those of most rows.
    pub(super) fn write(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(FINDINGS)?;
        let columns: [(&str, f64); 7] = [
            ("Severity", 24.0),
            ("Finding", 70.0),
            ("Led to it", 40.0),
            ("Legal basis", 44.0),
            ("What settles it", 50.0),
            ("Rows", 8.0),
            ("In rows", 40.0),
        ];
        table_head(sheet, &columns)?;
        let mut order: Vec<&(FindingLine, u32, Vec<u32>)> = self.found.iter().collect();
        order.sort_by(|(a, many, _), (b, more, _)| (b.severity, more).cmp(&(a.severity, many)));
        for (at, (finding, count, rows)) in (1..).zip(order) {
            sheet.write_string_with_format(at, 0, finding.severity.label(), &verdict_style(finding.severity))?;
            let texts = [&finding.sentence, &finding.evidence, &finding.basis, &finding.settled_by];
            for (column, text) in (1..).zip(texts) {
                words(sheet, (at, column), text)?;
            }
            sheet.write_number_with_format(at, 5, *count, &base())?;
            let named: Vec<String> = rows.iter().map(ToString::to_string).collect();
            let more = *count as usize - rows.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let named = format!("{}{more}", named.join(", "));
            words(sheet, (at, 6), &named)?;
            let shown = texts.into_iter().chain([&named]).zip([1, 2, 3, 4, 6]);
            let lines = shown.map(|(text, column)| lines_of(text, columns[column].1)).max();
            sheet.set_row_height(at, LINE * lines.unwrap_or(1).clamp(1, MOST_FINDING_LINES) as f64)?;
        }
        if self.beyond > 0 {
            let at = self.found.len() as u32 + 1;
            let text = format!("and {} findings more; each row of the first sheet has its own", self.beyond);
            words(sheet, (at, 1), &text)?;
        }
        sheet.autofilter(0, 0, self.found.len() as u32, columns.len() as u16 - 1)?;
        Ok(())
    }
}

fn table_head(sheet: &mut Worksheet, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    for (at, (heading, width)) in (0..).zip(columns) {
        sheet.write_string_with_format(0, at, *heading, &answer_heading())?;
        sheet.set_column_width(at, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn words(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) -> Result<(), XlsxError> {
    if !text.is_empty() {
        let text: String = text.chars().take(MOST_CHARACTERS).collect();
        sheet.write_string_with_format(row, column, text, &wrapped())?;
    }
    Ok(())
}

/// Verdicts of rows and documents in numbers and as a chart, with what each colour means.
pub(super) fn summary(book: &mut Workbook, closing: &Closing<'_>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(SUMMARY)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (column, width) in (0..).zip([34.0, 10.0, 12.0, 64.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, "Export check", &title())?;
    sheet.write_string_with_format(1, 0, closing.table.place(), &remark())?;
    let rows: usize = closing.counts.values().sum();
    let state = if closing.complete { "" } else { "PARTIAL: the run was stopped before the last row. " };
    let count = format!("{state}{rows} row{}. Finding nothing is not a clearance.", if rows == 1 { "" } else { "s" });
    sheet.write_string_with_format(2, 0, count, &remark())?;
    let over_numbers = answer_heading().set_align(FormatAlign::Right);
    let heads = [
        ("Verdict", answer_heading()),
        ("Rows", over_numbers.clone()),
        ("Documents", over_numbers),
        ("Meaning", answer_heading().set_indent(1)),
    ];
    for (column, (heading, style)) in (0..).zip(heads) {
        sheet.write_string_with_format(4, column, heading, &style)?;
    }
    let documents = closing.documents.counts();
    let number = |counts: &Counts, severity: Severity| counts.get(&severity).copied().unwrap_or(0) as u32;
    let mut shown = Vec::new();
    for (at, severity) in (5..).zip(Severity::ALL.into_iter().rev()) {
        sheet.write_string_with_format(at, 0, severity.label(), &verdict_style(severity))?;
        sheet.write_number_with_format(at, 1, number(closing.counts, severity), &base())?;
        sheet.write_number_with_format(at, 2, number(&documents, severity), &base())?;
        sheet.write_string_with_format(at, 3, legend(severity), &wrapped().set_indent(1))?;
        shown.push(severity);
    }
    chart(sheet, &shown)
}

fn chart(sheet: &mut Worksheet, shown: &[Severity]) -> Result<(), XlsxError> {
    let (first, last) = (5, 4 + shown.len() as u32);
    let points: Vec<ChartPoint> = shown
        .iter()
        .map(|severity| {
            let fill = colours(*severity).map_or(0xD9_D9D9, |(fill, _)| fill);
            let solid = ChartSolidFill::new().set_color(Color::RGB(fill)).clone();
            ChartPoint::new().set_format(ChartFormat::new().set_solid_fill(&solid)).clone()
        })
        .collect();
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_categories((SUMMARY, first, 0, last, 0))
        .set_values((SUMMARY, first, 1, last, 1))
        .set_points(&points)
        .set_gap(40);
    chart.title().set_name("Rows by verdict").set_font(ChartFont::new().set_bold().set_size(12));
    chart.legend().set_hidden();
    chart.x_axis().set_reverse().set_font(ChartFont::new().set_size(8));
    let faint = ChartLine::new().set_color(Color::RGB(0xD9_D9D9)).clone();
    chart.y_axis().set_major_gridlines(true).set_major_gridlines_line(&faint).set_font(ChartFont::new().set_size(8));
    chart.set_width(860).set_height(380);
    sheet.insert_chart(last + 2, 0, &chart)?;
    Ok(())
}

/// Each document with its worst verdict; no sheet where no column names one.
pub(super) fn documents(book: &mut Workbook, closing: &Closing<'_>) -> Result<(), XlsxError> {
    let list = closing.documents.list();
    if list.is_empty() {
        return Ok(());
    }
    let sheet = book.add_worksheet();
    sheet.set_name(DOCUMENTS)?;
    table_head(sheet, &[("Document", 24.0), ("Verdict", 34.0), ("Lines", 8.0)])?;
    for (at, (document, verdict, lines)) in (1..).zip(list.iter().take(MOST_ROWS)) {
        let document: String = document.chars().take(MOST_CHARACTERS).collect();
        sheet.write_string_with_format(at, 0, document, &base())?;
        sheet.write_string_with_format(at, 1, verdict.label(), &verdict_style(*verdict))?;
        sheet.write_number_with_format(at, 2, *lines, &base())?;
    }
    sheet.autofilter(0, 0, list.len().min(MOST_ROWS) as u32, 2)?;
    Ok(())
}

/// What was read how, what the answers rest on, what was not checked.
pub(super) fn about(book: &mut Workbook, closing: &Closing<'_>, cut: usize) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, ABOUT_WIDTH)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let cut = (cut > 0).then(|| ("Cut".to_owned(), format!("texts longer than a cell holds, cut at its end: {cut}")));
    let mut before = "";
    for (row, (name, text)) in (0..).zip(closing.about.iter().chain(&cut)) {
        if name != before {
            sheet.write_string_with_format(row, 0, name, &label())?;
        }
        before = name;
        words(sheet, (row, 1), text)?;
        sheet.set_row_height(row, LINE * lines_of(text, ABOUT_WIDTH).max(1) as f64)?;
    }
    Ok(())
}
