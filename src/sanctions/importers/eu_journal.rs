//! Annexes of EU acts transcribed to CSV, one row a party and act: what the financial sanctions list leaves out because no
//! funds are frozen. The annex decides what the listing means.

use super::measures::effects_of;
use super::open::Input;
use super::reading::{Reading, gender};
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, NoteKind};
use crate::domain::LegalReference;
use crate::sanctions::{Effect, ListedParty, NameStrength, NameUse, PartyKind};

const STYLE: Style = Style { delimiter: b',', utf8: true };

/// Act, annex and what a listing there means, where the measure in words does not say it.
const ANNEXES: &[(&str, &str, Effect)] = &[
    ("32014R0833", "IV", Effect::DualUseBan),
    ("32006R0765", "V", Effect::DualUseBan),
    ("32014R0833", "XLII", Effect::VesselBan),
    ("32014R0833", "XLVII", Effect::PlaceBan),
    ("32014R0833", "XIX", Effect::TransactionBan),
    ("32014R0833", "XIV", Effect::TransactionBan),
    ("32014R0833", "XLIV", Effect::TransactionBan),
    ("32014R0833", "XLV", Effect::TransactionBan),
    ("32014R0833", "XLIX", Effect::TransactionBan),
    ("32014R0833", "LIII", Effect::TransactionBan),
    ("32017R1509", "XIV", Effect::VesselBan),
    ("32016R0044", "V", Effect::VesselBan),
];

/// Columns of numbers and the kind each holds.
const NUMBERS: [(&str, &str); 12] = [
    ("passportNumber", "passport"),
    ("registrationNumber", "registration"),
    ("taxNumber", "tax"),
    ("idNumber", "national id"),
    ("innCode", "INN"),
    ("ogrnCode", "OGRN"),
    ("kppCode", "KPP"),
    ("okpoCode", "OKPO"),
    ("leiCode", "LEI"),
    ("swiftBic", "BIC"),
    ("imoNumber", "IMO"),
    ("mmsi", "MMSI"),
];

pub(super) fn read(inputs: &[Input], reading: &mut Reading) -> Result<(), ImportError> {
    for input in inputs {
        let mut rows = Rows::open(input, STYLE)?;
        let Some((first, _)) = rows.next()? else { return Err(ImportError::Empty { file: input.name.clone() }) };
        let headings = Headings::new(first.iter());
        while let Some((cells, number)) = rows.next()? {
            if cells.len() != headings.len() {
                let why = format!("{} cells under {} headings; correct the row", cells.len(), headings.len());
                return Err(input.damaged(format!("row {number}"), why));
            }
            let row = headings.row(cells, number);
            let party = party(&row, reading);
            if party.names.is_empty() {
                return Err(
                    input.damaged(format!("row {number}"), "column \"name\" is empty; state the name".to_owned())
                );
            }
            reading.finish(party);
        }
    }
    Ok(())
}

/// The values of a cell: joined by `;`, each in quotation marks (doubled within) where it holds one itself.
fn values(cell: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(value) = values.last_mut() else { break };
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.trim().is_empty() => quoted = true,
            ';' if !quoted => values.push(String::new()),
            letter => value.push(letter),
        }
    }
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

fn party(row: &Row, reading: &mut Reading) -> ListedParty {
    let amended = row.get("amendedCelex");
    let act = if amended.is_empty() { row.get("celex") } else { amended };
    let (annex, record, name) = (row.get("annex"), row.get("recordId"), row.get("name"));
    let kind = PartyKind::read(row.get("schema"));
    let mut party = reading.party(format!("{act}/{annex}/{}", if record.is_empty() { name } else { record }), kind);
    party.add_name(name, NameStrength::Primary);
    for (column, strength, used_as) in [
        ("alias", NameStrength::Alias, NameUse::Current),
        ("weakAlias", NameStrength::Weak, NameUse::Current),
        ("previousName", NameStrength::Alias, NameUse::Former),
    ] {
        for alias in values(row.get(column)) {
            if let Some(name) = party.add_new_name(&alias, strength) {
                name.used_as = used_as;
            }
        }
    }
    let measure = row.get("measure");
    party.set_effects(effects(act, annex, measure));
    if effects(act, annex, measure).is_empty() {
        reading.notes.note(NoteKind::AsWritten, "a measure whose effect is not known", || format!("\"{measure}\""));
    }
    party.add_fact("measure", measure);
    party.add_programme(row.get("programKey"));
    let mut basis = LegalReference::new(act_of_celex(act), format!("Annex {annex}"));
    basis.celex = Some(act.to_owned());
    party.add_basis(basis);
    let amending = row.get("amendmentCelex");
    if !amending.is_empty() {
        party.add_basis(LegalReference {
            celex: Some(amending.to_owned()),
            ..LegalReference::new(act_of_celex(amending), "amending act")
        });
    }
    party.listed_on = reading.day(&mut party, "listed on", row.get("startDate"));
    party.add_fact("reason", row.get("reason"));
    details(row, &mut party, reading);
    party
}

fn details(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    for (column, about) in
        [("nationality", "nationality"), ("jurisdiction", "jurisdiction"), ("flag", "flag"), ("country", "country")]
    {
        values(row.get(column)).iter().for_each(|country| reading.add_country(party, about, country));
    }
    values(row.get("birthDate")).iter().for_each(|date| reading.add_birth(party, date));
    values(row.get("birthPlace"))
        .iter()
        .for_each(|place| reading.add_birth_place(party, place, super::ofac::country_at_end(place)));
    party.gender = gender(row.get("gender"));
    for (column, written) in NUMBERS {
        for number in values(row.get(column)) {
            // "7704730655 (Tax ID/INN)": what stands in brackets tells the number.
            let (value, note) = number.split_once(" (").map_or((number.as_str(), ""), |(value, note)| (value, note));
            party.add_identifier(written, value);
            party.add_fact(format!("{written} {value}"), note.trim_end_matches(')'));
        }
    }
    for address in values(row.get("address")) {
        reading.add_address(party, &address, super::ofac::country_at_end(&address));
    }
    for (about, text) in row.leftovers() {
        party.add_fact(about, text);
    }
}

/// What a listing in that annex means: by the annex, else by the measure in words.
fn effects(act: &str, annex: &str, measure: &str) -> Vec<Effect> {
    let main = annex.split('.').next().unwrap_or("");
    let freeze = effects_of(measure).first() == Some(&Effect::AssetFreeze);
    let known = ANNEXES.iter().find(|(a, x, _)| *a == act && (*x == annex || *x == main)).filter(|_| !freeze);
    known.map_or_else(|| effects_of(measure), |(_, _, effect)| vec![*effect])
}

/// `32014R0833` → `Regulation (EU) No 833/2014`.
fn act_of_celex(celex: &str) -> String {
    let parts = celex.get(1..5).zip(celex.get(5..6)).zip(celex.get(6..).and_then(|n| n.parse::<u32>().ok()));
    let Some(((year, kind), number)) = parts else { return celex.to_owned() };
    let word = if kind == "D" { "Decision" } else { "Regulation" };
    let community = if year < "2009" || (year == "2009" && kind == "R") { "EC" } else { "EU" };
    match (kind, year < "2015") {
        ("D", _) => format!("{word} {year}/{number}/CFSP"),
        (_, true) => format!("{word} ({community}) No {number}/{year}"),
        _ => format!("{word} (EU) {year}/{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annexes_mean_what_their_act_says() {
        let cases = [
            ("32014R0833", "IV", "Export control", Effect::DualUseBan),
            ("32006R0765", "V", "Export control", Effect::DualUseBan),
            ("32014R0833", "XLII", "Transportation restrictions", Effect::VesselBan),
            ("32014R0833", "XIX.A", "Financial restrictions", Effect::TransactionBan),
            ("32014R0833", "XLVII.B", "Transportation restrictions", Effect::PlaceBan),
            ("32014R0833", "III", "Financial restrictions", Effect::FinancialRestriction),
            ("32017R1509", "XIV.A", "Asset freeze", Effect::AssetFreeze),
            ("32014R0269", "I.PERSONS", "Asset freeze", Effect::AssetFreeze),
        ];
        for (act, annex, measure, effect) in cases {
            assert_eq!(effects(act, annex, measure), [effect], "{act} {annex}");
        }
    }

    #[test]
    fn acts_are_called_as_their_journal_calls_them() {
        assert_eq!(act_of_celex("32014R0833"), "Regulation (EU) No 833/2014");
        assert_eq!(act_of_celex("32006R0765"), "Regulation (EC) No 765/2006");
        assert_eq!(act_of_celex("32019R0796"), "Regulation (EU) 2019/796");
    }

    #[test]
    fn values_in_quotation_marks_may_hold_semicolons() {
        assert_eq!(values("\"Foo; Bar\"; Baz;  ;"), ["Foo; Bar", "Baz"]);
    }
}
