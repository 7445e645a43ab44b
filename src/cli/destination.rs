//! `dualuse destination CC`: one page about a country or territory.

use clap::Args as ClapArgs;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Common, ExitStatus, Format, terminal};
use crate::licensing::{Destination, LicensingRules, Measure, Trigger};
use crate::report::{Page, Tone};

/// Shows how export law sees a country or territory: embargoes, general authorisations, memberships, questions.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Country or territory: a code (DE, DEU, 276, UA-43) or a name in English, German, French, Spanish or Italian.
    #[arg(value_name = "CC", required = true, num_args = 1..)]
    name: Vec<String>,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// Lists that cannot be read, or a name no territory bears.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let rules = LicensingRules::load(&common.lists()?)?;
    let found = rules.destinations.lookup(&args.name.join(" "))?;
    let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    terminal::print(&match args.format {
        Format::Table => page(&rules, found.destination, found.presumption, day, common),
        Format::Json => serde_json::to_string_pretty(&document(&rules, found.destination, day))? + "\n",
        Format::Ndjson => serde_json::to_string(&document(&rules, found.destination, day))? + "\n",
    });
    Ok(ExitStatus::NothingFound)
}

fn page(rules: &LicensingRules, to: &Destination, presumption: Option<&str>, day: Date, common: &Common) -> String {
    let mut page = common.page();
    let tone = if rules.annex_i_prohibited(to, day) {
        Tone::Stop
    } else if rules.embargoed(to, day) {
        Tone::Attention
    } else {
        Tone::Plain
    };
    page.title(&format!("{}  {}", to.code, to.en), tone);
    if let Some(says) = presumption {
        page.paragraph(0, says);
    }
    page.pairs(&facts(rules, to, day));
    embargoes(&mut page, rules, to, day);
    authorisations(&mut page, rules, to, day);
    memberships(&mut page, rules, to);
    page.heading("What would be asked");
    for question in questions(rules, to, day) {
        page.hanging(2, "- ", &question);
    }
    page.heading("Rules");
    page.paragraph(2, &format!("{}; day of the answer: {day}. A destination without measures is no clearance: item, end use and parties decide too.", rules.version()));
    page.into_text()
}

/// What the measures and general authorisations come to, in one line.
fn in_short(rules: &LicensingRules, to: &Destination, day: Date) -> String {
    let serving: Vec<&str> = rules
        .general_authorisations
        .iter()
        .filter(|general| rules.serves(general, to, day) == Some(true))
        .map(|general| general.id.as_str())
        .collect();
    let listed = if rules.annex_i_prohibited(to, day) {
        "Annex I items are barred, whoever receives them".to_owned()
    } else if to.customs_territory {
        "Annex I items move freely, those of Annex IV with an authorisation".to_owned()
    } else if serving.is_empty() {
        "Annex I items need an individual, global or large project authorisation".to_owned()
    } else {
        format!("Annex I items need an authorisation; {} may serve", serving.join(", "))
    };
    let embargo = if rules.military_end_use_counts(to, day) {
        "under an arms embargo"
    } else {
        "under no arms embargo held here"
    };
    format!("{listed}; {embargo}")
}

fn facts(rules: &LicensingRules, to: &Destination, day: Date) -> Vec<(&'static str, String)> {
    let status = match (to.member_state, to.customs_territory) {
        (true, _) => "Member State of the European Union",
        (false, true) => "no Member State, yet inside the customs territory of the Union",
        (false, false) => "outside the customs territory of the Union",
    };
    let act = if to.customs_territory { "transfer inside the Union (Article 11)" } else { "export (Article 3)" };
    let mut rows = vec![
        ("In short", in_short(rules, to, day)),
        ("Status", status.to_owned()),
        ("Sending goods there is", act.to_owned()),
        (
            "Codes",
            [Some(to.code.as_str()), to.iso3.as_deref(), to.number.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ("Names", [&to.de, &to.fr, &to.es, &to.it].map(String::as_str).join(", ")),
    ];
    if !to.also.is_empty() || !to.former.is_empty() {
        let former = to.former.iter().map(|name| format!("{name} (former)"));
        rows.push(("Also written", to.also.iter().cloned().chain(former).collect::<Vec<_>>().join(", ")));
    }
    rows.extend(to.part_of.as_ref().map(|parent| ("Belongs to", parent.to_string())));
    rows.extend(rules.parts_apart(to).map(|parts| ("Treated apart", parts.to_owned())));
    if !to.customs_territory && !rules.annex_i_prohibited(to, day) {
        let clauses = if rules.clause_partner(to) {
            "none asked for common high priority goods: a partner country"
        } else {
            "no re-export to Russia and Belarus, for common high priority goods"
        };
        rows.push(("Contract clauses", clauses.to_owned()));
    }
    rows.extend(to.note.as_ref().map(|note| ("Note", note.clone())));
    if !to.verified {
        rows.push(("Checked", "status not checked against an official text".into()));
    }
    rows
}

fn embargoes(page: &mut Page, rules: &LicensingRules, to: &Destination, day: Date) {
    page.heading("Embargoes and measures on goods");
    let mut any = false;
    for regime in rules.embargoes_of(to) {
        any = true;
        page.hanging(2, "- ", &format!("{} [{}]: {}", regime.name, regime.id, regime.status));
        if let Some(arms) = regime.arms_embargo_on(day) {
            page.hanging(
                6,
                "Arms embargo: ",
                &format!("{}; {} ({})", arms.scope, trigger(arms.trigger), regime.arms_basis()),
            );
        }
        for measure in regime.measures_on(day) {
            let basis = regime.basis(&measure.provision, measure.verified);
            let since = measure.from.map_or(String::new(), |from| format!(", since {from}"));
            page.hanging(6, "Measure: ", &format!("{} ({basis}{since}{})", measure.says, documents(measure)));
        }
        page.hanging(6, "Checked: ", &regime.checked.to_string());
    }
    if !any {
        page.paragraph(2, "none held");
    }
    let freezes: Vec<String> = rules
        .asset_freezes
        .iter()
        .filter(|f| f.destinations.contains(&to.code))
        .map(|f| format!("{} ({})", f.name, f.act))
        .collect();
    let world: Vec<&str> =
        rules.asset_freezes.iter().filter(|f| f.destinations.is_empty()).map(|f| f.name.as_str()).collect();
    page.heading("Regimes that freeze assets of listed persons");
    page.paragraph(2, &if freezes.is_empty() { "none for this destination alone".into() } else { freezes.join("; ") });
    page.paragraph(2, &format!("world-wide, so that every party is screened: {}", world.join("; ")));
}

fn memberships(page: &mut Page, rules: &LicensingRules, to: &Destination) {
    let named = |to: &Destination| -> Vec<String> {
        let checked = |verified: bool| if verified { "" } else { ", unverified" };
        rules.memberships(to).map(|a| format!("{} ({}{})", a.id, a.name, checked(a.verified))).collect()
    };
    page.heading("Arrangements and conventions");
    let members = named(to);
    page.paragraph(2, &if members.is_empty() { "in none of those held here".into() } else { members.join(", ") });
    if let Some(country) = to.part_of.as_ref().and_then(|code| rules.destinations.get(code)) {
        page.paragraph(2, &format!("{} takes part in {}", country.en, named(country).join(", ")));
    }
}

/// The customs documents of a measure.
fn documents(measure: &Measure) -> String {
    let codes = &measure.customs;
    let named = [("not covered", &codes.not_covered), ("exempt", &codes.exempt), ("authorised", &codes.authorised)];
    let named: Vec<String> =
        named.iter().filter_map(|(what, code)| code.as_ref().map(|code| format!("{what} {code}"))).collect();
    if named.is_empty() { String::new() } else { format!("; customs documents: {}", named.join(", ")) }
}

fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Yes => "makes a military end use of unlisted goods reportable (Article 4(1)(b))",
        Trigger::Partial => "hits some only; counted for Article 4(1)(b) all the same",
        Trigger::Contested => "whether it counts for Article 4(1)(b) is disputed; counted all the same",
    }
}

fn authorisations(page: &mut Page, rules: &LicensingRules, to: &Destination, day: Date) {
    page.heading("Union general authorisations");
    if to.customs_territory {
        page.paragraph(
            2,
            "Not needed: goods sent here are transferred. Annex IV items need an authorisation for transfer.",
        );
        return;
    }
    let served = |id: bool| if id { "yes" } else { "no" };
    let rows: Vec<(Tone, Vec<String>)> = rules
        .general_authorisations
        .iter()
        .map(|general| {
            let serves = rules.serves(general, to, day) == Some(true);
            let tone = if serves { Tone::Open } else { Tone::Plain };
            (
                tone,
                vec![
                    general.id.clone(),
                    served(serves).to_owned(),
                    general.terms.title.clone(),
                    general.terms.provision.clone(),
                ],
            )
        })
        .collect();
    page.table(&["No", "serves", "what for", "written in"], &rows);
}

/// What the program would ask about a case with this destination.
fn questions(rules: &LicensingRules, to: &Destination, day: Date) -> Vec<String> {
    let measures = rules.embargoes_of(to).flat_map(|regime| regime.measures_on(day));
    let ask = |measure: &Measure| measure.question.clone();
    let mut questions: Vec<String> = measures.filter_map(ask).collect();
    if to.customs_territory {
        questions.push("Does the item stand in Annex IV, and will it go on to a destination outside the Union?".into());
        return questions;
    }
    if rules.military_end_use_counts(to, day) {
        questions.push("What is the end use, and is any military use or user involved?".into());
    }
    let purposes: Vec<_> =
        rules.general_authorisations.iter().filter(|g| rules.serves(g, to, day) == Some(true)).collect();
    if purposes.iter().any(|general| general.purpose.is_some()) {
        questions.push("Do the goods return after repair, go to a fair, or move within a group of companies?".into());
    }
    if !purposes.is_empty() {
        questions.push(
            "Do the goods go to a customs-free zone or free warehouse, and are they known to go on elsewhere?".into(),
        );
    }
    questions.push(
        "Which control code with its sub-item, which tariff number, who are buyer, consignee and end user?".into(),
    );
    questions.push(
        "Has the authority told of a use of concern, or is one known or suspected (Articles 4, 5 and 10)?".into(),
    );
    questions
}

fn document(rules: &LicensingRules, to: &Destination, day: Date) -> Value {
    let served: serde_json::Map<String, Value> =
        rules.general_authorisations.iter().map(|g| (g.id.clone(), json!(rules.serves(g, to, day)))).collect();
    let members: Vec<_> = rules.memberships(to).map(|arrangement| &arrangement.id).collect();
    json!({
        "destination": to,
        "as_of": day,
        "general_authorisations": served,
        "annex_i_prohibited": rules.annex_i_prohibited(to, day),
        "military_end_use_counts": rules.military_end_use_counts(to, day),
        "embargoes": rules.embargoes_of(to).collect::<Vec<_>>(),
        "asset_freezes": rules.asset_freezes.iter().filter(|f| f.destinations.contains(&to.code)).collect::<Vec<_>>(),
        "memberships": members,
        "questions": questions(rules, to, day),
        "rules": rules.version(),
    })
}
