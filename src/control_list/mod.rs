//! The control lists: where their files come from, what they say, and whether they are whole.

mod source;

pub use source::{ListFile, ListSource, SourceError};
