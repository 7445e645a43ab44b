//! From published files to listed parties: one importer a format, each in a file of its own. Files are recognised by
//! content, plain or compressed, read record by record, and taken only when they are whole.

mod error;
mod format;
mod notes;

pub use error::ImportError;
pub use format::Format;
pub use notes::{ImportNote, NoteKind, Notes};

use super::{ListDefinition, LoadedList};
use crate::domain::Territory;

/// One file as the caller has it: plain, `.gz`, `.zst` or `.zip`. A list of several files is several sources.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name for messages; it decides nothing.
    pub name: &'a str,
    /// The bytes of the file.
    pub bytes: &'a [u8],
}

/// What importing needs besides the files.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The code of a country written as a name or a code; `None` where it is not known.
    pub country: &'a (dyn Fn(&str) -> Option<Territory> + Sync),
    /// For the user's own list: which column holds which field; empty where the headings say it themselves.
    pub columns: &'a [(String, String)],
}

/// A list that was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The list with its records.
    pub list: LoadedList,
    /// The format it was read from.
    pub format: Format,
    /// What was kept as written, skipped with its reason, or missing.
    pub notes: Vec<ImportNote>,
}

/// The format of the files, by their content.
///
/// # Errors
/// Empty files, web pages, unknown content, files that do not belong together.
pub fn recognise(files: &[Source]) -> Result<Format, ImportError> {
    let first = files.first().ok_or(ImportError::NoFiles)?;
    Err(ImportError::Unknown { file: first.name.to_owned(), why: "no importer knows it".to_owned() })
}

/// Reads the files as the list that `definition` describes, and refuses what is not whole.
///
/// # Errors
/// Everything that keeps the files from being taken as this list.
pub fn import(definition: &ListDefinition, files: &[Source], context: &Context) -> Result<Imported, ImportError> {
    let imported = read(definition, files, context)?;
    check(definition, &imported)?;
    Ok(imported)
}

/// Reads the files without asking whether they are whole: for archives and excerpts.
///
/// # Errors
/// Content that cannot be read as this list.
pub fn read(_definition: &ListDefinition, files: &[Source], _context: &Context) -> Result<Imported, ImportError> {
    recognise(files)?;
    Err(ImportError::NoFiles)
}

/// Whether a list that was read is whole: as many records of each kind and as well filled as its definition asks.
///
/// # Errors
/// Every assertion that fails.
pub fn check(_definition: &ListDefinition, _imported: &Imported) -> Result<(), ImportError> {
    Ok(())
}
