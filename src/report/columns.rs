//! The columns an answer appends to the user's own, and what a reader must know beside them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::classification::{Outcome, Status};
use crate::domain::{Finding, Severity};
use crate::licensing::Standing;
use crate::name_matching::PartyResult;
use crate::records::{Fault, Record};
use crate::screening::{Screening, Sources};

/// A column of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumn {
    /// Its heading.
    pub heading: &'static str,
    /// Its width in a workbook, in characters.
    pub width: f64,
}

/// The answer for one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResultRow {
    /// The user's reference of the row.
    pub id: String,
    /// The order, delivery or invoice it belongs to.
    pub document: Option<String>,
    /// What the goods are, in the exporter's words; empty where the row could not be read.
    pub goods: String,
    /// The destination's code; empty where it is not known.
    pub to: String,
    /// The verdict; decides colours, never text.
    pub severity: Severity,
    /// Whether the row could not be read, so that nothing of it was checked.
    pub unread: bool,
    /// One text a column.
    pub values: Vec<String>,
    /// What was found, most severe first; a fault of reading is one too.
    pub findings: Vec<FindingLine>,
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLine {
    /// What it alone would make of the transaction.
    pub severity: Severity,
    /// Its stable name, such as `annex-iv-item`.
    pub code: String,
    /// One sentence.
    pub sentence: String,
    /// Where it is written.
    pub basis: String,
    /// The words that led to it.
    pub evidence: String,
    /// What would settle it.
    pub settled_by: String,
}

/// Findings that differ as a rule differ in these two; the others are long and seldom tell them apart.
impl Hash for FindingLine {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sentence.hash(state);
        self.evidence.hash(state);
    }
}

impl From<&Finding> for FindingLine {
    fn from(finding: &Finding) -> Self {
        let joined = |texts: Vec<String>| texts.join("; ");
        let evidence = finding.evidence.iter().map(|e| format!("{}: \"{}\"", e.place, e.words)).collect();
        Self {
            severity: finding.severity,
            code: finding.code.clone(),
            sentence: finding.sentence.clone(),
            basis: joined(finding.legal_basis.iter().map(ToString::to_string).collect()),
            evidence: joined(evidence),
            settled_by: finding.settled_by.clone().unwrap_or_default(),
        }
    }
}

impl From<&Fault> for FindingLine {
    fn from(fault: &Fault) -> Self {
        let place = fault.column.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            severity: Severity::NotChecked,
            code: "row-not-read".to_owned(),
            sentence: fault.what.clone(),
            basis: String::new(),
            evidence: place,
            settled_by: fault.remedy.clone(),
        }
    }
}

/// The worst verdict and the number of rows of each document, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documents {
    places: HashMap<String, usize>,
    verdicts: Vec<(Severity, u32)>,
}

impl Documents {
    /// Counts a row of a document in.
    pub fn count(&mut self, document: &str, verdict: Severity) {
        let next = self.verdicts.len();
        match self.places.get(document) {
            Some(place) => {
                let (worst, rows) = &mut self.verdicts[*place];
                *worst = verdict.max(*worst);
                *rows += 1;
            }
            None => {
                self.places.insert(document.to_owned(), next);
                self.verdicts.push((verdict, 1));
            }
        }
    }

    /// Number, worst verdict and rows of each document, in the order of the file.
    pub fn list(&self) -> Vec<(&str, Severity, u32)> {
        let mut names: Vec<(&str, usize)> = self.places.iter().map(|(name, place)| (name.as_str(), *place)).collect();
        names.sort_unstable_by_key(|(_, place)| *place);
        names.into_iter().map(|(name, place)| (name, self.verdicts[place].0, self.verdicts[place].1)).collect()
    }

    /// How many documents got which verdict.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        self.verdicts.iter().for_each(|(verdict, _)| *counts.entry(*verdict).or_default() += 1);
        counts
    }
}

impl ResultRow {
    /// The cell under a heading.
    pub fn value(&self, heading: &str) -> &str {
        let place = COLUMNS.iter().position(|(name, _)| *name == heading);
        place.and_then(|place| self.values.get(place)).map_or("", String::as_str)
    }

    /// The first line of that cell.
    pub fn first_line(&self, heading: &str) -> &str {
        self.value(heading).lines().next().unwrap_or_default()
    }
}

/// What a reader must know beside the table: labels and sentences, in order.
pub type About = Vec<(String, String)>;

const COLUMNS: [(&str, f64); 14] = [
    ("dualuse verdict", 24.0),
    ("dualuse goods and destination", 24.0),
    ("dualuse parties", 24.0),
    ("dualuse Annex I", 16.0),
    ("dualuse control codes", 18.0),
    ("dualuse reasons", 70.0),
    ("dualuse legal basis", 44.0),
    ("dualuse authorisations", 36.0),
    ("dualuse duties", 50.0),
    ("dualuse potential matches", 50.0),
    ("dualuse questions", 60.0),
    ("dualuse not checked", 50.0),
    ("dualuse notes", 34.0),
    ("dualuse row", 10.0),
];

/// Items of a list shown in one cell; the others are counted.
const SHOWN: usize = 8;

/// The appended columns.
pub fn result_columns() -> impl Iterator<Item = ResultColumn> {
    COLUMNS.iter().map(|(heading, width)| ResultColumn { heading, width: *width })
}

/// The place of the verdict among the appended columns.
pub const VERDICT: usize = 0;

/// The verdict on a row: the screening's, or not checked where the row could not be read.
pub fn verdict(screening: Option<&Screening>) -> Severity {
    screening.map_or(Severity::NotChecked, |screening| screening.verdict)
}

/// The appended cells of one row.
pub fn result_row(record: &Record, screening: Option<&Screening>) -> ResultRow {
    let severity = verdict(screening);
    let mut values = match (screening, &record.transaction) {
        (Some(screening), _) => screened(screening),
        (None, Err(faults)) => {
            let reasons: Vec<String> = faults.iter().map(|fault| fault.in_row()).collect();
            let said = |heading: &str| match heading {
                "dualuse verdict" => severity.label().to_owned(),
                "dualuse reasons" => lines(&reasons),
                "dualuse not checked" => "item, destination and parties: the row could not be read".to_owned(),
                _ => String::new(),
            };
            COLUMNS[..COLUMNS.len() - 2].iter().map(|(heading, _)| said(heading)).collect()
        }
        (None, Ok(_)) => vec![String::new(); COLUMNS.len() - 2],
    };
    values.push(lines(&record.notes));
    values.push(record.address.row.to_string());
    let findings = match (screening, &record.transaction) {
        (Some(screening), _) => screening.findings.iter().map(FindingLine::from).collect(),
        (None, Err(faults)) => faults.iter().map(FindingLine::from).collect(),
        (None, Ok(_)) => Vec::new(),
    };
    let read = record.transaction.as_ref().ok();
    ResultRow {
        id: record.id.clone(),
        document: record.document.clone(),
        goods: read.map(|read| read.item.description.clone()).unwrap_or_default(),
        to: read.and_then(|read| read.to.as_ref()).map(ToString::to_string).unwrap_or_default(),
        severity,
        unread: screening.is_none(),
        values,
        findings,
    }
}

fn screened(screening: &Screening) -> Vec<String> {
    let (decisive, unchecked): (Vec<&Finding>, Vec<&Finding>) =
        screening.findings.iter().partition(|finding| finding.severity != Severity::NotChecked);
    let sentences = |findings: &[&Finding]| lines(&distinct(findings.iter().map(|found| found.sentence.as_str())));
    let basis = distinct(decisive.iter().flat_map(|finding| &finding.legal_basis)).into_iter();
    vec![
        screening.verdict.label().to_owned(),
        screening.goods_verdict.label().to_owned(),
        screening.party_verdict.map_or("none stated", Severity::label).to_owned(),
        screening.classification.as_ref().map_or("not classified", |found| outcome_words(found.outcome)).to_owned(),
        codes(screening),
        sentences(&decisive),
        lines(&distinct(basis.map(ToString::to_string))),
        lines(&authorisations(screening)),
        lines(&duties(screening)),
        lines(&screening.parties.iter().flat_map(|party| matches(party)).collect::<Vec<_>>()),
        lines(&questions(screening)),
        sentences(&unchecked),
    ]
}

/// An outcome for people.
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Listed => "listed",
        Outcome::Undetermined => "undetermined",
        Outcome::NotListed => "not listed as described",
    }
}

/// The codes that are met; without one, those that are open, with a question mark.
pub fn codes(screening: &Screening) -> String {
    let Some(classification) = &screening.classification else { return String::new() };
    let of = |status: Status, mark: &str| -> Vec<String> {
        let found = classification.candidates.iter().filter(|candidate| candidate.status == status);
        found.map(|candidate| format!("{}{mark}", candidate.code)).collect()
    };
    let met = of(Status::Met, "");
    let codes = if met.is_empty() { of(Status::Open, "?") } else { met };
    let more = codes.len().saturating_sub(SHOWN);
    let shown = codes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

fn authorisations(screening: &Screening) -> Vec<String> {
    let open = screening.licensing.authorisations.iter().filter(|option| option.standing <= Standing::Open);
    open.map(|option| {
        let standing = match option.standing {
            Standing::Available => "can be used",
            Standing::OnApplication => "on application",
            _ => "depends on an answer",
        };
        format!("{} ({standing})", option.id)
    })
    .collect()
}

/// The duties of general authorisations that can be used, then those that hold whatever authorisation is used.
fn duties(screening: &Screening) -> Vec<Cow<'_, str>> {
    let usable = screening.licensing.authorisations.iter().filter(|option| option.standing == Standing::Available);
    let of_option = usable
        .flat_map(|option| option.terms.0.duties.iter().map(|duty| format!("{}: {}", option.id, duty.says).into()));
    distinct(of_option.chain(screening.licensing.duties.iter().map(|duty| duty.says.as_str().into())))
}

fn matches(result: &PartyResult) -> Vec<String> {
    let more = (result.not_shown > 0).then(|| format!("{} more matches of this party", result.not_shown));
    result.matches.iter().map(|found| found.line()).chain(more).collect()
}

fn questions(screening: &Screening) -> Vec<&str> {
    let of_item = screening.classification.iter().flat_map(|found| found.questions.iter().map(|q| q.text.as_str()));
    distinct(of_item.chain(screening.licensing.questions.iter().map(|question| question.text.as_str())))
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen
}

/// One line each, the first few; the others counted.
fn lines<T: AsRef<str>>(texts: &[T]) -> String {
    let mut shown = String::with_capacity(texts.iter().take(SHOWN).map(|text| text.as_ref().len() + 1).sum());
    for (number, text) in texts.iter().take(SHOWN).enumerate() {
        if number > 0 {
            shown.push('\n');
        }
        shown.push_str(text.as_ref());
    }
    let more = texts.len().saturating_sub(SHOWN);
    if more > 0 { format!("{shown}\n… and {more} more") } else { shown }
}

/// How many rows got which verdict.
pub type Counts = BTreeMap<Severity, usize>;

/// The counts in words, most severe first.
pub fn counts_in_words(counts: &Counts) -> String {
    let words: Vec<String> = counts
        .iter()
        .rev()
        .filter(|(_, count)| **count > 0)
        .map(|(severity, count)| format!("{} {count}", severity.label().to_lowercase()))
        .collect();
    words.join(", ")
}

/// What the answers rest on, as labels and sentences.
pub fn sources(sources: &Sources) -> About {
    let register = &sources.register;
    let mut about = vec![
        ("Program".to_owned(), sources.program.clone()),
        (
            "Control list".to_owned(),
            format!(
                "{}, consolidated version {} ({}), digest {}",
                register.act, register.version, register.celex, register.digest
            ),
        ),
        ("Official text".to_owned(), register.link.clone()),
        ("Licensing rules".to_owned(), sources.licensing.to_string()),
    ];
    for list in &sources.lists_searched {
        let counts: Vec<String> = list.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let words = format!("{} {} ({}), digest {}", list.name, list.version, counts.join(", "), list.digest);
        about.push(("Party list searched".to_owned(), words));
    }
    if !sources.lists_not_loaded.is_empty() {
        about.push(("Party lists not searched".to_owned(), sources.lists_not_loaded.join(", ")));
    }
    about
}
