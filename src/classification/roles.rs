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

static FOR: LazyLock<HashSet<String>> =
    LazyLock::new(|| table(&["for", "für", "fuer", "pour", "zum", "zur", "against", "gegen", "contre", "towards"]));
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

/// Assigns a role to every kind named in the text, longest names only.
pub(super) fn kind_mentions(
    text: &str,
    tokens: &[Token],
    found: &[PhraseMatch<Meaning>],
    vocabulary: &Vocabulary,
) -> Vec<KindMention> {
    let stretches = stretches(text, tokens);
    let named: Vec<PhraseMatch<Meaning>> =
        found.iter().filter(|m| names_kind(text, tokens, m, found)).copied().collect();
    let mut mentions: Vec<KindMention> =
        longest_only(&named).into_iter().filter_map(|m| mention(m, &stretches)).collect();
    mentions.extend(compound_mentions(tokens, &mentions, &stretches, vocabulary));
    mentions.sort_by_key(|m| (m.tokens, m.kind));
    choose_head(tokens, &mut mentions, vocabulary);
    mentions
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
        let kinds: Vec<KindId> = cuts.filter_map(|cut| single_kind(&token.stem[cut..], vocabulary)).take(1).collect();
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

fn stretches(text: &str, tokens: &[Token]) -> Vec<Stretch> {
    let mut current = Stretch::Opening;
    let mut opened = false;
    tokens
        .iter()
        .map(|token| {
            if token.after_break {
                current = if opened { Stretch::Later } else { Stretch::Opening };
            }
            if opened {
                current = preposition(text, token).unwrap_or(current);
            }
            opened |= token.stem.chars().any(char::is_alphabetic) && token.stem.len() > 1;
            current
        })
        .collect()
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
        (word, _) if WITHOUT.contains(word) => Some(Stretch::Absent),
        _ => None,
    }
}

/// Of the kinds in the opening stretch the last is the head (in French the first); the others modify it,
/// unless they are the same thing said more broadly or more narrowly.
fn choose_head(tokens: &[Token], mentions: &mut [KindMention], vocabulary: &Vocabulary) {
    if !mentions.iter().any(|m| m.role == Role::Head)
        && let Some(first) = mentions.iter().position(|m| m.role == Role::Mentioned)
    {
        let end = next_break(tokens, mentions[first].tokens.0);
        mentions.iter_mut().filter(|m| m.role == Role::Mentioned && m.tokens.0 < end).for_each(|m| m.role = Role::Head);
    }
    let heads: Vec<KindMention> = mentions.iter().filter(|m| m.role == Role::Head).copied().collect();
    let Some(last) = heads.iter().max_by_key(|m| m.tokens.1) else { return };
    let french = heads.iter().filter(|m| m.language == Language::French).count() * 2 > heads.len();
    let specific = |m: &&KindMention| !is_transparent(m.kind, vocabulary);
    let made = |m: &&KindMention| specific(m) && !is_material(m.kind, vocabulary);
    let chosen = if french { heads.iter().find(specific) } else { heads.iter().rev().find(specific) };
    // What a thing is made of may stand last ("pump Alloy C-276"): the thing is the head.
    let thing = if french { heads.iter().find(made) } else { heads.iter().rev().find(made) };
    let chosen = *thing.or(chosen).unwrap_or(last);
    let part = heads.iter().any(|m| is_part(m.kind, vocabulary) && m.kind != chosen.kind);
    for mention in mentions.iter_mut().filter(|m| m.role == Role::Head) {
        let same = mention.tokens == chosen.tokens
            || vocabulary.is_a(mention.kind, chosen.kind)
            || vocabulary.is_a(chosen.kind, mention.kind);
        let transparent = is_transparent(mention.kind, vocabulary) && mention.kind != chosen.kind;
        mention.role = match (part && !is_part(mention.kind, vocabulary), transparent, same) {
            (true, _, _) => Role::Modifier,
            (_, true, _) if is_part(mention.kind, vocabulary) => Role::Head,
            (_, true, _) => Role::Mentioned,
            (_, _, true) => Role::Head,
            _ => Role::Modifier,
        };
    }
}

fn next_break(tokens: &[Token], from: usize) -> usize {
    (from + 1..tokens.len()).find(|at| tokens[*at].after_break).unwrap_or(tokens.len())
}

/// Words that say nothing of what the goods are ("system", "unit", "part").
pub(super) fn is_transparent(kind: KindId, vocabulary: &Vocabulary) -> bool {
    matches!(vocabulary.kind(kind).id.as_str(), "equipment" | "component" | "material")
}

/// Substances: what other goods are made of or filled with.
fn is_material(kind: KindId, vocabulary: &Vocabulary) -> bool {
    vocabulary.find_kind("material").is_some_and(|material| vocabulary.is_a(kind, material))
}

/// Words that make the goods a part of what else is named.
fn is_part(kind: KindId, vocabulary: &Vocabulary) -> bool {
    vocabulary.kind(kind).id == "component"
}
