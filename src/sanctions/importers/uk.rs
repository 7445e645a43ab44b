//! What the files of the United Kingdom have in common: six name fields, kinds and strengths of names in words of changing
//! spelling, imposed sanctions joined by `|`, values listed as "(1) … (2) …".

use super::NoteKind;
use super::measures::effects_of;
use super::reading::{Reading, clean};
use crate::sanctions::{ListedParty, NameStrength, NameUse};

/// Joins name fields 1 to 6: the sixth is the family name, or the whole name of an entity.
pub(super) fn add_name(party: &mut ListedParty, given: &str, last: &str, kind: &str, strength: &str) {
    let kind = kind.trim().to_lowercase();
    let weak = strength.to_lowercase().contains("low");
    let spelling = kind.contains("variation");
    let strength = match kind.as_str() {
        _ if weak => NameStrength::Weak,
        "primary name" | "prime alias" => NameStrength::Primary,
        _ => NameStrength::Alias,
    };
    let person = !given.is_empty();
    if let Some(name) = party.add_new_name(&format!("{given} {last}"), strength) {
        name.used_as = match kind.as_str() {
            _ if spelling => NameUse::Spelling,
            "fka" => NameUse::Former,
            _ => NameUse::Current,
        };
        name.family_name = (person && !last.trim().is_empty()).then(|| clean(last));
    }
}

/// Sets the effects of the sanctions imposed.
pub(super) fn add_measures(reading: &mut Reading, party: &mut ListedParty, imposed: &str) {
    let mut effects = Vec::new();
    for measure in imposed.split('|').map(clean).filter(|measure| !measure.is_empty()) {
        let found = effects_of(&measure);
        if found.is_empty() {
            reading.as_written(party, "sanctions imposed", &measure, "a measure whose effect is not known");
        }
        effects.extend(found);
        party.add_fact("sanctions imposed", &measure);
    }
    party.set_effects(effects);
}

/// Takes "(1) Saudi Arabia (2) Qatar" and "1) … 2) …" apart.
pub(super) fn enumerated(text: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(')') {
        let digits = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let open = at - digits;
        let before = if open > 0 && bytes[open - 1] == b'(' { open - 1 } else { open };
        let own_word = before == 0 || bytes[before - 1] == b' ';
        if (1..=2).contains(&digits) && own_word {
            starts.push((before, at + 1));
        }
    }
    if starts.first().is_none_or(|(start, _)| !text[..*start].trim().is_empty()) {
        return vec![text.trim()];
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|((_, from), to)| text[*from..to].trim());
    parts.filter(|part| !part.is_empty() && *part != "-").collect()
}

/// Notes that a file is not UTF-8 and was read as what it seems to be.
pub(super) fn note_letters(reading: &mut Reading, windows: bool) {
    if windows {
        let what = "the file is not UTF-8: its letters were read as those of Windows-1252";
        reading.notes.note(NoteKind::AsWritten, what, String::new);
    }
}

#[cfg(test)]
mod tests {
    use super::enumerated;

    #[test]
    fn enumerated_values_are_taken_apart() {
        assert_eq!(enumerated("(1) Saudi Arabia (2)  Qatar"), ["Saudi Arabia", "Qatar"]);
        assert_eq!(enumerated("1) Saudi Arabia 2) Qatar"), ["Saudi Arabia", "Qatar"]);
        assert_eq!(enumerated("Yemen (since 1990)"), ["Yemen (since 1990)"]);
        assert_eq!(enumerated("Iran"), ["Iran"]);
        assert_eq!(enumerated(""), [""]);
    }
}
