//! Faults in the licensing data: every one is reported with file, line and what to do, all at once.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::control_list::{ListFile, ListSource};

/// One fault in a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path under `control_lists/`.
    pub file: String,
    /// Line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}, line {line}: {}", self.file, self.message),
        }
    }
}

/// Licensing data that cannot be used, with every fault found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the licensing rules have {} fault(s):{}", .0.len(), .0.iter().map(|fault| format!("\n  {fault}")).collect::<String>())]
pub struct RulesError(pub Vec<Fault>);

/// Reads files and gathers faults.
pub(super) struct Reader<'a> {
    source: &'a ListSource,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a ListSource) -> Self {
        Self { source, faults: Vec::new() }
    }

    /// The file at `path`, read as `T`; a fault and `None` where it is missing or wrong.
    pub(super) fn one<T: DeserializeOwned>(&mut self, path: &str) -> Option<(&'a ListFile, T)> {
        match self.source.file(path) {
            Some(file) => self.parse(file).map(|value| (file, value)),
            None => {
                self.whole(path, "the file is missing; the licensing rules need it");
                None
            }
        }
    }

    /// Every file under a folder, read as `T`.
    pub(super) fn all<T: DeserializeOwned>(&mut self, folder: &'a str) -> Vec<(&'a ListFile, T)> {
        let files: Vec<_> = self.source.under(folder).collect();
        if files.is_empty() {
            self.whole(folder, "the folder holds no file; the licensing rules need it");
        }
        files.into_iter().filter_map(|file| self.parse(file).map(|value| (file, value))).collect()
    }

    fn parse<T: DeserializeOwned>(&mut self, file: &ListFile) -> Option<T> {
        match toml::from_str(&file.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let before = error.span().map_or("", |span| file.text.get(..span.start).unwrap_or(""));
                let line = before.matches('\n').count() + 1;
                let message = error.message().replace('\n', " ");
                self.faults.push(Fault { file: file.path.to_string(), line, message });
                None
            }
        }
    }

    /// A fault at the first line of `file` that holds `words`.
    pub(super) fn at(&mut self, file: &ListFile, words: &str, message: impl Into<String>) {
        let line = file.text.lines().position(|line| line.contains(words)).map_or(0, |n| n + 1);
        self.faults.push(Fault { file: file.path.to_string(), line, message: message.into() });
    }

    fn whole(&mut self, path: &str, message: &str) {
        self.faults.push(Fault { file: path.to_owned(), line: 0, message: message.to_owned() });
    }
}
