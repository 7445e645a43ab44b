//! Licensing: what the destination, the item and the stated facts ask for. The procedure of Regulation (EU) 2021/821
//! runs in `union`; countries, embargoes, authorisations and word lists are data under `control_lists/`.
//! A decision is pure: the same case, rules and day give the same answer.

mod case;
mod code_list;
mod contradiction;
mod decide;
mod decision;
mod destination;
mod embargo;
mod end_use_words;
mod facts;
mod fault;
mod general_authorisation;
mod hints;
mod law_part;
mod rules;
mod standing_duties;
mod tables;
mod union;

pub use case::{KnownCodes, LicensingCase, Listing};
pub use code_list::{CodeList, Coverage};
pub use contradiction::Contradiction;
pub use decide::decide;
pub use decision::{AuthorisationOption, LicensingDecision, Question, SharedDuty, SharedTerms, Standing};
pub use destination::{Destination, DestinationError, DestinationRegister, Found};
pub use embargo::{ActName, ArmsEmbargo, AssetFreeze, CustomsCodes, Effect, Embargo, Goods, Measure, Trigger, When};
pub use facts::{
    Concern, EndUser, ExemptPurpose, FactError, Facts, GroupRelation, ListedParty, Purpose, Sector, VALUE_FACTS,
    YES_NO_FACTS,
};
pub use fault::{Fault, RulesError};
pub use general_authorisation::{Condition, ConditionTest, Duty, GeneralAuthorisation, Moment, Onward, Silence, Terms};
pub use hints::{CatchAllHints, Hint, HintKind};
pub use law_part::LawPart;
pub use rules::LicensingRules;
pub use tables::{AnnexList, Arrangement, ListPart};
