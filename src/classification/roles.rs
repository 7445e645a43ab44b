//! Which of the kinds named in a description the goods *are*, and which they are for, part of, or come with.
//! The head noun decides: "test leads for a logic analyser" are test leads.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::control_list::{KindId, Language, Meaning, Vocabulary};
use crate::text::{PhraseMatch, Token, longest_only};

/// What a kind named in the text is to the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The goods are this.
    Head,
    /// The goods are a part of it, or go with it: "thermal camera **lens**".
    Modifier,
    /// The goods are for it.
    Served,
    /// It comes with the goods, or is built in.
    Included,
    /// Mentioned further on.
    Mentioned,
    /// Said to be absent.
    Absent,
}

/// A kind named in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KindMention {
    pub kind: KindId,
    pub tokens: (usize, usize),
    pub role: Role,
    language: Language,
}

impl KindMention {
    /// What the whole of a text names.
    pub fn whole(kind: KindId, tokens: usize) -> Self {
        Self { kind, tokens: (0, tokens), role: Role::Head, language: Language::English }
    }
}

/// The stretch of the text a token stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stretch {
    Opening,
    Served,
    Included,
    Absent,
    Later,
}

fn table(words: &'static [&'static str]) -> HashSet<String> {
    words.iter().map(|word| crate::text::stem(word)).collect()
}

static FOR: LazyLock<HashSet<String>> = LazyLock::new(|| {
    table(&[
        "for",
        "für",
        "fuer",
        "pour",
        "zum",
        "zur",
        "against",
        "gegen",
        "contre",
        "towards",
        "encoding",
        "kodierend",
        "codant",
    ])
});
static WITH: LazyLock<HashSet<String>> = LazyLock::new(|| {
    table(&[
        "with",
        "mit",
        "avec",
        "w",
        "incl",
        "including",
        "inkl",
        "inklusive",
        "featuring",
        "containing",
        "incorporating",
        "using",
        "enthält",
        "plus",
        "m",
    ])
});
static WITHOUT: LazyLock<HashSet<String>> = LazyLock::new(|| {
    table(&["without", "ohne", "sans", "excl", "excluding", "no", "not", "nicht", "kein", "keine", "non"])
});

/// Words behind which stands what the goods go with, whatever preposition follows.
static SUITS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    table(&[
        "compatible",
        "suitable",
        "suited",
        "passend",
        "geeignet",
        "kompatibel",
        "fits",
        "destiné",
        "destinée",
        "convient",
    ])
});
/// Prepositions and verbs that end what the goods are called: "software **from** images **restores** a controller".
static ENDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    table(&[
        "from",
        "which",
        "that",
        "whose",
        "wherein",
        "by",
        "in",
        "on",
        "at",
        "into",
        "onto",
        "via",
        "within",
        "under",
        "during",
        "is",
        "are",
        "can",
        "will",
        "has",
        "have",
        "made",
        "used",
        "capable",
        "designed",
        "intended",
        "able",
        "restores",
        "recovers",
        "provides",
        "enables",
        "allows",
        "generates",
        "converts",
        "operates",
        "performs",
        "detects",
        "extracts",
        "simulates",
        "calculates",
        "computes",
        "protects",
        "produces",
        "transmits",
        "receives",
        "aus",
        "bei",
        "auf",
        "unter",
        "durch",
        "nach",
        "ist",
        "sind",
        "kann",
        "wird",
        "wurde",
        "erzeugt",
        "liefert",
        "ermöglicht",
        "dans",
        "sur",
        "sous",
        "dont",
        "qui",
        "est",
        "sont",
        "peut",
        "permet",
        "permettant",
        "utilisé",
    ])
});

/// Assigns a role to every kind named in the text, longest names only.
pub(super) fn kind_mentions(
    text: &str,
    tokens: &[Token],
    found: &[PhraseMatch<Meaning>],
    vocabulary: &Vocabulary,
) -> Vec<KindMention> {
    let names =
        |m: &PhraseMatch<Meaning>| names_kind(text, tokens, m, found) && !cut_from_name(text, tokens, m, vocabulary);
    let named: Vec<PhraseMatch<Meaning>> = found.iter().filter(|m| names(m)).copied().collect();
    let named = longest_only(&named);
    let stretches = stretches(text, tokens, &named, vocabulary);
    let mut mentions: Vec<KindMention> = named.into_iter().filter_map(|m| mention(m, &stretches)).collect();
    mentions.extend(compound_mentions(tokens, &mentions, &stretches, vocabulary));
    mentions.sort_by_key(|m| (m.tokens, m.kind));
    pass_over_headings(tokens, found, &mut mentions, vocabulary);
    choose_head(tokens, &mut mentions, vocabulary);
    let narrower = narrower_names(tokens, &mentions, &stretches, vocabulary);
    mentions.extend(narrower);
    drop_broader(&mut mentions, vocabulary);
    mentions
}

/// What announces a figure names one of the goods' data, not the goods: the flange of "diffusion pump inlet flange 500 mm".
fn pass_over_headings(
    tokens: &[Token],
    found: &[PhraseMatch<Meaning>],
    mentions: &mut [KindMention],
    vocabulary: &Vocabulary,
) {
    let figure = |at: usize| tokens.get(at).is_some_and(|token| token.stem.starts_with(|c: char| c.is_ascii_digit()));
    let announces = |m: &KindMention| {
        let covers = |f: &&PhraseMatch<Meaning>| {
            matches!(f.value, Meaning::Parameter(_)) && f.tokens.0 <= m.tokens.0 && f.tokens.1 == m.tokens.1
        };
        figure(m.tokens.1) && found.iter().any(|f| covers(&f))
    };
    let Some(first) = mentions.iter().find(|m| m.role == Role::Head && !is_transparent(m.kind, vocabulary)) else {
        return;
    };
    let (goods, end) = (first.kind, first.tokens.1);
    let heading = |m: &&mut KindMention| m.role == Role::Head && m.tokens.0 >= end && m.kind != goods && announces(m);
    mentions.iter_mut().filter(|m| heading(m)).for_each(|m| m.role = Role::Mentioned);
}

/// How far from the head the other words of a narrower name may stand.
const NEAR_HEAD: usize = 4;

/// Narrower kinds whose names stand in other words' order near the head: "camera for infrared imaging" is an infrared
/// camera. Kinds no entry names are left out: words in any order may not release goods.
fn narrower_names(
    tokens: &[Token],
    mentions: &[KindMention],
    stretches: &[Stretch],
    vocabulary: &Vocabulary,
) -> Vec<KindMention> {
    let told = |at: &usize| !matches!(stretches[*at], Stretch::Included | Stretch::Absent);
    // A word of another thing's name is that thing's: the reactor of "software for MOCVD reactor".
    let taken = |at: &usize, head: &KindMention| {
        let other = |m: &&KindMention| m.tokens.1 <= head.tokens.0 || head.tokens.1 <= m.tokens.0;
        mentions.iter().filter(other).any(|m| m.tokens.1 - m.tokens.0 > 1 && m.tokens.0 <= *at && *at < m.tokens.1)
    };
    let mut out: Vec<KindMention> = Vec::new();
    for head in mentions.iter().filter(|m| m.role == Role::Head && !is_transparent(m.kind, vocabulary)) {
        let near = head.tokens.0.saturating_sub(NEAR_HEAD)..(head.tokens.1 + NEAR_HEAD).min(tokens.len());
        let words: Vec<&str> =
            near.filter(|at| told(at) && !taken(at, head)).map(|at| tokens[at].stem.as_str()).collect();
        for meaning in vocabulary.phrases().scattered(&words, &tokens[head.tokens.1 - 1].stem) {
            let Meaning::Kind(kind, language) = meaning else { continue };
            let narrower = kind != head.kind && vocabulary.is_a(kind, head.kind);
            if narrower && vocabulary.kind(kind).not_listed.is_none() && out.iter().all(|m| m.kind != kind) {
                out.push(KindMention { kind, tokens: head.tokens, role: Role::Head, language });
            }
        }
    }
    out
}

fn names_kind(text: &str, tokens: &[Token], found: &PhraseMatch<Meaning>, all: &[PhraseMatch<Meaning>]) -> bool {
    let shadowed = |kind: KindId| {
        all.iter().any(|other| {
            matches!(other.value, Meaning::NotKind(k) if k == kind)
                && other.tokens.0 <= found.tokens.0
                && found.tokens.1 <= other.tokens.1
        })
    };
    match found.value {
        Meaning::Kind(kind, _) => !shadowed(kind),
        Meaning::Abbreviation(kind) => {
            !shadowed(kind)
                && tokens[found.tokens.0..found.tokens.1].iter().any(|token| in_capitals(token.written(text)))
        }
        _ => false,
    }
}

/// A chemical that no entry names, cut from the name of another one: the ethanol of "2-chloroethan-1-ol, 2-chloro-1-ethanol"
/// or of "ethanol, 2-chloro-". Such a word may not release goods.
fn cut_from_name(text: &str, tokens: &[Token], found: &PhraseMatch<Meaning>, vocabulary: &Vocabulary) -> bool {
    let Meaning::Kind(kind, _) = found.value else { return false };
    if !is_unlisted_chemical(kind, vocabulary) {
        return false;
    }
    let before = &text[..tokens[found.tokens.0].span.0];
    let after = text[tokens[found.tokens.1 - 1].span.1..].trim_start_matches([',', ' ']);
    let next = after.split([' ', ';']).next().unwrap_or_default();
    before.ends_with(['-', ')', ']', '}']) || next.len() > 1 && next.ends_with('-')
}

/// Whether a kind is a chemical that no entry names.
pub(super) fn is_unlisted_chemical(kind: KindId, vocabulary: &Vocabulary) -> bool {
    let chemical = || vocabulary.find_kind("chemical").is_some_and(|chemical| vocabulary.is_a(kind, chemical));
    vocabulary.kind(kind).not_listed.is_some() && chemical()
}

/// `ADC`, `ADCs`: capitals, perhaps with a plural s; digits do not count as small letters.
fn in_capitals(word: &str) -> bool {
    let body = word.strip_suffix('s').unwrap_or(word);
    body.chars().any(char::is_uppercase) && !body.chars().any(char::is_lowercase)
}

fn mention(found: PhraseMatch<Meaning>, stretches: &[Stretch]) -> Option<KindMention> {
    let (kind, language) = match found.value {
        Meaning::Kind(kind, language) => (kind, language),
        Meaning::Abbreviation(kind) => (kind, Language::English),
        _ => return None,
    };
    Some(KindMention { kind, tokens: found.tokens, role: role_of(stretches[found.tokens.0]), language })
}

fn role_of(stretch: Stretch) -> Role {
    match stretch {
        Stretch::Opening => Role::Head,
        Stretch::Served => Role::Served,
        Stretch::Included => Role::Included,
        Stretch::Absent => Role::Absent,
        Stretch::Later => Role::Mentioned,
    }
}

/// German compounds: the last part names the kind ("Hochgeschwindigkeitskamera" is a camera).
fn compound_mentions(
    tokens: &[Token],
    known: &[KindMention],
    stretches: &[Stretch],
    vocabulary: &Vocabulary,
) -> Vec<KindMention> {
    let covered = |at: usize| known.iter().any(|m| m.tokens.0 <= at && at < m.tokens.1);
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(at, token)| token.stem.len() >= 9 && !covered(*at)) {
        let cuts = token.stem.char_indices().map(|(cut, _)| cut).filter(|cut| *cut >= 3 && token.stem.len() - cut >= 5);
        // The ethanol of "chloranylethanol" is not the goods.
        let kinds: Vec<KindId> = cuts
            .filter_map(|cut| single_kind(&token.stem[cut..], vocabulary))
            .take(1)
            .filter(|kind| !is_unlisted_chemical(*kind, vocabulary))
            .collect();
        out.extend(kinds.into_iter().map(|kind| KindMention {
            kind,
            tokens: (at, at + 1),
            role: role_of(stretches[at]),
            language: Language::German,
        }));
    }
    out
}

fn single_kind(stem: &str, vocabulary: &Vocabulary) -> Option<KindId> {
    let german = |meaning| match meaning {
        Meaning::Kind(kind, Language::German | Language::English) => Some(kind),
        _ => None,
    };
    vocabulary.phrases().single(stem).find_map(german)
}

fn stretches(text: &str, tokens: &[Token], named: &[PhraseMatch<Meaning>], vocabulary: &Vocabulary) -> Vec<Stretch> {
    // Prepositions and verbs end what the goods are called only once something has been called.
    let says_something = |m: &&PhraseMatch<Meaning>| match m.value {
        Meaning::Kind(kind, _) | Meaning::Abbreviation(kind) => !is_transparent(kind, vocabulary),
        _ => false,
    };
    let called = named.iter().filter(says_something).map(|m| m.tokens.1).min().unwrap_or(usize::MAX);
    let in_name = |at: usize| named.iter().any(|m| m.tokens.0 <= at && at < m.tokens.1);
    let mut current = Stretch::Opening;
    let mut opened = false;
    let mut held = false;
    let mut out = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if token.after_break {
            current = if opened { Stretch::Later } else { Stretch::Opening };
        }
        // "compatible with", "passend zu": the first of the two words decides.
        let suits = opened && SUITS.contains(&token.stem) && !in_name(at);
        if suits {
            current = Stretch::Served;
        } else if opened && !held {
            current = preposition(text, token).unwrap_or(current);
            let figure = at > 0 && tokens[at - 1].stem.ends_with(|c: char| c.is_ascii_digit());
            if current == Stretch::Opening && called <= at && !figure && !in_name(at) && ENDS.contains(&token.stem) {
                current = Stretch::Later;
            }
        }
        held = suits;
        opened |= token.stem.chars().any(char::is_alphabetic) && token.stem.len() > 1;
        out.push(current);
    }
    out
}

/// "No. 4711", "Pos. no 12": the word announces a number and denies nothing.
pub(super) fn is_number_sign(text: &str, token: &Token) -> bool {
    let behind = text[token.span.1..].trim_start_matches([' ', '.', ':', '°', '\u{a0}']);
    let numbered = text[token.span.1..].starts_with(['.', '°']) || behind.starts_with(|c: char| c.is_ascii_digit());
    token.stem == "no" && numbered
}

/// The stretch a preposition opens, in full or cut short ("w/", "f.", "m.").
fn preposition(text: &str, token: &Token) -> Option<Stretch> {
    let next = text[token.span.1..].chars().next();
    match (token.stem.as_str(), next) {
        ("w", Some('/')) if text[token.span.1 + 1..].starts_with(['o', 'O']) => Some(Stretch::Absent),
        ("w", Some('/')) | ("m", Some('.')) => Some(Stretch::Included),
        ("f", Some('.' | '/')) => Some(Stretch::Served),
        (word, _) if FOR.contains(word) => Some(Stretch::Served),
        (word, _) if WITH.contains(word) => Some(Stretch::Included),
        (word, _) if WITHOUT.contains(word) && !is_number_sign(text, token) => Some(Stretch::Absent),
        _ => None,
    }
}

/// Of the kinds in the opening stretch the last is the head (in French the first); the others modify it,
/// unless they are the same thing said more broadly or more narrowly.
fn choose_head(tokens: &[Token], mentions: &mut [KindMention], vocabulary: &Vocabulary) {
    // "XC-12, thermal camera": the first kind named further on; "products containing tritium": what they contain.
    for fallback in [Role::Mentioned, Role::Included] {
        if !mentions.iter().any(|m| m.role == Role::Head)
            && let Some(first) = mentions.iter().position(|m| m.role == fallback)
        {
            let end = next_break(tokens, mentions[first].tokens.0);
            let named = mentions.iter_mut().filter(|m| m.role == fallback && m.tokens.0 < end);
            named.for_each(|m| m.role = Role::Head);
        }
    }
    name_the_part(tokens, mentions, vocabulary);
    let heads: Vec<KindMention> = mentions.iter().filter(|m| m.role == Role::Head).copied().collect();
    let Some(last) = heads.iter().max_by_key(|m| m.tokens.1) else { return };
    let french = heads.iter().filter(|m| m.language == Language::French).count() * 2 > heads.len();
    let passed_over = |kind: KindId| is_transparent(kind, vocabulary) || is_packaging(kind, vocabulary);
    let specific = |m: &&KindMention| !passed_over(m.kind);
    let made = |m: &&KindMention| specific(m) && !is_material(m.kind, vocabulary);
    let chosen = if french { heads.iter().find(specific) } else { heads.iter().rev().find(specific) };
    // What a thing is made of may stand last ("pump Alloy C-276"): the thing is the head.
    let thing = if french { heads.iter().find(made) } else { heads.iter().rev().find(made) };
    let chosen = *program(&heads, vocabulary).or(thing).or(chosen).unwrap_or(last);
    let before = before_figures(tokens, heads.iter().filter(specific), chosen, vocabulary);
    let part = heads.iter().any(|m| is_part(m.kind, vocabulary) && m.kind != chosen.kind);
    for mention in mentions.iter_mut().filter(|m| m.role == Role::Head) {
        let same = [Some(chosen.tokens), before].contains(&Some(mention.tokens))
            || vocabulary.is_a(mention.kind, chosen.kind)
            || vocabulary.is_a(chosen.kind, mention.kind);
        let transparent = passed_over(mention.kind) && mention.kind != chosen.kind;
        mention.role = match (part && !is_part(mention.kind, vocabulary), transparent, same) {
            (true, _, _) => Role::Modifier,
            (_, true, _) if is_part(mention.kind, vocabulary) => Role::Head,
            (_, true, _) => Role::Mentioned,
            (_, _, true) => Role::Head,
            _ => Role::Modifier,
        };
    }
}

/// Software and technology come before what they work on: "layout extraction software SEM images".
fn program<'m>(heads: &'m [KindMention], vocabulary: &Vocabulary) -> Option<&'m KindMention> {
    let is = |kind: KindId, id: &str| vocabulary.find_kind(id).is_some_and(|broad| vocabulary.is_a(kind, broad));
    let of_several_words = |m: &KindMention| m.tokens.1 - m.tokens.0 > 1;
    heads.iter().find(|m| is(m.kind, "software") || (of_several_words(m) && is(m.kind, "technology")))
}

/// "Spare part for pump: O-ring": the goods are the part that is named behind.
fn name_the_part(tokens: &[Token], mentions: &mut [KindMention], vocabulary: &Vocabulary) {
    let serves = mentions.iter().any(|m| m.role == Role::Served);
    let only_a_part = mentions.iter().filter(|m| m.role == Role::Head).all(|m| is_part(m.kind, vocabulary));
    let named = |m: &KindMention| m.role == Role::Mentioned && !is_transparent(m.kind, vocabulary);
    let Some(first) = mentions.iter().find(|m| named(m)).map(|m| m.tokens.0).filter(|_| serves && only_a_part) else {
        return;
    };
    let end = next_break(tokens, first);
    for mention in mentions.iter_mut() {
        match mention.role {
            Role::Head => mention.role = Role::Mentioned,
            Role::Mentioned if mention.tokens.0 >= first && mention.tokens.0 < end => mention.role = Role::Head,
            _ => {}
        }
    }
}

/// What stands before the first figure may be the goods, and what follows it one of their data: "capacitor 1 kV
/// inductance 5 nH". What goods are made of stands there too ("Hastelloy 2 inch valve") and counts only beside another
/// raw substance ("calcium 99 % boron 5 ppm").
fn before_figures<'m>(
    tokens: &[Token],
    heads: impl Iterator<Item = &'m KindMention>,
    chosen: KindMention,
    vocabulary: &Vocabulary,
) -> Option<(usize, usize)> {
    let figure = |at: usize| tokens[at].stem.starts_with(|c: char| c.is_ascii_digit());
    let parted = |m: &&KindMention| m.tokens.1 < chosen.tokens.0 && (m.tokens.1..chosen.tokens.0).any(figure);
    let found = heads.filter(parted).last()?;
    let substance = |kind: KindId| is_material(kind, vocabulary);
    (!substance(found.kind) || substance(chosen.kind)).then_some(found.tokens)
}

/// Of the same thing said broadly and narrowly only the narrow word says what the goods are.
fn drop_broader(mentions: &mut [KindMention], vocabulary: &Vocabulary) {
    let heads: Vec<KindId> = mentions.iter().filter(|m| m.role == Role::Head).map(|m| m.kind).collect();
    let broader = |kind: KindId| heads.iter().any(|other| *other != kind && vocabulary.is_a(*other, kind));
    mentions.iter_mut().filter(|m| m.role == Role::Head && broader(m.kind)).for_each(|m| m.role = Role::Mentioned);
}

fn next_break(tokens: &[Token], from: usize) -> usize {
    (from + 1..tokens.len()).find(|at| tokens[*at].after_break).unwrap_or(tokens.len())
}

/// Words that say nothing of what the goods are ("system", "unit", "part").
pub(super) fn is_transparent(kind: KindId, vocabulary: &Vocabulary) -> bool {
    matches!(vocabulary.kind(kind).id.as_str(), "equipment" | "component" | "material")
}

/// What goods are packed in: "phosgene gas cylinder" is phosgene; on its own it is what it says.
fn is_packaging(kind: KindId, vocabulary: &Vocabulary) -> bool {
    vocabulary.find_kind("packaging").is_some_and(|packaging| vocabulary.is_a(kind, packaging))
}

/// Raw substances: what other goods are made of or filled with.
fn is_material(kind: KindId, vocabulary: &Vocabulary) -> bool {
    ["metal", "chemical"].iter().any(|id| vocabulary.find_kind(id).is_some_and(|raw| vocabulary.is_a(kind, raw)))
}

/// Words that make the goods a part of what else is named.
fn is_part(kind: KindId, vocabulary: &Vocabulary) -> bool {
    vocabulary.kind(kind).id == "component"
}
