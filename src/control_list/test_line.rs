//! One test of the register: the line as written, and what it means.

use serde::{Deserialize, Serialize};

use super::vocabulary::{FeatureId, KindId, ParameterId, Vocabulary};
use crate::domain::ControlCode;
use crate::quantity::Unit;

use super::fault::nearest;

/// A test with the line it was written as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// The line as written.
    pub source: String,
    /// What it means.
    pub condition: Condition,
}

/// What a test asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// A figure against a threshold, in base units.
    Compare(ParameterId, Comparison, f64),
    /// A stated range touches this one.
    Overlaps(ParameterId, Interval),
    /// A stated range lies inside this one.
    Within(ParameterId, Interval),
    /// A property has (or has not) one of these values.
    Value(ParameterId, Vec<u16>, bool),
    /// A yes/no property, affirmed or denied.
    Feature(FeatureId, bool),
    /// The goods are (or are not) of this kind.
    Kind(KindId, bool),
    /// How the goods relate to other provisions; `false` where the relation must not hold.
    Relation(Relation, Vec<ControlCode>, bool),
}

/// A comparison with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Comparison {
    Above,
    AtLeast,
    Below,
    AtMost,
    Equal,
}

/// A range with open or closed ends, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end and whether it belongs to the range.
    pub low: (f64, bool),
    /// Upper end and whether it belongs to the range.
    pub high: (f64, bool),
}

/// How goods relate to a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// They satisfy its tests themselves.
    Meets,
    /// Something specified there is built in.
    Contains,
    /// They serve something specified there.
    For,
}

/// Why a line is not a test, and what to write instead.
pub(super) type Wrong = (String, String);

impl Test {
    /// Reads a test line.
    pub(super) fn parse(line: &str, vocabulary: &Vocabulary) -> Result<Self, Wrong> {
        let text = line.trim();
        let (body, positive) = text.strip_prefix("not ").map_or((text, true), |body| (body.trim(), false));
        let condition = match body.split_once(':') {
            Some((word, rest)) if !word.contains(['<', '>', '=']) => {
                worded(word.trim(), rest.trim(), positive, vocabulary)?
            }
            _ if positive => measured(body, vocabulary)?,
            _ => {
                return Err((
                    "`not` stands only before feature:, kind:, meets:, contains: and for:".into(),
                    "turn the comparison round".into(),
                ));
            }
        };
        Ok(Self { source: text.to_owned(), condition })
    }
}

fn worded(word: &str, rest: &str, positive: bool, vocabulary: &Vocabulary) -> Result<Condition, Wrong> {
    let unknown = |what: &str, near: String| {
        (format!("unknown {what} `{rest}`"), format!("define it under vocabulary/{what}s/, or correct it{near}"))
    };
    let relation = match word {
        "feature" => {
            let id = vocabulary
                .find_feature(rest)
                .ok_or_else(|| unknown("feature", nearest(rest, vocabulary.feature_ids.keys().map(String::as_str))))?;
            return Ok(Condition::Feature(id, positive));
        }
        "kind" => {
            let id = vocabulary
                .find_kind(rest)
                .ok_or_else(|| unknown("kind", nearest(rest, vocabulary.kind_ids.keys().map(String::as_str))))?;
            return Ok(Condition::Kind(id, positive));
        }
        "meets" => Relation::Meets,
        "contains" => Relation::Contains,
        "for" => Relation::For,
        _ => {
            return Err((
                format!("`{word}:` is not a form of test"),
                "write feature:, kind:, meets:, contains:, for:, or a comparison".into(),
            ));
        }
    };
    let codes = rest
        .split(',')
        .map(|code| {
            code.trim()
                .parse::<ControlCode>()
                .map_err(|e| (e.to_string(), "name an entry or an item of the list".into()))
        })
        .collect::<Result<_, _>>()?;
    Ok(Condition::Relation(relation, codes, positive))
}

const SIGNS: &[&str] = &[" >= ", " <= ", " > ", " < ", " = "];
const WORDS: &[&str] = &[" between ", " overlaps ", " within ", " is one of ", " is not ", " is "];

fn measured(body: &str, vocabulary: &Vocabulary) -> Result<Condition, Wrong> {
    // A parameter's own name may hold a word such as "between"; a sign decides before any word.
    let first = SIGNS.iter().chain(WORDS).find_map(|word| body.find(word).map(|at| (at, *word)));
    let Some((at, word)) = first else {
        return Err((format!("`{body}` is not a test"), "write `parameter >= figure unit`, `parameter overlaps a to b unit`, `parameter is value`, or feature:, kind:, meets:, contains:, for:".into()));
    };
    let (name, rest) = (body[..at].trim(), body[at + word.len()..].trim());
    let id = vocabulary.find_parameter(name).ok_or_else(|| {
        let near = nearest(name, vocabulary.parameter_ids.keys().map(String::as_str));
        (format!("unknown parameter `{name}`"), format!("define it under vocabulary/parameters/, or correct it{near}"))
    })?;
    let compare = |comparison| Ok(Condition::Compare(id, comparison, figure(rest, "", id, vocabulary)?.0));
    match word.trim() {
        ">" => compare(Comparison::Above),
        ">=" => compare(Comparison::AtLeast),
        "<" => compare(Comparison::Below),
        "<=" => compare(Comparison::AtMost),
        "=" => compare(Comparison::Equal),
        "between" => Ok(Condition::Within(id, interval(rest, " and ", id, vocabulary)?)),
        "overlaps" => Ok(Condition::Overlaps(id, interval(rest, " to ", id, vocabulary)?)),
        "within" => Ok(Condition::Within(id, interval(rest, " to ", id, vocabulary)?)),
        "is not" => Ok(Condition::Value(id, values(rest, id, vocabulary)?, false)),
        _ => Ok(Condition::Value(id, values(rest, id, vocabulary)?, true)),
    }
}

/// A figure with its unit, in base units; `default` is the unit where none is written.
fn figure<'a>(
    text: &'a str,
    default: &'a str,
    id: ParameterId,
    vocabulary: &Vocabulary,
) -> Result<(f64, &'a str), Wrong> {
    let parameter = vocabulary.parameter(id);
    if !parameter.values.is_empty() {
        return Err((
            format!("`{}` has fixed values, not figures", parameter.id),
            "write `is`, `is one of` or `is not`".into(),
        ));
    }
    let (number, unit_text) =
        text.trim().split_once(' ').map_or((text.trim(), default), |(number, unit)| (number, unit.trim()));
    let value: f64 = number.replace('_', "").parse().map_err(|_| {
        (format!("`{number}` is not a figure"), "write it with a decimal point, as in 0.8 or 1e6".to_owned())
    })?;
    let unit = if unit_text.is_empty() {
        Unit::NUMBER
    } else {
        Unit::parse(unit_text).map_err(|e| (e.to_string(), "correct the unit".to_owned()))?
    };
    if unit.dimension != parameter.unit.dimension {
        let has = if unit_text.is_empty() {
            "a plain number".to_owned()
        } else {
            format!("`{unit_text}` ({})", unit.dimension)
        };
        return Err((
            format!("{has} does not measure `{}`", parameter.id),
            format!("use a unit of the dimension of `{}` ({})", parameter.unit_text, parameter.unit.dimension),
        ));
    }
    Ok((unit.to_base(value), unit_text))
}

/// `above 2.7 GHz to 6.8 GHz`, `8 to 12 bit`, `7 deg and below 9 deg`.
fn interval(text: &str, joint: &str, id: ParameterId, vocabulary: &Vocabulary) -> Result<Interval, Wrong> {
    let (low, high) = text.split_once(joint).ok_or_else(|| {
        (format!("`{text}` has no second end"), format!("write both ends with `{}` between them", joint.trim()))
    })?;
    let high_open = high.trim().strip_prefix("below ");
    let low_open = low.trim().strip_prefix("above ");
    let (high_value, unit) = figure(high_open.unwrap_or(high), "", id, vocabulary)?;
    let (low_value, _) = figure(low_open.unwrap_or(low), unit, id, vocabulary)?;
    if low_value > high_value {
        return Err((format!("the range `{text}` runs backwards"), "write the smaller figure first".into()));
    }
    Ok(Interval { low: (low_value, low_open.is_none()), high: (high_value, high_open.is_none()) })
}

fn values(text: &str, id: ParameterId, vocabulary: &Vocabulary) -> Result<Vec<u16>, Wrong> {
    let known = &vocabulary.parameter(id).values;
    let list = text.strip_prefix("one of ").unwrap_or(text);
    let index = |value: &str| known.iter().position(|k| k == value).and_then(|at| u16::try_from(at).ok());
    list.split(',')
        .map(str::trim)
        .map(|value| {
            index(value).ok_or_else(|| {
                (
                    format!("`{value}` is no value of `{}`", vocabulary.parameter(id).id),
                    format!("its values are {}{}", known.join(", "), nearest(value, known.iter().map(String::as_str))),
                )
            })
        })
        .collect()
}
