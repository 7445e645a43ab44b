//! Loading what stands above the entries: the general notes of Annex I and its defined terms.

use std::collections::BTreeSet;
use std::ops::Range;

use super::definition::Definition;
use super::fault::{Faults, nearest};
use super::fields::{Fields, Text};
use super::general_note::{GeneralNote, Release, Scope};
use super::load::{owned, tests};
use super::load_vocabulary::with_file;
use super::register::Register;
use super::source::ListSource;
use super::vocabulary::{FeatureId, Vocabulary};
use crate::domain::{ControlCode, Group};

/// The general notes.
pub(super) const NOTES: &str = "annex_i/general_notes.toml";
/// The defined terms.
const DEFINITIONS: &str = "vocabulary/definitions.toml";

/// What `applies` of a definition may name.
const APPLIES: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "all", "GTN", "NTN", "GSN", "GISN", "def"];

impl Register {
    /// Reads the general notes and the defined terms, once the provisions they name are known.
    pub(super) fn read_notes(&mut self, source: &ListSource, faults: &Faults) {
        if let Some(file) = source.file(NOTES) {
            with_file(file, faults, |mut top| {
                for fields in top.tables("note") {
                    let note = self.general_note(fields);
                    self.general_notes.extend(note);
                }
                top.finish();
            });
        }
        if let Some(file) = source.file(DEFINITIONS) {
            with_file(file, faults, |mut top| {
                let tables = top.tables("definition");
                for fields in tables {
                    let definition = self.definition(fields);
                    self.definitions.extend(definition);
                }
                for mut fields in top.tables("definition") {
                    self.check_see(&mut fields);
                }
                top.finish();
            });
        }
        self.index_definitions();
    }

    fn general_note(&self, mut fields: Fields<'_>) -> Option<GeneralNote> {
        let (id, span) = fields.required("id")?;
        if self.general_notes.iter().any(|note| note.id == id) {
            fields.fault(&span, format!("the note `{id}` stands here twice"), "keep one of the two");
        }
        let mut text = |key| fields.required(key).map(|(text, _)| text.to_owned()).unwrap_or_default();
        let (name, provision, says) = (text("name"), text("provision"), text("says"));
        let note = GeneralNote {
            id: id.to_owned(),
            name,
            provision,
            says,
            question: fields.text("question").map(|(text, _)| text.to_owned()),
            answered_by: feature(&mut fields, &self.vocabulary),
            scope: Scope {
                categories: categories(&mut fields),
                groups: groups(&mut fields),
                codes: self.codes(&mut fields, "codes"),
            },
            releases: fields.tables("releases").into_iter().filter_map(|release| self.release(release)).collect(),
        };
        if !note.releases.is_empty() && note.question.is_none() {
            fields.fault(&span, format!("`{id}` releases items and asks nothing"), "add `question`");
        }
        fields.finish();
        Some(note)
    }

    fn release(&self, mut fields: Fields<'_>) -> Option<Release> {
        let (id, _) = fields.required("id")?;
        let (name, _) = fields.required("name")?;
        let (says, _) = fields.required("says")?;
        let release = Release {
            id: id.to_owned(),
            name: name.to_owned(),
            says: says.to_owned(),
            when: tests(&mut fields, "when", &self.vocabulary),
            asked_if: tests(&mut fields, "asked_if", &self.vocabulary),
            not_codes: self.codes(&mut fields, "not_codes"),
        };
        fields.finish();
        Some(release)
    }

    fn definition(&self, mut fields: Fields<'_>) -> Option<Definition> {
        let (id, span) = fields.required("id")?;
        if self.definitions.iter().any(|known| known.id == id) {
            fields.fault(&span, format!("`{id}` is defined twice"), "keep one of the two, with the terms of both");
            return None;
        }
        let terms = owned(fields.texts("terms"));
        if terms.is_empty() {
            fields.fault(&span, format!("`{id}` names no term"), "add `terms`, as the Annex writes them");
        }
        let means = fields.required("means").map(|(text, _)| text.to_owned()).unwrap_or_default();
        let applies = fields.texts("applies");
        for (word, span) in applies.iter().filter(|(word, _)| !APPLIES.contains(word)) {
            fields.fault(
                span,
                format!("`{word}` is no category or note"),
                format!("write one of {}", APPLIES.join(", ")),
            );
        }
        let definition = Definition {
            id: id.to_owned(),
            terms,
            applies: owned(applies),
            means,
            see: owned(fields.texts("see")),
            used_in: self.codes(&mut fields, "used_in"),
        };
        fields.finish();
        Some(definition)
    }

    /// A definition may name another only where that exists.
    fn check_see(&self, fields: &mut Fields<'_>) {
        for (other, span) in fields.texts("see") {
            if !self.definitions.iter().any(|known| known.id == other) {
                let near = nearest(other, self.definitions.iter().map(|known| known.id.as_str()));
                fields.fault(&span, format!("no definition `{other}`"), format!("define it, or correct it{near}"));
            }
        }
    }

    /// A list of codes, each of which must exist and stand once.
    fn codes(&self, fields: &mut Fields<'_>, key: &'static str) -> Vec<ControlCode> {
        let mut seen = BTreeSet::new();
        for (text, span) in fields.texts(key) {
            self.check_code(fields, text, &span);
            if let Ok(code) = text.parse::<ControlCode>()
                && !seen.insert(code)
            {
                fields.fault(&span, format!("{text} stands here twice"), "keep one of the two");
            }
        }
        seen.into_iter().collect()
    }

    fn index_definitions(&mut self) {
        for (at, definition) in (0..).zip(&self.definitions) {
            for id in definition.used_in.iter().filter_map(|code| self.by_code.get(code)) {
                self.defined_in.entry(*id).or_default().push(at);
            }
        }
    }
}

fn feature(fields: &mut Fields<'_>, vocabulary: &Vocabulary) -> Option<FeatureId> {
    let (name, span) = fields.text("answered_by")?;
    let found = vocabulary.find_feature(name);
    if found.is_none() {
        let near = nearest(name, vocabulary.feature_ids.keys().map(String::as_str));
        fields.fault(&span, format!("unknown feature `{name}`"), format!("define it under vocabulary/features/{near}"));
    }
    found
}

fn categories(fields: &mut Fields<'_>) -> Vec<u8> {
    let texts = fields.texts("categories");
    each(fields, texts, "a category", "write \"0\" to \"9\"", |text| text.parse().ok().filter(|n| *n < 10))
}

fn groups(fields: &mut Fields<'_>) -> Vec<Group> {
    let texts = fields.texts("groups");
    each(fields, texts, "a group", "write \"A\" to \"E\"", |text| {
        Some(match text {
            "A" => Group::Equipment,
            "B" => Group::Production,
            "C" => Group::Materials,
            "D" => Group::Software,
            "E" => Group::Technology,
            _ => return None,
        })
    })
}

/// What can be read of a list; a fault for each text that cannot.
fn each<T>(
    fields: &Fields<'_>,
    texts: Vec<Text<'_>>,
    what: &str,
    help: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut out = Vec::with_capacity(texts.len());
    for (text, span) in texts {
        let span: Range<usize> = span;
        match read(text) {
            Some(value) => out.push(value),
            None => fields.fault(&span, format!("`{text}` is not {what}"), help),
        }
    }
    out
}
