//! The official wording of Annex I as a user loads it: one provision a line, CSV or JSON lines, with path and text.
//! It is shown beside our own reading and never decides anything.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::register::Register;
use crate::domain::ControlCode;

/// Most faults that are told one by one.
const MOST_FAULTS: usize = 20;
/// Headings a file may use for the provision, its wording and what kind of line it is, the first one found counts.
const PATHS: &[&str] = &["path", "code", "provision"];
const TEXTS: &[&str] = &["text", "wording"];
const KINDS: &[&str] = &["kind", "type"];
/// The kind of a line that says what the provision covers.
const ITEM: &str = "item";

/// One line of the official text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialLine {
    /// The provision it belongs to.
    pub path: ControlCode,
    /// What it is: `item`, `note`, `technical_note`, `nb`.
    pub kind: String,
    /// The wording.
    pub text: String,
}

/// The official wording, by provision, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficialText(BTreeMap<ControlCode, Vec<OfficialLine>>);

/// Why a file is not the official wording.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {}", faults.join("\n       "))]
pub struct OfficialTextError {
    /// The file's name.
    pub file: String,
    /// Every fault, each with its line and what to do; cut short where there are very many.
    pub faults: Vec<String>,
}

impl OfficialText {
    /// Reads CSV with headings, or one JSON object a line.
    ///
    /// # Errors
    /// All lines without a path or a text, and paths that are no control codes.
    pub fn read(file: &str, content: &[u8]) -> Result<Self, OfficialTextError> {
        let error = |faults| OfficialTextError { file: file.to_owned(), faults };
        let text = std::str::from_utf8(content).map_err(|e| {
            error(vec![format!("byte {} is not UTF-8; save the file as UTF-8 and import it again", e.valid_up_to())])
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let lines = if text.trim_start().starts_with('{') { json_lines(text) } else { csv_lines(text) };
        let mut all = Self::default();
        let mut faults = Vec::new();
        for line in lines.map_err(|fault| error(vec![fault]))? {
            match line {
                Ok(line) => all.0.entry(line.path.clone()).or_default().push(line),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() && all.0.is_empty() {
            faults.push("the file holds no provision; each line needs a path (3A001.a.1) and a text".to_owned());
        }
        let many = faults.len();
        if many > MOST_FAULTS {
            faults.truncate(MOST_FAULTS);
            faults.push(format!("and {} more", many - MOST_FAULTS));
        }
        if faults.is_empty() { Ok(all) } else { Err(error(faults)) }
    }

    /// The lines of a provision, its notes included, in the order of the file.
    pub fn of(&self, code: &ControlCode) -> &[OfficialLine] {
        self.0.get(code).map_or(&[], Vec::as_slice)
    }

    /// What the provision and those above it cover, from the entry down, notes left out: the provision in its context.
    pub fn in_context(&self, code: &ControlCode) -> Vec<&OfficialLine> {
        let mut path = vec![code.clone()];
        while let Some(above) = path.last().and_then(ControlCode::parent) {
            path.push(above);
        }
        let items = path.iter().rev().flat_map(|step| self.of(step));
        items.filter(|line| line.kind == ITEM).collect()
    }

    /// How many lines and provisions there are.
    pub fn counts(&self) -> (usize, usize) {
        (self.0.values().map(Vec::len).sum(), self.0.len())
    }

    /// Provisions of the register without a wording, and provisions worded that the register does not hold.
    pub fn differences<'a>(&'a self, register: &'a Register) -> (Vec<&'a ControlCode>, Vec<&'a ControlCode>) {
        let unworded = register.items().map(|(_, item)| &item.code).filter(|code| !self.0.contains_key(*code));
        let unknown = self.0.keys().filter(|code| register.find(code).is_none());
        (unworded.collect(), unknown.collect())
    }

    /// As JSON lines, which [`OfficialText::read`] takes.
    pub fn to_json_lines(&self) -> String {
        let mut out = String::new();
        for line in self.0.values().flatten() {
            let _ = writeln!(out, "{}", serde_json::json!({"path": line.path, "kind": line.kind, "text": line.text}));
        }
        out
    }
}

/// Lines as they are read, each one or its fault.
type Lines = Vec<Result<OfficialLine, String>>;

fn line(number: u64, path: &str, kind: &str, text: &str) -> Result<OfficialLine, String> {
    let path =
        path.parse().map_err(|error| format!("line {number}: {error}; the path is a provision such as 3A001.a.1"))?;
    if text.trim().is_empty() {
        return Err(format!("line {number}: {path} has no text; write the wording of the provision"));
    }
    let kind = if kind.trim().is_empty() { ITEM } else { kind.trim() };
    Ok(OfficialLine { path, kind: kind.to_owned(), text: text.trim().to_owned() })
}

fn csv_lines(text: &str) -> Result<Lines, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|e| format!("the headings cannot be read: {e}"))?.clone();
    let column = |names: &[&str]| {
        names.iter().find_map(|name| headings.iter().position(|h| h.trim().eq_ignore_ascii_case(name)))
    };
    let missing = |what: &str| {
        let found: Vec<&str> = headings.iter().take(12).collect();
        format!("there is no column `{what}`; the headings are: {}", found.join(", "))
    };
    let path = column(PATHS).ok_or_else(|| missing("path"))?;
    let wording = column(TEXTS).ok_or_else(|| missing("text"))?;
    let kind = column(KINDS);
    let field = |record: &csv::StringRecord, at: usize| record.get(at).unwrap_or_default().to_owned();
    let read = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|e| format!("a line cannot be read: {e}"))?;
        let number = record.position().map_or(0, csv::Position::line);
        let kind = kind.map(|at| field(&record, at)).unwrap_or_default();
        line(number, &field(&record, path), &kind, &field(&record, wording))
    };
    Ok(reader.records().map(read).collect())
}

fn json_lines(text: &str) -> Result<Lines, String> {
    let read = |(at, json): (u64, &str)| {
        let value: serde_json::Value =
            serde_json::from_str(json).map_err(|e| format!("line {at}: not a JSON object: {e}"))?;
        let field = |names: &[&str]| names.iter().find_map(|name| value.get(*name)?.as_str()).unwrap_or_default();
        line(at, field(PATHS), field(KINDS), field(TEXTS))
    };
    Ok((1..).zip(text.lines()).filter(|(_, json)| !json.trim().is_empty()).map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ControlCode {
        text.parse().unwrap()
    }

    #[test]
    fn both_forms_give_the_same_wording_and_come_back_as_written() {
        let csv = "entry,path,kind,text\n3A001,3A001,item,\"Parts, of a kind\"\n3A001,3A001.a,item,First\n3A001,3A001.a,note,Not these\n";
        let text = OfficialText::read("a.csv", csv.as_bytes()).unwrap();
        assert_eq!(OfficialText::read("b.ndjson", text.to_json_lines().as_bytes()).unwrap(), text);
        assert_eq!(text.counts(), (3, 2));
        let context: Vec<&str> = text.in_context(&code("3A001.a")).iter().map(|l| l.text.as_str()).collect();
        assert_eq!(context, ["Parts, of a kind", "First"]);
        assert_eq!(text.of(&code("3A001.a")).len(), 2);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let csv = "path,text\nA001,x\n3A001,\n3A001.a,fine\n";
        let error = OfficialText::read("a.csv", csv.as_bytes()).unwrap_err();
        assert_eq!(error.faults.len(), 2, "{error}");
        assert!(error.to_string().contains("line 2") && error.to_string().contains("line 3"), "{error}");
        for (content, word) in [
            (&b"one,two\n1,2\n"[..], "no column `path`"),
            (b"", "no column `path`"),
            (b"path,text\n", "holds no provision"),
            (b"{\"path\":\"3A001\"", "line 1"),
            (b"\xff\xfe", "UTF-8"),
        ] {
            let error = OfficialText::read("a", content).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_file_makes_the_reader_panic(content in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = OfficialText::read("any", &content);
        }
    }
}
