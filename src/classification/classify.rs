//! Candidates from kinds, identities and quoted codes, each judged; then outcome, questions and reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Ask, Judge, KindFit, Verdict};
use super::outcome::{Candidate, Classification, JudgedTest, Outcome, Question, Status, TestResult};
use super::reading::{ParameterFault, Reading};
use super::release::{may_release, note_questions, notes};
use super::roles::Role;
use crate::control_list::{Combine, Depth, FeatureId, Item, ItemId, KindId, ParameterId, Register};
use crate::domain::{ControlCode, Item as Goods, Regime};

/// Most candidates reported of one entry.
const MOST_PER_ENTRY: usize = 4;
/// Most candidates reported in all.
const MOST: usize = 24;
/// Most questions reported.
const MOST_QUESTIONS: usize = 8;
/// A kind under which more entries than this fall says too little to make all of them candidates.
const TOO_BROAD: usize = 12;

/// Entries a text search suggests for a description, best first, with a score of 0 to 1.
pub type Suggest<'a> = dyn Fn(&str) -> Vec<(ControlCode, f64)> + 'a;

/// What a classification may draw on besides the description.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    /// Whether the destination is a party to the Chemical Weapons Convention, where it is known.
    pub cwc_party: Option<bool>,
    /// Asked only where no kind of goods is understood.
    pub suggest: Option<&'a Suggest<'a>>,
}

/// From kinds to the provisions that name them; made once for a register.
#[derive(Clone, Debug)]
pub struct KindIndex {
    pub(super) by_kind: BTreeMap<KindId, Vec<ItemId>>,
    entries_below: BTreeMap<KindId, usize>,
    /// Kinds of which provisions name single substances or organisms: the kind alone ("virus") decides nothing.
    identity_kinds: BTreeSet<KindId>,
    /// The parameters each item's tests speak of, those of what it refers to and of formulas included.
    parameters: Vec<BTreeSet<ParameterId>>,
}

impl KindIndex {
    /// Indexes the provisions of a register.
    pub fn new(register: &Register) -> Self {
        let mut by_kind: BTreeMap<KindId, Vec<ItemId>> = BTreeMap::new();
        for (id, item) in register.items().filter(|(id, item)| is_provision(register, *id, item)) {
            for kind in &item.kinds {
                by_kind.entry(*kind).or_default().push(id);
            }
        }
        let entries_below = entries_below(register, &by_kind);
        let named = register.items().filter(|(_, item)| !item.cas.is_empty() || !item.names.is_empty());
        let identity_kinds = named.flat_map(|(_, item)| item.kinds.iter().copied()).collect();
        Self { by_kind, entries_below, identity_kinds, parameters: super::relevant::parameters(register) }
    }
}

/// Classifies descriptions against one register.
#[derive(Clone, Copy, Debug)]
pub struct Classifier<'r> {
    pub(super) register: &'r Register,
    pub(super) index: &'r KindIndex,
}

impl<'r> Classifier<'r> {
    /// A classifier over a register and its index.
    pub fn new(register: &'r Register, index: &'r KindIndex) -> Self {
        Self { register, index }
    }

    /// Classifies goods.
    ///
    /// # Errors
    /// Every stated parameter that cannot be used.
    pub fn classify(&self, goods: &Goods, context: &Context<'_>) -> Result<Classification, Vec<ParameterFault>> {
        let mut text = goods.description.clone();
        for (label, extra) in [("CAS", &goods.cas)] {
            if let Some(extra) = extra {
                text.push_str(&format!("; {label} {extra}"));
            }
        }
        let mut reading = Reading::new(&text, self.register);
        reading.state(&goods.parameters, self.register)?;
        if let (Some(truth), Some(feature)) = (context.cwc_party, self.feature("export to a CWC state party")) {
            reading.set_feature(feature, truth);
        }
        reading.bind_to(&self.relevant(&reading), self.register);
        Ok(self.answer(&reading, goods, context))
    }

    /// The parameters that provisions about the kinds named in the description ask for.
    fn relevant(&self, reading: &Reading) -> BTreeSet<ParameterId> {
        let vocabulary = self.register.vocabulary();
        let named: BTreeSet<KindId> = reading.kinds.iter().map(|m| m.kind).collect();
        let near = |kind: KindId| named.iter().any(|n| vocabulary.is_a(*n, kind) || vocabulary.is_a(kind, *n));
        let kinds = self.index.by_kind.iter().filter(|(kind, _)| near(**kind));
        kinds.flat_map(|(_, items)| items).flat_map(|id| &self.index.parameters[id.index() as usize]).copied().collect()
    }

    fn feature(&self, id: &str) -> Option<FeatureId> {
        self.register.vocabulary().find_feature(id)
    }

    fn answer(&self, reading: &Reading, goods: &Goods, context: &Context<'_>) -> Classification {
        let judge = Judge::new(self.register, reading);
        let claimed = goods.claimed_code.iter().chain(reading.codes.iter().map(|(code, _)| code));
        let claimed: BTreeSet<ControlCode> = claimed.cloned().collect();
        let mut looked_at = self.by_kinds(&judge);
        self.add_identities(&judge, &mut looked_at);
        self.add_mentioned(&judge, &mut looked_at);
        self.add_claimed(&judge, &claimed, &mut looked_at);
        // Goods that a provision covers but for a note are understood, however broad their name.
        let released = looked_at.values().any(Looked::released_alone);
        let understood = self.is_understood(reading) || released;
        if !understood {
            let suggested = context.suggest.map(|suggest| suggest(&goods.description)).unwrap_or_default();
            self.add_suggested(&judge, &suggested, &mut looked_at);
        }
        self.add_built_in(&judge, &mut looked_at);
        let mut looked: Vec<Looked> = looked_at.into_values().collect();
        looked.sort_by(Looked::rank);
        let outcome = outcome(&looked, understood);
        let questions = self.questions(&looked, understood);
        Classification {
            outcome,
            reason: self.reason(outcome, &looked, reading, understood),
            understood: reading.understanding(self.register, &tests_of(&looked)),
            assumptions: self.assumptions(&looked, outcome),
            questions,
            candidates: self.report(looked),
        }
    }

    /// Whether the description says enough of what the goods are for "not listed" to be said: a head word that is not too
    /// broad, a substance, or a part, accessory or program for goods that no entry names.
    fn is_understood(&self, reading: &Reading) -> bool {
        let vocabulary = self.register.vocabulary();
        let mut served = reading.in_role(&[Role::Modifier, Role::Served]).peekable();
        let for_ordinary_goods =
            served.peek().is_some() && served.all(|kind| vocabulary.kind(kind).not_listed.is_some());
        let narrow = reading.heads().any(|kind| !self.is_too_broad(kind) && !self.index.identity_kinds.contains(&kind));
        narrow || !reading.identities.is_empty() || for_ordinary_goods
    }

    fn is_too_broad(&self, kind: KindId) -> bool {
        let vocabulary = self.register.vocabulary();
        vocabulary.kind(kind).not_listed.is_none()
            && self.index.entries_below.get(&kind).copied().unwrap_or(0) > TOO_BROAD
    }

    /// Provisions whose kinds the goods are, may be, or are a part for.
    fn by_kinds(&self, judge: &Judge<'_>) -> BTreeMap<ItemId, Looked> {
        let vocabulary = self.register.vocabulary();
        let named: BTreeSet<KindId> = judge.reading.in_role(&[Role::Head, Role::Modifier, Role::Served]).collect();
        let broad: BTreeSet<KindId> = judge.reading.heads().filter(|kind| self.is_too_broad(*kind)).collect();
        let near = |kind: KindId| named.iter().any(|n| vocabulary.is_a(*n, kind) || vocabulary.is_a(kind, *n));
        let mut looked_at = BTreeMap::new();
        for (_, items) in self.index.by_kind.iter().filter(|(kind, _)| near(**kind)) {
            for id in items {
                let item = self.register.item(*id);
                let fit = judge.kind_fit(&item.kinds, self.covers_components(*id));
                if fit == KindFit::No || !item.cas.is_empty() || !item.names.is_empty() {
                    continue;
                }
                let looked = self.look(judge, *id, fit);
                // "Software" may be any narrower software: only such as serves what the description names.
                let too_broad = fit == KindFit::Maybe && judge.reading.heads().all(|head| broad.contains(&head));
                if too_broad && !looked.serves_named_goods() {
                    continue;
                }
                // A provision about "equipment" concerns the goods only where something they say speaks for it.
                if !judge.fits_any_goods(&item.kinds) || looked.speaks_for_itself() {
                    looked_at.entry(*id).or_insert(looked);
                }
            }
        }
        looked_at
    }

    pub(super) fn covers_components(&self, id: ItemId) -> bool {
        self.register.path(id).iter().any(|step| self.register.item(*step).components)
    }

    fn add_identities(&self, judge: &Judge<'_>, looked_at: &mut BTreeMap<ItemId, Looked>) {
        for (id, span) in &judge.reading.identities {
            let mut looked = self.look(judge, *id, KindFit::Yes);
            let words = judge.reading.words(*span);
            let test = JudgedTest {
                test: "is this substance or organism".into(),
                result: TestResult::Met,
                words,
                span: Some(*span),
            };
            looked.verdict.tests.insert(0, test);
            judge.chemical_form(self.register.item(*id), *span, &mut looked.verdict);
            looked_at.insert(*id, looked);
        }
    }

    /// Codes the exporter claims or quotes: their provisions are looked at whatever the goods are called.
    fn add_claimed(
        &self,
        judge: &Judge<'_>,
        claimed: &BTreeSet<ControlCode>,
        looked_at: &mut BTreeMap<ItemId, Looked>,
    ) {
        for code in claimed {
            let Some(id) = self.register.find(code) else { continue };
            let below = self.provisions_below(id);
            if below.iter().any(|id| looked_at.contains_key(id)) {
                continue;
            }
            let mut looked = self.look(judge, id, KindFit::Maybe);
            looked.because = format!("the exporter names {code}");
            looked
                .verdict
                .asks
                .push(Ask::Words(format!("Why was {code} named? The description does not show such goods.")));
            looked_at.insert(id, looked);
        }
    }

    fn add_suggested(
        &self,
        judge: &Judge<'_>,
        suggested: &[(ControlCode, f64)],
        looked_at: &mut BTreeMap<ItemId, Looked>,
    ) {
        for (code, score) in suggested {
            let Some(entry) = self.register.entry(code.entry()) else { continue };
            if looked_at.keys().any(|id| self.register.item(*id).code.entry() == code.entry()) {
                continue;
            }
            let mut looked = self.look(judge, entry.root, KindFit::Maybe);
            looked.because = "words of the description".to_owned();
            looked.suggested = Some(*score);
            looked.verdict = Verdict::default();
            looked
                .verdict
                .asks
                .push(Ask::Words(format!("Are the goods among these: {}?", self.register.item(entry.root).title)));
            looked_at.insert(entry.root, looked);
        }
    }

    fn provisions_below(&self, id: ItemId) -> Vec<ItemId> {
        let code = &self.register.item(id).code;
        self.register.items().filter(|(_, item)| code.covers(&item.code)).map(|(id, _)| id).collect()
    }

    /// Looks at one provision.
    pub(super) fn look(&self, judge: &Judge<'_>, id: ItemId, fit: KindFit) -> Looked {
        let item = self.register.item(id);
        let mut verdict = judge.path(id);
        let entry_full = self.register.entry(item.code.entry()).is_some_and(|entry| entry.depth == Depth::Full);
        if !entry_full {
            verdict.asks.push(Ask::Words(format!(
                "What do the provisions of {} say of these goods? Only its heading is in the register so far.",
                item.code.entry()
            )));
        }
        let names = item
            .kinds
            .iter()
            .take(3)
            .map(|kind| self.register.vocabulary().kind(*kind).id.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let because = match fit {
            KindFit::Yes => format!("the goods are: {names}"),
            KindFit::PartOf => format!("a part for: {names}"),
            _ => format!("the goods may be: {names}"),
        };
        if verdict.status() == Status::Open && !verdict.tests.iter().any(|t| t.result == TestResult::Met) {
            self.presume_ordinary(judge, &mut verdict);
        }
        match fit {
            KindFit::Maybe if verdict.status() != Status::Excluded && !serves(&verdict, TestResult::Met) => {
                verdict.asks.push(Ask::Words(format!("Is it one of these: {names}?")))
            }
            KindFit::PartOf => {
                verdict.asks.push(Ask::Words(format!("Is it specially designed for goods of {}?", item.code)))
            }
            _ => {}
        }
        Looked { id, code: item.code.clone(), fit, verdict, because, suggested: None }
    }

    /// Ordinary goods that no entry names (an unlisted neighbour) meet a provision about a broader kind only where
    /// something stated speaks for it.
    fn presume_ordinary(&self, judge: &Judge<'_>, verdict: &mut Verdict) {
        let vocabulary = self.register.vocabulary();
        let ordinary = |kind: KindId| vocabulary.kind(kind).not_listed.is_some();
        if judge.reading.heads().any(ordinary) {
            verdict.asks.clear();
            for test in verdict.tests.iter_mut().filter(|t| t.result == TestResult::NotStated) {
                test.result = TestResult::PresumedNotMet;
            }
            let source = "ordinary goods of a kind no entry names".to_owned();
            verdict.tests.push(JudgedTest {
                test: source,
                result: TestResult::PresumedNotMet,
                words: None,
                span: None,
            });
        }
    }

    fn questions(&self, looked: &[Looked], understood: bool) -> Vec<Question> {
        let vocabulary = self.register.vocabulary();
        let mut decides: BTreeMap<&Ask, BTreeSet<ControlCode>> = BTreeMap::new();
        // Goods that are listed may fall under a second entry: ask only where they are such goods, not where they may be.
        let met = looked.iter().any(|l| l.verdict.status() == Status::Met);
        let worth_asking = |l: &&Looked| l.verdict.status() == Status::Open && (!met || l.fit == KindFit::Yes);
        for one in looked.iter().filter(worth_asking) {
            for ask in &one.verdict.asks {
                decides.entry(ask).or_default().insert(one.code.clone());
            }
        }
        let question = |(ask, codes): (&Ask, BTreeSet<ControlCode>)| {
            let (text, about) = match ask {
                Ask::Parameter(id) => {
                    (vocabulary.parameter(*id).question.clone(), vocabulary.parameter(*id).id.clone())
                }
                Ask::Feature(id) => (vocabulary.feature(*id).question.clone(), vocabulary.feature(*id).id.clone()),
                Ask::Words(words) => (words.clone(), String::new()),
            };
            Question { text, about, decides: codes.into_iter().collect() }
        };
        let mut questions: Vec<Question> = decides.into_iter().map(question).collect();
        // What decides most comes first; what a person must settle comes last.
        questions.sort_by_key(|q| (q.about.is_empty(), std::cmp::Reverse(q.decides.len()), q.text.clone()));
        if !understood {
            let text = "What are the goods? Name them in a few words, head word first.".to_owned();
            questions.insert(0, Question { text, about: String::new(), decides: Vec::new() });
        }
        questions.truncate(MOST_QUESTIONS);
        let live = looked.iter().filter(|l| l.verdict.status() == Status::Met || worth_asking(l));
        questions.extend(note_questions(self.register, live.map(|l| (&l.code, &l.verdict))));
        questions
    }

    fn reason(&self, outcome: Outcome, looked: &[Looked], reading: &Reading, understood: bool) -> String {
        let first = looked.first();
        match (outcome, first) {
            (Outcome::Listed, Some(first)) => format!(
                "As described, the goods meet every test of {}: {}.",
                first.code,
                self.register.heading(first.id)
            ),
            (Outcome::Undetermined, _) if !understood => {
                "The description does not say what the goods are in words the register knows.".to_owned()
            }
            (Outcome::Undetermined, Some(first)) => {
                format!("{} could cover the goods; not everything it asks is stated.", first.code)
            }
            _ => self.not_listed_reason(looked, reading),
        }
    }

    fn not_listed_reason(&self, looked: &[Looked], reading: &Reading) -> String {
        let vocabulary = self.register.vocabulary();
        if let Some(released) = looked.iter().find(|l| l.released_alone())
            && let Some(note) = released.verdict.exclusions.first()
        {
            return format!("A note takes the goods out of {}: {note}.", released.code);
        }
        if let Some(reason) = reading.heads().find_map(|kind| vocabulary.kind(kind).not_listed.as_ref()) {
            return reason.clone();
        }
        let goods: Vec<&str> = reading.heads().map(|kind| vocabulary.kind(kind).id.as_str()).take(2).collect();
        let goods = if goods.is_empty() { "such goods".to_owned() } else { goods.join(", ") };
        match looked.len() {
            0 => format!("No entry names goods of this kind ({goods})."),
            _ => {
                let entries: BTreeSet<&str> = looked.iter().map(|l| l.code.entry()).collect();
                let list: Vec<&str> = entries.into_iter().take(6).collect();
                format!("Every provision looked at ({}) falls away.", list.join(", "))
            }
        }
    }

    /// What the answer rests on without its being said.
    fn assumptions(&self, looked: &[Looked], outcome: Outcome) -> Vec<String> {
        let wanted = match outcome {
            Outcome::Listed => TestResult::PresumedMet,
            _ => TestResult::PresumedNotMet,
        };
        let relevant = |l: &&Looked| match outcome {
            Outcome::Listed => l.verdict.status() == Status::Met,
            _ => l.verdict.status() == Status::Excluded && l.only_presumed_out(),
        };
        let mut out: Vec<String> = Vec::new();
        for note in
            looked.iter().filter(|l| l.verdict.status() == Status::Met).flat_map(|l| notes(self.register, &l.verdict))
        {
            let line = format!("not released by the {}", note.name);
            if !out.contains(&line) {
                out.push(line);
            }
        }
        for looked in looked.iter().filter(relevant).take(30) {
            for test in looked.verdict.tests.iter().filter(|t| t.result == wanted) {
                let line =
                    if wanted == TestResult::PresumedMet { test.test.clone() } else { format!("not: {}", test.test) };
                if !out.contains(&line) && out.len() < 12 {
                    out.push(line);
                }
            }
        }
        out
    }

    fn report(&self, looked: Vec<Looked>) -> Vec<Candidate> {
        let mut per_entry: BTreeMap<String, usize> = BTreeMap::new();
        let mut out = Vec::new();
        for one in looked {
            let count = per_entry.entry(one.code.entry().to_owned()).or_default();
            *count += 1;
            if *count <= MOST_PER_ENTRY && out.len() < MOST {
                out.push(self.candidate(one));
            }
        }
        out
    }

    fn candidate(&self, looked: Looked) -> Candidate {
        let item = self.register.item(looked.id);
        let score = looked.score();
        let may_be_released_by = may_release(self.register, &looked.code, &looked.verdict);
        Candidate {
            title: self.register.heading(looked.id),
            status: looked.verdict.status(),
            score,
            regimes: item.regimes.clone(),
            wassenaar: item.code.wassenaar_position().filter(|_| item.regimes.contains(&Regime::Wassenaar)),
            because: looked.because,
            suggested: looked.suggested.is_some(),
            tests: looked.verdict.tests,
            may_be_released_by,
            exclusions: looked.verdict.exclusions,
            see_also: item.see_also.clone(),
            code: looked.code,
        }
    }
}

/// A provision that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub(super) id: ItemId,
    pub(super) code: ControlCode,
    pub(super) fit: KindFit,
    pub(super) verdict: Verdict,
    pub(super) because: String,
    pub(super) suggested: Option<f64>,
}

impl Looked {
    fn count(&self, result: TestResult) -> usize {
        self.verdict.tests.iter().filter(|t| t.result == result).count()
    }

    /// Whether words of the description hold one of its tests.
    fn speaks_for_itself(&self) -> bool {
        self.verdict.tests.iter().any(|t| t.result == TestResult::Met && t.span.is_some())
    }

    /// Whether the goods serve something the provision refers to, shown by the description.
    fn serves_named_goods(&self) -> bool {
        serves(&self.verdict, TestResult::Met) || serves(&self.verdict, TestResult::NotStated)
    }

    /// Whether a general note takes the goods out, and nothing else does.
    fn released_alone(&self) -> bool {
        let fails = self.count(TestResult::NotMet) + self.count(TestResult::PresumedNotMet);
        self.verdict.released && fails == 0 && self.count(TestResult::Met) > 0
    }

    fn only_presumed_out(&self) -> bool {
        !self.verdict.excluded && self.count(TestResult::NotMet) == 0 && self.count(TestResult::PresumedNotMet) > 0
    }

    /// 0 to 1: the share of tests that hold, and how well the kind fits.
    fn score(&self) -> f64 {
        if let Some(score) = self.suggested {
            return (score * 0.2).clamp(0.0, 0.2);
        }
        let tests = self.verdict.tests.len();
        let held = self.count(TestResult::Met) as f64 + 0.5 * self.count(TestResult::PresumedMet) as f64;
        let share = if tests == 0 { 0.5 } else { held / tests as f64 };
        let fit = match self.fit {
            KindFit::Yes => 1.0,
            KindFit::PartOf => 0.6,
            _ => 0.4,
        };
        let status = match self.verdict.status() {
            Status::Met => 0.6,
            Status::Open => 0.3,
            Status::Excluded => 0.0,
        };
        let score: f64 = status + 0.3 * share + 0.1 * fit;
        (score * 1000.0).round() / 1000.0
    }

    /// Best first: status, kind, tests that hold, depth; the code decides between equals.
    fn rank(&self, other: &Self) -> std::cmp::Ordering {
        let key = |l: &Self| {
            (
                l.verdict.status(),
                std::cmp::Reverse(l.fit),
                std::cmp::Reverse(l.count(TestResult::Met)),
                l.verdict.asks.len(),
            )
        };
        key(self)
            .cmp(&key(other))
            .then_with(|| other.score().total_cmp(&self.score()))
            .then_with(|| other.code.depth().cmp(&self.code.depth()))
            .then_with(|| self.code.cmp(&other.code))
    }
}

/// Whether what the goods are for came out like this.
fn serves(verdict: &Verdict, result: TestResult) -> bool {
    verdict.tests.iter().any(|t| t.test.starts_with("for:") && t.result == result)
}

/// The test lines of everything looked at: what the answer turned on.
fn tests_of(looked: &[Looked]) -> BTreeSet<&str> {
    looked.iter().flat_map(|l| &l.verdict.tests).map(|t| t.test.as_str()).collect()
}

fn outcome(looked: &[Looked], understood: bool) -> Outcome {
    if looked.iter().any(|l| l.verdict.status() == Status::Met) {
        Outcome::Listed
    } else if !understood || looked.iter().any(|l| l.verdict.status() == Status::Open) {
        Outcome::Undetermined
    } else {
        Outcome::NotListed
    }
}

/// A provision is what can be reported: an item without alternatives below it, and not a mere condition of another.
fn is_provision(register: &Register, id: ItemId, item: &Item) -> bool {
    let condition = register.path(id).iter().rev().skip(1).any(|step| register.item(*step).combine == Combine::All);
    !condition && (item.children.is_empty() || item.combine == Combine::All)
}

/// How many entries fall under each kind, itself and everything narrower.
fn entries_below(register: &Register, by_kind: &BTreeMap<KindId, Vec<ItemId>>) -> BTreeMap<KindId, usize> {
    let vocabulary = register.vocabulary();
    let mut entries: BTreeMap<KindId, BTreeSet<&str>> = BTreeMap::new();
    for (kind, items) in by_kind {
        let named: BTreeSet<&str> = items.iter().map(|id| register.item(*id).code.entry()).collect();
        for broader in vocabulary.kind(*kind).ancestors().iter().chain([kind]) {
            entries.entry(*broader).or_default().extend(&named);
        }
    }
    entries.into_iter().map(|(kind, entries)| (kind, entries.len())).collect()
}
