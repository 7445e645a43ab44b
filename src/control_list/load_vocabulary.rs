//! Loading the vocabulary: kinds, parameters, features, each defined once, every name into one phrase book.

use std::ops::Range;

use toml::de::DeTable;

use super::chemical_names::ChemicalNames;
use super::fault::{Faults, nearest};
use super::fields::{Fields, Text};
use super::formula::Formula;
use super::source::{ListFile, ListSource};
use super::vocabulary::{
    Better, Feature, FeatureId, KindId, Language, Meaning, Parameter, ParameterId, Side, Silence, Vocabulary,
};
use crate::quantity::Unit;

/// Parses one file, reporting syntax faults; calls `read` with its top-level fields.
pub(super) fn with_file<'t>(file: &'t ListFile, faults: &'t Faults, read: impl FnOnce(Fields<'_>)) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        faults.add(
            &file.path,
            &error.span().unwrap_or(0..0),
            format!("not TOML: {}", error.message()),
            "correct the syntax",
        );
    }
    if errors.is_empty() {
        let span: Range<usize> = 0..0;
        read(Fields::new(&file.path, table.get_ref(), span, faults));
    }
}

pub(super) fn vocabulary(source: &ListSource, faults: &Faults) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for file in source.under("vocabulary/kinds/") {
        with_file(file, faults, |mut top| {
            top.tables("kind").into_iter().for_each(|fields| declare_kind(fields, &mut vocabulary));
            top.finish();
        });
    }
    for file in source.under("vocabulary/kinds/") {
        with_file(file, faults, |mut top| {
            top.tables("kind").into_iter().for_each(|fields| describe_kind(fields, &mut vocabulary))
        });
    }
    if let Some(file) = source.file("vocabulary/chemical_names.toml") {
        with_file(file, faults, |top| chemical_names(top, &mut vocabulary));
    }
    vocabulary.close_ancestors();
    for file in source.under("vocabulary/parameters/") {
        with_file(file, faults, |mut top| {
            top.tables("parameter").into_iter().for_each(|fields| parameter(fields, &mut vocabulary));
            top.finish();
        });
    }
    for file in source.under("vocabulary/parameters/") {
        with_file(file, faults, |mut top| {
            top.tables("parameter").into_iter().for_each(|fields| check_formula(fields, &vocabulary))
        });
    }
    for file in source.under("vocabulary/features/") {
        with_file(file, faults, |mut top| {
            top.tables("feature").into_iter().for_each(|fields| feature(fields, &mut vocabulary));
            top.finish();
        });
    }
    vocabulary
}

/// How names of chemicals are made.
fn chemical_names(mut top: Fields<'_>, vocabulary: &mut Vocabulary) {
    let [parts, beside, listed_parts] = ["parts", "beside", "listed_parts"]
        .map(|key| top.texts(key).into_iter().map(|(word, _)| word.to_owned()).collect());
    let names = ChemicalNames {
        kind: top.required("kind").and_then(|(id, span)| {
            let kind = vocabulary.find_kind(id);
            if kind.is_none() {
                unknown_kind(&top, id, &span, vocabulary);
            }
            kind
        }),
        parts,
        beside,
        listed_parts,
    };
    top.finish();
    vocabulary.chemical_names = names;
}

/// First pass: the id, so that parents may be named before they are read.
fn declare_kind(mut fields: Fields<'_>, vocabulary: &mut Vocabulary) {
    let Some((id, span)) = fields.required("id") else { return };
    if vocabulary.find_kind(id).is_some() {
        fields.fault(&span, format!("the kind `{id}` is defined twice"), "keep one of the two, with the names of both");
        return;
    }
    let not_listed = fields.text("not_listed").map(|(text, _)| text.to_owned());
    vocabulary.add_kind(id, not_listed);
}

/// Second pass: parents and names.
fn describe_kind(mut fields: Fields<'_>, vocabulary: &mut Vocabulary) {
    let Some(kind) = fields.text("id").and_then(|(id, _)| vocabulary.find_kind(id)) else { return };
    fields.text("not_listed");
    for (parent, span) in fields.texts("parents") {
        match vocabulary.find_kind(parent) {
            Some(found) => vocabulary.kinds[usize::from(kind.0)].parents.push(found),
            None => unknown_kind(&fields, parent, &span, vocabulary),
        }
    }
    for (key, language) in [("names", Language::English), ("de", Language::German), ("fr", Language::French)] {
        for (name, span) in fields.texts(key) {
            add_name(&fields, name, &span, Meaning::Kind(kind, language), vocabulary);
        }
    }
    for (name, span) in fields.texts("abbreviations") {
        add_name(&fields, name, &span, Meaning::Abbreviation(kind), vocabulary);
    }
    for (name, span) in fields.texts("never_means") {
        add_name(&fields, name, &span, Meaning::NotKind(kind), vocabulary);
    }
    fields.finish();
}

pub(super) fn unknown_kind(fields: &Fields<'_>, kind: &str, span: &Range<usize>, vocabulary: &Vocabulary) {
    let help = format!(
        "define it under vocabulary/kinds/, or correct it{}",
        nearest(kind, vocabulary.kind_ids.keys().map(String::as_str))
    );
    fields.fault(span, format!("unknown kind `{kind}`"), help);
}

fn add_name(fields: &Fields<'_>, name: &str, span: &Range<usize>, meaning: Meaning, vocabulary: &mut Vocabulary) {
    if !name.chars().any(char::is_alphanumeric) {
        fields.fault(span, format!("`{name}` has no letter or digit"), "write a word");
        return;
    }
    vocabulary.names.insert(name, meaning);
}

fn silence(fields: &mut Fields<'_>) -> Option<Silence> {
    let (word, span) = fields.text("silence")?;
    match word {
        "ask" => Some(Silence::Ask),
        "presume_no" => Some(Silence::PresumeNo),
        "presume_yes" => Some(Silence::PresumeYes),
        _ => {
            fields.fault(
                &span,
                format!("`{word}` is not a silence"),
                "write \"ask\", \"presume_no\" or \"presume_yes\"",
            );
            None
        }
    }
}

pub(super) fn silence_of(fields: &mut Fields<'_>) -> Option<Silence> {
    silence(fields)
}

fn unit(fields: &mut Fields<'_>) -> (Unit, String) {
    let Some((text, span)) = fields.text("unit") else { return (Unit::NUMBER, String::new()) };
    if text.is_empty() || text == "1" || text == "number" {
        return (Unit::NUMBER, String::new());
    }
    match Unit::parse(text) {
        Ok(unit) => (unit, text.to_owned()),
        Err(error) => {
            fields.fault(&span, error.to_string(), "correct the unit");
            (Unit::NUMBER, String::new())
        }
    }
}

fn parameter(mut fields: Fields<'_>, vocabulary: &mut Vocabulary) {
    let Some((id, span)) = fields.required("id") else { return };
    if vocabulary.find_parameter(id).is_some() {
        fields.fault(&span, format!("the parameter `{id}` is defined twice"), "keep one of the two");
        return;
    }
    let (unit, unit_text) = unit(&mut fields);
    let better = one_of(&mut fields, "better", [("higher", Better::Higher), ("lower", Better::Lower)]);
    let side = one_of(&mut fields, "side", [("largest", Side::Largest), ("smallest", Side::Smallest)]);
    let values: Vec<String> = fields.texts("values").iter().map(|(value, _)| (*value).to_owned()).collect();
    let formula = fields.text("formula").and_then(|(text, span)| match Formula::parse(text) {
        Ok(formula) => Some(formula),
        Err(message) => {
            fields.fault(&span, format!("not a formula: {message}"), "correct it");
            None
        }
    });
    let question = fields.text("question").map_or_else(|| format!("What is the {id}?"), |(text, _)| text.to_owned());
    let index = ParameterId(u16::try_from(vocabulary.parameters.len()).unwrap_or(u16::MAX));
    for (phrase, span) in fields.texts("phrases").into_iter().chain([(id, span)]) {
        add_name(&fields, phrase, &span, Meaning::Parameter(index), vocabulary);
    }
    value_phrases(&mut fields, index, &values, vocabulary);
    let parameter = Parameter {
        id: id.to_owned(),
        unit,
        unit_text,
        values,
        better,
        side,
        alone: fields.flag("alone"),
        silence: silence(&mut fields).unwrap_or_default(),
        question,
        formula,
    };
    vocabulary.parameters.push(parameter);
    vocabulary.parameter_ids.insert(id.to_owned(), index);
    fields.finish();
}

/// The value of a key that has two words.
fn one_of<T>(fields: &mut Fields<'_>, key: &'static str, words: [(&str, T); 2]) -> Option<T> {
    let (text, span) = fields.text(key)?;
    let [(one, _), (two, _)] = words;
    let help = format!("write \"{one}\" or \"{two}\", or leave the key out");
    let found = words.into_iter().find(|(word, _)| *word == text).map(|(_, value)| value);
    if found.is_none() {
        fields.fault(&span, format!("`{text}` is no value of `{key}`"), help);
    }
    found
}

fn value_phrases(fields: &mut Fields<'_>, id: ParameterId, values: &[String], vocabulary: &mut Vocabulary) {
    let at = |name: &str| values.iter().position(|value| value == name).and_then(|at| u16::try_from(at).ok());
    let Some(table) = fields.table("phrases_of") else { return };
    let mut unknown: Vec<(String, Range<usize>)> = Vec::new();
    for ((name, span), phrases) in table.all_texts() {
        let Some(value) = at(name) else {
            unknown.push((name.to_owned(), span));
            continue;
        };
        for (phrase, span) in phrases {
            add_name(fields, phrase, &span, Meaning::Value(id, value), vocabulary);
        }
    }
    for (name, span) in unknown {
        fields.fault(
            &span,
            format!("`{name}` is not among the values"),
            format!("the values are {}", values.join(", ")),
        );
    }
}

fn check_formula(mut fields: Fields<'_>, vocabulary: &Vocabulary) {
    let Some((text, span)) = fields.text("formula") else { return };
    let Ok(formula) = Formula::parse(text) else { return };
    for name in formula.parameters() {
        if vocabulary.find_parameter(name).is_none() {
            let help = format!(
                "define it, or correct it{}",
                nearest(name, vocabulary.parameter_ids.keys().map(String::as_str))
            );
            fields.fault(&span, format!("the formula names an unknown parameter `{name}`"), help);
        }
    }
}

fn feature(mut fields: Fields<'_>, vocabulary: &mut Vocabulary) {
    let Some((id, span)) = fields.required("id") else { return };
    if vocabulary.find_feature(id).is_some() {
        fields.fault(&span, format!("the feature `{id}` is defined twice"), "keep one of the two");
        return;
    }
    let index = FeatureId(u16::try_from(vocabulary.features.len()).unwrap_or(u16::MAX));
    for (key, affirms) in [("for", true), ("against", false)] {
        for (phrase, span) in fields.texts(key) {
            add_name(&fields, phrase, &span, Meaning::Feature(index, affirms), vocabulary);
        }
    }
    add_name(&fields, id, &span, Meaning::Feature(index, true), vocabulary);
    let question = fields.text("question").map_or_else(|| format!("Is it {id}?"), |(text, _)| text.to_owned());
    vocabulary.features.push(Feature {
        id: id.to_owned(),
        silence: silence(&mut fields).unwrap_or_default(),
        question,
    });
    vocabulary.feature_ids.insert(id.to_owned(), index);
    fields.finish();
}

/// Resolves names of kinds, reporting those that are unknown.
pub(super) fn kinds(fields: &Fields<'_>, names: Vec<Text<'_>>, vocabulary: &Vocabulary) -> Vec<KindId> {
    let mut out = Vec::with_capacity(names.len());
    for (name, span) in names {
        match vocabulary.find_kind(name) {
            Some(kind) => out.push(kind),
            None => unknown_kind(fields, name, &span, vocabulary),
        }
    }
    out
}
