//! Words: cutting a text into tokens, bringing English, German and French word forms together, and finding known
//! phrases and registry numbers in it.

mod cas;
pub mod names;
mod phrase;
mod stem;
mod token;

pub use cas::{find_cas_numbers, is_cas_number};
pub use phrase::{PhraseBook, PhraseMatch, longest_only};
pub use stem::stem;
pub use token::{Token, tokenize};
