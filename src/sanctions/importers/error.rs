//! Why a file cannot be taken as a list: always with the file, the place in it, and what to do.

use super::Format;

/// Why files cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nothing to read.
    #[error("{file}: the file is empty; an empty file is not taken as a list, fetch it again")]
    Empty {
        /// File as named by the caller.
        file: String,
    },
    /// No file at all.
    #[error("no file was given to import")]
    NoFiles,
    /// A web page where a list was expected.
    #[error("{file}: this is a web page (\"{title}\"), not a list; open the address in a browser and see what it says")]
    WebPage {
        /// File as named by the caller.
        file: String,
        /// Title or first words of the page.
        title: String,
    },
    /// Content that no importer knows.
    #[error("{file}: not the format of any known list ({why}); see `lists status` for the formats of each list")]
    Unknown {
        /// File as named by the caller.
        file: String,
        /// What was seen.
        why: String,
    },
    /// A known format that is not read, with the one to take instead.
    #[error("{file}: {what}")]
    NotRead {
        /// File as named by the caller.
        file: String,
        /// Which format it is and which to take instead.
        what: String,
    },
    /// Files that do not belong together.
    #[error("the files do not belong together: {}", .0.join("; "))]
    Mixed(Vec<String>),
    /// A file of another list than the one named.
    #[error("{file} is in the format {found}, but list {list} is published as {expected}; name the list it belongs to")]
    OtherList {
        /// File as named by the caller.
        file: String,
        /// Format found.
        found: Format,
        /// The list asked for.
        list: String,
        /// Its formats.
        expected: String,
    },
    /// Something in the file that cannot be read.
    #[error("{file}, {place}: {why}")]
    Damaged {
        /// File as named by the caller.
        file: String,
        /// Line, row, byte or element.
        place: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// More than a list can sensibly hold.
    #[error("{file}, {place}: {why}; refused, because a list of this kind never looks like that")]
    Limit {
        /// File as named by the caller.
        file: String,
        /// Where the limit was met.
        place: String,
        /// Which limit.
        why: String,
    },
    /// Read, but not whole: fewer records or emptier fields than a whole list has.
    #[error("{list}: read, but not taken, because it cannot be whole: {}", .failures.join("; "))]
    NotWhole {
        /// Name of the list.
        list: String,
        /// Every assertion that fails.
        failures: Vec<String>,
    },
}
