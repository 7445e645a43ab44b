//! `dualuse` answers an exporter's question: may this leave, to whom, under which authorisation?
//!
//! The rooms below stand in the order in which they may use each other: a room uses only rooms above it
//! (`tests/rooms.rs` keeps that). The law itself is data, in `control_lists/`.

#![deny(clippy::iter_over_hash_type)]

pub mod domain;
pub mod text;
pub mod quantity;
pub mod control_list;
pub mod search;
pub mod classification;
pub mod sanctions;
pub mod name_matching;
pub mod licensing;
pub mod screening;
pub mod records;
pub mod report;
pub mod cli;
