//! The control lists: where their files come from, what they say, and whether they are whole.

mod embedded;
mod fault;
mod fields;
mod formula;
mod load;
mod load_vocabulary;
mod official_text;
mod register;
mod source;
mod test_line;
mod vocabulary;

pub use fault::Fault;
pub use formula::{End, Formula, Function};
pub use official_text::{OfficialLine, OfficialText, OfficialTextError};
pub use register::{Combine, Depth, Entry, Exclusion, Item, ItemId, ListVersion, Register};
pub use source::{ListFile, ListSource, SourceError};
pub use test_line::{Comparison, Condition, Interval, Relation, Test};
pub use vocabulary::{
    Better, Feature, FeatureId, Kind, KindId, Language, Meaning, Parameter, ParameterId, Side, Silence, Vocabulary,
};
