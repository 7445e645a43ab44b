//! Candidates from kinds, identities and quoted codes, each judged; then outcome, questions and reasons.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::answers::Answers;
use super::binding::Bound;
use super::judge::{Ask, Judge, KindFit, Tested, Verdict};
use super::kind_index::KindIndex;
use super::looked::{Because, Looked, LookedAt, kind_names, serves};
use super::outcome::{Candidate, Classification, Outcome, Status, TestResult};
use super::questions::{TOO_LONG, WHAT_ARE_THEY, questions};
use super::reading::{ParameterFault, Reading, Relevant};
use super::reasons::{assumptions, ground, reason};
use super::release::may_release;
use super::roles::{Role, is_transparent};
use crate::control_list::{Depth, FeatureId, ItemId, KindId, Register};
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
        reading.bind_to(&self.asked_of(reading.kinds.iter().map(|m| m.kind)), self.register);
        self.let_figures_tell(&mut reading);
        Ok(self.answer(&reading, goods, context))
    }

    /// The parameters that provisions about the kinds ask for.
    fn asked_of(&self, kinds: impl Iterator<Item = KindId>) -> Relevant {
        let vocabulary = self.register.vocabulary();
        let mut relevant = Relevant::none(vocabulary);
        let items = self.index.items_near(kinds, vocabulary);
        items.iter().flat_map(|id| self.index.parameters(*id)).for_each(|id| relevant.insert(*id));
        relevant
    }

    /// Goods named beside the head word that alone have the property a figure states are what is described.
    fn let_figures_tell(&self, reading: &mut Reading) {
        let vocabulary = self.register.vocabulary();
        let part = |kind: KindId| is_transparent(kind, vocabulary);
        if self.is_ordinary(reading)
            || reading.heads().any(part)
            || reading.quantities.iter().all(|bound| bound.parameters.is_empty())
        {
            return;
        }
        let of_heads = self.asked_of(reading.heads());
        reading.promote(|reading, kind| {
            let own = self.asked_of(std::iter::once(kind));
            let tells = |bound: &Bound| {
                bound.parameters.iter().any(|id| own.contains(*id))
                    && !bound.parameters.iter().any(|id| of_heads.contains(*id))
            };
            vocabulary.kind(kind).not_listed.is_none() && !part(kind) && reading.quantities.iter().any(tells)
        });
    }

    fn feature(&self, id: &str) -> Option<FeatureId> {
        self.register.vocabulary().find_feature(id)
    }

    fn answer(&self, reading: &Reading, goods: &Goods, context: &Context<'_>) -> Classification {
        let answers = context.answers.unwrap_or(&NO_ANSWERS);
        let judge = Judge::new(self.register, self.index, reading, answers);
        let asking = judge.asking();
        let understood = self.is_understood(reading) && !reading.cut && !reading.guessed;
        let (mut looked, understood) = self.look_at_all(&judge, goods, context, understood);
        // A bare name leaves everything unsaid: what would be presumed of a description is asked.
        if outcome(&looked, understood) == Outcome::NotListed && reading.is_bare(self.register) {
            looked = self.look_at_all(&asking, goods, context, understood).0;
        }
        // "Launcher ballistic missile": where no entry knows the last word, the words before it may be the goods.
        if looked.is_empty() && understood && !self.is_ordinary(reading) {
            let beside: Vec<KindId> = reading.in_role(&[Role::Modifier]).collect();
            looked = self.look_at_all(&judge.of(beside.into()), goods, context, understood).0;
        }
        let outcome = outcome(&looked, understood);
        let ground = ground(outcome, &looked, reading, understood, self.register);
        let first =
            (!understood && outcome != Outcome::Listed).then_some(if reading.cut { TOO_LONG } else { WHAT_ARE_THEY });
        Classification {
            outcome,
            ground,
            reason: reason(ground, &looked, reading, self.register),
            understood: reading.understanding(self.register, &|id| names_test(&looked, id)),
            assumptions: assumptions(self.register, &looked, outcome),
            questions: questions(self.register, &looked, first, answers),
            candidates: self.report(looked, reading, goods.description.len()),
        }
    }

    /// Every provision that the goods' kinds, identities, quoted codes or, failing these, words lead to, best first; and
    /// whether the goods are understood: those that a provision covers but for a note are, however broad their name.
    fn look_at_all<'a>(
        &self,
        judge: &Judge<'a>,
        goods: &Goods,
        context: &Context<'_>,
        understood: bool,
    ) -> (Vec<Looked<'a>>, bool) {
        let claimed = goods.claimed_code.iter().chain(judge.reading.codes.iter().map(|(code, _)| code));
        let claimed: BTreeSet<ControlCode> = claimed.cloned().collect();
        let mut looked_at = self.by_kinds(judge);
        self.add_identities(judge, &mut looked_at);
        self.add_mentioned(judge, &mut looked_at);
        self.add_claimed(judge, &claimed, &mut looked_at);
        let read = !judge.reading.cut && !judge.reading.guessed;
        let understood = understood || (read && looked_at.values().any(Looked::released_alone));
        if !understood && !looked_at.values().any(|looked| looked.verdict.status() == Status::Met) {
            let quoted = judge.reading.tariff.iter().map(|(digits, _)| digits);
            let tariff: Vec<&str> = goods.hs_code.iter().chain(quoted).map(String::as_str).collect();
            let suggested = context.suggest.map(|suggest| suggest(&goods.description, &tariff)).unwrap_or_default();
            self.add_suggested(judge, &suggested, &mut looked_at);
        }
        self.add_built_in(judge, &mut looked_at);
        let mut looked: Vec<Looked<'_>> = looked_at.into_values().collect();
        looked.sort_by_cached_key(Looked::rank);
        (looked, understood)
    }

    /// Whether the description says enough of what the goods are for "not listed" to be said: a head word that is not too
    /// broad, a substance, or a part, accessory or program for goods that no entry names.
    fn is_understood(&self, reading: &Reading) -> bool {
        let vocabulary = self.register.vocabulary();
        let narrow = reading
            .heads()
            .any(|kind| !self.index.is_too_broad(kind) && !self.index.is_identity_kind(kind, vocabulary));
        narrow || !reading.identities.is_empty() || self.serves_ordinary_goods(reading)
    }

    /// Whether the goods go with goods that no entry names, and with nothing else.
    fn serves_ordinary_goods(&self, reading: &Reading) -> bool {
        let vocabulary = self.register.vocabulary();
        let mut served = reading.in_role(&[Role::Modifier, Role::Served]).peekable();
        served.peek().is_some() && served.all(|kind| vocabulary.kind(kind).not_listed.is_some())
    }

    /// Whether the goods are of a kind that no entry names.
    fn is_ordinary(&self, reading: &Reading) -> bool {
        reading.heads().any(|kind| self.register.vocabulary().kind(kind).not_listed.is_some())
    }

    /// Provisions whose kinds the goods are, may be, or are a part for.
    fn by_kinds<'a>(&self, judge: &Judge<'a>) -> LookedAt<'a> {
        let named = judge.reading.in_role(&[Role::Head, Role::Modifier, Role::Served]);
        let only_broad = judge.reading.heads().all(|head| self.index.is_too_broad(head));
        let mut looked_at = LookedAt::new();
        for id in self.index.items_near(named, self.register.vocabulary()) {
            let item = self.register.item(id);
            if !item.cas.is_empty() || !item.names.is_empty() {
                continue;
            }
            let fit = judge.kind_fit(&item.kinds, self.covers_components(id));
            if fit == KindFit::No {
                continue;
            }
            let looked = self.look(judge, id, fit);
            // "Software" may be any narrower software: only such as serves what the description names.
            if fit == KindFit::Maybe && only_broad && !looked.serves_named_goods() {
                continue;
            }
            // A provision about "equipment" concerns the goods only where something they say speaks for it.
            if !judge.fits_any_goods(&item.kinds) || looked.speaks_for_itself() {
                looked_at.insert(id, looked);
            }
        }
        looked_at
    }

    pub(super) fn covers_components(&self, id: ItemId) -> bool {
        let above = |id: &ItemId| self.register.item(*id).parent;
        std::iter::successors(Some(id), above).any(|step| self.register.item(step).components)
    }

    fn add_identities<'a>(&self, judge: &Judge<'a>, looked_at: &mut LookedAt<'a>) {
        for (id, span) in &judge.reading.identities {
            let mut looked = self.look(judge, *id, KindFit::Yes);
            let test = Tested::new("is this substance or organism", TestResult::Met, Some(*span));
            looked.verdict.tests.insert(0, test);
            judge.chemical_form(self.register.item(*id), *span, &mut looked.verdict);
            looked_at.insert(*id, looked);
        }
    }

    /// Codes the exporter claims or quotes: their provisions are looked at whatever the goods are called.
    fn add_claimed<'a>(&self, judge: &Judge<'a>, claimed: &BTreeSet<ControlCode>, looked_at: &mut LookedAt<'a>) {
        for code in claimed {
            let Some(id) = self.register.find(code) else { continue };
            let below = self.provisions_below(id);
            if below.iter().any(|id| looked_at.contains_key(id)) {
                continue;
            }
            let mut looked = self.look(judge, id, KindFit::Maybe);
            looked.because = Because::Claimed(code.clone());
            // A named code outweighs what would be presumed of such goods; what they say does not give way.
            looked.verdict.tests.retain(|test| test.result != TestResult::PresumedNotMet);
            let title = &self.register.item(id).title;
            judge.ask(format!("{code} is named. Are the goods what it covers: {title}?"), &mut looked.verdict);
            looked_at.insert(id, looked);
        }
    }

    fn add_suggested<'a>(&self, judge: &Judge<'a>, suggested: &[(ControlCode, f64)], looked_at: &mut LookedAt<'a>) {
        for (code, score) in suggested {
            let Some(entry) = self.register.entry(code.entry()) else { continue };
            // An entry without kinds has no provision in force.
            let in_force = !self.register.item(entry.root).kinds.is_empty();
            if !in_force || looked_at.keys().any(|id| self.register.item(*id).code.entry() == code.entry()) {
                continue;
            }
            let mut looked = self.look(judge, entry.root, KindFit::Maybe);
            looked.because = Because::Words;
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
    pub(super) fn look<'a>(&self, judge: &Judge<'a>, id: ItemId, fit: KindFit) -> Looked<'a> {
        let item = judge.register.item(id);
        let mut verdict = judge.path(id);
        let entry_full = self.register.entry(item.code.entry()).is_some_and(|entry| entry.depth == Depth::Full);
        if !entry_full {
            verdict.asks.push(Ask::Words(format!(
                "What do the provisions of {} say of these goods? Only its heading is in the register so far.",
                item.code.entry()
            )));
        }
        if verdict.status() == Status::Open && !verdict.tests.iter().any(|t| t.result == TestResult::Met) {
            self.presume_ordinary(judge, &mut verdict);
        }
        match fit {
            KindFit::Maybe if verdict.status() != Status::Excluded && !serves(&verdict, TestResult::Met) => {
                judge.ask(format!("Is it one of these: {}?", kind_names(judge.register, item)), &mut verdict)
            }
            KindFit::PartOf => judge.ask(format!("Is it specially designed for goods of {}?", item.code), &mut verdict),
            _ => {}
        }
        Looked { id, code: &item.code, fit, verdict, because: Because::Kind, suggested: None }
    }

    /// Ordinary goods that no entry names (an unlisted neighbour) meet a provision about a broader kind only where
    /// something stated speaks for it.
    fn presume_ordinary(&self, judge: &Judge<'_>, verdict: &mut Verdict<'_>) {
        let broad = || judge.reading.heads().all(|kind| self.index.is_too_broad(kind));
        if self.is_ordinary(judge.reading) || broad() && self.serves_ordinary_goods(judge.reading) {
            verdict.asks.clear();
            for test in verdict.tests.iter_mut().filter(|t| t.result == TestResult::NotStated) {
                test.result = TestResult::PresumedNotMet;
            }
            let test = "ordinary goods of a kind no entry names";
            verdict.tests.push(Tested::new(test, TestResult::PresumedNotMet, None));
        }
    }

    /// The best of what was looked at. Words stated apart from a description of `described` bytes have no place in it.
    fn report(&self, looked: Vec<Looked<'_>>, reading: &Reading, described: usize) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        for one in looked {
            let of_entry = out.iter().filter(|candidate| candidate.code.entry() == one.code.entry()).count();
            if of_entry < MOST_PER_ENTRY && out.len() < MOST {
                out.push(self.candidate(one, reading, described));
            }
        }
        out
    }

    fn candidate(&self, looked: Looked<'_>, reading: &Reading, described: usize) -> Candidate {
        let item = self.register.item(looked.id);
        let score = looked.score();
        let may_be_released_by = may_release(self.register, looked.code, &looked.verdict);
        Candidate {
            title: self.register.heading(looked.id),
            status: looked.verdict.status(),
            score,
            regimes: item.regimes.clone(),
            wassenaar: item.code.wassenaar_position().filter(|_| item.regimes.contains(&Regime::Wassenaar)),
            because: looked.because(self.register),
            suggested: looked.suggested.is_some(),
            tests: looked.verdict.tests.into_iter().map(|test| test.report(reading, described)).collect(),
            may_be_released_by,
            exclusions: looked.verdict.exclusions.into_iter().map(Cow::into_owned).collect(),
            see_also: item.see_also.clone(),
            code: looked.code.clone(),
        }
    }
}

/// Whether a test of something looked at names a property: the answer turned on it.
fn names_test(looked: &[Looked<'_>], id: &str) -> bool {
    looked.iter().flat_map(|l| &l.verdict.tests).any(|test| test.test.contains(id))
}

fn outcome(looked: &[Looked<'_>], understood: bool) -> Outcome {
    if looked.iter().any(|l| l.verdict.status() == Status::Met) {
        Outcome::Listed
    } else if !understood || looked.iter().any(|l| l.verdict.status() == Status::Open) {
        Outcome::Undetermined
    } else {
        Outcome::NotListed
    }
}
