//! A provision of the register as data and as a printed page: what it covers, the terms it uses, the notes above it,
//! its place on the regimes' own lists, and where the official text stands.

use std::collections::BTreeSet;

use serde::Serialize;

use super::test_words::test_in_words;
use super::{Page, Tone};
use crate::control_list::{
    Combine, Definition, Depth, Exclusion, FactTable, GeneralNote, Item, ItemId, OfficialLine, OfficialText, Register,
    Test,
};
use crate::domain::{ControlCode, Regime};

/// A provision with everything that belongs to it.
#[derive(Serialize)]
pub struct EntryView<'r> {
    #[serde(flatten)]
    provision: Provision<'r>,
    above: Vec<Above<'r>>,
    general_notes: Vec<NoteView<'r>>,
    definitions: Vec<&'r Definition>,
    act: &'r str,
    version: &'r str,
    official_source: &'r str,
    #[serde(skip)]
    heading_only: bool,
}

/// A provision one of whose sub-items is shown, with what it says of them all.
#[derive(Serialize)]
struct Above<'r> {
    code: &'r ControlCode,
    title: &'r str,
    combine: &'static str,
    when: Vec<&'r str>,
    any_of: Vec<Vec<&'r str>>,
    exclusions: Vec<ExclusionView<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
}

/// A general note that reaches the provision.
#[derive(Serialize)]
struct NoteView<'r> {
    name: &'r str,
    provision: &'r str,
    says: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'r str>,
    releases: Vec<&'r str>,
}

/// What a note takes out again.
#[derive(Serialize)]
struct ExclusionView<'r> {
    note: &'r str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    only: Vec<&'r ControlCode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<&'r str>,
    when: Vec<&'r str>,
    any_of: Vec<Vec<&'r str>>,
}

/// A provision and those below it.
#[derive(Serialize)]
struct Provision<'r> {
    code: &'r ControlCode,
    title: &'r str,
    regimes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wassenaar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mtcr_category_i: Option<&'r str>,
    kinds: Vec<&'r str>,
    components: bool,
    combine: &'static str,
    when: Vec<&'r str>,
    any_of: Vec<Vec<&'r str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'r FactTable>,
    cas: &'r [String],
    mentions_cas: &'r [String],
    names: &'r [String],
    exclusions: Vec<ExclusionView<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'r str>,
    see_also: &'r [String],
    defined_terms: Vec<&'r str>,
    #[serde(skip_serializing_if = "<[OfficialLine]>::is_empty")]
    official_text: &'r [OfficialLine],
    items: Vec<Provision<'r>>,
    #[serde(skip)]
    regime_names: Vec<&'static str>,
}

/// Gathers what belongs to a provision, with the official wording where the user has loaded it.
pub fn entry_view<'r>(register: &'r Register, id: ItemId, official: &'r OfficialText) -> EntryView<'r> {
    let item = register.item(id);
    let path = register.path(id);
    let version = register.version();
    let above = path.iter().filter(|step| **step != id).map(|step| register.item(*step));
    EntryView {
        provision: provision(register, id, official),
        above: above.map(|step| from_above(register, step, &item.code)).collect(),
        general_notes: register
            .general_notes()
            .iter()
            .filter(|n| n.reaches(&item.code))
            .map(|n| note(n, item))
            .collect(),
        definitions: definitions(register, id, &path),
        act: &version.act,
        version: &version.version,
        official_source: &version.source,
        heading_only: register.entry(item.code.entry()).is_some_and(|entry| entry.depth == Depth::Title),
    }
}

/// What a provision says of one of its sub-items; exclusions that name other sub-items are left out.
fn from_above<'r>(register: &'r Register, item: &'r Item, shown: &ControlCode) -> Above<'r> {
    let reaches =
        |e: &&Exclusion| e.only.is_empty() || e.only.iter().any(|only| only.covers(shown) || shown.covers(only));
    Above {
        code: &item.code,
        title: &item.title,
        combine: combined(item),
        when: sources(&item.when),
        any_of: item.any_of.iter().map(|group| sources(group)).collect(),
        exclusions: item.exclusions.iter().filter(reaches).map(|e| exclusion_of(e, shown, register)).collect(),
        note: item.note.as_deref(),
    }
}

fn note<'r>(note: &'r GeneralNote, item: &'r Item) -> NoteView<'r> {
    NoteView {
        name: &note.name,
        provision: &note.provision,
        says: &note.says,
        question: note.question.as_deref(),
        releases: note.releases_of(&item.code).map(|ground| ground.name.as_str()).collect(),
    }
}

/// The defined terms used on the way down to the item, in it and below it, in order of their names.
fn definitions<'r>(register: &'r Register, id: ItemId, path: &[ItemId]) -> Vec<&'r Definition> {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<ItemId> = path.to_vec();
    while let Some(step) = open.pop() {
        used.extend(register.defined_terms(step).map(|term| term.id.as_str()));
        if step == id || !path.contains(&step) {
            open.extend(&register.item(step).children);
        }
    }
    register.definitions().iter().filter(|term| used.contains(term.id.as_str())).collect()
}

fn provision<'r>(register: &'r Register, id: ItemId, official: &'r OfficialText) -> Provision<'r> {
    let item = register.item(id);
    let kind = |kind: &crate::control_list::KindId| register.vocabulary().kind(*kind).id.as_str();
    Provision {
        code: &item.code,
        title: &item.title,
        regimes: item.regimes.iter().map(|regime| regime.abbreviation()).collect(),
        wassenaar: item.code.wassenaar_position().filter(|_| item.regimes.contains(&Regime::Wassenaar)),
        sensitive: item.sensitive.as_deref(),
        mtcr_category_i: item.mtcr_category_i.as_deref(),
        kinds: item.kinds.iter().map(kind).collect(),
        components: item.components,
        combine: combined(item),
        when: sources(&item.when),
        any_of: item.any_of.iter().map(|group| sources(group)).collect(),
        table: item.table.as_ref(),
        cas: &item.cas,
        mentions_cas: &item.mentions_cas,
        names: &item.names,
        exclusions: item.exclusions.iter().map(|e| exclusion(e, register)).collect(),
        note: item.note.as_deref(),
        question: item.question.as_deref(),
        see_also: &item.see_also,
        defined_terms: register.defined_terms(id).map(|term| term.id.as_str()).collect(),
        official_text: official.of(&item.code),
        items: item.children.iter().map(|child| provision(register, *child, official)).collect(),
        regime_names: item.regimes.iter().map(|regime| regime.name()).collect(),
    }
}

fn combined(item: &Item) -> &'static str {
    if item.combine == Combine::All { "all" } else { "any" }
}

fn sources(tests: &[Test]) -> Vec<&str> {
    tests.iter().map(|test| test.source.as_str()).collect()
}

fn exclusion<'r>(exclusion: &'r Exclusion, register: &'r Register) -> ExclusionView<'r> {
    ExclusionView {
        note: &exclusion.note,
        only: exclusion.only.iter().collect(),
        kinds: exclusion.kinds.iter().map(|kind| register.vocabulary().kind(*kind).id.as_str()).collect(),
        when: sources(&exclusion.when),
        any_of: exclusion.any_of.iter().map(|group| sources(group)).collect(),
    }
}

/// An exclusion as far as it concerns one sub-item: where it reaches all of that, the others it names do not matter.
fn exclusion_of<'r>(whole: &'r Exclusion, shown: &ControlCode, register: &'r Register) -> ExclusionView<'r> {
    let mut view = exclusion(whole, register);
    view.only.retain(|only| shown.covers(only) && *only != shown);
    view
}

/// Prints a provision on a page of its own.
pub fn entry_page(view: &EntryView<'_>, mut page: Page) -> String {
    let shown = &view.provision;
    page.title(&format!("{}  {}", shown.code, shown.title), Tone::Plain);
    for above in &view.above {
        page.hanging(0, &format!("in {}  ", above.code), above.title);
        needs(&above.when, &above.any_of, 4, &mut page);
        exclusions(&above.exclusions, 4, &mut page);
        if let Some(note) = above.note {
            page.hanging(4, "note ", note);
        }
        if above.combine == "all" {
            page.paragraph(4, "needs all of its sub-items together");
        }
    }
    page.hanging(0, "Regime: ", &shown.regime_names.join(", "));
    if let Some(position) = &shown.wassenaar {
        page.hanging(0, "Wassenaar list: ", &format!("category {}, {position}", shown.code.category()));
    }
    page.hanging(0, "Kinds of goods: ", &shown.kinds.join(", "));
    if view.heading_only {
        let code = shown.code.entry();
        let text = format!("Only the heading of {code} is in the register; its provisions stand in the official text.");
        page.paragraph(0, &text);
    }
    page.heading("Provisions");
    tree(shown, 0, None, &mut page);
    notes(&view.general_notes, &mut page);
    if !view.definitions.is_empty() {
        page.heading("Defined terms");
        for term in &view.definitions {
            page.hanging(2, "- ", &format!("{}: {}", term.terms.join(", "), term.means));
        }
    }
    page.heading("Based on");
    page.paragraph(2, &format!("{}, consolidated version {}", view.act, view.version));
    page.hanging(2, "Official text: ", view.official_source);
    page.into_text()
}

fn notes(notes: &[NoteView<'_>], page: &mut Page) {
    if notes.is_empty() {
        return;
    }
    page.heading("General notes that apply");
    for note in notes {
        page.hanging(2, "- ", &format!("{}: {}", note.name, note.says));
        if let Some(question) = note.question {
            page.hanging(4, "ask ", question);
        }
    }
}

fn tree(item: &Provision<'_>, level: usize, above: Option<&Provision<'_>>, page: &mut Page) {
    let indent = 2 * level;
    page.hanging(indent, &format!("{}  ", item.code), item.title);
    let inner = indent + 4;
    if above.is_some_and(|above| above.regimes != item.regimes) {
        page.hanging(inner, "regime: ", &item.regime_names.join(", "));
    }
    let mark = item.sensitive.map(|mark| format!("on the {mark} list"));
    for (label, text) in [("Wassenaar: ", mark.as_deref()), ("MTCR Category I: ", item.mtcr_category_i)] {
        if let Some(text) = text {
            page.hanging(inner, label, text);
        }
    }
    for line in item.official_text {
        page.hanging(inner, "official text: ", &line.text);
    }
    conditions(item, inner, page);
    tail(item, inner, page);
    for child in &item.items {
        tree(child, level + 1, Some(item), page);
    }
}

/// What a provision needs: tests, alternatives, table, identity.
fn conditions(item: &Provision<'_>, inner: usize, page: &mut Page) {
    let rows = item.table.map_or(0, |table| table.rows.len());
    needs(&item.when, &item.any_of[..item.any_of.len().saturating_sub(rows)], inner, page);
    if let Some(table) = item.table {
        page.hanging(inner, "needs a line of the table: ", &table.title);
        facts(table, page);
    }
    for (label, list) in
        [("CAS ", item.cas), ("mentions CAS ", item.mentions_cas), ("names ", item.names), ("see also ", item.see_also)]
    {
        if !list.is_empty() {
            page.hanging(inner, label, &list.join(", "));
        }
    }
    if item.components {
        page.paragraph(inner, "with components specially designed for it");
    }
}

fn needs(when: &[&str], any_of: &[Vec<&str>], inner: usize, page: &mut Page) {
    for test in when {
        page.hanging(inner, "needs ", &test_in_words(test));
    }
    if !any_of.is_empty() {
        let words = |group: &Vec<&str>| group.iter().map(|test| test_in_words(test)).collect::<Vec<_>>().join(" and ");
        page.hanging(inner, "needs one of ", &any_of.iter().map(words).collect::<Vec<_>>().join("; or "));
    }
}

fn exclusions(exclusions: &[ExclusionView<'_>], inner: usize, page: &mut Page) {
    for exclusion in exclusions {
        let only: Vec<&str> = exclusion.only.iter().map(|code| code.as_str()).collect();
        let only = if only.is_empty() { String::new() } else { format!(" (only {})", only.join(", ")) };
        page.hanging(inner, "not ", &format!("{}{only}", exclusion.note));
    }
}

/// What stands behind the tests of a provision: exclusions, note, question, terms.
fn tail(item: &Provision<'_>, inner: usize, page: &mut Page) {
    exclusions(&item.exclusions, inner, page);
    for (label, text) in [("note ", item.note), ("ask ", item.question)] {
        if let Some(text) = text {
            page.hanging(inner, label, text);
        }
    }
    if !item.defined_terms.is_empty() {
        page.hanging(inner, "terms ", &item.defined_terms.join(", "));
    }
    if item.combine == "all" && !item.items.is_empty() {
        page.paragraph(inner, "all of:");
    }
}

/// A table of facts: its rows, then what its values mean.
fn facts(table: &FactTable, page: &mut Page) {
    let header: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let cells = |row: &Vec<Vec<String>>| row.iter().map(|values| values.join(", ")).collect();
    let rows: Vec<(Tone, Vec<String>)> = table.rows.iter().map(|row| (Tone::Plain, cells(row))).collect();
    page.table(&header, &rows);
    for note in &table.notes {
        let about = if note.about.is_empty() { "all".to_owned() } else { note.about.join(", ") };
        page.hanging(4, "- ", &format!("{about}: {}", note.says));
    }
}
