//! Where statements come from: files or standard input, in a format told apart by its first bytes.

use std::fs::File;
use std::io::{self, Cursor, IsTerminal, Read};
use std::path::{Path, PathBuf};

use cfonb::convert::{iswigo, json};
use cfonb::wire::ebcdic::{self, EbcdicReader};
use cfonb::{Account, Charset, Diagnostic, Error, ErrorKind, Policy, Reader, Statement, Summary, repair};

use crate::Stop;
use crate::api::Api;
use crate::args::{Encoding, InputFormat, Reading};
use crate::progress::{self, Progress};
use crate::report::{Reporter, STDIN};

/// How many bytes are looked at to tell a format.
const HEAD: usize = 4096;

/// What is done with what is read.
pub(crate) trait Visitor {
    /// The input at this path, called so in messages, is opened now.
    fn open(&mut self, path: &Path, name: String);

    /// It is in this format.
    fn begin(&mut self, from: InputFormat);

    /// What comes now is about an input, or several, in this format that was read before.
    fn resume(&mut self, name: &str, from: InputFormat);

    /// Whether the statement of an account is to be made.
    fn wants(&mut self, account: &Account<'_>) -> bool;

    /// A statement was read.
    fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Stop>;

    /// A statement, or all that is left of a JSON document, is refused.
    fn refused(&mut self, error: &Error) -> Result<(), Stop>;

    /// The medium failed.
    fn unreadable(&mut self, error: &io::Error) -> Result<(), Stop>;

    /// The input is read; `behind` is what stands after its last statement.
    fn end(&mut self, summary: Option<&Summary>, behind: &[Diagnostic]);
}

/// Whether the path is standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// What messages call the input.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() }
}

/// Tells whoever forgot to name a file, and would wait for ever.
pub(crate) fn announce(path: &Path, reporter: &mut Reporter) {
    if is_stdin(path) && io::stdin().is_terminal() {
        reporter.remark("terminal", "reading from the terminal; end with Ctrl-D, or name a FILE");
    }
}

/// What there is to say about a refusal beside its diagnostic.
pub(crate) fn notes(error: &Error, from: InputFormat) -> Vec<String> {
    let mut notes = Vec::new();
    if let ErrorKind::Foreign(diagnostic, cause) = error.kind() {
        let text = cause.to_string();
        // What stands before the reason is said already.
        let reason =
            text.split_once(&format!("({}): ", diagnostic.code)).map(|(_, reason)| reason.to_owned());
        notes.push(reason.unwrap_or(text));
    }
    match from {
        InputFormat::Cfonb => {}
        InputFormat::Json => notes.push("what follows in this input is not read".to_owned()),
        InputFormat::Iswigo => notes.push("no statement is made of what is read with this input".to_owned()),
    }
    notes
}

/// The policy that the options ask for.
pub(crate) fn policy(reading: &Reading) -> Policy {
    let policy = match () {
        () if reading.strict => Policy::strict(),
        () if reading.lenient => Policy::lenient(),
        () => Policy::default(),
    };
    policy.with_charset(charset(reading))
}

/// The set of the text that reaches the parser.
pub(crate) fn charset(reading: &Reading) -> Charset {
    charset_of(reading.encoding)
}

/// The set that an option names.
pub(crate) fn charset_of(encoding: Option<Encoding>) -> Charset {
    match encoding {
        Some(Encoding::Iso8859_15) => Charset::Iso8859_15,
        Some(Encoding::Utf8) => Charset::Utf8,
        // What the EBCDIC adapter gives is Windows-1252 too.
        Some(Encoding::Windows1252 | Encoding::Ebcdic) | None => Charset::Windows1252,
    }
}

/// What is read.
pub(crate) struct Request<'r> {
    pub(crate) files: &'r [PathBuf],
    /// Told from the content where it is not given.
    pub(crate) format: Option<InputFormat>,
    pub(crate) reading: &'r Reading,
    /// Whether anything is done with the complements of entries.
    pub(crate) details: bool,
    /// For inputs of the API.
    pub(crate) api: iswigo::Options,
}

/// Reads all the statements of all inputs, one at a time; those of the API after the others. Says whether there
/// was an input of the API.
pub(crate) fn read(request: &Request<'_>, visitor: &mut impl Visitor) -> Result<bool, Stop> {
    let mut api = Api::new(request.api.clone());
    for path in request.files {
        visitor.open(path, name(path));
        read_one(path, request, &mut api, visitor)?;
    }
    let is_used = api.is_used();
    api.finish(visitor).map(|()| is_used)
}

/// Reads the statements of one input.
pub(crate) fn read_one(
    path: &Path,
    request: &Request<'_>,
    api: &mut Api,
    visitor: &mut impl Visitor,
) -> Result<(), Stop> {
    let opened = match open(path, request.reading.encoding) {
        Ok(opened) => opened,
        Err(error) => return visitor.unreadable(&error),
    };
    let format = request.format.unwrap_or(opened.format);
    visitor.begin(format);
    match format {
        InputFormat::Json => read_json(opened.source, visitor),
        InputFormat::Iswigo => api.add(&name(path), opened.source, visitor),
        InputFormat::Cfonb => read_records(opened, request, visitor),
    }
}

/// Reads the statements of an input in CFONB.
pub(crate) fn read_records(
    opened: Opened,
    request: &Request<'_>,
    visitor: &mut impl Visitor,
) -> Result<(), Stop> {
    let Opened { source, is_ebcdic, .. } = opened;
    let mut policy = policy(request.reading);
    policy.keep_details = request.details;
    match is_ebcdic {
        // In EBCDIC blanks and signs are bytes like others: what damages them damages everything.
        true if request.reading.repair => {
            visitor.unreadable(&io::Error::other("an EBCDIC file is not repaired: read it without --repair"))
        }
        true => read_cfonb(Reader::with_policy(EbcdicReader::new(source), policy), visitor),
        false if request.reading.repair => read_cfonb(repair::Reader::with_policy(source, policy), visitor),
        false => read_cfonb(Reader::with_policy(source, policy), visitor),
    }
}

/// Both ways to read records.
trait Records {
    fn read_statement(&mut self) -> cfonb::Result<Option<Statement<'_>>>;
    fn summary(&self) -> &Summary;
    fn diagnostics(&self) -> &[Diagnostic];
}

macro_rules! records {
    ($reader:ty) => {
        impl<R: Read> Records for $reader {
            fn read_statement(&mut self) -> cfonb::Result<Option<Statement<'_>>> {
                self.read_statement()
            }

            fn summary(&self) -> &Summary {
                self.summary()
            }

            fn diagnostics(&self) -> &[Diagnostic] {
                self.diagnostics()
            }
        }
    };
}
records!(Reader<R>);
records!(repair::Reader<R>);

/// An input, and what its first bytes say it is.
pub(crate) struct Opened {
    pub(crate) source: Box<dyn Read>,
    pub(crate) format: InputFormat,
    pub(crate) is_ebcdic: bool,
}

/// Opens an input, whose progress is shown, and tells its format.
pub(crate) fn open(path: &Path, encoding: Option<Encoding>) -> io::Result<Opened> {
    let (source, total): (Box<dyn Read>, _) = match is_stdin(path) {
        true => (Box::new(io::stdin()), None),
        false => {
            let file = File::open(path)?;
            let total = progress::length(&file);
            (Box::new(file), total)
        }
    };
    recognise(Progress::of(source, name(path), total), encoding)
}

/// Reads as much of a source as is needed to tell its format.
pub(crate) fn recognise(mut source: impl Read + 'static, encoding: Option<Encoding>) -> io::Result<Opened> {
    let mut head = Vec::with_capacity(HEAD);
    source.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(of_directory)?;
    let format = detected(&head);
    let is_ebcdic = match encoding {
        Some(encoding) => encoding == Encoding::Ebcdic,
        None => ebcdic::is_ebcdic(&head),
    };
    Ok(Opened { source: Box::new(Cursor::new(head).chain(source)), format, is_ebcdic })
}

/// What to do about a directory.
fn of_directory(error: io::Error) -> io::Error {
    match error.kind() {
        kind @ io::ErrorKind::IsADirectory => io::Error::new(kind, "it is a directory; name the files in it"),
        _ => error,
    }
}

/// JSON starts with a bracket; no record does.
fn detected(head: &[u8]) -> InputFormat {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'{' | b'[') if iswigo::is_recognised(head) => InputFormat::Iswigo,
        Some(b'{' | b'[') => InputFormat::Json,
        _ => InputFormat::Cfonb,
    }
}

fn read_cfonb(mut reader: impl Records, visitor: &mut impl Visitor) -> Result<(), Stop> {
    let ended = loop {
        let step = match reader.read_statement() {
            Ok(Some(statement)) => visitor.statement(&statement),
            Ok(None) => break Ok(()),
            Err(error) => match error.kind() {
                ErrorKind::Io(error) => break visitor.unreadable(error),
                _ => visitor.refused(&error),
            },
        };
        if step.is_err() {
            break step;
        }
    };
    visitor.end(Some(reader.summary()), reader.diagnostics());
    ended
}

fn read_json(source: impl Read, visitor: &mut impl Visitor) -> Result<(), Stop> {
    let mut stopped = None;
    let read = json::read(source, |statement| {
        visitor.statement(&statement).map_err(|stop| {
            stopped = Some(stop);
            io::Error::other("stopped").into()
        })
    });
    let ended = match (stopped, read) {
        (Some(stop), _) => Err(stop),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) => match error.kind() {
            ErrorKind::Io(error) => visitor.unreadable(error),
            _ => visitor.refused(&error),
        },
    };
    visitor.end(None, &[]);
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        for json in [&b"{\"statements\":[]}"[..], b"\xEF\xBB\xBF\r\n [", b"\n\t{"] {
            assert_eq!(detected(json), InputFormat::Json);
        }
        for api in [&b"\xEF\xBB\xBF[{\"account_id\":\"a"[..], b"[][{\"x\":[],\"transaction_id\":1}]"] {
            assert_eq!(detected(api), InputFormat::Iswigo);
        }
        for cfonb in [&b""[..], b"0111111", b"  \n0111111", b"\xF0\xF1", b"\xEF\xBB\xBF01"] {
            assert_eq!(detected(cfonb), InputFormat::Cfonb);
        }
    }
}
