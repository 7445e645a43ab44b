//! The columns an answer appends to the user's own, and what a reader must know beside them.

use std::collections::BTreeMap;

use crate::classification::{Outcome, Status};
use crate::domain::{Finding, Severity};
use crate::licensing::Standing;
use crate::name_matching::PartyResult;
use crate::records::Record;
use crate::screening::Screening;

/// A column of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumn {
    /// Its heading.
    pub heading: &'static str,
    /// Its width in a workbook, in characters.
    pub width: f64,
}

/// The answer for one row.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// The verdict; decides colours, never text.
    pub severity: Severity,
    /// Whether the row could not be read, so that nothing of it was checked.
    pub unread: bool,
    /// One text a column.
    pub values: Vec<String>,
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

/// The appended columns with a row for each row of the user's table, in the same order.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumns {
    /// The columns.
    pub columns: Vec<ResultColumn>,
    /// The rows.
    pub rows: Vec<ResultRow>,
    /// The column that carries the verdict.
    pub verdict: usize,
}

/// What a reader must know beside the table: labels and sentences, in order.
pub type About = Vec<(String, String)>;

const COLUMNS: [(&str, f64); 13] = [
    ("dualuse verdict", 24.0),
    ("dualuse goods and destination", 24.0),
    ("dualuse parties", 24.0),
    ("dualuse Annex I", 16.0),
    ("dualuse control codes", 18.0),
    ("dualuse reasons", 70.0),
    ("dualuse legal basis", 44.0),
    ("dualuse authorisations", 36.0),
    ("dualuse potential matches", 50.0),
    ("dualuse questions", 60.0),
    ("dualuse not checked", 50.0),
    ("dualuse notes", 36.0),
    ("dualuse row", 12.0),
];

/// Items of a list shown in one cell; the others are counted.
const SHOWN: usize = 8;

impl ResultColumns {
    /// The columns without rows.
    pub fn empty() -> Self {
        let columns = COLUMNS.iter().map(|(heading, width)| ResultColumn { heading, width: *width }).collect();
        Self { columns, rows: Vec::new(), verdict: 0 }
    }
}

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
            let mut values = vec![String::new(); COLUMNS.len() - 2];
            values[0] = severity.label().to_owned();
            values[5] = lines(&reasons);
            values[10] = "item, destination and parties: the row could not be read".to_owned();
            values
        }
        (None, Ok(_)) => vec![String::new(); COLUMNS.len() - 2],
    };
    values.push(lines(&record.notes));
    values.push(record.address.row.to_string());
    ResultRow { severity, unread: screening.is_none(), values }
}

fn screened(screening: &Screening) -> Vec<String> {
    let (decisive, unchecked): (Vec<&Finding>, Vec<&Finding>) =
        screening.findings.iter().partition(|finding| finding.severity != Severity::NotChecked);
    let sentences = |findings: &[&Finding]| distinct(findings.iter().map(|finding| finding.sentence.clone()));
    let basis = distinct(decisive.iter().flat_map(|finding| finding.legal_basis.iter().map(ToString::to_string)));
    vec![
        screening.verdict.label().to_owned(),
        screening.goods_verdict.label().to_owned(),
        screening.party_verdict.map_or("none stated", Severity::label).to_owned(),
        screening.classification.as_ref().map_or("not classified", |found| outcome_words(found.outcome)).to_owned(),
        codes(screening),
        lines(&sentences(&decisive)),
        lines(&basis),
        lines(&authorisations(screening)),
        lines(&screening.parties.iter().flat_map(matches).collect::<Vec<_>>()),
        lines(&questions(screening)),
        lines(&sentences(&unchecked)),
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

fn matches(result: &PartyResult) -> Vec<String> {
    let more = (result.not_shown > 0).then(|| format!("{} more matches of this party", result.not_shown));
    result.matches.iter().map(|found| found.line()).chain(more).collect()
}

fn questions(screening: &Screening) -> Vec<String> {
    let of_item = screening.classification.iter().flat_map(|found| found.questions.iter().map(|q| q.text.clone()));
    distinct(of_item.chain(screening.licensing.questions.iter().map(|question| question.text.clone())))
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// One line each, the first few; the others counted.
fn lines(texts: &[String]) -> String {
    let more = texts.len().saturating_sub(SHOWN);
    let counted = (more > 0).then(|| format!("… and {more} more"));
    texts.iter().take(SHOWN).cloned().chain(counted).collect::<Vec<_>>().join("\n")
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

/// What a screening rests on, as labels and sentences.
pub fn sources(screening: &Screening) -> About {
    let sources = &screening.sources;
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
