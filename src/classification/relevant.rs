//! Which parameters a provision turns on: those of its tests on the whole path, of its conditions and exclusions, of the
//! provisions it refers to, and of formulas.

use std::collections::BTreeSet;

use crate::control_list::{Condition, Item, ItemId, ParameterId, Register, Test};

/// How far references from one provision to another are followed.
const DEEPEST: u8 = 2;

/// The parameters of every item, by its place in the register.
pub(super) fn parameters(register: &Register) -> Vec<BTreeSet<ParameterId>> {
    register
        .items()
        .map(|(id, _)| {
            let mut found = BTreeSet::new();
            for step in register.path(id) {
                own(register, register.item(step), DEEPEST, &mut found);
            }
            for child in &register.item(id).children {
                below(register, *child, DEEPEST, &mut found);
            }
            found
        })
        .collect()
}

fn below(register: &Register, id: ItemId, depth: u8, found: &mut BTreeSet<ParameterId>) {
    let item = register.item(id);
    own(register, item, depth, found);
    for child in &item.children {
        below(register, *child, depth, found);
    }
}

fn own(register: &Register, item: &Item, depth: u8, found: &mut BTreeSet<ParameterId>) {
    let exclusions = item.exclusions.iter().flat_map(|e| e.when.iter().chain(e.any_of.iter().flatten()));
    for test in item.when.iter().chain(item.any_of.iter().flatten()).chain(exclusions) {
        of_test(register, test, depth, found);
    }
}

fn of_test(register: &Register, test: &Test, depth: u8, found: &mut BTreeSet<ParameterId>) {
    match &test.condition {
        Condition::Compare(id, ..) | Condition::Overlaps(id, _) | Condition::Within(id, _) => add(register, *id, found),
        Condition::Relation(_, codes, _) if depth > 0 => {
            for id in codes.iter().filter_map(|code| register.find(code)) {
                below(register, id, depth - 1, found);
            }
        }
        _ => {}
    }
}

/// A parameter, and what its formula is made of.
fn add(register: &Register, id: ParameterId, found: &mut BTreeSet<ParameterId>) {
    if !found.insert(id) {
        return;
    }
    let vocabulary = register.vocabulary();
    if let Some(formula) = &vocabulary.parameter(id).formula {
        for name in formula.parameters() {
            if let Some(part) = vocabulary.find_parameter(name) {
                add(register, part, found);
            }
        }
    }
}
