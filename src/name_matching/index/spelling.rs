//! Listed names that differ from the name asked for by a few letters anywhere, spaces left aside: they need not have a
//! whole word in common.

use super::candidates::{Candidates, Finder};
use super::keys;
use super::layout::View;
use super::packed::between;
use crate::name_matching::kernel::{Pattern, mask, scan_masks};
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
        let shortest = self.key.len().saturating_sub(edits.into()).max(1);
        for run in view.spelt().of(keys::space(&asked.traits), shortest, self.key.len() + usize::from(edits)) {
            let first = run.first as usize;
            let masks = view.spelt_masks.get(first..first + run.words as usize).unwrap_or_default();
            let masks_of_own = [mask(&self.key), held.letters];
            scan_masks(masks_of_own, run.blocks.masks, masks, [edits, other_letters], |at| {
                let near = masks.get(at).is_some_and(|[_, other]| held.lacking(*other, tables) <= farthest)
                    && pattern.within(edits, between(view.spelt_keys, view.spelt_keys_at, first + at))
                    && distance(
                        &self.letters,
                        between(view.spelt_letters, view.spelt_at, first + at),
                        tables,
                        farthest,
                    )
                    .is_some();
                found.names.extend(view.spelt_names.get(first + at).filter(|_| near));
            });
        }
    }
}
