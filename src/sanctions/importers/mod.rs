//! From published files to listed parties: one importer a format, each in a file of its own. Files are recognised by
//! content, plain or compressed, read record by record, and taken only when they are whole.

mod au_dfat;
mod ca_sema;
mod check;
mod columns;
mod error;
mod eu_fsf;
mod eu_fsf_csv;
mod eu_fsf_xml;
mod eu_journal;
mod format;
mod ftm;
mod jp_meti;
mod json;
mod limits;
mod measures;
mod notes;
mod ofac;
mod ofac_csv;
mod ofac_enhanced_xml;
mod ofac_remarks;
mod ofac_sdn_xml;
mod open;
mod reading;
mod recognise;
mod rows;
mod sheet;
mod text;
mod uk;
mod uk_csv;
mod uk_ofsi;
mod uk_xml;
mod un_xml;
mod us_csl;
mod us_dpl;
mod xml;

pub use check::check;
pub use error::ImportError;
pub use format::Format;
pub use notes::{ImportNote, NoteKind, Notes};

use open::Input;
use reading::Reading;

use super::{Effect, ListDefinition, LoadedList};
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
    recognise::recognise(&open::inputs(files)?)
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
pub fn read(definition: &ListDefinition, files: &[Source], context: &Context) -> Result<Imported, ImportError> {
    let inputs = open::inputs(files)?;
    let format = recognise::recognise(&inputs)?;
    if !definition.reads(format) {
        return Err(ImportError::OtherList {
            file: inputs[0].name.clone(),
            found: format,
            list: definition.name.clone(),
            expected: definition.format.clone(),
        });
    }
    let mut reading = Reading::new(definition, context);
    read_as(format, &inputs, &mut reading)?;
    if reading.parties.is_empty() {
        return Err(ImportError::Empty { file: inputs[0].name.clone() });
    }
    let digest = digest_of(files);
    let version = reading.version.take().unwrap_or_else(|| digest[..12].to_owned());
    let list =
        LoadedList { name: definition.name.clone(), version, date: reading.date, digest, parties: reading.parties };
    Ok(Imported { list, format, notes: reading.notes.into_notes() })
}

/// Reads one file in any known format under a name of the user's choosing: for a single search, without a definition.
///
/// # Errors
/// Content that cannot be read as a list.
pub fn read_given(
    name: &str,
    bytes: &[u8],
    effect: Effect,
    country: &(dyn Fn(&str) -> Option<Territory> + Sync),
) -> Result<LoadedList, ImportError> {
    let context = Context { country, columns: &[] };
    Ok(read(&ListDefinition::of_user(name, effect), &[Source { name, bytes }], &context)?.list)
}

fn read_as(format: Format, inputs: &[Input], reading: &mut Reading) -> Result<(), ImportError> {
    let first = &inputs[0];
    match format {
        Format::EuFsfXml => eu_fsf_xml::read(first, reading),
        Format::EuFsfCsv => eu_fsf_csv::read(first, reading),
        Format::EuJournalCsv => eu_journal::read(inputs, reading),
        Format::UnXml => un_xml::read(first, reading),
        Format::OfacCsv => ofac_csv::read(inputs, reading),
        Format::OfacSdnXml => ofac_sdn_xml::read(first, reading),
        Format::OfacEnhancedXml => ofac_enhanced_xml::read(first, reading),
        Format::UsCslCsv => us_csl::read_csv(first, reading),
        Format::UsCslJson => us_csl::read_json(first, reading),
        Format::UsDpl => us_dpl::read(first, reading),
        Format::UkXml => uk_xml::read(first, reading),
        Format::UkCsv => uk_csv::read(first, reading),
        Format::UkOfsiConList => uk_ofsi::read(first, reading),
        Format::CaSemaXml => ca_sema::read(first, reading),
        Format::AuDfatXlsx => au_dfat::read(first, reading),
        Format::JpMeti if first.is_workbook() => jp_meti::read_sheet(first, reading),
        Format::JpMeti => jp_meti::read_yaml(first, reading),
        Format::OpensanctionsSimple => columns::read_csv(first, reading),
        Format::Ftm => ftm::read(first, reading),
        Format::Own if first.is_workbook() => columns::read_sheet(first, reading),
        Format::Own => columns::read_csv(first, reading),
    }
}

/// The digest of the bytes as given; of several files, in their order.
fn digest_of(files: &[Source]) -> String {
    let mut digest = blake3::Hasher::new();
    files.iter().for_each(|file| {
        digest.update(file.bytes);
    });
    digest.finalize().to_hex().to_string()
}
