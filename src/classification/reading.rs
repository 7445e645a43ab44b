//! What a description says: kinds with their roles, figures with their properties, features, identifiers.

use std::collections::BTreeMap;

use super::binding::{Bound, bind};
use super::outcome::{ReadQuantity, Understanding};
use super::part_numbers::{part_numbers, within};
use super::quoted::{QuotedCode, Standing, control_codes, tariff_numbers};
use super::roles::{KindMention, Role, is_number_sign, is_transparent, is_unlisted_chemical, kind_mentions};
use crate::control_list::{
    Better, End, FeatureId, ItemId, KindId, Language, Meaning, ParameterId, Register, Side, Vocabulary,
};
use crate::domain::{ControlCode, StatedParameter};
use crate::quantity::{Bound as Said, Dimension, Quantity, read_quantities};
use crate::text::{MOST_TOKENS, PhraseMatch, Token, find_cas_numbers, mistaken_cas_numbers, stem, tokenize};

/// Longest description that is read, in bytes. One that goes on is never called not listed.
const LONGEST: usize = 20_000;

/// A byte range in the description.
pub(super) type Span = (usize, usize);
/// Values stated for a property, each with the words that say so, where the description does.
pub(super) type StatedValues = Vec<(u16, Option<Span>)>;
/// Whether a feature is affirmed, and by which words.
pub(super) type StatedFeature = (bool, Option<Span>);

/// A figure that speaks of a parameter, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    pub low: f64,
    pub high: f64,
    /// What the words around it say: "more than", "up to".
    pub said: Said,
    pub span: Option<Span>,
    /// What it is if its point groups thousands after all.
    pub otherwise: Option<(f64, f64)>,
}

/// The parameters that count for a description: those its candidates ask for.
#[derive(Clone, Debug)]
pub(super) struct Relevant(Vec<bool>);

impl Relevant {
    pub fn none(vocabulary: &Vocabulary) -> Self {
        Self(vec![false; vocabulary.parameters().count()])
    }

    pub fn insert(&mut self, id: ParameterId) {
        if let Some(counts) = self.0.get_mut(id.index()) {
            *counts = true;
        }
    }

    pub fn contains(&self, id: ParameterId) -> bool {
        self.0.get(id.index()).copied().unwrap_or(false)
    }
}

/// A description, read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(super) text: String,
    tokens: Vec<Token>,
    found: Vec<PhraseMatch<Meaning>>,
    pub(super) kinds: Vec<KindMention>,
    pub(super) quantities: Vec<Bound>,
    /// Part numbers: they say nothing of the goods.
    noise: Vec<Span>,
    pub(super) features: BTreeMap<FeatureId, StatedFeature>,
    pub(super) values: BTreeMap<ParameterId, StatedValues>,
    pub(super) identities: BTreeMap<ItemId, Span>,
    /// Items whose text names a CAS number of the description for something else than the goods.
    pub(super) mentions: BTreeMap<ItemId, Span>,
    /// Provisions of Annex I that the text quotes.
    pub(super) codes: Vec<(ControlCode, Span)>,
    quoted: Vec<QuotedCode>,
    /// Tariff numbers that the text announces, digits only.
    pub(super) tariff: Vec<(String, Span)>,
    /// Whether a part of the description was too long to be read.
    pub(super) cut: bool,
    given: BTreeMap<ParameterId, Vec<Figure>>,
    /// Words that were read as others, each with the form it was read as.
    respelt: Vec<(Span, String)>,
    /// Whether what the goods are rests on such a word: enough to find a provision, never enough to rule all out.
    pub(super) guessed: bool,
}

/// A stated parameter (`--param name=value`) that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterFault {
    /// Neither a parameter nor a feature of the register.
    #[error("`{name}` is neither a parameter nor a feature of the register{near}")]
    Unknown {
        /// The name as written.
        name: String,
        /// The nearest known names, as the end of a sentence.
        near: String,
    },
    /// A value that does not fit the parameter.
    #[error("`{value}` is no value of `{name}`; write {wanted}")]
    Value {
        /// The name as written.
        name: String,
        /// The value as written.
        value: String,
        /// What would fit.
        wanted: String,
    },
}

impl Reading {
    /// Reads a description.
    pub fn new(description: &str, register: &Register) -> Self {
        let mut end = description.len().min(LONGEST);
        while !description.is_char_boundary(end) {
            end -= 1;
        }
        let text = clean(&description[..end]);
        let vocabulary = register.vocabulary();
        let tokens = tokenize(&text);
        let exact = phrases(&text, &tokens, vocabulary);
        let mut kinds = kind_mentions(&text, &tokens, &exact, vocabulary);
        let (tokens, respelt) = respelt(&text, tokens, vocabulary);
        let found = if respelt.is_empty() { exact } else { phrases(&text, &tokens, vocabulary) };
        // A word written wrongly says what the goods are only where no word written rightly does.
        let mut guessed = false;
        let says_something = |m: &KindMention| m.role == Role::Head && !is_transparent(m.kind, vocabulary);
        if !respelt.is_empty() && !kinds.iter().any(says_something) {
            kinds = kind_mentions(&text, &tokens, &found, vocabulary);
            guessed = true;
        }
        let noise = part_numbers(&text);
        let unbound = |quantity| Bound { quantity, parameters: Vec::new() };
        let counts = |quantity: &Quantity| !within(&noise, quantity.span);
        let quantities = read_quantities(&text).into_iter().filter(counts).map(unbound).collect();
        if !kinds.iter().any(says_something)
            && let Some(kind) = vocabulary.chemical_names().unlisted(&text)
        {
            kinds.push(KindMention::whole(kind, tokens.len()));
            guessed = false;
        }
        guessed |= beside_unlisted_chemical(&text, &tokens, &kinds, vocabulary);
        let quoted = control_codes(&text, register);
        let annex_i = |code: &QuotedCode| match &code.standing {
            Standing::AnnexI(provision) => Some((provision.clone(), code.span)),
            _ => None,
        };
        let mut reading = Self {
            kinds,
            quantities,
            noise,
            features: BTreeMap::new(),
            values: BTreeMap::new(),
            identities: BTreeMap::new(),
            mentions: BTreeMap::new(),
            codes: quoted.iter().filter_map(annex_i).collect(),
            quoted,
            tariff: tariff_numbers(&text),
            cut: description[end..].chars().any(char::is_alphanumeric) || tokens.len() >= MOST_TOKENS,
            given: BTreeMap::new(),
            text,
            tokens,
            found,
            respelt,
            guessed,
        };
        reading.read_features();
        reading.read_identities(register);
        reading
    }

    /// Binds the figures to the parameters that the candidates ask for.
    pub(super) fn bind_to(&mut self, relevant: &Relevant, register: &Register) {
        let quantities = self.quantities.drain(..).map(|bound| bound.quantity).collect();
        self.quantities = bind(&self.text, &self.tokens, &self.found, quantities, relevant, register.vocabulary());
    }

    /// Adds what was stated apart from the description.
    ///
    /// # Errors
    /// Every parameter that cannot be used.
    pub fn state(&mut self, stated: &[StatedParameter], register: &Register) -> Result<(), Vec<ParameterFault>> {
        let faults: Vec<ParameterFault> = stated.iter().filter_map(|one| self.state_one(one, register).err()).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn state_one(&mut self, stated: &StatedParameter, register: &Register) -> Result<(), ParameterFault> {
        let vocabulary = register.vocabulary();
        let name = stated.name.trim().to_lowercase();
        let wrong = |wanted: String| ParameterFault::Value { name: name.clone(), value: stated.value.clone(), wanted };
        if let Some(feature) = vocabulary.find_feature(&name) {
            let truth = yes_or_no(&stated.value).ok_or_else(|| wrong("yes or no".into()))?;
            self.features.insert(feature, (truth, None));
            return Ok(());
        }
        let Some(id) = vocabulary.find_parameter(&name) else {
            let known = vocabulary
                .parameters()
                .map(|(_, p)| p.id.as_str())
                .chain(vocabulary.features().map(|(_, f)| f.id.as_str()));
            return Err(ParameterFault::Unknown { near: nearest(&name, known), name });
        };
        let parameter = vocabulary.parameter(id);
        if !parameter.values.is_empty() {
            let at = parameter.values.iter().position(|v| *v == stated.value.trim().to_lowercase());
            let at = at
                .and_then(|at| u16::try_from(at).ok())
                .ok_or_else(|| wrong(format!("one of {}", parameter.values.join(", "))))?;
            self.values.insert(id, vec![(at, None)]);
            return Ok(());
        }
        let read: Vec<Quantity> =
            read_quantities(&stated.value).into_iter().filter(|q| q.dimension == parameter.unit.dimension).collect();
        if read.is_empty() {
            let unit = if parameter.unit_text.is_empty() {
                "a plain number".to_owned()
            } else {
                format!("a figure with a unit, as in 1 {}", parameter.unit_text)
            };
            return Err(wrong(unit));
        }
        self.given.insert(
            id,
            read.iter()
                .map(|q| Figure { low: q.low, high: q.high, said: q.bound, span: None, otherwise: None })
                .collect(),
        );
        Ok(())
    }

    /// Affirms or denies a feature from the context of the transaction.
    pub fn set_feature(&mut self, feature: FeatureId, truth: bool) {
        self.features.entry(feature).or_insert((truth, None));
    }

    fn read_features(&mut self) {
        let tokens = &self.tokens;
        for hit in &self.found {
            let span = Some((tokens[hit.tokens.0].span.0, tokens[hit.tokens.1 - 1].span.1));
            if span.is_some_and(|span| within(&self.noise, span)) {
                continue;
            }
            match hit.value {
                // "Fusible" inside "non-fusible" denies nothing.
                Meaning::Feature(id, _) if self.found.iter().any(|other| says_more(other, hit, id)) => {}
                Meaning::Feature(id, affirms) => {
                    let truth = affirms && !negated(&self.text, tokens, hit.tokens.0);
                    // A denial outweighs an affirmation inside it ("not radiation hardened").
                    let known = self.features.entry(id).or_insert((truth, span));
                    if !truth {
                        *known = (truth, span);
                    }
                }
                Meaning::Value(id, value) if !negated(&self.text, tokens, hit.tokens.0) => {
                    let values = self.values.entry(id).or_default();
                    if !values.iter().any(|(known, _)| *known == value) {
                        values.push((value, span));
                    }
                }
                _ => {}
            }
        }
    }

    fn read_identities(&mut self, register: &Register) {
        let (tokens, found) = (&self.tokens, &self.found);
        for (span, cas) in find_cas_numbers(&self.text) {
            for item in register.with_cas(cas) {
                self.identities.insert(*item, span);
            }
            self.mentions.extend(register.mentioning_cas(cas).iter().map(|item| (*item, span)));
        }
        let named: Vec<PhraseMatch<Meaning>> =
            found.iter().filter(|m| matches!(m.value, Meaning::Identity(_))).copied().collect();
        let head = self.kinds.iter().find(|m| m.role == Role::Head).map(|m| m.tokens);
        for hit in crate::text::longest_only(&named) {
            let Meaning::Identity(index) = hit.value else { continue };
            let other_goods = head.is_some_and(|head| {
                !(is_substance(&self.kinds, register) || head.0 >= hit.tokens.0 && head.1 <= hit.tokens.1)
            });
            if !other_goods && !self.names_unlisted(hit.tokens, register) && !negated(&self.text, tokens, hit.tokens.0)
            {
                let span = (tokens[hit.tokens.0].span.0, tokens[hit.tokens.1 - 1].span.1);
                self.identities.entry(ItemId::at(index)).or_insert(span);
            }
        }
    }

    /// Whether words are a part of the longer name of something no entry names: the phosphine of "phosphine oxide".
    fn names_unlisted(&self, words: (usize, usize), register: &Register) -> bool {
        let longer = |m: &KindMention| m.tokens != words && m.tokens.0 <= words.0 && words.1 <= m.tokens.1;
        self.kinds.iter().any(|m| longer(m) && register.vocabulary().kind(m.kind).not_listed.is_some())
    }

    /// What the goods are, in the words of the register.
    pub(super) fn heads(&self) -> impl Iterator<Item = KindId> {
        self.kinds.iter().filter(|m| m.role == Role::Head).map(|m| m.kind)
    }

    /// Whether the description is a bare name of goods that some entry may know: no figure, no property, no further word.
    pub(super) fn is_bare(&self, register: &Register) -> bool {
        let vocabulary = register.vocabulary();
        let named = |at: usize| self.kinds.iter().any(|m| m.role == Role::Head && m.tokens.0 <= at && at < m.tokens.1);
        let silent = |at: usize, token: &Token| {
            let word = token.written(&self.text);
            named(at)
                || within(&self.noise, token.span)
                || word.chars().count() < 3
                || word.chars().all(|c| c.is_ascii_digit())
        };
        !self.kinds.is_empty()
            && self.given.is_empty()
            && self.quantities.iter().all(|bound| bound.quantity.dimension == Dimension::NUMBER)
            && self.heads().all(|kind| vocabulary.kind(kind).not_listed.is_none())
            && self.tokens.iter().enumerate().all(|(at, token)| silent(at, token))
    }

    /// Takes the goods for what only their figures fit: the navigation system of "AHRS/INS grade FOG 0.8 nmi/h".
    pub(super) fn promote(&mut self, fits: impl Fn(&Self, KindId) -> bool) {
        let promoted: Vec<usize> = (0..self.kinds.len())
            .filter(|at| self.kinds[*at].role == Role::Modifier && fits(self, self.kinds[*at].kind))
            .collect();
        promoted.into_iter().for_each(|at| self.kinds[at].role = Role::Head);
    }

    /// Kinds in one of these roles.
    pub(super) fn in_role(&self, roles: &'static [Role]) -> impl Iterator<Item = KindId> {
        self.kinds.iter().filter(move |m| roles.contains(&m.role)).map(|m| m.kind)
    }

    /// The figures stated for a parameter: given apart, announced by a phrase, or bare where the parameter allows it.
    pub(super) fn figures(&self, id: ParameterId, register: &Register) -> Vec<Figure> {
        self.figures_within(id, register, 3)
    }

    fn figures_within(&self, id: ParameterId, register: &Register, depth: u8) -> Vec<Figure> {
        if let Some(given) = self.given.get(&id) {
            return given.clone();
        }
        let parameter = register.vocabulary().parameter(id);
        let announced: Vec<&Bound> = self.quantities.iter().filter(|b| b.parameters.contains(&id)).collect();
        if !announced.is_empty() {
            return stated(announced, parameter.side);
        }
        if let Some(formula) = parameter.formula.as_ref().filter(|_| depth > 0) {
            let known = |end: End, name: &str| self.end_of(end, name, register, depth - 1);
            if let Some(value) = formula.value(&known) {
                return vec![Figure { low: value, high: value, said: Said::Exact, span: None, otherwise: None }];
            }
        }
        if !parameter.alone {
            return Vec::new();
        }
        let bare = |second: bool| -> Vec<Figure> {
            let fits = |b: &&Bound| {
                b.parameters.is_empty()
                    && b.quantity.dimension == parameter.unit.dimension
                    && b.quantity.second_reading == second
            };
            stated(self.quantities.iter().filter(fits).collect(), parameter.side)
        };
        let first = bare(false);
        if first.is_empty() { bare(true) } else { first }
    }

    fn end_of(&self, end: End, name: &str, register: &Register, depth: u8) -> Option<f64> {
        let id = register.vocabulary().find_parameter(name)?;
        let figures = self.figures_within(id, register, depth);
        let lows = figures.iter().map(|f| f.low).fold(f64::INFINITY, f64::min);
        let highs = figures.iter().map(|f| f.high).fold(f64::NEG_INFINITY, f64::max);
        let value = match (end, register.vocabulary().parameter(id).better) {
            (End::Low, _) | (End::Best, Some(Better::Lower)) => lows,
            _ => highs,
        };
        value.is_finite().then_some(value)
    }

    /// The words at a place of the description.
    pub(super) fn words(&self, span: Span) -> Option<String> {
        self.text.get(span.0..span.1).map(str::to_owned)
    }

    /// What was understood, for the reader: of the properties only those a test asked for.
    pub(super) fn understanding(&self, register: &Register, asked: &dyn Fn(&str) -> bool) -> Understanding {
        let vocabulary = register.vocabulary();
        let names = |roles: &'static [Role]| {
            let mut ids: Vec<String> = self.in_role(roles).map(|kind| vocabulary.kind(kind).id.clone()).collect();
            ids.dedup();
            ids
        };
        let quantity = |bound: &Bound| ReadQuantity {
            words: self.words(bound.quantity.span).unwrap_or_default(),
            span: bound.quantity.span,
            taken_for: bound.parameters.iter().map(|id| vocabulary.parameter(*id).id.clone()).collect(),
        };
        let feature = |(id, (truth, _)): (&FeatureId, &StatedFeature)| {
            format!("{}{}", if *truth { "" } else { "not " }, vocabulary.feature(*id).id)
        };
        let value = |(id, values): (&ParameterId, &StatedValues)| {
            let parameter = vocabulary.parameter(*id);
            let stated: Vec<&str> = values
                .iter()
                .filter_map(|(at, _)| parameter.values.get(usize::from(*at)).map(String::as_str))
                .collect();
            format!("{}: {}", parameter.id, stated.join(", "))
        };
        let features = self.features.iter().filter(|(id, _)| asked(&vocabulary.feature(**id).id)).map(feature);
        let values = self.values.iter().filter(|(id, _)| asked(&vocabulary.parameter(**id).id)).map(value);
        Understanding {
            goods: names(&[Role::Head]),
            serving: names(&[Role::Modifier, Role::Served]),
            quantities: self.quantities.iter().filter(|b| !b.quantity.second_reading).map(quantity).collect(),
            features: features.chain(values).collect(),
            read_as: self
                .respelt
                .iter()
                .map(|(span, stem)| (self.words(*span).unwrap_or_default(), stem.clone()))
                .collect(),
            identifiers: self.identifiers(),
            tariff_numbers: self.tariff.iter().map(|(digits, _)| digits.clone()).collect(),
        }
    }

    fn identifiers(&self) -> Vec<String> {
        let cas = find_cas_numbers(&self.text).into_iter().map(|(_, cas)| format!("CAS {cas}"));
        let tariff = self.tariff.iter().map(|(digits, _)| format!("tariff number {digits}"));
        let mistaken = mistaken_cas_numbers(&self.text).into_iter();
        let mistaken = mistaken.map(|number| format!("CAS {number} (no CAS number: its check digit is wrong)"));
        cas.chain(mistaken).chain(self.quoted.iter().map(QuotedCode::in_words)).chain(tariff).collect()
    }
}

/// Whether the goods are a chemical that no entry names, and words beside its name may be a listed one's: the guanidine of
/// "guanidine; nitric acid".
fn beside_unlisted_chemical(text: &str, tokens: &[Token], kinds: &[KindMention], vocabulary: &Vocabulary) -> bool {
    let chemical = |m: &&KindMention| m.role == Role::Head && is_unlisted_chemical(m.kind, vocabulary);
    let named: Vec<(usize, usize)> = kinds.iter().filter(chemical).map(|m| m.tokens).collect();
    let outside = |at: &usize| !named.iter().any(|name| name.0 <= *at && *at < name.1);
    let beside: Vec<&str> = (0..tokens.len()).filter(outside).map(|at| tokens[at].written(text)).collect();
    !named.is_empty() && vocabulary.chemical_names().may_be_listed(&beside.concat())
}

/// Whether a longer phrase around this one speaks of the same feature.
fn says_more(other: &PhraseMatch<Meaning>, hit: &PhraseMatch<Meaning>, id: FeatureId) -> bool {
    let around = other.tokens.0 <= hit.tokens.0 && hit.tokens.1 <= other.tokens.1 && other.tokens != hit.tokens;
    around && matches!(other.value, Meaning::Feature(feature, _) if feature == id)
}

/// All phrases of a text; words joined by a hyphen count as one word too ("Unterwasser-Manipulator").
fn phrases(text: &str, tokens: &[Token], vocabulary: &Vocabulary) -> Vec<PhraseMatch<Meaning>> {
    let book = vocabulary.phrases();
    let mut found = book.find(tokens);
    let exact = found.len();
    for (at, pair) in tokens.windows(2).enumerate() {
        let (one, two) = (pair[0].span, pair[1].span);
        let long = |span: Span| span.1 - span.0 >= SHORTEST_JOINED;
        if long(one) && long(two) && &text[one.1..two.0] == "-" {
            let joined = stem(&format!("{}{}", &text[one.0..one.1], &text[two.0..two.1]));
            found.extend(book.single(&joined).map(|value| PhraseMatch { tokens: (at, at + 2), value }));
        }
    }
    // "Oil pump" is no pump oil: a last word that names goods is the head.
    let names_goods = |at: usize| book.single(&tokens[at].stem).any(|meaning| matches!(meaning, Meaning::Kind(..)));
    let turned = |m: &PhraseMatch<Meaning>| {
        let english = matches!(m.value, Meaning::Kind(_, Language::English | Language::German));
        english && !names_goods(m.tokens.1 - 1) && tokens[m.tokens.0 + 2..m.tokens.1].iter().all(|t| !t.after_break)
    };
    let taken = |m: &PhraseMatch<Meaning>, known: &[PhraseMatch<Meaning>]| {
        let name = |k: &&PhraseMatch<Meaning>| matches!(k.value, Meaning::Kind(..)) && k.tokens.1 - k.tokens.0 > 1;
        known.iter().filter(name).any(|k| k.tokens.0 < m.tokens.1 && m.tokens.0 < k.tokens.1)
    };
    let mut turned: Vec<PhraseMatch<Meaning>> = book.find_turned(tokens).into_iter().filter(turned).collect();
    turned.retain(|m| !taken(m, &found));
    found.extend(turned);
    if found.len() > exact {
        found.sort_by_key(|m| m.tokens.0);
    }
    found
}

/// Shortest part of a compound that may be written with a hyphen.
const SHORTEST_JOINED: usize = 3;

/// The figures of a parameter: what holds under a condition only where nothing else is stated, and of a body
/// ("45 x 20 x 10 cm") the side the parameter means.
fn stated(mut bound: Vec<&Bound>, side: Option<Side>) -> Vec<Figure> {
    if bound.iter().any(|b| !b.quantity.condition) {
        bound.retain(|b| !b.quantity.condition);
    }
    let beaten = |one: &Bound| {
        let rivals = bound.iter().filter(|b| one.quantity.product != 0 && b.quantity.product == one.quantity.product);
        rivals.into_iter().any(|b| match side {
            Some(Side::Largest) => b.quantity.high > one.quantity.high,
            Some(Side::Smallest) => b.quantity.low < one.quantity.low,
            None => false,
        })
    };
    let figure = |b: &&Bound| Figure {
        low: b.quantity.low,
        high: b.quantity.high,
        said: b.quantity.bound,
        span: Some(b.quantity.span),
        otherwise: b.quantity.otherwise,
    };
    bound.iter().filter(|b| !beaten(b)).map(figure).collect()
}

/// Longer words written wrongly or cut off, read as the one word of the register they can mean: the tokens, and which
/// were changed.
fn respelt(text: &str, mut tokens: Vec<Token>, vocabulary: &Vocabulary) -> (Vec<Token>, Vec<(Span, String)>) {
    let book = vocabulary.phrases();
    let mut changed = Vec::new();
    let last = tokens.len().saturating_sub(1);
    for at in 0..tokens.len() {
        let token = &tokens[at];
        let behind = text[token.span.1..].chars().next();
        // "Wiederholgen." and the last word of a text that an ERP system cut off.
        let cut = behind == Some('.') || (at == last && behind.is_none());
        let meant = match book.misspelt(&token.stem).as_slice() {
            [] => book.cut_off(&token.stem).filter(|_| cut),
            [one] => Some(*one),
            several => best_beside(&tokens, at, several, vocabulary),
        };
        if let Some(meant) = meant.map(str::to_owned) {
            changed.push((token.span, meant.clone()));
            tokens[at].stem = meant;
        }
    }
    (tokens, changed)
}

/// The one of several words that makes the longest name with the words beside it ("inertial navigaton system").
fn best_beside<'s>(tokens: &[Token], at: usize, stems: &[&'s str], vocabulary: &Vocabulary) -> Option<&'s str> {
    let from = at.saturating_sub(2);
    let longest = |stem: &str| {
        let mut window = tokens[from..tokens.len().min(at + 3)].to_vec();
        stem.clone_into(&mut window[at - from].stem);
        let covers = |found: &PhraseMatch<Meaning>| found.tokens.0 <= at - from && at - from < found.tokens.1;
        let found = vocabulary.phrases().find(&window);
        found.iter().filter(|found| covers(found)).map(|found| found.tokens.1 - found.tokens.0).max().unwrap_or(0)
    };
    let lengths: Vec<usize> = stems.iter().map(|stem| longest(stem)).collect();
    let best = lengths.iter().copied().max().filter(|length| *length > 1)?;
    let mut of_that_length = stems.iter().zip(&lengths).filter(|(_, length)| **length == best);
    of_that_length.next().filter(|_| of_that_length.next().is_none()).map(|(stem, _)| *stem)
}

/// Control and bidirectional characters become spaces, so that what is shown is what was judged.
fn clean(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) && c != '\n' {
            // As many bytes as before: spans stay those of the description.
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether "not", "no", "without" and the like stand right before.
fn negated(text: &str, tokens: &[Token], at: usize) -> bool {
    const WORDS: &[&str] =
        &["not", "no", "non", "without", "ohne", "nicht", "kein", "sans", "pas", "aucun", "never", "nie"];
    let denies = |token: &Token| WORDS.contains(&token.stem.as_str()) && !is_number_sign(text, token);
    tokens[at.saturating_sub(2)..at].iter().any(denies) && !tokens[at].after_break
}

fn is_substance(kinds: &[KindMention], register: &Register) -> bool {
    let vocabulary = register.vocabulary();
    let substances: Vec<KindId> =
        ["material", "micro-organism", "toxin", "chemical"].iter().filter_map(|id| vocabulary.find_kind(id)).collect();
    kinds.iter().filter(|m| m.role == Role::Head).all(|m| substances.iter().any(|s| vocabulary.is_a(m.kind, *s)))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "ja" | "oui" => Some(true),
        "no" | "n" | "false" | "0" | "nein" | "non" => Some(false),
        _ => None,
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<(usize, &str)> = known.map(|word| (strsim::damerau_levenshtein(name, word), word)).collect();
    all.sort_unstable();
    let near: Vec<&str> = all.iter().take(3).map(|(_, word)| *word).collect();
    if near.is_empty() { String::new() } else { format!("; near: {}", near.join(", ")) }
}
