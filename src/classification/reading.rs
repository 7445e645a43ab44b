//! What a description says: kinds with their roles, figures with their properties, features, identifiers.

use std::collections::{BTreeMap, BTreeSet};

use super::binding::{Bound, bind};
use super::outcome::{ReadQuantity, Understanding};
use super::roles::{KindMention, Role, kind_mentions};
use crate::control_list::{Better, End, FeatureId, ItemId, KindId, Meaning, ParameterId, Register};
use crate::domain::{ControlCode, StatedParameter};
use crate::quantity::{Bound as Said, Quantity, read_quantities};
use crate::text::{PhraseMatch, Token, find_cas_numbers, tokenize};

/// Longest description that is read, in bytes; the rest is left out and said so.
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
}

/// A description, read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(super) text: String,
    tokens: Vec<Token>,
    found: Vec<PhraseMatch<Meaning>>,
    pub(super) kinds: Vec<KindMention>,
    pub(super) quantities: Vec<Bound>,
    pub(super) features: BTreeMap<FeatureId, StatedFeature>,
    pub(super) values: BTreeMap<ParameterId, StatedValues>,
    pub(super) identities: BTreeMap<ItemId, Span>,
    /// Items whose text names a CAS number of the description for something else than the goods.
    pub(super) mentions: BTreeMap<ItemId, Span>,
    pub(super) codes: Vec<(ControlCode, Span)>,
    given: BTreeMap<ParameterId, Vec<Figure>>,
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
        let found = vocabulary.phrases().find(&tokens);
        let kinds = kind_mentions(&text, &tokens, &found, vocabulary);
        let quantities = bind(&text, &tokens, &found, read_quantities(&text), None, vocabulary);
        let mut reading = Self {
            kinds,
            quantities,
            features: BTreeMap::new(),
            values: BTreeMap::new(),
            identities: BTreeMap::new(),
            mentions: BTreeMap::new(),
            codes: codes(&text),
            given: BTreeMap::new(),
            text,
            tokens,
            found,
        };
        reading.read_features();
        reading.read_identities(register);
        reading
    }

    /// Binds the figures anew, to the parameters that the candidates ask for.
    pub(super) fn bind_to(&mut self, relevant: &BTreeSet<ParameterId>, register: &Register) {
        let quantities = read_quantities(&self.text);
        self.quantities =
            bind(&self.text, &self.tokens, &self.found, quantities, Some(relevant), register.vocabulary());
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
        self.given
            .insert(id, read.iter().map(|q| Figure { low: q.low, high: q.high, said: q.bound, span: None }).collect());
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
            match hit.value {
                Meaning::Feature(id, affirms) => {
                    let truth = affirms && !negated(tokens, hit.tokens.0);
                    // A denial outweighs an affirmation inside it ("not radiation hardened").
                    let known = self.features.entry(id).or_insert((truth, span));
                    if !truth {
                        *known = (truth, span);
                    }
                }
                Meaning::Value(id, value) if !negated(tokens, hit.tokens.0) => {
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
            if !other_goods && !negated(tokens, hit.tokens.0) {
                let span = (tokens[hit.tokens.0].span.0, tokens[hit.tokens.1 - 1].span.1);
                self.identities.entry(ItemId::at(index)).or_insert(span);
            }
        }
    }

    /// What the goods are, in the words of the register.
    pub(super) fn heads(&self) -> impl Iterator<Item = KindId> {
        self.kinds.iter().filter(|m| m.role == Role::Head).map(|m| m.kind)
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
        let figure = |bound: &Bound| Figure {
            low: bound.quantity.low,
            high: bound.quantity.high,
            said: bound.quantity.bound,
            span: Some(bound.quantity.span),
        };
        let announced: Vec<Figure> =
            self.quantities.iter().filter(|b| b.parameters.contains(&id)).map(figure).collect();
        if !announced.is_empty() {
            return announced;
        }
        if let Some(formula) = parameter.formula.as_ref().filter(|_| depth > 0) {
            let known = |end: End, name: &str| self.end_of(end, name, register, depth - 1);
            if let Some(value) = formula.value(&known) {
                return vec![Figure { low: value, high: value, said: Said::Exact, span: None }];
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
            self.quantities.iter().filter(fits).map(figure).collect()
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
    pub(super) fn understanding(&self, register: &Register, tests: &BTreeSet<&str>) -> Understanding {
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
        let asked = |id: &str| tests.iter().any(|test| test.contains(id));
        let features = self.features.iter().filter(|(id, _)| asked(&vocabulary.feature(**id).id)).map(feature);
        let values = self.values.iter().filter(|(id, _)| asked(&vocabulary.parameter(**id).id)).map(value);
        Understanding {
            goods: names(&[Role::Head]),
            serving: names(&[Role::Modifier, Role::Served]),
            quantities: self.quantities.iter().filter(|b| !b.quantity.second_reading).map(quantity).collect(),
            features: features.chain(values).collect(),
            identifiers: self.identifiers(),
        }
    }

    fn identifiers(&self) -> Vec<String> {
        let cas = find_cas_numbers(&self.text).into_iter().map(|(_, cas)| format!("CAS {cas}"));
        cas.chain(self.codes.iter().map(|(code, _)| code.to_string())).collect()
    }
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

/// Control codes quoted in the text.
fn codes(text: &str) -> Vec<(ControlCode, Span)> {
    use std::sync::LazyLock;
    static FORM: LazyLock<regex::Regex> = LazyLock::new(|| {
        regex::Regex::new(r"\b[0-9][A-Ea-e][0-9]{3}(?:\.[A-Za-z0-9]{1,2}\b)*")
            .expect("the pattern is a constant and compiles")
    });
    FORM.find_iter(text).filter_map(|m| m.as_str().parse().ok().map(|code| (code, (m.start(), m.end())))).collect()
}

/// Whether "not", "no", "without" and the like stand right before.
fn negated(tokens: &[Token], at: usize) -> bool {
    const WORDS: &[&str] = &["not", "no", "non", "without", "ohne", "nicht", "kein", "sans", "pas", "never", "un"];
    tokens[at.saturating_sub(2)..at].iter().any(|token| WORDS.contains(&token.stem.as_str()) && !tokens[at].after_break)
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
