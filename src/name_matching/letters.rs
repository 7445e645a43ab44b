//! Differences between two spellings, letter by letter: the cost of turning one into the other, where letters taken
//! for each other cost less than others; what a word roughly sounds like; and which consonants it has.

use super::tables::{Costs, NameTables, Skeleton};
use crate::text::names::{Script, native};

/// The cost of turning one word into the other: 1 for a letter left out, put in or exchanged, less for letters of like
/// sound, for doubling and for a silent h; `transpose` for two neighbours exchanged. The same both ways.
/// Costs above `limit` are reported as infinite.
pub(super) fn distance(a: &[char], b: &[char], tables: &NameTables, limit: f64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    if a.len().abs_diff(b.len()) as f64 * tables.costs.double > limit {
        return f64::INFINITY;
    }
    let mut two_ago = vec![0.0; b.len() + 1];
    let mut before = vec![0.0; b.len() + 1];
    let mut now = vec![0.0; b.len() + 1];
    for j in 1..=b.len() {
        before[j] = before[j - 1] + single(b, j - 1, tables);
    }
    let mut least_before: f64 = 0.0;
    for i in 1..=a.len() {
        now[0] = before[0] + single(a, i - 1, tables);
        let mut least: f64 = now[0];
        for j in 1..=b.len() {
            let exchanged = before[j - 1] + exchange(a[i - 1], b[j - 1], tables);
            let mut cost =
                exchanged.min(before[j] + single(a, i - 1, tables)).min(now[j - 1] + single(b, j - 1, tables));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(two_ago[j - 2] + tables.costs.transpose);
            }
            now[j] = cost;
            least = least.min(cost);
        }
        // An exchange of neighbours reaches over one row.
        if least.min(least_before) > limit {
            return f64::INFINITY;
        }
        least_before = least;
        std::mem::swap(&mut two_ago, &mut before);
        std::mem::swap(&mut before, &mut now);
    }
    if before[b.len()] > limit { f64::INFINITY } else { before[b.len()] }
}

/// The cost of a letter that only one side has.
fn single(word: &[char], at: usize, tables: &NameTables) -> f64 {
    let doubled = at > 0 && word[at - 1] == word[at];
    match word[at] {
        _ if doubled => tables.costs.double,
        'h' if at > 0 => tables.costs.silent,
        _ => 1.0,
    }
}

/// The cost of one letter for another, from the table; letters outside `a`–`z` and `0`–`9` are all unlike.
fn exchange(a: char, b: char, tables: &NameTables) -> f64 {
    match (column(a), column(b)) {
        _ if a == b => 0.0,
        (Some(x), Some(y)) => tables.exchanges.get(x * COLUMNS + y).copied().unwrap_or(1.0),
        _ => 1.0,
    }
}

const COLUMNS: usize = 36;

fn column(c: char) -> Option<usize> {
    match c {
        'a'..='z' => Some(c as usize - 'a' as usize),
        '0'..='9' => Some(c as usize - '0' as usize + 26),
        _ => None,
    }
}

/// The costs of all exchanges of letters and digits.
pub(super) fn exchange_table(costs: &Costs) -> Vec<f64> {
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let cost = |a: char, b: char| {
        if a == b {
            0.0
        } else if vowel(a) && vowel(b) {
            costs.vowel
        } else if costs.like_letters.iter().any(|group| group.contains(a) && group.contains(b)) {
            costs.like
        } else {
            1.0
        }
    };
    letters.iter().flat_map(|a| letters.iter().map(|b| cost(*a, *b)).collect::<Vec<_>>()).collect()
}

/// Which letters a word holds, as bits.
pub(super) fn letter_mask(letters: &[char]) -> u64 {
    letters.iter().fold(0, |mask, c| mask | 1 << (u32::from(*c) % 64))
}

/// The least that two words can cost, seen from the letters only one of them holds.
pub(super) fn least_cost(a: u64, b: u64, tables: &NameTables) -> f64 {
    // The cheapest exchange takes one letter away and puts one in.
    f64::from((a ^ b).count_ones()) * tables.costs.like.min(tables.costs.silent).min(tables.costs.vowel) / 2.0
}

/// What a word roughly sounds like, by the rules of `sound_alike.toml`; doubled letters are one.
pub(super) fn sound(word: &str, tables: &NameTables) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while at < word.len() {
        let rest = &word[at..];
        let rule = tables.sound_rules.iter().find_map(|(from, to)| fits(from, rest, at == 0).map(|taken| (taken, to)));
        let (taken, to) = match rule {
            Some((taken, to)) => (taken, to.as_str()),
            None => {
                let taken = rest.chars().next().map_or(1, char::len_utf8);
                (taken, &rest[..taken])
            }
        };
        for c in to.chars() {
            if !out.ends_with(c) {
                out.push(c);
            }
        }
        at += taken;
    }
    out
}

/// How many bytes of `rest` a rule takes, where it fits.
fn fits(rule: &str, rest: &str, at_start: bool) -> Option<usize> {
    let (rule, start) = rule.strip_prefix('^').map_or((rule, false), |r| (r, true));
    let (rule, end) = rule.strip_suffix('$').map_or((rule, false), |r| (r, true));
    let fits = rest.starts_with(rule) && (!start || at_start) && (!end || rest.len() == rule.len());
    (fits && !rule.is_empty()).then_some(rule.len())
}

/// The consonants of a word in the coarse alphabet of `sound_alike.toml`.
pub(super) fn skeleton(word: &str, script: Script, tables: &NameTables) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    let mut push = |letters: &str| {
        for c in letters.chars() {
            if out.last() != Some(&c) {
                out.push(c);
            }
        }
    };
    if script.leaves_vowels_out() {
        let table = if script == Script::Arabic { &tables.skeleton.arabic } else { &tables.skeleton.hebrew };
        let mut buffer = [0; 4];
        for c in without_article(word, script).chars() {
            push(table.get(&*c.encode_utf8(&mut buffer)).map_or("", String::as_str));
        }
        return out;
    }
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let rule = tables.skeleton.latin.iter().find(|(from, _)| rest.starts_with(from.as_str()));
        let (taken, to) = rule.map_or((first.len_utf8(), ""), |(from, to)| (from.len(), to.as_str()));
        // A vowel sign at the beginning of a word carries no consonant.
        let initial_vowel = rest.len() == word.len() && matches!(first, 'a' | 'e' | 'i' | 'o' | 'u');
        if !initial_vowel {
            push(to);
        }
        rest = &rest[taken..];
    }
    out
}

/// An Arabic word without the article.
fn without_article(word: &str, script: Script) -> &str {
    let bare = if script == Script::Arabic { word.strip_prefix("ال") } else { None };
    bare.filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

/// How much a skeleton holds: a weak letter counts little.
pub(super) fn skeleton_size(skeleton: &[char]) -> f64 {
    skeleton.iter().map(|c| if c.is_lowercase() { 0.25 } else { 1.0 }).sum()
}

/// Likeness of two skeletons, 0 to 1. Weak letters may be missing at little cost.
pub(super) fn skeleton_likeness(a: &[char], b: &[char], table: &Skeleton) -> f64 {
    let size = skeleton_size(a).max(skeleton_size(b));
    if size < 1.0 || a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let weight = |c: char| if c.is_lowercase() { table.weak_cost } else { 1.0 };
    let mut before: Vec<f64> = std::iter::once(0.0)
        .chain(b.iter().scan(0.0, |sum, c| {
            *sum += weight(*c);
            Some(*sum)
        }))
        .collect();
    let mut now = vec![0.0; b.len() + 1];
    for x in a {
        now[0] = before[0] + weight(*x);
        for (j, y) in b.iter().enumerate() {
            let exchanged = before[j] + skeleton_exchange(*x, *y, table);
            now[j + 1] = exchanged.min(before[j + 1] + weight(*x)).min(now[j] + weight(*y));
        }
        std::mem::swap(&mut before, &mut now);
    }
    (1.0 - before[b.len()] / size).max(0.0)
}

fn skeleton_exchange(a: char, b: char, table: &Skeleton) -> f64 {
    if a == b {
        0.0
    } else if a.is_lowercase() && b.is_lowercase() {
        table.weak_cost
    } else if table.like.iter().any(|pair| pair.contains(a) && pair.contains(b)) {
        table.like_cost
    } else {
        1.0
    }
}

/// Likeness of two names written in the same alphabet of syllables: the share of characters that agree.
pub(super) fn syllable_likeness(a: &str, b: &str) -> f64 {
    let letters = |text: &str| native(text).chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 0.0;
    }
    let differing = strsim::generic_levenshtein(&a, &b);
    #[allow(clippy::cast_precision_loss)]
    let share = differing as f64 / longer as f64;
    1.0 - share
}
