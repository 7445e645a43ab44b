//! `dualuse licence CODE --to CC`: the licensing decision alone, for codes that are already known.

use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};
use clap::Args;
use jiff::civil::Date;

use super::destination::OutputFormat;
use super::{Common, ExitStatus};
use crate::domain::{Act, ControlCode, Severity, Territory};
use crate::licensing::{
    AuthorisationOption, Duty, LicensingCase, LicensingDecision, LicensingRules, Listing, Standing, VALUE_FACTS,
    YES_NO_FACTS, decide,
};
use crate::report::{Page, Tone};

/// Decides whether an export needs an authorisation, and which.
#[derive(Debug, Args)]
#[command(after_help = facts_help())]
pub struct LicenceArgs {
    /// Control codes of the item (3A001.b.2), or `unlisted`. Several codes: all apply.
    #[arg(value_name = "CODE", required = true)]
    codes: Vec<String>,
    /// Destination: code or name.
    #[arg(long, value_name = "CC")]
    to: Option<String>,
    /// Where the exporter is established: code or name.
    #[arg(long, value_name = "CC")]
    from: Option<String>,
    /// The codes are candidates; classification is not settled.
    #[arg(long)]
    undetermined: bool,
    /// Kind of act: export, electronic_transmission, brokering, technical_assistance, transit, intra_union_transfer.
    #[arg(long, value_name = "ACT", default_value = "export")]
    act: String,
    /// Customs tariff number.
    #[arg(long, value_name = "NUMBER")]
    hs: Option<String>,
    /// End use, in the exporter's words.
    #[arg(long, value_name = "TEXT")]
    end_use: Option<String>,
    /// A military end use or end user is involved.
    #[arg(long, conflicts_with = "civil")]
    military: bool,
    /// No military end use or end user is involved.
    #[arg(long)]
    civil: bool,
    /// Uses of concern the authority has told the exporter of.
    #[arg(long, value_name = "CONCERN")]
    informed: Vec<String>,
    /// Uses of concern the exporter knows of.
    #[arg(long, value_name = "CONCERN")]
    aware: Vec<String>,
    /// Uses of concern there are grounds to suspect.
    #[arg(long, value_name = "CONCERN")]
    suspects: Vec<String>,
    /// A further fact, `name=value`; the names stand below.
    #[arg(long = "fact", value_name = "NAME=VALUE")]
    facts: Vec<String>,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

fn facts_help() -> String {
    let mut text = String::from(
        "Concerns: wmd, military, unlawful_parts, repression, public_security (several with commas).\n\nFacts with yes or no:\n",
    );
    for (name, says) in YES_NO_FACTS {
        text.push_str(&format!("  {name:<28} {says}\n"));
    }
    text.push_str("\nFacts with a value:\n");
    for (name, says) in VALUE_FACTS {
        text.push_str(&format!("  {name:<28} {says}\n"));
    }
    text + "\nExit codes: 0 nothing found, 1 a person or an authorisation is needed, 2 not carried out.\n"
}

impl LicenceArgs {
    /// Decides and prints.
    ///
    /// # Errors
    /// Lists that cannot be read, or arguments that mean nothing.
    pub fn run(&self, common: &Common) -> anyhow::Result<ExitStatus> {
        let rules = LicensingRules::load(&common.lists()?)?;
        let mut presumptions = Vec::new();
        let case = self.case(&rules, &mut presumptions)?;
        let mut decision = decide(&case, &rules);
        decision.assumptions.extend(presumptions);
        let text = match self.format {
            OutputFormat::Table => page(&rules, &case, &decision, common),
            OutputFormat::Json => serde_json::to_string_pretty(&decision)? + "\n",
        };
        print(&text)?;
        Ok(ExitStatus::from(decision.verdict))
    }

    fn case(&self, rules: &LicensingRules, presumptions: &mut Vec<String>) -> anyhow::Result<LicensingCase> {
        let (listing, codes) = self.codes()?;
        let mut place = |name: &Option<String>| -> anyhow::Result<Option<Territory>> {
            let Some(name) = name else { return Ok(None) };
            let found = rules.destinations.lookup(name)?;
            presumptions.extend(found.presumption.map(str::to_owned));
            Ok(Some(found.destination.code.clone()))
        };
        let day = self.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        let mut case = LicensingCase::new(listing, codes, place(&self.to)?, day);
        case.from = place(&self.from)?;
        case.act = act(&self.act)?;
        case.hs_code = self.hs.as_ref().map(|hs| hs.chars().filter(|c| !matches!(c, ' ' | '.')).collect());
        case.end_use.clone_from(&self.end_use);
        case.military = if self.military { Some(true) } else { self.civil.then_some(false) };
        for (name, values) in [("informed", &self.informed), ("aware", &self.aware), ("suspects", &self.suspects)] {
            for value in values {
                case.facts.state(name, value)?;
            }
        }
        for fact in &self.facts {
            let (name, value) = fact.split_once('=').with_context(|| format!("`{fact}` is no fact: write name=value"))?;
            case.facts.state(name, value).with_context(|| format!("--fact {fact}"))?;
        }
        Ok(case)
    }

    fn codes(&self) -> anyhow::Result<(Listing, Vec<ControlCode>)> {
        if self.codes.iter().any(|code| code.eq_ignore_ascii_case("unlisted")) {
            if self.codes.len() > 1 {
                bail!("`unlisted` stands alone: an item either has codes or it has none");
            }
            let listing = if self.undetermined { Listing::Undetermined } else { Listing::NotListed };
            return Ok((listing, Vec::new()));
        }
        let codes = self.codes.iter().flat_map(|text| text.split(',')).map(str::parse).collect::<Result<Vec<ControlCode>, _>>()?;
        Ok((if self.undetermined { Listing::Undetermined } else { Listing::Listed }, codes))
    }
}

fn act(text: &str) -> anyhow::Result<Act> {
    Ok(match text.trim().to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
        "export" => Act::Export,
        "electronic_transmission" | "transmission" => Act::ElectronicTransmission,
        "brokering" => Act::Brokering,
        "technical_assistance" => Act::TechnicalAssistance,
        "transit" => Act::Transit,
        "intra_union_transfer" | "transfer" => Act::IntraUnionTransfer,
        _ => bail!("`{text}` is no act: write export, electronic_transmission, brokering, technical_assistance, transit or intra_union_transfer"),
    })
}

/// A page of the width the user asked for.
pub(super) fn new_page(common: &Common) -> Page {
    Page::new(common.width.unwrap_or(100), std::io::stdout().is_terminal())
}

/// Writes to standard output; a reader that has gone away is no error.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write the answer"),
        _ => Ok(()),
    }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::NoLicenceFound => Tone::Plain,
        Severity::GeneralAvailable => Tone::Open,
        Severity::Review | Severity::NeedsSubitem | Severity::NotChecked => Tone::Attention,
        _ => Tone::Stop,
    }
}

fn page(rules: &LicensingRules, case: &LicensingCase, decision: &LicensingDecision, common: &Common) -> String {
    let mut page = new_page(common);
    page.title(decision.verdict.label(), tone(decision.verdict));
    page.pairs(&head(rules, case, decision));
    page.heading("Findings");
    for finding in &decision.findings {
        page.hanging(2, "- ", &format!("{} [{}] {}", finding.severity, finding.code, finding.sentence));
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
    for option in &decision.authorisations {
        authorisation(&mut page, option);
    }
    list(&mut page, "Further duties", decision.duties.iter().map(duty));
    let questions = decision.questions.iter().map(|question| format!("{} (--fact {}=…)", question.text, question.fact));
    list(&mut page, "Questions", questions);
    list(&mut page, "Taken to hold because nothing else was said", decision.assumptions.iter().cloned());
    page.heading("Rules");
    page.paragraph(2, &format!("{}. Whether the codes exist and describe the item is for classification to say.", decision.rules));
    page.into_text()
}

fn head(rules: &LicensingRules, case: &LicensingCase, decision: &LicensingDecision) -> Vec<(&'static str, String)> {
    let codes: Vec<&str> = case.codes.iter().map(ControlCode::as_str).collect();
    let item = match case.listing {
        Listing::Listed => codes.join(", "),
        Listing::NotListed => "not listed in Annex I".to_owned(),
        Listing::Undetermined => format!("undetermined, candidates: {}", if codes.is_empty() { "none".into() } else { codes.join(", ") }),
    };
    let name = |code: &Option<Territory>| {
        let code = code.as_ref()?;
        Some(rules.destinations.get(code).map_or_else(|| code.to_string(), |d| format!("{} {}", d.code, d.en)))
    };
    let act = format!("{:?}", decision.act);
    let act = act.chars().fold(String::new(), |mut words, c| {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        words
    });
    let mut rows = vec![
        ("Item", item),
        ("To", name(&case.to).unwrap_or_else(|| "not stated".into())),
        ("From", name(&case.from).unwrap_or_else(|| "not stated (European Union)".into())),
        ("Act", act),
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
    if matches!(option.standing, Standing::Barred | Standing::OtherPurpose) {
        return;
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
    for text in terms.duties.iter().map(duty) {
        page.hanging(2, "Duty: ", &text);
    }
}

fn duty(duty: &Duty) -> String {
    let optional = if duty.optional { "; where the Member State asks for it" } else { "" };
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
