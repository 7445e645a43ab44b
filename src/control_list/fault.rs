//! Faults of the control lists: where, what, and what to do. All of them are reported at once.

use std::cell::RefCell;
use std::ops::Range;

/// One thing that is wrong in a file of the control lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to `control_lists/`.
    pub path: String,
    /// Byte range in the file.
    pub span: (usize, usize),
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Faults while they are collected.
#[derive(Debug, Default)]
pub(super) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub fn add(&self, path: &str, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let fault =
            Fault { path: path.to_owned(), span: (span.start, span.end), message: message.into(), help: help.into() };
        self.0.borrow_mut().push(fault);
    }

    /// All faults in order of file and place.
    pub fn into_sorted(self) -> Vec<Fault> {
        let mut all = self.0.into_inner();
        all.sort();
        all.dedup();
        all
    }
}

/// The known word nearest to an unknown one, as the end of a help sentence.
pub(super) fn nearest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known.map(|word| (strsim::damerau_levenshtein(unknown, word), word)).min();
    match best {
        Some((distance, word)) if distance <= unknown.chars().count().div_ceil(2) => {
            format!("; did you mean `{word}`?")
        }
        _ => String::new(),
    }
}
