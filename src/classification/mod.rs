//! From a description to an answer: what the goods are, which provisions could cover them, how each of their tests
//! comes out, and what must still be asked.

mod answers;
mod binding;
mod built_in;
mod classify;
mod embedded;
mod forms;
mod groups;
mod judge;
mod kind_index;
mod looked;
mod mentioned;
mod outcome;
mod part_numbers;
mod questions;
mod quoted;
mod reading;
mod reasons;
mod release;
mod relevant;
mod roles;

pub use answers::{Answer, Answers};
pub use classify::{Classifier, Context, Suggest};
pub use kind_index::KindIndex;
pub use outcome::{
    Candidate, Classification, Ground, JudgedTest, Outcome, Question, ReadQuantity, Status, TestResult, Understanding,
};
pub use reading::{ParameterFault, Reading};
