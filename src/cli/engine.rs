//! What the commands share: the register, its classifier and its search index, loaded once.

use crate::classification::{Classification, Classifier, Context, KindIndex};
use crate::control_list::{Fault, ListSource, Register};
use crate::domain::Item;
use crate::search::SearchIndex;

use super::Common;

/// How many entries the text search may suggest where no kind is understood.
const SUGGESTIONS: usize = 8;

/// Register and search index.
pub struct Engine {
    register: Register,
    kinds: KindIndex,
    index: SearchIndex,
}

impl Engine {
    /// Loads the control lists the user asked for.
    ///
    /// # Errors
    /// Lists that cannot be read or have faults.
    pub fn load(common: &Common) -> anyhow::Result<Self> {
        let register = load_register(&common.lists()?)?;
        let kinds = KindIndex::new(&register);
        let index = SearchIndex::build(&register)?;
        Ok(Self { register, kinds, index })
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The search index.
    pub fn index(&self) -> &SearchIndex {
        &self.index
    }

    /// Classifies goods.
    ///
    /// # Errors
    /// Stated parameters that cannot be used; a failure of the search engine.
    pub fn classify(&self, item: &Item) -> anyhow::Result<Classification> {
        let found = self.index.find(&item.description, SUGGESTIONS * 4)?;
        let best = found.first().map_or(1.0, |f| f.score);
        let mut suggested: Vec<(crate::domain::ControlCode, f64)> = Vec::new();
        for one in found {
            let Some(provision) = self.register.get(one.item) else { continue };
            let entry = provision.code.entry_code();
            if suggested.len() < SUGGESTIONS && !suggested.iter().any(|(code, _)| *code == entry) {
                suggested.push((entry, one.score / best));
            }
        }
        let classifier = Classifier::new(&self.register, &self.kinds);
        let context = Context { cwc_party: None, suggested };
        classifier.classify(item, &context).map_err(|faults| {
            let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", all.join("\n       "))
        })
    }
}

/// Loads a register, or says what is wrong with it.
///
/// # Errors
/// The first faults, and how to see them all.
pub fn load_register(source: &ListSource) -> anyhow::Result<Register> {
    Register::load(source).map_err(|faults| anyhow::anyhow!(summary(&faults)))
}

fn summary(faults: &[Fault]) -> String {
    let first: Vec<String> = faults.iter().take(3).map(|f| format!("{}: {}", f.path, f.message)).collect();
    format!(
        "the control lists have {} faults and cannot be used; `dualuse lint` shows them all. First: {}",
        faults.len(),
        first.join("; ")
    )
}
