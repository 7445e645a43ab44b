//! The zip archive of a workbook: what kind of workbook it is, and whether it unpacks to a size memory can hold.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::records::{Format, Limits, RawFile, RecordsError};

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens the archive and finds out which workbook it is.
pub(super) fn open<'a>(file: &'a RawFile) -> Result<(Archive<'a>, Format), RecordsError> {
    let archive = ZipArchive::new(Cursor::new(file.bytes.as_slice()))
        .map_err(|error| RecordsError::Damaged { file: file.name.clone(), what: format!("zip archive: {error}") })?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let holds = |end: &str| names.iter().any(|name| name.replace('\\', "/").ends_with(end));
    let not_a_table = |what: &str| RecordsError::NotATable { file: file.name.clone(), what: what.to_owned() };
    let format = if holds("workbook.bin") {
        Format::Xlsb
    } else if holds("workbook.xml") {
        Format::Xlsx
    } else if holds("content.xml") && holds("mimetype") {
        Format::Ods
    } else if names.iter().any(|name| name.starts_with("word/")) {
        return Err(not_a_table("a Word document"));
    } else {
        return Err(not_a_table("a zip archive without a workbook in it"));
    };
    Ok((archive, format))
}

/// Unpacks every part into nothing and counts its bytes. What an archive declares is not believed.
pub(super) fn check_size(archive: &mut Archive<'_>, file: &RawFile, limits: &Limits) -> Result<(), RecordsError> {
    // Deflate packs at most 1032 to 1, so a small archive needs no counting.
    if (file.bytes.len() as u64).saturating_mul(1100) <= limits.unpacked && archive.len() < 1000 {
        return Ok(());
    }
    let mut left = limits.unpacked;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        if part.name().is_ok_and(|name| name.contains("/media/")) {
            continue;
        }
        let mut part = part.take(left.saturating_add(1));
        let size = std::io::copy(&mut part, &mut std::io::sink()).unwrap_or_default();
        if size > left {
            let what = format!(
                "it unpacks to more than {} bytes; save it again, split it, or raise --max-unpacked",
                limits.unpacked
            );
            return Err(RecordsError::TooLarge { file: file.name.clone(), what });
        }
        left -= size;
    }
    Ok(())
}

/// Reads through every part but the sheets and sees that what is opened is closed: the value reader waits for ever
/// for an end that does not come.
pub(super) fn check_whole(archive: &mut Archive<'_>, file: &RawFile) -> Result<(), RecordsError> {
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        let name = part.name().map(|name| name.replace('\\', "/").to_lowercase()).unwrap_or_default();
        let xml = name.ends_with(".xml") || name.ends_with(".rels");
        if !xml || name.contains("worksheets/") && !name.ends_with(".rels") {
            continue;
        }
        if let Err(what) = whole(BufReader::with_capacity(1 << 16, part)) {
            return Err(RecordsError::Damaged { file: file.name.clone(), what: format!("{name}: {what}") });
        }
    }
    Ok(())
}

fn whole(source: impl BufRead) -> Result<(), String> {
    let mut reader = Reader::from_reader(source);
    let mut buffer = Vec::with_capacity(1024);
    let mut open = 0_u64;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open > 0 => return Err("it breaks off".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// One part as bytes, or nothing where it is absent or broken.
pub(super) fn part(archive: &mut Archive<'_>, path: &str) -> Option<Vec<u8>> {
    let wanted = path.to_lowercase();
    let index = (0..archive.len()).find(|index| {
        let name = archive.name_for_index(*index).and_then(Result::ok);
        name.is_some_and(|name| name.replace('\\', "/").to_lowercase() == wanted)
    })?;
    let mut bytes = Vec::new();
    archive.by_index(index).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
