//! A batch as a JUnit report: one test case a row, so that a pipeline shows what stops the goods. A row that needs
//! somebody is a failure, a row that could not be checked an error.

use std::io::Write;

use quick_xml::escape::escape;

use super::columns::ResultRow;
use super::output::{OutputError, PartFile};
use super::sink::{AnsweredRow, Closing, Sink};
use crate::domain::Severity;
use crate::records::Table;

/// Rows of a JUnit report.
pub struct JunitSink {
    file: PartFile,
    threshold: Severity,
    cases: String,
    failures: usize,
    errors: usize,
    rows: usize,
}

impl JunitSink {
    /// Rows from `threshold` on are failures.
    pub fn new(file: PartFile, threshold: Severity) -> Self {
        Self { file, threshold, cases: String::new(), failures: 0, errors: 0, rows: 0 }
    }

    fn outcome(&mut self, answer: &ResultRow) -> String {
        let element = match answer.severity {
            Severity::NotChecked => "error",
            severity if severity >= self.threshold => "failure",
            _ => return String::new(),
        };
        *(if element == "error" { &mut self.errors } else { &mut self.failures }) += 1;
        let sentences: Vec<String> = answer
            .findings
            .iter()
            .map(|finding| format!("{}: {} {}", finding.severity.label(), finding.sentence, finding.settled_by))
            .collect();
        let (kind, label) = (answer.severity.code(), answer.severity.label());
        let text = xml(sentences.join("\n").trim());
        format!("<{element} type=\"{kind}\" message=\"{label}\">{text}</{element}>")
    }
}

/// Text as XML holds it: escaped, without characters XML does not know.
fn xml(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}

impl Sink for JunitSink {
    fn row(&mut self, table: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        let (row, answer) = (answered.row.number, answered.answer);
        let outcome = self.outcome(answer);
        self.rows += 1;
        let (place, id, file) = (xml(&table.place()), xml(&answer.id), xml(&table.file));
        let name = format!("row {row}: {id}");
        let line = answered.row.line.unwrap_or(row);
        self.cases.push_str(&format!(
            "  <testcase classname=\"{place}\" name=\"{name}\" file=\"{file}\" line=\"{line}\">{outcome}</testcase>\n"
        ));
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError> {
        let (rows, failures, errors) = (self.rows, self.failures, self.errors);
        let name = xml(&format!("dualuse batch {}", closing.table.place()));
        let properties: String = closing
            .about
            .iter()
            .map(|(label, words)| format!("    <property name=\"{}\" value=\"{}\"/>\n", xml(label), xml(words)))
            .collect();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{name}\" tests=\"{rows}\" \
             failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\">\n  <properties>\n{properties}  </properties>\n{}</testsuite>\n",
            self.cases
        );
        self.file.write_all(text.as_bytes()).map_err(|cause| self.file.failed(cause))?;
        closing.finish(self.file)
    }
}
