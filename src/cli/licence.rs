//! `dualuse licence CODE --to CC`: the licensing decision alone, for codes that are already known.

use anyhow::{Context, bail};
use clap::Args as ClapArgs;
use jiff::civil::Date;

use super::{Common, ExitStatus, Format, terminal};
use crate::control_list::Register;
use crate::domain::{Act, ControlCode, Severity, Territory};
use crate::licensing::{
    AuthorisationOption, Duty, LicensingCase, LicensingDecision, LicensingRules, Listing, Standing, VALUE_FACTS,
    YES_NO_FACTS, decide,
};
use crate::report::{Page, Tone};
use crate::screening::Lists;

/// Decides whether an export needs an authorisation, and which.
#[derive(Debug, ClapArgs)]
#[command(after_help = facts_help())]
pub struct Args {
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
    format: Format,
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

/// Runs the command.
///
/// # Errors
/// Lists that cannot be read, a code the register does not hold, or arguments that mean nothing.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let rules = LicensingRules::load(&source)?;
    let mut presumptions = Vec::new();
    let case = args.case(&rules, &mut presumptions)?;
    if !case.codes.is_empty() {
        known(&case, &Lists::register_of(&source)?)?;
    }
    let mut decision = decide(&case, &rules);
    decision.assumptions.extend(presumptions);
    terminal::print(&match args.format {
        Format::Table => page(&rules, &case, &decision, common),
        Format::Json => serde_json::to_string_pretty(&decision)? + "\n",
        Format::Ndjson => serde_json::to_string(&decision)? + "\n",
    });
    Ok(ExitStatus::from(decision.verdict))
}

/// Stops at a code the register does not hold: a slip of the pen must not find an authorisation.
fn known(case: &LicensingCase, register: &Register) -> anyhow::Result<()> {
    let holds = |code: &ControlCode| register.find(code).is_some();
    if let Some(code) = case.unknown_codes(&holds).next() {
        let near: Vec<String> = register.nearest_codes(code).iter().map(ToString::to_string).collect();
        bail!("the register holds no {code}; near: {}", near.join(", "));
    }
    Ok(())
}

impl Args {
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
            let (name, value) =
                fact.split_once('=').with_context(|| format!("`{fact}` is no fact: write name=value"))?;
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
        let codes = self
            .codes
            .iter()
            .flat_map(|text| text.split(','))
            .map(str::parse)
            .collect::<Result<Vec<ControlCode>, _>>()?;
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
        _ => bail!(
            "`{text}` is no act: write export, electronic_transmission, brokering, technical_assistance, transit or intra_union_transfer"
        ),
    })
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
    let mut page = common.page();
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
    let usable = |option: &&AuthorisationOption| option.standing <= Standing::OnApplication;
    for option in decision.authorisations.iter().filter(usable) {
        authorisation(&mut page, option);
    }
    let others = decision.authorisations.iter().filter(|option| !usable(option));
    let others = others.map(|option| format!("{} {}: {}", option.id, option.terms.0.title, option.reasons.join("; ")));
    list(&mut page, "Other general authorisations for this destination", others);
    list(&mut page, "Further duties", decision.duties.iter().map(duty));
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
