//! How old each part of the law held here is: which text it was written from, when it was last checked, and from when on
//! that check no longer counts.

use jiff::civil::Date;
use serde::Serialize;

use super::rules::LicensingRules;
use crate::control_list::ListVersion;

/// A part of the law with its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawPart {
    /// What it is, such as `Embargoes and measures on goods`.
    pub name: String,
    /// The act, or what it was taken from.
    pub act: String,
    /// Date of the text it was written from, where it has one.
    pub dated: Option<Date>,
    /// Day of the last check.
    pub checked: Date,
    /// Days after which the check no longer counts.
    pub limit_days: i32,
    /// Whether it was checked against the official text.
    pub verified: bool,
}

impl LawPart {
    /// Days since the last check; negative where the day lies before it.
    pub fn age_days(&self, day: Date) -> i32 {
        day.since(self.checked).map_or(0, |span| span.get_days())
    }

    /// Why a reader should not rely on the part on a day; `None` where nothing speaks against it.
    pub fn warning(&self, day: Date) -> Option<String> {
        let age = self.age_days(day);
        let old = (age > self.limit_days)
            .then(|| format!("last checked {age} days ago, more than {}: it may have changed", self.limit_days));
        let unverified = (!self.verified).then(|| "not checked against the official text".to_owned());
        let before = self.dated.filter(|dated| day < *dated).map(|dated| format!("the text held is of {dated}"));
        let all: Vec<String> = [before, old, unverified].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join("; "))
    }
}

impl LicensingRules {
    /// The parts of the law with their dates, Annex I first, then in the order of the procedure.
    pub fn law_parts(&self, annex_i: &ListVersion) -> Vec<LawPart> {
        let frame = &self.frame;
        let part = |name: &str, act: &str, checked: Date| LawPart {
            name: name.to_owned(),
            act: act.to_owned(),
            dated: None,
            checked,
            limit_days: frame.stale_after_days,
            verified: true,
        };
        let regulation = part("Articles, general authorisations, Annex IV, Section I", &frame.act, frame.checked);
        let oldest = self.embargoes.iter().map(|regime| regime.checked).min().unwrap_or(frame.checked);
        let regimes =
            format!("{} regimes, {} of them with unverified measures", self.embargoes.len(), self.unverified());
        let freezes = format!("{} regimes", self.asset_freezes.len());
        let changing = |mut part: LawPart| {
            part.limit_days = frame.measures_stale_after_days;
            part
        };
        let annex_i = LawPart { dated: annex_i.applies_from, ..part("Annex I", &annex_i.act, frame.checked) };
        let mut parts = vec![
            annex_i,
            LawPart { dated: Some(frame.held_from), ..regulation },
            changing(part("Embargoes and measures on goods", &regimes, oldest)),
            changing(part("Asset freezes", &freezes, self.freezes_checked)),
        ];
        parts.extend(self.goods.iter().map(|list| {
            let goods = part("Goods by tariff number", &format!("{}, edition {}", list.id, list.edition), list.dated);
            changing(LawPart { dated: Some(list.dated), ..goods })
        }));
        let priority = &self.high_priority;
        let goods = part("Common high priority goods", &priority.clause.act, priority.checked);
        parts.push(LawPart { dated: Some(priority.list_date), ..changing(goods) });
        parts.push(part("Memberships", "arrangements and conventions", self.arrangements_checked));
        let authorities = part("Authorities", "a secondary source", self.authorities.checked);
        parts.push(LawPart { verified: self.authorities.verified, ..authorities });
        parts
    }

    /// Says that a measure's last check lies too far back on a day.
    pub(super) fn stale_measures(&self, checked: Date, day: Date) -> Option<String> {
        let days = day.since(checked).map_or(0, |span| span.get_days());
        (days > self.frame.measures_stale_after_days).then(|| format!("{checked}: it may have changed since"))
    }

    fn unverified(&self) -> usize {
        let open =
            |regime: &&super::Embargo| !regime.verified || regime.measures.iter().any(|measure| !measure.verified);
        self.embargoes.iter().filter(open).count()
    }
}
