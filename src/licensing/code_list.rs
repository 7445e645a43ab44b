//! Lists of control codes as the law writes them: some codes in full, some narrower than Annex I, some taken out
//! again. Asked about a code, a list says whether it is inside, outside, inside on a condition, or split below.

use std::collections::BTreeMap;

use crate::domain::ControlCode;

/// How a list of codes meets one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage<'a> {
    /// The list says nothing of the code, or takes it out.
    Outside,
    /// The list holds the code and everything below it.
    Inside,
    /// The list holds the code only if this question is answered with yes.
    Limited(&'a str),
    /// The list treats the sub-items of the code differently: the sub-item has to be known.
    Split,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Effect {
    Inside,
    Limited(String),
    Outside,
}

/// Codes with what a list says of them. The most exact code counts.
#[derive(Clone, Debug, Default)]
pub struct CodeList {
    categories: BTreeMap<u8, Effect>,
    entries: BTreeMap<String, Vec<(ControlCode, Effect)>>,
}

impl CodeList {
    /// Adds a code, or a category written as one digit, held in full.
    ///
    /// # Errors
    /// A text that is neither.
    pub fn hold(&mut self, text: &str) -> Result<(), String> {
        self.add(text, Effect::Inside)
    }

    /// Adds a code held only if the question is answered with yes.
    ///
    /// # Errors
    /// A text that is no control code.
    pub fn limit(&mut self, text: &str, question: &str) -> Result<(), String> {
        self.add(text, Effect::Limited(question.to_owned()))
    }

    /// Takes a code out again.
    ///
    /// # Errors
    /// A text that is no control code.
    pub fn release(&mut self, text: &str) -> Result<(), String> {
        self.add(text, Effect::Outside)
    }

    fn add(&mut self, text: &str, effect: Effect) -> Result<(), String> {
        if let [digit @ b'0'..=b'9'] = text.as_bytes() {
            return match self.categories.insert(digit - b'0', effect) {
                Some(_) => Err(format!("category {text} stands here twice; keep one")),
                None => Ok(()),
            };
        }
        let code: ControlCode = text.parse().map_err(|error| format!("{error}"))?;
        if code.as_str() != text {
            return Err(format!("write `{code}` instead of `{text}`"));
        }
        let rules = self.entries.entry(code.entry().to_owned()).or_default();
        if rules.iter().any(|(known, _)| *known == code) {
            return Err(format!("`{code}` stands here twice; keep one"));
        }
        rules.push((code, effect));
        Ok(())
    }

    /// How the list meets `code`.
    pub fn coverage(&self, code: &ControlCode) -> Coverage<'_> {
        let rules = self.entries.get(code.entry()).map_or(&[][..], Vec::as_slice);
        let exact = rules.iter().filter(|(rule, _)| rule.covers(code)).max_by_key(|(rule, _)| rule.as_str().len());
        let base = exact.map(|(_, effect)| effect).or_else(|| self.categories.get(&code.category()));
        let base = base.unwrap_or(&Effect::Outside);
        let below = rules.iter().filter(|(rule, _)| code.covers(rule) && rule != code);
        if below.into_iter().any(|(_, effect)| effect != base) {
            return Coverage::Split;
        }
        match base {
            Effect::Inside => Coverage::Inside,
            Effect::Limited(question) => Coverage::Limited(question),
            Effect::Outside => Coverage::Outside,
        }
    }

    /// Codes the list holds, in full or in part, in order; categories are not among them.
    pub fn codes(&self) -> impl Iterator<Item = &ControlCode> {
        self.entries.values().flatten().filter(|(_, effect)| *effect != Effect::Outside).map(|(code, _)| code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> CodeList {
        let mut list = CodeList::default();
        list.hold("0").unwrap();
        list.release("0C001").unwrap();
        list.hold("3A228.a").unwrap();
        list.limit("9A004", "Is it a launcher?").unwrap();
        list.hold("3A231").unwrap();
        list.release("3A231.b.2").unwrap();
        list
    }

    #[test]
    fn the_most_exact_code_counts_and_a_split_parent_is_undecided() {
        let list = list();
        for (code, expected) in [
            ("3A228.a.1", Coverage::Inside),
            ("3A228.b", Coverage::Outside),
            ("3A228", Coverage::Split),
            ("9A004.b", Coverage::Limited("Is it a launcher?")),
            ("0B001.a", Coverage::Inside),
            ("0C001", Coverage::Outside),
            ("3A231.b.1", Coverage::Inside),
            ("3A231.b.2", Coverage::Outside),
            ("3A231", Coverage::Split),
            ("1A001", Coverage::Outside),
        ] {
            assert_eq!(list.coverage(&code.parse().unwrap()), expected, "{code}");
        }
    }

    #[test]
    fn a_code_written_twice_or_badly_is_refused() {
        let mut list = list();
        assert!(list.hold("9A004").is_err());
        assert!(list.hold("9A004.").is_err());
        assert!(list.hold("XX").is_err());
    }
}
