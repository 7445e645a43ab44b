//! Text out of a plain or packed file: checked to be UTF-8 while it streams, with the line for messages, and with limits
//! on the whole and on each record.

use std::io::{self, BufRead, Read};

use super::limits::Limits;

const CHUNK: usize = 1 << 16;

/// Which bytes are let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// UTF-8 without control characters; anything else is an error that names the line.
    Utf8,
    /// Any bytes; the caller decodes.
    Any,
}

/// A reader that knows where it is and stops at limits.
pub(super) struct TextReader<'a> {
    inner: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    start: usize,
    /// End of what is checked; behind it stand the first bytes of a character that goes on in the next chunk.
    checked: usize,
    filled: usize,
    ended: bool,
    letters: Letters,
    read: u64,
    /// Most bytes that may be read in all.
    most: u64,
    line: u64,
    budget: usize,
    record: usize,
}

impl<'a> TextReader<'a> {
    /// Reads `inner`, which unpacks `packed` bytes.
    pub fn new(inner: Box<dyn Read + 'a>, packed: u64, letters: Letters, limits: &Limits) -> Self {
        Self {
            inner,
            buffer: vec![0; CHUNK],
            start: 0,
            checked: 0,
            filled: 0,
            ended: false,
            letters,
            read: 0,
            most: packed.saturating_mul(limits.ratio).clamp(limits.small, limits.unpacked),
            line: 1,
            budget: limits.record,
            record: limits.record,
        }
    }

    /// A record begins: it may take the whole allowance of one record again.
    pub fn begin_record(&mut self) {
        self.budget = self.record;
    }

    /// The line being read, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Bytes consumed.
    pub fn position(&self) -> u64 {
        self.read - (self.filled - self.start) as u64
    }

    fn fill(&mut self) -> io::Result<()> {
        let rest = self.filled - self.checked;
        self.buffer.copy_within(self.checked..self.filled, 0);
        (self.start, self.checked, self.filled) = (0, 0, rest);
        let got = loop {
            match self.inner.read(&mut self.buffer[rest..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|error| self.unpacking(&error))?,
            }
        };
        self.filled += got;
        self.read += got as u64;
        self.ended = got == 0;
        if self.read > self.most {
            return Err(limit(format!("it unpacks to more than {} bytes", self.most)));
        }
        self.check()
    }

    fn unpacking(&self, error: &io::Error) -> io::Error {
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => "the packed file breaks off; fetch it again".to_owned(),
            _ => format!("cannot be unpacked: {error}; fetch it again"),
        };
        io::Error::new(io::ErrorKind::InvalidData, what)
    }

    /// Checks what was filled and has not been checked.
    fn check(&mut self) -> io::Result<()> {
        let fresh = &self.buffer[self.checked..self.filled];
        if self.letters == Letters::Any {
            self.checked = self.filled;
            return Ok(());
        }
        let (valid, wrong) = match std::str::from_utf8(fresh) {
            Ok(_) => (fresh.len(), None),
            Err(error) if error.error_len().is_none() && !self.ended => (error.valid_up_to(), None),
            Err(error) => (error.valid_up_to(), Some(error.valid_up_to())),
        };
        let control = fresh[..valid].iter().position(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
        if let Some(at) = control.or(wrong) {
            let line = self.line + newlines(&self.buffer[self.start..self.checked + at]);
            let byte = fresh[at];
            let kind = if control.is_some() { "a control character" } else { "not UTF-8" };
            let position = self.read - (self.filled - self.checked - at) as u64;
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "line {line}, byte {position}: the byte 0x{byte:02X} is {kind}; the file was damaged on its way or saved in another encoding, fetch it again"
                ),
            ));
        }
        self.checked += valid;
        Ok(())
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}

/// The mark by which an error of this reader is known as a limit.
const LIMIT: &str = "limit: ";

fn limit(what: String) -> io::Error {
    io::Error::other(format!("{LIMIT}{what}"))
}

/// The limit an error of [`TextReader`] stands for, if it does.
pub(super) fn limit_of(error: &io::Error) -> Option<String> {
    error.to_string().strip_prefix(LIMIT).map(str::to_owned)
}

impl Read for TextReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for TextReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.checked && !self.ended {
            self.fill()?;
        }
        let available = self.checked - self.start;
        if available > 0 && self.budget == 0 {
            return Err(limit(format!("a single record, line or text of more than {} bytes", self.record)));
        }
        Ok(&self.buffer[self.start..self.start + available.min(self.budget)])
    }

    fn consume(&mut self, count: usize) {
        self.line += newlines(&self.buffer[self.start..self.start + count]);
        self.start += count;
        self.budget -= count;
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::LIMITS;
    use super::*;

    fn all(bytes: &[u8], limits: &Limits) -> Result<String, String> {
        let mut text = String::new();
        let mut reader = TextReader::new(Box::new(bytes), bytes.len() as u64, Letters::Utf8, limits);
        reader.read_to_string(&mut text).map_err(|e| e.to_string())?;
        Ok(text)
    }

    #[test]
    fn a_character_that_lies_across_two_chunks_is_whole() {
        for offset in 0..4 {
            let text = "x".repeat(CHUNK - offset) + "Ж€😀 end";
            assert_eq!(all(text.as_bytes(), &LIMITS).as_deref(), Ok(text.as_str()));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named_with_their_line() {
        let cases: [(&[u8], &str); 4] = [
            (b"one\ntwo \xe9t\xe9\n", "line 2, byte 8: the byte 0xE9 is not UTF-8"),
            (b"one\n\ntwo \x18", "line 3, byte 9: the byte 0x18 is a control character"),
            (b"one\xc3", "line 1, byte 3: the byte 0xC3 is not UTF-8"),
            (b"\xff\xfeo\0", "line 1, byte 0: the byte 0xFF is not UTF-8"),
        ];
        for (bytes, message) in cases {
            let error = all(bytes, &LIMITS).expect_err(message);
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn one_record_may_not_take_more_than_its_allowance() {
        let limits = Limits { record: 1000, ..LIMITS };
        assert!(all(&[b'x'; 1000], &limits).is_ok());
        let error = all(&[b'x'; 1001], &limits).expect_err("too long");
        assert!(error.contains("more than 1000 bytes"), "{error}");
    }
}
