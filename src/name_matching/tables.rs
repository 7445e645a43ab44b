//! The tables of the name comparison, read from `control_lists/names/` and made ready for looking up.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::alike::Reach;
use super::letters::LetterCosts;
use super::sound::{Bones, Folding, Rules};
use super::weights::Weights;
use super::words::WordClass;
use crate::control_list::ListSource;
use crate::domain::Territory;
use crate::sanctions::Faults;
use crate::text::names::latin;

/// A legal form: its words and its group.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub words: Vec<String>,
    /// Its group as a bit; 0 where the form says only that it is a company.
    pub group: u32,
    /// A person's name that ends with it is still a person's.
    pub trails_persons: bool,
}

/// All tables of the name comparison.
#[derive(Clone, Debug, Default)]
pub struct NameTables {
    pub(super) weights: Weights,
    /// How far apart words may be that are compared, and those that bring two names together.
    pub(super) compared: Reach,
    pub(super) found: Reach,
    pub(super) person_weight: HashMap<String, f64>,
    pub(super) entity_weight: HashMap<String, f64>,
    pub(super) generic: HashMap<String, (WordClass, f64)>,
    pub(super) titles: HashMap<String, Option<crate::sanctions::Gender>>,
    pub(super) particles: HashSet<String>,
    pub(super) filiation: HashSet<String>,
    pub(super) patronymic_endings: Vec<String>,
    /// Those of them that a woman bears.
    pub(super) daughter_endings: Vec<String>,
    pub(super) variants: HashMap<String, Vec<u16>>,
    pub(super) nicknames: HashMap<String, Vec<u16>>,
    pub(super) forms: HashMap<String, Vec<Form>>,
    pub(super) abbreviations: HashMap<String, String>,
    pub(super) numbers: HashMap<String, u32>,
    pub(super) sounds: Rules,
    pub(super) letter_costs: LetterCosts,
    pub(super) bones: Bones,
    pub(super) folding: Folding,
    pub(super) countries: HashMap<String, Territory>,
    /// Words of addresses that tell nothing.
    pub(super) address_words: HashSet<String>,
    /// Numbers of the countries by name, from 1; 0 is none.
    pub(super) place_numbers: HashMap<String, u16>,
    /// How many words the longest name of a country has that begins with this word.
    pub(super) longest_place: HashMap<String, usize>,
    /// Digest of all files of the tables: an index made with others is made again.
    pub(super) digest: [u8; 32],
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

/// The coarse key of like words; see `sound_alike.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fold {
    pub groups: Vec<String>,
    pub silent: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SoundFile {
    sound: Sound,
    cost: Costs,
    skeleton: Skeleton,
    fold: Fold,
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
    son: Vec<String>,
    daughter: Vec<String>,
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
    #[serde(default)]
    trails_persons: bool,
    spellings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Generic {
    weight: f64,
    #[serde(default)]
    small: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    address_words: Vec<String>,
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
            let likeness = &tables.weights.likeness;
            tables.compared = Reach::new(likeness.least, likeness);
            tables.found = Reach::new(tables.weights.candidates.likeness, likeness);
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
            tables.letter_costs = LetterCosts::new(&file.cost);
            tables.sounds = Rules::new(&file.sound.rules);
            tables.bones = Bones::new(&file.skeleton);
            tables.folding = Folding::new(&file.fold);
        }
        if let Some(file) = read::<CountryFile>(source, "names/countries.toml", &mut faults) {
            tables.take_countries(file, &mut faults);
        }
        tables.digest = digest(source);
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
        self.particles = file.particles.words.into_iter().collect();
        self.filiation = file.particles.filiation.into_iter().collect();
        self.patronymic_endings = [file.patronymics.son, file.patronymics.daughter.clone()].concat();
        self.daughter_endings = file.patronymics.daughter;
        self.variants = groups(&file.variant);
        self.nicknames = groups(&file.nickname);
    }

    fn take_company_words(&mut self, file: CompanyFile, faults: &mut Faults) {
        let told = file.form.iter().filter(|group| group.group != "any").count();
        if told > 32 {
            faults.note("names/company_words.toml", "more than 32 groups of legal forms; join some");
        }
        for (number, group) in (0u32..).zip(file.form) {
            let bit = if group.group == "any" { 0 } else { 1u32.checked_shl(number).unwrap_or(0) };
            for spelling in group.spellings {
                if latin(&spelling) != spelling {
                    let said = format!("write the legal form `{spelling}` normalised: `{}`", latin(&spelling));
                    faults.note("names/company_words.toml", said);
                }
                let words: Vec<String> = spelling.split(' ').map(str::to_owned).collect();
                let form = Form { group: bit, words, trails_persons: group.trails_persons };
                self.forms.entry(form.words[0].clone()).or_default().push(form);
            }
        }
        for generic in file.generic {
            let class = if generic.small { WordClass::Particle } else { WordClass::Generic };
            self.generic.extend(generic.words.into_iter().map(|w| (w, (class, generic.weight))));
        }
        (self.abbreviations, self.numbers) = (file.abbreviations, file.numbers);
    }

    fn take_countries(&mut self, file: CountryFile, faults: &mut Faults) {
        self.address_words = file.address_words.into_iter().collect();
        for (number, (code, names)) in (1..).zip(file.countries) {
            for name in names {
                let key = latin(&name);
                let (first, words) = (key.split(' ').next().unwrap_or_default().to_owned(), key.split(' ').count());
                let longest = self.longest_place.entry(first).or_default();
                *longest = words.max(*longest);
                self.place_numbers.insert(key.clone(), number);
                if let Some(other) = self.countries.insert(key, code.clone()).filter(|other| *other != code) {
                    faults
                        .note("names/countries.toml", format!("`{name}` stands for {other} and for {code}; keep one"));
                }
            }
        }
    }
}

/// Digest of all files under `names/`, and of the way this program reads them.
fn digest(source: &ListSource) -> [u8; 32] {
    let mut digest = blake3::Hasher::new();
    digest.update(env!("CARGO_PKG_VERSION").as_bytes());
    for file in source.under("names/") {
        digest.update(file.path.as_bytes()).update(&[0]).update(file.text.as_bytes()).update(&[0]);
    }
    *digest.finalize().as_bytes()
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
