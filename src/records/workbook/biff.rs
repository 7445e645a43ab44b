//! A first look at an Excel 97-2003 workbook stream ([MS-XLS]): whether it is encrypted, how far its sheets reach,
//! what is hidden. The values themselves are read by calamine, which fills whole rectangles: the reach is checked first.

use std::collections::BTreeMap;

/// More sheets than this are not surveyed.
const MOST_SHEETS: usize = 1024;

/// What a sheet looks like before its values are read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// Cells in the rectangle around all its cells.
    pub(super) area: u64,
    /// Formula cells.
    pub(super) formulas: u64,
    /// Hidden rows, from 1.
    pub(super) hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, from 0.
    pub(super) hidden_columns: Vec<(u32, u32)>,
}

/// What the workbook looks like.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The stream is encrypted.
    pub(super) encrypted: bool,
    /// The sheets by the position of their first record, in the order of the workbook.
    pub(super) sheets: Vec<(usize, Sheet)>,
}

struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.stream.get(self.at..self.at + 4)?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let body = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, body))
    }
}

fn word(body: &[u8], at: usize) -> u32 {
    body.get(at..at + 2).map_or(0, |two| u32::from(u16::from_le_bytes([two[0], two[1]])))
}

/// Looks through the stream once for the workbook and once for each sheet.
pub(super) fn survey(stream: &[u8]) -> Survey {
    let mut survey = Survey::default();
    let mut seen = BTreeMap::new();
    for (kind, body) in (Records { stream, at: 0 }) {
        match kind {
            0x002F => survey.encrypted |= word(body, 0) != 0 || body.len() < 6,
            0x0085 if body.len() >= 4 => {
                let at = u32::from_le_bytes([body[0], body[1], body[2], body[3]]) as usize;
                seen.insert(survey.sheets.len(), at);
                survey.sheets.push((at, Sheet::default()));
            }
            0x000A => break,
            _ => {}
        }
    }
    // A workbook of more sheets than any program shows is not followed.
    if survey.sheets.len() > MOST_SHEETS {
        survey.sheets[0].1.area = u64::MAX;
        return survey;
    }
    // Two sheet records at one position are read twice, so they count twice.
    for (number, at) in seen {
        if at < stream.len() {
            survey.sheets[number].1 = sheet(&stream[at..]);
        }
    }
    survey
}

fn sheet(stream: &[u8]) -> Sheet {
    let mut sheet = Sheet::default();
    let mut reach = Reach::default();
    let mut declared = 0;
    let (mut begun, mut depth) = (false, 0_u32);
    for (kind, body) in (Records { stream, at: 0 }) {
        match kind {
            0x0809 if begun => depth += 1,
            0x0809 => begun = true,
            0x000A if depth == 0 => break,
            0x000A => depth -= 1,
            _ if depth > 0 => {}
            0x0200 => declared = declared.max(declared_area(body)),
            0x0208 if body.len() >= 14 && body[12] & 0x20 != 0 => {
                sheet.hidden_rows.push((word(body, 0) + 1, word(body, 0) + 1));
            }
            0x007D if body.len() >= 10 && body[8] & 1 != 0 => {
                sheet.hidden_columns.push((word(body, 0), word(body, 2)));
            }
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD => reach.add(word(body, 0), word(body, 2)),
            0x0006 => {
                sheet.formulas += 1;
                reach.add(word(body, 0), word(body, 2));
            }
            0x00BD => {
                reach.add(word(body, 0), word(body, 2));
                reach.add(word(body, 0), word(body, 2) + (body.len() as u32) / 6);
            }
            _ => {}
        }
    }
    sheet.area = reach.area().max(declared);
    sheet
}

/// What the sheet says of its own size, read as generously as the value reader does.
fn declared_area(body: &[u8]) -> u64 {
    let long = |at: usize| u64::from(word(body, at)) | u64::from(word(body, at + 2)) << 16;
    let (top, bottom, left, right) = if body.len() == 10 {
        (u64::from(word(body, 0)), u64::from(word(body, 2)), word(body, 4), word(body, 6))
    } else {
        (long(0), long(4), word(body, 8), word(body, 10))
    };
    let left = if left > 0xFF || right < left { 0 } else { left };
    (bottom + 1).saturating_sub(top.min(bottom)).saturating_mul(u64::from(right + 1 - left.min(right)))
}

#[derive(Default)]
struct Reach {
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Reach {
    fn add(&mut self, row: u32, column: u32) {
        let widen = |span: Option<(u32, u32)>, n: u32| Some(span.map_or((n, n), |(a, b)| (a.min(n), b.max(n))));
        self.rows = widen(self.rows, row);
        self.columns = widen(self.columns, column);
    }

    fn area(&self) -> u64 {
        let length = |span: Option<(u32, u32)>| span.map_or(0, |(a, b)| u64::from(b - a) + 1);
        length(self.rows) * length(self.columns)
    }
}
