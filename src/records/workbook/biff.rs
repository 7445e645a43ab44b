//! A first look at an Excel 97-2003 workbook stream ([MS-XLS]): whether it is encrypted, how far its sheets reach, how
//! much text their cells come to, what is hidden. The values themselves are read by calamine, which fills whole
//! rectangles and copies a shared text into every cell that names it: both are counted first.

use super::shared_texts;

/// More sheets than this are not surveyed.
const MOST_SHEETS: usize = 1024;
/// More records that continue one before them than any program writes; the value reader takes them one by one.
const MOST_PIECES: usize = 1 << 16;
/// A record that continues the one before it.
pub(super) const CONTINUE: u16 = 0x003C;

/// What a sheet looks like before its values are read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// Cells in the rectangle around all its cells, or its cell records where they are more.
    pub(super) cells: u64,
    /// Its cell records.
    pub(super) records: u64,
    /// Bytes of text of all cells as the file writes them, a shared text as often as it is named.
    pub(super) text: u64,
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
    /// The sheets in the order of the workbook.
    pub(super) sheets: Vec<Sheet>,
    /// What no program writes, and only wears the reader out.
    pub(super) fault: Option<&'static str>,
    /// Where the lengths of formulas stand.
    formulas: Vec<usize>,
}

/// The records of a stream from a place on: position, kind and body.
pub(super) struct Records<'a> {
    pub(super) stream: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (usize, u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.stream.get(self.at..self.at + 4)?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let body = self.stream.get(self.at + 4..self.at + 4 + length)?;
        let at = self.at;
        self.at += 4 + length;
        Some((at, kind, body))
    }
}

fn word(body: &[u8], at: usize) -> u32 {
    body.get(at..at + 2).map_or(0, |two| u32::from(u16::from_le_bytes([two[0], two[1]])))
}

fn long(body: &[u8], at: usize) -> u32 {
    word(body, at) | word(body, at + 2) << 16
}

/// Looks through the stream once for the workbook and once for each sheet.
pub(super) fn survey(stream: &[u8]) -> Survey {
    let mut survey = Survey::default();
    let (mut places, mut texts) = (Vec::new(), Vec::new());
    let mut pieces = 0;
    for (at, kind, body) in (Records { stream, at: 0 }) {
        survey.count_piece(kind, &mut pieces);
        match kind {
            0x002F => survey.encrypted |= word(body, 0) != 0 || body.len() < 6,
            0x0085 if body.len() >= 4 => places.push(long(body, 0) as usize),
            0x00FC => texts = shared_texts::lengths(Records { stream, at }),
            0x000A => break,
            _ => {}
        }
        if survey.fault.is_some() {
            return survey;
        }
    }
    if places.len() > MOST_SHEETS {
        survey.fault = Some("it has more sheets than any program shows");
        return survey;
    }
    let mut walked = 0;
    for at in places {
        let (sheet, end) = survey.sheet(Records { stream, at }, &texts);
        survey.sheets.push(sheet);
        walked += end.saturating_sub(at);
        if walked > stream.len() {
            survey.fault = Some("two of its sheets lie in one place");
            return survey;
        }
    }
    survey
}

/// Takes the formulas out of the stream: only their values are read, and a formula of few bytes can be a long text.
pub(super) fn without_formulas(stream: &mut [u8], survey: &Survey) {
    for at in &survey.formulas {
        if let Some(length) = stream.get_mut(*at..*at + 2) {
            length.fill(0);
        }
    }
}

impl Survey {
    fn count_piece(&mut self, kind: u16, pieces: &mut usize) {
        *pieces = if kind == CONTINUE { *pieces + 1 } else { 0 };
        if *pieces > MOST_PIECES {
            self.fault = Some("a record is cut into more pieces than any program makes");
        }
    }

    /// Surveys the sheet that begins with these records; with it the place where it ends.
    fn sheet(&mut self, mut records: Records<'_>, texts: &[u32]) -> (Sheet, usize) {
        let mut sheet = Sheet::default();
        let mut reach = Reach::default();
        let mut declared = 0;
        let (mut begun, mut depth, mut pieces) = (false, 0_u32, 0);
        for (at, kind, body) in records.by_ref() {
            self.count_piece(kind, &mut pieces);
            match kind {
                _ if self.fault.is_some() => break,
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
                0x0006 => {
                    sheet.formulas += 1;
                    self.formulas.push(at + 4 + 20);
                    reach.add(word(body, 0), word(body, 2), 1);
                }
                0x00BD => {
                    let more = (body.len() as u32) / 6;
                    reach.add(word(body, 0), word(body, 2), more.max(1));
                }
                0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD => reach.add(word(body, 0), word(body, 2), 1),
                _ => {}
            }
            if depth == 0 {
                sheet.text = sheet.text.saturating_add(text_of(kind, body, texts));
            }
        }
        sheet.records = reach.records;
        sheet.cells = reach.area().max(declared).max(reach.records);
        (sheet, records.at)
    }
}

/// Bytes of text the record makes the value reader hold. It believes the length that a text declares of itself.
fn text_of(kind: u16, body: &[u8], texts: &[u32]) -> u64 {
    match kind {
        0x00FD => texts.get(long(body, 6) as usize).copied().unwrap_or(0).into(),
        0x0204 | 0x00D6 => word(body, 6).into(),
        0x0207 => word(body, 0).into(),
        _ => 0,
    }
}

/// What the sheet says of its own size, read as the value reader does: it makes room for as many cells. A size whose
/// end lies before its beginning wraps around there, and is a size beyond all bounds here.
fn declared_area(body: &[u8]) -> u64 {
    let (top, bottom, left, right) = if body.len() == 10 {
        (word(body, 0), word(body, 2), word(body, 4), word(body, 6))
    } else {
        (long(body, 0), long(body, 4), word(body, 8), word(body, 10))
    };
    let left = if left > 0xFF || right < left { 0 } else { left };
    if bottom == 0 || right == 0 {
        return 1;
    }
    let length = |first: u32, end: u32| end.checked_sub(first).map_or(u64::MAX, u64::from);
    length(top, bottom).saturating_mul(length(left, right))
}

#[derive(Default)]
struct Reach {
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
    /// Cells told of, each as often as it is.
    records: u64,
}

impl Reach {
    /// Adds so many cells of a row from this column on.
    fn add(&mut self, row: u32, column: u32, cells: u32) {
        let widen = |span: Option<(u32, u32)>, n: u32| Some(span.map_or((n, n), |(a, b)| (a.min(n), b.max(n))));
        self.rows = widen(self.rows, row);
        self.columns = widen(widen(self.columns, column), column + cells - 1);
        self.records += u64::from(cells);
    }

    fn area(&self) -> u64 {
        let length = |span: Option<(u32, u32)>| span.map_or(0, |(a, b)| u64::from(b - a) + 1);
        length(self.rows) * length(self.columns)
    }
}
