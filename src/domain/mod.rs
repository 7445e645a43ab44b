//! The trade's words as types: control code, territory, item, party, transaction, legal reference,
//! finding, severity. Every other room speaks in these; none of them can hold an impossible value.

mod control_code;
mod finding;
mod legal;
mod party;
mod territory;
mod transaction;

pub use control_code::{ControlCode, ControlCodeError, Group, Regime};
pub use finding::{Evidence, Finding, Severity};
pub use legal::LegalReference;
pub use party::{Identifier, Party, PartyRole};
pub use territory::{Territory, TerritoryError};
pub use transaction::{Act, ActError, Item, StatedFact, StatedParameter, Transaction};
