//! How far a batch is: a bar with rate and time left on a terminal, a line now and then elsewhere. A run of seconds
//! says nothing.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Steps of the bar.
const STEPS: u64 = 10_000;
/// Between two lines of a log.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// The progress shown.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    began: Instant,
    said: Instant,
    rows: u64,
}

impl Progress {
    /// Begins to count; `skipped` rows were answered by an earlier run.
    pub(super) fn begin() -> Self {
        let bar = std::io::stderr().is_terminal().then(bar).flatten();
        Self { bar, began: Instant::now(), said: Instant::now(), rows: 0 }
    }

    /// Counts rows in; `share` is how much of the input was read.
    pub(super) fn advance(&mut self, rows: usize, share: f64) {
        self.rows += rows as u64;
        match &self.bar {
            Some(bar) => {
                bar.set_position((share * STEPS as f64) as u64);
                bar.set_message(format!("{} rows, {} a second", self.rows, self.rate() as u64));
            }
            None if self.said.elapsed() >= BETWEEN_LINES => {
                self.said = Instant::now();
                eprintln!("{}", line(self.rows, self.rate(), share, self.began.elapsed()));
            }
            None => {}
        }
    }

    fn rate(&self) -> f64 {
        self.rows as f64 / self.began.elapsed().as_secs_f64().max(1e-3)
    }

    /// Takes the bar away and returns the seconds gone.
    pub(super) fn end(self) -> f64 {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.began.elapsed().as_secs_f64()
    }
}

fn bar() -> Option<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:30} {percent} %, {msg}, {eta} left").ok()?;
    Some(ProgressBar::new(STEPS).with_style(style).with_message("0 rows"))
}

/// `12000 rows, 1234 a second, 45 % read, about 70 s left`
fn line(rows: u64, rate: f64, share: f64, gone: Duration) -> String {
    let left = if share > 0.0 { gone.as_secs_f64() * (1.0 - share) / share } else { f64::INFINITY };
    let left = if left.is_finite() { format!(", about {left:.0} s left") } else { String::new() };
    format!("{rows} rows, {rate:.0} a second, {:.0} % read{left}", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_says_rows_rate_share_and_time_left() {
        let said = line(12_000, 1234.4, 0.25, Duration::from_secs(10));
        assert_eq!(said, "12000 rows, 1234 a second, 25 % read, about 30 s left");
        assert_eq!(line(0, 0.0, 0.0, Duration::ZERO), "0 rows, 0 a second, 0 % read");
    }
}
