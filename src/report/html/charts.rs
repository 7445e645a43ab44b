//! The charts of the page: bars in SVG, each with its number in words for readers who do not see them.

use std::collections::BTreeMap;

use super::text;
use crate::domain::Severity;
use crate::report::columns::Counts;

/// Width of a chart, of its labels and of its longest bar.
const WIDTH: usize = 400;
const LABELS: usize = 180;
const LONGEST: usize = 170;
/// Height of a bar with its gap, and of the bar.
const STEP: usize = 26;
const BAR: usize = 16;
/// Destinations shown; the others are counted together.
const MOST: usize = 10;

/// How many rows got which verdict.
pub(super) fn verdicts(counts: &Counts) -> String {
    let most = counts.values().copied().max().unwrap_or(0);
    let bars: Vec<Bar> = counts
        .iter()
        .rev()
        .map(|(severity, count)| {
            let parts = vec![(*severity, *count)];
            Bar { label: sentence_case(severity.label()), parts }
        })
        .collect();
    chart("Rows by verdict", &bars, most)
}

/// How many rows go where, by verdict.
#[derive(Default)]
pub(super) struct Destinations {
    rows: BTreeMap<String, Counts>,
}

impl Destinations {
    /// Counts a row in.
    pub(super) fn count(&mut self, to: &str, verdict: Severity) {
        let to = if to.is_empty() { "not known" } else { to };
        *self.rows.entry(to.to_owned()).or_default().entry(verdict).or_default() += 1;
    }

    /// The destinations of most rows.
    pub(super) fn chart(&self) -> String {
        let total = |counts: &Counts| counts.values().sum::<usize>();
        let mut order: Vec<(&String, &Counts)> = self.rows.iter().collect();
        order.sort_by(|(a, many), (b, more)| total(more).cmp(&total(many)).then(a.cmp(b)));
        let mut others = Counts::new();
        for (severity, count) in order.iter().skip(MOST).flat_map(|(_, counts)| counts.iter()) {
            *others.entry(*severity).or_default() += count;
        }
        let shown = order.iter().take(MOST).map(|(to, counts)| bar((*to).clone(), counts));
        let rest = (!others.is_empty()).then(|| bar(format!("{} others", order.len() - MOST), &others));
        let bars: Vec<Bar> = shown.chain(rest).collect();
        let most = bars.iter().map(Bar::total).max().unwrap_or(0);
        chart("Rows by destination", &bars, most)
    }
}

/// A bar of one or several parts, the most severe first.
struct Bar {
    label: String,
    parts: Vec<(Severity, usize)>,
}

impl Bar {
    fn total(&self) -> usize {
        self.parts.iter().map(|(_, count)| count).sum()
    }
}

fn bar(label: String, counts: &Counts) -> Bar {
    Bar { label, parts: counts.iter().rev().map(|(severity, count)| (*severity, *count)).collect() }
}

fn sentence_case(label: &str) -> String {
    let lower = label.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn chart(title: &str, bars: &[Bar], most: usize) -> String {
    let height = bars.len() * STEP;
    let words: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.label, bar.total())).collect();
    let drawn: String = bars.iter().enumerate().map(|(at, bar)| drawn(at, bar, most)).collect();
    format!(
        "<section><h2>{title}</h2><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}: {}\">{drawn}</svg></section>",
        text(&words.join(", "))
    )
}

fn drawn(at: usize, bar: &Bar, most: usize) -> String {
    let (top, middle) = (at * STEP + (STEP - BAR) / 2, at * STEP + STEP / 2 + 5);
    let mut left = LABELS;
    let mut parts = String::new();
    for (severity, count) in &bar.parts {
        // A part that is there is seen.
        let width = (count * LONGEST / most.max(1)).max(2);
        let (tone, label) = (severity.code(), sentence_case(severity.label()));
        parts.push_str(&format!(
            "<g class=\"{tone}\"><rect class=\"bar\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{BAR}\"><title>{label}: {count}</title></rect></g>"
        ));
        left += width;
    }
    let (label, total) = (text(&bar.label), bar.total());
    format!(
        "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{label}</text>{parts}<text class=\"count\" x=\"{}\" y=\"{middle}\">{total}</text>",
        LABELS - 10,
        left + 8
    )
}
