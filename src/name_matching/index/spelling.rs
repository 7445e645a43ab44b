//! Listed names that differ from the name asked for by a few letters anywhere, spaces left aside: they need not have a
//! whole word in common.

use super::candidates::{Candidates, Finder};
use super::keys;
use super::layout::View;
use super::lookup::under_gram;
use super::packed::between;
use crate::name_matching::kernel::{Pattern, mask, scan_masks, scan_places};
use crate::name_matching::letters::{LETTER, distance, most_other_letters};
use crate::name_matching::prepared::Name;
use crate::name_matching::tables::NameTables;
use crate::name_matching::whole::farthest_scoring;

impl Finder {
    /// Names whose letters, those taken for each other being one, differ by no more than still scores `floor`.
    pub(super) fn by_spelling(
        &mut self,
        view: &View<'_>,
        asked: &Name<'_>,
        floor: f64,
        tables: &NameTables,
        found: &mut Candidates,
    ) {
        let farthest = farthest_scoring(asked.telling_letters(), floor, tables);
        asked.whole(&mut self.letters);
        tables.folding.fold(&self.letters, &mut self.key);
        let held = asked.whole_held();
        // Two letters and a like one are three edits at most; of more, most are like ones and vanish in the key.
        let most = |cost: u32| u8::try_from(cost).unwrap_or(u8::MAX);
        let (edits, other_letters) = (most(farthest.div_ceil(LETTER)), most(most_other_letters(farthest, tables)));
        let pattern = Pattern::new(&self.key);
        let own = [mask(&self.key), held.letters];
        let near = |place: usize| {
            view.spelt_masks.get(place).is_some_and(|[_, other]| held.may_hold(*other, farthest, tables))
                && pattern.within(edits, between(view.spelt_keys, view.spelt_keys_at, place))
                && distance(&self.letters, between(view.spelt_letters, view.spelt_at, place), tables, farthest)
                    .is_some()
        };
        let (space, names) = (keys::space(&asked.traits), &mut found.names);
        let mut keep = |place: usize| names.extend(view.spelt_names.get(place).filter(|_| near(place)));
        let lengths = (self.key.len().saturating_sub(edits.into()).max(1), self.key.len() + usize::from(edits));
        let limits = [edits, other_letters];
        if let Some(shared) = shared_runs(view, space, &self.key, edits, lengths) {
            for places in shared {
                found.bearers_read += places.len();
                scan_places(own, places, view.spelt_masks, limits, &mut keep);
            }
            return;
        }
        for run in view.spelt().of(space, lengths.0, lengths.1) {
            let first = run.first as usize;
            let masks = view.spelt_masks.get(first..first + run.words as usize).unwrap_or_default();
            scan_masks(own, run.blocks.masks, masks, limits, |at| keep(first + at));
        }
    }
}

/// The whole names of these lengths that share the rarest runs of letters of a key, so many runs that of the names within
/// `edits` letters none is left out: an edit, even one that exchanges neighbours, can spoil one of them only, since a
/// letter lies between them. Nothing where the key is too short for so many.
fn shared_runs<'a>(
    view: &View<'a>,
    space: u8,
    key: &[u8],
    edits: u8,
    lengths: (usize, usize),
) -> Option<Vec<&'a [u32]>> {
    let (runs, apart) = (usize::from(edits) + 1, keys::RUN + 1);
    if key.len() < runs * apart - 1 {
        return None;
    }
    let mut lists: Vec<&[u32]> = Vec::new();
    keys::grams(key, space, &mut |gram| {
        lists.push(under_gram(view.gram_key, view.gram_at, view.gram_places, gram));
    });
    // For each number of runs and each place, how many names the rarest of them have that begin there or later.
    let mut fewest = vec![vec![0; lists.len() + apart]; runs + 1];
    for number in 1..=runs {
        fewest[number][lists.len()..].fill(usize::MAX);
        for (at, list) in lists.iter().enumerate().rev() {
            let here = fewest[number - 1][at + apart].saturating_add(list.len());
            fewest[number][at] = here.min(fewest[number][at + 1]);
        }
    }
    // Names of one length stand together.
    let mut wanted =
        view.spelt().of(space, lengths.0, lengths.1).map(|run| (run.first, run.first.saturating_add(run.words)));
    let (from, to) = wanted.next().map_or((0, 0), |first| wanted.fold(first, |(from, _), (_, to)| (from, to)));
    let mut at = 0;
    let rarest = (1..=runs).rev().map(|number| {
        at += fewest[number][at..].windows(2).take_while(|pair| pair[0] == pair[1]).count();
        at += apart;
        let list = lists[at - apart];
        let end = list.partition_point(|place| *place < to);
        &list[list[..end].partition_point(|place| *place < from)..end]
    });
    Some(rarest.collect())
}
