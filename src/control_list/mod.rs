//! The control lists: where their files come from, what they say, and whether they are whole.

mod chemical_names;
mod definition;
mod embedded;
mod fault;
mod fields;
mod formula;
mod general_note;
mod load;
mod load_notes;
mod load_vocabulary;
mod official_text;
mod register;
mod source;
mod table;
mod test_line;
mod vocabulary;

pub use chemical_names::ChemicalNames;
pub use definition::Definition;
pub use fault::Fault;
pub use formula::{End, Formula, Function};
pub use general_note::{GeneralNote, Release, Scope};
pub use official_text::{OfficialLine, OfficialText, OfficialTextError};
pub use register::{Combine, Depth, Entry, Exclusion, Item, ItemId, ListVersion, Register};
pub use source::{ListFile, ListSource, SourceError};
pub use table::{FactTable, TableNote};
pub use test_line::{Comparison, Condition, Interval, Relation, Test};
pub use vocabulary::{
    Better, Feature, FeatureId, Kind, KindId, Language, Meaning, Parameter, ParameterId, Side, Silence, Vocabulary,
};
