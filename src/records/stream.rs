//! Text of any length read piece by piece: decoded as it comes, held only as far as the row at hand needs it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Decoder;

use super::encoding::{self, Decoded};
use super::{RawFile, RecordsError};

/// Bytes read at a time.
const BLOCK: usize = 1 << 18;
/// The longest row of a text file, in bytes.
const LONGEST_ROW: usize = 64 << 20;

/// A text that can be read from its beginning as often as needed.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A file.
    Disk(PathBuf),
    /// What came from standard input.
    Memory(Arc<RawFile>),
}

impl Origin {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(match self {
            Self::Disk(path) => Box::new(File::open(path)?),
            Self::Memory(file) => Box::new(file.bytes.as_slice()),
        })
    }

    fn open_owned(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Disk(path) => Box::new(File::open(path)?),
            Self::Memory(file) => Box::new(Shared { file: Arc::clone(file), at: 0 }),
        })
    }
}

/// A reader over shared bytes.
struct Shared {
    file: Arc<RawFile>,
    at: usize,
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut rest = &self.file.bytes[self.at..];
        let read = rest.read(into)?;
        self.at += read;
        Ok(read)
    }
}

/// What one look through the whole file tells.
#[derive(Clone, Debug)]
pub(super) struct Survey {
    /// BLAKE3 of its bytes.
    pub(super) digest: String,
    /// Bytes.
    pub(super) length: u64,
    /// Whether it is UTF-8 from beginning to end.
    pub(super) utf8: bool,
    /// Whether nothing but blanks is in it.
    pub(super) blank: bool,
}

/// Looks through the whole file once.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn survey(origin: &Origin, name: &str) -> Result<Survey, RecordsError> {
    let fail = |cause| RecordsError::Read { file: name.to_owned(), cause };
    let mut reader = origin.open().map_err(fail)?;
    let mut hasher = blake3::Hasher::new();
    let mut found = Survey { digest: String::new(), length: 0, utf8: true, blank: true };
    let mut block = vec![0; BLOCK * 4];
    let mut carried = 0;
    loop {
        let read = reader.read(&mut block[carried..]).map_err(fail)?;
        let fresh = &block[carried..carried + read];
        hasher.update(fresh);
        found.length += read as u64;
        found.blank &= fresh.iter().all(|b| b.is_ascii_whitespace() || *b == 0);
        let held = carried + read;
        carried = 0;
        if found.utf8
            && let Err(error) = std::str::from_utf8(&block[..held])
        {
            let whole = error.valid_up_to();
            found.utf8 = error.error_len().is_none() && read > 0;
            if found.utf8 {
                block.copy_within(whole..held, 0);
                carried = held - whole;
            }
        }
        if read == 0 {
            found.digest = hasher.finalize().to_hex().to_string();
            return Ok(found);
        }
    }
}

/// Decoded text with a place in it: what lies before the place is forgotten as reading goes on.
pub(super) struct TextStream {
    name: String,
    source: Box<dyn Read + Send>,
    decoder: Decoder,
    block: Vec<u8>,
    /// The text from the place on.
    buffer: String,
    /// Bytes of `buffer` already taken.
    taken: usize,
    /// Whether the source has ended and everything of it lies in `buffer`.
    pub(super) ended: bool,
    /// Bytes read from the source.
    read: u64,
    /// Whether bytes had to be replaced.
    pub(super) broken: bool,
}

impl TextStream {
    /// Opens the text. `asked` is an encoding the user named; `head` the first bytes.
    ///
    /// # Errors
    /// A file that cannot be read, an encoding nobody knows.
    pub(super) fn open(
        origin: &Origin,
        name: &str,
        asked: Option<&str>,
        head: &[u8],
        survey: &Survey,
    ) -> Result<(Self, Decoded), RecordsError> {
        let (encoding, decoded) = encoding::choose(head, asked, survey.utf8)?;
        let source = origin.open_owned().map_err(|cause| RecordsError::Read { file: name.to_owned(), cause })?;
        let stream = Self {
            name: name.to_owned(),
            source,
            decoder: encoding.new_decoder(),
            block: vec![0; BLOCK],
            buffer: String::new(),
            taken: 0,
            ended: false,
            read: 0,
            broken: false,
        };
        Ok((stream, decoded))
    }

    /// The text from the place on, as far as it is read.
    pub(super) fn rest(&self) -> &str {
        &self.buffer[self.taken..]
    }

    /// Moves the place.
    pub(super) fn take(&mut self, bytes: usize) {
        self.taken += bytes;
    }

    /// Bytes of the source up to the place, as far as letters are as long there as in UTF-8.
    pub(super) fn passed(&self) -> u64 {
        self.read.saturating_sub(self.rest().len() as u64)
    }

    /// Reads on: at least as much again as is held.
    ///
    /// # Errors
    /// A file that cannot be read, or a row longer than any row is.
    pub(super) fn fill(&mut self) -> Result<(), RecordsError> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        if self.buffer.len() > LONGEST_ROW {
            let what = format!("a row has more than {LONGEST_ROW} bytes; a quotation mark may have been left open");
            return Err(RecordsError::TooLarge { file: self.name.clone(), what });
        }
        let goal = self.buffer.len() * 2 + BLOCK / 2;
        while self.buffer.len() < goal && !self.ended {
            let read = self.source.read(&mut self.block);
            let read = read.map_err(|cause| RecordsError::Read { file: self.name.clone(), cause })?;
            self.read += read as u64;
            self.ended = read == 0;
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16);
            self.buffer.reserve(room);
            let (_, _, broken) = self.decoder.decode_to_string(&self.block[..read], &mut self.buffer, self.ended);
            self.broken |= broken;
        }
        Ok(())
    }
}

/// The first bytes of a file.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    Ok(head)
}
