//! Binding figures to properties: by the phrase that announces them, the dimension, and the distance.

use super::reading::Relevant;
use crate::control_list::{Meaning, ParameterId, Vocabulary};
use crate::quantity::Quantity;
use crate::text::{PhraseMatch, Token, longest_only};

/// A quantity and the parameters the words around it announce.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub quantity: Quantity,
    /// Announced by a phrase near it; empty for a bare figure.
    pub parameters: Vec<ParameterId>,
}

/// Farthest a phrase may stand before its figure, in tokens between them.
const FARTHEST_BEFORE: usize = 5;
/// Farthest a phrase may stand behind its figure.
const FARTHEST_BEHIND: usize = 2;

/// Binds every quantity to the parameters announced near it. Only those that are `relevant` count: a phrase that
/// announces something no candidate asks for hides no figure.
pub(super) fn bind(
    text: &str,
    tokens: &[Token],
    found: &[PhraseMatch<Meaning>],
    quantities: Vec<Quantity>,
    relevant: &Relevant,
    vocabulary: &Vocabulary,
) -> Vec<Bound> {
    let counts = |m: &&PhraseMatch<Meaning>| match m.value {
        Meaning::Parameter(id) => relevant.contains(id),
        _ => false,
    };
    let sign = |m: &&PhraseMatch<Meaning>| is_times_sign(text, tokens, m.tokens, &quantities);
    let announcing: Vec<PhraseMatch<Meaning>> = found.iter().filter(|m| counts(m) && !sign(m)).copied().collect();
    let announcing = longest_only(&announcing);
    let mut out: Vec<Bound> = Vec::with_capacity(quantities.len());
    for quantity in quantities {
        let mut parameters = announced(tokens, &announcing, &quantity, &out, vocabulary);
        if parameters.is_empty()
            && let Some(before) = out.last().filter(|before| continues(text, before, &quantity))
        {
            parameters.clone_from(&before.parameters);
        }
        out.push(Bound { quantity, parameters });
    }
    out
}

/// The x of "9.9 x 11 mm" multiplies; it names no axis.
fn is_times_sign(text: &str, tokens: &[Token], phrase: (usize, usize), quantities: &[Quantity]) -> bool {
    let Some([only]) = tokens.get(phrase.0..phrase.1) else { return false };
    let (from, to) = only.span;
    let blank = |range: std::ops::Range<usize>| text.get(range).is_some_and(|between| between.trim().is_empty());
    text.get(from..to).is_some_and(|word| word.eq_ignore_ascii_case("x"))
        && quantities.iter().any(|before| blank(before.span.1..from))
        && quantities.iter().any(|behind| blank(to..behind.span.0))
}

/// A figure right behind another of the same dimension goes on with it: "travel 600 x 400 mm".
fn continues(text: &str, before: &Bound, quantity: &Quantity) -> bool {
    let joint = text.get(before.quantity.span.1..quantity.span.0).map(str::trim);
    before.quantity.dimension == quantity.dimension
        && matches!(joint, Some("" | "x" | "X" | "×" | "/" | "," | "and" | "und" | "et" | "or" | "oder" | "ou" | "by"))
}

/// The parameters whose phrase stands nearest to the figure.
fn announced(
    tokens: &[Token],
    announcing: &[PhraseMatch<Meaning>],
    quantity: &Quantity,
    earlier: &[Bound],
    vocabulary: &Vocabulary,
) -> Vec<ParameterId> {
    let from = tokens.partition_point(|token| token.span.1 <= quantity.span.0);
    let to = tokens.partition_point(|token| token.span.0 < quantity.span.1);
    let mut best: Option<usize> = None;
    let mut parameters = Vec::new();
    for phrase in announcing {
        let Meaning::Parameter(id) = phrase.value else { continue };
        let parameter = vocabulary.parameter(id);
        if !parameter.values.is_empty() || parameter.unit.dimension != quantity.dimension {
            continue;
        }
        let Some(distance) = distance(tokens, phrase.tokens, (from, to), quantity, earlier) else { continue };
        if best.is_none_or(|known| distance < known) {
            best = Some(distance);
            parameters.clear();
        }
        if best == Some(distance) && !parameters.contains(&id) {
            parameters.push(id);
        }
    }
    parameters
}

/// Whether a phrase stands right behind a figure.
fn follows(tokens: &[Token], bound: &Bound, phrase: usize) -> bool {
    tokens.partition_point(|token| token.span.0 < bound.quantity.span.1) == phrase
}

/// Tokens between a phrase and a figure, doubled so that "before" wins over "behind" at the same distance.
fn distance(
    tokens: &[Token],
    phrase: (usize, usize),
    figure: (usize, usize),
    quantity: &Quantity,
    earlier: &[Bound],
) -> Option<usize> {
    if phrase.1 <= figure.0 {
        let gap = figure.0 - phrase.1;
        let between = |bound: &&Bound| {
            bound.quantity.dimension == quantity.dimension
                && bound.quantity.span != quantity.span
                && bound.quantity.span.0 >= tokens[phrase.1 - 1].span.1
                && bound.quantity.span.1 <= quantity.span.0
        };
        // "38 mm diameter, 6 mm thick": the phrase belongs to the figure right before it.
        let taken = tokens[phrase.1..=figure.0.min(tokens.len() - 1)].iter().any(|t| t.after_break)
            && earlier.iter().any(|b| b.quantity.dimension == quantity.dimension && follows(tokens, b, phrase.0));
        let penalty = if taken { 2 * FARTHEST_BEFORE } else { 0 };
        return (gap <= FARTHEST_BEFORE && !earlier.iter().any(|b| between(&b))).then_some(gap * 2 + penalty);
    }
    if phrase.0 >= figure.1 {
        let gap = phrase.0 - figure.1;
        // "2300 DN250": the mark belongs to the figure it is written onto.
        if tokens.get(phrase.1).is_some_and(|next| next.span.0 == tokens[phrase.1 - 1].span.1) {
            return None;
        }
        let broken = tokens[figure.1..=phrase.0].iter().any(|token| token.after_break);
        return (gap <= FARTHEST_BEHIND && !broken).then_some(gap * 2 + 1);
    }
    // The phrase is part of the unit ("12 bit", "5 axes").
    Some(0)
}
