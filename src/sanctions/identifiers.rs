//! Kinds of identifying numbers: the many words of the lists, and the few kinds that matter for comparing.

/// Words of lists and the kind they mean. The first that occurs in the written type decides; a word that begins or ends
/// with a blank must stand alone there.
const KINDS: &[(&str, &str)] = &[
    ("imo", "imo"),
    ("vessel registration identification", "imo"),
    ("mmsi", "mmsi"),
    ("maritime mobile", "mmsi"),
    ("swift", "bic"),
    ("bic", "bic"),
    ("lei", "lei"),
    ("legal entity number", "lei"),
    ("digital currency", "wallet"),
    ("crypto", "wallet"),
    ("wallet", "wallet"),
    ("passport", "passport"),
    ("laissez", "passport"),
    ("travel doc", "travel_document"),
    ("fiscalcode", "tax"),
    ("fiscal code", "tax"),
    ("tax", "tax"),
    ("inn", "tax"),
    ("v.a.t.", "tax"),
    ("vat", "tax"),
    ("r.f.c.", "tax"),
    ("rfc", "tax"),
    ("nit #", "tax"),
    ("ruc #", "tax"),
    ("rif #", "tax"),
    ("fein", "tax"),
    ("c.u.i.t.", "tax"),
    ("rtn", "tax"),
    ("national id", "national_id"),
    ("national identification", "national_id"),
    ("identity", "national_id"),
    ("idnumber", "national_id"),
    ("cedula", "national_id"),
    ("c.u.r.p.", "national_id"),
    ("d.n.i.", "national_id"),
    ("personal id", "national_id"),
    ("kenyan id", "national_id"),
    ("ssn", "national_id"),
    ("turkish identification", "national_id"),
    ("identification number", "national_id"),
    ("citizen", "national_id"),
    ("national foreign id", "national_id"),
    ("aircraft", "aircraft"),
    ("hull", "hull"),
    ("regnumber", "registration"),
    ("registration", "registration"),
    ("registry", "registration"),
    ("register", "registration"),
    ("social credit", "registration"),
    ("company number", "registration"),
    ("business number", "registration"),
    ("enterprise number", "registration"),
    ("chamber of comm", "registration"),
    ("commercial", "registration"),
    ("mercantil", "registration"),
    ("trade license", "registration"),
    ("c.r. no", "registration"),
    ("ogrn", "registration"),
    ("okpo", "registration"),
    ("kpp", "registration"),
    ("government gazette", "registration"),
    ("incorporation", "registration"),
    ("d-u-n-s", "duns"),
    ("call sign", "call_sign"),
    ("isin", "isin"),
    ("driver", "driving_licence"),
    ("drivinglicence", "driving_licence"),
    ("ssn", "national_id"),
];

/// Written types that are kinds as they stand.
const EXACT: &[(&str, &str)] = &[("id", "national_id"), ("other", "other"), ("electoral registry no.", "electoral")];

/// The kind a written type of number means; nothing where no word of it is known.
pub(super) fn kind_of(written: &str) -> Option<&'static str> {
    let words = written.trim().to_lowercase();
    if let Some((_, kind)) = EXACT.iter().find(|(exact, _)| *exact == words) {
        return Some(kind);
    }
    KINDS.iter().find(|(word, _)| stands_in(&words, word)).map(|(_, kind)| *kind)
}

/// Short words must stand alone: `inn` is no part of `beginning`.
fn stands_in(words: &str, word: &str) -> bool {
    if word.len() > 4 {
        return words.contains(word);
    }
    words.match_indices(word).any(|(at, _)| {
        let before = words[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = words[at + word.len()..].chars().next().is_some_and(|c| c.is_ascii_lowercase());
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn written_types_of_numbers_mean_a_kind() {
        let cases = [
            ("passport", Some("passport")),
            ("Diplomatic Passport", Some("passport")),
            ("fiscalcode", Some("tax")),
            ("Tax ID No.", Some("tax")),
            ("INN", Some("tax")),
            ("swiftbic", Some("bic")),
            ("SWIFT/BIC", Some("bic")),
            ("Legal Entity Number", Some("lei")),
            ("IMO number", Some("imo")),
            ("Vessel Registration Identification", Some("imo")),
            ("Maritime Mobile Service Identity (MMSI)", Some("mmsi")),
            ("Digital Currency Address - XBT", Some("wallet")),
            ("Unified Social Credit Code (USCC)", Some("registration")),
            ("Aircraft Construction Number (also called L/N or S/N or F/N)", Some("aircraft")),
            ("Beginning of term", None),
            ("", None),
        ];
        for (written, kind) in cases {
            assert_eq!(kind_of(written), kind, "{written}");
        }
    }
}
