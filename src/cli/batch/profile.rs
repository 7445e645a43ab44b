//! How a table is read, saved in a TOML file for the next table of the same kind.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::Args;
use crate::records::{ColumnChoice, Plan, Table};
use crate::report::output::OutputFile;

/// How a table is read. What is not said follows from the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) heading_row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<String>,
    /// Fields with the columns that hold them, by heading or letter.
    #[serde(default)]
    columns: BTreeMap<String, Columns>,
}

/// One column or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Columns {
    One(String),
    Several(Vec<String>),
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// A file that cannot be read or holds something else.
    pub(super) fn load(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read --profile {}", path.display()))?;
        toml::from_str(&text)
            .map_err(|error| anyhow::anyhow!("--profile {}: {}", path.display(), error.to_string().trim()))
    }

    /// The columns of the profile and those of the flags; a field that a flag names is the flag's alone.
    pub(super) fn choices(&self, flags: &[ColumnChoice]) -> Vec<ColumnChoice> {
        let mut choices = flags.to_vec();
        for (field, columns) in &self.columns {
            if flags.iter().any(|flag| flag.field == *field) {
                continue;
            }
            let columns = match columns {
                Columns::One(column) => std::slice::from_ref(column),
                Columns::Several(columns) => columns,
            };
            choices.extend(columns.iter().map(|column| ColumnChoice { field: field.clone(), column: column.clone() }));
        }
        choices
    }

    /// The profile by which this run reads its table.
    pub(super) fn of(args: &Args, earlier: &Self, table: &Table, plan: &Plan) -> Self {
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (field, place) in plan.understood() {
            let name = &table.columns[place].name;
            let column =
                if name.heading.is_empty() { name.letter.clone().unwrap_or_default() } else { name.heading.clone() };
            columns.entry(field.to_string()).or_default().push(column);
        }
        let columns = columns.into_iter().map(|(field, mut columns)| match columns.len() {
            1 => (field, Columns::One(columns.remove(0))),
            _ => (field, Columns::Several(columns)),
        });
        Self {
            sheet: args.sheet.clone().or_else(|| earlier.sheet.clone()),
            heading_row: args.heading_row.or(earlier.heading_row),
            delimiter: args.delimiter.or(earlier.delimiter),
            encoding: args.encoding.clone().or_else(|| earlier.encoding.clone()),
            from: args.from.clone().or_else(|| earlier.from.clone()),
            to: args.to.clone().or_else(|| earlier.to.clone()),
            columns: columns.collect(),
        }
    }

    /// Writes the profile.
    ///
    /// # Errors
    /// A file that is there already, a folder that may not be written to.
    pub(super) fn save(&self, path: &Path, force: bool) -> anyhow::Result<()> {
        let text = format!("# How `dualuse batch --profile` reads a table.\n{}", toml::to_string(self)?);
        OutputFile::claim(path, &[], force)?.write(text.as_bytes())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_go_before_the_profile_field_by_field() {
        let profile: Profile =
            toml::from_str("delimiter = \";\"\n[columns]\nto = \"LAND1\"\ndescription = [\"A\", \"B\"]\n").unwrap();
        let flags: Vec<ColumnChoice> = vec!["to=G".parse().unwrap()];
        let choices: Vec<String> =
            profile.choices(&flags).iter().map(|choice| format!("{}={}", choice.field, choice.column)).collect();
        assert_eq!(choices, ["to=G", "description=A", "description=B"]);
        assert_eq!(profile, toml::from_str(&toml::to_string(&profile).unwrap()).unwrap());
    }

    #[test]
    fn an_unknown_key_is_told() {
        assert!(toml::from_str::<Profile>("colums = 1\n").is_err());
    }
}
