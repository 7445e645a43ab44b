//! The remarks of the US Treasury's CSV files: birth dates, places, numbers, weak aliases and links in prose, joined by `;`.

use super::ofac::{add_name, add_typed};
use super::reading::Reading;
use crate::sanctions::{ListedParty, NameStrength, NameUse, PartyKind};

/// Types of numbers as the Treasury writes them, and the words before a date or place.
const TYPES: &[&str] = &[
    "DOB",
    "POB",
    "nationality",
    "citizen",
    "Gender",
    "Diplomatic Passport",
    "Stateless Person Passport",
    "Passport",
    "Tax ID No.",
    "National ID No.",
    "National Foreign ID Number",
    "Cedula No.",
    "C.U.R.P.",
    "C.U.I.T.",
    "C.U.I.P.",
    "C.U.I.",
    "R.F.C.",
    "RFC",
    "NIT #",
    "RUC #",
    "RIF #",
    "RTN",
    "D.N.I.",
    "I.F.E.",
    "SSN",
    "LE Number",
    "US FEIN",
    "V.A.T. Number",
    "Italian Fiscal Code",
    "Government Gazette Number",
    "Identification Number",
    "Turkish Identification Number",
    "Personal ID Card",
    "Business Registration Number",
    "Business Registration Document #",
    "Business Number",
    "Registration Number",
    "Registration ID",
    "Public Registration Number",
    "Central Registration System Number",
    "Certificate of Incorporation Number",
    "Company Number",
    "UK Company Number",
    "Enterprise Number",
    "Commercial Registry Number",
    "Chamber of Commerce Number",
    "Dubai Chamber of Commerce Membership No.",
    "Istanbul Chamber of Comm. No.",
    "Trade License No.",
    "C.R. No.",
    "Folio Mercantil No.",
    "Matricula Mercantil No",
    "Economic Register Number (CBLS)",
    "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)",
    "Legal Entity Number",
    "D-U-N-S Number",
    "BIK (RU)",
    "SWIFT/BIC",
    "Travel Document Number",
    "Driver's License No.",
    "Electoral Registry No.",
    "Residency Number",
    "Permit Number",
    "License",
    "File Number",
    "Numero de Identidad",
    "Kenyan ID No.",
    "Citizen's Card Number",
    "Vessel Registration Identification",
    "MMSI",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Tail Number",
];

/// Reads remarks into the record; whatever is not understood is a fact.
pub(super) fn read(reading: &mut Reading, party: &mut ListedParty, remarks: &str) {
    for part in remarks.split(';') {
        let part = part.trim().trim_end_matches('.').trim();
        if !part.is_empty() {
            one(reading, party, part);
        }
    }
}

fn one(reading: &mut Reading, party: &mut ListedParty, part: &str) {
    let body = part.strip_prefix("alt. ").unwrap_or(part);
    let alias = [("a.k.a. '", NameUse::Current), ("f.k.a. '", NameUse::Former), ("n.k.a. '", NameUse::Current)];
    if let Some((name, used_as)) = alias.iter().find_map(|(start, used)| Some((body.strip_prefix(start)?, *used))) {
        let strength = if used_as == NameUse::Former { NameStrength::Alias } else { NameStrength::Weak };
        add_name(party, name.trim_end_matches('\''), strength, used_as, party.kind == PartyKind::Person);
        return;
    }
    if let Some(wallet) = body.strip_prefix("Digital Currency Address - ") {
        let (currency, address) = wallet.split_once(' ').unwrap_or(("", wallet));
        add_typed(reading, party, &format!("Digital Currency Address - {currency}"), address, "");
        return;
    }
    let longest = TYPES.iter().filter(|t| begins_with(body, t)).max_by_key(|t| t.len());
    let Some(written) = longest else {
        let (about, text) = body.split_once(": ").filter(|(about, _)| about.len() < 40).unwrap_or(("remark", body));
        party.add_fact(about, text);
        return;
    };
    let rest = body[written.len()..].trim();
    if matches!(*written, "DOB" | "POB" | "nationality" | "citizen" | "Gender") {
        add_typed(reading, party, written, rest, "");
        return;
    }
    let (number, after) = rest.split_once(" (").map_or((rest, ""), |(number, after)| (number, after));
    let (country, after) = after.split_once(')').unwrap_or((after, ""));
    let (number, more) = [" issued ", " expires ", " expired "]
        .iter()
        .filter_map(|word| number.find(word))
        .min()
        .map_or((number, ""), |at| number.split_at(at));
    add_typed(reading, party, written, number.trim(), country);
    let more = format!("{more}{after}");
    party.add_fact(format!("{written} {}", number.trim()), more.trim());
}

/// The type stands at the beginning and a word ends there.
fn begins_with(text: &str, written: &str) -> bool {
    text.strip_prefix(written).is_some_and(|rest| rest.starts_with(' '))
}
