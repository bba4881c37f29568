//! What diagnostics say: names, rules, hints.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $rule:literal $hint:literal;)*) => {
        /// What a [`Diagnostic`](crate::Diagnostic) says: a stable name, a rule and a hint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of this enum.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name in kebab case, for programs.
            ///
            /// ```
            /// assert_eq!(cfonb::Code::InvalidAmount.name(), "invalid-amount");
            /// ```
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The rule that the input breaks, or what was done about it.
            pub fn rule(self) -> &'static str {
                match self { $(Code::$variant => $rule,)* }
            }

            /// What a person can try; empty where there is nothing to do.
            pub fn hint(self) -> &'static str {
                match self { $(Code::$variant => $hint,)* }
            }
        }
    };
}

codes! {
    /// Trailing blanks of a record were stripped.
    StrippedBlanks "stripped-blanks"
        "a record has 120 columns; the trailing blanks of this one were stripped"
        "only the strict policy refuses this";
    /// A blank line between records.
    BlankLine "blank-line"
        "a line holds a record; this one is blank"
        "only the strict policy refuses this";
    /// Blanks after column 120.
    BlanksAfterRecord "blanks-after-record"
        "a line ends after column 120; this one goes on with blanks"
        "only the strict policy refuses this";
    /// A byte order mark at the start.
    ByteOrderMark "byte-order-mark"
        "a file starts with a record; this one starts with a byte order mark, the sign of UTF-8 text"
        "only the strict policy refuses this";
    /// NUL or 0x1A bytes at the start or the end.
    FilePadding "file-padding"
        "a file holds text; at one of its ends are bytes that are none (NUL, 0x1A)"
        "only the strict policy refuses this";
    /// Blanks before a record.
    LeadingBlanks "leading-blanks"
        "a record starts in the first column of its line"
        "the lenient policy skips blanks before a record";
    /// UTF-8 text, counted in characters.
    Utf8Text "utf8-text"
        "CFONB is written in a single-byte character set; this record is UTF-8 and was counted in characters"
        "";
    /// Reserved columns that are not blank.
    ReservedNotBlank "reserved-not-blank"
        "reserved columns should be blank"
        "";
    /// The currency of a balance is blank.
    CurrencyMissing "currency-missing"
        "the currency is mandatory; a blank one is taken from the movements of the statement, or else EUR"
        "only the strict policy refuses this";
    /// The number of decimals is blank.
    DecimalsMissing "decimals-missing"
        "the number of decimals is mandatory; a blank one is taken from the statement, or else from the currency"
        "only the strict policy refuses this";
    /// The currency is not three letters.
    InvalidCurrency "invalid-currency"
        "the currency is three letters of ISO 4217, such as EUR"
        "";
    /// A movement has another number of decimals than its old balance.
    DecimalsDiffer "decimals-differ"
        "a movement has the number of decimals of its old balance; each keeps its own"
        "";
    /// A value date that is no date.
    InvalidValueDate "invalid-value-date"
        "a value date is DDMMYY, blank or zeros; any other is left out"
        "only the strict policy refuses this";
    /// A complement in the layout of factoring companies.
    FactorLayout "factor-layout"
        "columns 43-48 of a complement are blank; here they are a date, so the text is read as the label's continuation"
        "";
    /// A complement does not repeat its movement's columns.
    ComplementDiffers "complement-differs"
        "a complement repeats columns 8-11 and 33-40 of its movement"
        "";
    /// Another bank code than the old balance.
    BankDiffers "bank-differs"
        "all records of a statement have the bank code of its old balance"
        "only the strict policy refuses this";
    /// Another branch code than the old balance.
    BranchDiffers "branch-differs"
        "all records of a statement have the branch code of its old balance"
        "only the strict policy refuses this";
    /// Another account number than the old balance.
    AccountDiffers "account-differs"
        "all records of a statement have the account number of its old balance"
        "the lenient policy accepts another account and keeps what was written";
    /// Another currency than the old balance.
    CurrencyDiffers "currency-differs"
        "all records of a statement have the currency of its old balance"
        "the lenient policy accepts another currency and keeps what was written";
    /// An account number that is blank or has blanks inside.
    AccountForm "account-form"
        "an account number is eleven digits and capital letters without blanks"
        "only the strict policy refuses this";
    /// Blanks for the leading zeros of an amount.
    AmountBlanks "amount-blanks"
        "an amount is filled with zeros on the left, not with blanks"
        "the lenient policy reads leading blanks of an amount as zeros";
    /// A sign column in a form of other character sets.
    OverpunchVariant "overpunch-variant"
        "the last column of an amount is one of { A-I (credit) or } J-R (debit)"
        "the lenient policy also reads lower case, and é for +0";
    /// A sign column with a plain digit or `è`.
    SignMissing "sign-missing"
        "the last column of an amount carries its sign; this one has lost it"
        "get the file as the bank wrote it; --repair finds the signs that are lost where the balances leave no choice";
    /// An amount that cannot be read.
    InvalidAmount "invalid-amount"
        "an amount is 13 digits and one of { A-I (credit) or } J-R (debit)"
        "get the file as the bank wrote it; the lenient policy leaves out what cannot be read, and says so";
    /// A date that cannot be read.
    InvalidDate "invalid-date"
        "a date is a day of the calendar, written DDMMYY"
        "get the file as the bank wrote it; the lenient policy leaves out what cannot be read, and says so";
    /// Digits expected.
    InvalidDigits "invalid-digits"
        "these columns are digits only"
        "get the file as the bank wrote it; the lenient policy leaves out what cannot be read, and says so";
    /// A code with characters outside ASCII.
    InvalidCode "invalid-code"
        "a code is made of ASCII characters; this one is left out"
        "";
    /// A piece of text that is no record of this format.
    UnknownRecord "unknown-record"
        "a record starts with 01, 04, 05 or 07"
        "the lenient policy skips what is no record, with a warning";
    /// A file of another format, recognised.
    WrongFormat "wrong-format"
        "this is not a CFONB 120 statement"
        "";
    /// A record that ends before its mandatory columns.
    ShortRecord "short-record"
        "a line that ends early may lack blanks only: 01, 04 and 07 have at least 104 columns, 05 at least 40"
        "blanks inside the line were probably lost on the way (copy and paste, e-mail, a web page): get the file itself; --repair puts blanks back where it can prove the result";
    /// A line that goes on after column 120 with no record.
    LongLine "long-line"
        "after column 120 a line ends, is blank or goes on with another record"
        "a line end was lost, or text was put in: get the file as the bank wrote it; the lenient policy skips that text and marks the statement incomplete";
    /// A 04, 05 or 07 outside a statement.
    StrayRecord "stray-record"
        "a statement starts with an old balance (01)"
        "the file was probably cut at its start, or an old balance is lost: get it again; the lenient policy skips such a record";
    /// A 05 before any 04.
    OrphanComplement "orphan-complement"
        "a complement (05) follows its movement (04), which is missing here or could not be read"
        "get the file as the bank wrote it; the lenient policy skips the complement";
    /// A statement that ends without its new balance.
    MissingNewBalance "missing-new-balance"
        "a statement ends with a new balance (07)"
        "the file is probably cut: get it again; the lenient policy gives the statement back as incomplete";
    /// A statement larger than the limit.
    StatementTooLarge "statement-too-large"
        "a statement must fit in the limit of the policy (256 MiB)"
        "a new balance (07) is probably missing: get the file again; programs can raise max_statement_bytes";
    /// Repair: blanks were put back.
    BlanksRestored "blanks-restored"
        "the blanks of this record had run together; they were put back"
        "";
    /// Repair: a balance without a sign is a credit.
    SignAssumedCredit "sign-assumed-credit"
        "this balance had lost its sign; it is taken for a credit, with which the statement adds up"
        "";
    /// Repair: the operation code says whether it is a credit.
    SignFromOperationCode "sign-from-operation-code"
        "this amount had lost its sign; it has the sense of its operation code, with which the statement adds up"
        "";
    /// Repair: only one choice adds up.
    SignFromBalance "sign-from-balance"
        "this amount had lost its sign; it has the only sense with which the statement adds up"
        "";
    /// Repair: a record whose columns cannot be told.
    BlanksUnclear "blanks-unclear"
        "the columns of this record cannot be told: its blanks have run together, and the rest can be read in no way or in several"
        "get the file as the bank wrote it";
    /// Repair: a statement that does not add up.
    RepairUnproven "repair-unproven"
        "what was repaired is proven by a statement that is complete and adds up; with the senses of the operation codes this one does not"
        "get the file as the bank wrote it: a record is missing or changed, or a refund has the code of a debit";
    /// Repair: several choices of senses add up.
    SensesAmbiguous "senses-ambiguous"
        "the signs of this statement are lost, and it adds up in more than one way"
        "get the file as the bank wrote it, or put the signs of these records back by hand";
    /// Repair: more amounts than can be tried.
    TooManySenses "too-many-senses"
        "the signs of this statement are lost, and its operation codes leave more than 24 amounts open"
        "get the file as the bank wrote it";
    /// Records that cannot be converted to text of the chosen output.
    TextTransliterated "text-transliterated"
        "characters outside the output's character set were replaced by their nearest spelling"
        "";
    /// An amount that does not fit in 14 columns, or has too many decimals.
    AmountOutOfRange "amount-out-of-range"
        "an amount has at most 14 digits, 9 of them decimals (in camt.053: 18 and 5)"
        "csv and json hold any amount";
    /// A text that does not fit.
    FieldTooLong "field-too-long"
        "a text must fit in the room that the output has for it; nothing is cut in silence"
        "csv and json hold texts of any length";
    /// A date outside what the digits of a year can say.
    DateOutOfRange "date-out-of-range"
        "a year has four digits; in CFONB two, which are read back within the hundred years of the policy"
        "";
    /// An account without French bank details.
    AccountIncomplete "account-incomplete"
        "this output needs a bank code (5 digits), a branch code (5 digits) and an account number (1 to 11 characters)"
        "";
    /// An operation code was filled in.
    OperationCodeMissing "operation-code-missing"
        "the source has no operation code; 91 (sundry operations) is written"
        "";
    /// A statement that does not add up.
    Unbalanced "unbalanced"
        "old balance and movements must make the new balance"
        "see what `cfonb check` says; --unbalanced writes it all the same";
    /// A statement that was not read whole.
    Incomplete "incomplete"
        "the statement was not read whole"
        "see the messages above; --unbalanced writes it all the same";
    /// Two entries with the same identifier.
    DuplicateId "duplicate-id"
        "no two accounts, and no two entries of an account, have the same identifier"
        "something was given twice: leave one of the two out";
    /// Two statements of one account that do not follow one another.
    NotChained "not-chained"
        "statements of one account follow one another; these do not, so the output holds them one by one"
        "";
    /// No statement for an output that cannot be without.
    NoStatement "no-statement"
        "this output holds at least one statement, and there is none"
        "see whether this is the right file; csv and json can do without";
    /// JSON that cannot be read.
    InvalidJson "invalid-json"
        "the input must be JSON of this model"
        "the file may be cut or of another format: without --from the format is told from the content";
    /// A value of a JSON document that cannot be used.
    InvalidValue "invalid-value"
        "a value must have the form that the model asks for"
        "";
    /// A value of a JSON document that contradicts another.
    Contradiction "contradiction"
        "values that say the same thing must agree"
        "";
    /// Inputs that are larger than the limit.
    InputTooLarge "input-too-large"
        "what is read together must fit in the limit of the options"
        "convert it in parts, such as one account or one month at a time";
    /// A transaction of an account that is not there.
    UnknownAccount "unknown-account"
        "a transaction belongs to one of the accounts given"
        "give the accounts too, in the same input or in another file";
    /// An account that has no balance.
    BalanceMissing "balance-missing"
        "a statement has a balance; the account has none"
        "--closing or --opening gives it";
    /// A balance that was worked out from nothing but the movements.
    BalanceAssumed "balance-assumed"
        "the account has no balance; it is taken as zero before the first movement given"
        "--closing or --opening gives the true one";
    /// A statement that has nothing to be dated by.
    DateMissing "date-missing"
        "a statement without movements needs a date"
        "--until gives it";
    /// An account about which nothing is known.
    AccountLeftOut "account-left-out"
        "an account without bank details, balance and movements is left out"
        "";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
