//! The run itself: rows are read, screened on all threads and written in their order, a chunk at a time, while the next
//! chunk is already being screened.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde_json::json;

use super::super::terminal::print;
use super::super::{Common, ExitStatus};
use super::Args;
use super::kind::Kind;
use super::lines::{Kept, Lines, journal};
use super::page::PageSink;
use super::progress::Progress as Shown;
use super::summary::{self, FileDigest, SCHEMA, Summary};
use crate::domain::Severity;
use crate::records::{Cell, Defaults, Dialect, HeadingTable, Input, Plan, Record, Row, Table};
use crate::report::columns::{self, About, Counts, Documents, ResultRow};
use crate::report::html::HtmlSink;
use crate::report::junit::JunitSink;
use crate::report::output::{OutputError, OutputFile, PartFile};
use crate::report::partial::Progress;
use crate::report::sarif::SarifSink;
use crate::report::sink::{AnsweredRow, Closing, Sink};
use crate::report::xlsx::XlsxSink;
use crate::report::{csv, ndjson};
use crate::screening::{Lists, Policy, ScreeningRun, Sources};

/// Rows screened before their answers are written: enough for all threads, few enough for any memory.
const CHUNK: usize = 1_024;
/// Bytes of text after which a chunk ends, however few its rows.
const CHUNK_TEXT: usize = 8 << 20;
/// Faults of rows told at the end.
const SHOWN_FAULTS: usize = 20;
/// Between two notes of how far an unfinished file is valid.
const BETWEEN_MARKS: Duration = Duration::from_secs(1);

/// Everything the rows are answered by.
pub(super) struct Batch<'a> {
    pub(super) args: &'a Args,
    pub(super) kind: Kind,
    pub(super) plan: Plan,
    pub(super) headings: &'a HeadingTable,
    pub(super) lists: &'a Lists,
    pub(super) policy: &'a Policy,
    pub(super) defaults: Defaults,
    pub(super) basis: Sources,
}

/// A row with its answer.
struct Answered {
    row: Row,
    answer: ResultRow,
    /// The line of a format that grows by lines, or of the journal.
    line: Vec<u8>,
    faults: Vec<String>,
}

/// What is counted over all rows.
#[derive(Default)]
struct Tally {
    rows: u64,
    unread: u64,
    counts: Counts,
    documents: Documents,
    faults: Vec<String>,
    fault_count: u64,
}

impl Tally {
    fn count(&mut self, document: Option<&str>, verdict: Severity, faults: Vec<String>) {
        self.rows += 1;
        self.unread += u64::from(!faults.is_empty());
        *self.counts.entry(verdict).or_default() += 1;
        if let Some(document) = document {
            self.documents.count(document, verdict);
        }
        self.fault_count += faults.len() as u64;
        let room = SHOWN_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(room));
    }

    /// The exit status: not checked rows always show, others from the severity that was asked for.
    fn status(&self, fail_on: Option<Severity>) -> ExitStatus {
        let of = |severity: &Severity| match ExitStatus::from(*severity) {
            ExitStatus::Needed if fail_on.is_some_and(|least| *severity < least) => ExitStatus::NothingFound,
            status => status,
        };
        self.counts.keys().map(of).max().unwrap_or(ExitStatus::NothingFound)
    }
}

/// Where answers go.
struct Writer {
    lines: Lines,
    sink: Option<Box<dyn Sink>>,
    tally: Tally,
    progress: Progress,
    /// When it was last noted how far the file is valid.
    marked: Option<Instant>,
}

impl Writer {
    fn write(&mut self, table: &Table, answered: Vec<Answered>) -> Result<(), OutputError> {
        for one in answered {
            self.lines.write(&one.line)?;
            self.take(table, &one.row, &one.answer, one.faults)?;
        }
        let fresh = self.marked.is_some_and(|marked| marked.elapsed() < BETWEEN_MARKS);
        if self.tally.rows > 0 && !fresh {
            self.mark()?;
        }
        Ok(())
    }

    fn take(&mut self, table: &Table, row: &Row, answer: &ResultRow, faults: Vec<String>) -> Result<(), OutputError> {
        if let Some(sink) = &mut self.sink {
            sink.row(table, &AnsweredRow { row, answer })?;
        }
        self.tally.count(answer.document.as_deref(), answer.severity, faults);
        Ok(())
    }

    fn mark(&mut self) -> Result<(), OutputError> {
        self.marked = Some(Instant::now());
        let (rows, faults) = (self.tally.rows, self.tally.fault_count);
        let progress = Progress { rows, faults, ..self.progress.clone() };
        self.lines.mark(progress.clone())?;
        self.progress = progress;
        Ok(())
    }
}

impl Batch<'_> {
    /// Answers all rows. The exit status says what was found.
    ///
    /// # Errors
    /// An input that cannot be read on, an answer that cannot be written; what was answered so far is kept.
    pub(super) fn run(
        &self,
        mut input: Input,
        output: Option<&OutputFile>,
        common: &Common,
    ) -> anyhow::Result<ExitStatus> {
        let stop = stop_signal()?;
        let table = self.answer_table(&input.table);
        let (lines, progress) =
            Lines::open(self.kind, output, self.args.earlier(), &self.fingerprint(&input.digest), &table)?;
        let sink = self.sink(output, &table, common)?;
        let mut writer = Writer { lines, sink, tally: Tally::default(), progress, marked: None };
        self.replay(&mut input, &table, &mut writer)?;
        let mut shown = Shown::begin();
        let worked = self.work(&mut input, &table, &mut writer, &stop, &mut shown);
        let seconds = shown.end();
        let complete = match worked {
            Ok(complete) => complete,
            Err(error) => return given_up(error, writer, output),
        };
        self.close(&input, &table, writer, output, common, (complete, seconds))
    }

    /// The head of the table as it is written: a file named .tsv has tabs between its fields.
    fn answer_table(&self, table: &Table) -> Table {
        let mut table = table.clone();
        let tabs = self.args.output.as_ref().is_some_and(|path| path.extension().is_some_and(|e| e == "tsv"));
        if tabs {
            let plain = Dialect { delimiter: '\t', encoding: "UTF-8", assumed: false, marked: false };
            let dialect = table.dialect.take().unwrap_or(plain);
            table.dialect = Some(Dialect { delimiter: '\t', ..dialect });
        }
        table
    }

    /// Reads, screens and writes until the last row; false where the user stopped it.
    fn work(
        &self,
        input: &mut Input,
        table: &Table,
        writer: &mut Writer,
        stop: &AtomicBool,
        shown: &mut Shown,
    ) -> anyhow::Result<bool> {
        let screening = ScreeningRun::new(self.lists, self.policy);
        let mut chunk = self.chunk(input)?;
        let mut answered: Vec<Answered> = Vec::new();
        loop {
            let stopped = stop.load(Ordering::Relaxed);
            if stopped || (chunk.is_empty() && answered.is_empty()) {
                writer.write(table, answered)?;
                writer.mark()?;
                return Ok(!stopped);
            }
            let rows = std::mem::take(&mut chunk);
            let written = std::mem::take(&mut answered);
            let (count, share) = (written.len(), input.share_read());
            let (next, fresh) = rayon::join(
                || -> anyhow::Result<Vec<Row>> {
                    writer.write(table, written)?;
                    self.chunk(input)
                },
                || rows.into_par_iter().map(|row| self.answer(table, row, &screening)).collect::<Result<_, _>>(),
            );
            shown.advance(count, share);
            (chunk, answered) = (next?, fresh?);
        }
    }

    /// The next rows of this part of the run.
    fn chunk(&self, input: &mut Input) -> anyhow::Result<Vec<Row>> {
        let mut rows = Vec::with_capacity(CHUNK);
        let mut text = 0;
        while rows.len() < CHUNK
            && text < CHUNK_TEXT
            && let Some(row) = input.next_row()?
        {
            text += row.cells.iter().map(Cell::text_bytes).sum::<usize>();
            if self.args.shard.is_none_or(|shard| shard.holds(&self.plan.part_key(&row))) {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// Passes over the rows an earlier run has answered and counts them in.
    fn replay(&self, input: &mut Input, table: &Table, writer: &mut Writer) -> anyhow::Result<()> {
        let rows = writer.progress.rows;
        if rows == 0 {
            return Ok(());
        }
        let mut kept = writer.lines.kept(self.kind, table)?;
        for _ in 0..rows {
            let (Some(row), Some(Some(kept))) = (self.next_of_part(input)?, kept.next()) else {
                anyhow::bail!("the unfinished answer cannot be read back; begin again with --force");
            };
            let record = self.record(table, &row);
            let faults = faults(&record);
            match kept {
                Kept::Answer(answer) => writer.take(table, &row, &answer, faults)?,
                Kept::Verdict(verdict) => writer.tally.count(record.document.as_deref(), verdict, faults),
            }
        }
        Ok(())
    }

    fn next_of_part(&self, input: &mut Input) -> anyhow::Result<Option<Row>> {
        while let Some(row) = input.next_row()? {
            if self.args.shard.is_none_or(|shard| shard.holds(&self.plan.part_key(&row))) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn record(&self, table: &Table, row: &Row) -> Record {
        self.plan.read(table, row, self.headings, &self.defaults, self.lists.rules())
    }

    /// Reads and screens one row and puts the answer into words.
    fn answer(&self, table: &Table, row: Row, run: &ScreeningRun<'_>) -> Result<Answered, OutputError> {
        let record = self.record(table, &row);
        let screening = record.transaction.as_ref().ok().map(|read| run.screen(read));
        let answer = columns::result_row(&record, screening.as_ref());
        let line = match self.kind {
            Kind::Csv => csv::line(table, &row, &answer)?.into_bytes(),
            Kind::Ndjson => ndjson::line(table, &row, &record, screening.as_ref())?.into_bytes(),
            Kind::Page => Vec::new(),
            _ if self.args.output.is_none() => Vec::new(),
            _ => journal(&answer)?,
        };
        Ok(Answered { faults: faults(&record), row, answer, line })
    }

    fn sink(
        &self,
        output: Option<&OutputFile>,
        table: &Table,
        common: &Common,
    ) -> anyhow::Result<Option<Box<dyn Sink>>> {
        let file = || output.map_or_else(|| Ok(PartFile::printed()), OutputFile::begin);
        let threshold = self.args.fail_on.unwrap_or(Severity::GeneralAvailable);
        Ok(match self.kind {
            Kind::Csv | Kind::Ndjson => None,
            Kind::Page => Some(Box::new(PageSink::new(common.page()))),
            Kind::Xlsx => Some(Box::new(XlsxSink::new(file()?, table, self.defaults.date)?)),
            Kind::Html => Some(Box::new(HtmlSink::new(file()?))),
            Kind::Junit => Some(Box::new(JunitSink::new(file()?, threshold))),
            Kind::Sarif => Some(Box::new(SarifSink::new(file()?))),
            #[cfg(feature = "parquet")]
            Kind::Parquet => Some(Box::new(crate::report::parquet::ParquetSink::new(file()?, table)?)),
            #[cfg(not(feature = "parquet"))]
            Kind::Parquet => None,
        })
    }

    /// Everything the answers depend on but the rows.
    fn basis_digest(&self) -> String {
        let columns: Vec<String> =
            self.plan.understood().iter().map(|(field, place)| format!("{field}={place}")).collect();
        let defaults = &self.defaults;
        let basis = json!({
            "basis": self.basis,
            "columns": columns,
            "from": defaults.from,
            "to": defaults.to,
            "day": defaults.date.to_string(),
            "act": defaults.act,
            "military": defaults.military,
            "facts": defaults.facts,
            "min_score": self.policy.matching.min_score,
        });
        blake3::hash(basis.to_string().as_bytes()).to_hex().to_string()
    }

    /// Everything the unfinished file depends on.
    fn fingerprint(&self, input: &str) -> String {
        let shard = self.args.shard.map(|shard| shard.to_string());
        let all = json!([input, self.basis_digest(), shard, self.kind.name()]);
        blake3::hash(all.to_string().as_bytes()).to_hex().to_string()
    }

    fn close(
        &self,
        input: &Input,
        table: &Table,
        mut writer: Writer,
        output: Option<&OutputFile>,
        common: &Common,
        (complete, seconds): (bool, f64),
    ) -> anyhow::Result<ExitStatus> {
        let about = self.about(input, &writer.tally);
        let place = output.filter(|_| !complete).map(OutputFile::as_partial);
        if let Some(sink) = writer.sink.take() {
            let (counts, documents) = (&writer.tally.counts, &writer.tally.documents);
            let closed = sink.close(&Closing { table, about: &about, counts, documents, complete, place });
            if let Err(error) = closed {
                return given_up(error.into(), writer, output);
            }
        }
        if complete {
            writer.lines.finish(self.kind, output)?;
            // What the stopped run left to be read gives way to the whole answer.
            if let Some(output) = output.filter(|_| self.args.resume) {
                output.as_partial().remove()?;
            }
        }
        let tally = writer.tally;
        let found = tally.status(self.args.fail_on);
        let status = if complete { found } else { ExitStatus::NotCarriedOut };
        self.write_summary(input, &tally, output, (complete, seconds, status))?;
        self.say(input, &tally, output, common, complete);
        Ok(status)
    }

    fn write_summary(
        &self,
        input: &Input,
        tally: &Tally,
        output: Option<&OutputFile>,
        (complete, seconds, status): (bool, f64, ExitStatus),
    ) -> anyhow::Result<()> {
        let beside = output.filter(|_| self.args.shard.is_some() && complete).map(|o| summary::beside(o.path()));
        let places = self.args.summary.iter().chain(&beside);
        let mut text = None;
        for path in places {
            if text.is_none() {
                text = Some(self.summary(input, tally, output, (complete, seconds, status))?.text()?);
            }
            OutputFile::claim(path, &[&self.args.file], true)?.write(text.as_deref().unwrap_or_default().as_bytes())?;
        }
        Ok(())
    }

    fn summary(
        &self,
        input: &Input,
        tally: &Tally,
        output: Option<&OutputFile>,
        (complete, seconds, status): (bool, f64, ExitStatus),
    ) -> anyhow::Result<Summary> {
        let name = |path: &std::path::Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let output = output.filter(|_| complete).map(|output| -> anyhow::Result<FileDigest> {
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(std::fs::File::open(output.path())?)?;
            let blake3 = Some(hasher.finalize().to_hex().to_string());
            Ok(FileDigest { file: name(output.path()), sheet: None, format: self.kind.name().to_owned(), blake3 })
        });
        let table = &input.table;
        let format = table.format.name().to_owned();
        Ok(Summary {
            schema: SCHEMA,
            complete,
            exit_code: status.code(),
            input: FileDigest {
                file: table.file.clone(),
                sheet: table.sheet.clone(),
                format,
                blake3: Some(input.digest.clone()),
            },
            output: output.transpose()?,
            shard: self.args.shard.map(|shard| shard.to_string()),
            rows: tally.rows,
            unread: tally.unread,
            worst: tally.counts.keys().max().copied(),
            verdicts: summary::by_code(&tally.counts),
            documents: summary::by_code(&tally.documents.counts()),
            day: self.defaults.date.to_string(),
            basis_digest: self.basis_digest(),
            basis: serde_json::to_value(&self.basis)?,
            notes: input.notes().into_iter().chain(self.plan.notes.iter().cloned()).collect(),
            seconds,
        })
    }

    /// Everything beside the rows: what was read how, what the answers rest on, what they do not cover.
    fn about(&self, input: &Input, tally: &Tally) -> About {
        let mut about = About::new();
        let mut say = |label: &str, words: String| about.push((label.to_owned(), words));
        say("Input", format!("{}, BLAKE3 {}", input.table.place(), input.digest));
        say("Day of the check", self.defaults.date.to_string());
        say("Rows", format!("{}: {}", tally.rows, columns::counts_in_words(&tally.counts)));
        if let Some(shard) = self.args.shard {
            say("Part", format!("{shard} of the rows"));
        }
        say("Taken for granted", format!("goods leave from {} unless a row says otherwise", self.defaults.from));
        if let Some(to) = &self.defaults.to {
            say("Taken for granted", format!("goods go to {to} unless a row says otherwise"));
        }
        say("Policy", format!("party matches from score {} on", self.args.min_score));
        input.notes().into_iter().chain(self.plan.notes.iter().cloned()).for_each(|note| say("Reading", note));
        columns::sources(&self.basis).into_iter().for_each(|(label, words)| say(&label, words));
        for missing in [
            "the military list, national lists of other Member States, and the law of other countries",
            "owners and controllers of the parties stated",
        ] {
            say("Not checked in any row", missing.to_owned());
        }
        about
    }

    /// What happened, for people: on the page, or on standard error where standard output carries the answer.
    fn say(&self, input: &Input, tally: &Tally, output: Option<&OutputFile>, common: &Common, complete: bool) {
        let mut page = common.page();
        if self.kind != Kind::Page {
            tally.faults.iter().for_each(|fault| page.hanging(0, "fault: ", fault));
            let more = tally.fault_count.saturating_sub(tally.faults.len() as u64);
            if more > 0 {
                page.paragraph(0, &format!("and {more} more faults; every row of the answer says its own"));
            }
        }
        for note in input.notes().iter().chain(&self.plan.notes) {
            page.hanging(0, "note: ", note);
        }
        let (rows, words) = (tally.rows, columns::counts_in_words(&tally.counts));
        let words = if words.is_empty() { String::new() } else { format!(": {words}") };
        let total = format!("{rows} row{} of {}{words}", if rows == 1 { "" } else { "s" }, input.table.place());
        page.paragraph(0, &total);
        let documents = tally.documents.counts();
        if !documents.is_empty() {
            let count: usize = documents.values().sum();
            let plural = if count == 1 { "" } else { "s" };
            page.paragraph(0, &format!("{count} document{plural}: {}", columns::counts_in_words(&documents)));
        }
        match (output, complete) {
            (Some(output), true) => page.paragraph(0, &format!("written: {}", output.path().display())),
            (Some(_), false) => page.paragraph(0, &format!("stopped: {}", kept_words(rows))),
            (None, false) => page.paragraph(0, "stopped before the last row"),
            (None, true) => {}
        }
        if self.kind == Kind::Page { print(&page.into_text()) } else { eprint!("{}", page.into_text()) }
    }
}

/// A run that cannot go on. What was answered is kept, unless the format can never hold it; a reader who closes the
/// pipe has read enough.
fn given_up(error: anyhow::Error, mut writer: Writer, output: Option<&OutputFile>) -> anyhow::Result<ExitStatus> {
    match error.downcast_ref::<OutputError>() {
        Some(OutputError::Write { cause, .. }) if output.is_none() && cause.kind() == ErrorKind::BrokenPipe => {
            Ok(ExitStatus::NotCarriedOut)
        }
        Some(OutputError::TooLarge { .. }) => {
            writer.lines.discard()?;
            Err(error)
        }
        _ if output.is_some() => {
            // On a full disk what was answered since the last note is not kept.
            let _ = writer.mark();
            Err(anyhow::anyhow!("{error:#}; {}", kept_words(writer.progress.rows)))
        }
        _ => Err(error),
    }
}

fn kept_words(rows: u64) -> String {
    let kept = match rows {
        0 => "no answer is kept yet".to_owned(),
        rows => format!("the answers of {rows} rows are kept beside the output"),
    };
    format!("{kept}; run the same command with --resume to continue")
}

fn faults(record: &Record) -> Vec<String> {
    record.transaction.as_ref().err().into_iter().flatten().map(ToString::to_string).collect()
}

/// A flag that the first interrupt sets; the second one ends the program at once.
fn stop_signal() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(ExitStatus::NotCarriedOut.code()));
        }
    })?;
    Ok(stop)
}
