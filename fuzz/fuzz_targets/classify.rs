//! Any description: an answer, whose spans lie in the description, with a question wherever it is undetermined.
#![no_main]

use std::sync::LazyLock;

use dualuse::classification::{Classifier, Context, KindIndex, Outcome};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::Item;
use libfuzzer_sys::fuzz_target;

static ANNEX_I: LazyLock<(Register, KindIndex)> = LazyLock::new(|| {
    let register = Register::load(&ListSource::embedded()).expect("the embedded lists have no faults");
    let kinds = KindIndex::new(&register);
    (register, kinds)
});

fuzz_target!(|text: &str| {
    let (register, kinds) = &*ANNEX_I;
    let item = Item { description: text.to_owned(), ..Item::default() };
    let found = Classifier::new(register, kinds).classify(&item, &Context::default());
    let found = found.expect("nothing was stated apart from the description");
    for span in found.candidates.iter().flat_map(|c| &c.tests).filter_map(|t| t.span) {
        assert!(text.get(span.0..span.1).is_some());
    }
    assert!(found.outcome != Outcome::Undetermined || !found.questions.is_empty());
});
