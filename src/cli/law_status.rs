//! How old each part of the law held here is, as a section of `dualuse lists status`.

use jiff::civil::Date;

use crate::licensing::LawPart;
use crate::report::{Page, Tone};

/// Adds the section: one row for each part, with its dates and what speaks against relying on it.
pub(super) fn law_section(page: &mut Page, parts: &[LawPart], day: Date) {
    page.heading("Parts of the law");
    let rows: Vec<(Tone, Vec<String>)> = parts.iter().map(|part| row(part, day)).collect();
    page.table(&["part", "text of", "checked", "warning", "taken from"], &rows);
}

fn row(part: &LawPart, day: Date) -> (Tone, Vec<String>) {
    let warning = part.warning(day);
    let tone = if warning.is_some() { Tone::Attention } else { Tone::Plain };
    let dated = part.dated.map(|dated| dated.to_string()).unwrap_or_default();
    (tone, vec![part.name.clone(), dated, part.checked.to_string(), warning.unwrap_or_default(), part.act.clone()])
}
