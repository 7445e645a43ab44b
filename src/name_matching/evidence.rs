//! What else speaks for or against a match: birth date and place, country, gender, identifying numbers, address.
//! A name alone rarely settles who somebody is; these fields do. A field that either side does not state says nothing.

use serde::{Deserialize, Serialize};

use super::floors::closer;
use super::screen::Query;
use super::tables::NameTables;
use super::weights::EvidenceWeights;
use crate::domain::Identifier;
use crate::sanctions::{Address, BirthDate, Gender, ListedParty};
use crate::text::names::latin;

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaks {
    /// For the same party.
    For,
    /// Neither way.
    Neither,
    /// Against the same party.
    Against,
}

/// One field compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEvidence {
    /// `birth date`, `birth place`, `country`, `gender`, `identifier` or `address`.
    pub field: String,
    /// What it says.
    pub speaks: Speaks,
    /// What the transaction states.
    pub asked: String,
    /// What the list states.
    pub listed: String,
    /// The result in plain words.
    pub remark: String,
}

/// What is known of the party asked for besides its names.
pub(super) struct Known<'a> {
    pub query: &'a Query,
    /// Stated, or told by the name.
    pub gender: Option<Gender>,
    /// Numbers stated, and those that stand in the name.
    pub numbers: &'a [Identifier],
}

/// All fields compared, and the score they leave of a name's score.
pub(super) fn weigh(
    known: &Known<'_>,
    party: &ListedParty,
    name_score: f64,
    tables: &NameTables,
) -> (f64, Vec<FieldEvidence>) {
    let e = &tables.weights.evidence;
    let found = [
        birth(known.query, party, e),
        birth_place(known.query, party, tables),
        country(known.query, party, e),
        gender_of(known.gender, party, e),
        address(known.query, party, tables),
        identifier(known.numbers, party, e),
    ];
    let mut score = name_score;
    let mut fields = Vec::new();
    for (field, change) in found.into_iter().flatten() {
        score = change.on(score);
        fields.push(field);
    }
    // Evidence never makes identity of names that differ.
    let ceiling = if name_score >= 1.0 { 1.0 } else { tables.weights.limits.other_order.max(name_score) };
    (score.clamp(0.0, ceiling), fields)
}

/// How a field changes a score.
enum Change {
    Closer(f64),
    Factor(f64),
    AtLeast(f64),
}

impl Change {
    fn on(&self, score: f64) -> f64 {
        match self {
            Self::Closer(share) => closer(score, *share),
            Self::Factor(factor) => score * factor,
            Self::AtLeast(least) => score.max(*least),
        }
    }
}

type Found = Option<(FieldEvidence, Change)>;

fn field(name: &str, speaks: Speaks, asked: String, listed: String, remark: &str) -> FieldEvidence {
    FieldEvidence { field: name.to_owned(), speaks, asked, listed, remark: remark.to_owned() }
}

fn birth(query: &Query, party: &ListedParty, e: &EvidenceWeights) -> Found {
    let asked = query.born.as_ref()?;
    let judged = |listed: &BirthDate| {
        if asked.overlaps(listed) {
            let day = asked.is_exact() && listed.is_exact();
            let (rank, share) = if day { (0, e.birth_day_agrees) } else { (1, e.birth_year_agrees) };
            (rank, Speaks::For, Change::Closer(share), if day { "agrees" } else { "agrees as far as it is known" })
        } else if near(asked, listed) {
            (2, Speaks::Neither, Change::Factor(e.birth_near), "close, but not the same")
        } else {
            (3, Speaks::Against, Change::Factor(e.birth_differs), "differs")
        }
    };
    let (listed, best) = party.births.iter().map(|b| (b, judged(b))).min_by_key(|(_, judged)| judged.0)?;
    let (_, speaks, change, remark) = best;
    Some((field("birth date", speaks, asked.written.clone(), listed.written.clone(), remark), change))
}

/// Two of day, month and year agree and the third is a slip; day and month are exchanged; or, where a day is not known,
/// the years lie side by side.
fn near(a: &BirthDate, b: &BirthDate) -> bool {
    let (x, y) = (a.from, b.from);
    if !(a.is_exact() && b.is_exact()) {
        return a.years_apart(b) <= 1;
    }
    let same = [x.year() == y.year(), x.month() == y.month(), x.day() == y.day()];
    let exchanged = same[0] && x.day() == y.month() && x.month() == y.day();
    let slip = same.iter().filter(|s| **s).count() == 2 && x.year().abs_diff(y.year()) <= 10;
    exchanged || slip
}

/// A place of birth agrees where a town or region is named by both; it speaks against where both name places and not
/// even the country agrees.
fn birth_place(query: &Query, party: &ListedParty, tables: &NameTables) -> Found {
    let e = &tables.weights.evidence;
    let asked = PlaceWords::new(&query.birth_place, tables);
    let listed: Vec<(String, PlaceWords)> = party.birth_places.iter().map(|p| of_address(p, tables)).collect();
    let (_, stated) =
        (!asked.is_empty()).then_some(()).and_then(|()| listed.iter().find(|(_, place)| !place.is_empty()))?;
    let made = |speaks, text: &str, remark, change| {
        Some((field("birth place", speaks, query.birth_place.clone(), text.to_owned(), remark), change))
    };
    if let Some((text, _)) = listed.iter().find(|(_, place)| place.shared(&asked) > 0) {
        return made(Speaks::For, text, "agrees", Change::Closer(e.birth_place_agrees));
    }
    let text = listed.first().map_or("", |(text, _)| text.as_str());
    let countries = |place: &PlaceWords| place.countries.clone();
    let apart = !asked.countries.is_empty()
        && !stated.countries.is_empty()
        && listed.iter().all(|(_, place)| countries(place).iter().all(|c| !asked.countries.contains(c)));
    if apart {
        return made(Speaks::Against, text, "another country", Change::Factor(e.birth_place_differs));
    }
    made(Speaks::Neither, text, "not told apart", Change::Factor(1.0))
}

/// An address agrees where two words of it do, or a word and a number. Firms and persons move: another address says
/// nothing.
fn address(query: &Query, party: &ListedParty, tables: &NameTables) -> Found {
    let asked = PlaceWords::new(&query.address, tables);
    let listed = party.addresses.iter().map(|a| of_address(a, tables));
    let (text, shared) = listed.map(|(text, place)| (text, place.shared(&asked))).max_by_key(|(_, shared)| *shared)?;
    let found = || field("address", Speaks::For, query.address.clone(), text.clone(), "the same words in both");
    (shared >= 2).then(|| (found(), Change::Closer(tables.weights.evidence.address_agrees)))
}

/// The words of a place, its countries apart.
struct PlaceWords {
    words: Vec<String>,
    countries: Vec<String>,
}

fn of_address(address: &Address, tables: &NameTables) -> (String, PlaceWords) {
    let mut place = PlaceWords::new(&address.text, tables);
    place.countries.extend(address.country.iter().map(|c| c.country().to_owned()));
    let country = address.country.as_ref().map_or("", |c| c.as_str());
    let shown = [address.text.as_str(), country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    (shown.join(", "), place)
}

impl PlaceWords {
    fn new(text: &str, tables: &NameTables) -> Self {
        let (mut words, mut countries) = (Vec::new(), Vec::new());
        for part in text.split([',', ';', '(', ')']) {
            match tables.country(part) {
                Some(country) => countries.push(country.country().to_owned()),
                None => words.extend(latin(part).split(' ').filter(|w| tells(w, tables)).map(str::to_owned)),
            }
        }
        words.sort_unstable();
        words.dedup();
        Self { words, countries }
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.countries.is_empty()
    }

    fn shared(&self, other: &Self) -> usize {
        self.words.iter().filter(|word| other.words.contains(word)).count()
    }
}

/// True for words of an address that tell one from another.
fn tells(word: &str, tables: &NameTables) -> bool {
    let number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    number || (word.len() > 2 && !tables.address_words.contains(word))
}

fn country(query: &Query, party: &ListedParty, e: &EvidenceWeights) -> Found {
    let asked = query.country.as_ref()?;
    let mut listed: Vec<&str> = party.all_countries().map(|c| c.country()).collect();
    listed.sort_unstable();
    listed.dedup();
    if listed.is_empty() {
        return None;
    }
    let (speaks, change, remark) = if listed.contains(&asked.country()) {
        (Speaks::For, Change::Closer(e.country_agrees), "agrees")
    } else {
        (Speaks::Against, Change::Factor(e.country_differs), "differs")
    };
    Some((field("country", speaks, asked.to_string(), listed.join(", "), remark), change))
}

fn gender_of(asked: Option<Gender>, party: &ListedParty, e: &EvidenceWeights) -> Found {
    let (asked, listed) = (asked?, party.gender?);
    let word = |g: Gender| if g == Gender::Male { "male" } else { "female" }.to_owned();
    let change = Change::Factor(e.gender_differs);
    (asked != listed).then(|| (field("gender", Speaks::Against, word(asked), word(listed), "differs"), change))
}

fn identifier(numbers: &[Identifier], party: &ListedParty, e: &EvidenceWeights) -> Found {
    for x in numbers {
        let key = identifier_key(&x.value);
        if let Some(y) = party.identifiers.iter().find(|y| key.is_some() && identifier_key(&y.value) == key) {
            let found = field("identifier", Speaks::For, x.value.clone(), y.value.clone(), "the same number");
            return Some((found, Change::AtLeast(e.identifier_agrees)));
        }
    }
    let same_kind = |x: &Identifier, y: &Identifier| !x.kind.is_empty() && x.kind.eq_ignore_ascii_case(&y.kind);
    let (x, y) = numbers.iter().find_map(|x| party.identifiers.iter().find(|y| same_kind(x, y)).map(|y| (x, y)))?;
    let found =
        field("identifier", Speaks::Against, x.value.clone(), y.value.clone(), "another number of the same kind");
    Some((found, Change::Factor(e.identifier_differs)))
}

/// An identifying number without spaces and signs; nothing where it is too short to identify.
pub(super) fn identifier_key(value: &str) -> Option<String> {
    let key: String = value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let bare = key.strip_prefix("IMO").or_else(|| key.strip_prefix("MMSI")).unwrap_or(&key);
    let identifies = bare.len() >= 5 && bare.bytes().any(|b| b.is_ascii_digit());
    identifies.then(|| bare.to_owned())
}

/// The number of a ship that stands in a text after "IMO", or is the whole text and has the right check digit.
pub(super) fn ship_number(text: &str) -> Option<Identifier> {
    let upper = text.to_ascii_uppercase();
    let digits = |text: &str| -> String {
        let from = text.trim_start_matches([' ', ':', '.', '#', 'N', 'O']);
        from.chars().take_while(char::is_ascii_digit).collect()
    };
    let after = upper.find("IMO").map(|at| digits(&upper[at + 3..]));
    let number = after.or_else(|| Some(text.trim().to_owned()).filter(|t| ship_check_digit(t)))?;
    (number.len() == 7 && number.bytes().all(|b| b.is_ascii_digit()))
        .then(|| Identifier { kind: "imo".to_owned(), value: number })
}

/// True for seven digits of which the last is the check digit of a ship's number.
fn ship_check_digit(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip((2..=7).rev()).map(|(digit, weight)| digit * weight).sum();
    text.len() == 7 && digits.len() == 7 && sum % 10 == digits[6]
}

#[cfg(test)]
mod tests {
    use super::ship_number;

    #[test]
    fn a_ships_number_is_read_after_imo_or_alone_with_its_check_digit() {
        let cases = [
            ("MV Aurora (IMO 9074729)", Some("9074729")),
            ("IMO No. 1234567", Some("1234567")),
            ("9074729", Some("9074729")),
            ("9074728", None),
            ("Timor Trading", None),
            ("Aurora 9074729", None),
        ];
        for (text, number) in cases {
            assert_eq!(ship_number(text).map(|i| i.value).as_deref(), number, "{text}");
        }
    }
}
