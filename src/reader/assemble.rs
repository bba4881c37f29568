//! From the records of one statement to the statement.
//!
//! Every column ends up in a field or in a zone: a zone keeps the columns that the writer would not give back
//! from the fields alone.

use super::columns::{BalanceColumns, entry_number, flag, one_digit, trimmed};
use super::frames::{Frame, Frames, Piece};
use super::gather::Gather;
use super::notes::Notes;
use super::plain::{Dates, Plain, PlainRecord, PlainRecords};
use super::policy::{Policy, Reaction};
use crate::error::{Code, Diagnostic, Position, Severity};
use crate::model::{
    Account, Balance, Currency, Detail, Entry, InternalCode, OperationCode, Qualifier, Statement, Zone, Zones,
};
use crate::wire::field;
use crate::wire::layout::{FieldSpec, RecordCode, complement, factor, movement, new_balance, old_balance};
use crate::wire::record::{Complement, Head, Line, Movement, NewBalance, Record};

/// Why a record is not taken.
pub(super) enum Stop {
    /// The policy refuses what it says.
    Refused(Box<Diagnostic>),
    /// It cannot be read; the policy may skip it.
    Unreadable(Box<Diagnostic>),
}

impl Stop {
    fn into_diagnostic(self) -> Box<Diagnostic> {
        match self {
            Stop::Refused(diagnostic) | Stop::Unreadable(diagnostic) => diagnostic,
        }
    }
}

impl From<Diagnostic> for Stop {
    fn from(refused: Diagnostic) -> Stop {
        Stop::Refused(Box::new(refused))
    }
}

/// Builds the statement whose records [`Gather::advance`] has found.
pub(super) fn statement<'b>(gather: &mut Gather, buffer: &'b [u8]) -> Result<Statement<'b>, Box<Diagnostic>> {
    let bytes = gather.bytes(buffer);
    let mut reading = Reading::new(&gather.policy, &mut gather.notes, &mut gather.dates);
    let built = reading.statement(bytes, &gather.frames);
    let (skipped, incomplete) = (reading.skipped, reading.incomplete || gather.incomplete);
    let records = gather.frames.records();
    let statement = match built {
        Ok(statement) => {
            // The grammar was looked at before the columns.
            let mut diagnostics = gather.notes.take();
            diagnostics.kept.sort_by_key(|diagnostic| diagnostic.position.map(|position| position.byte));
            statement.with_diagnostics(diagnostics, incomplete)
        }
        Err(stop) => {
            let mut diagnostic = stop.into_diagnostic();
            diagnostic.severity = Severity::Error;
            diagnostic.count = records.saturating_add(gather.notes.discard());
            return Err(diagnostic);
        }
    };
    let summary = &mut gather.notes.summary;
    summary.statements = summary.statements.saturating_add(1);
    summary.entries = summary.entries.saturating_add(statement.entries.len() as u64);
    summary.records = summary.records.saturating_add(records.saturating_sub(skipped));
    summary.skipped = summary.skipped.saturating_add(skipped);
    Ok(statement)
}

/// A movement on its own with its complements, and the account its columns name.
pub(super) fn lone_entry<'b>(
    policy: &Policy,
    movement: Movement<'b>,
    complements: &[Complement<'b>],
) -> Result<(Account<'b>, Entry<'b>), Box<Diagnostic>> {
    let (mut notes, mut dates) = (Notes::new(policy), Dates::new(policy.century));
    let mut reading = Reading::new(policy, &mut notes, &mut dates);
    let at = At { position: Position::default(), code: RecordCode::Movement, line: movement.line };
    let read =
        reading.account(&movement.head(), &at, &mut Zones::default(), || (None, None)).and_then(|account| {
            let mut entry = reading.entry(&at, complements.len())?;
            for complement in complements {
                let complement = At { code: RecordCode::Complement, line: complement.line, ..at };
                let detail = reading.detail(&complement, &at, &entry)?;
                reading.keep(detail, &mut entry);
            }
            Ok((account, entry))
        });
    read.map_err(Stop::into_diagnostic)
}

/// Where the record being read stands.
#[derive(Clone, Copy)]
pub(super) struct At<'b> {
    pub(super) position: Position,
    pub(super) code: RecordCode,
    pub(super) line: Line<'b>,
}

impl<'b> At<'b> {
    fn of(bytes: &'b [u8], frame: &Frame) -> At<'b> {
        let line = Line::new(bytes.get(frame.start..frame.end).unwrap_or_default(), frame.charset);
        At { position: frame.position, code: frame.code, line }
    }

    pub(super) fn diagnostic(&self, code: Code, spec: FieldSpec) -> Diagnostic {
        Diagnostic::new(code, Severity::Error)
            .with_position(self.position)
            .with_field(self.code, spec.field)
            .with_columns(spec.from, spec.to)
            .with_raw(self.line.bytes)
    }

    pub(super) fn unreadable(&self, code: Code, spec: FieldSpec) -> Stop {
        Stop::Unreadable(Box::new(self.diagnostic(code, spec)))
    }

    /// The columns that all four records share.
    pub(super) fn head(&self) -> Option<Head<'b>> {
        Record::cut(self.line).map(|record| record.head())
    }

    /// Keeps columns as they were read.
    pub(super) fn keep(&self, zones: &mut Zones<'b>, spec: FieldSpec, column: &'b [u8]) {
        zones.push(Zone::new(spec.from, spec.to, self.line.decode(field::trim_end(column))));
    }
}

/// What has been read of one statement.
pub(super) struct Built<'b> {
    pub(super) entries: Vec<Entry<'b>>,
    closing: Option<Balance<'b>>,
    /// What complements belong to.
    pub(super) movement: Before<'b>,
}

impl Built<'_> {
    fn with_capacity(movements: usize) -> Self {
        Built { entries: Vec::with_capacity(movements), closing: None, movement: Before::None }
    }
}

/// The movement before a record.
#[derive(Default)]
pub(super) enum Before<'b> {
    #[default]
    None,
    /// By the book, to the last column.
    Plain(PlainRecord<'b>),
    Other(At<'b>),
    /// It cannot be read; its complements so far.
    Unreadable(Option<Box<Diagnostic>>),
}

/// The state of reading one statement.
pub(super) struct Reading<'n, 'b> {
    pub(super) policy: &'n Policy,
    pub(super) notes: &'n mut Notes,
    pub(super) dates: &'n mut Dates,
    /// What every record of the statement repeats, from the 01.
    pub(super) bank_code: &'b [u8],
    pub(super) branch_code: &'b [u8],
    pub(super) account_number: &'b [u8],
    pub(super) currency: Currency,
    pub(super) decimals: u8,
    /// Reads records by the book, if the 01 is such a one.
    pub(super) plain: Option<Plain<'b>>,
    incomplete: bool,
    skipped: u64,
}

impl<'n, 'b> Reading<'n, 'b> {
    fn new(policy: &'n Policy, notes: &'n mut Notes, dates: &'n mut Dates) -> Reading<'n, 'b> {
        Reading {
            policy,
            notes,
            dates,
            bank_code: b"",
            branch_code: b"",
            account_number: b"",
            currency: Currency::EUR,
            decimals: 2,
            plain: None,
            incomplete: false,
            skipped: 0,
        }
    }

    fn statement(&mut self, bytes: &'b [u8], frames: &Frames) -> Result<Statement<'b>, Stop> {
        // Without its old balance there is no statement, whatever the policy.
        let (account, opening) = self.opening(bytes, frames)?;
        let mut built = Built::with_capacity(frames.movements());
        for piece in frames.pieces() {
            match piece {
                Piece::One(frame) => self.record(At::of(bytes, frame), 0, &mut built)?,
                Piece::Run(run, charset) => {
                    // An error is better than records that are not there.
                    let lost =
                        || Diagnostic::new(Code::UnknownRecord, Severity::Error).with_position(run.position);
                    let records = PlainRecords::of(*run, bytes);
                    let records = records.ok_or_else(lost)?;
                    self.run(records, *charset, &mut built)?;
                }
            }
        }
        self.skip_complements(&mut built)?;
        let mut statement = Statement::opened(account, opening).with_entries(built.entries);
        statement.closing = built.closing;
        Ok(statement)
    }

    /// Reads a record with so many complements behind it.
    pub(super) fn record(
        &mut self,
        at: At<'b>,
        complements: usize,
        built: &mut Built<'b>,
    ) -> Result<(), Stop> {
        if at.code != RecordCode::Complement {
            self.skip_complements(built)?;
        }
        let read = match at.code {
            // It has been read.
            RecordCode::OldBalance => Ok(()),
            RecordCode::Movement => self.entry(&at, complements).map(|entry| {
                built.entries.push(entry);
                built.movement = Before::Other(at);
            }),
            RecordCode::Complement => self.complement(at, built),
            RecordCode::NewBalance => self.closing(&at).map(|balance| built.closing = Some(balance)),
        };
        read.or_else(|stop| {
            if at.code == RecordCode::Movement {
                built.movement = Before::Unreadable(None);
            }
            self.skip(stop)
        })
    }

    fn complement(&mut self, at: At<'b>, built: &mut Built<'b>) -> Result<(), Stop> {
        let movement = match &mut built.movement {
            Before::Plain(record) => At {
                position: record.position,
                code: RecordCode::Movement,
                line: Line::new(record.bytes, self.policy.charset),
            },
            Before::Other(at) => *at,
            // The complements of a movement that cannot be read belong to nothing.
            Before::Unreadable(orphans) => {
                match orphans {
                    Some(orphans) => orphans.count = orphans.count.saturating_add(1),
                    None => {
                        *orphans =
                            Some(Box::new(at.diagnostic(Code::OrphanComplement, complement::RECORD_CODE)))
                    }
                }
                return Ok(());
            }
            // The grammar lets no complement come without a movement.
            Before::None => return Ok(()),
        };
        if let Some(entry) = built.entries.last_mut() {
            let detail = self.detail(&at, &movement, entry)?;
            self.keep(detail, entry);
        }
        Ok(())
    }

    fn keep(&self, detail: Detail<'b>, entry: &mut Entry<'b>) {
        if self.policy.keep_details {
            entry.details.push(detail);
        }
    }

    /// Skips the complements of a movement that could not be read, if the policy lets them be skipped.
    fn skip_complements(&mut self, built: &mut Built<'b>) -> Result<(), Stop> {
        match std::mem::take(&mut built.movement) {
            Before::Unreadable(Some(orphans)) => self.skip(Stop::Unreadable(orphans)),
            _ => Ok(()),
        }
    }

    /// Skips a record if the policy lets it, or passes the refusal on.
    #[cold]
    fn skip(&mut self, stop: Stop) -> Result<(), Stop> {
        match stop {
            Stop::Unreadable(diagnostic) if self.policy.unreadable_record != Reaction::Refuse => {
                self.incomplete = true;
                self.skipped = self.skipped.saturating_add(diagnostic.count);
                self.notes.push(*diagnostic);
                Ok(())
            }
            stop => Err(stop),
        }
    }

    /// An old balance and the account it names.
    fn opening(&mut self, bytes: &'b [u8], frames: &Frames) -> Result<(Account<'b>, Balance<'b>), Stop> {
        let at = frames.iter(bytes).next().map(|frame| At::of(bytes, &frame));
        let (Some(at), Some(Record::OldBalance(old))) = (at, at.and_then(|at| Record::cut(at.line))) else {
            // Cannot happen: a statement begins with its 01. An error is better than a panic.
            return Err(Diagnostic::new(Code::StrayRecord, Severity::Error).into());
        };
        let mut zones = Zones::default();
        let account =
            self.account(&old.head(), &at, &mut zones, || currency_and_decimals_of_movements(bytes, frames))?;
        let balance = self.balance(&BalanceColumns::from(&old), &at, self.decimals, zones)?;
        Ok((account, balance))
    }

    /// The account of a statement, from the columns that its first record shares with the others.
    fn account(
        &mut self,
        head: &Head<'b>,
        at: &At<'b>,
        zones: &mut Zones<'b>,
        elsewhere: impl FnOnce() -> (Option<Currency>, Option<u8>),
    ) -> Result<Account<'b>, Stop> {
        use old_balance::{ACCOUNT_NUMBER, BANK_CODE, BRANCH_CODE, CURRENCY, DECIMALS};
        let digits = |column, spec: FieldSpec| {
            field::digits(column, spec.width()).ok_or_else(|| at.unreadable(Code::InvalidDigits, spec))
        };
        let (bank_code, branch_code) =
            (digits(head.bank_code, BANK_CODE)?, digits(head.branch_code, BRANCH_CODE)?);
        let (no_currency, no_decimals) = (field::is_blank(head.currency), field::is_blank(head.decimals));
        let (currency, decimals) = if no_currency || no_decimals { elsewhere() } else { Default::default() };
        self.currency = if no_currency {
            self.missing(at, CURRENCY, Code::CurrencyMissing, head.currency, zones)?;
            currency.unwrap_or(Currency::EUR)
        } else {
            let written = Currency::from_bytes(head.currency).filter(|currency| currency.is_well_formed());
            written.ok_or_else(|| at.unreadable(Code::InvalidCurrency, CURRENCY))?
        };
        self.decimals = if no_decimals {
            self.missing(at, DECIMALS, Code::DecimalsMissing, head.decimals, zones)?;
            decimals.unwrap_or(self.currency.usual_decimals())
        } else {
            one_digit(head.decimals).ok_or_else(|| at.unreadable(Code::InvalidDigits, DECIMALS))?
        };
        let number = field::trim(head.account_number);
        if number.is_empty() || number.contains(&b' ') {
            self.notes
                .react(self.policy.account_form, || at.diagnostic(Code::AccountForm, ACCOUNT_NUMBER))?;
        }
        if head.account_number.starts_with(b" ") && !number.is_empty() {
            at.keep(zones, ACCOUNT_NUMBER, head.account_number);
        }
        (self.bank_code, self.branch_code, self.account_number) = (head.bank_code, head.branch_code, number);
        self.plain = at
            .line
            .full()
            .filter(|_| zones.is_empty())
            .and_then(|opening| Plain::new(opening, self.decimals));
        let mut account = Account::new(bank_code, branch_code, at.line.decode(number), self.currency);
        account.decimals = self.decimals;
        Ok(account)
    }

    fn closing(&mut self, at: &At<'b>) -> Result<Balance<'b>, Stop> {
        let mut zones = Zones::default();
        let decimals = self.head(at, &mut zones)?;
        self.balance(&BalanceColumns::from(&NewBalance::of(at.line)), at, decimals, zones)
    }

    fn balance(
        &mut self,
        columns: &BalanceColumns<'b>,
        at: &At<'b>,
        decimals: u8,
        mut zones: Zones<'b>,
    ) -> Result<Balance<'b>, Stop> {
        use new_balance::{AMOUNT, DATE, RESERVED_8, RESERVED_21, RESERVED_33, RESERVED_41, RESERVED_105};
        let specs = [RESERVED_8, RESERVED_21, RESERVED_33, RESERVED_41, RESERVED_105];
        for (spec, column) in specs.into_iter().zip(columns.reserved) {
            self.reserved(at, spec, column, &mut zones)?;
        }
        let date = field::date(columns.date, self.policy.century)
            .ok_or_else(|| at.unreadable(Code::InvalidDate, DATE))?;
        let amount = self.amount(at, AMOUNT, columns.amount, decimals, &mut zones)?;
        Ok(Balance { date, amount, zones, position: Some(at.position) })
    }

    fn entry(&mut self, at: &At<'b>, details: usize) -> Result<Entry<'b>, Stop> {
        use movement::*;
        let columns = Movement::of(at.line);
        let mut zones = Zones::default();
        let decimals = self.head(at, &mut zones)?;
        self.reserved(at, RESERVED_21, columns.reserved_21, &mut zones)?;
        self.reserved(at, RESERVED_80, columns.reserved_80, &mut zones)?;
        let booking_date = field::date(columns.booking_date, self.policy.century);
        let booking_date = booking_date.ok_or_else(|| at.unreadable(Code::InvalidDate, BOOKING_DATE))?;
        let value_date = self.value_date(at, columns.value_date, &mut zones)?;
        let amount = self.amount(at, AMOUNT, columns.amount, decimals, &mut zones)?;
        Ok(Entry {
            booking_date,
            value_date,
            amount,
            operation_code: self.code(
                at,
                OPERATION_CODE,
                columns.operation_code,
                OperationCode::from_bytes,
                &mut zones,
            )?,
            internal_code: self.code(
                at,
                INTERNAL_CODE,
                columns.internal_code,
                InternalCode::from_bytes,
                &mut zones,
            )?,
            reject_code: self.reject_code(at, columns.reject_code, &mut zones)?,
            label: trimmed(at, LABEL, columns.label, &mut zones),
            entry_number: entry_number(at, columns.entry_number, &mut zones),
            reference: Some(trimmed(at, REFERENCE, columns.reference, &mut zones))
                .filter(|reference| !reference.is_empty()),
            commission_exempt: flag(at, COMMISSION_EXEMPT, columns.commission_exempt, &mut zones),
            unavailable: flag(at, UNAVAILABLE, columns.unavailable, &mut zones),
            id: None,
            month: None,
            operation_date: None,
            details: Vec::with_capacity(details),
            zones,
            position: Some(at.position),
        })
    }

    fn detail(&mut self, at: &At<'b>, movement: &At<'b>, entry: &Entry<'b>) -> Result<Detail<'b>, Stop> {
        use complement::*;
        let columns = Complement::of(at.line);
        let mut zones = Zones::default();
        self.repeats(at, &mut zones)?;
        self.repeats_movement(at, movement, entry, &mut zones)?;
        self.reserved(at, RESERVED_21, columns.reserved_21, &mut zones)?;
        // The factor layout has digits in columns 43-45.
        if !field::is_blank(columns.reserved_41) && self.is_factor(at) {
            return self.factor_detail(at, zones);
        }
        self.reserved(at, RESERVED_41, columns.reserved_41, &mut zones)?;
        self.reserved(at, RESERVED_119, columns.reserved_119, &mut zones)?;
        let qualifier = self.code(at, QUALIFIER, columns.qualifier, Qualifier::from_bytes, &mut zones)?;
        Ok(Detail { qualifier, text: at.line.decode(field::trim_end(columns.text)), zones })
    }

    fn is_factor(&self, at: &At<'b>) -> bool {
        Complement::of(at.line).is_factor(self.policy.century)
    }

    fn factor_detail(&mut self, at: &At<'b>, mut zones: Zones<'b>) -> Result<Detail<'b>, Stop> {
        let column = |spec: FieldSpec| at.line.range(spec.from, spec.to);
        self.notes
            .react(self.policy.factor_layout, || at.diagnostic(Code::FactorLayout, factor::VALUE_DATE))?;
        at.keep(&mut zones, factor::VALUE_DATE, column(factor::VALUE_DATE));
        self.reserved(at, factor::RESERVED_80, column(factor::RESERVED_80), &mut zones)?;
        let text = at.line.decode(field::trim_end(column(factor::TEXT)));
        Ok(Detail { qualifier: None, text, zones })
    }
}

/// Currency and number of decimals of the first movement that has them, else the currency of the new balance:
/// some banks leave them out of the old balance.
#[cold]
fn currency_and_decimals_of_movements(bytes: &[u8], frames: &Frames) -> (Option<Currency>, Option<u8>) {
    let heads = |code| {
        frames.iter(bytes).filter(move |frame| frame.code == code).filter_map(|frame| {
            match Record::cut(At::of(bytes, &frame).line)? {
                Record::Movement(movement) => Some(movement.head()),
                Record::NewBalance(balance) => Some(balance.head()),
                _ => None,
            }
        })
    };
    let currency = heads(RecordCode::Movement)
        .chain(heads(RecordCode::NewBalance))
        .find_map(|head| Currency::from_bytes(head.currency).filter(|currency| currency.is_well_formed()));
    (currency, heads(RecordCode::Movement).find_map(|head| one_digit(head.decimals)))
}
