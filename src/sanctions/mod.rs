//! Lists of sanctioned, denied and otherwise listed parties: what a listed party is, which lists are known,
//! which are loaded, and whether a loaded list is whole and fresh enough to be relied on.

mod dates;
mod effect;
mod faults;
mod fill;
mod identifiers;
pub mod importers;
mod party;
mod register;
mod starter;

pub use dates::{BirthDate, Calendar};
pub use effect::Effect;
pub use faults::{Fault, Faults};
pub use fill::{Field, FillRate};
pub use party::{Address, Fact, Gender, ListedName, ListedParty, NameStrength, NameUse, PartyKind};
pub use register::{ListDefinition, ListProblem, ListStatus, LoadedList, SanctionsLists, SearchedList};
