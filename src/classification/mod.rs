//! From a description to an answer: what the goods are, which provisions could cover them, how each of their tests
//! comes out, and what must still be asked.

mod binding;
mod built_in;
mod classify;
mod forms;
mod judge;
mod mentioned;
mod outcome;
mod reading;
mod release;
mod relevant;
mod roles;

pub use classify::{Classifier, Context, KindIndex, Suggest};
pub use outcome::{
    Candidate, Classification, JudgedTest, Outcome, Question, ReadQuantity, Status, TestResult, Understanding,
};
pub use reading::{ParameterFault, Reading};
