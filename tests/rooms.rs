//! The rooms of `src/` use only rooms above them, in the order in which `src/lib.rs` declares them.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Rooms named in `crate::room` or `dualuse::room` paths, comments left out.
fn used(text: &str, rooms: &[String]) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    let joined = code.join("\n");
    let mut found = BTreeSet::new();
    for part in joined.split("crate::").skip(1) {
        let names = part
            .strip_prefix('{')
            .map_or(part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""), |_| "");
        if rooms.iter().any(|room| room == names) {
            found.insert(names.to_owned());
        }
        if let Some(group) = part.strip_prefix('{') {
            let group = group.split('}').next().unwrap_or("");
            found.extend(
                rooms
                    .iter()
                    .filter(|room| group.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == **room))
                    .cloned(),
            );
        }
    }
    found
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms();
    assert!(rooms.len() >= 10, "{rooms:?}");
    let mut wrong = Vec::new();
    for (place, room) in rooms.iter().enumerate() {
        let mut paths = Vec::new();
        let folder = source().join(room);
        files(&folder, &mut paths);
        for path in paths {
            let text = fs::read_to_string(&path).unwrap();
            for other in used(&text, &rooms) {
                let at = rooms.iter().position(|r| *r == other).unwrap();
                if at > place {
                    wrong.push(format!("{} uses {other}, which stands below {room}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_grows_over_600_lines() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    let long: Vec<String> = paths
        .iter()
        .filter(|path| fs::read_to_string(path).unwrap().lines().count() > 600)
        .map(|path| path.display().to_string())
        .collect();
    assert!(long.is_empty(), "files over 600 lines: {long:?}");
}

#[test]
fn every_file_opens_by_saying_what_it_is_for() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    let silent: Vec<&PathBuf> =
        paths.iter().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
