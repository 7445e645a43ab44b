//! From a row to a transaction, or to everything that is wrong with it.

mod parties;

use jiff::civil::Date;

use super::cell::shortened;
use super::headings::{Field, HeadingTable, fold};
use super::plan::Plan;
use super::{Cell, Fault, Row, RowAddress, Table};
use crate::domain::{Act, ControlCode, Item, StatedFact, StatedParameter, Territory, Transaction};
use crate::text::is_cas_number;

/// What the words of a row mean under the rules; the sentence of a refusal says what is wrong, then `; ` and what to write.
pub trait Resolver {
    /// The territory a user's word means.
    ///
    /// # Errors
    /// A word that means none, or several.
    fn territory(&self, word: &str) -> Result<Resolved, String>;

    /// Looks at a stated fact, and says how a doubtful name in it is read.
    ///
    /// # Errors
    /// A name no fact has, or a value that does not fit.
    fn fact(&self, fact: &StatedFact) -> Result<Vec<String>, String>;
}

/// The territory a word means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The territory.
    pub territory: Territory,
    /// How a doubtful name was read, if it was.
    pub note: Option<String>,
}

impl From<Territory> for Resolved {
    fn from(territory: Territory) -> Self {
        Self { territory, note: None }
    }
}

/// What holds for a row that does not say it.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// Where the goods leave from.
    pub from: Territory,
    /// Where they go, if the rows need not say.
    pub to: Option<Territory>,
    /// The day for which the answer is wanted.
    pub date: Date,
    /// The kind of act.
    pub act: Act,
    /// A military end use or end user in rows that do not say it: stated, denied or not stated.
    pub military: Option<bool>,
    /// What the exporter states of all rows.
    pub facts: Vec<StatedFact>,
}

/// A row read.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where it stands.
    pub address: RowAddress,
    /// The user's reference, or `row 17`.
    pub id: String,
    /// The number of the order, delivery or invoice the row belongs to.
    pub document: Option<String>,
    /// The transaction, or everything that is wrong.
    pub transaction: Result<Transaction, Vec<Fault>>,
    /// What was read other than it stands, in sentences.
    pub notes: Vec<String>,
}

impl Plan {
    /// Reads one row of the table. A row with a fault anywhere gives no transaction: a check of half a row
    /// would look like a check.
    pub fn read(
        &self,
        table: &Table,
        row: &Row,
        headings: &HeadingTable,
        defaults: &Defaults,
        resolve: &dyn Resolver,
    ) -> Record {
        let mut reader = Reader { plan: self, table, row, headings, resolve, faults: Vec::new(), notes: Vec::new() };
        let (id, document) = (reader.id(), reader.document());
        reader.row_faults();
        let transaction = reader.transaction(&id, defaults);
        let Reader { faults, notes, .. } = reader;
        let transaction = if faults.is_empty() { Ok(transaction) } else { Err(faults) };
        Record { address: table.address(row), id, document, transaction, notes }
    }
}

impl Plan {
    /// What decides in which part of a divided run a row is checked: its document, else its reference, else all of it.
    /// Lines of one document stay together.
    pub fn part_key(&self, row: &Row) -> String {
        let filled = |field: &Field| {
            let mut cells = self.of(field).filter_map(|place| row.cells.get(place));
            cells.find(|cell| !cell.is_empty()).map(Cell::text)
        };
        filled(&Field::Order).or_else(|| filled(&Field::Id)).unwrap_or_else(|| {
            let texts: Vec<String> = row.cells.iter().map(Cell::text).collect();
            texts.join("\u{1f}")
        })
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    table: &'a Table,
    row: &'a Row,
    headings: &'a HeadingTable,
    resolve: &'a dyn Resolver,
    faults: Vec<Fault>,
    notes: Vec<String>,
}

impl Reader<'_> {
    fn fault(&mut self, place: Option<usize>, what: impl Into<String>, remedy: impl Into<String>) {
        let column = place.map(|place| self.table.columns[place].name.clone());
        let address = self.table.address(self.row);
        let fault = Fault { address, column, what: what.into(), remedy: remedy.into() };
        // One column may serve twice: as the consignee's country and as the destination.
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn cell(&self, place: usize) -> &Cell {
        self.row.cells.get(place).unwrap_or(&Cell::Empty)
    }

    /// The first filled column of a field.
    fn first(&self, field: &Field) -> Option<usize> {
        self.plan.of(field).find(|place| !self.cell(*place).is_empty())
    }

    /// Whether a cell is already reported as unreadable.
    fn unreadable(&self, place: usize) -> bool {
        matches!(self.cell(place), Cell::Error(_)) || self.row.unvalued.contains(&place)
    }

    /// A cell as text, numbers with leading zeros where their format shows them.
    fn words(&self, place: usize) -> String {
        let format = self.table.columns[place].format.as_deref();
        match (self.cell(place), format) {
            (Cell::Number(number), Some(format)) if format.len() > 1 && format.bytes().all(|b| b == b'0') => {
                format!("{:0>width$}", Cell::Number(*number).text(), width = format.len())
            }
            (cell, _) => cell.text(),
        }
    }

    fn joined(&self, field: &Field) -> String {
        let parts: Vec<String> = self.plan.of(field).map(|place| self.words(place)).filter(|t| !t.is_empty()).collect();
        parts.join("; ")
    }

    fn document(&self) -> Option<String> {
        self.first(&Field::Order).map(|place| self.words(place))
    }

    /// The user's reference: id, or order and line, or the row's number.
    fn id(&self) -> String {
        if let Some(place) = self.first(&Field::Id) {
            return self.words(place);
        }
        let order = self.first(&Field::Order).map(|place| self.words(place));
        let line = self.first(&Field::Line).map(|place| self.words(place));
        match (order, line) {
            (Some(order), Some(line)) => format!("{order}/{line}"),
            (Some(order), None) => format!("{order}, row {}", self.row.number),
            _ => format!("row {}", self.row.number),
        }
    }

    /// Faults of the row as a whole, and of any cell that is read.
    fn row_faults(&mut self) {
        if let Some(problem) = self.row.problem.clone() {
            self.fault(None, problem.what, problem.remedy);
        }
        let read: Vec<usize> = self
            .plan
            .read_columns()
            .filter(|(field, _)| !matches!(field, Field::Unused | Field::Quantity | Field::Value))
            .map(|(_, place)| place)
            .collect();
        for place in read {
            if let Cell::Error(error) = self.cell(place) {
                let what = format!("the cell holds the error {error}");
                self.fault(Some(place), what, "mend the formula or write the value");
            } else if self.row.unvalued.contains(&place) {
                let what = "the cell holds a formula whose value is not stored in the file";
                self.fault(Some(place), what, "open the workbook in a spreadsheet program and save it");
            }
        }
    }

    fn transaction(&mut self, id: &str, defaults: &Defaults) -> Transaction {
        let item = self.item();
        let to = self.territory(&Field::To).or_else(|| defaults.to.clone());
        let from = self.territory(&Field::From).unwrap_or_else(|| defaults.from.clone());
        let parties = self.parties();
        let end_use = Some(self.joined(&Field::EndUse)).filter(|words| !words.is_empty());
        // What is stated of every row is never made milder by one.
        let military = defaults.military.filter(|military| *military).or(self.military()).or(defaults.military);
        let act = self.act().unwrap_or(defaults.act);
        let facts = self.facts(&defaults.facts);
        Transaction { id: id.to_owned(), item, from, to, parties, end_use, military, act, facts, date: defaults.date }
    }

    fn item(&mut self) -> Item {
        let description = self.joined(&Field::Description);
        let told = self.plan.of(&Field::Description).any(|place| self.unreadable(place)) || self.row.problem.is_some();
        if description.is_empty() && !told {
            let place = self.plan.of(&Field::Description).next();
            let remedy = "say what the goods are; delete the row if it is a total or a remark";
            self.fault(place, "the goods are not described", remedy);
        }
        let parameters = self.plan.parameters().filter(|(_, place)| !self.cell(*place).is_empty());
        let parameters = parameters
            .map(|(name, place)| StatedParameter { name: name.to_owned(), value: self.words(place) })
            .collect();
        let (claimed_code, hs_code, cas) = (self.code(), self.hs(), self.cas());
        Item { description, claimed_code, hs_code, cas, parameters }
    }

    fn code(&mut self) -> Option<ControlCode> {
        let place = self.first(&Field::Code).filter(|place| !self.unreadable(*place))?;
        let cell = self.cell(place).clone();
        let text = cell.text();
        let as_number = match &cell {
            Cell::Number(number) => Some(*number),
            Cell::Text(_) if !military_list(&text) => spreadsheet_number(&text),
            _ => None,
        };
        if let Some(number) = as_number {
            let remedy = match code_behind(number) {
                Some(code) => format!("if {code} was meant, format the column as text"),
                None => "write a code such as 3A001, and format the column as text".to_owned(),
            };
            self.fault(Some(place), format!("the cell is {}", cell.in_words()), remedy);
            return None;
        }
        if self.headings.means_no_code(&text) {
            return None;
        }
        match read_code(&text) {
            Ok(code) => Some(code),
            Err((what, remedy)) => {
                self.fault(Some(place), what, remedy);
                None
            }
        }
    }

    fn hs(&mut self) -> Option<String> {
        let place = self.first(&Field::Hs).filter(|place| !self.unreadable(*place))?;
        let text = self.words(place);
        let mut digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\'')).collect();
        if let (Some(_), false) = (spreadsheet_number(&text), digits.bytes().all(|b| b.is_ascii_digit())) {
            let what = format!("the tariff number is {}: its last digits are lost", self.cell(place).in_words());
            self.fault(Some(place), what, "format the column as text and enter the number again");
            return None;
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !(4..=12).contains(&digits.len()) {
            let what = format!("\"{}\" is no customs tariff number", shortened(&text, 40));
            self.fault(Some(place), what, "write 4 to 11 digits, as in 8542.31, or leave the cell empty");
            return None;
        }
        if matches!(self.cell(place), Cell::Number(_)) && matches!(digits.len(), 5 | 7 | 9) {
            digits.insert(0, '0');
            let column = &self.table.columns[place].name;
            self.notes
                .push(format!("{column}: the number {text} was read as {digits}; spreadsheets drop a zero in front"));
        }
        Some(digits)
    }

    fn cas(&mut self) -> Option<String> {
        let place = self.first(&Field::Cas).filter(|place| !self.unreadable(*place))?;
        let text = self.cell(place).text();
        if self.headings.means_no_party(&text) {
            return None;
        }
        let (what, remedy) = match self.cell(place) {
            Cell::Date(date) => {
                let date = date.date();
                let short = format!("{:02}-{:02}-{}", date.year() % 100, date.month(), date.day());
                let long = format!("{}-{:02}-{}", date.year(), date.month(), date.day());
                let meant = [long, short].into_iter().find(|number| is_cas_number(number));
                let remedy = match meant {
                    Some(number) => format!("if CAS number {number} was meant, format the column as text"),
                    None => "format the column as text and enter the CAS number again".to_owned(),
                };
                (format!("the cell is {}", self.cell(place).in_words()), remedy)
            }
            _ => {
                let plain = text.replace(['\u{2010}', '\u{2011}', '\u{2013}', ' '], "-").replace("--", "-");
                let plain = plain.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
                if is_cas_number(&plain) {
                    return Some(plain);
                }
                let several = text.split([';', ',', '/', '\n']).filter(|part| is_cas_number(part.trim())).count() > 1;
                let remedy = if several {
                    "give each substance a row of its own, or a column param: of the mixture"
                } else {
                    "check the number; it has the form 67-64-1 and its last digit is a check digit"
                };
                (format!("\"{}\" is no CAS number", shortened(&text, 40)), remedy.to_owned())
            }
        };
        self.fault(Some(place), what, remedy);
        None
    }

    fn territory(&mut self, field: &Field) -> Option<Territory> {
        let place = self.first(field)?;
        self.country(place)
    }

    fn country(&mut self, place: usize) -> Option<Territory> {
        if self.unreadable(place) || self.cell(place).is_empty() {
            return None;
        }
        // A number or a truth value is what a program made of a country, not what somebody wrote.
        if !matches!(self.cell(place), Cell::Text(_)) {
            let what = format!("the country is {}", self.cell(place).in_words());
            self.fault(Some(place), what, "write the country's name or its two letters, as text");
            return None;
        }
        match self.resolve.territory(&self.cell(place).text()) {
            Ok(resolved) => Some(self.resolved(resolved, Some(place))),
            Err(sentence) => {
                let (what, remedy) = match sentence.split_once("; ") {
                    Some((what, remedy)) => (what.to_owned(), remedy.to_owned()),
                    None => (sentence, "write the country's name or its two letters, as in DE".to_owned()),
                };
                self.fault(Some(place), what, remedy);
                None
            }
        }
    }

    /// Takes the territory and notes how a doubtful name was read.
    fn resolved(&mut self, resolved: Resolved, place: Option<usize>) -> Territory {
        if let Some(note) = resolved.note {
            let column = place.map(|place| format!("{}: ", self.table.columns[place].name)).unwrap_or_default();
            let note = format!("{column}{note}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        resolved.territory
    }

    /// Yes, no, or nothing said.
    fn military(&mut self) -> Option<bool> {
        let place = self.first(&Field::Military).filter(|place| !self.unreadable(*place))?;
        let cell = self.cell(place).clone();
        let text = cell.text();
        if let Cell::Bool(yes) = cell {
            return Some(yes);
        }
        if self.headings.means_no_party(&text) {
            return None;
        }
        let said = self.headings.yes_or_no(&text);
        if said.is_none() {
            let what = format!("{} says neither yes nor no", cell.in_words());
            self.fault(Some(place), what, "write yes or no, or leave the cell empty");
        }
        said
    }

    fn act(&mut self) -> Option<Act> {
        let place = self.first(&Field::Act).filter(|place| !self.unreadable(*place))?;
        let read = self.cell(place).text().parse::<Act>();
        read.map_err(|error| self.refused(place, &error.to_string())).ok()
    }

    /// What is stated of all rows, then the row's own: of a single value the last one counts, lists and uses of concern
    /// add up.
    fn facts(&mut self, defaults: &[StatedFact]) -> Vec<StatedFact> {
        let plan = self.plan;
        let mut facts = defaults.to_vec();
        for (name, place) in plan.facts() {
            if self.unreadable(place) || self.cell(place).is_empty() {
                continue;
            }
            let fact = StatedFact { name: name.to_owned(), value: self.fact_value(place) };
            match self.resolve.fact(&fact) {
                Ok(notes) => {
                    let column = &self.table.columns[place].name;
                    self.notes.extend(notes.iter().map(|note| format!("{column}: {note}")));
                    facts.push(fact);
                }
                Err(sentence) => self.refused(place, &sentence),
            }
        }
        facts
    }

    /// A fact as text; a spreadsheet's own truth value and day as the facts write them.
    fn fact_value(&self, place: usize) -> String {
        match self.cell(place) {
            Cell::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Cell::Date(date) => date.date().to_string(),
            _ => self.words(place),
        }
    }

    /// A fault told in one sentence: what is wrong, then `; ` or `: ` and what to write.
    fn refused(&mut self, place: usize, sentence: &str) {
        let (what, remedy) = sentence
            .split_once("; ")
            .or_else(|| sentence.split_once(": "))
            .unwrap_or((sentence, "write one of the values that `dualuse licence --help` lists"));
        self.fault(Some(place), what, remedy);
    }
}

/// A number as spreadsheets write it into text: `500`, `5,00E+02`, `8.54239E+07`.
fn spreadsheet_number(text: &str) -> Option<f64> {
    let plain = text.trim().replace(',', ".");
    let shape = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'E' | b'e'));
    // A control code such as 5E002 reads as a number; an exponent of a spreadsheet has a sign.
    let exponent = plain.to_ascii_uppercase().split_once('E').map(|(_, power)| power.starts_with(['+', '-']));
    if !shape || plain.is_empty() || exponent == Some(false) {
        return None;
    }
    plain.parse().ok()
}

/// The control code a spreadsheet has turned into this number: 500 was `5E002`.
fn code_behind(number: f64) -> Option<String> {
    let powers = (1..=9).chain(101..=130);
    let mut found = (0..=9).flat_map(|digit| powers.clone().map(move |power| (digit, power)));
    let exact = |(digit, power): &(u8, i32)| {
        format!("{digit}E{power:03}")
            .parse::<f64>()
            .is_ok_and(|value| *digit > 0 && (value - number).abs() <= value * 1e-9)
    };
    found.find(exact).map(|(digit, power)| format!("{digit}E{power:03}"))
}

/// Reads a code as lists and exporters write it: `3A001.b.2`, `3A001b2`, `AL 5A002.a`, `Annex I 2B350`.
fn read_code(text: &str) -> Result<ControlCode, (String, String)> {
    let folded = text.trim().trim_start_matches(['\'', '"']);
    let start = folded.as_bytes().windows(5).position(|five| {
        five[0].is_ascii_digit() && five[1].is_ascii_alphabetic() && five[2..].iter().all(u8::is_ascii_digit)
    });
    let quoted = shortened(text, 40);
    let Some(start) = start else {
        return Err(if military_list(folded) {
            let what = format!("\"{quoted}\" is a position of a military list, which this program does not judge");
            (what, "ask your authority; leave the cell empty to have the dual-use lists checked".to_owned())
        } else {
            let remedy = "write a code of Annex I such as 3A001.b.2, or leave the cell empty".to_owned();
            (format!("\"{quoted}\" is no control code"), remedy)
        });
    };
    let known = [
        "", "al", "eu", "ag", "eccn", "annex i", "anhang i", "annexe i", "code", "nr", "no", "al nr", "eu al",
        "teil i c",
    ];
    let before = fold(&folded[..start]);
    let rest = folded[start..].trim_end_matches(['\'', '"', '.', ' ']);
    let several = rest.as_bytes()[5..].windows(5).any(|five| {
        five[0].is_ascii_digit() && five[1].is_ascii_alphabetic() && five[2..].iter().all(u8::is_ascii_digit)
    });
    if several {
        let remedy = "write the one the goods are judged by, or give each its own row".to_owned();
        return Err((format!("\"{quoted}\" holds several control codes"), remedy));
    }
    if !known.contains(&before.as_str()) {
        let remedy = "write the code alone, as in 3A001.b.2".to_owned();
        return Err((format!("\"{quoted}\" is more than a control code"), remedy));
    }
    dotted(rest).parse().map_err(|_| {
        let remedy = "write entry, letters and numbers joined by dots, as in 3A001.b.2".to_owned();
        (format!("\"{quoted}\" is no control code"), remedy)
    })
}

/// `3A001b2` and `3A001 b 2` with dots between letters and numbers.
fn dotted(code: &str) -> String {
    let mut out = code[..5].to_owned();
    let mut before = None;
    for c in code[5..].chars() {
        if matches!(c, '.' | ' ' | '-' | '(' | ')' | '\u{a0}') {
            before = None;
            continue;
        }
        let kind = Some(c.is_ascii_digit());
        if before != kind {
            out.push('.');
        }
        before = kind;
        out.push(c);
    }
    out
}

/// Positions such as `ML5.b` or the German `0016`.
fn military_list(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let ml = upper.strip_prefix("ML").is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    ml || (upper.len() >= 4 && upper.starts_with("00") && upper.as_bytes()[..4].iter().all(u8::is_ascii_digit))
}
