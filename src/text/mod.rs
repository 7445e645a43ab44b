//! Text as people write it, brought into a form that can be compared.

pub mod names;
