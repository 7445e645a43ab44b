//! README and the pages of `docs/` show true output: their `dualuse` commands are run and compared. A line `…` stands
//! for any lines.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The commands of the console blocks with the output shown under them.
fn commands(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if inside => match line.strip_prefix("$ ") {
                Some(command) => out.push((command.to_owned(), Vec::new())),
                None => out.last_mut().unwrap().1.push(line.to_owned()),
            },
            _ => {}
        }
    }
    out
}

/// Words of a command line; double quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// Whether `shown` describes `actual`, `…` standing for any number of lines.
fn describes(shown: &[String], actual: &[&str]) -> bool {
    match (shown.first().map(|line| line.trim()), actual.first()) {
        (None, None) => true,
        (Some("…"), _) => (0..=actual.len()).any(|skip| describes(&shown[1..], &actual[skip..])),
        (Some(_), Some(line)) if shown[0].trim_end() == line.trim_end() => describes(&shown[1..], &actual[1..]),
        _ => false,
    }
}

/// What a shown command prints; `| head -N` at its end takes the first lines. Nothing for commands of other programs.
fn printed(root: &Path, command: &str) -> Option<Vec<String>> {
    let (command, most) = match command.rsplit_once(" | head -") {
        Some((command, lines)) => (command, lines.parse().unwrap()),
        None => (command, usize::MAX),
    };
    let arguments = words(command);
    let from = match arguments[0].as_str() {
        "dualuse" => 1,
        "cargo" if arguments.iter().any(|a| a == "--") => arguments.iter().position(|a| a == "--").unwrap() + 1,
        _ => return None,
    };
    let mut command = Command::cargo_bin("dualuse").unwrap();
    let command = command.current_dir(root).env("DUALUSE_DATA_DIR", "no-lists-here").args(&arguments[from..]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().take(most).map(|line| line.trim_end().trim_start_matches('\u{feff}').to_owned()).collect())
}

/// README and every page of `docs/`.
fn pages(root: &Path) -> Vec<PathBuf> {
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

/// The page with what its commands print now; output that is shown shortened stays.
fn renewed(root: &Path, page: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut blocks = commands(page).into_iter();
    let mut inside = false;
    let mut replaced = false;
    for line in page.lines() {
        inside = if inside { line != "```" } else { line == "```console" };
        if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let (_, shown) = blocks.next().unwrap();
            let fresh = if shown.iter().any(|line| line.trim() == "…") { None } else { printed(root, command) };
            out.push(line.to_owned());
            replaced = fresh.is_some();
            out.extend(fresh.into_iter().flatten());
        } else if !(inside && replaced && line != "```console") {
            out.push(line.to_owned());
        }
    }
    out.join("\n") + "\n"
}

/// With `UPDATE_DOCS=1` the pages are rewritten first: `UPDATE_DOCS=1 cargo test --test readme`.
#[test]
fn every_command_of_readme_and_docs_prints_what_is_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut run = 0;
    for path in pages(root) {
        let mut page = fs::read_to_string(&path).unwrap();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            page = renewed(root, &page);
            fs::write(&path, &page).unwrap();
        }
        for (command, shown) in commands(&page) {
            let Some(actual) = printed(root, &command) else { continue };
            let actual: Vec<&str> = actual.iter().map(String::as_str).collect();
            let (page, text) = (path.display(), actual.join("\n"));
            assert!(describes(&shown, &actual), "{page} no longer shows what this prints: {command}\n{text}");
            run += 1;
        }
    }
    assert!(run >= 9, "only {run} commands found");
}

#[test]
fn every_link_inside_the_documentation_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in pages(root) {
        let page = fs::read_to_string(&path).unwrap();
        for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = path.parent().unwrap().join(target);
            assert!(target.contains("://") || file.exists(), "{}: {target} is not there", path.display());
        }
    }
}

#[test]
fn the_comparison_can_fail() {
    let shown = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    assert!(describes(&shown(&["a", "…", "d"]), &["a", "b", "c", "d"]));
    assert!(!describes(&shown(&["a", "…", "e"]), &["a", "b", "c", "d"]));
    assert!(!describes(&shown(&["a"]), &["a", "b"]));
}
