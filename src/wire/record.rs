//! One record and its columns.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::amount::{self, AmountError};
pub(crate) use super::bytes::Line;
use super::encoding::Charset;
use super::field::{self, Century, Parsed, columns};
use super::layout::{self, Field, FieldSpec, RecordCode, WIDTH};
use crate::error::{Code, Diagnostic, Error, Result, Severity};

/// The columns that all four records share: whose record it is, and in which money.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) bank_code: &'a [u8],
    pub(crate) branch_code: &'a [u8],
    pub(crate) currency: &'a [u8],
    pub(crate) decimals: &'a [u8],
    pub(crate) account_number: &'a [u8],
}

/// One record of 120 columns, borrowed from the input.
///
/// ```
/// use cfonb::Record;
/// let line = b"0411111    22222EUR2 0012345678991240420  240420Cotisation                       0000000  0000000000120}";
/// let Record::Movement(movement) = cfonb::read_record(line)? else { unreachable!() };
/// assert_eq!(movement.amount()?.minor_units, -1200);
/// assert_eq!(movement.label(), "Cotisation");
/// # Ok::<(), cfonb::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record<'a> {
    /// Record 01, *ancien solde*.
    #[doc(alias = "ancien solde")]
    OldBalance(OldBalance<'a>),
    /// Record 04, *mouvement*.
    #[doc(alias = "mouvement")]
    Movement(Movement<'a>),
    /// Record 05, *complément*.
    #[doc(alias = "complément")]
    Complement(Complement<'a>),
    /// Record 07, *nouveau solde*.
    #[doc(alias = "nouveau solde")]
    NewBalance(NewBalance<'a>),
}

/// An amount as a record writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Amount {
    /// The amount in minor units (cents for the euro), credit positive.
    pub minor_units: i64,
    /// How many of its digits are decimals, 0 to 9; `None` where the column is blank.
    pub decimals: Option<u8>,
}

impl<'a> Record<'a> {
    /// Cuts a record into its columns; `None` if it starts with none of the four codes.
    pub(crate) fn cut(line: Line<'a>) -> Option<Record<'a>> {
        Some(match RecordCode::of(line.bytes)? {
            RecordCode::OldBalance => Record::OldBalance(OldBalance::of(line)),
            RecordCode::Movement => Record::Movement(Movement::of(line)),
            RecordCode::Complement => Record::Complement(Complement::of(line)),
            RecordCode::NewBalance => Record::NewBalance(NewBalance::of(line)),
        })
    }

    /// Which record this is.
    pub fn code(&self) -> RecordCode {
        match self {
            Record::OldBalance(_) => RecordCode::OldBalance,
            Record::Movement(_) => RecordCode::Movement,
            Record::Complement(_) => RecordCode::Complement,
            Record::NewBalance(_) => RecordCode::NewBalance,
        }
    }

    /// The bytes as they stand in the input, without the line end.
    pub fn raw(&self) -> &'a [u8] {
        self.line().bytes
    }

    /// The character set the text is decoded with.
    pub fn charset(&self) -> Charset {
        self.line().charset
    }

    /// The text of a field as it stands in its columns, blanks included; `None` if this record has no such
    /// field. A record has several [`Field::Reserved`]; this gives the first.
    pub fn text_of(&self, field: Field) -> Option<Cow<'a, str>> {
        let spec = layout::of(self.code()).iter().find(|spec| spec.field == field)?;
        Some(self.line().decode(self.line().range(spec.from, spec.to)))
    }

    pub(crate) fn head(&self) -> Head<'a> {
        match self {
            Record::OldBalance(record) => record.head(),
            Record::Movement(record) => record.head(),
            Record::Complement(record) => record.head(),
            Record::NewBalance(record) => record.head(),
        }
    }

    pub(crate) fn line(&self) -> Line<'a> {
        match self {
            Record::OldBalance(record) => record.line,
            Record::Movement(record) => record.line,
            Record::Complement(record) => record.line,
            Record::NewBalance(record) => record.line,
        }
    }
}

/// Defines a record: its struct holds one slice a row of the layout table, cut from left to right.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident, $layout:ident { $($column:ident $row:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $name<'a> {
            pub(crate) line: Line<'a>,
            $(pub(crate) $column: &'a [u8],)*
        }

        impl<'a> $name<'a> {
            /// Cuts a line that is known to be this record.
            #[inline]
            pub(crate) fn of(line: Line<'a>) -> $name<'a> {
                match line.full() {
                    Some(full) => $name::of_full(line, full),
                    None => $name::of_other(line),
                }
            }

            /// The same for a [full](Line::full) line, whose columns stand at places known to the compiler.
            #[inline(always)]
            pub(crate) fn of_full(line: Line<'a>, full: &'a [u8; WIDTH]) -> $name<'a> {
                $name { line, $($column: layout::$layout::$row.of(full),)* }
            }

            #[cold]
            fn of_other(line: Line<'a>) -> $name<'a> {
                // The columns of a line in UTF-8 are its characters; in every other set they are its bytes.
                let cut = match line.charset {
                    Charset::Utf8 => $name::cut::<true>(line),
                    _ => $name::cut::<false>(line),
                };
                match cut {
                    Ok((_, record)) => record,
                    // The cut cannot fail: a column that is not there is empty.
                    Err(_) => $name { line, $($column: b"",)* },
                }
            }

            fn cut<const UTF8: bool>(line: Line<'a>) -> Parsed<'a, $name<'a>> {
                let input = line.bytes;
                $(let (input, $column) = columns::<UTF8>(&layout::$layout::$row)(input)?;)*
                Ok((input, $name { line, $($column,)* }))
            }

            /// The columns that all four records share.
            pub(crate) fn head(&self) -> Head<'a> {
                Head {
                    bank_code: self.bank_code,
                    branch_code: self.branch_code,
                    currency: self.currency,
                    decimals: self.decimals,
                    account_number: self.account_number,
                }
            }

            /// The bytes as they stand in the input, without the line end.
            pub fn raw(&self) -> &'a [u8] {
                self.line.bytes
            }

            /// Columns 3-7, the bank: 5 digits.
            ///
            /// # Errors
            ///
            /// [`Code::InvalidDigits`] if they are not.
            pub fn bank_code(&self) -> Result<&'a str> {
                self.digits(self.bank_code, layout::$layout::BANK_CODE)
            }

            /// Columns 12-16, the branch: 5 digits.
            ///
            /// # Errors
            ///
            /// [`Code::InvalidDigits`] if they are not.
            pub fn branch_code(&self) -> Result<&'a str> {
                self.digits(self.branch_code, layout::$layout::BRANCH_CODE)
            }

            /// Columns 17-19, the currency; may be blank.
            pub fn currency(&self) -> Cow<'a, str> {
                self.line.trimmed(self.currency)
            }

            /// Column 20, how many of an amount's digits are decimals; `None` if blank.
            ///
            /// # Errors
            ///
            /// [`Code::InvalidDigits`] if it is no digit.
            pub fn decimals(&self) -> Result<Option<u8>> {
                if field::is_blank(self.decimals) {
                    return Ok(None);
                }
                let digit = self.digits(self.decimals, layout::$layout::DECIMALS)?;
                Ok(digit.parse().ok())
            }

            /// Columns 22-32, the account number.
            pub fn account_number(&self) -> Cow<'a, str> {
                self.line.trimmed(self.account_number)
            }

            fn digits(&self, column: &'a [u8], spec: FieldSpec) -> Result<&'a str> {
                field::digits(column, spec.width()).ok_or_else(|| self.error(Code::InvalidDigits, spec))
            }

            fn error(&self, code: Code, spec: FieldSpec) -> Error {
                Diagnostic::new(code, Severity::Error)
                    .with_field(RecordCode::$name, spec.field)
                    .with_columns(spec.from, spec.to)
                    .with_raw(self.line.bytes)
                    .into()
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("line", &self.line).finish_non_exhaustive()
            }
        }
    };
}

/// The accessors of records with an amount and a date.
macro_rules! amount_and_date {
    ($name:ident, $layout:ident, $date_row:ident, $date:ident $date_doc:literal) => {
        impl<'a> $name<'a> {
            #[doc = $date_doc]
            ///
            /// # Errors
            ///
            /// [`Code::InvalidDate`] if it is no date DDMMYY.
            pub fn $date(&self, century: Century) -> Result<NaiveDate> {
                field::date(self.$date, century)
                    .ok_or_else(|| self.error(Code::InvalidDate, layout::$layout::$date_row))
            }

            /// Columns 91-104, with the decimals of column 20. Leading blanks and signs in lower case are not
            /// accepted here; the lenient policy of the reader does.
            ///
            /// # Errors
            ///
            /// [`Code::SignMissing`] if the sign was lost, [`Code::InvalidAmount`] or [`Code::InvalidDigits`]
            /// if the columns cannot be read.
            pub fn amount(&self) -> Result<Amount> {
                let spec = layout::$layout::AMOUNT;
                let decimals = self.decimals()?;
                match amount::decode(self.amount) {
                    Ok(read) if !read.blanks && !read.variant => {
                        Ok(Amount { minor_units: read.minor, decimals })
                    }
                    Ok(_) | Err(AmountError::Invalid) => Err(self.error(Code::InvalidAmount, spec)),
                    Err(AmountError::SignMissing) => Err(self.error(Code::SignMissing, spec)),
                }
            }
        }
    };
}

record! {
    /// The columns of a record 01, *ancien solde*.
    OldBalance, old_balance {
        _record_code RECORD_CODE,
        bank_code BANK_CODE,
        reserved_8 RESERVED_8,
        branch_code BRANCH_CODE,
        currency CURRENCY,
        decimals DECIMALS,
        reserved_21 RESERVED_21,
        account_number ACCOUNT_NUMBER,
        reserved_33 RESERVED_33,
        date DATE,
        reserved_41 RESERVED_41,
        amount AMOUNT,
        reserved_105 RESERVED_105,
    }
}

record! {
    /// The columns of a record 04, *mouvement*.
    Movement, movement {
        _record_code RECORD_CODE,
        bank_code BANK_CODE,
        internal_code INTERNAL_CODE,
        branch_code BRANCH_CODE,
        currency CURRENCY,
        decimals DECIMALS,
        reserved_21 RESERVED_21,
        account_number ACCOUNT_NUMBER,
        operation_code OPERATION_CODE,
        booking_date BOOKING_DATE,
        reject_code REJECT_CODE,
        value_date VALUE_DATE,
        label LABEL,
        reserved_80 RESERVED_80,
        entry_number ENTRY_NUMBER,
        commission_exempt COMMISSION_EXEMPT,
        unavailable UNAVAILABLE,
        amount AMOUNT,
        reference REFERENCE,
    }
}

record! {
    /// The columns of a record 05, *complément*.
    Complement, complement {
        _record_code RECORD_CODE,
        bank_code BANK_CODE,
        internal_code INTERNAL_CODE,
        branch_code BRANCH_CODE,
        currency CURRENCY,
        decimals DECIMALS,
        reserved_21 RESERVED_21,
        account_number ACCOUNT_NUMBER,
        operation_code OPERATION_CODE,
        booking_date BOOKING_DATE,
        reserved_41 RESERVED_41,
        qualifier QUALIFIER,
        text TEXT,
        reserved_119 RESERVED_119,
    }
}

record! {
    /// The columns of a record 07, *nouveau solde*.
    NewBalance, new_balance {
        _record_code RECORD_CODE,
        bank_code BANK_CODE,
        reserved_8 RESERVED_8,
        branch_code BRANCH_CODE,
        currency CURRENCY,
        decimals DECIMALS,
        reserved_21 RESERVED_21,
        account_number ACCOUNT_NUMBER,
        reserved_33 RESERVED_33,
        date DATE,
        reserved_41 RESERVED_41,
        amount AMOUNT,
        reserved_105 RESERVED_105,
    }
}

amount_and_date!(OldBalance, old_balance, DATE, date "Columns 35-40, the day at whose end the balance holds.");
amount_and_date!(NewBalance, new_balance, DATE, date "Columns 35-40, the day at whose end the balance holds.");
amount_and_date!(Movement, movement, BOOKING_DATE, booking_date "Columns 35-40, the booking date.");

impl<'a> Movement<'a> {
    /// Columns 8-11, the bank's own operation code; may be blank.
    pub fn internal_code(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.internal_code))
    }

    /// Columns 33-34, the interbank operation code; may be blank.
    pub fn operation_code(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.operation_code))
    }

    /// Columns 41-42, the reason of a reject; blank or `00` for none.
    pub fn reject_code(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.reject_code))
    }

    /// Columns 43-48, the value date; `None` if blank or zeros.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidValueDate`] if it is something else than a date DDMMYY.
    pub fn value_date(&self, century: Century) -> Result<Option<NaiveDate>> {
        if field::is_blank(self.value_date) || self.value_date == b"000000" {
            return Ok(None);
        }
        let read = field::date(self.value_date, century);
        read.map(Some).ok_or_else(|| self.error(Code::InvalidValueDate, layout::movement::VALUE_DATE))
    }

    /// Columns 49-79, the label, without blanks at its ends.
    pub fn label(&self) -> Cow<'a, str> {
        self.line.trimmed(self.label)
    }

    /// Columns 82-88, the entry number as written, without blanks at its ends.
    pub fn entry_number(&self) -> Cow<'a, str> {
        self.line.trimmed(self.entry_number)
    }

    /// Column 89, the flag of exemption from the turnover commission as written: `1`, `0` or blank.
    pub fn commission_exempt(&self) -> Cow<'a, str> {
        self.line.trimmed(self.commission_exempt)
    }

    /// Column 90, the flag of unavailable funds as written: `1`, `0` or blank.
    pub fn unavailable(&self) -> Cow<'a, str> {
        self.line.trimmed(self.unavailable)
    }

    /// Columns 105-120, the reference, without blanks at its ends.
    pub fn reference(&self) -> Cow<'a, str> {
        self.line.trimmed(self.reference)
    }
}

impl<'a> Complement<'a> {
    /// Columns 8-11, repeated from the movement.
    pub fn internal_code(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.internal_code))
    }

    /// Columns 33-34, repeated from the movement.
    pub fn operation_code(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.operation_code))
    }

    /// Columns 35-40, repeated from the movement.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidDate`] if it is no date DDMMYY.
    pub fn booking_date(&self, century: Century) -> Result<NaiveDate> {
        field::date(self.booking_date, century)
            .ok_or_else(|| self.error(Code::InvalidDate, layout::complement::BOOKING_DATE))
    }

    /// Columns 46-48, the qualifier; may be blank.
    pub fn qualifier(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.qualifier))
    }

    /// Columns 49-118, the text without blanks at its end.
    pub fn text(&self) -> Cow<'a, str> {
        self.line.decode(field::trim_end(self.text))
    }

    /// Whether this is the layout of factoring companies: columns 41-42 blank, a date in 43-48.
    pub(crate) fn is_factor(&self, century: Century) -> bool {
        let date = layout::factor::VALUE_DATE;
        field::is_blank(self.line.range(41, 42))
            && field::date(self.line.range(date.from, date.to), century).is_some()
    }
}

#[cfg(test)]
mod tests;
