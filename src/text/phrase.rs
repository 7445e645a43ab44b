//! Finding known phrases in a text: a book of phrases by their first word, each with what it stands for.

use std::collections::HashMap;

use super::{Token, tokenize};

/// Phrases and what they stand for.
#[derive(Clone, Debug)]
pub struct PhraseBook<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhraseMatch<T> {
    /// First and one past the last token.
    pub tokens: (usize, usize),
    /// What the phrase stands for.
    pub value: T,
}

impl<T> Default for PhraseBook<T> {
    fn default() -> Self {
        Self { by_first: HashMap::new() }
    }
}

impl<T: Copy> PhraseBook<T> {
    /// Adds a phrase; one without a word is ignored.
    pub fn insert(&mut self, phrase: &str, value: T) {
        let mut stems = tokenize(phrase).into_iter().map(|token| token.stem);
        if let Some(first) = stems.next() {
            self.by_first.entry(first).or_default().push((stems.collect(), value));
        }
    }

    /// All phrases of the text, in order of their first word; a phrase inside a longer one counts too.
    pub fn find(&self, tokens: &[Token]) -> Vec<PhraseMatch<T>> {
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            self.find_at(tokens, at, &mut found);
        }
        found
    }

    fn find_at(&self, tokens: &[Token], at: usize, found: &mut Vec<PhraseMatch<T>>) {
        for (rest, value) in self.by_first.get(&tokens[at].stem).into_iter().flatten() {
            let end = at + 1 + rest.len();
            let same =
                end <= tokens.len() && rest.iter().zip(&tokens[at + 1..end]).all(|(stem, token)| *stem == token.stem);
            if same {
                found.push(PhraseMatch { tokens: (at, end), value: *value });
            }
        }
    }

    /// Calls `visit` with every phrase, as stems joined by spaces, in the order of the alphabet.
    pub fn for_each(&self, mut visit: impl FnMut(&str, T)) {
        let ordered: std::collections::BTreeMap<_, _> = self.by_first.iter().collect();
        for (first, phrases) in ordered {
            for (rest, value) in phrases {
                let mut phrase = first.clone();
                rest.iter().for_each(|stem| {
                    phrase.push(' ');
                    phrase.push_str(stem);
                });
                visit(&phrase, *value);
            }
        }
    }

    /// What single-word phrases stand for that equal this stem.
    pub fn single(&self, stem: &str) -> impl Iterator<Item = T> {
        self.by_first.get(stem).into_iter().flatten().filter(|(rest, _)| rest.is_empty()).map(|(_, value)| *value)
    }

    /// Whether some phrase begins with this stem.
    pub fn knows(&self, stem: &str) -> bool {
        self.by_first.contains_key(stem)
    }
}

/// Leaves out matches that lie inside a longer one.
pub fn longest_only<T: Copy>(found: &[PhraseMatch<T>]) -> Vec<PhraseMatch<T>> {
    let inside = |a: &PhraseMatch<T>, b: &PhraseMatch<T>| {
        b.tokens.0 <= a.tokens.0 && a.tokens.1 <= b.tokens.1 && (b.tokens.1 - b.tokens.0) > (a.tokens.1 - a.tokens.0)
    };
    found.iter().filter(|a| !found.iter().any(|b| inside(a, b))).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_in_any_of_its_forms() {
        let mut book = PhraseBook::default();
        book.insert("thermal camera", 1);
        book.insert("camera", 2);
        let found = book.find(&tokenize("two Thermal-Cameras and a camera"));
        assert_eq!(found.iter().map(|m| m.value).collect::<Vec<_>>(), [1, 2, 2]);
        assert_eq!(longest_only(&found).iter().map(|m| m.value).collect::<Vec<_>>(), [1, 2]);
    }
}
