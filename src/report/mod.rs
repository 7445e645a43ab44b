//! Answers as people and programs read them: one file per format over the one result type.
//! No format computes anything.

mod classification;
pub mod page;

pub use classification::{classification_page, classification_sections};
pub use page::{Page, Tone};
