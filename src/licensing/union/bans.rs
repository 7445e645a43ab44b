//! Step 3: what embargoes and restrictive measures forbid, whoever the exporter is and whatever licence he holds.

use super::{Judged, Role};
use crate::domain::{Act, Finding, Severity};
use crate::licensing::decision::Draft;
use crate::licensing::destination::Destination;
use crate::licensing::embargo::{Effect, Embargo, Goods, Measure, When};
use crate::licensing::general_authorisation::Duty;
use crate::licensing::tables::TariffMatch;

/// What the measures leave of licences and general authorisations, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ban {
    /// Nothing stands in their way.
    None,
    /// A ban on the destination itself is lifted by a stated purpose; the licence is named with the exemption.
    Exempted,
    /// A ban on another place is lifted by a stated purpose; no general authorisation reaches that far.
    ExemptedElsewhere,
    /// Annex I items are barred.
    Prohibited,
}

/// Applies every measure to every place; says what is left for Annex I items.
pub(super) fn run(judged: &Judged<'_>, draft: &mut Draft) -> Ban {
    let mut banned = Ban::None;
    for (role, place) in &judged.places {
        for regime in judged.rules.embargoes_of(place) {
            for measure in regime.measures_on(judged.case.date) {
                banned = banned.max(Hit { judged, role: *role, place, regime, measure }.apply(draft));
            }
        }
    }
    banned
}

struct Hit<'a> {
    judged: &'a Judged<'a>,
    role: Role,
    place: &'a Destination,
    regime: &'a Embargo,
    measure: &'a Measure,
}

impl Hit<'_> {
    /// What the measure leaves of licences and general authorisations for Annex I items.
    fn apply(&self, draft: &mut Draft) -> Ban {
        let listed = !self.judged.codes.is_empty();
        match (self.measure.goods, self.role) {
            (Goods::AnnexITransit, Role::Route) if listed => {
                draft.find(self.finding("transit-prohibited", Severity::Prohibited));
                Ban::None
            }
            (Goods::AnnexITransit, _) | (_, Role::Route) => Ban::None,
            (Goods::AnnexI, _) if listed => self.annex_i(draft),
            (Goods::AnnexI, _) => Ban::None,
            (Goods::Any, _) => self.any_goods(draft),
            (Goods::SectorList, _) => self.sectors(draft),
            (Goods::GoodsList | Goods::HighPriority, _) => self.tariff(draft),
            (Goods::RepressionEquipment, _) => self.stated(draft, "repression_equipment"),
            (Goods::Interception, _) => self.stated(draft, "interception"),
        }
    }

    fn annex_i(&self, draft: &mut Draft) -> Ban {
        match (self.measure.when, self.judged.military()) {
            (When::Always, _) => self.prohibit(draft, "destination-prohibited"),
            (When::Military, Some(true)) => self.prohibit(draft, "destination-prohibited-military"),
            (When::Military, Some(false)) => {
                draft.assume(format!(
                    "No military use or user in {}, as stated ({})",
                    self.place.en,
                    self.basis_words()
                ));
                Ban::None
            }
            (When::Military, None) => {
                draft.find(self.finding("military-use-unknown", Severity::Review).settled_by(self.question()));
                draft.ask("end_user", self.question());
                Ban::None
            }
        }
    }

    fn any_goods(&self, draft: &mut Draft) -> Ban {
        match self.measure.effect {
            Effect::Prohibited | Effect::Authorisation => {
                return self.prohibit(draft, "destination-prohibits-any-goods");
            }
            Effect::Check => {
                let finding = self.finding("destination-goods-lists", Severity::Review);
                draft.find(
                    finding.settled_by("Read the annexes for the tariff number and the description of the goods"),
                );
            }
            Effect::Ask => draft.ask("goods", self.question()),
        }
        Ban::None
    }

    fn sectors(&self, draft: &mut Draft) -> Ban {
        match self.judged.case.facts.sector {
            Some(sector) if self.measure.sectors.contains(&sector) => {
                self.prohibit(draft, "sector-prohibited");
            }
            Some(_) => {}
            None => {
                draft.find(self.finding("sector-unknown", Severity::Review).settled_by(self.question()));
                draft.ask("sector", self.question());
            }
        }
        Ban::None
    }

    fn tariff(&self, draft: &mut Draft) -> Ban {
        let Some(hs) = self.judged.case.hs_code.as_deref().filter(|hs| hs.len() >= 4) else { return Ban::None };
        let (listed, words) = if self.measure.goods == Goods::HighPriority {
            match self.judged.rules.high_priority.meets(hs) {
                TariffMatch::Listed(goods) => (true, format!("{hs}: tier {}, {}", goods.tier, goods.name)),
                TariffMatch::Perhaps(goods) => (false, format!("{hs}: perhaps {}, {}", goods.hs, goods.name)),
                TariffMatch::None => return Ban::None,
            }
        } else {
            let list = self.judged.rules.goods.iter().find(|list| Some(&list.id) == self.measure.list.as_ref());
            let Some(list) = list else { return Ban::None };
            let words = |annex: &crate::licensing::tables::GoodsAnnex| {
                format!("{hs}: Annex {}, {} ({}; edition {})", annex.annex, annex.name, annex.provision, list.edition)
            };
            match list.meets(hs) {
                TariffMatch::Listed(annex) => (true, words(annex)),
                TariffMatch::Perhaps(annex) => {
                    (false, format!("{}; the description or further digits decide", words(annex)))
                }
                TariffMatch::None => return Ban::None,
            }
        };
        if listed {
            self.prohibit(draft, "tariff-number-prohibited");
            if let Some(last) = draft.findings.last_mut() {
                *last = last.clone().because("hs_code", words);
            }
        } else {
            draft.find(self.finding("tariff-number-perhaps-prohibited", Severity::Review).because("hs_code", words));
        }
        Ban::None
    }

    fn stated(&self, draft: &mut Draft, fact: &str) -> Ban {
        let facts = &self.judged.case.facts;
        let cyber = fact == "interception" && facts.yes_no("cyber_surveillance") == Some(true);
        match facts.yes_no(fact) {
            Some(true) => self.forbid_or_authorise(draft),
            _ if cyber => self.forbid_or_authorise(draft),
            Some(false) => {}
            None => draft.ask(fact, format!("{}. Are the goods of this kind?", self.measure.says)),
        }
        Ban::None
    }

    fn forbid_or_authorise(&self, draft: &mut Draft) {
        match self.measure.effect {
            Effect::Authorisation => draft.find(self.finding("destination-authorisation", Severity::LicenceRequired)),
            _ => {
                self.prohibit(draft, "repression-equipment-prohibited");
            }
        }
    }

    /// A ban, or a review where an exempt purpose is stated and nothing military is. Bans on goods whatever the code
    /// leave the answer unused.
    fn prohibit(&self, draft: &mut Draft, code: &str) -> Ban {
        let facts = &self.judged.case.facts;
        let exempt = facts.exempt_purpose.is_some_and(|purpose| self.measure.exempt.contains(&purpose));
        let barred = self.judged.military() == Some(true) || facts.end_user.is_some_and(|user| user.serves_security());
        if !exempt || barred {
            draft.find(self.finding(code, Severity::Prohibited));
            return Ban::Prohibited;
        }
        let provision = self.measure.exemption.as_deref().unwrap_or(&self.measure.provision);
        let says = self.measure.exemption_says.as_deref().unwrap_or(&self.measure.says);
        let finding = Finding::new("exemption-claimed", Severity::Review, format!("{} ({}).", says, self.regime.name))
            .of_record(&self.measure.id)
            .basis(self.regime.basis(provision, self.measure.verified))
            .because(self.role.words(), self.place.code.as_str())
            .settled_by("Show that use and user are civil and that the purpose is the one stated");
        draft.find(finding);
        if let Some(duty) = &self.measure.exemption_duty {
            let code =
                self.measure.customs.exempt.as_deref().map_or(String::new(), |code| format!(" (document code {code})"));
            draft.owe(Duty::new("exemption", format!("{duty}{code}"), provision));
        }
        if self.role == Role::Destination { Ban::Exempted } else { Ban::ExemptedElsewhere }
    }

    fn finding(&self, code: &str, severity: Severity) -> Finding {
        let services = matches!(self.judged.act, Act::Brokering | Act::TechnicalAssistance);
        let provision = match &self.measure.services {
            Some(services_too) if services => services_too,
            _ => &self.measure.provision,
        };
        let finding = Finding::new(code, severity, self.measure.says.clone())
            .of_record(&self.measure.id)
            .basis(self.regime.basis(provision, self.measure.verified))
            .because(self.role.words(), self.place.code.as_str());
        let finding = match self.judged.rules.stale_measures(self.regime.checked, self.judged.case.date) {
            Some(words) => finding.because("last check", words),
            None => finding,
        };
        match (&self.measure.customs.not_covered, severity) {
            (Some(code), Severity::Review) => {
                finding.settled_by(format!("Where the goods are not covered, declare document code {code}"))
            }
            _ => finding,
        }
    }

    fn question(&self) -> String {
        self.measure.question.clone().unwrap_or_else(|| format!("{}. Is this so here?", self.measure.says))
    }

    fn basis_words(&self) -> String {
        self.regime.basis(&self.measure.provision, self.measure.verified).to_string()
    }
}
