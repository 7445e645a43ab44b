//! Lists of sanctioned, denied and otherwise listed parties: what a listed party is, which lists are known,
//! which are loaded, and whether a loaded list is whole and fresh enough to be relied on.

mod acceptance;
mod dates;
mod definition;
mod diff;
mod effect;
mod faults;
mod fetch;
mod fill;
mod identifiers;
pub mod importers;
mod manifest;
mod party;
mod register;
mod snapshot;
mod standing;
mod starter;
mod store;

pub use acceptance::{Refusal, refusals};
pub use dates::{BirthDate, Calendar};
pub use definition::ListDefinition;
pub use diff::{Change, FieldChange, PartyChange, diff};
pub use effect::Effect;
pub use faults::{Fault, Faults};
pub use fetch::{FetchError, FetchFault, FetchSettings, Fetched, Fetcher};
pub use fill::{Field, FillRate};
pub use manifest::{Manifest, Validators, Version};
pub use party::{
    Address, Fact, Gender, ListedName, ListedParty, NameStrength, NameUse, PartyKind, names_beside_each_other,
};
pub use register::{ListInUse, LoadedList, SanctionsLists};
pub use snapshot::{Snapshot, SnapshotError, SnapshotHeader, SnapshotWriter, SourceFile};
pub use standing::{ListProblem, ListStatus, SearchedList};
pub use store::{Installed, Store, StoreError, StoreWriter, StoredList};
