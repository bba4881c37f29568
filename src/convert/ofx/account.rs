//! Whose statement it is.

use super::entry::escaped;
use super::text::Spelling;
use crate::convert::refuse;
use crate::error::{Code, Result};
use crate::model::{Account, Statement};
use crate::wire::layout::{Field, RecordCode};

/// Longest BANKID, BRANCHID and ACCTID that the definition of OFX has, in characters.
const BANKID: usize = 9;
const BRANCHID: usize = 22;
const ACCTID: usize = 22;

/// Where in a document the statements of an account stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MessageSet {
    Bank,
    Card,
}

impl MessageSet {
    /// A card is what has a number but no bank code, or no branch code and is called a card.
    pub(super) fn of(account: &Account<'_>, spelling: Spelling) -> MessageSet {
        let lacks = |text: &str| spelling.encoded(text).is_empty();
        let no_bank = lacks(&account.bank_code) || lacks(&account.branch_code) && is_card(account);
        if no_bank && !lacks(&account.number) { MessageSet::Card } else { MessageSet::Bank }
    }

    /// The element of the set, that of a statement with its status, and that of the statement.
    pub(super) fn names(self) -> [&'static str; 3] {
        match self {
            MessageSet::Bank => ["BANKMSGSRSV1", "STMTTRNRS", "STMTRS"],
            MessageSet::Card => ["CREDITCARDMSGSRSV1", "CCSTMTTRNRS", "CCSTMTRS"],
        }
    }
}

/// Refuses an account that has neither French bank details nor the number of a card, or any that do not fit.
pub(super) fn require(statement: &Statement<'_>, spelling: Spelling) -> Result<()> {
    let account = &statement.account;
    let parts = [
        (&account.bank_code, BANKID, Field::BankCode),
        (&account.branch_code, BRANCHID, Field::BranchCode),
        (&account.number, ACCTID, Field::AccountNumber),
    ];
    let needed = match MessageSet::of(account, spelling) {
        MessageSet::Bank => &parts[..],
        MessageSet::Card => parts.get(2..).unwrap_or_default(),
    };
    let refused = |code, field| refuse(code, statement.opening.position, RecordCode::OldBalance, field);
    for (part, longest, field) in needed {
        match spelling.count(&spelling.encoded(part)) {
            0 => return Err(refused(Code::AccountIncomplete, *field)),
            length if length > *longest => return Err(refused(Code::FieldTooLong, *field)),
            _ => {}
        }
    }
    match account.currency.is_well_formed() {
        true => Ok(()),
        false => Err(refused(Code::InvalidCurrency, Field::Currency)),
    }
}

/// Appends the account.
pub(super) fn write(account: &Account<'_>, spelling: Spelling, out: &mut Vec<u8>) {
    let text = |name, text, out: &mut Vec<u8>| escaped(name, &spelling.encoded(text), out);
    if MessageSet::of(account, spelling) == MessageSet::Card {
        out.extend_from_slice(b"<CCACCTFROM>\r\n");
        text("ACCTID", &account.number, out);
        out.extend_from_slice(b"</CCACCTFROM>\r\n");
        return;
    }
    out.extend_from_slice(b"<BANKACCTFROM>\r\n");
    text("BANKID", &account.bank_code, out);
    text("BRANCHID", &account.branch_code, out);
    text("ACCTID", &account.number, out);
    escaped("ACCTTYPE", account_type(account).as_bytes(), out);
    if let Some(key) = account.rib_key() {
        escaped("ACCTKEY", key.as_str().as_bytes(), out);
    }
    out.extend_from_slice(b"</BANKACCTFROM>\r\n");
}

fn account_type(account: &Account<'_>) -> &'static str {
    if is_card(account) {
        // One with bank details; `credit card` is no credit line.
        return "CHECKING";
    }
    let is_one_of = |words: &[&str]| words.iter().any(|word| kind_has(account, word));
    match () {
        () if is_one_of(&["saving", "livret", "épargne", "epargne"]) => "SAVINGS",
        () if is_one_of(&["loan", "credit", "crédit", "prêt", "pret"]) => "CREDITLINE",
        () => "CHECKING",
    }
}

fn is_card(account: &Account<'_>) -> bool {
    kind_has(account, "card") || kind_has(account, "carte")
}

/// Whether a word of the account's kind starts so.
fn kind_has(account: &Account<'_>, start: &str) -> bool {
    let kind = account.kind.as_deref().unwrap_or_default().to_lowercase();
    kind.split(|character: char| !character.is_alphanumeric()).any(|word| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    fn account(
        bank: &'static str,
        branch: &'static str,
        number: &'static str,
        kind: &str,
    ) -> Account<'static> {
        let mut account = Account::new(bank, branch, number, Currency::EUR);
        account.kind = Some(kind.to_owned().into());
        account
    }

    #[test]
    fn a_card_has_a_number_and_no_bank_details() {
        let set = |bank, branch, number, kind| {
            MessageSet::of(&account(bank, branch, number, kind), Spelling::default())
        };
        assert_eq!(set("", "", "1234", ""), MessageSet::Card);
        assert_eq!(set(" ", "", "1234", "account"), MessageSet::Card);
        assert_eq!(set("", "22222", "1234", ""), MessageSet::Card);
        assert_eq!(set("11111", "", "1234", "Carte Visa"), MessageSet::Card);
        assert_eq!(set("11111", "", "1234", ""), MessageSet::Bank);
        assert_eq!(set("11111", "22222", "1234", "card"), MessageSet::Bank);
        assert_eq!(set("", "", "", "card"), MessageSet::Bank);
    }

    #[test]
    fn the_type_follows_the_kind() {
        let of = |kind| account_type(&account("11111", "22222", "1", kind));
        for kind in ["savings", "Livret A", "compte d'épargne", "EPARGNE"] {
            assert_eq!(of(kind), "SAVINGS", "{kind}");
        }
        for kind in ["loan", "Prêt immobilier", "pret", "CREDIT"] {
            assert_eq!(of(kind), "CREDITLINE", "{kind}");
        }
        for kind in ["", "account", "credit card", "interprète", "compte courant"] {
            assert_eq!(of(kind), "CHECKING", "{kind}");
        }
    }
}
