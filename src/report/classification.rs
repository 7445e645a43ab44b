//! A classification as a printed page.

use std::collections::BTreeMap;

use super::{Page, Tone};
use crate::classification::{Candidate, Classification, Outcome, Status, TestResult};
use crate::control_list::{OfficialLine, Register};
use crate::domain::ControlCode;
use crate::licensing::Hint;

/// Most candidates shown with their tests.
const SHOWN: usize = 3;
/// Most excluded provisions shown.
const SHOWN_EXCLUDED: usize = 5;

/// What stands beside a classification.
#[derive(Clone, Copy, Debug)]
pub struct ClassificationNotes<'a> {
    /// Catch-alls the goods call to mind.
    pub hints: &'a [Hint],
    /// Official wording of the provisions that are met or open, from the entry down.
    pub official_text: &'a BTreeMap<&'a ControlCode, Vec<&'a OfficialLine>>,
    /// Questions of an interview with their answers.
    pub interview: &'a [(String, String)],
    /// What is wrong with the row the description came from.
    pub fault: Option<&'a str>,
}

/// Prints a classification on a page of its own.
pub fn classification_page(
    classification: &Classification,
    notes: &ClassificationNotes<'_>,
    register: &Register,
    mut page: Page,
) -> String {
    let (title, tone) = match classification.outcome {
        Outcome::Listed => ("LISTED in Annex I", Tone::Stop),
        Outcome::Undetermined => ("UNDETERMINED", Tone::Attention),
        Outcome::NotListed => ("NOT LISTED in Annex I as described", Tone::Plain),
    };
    page.title(title, tone);
    page.paragraph(0, &classification.reason);
    if let Some(fault) = notes.fault {
        page.hanging(0, "Fault of the row: ", fault);
    }
    classification_body(classification, &mut page);
    beside(notes, &mut page);
    let version = register.version();
    page.heading("Based on");
    page.paragraph(
        2,
        &format!(
            "{}, consolidated version {} ({}, {}); register {}",
            version.act,
            version.version,
            version.celex,
            version.source,
            &register.digest()[..12.min(register.digest().len())]
        ),
    );
    page.into_text()
}

/// Hints, the official wording and the record of an interview.
fn beside(notes: &ClassificationNotes<'_>, page: &mut Page) {
    if !notes.hints.is_empty() {
        page.heading("Catch-alls to think of");
        for hint in notes.hints {
            page.hanging(2, "- ", &format!("{} (\"{}\")", hint.sentence, hint.words));
            page.hanging(6, "basis: ", &hint.legal_basis.to_string());
            page.hanging(6, "settled by: ", hint.settled_by);
        }
    }
    if !notes.official_text.is_empty() {
        page.heading("Official wording, as imported");
        let mut shown: Vec<&OfficialLine> = Vec::new();
        for lines in notes.official_text.values().take(SHOWN) {
            for line in lines.iter().filter(|line| !shown.contains(line)).collect::<Vec<_>>() {
                page.hanging(2, &format!("{}  ", line.path), &line.text);
                shown.push(line);
            }
        }
    }
    if !notes.interview.is_empty() {
        page.heading("Answers given");
        for (number, (question, answer)) in notes.interview.iter().enumerate() {
            page.hanging(2, &format!("{}. ", number + 1), &format!("{question} {answer}"));
        }
    }
}

/// The parts of a classification below its title: what was understood, provisions, questions, assumptions.
pub(super) fn classification_body(classification: &Classification, page: &mut Page) {
    understood(classification, page);
    let live: Vec<&Candidate> = classification.candidates.iter().filter(|c| c.status != Status::Excluded).collect();
    if !live.is_empty() {
        page.heading("Provisions");
        live.iter().take(SHOWN).for_each(|candidate| provision(candidate, page));
        let further: Vec<&str> = live.iter().skip(SHOWN).map(|c| c.code.as_str()).collect();
        if !further.is_empty() {
            page.hanging(2, "also: ", &further.join(", "));
        }
    }
    let out: Vec<&Candidate> = classification.candidates.iter().filter(|c| c.status == Status::Excluded).collect();
    if !out.is_empty() {
        page.heading("Looked at and ruled out");
        for candidate in out.iter().take(SHOWN_EXCLUDED) {
            page.hanging(2, &format!("{}  ", candidate.code), &why_out(candidate));
        }
        if out.len() > SHOWN_EXCLUDED {
            page.paragraph(2, &format!("and {} more (--format json shows all)", out.len() - SHOWN_EXCLUDED));
        }
    }
    if !classification.questions.is_empty() {
        page.heading("To be asked");
        for (number, question) in classification.questions.iter().enumerate() {
            let hint = if question.about.is_empty() {
                String::new()
            } else {
                format!("  [--param \"{}=…\"]", question.about)
            };
            page.hanging(2, &format!("{}. ", number + 1), &format!("{}{hint}", question.text));
        }
    }
    if !classification.assumptions.is_empty() {
        page.heading("Presumed, because nothing was said");
        page.paragraph(2, &classification.assumptions.join("; "));
    }
}

fn understood(classification: &Classification, page: &mut Page) {
    let understood = &classification.understood;
    page.heading("Understood");
    let goods =
        if understood.goods.is_empty() { "no known kind of goods".to_owned() } else { understood.goods.join(", ") };
    page.hanging(2, "goods: ", &goods);
    if !understood.serving.is_empty() {
        page.hanging(2, "for or part of: ", &understood.serving.join(", "));
    }
    let mut figures: Vec<String> = Vec::new();
    for q in &understood.quantities {
        let figure =
            if q.taken_for.is_empty() { q.words.clone() } else { format!("{} ({})", q.words, q.taken_for.join(" / ")) };
        if !figures.contains(&figure) {
            figures.push(figure);
        }
    }
    for (label, words) in [
        ("figures: ", figures),
        ("properties: ", understood.features.clone()),
        ("read as: ", understood.read_as.iter().map(|(words, meant)| format!("{words} as {meant}")).collect()),
        ("identifiers: ", understood.identifiers.clone()),
    ] {
        if !words.is_empty() {
            page.hanging(2, label, &words.join("; "));
        }
    }
}

fn provision(candidate: &Candidate, page: &mut Page) {
    let state = match candidate.status {
        Status::Met => "met",
        Status::Open => "open",
        Status::Excluded => "ruled out",
    };
    page.hanging(2, &format!("{}  ", candidate.code), &format!("{} [{state}]", candidate.title));
    let regimes: Vec<&str> = candidate.regimes.iter().map(|r| r.abbreviation()).collect();
    let position = candidate.wassenaar.as_ref().map(|p| format!(", Wassenaar list {p}")).unwrap_or_default();
    page.hanging(6, "regime: ", &format!("{}{position}", regimes.join(", ")));
    for test in &candidate.tests {
        let words = test.words.as_ref().map(|w| format!("  \"{w}\"")).unwrap_or_default();
        page.hanging(6, &format!("{} ", mark(test.result)), &format!("{}{words}", test.test));
    }
    for note in &candidate.exclusions {
        page.hanging(6, "unless: ", note);
    }
    for note in &candidate.may_be_released_by {
        page.hanging(6, "may be released by the ", note);
    }
    let see_also: Vec<&str> = candidate.see_also.iter().map(String::as_str).collect();
    if !see_also.is_empty() {
        page.hanging(6, "see also: ", &see_also.join(", "));
    }
}

fn mark(result: TestResult) -> &'static str {
    match result {
        TestResult::Met => "met:         ",
        TestResult::PresumedMet => "presumed:    ",
        TestResult::NotStated => "not stated:  ",
        TestResult::PresumedNotMet => "presumed not:",
        TestResult::NotMet => "not met:     ",
    }
}

fn why_out(candidate: &Candidate) -> String {
    if let Some(note) =
        candidate.exclusions.first().filter(|_| candidate.tests.iter().all(|t| t.result != TestResult::NotMet))
    {
        return format!("taken out by a note: {note}");
    }
    let failed = candidate.tests.iter().find(|t| t.result == TestResult::NotMet);
    match failed.or_else(|| candidate.tests.iter().find(|t| t.result == TestResult::PresumedNotMet)) {
        Some(test) if test.result == TestResult::NotMet => {
            let words = test.words.as_ref().map(|w| format!(": \"{w}\"")).unwrap_or_default();
            format!("needs {}{words}", test.test)
        }
        Some(test) => format!("needs {}; nothing speaks for it", test.test),
        None => candidate.title.clone(),
    }
}
