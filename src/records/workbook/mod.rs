//! Workbooks: Excel (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`) and OpenDocument (`.ods`), read cell by cell.
//!
//! A workbook comes from outside. Before its values are read its size is checked without believing what it declares,
//! and the reading happens in a thread of its own: should the value reader stumble over a damaged file, the file is
//! reported as damaged and the program goes on.

mod archive;
mod biff;
mod layout;
mod ods;
mod ole;
mod shared_texts;
mod values;
mod xls;
mod xlsb;
mod xlsx;

use std::thread;

use super::error::listed;
use super::{Format, Grid, Limits, RawFile, RecordsError};

/// Name of the thread in which workbooks are read; a panic there is a damaged file, not a fault of the program.
pub const READER_THREAD: &str = "workbook reader";

/// Whether the bytes begin like a workbook: a zip archive or an OLE container.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || ole::is_container(bytes)
}

/// A sheet of a workbook, before it is chosen.
#[derive(Clone, Debug)]
pub(super) struct SheetName {
    pub(super) name: String,
    pub(super) visible: bool,
}

/// Reads sheets in the order in which they come into question until `wanted` is content with one.
///
/// # Errors
/// A file that is encrypted, damaged, too large or no workbook; a named sheet that is not there.
pub(super) fn read(
    file: &RawFile,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &(dyn Fn(&Grid) -> bool + Sync),
) -> Result<Grid, RecordsError> {
    let work = || read_unguarded(file, asked, limits, wanted);
    let outcome = thread::scope(|scope| {
        let reader = thread::Builder::new().name(READER_THREAD.to_owned()).stack_size(16 << 20);
        reader.spawn_scoped(scope, work).map(|thread| thread.join())
    });
    let damaged = || damaged(file, "its records contradict each other");
    outcome.map_err(|cause| RecordsError::Read { file: file.name.clone(), cause })?.unwrap_or_else(|_| Err(damaged()))
}

fn read_unguarded(
    file: &RawFile,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &dyn Fn(&Grid) -> bool,
) -> Result<Grid, RecordsError> {
    if ole::is_container(&file.bytes) {
        return xls::read(file, asked, limits, wanted);
    }
    let (mut archive, format) = archive::open(file)?;
    archive::check_size(&mut archive, file, limits)?;
    archive::check_whole(&mut archive, file)?;
    match format {
        Format::Xlsb => xlsb::read(file, asked, limits, wanted),
        Format::Ods => ods::read(file, &mut archive, asked, limits, wanted),
        _ => xlsx::read(file, asked, limits, wanted),
    }
}

/// A container with one stream, for tests.
#[cfg(test)]
pub(super) fn container(stream: &str, content: &[u8]) -> Vec<u8> {
    ole::wrap(stream, content)
}

fn damaged(file: &RawFile, what: impl ToString) -> RecordsError {
    RecordsError::Damaged { file: file.name.clone(), what: what.to_string() }
}

/// The sheets to try, first choice first: the one asked for (by name or number), or the visible ones, then the others.
fn candidates(file: &RawFile, sheets: &[SheetName], asked: Option<&str>) -> Result<Vec<SheetName>, RecordsError> {
    let Some(asked) = asked else {
        let (mut visible, hidden): (Vec<_>, Vec<_>) = sheets.iter().cloned().partition(|sheet| sheet.visible);
        visible.extend(hidden);
        return Ok(visible);
    };
    let by_name = |sheet: &&SheetName| sheet.name.trim().to_lowercase() == asked.trim().to_lowercase();
    let by_number = || asked.trim().parse::<usize>().ok().and_then(|number| sheets.get(number.checked_sub(1)?));
    match sheets.iter().find(by_name).or_else(by_number) {
        Some(sheet) => Ok(vec![sheet.clone()]),
        None => {
            let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let (sheet, seen) = (asked.to_owned(), listed(&names, 20));
            Err(RecordsError::NoSheet { file: file.name.clone(), sheet, seen })
        }
    }
}

/// Reads candidates until one is wanted; without one, the first that holds anything.
fn choose(
    file: &RawFile,
    sheets: &[SheetName],
    asked: Option<&str>,
    wanted: &dyn Fn(&Grid) -> bool,
    mut read: impl FnMut(&SheetName) -> Result<Grid, RecordsError>,
) -> Result<Grid, RecordsError> {
    let mut first = None;
    for sheet in candidates(file, sheets, asked)? {
        let mut grid = match read(&sheet) {
            Err(RecordsError::Damaged { .. }) if asked.is_none() && sheets.len() > 1 => continue,
            other => other?,
        };
        grid.settle();
        if wanted(&grid) {
            first = Some((grid, sheet));
            break;
        }
        if first.is_none() && !grid.rows.is_empty() {
            first = Some((grid, sheet));
        }
    }
    let (mut grid, sheet) = first.ok_or_else(|| RecordsError::Empty { file: file.name.clone() })?;
    say_sheets(&mut grid, sheets, &sheet);
    Ok(grid)
}

/// Says which sheets were left aside, and that the one read is hidden.
fn say_sheets(grid: &mut Grid, sheets: &[SheetName], read: &SheetName) {
    if !read.visible {
        grid.notes.push(format!("sheet \"{}\" is hidden in the workbook and was read", read.name));
    }
    let others: Vec<&str> = sheets.iter().filter(|s| s.name != read.name).map(|s| s.name.as_str()).collect();
    if !others.is_empty() {
        grid.notes.push(format!(
            "sheet \"{}\" was read; not read: {} (choose with --sheet)",
            read.name,
            listed(&others, 10)
        ));
    }
}
