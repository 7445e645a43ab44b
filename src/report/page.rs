//! A page of text for the terminal: headings, paragraphs, labelled lines and tables, wrapped to a width,
//! coloured only where the reader has a terminal.

use comfy_table::{Attribute, Cell, Color, ContentArrangement, LineStyle, Table, TableStyle};

/// A line under the headings and one at the end; rows stand close.
const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// How urgent a word is; decides its colour on a terminal, never its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Forbidden, or an authorisation is needed.
    Stop,
    /// A person has to look.
    Attention,
    /// A way is open.
    Open,
    /// No emphasis.
    Plain,
}

/// A page being written.
pub struct Page {
    width: u16,
    colour: bool,
    text: String,
}

impl Page {
    /// An empty page of `width` columns (at least 40).
    pub fn new(width: u16, colour: bool) -> Self {
        Self { width: width.max(40), colour, text: String::new() }
    }

    /// A title with a line under it, in the colour of its tone.
    pub fn title(&mut self, text: &str, tone: Tone) {
        let width = usize::from(self.width);
        let lines = if text.chars().count() > width { wrap(text, width) } else { vec![text.to_owned()] };
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        for line in &lines {
            let painted = self.paint(line, tone);
            self.text.push_str(&format!("{painted}\n"));
        }
        self.text.push_str(&format!("{}\n", "═".repeat(longest)));
    }

    /// A heading, with an empty line before it.
    pub fn heading(&mut self, text: &str) {
        let painted = if self.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text.push_str(&format!("{gap}{painted}\n"));
    }

    /// A paragraph, wrapped, indented by `indent` columns.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(indent, "", text);
    }

    /// A marked paragraph (`- `, `1. `, `Basis: `): the mark once, further lines indented behind it.
    pub fn hanging(&mut self, indent: usize, mark: &str, text: &str) {
        let left = indent + mark.chars().count();
        let room = usize::from(self.width).saturating_sub(left).max(20);
        for (number, line) in wrap(text, room).into_iter().enumerate() {
            let lead = if number == 0 { format!("{:indent$}{mark}", "") } else { " ".repeat(left) };
            self.text.push_str(format!("{lead}{line}").trim_end());
            self.text.push('\n');
        }
    }

    /// Two columns: labels and their values.
    pub fn pairs(&mut self, rows: &[(&str, String)]) {
        let left = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0) + 2;
        for (label, value) in rows {
            self.hanging(0, &format!("{label:left$}"), value);
        }
    }

    /// A table with a heading row; each row has its tone.
    pub fn table(&mut self, header: &[&str], rows: &[(Tone, Vec<String>)]) {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width);
        if self.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(header.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
        for (tone, row) in rows {
            table.add_row(row.iter().enumerate().map(|(n, text)| first_cell_toned(n, text, *tone)));
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// The finished page.
    pub fn into_text(self) -> String {
        self.text
    }

    fn paint(&self, text: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Stop => "1;31",
            Tone::Attention => "1;33",
            Tone::Open => "1;36",
            Tone::Plain => "1",
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn first_cell_toned(number: usize, text: &str, tone: Tone) -> Cell {
    let cell = Cell::new(text);
    match (number, tone) {
        (0, Tone::Stop) => cell.fg(Color::Red),
        (0, Tone::Attention) => cell.fg(Color::Yellow),
        (0, Tone::Open) => cell.fg(Color::Cyan),
        _ => cell,
    }
}

/// Breaks a text into lines of at most `room` characters at spaces; longer words are cut.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        let current = lines.last().map_or(0, |line| line.chars().count());
        if current > 0 && current + 1 + rest.len() > room {
            lines.push(String::new());
        } else if current > 0 {
            rest.insert(0, ' ');
        }
        while !rest.is_empty() {
            let used = lines.last().map_or(0, |line| line.chars().count());
            let take = rest.len().min(room.saturating_sub(used).max(1));
            let piece: String = rest.drain(..take).collect();
            if let Some(line) = lines.last_mut() {
                line.push_str(&piece);
            }
            if !rest.is_empty() {
                lines.push(String::new());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wider_than_the_page() {
        let mut page = Page::new(40, false);
        page.title(&"a title of many words ".repeat(4), Tone::Stop);
        page.hanging(2, "- ", &"Genauigkeit und Wiederholgenauigkeit ".repeat(5));
        page.paragraph(0, &"x".repeat(100));
        page.table(&["code", "why"], &[(Tone::Stop, vec!["2B001".into(), "a long reason ".repeat(9)])]);
        let text = page.into_text();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    }
}
