//! What a heading means: the table `control_lists/headings.toml`, and the rules by which a heading is found in it.

use std::collections::BTreeMap;
use std::fmt;

use any_ascii::any_ascii_char;
use serde::Deserialize;

use super::RecordsError;
use crate::control_list::ListSource;
use crate::domain::PartyRole;

const PATH: &str = "headings.toml";
/// Headings shown as examples.
const EXAMPLES: usize = 6;

/// What a column says about a transaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The user's own reference of the line.
    Id,
    /// The order's number.
    Order,
    /// The line within the order.
    Line,
    /// What the goods are; several columns are joined.
    Description,
    /// The control code claimed.
    Code,
    /// Customs tariff number.
    Hs,
    /// CAS number.
    Cas,
    /// Destination.
    To,
    /// Where the goods leave from; not their origin.
    From,
    /// End use; several columns are joined.
    EndUse,
    /// Military end use or end user.
    Military,
    /// The kind of act.
    Act,
    /// All parties as a JSON array.
    Parties,
    /// Quantity; kept, not judged.
    Quantity,
    /// Value; kept, not judged.
    Value,
    /// Known and kept, not judged.
    Unused,
    /// Something about a party.
    Party(PartyRole, PartyPart),
    /// A parameter or feature of the register.
    Parameter(String),
    /// A fact of the licensing rules.
    Fact(String),
}

/// Bytes of the longest heading that is looked at; a longer one is a text.
const LONGEST: usize = 500;

/// Which part of a party a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyPart {
    /// Its name.
    Name,
    /// Its country.
    Country,
    /// Its address; several columns are joined.
    Address,
}

const PLAIN: [(&str, Field); 16] = [
    ("id", Field::Id),
    ("order", Field::Order),
    ("line", Field::Line),
    ("description", Field::Description),
    ("code", Field::Code),
    ("hs", Field::Hs),
    ("cas", Field::Cas),
    ("to", Field::To),
    ("from", Field::From),
    ("end_use", Field::EndUse),
    ("military", Field::Military),
    ("act", Field::Act),
    ("parties", Field::Parties),
    ("quantity", Field::Quantity),
    ("value", Field::Value),
    ("unused", Field::Unused),
];

impl fmt::Display for Field {
    /// The name that `--map` takes, such as `to`, `consignee.country` or `param:sample rate`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Party(role, PartyPart::Name) => f.write_str(role.code()),
            Self::Party(role, PartyPart::Country) => write!(f, "{}.country", role.code()),
            Self::Party(role, PartyPart::Address) => write!(f, "{}.address", role.code()),
            Self::Parameter(name) => write!(f, "param:{name}"),
            Self::Fact(name) => write!(f, "fact:{name}"),
            plain => f.write_str(PLAIN.iter().find(|(_, field)| field == plain).map_or("unused", |(id, _)| id)),
        }
    }
}

/// A heading that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// What it means.
    pub field: Field,
    /// Whether another column with a plainer heading goes before it.
    pub weak: bool,
    /// Its place among the field's names; the first goes before the others.
    pub rank: usize,
}

/// The table of headings.
#[derive(Clone, Debug)]
pub struct HeadingTable {
    exact: BTreeMap<String, Understood>,
    roles: Vec<(String, PartyRole)>,
    parts: BTreeMap<String, PartyPart>,
    ignored_prefixes: Vec<String>,
    parameter_prefixes: Vec<String>,
    fact_prefixes: Vec<String>,
    record_ends: Vec<String>,
    little_words: Vec<String>,
    examples: BTreeMap<String, (String, Vec<String>)>,
    words: Words,
}

/// Words with a meaning of their own in cells.
#[derive(Clone, Debug)]
struct Words {
    no_code: Vec<String>,
    no_party: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    ignored_prefixes: Vec<String>,
    parameter_prefixes: Vec<String>,
    fact_prefixes: Vec<String>,
    record_ends: Vec<String>,
    little_words: Vec<String>,
    no_code: Vec<String>,
    no_party: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    field: Vec<RawField>,
    role: Vec<RawNames>,
    attribute: Vec<RawNames>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    id: toml::Spanned<String>,
    meaning: String,
    names: Vec<toml::Spanned<String>>,
    #[serde(default)]
    weak: Vec<toml::Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNames {
    id: toml::Spanned<String>,
    names: Vec<toml::Spanned<String>>,
}

impl HeadingTable {
    /// Reads the table out of the control lists.
    ///
    /// # Errors
    /// A table that is missing or has faults; all of them at once, each with its line.
    pub fn load(lists: &ListSource) -> Result<Self, RecordsError> {
        let fault = |fault: String| RecordsError::HeadingTable { faults: vec![fault] };
        let file = lists.file(PATH).ok_or_else(|| fault("the file is missing; copy it from the program".to_owned()))?;
        Self::parse(&file.text)
    }

    fn parse(text: &str) -> Result<Self, RecordsError> {
        let raw: RawTable = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            RecordsError::HeadingTable { faults: vec![format!("line {line}: {}", error.message())] }
        })?;
        let mut faults = Vec::new();
        let table = Self::build(text, raw, &mut faults);
        if faults.is_empty() { Ok(table) } else { Err(RecordsError::HeadingTable { faults }) }
    }

    fn build(text: &str, raw: RawTable, faults: &mut Vec<String>) -> Self {
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let mut table = Self {
            exact: BTreeMap::new(),
            roles: Vec::new(),
            parts: BTreeMap::new(),
            ignored_prefixes: folded(&raw.ignored_prefixes),
            parameter_prefixes: folded(&raw.parameter_prefixes),
            fact_prefixes: folded(&raw.fact_prefixes),
            record_ends: folded(&raw.record_ends),
            little_words: folded(&raw.little_words),
            examples: BTreeMap::new(),
            words: Words {
                no_code: spoken(&raw.no_code),
                no_party: spoken(&raw.no_party),
                yes: spoken(&raw.yes),
                no: spoken(&raw.no),
            },
        };
        for field in &raw.field {
            table.add_field(text, field, faults);
        }
        for role in &raw.role {
            table.add_role(text, role, faults);
        }
        for part in &raw.attribute {
            table.add_part(text, part, faults);
        }
        // The longest role first: "ship to party" before "ship to" before "ship".
        table.roles.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        table
    }

    fn add_field(&mut self, text: &str, raw: &RawField, faults: &mut Vec<String>) {
        let line = line_of(text, raw.id.span().start);
        let Some((_, field)) = PLAIN.iter().find(|(id, _)| id == raw.id.get_ref()) else {
            let known: Vec<&str> = PLAIN.iter().map(|(id, _)| *id).collect();
            faults.push(format!(
                "line {line}: `{}` is not a field; write one of {}",
                raw.id.get_ref(),
                known.join(", ")
            ));
            return;
        };
        let shown = raw.names.iter().map(|name| name.get_ref().clone()).collect();
        self.examples.insert(raw.id.get_ref().clone(), (raw.meaning.clone(), shown));
        let strong = raw.names.iter().map(|name| (name, false));
        let weak = raw.weak.iter().map(|name| (name, true));
        for (rank, (name, weak)) in strong.chain(weak).enumerate() {
            self.claim(text, name, Understood { field: field.clone(), weak, rank }, faults);
        }
    }

    fn claim(&mut self, text: &str, name: &toml::Spanned<String>, meant: Understood, faults: &mut Vec<String>) {
        let line = line_of(text, name.span().start);
        let key = self.key(name.get_ref());
        if key.is_empty() {
            faults.push(format!("line {line}: an empty heading; remove it"));
        } else if let Some(other) = self.exact.get(&key).filter(|other| other.field != meant.field) {
            let (a, b) = (&other.field, &meant.field);
            faults.push(format!("line {line}: \"{}\" is claimed by {a} and by {b}; keep it in one", name.get_ref()));
        } else {
            self.exact.entry(key.replace(' ', "")).or_insert_with(|| meant.clone());
            self.exact.entry(key).or_insert(meant);
        }
    }

    fn add_role(&mut self, text: &str, raw: &RawNames, faults: &mut Vec<String>) {
        let line = line_of(text, raw.id.span().start);
        let Ok(role) = raw.id.get_ref().parse::<PartyRole>() else {
            faults.push(format!("line {line}: `{}` is not a role", raw.id.get_ref()));
            return;
        };
        let examples = raw.names.iter().map(|name| name.get_ref().clone()).collect();
        self.examples.insert(role.code().to_owned(), (format!("the {role}"), examples));
        for (rank, name) in raw.names.iter().enumerate() {
            self.roles.push((self.key(name.get_ref()), role));
            let field = Field::Party(role, PartyPart::Name);
            self.claim(text, name, Understood { field, weak: false, rank }, faults);
        }
    }

    fn add_part(&mut self, text: &str, raw: &RawNames, faults: &mut Vec<String>) {
        let part = match raw.id.get_ref().as_str() {
            "name" => PartyPart::Name,
            "country" => PartyPart::Country,
            "address" => PartyPart::Address,
            other => {
                let line = line_of(text, raw.id.span().start);
                faults.push(format!("line {line}: `{other}` is not a part of a party; write name, country or address"));
                return;
            }
        };
        for name in &raw.names {
            self.parts.insert(self.key(name.get_ref()), part);
        }
    }

    /// A heading without case, accents, punctuation and little words.
    fn key(&self, heading: &str) -> String {
        let folded = fold(heading);
        let words: Vec<String> =
            folded.split(' ').filter(|word| !self.little_words.iter().any(|w| w == word)).map(numbered).collect();
        if words.is_empty() { folded } else { words.join(" ") }
    }

    /// What a heading means, if anybody knows.
    pub fn understand(&self, heading: &str) -> Option<Understood> {
        if let Some(field) = self.named_after_prefix(heading) {
            return Some(Understood { field, weak: false, rank: 0 });
        }
        if heading.len() > LONGEST {
            return None;
        }
        let key = self.key(heading);
        self.whole(&key).or_else(|| self.end_of_path(heading)).or_else(|| self.continued(&key))
    }

    /// The heading as it stands.
    fn whole(&self, key: &str) -> Option<Understood> {
        if key.is_empty() {
            return None;
        }
        let run_together = || self.exact.get(&key.replace(' ', "")).cloned();
        let known = self.exact.get(key).cloned().or_else(|| self.party(key)).or_else(run_together);
        known.or_else(|| {
            let (first, rest) = key.split_once(' ')?;
            let ignored = self.ignored_prefixes.iter().any(|prefix| prefix == first);
            ignored.then(|| self.exact.get(rest).cloned().or_else(|| self.party(rest)))?
        })
    }

    /// A path as exports write it: "Order Lines/Product/HS Code", "order_id/partner_shipping_id/country_id/code". Its
    /// last two steps say more than the last, and where the last only says which part of a record is meant, what stands
    /// before decides. A plain heading goes before all of them.
    fn end_of_path(&self, heading: &str) -> Option<Understood> {
        let (before, end) = heading.rsplit_once(['/', ':'])?;
        let step = before.rsplit(['/', ':']).next().unwrap_or_default();
        let end = self.key(end);
        let named = end.ends_with("name");
        let of_record = || {
            if !self.record_ends.contains(&end) {
                return None;
            }
            let record = self.end_of_path(before).or_else(|| self.whole(&self.key(before)))?;
            // The name of what is not used otherwise, as of a product known by its number, may be the goods'.
            (!named || record.field != Field::Unused).then_some(record)
        };
        let last_two = || self.whole(&self.key(&format!("{step} {end}")));
        let read = last_two().or_else(of_record).or_else(|| self.whole(&end))?;
        Some(Understood { weak: true, ..read })
    }

    /// "Beschreibung 2" goes on where "Beschreibung" ends; so do the lines of a name or an address.
    fn continued(&self, key: &str) -> Option<Understood> {
        let (first, number) = key.rsplit_once(' ')?;
        let joined =
            |field: &Field| matches!(field, Field::Description | Field::EndUse | Field::Party(_, PartyPart::Address));
        let short = number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
        self.whole(first).filter(|read| short && joined(&read.field))
    }

    /// `param: sample rate` and `fact: end_user`.
    fn named_after_prefix(&self, heading: &str) -> Option<Field> {
        let (prefix, name) = heading.split_once([':', '.'])?;
        let (prefix, name) = (fold(prefix), name.trim().to_owned());
        if name.is_empty() {
            None
        } else if self.parameter_prefixes.contains(&prefix) {
            Some(Field::Parameter(name))
        } else {
            self.fact_prefixes.contains(&prefix).then_some(Field::Fact(name))
        }
    }

    /// A role and an attribute in any order, or run together as German does.
    fn party(&self, key: &str) -> Option<Understood> {
        let part_of = |rest: &str| match rest.trim() {
            "" => Some(PartyPart::Name),
            rest => self.parts.get(rest).copied(),
        };
        let padded = format!(" {key} ");
        let found = self.roles.iter().find_map(|(role_name, role)| {
            let genitive = padded.replacen(&format!(" {role_name}s "), " ", 1);
            let spaced = if genitive == padded { padded.replacen(&format!(" {role_name} "), " ", 1) } else { genitive };
            if spaced != padded {
                return part_of(&spaced).map(|part| (*role, part));
            }
            let rest = key.strip_prefix(role_name.replace(' ', "").as_str())?;
            let rest = rest.strip_prefix(['n', 's']).filter(|rest| self.parts.contains_key(*rest)).unwrap_or(rest);
            self.parts.get(rest).map(|part| (*role, *part))
        });
        found.map(|(role, part)| Understood { field: Field::Party(role, part), weak: false, rank: 0 })
    }

    /// Whether the heading says that the column holds names, and not whose.
    pub(super) fn is_name(&self, heading: &str) -> bool {
        self.parts.get(&self.key(heading)) == Some(&PartyPart::Name)
    }

    /// The field a user names in `--map FIELD=COLUMN`.
    ///
    /// # Errors
    /// A name nobody knows.
    pub fn field(&self, name: &str) -> Result<Field, RecordsError> {
        let trimmed = name.trim();
        if let Some((_, field)) = PLAIN.iter().find(|(id, _)| fold(id) == fold(trimmed)) {
            return Ok(field.clone());
        }
        self.understand(trimmed).map(|understood| understood.field).ok_or_else(|| {
            let known: Vec<&str> = PLAIN.iter().map(|(id, _)| *id).filter(|id| *id != "unused").collect();
            let known = known.join(", ");
            RecordsError::Option {
                what: format!(
                    "`{name}` is not a field; write {known}, a role such as consignee or end_user, \
                     consignee.country, param:NAME or fact:NAME"
                ),
            }
        })
    }

    /// What a field means and a few headings that would be understood.
    pub fn examples(&self, field: &Field) -> (String, Vec<String>) {
        let id = match field {
            Field::Party(role, _) => role.code().to_owned(),
            other => other.to_string(),
        };
        let (meaning, names) = self.examples.get(&id).cloned().unwrap_or_default();
        (meaning, names.into_iter().take(EXAMPLES).collect())
    }

    /// Whether the text says that there is no control code.
    pub(super) fn means_no_code(&self, text: &str) -> bool {
        self.words.no_code.contains(&text.trim().to_lowercase())
    }

    /// Whether the text says that there is no such party.
    pub(super) fn means_no_party(&self, text: &str) -> bool {
        self.words.no_party.contains(&text.trim().to_lowercase())
    }

    /// Yes, no, or neither.
    pub(super) fn yes_or_no(&self, text: &str) -> Option<bool> {
        let text = text.trim().to_lowercase();
        if self.words.yes.contains(&text) {
            return Some(true);
        }
        self.words.no.contains(&text).then_some(false)
    }
}

/// Every way to write "number" as `no`, alone or at the end of a compound.
fn numbered(word: &str) -> String {
    match word {
        "nr" | "nummer" | "number" | "num" | "numero" | "nbr" => "no".to_owned(),
        _ => match word.strip_suffix("nummer").or_else(|| word.strip_suffix("nr").filter(|stem| stem.len() > 4)) {
            Some(stem) => format!("{stem}no"),
            None => word.to_owned(),
        },
    }
}

fn spoken(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.trim().to_lowercase()).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
}

/// Lower case, `ä` as `ae`, other accents dropped, everything but letters and digits as one space;
/// `endUser` becomes two words.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        before = c;
        match c {
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            '°' | 'º' => out.push('o'),
            _ => out.push_str(&any_ascii_char(c).to_ascii_lowercase()),
        }
    }
    let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { ' ' };
    out.chars()
        .map(letters)
        .collect::<String>()
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
