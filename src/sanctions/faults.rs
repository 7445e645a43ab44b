//! Faults in list files: all of them at once, each with file, line and what to do.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::control_list::ListFile;

/// One fault in a file of the control lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path relative to `control_lists/`.
    pub file: String,
    /// Line, from 1; 0 where the fault concerns the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}

/// Everything that is wrong with the files that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Notes a fault of a whole file.
    pub fn note(&mut self, file: &str, text: impl Into<String>) {
        self.0.push(Fault { file: file.to_owned(), line: 0, text: text.into() });
    }

    /// Notes a fault at the line where `words` stand.
    pub fn note_at(&mut self, file: &ListFile, words: &str, text: impl Into<String>) {
        let line = file.text.find(words).map_or(0, |at| line_of(&file.text, at));
        self.0.push(Fault { file: file.path.to_string(), line, text: text.into() });
    }

    /// Reads a TOML file, noting why it cannot be read.
    pub fn read<T: DeserializeOwned>(&mut self, file: &ListFile) -> Option<T> {
        match toml::from_str(&file.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(&file.text, span.start));
                self.0.push(Fault { file: file.path.to_string(), line, text: error.message().to_owned() });
                None
            }
        }
    }

    /// The value where nothing is wrong, all faults otherwise.
    ///
    /// # Errors
    /// The faults noted so far, in order of file and line.
    pub fn or<T>(mut self, value: T) -> Result<T, Self> {
        self.0.sort();
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}
