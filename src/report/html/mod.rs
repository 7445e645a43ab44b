//! A batch or a single check as one HTML page: it needs no network and no other file, reads on a phone, in the dark, on
//! paper and without its script. Nothing from outside becomes markup.

mod charts;

use std::fmt::Write as _;
use std::io::Write as _;

use super::columns::{About, Counts, FindingLine, ResultRow, result_row, sources};
use super::output::{OutputError, PartFile};
use super::sink::{AnsweredRow, Closing, Sink};
use crate::domain::Severity;
use crate::records::{Record, RowAddress, Table};
use crate::screening::Screening;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Rows a page holds; more make a browser slow.
const MOST_ROWS: usize = 20_000;
/// The parts of an answer shown when a row is opened, with their columns.
const PARTS: [(&str, &str); 6] = [
    ("Authorisations", "dualuse authorisations"),
    ("Duties", "dualuse duties"),
    ("Potential matches", "dualuse potential matches"),
    ("To be asked", "dualuse questions"),
    ("Not checked", "dualuse not checked"),
    ("Notes", "dualuse notes"),
];

/// Rows of a page.
pub struct HtmlSink {
    file: PartFile,
    rows: String,
    count: usize,
    destinations: charts::Destinations,
}

impl HtmlSink {
    /// A page without rows.
    pub fn new(file: PartFile) -> Self {
        Self { file, rows: String::new(), count: 0, destinations: charts::Destinations::default() }
    }
}

impl Sink for HtmlSink {
    fn row(&mut self, _: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        self.count += 1;
        if self.count > MOST_ROWS {
            return Err(OutputError::TooLarge { what: "rows", count: self.count, most: MOST_ROWS });
        }
        self.destinations.count(&answered.answer.to, answered.answer.severity);
        let texts: Vec<String> = answered.row.cells.iter().map(|cell| cell.text()).filter(|t| !t.is_empty()).collect();
        row(&mut self.rows, answered.row.number, answered.answer, &texts.join(" · "));
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError> {
        let charts = [charts::verdicts(closing.counts), self.destinations.chart()].concat();
        let page = Page {
            title: &closing.table.place(),
            rows: &self.rows,
            charts: &charts,
            counts: closing.counts,
            documents: &closing.documents.list(),
            about: closing.about,
            complete: closing.complete,
        };
        let page = page.text();
        self.file.write_all(page.as_bytes()).map_err(|cause| self.file.failed(cause))?;
        closing.finish(self.file)
    }
}

/// A single check as a page.
pub fn check_page(screening: &Screening) -> String {
    let address = RowAddress { file: "check".to_owned(), row: 1, ..RowAddress::default() };
    let transaction = Ok(screening.transaction.clone());
    let record = Record { address, id: screening.id.clone(), document: None, transaction, notes: Vec::new() };
    let answer = result_row(&record, Some(screening));
    let mut rows = String::new();
    row(&mut rows, 1, &answer, "");
    let page = Page {
        title: &screening.transaction.item.description,
        rows: &rows.replace("<details>", "<details open>"),
        charts: "",
        counts: &Counts::from([(screening.verdict, 1)]),
        documents: &[],
        about: &sources(&screening.sources),
        complete: true,
    };
    page.text()
}

/// Text as HTML holds it.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(words);
}

fn row(out: &mut String, number: u32, answer: &ResultRow, own: &str) {
    let (tone, label) = (answer.severity.code(), answer.severity.label());
    let goods = if answer.goods.is_empty() { own } else { &answer.goods };
    let mut codes = answer.value("dualuse control codes");
    if codes.is_empty() {
        codes = answer.value("dualuse Annex I");
    }
    // The roles stand in words, because a table laid out for a phone or for paper is none to some readers of screens.
    put(
        out,
        format_args!(
            "<tr role=\"row\" class=\"{tone}\"><th role=\"rowheader\" scope=\"row\"><span class=\"verdict\">{label}</span></th>"
        ),
    );
    put(
        out,
        format_args!(
            "<td role=\"cell\" data-label=\"Row\">{number} <span class=\"soft id\">{}</span></td>",
            text(&answer.id)
        ),
    );
    put(out, format_args!("<td role=\"cell\" data-label=\"\">{}</td>", text(goods)));
    put(out, format_args!("<td role=\"cell\" data-label=\"To\">{}</td>", text(&answer.to)));
    put(out, format_args!("<td role=\"cell\" data-label=\"Annex I\">{}</td>", text(codes)));
    put(
        out,
        format_args!(
            "<td role=\"cell\" data-label=\"\"><details><summary>{}</summary><div class=\"found\"><div class=\"findings\">",
            text(first_reason(answer))
        ),
    );
    for finding in answer.findings.iter().filter(|finding| finding.severity != Severity::NotChecked || answer.unread) {
        one_finding(out, finding);
    }
    out.push_str("</div><dl>");
    for (name, heading) in PARTS {
        lines(out, name, answer.value(heading));
    }
    out.push_str("</dl></div></details></td></tr>\n");
}

fn first_reason(answer: &ResultRow) -> &str {
    let decisive = answer.findings.iter().find(|finding| finding.severity == answer.severity);
    decisive.or_else(|| answer.findings.first()).map_or("no finding", |finding| &finding.sentence)
}

fn one_finding(out: &mut String, finding: &FindingLine) {
    let (tone, label) = (finding.severity.code(), finding.severity.label());
    let sentence = text(&finding.sentence);
    put(out, format_args!("<div class=\"finding {tone}\"><p><strong>{label}</strong>: {sentence}</p>"));
    for (name, words) in
        [("led to it", &finding.evidence), ("basis", &finding.basis), ("settled by", &finding.settled_by)]
    {
        if !words.is_empty() {
            put(out, format_args!("<p class=\"soft\">{name}: {}</p>", text(words)));
        }
    }
    out.push_str("</div>");
}

fn lines(out: &mut String, name: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    let items: String = words.lines().map(|line| format!("<li>{}</li>", text(line))).collect();
    put(out, format_args!("<div><dt>{name}</dt><dd><ul>{items}</ul></dd></div>"));
}

/// What stands on a page.
struct Page<'a> {
    title: &'a str,
    rows: &'a str,
    charts: &'a str,
    counts: &'a Counts,
    documents: &'a [(&'a str, Severity, u32)],
    about: &'a About,
    complete: bool,
}

impl Page<'_> {
    fn text(&self) -> String {
        let title = text(self.title);
        let day = self.about.iter().find(|(label, _)| label == "Day of the check").map(|(_, day)| text(day));
        let day = day.map(|day| format!(" · {day}")).unwrap_or_default();
        let mut out = String::with_capacity(self.rows.len() + 32_000);
        put(
            &mut out,
            format_args!(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
                 <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
                 script-src 'unsafe-inline'\">\n<title>Export check: {title}</title>\n<style>{STYLE}</style>\n</head>\n\
                 <body>\n<header><h1>Export check</h1><p class=\"soft\">{title}{day}</p>"
            ),
        );
        if !self.complete {
            out.push_str("<p class=\"partial\">Partial: the run was stopped before the last row.</p>");
        }
        out.push_str("<p>Finding nothing is not a clearance. What was not checked stands with each row and below.</p></header>\n<main>\n");
        put(&mut out, format_args!("<div class=\"charts\">{}</div>\n", self.charts));
        self.table(&mut out);
        self.documents(&mut out);
        self.about(&mut out);
        put(&mut out, format_args!("</main>\n<footer>dualuse {}</footer>\n", env!("CARGO_PKG_VERSION")));
        put(&mut out, format_args!("<script>{SCRIPT}</script>\n</body>\n</html>\n"));
        out
    }

    fn table(&self, out: &mut String) {
        let total: usize = self.counts.values().sum();
        let options: String = self
            .counts
            .iter()
            .rev()
            .map(|(severity, count)| {
                format!("<option value=\"{}\">{} ({count})</option>", severity.code(), severity.label())
            })
            .collect();
        put(
            out,
            format_args!(
                "<h2 id=\"rows\" class=\"of-rows\">Rows</h2>\n<div class=\"controls\" data-script hidden>\
                 <label class=\"wide\">Words<input id=\"words\" type=\"search\" autocomplete=\"off\" placeholder=\"goods, party, code, reason\"></label>\
                 <label>Verdict<select id=\"verdict\"><option value=\"\">all</option>{options}</select></label>\
                 <button type=\"button\" id=\"open\">Open all</button><button type=\"button\" id=\"close\">Close all</button></div>\n\
                 <table role=\"table\" class=\"rows\" aria-labelledby=\"rows\">\n<caption id=\"count\" aria-live=\"polite\">{total} rows</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">\
                 <th role=\"columnheader\" scope=\"col\" class=\"c-verdict\">Verdict</th><th role=\"columnheader\" scope=\"col\" class=\"c-row\">Row</th>\
                 <th role=\"columnheader\" scope=\"col\" class=\"c-goods\">Goods</th><th role=\"columnheader\" scope=\"col\" class=\"c-to\">To</th>\
                 <th role=\"columnheader\" scope=\"col\" class=\"c-codes\">Annex I</th><th role=\"columnheader\" scope=\"col\">Why</th></tr></thead>\n<tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n\
                 <p id=\"none\" class=\"empty\" hidden>No row fits. Clear the words or choose another verdict.</p>\n",
                self.rows
            ),
        );
    }

    /// The documents, the most severe first.
    fn documents(&self, out: &mut String) {
        if self.documents.is_empty() {
            return;
        }
        let mut list = self.documents.to_vec();
        list.sort_by_key(|(_, verdict, _)| std::cmp::Reverse(*verdict));
        let count = list.len();
        put(out, format_args!("<h2 id=\"documents\">Documents</h2>\n<details><summary>{count} documents</summary>\n"));
        out.push_str("<table aria-labelledby=\"documents\"><thead><tr><th scope=\"col\">Document</th><th scope=\"col\">Verdict</th><th scope=\"col\">Lines</th></tr></thead><tbody>\n");
        for (document, verdict, lines) in list {
            let (tone, label, document) = (verdict.code(), verdict.label(), text(document));
            put(
                out,
                format_args!(
                    "<tr class=\"{tone}\"><th scope=\"row\">{document}</th><td><span class=\"verdict\">{label}</span></td><td>{lines}</td></tr>\n"
                ),
            );
        }
        out.push_str("</tbody></table></details>\n");
    }

    fn about(&self, out: &mut String) {
        out.push_str(
            "<h2 id=\"about\">About this check</h2>\n<table class=\"about\" aria-labelledby=\"about\"><tbody>\n",
        );
        for (label, words) in self.about {
            let words = match words.strip_prefix("https://") {
                Some(rest) => format!("<a href=\"https://{0}\" rel=\"noreferrer\">https://{0}</a>", text(rest)),
                None => text(words),
            };
            put(out, format_args!("<tr><th scope=\"row\">{}</th><td>{words}</td></tr>\n", text(label)));
        }
        out.push_str("</tbody></table>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let hostile = "</script><img src=x onerror=\"alert('1')\">&\0";
        let escaped = text(hostile);
        assert!(!escaped.contains(['<', '>', '"', '\'', '\0']), "{escaped}");
        let finding = FindingLine {
            severity: Severity::Review,
            code: hostile.to_owned(),
            sentence: hostile.to_owned(),
            basis: hostile.to_owned(),
            evidence: hostile.to_owned(),
            settled_by: hostile.to_owned(),
        };
        let answer = ResultRow {
            id: hostile.to_owned(),
            document: Some(hostile.to_owned()),
            goods: hostile.to_owned(),
            to: hostile.to_owned(),
            severity: Severity::Review,
            unread: true,
            values: vec![hostile.to_owned(); super::super::columns::result_columns().count()],
            findings: vec![finding],
        };
        let mut out = String::new();
        row(&mut out, 1, &answer, hostile);
        assert!(!out.contains("<img") && !out.contains("</script"), "{out}");
    }
}
