//! The licensing rules in one place: everything under `control_lists/destinations/` and `control_lists/licensing/`,
//! loaded, checked against each other, and indexed by destination.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::destination::{Destination, DestinationRegister};
use super::embargo::{ArmsEmbargo, AssetFreeze, Effect, Embargo, Goods, When, in_force};
use super::end_use_words::EndUseWords;
use super::facts::Concern;
use super::fault::{Fault, Reader, RulesError};
use super::general_authorisation::{Duty, GeneralAuthorisation, Terms};
use super::standing_duties::StandingDuties;
use super::tables::{
    AnnexList, Arrangement, ArrangementsFile, Authorities, CatchAlls, Frame, FreezesFile, GoodsList, HighPriority,
    Note, RedFlags, load_notes,
};
use crate::control_list::ListSource;
use crate::domain::{LegalReference, Territory};

/// Everything the licensing decision rests on.
#[derive(Clone, Debug)]
pub struct LicensingRules {
    /// Countries and territories.
    pub destinations: DestinationRegister,
    /// Regimes with an arms embargo or measures on goods.
    pub embargoes: Vec<Embargo>,
    /// Regimes that freeze assets only.
    pub asset_freezes: Vec<AssetFreeze>,
    /// Arrangements and conventions.
    pub arrangements: Vec<Arrangement>,
    /// General authorisations, in order of their numbers.
    pub general_authorisations: Vec<GeneralAuthorisation>,
    /// Items that need an authorisation inside the Union.
    pub annex_iv: AnnexList,
    /// Items most general authorisations leave out.
    pub section_i: AnnexList,
    pub(super) freezes_checked: Date,
    pub(super) arrangements_checked: Date,
    pub(super) frame: Frame,
    pub(super) notes: Vec<Note>,
    pub(super) catch_alls: CatchAlls,
    pub(super) high_priority: HighPriority,
    pub(super) goods: Vec<GoodsList>,
    pub(super) red_flags: RedFlags,
    pub(super) words: EndUseWords,
    pub(super) authorities: Authorities,
    pub(super) licences: BTreeMap<String, Arc<Terms>>,
    pub(super) duties: StandingDuties,
    /// What is assumed of national general authorisations, none of which is held.
    pub(super) no_national_general: String,
    close_partners: usize,
    serving: BTreeMap<Territory, Vec<usize>>,
    parts_apart: BTreeMap<Territory, String>,
    by_destination: BTreeMap<Territory, Vec<usize>>,
}

const LICENCES: [&str; 7] =
    ["individual", "global", "large_project", "national_general", "transfer", "transit", "services"];

const PROVISIONS: [&str; 18] = [
    "act",
    "informed",
    "aware",
    "suspects",
    "cyber_informed",
    "cyber_aware",
    "cyber_suspects",
    "brokering_informed",
    "brokering_aware",
    "brokering_suspects",
    "brokering_unlisted",
    "transit",
    "assistance_informed",
    "assistance_aware",
    "assistance_suspects",
    "assistance_exempt",
    "assistance_unlisted",
    "national_list",
];

impl LicensingRules {
    /// Loads and checks the rules.
    ///
    /// # Errors
    /// Every fault in the files, with file and line.
    pub fn load(source: &ListSource) -> Result<Self, RulesError> {
        let mut reader = Reader::new(source);
        let rules = Self::read(&mut reader);
        match rules {
            Some(rules) if reader.faults.is_empty() => {
                let faults = rules.contradictions();
                if faults.is_empty() { Ok(rules) } else { Err(RulesError(faults)) }
            }
            _ => Err(RulesError(reader.faults)),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let destinations = DestinationRegister::load(reader);
        let embargoes: Vec<_> =
            reader.all("destinations/embargoes/").into_iter().map(|(_, e): (_, Embargo)| e).collect();
        let freezes = reader.one::<FreezesFile>("destinations/asset_freezes.toml");
        let arrangements = reader.one::<ArrangementsFile>("destinations/regimes.toml");
        let general_authorisations = GeneralAuthorisation::load(reader);
        let annex_iv = AnnexList::load(reader, "licensing/annex_iv.toml");
        let section_i = AnnexList::load(reader, "licensing/section_i.toml");
        let frame = reader.one::<Frame>("licensing/rules.toml");
        let notes = load_notes(reader);
        let catch_alls = reader.one::<CatchAlls>("licensing/catch_alls.toml");
        let high_priority = reader.one::<HighPriority>("licensing/high_priority_goods.toml");
        let goods = reader.all("licensing/goods/").into_iter().map(|(_, list)| list).collect();
        let red_flags = reader.one::<RedFlags>("licensing/red_flags.toml");
        let words = EndUseWords::load(reader, "licensing/end_use_words.toml");
        let authorities = reader.one::<Authorities>("licensing/authorities.toml");
        let (frame, freezes, arrangements) = (frame?.1, freezes?.1, arrangements?.1);
        let by_destination = index(&embargoes);
        let high_priority = high_priority?.1;
        Some(Self {
            duties: StandingDuties::of(&frame, &high_priority.risk_assessment),
            no_national_general: no_national_general(&frame),
            serving: serving(&destinations, &general_authorisations),
            parts_apart: parts_apart(&destinations, &by_destination),
            close_partners: general_authorisations.iter().position(|ga| ga.id == frame.close_partners).unwrap_or(0),
            licences: frame.licences.iter().map(|(id, kind)| (id.clone(), Arc::new(terms(kind)))).collect(),
            destinations,
            embargoes,
            freezes_checked: freezes.checked,
            asset_freezes: freezes.regime,
            arrangements_checked: arrangements.checked,
            arrangements: arrangements.regime,
            general_authorisations,
            annex_iv,
            section_i,
            frame,
            notes,
            catch_alls: catch_alls?.1,
            high_priority,
            goods,
            red_flags: red_flags?.1,
            words,
            authorities: authorities?.1,
            by_destination,
        })
    }

    /// What the files say against each other.
    fn contradictions(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |file: &str, message: String| faults.push(Fault { file: file.to_owned(), line: 0, message });
        for (file, code) in self.named_territories() {
            if !self.destinations.all().any(|known| known.code == *code) {
                fault(file, format!("{code} is not in the destination register"));
            }
        }
        for (name, found) in self.counts() {
            let expected = self.frame.expected.get(name).copied().unwrap_or(0);
            if expected != found {
                fault(
                    "licensing/rules.toml",
                    format!(
                        "{found} {name} are held, {expected} are expected: complete the list, or correct `expected`"
                    ),
                );
            }
        }
        for id in LICENCES.iter().filter(|id| !self.licences.contains_key(**id)) {
            fault("licensing/rules.toml", format!("[licences.{id}] is missing"));
        }
        for key in PROVISIONS.iter().filter(|key| self.catch_alls.provision(key).is_empty()) {
            fault("licensing/catch_alls.toml", format!("provision `{key}` is missing"));
        }
        for concern in Concern::ALL.iter().filter(|id| !self.catch_alls.concerns.iter().any(|rule| rule.id == **id)) {
            fault("licensing/catch_alls.toml", format!("concern `{}` is missing", concern.code()));
        }
        if !self.general_authorisations.iter().any(|ga| ga.id == self.frame.close_partners) {
            fault(
                "licensing/rules.toml",
                format!("close_partners: no authorisation is called {}", self.frame.close_partners),
            );
        }
        for measure in self.embargoes.iter().flat_map(|embargo| &embargo.measures) {
            let listed = measure.list.as_ref().is_some_and(|id| self.goods.iter().any(|list| list.id == *id));
            if (measure.goods == Goods::GoodsList) != listed {
                fault(
                    "destinations/embargoes/",
                    format!("{}: `list` has to name a list under licensing/goods/", measure.id),
                );
            }
        }
        self.barred_codes(&mut fault);
        faults
    }

    /// A list of covered codes may hold nothing of Annex IV or Section I.
    fn barred_codes(&self, fault: &mut impl FnMut(&str, String)) {
        for general in &self.general_authorisations {
            let codes = general.items.iter().flat_map(super::CodeList::codes);
            for code in codes {
                let parts = self.annex_iv.parts.iter().chain(&self.section_i.parts);
                if let Some(part) = parts.into_iter().find(|part| part.codes.coverage(code) == super::Coverage::Inside)
                {
                    fault(
                        "licensing/eu_general_authorisations/",
                        format!("{}: {code} stands in {}", general.id, part.provision),
                    );
                }
            }
        }
    }

    fn named_territories(&self) -> impl Iterator<Item = (&str, &Territory)> {
        let embargoed = self.embargoes.iter().flat_map(|e| &e.destinations).map(|c| ("destinations/embargoes/", c));
        let frozen =
            self.asset_freezes.iter().flat_map(|e| &e.destinations).map(|c| ("destinations/asset_freezes.toml", c));
        let members = self.arrangements.iter().flat_map(|a| a.members.iter().chain(&a.outside));
        let members = members.map(|c| ("destinations/regimes.toml", c));
        let served = self
            .general_authorisations
            .iter()
            .flat_map(|ga| ga.destinations.iter().chain(ga.all_except.iter().flatten()));
        let served = served.map(|c| ("licensing/eu_general_authorisations/", c));
        let partners = self.high_priority.partners.codes.iter().map(|c| ("licensing/high_priority_goods.toml", c));
        embargoed.chain(frozen).chain(members).chain(served).chain(partners)
    }

    fn counts(&self) -> [(&'static str, usize); 8] {
        [
            ("territories", self.destinations.all().count()),
            ("embargoes", self.embargoes.len()),
            ("asset_freezes", self.asset_freezes.len()),
            ("arrangements", self.arrangements.len()),
            ("general_authorisations", self.general_authorisations.len()),
            ("high_priority_goods", self.high_priority.goods.len()),
            ("red_flags", self.red_flags.flags.len()),
            ("authorities", self.authorities.authority.len()),
        ]
    }

    /// The act and version the rules were written from.
    pub fn version(&self) -> LegalReference {
        self.frame.basis(&format!("consolidated text {}", self.frame.celex))
    }

    /// The regimes that hit a destination.
    pub fn embargoes_of(&self, destination: &Destination) -> impl Iterator<Item = &Embargo> {
        self.by_destination.get(&destination.code).into_iter().flatten().filter_map(|&n| self.embargoes.get(n))
    }

    /// The parts of a country that lie on the other side of the customs border, or under other measures, with their codes.
    pub fn parts_apart(&self, country: &Destination) -> Option<&str> {
        self.parts_apart.get(&country.code).map(String::as_str)
    }

    /// The arms embargoes on a destination, on a day.
    pub fn arms_embargoes(&self, to: &Destination, day: Date) -> impl Iterator<Item = (&Embargo, &ArmsEmbargo)> {
        self.embargoes_of(to).filter_map(move |regime| regime.arms_embargo_on(day).map(|arms| (regime, arms)))
    }

    /// Whether a military end use at the destination falls under Article 4(1)(b). Partial and disputed embargoes count.
    pub fn military_end_use_counts(&self, to: &Destination, day: Date) -> bool {
        self.arms_embargoes(to, day).next().is_some()
    }

    /// Whether every Annex I item is barred from the destination, whoever receives it.
    pub fn annex_i_prohibited(&self, to: &Destination, day: Date) -> bool {
        let bans = self.embargoes_of(to).flat_map(|regime| regime.measures_on(day));
        bans.into_iter().any(|m| m.goods == Goods::AnnexI && m.effect == Effect::Prohibited && m.when == When::Always)
    }

    /// Whether the destination is under an arms embargo or under measures on dual-use items.
    pub fn embargoed(&self, to: &Destination, day: Date) -> bool {
        self.military_end_use_counts(to, day)
            || self.embargoes_of(to).flat_map(|regime| regime.measures_on(day)).any(|measure| {
                matches!(measure.goods, Goods::AnnexI | Goods::SectorList) && measure.effect == Effect::Prohibited
            })
    }

    /// Whether a general authorisation serves a destination; items and conditions are another matter.
    /// `None` where sending goods there is no export.
    pub fn serves(&self, general: &GeneralAuthorisation, to: &Destination, day: Date) -> Option<bool> {
        if to.customs_territory {
            return None;
        }
        Some(self.serving(to, day).any(|serving| serving.id == general.id))
    }

    /// The general authorisations that serve a destination, in order of their numbers.
    pub(super) fn serving<'a>(
        &'a self,
        to: &'a Destination,
        day: Date,
    ) -> impl Iterator<Item = &'a GeneralAuthorisation> {
        let named = self.serving.get(&to.code).into_iter().flatten();
        let named = named.filter_map(|&number| self.general_authorisations.get(number));
        named.filter(move |general| {
            in_force(general.from, general.to, day) && !(general.except_embargoed && self.embargoed(to, day))
        })
    }

    /// Whether a destination is one of the close partners (those of EU001).
    pub fn close_partner(&self, to: &Territory) -> bool {
        self.general_authorisations.get(self.close_partners).is_some_and(|ga| ga.destinations.contains(to))
    }

    /// Whether a destination is a partner country, to which the re-export clauses do not apply.
    pub fn clause_partner(&self, to: &Destination) -> bool {
        self.high_priority.partners.codes.contains(&to.code)
    }

    /// Arrangements and conventions a destination takes part in.
    pub fn memberships(&self, to: &Destination) -> impl Iterator<Item = &Arrangement> {
        self.arrangements.iter().filter(|arrangement| match arrangement.convention {
            true => !arrangement.outside.contains(&to.code),
            false => arrangement.members.contains(&to.code),
        })
    }
}

fn index(embargoes: &[Embargo]) -> BTreeMap<Territory, Vec<usize>> {
    let mut index: BTreeMap<Territory, Vec<usize>> = BTreeMap::new();
    for (number, embargo) in embargoes.iter().enumerate() {
        for destination in &embargo.destinations {
            index.entry(destination.clone()).or_default().push(number);
        }
    }
    index
}

/// For each destination the authorisations that name it, or do not leave it out by name.
fn serving(
    destinations: &DestinationRegister,
    general_authorisations: &[GeneralAuthorisation],
) -> BTreeMap<Territory, Vec<usize>> {
    let outside = destinations.all().filter(|to| !to.customs_territory && to.general_authorisations);
    let named = |general: &GeneralAuthorisation, to: &Destination| match &general.all_except {
        Some(out) => !out.contains(&to.code),
        None => general.destinations.contains(&to.code),
    };
    let numbers = |to: &Destination| {
        let numbered = general_authorisations.iter().enumerate();
        numbered.filter(|(_, general)| named(general, to)).map(|(number, _)| number).collect()
    };
    outside.map(|to| (to.code.clone(), numbers(to))).collect()
}

fn no_national_general(frame: &Frame) -> String {
    let kind = frame.licences.get("national_general");
    kind.map_or_else(String::new, |kind| {
        let terms = kind.terms.first().map_or("", String::as_str);
        format!("No national general authorisation serves ({}): {terms}", kind.provision)
    })
}

fn parts_apart(
    destinations: &DestinationRegister,
    regimes: &BTreeMap<Territory, Vec<usize>>,
) -> BTreeMap<Territory, String> {
    let mut apart: BTreeMap<Territory, String> = BTreeMap::new();
    for part in destinations.all() {
        let Some(country) = part.part_of.as_ref().and_then(|code| destinations.get(code)) else { continue };
        let same_side = part.customs_territory == country.customs_territory;
        if same_side && regimes.get(&part.code) == regimes.get(&country.code) {
            continue;
        }
        let named = format!("{} {}", part.code, part.en);
        let all = apart.entry(country.code.clone()).or_default();
        *all = if all.is_empty() { named } else { format!("{all}, {named}") };
    }
    apart
}

fn terms(kind: &super::tables::LicenceKind) -> Terms {
    let notes = kind.terms.iter().map(|says| Duty::new("term", says, &kind.provision));
    let duties = kind.duties.iter().map(|says| Duty::new("application", says, &kind.provision));
    Terms {
        title: kind.name.clone(),
        provision: kind.provision.clone(),
        customs_document: (!kind.customs.is_empty()).then(|| kind.customs.clone()),
        conditions: Vec::new(),
        duties: notes.chain(duties).collect(),
    }
}
