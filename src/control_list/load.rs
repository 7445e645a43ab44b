//! Loading the register: every file under `annex_i/`, checked against its schema, its vocabulary and its own list of
//! how many entries there must be. Faults are collected, never stopped at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fault::{Fault, Faults, nearest};
use super::fields::{Fields, Text};
use super::load_notes::NOTES;
use super::load_vocabulary::{kinds, silence_of, vocabulary, with_file};
use super::register::{Combine, Depth, Entry, Exclusion, Item, ItemId, ListVersion, Register};
use super::source::{ListFile, ListSource};
use super::table::table;
use super::test_line::{Condition, Test};
use super::vocabulary::{Meaning, Silence, Vocabulary};
use crate::domain::{ControlCode, Regime};

const LIST: &str = "annex_i/list.toml";

impl Register {
    /// Reads every file and loads what can be loaded, with every fault of the rest.
    pub fn load_with_faults(source: &ListSource) -> (Self, Vec<Fault>) {
        let faults = Faults::default();
        let mut register =
            Self { digest: source.digest().to_owned(), vocabulary: vocabulary(source, &faults), ..Self::default() };
        for file in source.under("annex_i/") {
            match &*file.path {
                LIST => with_file(file, &faults, |top| register.version = list_version(top)),
                NOTES => {}
                _ => with_file(file, &faults, |top| register.read_entry(file, top)),
            }
        }
        register.index();
        register.read_notes(source, &faults);
        register.check_counts(source, &faults);
        for file in source.under("annex_i/").filter(|file| ![LIST, NOTES].contains(&&*file.path)) {
            with_file(file, &faults, |top| register.check_references(top));
        }
        (register, faults.into_sorted())
    }

    fn read_entry(&mut self, file: &ListFile, mut top: Fields<'_>) {
        let Some((code, span)) = required_code(&mut top) else { return };
        let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
        if !code.is_entry() || stem != code.as_str() {
            top.fault(
                &span,
                format!("the file {stem}.toml holds the code {code}"),
                "name the file after its five-character code",
            );
        }
        if self.by_code.contains_key(&code) {
            top.fault(&span, format!("{code} has two files"), "keep one of the two");
            return;
        }
        let root = ItemId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        let title = top.required("title").map(|(text, _)| text.to_owned()).unwrap_or_default();
        let kinds = {
            let names = top.texts("kind");
            kinds(&top, names, &self.vocabulary)
        };
        let regimes = regimes(&mut top);
        let depth = depth(&mut top);
        let entry = Entry {
            code: code.clone(),
            depth,
            search: owned(top.texts("search")),
            root,
            checked_against: top.required("checked_against").map(|(text, _)| text.to_owned()).unwrap_or_default(),
            file: file.path.to_string(),
        };
        let item = Item {
            own_kinds: true,
            regimes,
            see_also: owned(top.texts("see_also")),
            ..Item::blank(code.clone(), title, kinds, None)
        };
        self.items.push(item);
        self.by_code.insert(code.clone(), root);
        self.entries.push(entry);
        let items = top.tables("item");
        top.finish();
        for fields in items {
            self.read_item(&code, root, fields);
        }
    }

    fn read_item(&mut self, entry: &ControlCode, root: ItemId, mut fields: Fields<'_>) {
        let Some((code, span)) = required_code(&mut fields) else { return };
        if !entry.covers(&code) {
            fields.fault(&span, format!("{code} does not belong to {entry}"), "move it to its own file");
            return;
        }
        if code == *entry {
            self.merge_root(root, fields);
            return;
        }
        if self.by_code.contains_key(&code) {
            fields.fault(&span, format!("{code} stands here twice"), "keep one of the two");
            return;
        }
        let Some(parent) = code.parent().and_then(|parent| self.by_code.get(&parent).copied()) else {
            fields.fault(
                &span,
                format!("{code} stands before its parent"),
                "write the item above it first, in the order of the official text",
            );
            return;
        };
        let id = ItemId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        let title = fields.required("title").map(|(text, _)| text.to_owned()).unwrap_or_default();
        let above = self.item(parent);
        let blank = Item::blank(code.clone(), title, above.kinds.clone(), Some(parent));
        let blank = Item { regimes: above.regimes.clone(), ..blank };
        let item = read_into(blank, &mut fields, &self.vocabulary);
        fields.finish();
        self.items.push(item);
        self.items[parent.0 as usize].children.push(id);
        self.by_code.insert(code, id);
    }

    /// What the text says of the entry as a whole: `[[item]]` with the entry's own code.
    fn merge_root(&mut self, root: ItemId, mut fields: Fields<'_>) {
        let title = fields.text("title").map(|(text, _)| text.to_owned());
        let see_also = std::mem::take(&mut self.items[root.0 as usize].see_also);
        let blank = self.item(root).clone();
        let mut item = read_into(blank, &mut fields, &self.vocabulary);
        fields.finish();
        item.see_also.extend(see_also);
        item.own_kinds = true;
        if let Some(title) = title {
            item.title = title;
        }
        self.items[root.0 as usize] = item;
    }

    /// Sorts the entries and fills the indices by CAS number and by name.
    fn index(&mut self) {
        self.entries.sort_by(|a, b| a.code.cmp(&b.code));
        for (at, item) in (0..).zip(&self.items) {
            for cas in &item.cas {
                self.by_cas.entry(cas.clone()).or_default().push(ItemId(at));
            }
            for cas in &item.mentions_cas {
                self.mentioned.entry(cas.clone()).or_default().push(ItemId(at));
            }
            for name in &item.names {
                self.vocabulary.names.insert(name, Meaning::Identity(at));
            }
        }
        self.vocabulary.settle();
    }

    fn check_counts(&self, source: &ListSource, faults: &Faults) {
        if source.file(LIST).is_none() {
            faults.add(
                LIST,
                &(0..0),
                "the file is missing",
                "restore it; without it the register cannot know whether it is whole",
            );
            return;
        }
        let mut have: BTreeMap<u8, usize> = BTreeMap::new();
        for entry in &self.entries {
            *have.entry(entry.code.category()).or_default() += 1;
        }
        let beside = [("definitions", self.definitions.len()), ("general_notes", self.general_notes.len())];
        for (what, is) in beside {
            let must = self.version.beside.get(what).copied().unwrap_or(0);
            if is != must {
                let message = format!("the list holds {is} {}, must have {must}", what.replace('_', " "));
                faults.add(LIST, &(0..0), message, "restore what is missing, or correct the count with its reason");
            }
        }
        for (category, must) in &self.version.entries {
            let is = have.get(category).copied().unwrap_or(0);
            if is != *must {
                faults.add(
                    LIST,
                    &(0..0),
                    format!("category {category} has {is} entries, must have {must}"),
                    "restore the missing entries, or correct the count with its reason",
                );
            }
        }
    }

    /// Second pass: codes that other provisions name must exist.
    fn check_references(&self, mut top: Fields<'_>) {
        for mut fields in top.tables("item") {
            let exclusions = fields.tables("exclusion");
            self.check_tests(&mut fields);
            for mut exclusion in exclusions {
                self.check_tests(&mut exclusion);
                for (code, span) in exclusion.texts("only") {
                    self.check_code(&exclusion, code, &span);
                }
            }
        }
    }

    fn check_tests(&self, fields: &mut Fields<'_>) {
        let lines = fields.texts("when").into_iter().chain(fields.groups("any_of").into_iter().flatten());
        for (line, span) in lines.collect::<Vec<_>>() {
            let Ok(Test { condition: Condition::Relation(_, codes, _), .. }) = Test::parse(line, &self.vocabulary)
            else {
                continue;
            };
            for code in codes {
                self.check_code(fields, code.as_str(), &span);
            }
        }
    }

    pub(super) fn check_code(&self, fields: &Fields<'_>, text: &str, span: &Range<usize>) {
        let Ok(code) = text.parse::<ControlCode>() else {
            fields.fault(span, format!("`{text}` is not a control code"), "write it as in 3A001.b.2");
            return;
        };
        let known = self.find(&code).is_some();
        let only_title = self.entry(code.entry()).is_some_and(|entry| entry.depth == Depth::Title);
        if !known && !only_title {
            let near = self.nearest_codes(&code);
            let near: Vec<&str> = near.iter().map(|c| c.as_str()).collect();
            fields.fault(
                span,
                format!("no item {code}"),
                format!("name an existing provision; near: {}", near.join(", ")),
            );
        }
    }
}

impl Item {
    fn blank(code: ControlCode, title: String, kinds: Vec<super::vocabulary::KindId>, parent: Option<ItemId>) -> Self {
        Self {
            code,
            title,
            kinds,
            own_kinds: false,
            when: Vec::new(),
            any_of: Vec::new(),
            combine: Combine::Any,
            cas: Vec::new(),
            mentions_cas: Vec::new(),
            names: Vec::new(),
            components: false,
            silence: None,
            regimes: Vec::new(),
            see_also: Vec::new(),
            note: None,
            question: None,
            sensitive: None,
            mtcr_category_i: None,
            table: None,
            exclusions: Vec::new(),
            parent,
            children: Vec::new(),
        }
    }
}

/// Reads the keys an item may have, over what it inherits.
fn read_into(mut item: Item, fields: &mut Fields<'_>, vocabulary: &Vocabulary) -> Item {
    let own = fields.texts("kind");
    if !own.is_empty() {
        item.kinds = kinds(fields, own, vocabulary);
        item.own_kinds = true;
    }
    item.when = tests(fields, "when", vocabulary);
    item.any_of = alternatives(fields, vocabulary);
    item.combine = match fields.text("combine") {
        None | Some(("any", _)) => Combine::Any,
        Some(("all", _)) => Combine::All,
        Some((other, span)) => {
            fields.fault(&span, format!("`{other}` is no way to combine"), "write \"any\" or \"all\"");
            Combine::Any
        }
    };
    item.cas = cas_numbers(fields, "cas");
    item.mentions_cas = cas_numbers(fields, "mentions_cas");
    item.names = owned(fields.texts("names"));
    item.components = fields.flag("components");
    item.silence = silence_of(fields);
    let own_regimes = regimes(fields);
    if !own_regimes.is_empty() {
        item.regimes = own_regimes;
    }
    item.see_also = owned(fields.texts("see_also"));
    item.note = fields.text("note").map(|(text, _)| text.to_owned());
    item.question = fields.text("question").map(|(text, _)| text.to_owned());
    item.sensitive = sensitive(fields);
    item.mtcr_category_i = fields.text("mtcr_category_i").map(|(text, _)| text.to_owned());
    if let Some((table, rows)) = table(fields, vocabulary) {
        item.table = Some(table);
        item.any_of.extend(rows);
    }
    item.exclusions =
        fields.tables("exclusion").into_iter().map(|exclusion| read_exclusion(exclusion, vocabulary)).collect();
    item
}

fn sensitive(fields: &mut Fields<'_>) -> Option<String> {
    let (text, span) = fields.text("sensitive")?;
    if !matches!(text, "sensitive" | "very sensitive") {
        fields.fault(
            &span,
            format!("`{text}` is not a mark of the Wassenaar lists"),
            "write \"sensitive\" or \"very sensitive\"",
        );
    }
    Some(text.to_owned())
}

fn read_exclusion(mut fields: Fields<'_>, vocabulary: &Vocabulary) -> Exclusion {
    let note = fields.required("note").map(|(text, _)| text.to_owned()).unwrap_or_default();
    let names = fields.texts("kind");
    let exclusion = Exclusion {
        note,
        kinds: kinds(&fields, names, vocabulary),
        when: tests(&mut fields, "when", vocabulary),
        any_of: alternatives(&mut fields, vocabulary),
        only: fields.texts("only").into_iter().filter_map(|(code, _)| code.parse().ok()).collect(),
        silence: silence_of(&mut fields).unwrap_or(Silence::PresumeNo),
    };
    if exclusion.when.is_empty() && exclusion.any_of.is_empty() && exclusion.kinds.is_empty() {
        fields.fault(
            &fields.span(),
            "the exclusion has no test and would take out everything",
            "add `when`, `any_of` or `kind`",
        );
    }
    fields.finish();
    exclusion
}

pub(super) fn tests(fields: &mut Fields<'_>, key: &'static str, vocabulary: &Vocabulary) -> Vec<Test> {
    let lines = fields.texts(key);
    parse_tests(fields, lines, vocabulary)
}

fn alternatives(fields: &mut Fields<'_>, vocabulary: &Vocabulary) -> Vec<Vec<Test>> {
    let groups = fields.groups("any_of");
    groups.into_iter().map(|group| parse_tests(fields, group, vocabulary)).filter(|group| !group.is_empty()).collect()
}

fn parse_tests(fields: &Fields<'_>, lines: Vec<Text<'_>>, vocabulary: &Vocabulary) -> Vec<Test> {
    let mut out = Vec::with_capacity(lines.len());
    for (line, span) in lines {
        match Test::parse(line, vocabulary) {
            Ok(test) => out.push(test),
            Err((message, help)) => fields.fault(&span, message, help),
        }
    }
    out
}

/// CAS numbers, each with its check digit tested.
fn cas_numbers(fields: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    let mut out = Vec::new();
    for (text, span) in fields.texts(key) {
        if crate::text::is_cas_number(text) {
            out.push(text.to_owned());
        } else {
            fields.fault(
                &span,
                format!("`{text}` is not a CAS number: form or check digit is wrong"),
                "correct the digits",
            );
        }
    }
    out
}

fn regimes(fields: &mut Fields<'_>) -> Vec<Regime> {
    let mut out = BTreeSet::new();
    for (text, span) in fields.texts("regimes") {
        match text.parse::<Regime>() {
            Ok(regime) => {
                out.insert(regime);
            }
            Err(message) => fields.fault(&span, message, "correct it"),
        }
    }
    out.into_iter().collect()
}

fn depth(fields: &mut Fields<'_>) -> Depth {
    match fields.text("depth") {
        Some(("full", _)) => Depth::Full,
        Some(("title", _)) => Depth::Title,
        Some((other, span)) => {
            fields.fault(&span, format!("`{other}` is no depth"), "write \"full\" or \"title\"");
            Depth::Title
        }
        None => {
            fields.fault(
                &fields.span(),
                "`depth` is missing",
                "write depth = \"full\" when every provision is written out, else \"title\"",
            );
            Depth::Title
        }
    }
}

fn required_code(fields: &mut Fields<'_>) -> Option<(ControlCode, Range<usize>)> {
    let (text, span) = fields.required("code")?;
    match text.parse::<ControlCode>() {
        Ok(code) if code.as_str() == text => Some((code, span)),
        Ok(code) => {
            fields.fault(&span, format!("`{text}` is not written as the list writes it"), format!("write \"{code}\""));
            None
        }
        Err(error) => {
            fields.fault(&span, error.to_string(), "correct it");
            None
        }
    }
}

fn list_version(mut top: Fields<'_>) -> ListVersion {
    let mut text = |key| top.required(key).map(|(text, span)| (text.to_owned(), span));
    let (act, celex, version, source) = (text("act"), text("celex"), text("version"), text("source"));
    let applies_from = text("applies_from");
    let first = |found: Option<(String, Range<usize>)>| found.map(|(text, _)| text).unwrap_or_default();
    top.text("amended_by");
    let applies_from = applies_from.and_then(|(day, span)| {
        day.parse().map_err(|_| top.fault(&span, format!("`{day}` is not a date"), "write it as 2025-11-15")).ok()
    });
    let mut entries = BTreeMap::new();
    for (category, count) in top.table("entries").map(Fields::all_numbers).unwrap_or_default() {
        match category.parse::<u8>().ok().filter(|n| *n < 10) {
            Some(n) => {
                entries.insert(n, count);
            }
            None => top.fault(
                &top.span(),
                format!("`{category}` is not a category"),
                format!("write 0 to 9{}", nearest(category, ["0"].into_iter())),
            ),
        }
    }
    let mut beside = BTreeMap::new();
    for (what, count) in top.table("beside").map(Fields::all_numbers).unwrap_or_default() {
        if !matches!(what, "definitions" | "general_notes") {
            top.fault(&top.span(), format!("`{what}` is not counted"), "write definitions or general_notes");
        }
        beside.insert(what.to_owned(), count);
    }
    top.finish();
    ListVersion {
        act: first(act),
        celex: first(celex),
        version: first(version),
        applies_from,
        source: first(source),
        entries,
        beside,
    }
}

pub(super) fn owned(texts: Vec<Text<'_>>) -> Vec<String> {
    texts.into_iter().map(|(text, _)| text.to_owned()).collect()
}
