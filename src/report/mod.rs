//! Answers as people and programs read them: one file per format over the one result type.
//! No format computes anything.

pub mod columns;
pub mod output;
pub mod page;
pub mod table_csv;
pub mod table_xlsx;

pub use page::{Page, Tone};
