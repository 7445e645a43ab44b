//! A batch as SARIF 2.1.0, for places that gather findings: one result a finding of a row, with the row's place.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use super::columns::FindingLine;
use super::output::{OutputError, PartFile};
use super::sink::{AnsweredRow, Closing, Sink};
use crate::domain::Severity;
use crate::records::Table;

/// Results of a SARIF log.
pub struct SarifSink {
    file: PartFile,
    results: Vec<Value>,
    rules: BTreeMap<String, usize>,
}

impl SarifSink {
    /// A log without results.
    pub fn new(file: PartFile) -> Self {
        Self { file, results: Vec::new(), rules: BTreeMap::new() }
    }
}

/// SARIF's level of a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::NoLicenceFound | Severity::GeneralAvailable => "note",
        Severity::NotChecked | Severity::Review | Severity::NeedsSubitem => "warning",
        _ => "error",
    }
}

fn result(table: &Table, answered: &AnsweredRow<'_>, finding: &FindingLine) -> Value {
    let line = answered.row.line.unwrap_or(answered.row.number);
    let mut text = format!("{}: {}", answered.answer.id, finding.sentence);
    if !finding.settled_by.is_empty() {
        text.push_str(&format!(" {}", finding.settled_by));
    }
    json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&table.file) },
            "region": { "startLine": line },
        } }],
        "properties": {
            "severity": finding.severity.code(),
            "verdict": answered.answer.severity.code(),
            "row": answered.row.number,
            "legal_basis": finding.basis,
        },
    })
}

/// A file name as a relative reference.
fn uri(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl Sink for SarifSink {
    fn row(&mut self, table: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        for finding in answered.answer.findings.iter().filter(|f| f.severity != Severity::NoLicenceFound) {
            self.results.push(result(table, answered, finding));
            *self.rules.entry(finding.code.clone()).or_default() += 1;
        }
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError> {
        let rules: Vec<Value> = self.rules.keys().map(|code| json!({ "id": code })).collect();
        let about: Vec<Value> = closing.about.iter().map(|(label, words)| json!(format!("{label}: {words}"))).collect();
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": { "name": "dualuse", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
                "results": std::mem::take(&mut self.results),
                "properties": { "about": about, "complete": closing.complete },
            }],
        });
        let text = format!("{log:#}\n");
        self.file.write_all(text.as_bytes()).map_err(|cause| self.file.failed(cause))?;
        closing.finish(self.file)
    }
}
