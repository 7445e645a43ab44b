//! What listed names have in common with the name asked for, word by word, and which of them may score enough by it.

use super::build::count;
use super::keys::{Said, place_bit};
use super::layout::View;
use super::like_words::{Asked, finds, names_something};
use super::packed::{Bearer, NameWord, weights_of, word_may_be_alike};
use crate::name_matching::align::consonants_only;
use crate::name_matching::alike::alike;
use crate::name_matching::floors::Floors;
use crate::name_matching::prepared::{Name, NameKind};
use crate::name_matching::tables::NameTables;
use crate::name_matching::weights::KindWeights;
use crate::name_matching::words::{Word, WordClass};

/// What two listed words that are one word asked for weigh together, at most.
pub(super) const JOINED_WEIGHT: f64 = 2.0;

/// What a name has in common with the words asked for: the weight of these, of its own words, and the mean of both times
/// how alike they are.
#[derive(Clone, Copy, Debug, Default)]
struct Gained {
    asked: f32,
    listed: f32,
    value: f32,
    /// The words asked for that were counted, by their places: each counts once.
    words: u32,
}

impl Gained {
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(words: u32, (asked, listed): (f64, f64), value: f64) -> Self {
        Self { asked: asked as f32, listed: listed as f32, value: value as f32, words }
    }

    fn add(&mut self, gain: Self) {
        self.words |= gain.words;
        self.asked += gain.asked;
        self.listed += gain.listed;
        self.value += gain.value;
    }
}

/// How many times the weight of a word asked for its mean with that of a listed one is.
fn ratio(asked: f64, listed: f64) -> f64 {
    f64::midpoint(asked, listed) / asked
}

/// The most that a listed word can weigh that is like one asked for; see `frequency.toml`.
fn heaviest(sought: &Said<'_>) -> f64 {
    sought.word.weight.max(1.0)
}

/// A name that has something in common with the one asked for.
#[derive(Clone, Copy, Debug)]
struct Begun {
    bearer: Bearer,
    gained: Gained,
}

/// Room for what the names of a list gain, used again for the next name asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Gains {
    begun: Vec<Begun>,
    /// For each name of the list, from 1, where it stands among these; 0 where it does not.
    places: Vec<u32>,
    /// The greatest [`ratio`] of two words that are alike.
    most: f64,
}

/// Which names may gain something by a word.
#[derive(Clone, Copy)]
pub(super) enum May {
    /// Those too that gained nothing before, unless their words that name weigh more than this.
    Begin(f64),
    /// Those that gained something before.
    GoOn,
}

impl Gains {
    /// Makes room for so many names.
    pub fn begin(&mut self, names: usize) {
        self.places.resize(names, 0);
        self.most = 1.0;
    }

    /// How many names have something in common with the words added.
    pub fn names(&self) -> usize {
        self.begun.len()
    }

    /// Adds what the names that bear a word have in common by it.
    pub fn add(&mut self, view: &View<'_>, (places, word): (u32, &Asked), may: May) {
        for like in &word.terms {
            self.most = self.most.max(ratio(word.weight, like.listed));
            let gain = Gained::new(places, (word.weight, like.listed), like.value);
            view.bearers(like.term).iter().for_each(|bearer| self.gain(*bearer, gain, may));
        }
    }

    /// Adds names of which several words together are like a word of this weight.
    pub fn add_joined(&mut self, (bearers, places, weight): (&[Bearer], u32, f64), tables: &NameTables) {
        let value = f64::midpoint(weight, JOINED_WEIGHT) * tables.weights.likeness.joined;
        let gain = Gained::new(places, (weight, JOINED_WEIGHT), value);
        if !bearers.is_empty() {
            self.most = self.most.max(ratio(weight, JOINED_WEIGHT));
        }
        bearers.iter().for_each(|bearer| self.gain(*bearer, gain, May::Begin(f64::MAX)));
    }

    fn gain(&mut self, bearer: Bearer, gain: Gained, may: May) {
        let Some(place) = self.places.get_mut(bearer[0] as usize) else { return };
        if let Some(known) = self.begun.get_mut((*place as usize).wrapping_sub(1)) {
            if known.gained.words & gain.words == 0 {
                known.gained.add(gain);
            }
            return;
        }
        if let May::Begin(heaviest) = may
            && weights_of(bearer).0 <= heaviest
        {
            self.begun.push(Begun { bearer, gained: gain });
            *place = count(self.begun.len());
        }
    }

    /// Leaves out the names that cannot score enough even if they have all of `rest` in common, too.
    pub fn keep_hopeful(&mut self, view: &View<'_>, wanted: &Wanted<'_>, rest: &[Said<'_>]) {
        let Self { begun, places, most } = self;
        let ratio = rest.iter().map(|sought| ratio(sought.word.weight, heaviest(sought))).fold(*most, f64::max);
        let weight: f64 = rest.iter().map(|sought| sought.word.weight).sum();
        let least = wanted.least_shared(ratio) - weight as f32;
        let mut kept = 0;
        begun.retain(|Begun { bearer, gained }| {
            let best = || wanted.at_best(*gained, rest, weights_of(*bearer));
            let hopeful = gained.asked >= least && wanted.reached(best(), view, *bearer);
            kept += u32::from(hopeful);
            if let Some(place) = places.get_mut(bearer[0] as usize) {
                *place = if hopeful { kept } else { 0 };
            }
            hopeful
        });
    }

    /// Compares the words of the names that are left with those of `rest`, one by one; returns how many.
    pub fn compare(&mut self, view: &View<'_>, asked: &Name<'_>, rest: &[Said<'_>], tables: &NameTables) -> usize {
        let mut compared = 0;
        let Self { begun, most, .. } = self;
        for Begun { bearer, gained } in begun {
            let (words, script) = view.words_of(*bearer);
            let abjad = consonants_only(asked.traits.script, script);
            let known = gained.words;
            for sought in rest.iter().filter(|sought| known & sought.place == 0) {
                compared += words.len();
                if let Some((value, listed)) = best_like(view, words, sought.word, abjad, tables) {
                    gained.add(Gained::new(sought.place, (sought.word.weight, listed), value));
                    *most = most.max(ratio(sought.word.weight, listed));
                }
            }
        }
        compared
    }

    /// The names whose score may be enough, with it.
    pub fn likely(&mut self, view: &View<'_>, wanted: &Wanted<'_>) -> Vec<(f64, u32)> {
        let (mut likely, least) = (Vec::new(), wanted.least_shared(self.most));
        for Begun { bearer, gained } in self.begun.drain(..) {
            let [name, ..] = bearer;
            self.places.get_mut(name as usize).into_iter().for_each(|place| *place = 0);
            if gained.asked >= least {
                let score = wanted.score(gained, weights_of(bearer));
                likely.extend(wanted.reached(score, view, bearer).then_some((score, name)));
            }
        }
        likely
    }
}

/// What a listed name has most in common with a word: the mean of both weights times how alike they are, and the weight
/// of its own word.
fn best_like(
    view: &View<'_>,
    words: &[NameWord],
    word: &Word<'_>,
    abjad: bool,
    tables: &NameTables,
) -> Option<(f64, f64)> {
    let like = |listed: &NameWord| {
        if !abjad && !word_may_be_alike(listed, word, tables) {
            return None;
        }
        let listed = view.term(listed[0]);
        let (likeness, _) = alike(word, &listed, (abjad, &tables.found), tables).filter(|_| finds(listed.class))?;
        let value = f64::midpoint(word.weight, listed.weight) * likeness;
        (likeness >= tables.found.least).then_some((value, listed.weight))
    };
    let found = words.iter().filter_map(like);
    found.reduce(|best, this| if this.0 > best.0 { this } else { best })
}

/// What a name has to have in common with the one asked for.
pub(super) struct Wanted<'a> {
    kind: &'a KindWeights,
    floors: Floors,
    /// The words that name have this weight; where there are none, all words.
    named: f64,
    other: f64,
    generic_alone: bool,
    /// An initial asked for may be any word on the list: their weight, and how many they are.
    initials: (f64, f64),
    /// Places of the words that name, where it tells when one of them alone agrees.
    names: u32,
}

impl<'a> Wanted<'a> {
    pub fn new(asked: &Name<'_>, floors: &Floors, tables: &'a NameTables) -> Self {
        let weight = |of: &dyn Fn(&Word<'_>) -> bool| asked.words.iter().filter(|w| of(w)).map(|w| w.weight).sum();
        let generic_alone = !names_something(asked);
        let initial = |w: &Word<'_>| w.class == WordClass::Initial;
        let initials = asked.words.iter().filter(|w| initial(w)).count();
        let place = |(place, word): (usize, &Word<'_>)| (word.class == WordClass::Name).then(|| place_bit(place));
        let names = asked.words.iter().enumerate().filter_map(place).fold(0, |places, place| places | place);
        #[allow(clippy::cast_precision_loss)]
        Self {
            kind: match asked.traits.kind {
                NameKind::Person => &tables.weights.person,
                NameKind::Entity => &tables.weights.entity,
            },
            floors: floors.less(tables.weights.candidates.slack),
            named: weight(&|w| generic_alone || w.class.names()),
            other: weight(&|w| !generic_alone && !w.class.names()),
            generic_alone,
            initials: (weight(&initial), initials as f64),
            names: if initials == 0 && names.count_ones() > 1 { names } else { 0 },
        }
    }

    /// Whether a score is enough for a name.
    fn reached(&self, score: f64, view: &View<'_>, [name, ..]: Bearer) -> bool {
        self.floors.reached(score, || view.births(name))
    }

    /// The score of a name by what its words have in common, at best.
    fn score(&self, gained: Gained, (named, other): (f64, f64)) -> f64 {
        let (named, other) = if self.generic_alone { (named + other, 0.0) } else { (named, other) };
        let (asked, listed) = (f64::from(gained.asked).min(self.named), f64::from(gained.listed).min(named + other));
        let value = f64::from(gained.value).min(f64::midpoint(asked, listed));
        let by_initials = self.initials.0.min((named - listed).max(0.0));
        let more = by_initials + self.other.min(other);
        let agree = f64::midpoint(asked, listed) + more;
        let only_asked = self.named - asked - by_initials;
        let only_listed = named - listed - self.initials.1;
        self.by_sums(agree, value + more, only_asked, only_listed) * self.alone(gained.words)
    }

    /// The same if it has all of `rest` in common, too.
    fn at_best(&self, gained: Gained, rest: &[Said<'_>], (named, other): (f64, f64)) -> f64 {
        let missing = rest.iter().filter(|sought| gained.words & sought.place == 0);
        let (mut all, mut left) = (gained, (named + other - f64::from(gained.listed)).max(0.0));
        for sought in missing {
            let listed = heaviest(sought).min(left);
            left -= listed;
            all.add(Gained::new(sought.place, (sought.word.weight, listed), f64::midpoint(sought.word.weight, listed)));
        }
        self.score(all, (named, other))
    }

    /// Whether a name may score enough that has these words in common and no others.
    pub fn may_begin(&self, words: &[Said<'_>]) -> bool {
        let mean = |sought: &Said<'_>| f64::midpoint(sought.word.weight, heaviest(sought));
        let weight = words.iter().map(|sought| sought.word.weight).sum();
        let places = words.iter().fold(0, |places, sought| places | sought.place);
        self.best_with(weight, words.iter().map(mean).sum(), 0.0) * self.alone(places) >= self.floors.lowest
    }

    /// The most that the words of a name that name may weigh, where it has these words in common at best and no others.
    pub fn heaviest_name(&self, words: &[Said<'_>]) -> f64 {
        let listed: f64 = words.iter().map(heaviest).sum();
        let weight = words.iter().map(|sought| sought.word.weight).sum();
        let (mut most, mut too_much) = (0.0, 16.0);
        for _ in 0..12 {
            let middle = f64::midpoint(most, too_much);
            let enough = self.best_with(weight, f64::midpoint(weight, listed), middle) >= self.floors.lowest;
            if enough { most = middle } else { too_much = middle }
        }
        listed + self.initials.1 + too_much
    }

    /// The factor where one of several words that name agrees alone.
    fn alone(&self, words: u32) -> f64 {
        let alone = words.is_power_of_two() && words & self.names != 0;
        if alone { self.kind.single } else { 1.0 }
    }

    /// The score of a name that has words of so much weight in common, by the mean of both so much, no others, and
    /// further words of its own.
    fn best_with(&self, weight: f64, mean: f64, only_listed: f64) -> f64 {
        let agree = mean + self.initials.0 + self.other;
        self.by_sums(agree, agree, self.named - weight - self.initials.0, only_listed)
    }

    /// The weight of words asked for that a name has to share at least, rounded down; the mean of both names' weights is
    /// at most `ratio` times as much.
    fn least_shared(&self, ratio: f64) -> f32 {
        let (mut too_little, mut enough) = (0.0, self.named);
        for _ in 0..16 {
            let middle = f64::midpoint(too_little, enough);
            if self.best_with(middle, middle * ratio, 0.0) < self.floors.lowest {
                too_little = middle
            } else {
                enough = middle
            }
        }
        #[allow(clippy::cast_possible_truncation)]
        let least = (too_little * 0.999) as f32;
        least
    }

    fn by_sums(&self, agree: f64, value: f64, only_asked: f64, only_listed: f64) -> f64 {
        let k = self.kind;
        let (only_asked, only_listed) = (only_asked.max(0.0), only_listed.max(0.0));
        let poor = 1.0 - (value / k.enough).min(1.0);
        let extra = k.extra + (k.extra_poor - k.extra) * poor;
        let against = k.conflict * (only_asked * only_listed).sqrt() + extra * (only_asked - only_listed).abs();
        let whole = agree + against;
        if whole > 0.0 { value / whole } else { 0.0 }
    }
}
