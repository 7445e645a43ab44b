//! Whether what was fetched or read may take the place of the list in use. A list that is empty, a web page, short, much
//! smaller or older is refused, and the list in use stays.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{ListDefinition, LoadedList, PartyKind, Version};

/// The share of its records, in percent, that a new version must still have.
const LEAST_SHARE: usize = 80;
/// A kind of record with fewer than this in the version before is not compared by itself.
const FEW: usize = 50;

/// Why a file or list is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing in the file.
    #[error("{file} is empty")]
    Empty {
        /// Name or address of the file.
        file: String,
    },
    /// A web page where a list was expected: a notice, a login, an error.
    #[error("{file} is a web page, not the list")]
    WebPage {
        /// Name or address of the file.
        file: String,
    },
    /// Fewer records than a whole list holds.
    #[error("it holds {found} records of kind {kind}, a whole list has at least {minimum}")]
    Short {
        /// Kind of record.
        kind: PartyKind,
        /// Records found.
        found: usize,
        /// Fewest a whole list holds.
        minimum: usize,
    },
    /// Much fewer records than the version in use.
    #[error("it holds {found} {what}, the version in use {before}; a list rarely loses a fifth at once")]
    MuchSmaller {
        /// What was counted.
        what: String,
        /// Records found.
        found: usize,
        /// Records of the version in use.
        before: usize,
    },
    /// Published before the version in use.
    #[error("it is of {published}, older than the version in use of {before}")]
    Older {
        /// Its date.
        published: Date,
        /// Date of the version in use.
        before: Date,
    },
}

/// Whether a file can hold a list at all. `page_expected` is true for lists that are published as web pages.
///
/// # Errors
/// An empty file, or a web page.
pub fn check_file(file: &str, bytes: &[u8], page_expected: bool) -> Result<(), Refusal> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let file = || file.to_owned();
    if text.is_empty() {
        return Err(Refusal::Empty { file: file() });
    }
    let start = String::from_utf8_lossy(&text[..text.len().min(1024)]).to_ascii_lowercase();
    let page = ["<!doctype html", "<html"].iter().any(|tag| start.starts_with(tag))
        || (start.starts_with("<?xml") || start.starts_with("<!--")) && start.contains("<html");
    if page && !page_expected { Err(Refusal::WebPage { file: file() }) } else { Ok(()) }
}

/// Everything that speaks against taking a list in place of the version in use.
pub fn refusals(definition: &ListDefinition, list: &LoadedList, in_use: Option<&Version>) -> Vec<Refusal> {
    let counts = list.counts();
    let found = |kind: &PartyKind| counts.get(kind).copied().unwrap_or(0);
    let short = definition.minimum.iter().filter(|(kind, minimum)| found(kind) < **minimum);
    let mut refusals: Vec<Refusal> =
        short.map(|(kind, minimum)| Refusal::Short { kind: *kind, found: found(kind), minimum: *minimum }).collect();
    let Some(in_use) = in_use else { return refusals };
    refusals.extend(smaller(&counts, in_use));
    match (list.date, in_use.published) {
        (Some(published), Some(before)) if published < before => refusals.push(Refusal::Older { published, before }),
        _ => {}
    }
    refusals
}

fn smaller(counts: &BTreeMap<PartyKind, usize>, in_use: &Version) -> Vec<Refusal> {
    let compared = |what: String, found: usize, before: usize| {
        let too_few = found.saturating_mul(100) < before.saturating_mul(LEAST_SHARE);
        too_few.then_some(Refusal::MuchSmaller { what, found, before })
    };
    let whole = compared("records".to_owned(), counts.values().sum(), in_use.records());
    let kinds = in_use.counts.iter().filter(|(_, before)| **before >= FEW).filter_map(|(kind, before)| {
        compared(format!("records of kind {kind}"), counts.get(kind).copied().unwrap_or(0), *before)
    });
    match whole {
        Some(refusal) => vec![refusal],
        None => kinds.collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::control_list::ListSource;
    use crate::sanctions::{Effect, SanctionsLists, read_simple_csv};

    fn definition(minimum: usize) -> ListDefinition {
        let lists = SanctionsLists::from_source(&ListSource::embedded()).expect("no fault");
        let own = lists.definition("own").expect("known").clone();
        ListDefinition { minimum: [(PartyKind::Person, minimum)].into(), ..own }
    }

    fn list(persons: usize, entities: usize, published: Option<Date>) -> LoadedList {
        let mut text = String::from("id,name,schema\n");
        (0..persons).for_each(|n| text.push_str(&format!("p{n},Person {n},Person\n")));
        (0..entities).for_each(|n| text.push_str(&format!("e{n},Works {n},Company\n")));
        let list = read_simple_csv("own", text.as_bytes(), Effect::EndUserConcern, &|_| None).expect("a list");
        LoadedList { date: published, ..list }
    }

    fn version(persons: usize, entities: usize, published: Option<Date>) -> Version {
        Version {
            file: "x.snapshot".into(),
            version: "1".into(),
            published,
            fetched: Timestamp::UNIX_EPOCH,
            sources: Vec::new(),
            counts: [(PartyKind::Person, persons), (PartyKind::Entity, entities)].into(),
            source_digest: String::new(),
            content_digest: String::new(),
            bytes: 0,
        }
    }

    fn why(list: &LoadedList, minimum: usize, in_use: Option<&Version>) -> String {
        refusals(&definition(minimum), list, in_use).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_list_is_refused_for_each_of_the_reasons() {
        let (july, august) = (Some(date(2026, 7, 1)), Some(date(2026, 8, 1)));
        let cases = [
            (list(4, 1, None), 5, None, "4 records of kind person, a whole list has at least 5"),
            (list(79, 1, None), 5, Some(version(100, 1, None)), "80 records, the version in use 101"),
            (list(100, 30, None), 5, Some(version(100, 60, None)), "30 records of kind entity, the version in use 60"),
            (list(100, 1, july), 5, Some(version(100, 1, august)), "of 2026-07-01, older than the version in use"),
        ];
        for (list, minimum, in_use, reason) in cases {
            let why = why(&list, minimum, in_use.as_ref());
            assert!(why.contains(reason), "`{reason}` is not in `{why}`");
        }
    }

    #[test]
    fn a_list_that_grows_or_loses_a_little_is_taken() {
        let august = Some(date(2026, 8, 1));
        for (persons, entities) in [(100, 60), (85, 60), (400, 50), (100, 48)] {
            let why = why(&list(persons, entities, august), 5, Some(&version(100, 60, august)));
            assert_eq!(why, "", "{persons} persons, {entities} entities");
        }
        assert_eq!(why(&list(5, 0, None), 5, None), "");
    }

    #[test]
    fn files_that_cannot_be_a_list_are_told() {
        let cases = [
            (&b""[..], Some("x is empty")),
            (b"\xef\xbb\xbf \r\n", Some("x is empty")),
            (b"<!DOCTYPE html><html>", Some("x is a web page, not the list")),
            (b"\n\n<HTML lang=\"en\">", Some("x is a web page, not the list")),
            (
                b"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"\">\n<html xmlns=\"\">",
                Some("x is a web page, not the list"),
            ),
            (b"<?xml version=\"1.0\"?><export generationDate=\"2026\">", None),
            (b"id,name\n1,<html>\n", None),
        ];
        for (bytes, reason) in cases {
            let refusal = check_file("x", bytes, false).err().map(|refusal| refusal.to_string());
            assert_eq!(refusal.as_deref(), reason, "{}", String::from_utf8_lossy(bytes));
        }
        assert!(check_file("x", b"<html>", true).is_ok());
    }
}
