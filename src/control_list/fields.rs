//! Reading the keys of a TOML table with every fault reported: wrong type, unknown key, missing key.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Faults, nearest};

/// A text with its place in the file.
pub(super) type Text<'t> = (&'t str, Range<usize>);

/// The keys of one table, taken one by one; `finish` reports those nobody asked for.
pub(super) struct Fields<'t> {
    table: &'t DeTable<'t>,
    span: Range<usize>,
    path: &'t str,
    known: BTreeSet<&'static str>,
    faults: &'t Faults,
}

impl<'t> Fields<'t> {
    pub fn new(path: &'t str, table: &'t DeTable<'t>, span: Range<usize>, faults: &'t Faults) -> Self {
        Self { table, span, path, known: BTreeSet::new(), faults }
    }

    pub fn fault(&self, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.add(self.path, span, message, help);
    }

    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.insert(key);
        self.table.get(key)
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let message = format!("`{key}` is {} here", value.get_ref().type_str());
        self.fault(&value.span(), message, format!("write {wanted}"));
    }

    /// A quoted text.
    pub fn text(&mut self, key: &'static str) -> Option<Text<'t>> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, value, "a quoted text");
        }
        text.map(|text| (text, value.span()))
    }

    /// A quoted text that must be there and not be empty.
    pub fn required(&mut self, key: &'static str) -> Option<Text<'t>> {
        let found = self.text(key);
        match &found {
            Some((text, span)) if text.trim().is_empty() => {
                self.fault(span, format!("`{key}` is empty"), "write it out")
            }
            None if self.table.get(key).is_none() => {
                self.fault(&self.span, format!("`{key}` is missing"), format!("add {key} = \"…\""));
            }
            _ => {}
        }
        found.filter(|(text, _)| !text.trim().is_empty())
    }

    /// A list of quoted texts.
    pub fn texts(&mut self, key: &'static str) -> Vec<Text<'t>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        self.texts_of(key, value)
    }

    fn texts_of(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Vec<Text<'t>> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of quoted texts");
            return Vec::new();
        };
        let mut out = Vec::new();
        for element in array.iter() {
            match element.get_ref().as_str() {
                Some(text) => out.push((text, element.span())),
                None => self.wrong_type(key, element, "a quoted text"),
            }
        }
        out
    }

    /// A list of lists of quoted texts.
    pub fn groups(&mut self, key: &'static str) -> Vec<Vec<Text<'t>>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of lists, as in [[\"a\", \"b\"], [\"c\"]]");
            return Vec::new();
        };
        array.iter().map(|group| self.texts_of(key, group)).collect()
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, value, "true or false");
            false
        })
    }

    /// The tables of `[[key]]`.
    pub fn tables(&mut self, key: &'static str) -> Vec<Fields<'t>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, &format!("[[{key}]]"));
            return Vec::new();
        };
        array.iter().filter_map(|element| self.sub_table(key, element)).collect()
    }

    /// The table of `[key]`.
    pub fn table(&mut self, key: &'static str) -> Option<Fields<'t>> {
        let value = self.value(key)?;
        self.sub_table(key, value)
    }

    fn sub_table(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Option<Fields<'t>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table");
            return None;
        };
        Some(Fields::new(self.path, table, value.span(), self.faults))
    }

    /// All keys of the table with lists of texts behind them (for tables whose keys are data).
    pub fn all_texts(self) -> Vec<(Text<'t>, Vec<Text<'t>>)> {
        self.table
            .iter()
            .map(|(key, value)| ((key.get_ref().as_ref(), key.span()), self.texts_of(key.get_ref(), value)))
            .collect()
    }

    /// All keys of the table with whole numbers behind them.
    pub fn all_numbers(self) -> Vec<(&'t str, usize)> {
        let number = |value: &Spanned<DeValue<'_>>| value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok());
        let mut out = Vec::new();
        for (key, value) in self.table.iter() {
            match number(value) {
                Some(n) => out.push((key.get_ref().as_ref(), n)),
                None => self.wrong_type(key.get_ref(), value, "a whole number"),
            }
        }
        out
    }

    /// Reports every key nobody asked for.
    pub fn finish(self) {
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if !self.known.contains(name) {
                let help = format!("remove it or correct its name{}", nearest(name, self.known.iter().copied()));
                self.fault(&key.span(), format!("unknown key `{name}`"), help);
            }
        }
    }
}
