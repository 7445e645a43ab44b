//! The licensing decision as a page for the terminal.

use super::Common;
use crate::domain::{ControlCode, Finding, Severity, Territory};
use crate::licensing::{
    AuthorisationOption, Duty, LicensingCase, LicensingDecision, LicensingRules, Listing, Standing,
};
use crate::report::{Page, Tone};

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::NoLicenceFound => Tone::Plain,
        Severity::GeneralAvailable => Tone::Open,
        Severity::Review | Severity::NeedsSubitem | Severity::NotChecked => Tone::Attention,
        _ => Tone::Stop,
    }
}

/// The page: verdict, findings with their rules and bases, authorisations, duties, questions, assumptions.
pub(super) fn page(
    rules: &LicensingRules,
    case: &LicensingCase,
    decision: &LicensingDecision,
    common: &Common,
) -> String {
    let mut page = common.page();
    page.title(decision.verdict.label(), tone(decision.verdict));
    page.pairs(&head(rules, case, decision));
    page.heading("Findings");
    for found in &decision.findings {
        finding(&mut page, found);
    }
    let usable = |option: &&AuthorisationOption| option.standing <= Standing::OnApplication;
    for option in decision.authorisations.iter().filter(usable) {
        authorisation(&mut page, option);
    }
    let others = decision.authorisations.iter().filter(|option| !usable(option));
    let others = others.map(|option| format!("{} {}: {}", option.id, option.terms.0.title, option.reasons.join("; ")));
    list(&mut page, "Other general authorisations for this destination", others);
    list(&mut page, "Further duties", decision.duties.iter().map(|owed| duty(owed)));
    let questions = decision.questions.iter().map(|question| match question.fact.as_str() {
        "code" | "to" | "goods" => question.text.clone(),
        fact => format!("{} (--fact {fact}=…)", question.text),
    });
    list(&mut page, "Questions", questions);
    list(&mut page, "Taken to hold because nothing else was said", decision.assumptions.iter().cloned());
    page.heading("Rules");
    page.paragraph(
        2,
        &format!("{}. Whether the codes exist and describe the item is for classification to say.", decision.rules),
    );
    page.into_text()
}

fn finding(page: &mut Page, finding: &Finding) {
    page.hanging(2, "- ", &format!("{}: {}", finding.severity, finding.sentence));
    page.hanging(6, "Rule: ", finding.rule.as_ref().unwrap_or(&finding.code));
    for basis in &finding.legal_basis {
        page.hanging(6, "Basis: ", &basis.to_string());
    }
    for evidence in &finding.evidence {
        page.hanging(6, "From: ", &format!("{} \"{}\"", evidence.place, evidence.words));
    }
    if let Some(settled) = &finding.settled_by {
        page.hanging(6, "To do: ", settled);
    }
}

fn head(rules: &LicensingRules, case: &LicensingCase, decision: &LicensingDecision) -> Vec<(&'static str, String)> {
    let codes: Vec<&str> = case.codes.iter().map(ControlCode::as_str).collect();
    let item = match case.listing {
        Listing::Listed => codes.join(", "),
        Listing::NotListed => "not listed in Annex I".to_owned(),
        Listing::Undetermined => {
            format!("undetermined, candidates: {}", if codes.is_empty() { "none".into() } else { codes.join(", ") })
        }
    };
    let name = |code: &Option<Territory>| {
        let code = code.as_ref()?;
        Some(rules.destinations.get(code).map_or_else(|| code.to_string(), |d| format!("{} {}", d.code, d.en)))
    };
    let mut rows = vec![
        ("Item", item),
        ("To", name(&case.to).unwrap_or_else(|| "not stated".into())),
        ("From", name(&case.from).unwrap_or_else(|| "not stated (European Union)".into())),
        ("Act", decision.act.label().to_owned()),
        ("Day", case.date.to_string()),
    ];
    rows.extend(case.hs_code.as_ref().map(|hs| ("Tariff number", hs.clone())));
    rows.extend(decision.authority.as_ref().map(|authority| ("Authority", authority.clone())));
    rows
}

fn authorisation(page: &mut Page, option: &AuthorisationOption) {
    let terms = &option.terms.0;
    let standing = match option.standing {
        Standing::Available => "available",
        Standing::OnApplication => "on application",
        Standing::Open => "open",
        Standing::OtherPurpose => "for another purpose only",
        Standing::Barred => "barred",
    };
    page.heading(&format!("{} {}: {standing}", option.id, terms.title));
    page.hanging(2, "Written in: ", &terms.provision);
    if let Some(code) = &terms.customs_document {
        page.hanging(2, "Customs document: ", code);
    }
    for reason in &option.reasons {
        page.hanging(2, "Because: ", reason);
    }
    for condition in &terms.conditions {
        let state = if option.met.contains(&condition.test) {
            "met as stated"
        } else if option.presumed.contains(&condition.test) {
            "presumed"
        } else {
            "to be answered"
        };
        page.hanging(2, "Condition: ", &format!("{} ({}; {state})", condition.says, condition.provision));
    }
    for item in &terms.duties {
        match item.kind.as_str() {
            "term" => page.hanging(2, "Term: ", &item.says),
            "application" => page.hanging(2, "Duty: ", &item.says),
            _ => page.hanging(2, "Duty: ", &duty(item)),
        }
    }
}

fn duty(duty: &Duty) -> String {
    let optional = if duty.optional { "; not in every case" } else { "" };
    format!("{} ({}{optional})", duty.says, duty.provision)
}

fn list(page: &mut Page, heading: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        page.heading(heading);
        for line in lines {
            page.hanging(2, "- ", &line);
        }
    }
}
