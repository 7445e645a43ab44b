//! What classification costs, in four figures, each beside its limit: one description against a plain search of its words,
//! descriptions a second on one core, memory of a whole process over many rows, and the start of the process to the first
//! answer. `cargo bench --bench classification` prints them. Processor time is measured where the system tells it, so that
//! other work on the machine does not count; the start is wall time, the fastest of many.

use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dualuse::classification::{Classifier, Context, KindIndex};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::Item;
use dualuse::search::SearchIndex;

/// Provisions a plain search returns.
const HITS: usize = 20;
/// Rounds over all descriptions.
const ROUNDS: usize = 5;
/// Rows of the file whose memory is measured.
const ROWS: usize = 20_000;
/// Starts of the process.
const STARTS: usize = 40;

fn main() {
    let items = descriptions();
    let register = Register::load(&ListSource::embedded()).expect("the embedded lists have no faults");
    let kinds = KindIndex::new(&register);
    let classifier = Classifier::new(&register, &kinds);
    let index = SearchIndex::of_provisions(&register).expect("the index builds");
    println!("{} descriptions of tests/cases, {} rounds", items.len(), ROUNDS);
    let search = fastest(|| items.iter().for_each(|item| drop(black_box(index.find(&item.description, HITS)))));
    let classify =
        fastest(|| items.iter().for_each(|item| drop(black_box(classifier.classify(item, &Context::default())))));
    let count = items.len() as f64;
    let each = |time: Duration| time.as_secs_f64() / count * 1e6;
    println!("plain search of the words   {:8.1} µs a description", each(search));
    println!("classification              {:8.1} µs a description", each(classify));
    let ratio = classify.as_secs_f64() / search.as_secs_f64();
    limit("classification / plain search", ratio, 3.0, true);
    limit("descriptions a second, one core", count / classify.as_secs_f64(), 5000.0, false);
    if let Some(megabytes) = peak_memory(&items) {
        limit(&format!("peak memory in MB, file of {ROWS} rows"), megabytes, 100.0, true);
    }
    let floor = start("/bin/true", &[]);
    let known = start(env!("CARGO_BIN_EXE_dualuse"), &["classify", &items[0].description]);
    let unknown = start(env!("CARGO_BIN_EXE_dualuse"), &["classify", "quibbling frobnicator"]);
    println!("floor: /bin/true            {:8.1} ms", floor * 1e3);
    limit("start to first answer in ms", known * 1e3, 30.0, true);
    limit("the same, not understood, in ms", unknown * 1e3, 30.0, true);
}

fn limit(what: &str, value: f64, limit: f64, most: bool) {
    let holds = if most { value <= limit } else { value >= limit };
    let word = if most { "at most" } else { "at least" };
    println!("{what:42} {value:10.1}   {word} {limit}: {}", if holds { "holds" } else { "MISSED" });
}

/// The texts of `tests/cases`.
fn descriptions() -> Vec<Item> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the cases are there").map(|e| e.expect("readable").path()).collect();
    paths.sort();
    let mut items = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let file: toml::Table = fs::read_to_string(path).expect("readable").parse().expect("a case file is TOML");
        for case in file["case"].as_array().expect("cases") {
            let description = case["text"].as_str().expect("a text").to_owned();
            items.push(Item { description, ..Item::default() });
        }
    }
    items
}

/// Processor time of this thread, or the clock where the system does not tell it.
fn processor_time(since: Instant) -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn fastest(work: impl Fn()) -> Duration {
    let since = Instant::now();
    let once = |_| {
        let before = processor_time(since);
        work();
        processor_time(since) - before
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

/// The most memory a process held that classified a file, in megabytes.
fn peak_memory(items: &[Item]) -> Option<f64> {
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("rows.csv");
    let mut file = fs::File::create(&path).ok()?;
    writeln!(file, "id,description").ok()?;
    for (row, item) in items.iter().cycle().take(ROWS).enumerate() {
        writeln!(file, "{row},\"{}\"", item.description.replace('"', "\"\"")).ok()?;
    }
    drop(file);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dualuse"));
    command.arg("classify").arg("-i").arg(&path).args(["--format", "ndjson"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let mut most = None;
    while child.try_wait().ok()?.is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        most = kilobytes.map(|kilobytes| kilobytes / 1024.0).or(most);
        std::thread::sleep(Duration::from_millis(5));
    }
    most
}

/// The fastest of many starts, in seconds.
fn start(program: &str, arguments: &[&str]) -> f64 {
    let once = |_| {
        let before = Instant::now();
        let run = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        black_box(run.expect("the program starts"));
        before.elapsed().as_secs_f64()
    };
    (0..STARTS).map(once).fold(f64::INFINITY, f64::min)
}
