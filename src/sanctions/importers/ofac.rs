//! What the files of the US Treasury have in common: numbers, dates and notes as "type value (country)", and what its
//! lists mean.

use super::reading::{Reading, gender};
use crate::sanctions::identifiers::kind_of;
use crate::sanctions::{Effect, ListedParty, NameStrength, NameUse};

/// Adds something of a written type: a number that identifies, a gender, a place, or a fact.
pub(super) fn add_typed(reading: &mut Reading, party: &mut ListedParty, written: &str, value: &str, country: &str) {
    let written = written.trim().trim_end_matches([':', '-']).trim();
    match written.to_lowercase().as_str() {
        "gender" => party.gender = party.gender.or_else(|| gender(value)),
        "birthdate" | "dob" => reading.add_birth(party, value),
        "place of birth" | "pob" => reading.add_birth_place(party, value, country_at_end(value)),
        "nationality country" | "nationality" | "nationality of registration" | "vessel flag" => {
            reading.add_country(party, "nationality", value);
        }
        "citizenship country" | "citizen" => reading.add_country(party, "citizenship", value),
        _ if kind_of(written).is_some() => {
            let number = value.trim().trim_start_matches("IMO ");
            party.add_identifier(written, number);
            if !country.is_empty() {
                party.add_fact(format!("{written} {number}"), &format!("issued by {country}"));
            }
        }
        _ => {
            let text = if country.is_empty() { value.to_owned() } else { format!("{value} ({country})") };
            party.add_fact(written, &text);
        }
    }
}

/// `Kazan, Russia` → `Russia`; nothing where there is no comma.
pub(super) fn country_at_end(place: &str) -> &str {
    place.rsplit_once(", ").map_or("", |(_, country)| country.trim_end_matches('.'))
}

/// How an alias is called: `a.k.a.`, `f.k.a.`, `n.k.a.`.
pub(super) fn use_of(written: &str) -> NameUse {
    if written.to_lowercase().starts_with('f') { NameUse::Former } else { NameUse::Current }
}

/// Adds a name; of a person, what stands before the comma is the family name.
pub(super) fn add_name(party: &mut ListedParty, text: &str, strength: NameStrength, used_as: NameUse, person: bool) {
    if let Some(name) = party.add_new_name(text, strength) {
        name.used_as = used_as;
        name.family_name = name.text.split_once(", ").filter(|_| person).map(|(family, _)| family.to_owned());
    }
}

/// What being on a list of the Treasury means, by the name of the list or the kind of sanction.
pub(super) fn effect_of(written: &str) -> Option<Effect> {
    let words = written.to_lowercase();
    if words.starts_with("block") || words.starts_with("sdn") {
        Some(Effect::AssetFreeze)
    } else if words.contains("evader") {
        Some(Effect::TransactionBan)
    } else if words == "reject"
        || words.contains("non-sdn")
        || words.contains("sectoral")
        || words.contains("consolidated")
    {
        Some(Effect::FinancialRestriction)
    } else {
        None
    }
}
