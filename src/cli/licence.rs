//! `dualuse licence CODE --to CC`: the licensing decision alone, for codes that are already known.

use anyhow::bail;
use clap::Args as ClapArgs;
use jiff::civil::Date;

use super::licence_page::page;
use super::stated_facts::{self, FactArgs, Given};
use super::{Common, ExitStatus, Format, terminal};
use crate::control_list::Register;
use crate::domain::{Act, ControlCode, StatedFact, Territory};
use crate::licensing::{Contradiction, LicensingCase, LicensingRules, Listing, decide};
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
    /// Kind of act: export, re_export, electronic_transmission, brokering, technical_assistance, transit or
    /// intra_union_transfer. Left out: export, or a transfer where the destination lies inside the Union.
    #[arg(long, value_name = "ACT")]
    act: Option<Act>,
    /// Customs tariff number.
    #[arg(long, value_name = "NUMBER")]
    hs: Option<String>,
    /// End use, in the exporter's words.
    #[arg(long, value_name = "TEXT")]
    end_use: Option<String>,
    #[command(flatten)]
    facts: FactArgs,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Fields of the JSON answer; they keep their names.
pub const JSON_FIELDS: [(&str, &str); 11] = [
    ("verdict", "the most severe finding: no_licence_found to prohibited"),
    ("jurisdiction", "whose law was applied; null where none is held"),
    ("act", "the act as judged"),
    ("destination", "code of the destination judged"),
    ("findings", "code, rule, severity, sentence, legal_basis, evidence, settled_by; the most severe first"),
    ("authorisations", "id, standing, reasons, met, presumed, title, provision, customs_document, conditions, duties"),
    ("duties", "kind, says, provision, and where they apply days, years, when, optional"),
    ("questions", "fact and text"),
    ("assumptions", "what was taken to hold although nothing was said"),
    ("authority", "the authority in charge, where known"),
    ("rules", "act and version the rules were written from"),
];

fn facts_help() -> String {
    let mut text = stated_facts::help();
    text.push_str("\nCountries are written as codes or names. Fields of --format json, one object:\n");
    for (name, says) in JSON_FIELDS {
        text.push_str(&format!("  {name:<28} {says}\n"));
    }
    text + "\nExit codes: 0 nothing found, 1 a person or an authorisation is needed, 2 not carried out.\n"
}

/// Runs the command.
///
/// # Errors
/// Lists that cannot be read, a code the register does not hold, or arguments that mean nothing or contradict each
/// other: all of them at once.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let rules = LicensingRules::load(&source)?;
    let mut reading = Reading { rules: &rules, faults: Vec::new(), presumptions: Vec::new() };
    let case = reading.case(args);
    if !case.codes.is_empty() {
        reading.known(&case, &Lists::register_of(&source)?);
    }
    let Reading { faults, presumptions, .. } = reading;
    if !faults.is_empty() {
        bail!("{}", faults.join("\n       "));
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

/// The arguments being read: every fault is kept, so that all are told at once.
struct Reading<'a> {
    rules: &'a LicensingRules,
    faults: Vec<String>,
    presumptions: Vec<String>,
}

impl Reading<'_> {
    fn case(&mut self, args: &Args) -> LicensingCase {
        let (listing, codes) = self.codes(args);
        let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        let to = self.place("--to", args.to.as_deref());
        let mut case = LicensingCase::new(listing, codes, to, day);
        case.from = self.place("--from", args.from.as_deref());
        case.act = args.act.unwrap_or_default();
        case.hs_code = args.hs.as_ref().map(|hs| hs.chars().filter(|c| !matches!(c, ' ' | '.')).collect());
        case.end_use.clone_from(&args.end_use);
        case.military = args.facts.military();
        for Given { option, fact } in args.facts.given(&mut self.faults) {
            self.fact(&mut case, option, &fact);
        }
        self.contradictions(args, &case);
        case
    }

    fn contradictions(&mut self, args: &Args, case: &LicensingCase) {
        let stated = args.act.zip(case.to.as_ref());
        let export = stated.and_then(|(act, to)| Contradiction::of_stated_export(act, to, self.rules));
        let all = export.into_iter().chain(Contradiction::all(case, self.rules));
        self.faults.extend(all.map(|contradiction| contradiction.to_string()));
    }

    fn place(&mut self, option: &str, name: Option<&str>) -> Option<Territory> {
        match self.rules.destinations.lookup(name?) {
            Ok(found) => {
                self.presumptions.extend(found.presumption.map(str::to_owned));
                Some(found.destination.code.clone())
            }
            Err(error) => {
                self.faults.push(format!("{option}: {error}"));
                None
            }
        }
    }

    fn fact(&mut self, case: &mut LicensingCase, option: &str, fact: &StatedFact) {
        let StatedFact { name, value } = fact;
        match case.facts.state_by_names(name, value, &self.rules.destinations) {
            Ok(presumptions) => self.presumptions.extend(presumptions),
            Err(error) => self.faults.push(format!("{option} {name}={value}: {error}")),
        }
    }

    fn codes(&mut self, args: &Args) -> (Listing, Vec<ControlCode>) {
        let settled = |listing| if args.undetermined { Listing::Undetermined } else { listing };
        let written =
            || args.codes.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|text| !text.is_empty());
        if written().any(|code| code.eq_ignore_ascii_case("unlisted")) {
            if written().count() > 1 {
                self.faults.push("`unlisted` stands alone: an item either has codes or it has none".to_owned());
            }
            return (settled(Listing::NotListed), Vec::new());
        }
        let mut codes = Vec::new();
        for text in written() {
            match text.parse::<ControlCode>() {
                Ok(code) => codes.push(code),
                Err(error) => self.faults.push(error.to_string()),
            }
        }
        (settled(Listing::Listed), codes)
    }

    /// A code the register does not hold: a slip of the pen must not find an authorisation.
    fn known(&mut self, case: &LicensingCase, register: &Register) {
        let holds = |code: &ControlCode| register.find(code).is_some();
        for code in case.unknown_codes(&holds) {
            let near: Vec<String> = register.nearest_codes(code).iter().map(ToString::to_string).collect();
            self.faults.push(format!("the register holds no {code}; near: {}", near.join(", ")));
        }
    }
}
