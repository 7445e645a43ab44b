//! The vocabulary: kinds of thing, measurable properties, yes/no properties, and the phrases that announce them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chemical_names::ChemicalNames;
use super::formula::Formula;
use crate::quantity::Unit;
use crate::text::{PhraseBook, PhraseList};

/// Index of a kind in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KindId(pub(super) u16);

impl KindId {
    /// Its place in the vocabulary.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// Index of a parameter in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ParameterId(pub(super) u16);

impl ParameterId {
    /// Its place in the vocabulary.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// Index of a feature in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FeatureId(pub(super) u16);

/// The language of a name; French puts the head noun first, the others last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Language {
    English,
    German,
    French,
}

/// What saying nothing about a property means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Silence {
    /// A question to the exporter.
    #[default]
    Ask,
    /// Presumed absent; shown as an assumption.
    PresumeNo,
    /// Presumed present; shown as an assumption.
    PresumeYes,
}

/// A kind of thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kind {
    /// Its name in the register.
    pub id: String,
    /// Broader kinds.
    pub parents: Vec<KindId>,
    /// Why no entry names such goods, for unlisted neighbours.
    pub not_listed: Option<String>,
    ancestors: Vec<KindId>,
}

impl Kind {
    /// All broader kinds, near and far.
    pub fn ancestors(&self) -> &[KindId] {
        &self.ancestors
    }
}

/// Which way a property is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Better {
    Higher,
    Lower,
}

/// Which side of a body counts where all its sides are stated ("45 x 20 x 10 cm").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Side {
    Largest,
    Smallest,
}

/// A measurable property, or one with a fixed set of values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name in the register.
    pub id: String,
    /// Its usual unit; for a property with fixed values a plain number.
    pub unit: Unit,
    /// The unit as written.
    pub unit_text: String,
    /// Its fixed values, if it has such.
    pub values: Vec<String>,
    /// Which way it is better.
    pub better: Option<Better>,
    /// Which side of a body it is; without it any side may be meant.
    pub side: Option<Side>,
    /// Whether a bare figure of its dimension may be taken for it.
    pub alone: bool,
    /// What saying nothing means.
    pub silence: Silence,
    /// The question to the exporter.
    pub question: String,
    /// How it follows from others.
    pub formula: Option<Formula>,
}

/// A yes/no property.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feature {
    /// Its name in the register.
    pub id: String,
    /// What saying nothing means.
    pub silence: Silence,
    /// The question to the exporter.
    pub question: String,
}

/// What a phrase in a description speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Meaning {
    /// A kind of thing, by a name in this language.
    Kind(KindId, Language),
    /// A kind of thing, by an abbreviation that must be in capitals.
    Abbreviation(KindId),
    /// A phrase in which a kind's name means something else.
    NotKind(KindId),
    /// A property.
    Parameter(ParameterId),
    /// A value of a property with fixed values.
    Value(ParameterId, u16),
    /// A yes/no property, and whether the phrase affirms it.
    Feature(FeatureId, bool),
    /// A substance, organism or toxin: the item it identifies, by its place in the register.
    Identity(u32),
}

/// Kinds, parameters and features, and the phrase book over all their names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    pub(super) kinds: Vec<Kind>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) features: Vec<Feature>,
    pub(super) kind_ids: BTreeMap<String, KindId>,
    pub(super) parameter_ids: BTreeMap<String, ParameterId>,
    pub(super) feature_ids: BTreeMap<String, FeatureId>,
    pub(super) phrases: PhraseBook<Meaning>,
    pub(super) chemical_names: ChemicalNames,
    /// Names while they are read; `settle` makes the phrase book of them.
    #[serde(skip)]
    pub(super) names: PhraseList<Meaning>,
}

impl Vocabulary {
    /// The kind at an index.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[usize::from(id.0)]
    }

    /// The parameter at an index.
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[usize::from(id.0)]
    }

    /// The feature at an index.
    pub fn feature(&self, id: FeatureId) -> &Feature {
        &self.features[usize::from(id.0)]
    }

    /// The kind of this name.
    pub fn find_kind(&self, id: &str) -> Option<KindId> {
        self.kind_ids.get(id).copied()
    }

    /// The parameter of this name.
    pub fn find_parameter(&self, id: &str) -> Option<ParameterId> {
        self.parameter_ids.get(id).copied()
    }

    /// The feature of this name.
    pub fn find_feature(&self, id: &str) -> Option<FeatureId> {
        self.feature_ids.get(id).copied()
    }

    /// All parameters with their indices.
    pub fn parameters(&self) -> impl Iterator<Item = (ParameterId, &Parameter)> {
        (0..).map(ParameterId).zip(&self.parameters)
    }

    /// All kinds with their indices.
    pub fn kinds(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        (0..).map(KindId).zip(&self.kinds)
    }

    /// All features with their indices.
    pub fn features(&self) -> impl Iterator<Item = (FeatureId, &Feature)> {
        (0..).map(FeatureId).zip(&self.features)
    }

    /// The phrase book over every name, announcement and identity.
    pub fn phrases(&self) -> &PhraseBook<Meaning> {
        &self.phrases
    }

    /// How names of chemicals are made.
    pub fn chemical_names(&self) -> &ChemicalNames {
        &self.chemical_names
    }

    /// Whether `kind` is `broader` or narrower than it.
    pub fn is_a(&self, kind: KindId, broader: KindId) -> bool {
        kind == broader || self.kind(kind).ancestors.binary_search(&broader).is_ok()
    }

    /// Makes the phrase book of all names read so far.
    pub(super) fn settle(&mut self) {
        self.phrases = std::mem::take(&mut self.names).into_book();
    }

    /// Works out every kind's ancestors. A circle of parents ends where it closes.
    pub(super) fn close_ancestors(&mut self) {
        for index in 0..self.kinds.len() {
            let mut seen: Vec<KindId> = Vec::new();
            let mut open = self.kinds[index].parents.clone();
            while let Some(parent) = open.pop() {
                if !seen.contains(&parent) {
                    seen.push(parent);
                    open.extend(&self.kinds[usize::from(parent.0)].parents);
                }
            }
            seen.sort();
            self.kinds[index].ancestors = seen;
        }
    }

    pub(super) fn add_kind(&mut self, id: &str, not_listed: Option<String>) -> KindId {
        let index = KindId(u16::try_from(self.kinds.len()).unwrap_or(u16::MAX));
        self.kinds.push(Kind { id: id.to_owned(), parents: Vec::new(), not_listed, ancestors: Vec::new() });
        self.kind_ids.insert(id.to_owned(), index);
        index
    }
}
