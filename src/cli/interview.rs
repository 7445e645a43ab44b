//! The interview of `dualuse classify --interview`: the open questions, one a turn, the most decisive first, until the
//! goods are listed or not, or nothing is left to ask. "Don't know" is an answer. Every turn is kept.

use std::io::{BufRead, Write};

use serde::Serialize;

use crate::classification::{Answer, Answers, Classification, Outcome, ParameterFault, Question};
use crate::domain::{Item, StatedParameter};

/// Most turns, and how often one question is put again after an answer that cannot be used.
const MOST_TURNS: usize = 60;
const MOST_TRIES: usize = 3;
/// Longest answer that is read, in bytes.
const LONGEST: u64 = 10_000;
const HELP: &str = "Answer each question, or press Enter for \"don't know\"; \"stop\" ends the interview.";

/// One question and what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Turn {
    /// The question as it was put.
    pub question: String,
    /// The parameter or feature it is about, as `--param` takes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What was said.
    pub answer: String,
}

/// Classifies goods with the answers given so far.
pub(super) type Classify<'a> = dyn Fn(&Item, &Answers) -> Result<Classification, Vec<ParameterFault>> + 'a;

/// An interview: what was asked and answered.
#[derive(Debug, Default)]
pub(super) struct Interview {
    pub answers: Answers,
    pub turns: Vec<Turn>,
}

/// What came of one answer.
enum Said {
    /// It can be used, and so it is recorded.
    Taken(String),
    /// It cannot; the sentence says why.
    Refused(String),
    Stopped,
}

impl Interview {
    /// Asks until the answer is settled. Stated properties are added to `item`.
    ///
    /// # Errors
    /// A terminal that cannot be read or written.
    pub fn hold(
        &mut self,
        item: &mut Item,
        classify: &Classify<'_>,
        answers: &mut impl BufRead,
        terminal: &mut impl Write,
    ) -> anyhow::Result<()> {
        writeln!(terminal, "{HELP}")?;
        while self.turns.len() < MOST_TURNS {
            let found = classify(item, &self.answers).map_err(|faults| super::classify::told(&faults))?;
            let question = found.questions.iter().find(|q| !self.turns.iter().any(|turn| turn.question == q.text));
            let Some(question) = question.filter(|_| found.outcome == Outcome::Undetermined) else { break };
            writeln!(terminal, "\n{}. {}{}", self.turns.len() + 1, question.text, decides(question))?;
            if !self.put(question, item, classify, answers, terminal)? {
                break;
            }
        }
        writeln!(terminal)?;
        Ok(())
    }

    /// Puts one question until its answer can be used; false where the interview is to end.
    fn put(
        &mut self,
        question: &Question,
        item: &mut Item,
        classify: &Classify<'_>,
        answers: &mut impl BufRead,
        terminal: &mut impl Write,
    ) -> anyhow::Result<bool> {
        for _ in 0..MOST_TRIES {
            write!(terminal, "> ")?;
            terminal.flush()?;
            let Some(text) = line(answers)? else { return Ok(false) };
            match self.take(question, text.trim(), item, classify) {
                Said::Taken(answer) => {
                    self.record(question, answer);
                    return Ok(true);
                }
                Said::Refused(why) => writeln!(terminal, "{why}")?,
                Said::Stopped => return Ok(false),
            }
        }
        self.unknown(question);
        self.record(question, format!("{} (no answer could be used)", Answer::Unknown.word()));
        Ok(true)
    }

    fn record(&mut self, question: &Question, answer: String) {
        self.turns.push(Turn { question: question.text.clone(), about: question.about.clone(), answer });
    }

    fn unknown(&mut self, question: &Question) {
        self.answers.insert(question.text.clone(), Answer::Unknown);
    }

    fn take(&mut self, question: &Question, text: &str, item: &mut Item, classify: &Classify<'_>) -> Said {
        let said = Answer::read(text);
        if matches!(text.to_lowercase().as_str(), "stop" | "quit" | "exit") {
            Said::Stopped
        } else if said == Some(Answer::Unknown) {
            self.unknown(question);
            Said::Taken(Answer::Unknown.word().to_owned())
        } else if !question.about.is_empty() {
            self.state(question, text, item, classify)
        } else if question.decides.is_empty() && said.is_some() {
            Said::Refused("Name the goods, or answer don't know.".to_owned())
        } else if question.decides.is_empty() {
            // What the goods are: in front of what was said before, so that the new head word counts.
            item.description = format!("{text}; {}", item.description);
            Said::Taken(text.to_owned())
        } else {
            match said {
                Some(answer) => {
                    self.answers.insert(question.text.clone(), answer);
                    Said::Taken(answer.word().to_owned())
                }
                None => Said::Refused("Answer yes, no or don't know.".to_owned()),
            }
        }
    }

    /// An answer about a parameter or feature, if the register can use it.
    fn state(&self, question: &Question, text: &str, item: &mut Item, classify: &Classify<'_>) -> Said {
        item.parameters.push(StatedParameter { name: question.about.clone(), value: text.to_owned() });
        match classify(item, &self.answers) {
            Ok(_) => Said::Taken(text.to_owned()),
            Err(faults) => {
                item.parameters.pop();
                Said::Refused(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// The provisions a question helps to decide.
fn decides(question: &Question) -> String {
    let shown: Vec<&str> = question.decides.iter().take(4).map(|code| code.as_str()).collect();
    let more = if question.decides.len() > shown.len() { ", …" } else { "" };
    if shown.is_empty() { String::new() } else { format!("\n   (decides {}{more})", shown.join(", ")) }
}

/// One line, whatever its bytes; nothing at the end of the input.
fn line(from: &mut impl BufRead) -> anyhow::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = std::io::Read::take(&mut *from, LONGEST).read_until(b'\n', &mut bytes)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}
