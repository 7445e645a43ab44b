//! README shows true output: its `dualuse` commands are run and compared. A line `…` stands for any lines.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

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

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut run = 0;
    for (command, shown) in commands(&readme) {
        let arguments = words(&command);
        let from = match arguments[0].as_str() {
            "dualuse" => 1,
            "cargo" if arguments.iter().any(|a| a == "--") => arguments.iter().position(|a| a == "--").unwrap() + 1,
            _ => continue,
        };
        let output = Command::cargo_bin("dualuse")
            .unwrap()
            .current_dir(root)
            .env("DUALUSE_DATA_DIR", "no-lists-here")
            .args(&arguments[from..])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let actual: Vec<&str> = text.lines().collect();
        assert!(describes(&shown, &actual), "README no longer shows what this prints: {command}\n{text}");
        run += 1;
    }
    assert!(run >= 4, "only {run} commands found");
}

#[test]
fn the_comparison_can_fail() {
    let shown = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    assert!(describes(&shown(&["a", "…", "d"]), &["a", "b", "c", "d"]));
    assert!(!describes(&shown(&["a", "…", "e"]), &["a", "b", "c", "d"]));
    assert!(!describes(&shown(&["a"]), &["a", "b"]));
}
