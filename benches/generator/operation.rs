//! Operations: what kinds there are, how often, and what their details say.

use cfonb::chrono::{Days, NaiveDate};

use super::Account;
use super::random::Random;
use super::text::{self, columns, party};

/// One movement and its details, as columns.
#[derive(Default)]
pub struct Operation {
    pub code: [u8; 2],
    pub internal_code: [u8; 4],
    pub reject_code: [u8; 2],
    pub booking_date: NaiveDate,
    /// The value date, as days after the booking date.
    value_days: i8,
    pub label: [u8; 31],
    pub entry_number: u64,
    /// Exempt from commission, unavailable.
    pub flags: [u8; 2],
    /// In minor units, credit positive.
    pub amount: i64,
    pub reference: [u8; 16],
    pub details: Vec<Detail>,
}

pub struct Detail {
    pub qualifier: [u8; 3],
    pub text: [u8; 70],
}

/// The kinds: how often out of a hundred, operation code, internal code, sense, and what fills it in.
struct Kind {
    weight: u64,
    code: &'static [u8; 2],
    internal: &'static [u8; 4],
    credit: bool,
    fill: fn(&mut Operation, &Account, bool, &mut Random),
}

const fn kind(
    weight: u64,
    code: &'static [u8; 2],
    internal: &'static [u8; 4],
    credit: bool,
    fill: fn(&mut Operation, &Account, bool, &mut Random),
) -> Kind {
    Kind { weight, code, internal, credit, fill }
}

static KINDS: [Kind; 14] = [
    kind(29, b"11", b"C011", false, card),
    kind(6, b"29", b"D029", false, cash),
    kind(8, b"01", b"    ", false, cheque),
    kind(5, b"02", b"R002", true, cheque_deposit),
    kind(17, b"05", b"V005", true, transfer_received),
    kind(2, b"C2", b"VI2 ", true, transfer_received),
    kind(9, b"06", b"V006", false, transfer_sent),
    kind(11, b"B1", b"36BZ", false, direct_debit_paid),
    kind(4, b"A1", b"36AZ", true, direct_debit_collected),
    kind(2, b"B3", b"36RJ", false, direct_debit_rejected),
    kind(3, b"62", b"0062", false, fee),
    kind(1, b"63", b"0063", true, interest),
    kind(2, b"45", b"E045", true, transfer_from_abroad),
    kind(1, b"91", b"    ", true, sundry),
];

/// Beyond this many minor units only operations of the other sense are drawn, so that a balance always fits.
const LARGE_BALANCE: i64 = 1_000_000_000_000;

impl Operation {
    /// Another operation, drawn by the weights of the kinds.
    pub fn draw(&mut self, account: &Account, accented: bool, random: &mut Random) {
        let kind = loop {
            let kind = kind_at(random.below(100));
            if account.balance.abs() < LARGE_BALANCE || kind.credit == (account.balance < 0) {
                break kind;
            }
        };
        *self = Operation {
            code: *kind.code,
            internal_code: *kind.internal,
            reject_code: *b"  ",
            flags: *random.pick(&[b"00", b"00", b"00", b"00", b"10", b"01", b"  "]),
            reference: [b' '; 16],
            value_days: random.pick(&[0, 0, 0, 0, 0, 1, 2, -1, -2]),
            details: std::mem::take(&mut self.details),
            ..Operation::default()
        };
        self.details.clear();
        let magnitude = amount(random);
        self.amount = if kind.credit { magnitude } else { -magnitude };
        if random.chance(1, 2) {
            self.reference = columns(&format!("{:X}", random.below(1 << 40)));
        }
        (kind.fill)(self, account, accented, random);
    }

    pub fn value_date(&self) -> NaiveDate {
        let days = Days::new(u64::from(self.value_days.unsigned_abs()));
        if self.value_days < 0 { self.booking_date - days } else { self.booking_date + days }
    }

    /// The label; what does not fit in its 31 columns goes on in a complement.
    fn label(&mut self, text: &str) {
        self.label = columns(text);
        let rest: String = text.chars().skip(31).collect();
        if !rest.is_empty() {
            self.detail(b"LIB", &rest);
        }
    }

    fn detail(&mut self, qualifier: &[u8; 3], text: &str) {
        self.details.push(Detail { qualifier: *qualifier, text: columns(text) });
    }

    /// A complement of two parts of 35 columns.
    fn pair(&mut self, qualifier: &[u8; 3], first: &str, second: &str) {
        let mut text = [b' '; 70];
        text[..35].copy_from_slice(&columns::<35>(first));
        text[35..].copy_from_slice(&columns::<35>(second));
        self.details.push(Detail { qualifier: *qualifier, text });
    }

    /// What the payer wrote: one complement, or two if it is longer than 70 columns.
    fn remittance(&mut self, text: &str) {
        self.detail(b"LCC", text);
        let rest: String = text.chars().skip(70).collect();
        if !rest.is_empty() {
            self.detail(b"LC2", &rest);
        }
    }

    /// References of a batch and a transaction; the entry number ends the first one.
    fn references(&mut self, random: &mut Random) {
        self.entry_number = 1 + random.below(9_999_999);
        let batch = format!("LOT{:07}", self.entry_number);
        self.pair(b"REF", &batch, &format!("TX{:012}", random.below(1_000_000_000_000)));
    }

    fn original_amount(&mut self, random: &mut Random) {
        let (currency, decimals) = random.pick(&[("USD", 2), ("GBP", 2), ("JPY", 0), ("TND", 3)]);
        let rate = 500_000 + random.below(1_500_000);
        let minor = self.amount.unsigned_abs() * 1_000_000 / rate;
        let with_rate = if random.chance(3, 4) { format!("06{rate:011}") } else { String::new() };
        self.detail(b"MMO", &format!("{currency}{decimals}{minor:014}{with_rate}"));
    }

    fn fee_amount(&mut self, account: &Account, random: &mut Random) {
        let currency = String::from_utf8_lossy(&account.currency).into_owned();
        self.detail(b"FEE", &format!("{currency}{}{:014}", account.decimals, 1 + random.below(3000)));
    }
}

/// The kind at this place of the hundred.
fn kind_at(mut place: u64) -> &'static Kind {
    for kind in &KINDS {
        if place < kind.weight {
            return kind;
        }
        place -= kind.weight;
    }
    unreachable!("the weights sum to 100")
}

/// As many small amounts as large ones: the number of digits is drawn first.
fn amount(random: &mut Random) -> i64 {
    let bound = 10_u64.pow(random.pick(&[2, 3, 4, 4, 5, 5, 6, 7]));
    1 + random.below(bound) as i64
}

fn card(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    let shop = if accented && random.chance(1, 4) {
        random.pick(&text::ACCENTED_PEOPLE)
    } else {
        random.pick(&text::SHOPS)
    };
    let day = 1 + random.below(28);
    if random.chance(1, 3) {
        operation.label(&format!("CARTE {day:02}/06 {shop} {}", random.pick(&text::TOWNS)));
    } else {
        operation.label = columns(&format!("CARTE {day:02}/06 {shop}"));
    }
    if random.chance(1, 12) {
        operation.original_amount(random);
    }
}

fn cash(operation: &mut Operation, _: &Account, _: bool, random: &mut Random) {
    operation.label(&format!("RETRAIT DAB {}", random.pick(&text::TOWNS)));
    if random.chance(1, 4) {
        operation.detail(b"LIB", &format!("CARTE 1234XXXXXXXX{:04}", random.below(10_000)));
    }
}

fn cheque(operation: &mut Operation, _: &Account, _: bool, random: &mut Random) {
    operation.entry_number = 1 + random.below(9_999_999);
    operation.label(&format!("CHEQUE {:07}", operation.entry_number));
}

fn cheque_deposit(operation: &mut Operation, _: &Account, _: bool, random: &mut Random) {
    operation.entry_number = 1 + random.below(99_999);
    operation.label("REMISE DE CHEQUES");
    operation.flags[1] = b'1';
    if random.chance(1, 2) {
        operation.detail(b"LIB", &format!("{} CHEQUES", 2 + random.below(30)));
    }
}

fn transfer_received(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    let payer = party(accented, random);
    operation.label = columns(&format!("VIR RECU {payer}"));
    operation.detail(b"NPY", payer);
    if random.chance(1, 10) {
        operation.pair(b"IPY", "NOBOFRPPXXX", "BICOrBEI");
    }
    if random.chance(1, 12) {
        operation.detail(b"NPO", party(accented, random));
        if random.chance(1, 3) {
            operation.pair(b"IPO", &format!("FR{:09}", random.below(1_000_000_000)), "SIREN");
        }
    }
    match random.below(10) {
        0..6 => operation.remittance(random.pick(&text::REMITTANCES)),
        6 => operation.detail(b"LCS", &format!("RF18{:012}", random.below(1_000_000_000_000))),
        _ => {}
    }
    if random.chance(1, 2) {
        let reference = format!("E2E-{:08X}", random.below(1 << 32));
        operation.pair(b"RCN", &reference, random.pick(&["SALAIRE", "", "FOURNISSEUR"]));
    }
    if random.chance(2, 5) {
        operation.references(random);
    }
}

fn transfer_sent(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    let payee = party(accented, random);
    operation.label = columns(&format!("VIR EMIS {payee}"));
    operation.detail(b"NBE", payee);
    if random.chance(1, 10) {
        operation.pair(b"IBE", "ESSAFRPPXXX", "BICOrBEI");
    }
    if random.chance(1, 10) {
        operation.detail(b"NBU", party(accented, random));
        if random.chance(1, 3) {
            operation.pair(b"IBU", "0123456789", "CUST");
        }
    }
    if random.chance(1, 2) {
        operation.detail(b"CBE", &text::iban(random));
    }
    if random.chance(2, 5) {
        operation.remittance(random.pick(&text::REMITTANCES));
    }
    if random.chance(2, 5) {
        operation.pair(b"RCN", random.pick(&["NOTPROVIDED", "REF-0001", "2024/17"]), "");
    }
}

fn mandate(operation: &mut Operation, random: &mut Random) {
    let sequence = random.pick(&["OOFF", "FRST", "RCUR", "RCUR", "RCUR", "FNAL", ""]);
    operation.pair(b"RUM", &format!("RUM{:010}", random.below(10_000_000_000)), sequence);
}

fn direct_debit_paid(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    let creditor = party(accented, random);
    operation.label(&format!("PRLV SEPA {creditor}"));
    operation.detail(b"NBE", creditor);
    if random.chance(1, 2) {
        operation.pair(b"IBE", &format!("FR00ZZZ{:06}", random.below(1_000_000)), "SEPA");
    }
    if random.chance(3, 4) {
        mandate(operation, random);
    }
    if random.chance(1, 4) {
        operation.remittance(random.pick(&text::REMITTANCES));
    }
    if random.chance(1, 5) {
        operation.pair(b"RCN", "NOTPROVIDED", "");
    }
}

fn direct_debit_collected(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    operation.label = columns("REMISE DE PRELEVEMENTS SEPA");
    operation.detail(b"NPY", party(accented, random));
    mandate(operation, random);
    if random.chance(3, 5) {
        operation.detail(b"CPY", &text::iban(random));
    }
    if random.chance(1, 2) {
        operation.references(random);
    }
}

fn direct_debit_rejected(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    operation.reject_code = *random.pick(&[b"20", b"14", b"31", b"34"]);
    operation.label(&format!("REJET PRLV {}", party(accented, random)));
    mandate(operation, random);
}

fn fee(operation: &mut Operation, account: &Account, _: bool, random: &mut Random) {
    let label = random.pick(&["COTISATION CARTE", "FRAIS DE TENUE DE COMPTE", "COMMISSION DE MOUVEMENT"]);
    operation.label = columns(label);
    operation.amount %= 100_000;
    if operation.amount == 0 {
        operation.amount = -1;
    }
    if random.chance(1, 4) {
        operation.fee_amount(account, random);
    }
}

fn interest(operation: &mut Operation, _: &Account, _: bool, _: &mut Random) {
    operation.label("INTERETS CREDITEURS");
}

fn transfer_from_abroad(operation: &mut Operation, account: &Account, accented: bool, random: &mut Random) {
    operation.label = columns("VIREMENT INTERNATIONAL RECU");
    operation.detail(b"NPY", party(accented, random));
    operation.original_amount(random);
    if random.chance(1, 2) {
        operation.fee_amount(account, random);
    }
    if random.chance(1, 4) {
        operation.detail(b"PDO", "GB GRANDE BRETAGNE");
    }
}

fn sundry(operation: &mut Operation, _: &Account, accented: bool, random: &mut Random) {
    operation.label(party(accented, random));
}
