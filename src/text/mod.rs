//! Words: cutting a text into tokens, bringing English, German and French word forms together, and finding known
//! phrases and registry numbers in it.

mod cas;
mod find_cas;
pub mod names;
mod phrase;
mod romanise;
mod stem;
mod token;

pub use cas::is_cas_number;
pub use find_cas::{find_cas_numbers, mistaken_cas_numbers};
pub use phrase::{PhraseBook, PhraseList, PhraseMatch, longest_only};
pub use stem::stem;
pub use token::{MOST_TOKENS, Token, tokenize};
