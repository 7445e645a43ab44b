//! Any name and value of a stated parameter: used, or refused with a sentence.
#![no_main]

use std::sync::LazyLock;

use dualuse::classification::{Classifier, Context, KindIndex};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::{Item, StatedParameter};
use libfuzzer_sys::fuzz_target;

static ANNEX_I: LazyLock<(Register, KindIndex)> = LazyLock::new(|| {
    let register = Register::load(&ListSource::embedded()).expect("the embedded lists have no faults");
    let kinds = KindIndex::new(&register);
    (register, kinds)
});

fuzz_target!(|stated: (u16, &str)| {
    let (register, kinds) = &*ANNEX_I;
    let count = register.vocabulary().parameters().count();
    let known = register.vocabulary().parameters().nth(usize::from(stated.0) % count);
    let name = known.map_or_else(|| stated.1.to_owned(), |(_, parameter)| parameter.id.clone());
    let parameters = vec![StatedParameter { name, value: stated.1.to_owned() }];
    let item = Item { description: "analog-to-digital converter".to_owned(), parameters, ..Item::default() };
    if let Err(faults) = Classifier::new(register, kinds).classify(&item, &Context::default()) {
        assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
    }
});
