//! Parquet and Arrow IPC in. Columns become cells of the same kinds that spreadsheets have; structures become columns
//! with dotted names, as in JSON lines. A damaged file may upset the reader: it works in a thread of its own.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema, TimeUnit};
use jiff::civil::{Date, DateTime};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value};

use super::grid::{Format, GridRow};
use super::workbook::READER_THREAD;
use super::{Cell, RawFile, RecordsError};

/// Rows of a batch.
const BATCH: usize = 1024;
/// Whole numbers beyond this are not exact as a spreadsheet's number.
const EXACT: i64 = 1 << 53;

/// Whether the bytes begin like a Parquet file, an Arrow file or an Arrow stream.
pub(super) fn is_columnar(head: &[u8]) -> bool {
    format_of(head).is_some()
}

fn format_of(head: &[u8]) -> Option<Format> {
    match head {
        _ if head.starts_with(b"PAR1") => Some(Format::Parquet),
        _ if head.starts_with(b"ARROW1") || head.starts_with(b"\xff\xff\xff\xff") => Some(Format::Arrow),
        _ => None,
    }
}

/// Where the file lies.
pub(super) enum Source {
    Disk(PathBuf),
    Memory(Arc<RawFile>),
}

/// What the reading thread sends.
enum Piece {
    Schema { names: Vec<String>, rows: u64 },
    Rows(Vec<GridRow>),
    Failed(String),
    End,
}

/// The rows of the file, one after another.
pub(super) struct ColumnarRows {
    file: String,
    format: Format,
    names: Vec<String>,
    rows: u64,
    pieces: Receiver<Piece>,
    waiting: std::vec::IntoIter<GridRow>,
    number: u32,
    ended: bool,
}

impl ColumnarRows {
    /// Opens the file and reads its schema.
    ///
    /// # Errors
    /// A damaged file.
    pub(super) fn open(source: Source, file: &str, head: &[u8]) -> Result<Self, RecordsError> {
        let format = format_of(head).unwrap_or(Format::Parquet);
        let (send, pieces) = sync_channel(2);
        let work = move || {
            let outcome = read(&source, format, &send);
            let _ = send.send(outcome.map_or_else(|error| Piece::Failed(error.to_string()), |()| Piece::End));
        };
        let thread = thread::Builder::new().name(READER_THREAD.to_owned());
        thread.spawn(work).map_err(|cause| RecordsError::Read { file: file.to_owned(), cause })?;
        let mut rows = Self {
            file: file.to_owned(),
            format,
            names: Vec::new(),
            rows: 0,
            pieces,
            waiting: Vec::new().into_iter(),
            number: 0,
            ended: false,
        };
        rows.receive()?;
        Ok(rows)
    }

    /// What the file is.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The columns' names.
    pub(super) fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    /// Rows of the file, where it says so.
    pub(super) fn count(&self) -> u64 {
        self.rows
    }

    /// The next row that holds something.
    ///
    /// # Errors
    /// A damaged file.
    pub(super) fn next(&mut self) -> Result<Option<GridRow>, RecordsError> {
        loop {
            match self.waiting.next() {
                Some(mut row) => {
                    self.number = self.number.saturating_add(1);
                    row.number = self.number;
                    if row.holds_something() {
                        return Ok(Some(row));
                    }
                }
                None if self.ended => return Ok(None),
                None => self.receive()?,
            }
        }
    }

    fn receive(&mut self) -> Result<(), RecordsError> {
        let damaged = |what: String| RecordsError::Damaged { file: self.file.clone(), what };
        match self.pieces.recv() {
            Ok(Piece::Schema { names, rows }) => (self.names, self.rows) = (names, rows),
            Ok(Piece::Rows(rows)) => self.waiting = rows.into_iter(),
            Ok(Piece::End) => self.ended = true,
            Ok(Piece::Failed(what)) => return Err(damaged(what)),
            Err(_) => return Err(damaged("its records contradict each other".to_owned())),
        }
        Ok(())
    }
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

fn read(source: &Source, format: Format, send: &SyncSender<Piece>) -> Result<(), ArrowError> {
    let (schema, rows, batches) = if format == Format::Arrow { open_arrow(source)? } else { open_parquet(source)? };
    let mut names = Vec::new();
    schema.iter().for_each(|(name, kind)| name_columns(name, kind, &mut names));
    if send.send(Piece::Schema { names, rows }).is_err() {
        return Ok(());
    }
    for batch in batches {
        let batch = batch?;
        let columns: Vec<Column> = batch.columns().iter().flat_map(columns_of).collect();
        let rows = (0..batch.num_rows()).map(|row| grid_row(&columns, row)).collect();
        if send.send(Piece::Rows(rows)).is_err() {
            break;
        }
    }
    Ok(())
}

type Opened = (Vec<(String, DataType)>, u64, Batches);

fn fields(schema: &Schema) -> Vec<(String, DataType)> {
    schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
}

fn open_parquet(source: &Source) -> Result<Opened, ArrowError> {
    let Source::Disk(path) = source else {
        return Err(ArrowError::ParseError("Parquet is read from a file, not from standard input".to_owned()));
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(BATCH);
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let fields = fields(builder.schema());
    Ok((fields, rows, Box::new(builder.build()?)))
}

/// An Arrow file, or else an Arrow stream: only trying tells.
fn open_arrow(source: &Source) -> Result<Opened, ArrowError> {
    let open = || -> Result<Box<dyn ReadSeek>, ArrowError> {
        Ok(match source {
            Source::Disk(path) => Box::new(BufReader::new(File::open(path)?)),
            Source::Memory(file) => Box::new(Cursor::new(file.bytes.clone())),
        })
    };
    if let Ok(reader) = FileReader::try_new(open()?, None) {
        return Ok((fields(&reader.schema()), 0, Box::new(reader)));
    }
    let reader = StreamReader::try_new(open()?, None)?;
    Ok((fields(&reader.schema()), 0, Box::new(reader)))
}

/// What both readers of Arrow IPC take.
trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

fn name_columns(name: &str, kind: &DataType, names: &mut Vec<String>) {
    match kind {
        DataType::Struct(inner) => {
            inner.iter().for_each(|field| name_columns(&format!("{name}.{}", field.name()), field.data_type(), names))
        }
        _ => names.push(name.to_owned()),
    }
}

/// A column of a batch; a dictionary with the place of each row's value.
struct Column {
    array: ArrayRef,
    keys: Option<(Vec<usize>, ArrayRef)>,
}

fn columns_of(array: &ArrayRef) -> Vec<Column> {
    match array.data_type() {
        DataType::Struct(_) => array.as_struct().columns().iter().flat_map(columns_of).collect(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let keys = Some((dictionary.normalized_keys(), Arc::clone(dictionary.values())));
            vec![Column { array: Arc::clone(array), keys }]
        }
        _ => vec![Column { array: Arc::clone(array), keys: None }],
    }
}

fn grid_row(columns: &[Column], row: usize) -> GridRow {
    let cells = (0_u32..).zip(columns).map(|(place, column)| (place, column_cell(column, row)));
    GridRow { cells: cells.filter(|(_, cell)| *cell != Cell::Empty).collect(), ..GridRow::default() }
}

fn column_cell(column: &Column, row: usize) -> Cell {
    if column.array.is_null(row) {
        return Cell::Empty;
    }
    match &column.keys {
        Some((keys, values)) => keys.get(row).map_or(Cell::Empty, |key| cell(values, *key)),
        None => cell(&column.array, row),
    }
}

/// The value of one row. Kinds that no table of order lines has are told as an error of the cell.
fn cell(array: &ArrayRef, row: usize) -> Cell {
    if row >= array.len() || array.is_null(row) {
        return Cell::Empty;
    }
    match array.data_type() {
        DataType::Null => Cell::Empty,
        DataType::Utf8 => Cell::text_of(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::text_of(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::text_of(array.as_string_view().value(row)),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        DataType::Float16 => Cell::Number(array.as_primitive::<Float16Type>().value(row).to_f64()),
        DataType::Float32 => Cell::Number(shortest(array.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => day(i64::from(array.as_primitive::<Date32Type>().value(row))),
        DataType::Date64 => moment(array.as_primitive::<Date64Type>().value(row), 1_000),
        DataType::Timestamp(unit, _) => timestamp(array, row, *unit),
        DataType::Decimal128(_, scale) => {
            decimal(array.as_primitive::<Decimal128Type>().value(row), u32::from(scale.unsigned_abs()))
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::Struct(_) => Cell::Nested(Box::new(value(array, row))),
        kind => whole(array, row).unwrap_or_else(|| Cell::Error(format!("a value of Arrow type {kind}"))),
    }
}

/// A number of single precision as it was written, without the digits of double precision.
fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

fn whole(array: &ArrayRef, row: usize) -> Option<Cell> {
    let number = match array.data_type() {
        DataType::Int8 => i64::from(array.as_primitive::<Int8Type>().value(row)),
        DataType::Int16 => i64::from(array.as_primitive::<Int16Type>().value(row)),
        DataType::Int32 => i64::from(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row),
        DataType::UInt8 => i64::from(array.as_primitive::<UInt8Type>().value(row)),
        DataType::UInt16 => i64::from(array.as_primitive::<UInt16Type>().value(row)),
        DataType::UInt32 => i64::from(array.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => {
            let number = array.as_primitive::<UInt64Type>().value(row);
            return Some(i64::try_from(number).map_or_else(|_| Cell::Text(number.to_string()), exact));
        }
        _ => return None,
    };
    Some(exact(number))
}

fn exact(number: i64) -> Cell {
    if number.abs() <= EXACT { Cell::Number(number as f64) } else { Cell::Text(number.to_string()) }
}

fn decimal(unscaled: i128, scale: u32) -> Cell {
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale as usize + 1);
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    let sign = if unscaled < 0 { "-" } else { "" };
    let text = if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") };
    match text.parse::<f64>() {
        Ok(number) if digits.len() <= 15 => Cell::Number(number),
        _ => Cell::Text(text),
    }
}

fn day(days: i64) -> Cell {
    let span = jiff::Span::new().try_days(days);
    let found = span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span));
    found.map_or_else(|_| Cell::Error(format!("a date {days} days after 1970")), |date| Cell::Date(date.at(0, 0, 0, 0)))
}

fn moment(count: i64, per_second: i64) -> Cell {
    let (seconds, rest) = (count.div_euclid(per_second), count.rem_euclid(per_second));
    let nanoseconds = i32::try_from(rest * (1_000_000_000 / per_second)).unwrap_or(0);
    let found = jiff::Timestamp::new(seconds, nanoseconds).map(|moment| jiff::tz::Offset::UTC.to_datetime(moment));
    let date = |date: DateTime| Cell::Date(date);
    found.map_or_else(|_| Cell::Error(format!("a moment {seconds} seconds after 1970")), date)
}

fn timestamp(array: &ArrayRef, row: usize, unit: TimeUnit) -> Cell {
    match unit {
        TimeUnit::Second => moment(array.as_primitive::<TimestampSecondType>().value(row), 1),
        TimeUnit::Millisecond => moment(array.as_primitive::<TimestampMillisecondType>().value(row), 1_000),
        TimeUnit::Microsecond => moment(array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000),
        TimeUnit::Nanosecond => moment(array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000),
    }
}

/// A list or structure as JSON, as the column of parties may hold it.
fn value(array: &ArrayRef, row: usize) -> Value {
    let elements = |values: ArrayRef| Value::Array((0..values.len()).map(|at| value(&values, at)).collect());
    match array.data_type() {
        _ if array.is_null(row) => Value::Null,
        DataType::List(_) => elements(array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => elements(array.as_list::<i64>().value(row)),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let pairs = fields.iter().zip(columns);
            let object: Map<String, Value> =
                pairs.map(|(field, column)| (field.name().clone(), value(column, row))).collect();
            Value::Object(object)
        }
        _ => match cell(array, row) {
            Cell::Empty => Value::Null,
            Cell::Bool(yes) => Value::Bool(yes),
            Cell::Number(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
            Cell::Nested(value) => *value,
            other => Value::String(other.text()),
        },
    }
}
