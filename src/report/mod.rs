//! Answers as people and programs read them: one file per format over the one result type.
//! No format computes anything.

mod classification;
mod entry;
pub mod columns;
pub mod csv;
pub mod ndjson;
pub mod output;
pub mod page;
mod screening;
pub mod xlsx;

pub use classification::classification_page;
pub use entry::{EntryView, entry_page, entry_view};
pub use page::{Page, Tone};
pub use screening::{screening_page, tone};
