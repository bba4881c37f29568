//! JSON, in and out: one document, or one statement a line.
//!
//! ```json
//! {"statements":[
//! {"account":{"bank_code":"11111","branch_code":"22222","number":"00123456789","currency":"EUR","decimals":2,
//!             "rib_key":"75","iban":"FR7611111222220012345678975"},
//!  "opening":{"date":"2020-04-24","amount":"1212.00"},
//!  "closing":{"date":"2020-04-24","amount":"1200.00"},
//!  "entries":[{"booking_date":"2020-04-24","value_date":"2020-04-24","amount":"-12.00","operation_code":"91",
//!              "internal_code":null,"reject_code":null,"label":"COTISATION","entry_number":null,"reference":null,
//!              "commission_exempt":null,"unavailable":null,"id":null,
//!              "details":[{"qualifier":"RCN","text":"REF1"}],
//!              "info":{"end_to_end_id":"REF1"}}]}
//! ]}
//! ```
//!
//! - Amounts are strings, and the decimals written are the record's; a JSON number is refused. Dates are
//!   `YYYY-MM-DD`. What is blank is `null`; on input a missing key is one too.
//! - `rib_key`, `iban` and `info` are computed. On input `rib_key` and `iban` must agree with the account (an
//!   account without bank, branch and number takes them from a French `iban`), and `info` counts only for an
//!   entry without `details`: they are made from it.
//! - `zones` (columns that the other keys do not give back), `incomplete`, `source_time`, an account's `name`
//!   and `kind`, an entry's `month` and `operation_date` are written only where there are any. A statement has no
//!   `closing` only if it is `incomplete`.
//! - Unknown keys are ignored. New keys may come; these stay.

mod text;

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::rc::Rc;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Sink, require_days};
use crate::error::{Code, Diagnostic, Error, Result, Severity};
use crate::model::{Fault, Object, RawStatement, Statement};

/// A statement takes at most so many bytes of JSON, as the reader of records has its limit: in memory it may be
/// four times as large.
const MAX_STATEMENT_BYTES: u64 = 256 << 20;

/// So many bytes more does each object count for: `{}` is two bytes of text and a whole entry or detail in memory.
const OBJECT_BYTES: u64 = 128;

/// How statements stand in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// One document: `{"statements":[...]}`.
    Document,
    /// JSON Lines: one statement a line.
    Lines,
}

/// Writes statements as JSON, each as soon as it comes.
///
/// A document is closed by [`finish`](Sink::finish) and by nothing else: after an error it stays open, so that
/// the next program does not take it for whole.
///
/// ```
/// use cfonb::convert::Sink;
/// use cfonb::convert::json::{Form, Writer};
/// # use cfonb::{Account, Balance, Currency, Statement};
/// # fn main() -> Result<(), cfonb::Error> {
/// # let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let balance = Balance::new(day, rust_decimal::Decimal::new(121200, 2));
/// # let statement = Statement::new(account, balance.clone(), balance);
/// let mut writer = Writer::new(Vec::new(), Form::Lines);
/// writer.write(&statement)?;
/// writer.finish()?;
/// let line = String::from_utf8(writer.into_inner()?).unwrap();
/// assert!(line.contains(r#""opening":{"date":"2024-01-31","amount":"1212.00"}"#));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: BufWriter<W>,
    /// A part of the statement that is being written.
    buffer: Vec<u8>,
    form: Form,
    empty: bool,
}

impl<W: Write> Writer<W> {
    /// A writer to `out`, which needs no buffer of its own.
    pub fn new(out: W, form: Form) -> Writer<W> {
        Writer { out: BufWriter::with_capacity(64 * 1024, out), buffer: Vec::new(), form, empty: true }
    }

    /// What was written to.
    ///
    /// # Errors
    ///
    /// If what was not passed on yet cannot be.
    pub fn into_inner(self) -> Result<W> {
        self.out.into_inner().map_err(|error| Error::from(error.into_error()))
    }
}

impl<W: Write> Sink for Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        require_days(statement)?;
        self.buffer.clear();
        self.buffer.extend_from_slice(match (self.form, self.empty) {
            (Form::Document, true) => b"{\"statements\":[\n",
            (Form::Document, false) => b",\n",
            (Form::Lines, _) => b"",
        });
        self.empty = false;
        text::write(statement, &mut self.buffer, &mut self.out)?;
        if self.form == Form::Lines {
            self.buffer.push(b'\n');
        }
        Ok(self.out.write_all(&self.buffer)?)
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(match (self.form, self.empty) {
            (Form::Document, true) => b"{\"statements\":[]}\n",
            (Form::Document, false) => b"\n]}\n",
            (Form::Lines, _) => b"",
        })?;
        Ok(self.out.flush()?)
    }
}

/// Reads statements and hands them over one by one: a document, JSON Lines, a statement by itself, a list of
/// them, or several of these one after the other, told apart by their content. One statement is in memory at a
/// time.
///
/// A byte order mark is skipped; no input is no statement. A statement has at most 256 MiB of JSON, where each
/// object counts for 128 bytes more, since it is larger in memory than in the text.
///
/// # Errors
///
/// What `each` returns, and what cannot be read: [`Code::InvalidJson`], [`Code::InvalidValue`] or
/// [`Code::Contradiction`], with [the place](Diagnostic::path) as a path in the document (`line 3, opening.date`
/// for JSON Lines) or as line and column. The statements before it were handed over.
///
/// ```
/// let json = r#"{"account":{"iban":"FR7611111222220012345678975","currency":"EUR"},
///     "opening":{"date":"2024-01-01","amount":"100.00"},
///     "closing":{"date":"2024-01-31","amount":"88.00"},
///     "entries":[{"booking_date":"2024-01-02","amount":"-12.00","label":"COTISATION"}]}"#;
/// let mut balances = Vec::new();
/// cfonb::convert::json::read(json.as_bytes(), |statement| {
///     balances.push(statement.expected_closing().unwrap().to_string());
///     Ok(())
/// })
/// .unwrap();
/// assert_eq!(balances, ["88.00"]);
/// ```
pub fn read<R: Read>(input: R, each: impl FnMut(Statement<'static>) -> Result<()>) -> Result<()> {
    read_within(MAX_STATEMENT_BYTES, input, each)
}

fn read_within<R: Read>(
    limit: u64,
    input: R,
    mut each: impl FnMut(Statement<'static>) -> Result<()>,
) -> Result<()> {
    let left = Rc::new(Cell::new(limit));
    let mut json = serde_json::Deserializer::from_reader(bounded(input, OBJECT_BYTES, &left)?);
    let mut run = Run { each: &mut each, place: Place::Alone, stop: None, left: &left, limit };
    loop {
        match json.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_io() => return Err(run.failure(error)),
            // Another value, or something that is none.
            Err(_) => {
                run.place = Place::Alone;
                Top(&mut run).deserialize(&mut json).map_err(|error| run.failure(error))?;
            }
        }
    }
}

/// The input without its byte order mark, giving no more bytes than are `left`, where each object counts for
/// `object` bytes more.
pub(super) fn bounded<R: Read>(mut input: R, object: u64, left: &Rc<Cell<u64>>) -> io::Result<impl Read> {
    let mut head = Vec::with_capacity(3);
    input.by_ref().take(3).read_to_end(&mut head)?;
    if head == b"\xef\xbb\xbf" {
        head.clear();
    }
    let bounded = Bounded { input: io::Cursor::new(head).chain(input), object, left: Rc::clone(left) };
    Ok(BufReader::with_capacity(64 * 1024, bounded))
}

/// A medium that gives so many bytes until it is allowed more: what bounds the memory of one statement.
struct Bounded<R> {
    input: R,
    object: u64,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        if count > 0 && self.left.get() == 0 {
            return Err(io::Error::other("the input is too large"));
        }
        let read = buffer.get(..count).unwrap_or_default();
        let objects = memchr::memchr_iter(b'{', read).count() as u64;
        let cost = objects.saturating_mul(self.object).saturating_add(count as u64);
        self.left.set(self.left.get().saturating_sub(cost));
        Ok(count)
    }
}

/// Where a statement stands.
#[derive(Clone, Copy)]
enum Place {
    /// In the list of a document.
    Document(u64),
    /// In a list by itself.
    List(u64),
    /// By itself.
    Alone,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Document(index) => write!(f, "statements[{index}]"),
            Place::List(index) => write!(f, "[{index}]"),
            Place::Alone => Ok(()),
        }
    }
}

/// Why the reading stops, where it is not the parser that says so.
enum Stop {
    Caller(Error),
    Fault(Fault),
}

/// What the visitors share.
struct Run<'r, F> {
    each: &'r mut F,
    place: Place,
    stop: Option<Stop>,
    left: &'r Cell<u64>,
    limit: u64,
}

impl<F: FnMut(Statement<'static>) -> Result<()>> Run<'_, F> {
    /// Hands a statement over. An error of a visitor can only be one of the parser's: ours waits in `stop`.
    fn take<E: serde::de::Error>(&mut self, raw: RawStatement) -> Result<(), E> {
        self.left.set(self.limit);
        let taken = match raw.into_statement() {
            Ok(statement) => (self.each)(statement).map_err(Stop::Caller),
            Err(fault) => Err(Stop::Fault(fault)),
        };
        taken.map_err(|stop| {
            self.stop = Some(stop);
            E::custom("stopped")
        })
    }

    fn failure(&mut self, error: serde_json::Error) -> Error {
        let place = self.place;
        let line = error.line();
        match (self.stop.take(), error.classify()) {
            (Some(Stop::Caller(error)), _) => error,
            (Some(Stop::Fault(fault)), _) => {
                let path = match place {
                    Place::Alone => format!("line {line}, {}", fault.path),
                    _ => format!("{place}.{}", fault.path),
                };
                Error::foreign(Diagnostic::new(fault.code, Severity::Error).with_path(path), fault)
            }
            (None, Category::Io) if self.left.get() == 0 => {
                let diagnostic = Diagnostic::new(Code::StatementTooLarge, Severity::Error);
                match place {
                    Place::Alone => diagnostic.into(),
                    _ => diagnostic.with_path(place.to_string()).into(),
                }
            }
            (None, _) => {
                let separator = if matches!(place, Place::Alone) { "" } else { ", " };
                unreadable(&format!("{place}{separator}"), error)
            }
        }
    }
}

/// What the parser's error comes to, found in `place`. What it says of the input is left to its source.
pub(super) fn unreadable(place: &str, error: serde_json::Error) -> Error {
    let code = match error.classify() {
        Category::Io => return io::Error::from(error).into(),
        Category::Data => Code::InvalidValue,
        Category::Syntax | Category::Eof => Code::InvalidJson,
    };
    let path = format!("{place}line {}, column {}", error.line(), error.column());
    Error::foreign(Diagnostic::new(code, Severity::Error).with_path(path), error)
}

/// A value of the input: a document, a statement, or a list of statements.
struct Top<'t, 'r, F>(&'t mut Run<'r, F>);

impl<'de, F: FnMut(Statement<'static>) -> Result<()>> DeserializeSeed<'de> for Top<'_, '_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Statement<'static>) -> Result<()>> Visitor<'de> for Top<'_, '_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with statements, a statement, or a list of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        each_of(self.0, Place::List, seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut document = false;
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Statements if document => return Err(A::Error::duplicate_field("statements")),
                Key::Statements => {
                    document = true;
                    map.next_value_seed(Statements(&mut *self.0))?;
                }
                Key::Statement(key) if !document => {
                    let map = WithKey { key: Some(key), map };
                    let raw = RawStatement::deserialize(MapAccessDeserializer::new(map))?;
                    return self.0.take(raw);
                }
                Key::Statement(_) | Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if document { Ok(()) } else { Err(A::Error::missing_field("statements")) }
    }
}

/// Hands over the statements of a list.
fn each_of<'de, A: SeqAccess<'de>, F: FnMut(Statement<'static>) -> Result<()>>(
    run: &mut Run<'_, F>,
    place: fn(u64) -> Place,
    mut seq: A,
) -> Result<(), A::Error> {
    for index in 0.. {
        run.place = place(index);
        match seq.next_element::<Object<RawStatement>>()? {
            Some(Object(raw)) => run.take(raw)?,
            None => break,
        }
    }
    run.place = Place::Alone;
    Ok(())
}

/// The list of a document.
struct Statements<'t, 'r, F>(&'t mut Run<'r, F>);

impl<'de, F: FnMut(Statement<'static>) -> Result<()>> DeserializeSeed<'de> for Statements<'_, '_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Statement<'static>) -> Result<()>> Visitor<'de> for Statements<'_, '_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of statements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        each_of(self.0, Place::Document, seq)
    }
}

/// The key that tells a document from a statement.
enum Key {
    Statements,
    Statement(&'static str),
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                const STATEMENT: [&str; 6] =
                    ["account", "opening", "closing", "entries", "incomplete", "source_time"];
                let of_statement = STATEMENT.into_iter().find(|name| *name == key);
                Ok(match of_statement {
                    Some(name) => Key::Statement(name),
                    None if key == "statements" => Key::Statements,
                    None => Key::Other,
                })
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// An object whose first key was read already.
struct WithKey<A> {
    key: Option<&'static str>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithKey<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(StrDeserializer::new(key)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests;
