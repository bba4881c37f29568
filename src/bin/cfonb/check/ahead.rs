//! Several files, of which a second thread reads every other one before its turn.
//!
//! What is kept of a statement is small, so the thread may be a whole file ahead. What there is to say waits for the
//! turn of the file, when the first thread says it: messages come in the order of the files, whoever read them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use cfonb::check::Checker;
use cfonb::{Account, Code, Diagnostic, Error, Severity, Statement, Summary};

use super::Checking;
use crate::Stop;
use crate::api::Api;
use crate::args::InputFormat;
use crate::input::{self, Request, Visitor};
use crate::output;
use crate::progress::{self, Progress};

/// How much may wait to be said: each is about one statement, of which no more than a hundred things are said.
const WAITING: usize = 8;

/// What was found in a file read ahead, in the order in which it is to be told.
enum Found {
    /// It can be read in its turn only.
    Nothing,
    Records {
        length: Option<u64>,
    },
    Noticed(Vec<Diagnostic>, u64),
    Refused(Diagnostic, Vec<String>),
    Unreadable(io::Error),
    End(Option<Summary>, Vec<Diagnostic>),
    /// That was all of it.
    Checked(Checker),
}

/// What both threads look at.
#[derive(Default)]
struct Signals {
    /// How far the file is read.
    byte: AtomicU64,
    /// Nobody wants to know any more.
    is_over: AtomicBool,
}

/// Reads all inputs as [`input::read`] does.
pub(super) fn read(request: &Request<'_>, checking: &mut Checking<'_>) -> Result<(), Stop> {
    let signals = Signals::default();
    thread::scope(|scope| {
        let (sender, found) = sync_channel(WAITING);
        if request.files.len() > 1 {
            let (signals, enough) = (&signals, checking.report.enough());
            // Where no thread can be had, nobody sends, and all is read here.
            let _ = thread::Builder::new()
                .spawn_scoped(scope, move || read_ahead(request, &sender, signals, enough));
        }
        let ended = read_in_turn(request, &found, &signals, checking);
        signals.is_over.store(true, Ordering::Relaxed);
        ended
    })
}

fn read_in_turn(
    request: &Request<'_>,
    found: &Receiver<Found>,
    signals: &Signals,
    checking: &mut Checking<'_>,
) -> Result<(), Stop> {
    let mut api = Api::new(request.api.clone());
    for (index, path) in request.files.iter().enumerate() {
        checking.open(path, input::name(path));
        if is_left(index) || !tell(path, found, signals, checking)? {
            input::read_one(path, request, &mut api, checking)?;
        }
    }
    api.finish(checking)
}

/// Whether a file is for the first thread.
fn is_left(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// Tells what was found in a file, as it comes; says whether it was read at all.
fn tell(
    path: &Path,
    found: &Receiver<Found>,
    signals: &Signals,
    checking: &mut Checking<'_>,
) -> Result<bool, Stop> {
    let mut progress = None;
    loop {
        match found.recv_timeout(progress::PACE) {
            Ok(Found::Nothing) | Err(RecvTimeoutError::Disconnected) => return Ok(false),
            Ok(Found::Records { length }) => {
                checking.begin(InputFormat::Cfonb);
                progress = Some(Progress::of(io::empty(), input::name(path), length));
            }
            Ok(Found::Noticed(diagnostics, dropped)) => checking.notice(&diagnostics, dropped)?,
            Ok(Found::Refused(diagnostic, notes)) => checking.refuse(&diagnostic, &notes)?,
            Ok(Found::Unreadable(error)) => checking.unreadable(&error)?,
            Ok(Found::End(summary, behind)) => checking.end(summary.as_ref(), &behind),
            Ok(Found::Checked(checker)) => {
                checking.checker.append(checker);
                return Ok(true);
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(progress) = &mut progress {
                    progress.reach(signals.byte.load(Ordering::Relaxed));
                }
            }
        }
    }
}

/// The second thread.
fn read_ahead(request: &Request<'_>, sender: &SyncSender<Found>, signals: &Signals, enough: Option<u64>) {
    for (index, path) in request.files.iter().enumerate() {
        let ahead = Ahead {
            sender,
            signals,
            enough,
            file: input::name(path),
            checker: Checker::new(),
            seen: BTreeMap::new(),
            has_dropped: false,
        };
        if !is_left(index) && ahead.read(path, request).is_err() {
            return;
        }
    }
}

/// One file in the second thread.
struct Ahead<'a> {
    sender: &'a SyncSender<Found>,
    signals: &'a Signals,
    /// How often it is enough to tell of something in a file, unless it is an error.
    enough: Option<u64>,
    file: String,
    checker: Checker,
    seen: BTreeMap<(Code, Severity), u64>,
    has_dropped: bool,
}

impl Ahead<'_> {
    fn read(mut self, path: &Path, request: &Request<'_>) -> Result<(), Stop> {
        let opened = open(path).and_then(|file| {
            Some((progress::length(&file), input::recognise(file, request.reading.encoding).ok()?))
        });
        let is_cfonb = |format| request.format.unwrap_or(format) == InputFormat::Cfonb;
        let Some((length, opened)) = opened.filter(|(_, opened)| is_cfonb(opened.format)) else {
            return self.send(Found::Nothing);
        };
        self.signals.byte.store(0, Ordering::Relaxed);
        self.send(Found::Records { length })?;
        input::read_records(opened, request, &mut self)?;
        let checker = std::mem::take(&mut self.checker);
        self.send(Found::Checked(checker))
    }

    /// Whether any of it may have to be said. Of a file in which every record has something, as good as nothing has
    /// to wait for its turn: the summary counts the rest.
    fn is_news(&mut self, diagnostics: &[Diagnostic], dropped: u64) -> bool {
        let mut is_news = dropped > 0 && !std::mem::replace(&mut self.has_dropped, true);
        for Diagnostic { code, severity, .. } in diagnostics {
            let seen = self.seen.entry((*code, *severity)).or_default();
            *seen = seen.saturating_add(1);
            is_news |= *severity == Severity::Error || self.enough.is_none_or(|enough| *seen <= enough);
        }
        is_news
    }

    fn send(&self, found: Found) -> Result<(), Stop> {
        self.sender.send(found).map_err(|_| Stop::Failed)
    }
}

/// Opens a file that can be read at any time, and again: not what gives its bytes to whoever comes first.
fn open(path: &Path) -> Option<File> {
    let is_file =
        !input::is_stdin(path) && !output::is_descriptor(path) && fs::metadata(path).ok()?.is_file();
    if is_file { File::open(path).ok() } else { None }
}

impl Visitor for Ahead<'_> {
    fn open(&mut self, _: &Path, _: String) {}

    fn begin(&mut self, _: InputFormat) {}

    fn resume(&mut self, _: &str, _: InputFormat) {}

    fn wants(&mut self, _: &Account<'_>) -> bool {
        true
    }

    fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Stop> {
        if self.signals.is_over.load(Ordering::Relaxed) {
            return Err(Stop::Failed);
        }
        self.checker.push(statement, Some(&self.file));
        if let Some(position) = statement.opening.position {
            self.signals.byte.store(position.byte, Ordering::Relaxed);
        }
        let (diagnostics, dropped) = (statement.diagnostics(), statement.diagnostics_dropped());
        match self.is_news(diagnostics, dropped) {
            true => self.send(Found::Noticed(diagnostics.to_vec(), dropped)),
            false => Ok(()),
        }
    }

    fn refused(&mut self, error: &Error) -> Result<(), Stop> {
        match error.diagnostic().cloned() {
            Some(diagnostic) => {
                self.send(Found::Refused(diagnostic, input::notes(error, InputFormat::Cfonb)))
            }
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &io::Error) -> Result<(), Stop> {
        self.send(Found::Unreadable(io::Error::new(error.kind(), error.to_string())))
    }

    fn end(&mut self, summary: Option<&Summary>, behind: &[Diagnostic]) {
        // Where nobody listens, the next statement tells.
        let _ = self.send(Found::End(summary.cloned(), behind.to_vec()));
    }
}
