//! `dualuse entry CODE`: one provision as the register holds it, with everything above and below it.

use clap::Args as ClapArgs;
use serde::Serialize;

use super::{Common, ExitStatus, Format};
use crate::control_list::{Combine, Depth, Item, ItemId, OfficialLine, OfficialText, Register};
use crate::domain::{ControlCode, Regime};
use crate::report::{Page, Tone};
use crate::screening::Lists;

/// Show an entry or one of its provisions.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A control code, such as 3A001 or 3A001.b.2.
    code: ControlCode,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// A provision as data.
#[derive(Serialize)]
struct Provision<'r> {
    code: &'r ControlCode,
    title: &'r str,
    regimes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wassenaar: Option<String>,
    kinds: Vec<&'r str>,
    combine: &'static str,
    when: Vec<&'r str>,
    any_of: Vec<Vec<&'r str>>,
    cas: &'r [String],
    names: &'r [String],
    exclusions: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive: Option<&'r str>,
    see_also: &'r [String],
    #[serde(skip_serializing_if = "<[OfficialLine]>::is_empty")]
    official_text: &'r [OfficialLine],
    items: Vec<Provision<'r>>,
}

/// Runs the command.
///
/// # Errors
/// A code the register does not hold, with the nearest ones; lists with faults.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let register = Lists::register_of(&common.lists()?)?;
    let Some(id) = register.find(&args.code) else {
        let near: Vec<String> = register.nearest_codes(&args.code).iter().map(ToString::to_string).collect();
        anyhow::bail!("the register holds no {}; near: {}", args.code, near.join(", "));
    };
    let official = super::official_text::load(common)?.unwrap_or_default();
    match args.format {
        Format::Table => print!("{}", page(&register, id, &official, common.page())),
        Format::Json => println!("{}", serde_json::to_string_pretty(&provision(&register, id, &official))?),
        Format::Ndjson => println!("{}", serde_json::to_string(&provision(&register, id, &official))?),
    }
    Ok(ExitStatus::NothingFound)
}

fn provision<'r>(register: &'r Register, id: ItemId, official: &'r OfficialText) -> Provision<'r> {
    let item = register.item(id);
    Provision {
        code: &item.code,
        title: &item.title,
        regimes: item.regimes.iter().map(|r| r.abbreviation()).collect(),
        wassenaar: wassenaar(item),
        kinds: item.kinds.iter().map(|k| register.vocabulary().kind(*k).id.as_str()).collect(),
        combine: if item.combine == Combine::All { "all" } else { "any" },
        when: item.when.iter().map(|t| t.source.as_str()).collect(),
        any_of: item.any_of.iter().map(|group| group.iter().map(|t| t.source.as_str()).collect()).collect(),
        cas: &item.cas,
        names: &item.names,
        exclusions: item.exclusions.iter().map(|e| e.note.as_str()).collect(),
        note: item.note.as_deref(),
        sensitive: item.sensitive.as_deref(),
        see_also: &item.see_also,
        official_text: official.of(&item.code),
        items: item.children.iter().map(|child| provision(register, *child, official)).collect(),
    }
}

fn wassenaar(item: &Item) -> Option<String> {
    item.code.wassenaar_position().filter(|_| item.regimes.contains(&Regime::Wassenaar))
}

fn page(register: &Register, id: ItemId, official: &OfficialText, mut page: Page) -> String {
    let path = register.path(id);
    let item = register.item(id);
    page.title(&format!("{}  {}", item.code, item.title), Tone::Plain);
    for above in path.iter().filter(|step| **step != id) {
        let above = register.item(*above);
        page.hanging(0, &format!("in {}  ", above.code), &above.title);
    }
    let regimes: Vec<&str> = item.regimes.iter().map(|r| r.name()).collect();
    page.hanging(0, "Regime: ", &regimes.join(", "));
    if let Some(position) = wassenaar(item) {
        page.hanging(0, "Wassenaar list: ", &format!("category {}, {position}", item.code.category()));
    }
    let kinds: Vec<&str> = item.kinds.iter().map(|k| register.vocabulary().kind(*k).id.as_str()).collect();
    page.hanging(0, "Kinds of goods: ", &kinds.join(", "));
    if let Some(entry) = register.entry(item.code.entry()).filter(|entry| entry.depth == Depth::Title) {
        page.paragraph(
            0,
            &format!(
                "Only the heading of {} is in the register; its provisions stand in the official text.",
                entry.code
            ),
        );
    }
    page.heading("Provisions");
    tree(register, id, 0, official, &mut page);
    page.heading("Based on");
    let version = register.version();
    page.paragraph(2, &format!("{}, consolidated version {}: {}", version.act, version.version, version.source));
    page.into_text()
}

fn tree(register: &Register, id: ItemId, level: usize, official: &OfficialText, page: &mut Page) {
    let item = register.item(id);
    let indent = 2 * level;
    page.hanging(indent, &format!("{}  ", item.code), &item.title);
    let inner = indent + 4;
    for line in official.of(&item.code) {
        page.hanging(inner, "official text: ", &line.text);
    }
    for test in &item.when {
        page.hanging(inner, "needs ", &test.source);
    }
    if !item.any_of.is_empty() {
        let groups: Vec<String> =
            item.any_of.iter().map(|g| g.iter().map(|t| t.source.as_str()).collect::<Vec<_>>().join(" and ")).collect();
        page.hanging(inner, "needs one of ", &groups.join("; or "));
    }
    for (label, list) in [("CAS ", &item.cas), ("names ", &item.names), ("see also ", &item.see_also)] {
        if !list.is_empty() {
            page.hanging(inner, label, &list.join(", "));
        }
    }
    for exclusion in &item.exclusions {
        let only: Vec<&str> = exclusion.only.iter().map(ControlCode::as_str).collect();
        let only = if only.is_empty() { String::new() } else { format!(" (only {})", only.join(", ")) };
        page.hanging(inner, "not ", &format!("{}{only}", exclusion.note));
    }
    for (label, text) in [("note ", &item.note), ("", &item.sensitive), ("ask ", &item.question)] {
        if let Some(text) = text {
            page.hanging(inner, label, text);
        }
    }
    if item.combine == Combine::All && !item.children.is_empty() {
        page.paragraph(inner, "all of:");
    }
    for child in &item.children {
        tree(register, *child, level + 1, official, page);
    }
}
