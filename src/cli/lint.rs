//! `dualuse lint`: checks a folder of control lists and reports every fault at once, each with file, line, caret and
//! what to do.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report, Severity};

use super::{Common, ExitStatus};
use crate::control_list::{Depth, Fault, ListSource, Register};
use crate::licensing::LicensingRules;
use crate::name_matching::NameTables;
use crate::quantity::unit_table;
use crate::sanctions::SanctionsLists;

/// Check a folder of control lists.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder, laid out like control_lists/ (default: the copy built into the program).
    dir: Option<PathBuf>,
    /// Print the units a test may use, by dimension.
    #[arg(long)]
    units: bool,
    /// Print at most this many faults.
    #[arg(long, value_name = "N", default_value_t = 200)]
    most: usize,
}

/// Runs the command.
///
/// # Errors
/// A folder that cannot be read.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    if args.units {
        print_units();
        return Ok(ExitStatus::NothingFound);
    }
    let source = match &args.dir {
        Some(folder) => ListSource::folder(folder)?,
        None => common.lists()?,
    };
    let (register, faults) = Register::load_with_faults(&source);
    for fault in faults.iter().take(args.most) {
        eprintln!("{}", drawn(fault, &source, common.width.unwrap_or(120)));
    }
    if faults.len() > args.most {
        eprintln!("… and {} more faults; --most {} shows them", faults.len() - args.most, faults.len());
    }
    let others = other_faults(&source);
    for fault in &others {
        eprintln!("{fault}");
    }
    let all = faults.len() + others.len();
    println!("{}", summary(&register, &source, all));
    Ok(if all == 0 { ExitStatus::NothingFound } else { ExitStatus::NotCarriedOut })
}

/// Faults of what stands beside the register: licensing rules, name tables, party lists.
fn other_faults(source: &ListSource) -> Vec<String> {
    let mut faults = Vec::new();
    faults.extend(LicensingRules::load(source).err().map(|e| e.to_string()));
    faults.extend(NameTables::from_source(source).err().map(|e| e.to_string()));
    faults.extend(SanctionsLists::from_source(source).err().map(|e| e.to_string()));
    faults
}

fn summary(register: &Register, source: &ListSource, faults: usize) -> String {
    let full = register.entries().iter().filter(|entry| entry.depth == Depth::Full).count();
    let vocabulary = register.vocabulary();
    format!(
        "{} {}: {} entries, {full} of them at full depth, {} items; {} kinds, {} parameters, {} features; digest {}; {}",
        register.version().act,
        register.version().version,
        register.entries().len(),
        register.items().count(),
        vocabulary.kinds().count(),
        vocabulary.parameters().count(),
        vocabulary.features().count(),
        &source.digest()[..12],
        match faults {
            0 => "no faults".to_owned(),
            1 => "1 fault".to_owned(),
            n => format!("{n} faults"),
        }
    )
}

fn drawn(fault: &Fault, source: &ListSource, width: u16) -> String {
    let text = source.file(&fault.path).map(|file| file.text.to_string()).unwrap_or_default();
    let (start, end) = (fault.span.0.min(text.len()), fault.span.1.min(text.len()));
    let mut diagnostic = MietteDiagnostic::new(&fault.message).with_help(&fault.help).with_severity(Severity::Error);
    if end > start {
        diagnostic = diagnostic.with_label(LabeledSpan::at(start..end, "here"));
    }
    let line = text[..floor_char(&text, start)].matches('\n').count() + 1;
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(format!("{}:{line}", fault.path), text));
    let mut out = format!("{}:{line}\n", fault.path);
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(width.into())
        .with_context_lines(0);
    if handler.render_report(&mut out, report.as_ref()).is_err() {
        out = format!("{}:{line}: {}; {}", fault.path, fault.message, fault.help);
    }
    out
}

fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn print_units() {
    let mut rows: Vec<(String, String)> = Vec::new();
    for (symbol, dimension, prefixes) in unit_table() {
        let name = dimension.to_string();
        let symbol = if prefixes { format!("{symbol}*") } else { symbol.to_owned() };
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, symbols)) => symbols.push_str(&format!(" {symbol}")),
            None => rows.push((name, symbol)),
        }
    }
    for (dimension, symbols) in rows {
        println!("{dimension:40} {symbols}");
    }
    println!("\n* takes the prefixes f p n u m c d h k M G T P E. Also degC degF (temperature), dBm dBW (power),");
    println!("compounds with * and /, powers as digits (cm2), roots as rt- (deg/rt-h).");
}
