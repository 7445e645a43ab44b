//! The reader's terminal: how wide it is, whether it shows colours, and writing to it.

use std::io::{IsTerminal, Write};

use comfy_table::{ContentArrangement, Table};

use super::Common;

impl Common {
    /// Columns to print in, and whether colours may be used.
    pub(super) fn page_style(&self) -> (u16, bool) {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let terminal = Table::new().set_content_arrangement(ContentArrangement::Dynamic).width();
        (self.width.or(terminal.filter(|_| colour)).unwrap_or(100), colour)
    }
}

/// Writes a finished answer. A reader who closes the pipe early is no error.
pub(super) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
