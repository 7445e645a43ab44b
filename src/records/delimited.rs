//! Text with a delimiter: comma, semicolon, tab or bar, found by looking. Quotes may be missing, doubled or left open;
//! a row whose quotes do not close is reported and reading goes on with the next line.

use std::cell::Cell as Flag;

use super::encoding::{Decoded, broken_note};
use super::grid::{Dialect, GridRow, RowProblem};
use super::stream::TextStream;
use super::{Cell, RecordsError};

/// A quoted field may span this many lines before its quote counts as left open.
const MOST_LINES: u32 = 1000;
/// Characters and rows looked at to find the delimiter.
const SAMPLE: usize = 200_000;
const SAMPLE_ROWS: usize = 200;
/// Characters a ruled line has at least.
const SHORTEST_RULE: usize = 10;
const DELIMITERS: [char; 4] = [';', '\t', ',', '|'];

/// The rows of a text file, one after another.
pub(super) struct TextRows {
    stream: TextStream,
    delimiter: char,
    /// Fields most rows of the sample have.
    columns: usize,
    /// Rows and lines so far.
    row: u32,
    line: u32,
    /// How the text separates and encodes its fields.
    pub(super) dialect: Dialect,
    note: Option<String>,
}

impl TextRows {
    /// Looks at the beginning of the text to learn its delimiter; `delimiter` is what the user named.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn new(mut stream: TextStream, decoded: Decoded, delimiter: Option<char>) -> Result<Self, RecordsError> {
        while !stream.ended && stream.rest().len() < SAMPLE {
            stream.fill()?;
        }
        let (declared, text) = declared_delimiter(stream.rest());
        let (found, columns) = find_delimiter(text);
        let delimiter = delimiter.or(declared).unwrap_or(found);
        let skipped = stream.rest().len() - text.len();
        stream.take(skipped);
        let first = u32::from(skipped > 0);
        let Decoded { encoding, assumed, marked, note, .. } = decoded;
        let dialect = Dialect { delimiter, encoding, assumed, marked };
        Ok(Self { stream, delimiter, columns, row: first, line: first, dialect, note })
    }

    /// The next row that holds something.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<GridRow>, RecordsError> {
        while let Some(mut read) = self.any_row()? {
            self.row = self.row.saturating_add(1);
            read.number = self.row;
            read.line = read.line.filter(|line| *line != read.number);
            if read.problem.is_some() || (read.holds_something() && !is_ruled(&read)) {
                return Ok(Some(read));
            }
        }
        Ok(None)
    }

    /// The next row, empty or not. A row that reaches the end of what is read is read again with more text.
    fn any_row(&mut self) -> Result<Option<GridRow>, RecordsError> {
        loop {
            let text = self.stream.rest();
            let (delimiter, columns, line) = (self.delimiter, self.columns, self.line);
            let mut lines = Lines { text, at: 0, line, delimiter, columns, exhausted: Flag::new(false) };
            let row = lines.row();
            let certain = lines.at < text.len() && !lines.exhausted.get();
            if certain || self.stream.ended {
                let (at, line) = (lines.at, lines.line);
                self.line = line;
                self.stream.take(at);
                return Ok(row);
            }
            self.stream.fill()?;
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.stream.passed()
    }

    /// What a reader must know of the encoding, as far as the text was read.
    pub(super) fn note(&self) -> Option<String> {
        if self.stream.broken { Some(broken_note(self.dialect.encoding)) } else { self.note.clone() }
    }
}

/// Whether the row is a line drawn over the page, as printed lists have it between heading and rows.
fn is_ruled(row: &GridRow) -> bool {
    let drawn = |cell: &Cell| cell.text().bytes().all(|byte| b"-=_+ ".contains(&byte));
    row.cells.iter().all(|(_, cell)| drawn(cell))
        && row.cells.iter().map(|(_, cell)| cell.text_bytes()).sum::<usize>() >= SHORTEST_RULE
}

/// The line `sep=;` that some programs put first, and the text after it.
fn declared_delimiter(text: &str) -> (Option<char>, &str) {
    let line = text.lines().next().unwrap_or_default();
    let declared = line.trim_matches('"').strip_prefix("sep=").and_then(|rest| rest.chars().next());
    match declared {
        Some(delimiter) => (Some(delimiter), text.split_once('\n').map_or("", |(_, rest)| rest)),
        None => (None, text),
    }
}

/// The delimiter that cuts the largest share of rows into the same number of fields, and that number.
fn find_delimiter(text: &str) -> (char, usize) {
    let sample = text.char_indices().nth(SAMPLE).map_or(text, |(end, _)| &text[..end]);
    let steadiness = |delimiter: char| {
        let mut reader = Lines { text: sample, at: 0, line: 0, delimiter, columns: 0, exhausted: Flag::new(false) };
        let rows = std::iter::from_fn(|| reader.row()).filter(GridRow::holds_something).take(SAMPLE_ROWS);
        let counts: Vec<u32> = rows.filter_map(|row| row.fields).collect();
        let same = |n: u32| counts.iter().filter(|count| **count == n).count();
        let best = counts.iter().copied().filter(|n| *n > 1).max_by_key(|n| (same(*n), *n));
        best.map_or((0, 1), |n| (same(n) * 1000 / counts.len(), n as usize))
    };
    let mut found = (';', (0, 1));
    for delimiter in DELIMITERS {
        let score = steadiness(delimiter);
        if score > found.1 {
            found = (delimiter, score);
        }
    }
    (found.0, found.1.1)
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// Lines ended so far.
    line: u32,
    delimiter: char,
    /// Fields most lines have; tells a swallowed row from a line break in a field.
    columns: usize,
    /// Whether a closing quotation mark was looked for up to the end of the text.
    exhausted: Flag<bool>,
}

/// How a quoted field ended.
enum Quoted {
    /// Its text and where reading goes on.
    Closed(String, usize),
    /// It never did.
    Open,
}

impl Lines<'_> {
    fn row(&mut self) -> Option<GridRow> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let line = self.line + 1;
        let (fields, end) = self.fields(start).unwrap_or_else(|| (Vec::new(), usize::MAX));
        let open = end == usize::MAX;
        let (fields, end) = if open { self.without_quotes(start) } else { (fields, end) };
        self.line = self.line.saturating_add(line_breaks(&self.text[start..end]).max(1));
        self.at = end;
        let problem = open.then(|| RowProblem {
            what: "a quotation mark is opened and not closed, so the columns of this line are uncertain".to_owned(),
            remedy: "close it, or double the quotation marks inside the text".to_owned(),
        });
        let count = fields.len() as u32;
        let cells: Vec<(u32, Cell)> = (0_u32..)
            .zip(fields)
            .filter(|(_, field)| !field.is_empty())
            .map(|(column, field)| (column, Cell::text_of(field)))
            .collect();
        Some(GridRow { number: 0, line: Some(line), cells, fields: Some(count), problem, ..GridRow::default() })
    }

    /// The fields of the row at `at` and where the next row begins; nothing where a quote stays open.
    fn fields(&self, mut at: usize) -> Option<(Vec<String>, usize)> {
        let mut fields = Vec::new();
        loop {
            let (field, next) = if self.text[at..].starts_with('"') {
                match self.quoted(at + 1) {
                    Quoted::Closed(field, next) => (field, next),
                    Quoted::Open => return None,
                }
            } else {
                let rest = &self.text[at..];
                let length = rest.find([self.delimiter, '\n', '\r']).unwrap_or(rest.len());
                (rest[..length].to_owned(), at + length)
            };
            fields.push(field);
            let rest = &self.text[next..];
            match rest.chars().next() {
                Some(c) if c == self.delimiter => at = next + c.len_utf8(),
                Some('\r') if rest.starts_with("\r\n") => return Some((fields, next + 2)),
                Some(_) => return Some((fields, next + 1)),
                None => return Some((fields, next)),
            }
        }
    }

    /// The quoted field whose text begins at `start`.
    fn quoted(&self, start: usize) -> Quoted {
        let mut field = String::new();
        let mut at = start;
        let mut stray = false;
        let mut lines = 0;
        while let Some(length) = self.text[at..].find('"') {
            let piece = &self.text[at..at + length];
            field.push_str(piece);
            lines += line_breaks(piece);
            at += length + 1;
            // A stray mark and a line break in one field never make a closed field.
            if lines > MOST_LINES || (stray && lines > 0) {
                return Quoted::Open;
            }
            let rest = &self.text[at..];
            let after = rest.trim_start_matches([' ', '\u{a0}']);
            if rest.starts_with('"') {
                field.push('"');
                at += 1;
            } else if after.is_empty() || after.starts_with([self.delimiter, '\n', '\r']) {
                self.exhausted.set(self.exhausted.get() || after.is_empty());
                let swallowed = lines > 0 && self.holds_a_row(&field);
                let end = self.text.len() - after.len();
                return if swallowed { Quoted::Open } else { Quoted::Closed(field, end) };
            } else {
                // A mark for inches, or a quotation inside the text that was not doubled.
                field.push('"');
                stray = true;
            }
        }
        // Enough lines without a mark settle it; otherwise the text may go on with one.
        self.exhausted.set(self.exhausted.get() || line_breaks(&self.text[at..]) <= MOST_LINES);
        Quoted::Open
    }

    /// Whether a further line of a quoted field looks like a row of its own.
    fn holds_a_row(&self, field: &str) -> bool {
        let needed = self.columns.saturating_sub(1);
        needed >= 2 && field.lines().skip(1).any(|line| line.matches(self.delimiter).count() >= needed)
    }

    /// The line at `at` cut at every delimiter, quotes or not.
    fn without_quotes(&self, at: usize) -> (Vec<String>, usize) {
        let rest = &self.text[at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = &rest[..length];
        let fields = line.split(self.delimiter).map(|field| field.trim_matches('"').to_owned()).collect();
        let end = if rest[length..].starts_with("\r\n") { length + 2 } else { (length + 1).min(rest.len()) };
        (fields, at + end)
    }
}

fn line_breaks(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|at| bytes[*at] == b'\n' || lone(*at)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::RawFile;
    use crate::records::stream::{Origin, survey};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn rows(bytes: Vec<u8>, delimiter: Option<char>) -> Result<(Vec<GridRow>, Dialect), RecordsError> {
        let origin = Origin::Memory(Arc::new(RawFile { name: "orders.csv".into(), bytes: bytes.clone() }));
        let seen = survey(&origin, "orders.csv")?;
        let (stream, decoded) = TextStream::open(&origin, "orders.csv", None, &bytes, &seen)?;
        let mut text = TextRows::new(stream, decoded, delimiter)?;
        let mut rows = Vec::new();
        while let Some(row) = text.next()? {
            rows.push(row);
        }
        Ok((rows, text.dialect.clone()))
    }

    fn grid(text: &str) -> (Vec<GridRow>, Dialect) {
        rows(text.as_bytes().to_vec(), None).unwrap()
    }

    fn texts((rows, _): &(Vec<GridRow>, Dialect)) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.cells.iter().map(|(_, cell)| cell.text()).collect()).collect()
    }

    #[test]
    fn the_delimiter_is_found() {
        let cases = [
            ("a;b;c\n1,5;2;3\n1,5;2,5;3", ';'),
            ("a,b,c\n1;2,2,3\n1,2,3", ','),
            ("a\tb\n1,5\t2;3", '\t'),
            ("a|b|c\n1|2|3", '|'),
            ("Export of 3 May, 2026\n\nid;description\n1;\"a, b, c\"", ';'),
            ("sep=|\na|b", '|'),
            ("id;text\n1;\"one, two,\nthree, four, five,\nsix, seven\"\n2;\"a, b,\nc, d, e\"\n", ';'),
            ("id,text\n1,\"19; 20; 21\"\n2,\"a; b\"\n", ','),
            ("text;to\nrack 19\";CH\nrack 21\", grey;DE\n", ';'),
        ];
        for (text, delimiter) in cases {
            assert_eq!(grid(text).1.delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn quotes_doubled_forgotten_and_around_line_breaks_are_read() {
        let rows =
            texts(&grid("id;text;to\n1;\"19\"\" rack\";DE\n2;\"19\" rack\";FR\n3;\"two\nlines\";IT\n4;19\" rack;ES\n"));
        assert_eq!(rows[1], ["1", "19\" rack", "DE"]);
        assert_eq!(rows[2], ["2", "19\" rack", "FR"]);
        assert_eq!(rows[3], ["3", "two\nlines", "IT"]);
        assert_eq!(rows[4], ["4", "19\" rack", "ES"]);
    }

    #[test]
    fn a_line_drawn_over_the_page_is_no_row() {
        let read = grid(
            "List of 3 May\n--------------------\n|id|description|\n--------------------\n|1 |pump       |\n--------------------\n",
        );
        assert_eq!(read.0.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 5]);
        assert_eq!(
            texts(&grid("id;description;to\n1;-----;--\n-;-;-\n"))[1..],
            [vec!["1", "-----", "--"], vec!["-"; 3]]
        );
    }

    #[test]
    fn an_open_quote_costs_its_own_row_only() {
        let read = grid("id;text;to\n1;\"pump;DE\n2;valve;FR\n3;\"disc\";IT\n");
        assert_eq!(texts(&read)[1..], [vec!["1", "pump", "DE"], vec!["2", "valve", "FR"], vec!["3", "disc", "IT"]]);
        assert_eq!(read.0.iter().map(|row| row.problem.is_some()).collect::<Vec<_>>(), [false, true, false, false]);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them_and_lines_as_an_editor_does() {
        let read = grid("id;text\n\n1;\"two\nlines\"\n2;x\n");
        let places: Vec<_> = read.0.iter().map(|row| (row.number, row.line)).collect();
        assert_eq!(places, [(1, None), (3, None), (4, Some(5))]);
    }

    #[test]
    fn a_file_longer_than_a_block_gives_the_rows_it_holds() {
        let mut text = "id;description;to\n".to_owned();
        for number in 0..60_000 {
            text += &format!("N{number};\"pump {number}\nof two lines\";DE\n");
        }
        let (rows, _) = grid(&text);
        assert_eq!(rows.len(), 60_001);
        let last = rows.last().expect("a row");
        assert_eq!((last.number, last.line, last.cells[0].1.text()), (60_001, Some(120_000), "N59999".to_owned()));
        assert!(rows.iter().all(|row| row.problem.is_none() && row.fields == Some(3)));
    }

    #[test]
    fn an_open_quote_in_a_long_file_costs_its_own_row_only() {
        let mut text = "id;description;to\n1;\"pump;DE\n".to_owned();
        (0..50_000).for_each(|number| text += &format!("N{number};valve;DE\n"));
        let (rows, _) = grid(&text);
        assert_eq!(rows.iter().filter(|row| row.problem.is_some()).count(), 1);
        assert_eq!(rows.len(), 50_002);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = rows(bytes, None);
        }

        #[test]
        fn any_quoting_is_read_to_the_end(text in "[a;,\"\n\r ]{0,80}") {
            let _ = rows(text.into_bytes(), None);
        }

        #[test]
        fn every_line_with_an_open_quote_or_none_comes_out_once(
            marks in prop::collection::vec((any::<bool>(), "[a-z]{1,5}"), 1..30)
        ) {
            let mut text = "id;description;to\n".to_owned();
            for (number, (open, word)) in marks.iter().enumerate() {
                text += &format!("N{number};{}{word};DE\n", if *open { "\"" } else { "" });
            }
            let read = grid(&text);
            let ids: Vec<String> = read.0.iter().skip(1).map(|row| row.cells[0].1.text()).collect();
            prop_assert_eq!(ids, (0..marks.len()).map(|n| format!("N{n}")).collect::<Vec<_>>());
        }

        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            written in prop::collection::vec(prop::collection::vec("[a-zäß \"\n;,']{0,12}[a-z]", 3), 1..12)
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            for row in &written {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let read = rows(bytes, Some(';')).unwrap();
            // A field whose further line looks like a row is taken for an open quote.
            if read.0.iter().all(|row| row.problem.is_none()) {
                let expected: Vec<Vec<String>> =
                    written.iter().map(|row| row.iter().map(|field| field.trim().to_owned()).collect()).collect();
                prop_assert_eq!(texts(&read), expected);
            }
        }
    }
}
