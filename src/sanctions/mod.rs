//! Lists of sanctioned, denied and otherwise listed parties: what a listed party is, which lists are known,
//! which are loaded, and whether a loaded list is whole and fresh enough to be relied on.

mod dates;
mod faults;
mod party;
mod register;
mod simple_csv;
mod starter;

pub use dates::BirthDate;
pub use faults::{Fault, Faults};
pub use party::{Address, Effect, Gender, ListedName, ListedParty, NameStrength, PartyKind};
pub use register::{ListDefinition, ListProblem, ListStatus, LoadedList, SanctionsLists, SearchedList};
pub use simple_csv::{CsvListError, read_simple_csv};
