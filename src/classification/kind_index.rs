//! From kinds of goods to the provisions that name them, and what else of a register is worked out once: which
//! parameters, kinds and general notes each provision turns on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::groups::Groups;
use crate::control_list::{Combine, Item, ItemId, KindId, ParameterId, Register, Vocabulary};

/// A kind under which more entries than this fall says too little to make all of them candidates.
const TOO_BROAD: usize = 12;

/// From kinds to the provisions that name them; made once for a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindIndex {
    /// The provisions that name each kind.
    by_kind: Groups<ItemId>,
    /// The narrower kinds of each kind that provisions name.
    narrower: Groups<KindId>,
    /// Kinds under which so many entries fall that the kind alone says too little.
    broad: Vec<KindId>,
    /// Kinds of which provisions name single substances or organisms: the kind alone ("virus") decides nothing.
    identity_kinds: Vec<KindId>,
    /// The parameters each item's tests speak of, those of what it refers to and of formulas included.
    parameters: Groups<ParameterId>,
    /// The kinds each item and everything below it name.
    kinds_below: Groups<KindId>,
    /// The general notes that reach each item on grounds of their own, by their places in the register.
    notes: Groups<u16>,
}

impl KindIndex {
    /// Indexes the provisions of a register.
    pub fn new(register: &Register) -> Self {
        let vocabulary = register.vocabulary();
        let mut by_kind: Vec<Vec<ItemId>> = vocabulary.kinds().map(|_| Vec::new()).collect();
        for (id, item) in register.items().filter(|(id, item)| is_provision(register, *id, item)) {
            item.kinds.iter().for_each(|kind| by_kind[kind.index()].push(id));
        }
        let mut narrower: Vec<Vec<KindId>> = vec![Vec::new(); by_kind.len()];
        for (kind, _) in vocabulary.kinds().filter(|(kind, _)| !by_kind[kind.index()].is_empty()) {
            vocabulary.kind(kind).ancestors().iter().for_each(|broader| narrower[broader.index()].push(kind));
        }
        let named = register.items().filter(|(_, item)| !item.cas.is_empty() || !item.names.is_empty());
        let identity_kinds: BTreeSet<KindId> = named.flat_map(|(_, item)| item.kinds.iter().copied()).collect();
        Self {
            broad: broad(register, &by_kind),
            identity_kinds: identity_kinds.into_iter().collect(),
            parameters: super::relevant::parameters(register).into_iter().map(Vec::from_iter).collect(),
            kinds_below: register.items().map(|(id, _)| Vec::from_iter(kinds_below(register, id))).collect(),
            notes: register.items().map(|(_, item)| notes(register, item)).collect(),
            by_kind: by_kind.into_iter().collect(),
            narrower: narrower.into_iter().collect(),
        }
    }

    /// The provisions that name a kind which one of these is, or which is one of these, in the order of the list.
    pub(super) fn items_near(&self, named: impl Iterator<Item = KindId>, vocabulary: &Vocabulary) -> Vec<ItemId> {
        let mut kinds = Vec::new();
        for kind in named {
            kinds.push(kind);
            kinds.extend(vocabulary.kind(kind).ancestors());
            kinds.extend(self.narrower.of(kind.index()));
        }
        self.naming(kinds)
    }

    /// The provisions that name one of these kinds or a broader one.
    pub(super) fn items_of(&self, named: impl Iterator<Item = KindId>, vocabulary: &Vocabulary) -> Vec<ItemId> {
        let broader = |kind: KindId| vocabulary.kind(kind).ancestors().iter().copied().chain([kind]);
        self.naming(named.flat_map(broader).collect())
    }

    fn naming(&self, mut kinds: Vec<KindId>) -> Vec<ItemId> {
        kinds.sort_unstable();
        kinds.dedup();
        let mut items: Vec<ItemId> = kinds.iter().flat_map(|kind| self.by_kind.of(kind.index())).copied().collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// The parameters an item turns on.
    pub(super) fn parameters(&self, id: ItemId) -> &[ParameterId] {
        self.parameters.of(id.index() as usize)
    }

    /// The kinds an item and everything below it name.
    pub(super) fn kinds_below(&self, id: ItemId) -> &[KindId] {
        self.kinds_below.of(id.index() as usize)
    }

    /// The general notes that reach an item on grounds of their own.
    pub(super) fn notes(&self, id: ItemId) -> &[u16] {
        self.notes.of(id.index() as usize)
    }

    /// Whether a kind names so much that it says too little; kinds that no entry names never do.
    pub(super) fn is_too_broad(&self, kind: KindId) -> bool {
        self.broad.binary_search(&kind).is_ok()
    }

    /// Whether provisions name single substances or organisms of a kind, and nothing else of it: "toxin" decides nothing.
    pub(super) fn is_identity_kind(&self, kind: KindId, vocabulary: &Vocabulary) -> bool {
        let names_single = |kind: &KindId| self.identity_kinds.binary_search(kind).is_ok();
        let unknown = || self.by_kind.of(kind.index()).is_empty() && vocabulary.kind(kind).not_listed.is_none();
        names_single(&kind) || unknown() && vocabulary.kind(kind).ancestors().iter().any(names_single)
    }
}

/// A provision is what can be reported: an item without alternatives below it, and not a mere condition of another.
fn is_provision(register: &Register, id: ItemId, item: &Item) -> bool {
    let condition = register.path(id).iter().rev().skip(1).any(|step| register.item(*step).combine == Combine::All);
    !condition && (item.children.is_empty() || item.combine == Combine::All)
}

/// The kinds under which, narrower ones included, too many entries fall.
fn broad(register: &Register, by_kind: &[Vec<ItemId>]) -> Vec<KindId> {
    let vocabulary = register.vocabulary();
    let mut entries: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); by_kind.len()];
    for ((kind, _), items) in vocabulary.kinds().zip(by_kind) {
        let named: BTreeSet<&str> = items.iter().map(|id| register.item(*id).code.entry()).collect();
        for broader in vocabulary.kind(kind).ancestors().iter().chain([&kind]) {
            entries[broader.index()].extend(&named);
        }
    }
    let too_many = |kind: &KindId| entries[kind.index()].len() > TOO_BROAD;
    let listed = |kind: &KindId| vocabulary.kind(*kind).not_listed.is_none();
    vocabulary.kinds().map(|(kind, _)| kind).filter(|kind| listed(kind) && too_many(kind)).collect()
}

fn kinds_below(register: &Register, id: ItemId) -> BTreeSet<KindId> {
    let item = register.item(id);
    let below = item.children.iter().flat_map(|child| kinds_below(register, *child));
    item.kinds.iter().copied().chain(below).collect()
}

fn notes(register: &Register, item: &Item) -> Vec<u16> {
    let speaks = |at: &u16| {
        let note = &register.general_notes()[usize::from(*at)];
        note.reaches(&item.code) && note.releases_of(&item.code).any(|release| !release.when.is_empty())
    };
    (0..u16::try_from(register.general_notes().len()).unwrap_or(u16::MAX)).filter(speaks).collect()
}
