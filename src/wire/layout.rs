//! The columns of the four records, in one table.
//!
//! The parser, the writer, the diagnostics and the documentation read this table; nothing else in the crate
//! knows a column. Columns are 1-based and inclusive, as in the publications: CFONB, *Evolutions du relevé de
//! compte 120 caractères* (v2.0, March 2010) for 04 and 05, DGFiP, *Structure des fichiers ETEBAC*
//! (12/07/2004) for 01 and 07.

use std::fmt;

/// Width of a record in columns.
pub const WIDTH: usize = 120;

/// The four kinds of record of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordCode {
    /// `01`, *ancien solde*: the balance before the first movement.
    OldBalance,
    /// `04`, *mouvement*: an entry.
    Movement,
    /// `05`, *complément*: more about the movement before it.
    Complement,
    /// `07`, *nouveau solde*: the balance after the last movement.
    NewBalance,
}

impl RecordCode {
    /// All four, in the order of their codes.
    pub const ALL: [RecordCode; 4] =
        [RecordCode::OldBalance, RecordCode::Movement, RecordCode::Complement, RecordCode::NewBalance];

    /// The two digits in columns 1-2.
    pub fn digits(self) -> &'static str {
        match self {
            RecordCode::OldBalance => "01",
            RecordCode::Movement => "04",
            RecordCode::Complement => "05",
            RecordCode::NewBalance => "07",
        }
    }

    /// The record that starts with these bytes, if it is one of the four.
    ///
    /// ```
    /// use cfonb::wire::layout::RecordCode;
    /// assert_eq!(RecordCode::of(b"0411111"), Some(RecordCode::Movement));
    /// assert_eq!(RecordCode::of(b"03"), None);
    /// ```
    pub fn of(bytes: &[u8]) -> Option<RecordCode> {
        match bytes {
            [b'0', b'1', ..] => Some(RecordCode::OldBalance),
            [b'0', b'4', ..] => Some(RecordCode::Movement),
            [b'0', b'5', ..] => Some(RecordCode::Complement),
            [b'0', b'7', ..] => Some(RecordCode::NewBalance),
            _ => None,
        }
    }

    /// English name.
    pub fn english(self) -> &'static str {
        match self {
            RecordCode::OldBalance => "old balance",
            RecordCode::Movement => "movement",
            RecordCode::Complement => "complement",
            RecordCode::NewBalance => "new balance",
        }
    }

    /// French name.
    pub fn french(self) -> &'static str {
        match self {
            RecordCode::OldBalance => "ancien solde",
            RecordCode::Movement => "mouvement",
            RecordCode::Complement => "complément",
            RecordCode::NewBalance => "nouveau solde",
        }
    }

    /// How many columns must be there when trailing blanks were stripped.
    pub fn minimum_width(self) -> usize {
        match self {
            RecordCode::Complement => 40,
            _ => 104,
        }
    }
}

impl fmt::Display for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.digits(), self.english())
    }
}

/// What a group of columns means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// Code of the record.
    RecordCode,
    /// Bank.
    BankCode,
    /// The bank's own operation code.
    InternalCode,
    /// Branch.
    BranchCode,
    /// Currency, ISO 4217.
    Currency,
    /// Number of decimals of the record's amount.
    Decimals,
    /// Account number.
    AccountNumber,
    /// Interbank operation code.
    OperationCode,
    /// Date of a balance.
    BalanceDate,
    /// Booking date of a movement.
    BookingDate,
    /// Reason of a reject or return.
    RejectCode,
    /// Value date of a movement.
    ValueDate,
    /// Label of a movement.
    Label,
    /// Cheque, slip or item number.
    EntryNumber,
    /// Exemption from the turnover commission.
    CommissionExempt,
    /// Funds not yet available.
    Unavailable,
    /// Amount, with its sign in the last column.
    Amount,
    /// Reference, free.
    Reference,
    /// What a complement's text is.
    Qualifier,
    /// The 70 columns of a complement.
    Text,
    /// Reserved columns.
    Reserved,
}

/// What the columns of a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Digits, filled with zeros on the left.
    Digits,
    /// Text, filled with blanks on the right.
    Text,
    /// DDMMYY.
    Date,
    /// 13 digits and a digit with its sign.
    Amount,
    /// Blank.
    Blank,
}

/// One row of the table: a field and its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSpec {
    /// What it means.
    pub field: Field,
    /// First column, from 1.
    pub from: u8,
    /// Last column, inclusive.
    pub to: u8,
    /// What it may hold.
    pub class: Class,
    /// English name.
    pub english: &'static str,
    /// French name, as in the publication.
    pub french: &'static str,
}

impl FieldSpec {
    /// Number of columns.
    pub const fn width(&self) -> usize {
        (self.to as usize).saturating_sub(self.from as usize).saturating_add(1)
    }

    /// Its columns of a record.
    #[inline(always)]
    pub(crate) fn of<'a>(&self, record: &'a [u8; WIDTH]) -> &'a [u8] {
        let first = usize::from(self.from).saturating_sub(1);
        record.get(first..usize::from(self.to)).unwrap_or_default()
    }

    /// The same, to be written to.
    #[inline(always)]
    pub(crate) fn of_mut<'a>(&self, record: &'a mut [u8; WIDTH]) -> &'a mut [u8] {
        let first = usize::from(self.from).saturating_sub(1);
        record.get_mut(first..usize::from(self.to)).unwrap_or_default()
    }

    /// First and last column.
    pub const fn columns(&self) -> (u8, u8) {
        (self.from, self.to)
    }
}

/// The fields of a record, in order of their columns.
///
/// ```
/// use cfonb::wire::layout::{self, Field, RecordCode};
/// let label = layout::of(RecordCode::Movement).iter().find(|spec| spec.field == Field::Label).unwrap();
/// assert_eq!((label.from, label.to, label.french), (49, 79, "libellé"));
/// ```
pub fn of(record: RecordCode) -> &'static [FieldSpec] {
    match record {
        RecordCode::OldBalance => &old_balance::FIELDS,
        RecordCode::Movement => &movement::FIELDS,
        RecordCode::Complement => &complement::FIELDS,
        RecordCode::NewBalance => &new_balance::FIELDS,
    }
}

// Each record is a module of constants, so that parser and writer name the row they mean.
macro_rules! record {
    ($(#[$doc:meta])* $module:ident {
        $($name:ident $field:ident $from:literal-$to:literal $class:ident $english:literal $french:literal;)*
    }) => {
        $(#[$doc])*
        pub mod $module {
            use super::{Class, Field, FieldSpec};
            $(
                #[doc = concat!("Columns ", $from, "-", $to, ": ", $english, ", *", $french, "*.")]
                pub const $name: FieldSpec = FieldSpec {
                    field: Field::$field,
                    from: $from,
                    to: $to,
                    class: Class::$class,
                    english: $english,
                    french: $french,
                };
            )*
            /// All of them, in order.
            pub const FIELDS: [FieldSpec; [$($name),*].len()] = [$($name),*];
        }
    };
}

record! {
    /// Record 01, *ancien solde*.
    old_balance {
        RECORD_CODE    RecordCode     1-2     Digits "record code"        "code enregistrement";
        BANK_CODE      BankCode       3-7     Digits "bank code"          "code banque";
        RESERVED_8     Reserved       8-11    Blank  "reserved"           "zone réservée";
        BRANCH_CODE    BranchCode     12-16   Digits "branch code"        "code guichet";
        CURRENCY       Currency       17-19   Text   "currency"           "code devise";
        DECIMALS       Decimals       20-20   Digits "number of decimals" "nombre de décimales";
        RESERVED_21    Reserved       21-21   Blank  "reserved"           "zone réservée";
        ACCOUNT_NUMBER AccountNumber  22-32   Text   "account number"     "numéro de compte";
        RESERVED_33    Reserved       33-34   Blank  "reserved"           "zone réservée";
        DATE           BalanceDate    35-40   Date   "date of the old balance" "date de l'ancien solde";
        RESERVED_41    Reserved       41-90   Blank  "reserved"           "zone réservée";
        AMOUNT         Amount         91-104  Amount "amount of the old balance" "montant de l'ancien solde";
        RESERVED_105   Reserved       105-120 Blank  "reserved"           "zone réservée";
    }
}

record! {
    /// Record 04, *mouvement*.
    movement {
        RECORD_CODE       RecordCode       1-2     Digits "record code"        "code enregistrement";
        BANK_CODE         BankCode         3-7     Digits "bank code"          "code banque";
        INTERNAL_CODE     InternalCode     8-11    Text   "internal operation code" "code opération interne";
        BRANCH_CODE       BranchCode       12-16   Digits "branch code"        "code guichet";
        CURRENCY          Currency         17-19   Text   "currency"           "code devise";
        DECIMALS          Decimals         20-20   Digits "number of decimals" "nombre de décimales";
        RESERVED_21       Reserved         21-21   Blank  "reserved"           "zone réservée";
        ACCOUNT_NUMBER    AccountNumber    22-32   Text   "account number"     "numéro de compte";
        OPERATION_CODE    OperationCode    33-34   Text   "interbank operation code" "code opération interbancaire";
        BOOKING_DATE      BookingDate      35-40   Date   "booking date"       "date de comptabilisation";
        REJECT_CODE       RejectCode       41-42   Text   "reject reason"      "code motif de rejet";
        VALUE_DATE        ValueDate        43-48   Date   "value date"         "date de valeur";
        LABEL             Label            49-79   Text   "label"              "libellé";
        RESERVED_80       Reserved         80-81   Blank  "reserved"           "zone réservée";
        ENTRY_NUMBER      EntryNumber      82-88   Text   "entry number"       "numéro d'écriture";
        COMMISSION_EXEMPT CommissionExempt 89-89   Text   "commission exemption flag" "indice d'exonération de commission";
        UNAVAILABLE       Unavailable      90-90   Text   "unavailability flag" "indice d'indisponibilité";
        AMOUNT            Amount           91-104  Amount "amount of the movement" "montant du mouvement";
        REFERENCE         Reference        105-120 Text   "reference"          "zone référence";
    }
}

record! {
    /// Record 05, *complément*.
    complement {
        RECORD_CODE    RecordCode     1-2     Digits "record code"        "code enregistrement";
        BANK_CODE      BankCode       3-7     Digits "bank code"          "code banque";
        INTERNAL_CODE  InternalCode   8-11    Text   "internal operation code" "code opération interne";
        BRANCH_CODE    BranchCode     12-16   Digits "branch code"        "code guichet";
        CURRENCY       Currency       17-19   Text   "currency"           "code devise";
        DECIMALS       Decimals       20-20   Digits "number of decimals" "nombre de décimales";
        RESERVED_21    Reserved       21-21   Blank  "reserved"           "zone réservée";
        ACCOUNT_NUMBER AccountNumber  22-32   Text   "account number"     "numéro de compte";
        OPERATION_CODE OperationCode  33-34   Text   "interbank operation code" "code opération interbancaire";
        BOOKING_DATE   BookingDate    35-40   Date   "booking date"       "date de comptabilisation";
        RESERVED_41    Reserved       41-45   Blank  "reserved"           "zone réservée";
        QUALIFIER      Qualifier      46-48   Text   "qualifier"          "qualifiant";
        TEXT           Text           49-118  Text   "information"        "informations complémentaires";
        RESERVED_119   Reserved       119-120 Blank  "reserved"           "zone réservée";
    }
}

record! {
    /// Record 05 as factoring companies write it: a value date, and the next 31 characters of the label.
    ///
    /// Not published; columns 1-40 are those of [`complement`].
    factor {
        RESERVED_41 Reserved  41-42  Blank "reserved"   "zone réservée";
        VALUE_DATE  ValueDate 43-48  Date  "value date" "date de valeur";
        TEXT        Text      49-79  Text  "label, continued" "suite du libellé";
        RESERVED_80 Reserved  80-120 Blank "reserved"   "zone réservée";
    }
}

record! {
    /// Record 07, *nouveau solde*.
    new_balance {
        RECORD_CODE    RecordCode     1-2     Digits "record code"        "code enregistrement";
        BANK_CODE      BankCode       3-7     Digits "bank code"          "code banque";
        RESERVED_8     Reserved       8-11    Blank  "reserved"           "zone réservée";
        BRANCH_CODE    BranchCode     12-16   Digits "branch code"        "code guichet";
        CURRENCY       Currency       17-19   Text   "currency"           "code devise";
        DECIMALS       Decimals       20-20   Digits "number of decimals" "nombre de décimales";
        RESERVED_21    Reserved       21-21   Blank  "reserved"           "zone réservée";
        ACCOUNT_NUMBER AccountNumber  22-32   Text   "account number"     "numéro de compte";
        RESERVED_33    Reserved       33-34   Blank  "reserved"           "zone réservée";
        DATE           BalanceDate    35-40   Date   "date of the new balance" "date du nouveau solde";
        RESERVED_41    Reserved       41-90   Blank  "reserved"           "zone réservée";
        AMOUNT         Amount         91-104  Amount "amount of the new balance" "montant du nouveau solde";
        RESERVED_105   Reserved       105-120 Blank  "reserved"           "zone réservée";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every column from `first` to `last` belongs to exactly one field.
    fn assert_covers(fields: &[FieldSpec], first: u8, last: u8) {
        let mut next = first;
        for spec in fields {
            assert_eq!(spec.from, next, "{:?}", spec.field);
            assert!(spec.to >= spec.from, "{:?}", spec.field);
            next = spec.to + 1;
        }
        assert_eq!(next, last + 1);
    }

    #[test]
    fn each_record_covers_its_120_columns_once() {
        for record in RecordCode::ALL {
            assert_covers(of(record), 1, 120);
            assert_eq!(of(record).iter().map(FieldSpec::width).sum::<usize>(), WIDTH, "{record}");
        }
        assert_covers(&factor::FIELDS, 41, 120);
    }

    #[test]
    fn records_have_names() {
        let names = RecordCode::ALL.map(|record| format!("{record}, {}", record.french()));
        assert_eq!(
            names,
            [
                "01 old balance, ancien solde",
                "04 movement, mouvement",
                "05 complement, complément",
                "07 new balance, nouveau solde"
            ]
        );
    }

    #[test]
    fn both_balances_have_the_same_columns() {
        let columns =
            |fields: &[FieldSpec]| fields.iter().map(|s| (s.field, s.from, s.to)).collect::<Vec<_>>();
        assert_eq!(columns(&old_balance::FIELDS), columns(&new_balance::FIELDS));
    }

    #[test]
    fn a_complement_repeats_the_first_40_columns_of_its_movement() {
        assert_eq!(movement::FIELDS[..10], complement::FIELDS[..10]);
    }
}
