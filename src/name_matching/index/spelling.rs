//! Listed names that differ from the name asked for by a few letters anywhere, spaces left aside: they need not have a
//! whole word in common.

use std::ops::Range;

use super::build::count;
use super::candidates::{Candidates, Finder};
use super::keys::{self, NO_SPACE};
use super::layout::View;
use super::lookup::under_gram;
use super::packed::between;
use super::shelves::{BEGINNING, MOST, Shelves};
use crate::name_matching::floors::Floors;
use crate::name_matching::kernel::{Pattern, mask, scan_masks};
use crate::name_matching::letters::{Held, distance, most_edits, most_other_letters};
use crate::name_matching::prepared::Name;
use crate::name_matching::tables::NameTables;
use crate::name_matching::whole::farthest_scoring;

/// A whole name under a run of letters: its place and where the run stands in it, see [`listed`]; and which letters it
/// holds.
pub(super) type Listed = [u32; 2];

/// Where a run stands at most as far as is noted.
const LAST_RUN: u32 = 0xff;

/// A whole name under a run that stands so far from its beginning; of more names than fit the last are not found by runs.
pub(super) fn listed(place: u32, run_at: usize, held: u32) -> Listed {
    [place << 8 | count(run_at).min(LAST_RUN), held]
}

/// The place of a listed name.
pub(super) fn place_of([place, _]: Listed) -> u32 {
    place >> 8
}

/// Letters up to which the key of a name asked for is looked up on shelves: those show all of it.
pub(super) const SHORT: usize = BEGINNING;

/// A whole name asked for, ready to be compared with many.
struct Whole<'n> {
    letters: &'n [u8],
    held: Held,
    /// Its key of like letters.
    key: Pattern,
    /// What it may cost to turn it into a name whose birth date agrees, and into any other.
    lowest: u32,
    others: u32,
}

impl Whole<'_> {
    /// The name at a place, where it is near enough.
    fn near(&self, view: &View<'_>, floors: &Floors, place: usize, tables: &NameTables) -> Option<u32> {
        let name = *view.spelt_names.get(place)?;
        let [_, held] = *view.spelt_masks.get(place)?;
        let farthest = if floors.may_agree(view.births(name)) { self.lowest } else { self.others };
        let near = self.held.may_hold(held as u32, farthest, tables)
            && self.key.within(most_edits(farthest, tables), between(view.spelt_keys, view.spelt_keys_at, place))
            && distance(self.letters, between(view.spelt_letters, view.spelt_at, place), tables, farthest).is_some();
        near.then_some(name)
    }
}

impl Finder {
    /// Names whose letters, those taken for each other being one, differ by no more than still scores enough.
    pub(super) fn by_spelling(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        floors: &Floors,
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let farthest = |floor: f64| farthest_scoring(asked.telling_letters(), floor, tables);
        let (lowest, others) = (farthest(floors.lowest), farthest(floors.others));
        asked.whole(&mut self.letters);
        tables.folding.fold(&self.letters, &mut self.key);
        let (space, held) = (keys::space(&asked.traits), asked.whole_held());
        let whole = Whole { letters: &self.letters, held, key: Pattern::new(&self.key), lowest, others };
        let Candidates { names, bearers_read, .. } = found;
        let mut keep = |place: usize| names.extend(whole.near(view, floors, place, tables));
        let edits = |cost: u32| most_edits(cost, tables);
        // Where a birth date that agrees lets more letters differ, the names of its years are few.
        if others < lowest {
            let places = view.places_of(space, self.key.len(), edits(lowest));
            for year in floors.years() {
                let born = under_gram(view.born_year, view.born_at, view.born_places, year);
                let born = part(born, &places, |place| *place);
                *bearers_read += born.len();
                born.iter().for_each(|place| keep(*place as usize));
            }
        }
        let edits = edits(others);
        let (own, key) = ([mask(&self.key), held.letters.into()], self.key.as_slice());
        let limits = [edits, u8::try_from(most_other_letters(others, tables)).unwrap_or(u8::MAX)];
        let places = view.places_of(space, key.len(), edits);
        if key.len() <= SHORT && edits <= MOST {
            let shelves = Shelves { at: view.spelt_rest_at, entries: view.spelt_rests };
            shelves.find(space, key, edits, &mut self.places);
            *bearers_read += self.places.len();
            let places = self.places.iter().filter(|place| places.contains(place));
            places.for_each(|place| keep(*place as usize));
        } else if let Some(shared) = view.shared_runs(space, key, edits, &places) {
            for (at, listed) in shared {
                *bearers_read += listed.len();
                // So many letters put in or left out move a run as far.
                let from = count(at).saturating_sub(edits.into()).min(LAST_RUN);
                let runs = from..=count(at).saturating_add(edits.into());
                let listed = listed.iter().filter(|[place, _]| runs.contains(&(place & LAST_RUN)));
                let entries = listed.map(|entry| (place_of(*entry), entry[1].into()));
                scan_masks(own, entries, view.spelt_masks, limits, &mut keep);
            }
        } else {
            *bearers_read += places.len();
            let second = |place: u32| view.spelt_masks.get(place as usize).map_or(0, |[_, second]| *second);
            scan_masks(own, places.map(|place| (place, second(place))), view.spelt_masks, limits, &mut keep);
        }
    }
}

impl<'a> View<'a> {
    /// The places of the whole names whose keys may differ from one of this length by so many edits.
    fn places_of(&self, space: u8, length: usize, edits: u8) -> Range<u32> {
        let key = |place: &u32| {
            let at = *place as usize;
            let space = self.spelt_spaces.get(at).copied().unwrap_or(NO_SPACE);
            (space, between(self.spelt_keys, self.spelt_keys_at, at).len())
        };
        let names = 0..count(self.spelt_spaces.len());
        let first = |least: (u8, usize)| partition(names.clone(), |place| key(&place) < least);
        first((space, length.saturating_sub(edits.into())))..first((space, length + usize::from(edits) + 1))
    }

    /// The whole names at these places that share the rarest runs of letters of a key, so many runs that of the names
    /// within `edits` letters none is left out: an edit, even one that exchanges neighbours, can spoil one of them only,
    /// since a letter lies between them. Each with where its run stands in the key; nothing where the key is too short for
    /// so many.
    fn shared_runs(&self, space: u8, key: &[u8], edits: u8, places: &Range<u32>) -> Option<Vec<(usize, &'a [Listed])>> {
        let (most, apart) = (usize::from(edits) + 1, keys::RUN + 1);
        if key.len() < most * apart - 1 {
            return None;
        }
        let mut lists: Vec<&[Listed]> = Vec::new();
        keys::grams(key, space, &mut |gram| {
            lists.push(under_gram(self.gram_key, self.gram_at, self.gram_places, gram));
        });
        let within = |(at, list)| (at, part(list, places, |listed| place_of(*listed)));
        Some(rarest(&lists, most, apart).into_iter().map(within).collect())
    }
}

/// The first number that is not `before`, of numbers of which all that are come first.
fn partition(numbers: Range<u32>, before: impl Fn(u32) -> bool) -> u32 {
    let (mut from, mut to) = (numbers.start, numbers.end);
    while from < to {
        let middle = from + (to - from) / 2;
        if before(middle) { from = middle + 1 } else { to = middle }
    }
    from
}

/// Of lists in a row so many of the shortest ones as stand so far apart, each with where it stands.
fn rarest<'a>(lists: &[&'a [Listed]], most: usize, apart: usize) -> Vec<(usize, &'a [Listed])> {
    // For each number of lists and each place, how long the shortest are that begin there or later.
    let mut fewest = vec![vec![0; lists.len() + apart]; most + 1];
    for number in 1..=most {
        fewest[number][lists.len()..].fill(usize::MAX);
        for (at, list) in lists.iter().enumerate().rev() {
            let here = fewest[number - 1][at + apart].saturating_add(list.len());
            fewest[number][at] = here.min(fewest[number][at + 1]);
        }
    }
    let mut at = 0;
    let rarest = (1..=most).rev().map(|number| {
        at += fewest[number][at..].windows(2).take_while(|pair| pair[0] == pair[1]).count();
        at += apart;
        (at - apart, lists[at - apart])
    });
    rarest.collect()
}

/// The part of a list in order of places that lies within these.
fn part<'a, T>(listed: &'a [T], places: &Range<u32>, place: impl Fn(&T) -> u32) -> &'a [T] {
    let listed = &listed[..listed.partition_point(|one| place(one) < places.end)];
    &listed[listed.partition_point(|one| place(one) < places.start)..]
}
