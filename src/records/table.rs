//! A table of order lines: its heading row found, its columns named, its rows as the user has them.

use super::cell::{column_letters, shortened};
use super::error::listed;
use super::grid::{Dialect, GridRow, RowProblem};
use super::headings::HeadingTable;
use super::{Cell, ColumnName, Format, Grid, Limits, RecordsError, RowAddress};

/// Rows looked at to find the headings.
const SEARCHED: usize = 50;
/// Rows whose texts are measured for the width of a column.
const MEASURED: usize = 200;
/// A table with fewer columns than this keeps its blank columns.
const FEW_COLUMNS: u32 = 200;

/// A column of the user's table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Heading and letter.
    pub name: ColumnName,
    /// The number or date format of its cells, such as `0.00` or `dd.mm.yyyy`, where it is not the general one.
    pub format: Option<String>,
    /// Hidden in the workbook.
    pub hidden: bool,
    /// Characters of the longest text in its first rows.
    pub longest: usize,
}

/// A row of the user's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Row as a spreadsheet program numbers it, from 1.
    pub number: u32,
    /// Line in the file, where that is another number.
    pub line: Option<u32>,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Columns whose formula has no stored value.
    pub unvalued: Vec<usize>,
    /// A fault of the row as a whole.
    pub problem: Option<RowProblem>,
    /// The JSON object the row came from.
    pub original: Option<Box<serde_json::Map<String, serde_json::Value>>>,
}

/// A table of order lines with everything needed to write it back.
#[derive(Clone, Debug)]
pub struct Table {
    /// File name without its folder.
    pub file: String,
    /// Sheet, in a workbook.
    pub sheet: Option<String>,
    /// What the file is.
    pub format: Format,
    /// Delimiter and encoding of a text file.
    pub dialect: Option<Dialect>,
    /// The row that holds the headings; 0 where there is none.
    pub heading_row: u32,
    /// Columns in the order of the file.
    pub columns: Vec<Column>,
    /// Rows in the order of the file, empty ones left out.
    pub rows: Vec<Row>,
    /// Empty rows left out between the headings and the last row.
    pub empty_rows: u32,
    /// Sentences a reader must know: which row holds the headings, what was hidden, merged, calculated, assumed.
    pub notes: Vec<String>,
    /// The columns' places in the file.
    places: Vec<u32>,
    /// Fields a row of a text file must have.
    expected: Option<u32>,
}

/// How well a row reads as headings: fields understood, with a bonus for what the goods are.
pub(super) fn heading_score(row: &GridRow, headings: &HeadingTable) -> usize {
    let mut fields: Vec<String> = row
        .cells
        .iter()
        .filter_map(|(_, cell)| if let Cell::Text(text) = cell { headings.understand(text) } else { None })
        .map(|understood| understood.field.to_string())
        .collect();
    fields.sort();
    fields.dedup();
    fields.len() + usize::from(fields.iter().any(|field| field == "description"))
}

/// The place of the heading row among the rows and its score, the first of the best.
pub(super) fn find_headings(grid: &Grid, headings: &HeadingTable) -> Option<(usize, usize)> {
    let scores = grid.rows.iter().take(SEARCHED).map(|row| heading_score(row, headings)).enumerate();
    scores.filter(|(_, score)| *score > 0).fold(None, |best: Option<(usize, usize)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    })
}

impl Table {
    /// Builds the table out of a grid; `heading_row` is what the user named, 0 for a table without headings.
    ///
    /// # Errors
    /// No heading row, a named row that is empty, or a table of more cells than the limits allow.
    pub(super) fn build(
        file: &str,
        mut grid: Grid,
        headings: &HeadingTable,
        heading_row: Option<u32>,
        limits: &Limits,
    ) -> Result<Self, RecordsError> {
        let place = grid.sheet.as_ref().map_or_else(|| file.to_owned(), |sheet| format!("{file}, sheet \"{sheet}\""));
        let at = heading_place(&place, &grid, headings, heading_row)?;
        let at = at.map(|at| join_double_headings(&mut grid, at, headings));
        let mut table = Self {
            file: file.to_owned(),
            sheet: grid.sheet.clone(),
            format: grid.format,
            dialect: grid.dialect.clone(),
            heading_row: at.map_or(0, |at| grid.rows[at].number),
            columns: Vec::new(),
            rows: Vec::new(),
            empty_rows: 0,
            notes: Vec::new(),
            places: Vec::new(),
            expected: at.and_then(|at| grid.rows[at].fields),
        };
        let first = at.map_or(0, |at| at + 1);
        table.places = table.name_columns(&grid, at, first);
        let rows = (grid.rows.len() - first) as u64;
        limits.check_cells(&place, rows.saturating_mul(table.places.len() as u64))?;
        table.say_layout(&grid, at);
        table.fill(grid, first);
        table.measure();
        if table.rows.is_empty() {
            return Err(RecordsError::Empty { file: format!("{place}: below the headings it") });
        }
        Ok(table)
    }

    /// Names the columns and returns their places in the sheet.
    fn name_columns(&mut self, grid: &Grid, at: Option<usize>, first: usize) -> Vec<u32> {
        let mut places: Vec<u32> =
            grid.rows[first..].iter().flat_map(|row| row.cells.iter().map(|(column, _)| *column)).collect();
        let heading_cells = at.map(|at| grid.rows[at].cells.as_slice()).unwrap_or_default();
        places.extend(heading_cells.iter().map(|(column, _)| *column));
        places.extend(grid.rows[first..].iter().flat_map(|row| row.unvalued.iter().copied()));
        places.sort_unstable();
        places.dedup();
        if let Some(last) = places.last().copied().filter(|last| *last < FEW_COLUMNS) {
            places = (0..=last).collect();
        }
        for place in &places {
            let heading = match &grid.names {
                Some(names) => names.get(*place as usize).cloned().unwrap_or_default(),
                None => {
                    heading_cells.iter().find(|(column, _)| column == place).map_or(String::new(), |(_, c)| c.text())
                }
            };
            let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
            let letter = grid.names.is_none().then(|| column_letters(*place));
            self.columns.push(Column {
                name: ColumnName { heading, letter },
                format: grid.formats.get(place).cloned(),
                hidden: within(&grid.hidden_columns, *place),
                longest: 0,
            });
        }
        places
    }

    fn measure(&mut self) {
        for (place, column) in self.columns.iter_mut().enumerate() {
            let texts = self.rows.iter().take(MEASURED).filter_map(|row| row.cells.get(place));
            column.longest = texts.map(|cell| cell.text().chars().count()).max().unwrap_or(0);
        }
    }

    fn fill(&mut self, grid: Grid, first: usize) {
        let merges = grid.merges;
        let rows: Vec<Row> = grid.rows.into_iter().skip(first).map(|row| self.row(row)).collect();
        self.rows = rows;
        let last = self.rows.last().map_or(self.heading_row, |row| row.number);
        self.empty_rows = last.saturating_sub(self.heading_row).saturating_sub(self.rows.len() as u32);
        for merge in merges {
            self.spread(merge.rows, merge.columns.0);
        }
    }

    /// A row with one cell a column. A cell beyond the last column is told in the row's fault, so that it is not lost.
    pub(super) fn row(&self, row: GridRow) -> Row {
        let problem = row.problem.clone().or_else(|| self.expected.and_then(|expected| ragged(&row, expected)));
        let mut cells = vec![Cell::Empty; self.places.len()];
        let spot = |column: u32| self.places.binary_search(&column).ok();
        let mut beyond = Vec::new();
        for (column, cell) in row.cells {
            match spot(column) {
                Some(spot) => cells[spot] = cell,
                None if cell.is_empty() => {}
                None => beyond.push(cell.text()),
            }
        }
        let problem = if beyond.is_empty() { problem } else { Some(overflowing(problem, &beyond)) };
        let unvalued = row.unvalued.iter().filter_map(|column| spot(*column)).collect();
        Row { number: row.number, line: row.line, cells, unvalued, problem, original: row.original }
    }

    /// A value merged over several rows holds for each of them.
    fn spread(&mut self, rows: (u32, u32), column: u32) {
        let Ok(spot) = self.places.binary_search(&column) else { return };
        let Ok(top) = self.rows.binary_search_by_key(&rows.0, |row| row.number) else { return };
        let value = self.rows[top].cells[spot].clone();
        if rows.1 == rows.0 || value.is_empty() {
            return;
        }
        let mut taken = 0;
        for row in self.rows[top + 1..].iter_mut().take_while(|row| row.number <= rows.1) {
            if row.cells[spot].is_empty() {
                row.cells[spot] = value.clone();
                taken += 1;
            }
        }
        if taken > 0 {
            let (name, words) = (&self.columns[spot].name, shortened(&value.text(), 40));
            self.notes
                .push(format!("{name}: \"{words}\" is merged over rows {} to {} and holds for each", rows.0, rows.1));
        }
    }

    /// What stands above the headings, in words; their own upper row is no title.
    fn title(&self, grid: &Grid, at: Option<usize>) -> String {
        let own = grid.upper_headings.iter().count();
        let above = at.unwrap_or(0).saturating_sub(own);
        let first = grid.rows[0].cells.first().map(|(_, cell)| shortened(&cell.text(), 40)).unwrap_or_default();
        let upper = grid.upper_headings.map(|row| format!(", together with row {row}")).unwrap_or_default();
        match above {
            0 => upper,
            n => format!("{upper}; {n} row(s) above were taken for a title (\"{first}\" …)"),
        }
    }

    fn say_layout(&mut self, grid: &Grid, at: Option<usize>) {
        self.notes.extend(grid.notes.iter().cloned());
        if at.is_some_and(|at| at > 0 || self.heading_row > 1) {
            self.notes.push(format!("the headings stand in row {}{}", self.heading_row, self.title(grid, at)));
        }
        let rows = grid.rows.iter().filter(|row| row.number > self.heading_row);
        let hidden: Vec<String> =
            rows.filter(|row| within(&grid.hidden_rows, row.number)).map(|row| row.number.to_string()).collect();
        if !hidden.is_empty() {
            let shown = hidden.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
            self.notes.push(format!(
                "hidden rows were read like the others: {} (row {shown}{})",
                hidden.len(),
                more(&hidden, 10)
            ));
        }
        let columns: Vec<String> =
            self.columns.iter().filter(|column| column.hidden).map(|column| column.name.to_string()).collect();
        if !columns.is_empty() {
            self.notes.push(format!("hidden columns were read like the others: {}", columns.join(", ")));
        }
        if grid.formulas > 0 {
            self.notes.push(format!(
                "formula cells: {}; the values stored when the workbook was last saved were used",
                grid.formulas
            ));
        }
    }

    /// Where a row stands.
    pub fn address(&self, row: &Row) -> RowAddress {
        let (file, sheet) = (self.file.clone(), self.sheet.clone());
        RowAddress { file, sheet, row: row.number, line: row.line }
    }

    /// File and sheet, as a sentence names them.
    pub fn place(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{}, sheet \"{sheet}\"", self.file),
            None => self.file.clone(),
        }
    }

    /// The place of the column with this heading (case, accents and punctuation do not matter), or this letter.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = super::headings::fold(name);
        let heading = |column: &Column| !wanted.is_empty() && super::headings::fold(&column.name.heading) == wanted;
        let exact = self.columns.iter().position(|column| column.name.heading == name.trim());
        exact.or_else(|| self.columns.iter().position(heading)).or_else(|| {
            let letter = name.trim().to_ascii_uppercase();
            self.columns.iter().position(|column| column.name.letter.as_deref() == Some(letter.as_str()))
        })
    }
}

fn more(all: &[String], shown: usize) -> String {
    let rest = all.len().saturating_sub(shown);
    if rest > 0 { format!(" and {rest} more") } else { String::new() }
}

/// Whether a number lies in one of the ranges, which are in order.
fn within(ranges: &[(u32, u32)], n: u32) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= n);
    after > 0 && n <= ranges[after - 1].1
}

/// A text row with more or fewer fields than the headings: somewhere its columns are shifted.
fn ragged(row: &GridRow, expected: u32) -> Option<RowProblem> {
    let fields = row.fields?;
    let beyond = row.cells.iter().any(|(column, cell)| *column >= expected && !cell.is_empty());
    let short = fields < expected;
    (beyond || short).then(|| RowProblem {
        what: format!("the row has {fields} fields and the heading row {expected}, so its columns are uncertain"),
        remedy: "put fields that hold the delimiter or a line break in quotation marks".to_owned(),
    })
}

/// Fields that no column takes, told in the fault of their row.
fn overflowing(problem: Option<RowProblem>, beyond: &[String]) -> RowProblem {
    let kept = shortened(&beyond.join(" | "), 2_000);
    let what = problem.map_or("the row is longer than the table".to_owned(), |problem| problem.what);
    RowProblem {
        what: format!("{what}; beyond the last column stands: {kept}"),
        remedy: "put fields that hold the delimiter or a line break in quotation marks".to_owned(),
    }
}

/// Headings in two rows, as in "Consignee" merged over "Name" and "Country": brings them together in the lower row
/// and returns its place. Rows that do not make sense together stay as they are.
fn join_double_headings(grid: &mut Grid, at: usize, headings: &HeadingTable) -> usize {
    let pairs = [(at, at + 1), (at.wrapping_sub(1), at)];
    for (top, sub) in pairs {
        let (Some(upper), Some(lower)) = (grid.rows.get(top), grid.rows.get(sub)) else { continue };
        let spans: Vec<(u32, u32)> = grid
            .merges
            .iter()
            .filter(|merge| merge.rows == (upper.number, upper.number) && merge.columns.0 < merge.columns.1)
            .map(|merge| merge.columns)
            .collect();
        let words = lower.cells.iter().all(|(_, cell)| matches!(cell, Cell::Text(_)));
        if spans.is_empty() || !words || lower.number != upper.number + 1 {
            continue;
        }
        let joined = joined_headings(upper, lower, &spans);
        let joined = GridRow { number: lower.number, cells: joined, ..GridRow::default() };
        let best = heading_score(upper, headings).max(heading_score(lower, headings));
        if heading_score(&joined, headings) > best {
            grid.upper_headings = Some(upper.number);
            grid.rows[sub].cells = joined.cells;
            return sub;
        }
    }
    at
}

/// Each column's heading out of two rows: the merged one above and its own, or whichever there is.
fn joined_headings(upper: &GridRow, lower: &GridRow, spans: &[(u32, u32)]) -> Vec<(u32, Cell)> {
    let text = |row: &GridRow, column: u32| {
        row.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell.text()).unwrap_or_default()
    };
    let mut columns: Vec<u32> = upper.cells.iter().chain(&lower.cells).map(|(column, _)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    let heading = |column: u32| {
        let span = spans.iter().find(|(first, last)| (*first..=*last).contains(&column));
        let above = text(upper, span.map_or(column, |(first, _)| *first));
        format!("{above} {}", text(lower, column)).trim().to_owned()
    };
    columns.into_iter().map(|column| (column, Cell::text_of(heading(column)))).collect()
}

fn heading_place(
    place: &str,
    grid: &Grid,
    headings: &HeadingTable,
    asked: Option<u32>,
) -> Result<Option<usize>, RecordsError> {
    match asked {
        Some(0) => return Ok(None),
        None if grid.names.is_some() => return Ok(None),
        Some(row) => {
            let at = grid.rows.iter().position(|r| r.number == row);
            let what = format!("{place}: row {row}, named as the heading row, is empty or not there");
            return at.map(Some).ok_or(RecordsError::Option { what });
        }
        None => {}
    }
    if let Some((at, _)) = find_headings(grid, headings) {
        return Ok(Some(at));
    }
    let words = grid.rows.first().map(|row| row.cells.iter().map(|(_, cell)| cell.text()).collect::<Vec<_>>());
    let (_, understood) = headings.examples(&super::Field::Description);
    let (_, destinations) = headings.examples(&super::Field::To);
    let understood: Vec<String> = understood.into_iter().take(4).chain(destinations.into_iter().take(4)).collect();
    Err(RecordsError::NoHeadings {
        place: place.to_owned(),
        seen: listed(&words.unwrap_or_default(), 12),
        understood: listed(&understood, 8),
    })
}
