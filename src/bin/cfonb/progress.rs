//! How far reading has come, on one line of the terminal that is rewritten, for whoever waits.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::report;

/// Whoever waits no longer than this needs to be told nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the line changes.
pub(crate) const PACE: Duration = Duration::from_millis(200);

/// When the work began, if its progress is shown at all.
static BEGUN: OnceLock<Instant> = OnceLock::new();

/// Whether there is a line to be taken away.
static IS_SHOWN: AtomicBool = AtomicBool::new(false);

/// Shows from now on what is read, if somebody looks at standard error and nothing else is written there.
pub(crate) fn begin(quiet: bool, writes_to_stdout: bool) {
    let is_mixed = writes_to_stdout && io::stdout().is_terminal();
    let can_rewrite = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    if !quiet && !is_mixed && can_rewrite && io::stderr().is_terminal() {
        BEGUN.get_or_init(Instant::now);
    }
}

/// Takes the line away, before anything else is written.
pub(crate) fn clear() {
    if IS_SHOWN.swap(false, Ordering::Relaxed) {
        // Nobody needs to know.
        let _ = io::stderr().write_all(b"\r\x1b[K");
    }
}

/// A source whose progress is shown.
pub(crate) struct Progress<R> {
    source: R,
    name: String,
    /// Its length in bytes, if it has one.
    total: Option<u64>,
    read: u64,
    /// When the line is to be written.
    due: Option<Instant>,
}

impl<R> Progress<R> {
    pub(crate) fn of(source: R, name: String, total: Option<u64>) -> Progress<R> {
        let due = BEGUN.get().and_then(|begun| begun.checked_add(PATIENCE));
        Progress { source, name, total, read: 0, due }
    }

    /// So many bytes have been read in all.
    pub(crate) fn reach(&mut self, read: u64) {
        self.read = read;
        if let Some(due) = self.due {
            let now = Instant::now();
            if now >= due {
                self.show(now);
            }
        }
    }

    fn show(&mut self, now: Instant) {
        self.due = now.checked_add(PACE);
        let width = report::stderr_width().unwrap_or(80).saturating_sub(1);
        let line = line(&self.name, self.read, self.total, width);
        IS_SHOWN.store(true, Ordering::Relaxed);
        let _ = io::stderr().write_all(format!("\r{line}\x1b[K").as_bytes());
    }
}

/// How long a file is, and not a pipe or a device.
pub(crate) fn length(file: &File) -> Option<u64> {
    let metadata = file.metadata().ok()?;
    metadata.is_file().then_some(metadata.len())
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.reach(self.read.saturating_add(count as u64));
        Ok(count)
    }
}

impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        clear();
    }
}

/// `2024.cfonb: 312 of 1,040 MB, 30 %`, in no more than so many places: of a long name, its end.
fn line(name: &str, read: u64, total: Option<u64>, width: usize) -> String {
    let megabytes = |bytes: u64| report::grouped(bytes / 1_000_000);
    let done = total.and_then(|total| Some((total, read.saturating_mul(100).checked_div(total)?)));
    let amount = match done {
        Some((total, percent)) => {
            format!(": {} of {} MB, {} %", megabytes(read), megabytes(total), percent.min(100))
        }
        None => format!(": {} MB", megabytes(read)),
    };
    let name: Vec<char> = name.chars().map(|c| if c.is_control() { '·' } else { c }).collect();
    let excess = name.len().saturating_add(amount.len()).saturating_sub(width);
    match excess {
        0 => name.iter().collect::<String>() + &amount,
        _ => format!("…{}{amount}", name.iter().skip(excess.saturating_add(1)).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_fits_and_says_how_much_is_done() {
        assert_eq!(line("a.cfonb", 312_900_000, Some(1_040_000_000), 80), "a.cfonb: 312 of 1,040 MB, 30 %");
        assert_eq!(line("<stdin>", 5_000_000, None, 80), "<stdin>: 5 MB");
        assert_eq!(line("a", 3, Some(2), 80), "a: 0 of 0 MB, 100 %");
        assert_eq!(line("relevés/2024/janvier.cfonb", 1_000_000, None, 20), "…janvier.cfonb: 1 MB");
        assert_eq!(line("relevés", 1_000_000, None, 3), "…: 1 MB", "nothing can be left out of a number");
    }
}
