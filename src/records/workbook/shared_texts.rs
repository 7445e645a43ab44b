//! The shared texts of an Excel 97-2003 workbook (record SST, [MS-XLS] 2.4.265): only how long each is. A cell names its
//! text by number, so that a file of few bytes can come to gigabytes of text.

use super::biff::{CONTINUE, Records};

/// The bytes of a text as the file writes them, in the order of the table. `records` begins with it; where it breaks
/// off, the texts after the break are left out.
pub(super) fn lengths(records: Records<'_>) -> Vec<u32> {
    let mut records = records.enumerate().take_while(|(number, (_, kind, _))| *number == 0 || *kind == CONTINUE);
    let Some((_, (_, _, head))) = records.next() else { return Vec::new() };
    let mut table = Table { piece: head.get(8..).unwrap_or_default(), pieces: records.map(|(_, (_, _, body))| body) };
    let mut lengths = Vec::new();
    while !table.piece.is_empty() || table.turn().is_some() {
        match table.text() {
            Some(length) => lengths.push(length),
            None => break,
        }
    }
    lengths
}

/// The table with a place in it.
struct Table<'a, P: Iterator<Item = &'a [u8]>> {
    piece: &'a [u8],
    pieces: P,
}

impl<'a, P: Iterator<Item = &'a [u8]>> Table<'a, P> {
    /// Goes on to the next piece.
    fn turn(&mut self) -> Option<()> {
        self.piece = self.pieces.next()?;
        Some(())
    }

    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.piece.split_at_checked(bytes)?;
        self.piece = rest;
        Some(taken)
    }

    /// Passes over a text and returns its length; nothing where the table breaks off.
    fn text(&mut self) -> Option<u32> {
        if self.piece.is_empty() {
            return Some(0);
        }
        let head = self.take(3)?;
        let flags = head[2];
        let mut left = usize::from(u16::from_le_bytes([head[0], head[1]]));
        let runs =
            if flags & 8 == 0 { 0 } else { self.take(2).map(|n| usize::from(u16::from_le_bytes([n[0], n[1]])))? };
        let phonetic =
            if flags & 4 == 0 { 0 } else { self.take(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]))? };
        let mut wide = flags & 1 != 0;
        let mut length = 0;
        while left > 0 {
            let width = if wide { 2 } else { 1 };
            let here = left.min(self.piece.len() / width);
            self.take(here * width)?;
            length += (here * width) as u32;
            left -= here;
            if left > 0 {
                // A text that goes on in the next piece says there anew how it is written.
                self.turn()?;
                wide = self.take(1)?[0] & 1 != 0;
            }
        }
        self.skip(runs * 4)?;
        self.skip(phonetic as usize)?;
        Some(length)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.piece.is_empty() {
                self.turn()?;
            }
            let here = bytes.min(self.piece.len());
            self.take(here)?;
            bytes -= here;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::fixtures::{biff_records, words};

    fn lengths_of(pieces: &[(u16, Vec<u8>)]) -> Vec<u32> {
        let stream = biff_records(pieces, &[], 1);
        let at = Records { stream: &stream, at: 0 }.find(|(_, kind, _)| *kind == 0x00FC).map(|(at, _, _)| at);
        lengths(Records { stream: &stream, at: at.expect("the table") })
    }

    #[test]
    fn texts_of_every_make_are_measured_and_a_cut_one_goes_on() {
        let head = |length: u16, flags: u8| [&length.to_le_bytes()[..], &[flags]].concat();
        let first = [
            vec![0; 8],
            [head(3, 0), b"abc".to_vec()].concat(),
            [head(2, 1), words(&[0x4E2D, 0x6587])].concat(),
            // Formatted, with two runs of four bytes, and with three bytes on how it is said.
            [head(1, 0x0C), words(&[2]), 3_u32.to_le_bytes().to_vec(), b"x".to_vec(), vec![9; 11]].concat(),
            // Cut after two of four letters; what follows is written wide.
            [head(4, 0), b"ab".to_vec()].concat(),
        ];
        let second = [vec![1], words(&[0x63, 0x64]), head(0, 0)].concat();
        let pieces = [(0x00FC, first.concat()), (CONTINUE, second)];
        assert_eq!(lengths_of(&pieces), [3, 4, 1, 2 + 4, 0]);
        let broken = [(0x00FC, [vec![0; 8], head(3, 0), b"abc".to_vec(), head(9, 0), b"a".to_vec()].concat())];
        assert_eq!(lengths_of(&broken), [3]);
    }
}
