//! Candidates from kinds, identities and quoted codes, each judged; then outcome, questions and reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Answers;
use super::judge::{Ask, Judge, KindFit, Verdict};
use super::kind_index::KindIndex;
use super::looked::{Looked, serves};
use super::outcome::{Candidate, Classification, JudgedTest, Outcome, Status, TestResult};
use super::questions::{TOO_LONG, WHAT_ARE_THEY, questions};
use super::reading::{ParameterFault, Reading};
use super::reasons::{assumptions, ground, reason};
use super::release::may_release;
use super::roles::Role;
use crate::control_list::{Depth, FeatureId, ItemId, KindId, ParameterId, Register};
use crate::domain::{ControlCode, Item as Goods, Regime};

/// Most candidates reported of one entry.
const MOST_PER_ENTRY: usize = 4;
/// Most candidates reported in all.
const MOST: usize = 24;

static NO_ANSWERS: Answers = Answers::new();

/// Entries a text search suggests for a description and tariff numbers (digits only), best first, with a score of 0 to 1.
pub type Suggest<'a> = dyn Fn(&str, &[&str]) -> Vec<(ControlCode, f64)> + 'a;

/// What a classification may draw on besides the description.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    /// Whether the destination is a party to the Chemical Weapons Convention, where it is known.
    pub cwc_party: Option<bool>,
    /// Asked only where no kind of goods is understood.
    pub suggest: Option<&'a Suggest<'a>>,
    /// What a person has answered so far.
    pub answers: Option<&'a Answers>,
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
        let answers = context.answers.unwrap_or(&NO_ANSWERS);
        let judge = Judge::new(self.register, reading, answers);
        let understood = self.is_understood(reading) && !reading.cut && !reading.guessed;
        let (mut looked, understood) = self.look_at_all(&judge, goods, context, understood);
        // A bare name leaves everything unsaid: what would be presumed of a description is asked.
        if outcome(&looked, understood) == Outcome::NotListed && reading.is_bare(self.register) {
            looked = self.look_at_all(&judge.asking(), goods, context, understood).0;
        }
        let outcome = outcome(&looked, understood);
        let ground = ground(outcome, &looked, reading, understood, self.register);
        let first = (!understood).then_some(if reading.cut { TOO_LONG } else { WHAT_ARE_THEY });
        Classification {
            outcome,
            ground,
            reason: reason(ground, &looked, reading, self.register),
            understood: reading.understanding(self.register, &tests_of(&looked)),
            assumptions: assumptions(self.register, &looked, outcome),
            questions: questions(self.register, &looked, first, answers),
            candidates: self.report(looked, goods.description.len()),
        }
    }

    /// Every provision that the goods' kinds, identities, quoted codes or, failing these, words lead to, best first; and
    /// whether the goods are understood: those that a provision covers but for a note are, however broad their name.
    fn look_at_all(
        &self,
        judge: &Judge<'_>,
        goods: &Goods,
        context: &Context<'_>,
        understood: bool,
    ) -> (Vec<Looked>, bool) {
        let claimed = goods.claimed_code.iter().chain(judge.reading.codes.iter().map(|(code, _)| code));
        let claimed: BTreeSet<ControlCode> = claimed.cloned().collect();
        let mut looked_at = self.by_kinds(judge);
        self.add_identities(judge, &mut looked_at);
        self.add_mentioned(judge, &mut looked_at);
        self.add_claimed(judge, &claimed, &mut looked_at);
        let read = !judge.reading.cut && !judge.reading.guessed;
        let understood = understood || (read && looked_at.values().any(Looked::released_alone));
        if !understood {
            let quoted = judge.reading.tariff.iter().map(|(digits, _)| digits);
            let tariff: Vec<&str> = goods.hs_code.iter().chain(quoted).map(String::as_str).collect();
            let suggested = context.suggest.map(|suggest| suggest(&goods.description, &tariff)).unwrap_or_default();
            self.add_suggested(judge, &suggested, &mut looked_at);
        }
        self.add_built_in(judge, &mut looked_at);
        let mut looked: Vec<Looked> = looked_at.into_values().collect();
        looked.sort_by(Looked::rank);
        (looked, understood)
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
        self.index.is_too_broad(kind, self.register)
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
            // A named code outweighs what would be presumed of such goods; what they say does not give way.
            looked.verdict.tests.retain(|test| test.result != TestResult::PresumedNotMet);
            let title = &self.register.item(id).title;
            judge.ask(format!("{code} is named. Are the goods what it covers: {title}?"), &mut looked.verdict);
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
            // An entry without kinds has no provision in force.
            let in_force = !self.register.item(entry.root).kinds.is_empty();
            if !in_force || looked_at.keys().any(|id| self.register.item(*id).code.entry() == code.entry()) {
                continue;
            }
            let mut looked = self.look(judge, entry.root, KindFit::Maybe);
            looked.because = "words of the description".to_owned();
            looked.suggested = Some(*score);
            looked.verdict = Verdict::default();
            let among = format!("Are the goods among these: {}?", self.register.item(entry.root).title);
            judge.ask(among, &mut looked.verdict);
            if looked.verdict.status() == Status::Met {
                looked.verdict.asks.push(Ask::Words(format!("Which provision of {} covers them?", code.entry())));
            }
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
                judge.ask(format!("Is it one of these: {names}?"), &mut verdict)
            }
            KindFit::PartOf => judge.ask(format!("Is it specially designed for goods of {}?", item.code), &mut verdict),
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

    /// The best of what was looked at. Words stated apart from a description of `described` bytes have no place in it.
    fn report(&self, looked: Vec<Looked>, described: usize) -> Vec<Candidate> {
        let mut per_entry: BTreeMap<String, usize> = BTreeMap::new();
        let mut out = Vec::new();
        for mut one in looked {
            one.verdict.tests.iter_mut().for_each(|test| test.span = test.span.filter(|span| span.1 <= described));
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
