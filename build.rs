//! Bundles `control_lists/` into the program: every TOML file with its path, one digest over all of them, and the
//! register of Annex I made of them with its index of kinds, so that the program need not parse them at every start. Lists with faults fail
//! the build, with every fault.

// The rooms' code is checked where it belongs; here it is borrowed.
#![allow(dead_code, unused_imports, missing_docs, clippy::wrong_self_convention)]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use classification::KindIndex;
use control_list::{Fault, ListSource, Register};

// The parts of the rooms that loading a register takes; each room's own `mod.rs` holds more.
#[path = "src/domain"]
mod domain {
    mod control_code;
    pub use control_code::{ControlCode, ControlCodeError, Group, Regime};
}
#[path = "src/text"]
mod text {
    mod cas;
    mod phrase;
    mod stem;
    mod token;
    pub use cas::is_cas_number;
    pub use phrase::{PhraseBook, PhraseList, PhraseMatch};
    pub use stem::stem;
    pub use token::{Token, tokenize};
}
#[path = "src/quantity"]
mod quantity {
    mod dimension;
    mod units;
    pub use dimension::{Base, Dimension};
    pub use units::{Unit, UnitError};
}
#[path = "src/control_list"]
mod control_list {
    mod chemical_names;
    mod definition;
    mod fault;
    mod fields;
    mod formula;
    mod general_note;
    mod load;
    mod load_notes;
    mod load_vocabulary;
    mod register;
    mod source;
    mod table;
    mod test_line;
    mod vocabulary;
    pub use fault::Fault;
    pub use register::{Combine, Item, ItemId, Register};
    pub use source::{ListFile, ListSource};
    pub use test_line::{Condition, Test};
    pub use vocabulary::{KindId, ParameterId, Vocabulary};
}
#[path = "src/classification"]
mod classification {
    mod groups;
    mod kind_index;
    mod relevant;
    pub use kind_index::KindIndex;
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("control_lists");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    watch(&root)?;
    let source = ListSource::folder(&root)?;
    let (register, faults) = Register::load_with_faults(&source);
    if !faults.is_empty() {
        report(&faults, &source);
        return Err(format!("the control lists have {} faults", faults.len()).into());
    }
    fs::write(out.join("kind_index.bin"), postcard::to_stdvec(&KindIndex::new(&register))?)?;
    fs::write(out.join("register.bin"), postcard::to_stdvec(&register)?)?;
    fs::write(out.join("control_lists.rs"), bundle(&source, &root))?;
    Ok(())
}

/// Has the build run again when a file of the folder changes.
fn watch(folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            watch(&path)?;
        }
    }
    Ok(())
}

/// The files and their digest as Rust source.
fn bundle(source: &ListSource, root: &Path) -> String {
    let mut out = String::from("static FILES: &[(&str, &str)] = &[\n");
    for file in source.under("") {
        let path = root.join(&*file.path);
        let _ = writeln!(out, "    ({:?}, include_str!({:?})),", file.path, path.to_string_lossy());
    }
    let _ = writeln!(out, "];\nconst DIGEST: &str = {:?};", source.digest());
    out
}

/// Has cargo show every fault with file, line and what to do, in the words of `dualuse lint`.
fn report(faults: &[Fault], source: &ListSource) {
    for fault in faults {
        let text = source.file(&fault.path).map_or("", |file| &file.text);
        let line = text.bytes().take(fault.span.0).filter(|byte| *byte == b'\n').count() + 1;
        println!("cargo::error={}:{line}: {}; {}", fault.path, fault.message, fault.help);
    }
}
