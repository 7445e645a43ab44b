//! A batch as Parquet: the user's columns as texts, then the answer's columns, with what the answers rest on in the
//! file's key-value metadata.

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::columns::result_columns;
use super::ndjson::SCHEMA;
use super::output::{OutputError, PartFile};
use super::sink::{AnsweredRow, Closing, Sink};
use crate::records::{Cell, Table};

/// Rows held before they are handed to the writer, and rows of a group.
const BATCH: usize = 4_096;
const GROUP: usize = 65_536;

impl From<ParquetError> for OutputError {
    fn from(error: ParquetError) -> Self {
        Self::Format { format: "Parquet", cause: error.to_string() }
    }
}

impl From<arrow_schema::ArrowError> for OutputError {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Self::Format { format: "Parquet", cause: error.to_string() }
    }
}

/// Rows of a Parquet file.
pub struct ParquetSink {
    writer: ArrowWriter<PartFile>,
    schema: SchemaRef,
    columns: Vec<StringBuilder>,
    held: usize,
}

impl ParquetSink {
    /// A file with the table's columns and the answer's.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn new(file: PartFile, table: &Table) -> Result<Self, OutputError> {
        let names = names(table);
        let fields: Vec<Field> = names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by(concat!("dualuse ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
        let columns = names.iter().map(|_| StringBuilder::new()).collect();
        Ok(Self { writer, schema, columns, held: 0 })
    }

    fn hand_over(&mut self) -> Result<(), OutputError> {
        if self.held > 0 {
            let columns: Vec<ArrayRef> =
                self.columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect();
            self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)?;
            self.held = 0;
        }
        Ok(())
    }
}

/// Names no two of which are the same: a heading that occurs twice carries its letter.
fn names(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let own = table.columns.iter().map(|column| (column.name.heading.clone(), column.name.letter.clone()));
    let answer = result_columns().map(|column| (machine_name(column.heading), None));
    for (number, (name, letter)) in (1..).zip(own.chain(answer)) {
        let letter = letter.unwrap_or_else(|| format!("{number}"));
        let plain = if name.is_empty() { format!("column {letter}") } else { name };
        let taken = names.contains(&plain);
        names.push(if taken { format!("{plain} ({letter})") } else { plain });
    }
    names
}

/// `dualuse control codes` as `dualuse_control_codes`.
fn machine_name(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "_")
}

impl Sink for ParquetSink {
    fn row(&mut self, _: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        let own = answered.row.cells.iter().map(|cell| match cell {
            Cell::Empty => None,
            Cell::Text(text) => Some(text.clone()),
            other => Some(other.text()),
        });
        let answer = answered.answer.values.iter().map(|value| (!value.is_empty()).then(|| value.clone()));
        for (column, value) in self.columns.iter_mut().zip(own.chain(answer)) {
            column.append_option(value);
        }
        self.held += 1;
        if self.held == BATCH { self.hand_over() } else { Ok(()) }
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError> {
        self.hand_over()?;
        let about = serde_json::to_string(closing.about).unwrap_or_default();
        let facts = [("dualuse.schema", SCHEMA.to_string()), ("dualuse.about", about)];
        for (key, value) in facts.into_iter().chain([("dualuse.complete", closing.complete.to_string())]) {
            self.writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        let mut file = self.writer.into_inner()?;
        file.flush().map_err(|cause| file.failed(cause))?;
        closing.finish(file)
    }
}
