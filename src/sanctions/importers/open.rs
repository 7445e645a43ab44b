//! Opening the files of a list: plain, `.gz`, `.zst` or `.zip`, told apart by their first bytes. An archive's members
//! are read as files of their own; nothing is ever written to disk under a name an archive gives.

use std::io::{BufRead, Cursor, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::limits::{LIMITS, Limits};
use super::text::{Letters, TextReader, limit_of};
use super::{ImportError, Source};

/// How the bytes of an input are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
    /// A member of a zip archive.
    Deflate,
}

/// One file to read, as often as needed.
#[derive(Clone, Debug)]
pub(super) struct Input<'a> {
    /// Name for messages, with the member of an archive.
    pub name: String,
    packing: Packing,
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    /// The text of the file from its beginning.
    pub fn text(&self, letters: Letters) -> Result<TextReader<'a>, ImportError> {
        self.text_within(letters, &LIMITS)
    }

    fn text_within(&self, letters: Letters, limits: &Limits) -> Result<TextReader<'a>, ImportError> {
        let bytes = self.bytes;
        let inner: Box<dyn Read + 'a> = match self.packing {
            Packing::Plain => Box::new(bytes),
            Packing::Gzip => Box::new(MultiGzDecoder::new(bytes)),
            Packing::Deflate => Box::new(DeflateDecoder::new(bytes)),
            Packing::Zstd => {
                let decoder = ruzstd::decoding::StreamingDecoder::new(bytes);
                Box::new(decoder.map_err(|error| self.damaged("the zstd header", format!("{error}; fetch it again")))?)
            }
        };
        let packed = if self.packing == Packing::Plain { u64::MAX } else { bytes.len() as u64 };
        Ok(TextReader::new(inner, packed, letters, limits))
    }

    /// The first bytes, unpacked: enough to recognise a format by.
    pub fn head(&self) -> Result<Vec<u8>, ImportError> {
        let mut head = Vec::new();
        let reader = self.text(Letters::Any)?;
        reader.take(1 << 16).read_to_end(&mut head).map_err(|error| self.unreadable("the first bytes", &error))?;
        Ok(head)
    }

    /// Whether it is a workbook.
    pub fn is_workbook(&self) -> bool {
        self.packing == Packing::Plain && self.bytes.starts_with(b"PK\x03\x04")
    }

    /// A workbook as it is, in memory: its reader needs to jump in it.
    pub fn workbook(&self) -> Result<&'a [u8], ImportError> {
        match self.packing {
            Packing::Plain => Ok(self.bytes),
            _ => Err(self.damaged("the file", "a workbook inside a packed file; unpack it first".to_owned())),
        }
    }

    /// The error of something damaged in this file.
    pub fn damaged(&self, place: impl Into<String>, why: String) -> ImportError {
        ImportError::Damaged { file: self.name.clone(), place: place.into(), why }
    }

    /// The error of reading this file.
    pub fn unreadable(&self, place: &str, error: &std::io::Error) -> ImportError {
        match limit_of(error) {
            Some(why) => ImportError::Limit { file: self.name.clone(), place: place.to_owned(), why },
            None => self.damaged(place, error.to_string()),
        }
    }
}

/// All inputs the files hold.
pub(super) fn inputs<'a>(files: &[Source<'a>]) -> Result<Vec<Input<'a>>, ImportError> {
    if files.is_empty() {
        return Err(ImportError::NoFiles);
    }
    let mut inputs = Vec::new();
    for file in files {
        let plain = |packing| Input { name: file.name.to_owned(), packing, bytes: file.bytes };
        match file.bytes {
            [] => return Err(ImportError::Empty { file: file.name.to_owned() }),
            [0x1f, 0x8b, ..] => inputs.push(plain(Packing::Gzip)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => inputs.push(plain(Packing::Zstd)),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => members(file, &mut inputs)?,
            _ => inputs.push(plain(Packing::Plain)),
        }
    }
    for input in &inputs {
        let reader = &mut input.text(Letters::Any)?;
        let head = reader.fill_buf().map_err(|error| input.unreadable("the first bytes", &error))?;
        if head.iter().all(u8::is_ascii_whitespace) {
            return Err(ImportError::Empty { file: input.name.clone() });
        }
    }
    Ok(inputs)
}

/// The members of an archive; a workbook, which is an archive too, stays whole.
fn members<'a>(file: &Source<'a>, inputs: &mut Vec<Input<'a>>) -> Result<(), ImportError> {
    let damaged = |place: &str, why: String| ImportError::Damaged {
        file: file.name.to_owned(),
        place: place.to_owned(),
        why: why + "; fetch the file again, or unpack it and give the list itself",
    };
    let limit = |why: String| ImportError::Limit { file: file.name.to_owned(), place: "the archive".to_owned(), why };
    let mut archive =
        ZipArchive::new(Cursor::new(file.bytes)).map_err(|e| damaged("the zip directory", e.to_string()))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.replace('\\', "/")).collect();
    if names.iter().any(|name| name.to_lowercase().ends_with("xl/workbook.xml")) {
        unpack_all(&mut archive, file)?;
        inputs.push(Input { name: file.name.to_owned(), packing: Packing::Plain, bytes: file.bytes });
        return Ok(());
    }
    if archive.len() > LIMITS.members {
        return Err(limit(format!("{} members, more than {}", archive.len(), LIMITS.members)));
    }
    unpack_all(&mut archive, file)?;
    let before = inputs.len();
    for index in 0..archive.len() {
        let member =
            archive.by_index_raw(index).map_err(|e| damaged(&format!("member {}", index + 1), e.to_string()))?;
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        if member.is_dir() || name.starts_with("__MACOSX/") {
            continue;
        }
        if leads_out(&name) {
            return Err(damaged(&format!("member \"{name}\""), "its name leads out of the archive".to_owned()));
        }
        let start = member.data_start().and_then(|at| usize::try_from(at).ok());
        let size = usize::try_from(member.compressed_size()).ok();
        let range = start.zip(size).and_then(|(at, size)| file.bytes.get(at..at.checked_add(size)?));
        let bytes = range.ok_or_else(|| damaged(&format!("member \"{name}\""), "its bytes are missing".to_owned()))?;
        let packing = match member.compression() {
            CompressionMethod::Stored => Packing::Plain,
            _ => Packing::Deflate,
        };
        if packing == Packing::Plain && bytes.starts_with(b"PK\x03\x04") {
            return Err(damaged(&format!("member \"{name}\""), "an archive within the archive".to_owned()));
        }
        inputs.push(Input { name: format!("{}: {name}", file.name), packing, bytes });
    }
    if inputs.len() == before { Err(ImportError::Empty { file: file.name.to_owned() }) } else { Ok(()) }
}

/// Whether a name of a member is a path to somewhere else. Nothing is written under it; it tells of a file made to harm.
fn leads_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with(['/', '\\']) || drive || name.contains('\0') || name.split(['/', '\\']).any(|part| part == "..")
}

/// Unpacks every member into nothing: sizes and checksums an archive declares are not believed.
fn unpack_all(archive: &mut ZipArchive<Cursor<&[u8]>>, file: &Source) -> Result<(), ImportError> {
    let packed = file.bytes.len() as u64;
    let most = packed.saturating_mul(LIMITS.ratio).clamp(LIMITS.small, LIMITS.unpacked);
    let mut left = most;
    for index in 0..archive.len() {
        let damaged = |why: String| ImportError::Damaged {
            file: file.name.to_owned(),
            place: format!("member {} of the archive", index + 1),
            why: why + "; fetch the file again",
        };
        let member = archive.by_index(index).map_err(|e| damaged(e.to_string()))?;
        let size =
            std::io::copy(&mut member.take(left + 1), &mut std::io::sink()).map_err(|e| damaged(e.to_string()))?;
        if size > left {
            let why = format!("it unpacks to more than {most} bytes");
            return Err(ImportError::Limit { file: file.name.to_owned(), place: "the archive".to_owned(), why });
        }
        left -= size;
    }
    Ok(())
}
