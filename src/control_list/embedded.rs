//! The copy of the control lists built into the program: the files as text, and the register that `build.rs` made of
//! them, so that no file has to be parsed before the first answer.

use super::fault::Fault;
use super::register::Register;
use super::source::{ListFile, ListSource};

include!(concat!(env!("OUT_DIR"), "/control_lists.rs"));

/// The register over `FILES`, as `postcard` writes it.
static REGISTER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/register.bin"));

impl ListSource {
    /// The lists built into the program.
    pub fn embedded() -> Self {
        let file = |&(path, text): &(&'static str, &'static str)| ListFile { path: path.into(), text: text.into() };
        Self::built_in(FILES.iter().map(file).collect(), DIGEST)
    }
}

impl Register {
    /// Loads the register: the one made when the program was built, or every file of a folder.
    ///
    /// # Errors
    /// Every fault of the folder, in order of file and place.
    pub fn load(source: &ListSource) -> Result<Self, Vec<Fault>> {
        if source.folder_path().is_none()
            && let Ok(register) = postcard::from_bytes(REGISTER)
        {
            return Ok(register);
        }
        let (register, faults) = Self::load_with_faults(source);
        if faults.is_empty() { Ok(register) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn bytes(register: &Register) -> Vec<u8> {
        postcard::to_stdvec(register).unwrap()
    }

    #[test]
    fn the_register_made_at_build_time_equals_the_one_the_files_give() {
        let (parsed, faults) = Register::load_with_faults(&ListSource::embedded());
        assert_eq!(faults, []);
        assert_eq!(parsed.entries().len(), parsed.version().entries.values().sum::<usize>());
        assert!(bytes(&parsed) == REGISTER, "the register made at build time differs from the one the files give");
        let read: Register = postcard::from_bytes(REGISTER).unwrap();
        assert_eq!(format!("{read:?}"), format!("{parsed:?}"));
        assert_eq!(read.digest(), ListSource::embedded().digest());
    }

    #[test]
    fn a_folder_with_the_same_files_gives_the_same_register() {
        let folder = ListSource::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("control_lists")).unwrap();
        assert_eq!(folder.digest(), DIGEST);
        assert!(bytes(&Register::load(&folder).unwrap()) == REGISTER);
    }
}
