//! General authorisations as data: items, destinations, conditions and duties
//! (`control_lists/licensing/eu_general_authorisations/`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::code_list::CodeList;
use super::destination::yes;
use super::facts::Purpose;
use super::fault::Reader;
use crate::control_list::ListFile;
use crate::domain::{Group, Territory};

/// What a condition tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ConditionTest {
    NoUseOfConcern,
    NoUseOfConcernOrSecurityUse,
    NoHumanRightsViolation,
    NoSecurityEndUser,
    NoFreeZone,
    NoOnwardExport,
    NotClassified,
    RepairWithinFiveYears,
    RepairOriginalEndUser,
    RepairUnchanged,
    FirstExportAuthorised,
    FirstAuthorisationStands,
    EndUseUnchanged,
    #[serde(rename = "fair_return_within_120_days")]
    FairReturnWithin120Days,
    FairNoSale,
    FairPublic,
    FairControlKept,
    GroupRelation,
    GroupParent,
    GroupGuarantee,
    GroupOwnDevelopment,
    GroupControl,
    ComplianceProgramme,
    CryptoPublishedStandards,
    CryptoNoGovernmentStandard,
    CryptoNotUserChangeable,
}

impl ConditionTest {
    /// The name of the fact that answers the condition.
    pub fn fact(self) -> &'static str {
        match self {
            Self::NoUseOfConcern | Self::NoUseOfConcernOrSecurityUse | Self::NoHumanRightsViolation => "aware",
            Self::NoSecurityEndUser => "end_user",
            Self::NoFreeZone => "free_zone",
            Self::NoOnwardExport => "reexport_to",
            Self::NotClassified => "classified",
            Self::RepairWithinFiveYears => "first_export_authorised_on",
            Self::RepairOriginalEndUser => "repair_original_end_user",
            Self::RepairUnchanged => "repair_unchanged",
            Self::FirstExportAuthorised => "first_export_authorised",
            Self::FirstAuthorisationStands => "first_authorisation_stands",
            Self::EndUseUnchanged => "end_use_unchanged",
            Self::FairReturnWithin120Days => "fair_return_days",
            Self::FairNoSale => "fair_sale",
            Self::FairPublic => "fair_private",
            Self::FairControlKept => "fair_control_kept",
            Self::GroupRelation => "group_relation",
            Self::GroupParent => "group_parent",
            Self::GroupGuarantee => "group_guarantee",
            Self::GroupOwnDevelopment => "group_own_development",
            Self::GroupControl => "group_control",
            Self::ComplianceProgramme => "compliance_programme",
            Self::CryptoPublishedStandards => "crypto_published_standards",
            Self::CryptoNoGovernmentStandard => "crypto_government_standard",
            Self::CryptoNotUserChangeable => "crypto_user_changeable",
        }
    }
}

/// Where re-export may go without barring the authorisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onward {
    /// Its own destinations, those of the close partners, and the Member States.
    OwnAndEu001,
    /// Destinations of the close partners and the Member States.
    Eu001,
    /// Everywhere but the destinations it leaves out as sensitive or embargoed.
    NotExcluded,
}

/// What silence on a condition means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// It has to be answered before the authorisation is offered.
    Ask,
    /// It is taken to hold, and shown as an assumption.
    Presume,
}

/// A condition for use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is tested.
    pub test: ConditionTest,
    /// Where it is written.
    pub provision: String,
    /// What silence means.
    pub silence: Silence,
    /// The condition, as a statement that has to hold.
    pub says: String,
    /// What has to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// For re-export: where it may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Onward>,
}

/// Before or after the first export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Moment {
    Before,
    After,
}

/// Something the exporter has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Kind of duty, such as `registration`, `notification`, `customs_document`, `records`.
    pub kind: String,
    /// The duty in one sentence.
    pub says: String,
    /// Where it is written.
    pub provision: String,
    /// Days, where there is a deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Years for which something is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<u8>,
    /// Before or after the first export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Moment>,
    /// Only where the Member State asks for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl Duty {
    /// A duty without a deadline.
    pub fn new(kind: &str, says: impl Into<String>, provision: impl Into<String>) -> Self {
        let (kind, says, provision) = (kind.to_owned(), says.into(), provision.into());
        Self { kind, says, provision, days: None, years: None, when: None, optional: false }
    }

    /// The duty to keep records for some years.
    pub fn records(says: &str, provision: &str, years: u8) -> Self {
        Self { years: Some(years), ..Self::new("records", says, provision) }
    }
}

/// What a reader needs to know to use an authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Its name.
    pub title: String,
    /// Where it is written.
    pub provision: String,
    /// Customs document code.
    pub customs_document: Option<String>,
    /// Conditions for use.
    pub conditions: Vec<Condition>,
    /// Duties of the user.
    pub duties: Vec<Duty>,
}

/// A general authorisation, ready to be tested.
#[derive(Clone, Debug)]
pub struct GeneralAuthorisation {
    /// Its number, such as `EU001`.
    pub id: String,
    /// What a reader needs to know.
    pub terms: Arc<Terms>,
    /// Destinations it names.
    pub destinations: BTreeSet<Territory>,
    /// Destinations it leaves out, where it serves all others.
    pub all_except: Option<BTreeSet<Territory>>,
    /// Whether it also leaves out every embargoed destination.
    pub except_embargoed: bool,
    /// Items it covers; `None`: all of Annex I.
    pub items: Option<CodeList>,
    /// Items it leaves out.
    pub excluded: CodeList,
    /// Whether Section I and Annex IV are left out.
    pub section_i_excluded: bool,
    /// Product groups it is limited to.
    pub only_groups: Vec<Group>,
    /// Product groups it leaves out.
    pub not_groups: Vec<Group>,
    /// Product groups it covers on a condition.
    pub limited_groups: Vec<(Group, String)>,
    /// Barred where the export falls under an entry it does not cover.
    pub sole_entry: bool,
    /// Purpose it serves alone.
    pub purpose: Option<Purpose>,
    /// First day, where it is later than the Regulation.
    pub from: Option<Date>,
    /// Last day, where it has ended.
    pub to: Option<Date>,
    /// Whether it was checked against the official text.
    pub verified: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Items {
    AnnexI,
    List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitedCode {
    code: String,
    only: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    title: String,
    provision: String,
    customs_document: String,
    #[serde(rename = "checked_against")]
    _checked_against: String,
    items: Items,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default, rename = "item")]
    limited: Vec<LimitedCode>,
    #[serde(default)]
    not_codes: Vec<String>,
    #[serde(default)]
    excluded: Vec<LimitedCode>,
    #[serde(default)]
    destinations: BTreeSet<Territory>,
    #[serde(default)]
    all_except: Option<BTreeSet<Territory>>,
    #[serde(default)]
    except_embargoed: bool,
    #[serde(default)]
    section_i_excluded: bool,
    #[serde(default)]
    only_groups: Vec<String>,
    #[serde(default)]
    not_groups: Vec<String>,
    #[serde(default)]
    limited_groups: BTreeMap<String, String>,
    #[serde(default)]
    sole_entry: bool,
    #[serde(default)]
    purpose: Option<Purpose>,
    #[serde(default)]
    from: Option<Date>,
    #[serde(default)]
    to: Option<Date>,
    #[serde(default = "yes")]
    verified: bool,
    #[serde(rename = "condition")]
    conditions: Vec<Condition>,
    #[serde(rename = "duty")]
    duties: Vec<Duty>,
}

impl GeneralAuthorisation {
    /// All general authorisations, in order of their numbers.
    pub(super) fn load(reader: &mut Reader<'_>) -> Vec<Self> {
        let written = reader.all::<Written>("licensing/eu_general_authorisations/");
        let mut all: Vec<Self> =
            written.into_iter().map(|(file, written)| Self::build(reader, file, written)).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    fn build(reader: &mut Reader<'_>, file: &ListFile, written: Written) -> Self {
        check(reader, file, &written);
        let mut covered = CodeList::default();
        let mut excluded = CodeList::default();
        let mut gather = |list: &mut CodeList, codes: &[String], limited: &[LimitedCode]| {
            let held: Vec<_> = codes.iter().map(|code| (code, list.hold(code))).collect();
            let limits: Vec<_> = limited.iter().map(|item| (&item.code, list.limit(&item.code, &item.only))).collect();
            for (code, result) in held.into_iter().chain(limits) {
                if let Err(message) = result {
                    reader.at(file, &format!("\"{code}\""), message);
                }
            }
        };
        gather(&mut covered, &written.codes, &written.limited);
        gather(&mut excluded, &written.not_codes, &written.excluded);
        let mut groups =
            |names: &[String]| names.iter().filter_map(|name| group(reader, file, name)).collect::<Vec<_>>();
        let (only_groups, not_groups) = (groups(&written.only_groups), groups(&written.not_groups));
        let limited = written.limited_groups.iter();
        let limited_groups =
            limited.filter_map(|(name, only)| group(reader, file, name).map(|g| (g, only.clone()))).collect();
        Self {
            id: written.id,
            terms: Arc::new(Terms {
                title: written.title,
                provision: written.provision,
                customs_document: Some(written.customs_document),
                conditions: written.conditions,
                duties: written.duties,
            }),
            destinations: written.destinations,
            all_except: written.all_except,
            except_embargoed: written.except_embargoed,
            items: (written.items == Items::List).then_some(covered),
            excluded,
            section_i_excluded: written.section_i_excluded,
            only_groups,
            not_groups,
            limited_groups,
            sole_entry: written.sole_entry,
            purpose: written.purpose,
            from: written.from,
            to: written.to,
            verified: written.verified,
        }
    }
}

fn check(reader: &mut Reader<'_>, file: &ListFile, written: &Written) {
    if written.destinations.is_empty() == written.all_except.is_none() {
        reader.at(file, "id ", "name the destinations either in `destinations` or in `all_except`");
    }
    if (written.items == Items::AnnexI) != (written.codes.is_empty() && written.limited.is_empty()) {
        reader.at(file, "items ", "`items = \"list\"` needs codes; `items = \"annex_i\"` has none");
    }
    for condition in &written.conditions {
        if (condition.test == ConditionTest::NoOnwardExport) != condition.onward.is_some() {
            reader.at(
                file,
                "no_onward_export",
                "`onward` belongs to the condition `no_onward_export`, and it needs one",
            );
        }
        if condition.silence == Silence::Ask && condition.question.is_none() {
            reader.at(file, &condition.provision, "a condition that is asked needs a `question`");
        }
    }
}

pub(super) fn group(reader: &mut Reader<'_>, file: &ListFile, name: &str) -> Option<Group> {
    let found = match name {
        "A" => Group::Equipment,
        "B" => Group::Production,
        "C" => Group::Materials,
        "D" => Group::Software,
        "E" => Group::Technology,
        _ => {
            reader.at(file, &format!("\"{name}\""), format!("`{name}` is no product group; write A to E"));
            return None;
        }
    };
    Some(found)
}
