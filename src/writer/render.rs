//! One record after another.

mod columns;

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::plain::{Plain, plain_complement};
use super::{LineEnd, WriterOptions};
use crate::error::{Code, Diagnostic};
use crate::model::{
    Balance, Currency, Detail, Entry, InternalCode, OperationCode, Qualifier, RejectCode, Statement, Zones,
};
use crate::wire::encoding::Charset;
use crate::wire::field::{self, Century};
use crate::wire::layout::{
    FieldSpec, RecordCode, WIDTH, complement, factor, movement, new_balance, old_balance,
};

type Rendered<T = ()> = Result<T, Diagnostic>;

/// The records of one statement, as bytes.
#[derive(Debug)]
pub(super) struct Render {
    bytes: Vec<u8>,
    /// Where the record being rendered starts.
    start: usize,
    /// The last column that was written: they are from left to right, and none is left out.
    column: u8,
    /// How many bytes the columns written so far have beyond one each.
    wide: usize,
    code: RecordCode,
    charset: Charset,
    ascii: bool,
    line_end: &'static [u8],
    fill_operation_code: bool,
    century: Century,
    /// Some text had to change.
    changed: bool,
    /// How the records of this statement are written that are by the book.
    plain: Option<Plain>,
    /// The last movement, if it was.
    movement: Option<[u8; WIDTH]>,
}

impl Render {
    pub(super) fn new(options: &WriterOptions) -> Render {
        Render {
            bytes: Vec::new(),
            start: 0,
            column: 0,
            wide: 0,
            code: RecordCode::OldBalance,
            charset: options.charset,
            ascii: options.ascii,
            line_end: match options.line_end {
                LineEnd::Lf => b"\n",
                LineEnd::CrLf => b"\r\n",
                LineEnd::None => b"",
            },
            fill_operation_code: options.fill_operation_code,
            century: options.century,
            changed: false,
            plain: None,
            movement: None,
        }
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.changed = false;
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    pub(super) fn opening(&mut self, statement: &Statement<'_>) -> Rendered {
        use old_balance::{
            ACCOUNT_NUMBER, BANK_CODE, BRANCH_CODE, CURRENCY, DECIMALS, RESERVED_8, RESERVED_21,
        };
        let (account, opening) = (&statement.account, &statement.opening);
        let zones = &opening.zones;
        let scale = self.scale(zones, opening.amount, account.decimals, DECIMALS);
        self.plain = Plain::of(statement, self.century);
        self.record(RecordCode::OldBalance, |render| {
            if !account.currency.is_well_formed() {
                return Err(render.refuse(Code::InvalidCurrency, CURRENCY));
            }
            render.bank_or_branch(BANK_CODE, &account.bank_code)?;
            render.reserved(zones, RESERVED_8)?;
            render.bank_or_branch(BRANCH_CODE, &account.branch_code)?;
            let currency = account.currency;
            let inherits = |text: &str| text.is_empty() && currency_of_others(statement) == Some(currency);
            render.zone_or(zones, CURRENCY, inherits, |render| render.put(CURRENCY, currency.as_bytes()))?;
            let inherits = |text: &str| text.is_empty() && decimals_of_others(statement) == Some(scale);
            render.zone_or(zones, DECIMALS, inherits, |render| render.decimals(scale))?;
            render.reserved(zones, RESERVED_21)?;
            let number = account.number.trim_matches(' ');
            let same = |text: &str| text.trim_matches(' ') == number;
            render.zone_or(zones, ACCOUNT_NUMBER, same, |render| render.text(ACCOUNT_NUMBER, number))?;
            render.balance(opening, scale)
        })
    }

    pub(super) fn closing(&mut self, statement: &Statement<'_>, closing: &Balance<'_>) -> Rendered {
        let zones = &closing.zones;
        let scale = self.scale(zones, closing.amount, statement.account.decimals, new_balance::DECIMALS);
        self.record(RecordCode::NewBalance, |render| {
            render.head(statement, zones, scale, |render| render.reserved(zones, new_balance::RESERVED_8))?;
            render.balance(closing, scale)
        })
    }

    /// Columns 33-120 of a balance; both records have the same.
    fn balance(&mut self, balance: &Balance<'_>, scale: u32) -> Rendered {
        use new_balance::{AMOUNT, DATE, RESERVED_33, RESERVED_41, RESERVED_105};
        self.reserved(&balance.zones, RESERVED_33)?;
        self.date(DATE, balance.date)?;
        self.reserved(&balance.zones, RESERVED_41)?;
        self.amount(&balance.zones, AMOUNT, balance.amount, scale)?;
        self.reserved(&balance.zones, RESERVED_105)
    }

    /// Writes a movement that is by the book; `false` for another.
    pub(super) fn plain_movement(&mut self, entry: &Entry<'_>) -> bool {
        self.movement = self.plain.as_mut().and_then(|plain| plain.movement(entry));
        self.movement.is_some_and(|record| self.push(&record))
    }

    /// Writes a complement of the last movement, if both are by the book; `false` for another.
    pub(super) fn plain_complement(&mut self, detail: &Detail<'_>) -> bool {
        let record = self.movement.as_ref().and_then(|movement| plain_complement(movement, detail));
        record.is_some_and(|record| self.push(&record))
    }

    fn push(&mut self, record: &[u8; WIDTH]) -> bool {
        self.bytes.extend_from_slice(record);
        self.bytes.extend_from_slice(self.line_end);
        true
    }

    pub(super) fn movement(&mut self, statement: &Statement<'_>, entry: &Entry<'_>, label: &str) -> Rendered {
        use movement::*;
        let zones = &entry.zones;
        let scale = self.scale(zones, entry.amount, statement.account.decimals, DECIMALS);
        self.record(RecordCode::Movement, |render| {
            render.head(statement, zones, scale, |render| {
                let code = entry.internal_code.map(|code| *code.as_bytes());
                render.code(zones, INTERNAL_CODE, code, |text| InternalCode::new(text).is_none())
            })?;
            let code = entry.operation_code.map(|code| *code.as_bytes());
            let code = code.or(render.fill_operation_code.then_some(*b"91"));
            render.code(zones, OPERATION_CODE, code, |text| OperationCode::new(text).is_none())?;
            render.date(BOOKING_DATE, entry.booking_date)?;
            let code = entry.reject_code.map(|code| *code.as_bytes());
            render.code(zones, REJECT_CODE, code, |text| text == "00" || RejectCode::new(text).is_none())?;
            render.value_date(zones, entry.value_date)?;
            let same = |text: &str| text.trim_matches(' ') == entry.label;
            render.zone_or(zones, LABEL, same, |render| render.text(LABEL, label))?;
            render.reserved(zones, RESERVED_80)?;
            render.entry_number(zones, entry.entry_number.as_deref())?;
            render.flag(zones, COMMISSION_EXEMPT, entry.commission_exempt)?;
            render.flag(zones, UNAVAILABLE, entry.unavailable)?;
            render.amount(zones, AMOUNT, entry.amount, scale)?;
            let reference = entry.reference.as_deref().unwrap_or_default().trim_matches(' ');
            let same = |text: &str| text.trim_matches(' ') == reference;
            render.zone_or(zones, REFERENCE, same, |render| render.text(REFERENCE, reference))
        })
    }

    pub(super) fn complement(
        &mut self,
        statement: &Statement<'_>,
        entry: &Entry<'_>,
        detail: &Detail<'_>,
    ) -> Rendered {
        use complement::*;
        let zones = &detail.zones;
        let scale = self.scale(&entry.zones, entry.amount, statement.account.decimals, DECIMALS);
        self.record(RecordCode::Complement, |render| {
            render.head(statement, zones, scale, |render| {
                let code = entry.internal_code.map(|code| *code.as_bytes());
                render.repeated(zones, INTERNAL_CODE, &code.unwrap_or(*b"    "))
            })?;
            let code = entry.operation_code.map(|code| *code.as_bytes());
            let code = code.or(render.fill_operation_code.then_some(*b"91"));
            render.repeated(zones, OPERATION_CODE, &code.unwrap_or(*b"  "))?;
            render.zone_or(
                zones,
                BOOKING_DATE,
                |_| true,
                |render| render.date(BOOKING_DATE, entry.booking_date),
            )?;
            if render.is_factor(detail) {
                return render.factor_detail(detail);
            }
            render.reserved(zones, RESERVED_41)?;
            let code = detail.qualifier.map(|code| *code.as_bytes());
            render.code(zones, QUALIFIER, code, |text| Qualifier::new(text).is_none())?;
            render.text(TEXT, detail.text.trim_end_matches(' '))?;
            render.reserved(zones, RESERVED_119)
        })
    }

    fn is_factor(&self, detail: &Detail<'_>) -> bool {
        let date = detail.zones.get(factor::VALUE_DATE.from, factor::VALUE_DATE.to);
        let date = date.and_then(|text| field::date(text.as_bytes(), self.century));
        detail.qualifier.is_none() && date.is_some() && detail.text.chars().count() <= factor::TEXT.width()
    }

    fn factor_detail(&mut self, detail: &Detail<'_>) -> Rendered {
        self.reserved(&detail.zones, factor::RESERVED_41)?;
        self.reserved(&detail.zones, factor::VALUE_DATE)?;
        self.text(factor::TEXT, detail.text.trim_end_matches(' '))?;
        self.reserved(&detail.zones, factor::RESERVED_80)
    }

    /// Columns 3-32 of every record but the 01, which says them first.
    fn head(
        &mut self,
        statement: &Statement<'_>,
        zones: &Zones<'_>,
        scale: u32,
        columns_8_to_11: impl FnOnce(&mut Render) -> Rendered,
    ) -> Rendered {
        use movement::{ACCOUNT_NUMBER, BANK_CODE, BRANCH_CODE, CURRENCY, DECIMALS, RESERVED_21};
        let account = &statement.account;
        let digits = |text: &str| field::is_digits(text.as_bytes(), 5);
        self.zone_or(zones, BANK_CODE, digits, |render| {
            render.bank_or_branch(BANK_CODE, &account.bank_code)
        })?;
        columns_8_to_11(self)?;
        self.zone_or(zones, BRANCH_CODE, digits, |render| {
            render.bank_or_branch(BRANCH_CODE, &account.branch_code)
        })?;
        self.zone_or(zones, CURRENCY, |_| true, |render| render.put(CURRENCY, account.currency.as_bytes()))?;
        let inherited = u32::from(account.decimals);
        // A complement has no amount: what its column says changes nothing.
        let idle = self.code == RecordCode::Complement;
        let own =
            |text: &str| idle || if text.is_empty() { scale == inherited } else { text.parse() == Ok(scale) };
        self.zone_or(zones, DECIMALS, own, |render| render.decimals(scale))?;
        self.reserved(zones, RESERVED_21)?;
        let number = account.number.trim_matches(' ');
        self.zone_or(zones, ACCOUNT_NUMBER, |_| true, |render| render.text(ACCOUNT_NUMBER, number))
    }

    /// How many decimals a record writes its amount with: the account's, more if the amount has more, fewer
    /// only if the record said so when it was read.
    fn scale(&self, zones: &Zones<'_>, amount: Decimal, decimals: u8, spec: FieldSpec) -> u32 {
        let fewer = zones.get(spec.from, spec.to).and_then(|text| text.parse().ok());
        match fewer {
            Some(fewer) if fewer == amount.scale() => fewer,
            _ => amount.scale().max(u32::from(decimals)),
        }
    }

    fn record(&mut self, code: RecordCode, columns: impl Fn(&mut Render) -> Rendered) -> Rendered {
        self.start = self.bytes.len();
        self.code = code;
        self.begin();
        columns(self)?;
        let record = self.bytes.get(self.start..).unwrap_or_default();
        // Bytes that happen to be UTF-8 would be read as UTF-8, and every column after them misread.
        if self.charset != Charset::Utf8 && !record.is_ascii() && std::str::from_utf8(record).is_ok() {
            self.bytes.truncate(self.start);
            self.begin();
            let ascii = std::mem::replace(&mut self.ascii, true);
            let rendered = columns(self);
            self.ascii = ascii;
            rendered?;
        }
        debug_assert_eq!(usize::from(self.column), WIDTH, "no column is left out");
        self.bytes.extend_from_slice(self.line_end);
        Ok(())
    }

    /// A record of its code and blanks.
    fn begin(&mut self) {
        self.bytes.extend_from_slice(self.code.digits().as_bytes());
        self.column = 2;
        self.wide = 0;
        self.bytes.extend_from_slice(&[b' '; WIDTH - 2]);
    }

    /// Text in the characters that the output can hold.
    pub(super) fn encoded<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let encoded = self.spelt(text);
        self.changed |= encoded != text;
        encoded
    }
}

/// The currency that a reader takes for an old balance without one.
fn currency_of_others(statement: &Statement<'_>) -> Option<Currency> {
    let spec = movement::CURRENCY;
    let written = |zones: &Zones<'_>| match zones.get(spec.from, spec.to) {
        None => Some(statement.account.currency),
        Some(text) => Currency::new(text).filter(|currency| currency.is_well_formed()),
    };
    let balances = statement.closing.iter().map(|closing| &closing.zones);
    let mut others = statement.entries.iter().map(|entry| &entry.zones).chain(balances);
    others.find_map(written).or(Some(Currency::EUR))
}

/// The number of decimals that a reader takes for an old balance without one.
fn decimals_of_others(statement: &Statement<'_>) -> Option<u32> {
    let spec = movement::DECIMALS;
    let written = |entry: &Entry<'_>| match entry.zones.get(spec.from, spec.to) {
        None => Some(entry.amount.scale().max(u32::from(statement.account.decimals))),
        Some(text) => text.parse().ok(),
    };
    let usual = || Some(u32::from(statement.account.currency.usual_decimals()));
    statement.entries.iter().find_map(written).or_else(usual)
}
