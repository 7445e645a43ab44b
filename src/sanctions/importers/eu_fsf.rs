//! What the XML and the CSV of the EU financial sanctions list have in common: how names are ranked, what weak aliases are
//! called, how birth dates of any calendar and unknown countries are written.

use super::reading::Reading;
use crate::sanctions::{BirthDate, Calendar, ListedParty, NameStrength, PartyKind};
use crate::text::names::Script;

/// The kind of a subject. Files exist in which the code and its letter stand in each other's place.
pub(super) fn kind(code: &str, class: &str) -> PartyKind {
    let person = [code, class].iter().any(|word| word.eq_ignore_ascii_case("P") || word.eq_ignore_ascii_case("person"));
    if person { PartyKind::Person } else { PartyKind::Entity }
}

/// Whether a remark calls a name weak: "Low quality alias", "lo quality a.k.a.".
pub(super) fn says_weak(remark: &str) -> bool {
    let remark = remark.to_lowercase();
    remark.split("quality").next().is_some_and(|before| {
        remark.contains("quality") && before.split_whitespace().last().is_some_and(|word| word.starts_with("lo"))
    })
}

/// Adds a name with its language and family name.
pub(super) fn add_name(party: &mut ListedParty, text: &str, strength: NameStrength, language: &str, family: &str) {
    if let Some(name) = party.add_name(text, strength) {
        name.language = (!language.is_empty()).then(|| language.to_owned());
        name.family_name = (!family.is_empty() && family != name.text).then(|| family.to_owned());
    }
}

/// Makes the first strong Latin name of no language, or of English, the name to show; without one, the first strong name.
pub(super) fn choose_primary(party: &mut ListedParty) {
    let rank = |at: &usize| {
        let name = &party.names[*at];
        let plain = name.language.as_deref().is_none_or(|language| language.eq_ignore_ascii_case("EN"));
        (name.strength == NameStrength::Weak, name.script != Script::Latin, !plain, *at)
    };
    if let Some(first) = (0..party.names.len()).min_by_key(rank) {
        let mut name = party.names.remove(first);
        if name.strength == NameStrength::Alias {
            name.strength = NameStrength::Primary;
        }
        party.names.insert(0, name);
    }
}

/// A birth date in the fields of the list.
pub(super) struct Birth<'t> {
    pub date: &'t str,
    pub day: &'t str,
    pub month: &'t str,
    pub year: &'t str,
    pub from: &'t str,
    pub to: &'t str,
    pub circa: bool,
    pub calendar: &'t str,
}

/// Adds a birth date. The list gives a day of our calendar where it knows one, whatever the calendar.
pub(super) fn add_birth(reading: &mut Reading, party: &mut ListedParty, birth: &Birth) {
    let number = |text: &str| text.parse::<i32>().ok().filter(|n| *n > 0);
    let calendar = match birth.calendar.to_uppercase().as_str() {
        "ISLAMIC" => Some(Calendar::Islamic),
        "BUDDHIST" => Some(Calendar::Buddhist),
        "COPTIC" => Some(Calendar::Coptic),
        "ETHIOPIC" => Some(Calendar::Ethiopic),
        _ => None,
    };
    let circa = if birth.circa { "circa " } else { "" };
    let written = match (birth.date, birth.year, birth.from) {
        ("", "", "") => return,
        ("", "", from) => format!("{circa}{from} to {}", if birth.to.is_empty() { from } else { birth.to }),
        ("", year, _) => match (number(birth.month), number(birth.day)) {
            (Some(month), Some(day)) => format!("{circa}{year}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{circa}{year}-{month:02}"),
            _ => format!("{circa}{year}"),
        },
        (date, _, _) => format!("{circa}{date}"),
    };
    match calendar.filter(|_| birth.date.is_empty()).zip(number(birth.year)) {
        Some((calendar, year)) => {
            let written = format!("{written} ({} calendar)", birth.calendar.to_lowercase());
            let spans = BirthDate::of_calendar(&written, calendar, year, number(birth.month), number(birth.day));
            if spans.is_empty() {
                reading.as_written(
                    party,
                    "birth date",
                    &written,
                    "a birth date of another calendar that cannot be read",
                );
            }
            party.births.extend(spans);
        }
        None => reading.add_birth(party, &written),
    }
}

/// The country to look up: the code, or the description where the code says nothing. `CS` is Serbia.
pub(super) fn written_country<'t>(code: &'t str, description: &'t str) -> &'t str {
    match (code, description) {
        ("CS", _) => "RS",
        ("" | "00", "UNKNOWN") => "",
        ("" | "00", description) => description,
        (code, _) => code,
    }
}

/// Adds a citizenship.
pub(super) fn country(reading: &mut Reading, party: &mut ListedParty, code: &str, description: &str) {
    reading.add_country(party, "citizenship", written_country(code, description));
}

/// Who issued a document.
pub(super) fn issued(by: &str, country: &str) -> String {
    let country = if country == "00" { "" } else { country };
    match (by, country) {
        ("", "") => String::new(),
        (by, "") | ("", by) => format!("issued by {by}"),
        (by, country) => format!("issued by {by}, {country}"),
    }
}

/// A flag of a document in words.
pub(super) fn flag(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "diplomatic" => "diplomatic",
        "knownexpired" => "known to have expired",
        "knownfalse" => "known to be false",
        "reportedlost" => "reported lost",
        _ => "revoked by its issuer",
    }
}
