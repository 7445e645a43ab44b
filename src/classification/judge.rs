//! Judging a provision: each test three-valued, then the path from the entry down to the item, then its exclusions.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use super::answers::{Answer, Answers};
use super::kind_index::KindIndex;
use super::outcome::{JudgedTest, Status, TestResult};
use super::reading::{Figure, Reading, Span};
use super::release::Grounds;
use super::roles::{Role, is_transparent};
use crate::control_list::{
    Better, Combine, Comparison, Condition, Exclusion, FeatureId, Interval, Item, ItemId, KindId, ParameterId,
    Register, Relation, Silence, Test,
};
use crate::domain::ControlCode;
use crate::quantity::{Bound as Said, same};

/// How far "specified in …" is followed from one provision into another.
const DEEPEST_REFERENCE: u8 = 3;

/// What the goods are to the kinds an item names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KindFit {
    /// Something else.
    No,
    /// The description is broader than the item: it may be one.
    Maybe,
    /// A part for such goods, where the item covers parts.
    PartOf,
    /// One of them.
    Yes,
}

/// A question a judgement left open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Parameter(ParameterId),
    Feature(FeatureId),
    /// A question only a person can answer.
    Words(String),
}

/// One test as it came out, with the place of the words that decided it.
#[derive(Clone, Debug)]
pub(super) struct Tested<'a> {
    pub test: Cow<'a, str>,
    pub result: TestResult,
    pub span: Option<Span>,
    /// What decided it where no words of the description did.
    pub told: Option<&'static str>,
}

impl<'a> Tested<'a> {
    /// A test decided by words of the description, or by their absence.
    pub fn new(test: impl Into<Cow<'a, str>>, result: TestResult, span: Option<Span>) -> Self {
        Self { test: test.into(), result, span, told: None }
    }

    /// A question a person has answered.
    pub fn answered(question: String, result: TestResult) -> Self {
        let told = if result == TestResult::Met { "answered yes" } else { "answered no" };
        Self { told: Some(told), ..Self::new(question, result, None) }
    }

    /// For the reader, with the words of a description of which `described` bytes are its own.
    pub fn report(self, reading: &Reading, described: usize) -> JudgedTest {
        let words = self.span.and_then(|span| reading.words(span)).or_else(|| self.told.map(str::to_owned));
        let span = self.span.filter(|span| span.1 <= described);
        JudgedTest { test: self.test.into_owned(), result: self.result, words, span }
    }
}

/// How a group of tests, or a whole provision, came out.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict<'a> {
    pub tests: Vec<Tested<'a>>,
    pub asks: Vec<Ask>,
    /// Notes that take the goods out (first), or might.
    pub exclusions: Vec<Cow<'a, str>>,
    pub excluded: bool,
    /// Whether a general note releases the goods.
    pub released: bool,
    /// General notes that could still release the goods, by their places in the register.
    pub may_release: Vec<u16>,
}

impl Verdict<'_> {
    /// No, if any test fails; yes, if all hold; open otherwise.
    pub fn status(&self) -> Status {
        let fails = |t: &Tested<'_>| matches!(t.result, TestResult::NotMet | TestResult::PresumedNotMet);
        if self.excluded || self.tests.iter().any(fails) {
            Status::Excluded
        } else if self.tests.iter().any(|t| t.result == TestResult::NotStated) || !self.asks.is_empty() {
            Status::Open
        } else {
            Status::Met
        }
    }

    fn add(&mut self, other: Self) {
        self.tests.extend(other.tests);
        self.asks.extend(other.asks);
        self.exclusions.extend(other.exclusions);
        self.excluded |= other.excluded;
        self.released |= other.released;
        self.may_release.extend(other.may_release);
    }
}

/// Judges provisions of one register against one reading.
#[derive(Clone)]
pub(super) struct Judge<'a> {
    pub(super) register: &'a Register,
    pub(super) index: &'a KindIndex,
    pub reading: &'a Reading,
    /// The kinds judged: what the goods are, or what is built into or served by them.
    pub(super) subject: Rc<[KindId]>,
    /// Whether a provision about other kinds of goods falls away ("not specified in 3A001").
    pub(super) by_kind: bool,
    /// Whether a figure test must hold for every stated figure: a note takes goods out only if all they state allows it.
    pub(super) every_figure: bool,
    /// Whether what nobody would leave unsaid is presumed; not where a description is a bare name and says nothing at all.
    pub(super) presumes: bool,
    /// What a person said to questions.
    pub(super) answers: &'a Answers,
    /// How the grounds of each general note come out, worked out once for all provisions it reaches.
    pub(super) grounds: Rc<OnceCell<Vec<Grounds<'a>>>>,
}

impl<'a> Judge<'a> {
    /// Judges the goods themselves.
    pub fn new(register: &'a Register, index: &'a KindIndex, reading: &'a Reading, answers: &'a Answers) -> Self {
        Self {
            register,
            index,
            reading,
            subject: reading.heads().collect(),
            by_kind: false,
            every_figure: false,
            presumes: true,
            answers,
            grounds: Rc::default(),
        }
    }

    /// The same judge over other goods: what is built into the goods, or served by them.
    pub fn of(&self, subject: Rc<[KindId]>) -> Self {
        Self { subject, grounds: Rc::default(), ..self.clone() }
    }

    /// The same judge, to whom silence about anything is a question.
    pub fn asking(&self) -> Self {
        Self { presumes: false, grounds: Rc::default(), ..self.clone() }
    }

    /// Puts a question in words to a person, or counts the answer already given.
    pub fn ask(&self, question: String, verdict: &mut Verdict<'_>) {
        match self.answers.get(&question) {
            Some(Answer::Yes) => verdict.tests.push(Tested::answered(question, TestResult::Met)),
            Some(Answer::No) => verdict.tests.push(Tested::answered(question, TestResult::NotMet)),
            Some(Answer::Unknown) | None => verdict.asks.push(Ask::Words(question)),
        }
    }

    fn answer_to(&self, question: impl FnOnce() -> String) -> Option<bool> {
        if self.answers.is_empty() {
            return None;
        }
        match self.answers.get(&question()) {
            Some(Answer::Yes) => Some(true),
            Some(Answer::No) => Some(false),
            Some(Answer::Unknown) | None => None,
        }
    }

    /// What an unstated property comes to. A negative test turns the presumption round.
    fn unstated(&self, silence: Silence, positive: bool) -> TestResult {
        match (silence, positive) {
            (Silence::Ask, true) => TestResult::NotStated,
            (Silence::PresumeNo, true) if !self.presumes => TestResult::NotStated,
            (Silence::PresumeYes, true) | (Silence::PresumeNo | Silence::Ask, false) => TestResult::PresumedMet,
            (Silence::PresumeNo, true) | (Silence::PresumeYes, false) => TestResult::PresumedNotMet,
        }
    }

    /// What the goods are to these kinds.
    pub fn kind_fit(&self, kinds: &[KindId], components: bool) -> KindFit {
        let vocabulary = self.register.vocabulary();
        let is = |a: KindId, b: KindId| vocabulary.is_a(a, b);
        if self.subject.iter().any(|head| kinds.iter().any(|kind| is(*head, *kind))) {
            return KindFit::Yes;
        }
        let serves = || {
            self.reading
                .in_role(&[Role::Modifier, Role::Served])
                .any(|served| kinds.iter().any(|kind| is(served, *kind)))
        };
        if components && serves() {
            return KindFit::PartOf;
        }
        if self.subject.iter().any(|head| kinds.iter().any(|kind| is(*kind, *head))) {
            return KindFit::Maybe;
        }
        KindFit::No
    }

    /// Whether the goods fit only because a provision names "equipment" or the like.
    pub fn fits_any_goods(&self, kinds: &[KindId]) -> bool {
        let vocabulary = self.register.vocabulary();
        if !kinds.iter().any(|kind| is_transparent(*kind, vocabulary)) {
            return self.kind_fit(kinds, true) == KindFit::No;
        }
        let specific: Vec<KindId> = kinds.iter().copied().filter(|kind| !is_transparent(*kind, vocabulary)).collect();
        self.kind_fit(&specific, true) == KindFit::No
    }

    /// Judges an item on its whole path: every test above it, its own, its conditions, every exclusion.
    pub fn path(&self, id: ItemId) -> Verdict<'a> {
        let path = self.register.path(id);
        let code = &self.register.item(id).code;
        let mut verdict = Verdict::default();
        let mut silence = None;
        for step in &path {
            let item = self.register.item(*step);
            silence = item.silence.or(silence);
            verdict.add(self.own(item, silence, 0));
            for exclusion in &item.exclusions {
                self.exclude(exclusion, code, &mut verdict);
            }
        }
        verdict.add(self.conditions(id, silence, 0));
        self.general_notes(id, &mut verdict);
        verdict
    }

    /// Conditions among the sub-items (`combine = "all"`), each with its own alternatives.
    fn conditions(&self, id: ItemId, silence: Option<Silence>, depth: u8) -> Verdict<'a> {
        let item = self.register.item(id);
        let mut verdict = Verdict::default();
        if item.combine == Combine::All {
            for child in &item.children {
                verdict.add(self.subtree(*child, silence, depth));
            }
        }
        verdict
    }

    /// An item with everything below it: its conditions, or the best of its alternatives.
    fn subtree(&self, id: ItemId, silence: Option<Silence>, depth: u8) -> Verdict<'a> {
        let item = self.register.item(id);
        let silence = item.silence.or(silence);
        let mut verdict = self.own(item, silence, depth);
        let reportable = item.children.is_empty() || item.combine == Combine::All;
        if self.by_kind && reportable {
            match self.kind_fit(&item.kinds, false) {
                KindFit::No => verdict.excluded = true,
                KindFit::Maybe => {
                    self.ask(format!("Does it concern goods of {}: {}?", item.code, item.title), &mut verdict)
                }
                _ => {}
            }
        }
        for exclusion in &item.exclusions {
            self.exclude(exclusion, &item.code, &mut verdict);
        }
        if item.combine == Combine::All {
            verdict.add(self.conditions(id, silence, depth));
        } else if let Some(best) = best(item.children.iter().map(|child| self.subtree(*child, silence, depth))) {
            verdict.add(best);
        }
        verdict
    }

    /// The item's own tests.
    fn own(&self, item: &'a Item, silence: Option<Silence>, depth: u8) -> Verdict<'a> {
        let mut verdict = self.all(&item.when, silence, depth);
        if let Some(best) = best(item.any_of.iter().map(|group| self.all(group, silence, depth))) {
            verdict.add(best);
        }
        if let Some(question) = item.question.as_ref().filter(|_| item.when.is_empty() && item.any_of.is_empty()) {
            self.ask(question.clone(), &mut verdict);
        }
        verdict
    }

    pub(super) fn all(&self, tests: &'a [Test], silence: Option<Silence>, depth: u8) -> Verdict<'a> {
        let mut verdict = Verdict::default();
        for test in tests {
            let (result, span, asks) = self.test(test, silence, depth);
            verdict.tests.push(Tested::new(&test.source, result, span));
            if result == TestResult::NotStated {
                verdict.asks.extend(asks);
            }
        }
        verdict
    }

    fn exclude(&self, exclusion: &'a Exclusion, code: &ControlCode, verdict: &mut Verdict<'a>) {
        if !exclusion.only.is_empty() && !exclusion.only.iter().any(|only| only.covers(code)) {
            return;
        }
        let fit = if exclusion.kinds.is_empty() { KindFit::Yes } else { self.kind_fit(&exclusion.kinds, false) };
        let strict = Judge { every_figure: true, ..self.clone() };
        let mut inner = strict.all(&exclusion.when, None, 0);
        if let Some(best) = best(exclusion.any_of.iter().map(|group| strict.all(group, None, 0))) {
            inner.add(best);
        }
        match (fit, inner.status()) {
            (KindFit::Yes | KindFit::PartOf, Status::Met) => {
                verdict.excluded = true;
                verdict.exclusions.insert(0, Cow::Borrowed(&exclusion.note));
            }
            (KindFit::No, _) | (_, Status::Excluded) => {}
            _ if exclusion.silence == Silence::Ask => {
                let unless = format!("Does this apply: {}?", exclusion.note.trim_end_matches('.'));
                match self.answer_to(|| unless.clone()) {
                    Some(true) => {
                        verdict.excluded = true;
                        verdict.exclusions.insert(0, Cow::Borrowed(&exclusion.note));
                    }
                    Some(false) => {}
                    None => {
                        verdict.exclusions.push(Cow::Borrowed(&exclusion.note));
                        verdict.asks.extend(if inner.asks.is_empty() { vec![Ask::Words(unless)] } else { inner.asks });
                    }
                }
            }
            _ => {}
        }
    }

    /// One test: how it comes out, the words that decided it, what to ask where nothing is said.
    fn test(&self, test: &'a Test, silence: Option<Silence>, depth: u8) -> Judged {
        match &test.condition {
            Condition::Compare(id, comparison, threshold) => {
                self.measured(*id, silence, |f, better| compares(f, *comparison, *threshold, better))
            }
            Condition::Overlaps(id, interval) => self.measured(*id, silence, |f, _| overlaps(f, interval)),
            Condition::Within(id, interval) => self.measured(*id, silence, |f, better| within(f, interval, better)),
            Condition::Value(id, wanted, positive) => self.value(*id, wanted, *positive, silence),
            Condition::Feature(id, positive) => self.feature(*id, *positive, silence),
            Condition::Kind(kind, positive) => self.kind(*kind, *positive),
            Condition::Relation(relation, codes, positive) => {
                self.relation(*relation, codes, *positive, silence, depth)
            }
        }
    }

    fn measured(
        &self,
        id: ParameterId,
        silence: Option<Silence>,
        holds: impl Fn(&Figure, Option<Better>) -> bool,
    ) -> Judged {
        let parameter = self.register.vocabulary().parameter(id);
        let figures = self.reading.figures(id, self.register);
        let holds = |figure: &Figure| {
            let other = figure.otherwise.map(|(low, high)| Figure { low, high, otherwise: None, ..*figure });
            let first = holds(figure, parameter.better);
            // Whether the figure or a thousand of it is meant is open where the two come out differently.
            other.is_none_or(|other| holds(&other, parameter.better) == first).then_some(first)
        };
        let result = |wanted: Option<bool>| figures.iter().find(|figure| holds(figure) == wanted);
        let (met, failed, doubtful) = (result(Some(true)), result(Some(false)), result(None));
        let decisive = if self.every_figure { failed.or(doubtful) } else { None };
        match (decisive.is_none(), met, doubtful, decisive.or(failed)) {
            (true, Some(figure), ..) => (TestResult::Met, figure.span, Vec::new()),
            (true, None, Some(figure), _) => (TestResult::NotStated, figure.span, vec![Ask::Parameter(id)]),
            (.., Some(figure)) => (TestResult::NotMet, figure.span, Vec::new()),
            _ => unsaid(self.unstated(silence.unwrap_or(parameter.silence), true), || Ask::Parameter(id)),
        }
    }

    fn value(&self, id: ParameterId, wanted: &[u16], positive: bool, silence: Option<Silence>) -> Judged {
        let Some(stated) = self.reading.values.get(&id) else {
            let silence = silence.unwrap_or(self.register.vocabulary().parameter(id).silence);
            return unsaid(self.unstated(silence, positive), || Ask::Parameter(id));
        };
        let hit = stated.iter().find(|(value, _)| wanted.contains(value));
        let span = hit.or(stated.first()).and_then(|(_, span)| *span);
        (if hit.is_some() == positive { TestResult::Met } else { TestResult::NotMet }, span, Vec::new())
    }

    fn feature(&self, id: FeatureId, positive: bool, silence: Option<Silence>) -> Judged {
        match self.reading.features.get(&id) {
            Some((truth, span)) => {
                (if *truth == positive { TestResult::Met } else { TestResult::NotMet }, *span, Vec::new())
            }
            None => {
                let silence = silence.unwrap_or(self.register.vocabulary().feature(id).silence);
                unsaid(self.unstated(silence, positive), || Ask::Feature(id))
            }
        }
    }

    fn kind(&self, kind: KindId, positive: bool) -> Judged {
        let result = match (self.kind_fit(&[kind], false), positive) {
            (KindFit::Yes, true) | (KindFit::No, false) => TestResult::Met,
            (KindFit::Yes, false) | (KindFit::No, true) => TestResult::NotMet,
            // Said more broadly: not claimed, so presumed not to be the narrower thing.
            (_, true) => TestResult::PresumedNotMet,
            (_, false) => TestResult::PresumedMet,
        };
        (result, None, Vec::new())
    }

    fn relation(
        &self,
        relation: Relation,
        codes: &[ControlCode],
        positive: bool,
        silence: Option<Silence>,
        depth: u8,
    ) -> Judged {
        // A code quoted for what the goods serve or hold is taken for that; what the goods themselves meet is judged.
        let mut quoted = self.reading.codes.iter().filter(|_| relation != Relation::Meets);
        if let Some((_, span)) = quoted.find(|(quoted, _)| codes.iter().any(|code| code.covers(quoted))) {
            return (if positive { TestResult::Met } else { TestResult::NotMet }, Some(*span), Vec::new());
        }
        if let Some(truth) = self.answer_to(|| relation_question(relation, codes)) {
            return (if truth == positive { TestResult::Met } else { TestResult::NotMet }, None, Vec::new());
        }
        let judged = codes.iter().filter_map(|code| self.related(relation, code, depth));
        let Some(verdict) = best(judged) else {
            // Nothing in the description speaks of such goods.
            let silence = presumption(silence);
            let question = || Ask::Words(relation_question(relation, codes));
            return unsaid(self.unstated(silence, positive), question);
        };
        // What rests on presumptions alone is not shown by the description.
        let shown = verdict.tests.is_empty() || verdict.tests.iter().any(|t| t.result == TestResult::Met);
        let status = if verdict.status() == Status::Met && !shown { Status::Open } else { verdict.status() };
        let result = match (status, positive) {
            (Status::Met, true) | (Status::Excluded, false) => TestResult::Met,
            (Status::Met, false) | (Status::Excluded, true) => TestResult::NotMet,
            (Status::Open, true) => TestResult::NotStated,
            (Status::Open, false) => TestResult::PresumedMet,
        };
        if verdict.asks.is_empty() {
            return unsaid(result, || Ask::Words(relation_question(relation, codes)));
        }
        (result, None, verdict.asks)
    }

    /// The judgement of the provision another test refers to; nothing where the description names no such goods.
    fn related(&self, relation: Relation, code: &ControlCode, depth: u8) -> Option<Verdict<'a>> {
        let id = self.register.find(code).or_else(|| self.register.find(&code.entry_code()))?;
        if depth >= DEEPEST_REFERENCE {
            return None;
        }
        let roles: &'static [Role] = match relation {
            Relation::Meets => &[Role::Head],
            Relation::Contains => &[Role::Head, Role::Modifier, Role::Included, Role::Mentioned],
            Relation::For => &[Role::Modifier, Role::Served, Role::Mentioned],
        };
        let vocabulary = self.register.vocabulary();
        let kinds = self.index.kinds_below(id);
        let is = |m: KindId, kind: KindId| vocabulary.is_a(m, kind) && !is_transparent(kind, vocabulary);
        let named = self.reading.in_role(roles).any(|m| kinds.iter().any(|kind| is(m, *kind)));
        if !named && relation != Relation::Meets {
            return None;
        }
        let subject =
            if relation == Relation::Meets { self.subject.clone() } else { self.reading.in_role(roles).collect() };
        let by_kind = relation != Relation::Meets || self.register.item(id).code.is_entry();
        let other = Judge { subject, by_kind, ..self.clone() };
        let mut verdict = Verdict::default();
        for step in self.register.path(id).iter().rev().skip(1) {
            verdict.add(other.all(&self.register.item(*step).when, None, depth + 1));
        }
        verdict.add(other.subtree(id, None, depth + 1));
        Some(verdict)
    }
}

/// How a test came out, the place of the words that decided it, and what to ask where nothing is said.
type Judged = (TestResult, Option<Span>, Vec<Ask>);

/// A test nothing is said of.
fn unsaid(result: TestResult, ask: impl FnOnce() -> Ask) -> Judged {
    let asks = if result == TestResult::NotStated { vec![ask()] } else { Vec::new() };
    (result, None, asks)
}

/// Goods nobody mentions are presumed not to be involved, unless the register says that practically all are.
fn presumption(silence: Option<Silence>) -> Silence {
    silence.filter(|s| *s == Silence::PresumeYes).unwrap_or(Silence::PresumeNo)
}

fn relation_question(relation: Relation, codes: &[ControlCode]) -> String {
    let list = codes.iter().map(ControlCode::as_str).collect::<Vec<_>>().join(" or ");
    match relation {
        Relation::Meets => format!("Do the goods meet the figures of {list}?"),
        Relation::Contains => format!("Is something specified in {list} built in?"),
        Relation::For => format!("Is it specially designed for, or required for, something specified in {list}?"),
    }
}

/// The best of several alternatives: one that holds, else the open one with the fewest questions, else the failed one that held longest.
fn best<'a>(all: impl Iterator<Item = Verdict<'a>>) -> Option<Verdict<'a>> {
    let rank = |v: &Verdict<'_>| {
        let held = v.tests.iter().filter(|t| t.result == TestResult::Met).count();
        let failed =
            v.tests.iter().filter(|t| matches!(t.result, TestResult::NotMet | TestResult::PresumedNotMet)).count();
        let order = match v.status() {
            Status::Met => 0,
            Status::Open => 1,
            Status::Excluded => 2,
        };
        (order, failed, v.asks.len(), usize::MAX - held)
    };
    all.min_by_key(rank)
}

fn compares(figure: &Figure, comparison: Comparison, threshold: f64, better: Option<Better>) -> bool {
    // A range counts with its best figure; without a better direction any part of it may satisfy the test.
    let upper = matches!(comparison, Comparison::Above | Comparison::AtLeast);
    let value = match better {
        Some(Better::Higher) => figure.high,
        Some(Better::Lower) => figure.low,
        None if upper => figure.high,
        None => figure.low,
    };
    let equal = same(value, threshold);
    match comparison {
        // "more than 15 kW" is above 15 kW; "less than 5 µm" below 5 µm.
        Comparison::Above => (value > threshold && !equal) || (equal && figure.said == Said::AtLeast),
        Comparison::AtLeast => value > threshold || equal,
        Comparison::Below => (value < threshold && !equal) || (equal && figure.said == Said::AtMost),
        Comparison::AtMost => value < threshold || equal,
        Comparison::Equal => equal || (figure.low <= threshold && threshold <= figure.high),
    }
}

fn overlaps(figure: &Figure, interval: &Interval) -> bool {
    let reaches_low = figure.high > interval.low.0 || (interval.low.1 && same(figure.high, interval.low.0));
    let reaches_high = figure.low < interval.high.0 || (interval.high.1 && same(figure.low, interval.high.0));
    // A range that only touches an open end does not overlap.
    let only_open_low = !interval.low.1 && same(figure.high, interval.low.0);
    let only_open_high = !interval.high.1 && same(figure.low, interval.high.0);
    reaches_low && reaches_high && !only_open_low && !only_open_high
}

fn within(figure: &Figure, interval: &Interval, better: Option<Better>) -> bool {
    let (low, high) = match better {
        Some(Better::Higher) => (figure.high, figure.high),
        Some(Better::Lower) => (figure.low, figure.low),
        None => (figure.low, figure.high),
    };
    let above = (low > interval.low.0 && !same(low, interval.low.0)) || (interval.low.1 && same(low, interval.low.0));
    let below =
        (high < interval.high.0 && !same(high, interval.high.0)) || (interval.high.1 && same(high, interval.high.0));
    above && below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(low: f64, high: f64) -> Figure {
        Figure { low, high, said: Said::Exact, span: None, otherwise: None }
    }

    #[test]
    fn a_threshold_is_met_exactly_as_the_law_says() {
        let at = figure(10.0, 10.0);
        assert!(compares(&at, Comparison::AtLeast, 10.0, None) && !compares(&at, Comparison::Above, 10.0, None));
        assert!(compares(&at, Comparison::AtMost, 10.0, None) && !compares(&at, Comparison::Below, 10.0, None));
        assert!(compares(&figure(0.1 + 0.2, 0.3), Comparison::AtMost, 0.3, None));
    }

    #[test]
    fn a_stated_bound_lies_beyond_its_figure() {
        let more = Figure { said: Said::AtLeast, ..figure(15.0, 15.0) };
        assert!(compares(&more, Comparison::Above, 15.0, None) && !compares(&more, Comparison::Below, 15.0, None));
        let less = Figure { said: Said::AtMost, ..figure(5.0, 5.0) };
        assert!(compares(&less, Comparison::Below, 5.0, None) && !compares(&less, Comparison::Above, 5.0, None));
    }

    #[test]
    fn a_range_counts_with_its_best_figure() {
        let range = figure(2.0, 18.0);
        assert!(compares(&range, Comparison::Above, 10.0, None) && compares(&range, Comparison::Below, 10.0, None));
        assert!(!compares(&range, Comparison::Below, 10.0, Some(Better::Higher)));
        assert!(!compares(&range, Comparison::Above, 10.0, Some(Better::Lower)));
    }

    #[test]
    fn open_ends_do_not_belong_to_a_range() {
        let interval = Interval { low: (2.7, false), high: (6.8, true) };
        assert!(!overlaps(&figure(1.0, 2.7), &interval) && overlaps(&figure(1.0, 2.8), &interval));
        assert!(overlaps(&figure(6.8, 9.0), &interval) && !overlaps(&figure(6.9, 9.0), &interval));
        assert!(within(&figure(3.0, 6.8), &interval, None) && !within(&figure(2.7, 6.0), &interval, None));
    }
}
