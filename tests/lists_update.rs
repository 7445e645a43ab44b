//! `dualuse lists update` against a server that behaves well, and badly in every way we know: whatever happens, the list in
//! use stays whole and in use.

mod lists_server;

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use lists_server::{Answer, Server};
use tempfile::{TempDir, tempdir};

const PROXIES: [&str; 8] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

fn dualuse(data: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dualuse"));
    for name in PROXIES.iter().chain(&["DUALUSE_CONTROL_LISTS", "DUALUSE_WANT", "DUALUSE_PROXY", "SSL_CERT_FILE"]) {
        command.env_remove(name);
    }
    command.env("DUALUSE_DATA_DIR", data).args(["--width", "100"]);
    command
}

/// Exit code, and everything that was printed.
fn out(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn update(data: &Path, address: &str, more: &[&str]) -> (Option<i32>, String) {
    let mut command = dualuse(data);
    command.args(["lists", "update", "own", "--from", address, "--tries", "2", "--pause", "0"]);
    if !more.contains(&"--timeout") {
        command.args(["--timeout", "5"]);
    }
    out(command.args(more))
}

/// A list of so many parties, one of which is the one looked for.
fn list(parties: usize) -> Vec<u8> {
    let mut text = String::from("id,schema,name\nx,Person,Wilhelmina Ostrander\n");
    (1..parties).for_each(|n| text.push_str(&format!("p{n},Company,Number {n} Works\n")));
    text.into_bytes()
}

/// A data folder with a list of 100 parties.
fn with_list() -> TempDir {
    let data = tempdir().expect("a folder");
    let server = Server::start(vec![Answer::file(&list(100))]);
    let (code, text) = update(data.path(), server.address(), &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("100 records (new)"), "{text}");
    data
}

fn assert_in_use(data: &Path, records: usize) {
    let (code, text) = out(dualuse(data).args(["lists", "verify", "--json"]));
    assert_eq!(code, Some(0), "{text}");
    let checked: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((checked[0]["current"].as_bool(), checked[0]["records"].as_u64()), (Some(true), Some(records as u64)));
    let (code, text) = out(dualuse(data).args(["party", "Wilhelmina Ostrander"]));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("own, x (person)"), "{text}");
}

#[test]
fn a_fetched_list_is_searched() {
    let data = with_list();
    assert_in_use(data.path(), 100);
}

#[test]
fn whatever_a_server_does_the_list_in_use_stays() {
    let whole = list(120);
    let drip = Answer::file(&whole).in_pieces(20, Duration::from_millis(300));
    let page = b"<!DOCTYPE html><html><body>Service under maintenance</body></html>";
    let loops = Answer::new("302 Found", &["Location: /again"], b"");
    let broken_gzip = Answer::new("200 OK", &["Content-Encoding: gzip"], &gzip(&whole)[..200]);
    let cases: Vec<(&str, Answer, &[&str], &str)> = vec![
        ("nothing at all", Answer::raw(""), &[], "the transfer failed"),
        ("no HTTP", Answer::raw("220 ftp ready\r\n"), &[], "the transfer failed"),
        ("an empty file", Answer::file(b""), &[], "is empty"),
        ("a web page with status 200", Answer::file(page), &[], "this is a web page"),
        (
            "errors",
            Answer::new("500 Internal Server Error", &[], b"oops"),
            &[],
            "answered 500 Internal Server Error (tried 2 times)",
        ),
        ("a missing file", Answer::new("404 Not Found", &[], b"gone"), &[], "answered 404 Not Found\n"),
        (
            "not modified, though nothing was asked",
            Answer::new("304 Not Modified", &[], b""),
            &["--force"],
            "answered 304",
        ),
        ("redirects without end", loops, &[], "the transfer failed"),
        ("a file cut off", Answer::stating("200 OK", &[], whole.len(), &whole[..900]), &[], "the transfer failed"),
        ("a length too short", Answer::stating("200 OK", &[], 900, &whole), &[], "the name is empty"),
        ("a file that ends in a compressed block", broken_gzip, &[], "the transfer failed"),
        ("a file that trickles in", drip, &["--timeout", "1"], "not finished within 1 s"),
        ("a file without end", Answer::file(&whole), &["--max-bytes", "1000"], "longer than 1000 bytes"),
        ("a heading alone", Answer::file(b"id,schema,name\n"), &[], "an empty file is not taken as a list"),
        ("another file", Answer::file(b"%PDF-1.7 something else"), &[], "a PDF"),
        ("a much smaller list", Answer::file(&list(79)), &[], "79 records, the version in use 100"),
    ];
    for (what, answer, options, reason) in cases {
        let data = with_list();
        let server = Server::start(vec![answer]);
        let (code, text) = update(data.path(), server.address(), options);
        assert_eq!(code, Some(2), "{what}: {text}");
        assert!(text.contains("own: FAILED, version") && text.contains("stays in use"), "{what}: {text}");
        assert!(text.contains(reason), "{what}: `{reason}` is not in\n{text}");
        assert_in_use(data.path(), 100);
    }
}

#[test]
fn a_failure_that_passes_is_tried_again() {
    let cut = Answer::stating("200 OK", &[], 5000, b"id,");
    let failing = Answer::new("503 Service Unavailable", &["Retry-After: 0"], b"");
    for failure in [cut, failing, Answer::raw("")] {
        let data = with_list();
        let server = Server::start(vec![failure, Answer::file(&list(101))]);
        let (code, text) = update(data.path(), server.address(), &[]);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("101 records (100 before)"), "{text}");
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn an_unchanged_list_is_not_sent_again_and_counts_as_current() {
    let data = tempdir().expect("a folder");
    let headers = ["ETag: \"v1\"", "Last-Modified: Sat, 01 Aug 2026 00:00:00 GMT"];
    let first = Answer::new("200 OK", &headers, &list(100));
    let server = Server::start(vec![first, Answer::raw("HTTP/1.1 304 Not Modified\r\n\r\n")]);
    update(data.path(), server.address(), &[]);
    let (code, text) = update(data.path(), server.address(), &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("own: not changed since version"), "{text}");
    let requests = server.requests();
    assert!(!requests[0].contains("if-none-match"), "{}", requests[0]);
    assert!(requests[1].contains("if-none-match: \"v1\""), "{}", requests[1]);
    assert!(requests[1].contains("if-modified-since: sat, 01 aug 2026 00:00:00 gmt"), "{}", requests[1]);
    assert_in_use(data.path(), 100);
}

#[test]
fn a_damaged_list_is_fetched_whole_whatever_the_server_says_of_changes() {
    let data = tempdir().expect("a folder");
    let first = Answer::new("200 OK", &["ETag: \"v1\""], &list(100));
    let server = Server::start(vec![first]);
    update(data.path(), server.address(), &[]);
    let folder = data.path().join("lists/own");
    let snapshot = std::fs::read_dir(&folder).expect("a folder").filter_map(Result::ok).map(|e| e.path());
    let snapshot = snapshot.into_iter().find(|p| p.extension().is_some_and(|e| e == "snapshot")).expect("a snapshot");
    let mut bytes = std::fs::read(&snapshot).expect("read");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&snapshot, bytes).expect("written");
    assert_eq!(out(dualuse(data.path()).args(["lists", "verify"])).0, Some(2));
    let (code, text) = update(data.path(), server.address(), &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!server.requests()[1].contains("if-none-match"), "{}", server.requests()[1]);
    assert_in_use(data.path(), 100);
}

#[test]
fn redirects_are_followed_and_compressed_files_unpacked() {
    let data = with_list();
    let packed = Answer::new("200 OK", &["Content-Encoding: gzip"], &gzip(&list(110)));
    let target = Server::start(vec![packed]);
    let moved = format!("Location: {}/moved.csv", target.address());
    let server = Server::start(vec![Answer::new("301 Moved Permanently", &[&moved], b"")]);
    let (code, text) = update(data.path(), server.address(), &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("110 records (100 before)"), "{text}");
    assert!(target.requests()[0].starts_with("get /moved.csv"), "{:?}", target.requests());
}

#[test]
fn a_proxy_named_by_option_or_environment_is_used() {
    for by_option in [true, false] {
        let data = tempdir().expect("a folder");
        let proxy = Server::start(vec![Answer::file(&list(100))]);
        let mut command = dualuse(data.path());
        command.args(["lists", "update", "own", "--from", "http://lists.example/own.csv", "--tries", "1"]);
        if by_option {
            command.args(["--proxy", proxy.address()]);
        } else {
            command.env("HTTP_PROXY", proxy.address()).env("ALL_PROXY", proxy.address());
        }
        let (code, text) = out(&mut command);
        assert_eq!(code, Some(0), "{text}");
        assert!(proxy.requests()[0].contains("lists.example"), "{:?}", proxy.requests());
    }
}

#[test]
fn one_list_that_fails_does_not_keep_the_others_from_being_fetched() {
    let data = tempdir().expect("a folder");
    let lists = tempdir().expect("a folder");
    copy(Path::new("control_lists"), lists.path());
    let good = Server::start(vec![Answer::file(&list(100))]);
    let bad = Server::start(vec![Answer::new("404 Not Found", &[], b"")]);
    let sources = lists.path().join("sanctions/sources");
    for (name, addresses) in [
        ("own", format!("[\"{}/none.csv\", \"{}/own.csv\"]", bad.address(), good.address())),
        ("ftm", format!("[\"{}\"]", bad.address())),
    ] {
        let path = sources.join(format!("{name}.toml"));
        let text = std::fs::read_to_string(&path).expect("read");
        let kept: String = text.lines().filter(|l| !l.starts_with("page")).map(|l| format!("{l}\n")).collect();
        let kept = kept.replace("addresses ", "addresses_before ");
        let kept: String = match kept.split_once("addresses_before") {
            Some((before, after)) => before.to_owned() + after.split_once("]\n").expect("a list").1,
            None => kept,
        };
        std::fs::write(&path, format!("addresses = {addresses}\n{kept}")).expect("written");
    }
    let mut command = dualuse(data.path());
    command.arg("--control-lists").arg(lists.path()).args(["lists", "update", "ftm", "own", "--tries", "1", "--json"]);
    let (code, text) = out(&mut command);
    assert_eq!(code, Some(2), "{text}");
    let outcomes: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((outcomes[0]["list"].as_str(), outcomes[0]["outcome"].as_str()), (Some("ftm"), Some("failed")));
    assert_eq!((outcomes[1]["list"].as_str(), outcomes[1]["outcome"].as_str()), (Some("own"), Some("updated")));
    assert!(outcomes[1]["address"].as_str().expect("an address").ends_with("/own.csv"), "the second address gave it");
}

#[test]
fn settings_and_names_that_cannot_be_used_are_told() {
    let data = tempdir().expect("a folder");
    for (arguments, reason) in [
        (&["lists", "update", "eu-fsv"][..], "eu-fsv: no such list"),
        (&["lists", "update", "--from", "http://127.0.0.1:9"], "name the one list"),
        (&["lists", "update", "own", "--from", "lists.example"], "lists.example"),
        (&["lists", "update", "own", "--from", "http://127.0.0.1:9", "--certificates", "none.pem"], "none.pem"),
        (&["lists", "update", "own"], "no address is known"),
        (&["lists", "update", "own", "--timeout", "-1"], "0 to 86400 seconds"),
    ] {
        let (code, text) = out(dualuse(data.path()).args(arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(reason), "{arguments:?}: {text}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry").path()) {
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            std::fs::create_dir_all(&target).expect("made");
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).expect("copied");
        }
    }
}

/// Bytes as a gzip file of one stored block.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("one block");
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(&(!length).to_le_bytes());
    file.extend_from_slice(bytes);
    file.extend_from_slice(&crc32(bytes).to_le_bytes());
    file.extend_from_slice(&u32::from(length).to_le_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
