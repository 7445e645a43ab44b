//! The answer of `dualuse party`, as a page and as CSV.

use jiff::civil::Date;

use super::party::Asked;
use crate::name_matching::{Match, PartyResult};
use crate::report::{Page, Tone};
use crate::sanctions::SearchedList;

/// The answer for one party, as a page of so many columns.
pub(super) fn page(result: &PartyResult, (width, colour): (u16, bool), as_of: Date) -> String {
    let mut page = Page::new(width, colour);
    title(result, &mut page);
    page.pairs(&asked(result, as_of));
    for (number, found) in result.matches.iter().enumerate() {
        one_match(number + 1, found, &mut page);
    }
    if result.not_shown > 0 {
        page.paragraph(0, &format!("{} further matches are not shown; see --top.", result.not_shown));
    }
    page.heading("Findings");
    for finding in &result.findings {
        page.hanging(0, "- ", &format!("{}: {}", finding.severity, finding.sentence));
        if let Some(how) = &finding.settled_by {
            page.hanging(2, "To settle: ", how);
        }
    }
    if result.findings.is_empty() {
        page.paragraph(
            0,
            "None. This says only that the lists below hold no name that scores as high; it is no clearance.",
        );
    }
    lists(result, &mut page);
    page.into_text()
}

fn title(result: &PartyResult, page: &mut Page) {
    let not_searched = result.findings.iter().any(|f| f.code == "party-not-searchable");
    let unchecked = result.findings.iter().any(|f| f.code.starts_with("list-"));
    let (text, tone) = match result.matches.len() {
        _ if not_searched => ("NOT CHECKED: the name cannot be searched for".to_owned(), Tone::Stop),
        0 if unchecked => {
            ("NOT CHECKED: no match in the lists searched, but the search is not complete".to_owned(), Tone::Attention)
        }
        0 => ("No match in the lists searched".to_owned(), Tone::Plain),
        _ if result.matches.iter().any(|m| m.confirmed) => ("LISTED PARTY".to_owned(), Tone::Stop),
        1 => ("1 POTENTIAL MATCH".to_owned(), Tone::Attention),
        n => (format!("{n} POTENTIAL MATCHES"), Tone::Attention),
    };
    page.title(&text, tone);
}

fn asked(result: &PartyResult, as_of: Date) -> Vec<(&'static str, String)> {
    let query = &result.party;
    let mut rows = vec![("Party", query.name.trim().to_owned())];
    rows.extend(query.country.as_ref().map(|c| ("Country", c.to_string())));
    rows.extend(query.born.as_ref().map(|b| ("Born", b.written.clone())));
    rows.extend(query.identifiers.iter().map(|i| ("Number", i.value.clone())));
    rows.push(("As of", as_of.to_string()));
    rows
}

fn one_match(number: usize, found: &Match, page: &mut Page) {
    let listed = &found.listed;
    let second = found.second_opinion.map_or_else(String::new, |score| format!(" (second opinion {score:.2})"));
    page.heading(&format!("{number}. score {:.2}{second}", found.score));
    let mut rows = vec![
        ("Listed", listed.name.clone()),
        ("List", format!("{}, {} ({})", listed.list, listed.entry_id, listed.kind)),
        ("Effect", listed.effect.to_string()),
    ];
    if listed.matched_name != listed.name {
        rows.push(("Name matched", listed.matched_name.clone()));
    }
    if !listed.births.is_empty() {
        rows.push(("Born", listed.births.join("; ")));
    }
    if !listed.countries.is_empty() {
        rows.push(("Countries", listed.countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    }
    rows.extend(listed.listed_on.map(|day| ("Listed on", day.to_string())));
    rows.extend(listed.legal_basis.first().map(|basis| ("Basis", basis.to_string())));
    rows.push(("Why", found.line()));
    page.pairs(&rows);
}

fn lists(result: &PartyResult, page: &mut Page) {
    page.heading("Lists searched");
    for list in &result.lists_searched {
        page.hanging(0, "- ", &described(list));
    }
    if result.lists_searched.is_empty() {
        page.paragraph(0, "None.");
    }
    if !result.not_loaded.is_empty() {
        page.hanging(0, "Not loaded: ", &result.not_loaded.join(", "));
    }
}

/// A searched list in one line: name, version, date, digest, counts, and what speaks against relying on it.
pub(super) fn described(list: &SearchedList) -> String {
    let counts: Vec<String> = list.counts.iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
    let date = list.date.map_or_else(|| "undated".to_owned(), |d| format!("of {d}"));
    let mut text = format!(
        "{} ({}): version {}, {date}, {}, digest {}",
        list.name,
        list.title,
        list.version,
        counts.join(", "),
        &list.digest[..12]
    );
    for problem in &list.problems {
        text.push_str(&format!("; {problem}"));
    }
    text
}

/// The columns of the CSV answer.
const HEADING: [&str; 11] = [
    "qid",
    "entry_id",
    "list",
    "name",
    "score",
    "kind",
    "effect",
    "matched_name",
    "confirmed",
    "outcome",
    "explanation",
];

/// One row for each match, below a heading where one is wanted; a party without a match has one row without entry and
/// score.
pub(super) fn write_csv(asked: &[Asked], results: &[PartyResult], heading: bool) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if heading {
        writer.write_record(HEADING)?;
    }
    for (asked, result) in asked.iter().zip(results) {
        for found in &result.matches {
            let listed = &found.listed;
            writer.write_record([
                asked.id.as_str(),
                &listed.entry_id,
                &listed.list,
                &listed.name,
                &format!("{:.4}", found.score),
                listed.kind.code(),
                listed.effect.label(),
                &listed.matched_name,
                if found.confirmed { "yes" } else { "no" },
                if found.confirmed { "listed_party" } else { "potential_match" },
                &found.line(),
            ])?;
        }
        if result.matches.is_empty() {
            let reason = result.findings.first().map_or("no match in the lists searched", |f| &f.sentence);
            let outcome = if result.findings.is_empty() { "no_match" } else { "not_checked" };
            writer.write_record([asked.id.as_str(), "", "", "", "", "", "", "", "", outcome, reason])?;
        }
    }
    Ok(String::from_utf8(writer.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?)?)
}
