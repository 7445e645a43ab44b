//! `dualuse merge`: the parts of a divided run joined into the answer that one run would have given. Parts that were
//! made from another input, with other lists, rules, options or another program, are refused.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args as ClapArgs;
use serde::Deserialize;

use super::batch::summary::{self, FileDigest, Summary};
use super::{Common, ExitStatus};
use crate::report::columns::result_columns;
use crate::report::output::{OutputFile, PartFile};

/// Join the parts of a run that was divided with `batch --shard`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The parts, .csv or .ndjson, each with its .summary.json beside it.
    #[arg(value_name = "PART", required = true)]
    parts: Vec<PathBuf>,
    /// Where the whole answer goes.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Overwrite the output if it is there.
    #[arg(long)]
    force: bool,
}

/// Runs the command. The exit code is the worst of the parts'.
///
/// # Errors
/// Parts that do not belong together, a part that is missing or was changed; all faults at once.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let inputs: Vec<&Path> = args.parts.iter().map(PathBuf::as_path).collect();
    let output = OutputFile::claim(&args.output, &inputs, args.force)?;
    let parts = args.parts.iter().map(|path| Part::load(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let faults = faults(&parts);
    anyhow::ensure!(faults.is_empty(), "the parts cannot be joined:\n       {}", faults.join("\n       "));
    let mut file = output.begin()?;
    let rows = join(&parts, &mut file)?;
    file.finish()?;
    let whole = whole(&parts, &args.output)?;
    OutputFile::claim(&summary::beside(&args.output), &[], true)?.write(whole.text()?.as_bytes())?;
    let mut page = common.page();
    page.paragraph(0, &format!("{rows} rows of {} parts of {}", parts.len(), whole.input.file));
    page.paragraph(0, &format!("written: {}", args.output.display()));
    eprint!("{}", page.into_text());
    Ok(parts.iter().map(|part| status(part.summary.exit_code)).max().unwrap_or(ExitStatus::NothingFound))
}

fn status(code: u8) -> ExitStatus {
    match code {
        0 => ExitStatus::NothingFound,
        1 => ExitStatus::Needed,
        _ => ExitStatus::NotCarriedOut,
    }
}

/// A part with what its run says of it.
struct Part {
    path: PathBuf,
    summary: Summary,
    /// Its number and how many there are.
    shard: Option<(u32, u32)>,
    digest: String,
}

impl Part {
    fn load(path: &Path) -> anyhow::Result<Self> {
        let summary = Summary::load(&summary::beside(path))
            .with_context(|| format!("{}: each part needs the summary its run wrote beside it", path.display()))?;
        let digest = digest(path)?;
        let numbers = summary.shard.as_ref().and_then(|shard| shard.split_once('/'));
        let shard = numbers.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        Ok(Self { path: path.to_owned(), summary, shard, digest })
    }
}

fn digest(path: &Path) -> anyhow::Result<String> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Everything that speaks against joining the parts.
fn faults(parts: &[Part]) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(first) = parts.first() else { return faults };
    for part in parts {
        let mut say = |what: String| faults.push(format!("{}: {what}", part.path.display()));
        let (one, other) = (&first.summary, &part.summary);
        if !other.complete {
            say("its run was stopped; continue it with --resume".to_owned());
        }
        if part.shard.is_none() {
            say("it is no part of a divided run".to_owned());
        }
        if other.output.as_ref().and_then(|output| output.blake3.as_ref()) != Some(&part.digest) {
            say("it was changed after its run; run the part again".to_owned());
        }
        if one.input != other.input {
            say(format!("it was made from another input ({})", other.input.file));
        }
        if one.basis_digest != other.basis_digest {
            say(format!("it was made with {}; run the parts with the same", difference(one, other)));
        }
        let format = |summary: &Summary| summary.output.as_ref().map(|output| output.format.clone());
        if format(one) != format(other) {
            say("its format differs from that of the first part".to_owned());
        }
        if !matches!(format(other).as_deref(), Some("csv" | "ndjson")) {
            say("only .csv and .ndjson parts are joined; run the parts with one of these".to_owned());
        }
    }
    faults.extend(missing(parts));
    faults
}

/// What differs between two bases, as far as they say it.
fn difference(one: &Summary, other: &Summary) -> String {
    let differs = |key: &str| one.basis.get(key) != other.basis.get(key);
    let named = [
        ("program", "another version of the program"),
        ("register", "another control list"),
        ("licensing", "other licensing rules"),
        ("lists_searched", "other party lists"),
        ("lists_not_loaded", "other party lists"),
    ];
    let other_day = one.day != other.day;
    // How old a list is depends on the day, which then says it all.
    let told = |key: &str| differs(key) && !(other_day && key == "lists_searched");
    let named = named.iter().filter(|(key, _)| told(key)).map(|(_, words)| (*words).to_owned());
    let day = other_day.then(|| format!("another day of the check ({} and {})", one.day, other.day));
    let found: BTreeSet<String> = day.into_iter().chain(named).collect();
    if found.is_empty() {
        return "other options or columns".to_owned();
    }
    found.into_iter().collect::<Vec<_>>().join(", ")
}

/// Parts that are missing, given twice, or of another division.
fn missing(parts: &[Part]) -> Vec<String> {
    let shards: Vec<(u32, u32)> = parts.iter().filter_map(|part| part.shard).collect();
    let Some((_, of)) = shards.first().copied() else { return Vec::new() };
    let mut faults = Vec::new();
    if shards.iter().any(|(_, other)| *other != of) {
        faults
            .push("the parts are of different divisions; join parts with the same number behind the slash".to_owned());
        return faults;
    }
    for number in 1..=of {
        match shards.iter().filter(|(found, _)| *found == number).count() {
            0 => faults.push(format!("part {number}/{of} is missing")),
            1 => {}
            _ => faults.push(format!("part {number}/{of} is given more than once")),
        }
    }
    faults
}

/// Writes the rows of all parts in the order of the input.
fn join(parts: &[Part], out: &mut PartFile) -> anyhow::Result<u64> {
    let csv = parts[0].summary.output.as_ref().is_some_and(|output| output.format == "csv");
    let mut readers = parts.iter().map(|part| PartRows::open(part, csv)).collect::<anyhow::Result<Vec<_>>>()?;
    if let Some(head) = readers.first().and_then(|reader| reader.head.clone()) {
        out.write_all(&head).map_err(|cause| out.failed(cause))?;
    }
    let mut written = 0;
    loop {
        let next = readers.iter_mut().filter(|reader| reader.next.is_some()).min_by_key(|reader| reader.row());
        let Some(reader) = next else { return Ok(written) };
        if let Some((_, line)) = &reader.next {
            out.write_all(line).map_err(|cause| out.failed(cause))?;
        }
        written += 1;
        reader.advance()?;
    }
}

/// The rows of one part, one after another.
struct PartRows {
    path: PathBuf,
    source: BufReader<File>,
    csv: bool,
    head: Option<Vec<u8>>,
    next: Option<(u32, Vec<u8>)>,
}

impl PartRows {
    fn open(part: &Part, csv: bool) -> anyhow::Result<Self> {
        let path = part.path.clone();
        let source = BufReader::new(File::open(&path).with_context(|| format!("cannot read {}", path.display()))?);
        let mut rows = Self { path, source, csv, head: None, next: None };
        if csv {
            rows.head = rows.record()?;
        }
        rows.advance()?;
        Ok(rows)
    }

    fn row(&self) -> u32 {
        self.next.as_ref().map_or(u32::MAX, |(row, _)| *row)
    }

    fn advance(&mut self) -> anyhow::Result<()> {
        self.next = match self.record()? {
            Some(line) => Some((self.number(&line)?, line)),
            None => None,
        };
        Ok(())
    }

    /// The bytes of the next record: a line, or several where quotation marks hold them together.
    fn record(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let mut record = Vec::new();
        loop {
            let read = self.source.read_until(b'\n', &mut record)?;
            let marks = record.iter().filter(|byte| **byte == b'"').count();
            if read == 0 || !self.csv || marks.is_multiple_of(2) {
                return Ok((!record.is_empty()).then_some(record));
            }
        }
    }

    /// The row of the input a record answers: the last of the answer's columns, or the address.
    fn number(&self, record: &[u8]) -> anyhow::Result<u32> {
        let number = if self.csv {
            let text = String::from_utf8_lossy(record);
            let digits: String = text.trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
            digits.chars().rev().collect::<String>().parse().ok()
        } else {
            serde_json::from_slice::<Line>(record).ok().map(|line| line.dualuse.address.row)
        };
        let last = result_columns().last().map_or("row", |column| column.heading);
        number.with_context(|| format!("{}: a line does not say its row in \"{last}\"", self.path.display()))
    }
}

/// What of a JSON line says its row.
#[derive(Deserialize)]
struct Line {
    dualuse: LineAnswer,
}

#[derive(Deserialize)]
struct LineAnswer {
    address: LineAddress,
}

#[derive(Deserialize)]
struct LineAddress {
    row: u32,
}

/// The summary of the whole answer.
fn whole(parts: &[Part], path: &Path) -> anyhow::Result<Summary> {
    let mut whole = parts[0].summary.clone();
    let format = whole.output.as_ref().map(|output| output.format.clone()).unwrap_or_default();
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    whole.output = Some(FileDigest { file, sheet: None, format, blake3: Some(digest(path)?) });
    whole.shard = None;
    for part in &parts[1..] {
        let summary = &part.summary;
        whole.rows += summary.rows;
        whole.unread += summary.unread;
        whole.seconds = whole.seconds.max(summary.seconds);
        whole.worst = whole.worst.max(summary.worst);
        whole.exit_code = status(whole.exit_code).max(status(summary.exit_code)).code();
        for (verdict, count) in &summary.verdicts {
            *whole.verdicts.entry(verdict.clone()).or_default() += count;
        }
        for (verdict, count) in &summary.documents {
            *whole.documents.entry(verdict.clone()).or_default() += count;
        }
    }
    Ok(whole)
}
