//! A store that is killed, starved of space or written by two processes opens with the old version or the new one.
//! The long campaign: `cargo test --release --test lists_crash -- --ignored --nocapture`.

#![cfg(unix)]

mod lists_server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dualuse::sanctions::Store;
use lists_server::{Answer, Server};
use tempfile::{TempDir, tempdir};

/// How a version gets in: from a file, or from a server.
#[derive(Clone, Copy, Debug)]
enum Way {
    Import,
    Update,
}

struct Site {
    folder: TempDir,
    /// The server of each version, and its file.
    versions: [(Server, PathBuf); 2],
}

impl Site {
    /// Two versions of so many parties, the first of which is in use.
    fn new(parties: usize) -> Self {
        let folder = tempdir().expect("a folder");
        let versions = ["Old", "New"].map(|word| {
            let rows: String = (0..parties).map(|n| format!("{n},Company,{word} Works {n}\n")).collect();
            let text = format!("id,schema,name\n{rows}");
            let path = folder.path().join(format!("{word}.csv"));
            fs::write(&path, &text).expect("written");
            (Server::start(vec![Answer::file(text.as_bytes())]), path)
        });
        let site = Self { folder, versions };
        assert!(site.start(Way::Import, 0).wait().expect("ran").success());
        site
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn start(&self, way: Way, version: usize) -> Child {
        let (server, file) = &self.versions[version];
        let mut command = Command::new(env!("CARGO_BIN_EXE_dualuse"));
        command.env("DUALUSE_DATA_DIR", self.data()).env("NO_PROXY", "127.0.0.1").env_remove("DUALUSE_CONTROL_LISTS");
        match way {
            Way::Import => command.args(["lists", "import", "own"]).arg(file),
            Way::Update => command.args(["lists", "update", "own", "--from", server.address()]),
        };
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }

    /// Which version is in use; it is checked whole.
    fn in_use(&self) -> usize {
        let stored = Store::new(&self.data()).open("own").expect("the store opens").expect("a version is in use");
        stored.snapshot.verify().expect("the version in use is whole");
        let name = stored.snapshot.party(0).expect("a record").primary_name().to_owned();
        ["Old Works 0", "New Works 0"].iter().position(|known| *known == name).expect("the old version or the new one")
    }
}

/// Numbers that differ from run to run; the first is printed.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
        println!("seed {seed}");
        Self(seed | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

/// Kills so many processes at random moments of an import or update. Returns how many left the old version, how many the new.
fn kill_at_random(kills: usize, parties: usize) -> [usize; 2] {
    let site = Site::new(parties);
    let mut dice = Dice::new();
    let start = Instant::now();
    assert!(site.start(Way::Update, 1).wait().expect("ran").success());
    let usual = start.elapsed();
    let mut left = [0, 0];
    for round in 0..kills {
        let (before, way) = (site.in_use(), [Way::Import, Way::Update][round % 2]);
        let mut child = site.start(way, 1 - before);
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64 * 11 / 10)));
        child.kill().expect("killed, or ended already");
        child.wait().expect("ended");
        left[usize::from(site.in_use() != before)] += 1;
    }
    let before = site.in_use();
    assert!(site.start(Way::Import, 1 - before).wait().expect("ran").success(), "the next import clears up");
    assert_eq!(site.in_use(), 1 - before);
    let stray: Vec<PathBuf> = files(&site.data().join("lists/own")).into_iter().filter(|f| is_part(f)).collect();
    assert!(stray.is_empty(), "{stray:?}");
    left
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

fn is_part(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "part")
}

#[test]
fn an_import_or_update_killed_at_a_random_moment_leaves_a_whole_version() {
    let left = kill_at_random(12, 300);
    assert_eq!(left.iter().sum::<usize>(), 12);
}

#[test]
#[ignore = "takes minutes: 500 kills"]
fn five_hundred_kills_leave_a_whole_version() {
    let [old, new] = kill_at_random(500, 20_000);
    println!("500 processes killed: {old} left the old version in use, {new} the new one; every one whole");
    assert!(old > 0 && new > 0, "the moments of the kills do not cover both outcomes");
}

#[test]
fn a_file_that_may_not_grow_leaves_the_version_in_use() {
    let site = Site::new(300);
    let mut refused = 0;
    for blocks in [0, 1, 2, 8, 32] {
        // Bytes written beyond the limit fail as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" lists import own \"$1\"");
        let mut command = Command::new("sh");
        command.env("DUALUSE_DATA_DIR", site.data()).arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_dualuse"));
        let output = command.arg(&site.versions[1].1).output().expect("ran");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{blocks} blocks: {told}");
        assert!(told.contains("the lists in use stay as they were"), "{told}");
        assert_eq!(site.in_use(), 0);
        assert!(!files(&site.data().join("lists/own")).iter().any(|file| is_part(file)), "nothing half written stays");
        refused += 1;
    }
    assert_eq!(refused, 5);
    assert!(site.start(Way::Import, 1).wait().expect("ran").success());
    assert_eq!(site.in_use(), 1);
}

#[test]
fn two_processes_at_once_leave_one_of_their_versions() {
    let site = Site::new(300);
    for round in 0..4 {
        let ways = [Way::Import, Way::Update];
        let children: Vec<Child> = (0..4).map(|n| site.start(ways[n % 2], (n + round) % 2)).collect();
        children.into_iter().for_each(|mut child| assert!(child.wait().expect("ran").success()));
        site.in_use();
    }
}
