//! The index of kinds over the embedded register: made when the program is built, as the register is.

use super::kind_index::KindIndex;
use crate::control_list::{ListSource, Register};

/// The index over the embedded register, as `postcard` writes it.
static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kind_index.bin"));

impl KindIndex {
    /// The index over a register: the one made when the program was built, or a new one for the register of a folder.
    pub fn load(source: &ListSource, register: &Register) -> Self {
        let made = source.folder_path().is_none().then(|| postcard::from_bytes(INDEX).ok());
        made.flatten().unwrap_or_else(|| Self::new(register))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_made_at_build_time_equals_a_new_one() {
        let source = ListSource::embedded();
        let register = Register::load(&source).unwrap();
        assert!(KindIndex::load(&source, &register) == KindIndex::new(&register));
    }
}
