//! Searching one list for one party: candidates from the index, the score of their names, then the other fields.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::align::Room;
use super::evidence::{Known, weigh};
use super::floors::Floors;
use super::index::{Finder, NameIndex, View, is_weak, kind_of};
use super::policy::MatchPolicy;
use super::prepared::{Name, PreparedName};
use super::score::{Remark, Score, explained, judge};
use super::screen::{Match, Query, confirmed, summary};
use super::second_opinion::second_opinion;
use super::tables::NameTables;
use super::words::{ReadyWord, Word};
use crate::domain::Identifier;
use crate::sanctions::{ListInUse, ListedParty};

/// How much a search looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Listed words compared with words of the name.
    pub words_compared: usize,
    /// Entries read of the lists of names that bear a word or a run of letters.
    pub bearers_read: usize,
    /// Listed names compared.
    pub names_compared: usize,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub matches: Vec<Match>,
    /// Lists with records that cannot be read.
    pub damaged: BTreeSet<String>,
    pub effort: Effort,
}

/// Room for one search, used again for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct SearchRoom {
    /// One for each list.
    finders: Vec<Finder>,
    room: Room,
}

/// What is searched for.
pub(super) struct Search<'a> {
    pub query: &'a Query,
    pub policy: &'a MatchPolicy,
    pub as_of: Date,
    pub tables: &'a NameTables,
    /// The name in every reading, with room for its words made ready.
    pub names: Vec<(PreparedName, Vec<ReadyWord>)>,
    /// Numbers stated, and those that stand in the name.
    pub numbers: Vec<Identifier>,
}

/// A listed name that scores high enough to look at its party.
struct Likely {
    name: u32,
    score: f64,
    weak: bool,
}

impl Search<'_> {
    /// Adds the parties of all lists that match, each with its best name.
    pub fn all<'l>(
        &self,
        lists: impl Iterator<Item = (ListInUse<'l>, &'l NameIndex)>,
        rooms: &mut SearchRoom,
        found: &mut Found,
    ) {
        let SearchRoom { finders, room } = rooms;
        for (number, (list, index)) in lists.enumerate() {
            finders.resize_with(finders.len().max(number + 1), Finder::default);
            self.list(list, index, (&mut finders[number], room), found);
        }
    }

    fn list(
        &self,
        list: ListInUse<'_>,
        index: &NameIndex,
        (finder, room): (&mut Finder, &mut Room),
        found: &mut Found,
    ) {
        let Some(view) = index.view() else {
            found.damaged.insert(list.name().to_owned());
            return;
        };
        let least = self.policy.least(list.name(), self.query.role);
        let floors = Floors::new(self.query, least, self.tables);
        for asked in &self.names {
            let (asked, ready) = asked;
            let words = asked.ready_views(ready);
            let name = asked.name(&words);
            let (names, numbered) = self.candidates(&view, &name, &floors, finder, &mut found.effort);
            if names.is_empty() {
                continue;
            }
            room.begin(&name, self.tables);
            let likely = self.likely(&view, &name, &names, (&floors, &numbered), room);
            found.effort.names_compared += names.len();
            for (number, likely) in likely {
                let Some(party) = list.party(number as usize) else {
                    found.damaged.insert(list.name().to_owned());
                    continue;
                };
                found.matches.extend(self.best(&view, &name, &party, (least, &likely), room));
            }
        }
    }

    /// The listed names to compare, each with whether it may count as a whole; and the parties that bear a number
    /// asked for.
    fn candidates(
        &self,
        view: &View<'_>,
        name: &Name<'_>,
        floors: &Floors,
        finder: &mut Finder,
        effort: &mut Effort,
    ) -> (Vec<(u32, bool)>, Vec<u32>) {
        let found = finder.find(view, name, &self.numbers, floors, self.tables);
        effort.words_compared += found.words_compared;
        effort.bearers_read += found.bearers_read;
        if self.policy.exhaustive {
            return (finder.all(view, name, self.tables), found.numbered);
        }
        (found.names.into_iter().map(|name| (name, true)).collect(), found.numbered)
    }

    /// The names that score enough for their party to be looked at, by party.
    fn likely(
        &self,
        view: &View<'_>,
        asked: &Name<'_>,
        names: &[(u32, bool)],
        (floors, numbered): (&Floors, &[u32]),
        room: &mut Room,
    ) -> BTreeMap<u32, Vec<Likely>> {
        let mut likely: BTreeMap<u32, Vec<Likely>> = BTreeMap::new();
        let mut words: Vec<Word<'_>> = Vec::new();
        for (at, whole) in names {
            room.no_whole = !whole;
            let (Some(party), Some(traits)) = (view.name_party.get(*at as usize), view.name_traits.get(*at as usize))
            else {
                continue;
            };
            if kind_of(*traits) != asked.traits.kind {
                continue;
            }
            let listed = view.name(*at, &mut words);
            let score = self.weakened(judge(asked, &listed, self.tables, room), is_weak(*traits)).value;
            if floors.reached(score, || view.births(*at)) || numbered.contains(party) {
                likely.entry(*party).or_default().push(Likely { name: *at, score, weak: is_weak(*traits) });
            }
        }
        likely
    }

    /// A name its list calls weak counts less.
    fn weakened(&self, mut score: Score, weak: bool) -> Score {
        if weak && score.value < 1.0 {
            score.value *= self.tables.weights.limits.weak_alias;
            score.note(Remark::Weak);
        }
        score
    }

    /// The match with a party by its best name, where it scores enough.
    fn best(
        &self,
        view: &View<'_>,
        asked: &Name<'_>,
        party: &ListedParty,
        (least, likely): (f64, &[Likely]),
        room: &mut Room,
    ) -> Option<Match> {
        let wanted = self.query.kind.is_none_or(|kind| kind == party.kind);
        if !wanted || !party.in_force(self.as_of) {
            return None;
        }
        let gender = self.query.gender.or(asked.traits.gender);
        let known = Known { query: self.query, gender, numbers: &self.numbers };
        let enough = |name: &Likely| {
            let (score, _) = weigh(&known, party, name.score, self.tables);
            score >= if name.weak { self.policy.least_of_weak(least) } else { least }
        };
        // The first of equal names, as the list gives them.
        let enough = likely.iter().filter(|name| enough(name));
        let best = enough.reduce(|best, this| if this.score > best.score { this } else { best })?;
        let (score, fields) = weigh(&known, party, best.score, self.tables);
        let place = *view.name_place.get(best.name as usize)? as usize;
        let strength = party.names.get(place)?.strength;
        room.no_whole = false;
        let mut words = Vec::new();
        let listed = view.name(best.name, &mut words);
        let judged = self.weakened(judge(asked, &listed, self.tables, room), best.weak);
        let name = explained(asked, &listed, judged, room);
        let confirmed = confirmed(&name, strength, party.kind, &fields);
        let second = || second_opinion(&self.query.name, &party.names[place].text);
        let second_opinion = self.policy.second_opinion.then(second);
        Some(Match { listed: summary(party, place), score, second_opinion, name, fields, confirmed })
    }
}
