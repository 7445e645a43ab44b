//! A table of the list, such as the deposition techniques of 2E003.f: each row is one way to meet the provision.

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::test_line::Test;
use super::vocabulary::Vocabulary;

/// A table of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactTable {
    /// What it is a table of.
    pub title: String,
    /// The properties in its columns.
    pub columns: Vec<String>,
    /// Its rows: for each column the values any of which will do.
    pub rows: Vec<Vec<Vec<String>>>,
    /// What values in it mean.
    pub notes: Vec<TableNote>,
}

/// What a value of a table means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableNote {
    /// The values.
    pub about: Vec<String>,
    /// What the list says of them, in our words.
    pub says: String,
}

/// Reads `[item.table]`, with the tests its rows stand for.
pub(super) fn table(fields: &mut Fields<'_>, vocabulary: &Vocabulary) -> Option<(FactTable, Vec<Vec<Test>>)> {
    let mut fields = fields.table("table")?;
    let title = fields.required("title").map(|(text, _)| text.to_owned()).unwrap_or_default();
    let columns: Vec<String> = fields.texts("columns").into_iter().map(|(text, _)| text.to_owned()).collect();
    let mut rows = Vec::new();
    let mut alternatives = Vec::new();
    for row in fields.groups("rows") {
        let span = row.first().map_or_else(|| fields.span(), |(_, span)| span.clone());
        if row.len() != columns.len() {
            let message = format!("the row has {} cells, the table {} columns", row.len(), columns.len());
            fields.fault(&span, message, "write one cell for each column; values in a cell are joined by commas");
            continue;
        }
        let mut tests = Vec::with_capacity(row.len());
        for (column, (cell, span)) in columns.iter().zip(&row) {
            let is = if cell.contains(',') { "is one of" } else { "is" };
            match Test::parse(&format!("{column} {is} {cell}"), vocabulary) {
                Ok(test) => tests.push(test),
                Err((message, help)) => fields.fault(span, message, help),
            }
        }
        rows.push(row.iter().map(|(cell, _)| cell.split(',').map(|value| value.trim().to_owned()).collect()).collect());
        alternatives.push(tests);
    }
    let notes = notes(&mut fields, &columns, vocabulary);
    fields.finish();
    Some((FactTable { title, columns, rows, notes }, alternatives))
}

fn notes(fields: &mut Fields<'_>, columns: &[String], vocabulary: &Vocabulary) -> Vec<TableNote> {
    let parameters = columns.iter().filter_map(|column| vocabulary.find_parameter(column));
    let values: Vec<&String> = parameters.flat_map(|id| &vocabulary.parameter(id).values).collect();
    let mut out = Vec::new();
    for mut note in fields.tables("note") {
        let about = note.texts("about");
        for (value, span) in about.iter().filter(|(value, _)| !values.iter().any(|known| known == value)) {
            note.fault(
                span,
                format!("`{value}` stands in no column of the table"),
                "name a value of one of its columns",
            );
        }
        let about = about.into_iter().map(|(value, _)| value.to_owned()).collect();
        if let Some((says, _)) = note.required("says") {
            out.push(TableNote { about, says: says.to_owned() });
        }
        note.finish();
    }
    out
}
