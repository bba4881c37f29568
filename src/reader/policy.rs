//! What a reader does about each deviation from the publication.

use crate::wire::encoding::Charset;
use crate::wire::field::Century;

/// What to do about a deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reaction {
    /// Take it as it is.
    Accept,
    /// Take it and say so, severity info.
    Info,
    /// Take it, or skip what cannot be taken, and say so, severity warning.
    Warn,
    /// Refuse it: its statement is an error, reading goes on with the next one.
    Refuse,
}

use Reaction::{Accept, Info, Refuse, Warn};

/// How a reader takes each deviation from the publication.
///
/// Three presets cover most uses: [`strict`](Policy::strict) accepts nothing that the publication does not
/// foresee, the [default](Policy::default) takes what real banks write, [`lenient`](Policy::lenient) also skips
/// what it cannot read. None of them guesses money, dates, the order of records or the account: an amount that
/// cannot be read with certainty is refused, or its record is skipped with an error and the statement marked
/// incomplete.
///
/// ```
/// use cfonb::{Policy, Reaction};
/// let mut policy = Policy::default();
/// policy.account_differs = Reaction::Warn;
/// let statements: Vec<_> = cfonb::Reader::with_policy(&b""[..], policy).into_statements().collect();
/// assert!(statements.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Trailing blanks stripped, blank lines, blanks after column 120.
    pub stripped_blanks: Reaction,
    /// A byte order mark at the start, NUL and 0x1A at either end of the file.
    pub file_padding: Reaction,
    /// Blanks before a record.
    pub leading_blanks: Reaction,
    /// A record in UTF-8 with characters of several bytes.
    pub utf8_text: Reaction,
    /// Reserved columns that are not blank; said once a file, with a count.
    pub reserved_not_blank: Reaction,
    /// Currency or number of decimals blank: taken from the statement, or else from the currency.
    pub currency_missing: Reaction,
    /// A movement with another number of decimals than its old balance: each keeps its own.
    pub decimals_differ: Reaction,
    /// A value date that is no date: it is left out.
    pub invalid_value_date: Reaction,
    /// A complement with a date in columns 43-48: its text continues the label.
    pub factor_layout: Reaction,
    /// A complement that does not repeat columns 8-11 and 33-40 of its movement.
    pub complement_differs: Reaction,
    /// A bank or branch code that differs from the old balance's.
    pub bank_differs: Reaction,
    /// An account number or currency that differs from the old balance's.
    pub account_differs: Reaction,
    /// An account number that is blank or has blanks inside.
    pub account_form: Reaction,
    /// Blanks for the leading zeros of an amount.
    pub amount_blanks: Reaction,
    /// A sign in lower case, or `é` for +0.
    pub overpunch_variant: Reaction,
    /// A piece of text that is no record: it is skipped.
    pub unknown_record: Reaction,
    /// A record out of order: a 04, 05 or 07 outside a statement and a 05 without a 04 are skipped; a
    /// statement without its 07 is given back as incomplete.
    pub record_order: Reaction,
    /// A 04, 05 or 07 whose amount, date or digits cannot be read, a line cut before its mandatory columns, a
    /// line that goes on after column 120. With anything but `Refuse` the record is skipped with an *error*
    /// diagnostic and the statement is incomplete.
    pub unreadable_record: Reaction,
    /// The hundred years that two digits of a year stand for.
    pub century: Century,
    /// The character set of text that is not UTF-8.
    pub charset: Charset,
    /// Whether entries keep their complements. They are read by the same policy where they are not kept.
    pub keep_details: bool,
    /// The most bytes one statement may have.
    pub max_statement_bytes: usize,
    /// The most diagnostics a statement carries; the rest are counted.
    pub max_diagnostics: usize,
}

impl Policy {
    /// Refuses what the publication does not foresee.
    pub fn strict() -> Policy {
        Policy {
            stripped_blanks: Refuse,
            file_padding: Refuse,
            utf8_text: Warn,
            reserved_not_blank: Info,
            currency_missing: Refuse,
            decimals_differ: Warn,
            invalid_value_date: Refuse,
            factor_layout: Warn,
            complement_differs: Warn,
            bank_differs: Refuse,
            account_form: Refuse,
            ..Policy::default()
        }
    }

    /// Skips what cannot be read, and says so.
    pub fn lenient() -> Policy {
        Policy {
            leading_blanks: Warn,
            account_differs: Warn,
            amount_blanks: Warn,
            overpunch_variant: Warn,
            unknown_record: Warn,
            record_order: Warn,
            unreadable_record: Warn,
            ..Policy::default()
        }
    }

    /// The same with another set for text that is not UTF-8.
    #[must_use]
    pub fn with_charset(mut self, charset: Charset) -> Policy {
        self.charset = charset;
        self
    }
}

impl Default for Policy {
    /// Takes what real banks write.
    fn default() -> Policy {
        Policy {
            stripped_blanks: Info,
            file_padding: Info,
            leading_blanks: Refuse,
            utf8_text: Accept,
            reserved_not_blank: Accept,
            currency_missing: Warn,
            decimals_differ: Accept,
            invalid_value_date: Warn,
            factor_layout: Accept,
            complement_differs: Info,
            bank_differs: Warn,
            account_differs: Refuse,
            account_form: Warn,
            amount_blanks: Refuse,
            overpunch_variant: Refuse,
            unknown_record: Refuse,
            record_order: Refuse,
            unreadable_record: Refuse,
            century: Century::default(),
            charset: Charset::Windows1252,
            keep_details: true,
            max_statement_bytes: 256 << 20,
            max_diagnostics: 100,
        }
    }
}
