//! One statement as a page.

use std::collections::BTreeSet;
use std::io::{self, Write};

use cfonb::chrono::NaiveDate;
use cfonb::rust_decimal::Decimal;
use cfonb::{Account, Entry, Statement};

use super::fact::{Kind, facts};
use super::verdict;
use crate::args::Language;
use crate::style::{BOLD, DIM, RESET};
use crate::table::{Column, Table};
use crate::text::clean;

/// Places of the first columns.
const LABEL: usize = 2;
const BALANCE: usize = 5;

/// A label column is not narrower, whatever the terminal, nor wider: amounts would be far from their labels.
const LABEL_PLACES: (usize, usize) = (16, 48);

/// How pages look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) language: Language,
    /// The places of a line; `None` for as many as it needs.
    pub(super) places: Option<usize>,
}

/// Writes the page of a statement, found at this place.
pub(super) fn write(
    statement: &Statement<'_>,
    place: &str,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    heading(statement, place, style.language, out)?;
    let page = Page::of(statement, style);
    page.write(out)?;
    verdict::write(statement, style, out)?;
    writeln!(out)
}

fn heading(
    statement: &Statement<'_>,
    place: &str,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    let account = &statement.account;
    let opening = language.date(statement.opening.date);
    let period = match (&statement.closing, language) {
        (Some(closing), Language::Fr) => format!("du {opening} au {}", language.date(closing.date)),
        (Some(closing), Language::En) => format!("from {opening} to {}", language.date(closing.date)),
        (None, Language::Fr) => format!("depuis le {opening}"),
        (None, Language::En) => format!("since {opening}"),
    };
    let title = language.pick("Relevé de compte en", "Statement in");
    writeln!(out, "{BOLD}{title} {} {period}{RESET}", account.currency)?;
    let described: Vec<&str> =
        [&account.name, &account.kind].into_iter().flatten().map(|text| &**text).collect();
    if !described.is_empty() {
        writeln!(out, "{}", clean(&described.join(", ")))?;
    }
    writeln!(out, "{}", bank_details(account, language))?;
    if let Some(iban) = account.iban() {
        writeln!(out, "IBAN {iban:#}")?;
    }
    writeln!(out, "{DIM}{place}{RESET}\n")
}

fn bank_details(account: &Account<'_>, language: Language) -> String {
    let key = account.rib_key().map(|key| key.to_string()).unwrap_or_default();
    let parts = [
        (language.pick("Banque", "Bank"), &*account.bank_code),
        (language.pick("Guichet", "Branch"), &*account.branch_code),
        (language.pick("Compte", "Account"), &*account.number),
        (language.pick("Clé", "Key"), key.as_str()),
    ];
    let known = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let known: Vec<String> = known.map(|(name, value)| format!("{name} {}", clean(value))).collect();
    known.join("  ")
}

/// The table of a statement.
struct Page<'s> {
    statement: &'s Statement<'s>,
    style: Style,
    table: Table,
    /// Value dates stand without their year: none is far from its booking date.
    short: bool,
    /// What has a column of its own.
    kinds: Vec<Kind>,
}

impl<'s> Page<'s> {
    fn of(statement: &'s Statement<'s>, style: Style) -> Page<'s> {
        let near = |entry: &Entry<'_>| {
            entry
                .value_date
                .is_none_or(|value| value.signed_duration_since(entry.booking_date).num_days().abs() < 180)
        };
        let language = style.language;
        let short = style.places.is_some() && statement.entries.iter().all(near);
        let titles = language.pick(
            ["Date", "Valeur", "Libellé", "Débit", "Crédit", "Solde"],
            ["Date", "Value", "Label", "Debit", "Credit", "Balance"],
        );
        let columns = titles.into_iter().enumerate().map(|(index, title)| Column::new(title, index > LABEL));
        let table = Table { columns: columns.collect() };
        let mut page = Page { statement, style, table, short, kinds: Vec::new() };
        page.measure();
        page
    }

    /// Makes the columns as wide as what will stand in them.
    fn measure(&mut self) {
        if self.style.places.is_none() {
            self.kinds = self.kinds_present();
            let names = self.kinds.iter().map(|kind| Column::new(kind.name(self.style.language), false));
            self.table.columns.extend(names);
        }
        let mut table = self.table.clone();
        self.rows(|cells, _| {
            table.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.fit(cell));
            Ok(())
        })
        // Nothing is written that could fail.
        .unwrap_or_default();
        let others = table.places();
        if let (Some(places), Some(label)) = (self.style.places, table.columns.get_mut(LABEL)) {
            let others = others.saturating_sub(label.places);
            let (least, most) = LABEL_PLACES;
            label.places = places.saturating_sub(others).clamp(least, most);
        }
        self.table = table;
    }

    fn kinds_present(&self) -> Vec<Kind> {
        let of = |entry| facts(entry, self.style.language).into_iter().map(|(kind, _)| kind);
        let present: BTreeSet<Kind> = self.statement.entries.iter().flat_map(of).collect();
        present.into_iter().collect()
    }

    /// All rows, each with what stands below it.
    fn rows(&self, mut row: impl FnMut(&[String], &[String]) -> io::Result<()>) -> io::Result<()> {
        let language = self.style.language;
        let statement = self.statement;
        let opening = language.pick("Ancien solde", "Old balance");
        row(&self.balance(statement.opening.date, opening, statement.opening.amount), &[])?;
        for (entry, balance) in statement.entries.iter().zip(statement.running_balances()) {
            let facts = facts(entry, language);
            let notes = if self.style.places.is_some() { self.notes(&facts) } else { Vec::new() };
            row(&self.entry(entry, balance, &facts), &notes)?;
        }
        row(&self.totals(), &[])?;
        match &statement.closing {
            Some(closing) => row(
                &self.balance(closing.date, language.pick("Nouveau solde", "New balance"), closing.amount),
                &[],
            ),
            None => Ok(()),
        }
    }

    fn balance(&self, date: NaiveDate, name: &str, amount: Decimal) -> Vec<String> {
        let language = self.style.language;
        let mut cells = vec![String::new(); BALANCE];
        cells.splice(..1, [language.date(date)]);
        cells.splice(LABEL..=LABEL, [name.to_owned()]);
        cells.push(language.amount(amount));
        cells
    }

    fn entry(&self, entry: &Entry<'_>, balance: Option<Decimal>, facts: &[(Kind, String)]) -> Vec<String> {
        let language = self.style.language;
        let value = |date| if self.short { language.day(date) } else { language.date(date) };
        let amount = language.amount(entry.amount.abs());
        let (debit, credit) =
            if entry.is_credit() { (String::new(), amount) } else { (amount, String::new()) };
        let mut cells = vec![
            language.date(entry.booking_date),
            entry.value_date.map(value).unwrap_or_default(),
            clean(&entry.label),
            debit,
            credit,
            balance.map_or_else(|| "?".to_owned(), |balance| language.amount(balance)),
        ];
        for kind in &self.kinds {
            let fact = facts.iter().find(|(known, _)| known == kind);
            cells.push(fact.map(|(_, value)| value.clone()).unwrap_or_default());
        }
        cells
    }

    /// What stands below a movement.
    fn notes(&self, facts: &[(Kind, String)]) -> Vec<String> {
        let language = self.style.language;
        let shown = facts.iter().filter(|(kind, _)| !kind.is_technical());
        let note = |(kind, value): &(Kind, String)| {
            if kind.speaks() { value.clone() } else { language.named(kind.name(language), value) }
        };
        shown.map(note).collect()
    }

    fn totals(&self) -> Vec<String> {
        let language = self.style.language;
        let credits = self.statement.entries.iter().filter(|entry| entry.is_credit()).count();
        let debits = self.statement.entries.len().saturating_sub(credits);
        let name = language.named(
            language.pick("Totaux", "Totals"),
            &format!(
                "{}, {}",
                language.counted(debits, ["débit", "débits"], ["debit", "debits"]),
                language.counted(credits, ["crédit", "crédits"], ["credit", "credits"])
            ),
        );
        let sum = |credit| match self.statement.turnover(credit) {
            Some(sum) => language.amount(sum.abs()),
            None => "?".to_owned(),
        };
        vec![String::new(), String::new(), name, sum(false), sum(true), String::new()]
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let rule = self.table.rule();
        write!(out, "{BOLD}{}{RESET}{DIM}{rule}{RESET}", self.table.head())?;
        self.rows(|cells, notes| {
            // The totals have no date.
            if cells.first().is_some_and(String::is_empty) {
                write!(out, "{DIM}{rule}{RESET}")?;
            }
            out.write_all(self.table.row(cells).as_bytes())?;
            for note in notes {
                write!(out, "{DIM}{}{RESET}", self.table.note(LABEL, note))?;
            }
            Ok(())
        })
    }
}
