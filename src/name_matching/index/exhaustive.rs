//! Every listed name of the kind asked for, and which of them the scan of whole names finds near: the search that leaves
//! nothing out, by which the quick one is measured.

use super::candidates::Finder;
use super::keys;
use super::layout::View;
use crate::name_matching::kernel::scan;
use crate::name_matching::prepared::Name;
use crate::name_matching::tables::NameTables;
use crate::name_matching::whole::farthest_whole;

impl Finder {
    /// All names of the kind asked for, in order, with whether so few letters of the whole name differ that it can
    /// count as a whole.
    pub fn all(&mut self, view: &View<'_>, asked: &Name<'_>, tables: &NameTables) -> Vec<(u32, bool)> {
        let mut near = vec![false; view.names()];
        asked.whole(&mut self.key);
        let space = keys::space(&asked.traits);
        // No edit costs less than a doubled letter.
        let edits = farthest_whole(asked.telling_letters(), tables) / tables.letter_costs.double().max(1);
        let edits = u8::try_from(edits).unwrap_or(u8::MAX);
        let (from, to) = (self.key.len().saturating_sub(edits.into()), self.key.len() + usize::from(edits));
        for run in view.wholes(space, from, to) {
            scan::<true>(&self.key, run.blocks, edits, &mut self.rows, &mut |at, _| {
                let place = view.whole_names.get(run.first as usize + at).filter(|_| at < run.words as usize);
                if let Some(near) = place.and_then(|name| near.get_mut(*name as usize)) {
                    *near = true;
                }
            });
        }
        // Names too long for the scan are compared one by one.
        let scanned = asked.whole_length() <= crate::name_matching::kernel::LONGEST;
        let kind = asked.traits.kind;
        let same_kind = |name: u32| view.name_traits.get(name as usize).is_some_and(|t| super::kind_of(*t) == kind);
        (0..).zip(near).filter(|(name, _)| same_kind(*name)).map(|(name, near)| (name, near || !scanned)).collect()
    }
}
