//! The HTML page in a real browser: its script runs, filters and opens rows, and nothing is wider than a phone. Skipped
//! with a message where no Chromium is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The browser, if there is one.
fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut places = std::env::split_paths(&folders).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = places.find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: no chromium on this machine");
    }
    found
}

fn page(folder: &Path) -> PathBuf {
    let path = folder.join("page.html");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/orders.csv");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("dualuse"));
    let command = command.arg("batch").arg(sample).arg("-o").arg(&path).args(["--as-of", "2026-11-23"]);
    command.env("DUALUSE_DATA_DIR", "no-lists-here").output().expect("the program runs");
    path
}

/// What the page says after `script` has run in it, in a window of this width.
fn after(browser: &Path, page: &Path, width: u32, script: &str) -> String {
    let text = fs::read_to_string(page).expect("the page");
    let asking = page.with_file_name("asking.html");
    let script = format!("<script>document.documentElement.dataset.said = (() => {{ {script} }})();</script></body>");
    fs::write(&asking, text.replace("</body>", &script)).expect("a file");
    let profile = page.with_file_name("profile");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=2000"])
        .arg(format!("--window-size={width},844"))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", asking.display()))
        .output()
        .expect("the browser runs");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = dom.split("data-said=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    said.unwrap_or_else(|| panic!("the script did not run:\n{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_page_filters_by_words_and_verdict_and_opens_rows() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = page(folder.path());
    let all = after(&browser, &page, 1280, "return document.getElementById('count').textContent;");
    assert_eq!(all, "66 of 66 rows shown");
    let script = "const words = document.getElementById('words'); words.value = 'turbopumpe'; \
                  words.dispatchEvent(new Event('input')); document.getElementById('open').click(); \
                  return document.getElementById('count').textContent + ' ' + document.querySelectorAll('.rows details[open]').length;";
    assert_eq!(after(&browser, &page, 1280, script), "1 of 66 rows shown 1");
    let script = "const choice = document.getElementById('verdict'); choice.value = 'licence_required'; \
                  choice.dispatchEvent(new Event('change')); \
                  return [...document.querySelectorAll('.rows tbody tr:not([hidden])')].every((row) => row.className === 'licence_required');";
    assert_eq!(after(&browser, &page, 1280, script), "true");
    let script = "const words = document.getElementById('words'); words.value = 'no such words'; \
                  words.dispatchEvent(new Event('input')); return document.getElementById('none').hidden;";
    assert_eq!(after(&browser, &page, 1280, script), "false");
}

#[test]
fn what_an_opened_row_shows_is_as_wide_as_the_table_and_its_summary_stays_in_its_column() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = page(folder.path());
    let script = "const place = (part) => document.querySelector(part).getBoundingClientRect(); \
                  const before = place('.rows summary'); document.getElementById('open').click(); \
                  const [after, found, table] = [place('.rows summary'), place('.rows .found'), place('.rows')]; \
                  return [before.x === after.x && before.y === after.y, Math.abs(found.width - table.width) < 1].join();";
    assert_eq!(after(&browser, &page, 1280, script), "true,true");
}

#[test]
fn nothing_is_wider_than_a_phone_and_every_control_has_a_name() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = page(folder.path());
    let script = "document.body.style.width = '390px'; document.getElementById('open').click(); \
                  const widest = Math.max(...[...document.querySelectorAll('main *')].map((part) => part.getBoundingClientRect().right)); \
                  return widest <= document.documentElement.clientWidth;";
    assert_eq!(after(&browser, &page, 500, script), "true");
    let script =
        "return [...document.querySelectorAll('input, select')].every((control) => control.labels.length === 1);";
    assert_eq!(after(&browser, &page, 1280, script), "true");
}
