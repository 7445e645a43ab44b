//! From kinds of goods to the provisions that name them: made once for a register.

use std::collections::{BTreeMap, BTreeSet};

use crate::control_list::{Combine, Item, ItemId, KindId, ParameterId, Register};

/// A kind under which more entries than this fall says too little to make all of them candidates.
const TOO_BROAD: usize = 12;

/// From kinds to the provisions that name them; made once for a register.
#[derive(Clone, Debug)]
pub struct KindIndex {
    pub(super) by_kind: BTreeMap<KindId, Vec<ItemId>>,
    entries_below: BTreeMap<KindId, usize>,
    /// Kinds of which provisions name single substances or organisms: the kind alone ("virus") decides nothing.
    pub(super) identity_kinds: BTreeSet<KindId>,
    /// The parameters each item's tests speak of, those of what it refers to and of formulas included.
    pub(super) parameters: Vec<BTreeSet<ParameterId>>,
}

impl KindIndex {
    /// Indexes the provisions of a register.
    pub fn new(register: &Register) -> Self {
        let mut by_kind: BTreeMap<KindId, Vec<ItemId>> = BTreeMap::new();
        for (id, item) in register.items().filter(|(id, item)| is_provision(register, *id, item)) {
            for kind in &item.kinds {
                by_kind.entry(*kind).or_default().push(id);
            }
        }
        let entries_below = entries_below(register, &by_kind);
        let named = register.items().filter(|(_, item)| !item.cas.is_empty() || !item.names.is_empty());
        let identity_kinds = named.flat_map(|(_, item)| item.kinds.iter().copied()).collect();
        Self { by_kind, entries_below, identity_kinds, parameters: super::relevant::parameters(register) }
    }

    /// Whether a kind names so much that it says too little; kinds that no entry names never do.
    pub(super) fn is_too_broad(&self, kind: KindId, register: &Register) -> bool {
        register.vocabulary().kind(kind).not_listed.is_none()
            && self.entries_below.get(&kind).copied().unwrap_or(0) > TOO_BROAD
    }
}

/// A provision is what can be reported: an item without alternatives below it, and not a mere condition of another.
fn is_provision(register: &Register, id: ItemId, item: &Item) -> bool {
    let condition = register.path(id).iter().rev().skip(1).any(|step| register.item(*step).combine == Combine::All);
    !condition && (item.children.is_empty() || item.combine == Combine::All)
}

/// How many entries fall under each kind, itself and everything narrower.
fn entries_below(register: &Register, by_kind: &BTreeMap<KindId, Vec<ItemId>>) -> BTreeMap<KindId, usize> {
    let vocabulary = register.vocabulary();
    let mut entries: BTreeMap<KindId, BTreeSet<&str>> = BTreeMap::new();
    for (kind, items) in by_kind {
        let named: BTreeSet<&str> = items.iter().map(|id| register.item(*id).code.entry()).collect();
        for broader in vocabulary.kind(*kind).ancestors().iter().chain([kind]) {
            entries.entry(*broader).or_default().extend(&named);
        }
    }
    entries.into_iter().map(|(kind, entries)| (kind, entries.len())).collect()
}
