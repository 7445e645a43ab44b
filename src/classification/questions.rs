//! The questions that are left, ordered by how much each decides.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Answer, Answers};
use super::judge::{Ask, KindFit};
use super::looked::Looked;
use super::outcome::{Question, Status};
use super::release::note_questions;
use crate::control_list::Register;
use crate::domain::ControlCode;

/// Most questions reported.
const MOST: usize = 8;
/// What a question counts for a provision about goods these are, may be a part for, or may be.
const WEIGHT: [(KindFit, f64); 3] = [(KindFit::Yes, 1.0), (KindFit::PartOf, 0.5), (KindFit::Maybe, 0.4)];
/// What a question in words counts against one a data sheet answers.
const IN_WORDS: f64 = 0.5;
/// Asked where nothing says what the goods are.
pub(super) const WHAT_ARE_THEY: &str = "What are the goods? Name them in a few words, head word first.";
/// Asked where a description is longer than what is read.
pub(super) const TOO_LONG: &str =
    "The description is longer than what is read. What are the goods, in a few sentences with their decisive figures?";

/// What a question would help to decide.
#[derive(Default)]
struct Decides<'l> {
    codes: BTreeSet<&'l ControlCode>,
    weight: f64,
}

/// The open questions, the most decisive first. One that leaves a single provision open settles it, one of many only
/// helps; those a person could not answer come last.
pub(super) fn questions(
    register: &Register,
    looked: &[Looked<'_>],
    first: Option<&str>,
    answers: &Answers,
) -> Vec<Question> {
    let mut decides: BTreeMap<&Ask, Decides<'_>> = BTreeMap::new();
    // Goods that are listed may fall under a second entry: ask only where they are such goods, not where they may be.
    let met = looked.iter().any(|l| l.verdict.status() == Status::Met);
    let worth_asking = |l: &&Looked<'_>| l.verdict.status() == Status::Open && (!met || l.fit == KindFit::Yes);
    for one in looked.iter().filter(worth_asking) {
        let asks: BTreeSet<&Ask> = one.verdict.asks.iter().collect();
        let weight = WEIGHT.iter().find(|(fit, _)| *fit == one.fit).map_or(0.1, |(_, weight)| *weight);
        let share = weight / asks.len().max(1) as f64;
        for ask in asks {
            let entry = decides.entry(ask).or_default();
            entry.codes.insert(one.code);
            entry.weight += share;
        }
    }
    let mut weighed: Vec<Weighed<'_>> =
        decides.into_iter().map(|(ask, decides)| weigh(register, ask, decides)).collect();
    let unknown = |q: &Weighed<'_>| answers.get(q.text) == Some(&Answer::Unknown);
    weighed.sort_by(|p, q| {
        unknown(p).cmp(&unknown(q)).then_with(|| q.weight.total_cmp(&p.weight)).then_with(|| p.text.cmp(q.text))
    });
    let person = |text: &str| Question { text: text.to_owned(), about: String::new(), decides: Vec::new() };
    let mut questions: Vec<Question> = first.map(person).into_iter().collect();
    questions.extend(weighed.into_iter().take(MOST).map(Weighed::question));
    questions.truncate(MOST);
    let live = looked.iter().filter(|l| l.verdict.status() == Status::Met || worth_asking(l));
    questions.extend(note_questions(register, live.map(|l| (l.code, &l.verdict))));
    questions
}

/// A question with what it counts for.
struct Weighed<'l> {
    weight: f64,
    text: &'l str,
    about: &'l str,
    codes: BTreeSet<&'l ControlCode>,
}

impl Weighed<'_> {
    fn question(self) -> Question {
        let decides = self.codes.into_iter().cloned().collect();
        Question { text: self.text.to_owned(), about: self.about.to_owned(), decides }
    }
}

fn weigh<'l>(register: &'l Register, ask: &'l Ask, decides: Decides<'l>) -> Weighed<'l> {
    let vocabulary = register.vocabulary();
    let (text, about) = match ask {
        Ask::Parameter(id) => (vocabulary.parameter(*id).question.as_str(), vocabulary.parameter(*id).id.as_str()),
        Ask::Feature(id) => (vocabulary.feature(*id).question.as_str(), vocabulary.feature(*id).id.as_str()),
        Ask::Words(words) => (words.as_str(), ""),
    };
    let weight = if about.is_empty() { decides.weight * IN_WORDS } else { decides.weight };
    Weighed { weight, text, about, codes: decides.codes }
}
