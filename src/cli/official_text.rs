//! The official wording in the data directory: imported with `dualuse lists import annex-i FILE`, read by `entry` and
//! `classify`. It stays outside the program and the control lists.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::{Common, ExitStatus};
use crate::control_list::{OfficialText, Register};
use crate::domain::ControlCode;
use crate::report::output::OutputFile;

/// The name under which the wording is imported.
pub(super) const NAME: &str = "annex-i";
/// Where it lies in the data directory.
const FILE: &str = "official_text/annex_i.ndjson";
/// Codes named at most.
const SHOWN: usize = 8;

/// The wording the user has imported, if any.
///
/// # Errors
/// A file that is there and cannot be read.
pub(super) fn load(common: &Common) -> anyhow::Result<Option<OfficialText>> {
    let Some(path) = common.data_folder().map(|folder| folder.join(FILE)) else { return Ok(None) };
    match fs::read(&path) {
        Ok(content) => {
            let text = OfficialText::read(&path.display().to_string(), &content);
            Ok(Some(text.context("the imported wording is damaged; import it again")?))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Imports the wording of a file into the data directory.
///
/// # Errors
/// A file that is not the wording, with every fault; a data directory that cannot be written.
pub(super) fn import(file: &Path, common: &Common) -> anyhow::Result<ExitStatus> {
    let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = OfficialText::read(&file.display().to_string(), &content)?;
    let folder = common.data_folder().context("no data folder: HOME is not set; name one with --data-dir")?;
    let path = folder.join(FILE);
    let parent = path.parent().unwrap_or(&folder);
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    OutputFile::claim(&path, &[file], true)?.write(text.to_json_lines().as_bytes())?;
    let register = register(common)?;
    super::terminal::print(&imported(&text, &register, &path));
    Ok(ExitStatus::NothingFound)
}

fn register(common: &Common) -> anyhow::Result<Register> {
    Ok(crate::screening::Lists::register_of(&common.lists()?)?)
}

fn imported(text: &OfficialText, register: &Register, path: &Path) -> String {
    let (lines, provisions) = text.counts();
    let mut out = format!("{lines} lines of {provisions} provisions are kept in {}.\n", path.display());
    let (unworded, unknown) = text.differences(register);
    for (codes, what) in [
        (unworded, "provisions of the register have no wording in the file"),
        (unknown, "provisions of the file are not in the register (not in use, or references only)"),
    ] {
        if !codes.is_empty() {
            let shown: Vec<&str> = codes.iter().take(SHOWN).map(|code: &&ControlCode| code.as_str()).collect();
            let more = if codes.len() > SHOWN { ", …" } else { "" };
            out.push_str(&format!("{} {what}: {}{more}\n", codes.len(), shown.join(", ")));
        }
    }
    out
}
