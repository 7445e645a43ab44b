//! Facts that cannot hold together. A decision shows them as a review; a command refuses them and says what to write.

use super::case::LicensingCase;
use super::facts::{Concern, EndUser};
use super::rules::LicensingRules;
use crate::domain::{Act, Territory};

/// Two statements that exclude each other, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The facts concerned, by their names.
    pub facts: Vec<&'static str>,
    /// What does not fit.
    pub sentence: String,
    /// What to write instead.
    pub instead: String,
}

impl std::fmt::Display for Contradiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.sentence, self.instead)
    }
}

impl Contradiction {
    fn new(facts: &[&'static str], sentence: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { facts: facts.to_vec(), sentence: sentence.into(), instead: instead.into() }
    }

    /// Every contradiction of a case, all at once.
    pub fn all(case: &LicensingCase, rules: &LicensingRules) -> Vec<Self> {
        let mut found = Vec::new();
        act_and_place(case, rules, &mut found);
        military(case, &mut found);
        onward(case, rules, &mut found);
        dates_and_lists(case, rules, &mut found);
        found
    }

    /// An export that was stated as such, although the items stay inside the customs territory. Silence means export,
    /// so only who knows that the act was stated can tell.
    pub fn of_stated_export(act: Act, to: &Territory, rules: &LicensingRules) -> Option<Self> {
        let inside = rules.destinations.get(to).filter(|to| to.customs_territory)?;
        act.is_export().then(|| {
            Self::new(
                &["act", "to"],
                format!(
                    "{} lies inside the customs territory of the Union, and act={} is stated",
                    inside.en,
                    act.code()
                ),
                "write act=intra_union_transfer, or state the destination outside the Union as `to`",
            )
        })
    }
}

fn act_and_place(case: &LicensingCase, rules: &LicensingRules, found: &mut Vec<Contradiction>) {
    let instead = match case.act {
        Act::Export | Act::ReExport | Act::ElectronicTransmission | Act::TechnicalAssistance => return,
        Act::IntraUnionTransfer => "write act=export, or a destination inside the Union",
        Act::Brokering => {
            "brokering is a deal between third countries; write act=intra_union_transfer where items are sent into the Union"
        }
        Act::Transit => "goods in transit leave the Union again; write as `to` where they go in the end",
    };
    let Some(to) = case.to.as_ref().and_then(|to| rules.destinations.get(to)) else { return };
    if to.customs_territory != (case.act == Act::IntraUnionTransfer) {
        let side = if to.customs_territory { "inside" } else { "outside" };
        let sentence =
            format!("{} lies {side} the customs territory of the Union, and act={} is stated", to.en, case.act.code());
        found.push(Contradiction::new(&["act", "to"], sentence, instead));
    }
}

fn military(case: &LicensingCase, found: &mut Vec<Contradiction>) {
    let facts = &case.facts;
    let user = facts.end_user.filter(|user| matches!(user, EndUser::Military | EndUser::Paramilitary));
    if let (Some(false), Some(user)) = (case.military, user) {
        let sentence = format!("no military use or user is stated, and end_user={} as well", user.code());
        found.push(Contradiction::new(&["military", "end_user"], sentence, "correct one of the two"));
    }
    if case.military == Some(true) && facts.end_user == Some(EndUser::Civil) {
        let sentence = "a military use or user is stated, and end_user=civil as well";
        let instead = "leave end_user out where a civil user puts the items to a military use";
        found.push(Contradiction::new(&["military", "end_user"], sentence, instead));
    }
    let known = [("informed", &facts.informed), ("aware", &facts.aware), ("suspects", &facts.suspects)];
    for (name, _) in known.iter().filter(|(_, concerns)| concerns.contains(&Concern::Military)) {
        if case.military == Some(false) {
            let sentence = format!("no military use or user is stated, and {name}=military as well");
            found.push(Contradiction::new(&["military", name], sentence, "leave out that there is no military use"));
        }
    }
}

fn onward(case: &LicensingCase, rules: &LicensingRules, found: &mut Vec<Contradiction>) {
    let facts = &case.facts;
    let elsewhere = |place: &&Territory| Some(*place) != case.to.as_ref();
    let further = [("use_in", &facts.use_in), ("final_destination", &facts.final_destination)];
    for (name, place) in further {
        let place = place.as_ref().filter(elsewhere);
        if let (Some([]), Some(place)) = (facts.reexport_to.as_deref(), place) {
            let sentence = format!("reexport_to=none is stated, and {name}={place} as well");
            found.push(Contradiction::new(&["reexport_to", name], sentence, format!("write reexport_to={place}")));
        }
    }
    let going_on = || facts.reexport_to.iter().flatten().chain(&facts.use_in).chain(&facts.final_destination);
    for (clause, barred) in [("no_russia_clause", "RU"), ("no_belarus_clause", "BY")] {
        if facts.yes_no(clause) == Some(true) && going_on().any(|place| place.as_str() == barred) {
            let name = rules.destinations.all().find(|known| known.code.as_str() == barred).map_or(barred, |d| &d.en);
            let sentence = format!("the contract forbids re-export to {name}, and the items are stated to go there");
            found.push(Contradiction::new(&[clause, "reexport_to"], sentence, "correct one of the two"));
        }
    }
}

fn dates_and_lists(case: &LicensingCase, rules: &LicensingRules, found: &mut Vec<Contradiction>) {
    let facts = &case.facts;
    if let Some(day) = facts.first_export_authorised_on.filter(|day| *day > case.date) {
        let sentence = format!("the first export was authorised on {day}, after the day of the answer, {}", case.date);
        found.push(Contradiction::new(&["first_export_authorised_on"], sentence, "correct the date"));
    }
    for place in &facts.national_list {
        if rules.destinations.get(place).is_some_and(|place| !place.member_state) {
            let sentence = format!("national_list={place}: only Member States have such lists (Articles 9 and 10)");
            found.push(Contradiction::new(&["national_list"], sentence, "name the Member State"));
        }
    }
}
