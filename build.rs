//! Bundles `control_lists/` into the program: every TOML file with its path, and one digest over all of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("control_lists");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut digest = blake3::Hasher::new();
    let mut source = String::from("pub(super) static FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        digest.update(name.as_bytes()).update(&[0]).update(&fs::read(file)?).update(&[0]);
        let path = file.to_string_lossy();
        let _ = writeln!(source, "    ({name:?}, include_str!({path:?})),");
    }
    let _ = writeln!(source, "];\npub(super) const DIGEST: &str = \"{}\";", digest.finalize().to_hex());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("control_lists.rs");
    fs::write(out, source)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
