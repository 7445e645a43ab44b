//! A screening as a printed page: verdict first, then why, what to do, what it rests on, what was not checked.

use super::classification::classification_body;
use super::{Page, Tone};
use crate::classification::Outcome;
use crate::domain::{Finding, Severity};
use crate::licensing::{AuthorisationOption, Standing};
use crate::name_matching::PartyResult;
use crate::screening::Screening;

/// Most authorisations shown in full.
const SHOWN_AUTHORISATIONS: usize = 3;

/// Prints a screening.
pub fn screening_page(screening: &Screening, mut page: Page) -> String {
    page.title(screening.verdict.label(), tone(screening.verdict));
    summary(screening, &mut page);
    findings(screening, &mut page);
    if let Some(classification) = &screening.classification {
        page.heading("Item");
        page.paragraph(2, &classification.reason);
        classification_body(classification, &mut page);
    }
    authorisations(screening, &mut page);
    duties(screening, &mut page);
    parties(screening, &mut page);
    questions(screening, &mut page);
    not_checked(screening, &mut page);
    sources(screening, &mut page);
    page.into_text()
}

/// The colour of a severity.
pub fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::NoLicenceFound => Tone::Plain,
        Severity::GeneralAvailable => Tone::Open,
        Severity::NotChecked | Severity::Review | Severity::NeedsSubitem => Tone::Attention,
        _ => Tone::Stop,
    }
}

fn summary(screening: &Screening, page: &mut Page) {
    let transaction = &screening.transaction;
    let to = transaction.to.as_ref().map_or("not stated", |to| to.as_str());
    let listed = screening.classification.as_ref().map_or("not classified".to_owned(), |c| match c.outcome {
        Outcome::Listed => format!("listed: {}", c.candidates.first().map_or(String::new(), |c| c.code.to_string())),
        Outcome::Undetermined => "undetermined".to_owned(),
        Outcome::NotListed => "not listed as described".to_owned(),
    });
    let parties = screening.party_verdict.map_or("none stated", Severity::label);
    page.pairs(&[
        ("Item", transaction.item.description.clone()),
        ("Route", format!("{} to {}, {}", transaction.from, to, transaction.date)),
        ("Annex I", listed),
        ("Goods and destination", screening.goods_verdict.label().to_owned()),
        ("Parties", parties.to_owned()),
    ]);
}

fn findings(screening: &Screening, page: &mut Page) {
    page.heading("Findings");
    let decisive = screening.findings.iter().filter(|f| f.severity != Severity::NotChecked);
    for finding in decisive {
        one_finding(finding, page);
    }
}

fn one_finding(finding: &Finding, page: &mut Page) {
    page.hanging(2, &format!("{}: ", finding.severity.label()), &finding.sentence);
    let basis: Vec<String> = finding.legal_basis.iter().map(ToString::to_string).collect();
    if !basis.is_empty() {
        page.hanging(6, "basis: ", &basis.join("; "));
    }
    if let Some(settled) = &finding.settled_by {
        page.hanging(6, "settled by: ", settled);
    }
}

fn authorisations(screening: &Screening, page: &mut Page) {
    let open: Vec<&AuthorisationOption> =
        screening.licensing.authorisations.iter().filter(|a| a.standing <= Standing::OnApplication).collect();
    if open.is_empty() {
        return;
    }
    page.heading("Authorisations");
    for option in open.iter().take(SHOWN_AUTHORISATIONS) {
        let terms = &option.terms.0;
        let standing = match option.standing {
            Standing::Available => "can be used",
            Standing::OnApplication => "on application",
            _ => "depends on an answer",
        };
        page.hanging(2, &format!("{}  ", option.id), &format!("{} ({}) [{standing}]", terms.title, terms.provision));
        for reason in option.reasons.iter().filter(|_| option.standing == Standing::Open) {
            page.hanging(6, "- ", reason);
        }
        for condition in terms.conditions.iter().filter(|c| option.presumed.contains(&c.test)) {
            page.hanging(6, "taken to hold: ", &condition.says);
        }
        for duty in &terms.duties {
            page.hanging(6, "duty: ", &duty.says);
        }
    }
}

fn duties(screening: &Screening, page: &mut Page) {
    if screening.licensing.duties.is_empty() {
        return;
    }
    page.heading("Duties");
    for duty in &screening.licensing.duties {
        page.hanging(2, "- ", &duty.says);
    }
}

fn parties(screening: &Screening, page: &mut Page) {
    if screening.parties.is_empty() {
        return;
    }
    page.heading("Parties");
    for (party, result) in screening.transaction.parties.iter().zip(&screening.parties) {
        let country = party.country.as_ref().map(|c| format!(", {c}")).unwrap_or_default();
        page.hanging(2, "", &format!("{} ({}{country}): {}", party.name, party.role, matches_in_words(result)));
        for found in &result.matches {
            page.hanging(6, "- ", &found.line());
        }
    }
}

fn matches_in_words(result: &PartyResult) -> String {
    let lists: Vec<&str> = result.lists_searched.iter().map(|l| l.name.as_str()).collect();
    let lists = if lists.is_empty() { "no list".to_owned() } else { lists.join(", ") };
    match result.matches.len() {
        0 => format!("no match on the lists searched ({lists})"),
        1 => format!("1 potential match ({lists} searched)"),
        n => format!("{n} potential matches ({lists} searched)"),
    }
}

fn questions(screening: &Screening, page: &mut Page) {
    let licensing = &screening.licensing.questions;
    if !licensing.is_empty() {
        page.heading("To be asked about the transaction");
        for (number, question) in licensing.iter().enumerate() {
            page.hanging(2, &format!("{}. ", number + 1), &question.text);
        }
    }
    if !screening.licensing.assumptions.is_empty() {
        page.heading("Taken to hold, because nothing was said");
        for assumption in &screening.licensing.assumptions {
            page.hanging(2, "- ", assumption);
        }
    }
}

fn not_checked(screening: &Screening, page: &mut Page) {
    page.heading("Not checked");
    let mut seen: Vec<&str> = Vec::new();
    for finding in screening.findings.iter().filter(|f| f.severity == Severity::NotChecked) {
        if !seen.contains(&finding.sentence.as_str()) {
            seen.push(&finding.sentence);
            page.hanging(2, "- ", &finding.sentence);
            if let Some(settled) = &finding.settled_by {
                page.hanging(4, "", settled);
            }
        }
    }
    for fixed in [
        "the military list, national lists of other Member States, and the law of other countries",
        "owners and controllers of the parties stated",
    ] {
        page.hanging(2, "- ", fixed);
    }
}

fn sources(screening: &Screening, page: &mut Page) {
    let sources = &screening.sources;
    page.heading("Based on");
    let register = &sources.register;
    page.paragraph(
        2,
        &format!(
            "{}, consolidated version {} ({}), register {}",
            register.act,
            register.version,
            register.celex,
            short(&register.digest)
        ),
    );
    page.paragraph(2, &format!("licensing rules: {}", sources.licensing));
    for list in &sources.lists_searched {
        let counts: Vec<String> = list.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        page.paragraph(
            2,
            &format!("party list {} {} ({}; {})", list.name, list.version, counts.join(", "), short(&list.digest)),
        );
    }
    if !sources.lists_not_loaded.is_empty() {
        page.paragraph(2, &format!("party lists not loaded: {}", sources.lists_not_loaded.join(", ")));
    }
    page.paragraph(2, &sources.program);
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
