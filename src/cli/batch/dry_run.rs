//! `--dry-run`: how each column of a table is understood, with its first three values. Nothing is checked or written.

use super::super::terminal::print;
use super::super::{Common, ExitStatus};
use crate::records::{ColumnChoice, Field, HeadingTable, Input, Plan, Row};
use crate::report::{Page, Tone};

/// Rows shown.
const SHOWN: usize = 3;
/// Characters of a value shown.
const ROOM: usize = 60;

/// Shows the columns; the exit code says whether the table can be checked as it is.
///
/// # Errors
/// A file that cannot be read on, a choice that names no field or column.
pub(super) fn run(
    mut input: Input,
    headings: &HeadingTable,
    choices: &[ColumnChoice],
    required: &[Field],
    common: &Common,
) -> anyhow::Result<ExitStatus> {
    let mut rows = Vec::new();
    while rows.len() < SHOWN
        && let Some(row) = input.next_row()?
    {
        rows.push(row);
    }
    let complete = Plan::recognise(&input.table, headings, choices, required);
    let plan = match &complete {
        Ok(plan) => plan.clone(),
        Err(_) => Plan::recognise(&input.table, headings, choices, &[])?,
    };
    let mut page = common.page();
    columns(&mut page, &input, &plan, &rows);
    for note in input.notes().iter().chain(plan.notes.iter().skip(1)) {
        page.hanging(0, "note: ", note);
    }
    let status = match complete {
        Ok(_) => {
            page.paragraph(0, "The table can be checked as it is read here. Change a column with --map FIELD=COLUMN; keep the reading with --save-profile FILE.toml.");
            page.paragraph(0, "A row may also state act, military, \"param: NAME\" and \"fact: NAME\"; `dualuse batch --help` says what each holds.");
            ExitStatus::NothingFound
        }
        Err(error) => {
            page.hanging(0, "missing: ", &error.to_string());
            ExitStatus::NotCarriedOut
        }
    };
    print(&page.into_text());
    Ok(status)
}

fn columns(page: &mut Page, input: &Input, plan: &Plan, rows: &[Row]) {
    let heading = match input.table.heading_row {
        0 => input.table.place(),
        row => format!("{}, headings in row {row}", input.table.place()),
    };
    page.title(&heading, Tone::Plain);
    let understood = plan.understood();
    let line = |place: usize| {
        let fields: Vec<String> =
            understood.iter().filter(|(_, at)| *at == place).map(|(field, _)| field.to_string()).collect();
        let column = &input.table.columns[place].name;
        let tone = if fields.is_empty() { Tone::Plain } else { Tone::Open };
        let taken = if fields.is_empty() { "not used".to_owned() } else { fields.join(", ") };
        let values: Vec<String> =
            rows.iter().filter_map(|row| row.cells.get(place)).map(|cell| value(&cell.text())).collect();
        let letter = column.letter.clone().unwrap_or_default();
        (tone, vec![letter, column.heading.clone(), taken, values.join("\n")])
    };
    let lines: Vec<(Tone, Vec<String>)> = (0..input.table.columns.len()).map(line).collect();
    let first: Vec<String> = rows.iter().map(|row| row.number.to_string()).collect();
    let values = format!("Values of rows {}", first.join(", "));
    page.table(&["", "Column", "Read as", &values], &lines);
}

fn value(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = line.chars().count() > ROOM;
    let shown: String = line.chars().take(ROOM).collect();
    match (shown.is_empty(), cut) {
        (true, _) => "–".to_owned(),
        (_, true) => format!("{shown}…"),
        _ => shown,
    }
}
