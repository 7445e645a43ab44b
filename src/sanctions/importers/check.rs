//! Whether a list that was read is whole: enough records of each kind, every record named, fields as well filled as in
//! every whole issue so far. What a list must hold stands in its definition.

use super::{ImportError, Imported};
use crate::sanctions::{FillRate, ListDefinition, ListedParty};

/// Checks a list that was read against its definition.
///
/// # Errors
/// Every assertion that fails.
pub fn check(definition: &ListDefinition, imported: &Imported) -> Result<(), ImportError> {
    let mut failures = Vec::new();
    let counts = imported.list.counts();
    for (kind, least) in &definition.minimum {
        let found = counts.get(kind).copied().unwrap_or(0);
        if found < *least {
            failures.push(format!("{found} records of kind {kind}, a whole list has at least {least}"));
        }
    }
    failures.extend(definition.fill.iter().filter_map(|rate| failure(rate, &imported.list.parties)));
    if failures.is_empty() { Ok(()) } else { Err(ImportError::NotWhole { list: definition.name.clone(), failures }) }
}

fn failure(rate: &FillRate, parties: &[ListedParty]) -> Option<String> {
    let of_kind = || parties.iter().filter(|party| rate.kind.is_none_or(|kind| kind == party.kind));
    let all = of_kind().count();
    let filled = of_kind().filter(|party| rate.field.stands_in(party)).count();
    let kind = rate.kind.map_or("record", |kind| kind.code());
    let short = all > 0 && filled * 100 < all * usize::from(rate.least);
    short.then(|| {
        let field = format!("{:?}", rate.field).to_lowercase();
        format!(
            "only {filled} of {all} records of kind {kind} have {field}, at least {} percent do in a whole list",
            rate.least
        )
    })
}
