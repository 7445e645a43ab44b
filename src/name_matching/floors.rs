//! The least score of a name that is still of interest: what else is known of the party may lift it to the score wanted.
//! A birth date lifts most, but only where it agrees: of listed parties the years of birth are kept beside their names.

use jiff::civil::Date;

use super::screen::Query;
use super::tables::NameTables;
use crate::sanctions::BirthDate;

/// The first and the last year in which somebody may be born, counted from [`FIRST`]; the first is after the last where
/// nothing is known.
pub(super) type BirthYears = [u8; 2];

/// Earlier years count as this one.
const FIRST: i16 = 1800;

/// No year of birth.
const NOT_KNOWN: BirthYears = [0xff, 0];

/// The years of any of these birth dates.
pub(super) fn birth_years(births: &[BirthDate]) -> BirthYears {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let year = |date: Date| (date.year() - FIRST).clamp(0, 0xff) as u8;
    births.iter().fold(NOT_KNOWN, |[from, to], birth| [from.min(year(birth.from)), to.max(year(birth.to))])
}

/// The least scores of names that are still of interest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floors {
    /// For parties whose birth date may agree with that asked for.
    pub lowest: f64,
    /// For all others.
    pub others: f64,
    born: BirthYears,
}

impl Floors {
    /// The floors for a party asked for, where matches of the score `wanted` are.
    pub fn new(query: &Query, wanted: f64, tables: &NameTables) -> Self {
        Self {
            lowest: least_name_score(query, query.born.as_ref(), wanted, tables),
            others: least_name_score(query, None, wanted, tables),
            born: birth_years(query.born.as_slice()),
        }
    }

    /// The years of birth of the party asked for, as the index lists names by them.
    pub fn years(&self) -> impl Iterator<Item = u32> {
        (self.born[0]..=self.born[1]).map(u32::from)
    }

    /// Floors that are lower by so much.
    pub fn less(self, slack: f64) -> Self {
        Self { lowest: self.lowest - slack, others: self.others - slack, ..self }
    }

    /// Whether a party born in these years may be born when the one asked for was.
    pub fn may_agree(&self, listed: BirthYears) -> bool {
        self.born[0] <= listed[1] && listed[0] <= self.born[1]
    }

    /// The floor for a party born in these years.
    pub fn of(&self, listed: BirthYears) -> f64 {
        if self.may_agree(listed) { self.lowest } else { self.others }
    }

    /// Whether a score is of interest; the years of birth are looked up only where they matter.
    pub fn reached(&self, score: f64, listed: impl FnOnce() -> BirthYears) -> bool {
        score >= self.others || (score >= self.lowest && self.may_agree(listed()))
    }
}

/// The least score of a name that the other fields may still lift to the least score wanted.
fn least_name_score(query: &Query, born: Option<&BirthDate>, wanted: f64, tables: &NameTables) -> f64 {
    const STEP: f64 = 0.005;
    let e = &tables.weights.evidence;
    let by_birth = if born.is_some_and(BirthDate::is_exact) { e.birth_day_agrees } else { 0.0 };
    let shares = [
        (born.is_some(), e.birth_year_agrees.max(by_birth)),
        (!query.birth_place.is_empty(), e.birth_place_agrees),
        (query.country.is_some(), e.country_agrees),
        (!query.address.is_empty(), e.address_agrees),
    ];
    let stated = || shares.iter().filter(|(stated, _)| *stated).map(|(_, share)| *share);
    let lifted = |score: f64| stated().fold(score, closer);
    let mut least = wanted;
    while least > STEP && lifted(least - STEP) >= wanted {
        least -= STEP;
    }
    least
}

/// A score and a share of what it lacks, the more the higher it is.
pub(super) fn closer(score: f64, share: f64) -> f64 {
    score + (1.0 - score) * share * score
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::name_matching::tests::shared;

    fn birth(text: &str) -> BirthDate {
        BirthDate::read(text).expect("a birth date")
    }

    fn floors(born: Option<BirthDate>) -> Floors {
        Floors::new(&Query { born, ..Query::default() }, 0.7, shared())
    }

    #[test]
    fn a_birth_date_lowers_the_floor_only_where_it_may_agree() {
        let known = floors(Some(birth("1970-02-13")));
        assert!(known.lowest < known.others && known.others <= 0.7);
        for (listed, agrees) in [
            (vec!["1970"], true),
            (vec!["1941", "1970-02-13"], true),
            (vec!["1965 to 1975"], true),
            (vec!["1941"], false),
            (vec![], false),
        ] {
            let years = birth_years(&listed.iter().map(|text| birth(text)).collect::<Vec<_>>());
            assert_eq!(known.may_agree(years), agrees, "{listed:?}");
            assert_eq!(known.reached(known.lowest, || years), agrees, "{listed:?}");
            assert!(known.reached(known.others, || years));
        }
        let unknown = floors(None);
        assert!(unknown.lowest >= unknown.others && !unknown.may_agree(birth_years(&[birth("1970")])));
        assert_eq!(unknown.years().count(), 0);
    }

    proptest! {
        #[test]
        fn dates_that_overlap_may_agree(
            asked in (1700i16..2200, 0i16..4),
            listed in proptest::collection::vec((1700i16..2200, 0i16..30), 0..4),
        ) {
            let span = |(year, more): (i16, i16)| BirthDate {
                written: String::new(),
                from: jiff::civil::date(year, 1, 1),
                to: jiff::civil::date(year + more, 12, 31),
            };
            let (asked, listed) = (span(asked), listed.into_iter().map(span).collect::<Vec<_>>());
            let overlaps = listed.iter().any(|listed| asked.overlaps(listed));
            prop_assert!(floors(Some(asked)).may_agree(birth_years(&listed)) || !overlaps);
        }
    }
}
