//! What else speaks for or against a match: birth date, country, identifying numbers, gender.
//! A name alone rarely settles who somebody is; these fields do.

use serde::{Deserialize, Serialize};

use super::screen::Query;
use super::tables::NameTables;
use crate::domain::Identifier;
use crate::sanctions::{BirthDate, Gender, ListedParty};

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaks {
    /// For the same party.
    For,
    /// Neither way.
    Neither,
    /// Against the same party.
    Against,
}

/// One field compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEvidence {
    /// `birth date`, `country`, `identifier` or `gender`.
    pub field: String,
    /// What it says.
    pub speaks: Speaks,
    /// What the transaction states.
    pub asked: String,
    /// What the list states.
    pub listed: String,
    /// The result in plain words.
    pub remark: String,
}

/// All fields compared, and the score they leave of a name's score.
pub(super) fn weigh(
    query: &Query,
    gender: Option<Gender>,
    party: &ListedParty,
    name_score: f64,
    tables: &NameTables,
) -> (f64, Vec<FieldEvidence>) {
    let mut score = name_score;
    let mut fields = Vec::new();
    for found in [
        birth(query, party, tables),
        country(query, party, tables),
        gender_of(gender, party, tables),
        identifier(query, party, tables),
    ]
    .into_iter()
    .flatten()
    {
        let (field, effect) = found;
        score = effect.on(score);
        fields.push(field);
    }
    // Evidence never makes identity of names that differ.
    let ceiling = if name_score >= 1.0 { 1.0 } else { tables.weights.limits.other_order.max(name_score) };
    (score.clamp(0.0, ceiling), fields)
}

/// How a field changes a score.
enum Change {
    Closer(f64),
    Factor(f64),
    AtLeast(f64),
}

impl Change {
    fn on(&self, score: f64) -> f64 {
        match self {
            Self::Closer(share) => score + (1.0 - score) * share * score,
            Self::Factor(factor) => score * factor,
            Self::AtLeast(least) => score.max(*least),
        }
    }
}

fn field(name: &str, speaks: Speaks, asked: String, listed: String, remark: &str) -> FieldEvidence {
    FieldEvidence { field: name.to_owned(), speaks, asked, listed, remark: remark.to_owned() }
}

fn birth(query: &Query, party: &ListedParty, tables: &NameTables) -> Option<(FieldEvidence, Change)> {
    let e = &tables.weights.evidence;
    let asked = query.born.as_ref()?;
    let judged = |listed: &BirthDate| {
        if asked.overlaps(listed) {
            let day = asked.is_exact() && listed.is_exact();
            let (rank, share) = if day { (0, e.birth_day_agrees) } else { (1, e.birth_year_agrees) };
            (rank, Speaks::For, Change::Closer(share), "agrees")
        } else if near(asked, listed) {
            (2, Speaks::Neither, Change::Factor(e.birth_near), "close, but not the same")
        } else {
            (3, Speaks::Against, Change::Factor(e.birth_differs), "differs")
        }
    };
    let (listed, best) = party.births.iter().map(|b| (b, judged(b))).min_by_key(|(_, judged)| judged.0)?;
    let (_, speaks, change, remark) = best;
    Some((field("birth date", speaks, asked.written.clone(), listed.written.clone(), remark), change))
}

/// Two of day, month and year agree and the third is a slip; day and month are exchanged; or, where a day is not known,
/// the years lie side by side.
fn near(a: &BirthDate, b: &BirthDate) -> bool {
    let (x, y) = (a.from, b.from);
    if !(a.is_exact() && b.is_exact()) {
        return a.years_apart(b) <= 1;
    }
    let same = [x.year() == y.year(), x.month() == y.month(), x.day() == y.day()];
    let exchanged = same[0] && x.day() == y.month() && x.month() == y.day();
    let slip = same.iter().filter(|s| **s).count() == 2 && x.year().abs_diff(y.year()) <= 10;
    exchanged || slip
}

fn country(query: &Query, party: &ListedParty, tables: &NameTables) -> Option<(FieldEvidence, Change)> {
    let e = &tables.weights.evidence;
    let asked = query.country.as_ref()?;
    let mut listed: Vec<&str> = party.all_countries().map(|c| c.country()).collect();
    listed.sort_unstable();
    listed.dedup();
    if listed.is_empty() {
        return None;
    }
    let agrees = listed.contains(&asked.country());
    let (speaks, change, remark) = if agrees {
        (Speaks::For, Change::Closer(e.country_agrees), "agrees")
    } else {
        (Speaks::Against, Change::Factor(e.country_differs), "differs")
    };
    Some((field("country", speaks, asked.to_string(), listed.join(", "), remark), change))
}

fn gender_of(asked: Option<Gender>, party: &ListedParty, tables: &NameTables) -> Option<(FieldEvidence, Change)> {
    let (asked, listed) = (asked?, party.gender?);
    let word = |g: Gender| if g == Gender::Male { "male" } else { "female" }.to_owned();
    let change = Change::Factor(tables.weights.evidence.gender_differs);
    (asked != listed).then(|| (field("gender", Speaks::Against, word(asked), word(listed), "differs"), change))
}

fn identifier(query: &Query, party: &ListedParty, tables: &NameTables) -> Option<(FieldEvidence, Change)> {
    let e = &tables.weights.evidence;
    let same = |x: &Identifier, y: &Identifier| {
        identifier_key(&x.value).is_some_and(|key| identifier_key(&y.value) == Some(key))
    };
    for x in &query.identifiers {
        if let Some(y) = party.identifiers.iter().find(|y| same(x, y)) {
            let found = field("identifier", Speaks::For, x.value.clone(), y.value.clone(), "the same number");
            return Some((found, Change::AtLeast(e.identifier_agrees)));
        }
    }
    let same_kind = |x: &Identifier, y: &Identifier| !x.kind.is_empty() && x.kind.eq_ignore_ascii_case(&y.kind);
    let (x, y) =
        query.identifiers.iter().find_map(|x| party.identifiers.iter().find(|y| same_kind(x, y)).map(|y| (x, y)))?;
    let found =
        field("identifier", Speaks::Against, x.value.clone(), y.value.clone(), "another number of the same kind");
    Some((found, Change::Factor(e.identifier_differs)))
}

/// An identifying number without spaces and signs; nothing where it is too short to identify.
pub(super) fn identifier_key(value: &str) -> Option<String> {
    let key: String = value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (key.len() >= 5 && key.bytes().any(|b| b.is_ascii_digit())).then_some(key)
}
