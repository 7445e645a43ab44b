//! How a batch runs: formats out, parts and their merging, stopping and continuing, order, threads, exit codes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use assert_cmd::Command;
use serde_json::Value;

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn dualuse() -> Command {
    let mut command = Command::cargo_bin("dualuse").expect("the program");
    command.env_remove("DUALUSE_CONTROL_LISTS").env("DUALUSE_DATA_DIR", "no-lists-here").env_remove("DUALUSE_CONFIG");
    command
}

fn ran(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/orders.csv")
}

fn batch(input: &Path, out: &Path, options: &[&str]) -> (i32, String, String) {
    ran(dualuse().arg("batch").arg(input).arg("-o").arg(out).args(DAY).args(options))
}

#[test]
fn any_division_and_any_number_of_threads_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    for extension in ["csv", "ndjson"] {
        let at = |name: &str| folder.path().join(format!("{name}.{extension}"));
        batch(&sample(), &at("whole"), &["--threads", "1"]);
        batch(&sample(), &at("threads"), &["--threads", "4"]);
        let whole = fs::read(at("whole")).expect("an answer");
        assert!(whole == fs::read(at("threads")).expect("an answer"), "{extension}: threads show");
        let parts: Vec<PathBuf> = (1..=3).map(|number| at(&format!("part{number}"))).collect();
        for (number, part) in (1..).zip(&parts) {
            batch(&sample(), part, &["--shard", &format!("{number}/3")]);
        }
        let (code, _, words) = ran(dualuse().arg("merge").args(parts.iter().rev()).arg("-o").arg(at("merged")));
        assert_eq!(code, 2, "{words}");
        assert!(whole == fs::read(at("merged")).expect("an answer"), "{extension}: the division shows");
    }
}

#[test]
fn merge_refuses_parts_that_do_not_belong_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    batch(&sample(), &at("1.csv"), &["--shard", "1/2"]);
    batch(&sample(), &at("2.csv"), &["--shard", "2/2", "--min-score", "0.9"]);
    batch(&sample(), &at("3.csv"), &["--shard", "2/2"]);
    let merge = |parts: &[&str]| {
        let parts: Vec<PathBuf> = parts.iter().map(|part| at(part)).collect();
        ran(dualuse().arg("merge").args(parts).arg("-o").arg(at("out.csv")))
    };
    let (code, _, words) = merge(&["1.csv", "2.csv"]);
    assert!(code == 2 && words.contains("other options or columns"), "{words}");
    ran(dualuse().arg("batch").arg(sample()).arg("-o").arg(at("4.csv")).args([
        "--shard",
        "2/2",
        "--as-of",
        "2026-11-24",
    ]));
    let (code, _, words) = merge(&["1.csv", "4.csv"]);
    assert!(code == 2 && words.contains("another day of the check (2026-11-23 and 2026-11-24); run"), "{words}");
    let (code, _, words) = merge(&["1.csv"]);
    assert!(code == 2 && words.contains("part 2/2 is missing"), "{words}");
    let (code, _, words) = merge(&["1.csv", "3.csv", "3.csv"]);
    assert!(code == 2 && words.contains("more than once"), "{words}");
    let changed = fs::read_to_string(at("3.csv")).expect("a part").replace("NOT CHECKED", "NOTHING FOUND");
    fs::write(at("3.csv"), changed).expect("a part");
    let (code, _, words) = merge(&["1.csv", "3.csv"]);
    assert!(code == 2 && words.contains("was changed after its run"), "{words}");
    let mut other: Value =
        serde_json::from_str(&fs::read_to_string(at("3.csv.summary.json")).expect("a summary")).expect("JSON");
    other["basis_digest"] = "x".into();
    other["basis"]["register"]["digest"] = "y".into();
    fs::write(at("3.csv.summary.json"), other.to_string()).expect("a summary");
    let (_, _, words) = merge(&["1.csv", "3.csv"]);
    assert!(words.contains("another control list"), "{words}");
    assert!(!at("out.csv").exists());
}

#[test]
fn rows_in_another_order_give_the_same_answers() {
    let input = fs::read_to_string(sample()).expect("the sample");
    let lines: Vec<&str> = input.lines().collect();
    let (head, rows) = lines.split_at(4);
    let reversed: Vec<&str> = head.iter().chain(rows.iter().rev()).copied().collect();
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().join("orders.csv");
    fs::write(&other, reversed.join("\n") + "\n").expect("a file");
    let answers = |path: &Path| {
        let (_, out, _) = ran(dualuse().arg("batch").arg(path).args(["--format", "csv"]).args(DAY));
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(out.as_bytes());
        let mut rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .map(|mut row: Vec<String>| {
                row.pop();
                row
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(answers(&sample()), answers(&other));
}

/// Rows of the long table: a first chunk that is quickly answered and noted, then rows that take their time.
const QUICK: usize = 1_024;
const SLOW: usize = 600;

/// A table that takes long enough to be stopped between its first note and its end.
fn long_table(folder: &Path) -> PathBuf {
    let path = folder.join("long.csv");
    let mut text = "order;description;destination;consignee\n".to_owned();
    for row in 0..QUICK + SLOW {
        let goods = row.saturating_sub(QUICK);
        text += &format!("{};centrifugal pump type {goods}, 12 m3/h;CH;Muster {} AG\n", row / 3, row % 3);
    }
    fs::write(&path, text).expect("a file");
    path
}

/// Starts a run and stops it once an unfinished answer has rows.
#[cfg(unix)]
fn stopped(input: &Path, out: &Path, signal: &str) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dualuse"))
        .arg("batch")
        .arg(input)
        .arg("-o")
        .arg(out)
        .args(DAY)
        .args(["--threads", "1"])
        .env("DUALUSE_DATA_DIR", "no-lists-here")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let state = out.with_file_name("answer.partial.state");
    for _ in 0..30_000 {
        let known: Option<Value> = fs::read_to_string(&state).ok().and_then(|text| serde_json::from_str(&text).ok());
        if known.is_some_and(|known| known["rows"].as_u64() > Some(0)) {
            break;
        }
        assert!(child.try_wait().expect("a child").is_none(), "the run ended before it was stopped");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let id = child.id().to_string();
    std::process::Command::new("kill").args([signal, &id]).status().expect("kill");
    let words: Vec<String> =
        BufReader::new(child.stderr.take().expect("words")).lines().map_while(Result::ok).collect();
    let status = child.wait().expect("an end");
    assert!(!status.success(), "{words:?}");
}

#[test]
#[cfg(unix)]
fn a_run_that_is_stopped_or_killed_is_continued_to_the_same_bytes() {
    for (extension, signal) in [("csv", "-INT"), ("ndjson", "-KILL"), ("xlsx", "-KILL"), ("html", "-TERM")] {
        let folder = tempfile::tempdir().expect("a folder");
        let input = long_table(folder.path());
        let out = folder.path().join(format!("answer.{extension}"));
        stopped(&input, &out, signal);
        assert!(!out.exists(), "{extension}: a partial answer stands under the whole one's name");
        let (code, _, words) = batch(&input, &out, &[]);
        assert!(code == 2 && words.contains("--resume"), "{extension}: {words}");
        let (_, _, words) = batch(&input, &out, &["--resume", "--min-score", "0.5"]);
        assert!(words.contains("differ"), "{extension}: {words}");
        let (_, _, words) = batch(&input, &out, &["--resume"]);
        assert!(words.contains("1624 rows"), "{extension}: {words}");
        let other = folder.path().join(format!("other.{extension}"));
        batch(&input, &other, &[]);
        assert!(fs::read(&out).expect("an answer") == fs::read(&other).expect("an answer"), "{extension}");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left.len(), 3, "{extension}: {left:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_stopped_workbook_is_valid_and_says_that_it_is_partial() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = long_table(folder.path());
    stopped(&input, &folder.path().join("answer.xlsx"), "-INT");
    let (_, out, words) = ran(dualuse().arg("batch").arg(folder.path().join("answer.partial.xlsx")).arg("--dry-run"));
    assert!(out.contains("centrifugal pump"), "{out}{words}");
}

#[test]
fn the_exit_code_follows_fail_on_and_never_hides_what_was_not_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("o.csv");
    let code = |text: &str, options: &[&str]| {
        fs::write(&input, text).expect("a file");
        ran(dualuse().arg("batch").arg(&input).args(DAY).args(options)).0
    };
    let licence = "description;destination;consignee\n\"5-axis milling machine, unidirectional positioning repeatability 0.8 µm, travel 600 mm\";CN;Muster AG\n";
    assert_eq!(code(licence, &[]), 1);
    assert_eq!(code(licence, &["--fail-on", "licence_required"]), 1);
    assert_eq!(code(licence, &["--fail-on", "prohibited"]), 0);
    let unread = "description;destination;consignee\npump;Atlantis;Muster AG\n";
    assert_eq!(code(unread, &["--fail-on", "prohibited"]), 2);
    let (status, _, words) = ran(dualuse().arg("batch").arg(&input).args(["--fail-on", "bad"]));
    assert!(status == 2 && words.contains("licence_required"), "{words}");
}

#[test]
fn a_run_says_in_json_what_happened() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.json");
    let out = folder.path().join("answer.csv");
    batch(&sample(), &out, &["--summary", summary.to_str().expect("a path")]);
    let found: Value = serde_json::from_str(&fs::read_to_string(&summary).expect("a summary")).expect("JSON");
    assert_eq!((&found["schema"], &found["rows"], &found["complete"]), (&1.into(), &66.into(), &true.into()));
    let verdicts = found["verdicts"].as_object().expect("verdicts");
    assert_eq!(verdicts.values().filter_map(Value::as_u64).sum::<u64>(), 66);
    assert!(found["documents"].as_object().is_some_and(|documents| !documents.is_empty()));
    assert_eq!(found["unread"], 6);
    assert_eq!(found["input"]["file"], "orders.csv");
    assert!(found["basis"]["register"]["digest"].as_str().is_some_and(|digest| digest.len() > 20));
}

#[test]
fn a_dry_run_shows_each_column_with_three_rows_and_checks_nothing() {
    let (code, out, _) = ran(dualuse().arg("batch").arg(sample()).args(["--dry-run", "--width", "120"]));
    assert_eq!(code, 0, "{out}");
    for words in ["Ship-to party", "consignee", "description", "TURBOPUMPE", "Values of rows 5, 6, 7", "not used"] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("o.csv");
    fs::write(&input, "Ware;Anzahl\nPumpe;3\n").expect("a file");
    let (code, out, _) = ran(dualuse().arg("batch").arg(&input).arg("--dry-run"));
    assert!(code == 2 && out.contains("missing:"), "{out}");
}

#[test]
fn a_saved_profile_reads_the_next_table_the_same_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, profile) = (folder.path().join("o.csv"), folder.path().join("p.toml"));
    fs::write(&input, "Feld1;Feld2;Feld3\nKugelschreiber;CH;Muster AG\n").expect("a file");
    let choices = ["--map", "description=Feld1", "--map", "to=Feld2", "--map", "consignee=Feld3"];
    let saved = profile.to_str().expect("a path");
    let first = ran(dualuse().arg("batch").arg(&input).args(DAY).args(choices).args(["--save-profile", saved]));
    let second = ran(dualuse().arg("batch").arg(&input).args(DAY).args(["--profile", saved]));
    assert_eq!(first.1, second.1, "{}", second.2);
    fs::write(&profile, "colums = 3\n").expect("a file");
    let (code, _, words) = ran(dualuse().arg("batch").arg(&input).args(["--profile", saved]));
    assert!(code == 2 && words.contains("colums"), "{words}");
}

#[test]
fn every_other_format_is_written_and_well_formed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["a.html", "a.junit.xml", "a.sarif"] {
        let (_, _, words) = batch(&sample(), &at(name), &[]);
        assert!(words.contains("written:"), "{name}: {words}");
        let first = fs::read(at(name)).expect("an answer");
        batch(&sample(), &at(name), &["--force"]);
        assert_eq!(first, fs::read(at(name)).expect("an answer"), "{name}: same input, same bytes");
    }
    let sarif: Value = serde_json::from_slice(&fs::read(at("a.sarif")).expect("SARIF")).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert!(sarif["runs"][0]["results"].as_array().is_some_and(|results| results.len() > 60));
    let junit = fs::read_to_string(at("a.junit.xml")).expect("JUnit");
    assert_eq!(junit.matches("<testcase ").count(), 66);
    let failures = junit.matches("<failure ").count();
    assert!(junit.contains(&format!("failures=\"{failures}\"")) && failures > 0);
    let html = fs::read_to_string(at("a.html")).expect("HTML");
    assert_eq!(html.matches("<th role=\"rowheader\" scope=\"row\"><span").count(), 66);
    assert!(!html.contains("http://") && !html.contains("src="), "the page needs nothing from outside");
}

#[test]
#[cfg(feature = "parquet")]
fn parquet_goes_out_and_comes_in_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, again) = (folder.path().join("a.parquet"), folder.path().join("b.csv"));
    batch(&sample(), &out, &[]);
    let (_, _, words) = batch(&out, &again, &[]);
    assert!(words.contains("66 rows of a.parquet"), "{words}");
    let mut damaged = fs::read(&out).expect("an answer");
    let middle = damaged.len() / 2;
    damaged[middle..].iter_mut().for_each(|byte| *byte ^= 0x55);
    fs::write(&out, damaged).expect("a file");
    let (code, _, words) = ran(dualuse().arg("batch").arg(&out));
    assert!(code == 2 && words.contains("damaged") && !words.contains("panicked"), "{words}");
}

#[test]
fn values_come_from_the_file_then_the_environment_then_the_flag() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.toml");
    fs::write(&file, "width = 120\n[batch]\nfrom = \"AT\"\nmin_score = 0.9\n").expect("a file");
    let show = |command: &mut Command| ran(command.args(["config", "show"]).env("DUALUSE_CONFIG", &file)).1;
    let line = |text: &str, option: &str| {
        let found = text.lines().find(|line| line.contains(option)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("{option} in\n{text}"))
    };
    let plain = show(&mut dualuse());
    assert!(line(&plain, "batch --from").contains("AT") && line(&plain, "batch --from").contains("file"), "{plain}");
    let set = show(dualuse().env("DUALUSE_BATCH_FROM", "FR"));
    assert!(line(&set, "batch --from").contains("FR") && line(&set, "batch --from").contains("environment"), "{set}");
    let flagged = show(dualuse().args(["--width", "90"]));
    assert!(line(&flagged, "--width").contains("flag"), "{flagged}");
    fs::write(&file, "[batch]\nfro = \"AT\"\n").expect("a file");
    let (code, _, words) = ran(dualuse().arg("lint").env("DUALUSE_CONFIG", &file));
    assert!(code == 2 && words.contains("batch.fro") && words.contains("near is `from`"), "{words}");
}

#[test]
fn completions_and_manual_pages_are_made_from_the_command_line() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, _) = ran(dualuse().args(["completions", shell]));
        assert!(code == 0 && out.contains("batch"), "{shell}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, words) = ran(dualuse().args(["man", "-o"]).arg(folder.path()));
    assert_eq!(code, 0, "{words}");
    assert!(folder.path().join("dualuse-batch.1").is_file());
}

/// A table of many columns: what waits on disk for a workbook grows faster than the journal of its answers.
fn wide_table(folder: &Path) -> PathBuf {
    let path = folder.join("wide.csv");
    let heads: String = (0..300).map(|column| format!(";figure {column}")).collect();
    let figures: String = (0..300).map(|column| format!(";{column}.5")).collect();
    let row = |row: usize| format!("{row};pump;CH;Muster AG{figures}\n");
    let rows: String = (0..700).map(row).collect();
    fs::write(&path, format!("order;description;destination;consignee{heads}\n{rows}")).expect("a file");
    path
}

/// Runs a batch that may write no file of more than so many kilobytes: a disk that fills, for whoever writes to it.
#[cfg(unix)]
fn with_room_for(kilobytes: usize, input: &Path, out: &Path) -> (i32, String) {
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kilobytes * 2);
    let program = assert_cmd::cargo::cargo_bin("dualuse");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, "sh"]).arg(program).arg("batch").arg(input).arg("-o").arg(out).args(DAY);
    let output = command.env("DUALUSE_DATA_DIR", "no-lists-here").output().expect("a shell");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
#[cfg(unix)]
fn a_disk_that_fills_is_told_nothing_half_stands_there_and_the_run_goes_on() {
    let cases = [("long", "csv", 900), ("long", "xlsx", 900), ("long", "html", 900), ("wide", "xlsx", 3_000)];
    for (table, extension, kilobytes) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let input = if table == "long" { long_table(folder.path()) } else { wide_table(folder.path()) };
        let before = fs::read(&input).expect("the input");
        let out = folder.path().join(format!("answer.{extension}"));
        let (code, words) = with_room_for(kilobytes, &input, &out);
        assert_eq!(code, 2, "{table} {extension}: {words}");
        assert!(words.contains("error: cannot write") && words.contains("--resume"), "{table} {extension}: {words}");
        assert!(!words.contains("panicked"), "{table} {extension}: {words}");
        assert!(!out.exists(), "{table} {extension}: half an answer stands under its name");
        assert!(before == fs::read(&input).expect("the input"), "{table} {extension}: the input was touched");
        let (_, _, words) = batch(&input, &out, &["--resume"]);
        assert!(words.contains("written:"), "{table} {extension}: {words}");
        let other = folder.path().join(format!("other.{extension}"));
        batch(&input, &other, &[]);
        assert!(fs::read(&out).expect("an answer") == fs::read(&other).expect("an answer"), "{table} {extension}");
    }
}
