//! Documents read one after the other, their objects told apart and kept.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::rc::Rc;

use chrono::NaiveDateTime;
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::Options;
use super::object::{ApiAccount, Kind, RawObject, Transaction};
use crate::convert::json;
use crate::error::{Code, Diagnostic, Error, Result, Severity};
use crate::model::{Fault, Object};

/// Where an object stood: in which input, and how many of its kind before it there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) input: usize,
    index: usize,
    kind: Kind,
}

impl Origin {
    /// A diagnostic about the object.
    pub(super) fn note(self, code: Code, severity: Severity) -> Diagnostic {
        Diagnostic::new(code, severity).with_path(self.to_string()).with_input(self.input)
    }

    /// The error that a fault in the object is.
    pub(super) fn error(self, fault: Fault) -> Error {
        error(fault.within(self), Some(self.input))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = match self.kind {
            Kind::Account => "accounts",
            Kind::Transaction => "transactions",
        };
        write!(f, "{list}[{}]", self.index)
    }
}

/// The error that a fault is; what was expected is its source.
pub(super) fn error(fault: Fault, input: Option<usize>) -> Error {
    let mut diagnostic = Diagnostic::new(fault.code, Severity::Error).with_path(fault.path.as_str());
    diagnostic.input = input;
    Error::foreign(diagnostic, fault)
}

/// An account with its place.
pub(super) struct Account {
    pub(super) origin: Origin,
    /// What its transactions are found by.
    pub(super) key: usize,
    pub(super) inner: ApiAccount,
    pub(super) is_wanted: bool,
}

/// A transaction with its place; its account is known by its key.
pub(super) struct Booked {
    pub(super) origin: Origin,
    pub(super) key: usize,
    pub(super) inner: Transaction,
}

/// What is known of an `account_id`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) is_account: bool,
    pub(super) changed: Option<NaiveDateTime>,
}

/// All that was read.
pub(super) struct Gathered {
    pub(super) accounts: Vec<Account>,
    pub(super) transactions: Vec<Booked>,
    /// For each key, whether its account was given, and when it last changed.
    pub(super) known: Vec<Known>,
    keys: HashMap<Box<str>, usize>,
    inputs: usize,
    left: Rc<Cell<u64>>,
}

impl Gathered {
    pub(super) fn new(limit: u64) -> Gathered {
        Gathered {
            accounts: Vec::new(),
            transactions: Vec::new(),
            known: Vec::new(),
            keys: HashMap::new(),
            inputs: 0,
            left: Rc::new(Cell::new(limit)),
        }
    }

    pub(super) fn read<R: io::Read>(&mut self, input: R, options: &Options) -> Result<()> {
        let number = self.inputs;
        self.inputs = self.inputs.saturating_add(1);
        let left = Rc::clone(&self.left);
        let mut json = serde_json::Deserializer::from_reader(json::bounded(input, 0, &left)?);
        let mut run = Run { gathered: self, options, input: number, counts: [0; 3], stop: None };
        loop {
            let read = match json.end() {
                Ok(()) => return Ok(()),
                Err(error) if error.is_io() => Err(error),
                // Another value, or something that is none.
                Err(_) => Top(&mut run).deserialize(&mut json),
            };
            if let Err(error) = read {
                return Err(match run.stop {
                    Some(stop) => stop,
                    None if error.is_io() && left.get() == 0 => {
                        Diagnostic::new(Code::InputTooLarge, Severity::Error).with_input(number).into()
                    }
                    None => json::unreadable("", error).in_input(number),
                });
            }
        }
    }

    fn key(&mut self, id: &str) -> usize {
        if let Some(key) = self.keys.get(id) {
            return *key;
        }
        let key = self.known.len();
        self.known.push(Known::default());
        self.keys.insert(id.into(), key);
        key
    }

    fn change(&mut self, key: usize, time: Option<NaiveDateTime>) {
        if let Some(known) = self.known.get_mut(key) {
            known.changed = known.changed.max(time);
        }
    }
}

/// The reading of one input.
struct Run<'r> {
    gathered: &'r mut Gathered,
    options: &'r Options,
    input: usize,
    /// How many accounts, transactions and objects there were.
    counts: [usize; 3],
    /// Why it ends, where it is not the parser that says so.
    stop: Option<Error>,
}

impl Run<'_> {
    /// Keeps an object. An error of a visitor can only be one of the parser's: ours waits in `stop`.
    fn take<E: serde::de::Error>(&mut self, object: RawObject) -> Result<(), E> {
        self.keep(object).map_err(|error| {
            self.stop = Some(error);
            E::custom("stopped")
        })
    }

    fn keep(&mut self, object: RawObject) -> Result<()> {
        let [accounts, transactions, objects] = &mut self.counts;
        let kind = object.kind().ok_or_else(|| {
            let reason = "an account has an account_id, a transaction has a transaction_id too";
            error(Fault::new(format!("[{objects}]"), reason), Some(self.input))
        })?;
        let count = match kind {
            Kind::Account => accounts,
            Kind::Transaction => transactions,
        };
        let origin = Origin { input: self.input, index: *count, kind };
        *count = count.saturating_add(1);
        *objects = objects.saturating_add(1);
        match kind {
            Kind::Account => self.account(object, origin),
            Kind::Transaction => self.transaction(object, origin),
        }
        .map_err(|fault| origin.error(fault))
    }

    fn account(&mut self, object: RawObject, origin: Origin) -> Result<(), Fault> {
        let inner = object.into_account(self.options.bank_details)?;
        let key = self.gathered.key(&inner.id);
        let known = self.gathered.known.get_mut(key);
        if known.is_some_and(|known| std::mem::replace(&mut known.is_account, true)) {
            return Err(Fault {
                path: "account_id".to_owned(),
                code: Code::DuplicateId,
                reason: "this account was given before",
            });
        }
        self.gathered.accounts.push(Account { origin, key, inner, is_wanted: true });
        Ok(())
    }

    fn transaction(&mut self, object: RawObject, origin: Origin) -> Result<(), Fault> {
        if let Some((account_id, time)) = object.deleted()? {
            let key = self.gathered.key(account_id);
            self.gathered.change(key, time);
            return Ok(());
        }
        let (inner, account_id, time) = object.into_transaction()?;
        let key = self.gathered.key(&account_id);
        self.gathered.change(key, time);
        self.gathered.transactions.push(Booked { origin, key, inner });
        Ok(())
    }
}

/// A value of the input: an object, or a list of objects.
struct Top<'t, 'r>(&'t mut Run<'r>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an account, a transaction, or a list of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(Object(object)) = seq.next_element()? {
            self.0.take(object)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.take(RawObject::deserialize(MapAccessDeserializer::new(map))?)
    }
}

/// Whether the first object of the text has a key of the API.
pub(super) fn is_recognised(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let mut found = None;
    let mut json = serde_json::Deserializer::from_slice(start);
    while found.is_none() && Probe(&mut found).deserialize(&mut json).is_ok() {}
    found.unwrap_or(false)
}

/// Looks at the keys of the first object, which may be cut.
struct Probe<'p>(&'p mut Option<bool>);

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element_seed(Probe(&mut *self.0))? {
            // The rest of the list does not matter any more.
            Some(()) => Err(A::Error::custom("enough")),
            None => Ok(()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.0 = Some(false);
        while let Some(key) = map.next_key::<String>()? {
            if key == "account_id" || key == "transaction_id" {
                *self.0 = Some(true);
                return Err(A::Error::custom("enough"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
