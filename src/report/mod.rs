//! Answers as people and programs read them: one file per format over the one result type.
//! No format computes anything.

mod classification;
mod entry;
pub mod columns;
pub mod csv;
pub mod html;
pub mod junit;
pub mod ndjson;
pub mod output;
pub mod page;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod partial;
pub mod sarif;
mod screening;
pub mod sink;
mod test_words;
pub mod xlsx;

pub use classification::{ClassificationNotes, classification_page};
pub use entry::{EntryView, entry_page, entry_view};
pub use page::{Page, Tone};
pub use screening::{screening_page, tone};
