//! The tables of the name comparison, read from `control_lists/names/` and made ready for looking up.

use std::collections::HashMap;

use serde::Deserialize;

use super::weights::Weights;
use crate::control_list::ListSource;
use crate::domain::Territory;
use crate::sanctions::Faults;
use crate::text::names::latin;

/// A legal form: its words and its group.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub words: Vec<String>,
    pub group: String,
}

/// All tables of the name comparison.
#[derive(Clone, Debug, Default)]
pub struct NameTables {
    pub(super) weights: Weights,
    pub(super) person_weight: HashMap<String, f64>,
    pub(super) entity_weight: HashMap<String, f64>,
    pub(super) generic: HashMap<String, f64>,
    pub(super) titles: HashMap<String, Option<crate::sanctions::Gender>>,
    pub(super) particles: HashMap<String, ()>,
    pub(super) filiation: HashMap<String, ()>,
    pub(super) patronymic_endings: Vec<String>,
    pub(super) variants: HashMap<String, Vec<u16>>,
    pub(super) nicknames: HashMap<String, Vec<u16>>,
    pub(super) forms: HashMap<String, Vec<Form>>,
    pub(super) abbreviations: HashMap<String, String>,
    pub(super) numbers: HashMap<String, u32>,
    pub(super) sound_rules: Vec<(String, String)>,
    pub(super) costs: Costs,
    pub(super) exchanges: Vec<f64>,
    pub(super) skeleton: Skeleton,
    pub(super) countries: HashMap<String, Territory>,
}

/// Costs of exchanging letters; see `sound_alike.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Costs {
    pub vowel: f64,
    pub like: f64,
    pub double: f64,
    pub silent: f64,
    pub transpose: f64,
    pub like_letters: Vec<String>,
}

/// Consonants of alphabets without vowels and of their romanisations; see `sound_alike.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skeleton {
    pub arabic: HashMap<String, String>,
    pub hebrew: HashMap<String, String>,
    pub latin: Vec<(String, String)>,
    pub like: Vec<String>,
    pub like_cost: f64,
    pub weak_cost: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SoundFile {
    sound: Sound,
    cost: Costs,
    skeleton: Skeleton,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sound {
    rules: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrequencyFile {
    person: Vec<Band>,
    entity: Vec<Band>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    #[serde(rename = "share")]
    _share: f64,
    weight: f64,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonFile {
    titles: Titles,
    particles: Particles,
    patronymics: Patronymics,
    variant: Vec<Names>,
    nickname: Vec<Names>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Titles {
    words: Vec<String>,
    male: Vec<String>,
    female: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Particles {
    words: Vec<String>,
    filiation: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patronymics {
    endings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyFile {
    form: Vec<FormGroup>,
    generic: Vec<Generic>,
    abbreviations: HashMap<String, String>,
    numbers: HashMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormGroup {
    group: String,
    spellings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Generic {
    weight: f64,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    countries: std::collections::BTreeMap<Territory, Vec<String>>,
}

impl NameTables {
    /// Reads the tables.
    ///
    /// # Errors
    /// Everything that is wrong with the files under `names/`.
    pub fn from_source(source: &ListSource) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut tables = Self::default();
        if let Some(file) = read(source, "names/weights.toml", &mut faults) {
            tables.weights = file;
            tables.weights.check("names/weights.toml", &mut faults);
        }
        if let Some(file) = read::<FrequencyFile>(source, "names/frequency.toml", &mut faults) {
            tables.person_weight = bands(&file.person);
            tables.entity_weight = bands(&file.entity);
        }
        if let Some(file) = read(source, "names/person_words.toml", &mut faults) {
            tables.take_person_words(file);
        }
        if let Some(file) = read(source, "names/company_words.toml", &mut faults) {
            tables.take_company_words(file, &mut faults);
        }
        if let Some(file) = read::<SoundFile>(source, "names/sound_alike.toml", &mut faults) {
            tables.exchanges = super::letters::exchange_table(&file.cost);
            (tables.sound_rules, tables.costs, tables.skeleton) = (file.sound.rules, file.cost, file.skeleton);
        }
        if let Some(file) = read::<CountryFile>(source, "names/countries.toml", &mut faults) {
            tables.take_countries(file, &mut faults);
        }
        faults.or(tables)
    }

    /// The code of a country written as a name or a code; `None` where it is not known.
    pub fn country(&self, text: &str) -> Option<Territory> {
        let text = text.trim();
        text.parse().ok().or_else(|| self.countries.get(&latin(text)).cloned())
    }

    fn take_person_words(&mut self, file: PersonFile) {
        use crate::sanctions::Gender;
        self.titles.extend(file.titles.words.into_iter().map(|w| (w, None)));
        self.titles.extend(file.titles.male.into_iter().map(|w| (w, Some(Gender::Male))));
        self.titles.extend(file.titles.female.into_iter().map(|w| (w, Some(Gender::Female))));
        self.particles = file.particles.words.into_iter().map(|w| (w, ())).collect();
        self.filiation = file.particles.filiation.into_iter().map(|w| (w, ())).collect();
        self.patronymic_endings = file.patronymics.endings;
        self.variants = groups(&file.variant);
        self.nicknames = groups(&file.nickname);
    }

    fn take_company_words(&mut self, file: CompanyFile, faults: &mut Faults) {
        for group in file.form {
            for spelling in group.spellings {
                let words: Vec<String> = spelling.split(' ').map(str::to_owned).collect();
                if latin(&spelling) != spelling {
                    faults.note(
                        "names/company_words.toml",
                        format!("write the legal form `{spelling}` normalised: `{}`", latin(&spelling)),
                    );
                }
                let form = Form { group: group.group.clone(), words };
                self.forms.entry(form.words[0].clone()).or_default().push(form);
            }
        }
        for generic in file.generic {
            self.generic.extend(generic.words.into_iter().map(|w| (w, generic.weight)));
        }
        (self.abbreviations, self.numbers) = (file.abbreviations, file.numbers);
    }

    fn take_countries(&mut self, file: CountryFile, faults: &mut Faults) {
        for (code, names) in file.countries {
            for name in names {
                if let Some(other) = self.countries.insert(latin(&name), code.clone()).filter(|other| *other != code) {
                    faults
                        .note("names/countries.toml", format!("`{name}` stands for {other} and for {code}; keep one"));
                }
            }
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(source: &ListSource, path: &str, faults: &mut Faults) -> Option<T> {
    match source.file(path) {
        Some(file) => faults.read(file),
        None => {
            faults.note(path, "missing: the name comparison needs it");
            None
        }
    }
}

fn bands(bands: &[Band]) -> HashMap<String, f64> {
    bands.iter().flat_map(|band| band.words.iter().map(|w| (w.clone(), band.weight))).collect()
}

fn groups(groups: &[Names]) -> HashMap<String, Vec<u16>> {
    let mut map: HashMap<String, Vec<u16>> = HashMap::new();
    for (number, group) in (0..).zip(groups) {
        for name in &group.names {
            map.entry(name.clone()).or_default().push(number);
        }
    }
    map
}
