//! Answers as people and programs read them: one file per format over the one result type.
//! No format computes anything.

pub mod page;

pub use page::{Page, Tone};
