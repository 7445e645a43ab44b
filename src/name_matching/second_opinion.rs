//! A second opinion: the score of two names by the published way of the search tool of the United States' Office of
//! Foreign Assets Control. It compares the whole names, and their words one by one, by the measure of Jaro and Winkler,
//! and takes the better result. It knows no rarity, no spellings and no order; it is shown beside our score, never in
//! place of it.

use crate::text::names::latin;

/// What a common beginning adds for each of its letters, and how many letters count.
const BEGINNING: (f64, usize) = (0.1, 4);

/// Two words less alike than this have nothing in common.
const LEAST: f64 = 0.5;

/// The score of two names, 0 to 1, by whole names and by words.
pub fn second_opinion(asked: &str, listed: &str) -> f64 {
    let (asked, listed) = (latin(asked), latin(listed));
    if asked.is_empty() || listed.is_empty() {
        return 0.0;
    }
    let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let by_words = best_words(&words(&asked), &words(&listed));
    jaro_winkler(&asked, &listed).max(by_words).clamp(0.0, 1.0)
}

/// The mean over the words of the shorter name of the best word of the other, each word used once.
fn best_words(a: &[String], b: &[String]) -> f64 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, x) in few.iter().enumerate() {
        for (j, y) in many.iter().enumerate() {
            pairs.push((jaro_winkler(x, y), i, j));
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut few_used, mut many_used, mut sum) = (vec![false; few.len()], vec![false; many.len()], 0.0);
    for (likeness, i, j) in pairs.into_iter().filter(|(likeness, ..)| *likeness >= LEAST) {
        if !few_used[i] && !many_used[j] {
            (few_used[i], many_used[j], sum) = (true, true, sum + likeness);
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let mean = 2.0 * sum / (a.len() + b.len()) as f64;
    mean
}

/// The measure of Jaro, raised for a common beginning whatever the measure is.
fn jaro_winkler(a: &str, b: &str) -> f64 {
    let jaro = strsim::jaro(a, b);
    let common = a.chars().zip(b.chars()).take(BEGINNING.1).take_while(|(x, y)| x == y).count();
    #[allow(clippy::cast_precision_loss)]
    let raised = jaro + BEGINNING.0 * common as f64 * (1.0 - jaro);
    raised
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_opinion_follows_the_measure_of_jaro_and_winkler() {
        let cases = [
            ("Martha", "Marhta", 0.961),
            ("Dixon", "Dicksonx", 0.813),
            ("Ana Petrova", "Petrova Ana", 1.0),
            ("Ana Petrova", "", 0.0),
        ];
        for (a, b, score) in cases {
            let found = second_opinion(a, b);
            assert!((found - score).abs() < 0.001, "{a} / {b}: {found}");
            assert!((found - second_opinion(b, a)).abs() < 1e-12, "{a} / {b}");
        }
    }
}
