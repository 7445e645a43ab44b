//! What changed between two versions of a list: parties added, removed, and changed field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ListedParty, PartyKind};

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only in the newer version.
    Added,
    /// Only in the older version.
    Removed,
    /// In both, with other content.
    Changed,
}

impl Change {
    /// The word in output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A record that differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyChange {
    /// What became of it.
    pub change: Change,
    /// The identifier the source gives.
    pub entry_id: String,
    /// What is listed.
    pub kind: PartyKind,
    /// The name the list gives first, in the newer version where it is there.
    pub name: String,
    /// The fields that differ; empty for records added or removed.
    pub fields: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name, such as `names`.
    pub field: String,
    /// Values only in the newer version.
    pub added: Vec<String>,
    /// Values only in the older version.
    pub removed: Vec<String>,
}

/// The differences from `old` to `new`: added, then removed, then changed, each in order of the identifier.
pub fn diff(old: &[ListedParty], new: &[ListedParty]) -> Vec<PartyChange> {
    let (old, new) = (keyed(old), keyed(new));
    let only = |these: &Keyed, those: &Keyed, change| {
        let alone = these.iter().filter(|(key, _)| !those.contains_key(*key));
        alone.map(|(_, party)| described(party, change, Vec::new())).collect::<Vec<_>>()
    };
    let mut changes = only(&new, &old, Change::Added);
    changes.extend(only(&old, &new, Change::Removed));
    changes.extend(new.iter().filter_map(|(key, party)| {
        let before = old.get(key).filter(|before| before != &party)?;
        Some(described(party, Change::Changed, fields(before, party)))
    }));
    changes
}

/// Records by identifier; where a list gives one identifier to several records, by their order.
type Keyed<'p> = BTreeMap<(&'p str, usize), &'p ListedParty>;

fn keyed(parties: &[ListedParty]) -> Keyed<'_> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut keyed = Keyed::new();
    for party in parties {
        let number = seen.entry(&party.entry_id).or_insert(0);
        *number += 1;
        keyed.insert((&party.entry_id, *number), party);
    }
    keyed
}

fn described(party: &ListedParty, change: Change, fields: Vec<FieldChange>) -> PartyChange {
    PartyChange {
        change,
        entry_id: party.entry_id.clone(),
        kind: party.kind,
        name: party.primary_name().to_owned(),
        fields,
    }
}

/// Every field that differs, whatever fields a record has.
fn fields(old: &ListedParty, new: &ListedParty) -> Vec<FieldChange> {
    let (old, new) = (values(old), values(new));
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |name: &String| {
        let of = |record: &BTreeMap<String, Vec<Value>>| record.get(name).cloned().unwrap_or_default();
        let (before, after) = (of(&old), of(&new));
        let missing = |these: &[Value], those: &[Value]| {
            these.iter().filter(|value| !those.contains(value)).map(words).collect::<Vec<_>>()
        };
        let (added, removed) = (missing(&after, &before), missing(&before, &after));
        let differs = !added.is_empty() || !removed.is_empty();
        differs.then(|| FieldChange { field: name.clone(), added, removed })
    };
    names.into_iter().filter_map(change).collect()
}

/// The values of each field of a record; a single value is a list of one, nothing a list of none.
fn values(party: &ListedParty) -> BTreeMap<String, Vec<Value>> {
    let Ok(Value::Object(fields)) = serde_json::to_value(party) else { return BTreeMap::new() };
    let many = |value| match value {
        Value::Array(values) => values,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    fields.into_iter().map(|(name, value)| (name, many(value))).collect()
}

/// A value for a reader: a date as written, a text with what is said of it in brackets, anything else in words.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
            let rest = |without: &[&str]| {
                let shown = fields.iter().filter(|(name, v)| !without.contains(&name.as_str()) && is_stated(v));
                shown.map(|(_, value)| words(value)).collect::<Vec<_>>().join(", ")
            };
            match (text("written"), text("text")) {
                (Some(written), _) => written,
                (None, Some(text)) => {
                    let said = rest(&["text", "script"]);
                    if said.is_empty() { text } else { format!("{text} ({said})") }
                }
                (None, None) => rest(&["verified"]),
            }
        }
        other => other.to_string(),
    }
}

/// Whether a value says anything: that a name is a current one is what every name is.
fn is_stated(value: &Value) -> bool {
    !value.is_null() && !matches!(value.as_str(), Some("" | "current"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanctions::Effect;
    use crate::sanctions::importers::read_given;

    fn parties(rows: &str) -> Vec<ListedParty> {
        let text = format!("id,schema,name,aliases,weak_aliases,birth_date,countries,identifiers\n{rows}");
        let country = |code: &str| code.parse().ok();
        read_given("own", text.as_bytes(), Effect::EndUserConcern, &country).expect("a list").parties
    }

    #[test]
    fn parties_are_told_as_added_removed_and_changed_with_their_fields() {
        let old = parties("a,Person,Ana Petrova,Anna P.,,1970,BG,\nb,,Works 4,,,,CN,\nc,,Gone Ltd,,,,,\n");
        let new = parties("d,,New Ltd,,,,,\na,Person,Ana Petrova,Anna Petrowa,,1970-02-03,BG,X1\nb,,Works 4,,,,CN,\n");
        let changes = diff(&old, &new);
        let told: Vec<(Change, &str)> = changes.iter().map(|c| (c.change, c.entry_id.as_str())).collect();
        assert_eq!(told, [(Change::Added, "d"), (Change::Removed, "c"), (Change::Changed, "a")]);
        let fields: Vec<(&str, String, String)> =
            changes[2].fields.iter().map(|f| (f.field.as_str(), f.added.join("; "), f.removed.join("; "))).collect();
        let expected = [
            ("births", "1970-02-03", "1970"),
            ("identifiers", "X1", ""),
            ("names", "Anna Petrowa (alias)", "Anna P. (alias)"),
        ];
        assert_eq!(fields, expected.map(|(field, added, removed)| (field, added.to_owned(), removed.to_owned())));
    }

    #[test]
    fn the_same_records_in_another_order_are_no_change() {
        let old = parties("a,,One,,,,,\nb,,Two,,,,,\n");
        let new = parties("b,,Two,,,,,\na,,One,,,,,\n");
        assert_eq!(diff(&old, &new), []);
    }

    #[test]
    fn a_name_that_only_becomes_weak_is_a_change() {
        let changes = diff(&parties("a,,One,Uno,,,,\n"), &parties("a,,One,,Uno,,,\n"));
        assert_eq!(changes[0].fields[0].added, ["Uno (weak)"]);
        assert_eq!(changes[0].fields[0].removed, ["Uno (alias)"]);
    }

    #[test]
    fn records_that_share_an_identifier_are_told_apart_by_their_order() {
        let changes = diff(&parties("a,,One,,,,,\na,,Two,,,,,\n"), &parties("a,,One,,,,,\n"));
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].change, changes[0].name.as_str()), (Change::Removed, "Two"));
    }

    #[test]
    fn turning_a_comparison_round_swaps_added_and_removed() {
        let old = parties("a,,One,Uno,,,,\nb,,Two,,,,,\n");
        let new = parties("a,,One,,,,,\nc,,Three,,,,,\n");
        let (there, back) = (diff(&old, &new), diff(&new, &old));
        let count = |changes: &[PartyChange], change| changes.iter().filter(|c| c.change == change).count();
        assert_eq!(count(&there, Change::Added), count(&back, Change::Removed));
        assert_eq!(there[2].fields[0].removed, back[2].fields[0].added);
    }
}
