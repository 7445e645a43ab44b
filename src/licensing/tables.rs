//! The smaller tables of the licensing rules: frame, Annex IV and Section I, notes, uses of concern, high priority
//! goods, goods by tariff number, red flags, words in a stated end use, authorities, arrangements.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use super::code_list::CodeList;
use super::destination::yes;
use super::facts::Concern;
use super::fault::Reader;
use crate::control_list::ListFile;
use crate::domain::{ControlCode, Group, LegalReference, Territory};

/// A sentence with its provision and, where it has one, its customs code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) says: String,
    #[serde(default)]
    pub(super) provision: String,
    #[serde(default, rename = "customs")]
    pub(super) _customs: String,
    #[serde(default)]
    pub(super) codes: Vec<ControlCode>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Records {
    pub(super) export_years: u8,
    pub(super) export_says: String,
    pub(super) export_provision: String,
    pub(super) transfer_years: u8,
    pub(super) transfer_says: String,
    pub(super) transfer_provision: String,
    pub(super) service_years: u8,
    pub(super) service_says: String,
    pub(super) service_provision: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LicenceKind {
    pub(super) name: String,
    pub(super) provision: String,
    pub(super) customs: String,
    pub(super) terms: Vec<String>,
    pub(super) duties: Vec<String>,
}

/// `licensing/rules.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frame {
    pub(super) jurisdiction: String,
    pub(super) act: String,
    pub(super) celex: String,
    pub(super) applies_from: Date,
    pub(super) held_from: Date,
    pub(super) checked: Date,
    pub(super) close_partners: String,
    pub(super) stale_after_days: i32,
    pub(super) measures_stale_after_days: i32,
    pub(super) expected: BTreeMap<String, usize>,
    pub(super) records: Records,
    pub(super) commercial_documents: Rule,
    pub(super) information_security: Rule,
    pub(super) not_listed: Rule,
    pub(super) customs_proof: Rule,
    pub(super) onward: Rule,
    pub(super) consultation: Rule,
    pub(super) licences: BTreeMap<String, LicenceKind>,
}

impl Frame {
    pub(super) fn basis(&self, provision: &str) -> LegalReference {
        LegalReference {
            act: self.act.clone(),
            provision: provision.to_owned(),
            celex: Some(self.celex.clone()),
            verified: true,
        }
    }
}

/// A part of Annex IV or Section I.
#[derive(Clone, Debug)]
pub struct ListPart {
    /// `I` or `II`.
    pub part: String,
    /// What it is about.
    pub group: String,
    /// Where it is written.
    pub provision: String,
    /// Whether a national general authorisation may serve a transfer.
    pub general_authorisation: bool,
    /// Whether space programmes are exempted.
    pub space_exemption: bool,
    /// Its codes.
    pub codes: CodeList,
}

/// Annex IV or Section I.
#[derive(Clone, Debug, Default)]
pub struct AnnexList {
    /// Its parts.
    pub parts: Vec<ListPart>,
    /// What its exemption says, where it has one.
    pub exemption_says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenList {
    #[serde(rename = "act")]
    _act: String,
    #[serde(rename = "provision")]
    _provision: String,
    #[serde(rename = "checked_against")]
    _checked_against: String,
    #[serde(default)]
    exemption_says: String,
    part: Vec<WrittenPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    part: String,
    group: String,
    provision: String,
    general_authorisation: bool,
    #[serde(default)]
    space_exemption: bool,
    codes: Vec<String>,
    #[serde(default)]
    not_codes: Vec<String>,
    #[serde(default)]
    limited: Vec<WrittenLimit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLimit {
    code: String,
    only: String,
}

impl AnnexList {
    pub(super) fn load(reader: &mut Reader<'_>, path: &str) -> Self {
        let Some((file, written)) = reader.one::<WrittenList>(path) else { return Self::default() };
        let parts = written.part.into_iter().map(|part| build_part(reader, file, part)).collect();
        Self { parts, exemption_says: written.exemption_says }
    }
}

fn build_part(reader: &mut Reader<'_>, file: &ListFile, part: WrittenPart) -> ListPart {
    let mut codes = CodeList::default();
    let held = part.codes.iter().map(|code| (code, None)).chain(part.not_codes.iter().map(|code| (code, Some(None))));
    let limited = part.limited.iter().map(|limit| (&limit.code, Some(Some(&limit.only))));
    for (code, how) in held.chain(limited) {
        let result = match how {
            None => codes.hold(code),
            Some(None) => codes.release(code),
            Some(Some(question)) => codes.limit(code, question),
        };
        if let Err(message) = result {
            reader.at(file, &format!("\"{code}\""), message);
        }
    }
    ListPart {
        part: part.part,
        group: part.group,
        provision: part.provision,
        general_authorisation: part.general_authorisation,
        space_exemption: part.space_exemption,
        codes,
    }
}

/// A ground on which a general note of Annex I releases items.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provision: String,
    pub(super) says: String,
    pub(super) codes: Vec<ControlCode>,
    pub(super) groups: Vec<Group>,
    pub(super) categories: Vec<String>,
    pub(super) not_codes: Vec<ControlCode>,
}

impl Note {
    /// Whether the note can release an item under this code; an entry of which it reaches only parts is not reached.
    pub(super) fn reaches(&self, code: &ControlCode) -> bool {
        let named = self.codes.is_empty() || self.codes.iter().any(|rule| rule.covers(code));
        let grouped = self.groups.is_empty() || self.groups.contains(&code.group());
        let category = code.category().to_string();
        let within = self.categories.is_empty() || self.categories.contains(&category);
        let kept = self.not_codes.iter().any(|rule| rule.covers(code) || code.covers(rule));
        named && grouped && within && !kept
    }
}

/// `annex_i/general_notes.toml`, as far as licensing needs it; the register checks the file as a whole.
#[derive(Deserialize)]
struct NotesFile {
    note: Vec<WrittenNote>,
}

#[derive(Deserialize)]
struct WrittenNote {
    name: String,
    provision: String,
    #[serde(default)]
    codes: Vec<ControlCode>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    releases: Vec<WrittenRelease>,
}

#[derive(Deserialize)]
struct WrittenRelease {
    id: String,
    says: String,
    #[serde(default)]
    not_codes: Vec<ControlCode>,
}

pub(super) fn load_notes(reader: &mut Reader<'_>) -> Vec<Note> {
    let Some((file, notes)) = reader.one::<NotesFile>("annex_i/general_notes.toml") else { return Vec::new() };
    let mut out = Vec::new();
    for note in notes.note {
        let read = |name: &String| super::general_authorisation::group(reader, file, name);
        let groups: Vec<Group> = note.groups.iter().filter_map(read).collect();
        out.extend(note.releases.into_iter().map(|release| Note {
            id: release.id,
            name: note.name.clone(),
            provision: note.provision.clone(),
            says: release.says,
            codes: note.codes.clone(),
            groups: groups.clone(),
            categories: note.categories.clone(),
            not_codes: release.not_codes,
        }));
    }
    out
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConcernRule {
    pub(super) id: Concern,
    pub(super) name: String,
    pub(super) provision: String,
    pub(super) question: String,
}

/// `licensing/catch_alls.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatchAlls {
    #[serde(rename = "concern")]
    pub(super) concerns: Vec<ConcernRule>,
    pub(super) provisions: BTreeMap<String, String>,
}

impl CatchAlls {
    pub(super) fn name(&self, concern: Concern) -> &str {
        self.concerns.iter().find(|rule| rule.id == concern).map_or(concern.code(), |rule| &rule.name)
    }

    pub(super) fn provision(&self, key: &str) -> &str {
        self.provisions.get(key).map_or("", String::as_str)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clause {
    pub(super) act: String,
    pub(super) provision: String,
    pub(super) says: String,
    pub(super) question: String,
    pub(super) customs: String,
    pub(super) exceptions: String,
    #[serde(default)]
    pub(super) from: Option<Date>,
}

impl Clause {
    pub(super) fn basis(&self) -> LegalReference {
        LegalReference::new(&self.act, &self.provision)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partners {
    pub(super) provision: String,
    #[serde(default = "yes")]
    pub(super) verified: bool,
    pub(super) codes: BTreeSet<Territory>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriorityGoods {
    pub(super) hs: String,
    pub(super) tier: String,
    pub(super) name: String,
}

/// Goods outside the list for which the clauses are asked all the same.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseGoods {
    pub(super) annex: String,
    pub(super) name: String,
    pub(super) numbers: Vec<String>,
    #[serde(default = "yes")]
    pub(super) verified: bool,
}

/// `licensing/high_priority_goods.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HighPriority {
    pub(super) list_date: Date,
    pub(super) checked: Date,
    pub(super) red_flag: String,
    pub(super) clause: Clause,
    pub(super) belarus_clause: Clause,
    #[serde(default)]
    pub(super) further: Vec<ClauseGoods>,
    pub(super) risk_assessment: Rule,
    pub(super) partners: Partners,
    pub(super) goods: Vec<PriorityGoods>,
}

/// How a tariff number meets a list of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TariffMatch<'a, T> {
    /// The number, or one above it, is listed.
    Listed(&'a T),
    /// Numbers below it are listed: more digits are needed.
    Perhaps(&'a T),
    /// Not listed.
    None,
}

impl HighPriority {
    /// The goods outside the list for which a tariff number asks the clauses.
    pub(super) fn further(&self, hs: &str) -> Option<&ClauseGoods> {
        self.further.iter().find(|goods| goods.numbers.iter().any(|number| hs.starts_with(number.as_str())))
    }

    pub(super) fn meets(&self, hs: &str) -> TariffMatch<'_, PriorityGoods> {
        if let Some(goods) = self.goods.iter().find(|goods| hs.starts_with(&goods.hs)) {
            return TariffMatch::Listed(goods);
        }
        self.goods.iter().find(|goods| goods.hs.starts_with(hs)).map_or(TariffMatch::None, TariffMatch::Perhaps)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoodsAnnex {
    pub(super) annex: String,
    pub(super) provision: String,
    pub(super) name: String,
    pub(super) numbers: Vec<String>,
    pub(super) part_of: Vec<String>,
}

/// A list of goods by tariff number, `licensing/goods/<id>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoodsList {
    pub(super) id: String,
    pub(super) edition: String,
    pub(super) dated: Date,
    #[serde(rename = "annex")]
    pub(super) annexes: Vec<GoodsAnnex>,
}

impl GoodsList {
    /// The annex that lists a tariff number; `Perhaps` where the description or further digits decide.
    pub(super) fn meets(&self, hs: &str) -> TariffMatch<'_, GoodsAnnex> {
        let under = |numbers: &[String]| numbers.iter().any(|number| hs.starts_with(number.as_str()));
        let above = |numbers: &[String]| numbers.iter().any(|number| number.starts_with(hs));
        if let Some(annex) = self.annexes.iter().find(|annex| under(&annex.numbers)) {
            return TariffMatch::Listed(annex);
        }
        let perhaps = |annex: &&GoodsAnnex| under(&annex.part_of) || above(&annex.numbers) || above(&annex.part_of);
        self.annexes.iter().find(perhaps).map_or(TariffMatch::None, TariffMatch::Perhaps)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedFlag {
    pub(super) id: String,
    pub(super) weight: u32,
    pub(super) source: String,
    #[serde(default = "yes")]
    pub(super) verified: bool,
    pub(super) says: String,
}

/// `licensing/red_flags.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedFlags {
    pub(super) review_weight: u32,
    pub(super) review_sum: u32,
    #[serde(rename = "flag")]
    pub(super) flags: Vec<RedFlag>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Authorities {
    #[serde(default = "yes")]
    pub(super) verified: bool,
    pub(super) checked: Date,
    pub(super) authority: BTreeMap<String, String>,
}

/// An arrangement or convention with its members.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// Abbreviation, such as `WA`.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Whether the membership was checked.
    pub verified: bool,
    /// Members.
    #[serde(default)]
    pub members: BTreeSet<Territory>,
    /// A convention nearly everybody joined.
    #[serde(default)]
    pub convention: bool,
    /// States outside a convention.
    #[serde(default)]
    pub outside: BTreeSet<Territory>,
    /// What a reader must know.
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArrangementsFile {
    pub(super) checked: Date,
    pub(super) regime: Vec<Arrangement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FreezesFile {
    pub(super) checked: Date,
    #[serde(default)]
    pub(super) regime: Vec<super::embargo::AssetFreeze>,
}
