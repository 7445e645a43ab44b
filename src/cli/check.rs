//! `dualuse check`: may this item leave, to this destination, to these parties?

use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;

use super::data_folder::note_indexes;
use super::stated_facts::FactArgs;
use super::terminal::print;
use super::{Common, ExitStatus};
use crate::domain::{Act, ControlCode, Item, Party, PartyRole, Territory, Transaction};
use crate::name_matching::MatchPolicy;
use crate::records::Resolver;
use crate::report::html::check_page;
use crate::report::screening_page;
use crate::screening::{Lists, Policy, screen};

/// Check a transaction: item, destination, parties, end use.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// What the goods are, in the exporter's words.
    #[arg(required = true)]
    description: Vec<String>,
    /// Destination: a code (CN, UA-43) or a name.
    #[arg(long, value_name = "CC")]
    to: String,
    /// Where the goods leave from.
    #[arg(long, value_name = "CC", default_value = "DE")]
    from: String,
    /// A control code the exporter claims.
    #[arg(long)]
    code: Option<ControlCode>,
    /// Customs tariff number.
    #[arg(long, value_name = "H")]
    hs: Option<String>,
    /// CAS number of a chemical.
    #[arg(long)]
    cas: Option<String>,
    /// A property stated apart, such as "sample rate=1.5 GSPS" or "radiation hardened=no".
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// A party: NAME, NAME@CC, NAME#role or NAME@CC#role (buyer, consignee, end_user, broker, forwarder, bank, owner, vessel).
    #[arg(long = "party", value_name = "NAME[@CC][#ROLE]")]
    parties: Vec<String>,
    /// What the goods will be used for.
    #[arg(long, value_name = "TEXT")]
    end_use: Option<String>,
    #[command(flatten)]
    facts: FactArgs,
    /// Goods, software or technology move inside the Union, or services are rendered: the kind of act.
    #[arg(long, value_name = "ACT", default_value = "export", value_parser = act)]
    act: Act,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Least score of a party match to show, 0 to 1.
    #[arg(long, value_name = "S", default_value_t = MatchPolicy::default().min_score)]
    min_score: f64,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Printed::Table)]
    format: Printed,
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// A page for people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// A page for a browser, complete in itself.
    Html,
}

/// Reads `--act`.
pub(super) fn act(text: &str) -> Result<Act, String> {
    text.parse().map_err(|error: crate::domain::ActError| error.to_string())
}

/// Runs the command.
///
/// # Errors
/// Lists with faults, unknown countries, an empty description, parties or parameters that cannot be read: all faults at once.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let lists = Lists::with_parties(&source, common.sanctions(&source)?)?;
    note_indexes(lists.screener());
    let transaction = transaction(args, &lists)?;
    anyhow::ensure!(
        (0.0..=1.0).contains(&args.min_score),
        "--min-score {}: a score lies between 0 and 1",
        args.min_score
    );
    let policy = Policy { matching: MatchPolicy { min_score: args.min_score, ..MatchPolicy::default() } };
    let screening = screen(&transaction, &lists, &policy);
    match args.format {
        Printed::Table => print(&screening_page(&screening, common.page())),
        Printed::Json => print(&(serde_json::to_string_pretty(&screening)? + "\n")),
        Printed::Ndjson => print(&(serde_json::to_string(&screening)? + "\n")),
        Printed::Html => print(&check_page(&screening)),
    }
    Ok(screening.verdict.into())
}

/// Reads the arguments, collecting every fault before giving up.
fn transaction(args: &Args, lists: &Lists) -> anyhow::Result<Transaction> {
    let mut faults: Vec<String> = Vec::new();
    let mut note = |result: anyhow::Result<Territory>| result.map_err(|e| faults.push(format!("{e:#}"))).ok();
    let from = note(territory("--from", &args.from, lists));
    let to = note(territory("--to", &args.to, lists));
    let read: Vec<anyhow::Result<Party>> = args.parties.iter().map(|text| party(text, lists)).collect();
    let mut parties = Vec::new();
    for result in read {
        match result {
            Ok(party) => parties.push(party),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    let parameters = super::stated_parameters(&args.params).unwrap_or_else(|error| {
        faults.push(error.to_string());
        Vec::new()
    });
    let facts = args.facts.checked(|fact| lists.rules().fact(fact), &mut faults);
    let description = args.description.join(" ");
    if description.trim().is_empty() {
        faults.push("the description is empty; say what the goods are".to_owned());
    }
    faults.extend(args.code.as_ref().and_then(|code| unknown_code(code, lists)));
    let (Some(from), true) = (from, faults.is_empty()) else { anyhow::bail!("{}", faults.join("\n       ")) };
    let hs_code = args.hs.as_ref().map(|hs| hs.chars().filter(char::is_ascii_digit).collect());
    let item = Item { description, claimed_code: args.code.clone(), hs_code, cas: args.cas.clone(), parameters };
    Ok(Transaction {
        id: "1".to_owned(),
        item,
        from,
        to,
        parties,
        end_use: args.end_use.clone(),
        military: args.facts.military(),
        act: args.act,
        facts,
        date: args.as_of.unwrap_or_else(|| jiff::Zoned::now().date()),
    })
}

fn unknown_code(code: &ControlCode, lists: &Lists) -> Option<String> {
    if lists.register().find(code).is_some() {
        return None;
    }
    let near: Vec<String> = lists.register().nearest_codes(code).iter().map(ToString::to_string).collect();
    Some(format!("--code {code}: not in Annex I; near: {}", near.join(", ")))
}

fn territory(option: &str, text: &str, lists: &Lists) -> anyhow::Result<Territory> {
    lists.destination(text).map(|found| found.code.clone()).map_err(|e| anyhow::anyhow!("{option} {text}: {e}"))
}

/// `NAME@CC#role`; the last @ and # count, so that names may hold them.
fn party(text: &str, lists: &Lists) -> anyhow::Result<Party> {
    let (rest, role) = match text.rsplit_once('#') {
        Some((rest, role)) => {
            (rest, role.parse::<PartyRole>().map_err(|e| anyhow::anyhow!("--party \"{text}\": {e}"))?)
        }
        None => (text, PartyRole::Other),
    };
    let (name, country) = match rest.rsplit_once('@') {
        Some((name, country)) => (name, Some(territory("--party", country, lists)?)),
        None => (rest, None),
    };
    anyhow::ensure!(!name.trim().is_empty(), "--party \"{text}\": the name is empty; write NAME@CC#role");
    Ok(Party { name: name.trim().to_owned(), country, role, ..Party::default() })
}
