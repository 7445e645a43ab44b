//! The full-text index over the register: finds provisions by words, ranked by BM25. Types of the search engine stay
//! in here; scores rank, they never decide.

mod mapped_file;

use std::collections::{BTreeMap, BTreeSet};

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyDocument, Term};

use crate::control_list::{Entry, Item, ItemId, KindId, Language, Meaning, Register};
use crate::text::tokenize;
pub use mapped_file::MappedFile;

/// The index could not be built or read.
#[derive(Debug, thiserror::Error)]
#[error("the search index failed: {0}")]
pub struct SearchError(#[from] tantivy::TantivyError);

/// A provision found by words.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The provision.
    pub item: ItemId,
    /// BM25 score; higher is better, comparable only within one query.
    pub score: f64,
}

/// Weight of the words of a provision's own title against those of everything around it.
const TITLE_WEIGHT: f32 = 2.0;
/// Most words of a query that are looked up: the rarest ones.
const MOST_WORDS: usize = 16;
const MEMORY: usize = 50_000_000;
const ANALYSER: &str = "stems";

/// The index.
pub struct SearchIndex {
    reader: IndexReader,
    title: Field,
    body: Field,
    place: Field,
}

impl SearchIndex {
    /// An index of provisions, one document each.
    ///
    /// # Errors
    /// A failure of the search engine.
    pub fn of_provisions(register: &Register) -> Result<Self, SearchError> {
        let names = names_of_kinds(register);
        Self::build(register.items().map(|(id, item)| (id, stems(&item.title), words_of(register, id, &names))))
    }

    /// An index of entries, one document each with the words of everything below it: smaller and sooner built.
    ///
    /// # Errors
    /// A failure of the search engine.
    pub fn of_entries(register: &Register) -> Result<Self, SearchError> {
        let names = names_of_kinds(register);
        let mut kinds: BTreeMap<&str, BTreeSet<KindId>> = BTreeMap::new();
        let mut words: BTreeMap<&str, String> = BTreeMap::new();
        // Each title, name and kind of goods counts once, however many provisions inherit it.
        for (_, item) in register.items() {
            let entry = words.entry(item.code.entry()).or_default();
            entry.push_str(&own_words(item));
            for kind in &item.kinds {
                if kinds.entry(item.code.entry()).or_default().insert(*kind) {
                    entry.push_str(names.get(kind).map_or("", String::as_str));
                }
            }
        }
        for entry in register.entries() {
            let found = words.entry(entry.code.as_str()).or_default();
            entry.search.iter().for_each(|word| found.push_str(&stems(word)));
        }
        let document = |entry: &Entry| {
            let body = words.get(entry.code.as_str()).cloned().unwrap_or_default();
            (entry.root, stems(&register.item(entry.root).title), body)
        };
        Self::build(register.entries().iter().map(document))
    }

    /// Builds the index in memory from places, titles and words, both as stems.
    fn build(documents: impl Iterator<Item = (ItemId, String, String)>) -> Result<Self, SearchError> {
        let mut schema = Schema::builder();
        let stems = TextFieldIndexing::default().set_tokenizer(ANALYSER).set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(stems);
        let title = schema.add_text_field("title", options.clone());
        let body = schema.add_text_field("body", options);
        let place = schema.add_u64_field("place", INDEXED | STORED);
        let tokenizers = TokenizerManager::default();
        tokenizers.register(ANALYSER, TextAnalyzer::from(WhitespaceTokenizer::default()));
        let builder = Index::builder().schema(schema.build()).tokenizers(tokenizers);
        let mut writer = builder.single_segment_index_writer(RamDirectory::create(), MEMORY)?;
        for (id, heading, words) in documents {
            let mut document = TantivyDocument::new();
            document.add_text(title, heading);
            document.add_text(body, words);
            document.add_u64(place, id.index().into());
            writer.add_document(document)?;
        }
        let index: Index = writer.finalize()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, title, body, place })
    }

    /// Provisions that hold the words of `query`, best first, at most `most`.
    ///
    /// # Errors
    /// A failure of the search engine.
    pub fn find(&self, query: &str, most: usize) -> Result<Vec<Found>, SearchError> {
        let searcher = self.reader.searcher();
        let mut words: Vec<(u64, String)> = Vec::new();
        for token in tokenize(query) {
            let rarity = searcher.doc_freq(&Term::from_field_text(self.body, &token.stem))?;
            if rarity > 0 && !words.iter().any(|(_, known)| *known == token.stem) {
                words.push((rarity, token.stem));
            }
        }
        words.sort();
        words.truncate(MOST_WORDS);
        let clauses: Vec<(Occur, Box<dyn Query>)> = words.iter().flat_map(|(_, word)| self.word_query(word)).collect();
        if clauses.is_empty() || most == 0 {
            return Ok(Vec::new());
        }
        let hits = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(most).order_by_score())?;
        let mut found = Vec::with_capacity(hits.len());
        for (score, address) in hits {
            let document: TantivyDocument = searcher.doc(address)?;
            if let Some(place) = document.get_first(self.place).and_then(|value| value.as_u64()) {
                found.push(Found {
                    item: ItemId::at(u32::try_from(place).unwrap_or(u32::MAX)),
                    score: f64::from(score),
                });
            }
        }
        Ok(found)
    }

    fn word_query(&self, word: &str) -> [(Occur, Box<dyn Query>); 2] {
        let term = |field| TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs);
        let title = BoostQuery::new(Box::new(term(self.title)), TITLE_WEIGHT);
        [(Occur::Should, Box::new(title)), (Occur::Should, Box::new(term(self.body)))]
    }
}

/// The words of a provision: its titles from the entry down, its kinds, names, note and search words.
fn words_of(register: &Register, id: ItemId, names: &BTreeMap<KindId, String>) -> String {
    let item = register.item(id);
    let mut words = String::new();
    for step in register.path(id) {
        words.push_str(&stems(&register.item(step).title));
    }
    for kind in &item.kinds {
        words.push_str(names.get(kind).map_or("", String::as_str));
    }
    for extra in item.names.iter().chain(&item.note) {
        words.push_str(&stems(extra));
    }
    if let Some(entry) = register.entry(item.code.entry()) {
        entry.search.iter().for_each(|word| words.push_str(&stems(word)));
    }
    words
}

/// The words of a provision alone: its title, names and note.
fn own_words(item: &Item) -> String {
    [&item.title].into_iter().chain(&item.names).chain(&item.note).map(|text| stems(text)).collect()
}

/// The names of every kind, as stems.
fn names_of_kinds(register: &Register) -> BTreeMap<KindId, String> {
    let mut names: BTreeMap<_, String> = BTreeMap::new();
    register.vocabulary().phrases().for_each(|phrase, meaning| {
        if let Meaning::Kind(kind, Language::English | Language::German | Language::French)
        | Meaning::Abbreviation(kind) = meaning
        {
            let words = names.entry(kind).or_default();
            words.push_str(phrase);
            words.push(' ');
        }
    });
    names
}

fn stems(text: &str) -> String {
    tokenize(text).into_iter().map(|token| token.stem + " ").collect()
}
