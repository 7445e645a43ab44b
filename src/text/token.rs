//! Tokens: runs of letters and digits with their place in the text.

use super::stem::stem;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte range in the text.
    pub span: (usize, usize),
    /// The form under which it is compared.
    pub stem: String,
    /// A comma, semicolon, bracket or other break stands before it.
    pub after_break: bool,
}

impl Token {
    /// The word as written.
    pub fn written<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.0..self.span.1]
    }
}

/// Most tokens of a text that are read.
pub const MOST_TOKENS: usize = 4000;

/// Cuts a text into tokens at everything that is neither letter nor digit.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    let mut broken = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = at < text.len() && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let size = from + size_mark(&text[from..at]);
                if size > from {
                    tokens.push(Token { span: (from, size), stem: stem(&text[from..size]), after_break: broken });
                    broken = false;
                }
                tokens.push(Token { span: (size, at), stem: stem(&text[size..at]), after_break: broken });
                start = None;
                broken = false;
            }
            _ => {}
        }
        if tokens.len() >= MOST_TOKENS {
            break;
        }
        broken |= !inside && matches!(c, ',' | ';' | '(' | ')' | ':' | '|' | '\n' | '[' | ']' | '—' | '–' | '•');
    }
    tokens
}

/// The length of a size mark that is written without a space ("DN50", "NPS2", "OD12"), else 0.
fn size_mark(word: &str) -> usize {
    let letters = word.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let mark =
        word.get(..letters).is_some_and(|mark| ["dn", "nps", "od", "id", "pn"].contains(&mark.to_lowercase().as_str()));
    let digits = word.get(letters..).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if mark && digits { letters } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_know_where_they_stand() {
        let text = "A/D-Wandler, 12-bit (µm)";
        let tokens = tokenize(text);
        let written: Vec<&str> = tokens.iter().map(|t| t.written(text)).collect();
        assert_eq!(written, ["A", "D", "Wandler", "12", "bit", "µm"]);
        assert!(tokens[3].after_break && tokens[5].after_break && !tokens[4].after_break);
    }
}
