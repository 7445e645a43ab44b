//! Comparing names: is a party of the transaction one of the listed parties? Candidates are found by several cheap
//! means, then one scorer that explains itself judges each, word by word and field by field.

mod align;
mod alike;
mod evidence;
mod explain;
mod findings;
mod floors;
mod index;
pub mod kernel;
mod letters;
mod numbers;
mod policy;
mod prepared;
mod reading;
mod score;
mod screen;
mod search;
mod second_opinion;
mod sound;
mod tables;
mod weights;
mod whole;
mod words;

#[cfg(test)]
mod tests;

pub use align::Likeness;
pub use evidence::{FieldEvidence, Speaks};
pub use index::{IndexError, NameIndex};
pub use policy::MatchPolicy;
pub use prepared::{NameKind, PreparedName};
pub use score::{NameMatch, WordMatch, compare};
pub use screen::{
    LONGEST_NAME, ListedSummary, Match, NameError, PartyResult, PartyScreener, Query, check_name, screen_party,
};
pub use search::Effort;
pub use second_opinion::second_opinion;
pub use tables::NameTables;
pub use words::WordClass;

use crate::sanctions::names_beside_each_other;

/// Compares two names as written. Without a kind both ways of reading them are tried and the better one counts.
pub fn compare_texts(asked: &str, listed: &str, kind: Option<NameKind>, tables: &NameTables) -> NameMatch {
    let as_kind = |kind| compare_as(asked, listed, kind, tables);
    match kind {
        Some(kind) => as_kind(kind),
        None => {
            let (person, entity) = (as_kind(NameKind::Person), as_kind(NameKind::Entity));
            if entity.score > person.score { entity } else { person }
        }
    }
}

/// Compares two names of a kind. Where one of them gives several names, the best of them counts.
fn compare_as(asked: &str, listed: &str, kind: NameKind, tables: &NameTables) -> NameMatch {
    let prepared = |text: &str| PreparedName::new(text, kind, tables);
    let mut best = compare(&prepared(asked), &prepared(listed), tables);
    let given = |text: &str| match kind {
        NameKind::Entity => [text.to_owned()].into_iter().chain(names_beside_each_other(text)).collect(),
        NameKind::Person => vec![text.to_owned()],
    };
    let (asked, listed): (Vec<String>, Vec<String>) = (given(asked), given(listed));
    let several = asked.iter().flat_map(|a| listed.iter().map(move |b| (a, b))).skip(1);
    for (a, b) in several {
        let mut found = compare(&prepared(a), &prepared(b), tables);
        found.score = found.score.min(tables.weights.limits.other_order);
        if found.score > best.score {
            best = found;
        }
    }
    best
}

/// What a schema word such as `Person`, `Company` or `Vessel` says of a name; nothing where it may be either.
pub fn kind_of_schema(schema: &str) -> Option<NameKind> {
    match schema.trim().to_lowercase().as_str() {
        "person" | "p" | "individual" => Some(NameKind::Person),
        "" | "legalentity" | "thing" | "unknown" => None,
        _ => Some(NameKind::Entity),
    }
}
