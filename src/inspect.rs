//! One record, field by field, whatever is wrong with it.

use std::io::Read;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::{Code, Diagnostic, ErrorKind, Position, Result, Severity};
use crate::model::{Currency, OperationCode, Qualifier, RejectCode, RejectFamily};
use crate::reader::{Policy, Reaction, Statements};
use crate::wire::amount;
use crate::wire::encoding::Charset;
use crate::wire::field;
use crate::wire::layout::{self, Class, Field, FieldSpec, RecordCode, WIDTH};
use crate::wire::line::{Piece, PieceKind, Step};
use crate::wire::pieces::Window;
use crate::wire::record::{Line, Record};

/// At most so many records of one line are given.
const MOST: usize = 10;

/// Which record is meant, counted as in a [`Position`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The record with this number, from 1.
    Record(u64),
    /// What stands on this line, from 1.
    Line(u64),
}

/// What was found at a [`Place`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Found {
    /// One record, or those of one line: the first ten. `more` says that the line goes on.
    Records {
        /// The records, in order.
        records: Vec<Inspected>,
        /// Whether there are others on the line.
        more: bool,
    },
    /// A line without a record.
    Blank,
    /// The input ends before it.
    Beyond {
        /// How many records the input has.
        records: u64,
        /// How many lines it has.
        lines: u64,
    },
}

/// A record, or text that is none, and all that is wrong with it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Inspected {
    /// Where it stands.
    pub position: Position,
    /// Which record it is; `None` for text that is no record.
    pub code: Option<RecordCode>,
    /// How its bytes were decoded.
    pub charset: Charset,
    /// Its text, without the line end. Columns are characters.
    pub text: String,
    /// Its fields, in order; none of text that is no record.
    pub fields: Vec<InspectedField>,
    /// What the reader says about it, given the records before it, by a policy that refuses nothing it can tell;
    /// and every field that cannot be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// A field of a record.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct InspectedField {
    /// Its columns and names.
    pub spec: FieldSpec,
    /// The text in its columns, blanks included; shorter than the field where the record ends.
    pub text: String,
    /// What that says, where it can be read.
    pub meaning: Option<Meaning>,
}

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// The kind of record.
    Record(RecordCode),
    /// A date.
    Date(NaiveDate),
    /// An amount, credit positive, and its currency where that is known.
    Amount(Decimal, Option<Currency>),
    /// The kind of an operation.
    Operation(OperationCode),
    /// Why it was rejected, and by which of the two lists of reasons.
    Reject(RejectCode, RejectFamily),
    /// What the text of a complement is.
    Qualifier(Qualifier),
    /// A flag.
    Flag(bool),
}

// Bank data stays out of logs.
impl std::fmt::Debug for Inspected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspected")
            .field("position", &self.position)
            .field("code", &self.code)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for InspectedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InspectedField").field("spec", &self.spec).finish_non_exhaustive()
    }
}

/// Finds one record, or those of one line, and reads no further. It holds three records in memory, not the input.
///
/// ```
/// use cfonb::inspect::{Found, Meaning, Place, inspect};
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb"))?;
/// let Found::Records { records, .. } = inspect(file, Place::Record(3), cfonb::Charset::default())? else { panic!() };
/// let amount = records[0].fields.iter().find(|field| field.spec.columns() == (91, 104)).unwrap();
/// assert_eq!(amount.text, "0000000001000}");
/// assert!(matches!(amount.meaning, Some(Meaning::Amount(amount, _)) if amount.to_string() == "-100.00"));
/// assert!(records[0].diagnostics.is_empty());
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`ErrorKind::Io`] if the source fails.
pub fn inspect(source: impl Read, place: Place, charset: Charset) -> Result<Found> {
    let mut window = Window::new(source, charset);
    let mut search = Search::new(place, charset);
    loop {
        match window.step() {
            Step::NeedMore => window.refill()?,
            Step::End => return Ok(search.end()),
            Step::Piece(piece) => {
                let bytes = window.buffer.get(piece.start..piece.end).unwrap_or_default();
                if search.is_over(&piece, bytes) {
                    return Ok(search.end());
                }
            }
        }
    }
}

/// On the way to a place.
struct Search {
    place: Place,
    charset: Charset,
    before: Before,
    /// The last piece seen.
    position: Position,
    /// The place is there, with or without a record.
    reached: bool,
    records: Vec<Inspected>,
    more: bool,
}

/// The records that say how the next one is to be taken.
#[derive(Default)]
struct Before {
    old_balance: Vec<u8>,
    movement: Vec<u8>,
    /// What stands before it on its line.
    same_line: Vec<u8>,
}

impl Search {
    fn new(place: Place, charset: Charset) -> Search {
        Search {
            place,
            charset,
            before: Before::default(),
            position: Position::default(),
            reached: false,
            records: Vec::new(),
            more: false,
        }
    }

    /// Takes a piece; `true` if no more are needed.
    fn is_over(&mut self, piece: &Piece, bytes: &[u8]) -> bool {
        self.position = piece.position;
        let counts = matches!(piece.kind, PieceKind::Record(..) | PieceKind::Text);
        let is_there = match self.place {
            Place::Record(record) => counts && piece.position.record == record,
            Place::Line(line) => piece.position.line == line,
        };
        if self.reached && !is_there {
            return true;
        }
        self.reached |= is_there;
        if is_there && counts {
            if self.records.len() >= MOST {
                self.more = true;
                return true;
            }
            self.records.push(self.before.inspected(piece, bytes, self.charset));
        }
        self.before.pass(piece, bytes);
        self.reached && matches!(self.place, Place::Record(_))
    }

    fn end(self) -> Found {
        match self.records.is_empty() {
            false => Found::Records { records: self.records, more: self.more },
            true if self.reached => Found::Blank,
            true => Found::Beyond { records: self.position.record, lines: self.position.line },
        }
    }
}

impl Before {
    fn pass(&mut self, piece: &Piece, bytes: &[u8]) {
        self.same_line.clear();
        match piece.kind {
            PieceKind::Record(RecordCode::OldBalance, _) => {
                bytes.clone_into(&mut self.old_balance);
                self.movement.clear();
            }
            PieceKind::Record(RecordCode::Movement, _) => bytes.clone_into(&mut self.movement),
            PieceKind::Record(RecordCode::NewBalance, _) => {
                self.old_balance.clear();
                self.movement.clear();
            }
            // A reader takes it for a movement that it cannot read.
            PieceKind::Text if bytes.len() >= RecordCode::Complement.minimum_width() => self.movement.clear(),
            _ => {}
        }
        if matches!(piece.kind, PieceKind::Record(..)) {
            bytes.clone_into(&mut self.same_line);
        }
    }

    fn inspected(&self, piece: &Piece, bytes: &[u8], single_byte: Charset) -> Inspected {
        let (code, charset) = match piece.kind {
            PieceKind::Record(code, charset) => (Some(code), charset),
            _ if std::str::from_utf8(bytes).is_ok() => (None, Charset::Utf8),
            _ => (None, single_byte),
        };
        let record = Record::cut(Line::new(bytes, charset));
        let mut diagnostics = self.said_by_the_reader(piece, bytes, single_byte);
        for found in record.iter().flat_map(unreadable) {
            if !diagnostics.iter().any(|known| known.columns == found.columns) {
                diagnostics.push(found);
            }
        }
        for diagnostic in &mut diagnostics {
            diagnostic.position = Some(piece.position);
            diagnostic.count = 1;
        }
        // What is about the whole record comes last.
        diagnostics.sort_by_key(|diagnostic| (diagnostic.columns.is_none(), diagnostic.columns));
        let fields = record.map(|record| self.fields(&record)).unwrap_or_default();
        let text = charset.decode(bytes).into_owned();
        Inspected { position: piece.position, code, charset, text, fields, diagnostics }
    }

    /// What the reader says about the record, given those before it.
    fn said_by_the_reader(&self, piece: &Piece, bytes: &[u8], charset: Charset) -> Vec<Diagnostic> {
        let context: [&[u8]; 2] = match piece.kind {
            PieceKind::Record(RecordCode::OldBalance, _) => [b"", b""],
            PieceKind::Record(RecordCode::Complement, _) => [&self.old_balance, &self.movement],
            _ => [&self.old_balance, b""],
        };
        let mut input = Vec::new();
        let mut number = 1_u64;
        for record in context.into_iter().filter(|record| !record.is_empty()) {
            input.extend_from_slice(record);
            input.push(b'\n');
            number = number.saturating_add(1);
        }
        let follows =
            matches!(piece.kind, PieceKind::Text) && !piece.starts_line && !self.same_line.is_empty();
        if follows {
            input.extend_from_slice(&self.same_line);
            number = number.saturating_add(1);
        }
        input.extend_from_slice(bytes);
        let mut statements = Statements::with_policy(&input, all_told(charset));
        let mut said = Vec::new();
        for statement in statements.by_ref() {
            match statement {
                Ok(statement) => said.extend_from_slice(statement.diagnostics()),
                Err(error) => match error.into_kind() {
                    ErrorKind::Refused(diagnostic) => said.push(diagnostic),
                    ErrorKind::Io(_) | ErrorKind::Foreign(..) => {}
                },
            }
        }
        said.extend_from_slice(statements.diagnostics());
        // That its new balance is not here is not the file's fault.
        let about_it = |said: &Diagnostic| {
            said.position.is_some_and(|position| position.record == number)
                && said.code != Code::MissingNewBalance
        };
        said.retain(about_it);
        // What the whole file is, one piece of text can't tell.
        for said in said.iter_mut().filter(|said| said.code == Code::WrongFormat) {
            *said =
                Diagnostic::new(Code::UnknownRecord, Severity::Warning).with_columns(1, 2).with_raw(bytes);
        }
        said
    }

    fn fields(&self, record: &Record<'_>) -> Vec<InspectedField> {
        let line = record.line();
        let old_balance = Record::cut(Line::new(&self.old_balance, Charset::default()));
        let decimals = |record: &Record<'_>| record.text_of(Field::Decimals)?.parse::<u8>().ok();
        let currency = record.text_of(Field::Currency).and_then(|text| Currency::new(&text));
        let context = Context {
            currency: currency.filter(|currency| currency.is_well_formed()),
            decimals: decimals(record).or_else(|| decimals(old_balance.as_ref()?)).unwrap_or(2),
            operation: record.text_of(Field::OperationCode).and_then(|text| OperationCode::new(&text)),
        };
        let field = |spec: FieldSpec| {
            let bytes = line.range(spec.from, spec.to);
            let meaning = context.meaning(&spec, bytes, record.code());
            InspectedField { spec, text: line.decode(bytes).into_owned(), meaning }
        };
        specs(record).into_iter().map(field).collect()
    }
}

/// The fields of a record, in the layout it has.
fn specs(record: &Record<'_>) -> Vec<FieldSpec> {
    let published = layout::of(record.code());
    match record {
        Record::Complement(complement) if complement.is_factor(field::Century::default()) => {
            let shared = published.iter().take_while(|spec| spec.to <= 40);
            shared.chain(&layout::factor::FIELDS).copied().collect()
        }
        _ => published.to_vec(),
    }
}

/// What a field's meaning depends on.
struct Context {
    currency: Option<Currency>,
    decimals: u8,
    operation: Option<OperationCode>,
}

impl Context {
    fn meaning(&self, spec: &FieldSpec, bytes: &[u8], record: RecordCode) -> Option<Meaning> {
        match (spec.field, spec.class) {
            (Field::RecordCode, _) => Some(Meaning::Record(record)),
            (_, Class::Date) => field::date(bytes, field::Century::default()).map(Meaning::Date),
            (_, Class::Amount) => {
                let amount = amount::decode(bytes).ok()?;
                let amount = Decimal::new(amount.minor, u32::from(self.decimals));
                Some(Meaning::Amount(amount, self.currency))
            }
            (Field::OperationCode, _) => OperationCode::from_bytes(bytes).map(Meaning::Operation),
            (Field::RejectCode, _) if bytes != b"00" => {
                let family = RejectFamily::of(self.operation);
                RejectCode::from_bytes(bytes).map(|code| Meaning::Reject(code, family))
            }
            (Field::Qualifier, _) => Qualifier::from_bytes(bytes).map(Meaning::Qualifier),
            (Field::CommissionExempt | Field::Unavailable, _) => match bytes {
                b"1" => Some(Meaning::Flag(true)),
                b"0" => Some(Meaning::Flag(false)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A policy by which nothing is refused that can be told instead.
fn all_told(charset: Charset) -> Policy {
    let mut policy = Policy::lenient().with_charset(charset);
    policy.utf8_text = Reaction::Info;
    policy.reserved_not_blank = Reaction::Info;
    policy.decimals_differ = Reaction::Warn;
    policy.factor_layout = Reaction::Info;
    policy
}

/// Every field that cannot be read by itself; the reader names the first only.
fn unreadable(record: &Record<'_>) -> Vec<Diagnostic> {
    let century = field::Century::default();
    let results = match record {
        Record::OldBalance(old) => [
            old.bank_code().err(),
            old.branch_code().err(),
            old.date(century).err(),
            old.amount().err(),
            None,
        ],
        Record::NewBalance(new) => [
            new.bank_code().err(),
            new.branch_code().err(),
            new.date(century).err(),
            new.amount().err(),
            None,
        ],
        Record::Movement(movement) => [
            movement.bank_code().err(),
            movement.branch_code().err(),
            movement.booking_date(century).err(),
            movement.value_date(century).err(),
            movement.amount().err(),
        ],
        Record::Complement(complement) => [
            complement.bank_code().err(),
            complement.branch_code().err(),
            complement.decimals().err(),
            None,
            None,
        ],
    };
    let width = record.line().width();
    let diagnostics = results.into_iter().flatten().filter_map(|error| match error.into_kind() {
        ErrorKind::Refused(diagnostic) => Some(diagnostic),
        _ => None,
    });
    // Of a record that is too short, what is missing says nothing new.
    let is_there =
        |found: &Diagnostic| width >= WIDTH || found.columns.is_none_or(|(_, to)| usize::from(to) <= width);
    diagnostics.filter(is_there).collect()
}
